"""The rule sets that come with the product: by name, and by the day on which they hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from council.overlay import lay_over
from council.rule_reading import RulesBroken, on_day, require_no_overlap, rulebook_of
from council.rulebook import RuleBook

Span = tuple[date, date | None]
"""From which day and until which (None: until further notice) a version holds."""


class UnknownRuleSet(Exception):
    """There is no rule set of this name; ``known`` are the names there are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


class NotInForce(Exception):
    """No version of this rule set holds on this day; ``spans`` says when those there are do."""

    def __init__(self, name: str, day: date, spans: tuple[Span, ...]) -> None:
        super().__init__(name, day)
        self.name = name
        self.day = day
        self.spans = spans


class RuleSetBroken(Exception):
    """A file among the rule sets is not one; ``broken`` says at which line."""

    def __init__(self, file: str, broken: RulesBroken) -> None:
        super().__init__(f"{file}: {broken}")
        self.file = file
        self.broken = broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One file of a rule set, with what was read from it."""

    file: str
    book: RuleBook


def ruleset_names(folder: Traversable | None = None) -> tuple[str, ...]:
    """The names of all rule sets, sorted; the versions of one share a name."""
    return tuple(sorted({version.book.id for version in _versions(folder)}))


def ruleset_versions(name: str, folder: Traversable | None = None) -> tuple[RuleBook, ...]:
    """The versions of a rule set, the oldest first; raises :class:`UnknownRuleSet`."""
    read = tuple(_versions(folder))
    found = [version.book for version in read if version.book.id == name]
    if not found:
        raise UnknownRuleSet(name, tuple(sorted({version.book.id for version in read})))
    return tuple(sorted(found, key=lambda book: book.valid_from))


def ruleset_text(name: str, day: date, overlay: str = "", folder: Traversable | None = None) -> str:
    """The TOML text of the version that holds on *day*, with the town's *overlay* laid over it.

    Raises :class:`UnknownRuleSet`, :class:`NotInForce`, and :class:`RulesBroken` where the overlay
    touches what is not the town's to decide.
    """
    versions = ruleset_versions(name, folder)
    book = on_day(versions, day)
    if book is None:
        raise NotInForce(name, day, tuple((each.valid_from, each.valid_until) for each in versions))
    return lay_over(book.text, overlay) if overlay else book.text


def check_rulesets(folder: Traversable | None = None) -> None:
    """Read every rule set and see that the versions of one never hold on the same day.

    Raises :class:`RuleSetBroken` with the file and the line.
    """
    families: dict[str, list[Version]] = {}
    for version in _versions(folder):
        families.setdefault(version.book.id, []).append(version)
    for family in families.values():
        ordered = sorted(family, key=lambda version: version.book.valid_from)
        for before, after in pairwise(ordered):
            try:
                require_no_overlap((before.book, after.book))
            except RulesBroken as broken:
                raise RuleSetBroken(after.file, broken) from broken


def _versions(folder: Traversable | None) -> Iterator[Version]:
    place = files("council") / "rulesets" if folder is None else folder
    for file in sorted((f for f in place.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        try:
            yield Version(file=file.name, book=rulebook_of(file.read_text(encoding="utf-8")))
        except UnicodeDecodeError as fault:
            raise RuleSetBroken(file.name, RulesBroken(str(fault), "toml")) from fault
        except RulesBroken as broken:
            raise RuleSetBroken(file.name, broken) from broken
