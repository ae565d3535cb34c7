"""Times as people read them, in the time zone of the sitting."""

from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from wording.catalogue import say

_DAYS = {"de": "d. MMMM y", "en": "d MMMM y"}


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def clock(at: datetime, zone: str, language: str = "de") -> str:
    """The time of day to the minute: "16:42 Uhr"."""
    return say("time.clock", language, time=f"{at.astimezone(_zone(zone)):%H:%M}")


def second(at: datetime, zone: str, language: str = "de") -> str:
    """The time of day to the second: "16:42:17 Uhr"."""
    return _second(int(at.timestamp()), zone, language)


@lru_cache(maxsize=256)
def _second(at: int, zone: str, language: str) -> str:
    """Kept, since a whole council votes within a few seconds; *at* in seconds since 1970."""
    return say("time.clock", language, time=f"{datetime.fromtimestamp(at, _zone(zone)):%H:%M:%S}")


def day(at: date, zone: str, language: str = "de") -> str:
    """The date in words: "9. Dezember 2026"; a moment is put into *zone* first."""
    local = at.astimezone(_zone(zone)).date() if isinstance(at, datetime) else at
    return format_date(local, _DAYS[language], locale=language)


def moment(at: datetime, zone: str, language: str = "de") -> str:
    """Date and time: "9. Dezember 2026, 14:00 Uhr"."""
    return f"{day(at, zone, language)}, {clock(at, zone, language)}"


def span(since: datetime, until: datetime | None, zone: str, language: str = "de") -> str:
    """A stretch of time: "17:02–19:40 Uhr"; "seit 17:02 Uhr" while it lasts."""
    start = f"{since.astimezone(_zone(zone)):%H:%M}"
    if until is None:
        return say("time.since", language, time=start)
    return say("time.span", language, since=start, until=f"{until.astimezone(_zone(zone)):%H:%M}")


def dated_span(since: datetime, until: datetime | None, zone: str, language: str = "de") -> str:
    """A stretch of time with its day: "9. Dezember 2026, 17:02–19:40 Uhr"; both days where it ends later."""
    first = since.astimezone(_zone(zone)).date()
    if until is not None and until.astimezone(_zone(zone)).date() != first:
        return f"{moment(since, zone, language)} – {moment(until, zone, language)}"
    return f"{day(since, zone, language)}, {span(since, until, zone, language)}"
