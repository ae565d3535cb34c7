"""One language and one time zone held together, as a sitting has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from babel.numbers import format_decimal

from council.sitting import Sitting
from wording import times
from wording.catalogue import cited, say
from wording.listing import listing
from wording.terms import term


def number(value: int, language: str) -> str:
    """A whole number with its thousands set apart: "1.234"."""
    return format_decimal(value, locale=language)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks to people: a language and the time zone of their clocks.

    ``several_days``: stretches of time name their day, since the sitting goes over more than one.
    """

    language: str = "de"
    timezone: str = "Europe/Berlin"
    several_days: bool = False

    def say(self, key: str, /, **values: object) -> str:
        """The sentence of *key* with its values."""
        return say(key, self.language, **values)

    def cited(self, norm: str) -> str:
        """A paragraph as it is quoted."""
        return cited(norm, self.language)

    def term(self, value: Enum) -> str:
        """The council's word for one of its fixed values."""
        return term(value, self.language)

    def clock(self, at: datetime) -> str:
        """The time of day to the minute."""
        return times.clock(at, self.timezone, self.language)

    def second(self, at: datetime) -> str:
        """The time of day to the second."""
        return times.second(at, self.timezone, self.language)

    def day(self, at: date) -> str:
        """The date in words."""
        return times.day(at, self.timezone, self.language)

    def moment(self, at: datetime) -> str:
        """Date and time."""
        return times.moment(at, self.timezone, self.language)

    def span(self, since: datetime, until: datetime | None) -> str:
        """A stretch of time, with its day where a sitting has several."""
        if self.several_days:
            return times.dated_span(since, until, self.timezone, self.language)
        return times.span(since, until, self.timezone, self.language)

    def listing(self, parts: Sequence[str]) -> str:
        """Several things in one phrase."""
        return listing(parts, self.language)


def voice_of(sitting: Sitting) -> Voice:
    """The voice in which a sitting speaks."""
    return Voice(sitting.language, sitting.timezone, sitting.several_days)
