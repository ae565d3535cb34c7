"""The result message of a declared ballot, and all names behind it."""

from collections.abc import Iterable

from cards.build import Block, Card, card, facts, heading, marked, press, row, text
from cards.names import names_blocks
from cards.question import amended_line, block_items, fitting, subject
from council.ballots import Ballot, Phase, Tally
from council.ids import MemberId
from council.quorum import QuorumCount
from council.sitting import Sitting
from wording.elections import following_line, long_counts, option_name
from wording.verdicts import arithmetic, result_line, verdict_word
from wording.voice import Voice, voice_of


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
    """The result with all names by group, for whoever asked; of a secret ballot who took part.

    Before the result is declared it shows no name at all.
    """
    voice = voice_of(sitting)
    if ballot.declared_at is None:
        return card(marked(sitting, [text(voice.say("names.not_yet"))]), summary=voice.say("names.title"))
    return card(
        [*_result(ballot, sitting), heading(voice.say("names.title")), *names_blocks(ballot, sitting)],
        summary=result_summary(ballot, sitting),
    )


def _result(ballot: Ballot, sitting: Sitting) -> list[Block]:
    voice = voice_of(sitting)
    number = voice.say("ballot.number", ballot=ballot.id)
    title = voice.say("ballot.block.title", n=len(ballot.block)) if ballot.block else ballot.title
    body: list[Block] = [heading(result_line(ballot, voice.language))]
    if sitting.probe:
        body.append(text(voice.say("probe.mark"), bold=True))
    body.append(text(f"{subject(ballot, voice)} · {number}: {title}", bold=True))
    body += [*block_items(ballot, sitting), *fitting(long_counts(ballot, ballot.tally or Tally()))]
    if ballot.object:
        body.append(text(voice.say("result.object", object=ballot.object)))
    if ballot.amended:
        body.append(text(amended_line(ballot, voice)))
    if ballot.phase is Phase.SUPERSEDED:
        body.append(text(voice.say("result.superseded", successor=ballot.superseded_by), bold=True))
    why = arithmetic(ballot, voice.language, sitting.rules)
    body += [text(line) for line in (why, *_outcome(ballot, sitting), *_notes(ballot, sitting))]
    return [*body, *facts(_particulars(ballot, sitting))]


def _outcome(ballot: Ballot, sitting: Sitting) -> Iterable[str]:
    """What a round of an election leads to: lots that were drawn, and what still has to come."""
    voice = voice_of(sitting)
    for lot in ballot.lots:
        yield voice.say(
            "result.lot",
            time=voice.clock(lot.at),
            name=option_name(ballot, lot.option, voice.language),
            drawn=sitting.name(lot.drawn_by),
            witness=sitting.name(lot.witness),
        )
    following = following_line(ballot, voice.language)
    if following:
        yield following
    if ballot.block:
        yield voice.say("result.block", n=len(ballot.block))


def _notes(ballot: Ballot, sitting: Sitting) -> list[str]:
    voice = voice_of(sitting)
    notes = [voice.say("result.uncertified")] if ballot.boxed else []
    if ballot.overridden:
        notes.append(voice.say("result.overridden", reason=ballot.overridden))
    if ballot.hands is not None and ballot.hands.confirmed_by:
        hands = ballot.hands
        notes.append(
            voice.say(
                "result.by_paper" if ballot.by_paper else "result.by_hands",
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
        yield voice.say("result.present"), _present(ballot.quorum_at_closing, sitting, voice)
    if ballot.not_cast:
        yield voice.say("result.not_cast"), str(len(ballot.not_cast))
    if ballot.recused:
        yield voice.say("result.recused"), voice.listing([sitting.name(m) for m in ballot.recused])
    if ballot.struck:
        yield voice.say("result.struck"), voice.listing([sitting.name(m) for m in ballot.struck])


def _present(quorum: QuorumCount, sitting: Sitting, voice: Voice) -> str:
    if quorum.presumed:
        norm = sitting.rules.quorum_presumed.norm
        return voice.say("result.present.presumed", present=quorum.present, norm=norm)
    return voice.say("result.present.of", present=quorum.present, required=quorum.required)


def _chair_at(ballot: Ballot, sitting: Sitting) -> MemberId:
    """Who presided when the ballot was declared; whoever pressed for them is not named here."""
    at = ballot.declared_at
    held = [chair for since, chair in sitting.chairs if at is not None and since <= at]
    return held[-1] if held else ballot.declared_by
