"""How a ballot is held and what decides it, in one line: "Offene Abstimmung · einfache Mehrheit"."""

from council.agenda import BallotForm
from council.ballots import Ballot, Round
from council.rulebook import FirstRound, RuleBook
from wording.verdicts import majority_phrase
from wording.voice import Voice

MOST_NUMBERS = 12
"""So many numbers of a block stand in a line; the rest is counted."""


def kind_words(ballot: Ballot, rules: RuleBook, voice: Voice) -> str:
    """How the votes are given, and what majority or which round decides."""
    kind = voice.term(ballot.kind)
    if ballot.form is BallotForm.ELECTION:
        kind = voice.say(f"ballot.kind.election.{ballot.kind.name.lower()}")
    if ballot.boxed:
        kind = voice.say("ballot.kind.uncertified", kind=kind)
    if ballot.form is BallotForm.MOTION:
        return voice.say("ballot.kind", kind=kind, majority=majority_phrase(ballot, voice.language, rules))
    named = ballot.stage is not Round.FIRST or ballot.form is BallotForm.ELECTION
    stage = voice.term(ballot.stage) if named else ""
    places = voice.say("ballot.places", n=ballot.places) if ballot.places > 1 else ""
    needed = voice.say(f"ballot.needs.{_needs(ballot, rules)}")
    return " · ".join(part for part in (kind, stage, places, needed) if part)


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


def amended_words(ballot: Ballot, voice: Voice) -> str:
    """With which amendments a motion is voted on; "" for none."""
    if not ballot.amended:
        return ""
    items = voice.listing([voice.say("item.name", number=number) for number in ballot.amended])
    return voice.say("ballot.amended", items=items, n=len(ballot.amended))


def subject_words(ballot: Ballot, voice: Voice) -> str:
    """What is voted on, in short: "TOP 11.1.1", "TOP 8.1, 8.2, 8.4", or a procedural motion."""
    if ballot.procedural:
        return voice.say("ballot.procedural")
    numbers = ballot.items
    if len(numbers) <= MOST_NUMBERS:
        return voice.say("item.name", number=", ".join(numbers))
    shown = voice.say("item.name", number=", ".join(numbers[: MOST_NUMBERS - 2]))
    return voice.say("ballot.block.more", items=shown, n=len(numbers) - MOST_NUMBERS + 2)
