"""The result message of a declared ballot, and all names behind it."""

from collections.abc import Iterable

from cards.ballots import subject
from cards.build import Block, Card, card, facts, heading, press, row, text
from council.ballots import Ballot, Choice, Phase
from council.ids import MemberId
from council.roster import groups_of
from council.sitting import Sitting
from wording.verdicts import arithmetic, counts, result_line, verdict_word
from wording.voice import Voice, voice_of

_SIDES = {Choice.YES: "names.for", Choice.NO: "names.against", Choice.ABSTAIN: "names.abstained"}


def result_card(ballot: Ballot, sitting: Sitting) -> Card:
    """The result as the chair declared it; begins with counts and verdict.

    Raises ``ValueError`` before the ballot is declared.
    """
    data = {"sitting": str(sitting.id), "ballot": int(ballot.id)}
    button = row(press(voice_of(sitting).say("names.button"), "ballot.names", data))
    return card([*_result(ballot, sitting), button], summary=result_summary(ballot, sitting))


def result_summary(ballot: Ballot, sitting: Sitting) -> str:
    """The result in a preview; of a closed item only that there is one."""
    voice = voice_of(sitting)
    number = voice.say("ballot.number", ballot=ballot.id)
    if not ballot.public or ballot.outcome is None:
        return voice.say("result.summary.closed", number=number)
    word = verdict_word(ballot, ballot.outcome, voice.language)
    return voice.say("result.summary", subject=subject(ballot, voice), number=number, verdict=word)


def names_card(ballot: Ballot, sitting: Sitting) -> Card:
    """The result with all names by group, for whoever asked.

    Before the result is declared it shows no name at all.
    """
    voice = voice_of(sitting)
    if ballot.declared_at is None:
        return card([text(voice.say("names.not_yet"))], summary=voice.say("names.title"))
    return card(
        [*_result(ballot, sitting), heading(voice.say("names.title")), *_names(ballot, sitting)],
        summary=result_summary(ballot, sitting),
    )


def _result(ballot: Ballot, sitting: Sitting) -> list[Block]:
    voice = voice_of(sitting)
    number = voice.say("ballot.number", ballot=ballot.id)
    body: list[Block] = [heading(result_line(ballot, voice.language))]
    if sitting.probe:
        body.append(text(voice.say("probe.mark"), bold=True))
    body.append(text(f"{subject(ballot, voice)} · {number}: {ballot.title}", bold=True))
    if ballot.object:
        body.append(text(voice.say("result.object", object=ballot.object)))
    if ballot.phase is Phase.SUPERSEDED:
        body.append(text(voice.say("result.superseded", successor=ballot.superseded_by), bold=True))
    body += [text(line) for line in (arithmetic(ballot, voice.language), *_notes(ballot, sitting))]
    return [*body, *facts(_particulars(ballot, sitting))]


def _notes(ballot: Ballot, sitting: Sitting) -> list[str]:
    voice = voice_of(sitting)
    notes = []
    if ballot.overridden:
        notes.append(voice.say("result.overridden", reason=ballot.overridden))
    if ballot.hands is not None and ballot.hands.confirmed_by:
        hands = ballot.hands
        notes.append(
            voice.say(
                "result.by_hands",
                entered=sitting.name(hands.entered_by),
                confirmed=sitting.name(hands.confirmed_by),
            )
        )
        if hands.rest_as_yes:
            notes.append(voice.say("result.rest_as_yes"))
    return notes


def _particulars(ballot: Ballot, sitting: Sitting) -> Iterable[tuple[str, str]]:
    voice = voice_of(sitting)
    if ballot.declared_at is not None:
        by = sitting.name(_chair_at(ballot, sitting))
        yield (
            voice.say("result.declared"),
            voice.say("result.declared.by", time=voice.clock(ballot.declared_at), name=by),
        )
    if ballot.quorum_at_closing is not None:
        quorum = ballot.quorum_at_closing
        yield (
            voice.say("result.present"),
            voice.say("result.present.of", present=quorum.present, required=quorum.required),
        )
    if ballot.not_cast:
        yield voice.say("result.not_cast"), str(len(ballot.not_cast))
    if ballot.recused:
        yield voice.say("result.recused"), voice.listing([sitting.name(m) for m in ballot.recused])


def _chair_at(ballot: Ballot, sitting: Sitting) -> MemberId:
    """Who presided when the ballot was declared; whoever pressed for them is not named here."""
    at = ballot.declared_at
    held = [chair for since, chair in sitting.chairs if at is not None and since <= at]
    return held[-1] if held else ballot.declared_by


def _names(ballot: Ballot, sitting: Sitting) -> list[Block]:
    voice = voice_of(sitting)
    if ballot.hands is not None and ballot.hands.confirmed_by:
        return [text(voice.say("names.by_hands", counts=counts(ballot.hands.tally, voice.language)))]
    members = [m for m in sitting.roster if m.id in set(ballot.electorate) | set(ballot.recused)]
    blocks: list[Block] = []
    for group in groups_of(members):
        own = [m.id for m in members if m.group == group]
        title = voice.say("group.sized", group=group or voice.say("group.none"), n=len(own))
        blocks += [text(title, bold=True, apart=True), *facts(_sides(ballot, sitting, own, voice))]
    return blocks


def _sides(
    ballot: Ballot, sitting: Sitting, members: list[MemberId], voice: Voice
) -> Iterable[tuple[str, str]]:
    cast = {m: vote.choice for m in members if (vote := ballot.vote_of(m)) is not None}
    for choice, key in _SIDES.items():
        yield voice.say(key), _joined(sitting, [m for m in members if cast.get(m) is choice])
    yield voice.say("names.not_cast"), _joined(sitting, [m for m in members if m in ballot.not_cast])
    yield voice.say("names.recused"), _joined(sitting, [m for m in members if ballot.lost(m)])


def _joined(sitting: Sitting, members: list[MemberId]) -> str:
    return ", ".join(sitting.name(m) for m in members)
