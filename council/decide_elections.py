"""Decisions on elections and choices among alternatives: rounds and lots."""

from dataclasses import replace
from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.agenda import AgendaItem, BallotForm, BallotKind, ItemKind
from council.authority import as_chair, person, require_no_ballot, require_open
from council.ballots import OPTION_CHOICES, Ballot, Following, Option, Round, Tally
from council.decide_agenda import item_of, require_part
from council.decide_ballots import calling
from council.election import into_runoff
from council.errors import (
    AlreadyDecided,
    DoubledOption,
    ElectionByPaper,
    LotFirst,
    NoLotWaits,
    NoRoundWaits,
    NotSuchOption,
    OpenElectionNotAllowed,
    TooFewCandidates,
    TooManyOptions,
    WitnessNeeded,
)
from council.names import fold
from council.opening import Question, open_ballot, question_again, require_lawful, require_order
from council.rulebook import OpenElection
from council.sitting import Sitting

MOST_OPTIONS = len(OPTION_CHOICES)


def decide_open_election(
    sitting: Sitting, command: cmd.OpenElection, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Begin an election; on the card with up to six candidates for one place, else on paper.

    Openly only where the rule set lets an election be open; the chair asks whether anybody objects.
    """
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    item = item_of(sitting, command.item)
    require_part(sitting, item)
    _require_undecided(sitting, item)
    business = replace(item, kind=ItemKind.ELECTION)
    require_lawful(sitting, business, BallotKind.OPEN, public=item.public)
    options = options_of(command.candidates, least=1)
    paper = command.paper or len(options) > MOST_OPTIONS or command.places > 1
    kind = _way(sitting, item, command, paper=paper)
    paper = paper or (kind is BallotKind.SECRET and command.kind is not BallotKind.SECRET)
    asked = Question(
        item=item.number,
        title=item.title,
        kind=kind,
        business=business,
        item_kind=ItemKind.ELECTION,
        object=item.object,
        public=item.public,
        form=BallotForm.ELECTION,
        options=options,
        places=max(command.places, 1),
        by_paper=paper,
        by_hands=paper,
    )
    return (*calling(sitting, head, item.number), open_ballot(sitting, head, asked))


def _require_undecided(sitting: Sitting, item: AgendaItem) -> None:
    """Let through an item that is not decided: a second result is a repetition, or the item taken up anew."""
    decided = sitting.standing_decision(item.number)
    if decided is not None:
        raise AlreadyDecided(item=item.number, ballot=decided.id)


def _way(sitting: Sitting, item: AgendaItem, command: cmd.OpenElection, *, paper: bool) -> BallotKind:
    """How the votes are given: as asked; else openly where that is allowed, and on paper where not."""
    rule = sitting.rules.election_open
    never = rule.settled and rule.value is OpenElection.NEVER
    if command.kind in (BallotKind.OPEN, BallotKind.ROLL_CALL):
        if never:
            raise OpenElectionNotAllowed(item=item.number, norm=rule.norm)
        return command.kind
    if command.kind is BallotKind.SECRET or paper or never:
        return BallotKind.SECRET
    return BallotKind.OPEN


def options_of(names: tuple[str, ...], *, least: int, most: int = 0) -> tuple[Option, ...]:
    """The options of a ballot, numbered from 1.

    Raises :class:`TooFewCandidates`, :class:`TooManyOptions` (*most* 0: any number) and
    :class:`DoubledOption`.
    """
    listed = [" ".join(name.split()) for name in names if name.strip()]
    if len(listed) < least:
        raise TooFewCandidates(least=least)
    if most and len(listed) > most:
        raise TooManyOptions(most=most)
    seen: set[str] = set()
    for name in listed:
        if fold(name) in seen:
            raise DoubledOption(name=name)
        seen.add(fold(name))
    return tuple(Option(number=n, name=name) for n, name in enumerate(listed, 1))


def decide_open_alternatives(
    sitting: Sitting, command: cmd.OpenAlternatives, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Begin a choice among two to six alternatives on an item."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    item = item_of(sitting, command.item)
    require_part(sitting, item)
    if item.kind is ItemKind.ELECTION:
        raise ElectionByPaper(item=item.number, norm=sitting.rules.election_first.norm)
    require_order(sitting, command.kind, item)
    _require_undecided(sitting, item)
    asked = Question(
        item=item.number,
        title=item.title,
        majority=item.majority,
        share=item.share,
        of=item.of,
        kind=command.kind or item.ballot,
        business=item,
        item_kind=item.kind,
        object=item.object,
        public=item.public,
        form=BallotForm.ALTERNATIVES,
        options=options_of(command.options, least=2, most=MOST_OPTIONS),
    )
    return (*calling(sitting, head, item.number), open_ballot(sitting, head, asked))


def decide_open_next_round(
    sitting: Sitting, command: cmd.OpenNextRound, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Begin the round that the last one calls for: a run-off, or a second round for one candidate."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    last = waiting_round(sitting)
    if last is None or last.following is Following.ANEW:
        raise NoRoundWaits(item=sitting.item)
    if last.following in (Following.LOT, Following.LOT_FOR_RUNOFF):
        raise LotFirst(ballot=last.id)
    require_part(sitting, item_of(sitting, last.item))
    names = [option.name for option in map(last.option, last.candidates) if option is not None]
    again = question_again(sitting, last)
    paper = last.by_paper if command.paper is None else command.paper
    asked = replace(
        again,
        options=tuple(Option(number=n, name=name) for n, name in enumerate(names, 1)),
        stage=Round.RUNOFF if last.following is Following.RUNOFF else Round.SECOND,
        by_paper=paper,
        by_hands=paper,
        kind=BallotKind.SECRET if paper and not last.by_paper else again.kind,
    )
    return (*calling(sitting, head, last.item), open_ballot(sitting, head, asked))


def waiting_round(sitting: Sitting) -> Ballot | None:
    """The declared round that calls for another one or for the lot: on the called item, else the last."""
    here = sitting.round_waiting(sitting.item) if sitting.item else None
    if here is not None:
        return here
    last = sitting.last_ballot
    return sitting.round_waiting(last.item) if last is not None and last.item else None


def decide_draw_lot(
    sitting: Sitting, command: cmd.DrawLot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Enter the lot that was drawn by hand; somebody else who is present has seen it."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    ballot = waiting_round(sitting)
    if ballot is None or ballot.following not in (Following.LOT, Following.LOT_FOR_RUNOFF):
        raise NoLotWaits
    require_part(sitting, item_of(sitting, ballot.item))
    if command.option not in ballot.candidates:
        named = ballot.option(command.option)
        raise NotSuchOption(name=named.name if named is not None else str(command.option))
    witness = person(sitting, command.witness)
    if witness.id in (command.by, sitting.chair) or not sitting.presence(witness.id).here:
        raise WitnessNeeded(member=str(witness.id))
    elected, following, candidates = _settled(ballot, command.option)
    return (
        ev.LotDrawn(
            **head,
            ballot=ballot.id,
            option=command.option,
            witness=witness.id,
            elected=elected,
            following=following,
            candidates=candidates,
        ),
    )


def _settled(ballot: Ballot, option: int) -> tuple[tuple[int, ...], Following, tuple[int, ...]]:
    """What a lot settles: a place, or a place in the run-off; who still draws, or who runs off."""
    left = tuple(n for n in ballot.candidates if n != option)
    if ballot.following is Following.LOT:
        elected = (*ballot.elected, option)
        more = len(elected) < ballot.places and bool(left)
        return elected, Following.LOT if more else Following.NOTHING, left if more else ()
    through, _ = into_runoff(ballot, ballot.tally or Tally())
    chosen = (*through, *(lot.option for lot in ballot.lots), option)
    if len(chosen) < 2:
        return (), Following.LOT_FOR_RUNOFF, left
    return (), Following.RUNOFF, tuple(sorted(chosen))
