"""The one next step of a sitting, and the further ones that are possible now.

Pure functions of the state: the control card offers these steps, and whoever carries a step
out reads the same names.
"""

from council.agenda import NEEDS_DECISION, AgendaItem, BallotForm, BallotKind, ItemKind, ItemStatus
from council.ballots import Ballot, Following, Phase
from council.election import election_verdict
from council.legality import Bar, bars, impossible, secret_first, secret_possible
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
    "next_round",
    "wait",
    "without",
    "card_again",
)
"""Every step a control button can name."""

ANSWERS = ("wait", "without", "cancel")
"""What the chair can decide about a disturbance in the midst of a ballot."""
LOTS = (Following.LOT, Following.LOT_FOR_RUNOFF)
"""What only the lot can settle."""


def next_step(sitting: Sitting) -> str:
    """The step that a sitting normally takes now; "" where it waits for something else.

    An item that is voted on takes three: ``open_ballot``, ``close_ballot``,
    ``declare_next``. Amendments that are still to be voted on come before their motion.
    It waits for typed words (an election, a lot), for counts by hand, and for what the chair
    decides about a disturbance.
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
    if item is None:
        return _onwards(sitting)
    last = sitting.round_waiting(item.number)
    if last is not None and last.following is not Following.ANEW:
        return "" if last.following in LOTS else "next_round"
    if not undecided(sitting, item):
        return _onwards(sitting)
    if any(a.pending for a in sitting.agenda.amendments(item.number)):
        return "next_item"
    if excluded(sitting, item):
        return "postpone"
    return "open_ballot" if openable(sitting, item) else ""


def further_steps(sitting: Sitting) -> tuple[str, ...]:
    """The other steps that are possible now, in the order of their buttons."""
    first = next_step(sitting)
    return tuple(step for step in _possible(sitting) if step != first)


def undecided(sitting: Sitting, item: AgendaItem) -> bool:
    """Whether *item* is pending and still needs a decision."""
    return item.pending and item.kind in NEEDS_DECISION and not sitting.decided(item.number)


def bar_on(sitting: Sitting, item: AgendaItem) -> Bar | None:
    """What makes a ballot on *item* impossible in this form of sitting; None where it may be held."""
    if sitting.format is Format.HYBRID and not sitting.remote_counts:
        return None
    found = bars(sitting.rules, item, item.ballot, public=item.public)
    return impossible(found, sitting.format, remote_seen=sitting.remote_seen)


def excluded(sitting: Sitting, item: AgendaItem) -> bool:
    """Whether the law lets no ballot be opened on *item* in this sitting."""
    return bar_on(sitting, item) is not None


def openable(sitting: Sitting, item: AgendaItem) -> bool:
    """Whether a press opens a ballot on *item* as the agenda has it, without a word more."""
    if item.kind is ItemKind.ELECTION or excluded(sitting, item):
        return False
    return _first(sitting, item) and (item.ballot is not BallotKind.SECRET or secret_held(sitting, item))


def secret_held(sitting: Sitting, item: AgendaItem) -> bool:
    """Whether a secret ballot on *item* is possible here: switched on, allowed, and enough to hide in."""
    voters = sitting.electorate(item.number, kind=BallotKind.SECRET)
    return secret_possible(sitting.rules) and len(voters) >= sitting.rules.secret_fewest.value


def _roll_call(sitting: Sitting, item: AgendaItem) -> bool:
    if item.kind is ItemKind.ELECTION or not _first(sitting, item):
        return False
    if secret_first(sitting.rules, BallotKind.ROLL_CALL, item.ballot):
        return False
    return not excluded(sitting, item)


def _first(sitting: Sitting, item: AgendaItem) -> bool:
    """Whether nothing has been declared on *item*: a further ballot needs its object in words."""
    return not any(b.phase is Phase.DECLARED for b in sitting.ballots_on(item.number))


def counts_awaited(ballot: Ballot) -> bool:
    """Whether a ballot by hand waits for its counts or for their confirmation."""
    return ballot.hands is not None or ballot.by_hands


def undeclarable(sitting: Sitting, ballot: Ballot) -> bool:
    """Whether the law forbids to declare *ballot*: no quorum was found at its closing."""
    quorum = ballot.quorum_at_closing
    return quorum is not None and sitting.lacks_quorum(quorum)


def _next_of_ballot(sitting: Sitting, ballot: Ballot) -> str:
    if ballot.phase is Phase.OPEN:
        waits = counts_awaited(ballot) or sitting.disturbance_asked
        return "" if waits else "close_ballot"
    if undeclarable(sitting, ballot):
        now = sitting.quorum_on(*ballot.items, kind=ballot.kind)
        return "cancel" if sitting.lacks_quorum(now) else "repeat"
    follows = _after_declaring(sitting, ballot) is not None
    return "declare_next" if follows and not ballot.procedural else "declare"


def _after_declaring(sitting: Sitting, ballot: Ballot) -> AgendaItem | None:
    """The item that would be called after *ballot* is declared; None where its election goes on."""
    if ballot.form is not BallotForm.MOTION:
        judged = election_verdict(sitting.rules, ballot, members=sitting.members_total)
        if judged.following is not Following.NOTHING:
            return None
    agenda = sitting.agenda
    for number in ballot.block:
        agenda = agenda.changed(number, status=ItemStatus.DEALT)
    following = agenda.following(sitting.item, public=sitting.public)
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
        if sitting.disturbance_asked:
            close = () if counts_awaited(ballot) else ("close_ballot",)
            return (*ANSWERS, *close, "card_again", "repeat")
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
    opened = ("open_ballot",) if openable(sitting, item) else ()
    by_name = ("open_roll_call",) if _roll_call(sitting, item) else ()
    passing = ("no_objection",) if item.kind in sitting.rules.no_objection.value else ()
    return (*opened, *by_name, *again, *passing, "noted", "postpone", "remove")


def _repeatable(sitting: Sitting, last: Ballot) -> bool:
    return last.phase is Phase.DECLARED and (last.procedural or sitting.item in last.items)


def _between_items(sitting: Sitting) -> tuple[str, ...]:
    following = sitting.next_item
    onward = ("next_item",) if following is not None and following.number != sitting.item else ()
    part = "closed_part" if sitting.public else "public_part"
    return (*onward, "pause", part, "end_sitting")
