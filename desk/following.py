"""What other instances have written, taken in: checked against what is known here, and folded."""

from collections.abc import Sequence

from council.agenda import BallotKind
from council.errors import SecretNeedsOneInstance
from council.events import BallotOpened, Event
from council.fold import evolve
from council.ids import SittingId
from council.record import Row, check
from council.sitting import Sitting
from desk.ports import Decode, Head


class NotSound(Exception):
    """What others have written does not continue the record that is known here."""


def taken_in(
    sitting: SittingId, state: Sitting | None, head: Head, rows: Sequence[Row], decode: Decode
) -> tuple[Sitting | None, tuple[Event, ...]]:
    """The state after *rows*, which follow *head*, and their events. Raises NotSound."""
    finding = check(sitting, rows, after=head)
    if not finding.sound:
        raise NotSound("; ".join(str(damage) for damage in finding.damages))
    try:
        events = tuple(decode(row) for row in rows)
        for event in events:
            state = evolve(state, event)
    except (ValueError, KeyError) as damage:
        raise NotSound(str(damage)) from damage
    return state, events


def refuse_boxes(events: Sequence[Event]) -> None:
    """Refuse a secret ballot on the card: its box would lie in one process of several."""
    for event in events:
        if isinstance(event, BallotOpened) and event.kind is BallotKind.SECRET and not event.by_paper:
            raise SecretNeedsOneInstance
