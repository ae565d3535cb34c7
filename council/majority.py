"""Whether a motion is carried: exact integers, each rule with its base."""

from dataclasses import dataclass
from fractions import Fraction

from council.agenda import Abstention, Base, MajorityKind
from council.ballots import Ballot, Choice, Outcome, Tally
from council.legal import legal_basis
from council.quorum import at_least, more_than
from council.rulebook import RuleBook, Tie

HALF, TWO_THIRDS, THREE_QUARTERS = Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)

_SHARES = {
    MajorityKind.SIMPLE: HALF,
    MajorityKind.OF_PRESENT: HALF,
    MajorityKind.OF_MEMBERS: HALF,
    MajorityKind.TWO_THIRDS: TWO_THIRDS,
    MajorityKind.THREE_QUARTERS: THREE_QUARTERS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Majority:
    """The majority that a motion needs: a share of a base, exceeded or reached.

    ``strict`` means more than the share (a half is never enough), else at least it.
    """

    kind: MajorityKind
    share: Fraction
    base: Base
    norm: str
    settled: bool

    @property
    def strict(self) -> bool:
        """Whether more than the share is needed; two thirds are enough when reached."""
        return self.share <= HALF


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the counts mean under the rule: the outcome with its arithmetic.

    ``needed`` yes votes were needed out of ``base`` (for a simple majority: one more
    than the noes), ``norm`` is the paragraph that says so. ``casting``: a tie that the
    chair's vote decided.
    """

    outcome: Outcome
    majority: MajorityKind
    needed: int
    base: int
    norm: str
    tie: bool = False
    casting: bool = False


@legal_basis("SächsGemO", "§ 39 Abs. 6", "majority.simple", "majority.tie")
def simple_majority(tally: Tally) -> Outcome:
    """Decide a motion by the votes for and against it.

    Abstentions do not count; a tie rejects the motion.
    """
    return Outcome.CARRIED if tally.yes > tally.no else Outcome.REJECTED


def more_than_half(base: int) -> int:
    """The smallest whole number that is more than half of *base*."""
    return more_than(HALF, base)


def two_thirds(base: int) -> int:
    """The smallest whole number that is at least two thirds of *base*."""
    return at_least(TWO_THIRDS, base)


@legal_basis("SächsGemO", "§ 39 Abs. 6, § 38 Abs. 2", "majority.of_members", "majority.two_thirds")
def majority_of(rules: RuleBook, kind: MajorityKind, share: str = "", of: Base | None = None) -> Majority:
    """Say what a kind of majority asks for under a rule set.

    ``share`` ("3/5") belongs to :attr:`MajorityKind.SHARE`; ``of`` names the base where the
    motion says another one than the set. Raises ``ValueError`` for an impossible share.
    """
    rule = rules.majority(kind)
    fraction = Fraction(share) if kind is MajorityKind.SHARE else _SHARES[kind]
    if not 0 < fraction <= 1:
        raise ValueError(share)
    return Majority(
        kind=kind,
        share=fraction,
        base=of or rule.value,
        norm=rule.norm,
        settled=rule.settled or (of is not None and kind is not MajorityKind.SIMPLE),
    )


def needed_of(majority: Majority, base: int) -> int:
    """How many yes votes a majority needs out of *base*; never less than one."""
    exact = more_than(majority.share, base) if majority.strict else at_least(majority.share, base)
    return max(exact, 1)


def verdict(
    rules: RuleBook,
    kind: MajorityKind,
    tally: Tally,
    seats: int,
    *,
    present: int = 0,
    share: str = "",
    of: Base | None = None,
    abstention: Abstention | None = None,
    chair: Choice | None = None,
) -> Verdict:
    """Judge *tally* by the majority that the motion needs.

    ``seats`` is the number of all members, ``present`` how many were present and entitled at
    the vote, ``chair`` what the chair voted: it decides a tie where the set says so.
    """
    majority = majority_of(rules, kind, share, of)
    counted = abstention or rules.abstention.value
    cast = tally.yes + tally.no + (tally.abstain if counted is Abstention.COUNTS_AS_NO else 0)
    base = {Base.CAST: cast, Base.PRESENT: present, Base.MEMBERS: seats}[majority.base]
    plain = majority.base is Base.CAST and majority.share == HALF
    noes = cast - tally.yes
    needed = noes + 1 if plain else needed_of(majority, base)
    carried = tally.yes >= needed
    tie = plain and tally.yes == noes
    casting = tie and tally.yes > 0 and rules.tie.value is Tie.CHAIR and chair in (Choice.YES, Choice.NO)
    if casting:
        carried = chair is Choice.YES
    return Verdict(
        outcome=Outcome.CARRIED if carried else Outcome.REJECTED,
        majority=kind,
        needed=needed,
        base=base,
        norm=rules.tie.norm if casting else majority.norm,
        tie=tie,
        casting=casting,
    )


def verdict_on(rules: RuleBook, ballot: Ballot, seats: int, chair: Choice | None = None) -> Verdict:
    """Judge a closed ballot on a motion by the rule fixed at its opening."""
    return verdict(
        rules,
        ballot.majority,
        ballot.tally or Tally(),
        seats,
        present=ballot.there(),
        share=ballot.share,
        of=ballot.of,
        abstention=ballot.abstention,
        chair=chair,
    )
