"""What the minutes say about a ballot: what was asked, who could answer, what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from council.agenda import AgendaItem, BallotForm, BallotKind
from council.ballots import Ballot, Phase, Vote, Way
from council.ids import NOBODY, MemberId
from council.majority import majority_of
from council.sitting import Case, CaseKind, Sitting
from reports.lines import Line
from reports.minutes_quorum import quorum_at_ballot
from reports.minutes_results import names, result_lines
from reports.results import taken_by_hands
from wording import Voice, voice_of
from wording.elections import choice_name
from wording.kinds import amended_words, kind_words


def ballot_lines(sitting: Sitting, ballot: Ballot, item: AgendaItem | None) -> Iterator[Line]:
    """The paragraphs on one ballot, in the order in which it went on."""
    voice = voice_of(sitting)
    yield Line("ballot", _heading(ballot, item, voice))
    yield from _asked(sitting, ballot, item, voice)
    yield Line("detail", _manner(sitting, ballot, voice))
    yield Line("detail", quorum_at_ballot(sitting, ballot.quorum_at_closing or ballot.quorum_at_opening))
    yield from (Line("detail", text) for text in _meanwhile(sitting, ballot, voice))
    yield from (Line("detail", text) for text in _entered(sitting, ballot, voice))
    yield from result_lines(sitting, ballot)
    yield from (Line("text", text) for text in _ended(sitting, ballot, voice))
    if ballot.kind is BallotKind.ROLL_CALL and ballot.tally and not taken_by_hands(ballot):
        yield from (Line("names", text) for text in _roll_call(sitting, ballot, voice))


def _heading(ballot: Ballot, item: AgendaItem | None, voice: Voice) -> str:
    key = "procedural" if ballot.procedural else "block" if ballot.block else ballot.form.name.lower()
    same = item is not None and ballot.title == item.title
    title = "" if same or ballot.block else ballot.title
    items = ", ".join(ballot.block)
    text = voice.say(f"report.minutes.heading.{key}", ballot=ballot.id, items=items)
    again = ""
    if ballot.supersedes is not None:
        again = voice.say("report.minutes.heading.again", ballot=ballot.supersedes)
    return " ".join(part for part in (text, again) if part) + (f": {title}" if title else "")


def _asked(sitting: Sitting, ballot: Ballot, item: AgendaItem | None, voice: Voice) -> Iterator[Line]:
    """The object; of an election the candidates, of a ballot en bloc the items with their wording."""
    if ballot.object:
        yield Line("detail", voice.say("report.minutes.object", object=ballot.object))
    if ballot.amended:
        yield Line("detail", amended_words(ballot, voice))
    for option in ballot.options:
        yield Line("names", voice.say("report.minutes.option", number=option.number, name=option.name))
    for number in ballot.block:
        other = sitting.agenda.get(number)
        if other is None or (item is not None and number == item.number):
            continue
        yield Line("detail", voice.say("report.minutes.section.item", number=number, title=other.title))
        yield from (Line("wording", text) for text in other.proposal.splitlines() if text.strip())


def _manner(sitting: Sitting, ballot: Ballot, voice: Voice) -> str:
    parts = [
        _how(sitting, ballot, voice),
        voice.say("report.minutes.electorate", n=len(ballot.electorate)),
    ]
    if ballot.recused:
        who = names(sitting, ballot.recused, voice)
        parts.append(voice.say("report.minutes.recused_at", names=who))
    parts.append(voice.say("report.minutes.opened_at", time=voice.clock(ballot.opened_at)))
    if ballot.closed_at is not None:
        parts.append(voice.say("report.minutes.closed_at", time=voice.clock(ballot.closed_at)))
    if ballot.ruleset:
        parts.append(voice.say("report.minutes.ruleset", version=ballot.ruleset))
    return voice.say("report.minutes.manner", parts=" · ".join(parts))


def _how(sitting: Sitting, ballot: Ballot, voice: Voice) -> str:
    """How was voted and which majority was needed, with the paragraph that says so."""
    rules = sitting.rules
    if ballot.form is not BallotForm.MOTION:
        norm = (
            rules.majority_simple.norm
            if ballot.form is BallotForm.ALTERNATIVES
            else rules.election_first.norm
        )
    else:
        norm = majority_of(rules, ballot.majority, ballot.share or "1/2", ballot.of).norm
    return voice.say("report.minutes.how", kind=kind_words(ballot, rules, voice), norm=norm)


def _meanwhile(sitting: Sitting, ballot: Ballot, voice: Voice) -> Iterator[str]:
    """What was ruled about disturbances, and who lost their vote while it was open."""
    for at, ruling, members in ballot.rulings:
        yield voice.say(
            f"report.minutes.ruling.{ruling.name.lower()}",
            time=voice.clock(at),
            names=names(sitting, members, voice),
        )
    if ballot.struck:
        who = names(sitting, ballot.struck, voice)
        yield voice.say("report.minutes.struck", names=who, n=len(ballot.struck))


def _entered(sitting: Sitting, ballot: Ballot, voice: Voice) -> Iterator[str]:
    """What reached the record through the office: counts by hand or paper, and votes taken by word."""
    hands = ballot.hands
    if hands is not None:
        way = "paper" if ballot.by_paper else "hands"
        confirmed = hands.confirmed_by != NOBODY
        yield voice.say(
            f"report.minutes.{way}.{'confirmed' if confirmed else 'entered'}",
            by=sitting.name(hands.entered_by),
            second=sitting.name(hands.confirmed_by),
            reason=hands.reason or voice.say("report.minutes.no_reason"),
        )
        if hands.rest_as_yes:
            yield voice.say("report.minutes.hands.rest")
    if taken_by_hands(ballot) or ballot.secret:
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


def _ended(sitting: Sitting, ballot: Ballot, voice: Voice) -> Iterator[str]:
    """How a ballot without a standing result ended."""
    reason = ballot.ended_reason or voice.say("report.minutes.no_reason")
    if ballot.phase is Phase.CANCELLED:
        yield voice.say("report.minutes.cancelled", reason=reason)
    elif ballot.phase is Phase.SUPERSEDED:
        successor = ballot.superseded_by or ""
        if pulled := _pulled_out(sitting, ballot):
            items = voice.listing(pulled)
            yield voice.say("report.minutes.pulled_out", items=items, ballot=successor)
            return
        yield voice.say("report.minutes.superseded", reason=reason, ballot=successor)
    elif ballot.phase is Phase.OPEN:
        yield voice.say("report.minutes.still_open")


def _pulled_out(sitting: Sitting, ballot: Ballot) -> tuple[str, ...]:
    """The items that were taken out of a ballot en bloc, on which the rest was voted anew."""
    after = sitting.ballots.get(ballot.superseded_by) if ballot.superseded_by is not None else None
    if after is None or not ballot.block:
        return ()
    return tuple(number for number in ballot.block if number not in after.items)


def _roll_call(sitting: Sitting, ballot: Ballot, voice: Voice) -> Iterator[str]:
    for choice in ballot.choices:
        own = tuple(m for m in ballot.electorate if (v := ballot.vote_of(m)) and v.choice is choice)
        if own:
            who, chosen = names(sitting, own, voice), choice_name(choice, ballot, voice.language)
            yield voice.say("report.minutes.voted", choice=chosen, count=len(own), names=who)
    if ballot.not_cast:
        who = names(sitting, ballot.not_cast, voice)
        yield voice.say("report.minutes.not_voted", count=len(ballot.not_cast), names=who)
