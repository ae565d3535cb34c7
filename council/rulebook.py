"""The law of one Land as data: every value with its norm, source and certainty."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, TypeVar

from council.agenda import ItemKind, MajorityKind

T = TypeVar("T")


class Certainty(StrEnum):
    """How well a value of the rule set is confirmed."""

    READ = "gelesen"
    SECONDARY = "sekundär"
    ASSUMED = "angenommen"
    UNSETTLED = "ungeklärt"


class Base(StrEnum):
    """What a majority is reckoned from."""

    CAST = "abgegebene Stimmen"
    MEMBERS = "alle Mitglieder"


class Format(StrEnum):
    """How the sitting is held."""

    DIGITAL = "digital"
    HYBRID = "hybrid"
    PRESENCE = "presence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[T]):
    """One legal value with where it stands and how sure we are of it."""

    value: T
    norm: str
    source: str
    certainty: Certainty
    valid_from: date


class RulesBroken(ValueError):
    """The text of a rule set is not one; carries the place and what is wrong there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """The rules that a sitting is judged by, as they stood on its day.

    ``text`` is the TOML they were read from, kept with the sitting so that it can
    always be judged by the same words.
    """

    id: str
    title: str
    land: str
    text: str
    quorum: Rule[Fraction]
    quorum_recusal: Rule[Fraction]
    quorum_at_ballot: Rule[bool]
    majorities: Mapping[MajorityKind, Rule[Base]]
    tie_rejects: Rule[bool]
    votes_changeable: Rule[bool]
    excluded_digital: Mapping[ItemKind, Rule[bool]]
    no_objection: Rule[tuple[ItemKind, ...]]
    no_objection_words: Rule[tuple[str, ...]]
    recusal: Rule[bool]
    emergency_reason: Rule[bool]
    notice_days: Rule[int]
    public_room: Rule[bool]


def rulebook_of(text: str) -> RuleBook:
    """Read a rule set from its TOML *text*.

    Raises :class:`RulesBroken` with the value that is missing or wrong.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesBroken(str(error)) from error
    read = _Reader(data)
    return RuleBook(
        id=read.text("ruleset", "id"),
        title=read.text("ruleset", "title"),
        land=read.text("ruleset", "land"),
        text=text,
        quorum=read.rule("quorum.share", _fraction),
        quorum_recusal=read.rule("quorum.recusal_share", _fraction),
        quorum_at_ballot=read.rule("quorum.needed_at_ballot", _flag),
        majorities={kind: read.rule(f"majority.{key}", Base) for key, kind in _MAJORITIES.items()},
        tie_rejects=read.rule("majority.tie_rejects", _flag),
        votes_changeable=read.rule("ballot.changeable", _flag),
        excluded_digital={
            ItemKind.ELECTION: read.rule("digital.elections_excluded", _flag),
            ItemKind.BUDGET: read.rule("digital.budget_excluded", _flag),
        },
        no_objection=read.rule("agenda.no_objection", _kinds),
        no_objection_words=read.rule("agenda.no_objection_words", _words),
        recusal=read.rule("recusal.excludes", _flag),
        emergency_reason=read.rule("digital.emergency_reason", _flag),
        notice_days=read.rule("digital.notice_days", _whole),
        public_room=read.rule("digital.public_room", _flag),
    )


_MAJORITIES = {
    "simple": MajorityKind.SIMPLE,
    "of_members": MajorityKind.OF_MEMBERS,
    "two_thirds": MajorityKind.TWO_THIRDS,
}


def _fraction(value: object) -> Fraction:
    if not isinstance(value, str):
        raise ValueError(value)
    fraction = Fraction(value)
    if not 0 < fraction <= 1:
        raise ValueError(value)
    return fraction


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(value)
    return value


def _kinds(value: object) -> tuple[ItemKind, ...]:
    if not isinstance(value, list):
        raise ValueError(value)
    return tuple(ItemKind(kind) for kind in value)


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError(value)
    return tuple(word.lower() for word in value)


class _Reader:
    """Reads values out of parsed TOML and says where one is wrong."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self._data = data

    def _table(self, path: str) -> Mapping[str, object]:
        here: object = self._data
        for part in path.split("."):
            here = here.get(part) if isinstance(here, Mapping) else None
        if not isinstance(here, Mapping):
            raise RulesBroken(f"[{path}]")
        return here

    def text(self, path: str, key: str) -> str:
        value = self._table(path).get(key)
        if not isinstance(value, str) or not value:
            raise RulesBroken(f"[{path}] {key}")
        return value

    def rule(self, path: str, convert: Callable[[Any], T]) -> Rule[T]:
        table = self._table(path)
        day = table.get("valid_from")
        if not isinstance(day, date):
            raise RulesBroken(f"[{path}] valid_from")
        try:
            value = convert(table.get("value"))
            certainty = Certainty(self.text(path, "certainty"))
        except (ValueError, ZeroDivisionError) as error:
            raise RulesBroken(f"[{path}] {error}") from error
        return Rule(
            value=value,
            norm=self.text(path, "norm"),
            source=self.text(path, "source"),
            certainty=certainty,
            valid_from=day,
        )
