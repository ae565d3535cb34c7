"""Counts and results of motions in words, and the way to those of elections.

The line that begins "Dafür 31, dagegen 21, Enthaltungen 8: beschlossen" is made here and
for declared ballots only; before that the same words end in "– vorläufig".
"""

from fractions import Fraction

from council.agenda import Abstention, BallotForm, Base, MajorityKind
from council.ballots import Ballot, Outcome, Tally
from council.majority import HALF, majority_of
from council.rulebook import RuleBook
from wording.catalogue import say
from wording.elections import election_arithmetic, election_counts, election_line
from wording.terms import term

_BASES = {Base.CAST: "cast", Base.PRESENT: "present", Base.MEMBERS: "members"}


def counts(tally: Tally, language: str) -> str:
    """The three counts of a motion: "Dafür 31, dagegen 21, Enthaltungen 8"."""
    return say("result.counts", language, yes=tally.yes, no=tally.no, abstain=tally.abstain)


def counts_of(ballot: Ballot, tally: Tally, language: str) -> str:
    """The counts of any ballot: those of a motion, or the candidates with their votes."""
    if ballot.form is BallotForm.MOTION:
        return counts(tally, language)
    return election_counts(ballot, tally, language)


def provisional(tally: Tally, language: str) -> str:
    """The counts of a motion at closing, which are not a result yet."""
    return say("result.provisional", language, counts=counts(tally, language))


def provisional_of(ballot: Ballot, tally: Tally, language: str) -> str:
    """The counts of any ballot at closing, which are not a result yet."""
    return say("result.provisional", language, counts=counts_of(ballot, tally, language))


def verdict_word(ballot: Ballot, outcome: Outcome, language: str) -> str:
    """The verdict's word: "beschlossen", "angenommen" for motions that amend, "gewählt", "abgelehnt"."""
    election = ballot.form is BallotForm.ELECTION
    kind = "election" if election else "motion" if ballot.amending else "resolution"
    return say(f"verdict.{kind}.{outcome.name.lower()}", language)


def result_line(ballot: Ballot, language: str) -> str:
    """The result of a declared ballot in one line: counts and verdict.

    Raises ``ValueError`` before the chair has declared it.
    """
    if ballot.declared_at is None or ballot.tally is None or ballot.outcome is None:
        raise ValueError(f"ballot {ballot.id} is not declared")
    word = verdict_word(ballot, ballot.outcome, language)
    if ballot.form is not BallotForm.MOTION:
        return election_line(ballot, ballot.tally, word, language)
    return say("result.line", language, counts=counts(ballot.tally, language), verdict=word)


def arithmetic(ballot: Ballot, language: str, rules: RuleBook | None = None) -> str:
    """Why a declared ballot came out as it did: the rule, the numbers, the paragraph.

    With the sitting's *rules* it also says from what a qualified majority is reckoned.
    """
    if ballot.form is not BallotForm.MOTION:
        return election_arithmetic(ballot, language, rules)
    tally = ballot.tally or Tally()
    if ballot.casting:
        return say("result.casting", language, **_values(ballot, tally), verdict=_by_rule(ballot, language))
    if _plain(ballot, tally, rules):
        way = "tie" if tally.yes == _noes(ballot, tally) else "more" if _more(ballot, tally) else "fewer"
        return say(f"result.{_COUNTED[ballot.abstention]}.{way}", language, **_values(ballot, tally))
    return say(
        "result.share",
        language,
        **_values(ballot, tally),
        majority=_capital(majority_phrase(ballot, language, rules)),
    )


_COUNTED = {
    Abstention.EXCLUDED: "simple",
    Abstention.COUNTS_AS_NO: "as_no",
    Abstention.NOT_ALLOWED: "only",
}


def _values(ballot: Ballot, tally: Tally) -> dict[str, object]:
    return {
        "yes": tally.yes,
        "no": tally.no,
        "abstain": tally.abstain,
        "needed": ballot.needed,
        "base": ballot.base,
        "norm": ballot.norm,
    }


def _noes(ballot: Ballot, tally: Tally) -> int:
    """What stands against the Yes votes; abstentions too where they count as No."""
    return tally.no + (tally.abstain if ballot.abstention is Abstention.COUNTS_AS_NO else 0)


def _more(ballot: Ballot, tally: Tally) -> bool:
    return tally.yes > _noes(ballot, tally)


def _plain(ballot: Ballot, tally: Tally, rules: RuleBook | None) -> bool:
    """Whether Yes is held against No; else against a share of a base."""
    base = base_of(ballot, rules)
    if base is None:
        noes = _noes(ballot, tally)
        return ballot.majority is MajorityKind.SIMPLE and ballot.needed in (noes + 1, 0)
    return base is Base.CAST and _fraction(ballot) == HALF


def _fraction(ballot: Ballot) -> Fraction:
    known = {MajorityKind.TWO_THIRDS: Fraction(2, 3), MajorityKind.THREE_QUARTERS: Fraction(3, 4)}
    if ballot.majority is MajorityKind.SHARE:
        return Fraction(ballot.share or "1/2")
    return known.get(ballot.majority, HALF)


def base_of(ballot: Ballot, rules: RuleBook | None) -> Base | None:
    """What the majority of a motion is reckoned from; None where neither motion nor rules say so."""
    if ballot.of is not None or rules is None:
        return ballot.of
    return majority_of(rules, ballot.majority, ballot.share or "1/2").base


def majority_phrase(ballot: Ballot, language: str, rules: RuleBook | None = None) -> str:
    """The majority in words: "einfache Mehrheit", "Mehrheit von 3/5 aller Mitglieder"."""
    word = term(ballot.majority, language)
    if ballot.majority is MajorityKind.SHARE:
        word = say("majority.fraction", language, share=ballot.share)
    base = base_of(ballot, rules)
    if base is None or base is _SAID.get(ballot.majority):
        return word
    plain = ballot.majority in (MajorityKind.OF_PRESENT, MajorityKind.OF_MEMBERS)
    return say(
        f"majority.of.{_BASES[base]}",
        language,
        majority=term(MajorityKind.SIMPLE, language) if plain else word,
    )


_SAID = {
    MajorityKind.SIMPLE: Base.CAST,
    MajorityKind.OF_PRESENT: Base.PRESENT,
    MajorityKind.OF_MEMBERS: Base.MEMBERS,
}
"""What the word for a majority says of its base by itself."""


def _by_rule(ballot: Ballot, language: str) -> str:
    """The verdict as the rule gives it, also where the chair declared another one."""
    outcome = ballot.outcome or Outcome.REJECTED
    if ballot.overridden:
        outcome = Outcome.REJECTED if outcome is Outcome.CARRIED else Outcome.CARRIED
    return verdict_word(ballot, outcome, language)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
