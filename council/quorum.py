"""Whether the council may decide at all (Beschlussfähigkeit)."""

from dataclasses import dataclass

from council.ids import MemberId
from council.rulebook import RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumCount:
    """Who is present and entitled at one moment, against what the law asks.

    ``seats`` is the number of members the rule reckons from, ``required`` how many of
    them must be present and entitled, ``names`` who was, ``recused`` how many were out.
    """

    seats: int
    required: int
    names: tuple[MemberId, ...]
    recused: int
    norm: str

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


def quorum_required(rules: RuleBook, seats: int, recused: int) -> int:
    """How many of *seats* members must be present and entitled.

    Half of all members, rounded up; where more than half of all members are recused,
    a quarter (in Saxony SächsGemO § 39 Abs. 2). Exact integers only.
    """
    fraction = rules.quorum_recusal.value if 2 * recused > seats else rules.quorum.value
    return -(-seats * fraction.numerator // fraction.denominator)
