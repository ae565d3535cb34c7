"""Which chat may be what: a meeting that was left takes nothing, and no chat belongs to two sittings."""

from council.errors import ChatTaken, MeetingLeft
from council.sitting import Sitting, Stage


def require_not_left(sitting: Sitting, chat: str) -> None:
    """Let through what comes from a chat that is still the sitting's, or never was one of its meetings."""
    if chat in sitting.left:
        raise MeetingLeft


def require_free(chat: str, here: Sitting | None, named: Sitting | None, *, closed: bool) -> None:
    """Let through where *chat* may become a meeting of another sitting than *here*, to which it belongs.

    One that is only prepared gives way to another, as long as neither has begun nor a closed room is
    meant on either side.
    """
    if here is None or here.withdrawn or here.stage is Stage.ENDED:
        return
    begun = named is not None and not named.withdrawn and named.stage is not Stage.PREPARED
    if closed or begun or here.closed_meeting == chat:
        raise ChatTaken(title=here.title)
