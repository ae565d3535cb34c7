"""Which values that the law leaves unsettled matter at this moment, said to the chair."""

from enum import Enum
from fractions import Fraction

from cards.quorum import least_words, share_words
from cards.steps import undecided
from council.agenda import AgendaItem, BallotKind, ItemKind, MajorityKind
from council.ballots import Ballot, Phase
from council.legality import Unsettled, unsettled
from council.rule_values import Threshold
from council.rulebook import Format
from council.sitting import Sitting, Stage
from wording.voice import Voice, voice_of

_MAJORITIES = {
    MajorityKind.SIMPLE: "majority.simple",
    MajorityKind.OF_PRESENT: "majority.of_present",
    MajorityKind.OF_MEMBERS: "majority.of_members",
    MajorityKind.TWO_THIRDS: "majority.two_thirds",
    MajorityKind.THREE_QUARTERS: "majority.three_quarters",
    MajorityKind.SHARE: "majority.share",
}
_BUSINESS = {
    ItemKind.ELECTION: "remote.elections",
    ItemKind.BUDGET: "remote.budget_statute",
    ItemKind.BY_LAW: "remote.by_law",
}
_ELECTION = (
    "election.open",
    "election.first_round",
    "election.runoff",
    "election.lot",
    "election.single_second_round",
)
_SECRET = ("secret.allowed", "secret.requested_by", "secret.precedes_roll_call")


def unsettled_hints(sitting: Sitting) -> list[str]:
    """The unsettled values that matter now: what they are, and what is reckoned with meanwhile.

    Those that stand in the same provision are said in one sentence.
    """
    voice = voice_of(sitting)
    together: dict[tuple[str, str], list[str]] = {}
    for found in matters_now(sitting):
        what = voice.say(f"unsettled.{found.path}")
        value = _shown(sitting.rules.rules[found.path].value, voice)
        together.setdefault((found.norm, value), []).append(what)
    return [
        voice.say(
            "hint.unsettled.reckoned" if value else "hint.unsettled",
            what=voice.listing(what),
            norm=norm,
            value=value,
        )
        for (norm, value), what in together.items()
    ]


def _shown(value: object, voice: Voice) -> str:
    """What is reckoned with meanwhile, in words; "" where nothing is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return voice.say("rule.yes" if value else "rule.no")
    if isinstance(value, Fraction):
        return share_words(value, voice)
    if isinstance(value, Threshold):
        return least_words(value, voice)
    return voice.term(value) if isinstance(value, Enum) else str(value)


def matters_now(sitting: Sitting) -> tuple[Unsettled, ...]:
    """The unsettled values that decide something in the present state of the sitting."""
    return unsettled(sitting.rules, *_paths(sitting))


def _paths(sitting: Sitting) -> list[str]:
    if sitting.stage is Stage.PREPARED:
        return [*_of_the_form(sitting), *_of_the_quorum(sitting)]
    if sitting.stage is not Stage.OPEN:
        return []
    ballot, item = sitting.ballot, sitting.called
    paths = _of_the_quorum(sitting)
    if ballot is not None:
        paths += _of_a_ballot(sitting, ballot)
    elif item is not None and undecided(sitting, item):
        paths += _of_an_item(sitting, item)
    return paths


def _of_the_form(sitting: Sitting) -> list[str]:
    """The form of the sitting itself, and what it presupposes."""
    if sitting.format is Format.PRESENCE:
        return []
    form = [f"format.{sitting.format.value}", "format.local_basis", "format.approved_system"]
    return [*form, *(["format.chair_in_room"] if sitting.format is Format.HYBRID else [])]


def _of_the_quorum(sitting: Sitting) -> list[str]:
    """The decisive rule; whose seats count matters only where some are vacant."""
    quorum = sitting.quorum()
    paths = [quorum.path, "quorum.presumed"]
    if quorum.path == "quorum.share":
        paths.append("quorum.strict")
    if quorum.recused:
        paths += ["quorum.counted", "quorum.recusal_when", "quorum.recusal"]
    if not quorum.met:
        paths.append("quorum.needed_at_ballot")
    if _vacant(sitting):
        paths.append("members.base")
    return paths


def _vacant(sitting: Sitting) -> bool:
    return sitting.seats != len([m for m in sitting.roster.entitled() if not m.substitutes])


def _of_an_item(sitting: Sitting, item: AgendaItem) -> list[str]:
    """What a ballot on *item* would be judged by."""
    if item.kind is ItemKind.ELECTION:
        paths = list(_ELECTION)
    else:
        paths = ["majority.abstention", "majority.tie"]
        if item.of is None:
            paths.append(_MAJORITIES[item.majority])
    return [*paths, *_of_secrecy(item.ballot), *_of_remote(sitting, item, item.ballot)]


def _of_a_ballot(sitting: Sitting, ballot: Ballot) -> list[str]:
    """What the open or closed ballot is judged by; a tie matters once there is one."""
    if ballot.phase is Phase.OPEN:
        disturbed = sitting.disturbed_voters
        return ["disturbance.municipality", "disturbance.other"] if disturbed else []
    tally = ballot.tally
    if tally is None or ballot.numbered:
        return []
    paths = ["majority.tie"] if tally.yes == tally.no else []
    return [*paths, "majority.abstention"] if tally.abstain else paths


def _of_secrecy(kind: BallotKind) -> list[str]:
    if kind is BallotKind.SECRET:
        return list(_SECRET)
    return ["roll_call.requested_by"] if kind is BallotKind.ROLL_CALL else []


def _of_remote(sitting: Sitting, item: AgendaItem, kind: BallotKind) -> list[str]:
    """What remote people may take part in, where some can be."""
    if sitting.format is Format.PRESENCE:
        return []
    paths = [_BUSINESS[item.kind]] if item.kind in _BUSINESS else []
    if kind is BallotKind.SECRET:
        paths.append("remote.secret")
    return paths if item.public else [*paths, "remote.secrecy"]
