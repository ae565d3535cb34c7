"""What the minutes say about a ballot: what was asked, who could answer, what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from council.agenda import AgendaItem, BallotKind
from council.ballots import Ballot, Choice, Phase, Vote, Way
from council.ids import NOBODY, MemberId
from council.quorum import QuorumCount
from council.sitting import Case, CaseKind, Sitting
from reports.lines import Line
from reports.results import not_cast, taken_by_hands
from wording import Voice, arithmetic, verdict_word, voice_of


def ballot_lines(sitting: Sitting, ballot: Ballot, item: AgendaItem | None) -> Iterator[Line]:
    """The paragraphs on one ballot, in the order in which it went on."""
    voice = voice_of(sitting)
    yield Line("ballot", _heading(ballot, item, voice))
    if ballot.object:
        yield Line("detail", voice.say("report.minutes.object", object=ballot.object))
    yield Line("detail", _manner(sitting, ballot, voice))
    yield Line("detail", _quorum(ballot.quorum_at_closing or ballot.quorum_at_opening, voice))
    yield from (Line("detail", text) for text in _entered(sitting, ballot, voice))
    yield from _result(sitting, ballot, voice)
    yield from (Line("text", text) for text in _ended(ballot, voice))
    if ballot.kind is BallotKind.ROLL_CALL and ballot.tally and not taken_by_hands(ballot):
        yield from (Line("names", text) for text in _roll_call(sitting, ballot, voice))


def names(sitting: Sitting, members: tuple[MemberId, ...], voice: Voice) -> str:
    """The names of people in one phrase."""
    return voice.listing([sitting.name(member) for member in members])


def _heading(ballot: Ballot, item: AgendaItem | None, voice: Voice) -> str:
    key = "procedural" if ballot.procedural else "ballot"
    title = "" if item is not None and ballot.title == item.title else ballot.title
    text = voice.say(f"report.minutes.heading.{key}", ballot=ballot.id)
    again = ""
    if ballot.supersedes is not None:
        again = voice.say("report.minutes.heading.again", ballot=ballot.supersedes)
    return " ".join(part for part in (text, again) if part) + (f": {title}" if title else "")


def _manner(sitting: Sitting, ballot: Ballot, voice: Voice) -> str:
    parts = [
        voice.term(ballot.kind),
        voice.term(ballot.majority),
        voice.say("report.minutes.electorate", n=len(ballot.electorate)),
    ]
    if ballot.recused:
        who = names(sitting, ballot.recused, voice)
        parts.append(voice.say("report.minutes.recused_at", names=who))
    parts.append(voice.say("report.minutes.opened_at", time=voice.clock(ballot.opened_at)))
    if ballot.closed_at is not None:
        parts.append(voice.say("report.minutes.closed_at", time=voice.clock(ballot.closed_at)))
    return voice.say("report.minutes.manner", parts=" · ".join(parts))


def _quorum(found: QuorumCount, voice: Voice) -> str:
    key = "met" if found.met else "missed"
    return voice.say(
        f"report.minutes.quorum_at_ballot.{key}",
        present=found.present,
        seats=found.seats,
        required=found.required,
        norm=found.norm,
    )


def _entered(sitting: Sitting, ballot: Ballot, voice: Voice) -> Iterator[str]:
    """What reached the record through the office: counts by hand, and votes taken by word."""
    hands = ballot.hands
    if hands is not None:
        confirmed = hands.confirmed_by != NOBODY
        yield voice.say(
            f"report.minutes.hands.{'confirmed' if confirmed else 'entered'}",
            by=sitting.name(hands.entered_by),
            second=sitting.name(hands.confirmed_by),
            reason=hands.reason or voice.say("report.minutes.no_reason"),
        )
        if hands.rest_as_yes:
            yield voice.say("report.minutes.hands.rest")
    if taken_by_hands(ballot):
        return
    for member in ballot.electorate:
        vote = ballot.vote_of(member)
        if vote is not None and vote.way is Way.OFFICE:
            yield _taken_by_word(sitting, ballot, vote, voice)


def _taken_by_word(sitting: Sitting, ballot: Ballot, vote: Vote, voice: Voice) -> str:
    case = _case_of(sitting, ballot, vote.member)
    return voice.say(
        "report.minutes.by_word",
        name=sitting.name(vote.member),
        by=sitting.name(case.entered_by) if case else "",
        second=sitting.name(vote.by),
        reason=case.reason if case else "",
    )


def _case_of(sitting: Sitting, ballot: Ballot, member: MemberId) -> Case | None:
    own = [c for c in sitting.cases.values() if c.kind is CaseKind.VOTE and c.ballot == ballot.id]
    return next((case for case in reversed(own) if case.member == member), None)


def _result(sitting: Sitting, ballot: Ballot, voice: Voice) -> Iterator[Line]:
    tally = ballot.tally
    if tally is None:
        return
    if ballot.phase is Phase.CLOSED:
        yield Line("text", voice.say("report.minutes.provisional"))
    yield Line(
        "result",
        voice.say("report.minutes.result", yes=tally.yes, no=tally.no, n=tally.abstain),
    )
    if ballot.outcome is None or ballot.declared_at is None:
        return
    key = "motion" if ballot.amending else "resolution"
    verdict = voice.say(
        f"report.minutes.verdict.{key}",
        missing=not_cast(ballot),
        recused=len(ballot.recused),
        verdict=verdict_word(ballot, ballot.outcome, voice.language),
    )
    key = "overridden" if ballot.overridden else "arithmetic"
    values = {"verdict": verdict, "reason": ballot.overridden}
    why = arithmetic(ballot, voice.language)
    yield Line("verdict", voice.say(f"report.minutes.{key}", why=why, **values))
    declared = voice.say(
        "report.minutes.declared",
        time=voice.clock(ballot.declared_at),
        name=sitting.name(_chair_at(sitting, ballot)),
    )
    yield Line("text", declared)


def _chair_at(sitting: Sitting, ballot: Ballot) -> MemberId:
    """Who presided when the ballot was declared; a clerk may have pressed on the chair's word."""
    at = ballot.declared_at
    held = [chair for since, chair in sitting.chairs if at is not None and since <= at]
    return held[-1] if held else ballot.declared_by


def _ended(ballot: Ballot, voice: Voice) -> Iterator[str]:
    """How a ballot without a standing result ended."""
    reason = ballot.ended_reason or voice.say("report.minutes.no_reason")
    if ballot.phase is Phase.CANCELLED:
        yield voice.say("report.minutes.cancelled", reason=reason)
    elif ballot.phase is Phase.SUPERSEDED:
        successor = ballot.superseded_by or ""
        yield voice.say("report.minutes.superseded", reason=reason, ballot=successor)
    elif ballot.phase is Phase.OPEN:
        yield voice.say("report.minutes.still_open")


def _roll_call(sitting: Sitting, ballot: Ballot, voice: Voice) -> Iterator[str]:
    for choice in Choice:
        own = tuple(m for m in ballot.electorate if (v := ballot.vote_of(m)) and v.choice is choice)
        if own:
            who = names(sitting, own, voice)
            yield voice.say("report.minutes.voted", choice=voice.term(choice), count=len(own), names=who)
    if ballot.not_cast:
        who = names(sitting, ballot.not_cast, voice)
        yield voice.say("report.minutes.not_voted", count=len(ballot.not_cast), names=who)
