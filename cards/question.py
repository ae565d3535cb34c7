"""What a ballot asks, in the fixed order of every ballot card: head, title, meaning, kind and majority."""

from collections.abc import Iterable

from cards.build import Block, facts, heading, item_name, text
from cards.escape import label
from council.agenda import Abstention, BallotForm, BallotKind, Base, ItemKind
from council.ballots import Ballot, Phase, Round
from council.majority import HALF, majority_of
from council.rulebook import FirstRound, RuleBook, Tie
from council.sitting import Sitting
from wording.verdicts import majority_phrase
from wording.voice import Voice, voice_of

MOST_NUMBERS = 12
"""So many numbers of a block stand in a line; the rest is counted."""
_LIST_LETTERS = 12_000


def subject(ballot: Ballot, voice: Voice) -> str:
    """What is voted on, in short: "TOP 11.1.1", "TOP 8.1, 8.2, 8.4", or a procedural motion."""
    if ballot.procedural:
        return voice.say("ballot.procedural")
    numbers = ballot.block or (ballot.item,)
    if len(numbers) <= MOST_NUMBERS:
        return item_name(voice, ", ".join(numbers))
    shown = item_name(voice, ", ".join(numbers[: MOST_NUMBERS - 2]))
    return voice.say("ballot.block.more", items=shown, n=len(numbers) - MOST_NUMBERS + 2)


def ballot_summary(ballot: Ballot, voice: Voice, key: str) -> str:
    """The ballot in a preview; of a closed item only the ballot's number."""
    parts = [voice.say(key), voice.say("ballot.number", ballot=ballot.id)]
    if ballot.public:
        parts.insert(1, subject(ballot, voice))
    return " · ".join(parts)


def question(ballot: Ballot, sitting: Sitting, key: str) -> list[Block]:
    """What is asked, below a head line that begins with the sentence of *key*."""
    voice = voice_of(sitting)
    number = voice.say("ballot.number", ballot=ballot.id)
    body: list[Block] = [
        heading(" · ".join((voice.say(key), subject(ballot, voice), number)), "Default"),
        text(_title(ballot, voice), bold=True, size="Medium"),
        *block_items(ballot, sitting),
        *_meaning(ballot, voice),
        text(kind_line(ballot, sitting.rules, voice), subtle=True),
    ]
    notes = _notes(ballot, sitting, voice)
    return [*body, text(" ".join(notes), subtle=True)] if notes else body


def open_key(ballot: Ballot) -> str:
    """The sentence that begins the head line of an open ballot: on the card, by hand, or on paper."""
    if ballot.by_paper:
        return "ballot.by_paper"
    return "ballot.by_hands" if ballot.by_hands else "ballot.please_vote"


def _title(ballot: Ballot, voice: Voice) -> str:
    return voice.say("ballot.block.title", n=len(ballot.block)) if ballot.block else ballot.title


def block_items(ballot: Ballot, sitting: Sitting) -> list[Block]:
    """The items of a ballot en bloc with their titles; long ones are shortened so that all fit."""
    found = ((number, sitting.agenda.get(number)) for number in ballot.block)
    return fitting((number, item.title if item is not None else "–") for number, item in found)


def fitting(pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """Names with their values, all shortened alike so that a long list stays within a card."""
    listed = list(pairs)
    most = max(30, min(600, _LIST_LETTERS // max(len(listed), 1)))
    return facts((label(name, most), label(value, most)) for name, value in listed)


def _meaning(ballot: Ballot, voice: Voice) -> list[Block]:
    """What a Yes means; of numbered options the object, if it is given, and the list."""
    if not ballot.numbered:
        return [text(voice.say("ballot.yes_means", object=_object(ballot, voice)))]
    head = [text(voice.say("result.object", object=ballot.object))] if ballot.object else []
    return [*head, *fitting((str(option.number), option.name) for option in ballot.options)]


def _object(ballot: Ballot, voice: Voice) -> str:
    said = _plain_object(ballot, voice)
    return f"{said} {amended_line(ballot, voice)}" if ballot.amended else said


def amended_line(ballot: Ballot, voice: Voice) -> str:
    """With which amendments a motion is voted on."""
    items = voice.listing([item_name(voice, number) for number in ballot.amended])
    return voice.say("ballot.amended", items=items, n=len(ballot.amended))


def _plain_object(ballot: Ballot, voice: Voice) -> str:
    if ballot.form is BallotForm.ELECTION and ballot.options:
        return voice.say("ballot.object.elect", name=ballot.options[0].name)
    if ballot.object:
        return ballot.object
    if ballot.procedural:
        return voice.say("ballot.object.procedural")
    if ballot.block:
        return voice.say("ballot.object.block", n=len(ballot.block))
    kind = ballot.item_kind if ballot.item_kind is ItemKind.AMENDMENT else ItemKind.RESOLUTION
    return voice.say(f"ballot.object.{kind.name.lower()}")


def kind_line(ballot: Ballot, rules: RuleBook, voice: Voice) -> str:
    """How the votes are given and what majority is needed: "Offene Abstimmung · einfache Mehrheit"."""
    kind = voice.term(ballot.kind)
    if ballot.form is BallotForm.ELECTION:
        kind = voice.say(f"ballot.kind.election.{ballot.kind.name.lower()}")
    if ballot.boxed:
        kind = voice.say("ballot.kind.uncertified", kind=kind)
    if ballot.form is BallotForm.MOTION:
        return voice.say("ballot.kind", kind=kind, majority=majority_phrase(ballot, voice.language, rules))
    stage = voice.term(ballot.stage) if ballot.stage is not Round.FIRST or _election(ballot) else ""
    places = voice.say("ballot.places", n=ballot.places) if ballot.places > 1 else ""
    needed = voice.say(f"ballot.needs.{_needs(ballot, rules)}")
    return " · ".join(part for part in (kind, stage, places, needed) if part)


def _election(ballot: Ballot) -> bool:
    return ballot.form is BallotForm.ELECTION


def _needs(ballot: Ballot, rules: RuleBook) -> str:
    """What a round of an election, or a choice, is decided by."""
    if ballot.form is BallotForm.ALTERNATIVES:
        return "half"
    if ballot.stage is Round.RUNOFF:
        return "most"
    if ballot.stage is Round.SECOND:
        return "more_for"
    several = ballot.places > 1 and rules.election_first.value is FirstRound.VALID
    return "present" if several else rules.election_first.value.name.lower()


def _notes(ballot: Ballot, sitting: Sitting, voice: Voice) -> list[str]:
    """What is unlike the usual: abstentions, the chair's casting vote, secrecy."""
    rules, notes = sitting.rules, []
    if ballot.abstention is Abstention.NOT_ALLOWED:
        notes.append(voice.say("ballot.abstention.not_allowed"))
    if ballot.abstention is Abstention.COUNTS_AS_NO:
        notes.append(voice.say("ballot.abstention.counts_as_no"))
    if rules.tie.value is Tie.CHAIR and _can_tie(ballot, rules):
        notes.append(voice.say("ballot.casting"))
    if ballot.phase is Phase.OPEN and ballot.boxed:
        notes.append(voice.say("ballot.secret"))
    if ballot.phase is Phase.OPEN and ballot.block:
        notes.append(voice.say("ballot.block.how"))
    return notes


def _can_tie(ballot: Ballot, rules: RuleBook) -> bool:
    """Whether a tie could be broken by the chair: an open motion by more Yes than No."""
    if ballot.form is not BallotForm.MOTION or ballot.kind is BallotKind.SECRET:
        return False
    majority = majority_of(rules, ballot.majority, ballot.share or "1/2", ballot.of)
    return majority.base is Base.CAST and majority.share == HALF
