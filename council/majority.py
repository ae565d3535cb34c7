"""Whether a motion is carried: exact integers, each rule with its base."""

from dataclasses import dataclass

from council.agenda import MajorityKind
from council.ballots import Outcome, Tally
from council.rulebook import Base, RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the counts mean under the rule: the outcome with its arithmetic.

    ``needed`` yes votes were needed out of ``base`` (for a simple majority: one more
    than the noes), ``norm`` is the paragraph that says so.
    """

    outcome: Outcome
    majority: MajorityKind
    needed: int
    base: int
    norm: str
    tie: bool = False


def simple_majority(tally: Tally) -> Outcome:
    """Decide a motion by the votes for and against it.

    Abstentions do not count; a tie rejects the motion (SächsGemO § 39 Abs. 6).
    """
    return Outcome.CARRIED if tally.yes > tally.no else Outcome.REJECTED


def more_than_half(base: int) -> int:
    """The smallest whole number that is more than half of *base*."""
    return base // 2 + 1


def two_thirds(base: int) -> int:
    """The smallest whole number that is at least two thirds of *base*."""
    return -(-2 * base // 3)


def verdict(rules: RuleBook, kind: MajorityKind, tally: Tally, seats: int) -> Verdict:
    """Judge *tally* by the majority that the motion needs.

    ``seats`` is the number of all members; it is the base wherever the rule set
    reckons from the members and not from the votes cast.
    """
    rule = rules.majorities[kind]
    if kind is MajorityKind.SIMPLE:
        return Verdict(
            outcome=simple_majority(tally),
            majority=kind,
            needed=tally.no + 1,
            base=tally.yes + tally.no,
            norm=rule.norm,
            tie=tally.yes == tally.no,
        )
    base = seats if rule.value is Base.MEMBERS else tally.yes + tally.no
    needed = more_than_half(base) if kind is MajorityKind.OF_MEMBERS else max(two_thirds(base), 1)
    carried = tally.yes >= needed
    return Verdict(
        outcome=Outcome.CARRIED if carried else Outcome.REJECTED,
        majority=kind,
        needed=needed,
        base=base,
        norm=rule.norm,
    )
