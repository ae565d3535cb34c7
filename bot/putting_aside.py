"""Some time after its end a sitting leaves the bot's memory, but for what people may still ask of it."""

import gc
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.hub import Hub
from council.ids import SittingId
from council.sitting import Sitting
from desk.desk import JUST_ENDED
from store.planned import Plans

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

    newest = _newest(sittings)
    # What another instance still owes is not known here; whoever leads next begins from what is at hand.
    kept = rest if hub.leading.settled else JUST_ENDED / hub.settings.outbox_speed
    over = [s for s in sittings if s.id not in busy | newest and _rests(s, now, kept)]
    rested = [s for s in over if not hub.outbox.waits_for(s.id)]
    gone = [s for s in rested if hub.desk.let_go(s.id, unasked_since=now - rest)]
    for sitting in gone:
        hub.later(Plans(hub.registry).rest(sitting.id), "plan.rest")
    if gone and all(sitting.ballot is None for sitting in sittings):
        gc.collect()  # while votes are given nobody waits for it: there it is done seldom


async def have_at_hand(hub: Hub, activity: Mapping[str, Any]) -> None:
    """Read back the sitting that a press names, or whose meeting's chat somebody speaks in.

    One that has ended is kept for a while from now on.
    """
    for name in _meant(hub, activity):
        sitting = hub.desk.sitting(name)
        if sitting is None or sitting.ended_at is not None:
            await hub.desk.have_at_hand(name)


def sitting_of(hub: Hub, activity: Mapping[str, Any]) -> str:
    """The same sitting for a line of the log, "" where there is none; never a name that somebody made up."""
    return next((name for name in _meant(hub, activity) if hub.desk.kept(name)), "")


def _meant(hub: Hub, activity: Mapping[str, Any]) -> Sequence[SittingId]:
    chat = activity.get("conversation")
    bound = hub.bindings.bound(str(chat.get("id"))) if isinstance(chat, Mapping) else None
    return [SittingId(name) for name in (bound, _named(activity.get("value"))) if name is not None]


def _named(value: Any) -> str | None:
    """The sitting in a button's data: of a press under ``action``, of a submit at once."""
    action = value.get("action") if isinstance(value, Mapping) else None
    data = action.get("data") if isinstance(action, Mapping) else value
    name = data.get("sitting") if isinstance(data, Mapping) else None
    return name if isinstance(name, str) and name else None


def _newest(sittings: Sequence[Sitting]) -> set[SittingId]:
    """Of every body the sitting that ended last: it is the one meant in people's own chats."""
    found: dict[tuple[str, bool], Sitting] = {}
    for sitting in sittings:
        if sitting.ended_at is not None and not sitting.withdrawn:
            key = (sitting.body, sitting.probe)
            before = found.get(key)
            if before is None or before.ended_at is None or before.ended_at < sitting.ended_at:
                found[key] = sitting
    return {sitting.id for sitting in found.values()}


def _rests(sitting: Sitting, now: datetime, rest: timedelta) -> bool:
    return sitting.ended_at is not None and now - sitting.ended_at > rest
