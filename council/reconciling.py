"""The presence account held against Teams' attendance report: what differs, and what was decided.

Both stay on record for ever: the account as it was kept in the sitting, the report as Teams made it,
each difference with its ruling, and every correction with the stretches that it replaced.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from council.ids import NOBODY, CaseId, MemberId
from council.presence import Spell
from council.timespans import Spans, merged

TOLERANCE = 180
"""Seconds by which account and report may differ without a word."""


class Discord(StrEnum):
    """How account and report differ; the values stand in records for ever."""

    TIMES = "zeiten"
    """Both have the person, at other times."""
    ONLY_REPORT = "nur_bericht"
    """Teams saw somebody of whom the account knows nothing."""
    ONLY_ACCOUNT = "nur_konto"
    """The account has somebody as connected whom Teams never saw."""


class DifferenceRuling(StrEnum):
    """What became of a difference."""

    ACCOUNT = "konto"
    """The account stands."""
    REPORT = "bericht"
    """The report's times are taken as a correction."""
    CORRECTED = "korrektur"
    """A clerk gave other times."""
    OUTDATED = "überholt"
    """A later report has another picture; nobody decided anything."""


class StrangerKind(StrEnum):
    """Who somebody is whom the roster does not know."""

    ACCOUNT = "konto"
    NO_ACCOUNT = "ohne_konto"
    """Came by link or telephone."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TimeSpan:
    """From when to when."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReport:
    """One report of Teams: of one session of an online meeting, from its beginning to its end."""

    id: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """When a member was in the online meeting by Teams' reports."""

    member: MemberId
    spans: tuple[TimeSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """Somebody in a report who is nobody of the roster, under the name the report has."""

    name: str
    kind: StrangerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where account and report differ about one member, as far as the reports cover the sitting.

    ``within`` is the time that was compared; what a clerk decides holds for that time.
    """

    case: CaseId
    member: MemberId
    kind: Discord
    account: tuple[TimeSpan, ...]
    report: tuple[TimeSpan, ...]
    within: tuple[TimeSpan, ...]

    def same_as(self, other: "Difference") -> bool:
        """Whether both tell the same of the same member."""
        return (self.member, self.account, self.report) == (other.member, other.account, other.report)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The newest comparison: which reports, what time of the sitting they cover, and how many agree."""

    at: datetime
    reports: tuple[SessionReport, ...]
    covered: tuple[TimeSpan, ...]
    attested: tuple[Attested, ...]
    strangers: int
    compared: int
    agreeing: int
    tolerance: int = TOLERANCE
    named: tuple[Stranger, ...] = ()

    def attested_of(self, member: MemberId) -> Spans:
        """When a member was in the online meeting by the reports."""
        return plain(span for one in self.attested if one.member == member for span in one.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A presence put right after the end: what it was, what it is, by whom, when, and why.

    ``case`` is the difference it settles, None where a clerk corrected by word; ``within`` the
    time that reports covered then; ``standing``: neither replaced nor undone.
    """

    number: int
    at: datetime
    by: MemberId
    member: MemberId
    before: tuple[Spell, ...]
    after: tuple[Spell, ...]
    case: CaseId | None = None
    reason: str = ""
    within: tuple[TimeSpan, ...] = ()
    standing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A difference with what became of it; ``ruling`` is None while it waits for a clerk."""

    difference: Difference
    ruling: DifferenceRuling | None = None
    by: MemberId = NOBODY
    at: datetime | None = None


def plain(spans: Iterable[TimeSpan]) -> Spans:
    """The spans as pairs that can be reckoned with."""
    return merged((span.since, span.until) for span in spans)


def spans_of(spans: Iterable[tuple[datetime, datetime]]) -> tuple[TimeSpan, ...]:
    """Pairs as they are written down."""
    return tuple(TimeSpan(since=since, until=until) for since, until in merged(spans))
