"""Counts and results in words.

The line that begins "Dafür 31, dagegen 21, Enthaltungen 8: beschlossen" is made here and
for declared ballots only; before that the same words end in "– vorläufig".
"""

from council.agenda import MajorityKind
from council.ballots import Ballot, Outcome, Tally
from council.majority import Verdict
from wording.catalogue import say


def counts(tally: Tally, language: str) -> str:
    """The three counts: "Dafür 31, dagegen 21, Enthaltungen 8"."""
    return say("result.counts", language, yes=tally.yes, no=tally.no, abstain=tally.abstain)


def provisional(tally: Tally, language: str) -> str:
    """The counts at closing, which are not a result yet."""
    return say("result.provisional", language, counts=counts(tally, language))


def verdict_word(ballot: Ballot, outcome: Outcome, language: str) -> str:
    """The verdict's word: "beschlossen", "angenommen" for motions that amend, or "abgelehnt"."""
    kind = "motion" if ballot.amending else "resolution"
    return say(f"verdict.{kind}.{outcome.name.lower()}", language)


def result_line(ballot: Ballot, language: str) -> str:
    """The result of a declared ballot in one line: counts and verdict.

    Raises ``ValueError`` before the chair has declared it.
    """
    if ballot.declared_at is None or ballot.tally is None or ballot.outcome is None:
        raise ValueError(f"ballot {ballot.id} is not declared")
    return say(
        "result.line",
        language,
        counts=counts(ballot.tally, language),
        verdict=verdict_word(ballot, ballot.outcome, language),
    )


def arithmetic(ballot: Ballot, language: str) -> str:
    """Why a declared ballot came out as it did: the rule, the numbers, the paragraph."""
    tally = ballot.tally or Tally()
    values = {
        "yes": tally.yes,
        "no": tally.no,
        "needed": ballot.needed,
        "base": ballot.base,
        "norm": ballot.norm,
    }
    if ballot.majority is MajorityKind.SIMPLE:
        way = "tie" if tally.yes == tally.no else "more" if tally.yes > tally.no else "fewer"
        return say(f"result.simple.{way}", language, **values)
    family = "of_members" if ballot.majority is MajorityKind.OF_MEMBERS else "two_thirds"
    return say(f"result.{family}", language, **values)


def spoken(ballot: Ballot, verdict: Verdict, language: str) -> str:
    """What the chair reads aloud to declare a closed ballot."""
    tally = ballot.tally or Tally()
    subject = "motion" if ballot.procedural else ballot.item_kind.name.lower()
    return say(
        "spoken.declare",
        language,
        yes=tally.yes,
        no=tally.no,
        n=tally.abstain,
        subject=say(f"subject.{subject}", language),
        verdict=verdict_word(ballot, verdict.outcome, language),
    )
