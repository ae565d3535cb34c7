"""Debts of instances that do not pay, handed over through the registry to the one that does."""

from collections.abc import Callable

import structlog

from bot import practice, scenes
from bot.hub import Hub
from bot.owed import Activity, Owed, Urgency
from bot.second_way import newest_ballot
from cards.acts import quorum_card
from cards.build import activity_of
from council.ids import BallotId, SittingId

TABLE = "owed"

log = structlog.get_logger(__name__)


class Errands:
    """Debts of instances that do not pay, on their way to the one that does."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def hand_over(self, owed: Owed, *, gone: bool = False) -> None:
        """Let the paying instance owe this; never blocks."""
        document = {
            "sitting": owed.sitting,
            "slot": owed.slot,
            "chat": owed.chat,
            "urgency": int(owed.urgency),
            "repeatable": owed.repeatable,
            "gone": gone,
        }
        key = f"{owed.sitting}|{owed.slot}"
        self._hub.later(self._hub.registry.put(TABLE, key, document), "errand.hand_over")

    def hand_over_move(self, chat: str) -> None:
        """Let the paying instance owe everything of a chat once more."""
        self._hub.later(self._hub.registry.put(TABLE, f"|{chat}", {"moved": chat}), "errand.hand_over")

    async def take(self) -> None:
        """Owe what others have handed over. One that a sudden end cuts off is asked for again by people."""
        documents = await self._hub.registry.all(TABLE)
        if any(str(document.get("slot", "")).startswith("practice:") for document in documents.values()):
            await practice.learn_practices(self._hub)
        for key, document in documents.items():
            await self._hub.registry.remove(TABLE, key)
            if "moved" in document:
                self._hub.outbox.moved(str(document["moved"]))
            elif document.get("gone"):
                await self._hub.outbox.retract(str(document["sitting"]), str(document["slot"]))
            elif (owed := self._owed(document)) is not None:
                self._hub.outbox.owe(owed)

    def _owed(self, document: dict[str, object]) -> Owed | None:
        sitting, slot = SittingId(str(document["sitting"])), str(document["slot"])
        render = drawn_anew(self._hub, sitting, slot)
        if render is None:
            log.error("errand.unknown", slot=slot)
            return None
        return Owed(
            sitting=sitting,
            slot=slot,
            chat=str(document["chat"]),
            urgency=Urgency(int(str(document["urgency"]))),
            repeatable=bool(document["repeatable"]),
            render=render,
        )


def drawn_anew(hub: Hub, sitting: SittingId, slot: str) -> Callable[[], Activity | None] | None:
    """What stands in a slot that somebody asked for, drawn from its name alone."""
    kind, _, rest = slot.partition(":")
    number = rest.partition("@")[0].partition("+")[0]
    if kind == "ballot" and "@" in rest and number.isdigit():
        return newest_ballot(hub, sitting, BallotId(int(number)), slot)
    if kind == "ballot" and number.isdigit():
        return _newest(hub, sitting, scenes.ballot(BallotId(int(number))))
    if kind == "practice" and number.isdigit():
        return _newest(hub, sitting, practice.drawn(hub, int(number)))
    if kind == "sign-in":
        return _newest(hub, sitting, scenes.sign_in(hub))
    if kind == "quorum":
        return _newest(hub, sitting, lambda newest: activity_of(quorum_card(newest)))
    return None


def _newest(hub: Hub, sitting: SittingId, draw: scenes.Draw) -> Callable[[], Activity | None]:
    def render() -> Activity | None:
        newest = hub.desk.sitting(sitting)
        return draw(newest) if newest is not None else None

    return render
