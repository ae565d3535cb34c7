"""Some time after its end a sitting leaves the bot's memory, but for what people may still ask of it."""

from datetime import datetime, timedelta

from bot.hub import Hub
from council.sitting import Sitting

REST = timedelta(hours=1)
"""How long after its end everything of a sitting is still at hand."""


def put_aside(hub: Hub) -> None:
    """Let go of what only sittings under way need; whatever is asked of an older one finds it again."""
    now, rest = hub.now(), REST / hub.settings.outbox_speed
    sittings = hub.desk.sittings()
    busy = {sitting.id for sitting in sittings if not _rests(sitting, now, rest)}
    hub.outbox.put_aside(busy)
    for sitting in (sitting for sitting in sittings if sitting.id not in busy):
        hub.room_guests.pop(sitting.id, None)
        hub.disputed.pop(sitting.id, None)
        hub.troubles.pop(sitting.id, None)
    for typed in [key for key in hub.words if key[0] not in busy]:
        del hub.words[typed]
    for said in [key for key, at in hub.spoken.items() if now - at > REST]:
        del hub.spoken[said]


def _rests(sitting: Sitting, now: datetime, rest: timedelta) -> bool:
    return sitting.ended_at is not None and now - sitting.ended_at > rest
