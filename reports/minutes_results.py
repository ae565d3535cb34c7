"""What came of a ballot, as the minutes say it: numbers, verdict, arithmetic, lots, what follows."""

from __future__ import annotations

from collections.abc import Iterator

from council.agenda import BallotForm
from council.ballots import Ballot, Outcome, Phase, Tally
from council.ids import MemberId
from council.sitting import Sitting
from reports.lines import Line
from reports.results import not_cast
from wording import Voice, arithmetic, verdict_word, voice_of
from wording.elections import election_counts, following_line, long_counts, names_of, option_name


def names(sitting: Sitting, members: tuple[MemberId, ...], voice: Voice) -> str:
    """The names of people in one phrase."""
    return voice.listing([sitting.name(member) for member in members])


def result_lines(sitting: Sitting, ballot: Ballot) -> Iterator[Line]:
    """The result, as far as there is one."""
    voice, tally = voice_of(sitting), ballot.tally
    if tally is None:
        return
    if ballot.phase is Phase.CLOSED:
        yield Line("text", voice.say("report.minutes.provisional"))
    yield Line("result", _numbers(ballot, tally, voice))
    for name, votes in long_counts(ballot, tally):
        yield Line("names", f"{name}: {votes}")
    if ballot.boxed:
        yield Line("text", voice.say("result.uncertified"))
    if ballot.outcome is None or ballot.declared_at is None:
        return
    yield Line("verdict", _verdict(sitting, ballot, ballot.outcome, voice))
    declared = voice.say(
        "report.minutes.declared",
        time=voice.clock(ballot.declared_at),
        name=sitting.name(_chair_at(sitting, ballot)),
    )
    yield Line("text", declared)
    yield from (Line("text", text) for text in _lots(sitting, ballot, voice))


def _numbers(ballot: Ballot, tally: Tally, voice: Voice) -> str:
    if ballot.form is BallotForm.MOTION:
        return voice.say("report.minutes.result", yes=tally.yes, no=tally.no, n=tally.abstain)
    counts = election_counts(ballot, tally, voice.language)
    return voice.say(f"report.minutes.result.{ballot.form.name.lower()}", counts=counts)


def _verdict(sitting: Sitting, ballot: Ballot, outcome: Outcome, voice: Voice) -> str:
    """The verdict with its arithmetic, and the chair's reason where another one was declared."""
    said = _motion(ballot, outcome, voice) if ballot.form is BallotForm.MOTION else _election(ballot, voice)
    key = "overridden" if ballot.overridden else "arithmetic"
    why = arithmetic(ballot, voice.language, sitting.rules)
    return voice.say(f"report.minutes.{key}", verdict=said, why=why, reason=ballot.overridden)


def _missing(ballot: Ballot) -> dict[str, object]:
    return {"missing": not_cast(ballot), "recused": len(ballot.recused)}


def _motion(ballot: Ballot, outcome: Outcome, voice: Voice) -> str:
    key = "block" if ballot.block else "motion" if ballot.amending else "resolution"
    return voice.say(
        f"report.minutes.verdict.{key}",
        **_missing(ballot),
        verdict=verdict_word(ballot, outcome, voice.language),
        items=voice.listing(ballot.block),
    )


def _election(ballot: Ballot, voice: Voice) -> str:
    """Who is elected or what is chosen; nobody and nothing where no option was."""
    if ballot.elected:
        key = (
            f"{ballot.form.name.lower()}.{'chosen' if ballot.form is BallotForm.ALTERNATIVES else 'elected'}"
        )
    else:
        key = f"{ballot.form.name.lower()}.nobody"
    chosen = names_of(ballot, ballot.elected, voice.language)
    return voice.say(
        f"report.minutes.verdict.{key}", **_missing(ballot), names=chosen, n=max(1, len(ballot.elected))
    )


def _lots(sitting: Sitting, ballot: Ballot, voice: Voice) -> Iterator[str]:
    """The lots that were drawn, and what has to follow."""
    for lot in ballot.lots:
        yield voice.say(
            "result.lot",
            time=voice.clock(lot.at),
            name=option_name(ballot, lot.option, voice.language),
            drawn=sitting.name(lot.drawn_by),
            witness=sitting.name(lot.witness),
        )
    if ballot.phase is Phase.DECLARED:
        following = following_line(ballot, voice.language)
        if following:
            yield following


def _chair_at(sitting: Sitting, ballot: Ballot) -> MemberId:
    """Who presided when the ballot was declared; a clerk may have pressed on the chair's word."""
    at = ballot.declared_at
    held = [chair for since, chair in sitting.chairs if at is not None and since <= at]
    return held[-1] if held else ballot.declared_by
