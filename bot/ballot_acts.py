"""The typed commands that open, count and declare ballots, each as the act it asks for."""

from bot.agenda_acts import expanded
from bot.asking import Asked
from bot.replies_out import Answer, say_card, say_text
from cards.reasons import reasons_card
from council import commands as cmd
from council.agenda import BallotKind, Base, MajorityKind
from council.authority import presides
from council.ballots import Ballot, Choice, Outcome
from council.decide_elections import waiting_round
from council.errors import NoLotWaits, NotInBlock, NotSuchOption, ReasonNeeded
from council.names import fold
from wording.elections import election_counts
from wording.voice import voice_of

OUTCOMES = {"beschlossen": Outcome.CARRIED, "angenommen": Outcome.CARRIED, "abgelehnt": Outcome.REJECTED}


async def open_ballot(asked: Asked) -> Answer | None:
    """Open a ballot on an item."""
    args = asked.args
    command = cmd.OpenBallot(
        **asked.head(),
        item=args.number or "",
        kind=_kind(args.kind),
        majority=MajorityKind(args.majority) if args.majority else None,
        share=args.share,
        of=Base(args.of) if args.of else None,
        object=args.object or "",
    )
    await asked.turn(command)
    return asked.done()


async def motion(asked: Asked) -> Answer | None:
    """Open a ballot on a procedural motion."""
    await asked.turn(cmd.OpenProceduralMotion(**asked.head(), text=asked.args.text))
    return asked.done()


async def block(asked: Asked) -> Answer | None:
    """Open one ballot on several items; what is left out has to be among them."""
    args = asked.args
    items = expanded(args.spans, asked.held.agenda)
    without = expanded(args.without, asked.held.agenda)
    strange = [number for number in without if number not in items]
    if strange:
        raise NotInBlock(item=strange[0])
    left = tuple(number for number in items if number not in without)
    await asked.turn(cmd.OpenBlock(**asked.head(), items=left, kind=_kind(args.kind)))
    return asked.done()


async def single(asked: Asked) -> Answer | None:
    """Take an item out of the open block; from a member it is the wish that the chair do so."""
    number = asked.args.number
    await asked.turn(cmd.PullOut(**asked.head(), item=number))
    if presides(asked.held, asked.by):
        return asked.done()
    return asked.noted("act.pull_out_wished", item=number)


async def elect(asked: Asked) -> Answer | None:
    """Begin an election."""
    args = asked.args
    command = cmd.OpenElection(
        **asked.head(),
        item=args.number or "",
        candidates=args.names,
        places=args.places,
        kind=_kind(args.kind),
        paper=args.paper,
    )
    await asked.turn(command)
    return asked.done()


async def alternatives(asked: Asked) -> Answer | None:
    """Begin a choice among proposals."""
    args = asked.args
    command = cmd.OpenAlternatives(
        **asked.head(), options=args.options, item=args.number or "", kind=_kind(args.kind)
    )
    await asked.turn(command)
    return asked.done()


async def next_round(asked: Asked) -> Answer | None:
    """Begin the round that the last one calls for."""
    await asked.turn(cmd.OpenNextRound(**asked.head(), paper=asked.args.paper))
    return asked.done()


async def lot(asked: Asked) -> Answer | None:
    """Enter on whom the lot fell, and who saw it drawn."""
    ballot = waiting_round(asked.held)
    if ballot is None:
        raise NoLotWaits
    option = _meant(asked.args.option, ballot)
    witness = asked.person(asked.args.witness)
    await asked.turn(cmd.DrawLot(**asked.head(), option=option, witness=witness))
    return asked.noted()


def _meant(written: str, ballot: Ballot) -> int:
    """The number of the candidate that is meant, by number or by name as it was typed.

    Raises :class:`NotSuchOption` where nobody is, or several are.
    """
    if written.isdecimal():
        return int(written)
    words = set(fold(written).split())
    standing = [o for o in ballot.options if o.number in ballot.candidates]
    whole = [o for o in standing if fold(o.name) == fold(written)]
    found = whole or [o for o in standing if words and words <= set(fold(o.name).split())]
    if len(found) != 1:
        raise NotSuchOption(name=written)
    return found[0].number


async def hands(asked: Asked) -> Answer | None:
    """Enter the counts of a ballot by hand or voice."""
    args = asked.args
    command = cmd.EnterHands(
        **asked.head(),
        yes=args.yes,
        no=args.no,
        abstain=args.abstain,
        reason=args.reason,
        rest_as_yes=args.rest_yes,
    )
    return await _entered(asked, command)


async def paper_count(asked: Asked) -> Answer | None:
    """Enter the papers of an election as they were counted."""
    args = asked.args
    command = cmd.EnterHands(
        **asked.head(),
        yes=args.yes,
        no=args.no,
        abstain=args.abstain,
        options=args.options,
        invalid=args.invalid,
    )
    return await _entered(asked, command)


async def _entered(asked: Asked, command: cmd.EnterHands) -> Answer | None:
    """Enter counts and say back what they were taken for."""
    entry = await asked.turn(command)
    ballot = entry.sitting.ballot
    hands = ballot.hands if ballot is not None else None
    if ballot is None or hands is None:
        return asked.done()
    tally, voice = hands.tally, voice_of(entry.sitting)
    if ballot.by_paper or ballot.numbered:
        counts = election_counts(ballot, tally, voice.language)
        return say_text(voice.say("act.papers_entered", counts=counts))
    key = "hands.rest_entered" if hands.rest_as_yes else "hands.entered"
    return say_text(voice.say(key, yes=tally.yes, no=tally.no, abstain=tally.abstain))


async def declare(asked: Asked) -> Answer | None:
    """Announce the result."""
    outcome = OUTCOMES.get(asked.args.word)
    await asked.turn(cmd.DeclareBallot(**asked.head(), outcome=outcome, reason=asked.args.reason))
    return asked.done()


async def again(asked: Asked, kind: type[cmd.RepeatBallot] | type[cmd.CancelBallot]) -> Answer | None:
    """Repeat a ballot or break it off; where a reason is needed, the usual ones are offered."""
    try:
        await asked.turn(kind(**asked.head(), reason=asked.args.reason))
    except ReasonNeeded:
        return say_card(reasons_card(asked.held, "repeat"))
    return asked.done()


async def vote_for(asked: Asked) -> Answer | None:
    """Enter a vote on a member's word."""
    args = asked.args
    command = cmd.EnterVote(
        **asked.head(), member=asked.person(args.name), choice=Choice(args.choice), reason=args.reason
    )
    await asked.turn(command)
    return asked.done("act.second_person")


def _kind(said: str | None) -> BallotKind | None:
    return BallotKind(said) if said else None
