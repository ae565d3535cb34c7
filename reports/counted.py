"""One ballot as a journal's raw entries tell it, counted by nothing but this file.

Part of ``verify.py``, therefore plain Python of the oldest kind that we serve.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

YES, NO, ABSTAIN = "ja", "nein", "enthaltung"
MOTION = "antrag"
NO_MORE = "nicht zugelassen"
SHARES = {
    "einfach": (1, 2), "anwesende": (1, 2), "mitglieder": (1, 2), "zweidrittel": (2, 3),
    "dreiviertel": (3, 4),
}  # fmt: skip
BASES = {
    "abgegebene Stimmen": "abgegebene", "anwesende Stimmberechtigte": "anwesende",
    "alle Mitglieder": "mitglieder",
}  # fmt: skip
"""What a majority is reckoned from, as the record has it and as the tables do."""


_NEEDED = frozenset({
    "ballot", "electorate", "item", "item_kind", "kind", "majority", "procedural", "recused", "round",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to tell about a record, by the key of its sentence; ``damage`` if it is wrong."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    damage: bool = False


class BallotCount:
    """One ballot as the raw entries tell it.

    ``votes`` holds the last vote of each member who still has one, with its row's time; ``told``
    is False once an entry that could bear on the counts has lost its content. ``lost`` have no
    vote in it any more: biased, mandate over, or gone on without.
    """

    def __init__(self, data: dict[str, Any], at: str) -> None:
        if _NEEDED - data.keys():
            raise KeyError(*sorted(_NEEDED - data.keys()))
        if int(data.get("places", 1)) < 1:
            raise ValueError(data["places"])
        self.opened = data
        self.opened_at = at
        self.votes: dict[str, tuple[dict[str, Any], str]] = {}
        self.lost: set[str] = set(data["recused"])
        self.hands: dict[str, Any] | None = None
        self.by_hands = False
        self.told = True
        self.slips_told = False
        self.phase = "offen"
        self.closed: dict[str, Any] | None = None
        self.closed_at = ""
        self.declared: dict[str, Any] | None = None
        self.declared_at = ""
        self.lots: list[tuple[dict[str, Any], str]] = []
        self.successor: int | None = None

    @property
    def number(self) -> int:
        """The number of the ballot through the evening."""
        return int(self.opened["ballot"])

    @property
    def form(self) -> str:
        """What is asked: a motion, an election, or a choice among alternatives."""
        return str(self.opened.get("form", MOTION))

    @property
    def options(self) -> list[tuple[int, str]]:
        """The candidates or alternatives with their numbers."""
        return [(option["number"], option["name"]) for option in self.opened.get("options", ())]

    @property
    def numbered(self) -> bool:
        """Whether votes go to numbers and not to Yes or No."""
        return self.form != MOTION and len(self.options) > 1

    @property
    def boxed(self) -> bool:
        """Whether its slips were in memory only, so that nobody can count them again."""
        return self.opened["kind"] == "geheim" and not self.opened.get("by_paper", False)

    @property
    def items(self) -> list[str]:
        """The numbers of the items on which it decides."""
        return list(self.opened.get("block") or [self.opened["item"]])

    @property
    def words(self) -> list[str]:
        """What a vote in it may say."""
        plain = [str(number) for number, _ in self.options] if self.numbered else [YES, NO]
        return plain if self.opened.get("abstention") == NO_MORE else [*plain, ABSTAIN]

    @property
    def result(self) -> dict[str, Any] | None:
        """What was declared last: the verdict, or what the lot has settled since."""
        return self.lots[-1][0] if self.lots else self.declared

    @property
    def amending(self) -> bool:
        """Whether it is carried as a motion is, and not resolved."""
        return bool(self.opened["procedural"]) or self.opened["item_kind"] == "änderung"

    def covers(self, item: str) -> bool:
        """Whether an item, or one under it, is decided on."""
        return any(own == item or own.startswith(item + ".") for own in self.items if own)

    def loses(self, members: Iterable[str]) -> None:
        """Take people of the electorate out; a vote that they gave counts no more."""
        for member in members:
            self.votes.pop(member, None)
            self.lost.add(member)

    def tally(self) -> tuple[int, ...]:
        """Yes, no, abstentions and invalid papers that stand now, then the votes of each option."""
        if self.by_hands and self.hands is not None:
            return counts_of(self.hands["tally"])
        given = [data["choice"] for data, _ in self.votes.values()]
        numbers = [str(number) for number, _ in self.options] if self.numbered else []
        return (*(given.count(word) for word in (YES, NO, ABSTAIN)), 0, *map(given.count, numbers))

    def able(self) -> set[str]:
        """Who of those entitled still has a vote."""
        return set(self.opened["electorate"]) - self.lost

    def missing(self) -> set[str]:
        """Who of those entitled has given no vote and has not lost it."""
        return self.able() - set(self.votes)

    def abstained_from(self) -> int:
        """How many of those entitled gave no vote."""
        if self.closed is not None and (self.by_hands or self.boxed):
            return max(0, len(self.able()) - self.heads(self.closed["tally"]))
        if self.closed is not None and not self.told:
            return len(self.closed["not_cast"])
        return len(self.missing())

    def heads(self, tally: dict[str, Any]) -> int:
        """How many people voted at least; one paper with several places holds several votes."""
        yes, no, abstain, invalid, *options = counts_of(tally)
        places = int(self.opened.get("places", 1))
        papers = sum(options) if places == 1 else max([0, -(-sum(options) // places), *options])
        return papers + yes + no + abstain + invalid


def counts_of(tally: dict[str, Any]) -> tuple[int, ...]:
    """Stored counts in one order: yes, no, abstentions, invalid, then each option."""
    plain = (tally["yes"], tally["no"], tally["abstain"], tally.get("invalid", 0))
    return (*plain, *tally.get("options", ()))


def follows(ballot: BallotCount, data: dict[str, Any]) -> bool:
    """Whether a declared verdict follows from the counts by the threshold that it names."""
    if ballot.closed is None:
        return True
    if ballot.form != MOTION:
        return _elected(ballot, ballot.closed["tally"], data)
    yes, no, abstain, *_ = counts_of(ballot.closed["tally"])
    noes = no + (abstain if ballot.opened.get("abstention") == "zählt als Nein" else 0)
    if not _threshold(ballot.opened, data, yes + noes, noes):
        return False
    if data.get("casting"):
        return yes == noes
    return ((data["outcome"] == "angenommen") is (yes >= data["needed"])) or bool(data["overridden"])


def _threshold(opened: dict[str, Any], data: dict[str, Any], cast: int, noes: int) -> bool:
    """Whether as many yes votes were called for as the kind of majority asks of its base."""
    kind, of = opened["majority"], opened.get("of")
    above, below = SHARES.get(kind) or [int(part) for part in opened["share"].split("/")]
    of_cast = of == "abgegebene Stimmen" or (of is None and kind == "einfach")
    if of_cast and data["base"] != cast:
        return False
    if of_cast and 2 * above == below:
        return bool(data["needed"] == noes + 1)
    more = data["base"] * above // below + 1
    exact = more if 2 * above <= below else -(-data["base"] * above // below)
    return bool(data["needed"] == max(exact, 1))


def _elected(ballot: BallotCount, tally: dict[str, Any], data: dict[str, Any]) -> bool:
    """Whether those elected had the votes that were needed, and nobody else had more."""
    votes = _votes(ballot, tally)
    elected = data.get("elected", ())
    if any(number not in votes or votes[number] < data["needed"] for number in elected):
        return False
    won = data["outcome"] in ("gewählt", "angenommen")
    left = [count for number, count in votes.items() if number not in elected]
    least = min((votes[number] for number in elected), default=0)
    return won is bool(elected) and (not elected or max(left, default=0) <= least)


def _votes(ballot: BallotCount, tally: dict[str, Any]) -> dict[int, int]:
    numbers = [number for number, _ in ballot.options]
    if not ballot.numbered:
        return dict.fromkeys(numbers, tally["yes"])
    return dict(zip(numbers, tally.get("options", ())))  # noqa: B905  (Python 3.9 has no strict)


def drawn(ballot: BallotCount, data: dict[str, Any]) -> bool:
    """Whether a lot fell on somebody who stood for it, before another person as witness."""
    before = ballot.result
    if before is None or data["option"] not in before.get("candidates", ()):
        return False
    if data["witness"] in (data["by"], ""):
        return False
    if before["following"] == "Los":
        return list(data["elected"]) == [*before["elected"], data["option"]]
    return before["following"] == "Los über die Stichwahl" and not data["elected"]
