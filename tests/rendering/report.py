"""What a look at the cards has found, and how it is told."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: with which card, where, by which check, and what."""

    card: str
    place: str
    check: str
    what: str

    def __str__(self) -> str:
        return f"{self.card or 'page'} · {self.place} · {self.check}: {self.what}"


@dataclass(slots=True)
class Report:
    """What was looked at, how often, and what is wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def add(self, place: str, check: str, wrong: Mapping[str, Iterable[str]], looked: int) -> None:
        """Note that so many cards were looked at there, and what is wrong with some."""
        self.counts[check] += looked
        self.findings += [Finding(card, place, check, what) for card, said in wrong.items() for what in said]

    def join(self, other: "Report") -> None:
        """Take what another look has found."""
        self.counts += other.counts
        self.findings += other.findings

    def table(self) -> Iterator[str]:
        """One line for each check: its name, how often it looked, what it found."""
        found = Counter(finding.check for finding in self.findings)
        yield f"{'check':<22}{'looked at':>10}{'findings':>10}"
        for check, looked in self.counts.items():
            yield f"{check:<22}{looked:>10}{found[check]:>10}"
