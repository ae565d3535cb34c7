"""A declared result as the public reads it: sentence, arithmetic, numbers, and perhaps names."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from council.agenda import BallotKind
from council.ballots import Ballot, Choice, Phase, Tally
from council.ids import MemberId
from council.roster import groups_of
from council.sitting import Sitting
from wording.verdicts import arithmetic, result_line, verdict_word
from wording.voice import Voice, voice_of


class Votes(StrEnum):
    """What the public sees of an open ballot's votes (``PUBLIC_VOTES``)."""

    SUMS = "summen"
    GROUPS = "fraktionen"
    NAMES = "namen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How one group voted; ``sides`` holds the names by side where names are shown."""

    name: str
    yes: int
    no: int
    abstain: int
    words: str
    sides: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A declared ballot; ``repeated_as`` is the ballot that has replaced it, or None."""

    number: int
    subject: str
    item: str
    title: str
    object: str
    kind: str
    yes: int
    no: int
    abstain: int
    not_cast: int
    recused: int
    present: int
    entitled: int
    carried: bool
    verdict: str
    line: str
    arithmetic: str
    declared: str
    declared_words: str
    repeated_as: int | None
    notes: tuple[str, ...]
    groups: tuple[Group, ...]


def result_of(ballot: Ballot, sitting: Sitting, votes: Votes, subject: str) -> Result:
    """The result of a declared ballot; ``ValueError`` before the chair has declared it."""
    if ballot.declared_at is None or ballot.outcome is None or ballot.tally is None:
        raise ValueError(f"ballot {ballot.id} is not declared")
    voice = voice_of(sitting)
    closing = ballot.quorum_at_closing or ballot.quorum_at_opening
    declared = ballot.declared_at.astimezone(ZoneInfo(sitting.timezone))
    return Result(
        number=int(ballot.id),
        subject=subject,
        item=ballot.item,
        title=ballot.title,
        object=ballot.object,
        kind=voice.say("ballot.kind", kind=voice.term(ballot.kind), majority=voice.term(ballot.majority)),
        yes=ballot.tally.yes,
        no=ballot.tally.no,
        abstain=ballot.tally.abstain,
        not_cast=len(ballot.not_cast),
        recused=len(ballot.recused),
        present=closing.present,
        entitled=len(ballot.standing),
        carried=ballot.outcome.name == "CARRIED",
        verdict=verdict_word(ballot, ballot.outcome, voice.language),
        line=result_line(ballot, voice.language),
        arithmetic=arithmetic(ballot, voice.language),
        declared=declared.isoformat(timespec="seconds"),
        declared_words=voice.say("live.declared", time=voice.clock(declared)),
        repeated_as=int(ballot.superseded_by) if ballot.superseded_by is not None else None,
        notes=tuple(_notes(ballot, voice)),
        groups=tuple(_groups(ballot, sitting, votes, voice)),
    )


def _notes(ballot: Ballot, voice: Voice) -> Iterator[str]:
    if ballot.phase is Phase.SUPERSEDED:
        yield voice.say("result.superseded", successor=ballot.superseded_by)
    if ballot.overridden:
        yield voice.say("result.overridden", reason=ballot.overridden)
    if _by_hands(ballot):
        yield voice.say("live.by_hands")
        if ballot.hands is not None and ballot.hands.rest_as_yes:
            yield voice.say("result.rest_as_yes")


def _by_hands(ballot: Ballot) -> bool:
    return ballot.hands is not None and bool(ballot.hands.confirmed_by)


def _groups(ballot: Ballot, sitting: Sitting, votes: Votes, voice: Voice) -> Iterator[Group]:
    """The votes by group, in the roster's order; a roll call always with names."""
    named = votes is Votes.NAMES or ballot.kind is BallotKind.ROLL_CALL
    if _by_hands(ballot) or not (named or votes is Votes.GROUPS):
        return
    concerned = set(ballot.electorate) | set(ballot.recused)
    members = [m for m in sitting.roster if m.id in concerned]
    for group in groups_of(members):
        own = [m.id for m in members if m.group == group]
        tally = _tally(ballot, own)
        yield Group(
            name=group or voice.say("group.none"),
            yes=tally.yes,
            no=tally.no,
            abstain=tally.abstain,
            words=voice.say("result.counts", yes=tally.yes, no=tally.no, abstain=tally.abstain),
            sides=tuple(_sides(ballot, sitting, own, voice)) if named else (),
        )


def _tally(ballot: Ballot, members: list[MemberId]) -> Tally:
    cast = [vote.choice for m in members if (vote := ballot.vote_of(m)) is not None]
    return Tally(yes=cast.count(Choice.YES), no=cast.count(Choice.NO), abstain=cast.count(Choice.ABSTAIN))


def _sides(
    ballot: Ballot, sitting: Sitting, members: list[MemberId], voice: Voice
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names by side, sides without anybody left out."""
    cast = {m: vote.choice for m in members if (vote := ballot.vote_of(m)) is not None}
    sides = {
        "names.for": [m for m in members if cast.get(m) is Choice.YES],
        "names.against": [m for m in members if cast.get(m) is Choice.NO],
        "names.abstained": [m for m in members if cast.get(m) is Choice.ABSTAIN],
        "names.not_cast": [m for m in members if m in ballot.not_cast],
        "names.recused": [m for m in members if ballot.lost(m)],
    }
    for key, side in sides.items():
        if side:
            yield voice.say(key), tuple(sitting.name(m) for m in side)
