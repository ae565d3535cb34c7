"""The one next step of a sitting, and the further ones that are possible now.

Pure functions of the state: the control card offers these steps, and whoever carries a step
out reads the same names.
"""

from council.agenda import NEEDS_DECISION, AgendaItem, ItemKind
from council.ballots import Ballot, Phase
from council.rulebook import Format
from council.sitting import Sitting, Stage

STEPS = (
    "open_sitting",
    "next_item",
    "open_ballot",
    "open_roll_call",
    "close_ballot",
    "declare_next",
    "declare",
    "repeat",
    "cancel",
    "noted",
    "no_objection",
    "postpone",
    "remove",
    "pause",
    "resume",
    "closed_part",
    "public_part",
    "end_sitting",
    "take_back_end",
    "card_again",
)
"""Every step a control button can name."""


def next_step(sitting: Sitting) -> str:
    """The step that a sitting normally takes now; "" where it waits for something else.

    An item that is voted on takes three: ``open_ballot``, ``close_ballot``,
    ``declare_next``. Amendments that are still to be voted on come before their motion.
    """
    if sitting.withdrawn:
        return ""
    if sitting.stage is not Stage.OPEN:
        return _BY_STAGE[sitting.stage]
    if sitting.ballot is not None:
        return _next_of_ballot(sitting, sitting.ballot)
    return _next_of_agenda(sitting)


_BY_STAGE = {Stage.PREPARED: "open_sitting", Stage.BREAK: "resume", Stage.ENDED: ""}


def _next_of_agenda(sitting: Sitting) -> str:
    item = sitting.called
    if item is not None and undecided(sitting, item):
        if any(a.pending for a in sitting.agenda.amendments(item.number)):
            return "next_item"
        return "postpone" if excluded(sitting, item) else "open_ballot"
    return _onwards(sitting)


def further_steps(sitting: Sitting) -> tuple[str, ...]:
    """The other steps that are possible now, in the order of their buttons."""
    first = next_step(sitting)
    return tuple(step for step in _possible(sitting) if step != first)


def undecided(sitting: Sitting, item: AgendaItem) -> bool:
    """Whether *item* is pending and still needs a decision."""
    return item.pending and item.kind in NEEDS_DECISION and not sitting.decided(item.number)


def excluded(sitting: Sitting, item: AgendaItem) -> bool:
    """Whether no ballot may be opened on *item* in this sitting."""
    rule = sitting.rules.excluded_digital.get(item.kind)
    digital = sitting.format is Format.DIGITAL and rule is not None and rule.value
    return digital or item.kind is ItemKind.ELECTION


def counts_awaited(ballot: Ballot) -> bool:
    """Whether a ballot by hand waits for its counts or for their confirmation."""
    return ballot.hands is not None or ballot.by_hands


def undeclarable(sitting: Sitting, ballot: Ballot) -> bool:
    """Whether the law forbids to declare *ballot*: no quorum was found at its closing."""
    quorum = ballot.quorum_at_closing
    return sitting.rules.quorum_at_ballot.value and quorum is not None and not quorum.met


def _next_of_ballot(sitting: Sitting, ballot: Ballot) -> str:
    if ballot.phase is Phase.OPEN:
        return "" if counts_awaited(ballot) else "close_ballot"
    if undeclarable(sitting, ballot):
        return "repeat" if sitting.quorum(ballot.item).met else "cancel"
    follows = _after_declaring(sitting, ballot) is not None
    return "declare_next" if follows and not ballot.procedural else "declare"


def _after_declaring(sitting: Sitting, ballot: Ballot) -> AgendaItem | None:
    """The item that would be called after *ballot* is declared."""
    following = sitting.next_item
    return following if following is None or following.number != ballot.item else None


def _onwards(sitting: Sitting) -> str:
    if sitting.next_item is not None and sitting.next_item.number != sitting.item:
        return "next_item"
    elsewhere = any(i.pending and i.public is not sitting.public for i in sitting.agenda)
    if elsewhere:
        return "closed_part" if sitting.public else "public_part"
    return "end_sitting"


def _possible(sitting: Sitting) -> tuple[str, ...]:
    if sitting.withdrawn or sitting.stage is Stage.PREPARED:
        return ()
    if sitting.stage is Stage.ENDED:
        return ("take_back_end",)
    if sitting.stage is Stage.BREAK:
        return ()
    if sitting.ballot is not None:
        return _with_ballot(sitting, sitting.ballot)
    return (*_with_item(sitting), *_between_items(sitting))


def _with_ballot(sitting: Sitting, ballot: Ballot) -> tuple[str, ...]:
    if ballot.phase is Phase.OPEN:
        return ("card_again", "cancel", "repeat")
    if undeclarable(sitting, ballot):
        return ("repeat", "cancel")
    return ("declare", "repeat", "cancel")


def _with_item(sitting: Sitting) -> tuple[str, ...]:
    """What can be done with the item under debate beside the next step."""
    item = sitting.called
    last = sitting.last_ballot
    again = ("repeat",) if last is not None and _repeatable(sitting, last) else ()
    if item is None or not item.pending or sitting.decided(item.number):
        return again
    ballots = () if excluded(sitting, item) else ("open_ballot", "open_roll_call")
    passing = ("no_objection",) if item.kind in sitting.rules.no_objection.value else ()
    return (*ballots, *again, *passing, "noted", "postpone", "remove")


def _repeatable(sitting: Sitting, last: Ballot) -> bool:
    return last.phase is Phase.DECLARED and (last.procedural or last.item == sitting.item)


def _between_items(sitting: Sitting) -> tuple[str, ...]:
    following = sitting.next_item
    onward = ("next_item",) if following is not None and following.number != sitting.item else ()
    part = "closed_part" if sitting.public else "public_part"
    return (*onward, "pause", part, "end_sitting")
