"""The comparison's cards in the office chat: one series, edited with every decision."""

from collections.abc import Iterator

from bot import scenes
from bot.hub import Hub
from bot.owed import Activity, Owed
from bot.owing import Draw, Owing
from cards.build import activity_of
from cards.reconciling import MOST_DIFFERENCES, compared_card, pages_of
from council import events as ev
from council.ids import CaseId
from council.sitting import Sitting

SLOT = "compared:"


def page(number: int) -> Draw:
    """One page of the comparison as it is now."""

    def draw(sitting: Sitting) -> Activity:
        return activity_of(compared_card(sitting, number))

    return draw


def page_of(sitting: Sitting, case: CaseId) -> int:
    """On which page a difference stands; the first where it stands on none."""
    numbers = list(sitting.differences)
    return numbers.index(case) // MOST_DIFFERENCES if case in numbers else 0


class ComparisonCards:
    """Turns what was compared and decided into the cards of the office."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._owing = Owing(hub)

    def owed(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        """The cards that *event* calls for."""
        match event:
            case ev.AttendanceReported():
                pages = {*range(pages_of(sitting)), *self._standing(sitting)}
            case ev.EndTakenBack():
                pages = self._standing(sitting)
            case ev.DifferenceSettled():
                pages = {page_of(sitting, event.case), 0}
            case ev.PresenceCorrected():
                pages = set()
                yield self._owing.in_office(sitting, "attendance", scenes.attendance)
            case _:
                return
        for number in sorted(pages):
            yield self._owing.in_office(sitting, f"{SLOT}{number}", page(number))

    def _standing(self, sitting: Sitting) -> set[int]:
        slots = self._hub.outbox.standing(sitting.id, SLOT)
        return {int(slot.removeprefix(SLOT)) for slot, _ in slots}
