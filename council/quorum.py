"""Whether the council may decide at all (Beschlussfähigkeit)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from council.ids import MemberId
from council.legal import legal_basis
from council.rule_values import Threshold
from council.rulebook import Rule, RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumCount:
    """Who is present and entitled at one moment, against what the law asks.

    ``seats`` is the number of members the rule reckons from, ``required`` how many of
    them must be present and entitled, ``names`` who was, ``recused`` how many were out.
    ``path`` names the value of the rule set that was decisive. ``presumed``: the body counts as
    quorate until somebody challenges it. ``settled``: the rule is known; where it is not,
    the number is reckoned and told, and blocks nothing.
    """

    seats: int
    required: int
    names: tuple[MemberId, ...]
    recused: int
    norm: str
    path: str = "quorum.share"
    presumed: bool = False
    settled: bool = True

    @property
    def present(self) -> int:
        """How many are present and entitled."""
        return len(self.names)

    @property
    def met(self) -> bool:
        """Whether the council is quorate (beschlussfähig)."""
        return self.present >= self.required

    @property
    def spare(self) -> int:
        """How many may still leave before the quorum is lost; negative when it is."""
        return self.present - self.required


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumRule:
    """Which rule of the set is decisive now, and how many it asks for.

    ``perhaps`` is a lower number that would be enough under a rule that nobody has settled (0: none):
    so many present are neither surely quorate nor surely not.
    """

    required: int
    path: str
    norm: str
    settled: bool
    perhaps: int = 0


def at_least(share: Fraction, of: int) -> int:
    """The smallest whole number that is at least *share* of *of*."""
    return -(-of * share.numerator // share.denominator)


def more_than(share: Fraction, of: int) -> int:
    """The smallest whole number that is more than *share* of *of*."""
    return of * share.numerator // share.denominator + 1


@legal_basis("SächsGemO", "§ 39 Abs. 2, 3", "quorum.share", "quorum.strict", "quorum.second_sitting")
def quorum_rule(rules: RuleBook, seats: int, recused: int, *, second: bool = False) -> QuorumRule:
    """Say how many of *seats* members must be present and entitled, and by which rule.

    Half of all members (or more than half, as the set has it); fewer where so many are recused
    that the set asks for less, and in a second sitting about the same business. Where several
    of these hold, the one that asks for least is decisive. Exact integers only.
    """
    share = rules.quorum
    ordinary = more_than(share.value, seats) if rules.quorum_strict.value else at_least(share.value, seats)
    settled = share.settled and rules.quorum_strict.settled
    found = QuorumRule(required=ordinary, path="quorum.share", norm=share.norm, settled=settled)
    perhaps = []
    for rule, path, applies in _special(rules, seats, recused, second=second):
        needed = rule.value.of(seats) if rule.value.given else 1
        if not rule.value.given and rule.settled:
            continue
        if applies and rule.value.given and needed < found.required:
            found = QuorumRule(required=needed, path=path, norm=rule.norm, settled=rule.settled)
        elif not applies or not rule.value.given:
            perhaps.append(needed)
    return replace(found, perhaps=min(perhaps)) if perhaps else found


def _special(
    rules: RuleBook, seats: int, recused: int, *, second: bool
) -> Iterator[tuple[Rule[Threshold], str, bool]]:
    """The rules for special cases: each with whether it surely applies (else nobody knows)."""
    when = rules.quorum_recusal_when
    if many_recused(rules, seats, recused):
        yield rules.quorum_recusal, "quorum.recusal", True
    elif recused and not when.settled:
        yield rules.quorum_recusal, "quorum.recusal", False
    if second:
        yield rules.quorum_second, "quorum.second_sitting", True


@legal_basis("SächsGemO", "§ 39 Abs. 2 Satz 2", "quorum.recusal", "quorum.recusal_when")
def many_recused(rules: RuleBook, seats: int, recused: int) -> bool:
    """Tell whether more members are recused than the share beyond which a lower quorum is enough."""
    share = rules.quorum_recusal_when.value
    return recused * share.denominator > seats * share.numerator


def quorum_required(rules: RuleBook, seats: int, recused: int, *, second: bool = False) -> int:
    """How many of *seats* members must be present and entitled (see :func:`quorum_rule`)."""
    return quorum_rule(rules, seats, recused, second=second).required


@legal_basis("SächsGemO", "§ 39 Abs. 2", "quorum.needed_at_ballot", "quorum.presumed")
def blocks(rules: RuleBook, count: QuorumCount, *, challenged: bool) -> bool:
    """Tell whether the lack of a quorum forbids the council to decide.

    Where the set presumes a quorum, only after a challenge has found that there is none; where
    the rule is not settled, never: the chair is told and decides.
    """
    if count.met or not count.settled:
        return False
    if rules.quorum_presumed.value:
        return challenged
    return rules.quorum_at_ballot.binds
