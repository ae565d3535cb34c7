"""A declared result as the public reads it: sentence, arithmetic, numbers, and perhaps names."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from council.agenda import BallotKind
from council.ballots import OPTION_CHOICES, Ballot, Choice, Outcome, Phase, Tally
from council.election import votes_for
from council.ids import MemberId
from council.roster import groups_of
from council.sitting import Sitting
from wording.elections import choice_name, following_line, option_name
from wording.kinds import amended_words, kind_words
from wording.verdicts import arithmetic, counts_of, result_line, verdict_word
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
    options: tuple[int, ...]
    words: str
    sides: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A candidate or an alternative with its votes; ``elected`` also means: this is the one chosen."""

    number: int
    name: str
    votes: int
    elected: bool
    by_lot: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A declared ballot; ``repeated_as`` is the ballot that has replaced it, or None.

    ``form`` is ``antrag``, ``wahl`` or ``auswahl``; only the last two have ``options``. ``items``
    are the numbers of all items on which it decides. Of a secret ballot there are sums alone.
    """

    number: int
    subject: str
    item: str
    items: tuple[str, ...]
    form: str
    secret: bool
    title: str
    object: str
    kind: str
    yes: int
    no: int
    abstain: int
    invalid: int
    options: tuple[Standing, ...]
    not_cast: int
    recused: int
    present: int
    entitled: int
    carried: bool
    undecided: bool
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
        items=ballot.items,
        form=str(ballot.form),
        secret=ballot.secret,
        title=title_of(ballot, voice),
        object=ballot.object,
        kind=kind_words(ballot, sitting.rules, voice),
        yes=ballot.tally.yes,
        no=ballot.tally.no,
        abstain=ballot.tally.abstain,
        invalid=ballot.tally.invalid,
        options=tuple(_standings(ballot, ballot.tally)),
        not_cast=_not_cast(ballot, ballot.tally),
        recused=len(ballot.recused),
        present=closing.present,
        entitled=len(ballot.standing),
        carried=ballot.outcome in (Outcome.CARRIED, Outcome.ELECTED),
        undecided=ballot.outcome is Outcome.UNDECIDED,
        verdict=verdict_word(ballot, ballot.outcome, voice.language),
        line=result_line(ballot, voice.language),
        arithmetic=arithmetic(ballot, voice.language, sitting.rules),
        declared=declared.isoformat(timespec="seconds"),
        declared_words=voice.say("live.declared", time=voice.clock(declared)),
        repeated_as=int(ballot.superseded_by) if ballot.superseded_by is not None else None,
        notes=tuple(_notes(ballot, sitting, voice)),
        groups=tuple(_groups(ballot, sitting, votes, voice)),
    )


def title_of(ballot: Ballot, voice: Voice) -> str:
    """What is voted on; of a ballot en bloc how many items it has."""
    return voice.say("ballot.block.title", n=len(ballot.block)) if ballot.block else ballot.title


def _standings(ballot: Ballot, tally: Tally) -> Iterator[Standing]:
    """The candidates or alternatives; the only candidate's votes are those for them."""
    drawn = {lot.option for lot in ballot.lots}
    for option in ballot.options:
        yield Standing(
            number=option.number,
            name=option.name,
            votes=votes_for(ballot, tally, option.number) if ballot.numbered else tally.yes,
            elected=option.number in ballot.elected,
            by_lot=option.number in drawn,
        )


def _not_cast(ballot: Ballot, tally: Tally) -> int:
    """How many gave no vote; of a secret ballot reckoned from the sums alone."""
    if ballot.secret or ballot.by_paper:
        return max(0, len(ballot.standing) - ballot.heads(tally))
    return len(ballot.not_cast)


def _notes(ballot: Ballot, sitting: Sitting, voice: Voice) -> Iterator[str]:
    if ballot.phase is Phase.SUPERSEDED:
        yield voice.say("result.superseded", successor=ballot.superseded_by)
    for lot in ballot.lots:
        yield voice.say(
            "result.lot",
            time=voice.clock(lot.at),
            name=option_name(ballot, lot.option, voice.language),
            drawn=sitting.name(lot.drawn_by),
            witness=sitting.name(lot.witness),
        )
    following = following_line(ballot, voice.language)
    if following and ballot.phase is Phase.DECLARED:
        yield following
    if ballot.amended:
        yield amended_words(ballot, voice)
    if ballot.boxed:
        yield voice.say("result.uncertified")
    if ballot.overridden:
        yield voice.say("result.overridden", reason=ballot.overridden)
    if _by_hands(ballot):
        yield voice.say("live.by_paper" if ballot.by_paper else "live.by_hands")
        if ballot.hands is not None and ballot.hands.rest_as_yes:
            yield voice.say("result.rest_as_yes")


def _by_hands(ballot: Ballot) -> bool:
    return ballot.hands is not None and bool(ballot.hands.confirmed_by)


def _groups(ballot: Ballot, sitting: Sitting, votes: Votes, voice: Voice) -> Iterator[Group]:
    """The votes by group, in the roster's order; a roll call always with names, a secret ballot never."""
    named = votes is Votes.NAMES or ballot.kind is BallotKind.ROLL_CALL
    if ballot.secret or _by_hands(ballot) or not (named or votes is Votes.GROUPS):
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
            options=tally.options,
            words=counts_of(ballot, tally, voice.language),
            sides=tuple(_sides(ballot, sitting, own, voice)) if named else (),
        )


def _tally(ballot: Ballot, members: list[MemberId]) -> Tally:
    cast = [vote.choice for m in members if (vote := ballot.vote_of(m)) is not None]
    offered = OPTION_CHOICES[: len(ballot.options)] if ballot.numbered else ()
    return Tally(
        yes=cast.count(Choice.YES),
        no=cast.count(Choice.NO),
        abstain=cast.count(Choice.ABSTAIN),
        options=tuple(map(cast.count, offered)),
    )


def _sides(
    ballot: Ballot, sitting: Sitting, members: list[MemberId], voice: Voice
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names by side, sides without anybody left out."""
    cast = {m: vote.choice for m in members if (vote := ballot.vote_of(m)) is not None}
    sides = {
        _side(choice, ballot, voice): [m for m in members if cast.get(m) is choice]
        for choice in dict.fromkeys((*ballot.choices, Choice.ABSTAIN))
    }
    sides |= {
        voice.say("names.not_cast"): [m for m in members if m in ballot.not_cast],
        voice.say("names.recused"): [m for m in members if m in ballot.recused],
        voice.say("names.struck"): [m for m in members if m in ballot.struck and m not in ballot.recused],
    }
    for words, side in sides.items():
        if side:
            yield words, tuple(sitting.name(m) for m in side)


def _side(choice: Choice, ballot: Ballot, voice: Voice) -> str:
    return choice_name(choice, ballot, voice.language) if choice.number else voice.say(_SIDES[choice])


_SIDES = {Choice.YES: "names.for", Choice.NO: "names.against", Choice.ABSTAIN: "names.abstained"}
