"""Who voted how in a declared ballot, by group; of a secret one only who took part."""

from collections.abc import Iterable

from cards.build import Block, facts, text
from council.ballots import Ballot, Choice
from council.ids import MemberId
from council.roster import groups_of
from council.sitting import Sitting
from wording.elections import option_name
from wording.verdicts import counts_of
from wording.voice import Voice, voice_of

_SIDES = {Choice.YES: "names.for", Choice.NO: "names.against", Choice.ABSTAIN: "names.abstained"}


def names_blocks(ballot: Ballot, sitting: Sitting) -> list[Block]:
    """The names behind a declared result, as far as there are any."""
    voice = voice_of(sitting)
    if ballot.hands is not None and ballot.hands.confirmed_by:
        key = "names.by_paper" if ballot.by_paper else "names.by_hands"
        return [text(voice.say(key, counts=counts_of(ballot, ballot.hands.tally, voice.language)))]
    secret = [text(voice.say("names.secret"))] if ballot.secret else []
    members = [m for m in sitting.roster if m.id in {*ballot.electorate, *ballot.recused}]
    blocks: list[Block] = [*secret]
    for group in groups_of(members):
        own = [m.id for m in members if m.group == group]
        title = voice.say("group.sized", group=group or voice.say("group.none"), n=len(own))
        sides = _part(ballot, sitting, own, voice) if ballot.secret else _sides(ballot, sitting, own, voice)
        blocks += [text(title, bold=True, apart=True), *facts(sides)]
    return blocks


def _sides(
    ballot: Ballot, sitting: Sitting, members: list[MemberId], voice: Voice
) -> Iterable[tuple[str, str]]:
    """Who chose what, one side after the other in the order of the buttons."""
    cast = {m: vote.choice for m in members if (vote := ballot.vote_of(m)) is not None}
    for choice in dict.fromkeys((*ballot.choices, Choice.ABSTAIN)):
        yield _side(choice, ballot, voice), _joined(sitting, [m for m in members if cast.get(m) is choice])
    yield from _without(ballot, sitting, members, voice)


def _part(
    ballot: Ballot, sitting: Sitting, members: list[MemberId], voice: Voice
) -> Iterable[tuple[str, str]]:
    """Who handed in a secret slip, and who did not; never what was on it."""
    yield voice.say("names.handed_in"), _joined(sitting, [m for m in members if m in ballot.voters])
    yield from _without(ballot, sitting, members, voice)


def _without(
    ballot: Ballot, sitting: Sitting, members: list[MemberId], voice: Voice
) -> Iterable[tuple[str, str]]:
    yield voice.say("names.not_cast"), _joined(sitting, [m for m in members if m in ballot.not_cast])
    yield voice.say("names.recused"), _joined(sitting, [m for m in members if m in ballot.recused])
    struck = [m for m in members if m in ballot.struck and m not in ballot.recused]
    yield voice.say("names.struck"), _joined(sitting, struck)


def _side(choice: Choice, ballot: Ballot, voice: Voice) -> str:
    if choice.number:
        return f"{choice.number} {option_name(ballot, choice.number, voice.language)}"
    return voice.say(_SIDES[choice])


def _joined(sitting: Sitting, members: list[MemberId]) -> str:
    return ", ".join(sitting.name(m) for m in members)
