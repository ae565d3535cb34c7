"""Who takes part in the sitting, by what evidence, from when to when."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from council.ids import NOBODY, MemberId


class Mode(StrEnum):
    """How a person takes part."""

    REMOTE = "zugeschaltet"
    ROOM = "vor Ort"


class Evidence(StrEnum):
    """What a coming, a going or a sign-in is known by."""

    SIGN_IN = "Anmeldung"
    CLERK = "Büro"
    OWN_WORD = "eigene Meldung"
    TEAMS = "Teams"
    SITTING = "Sitzung"
    CORRECTION = "Korrektur"
    REPORT = "Teams-Bericht"


class Source(StrEnum):
    """By what Teams tells whether somebody is in the online meeting."""

    EVENT = "Ereignis"
    """A join or leave event."""
    QUERY = "Abfrage"
    """The bot's own question about one participant."""
    ROSTER = "Teilnehmerliste"
    """The roster of the call, to which the bot has subscribed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """That a source saw a person in the online meeting, or no longer there, at *at*.

    ``told_at`` is when this was recorded, by our own clock.
    """

    source: Source
    inside: bool
    at: datetime
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One stretch of presence; ``until`` is None while it lasts."""

    since: datetime
    until: datetime | None = None
    mode: Mode = Mode.REMOTE
    admitted_by: MemberId = NOBODY
    evidence: Evidence = Evidence.CLERK
    left_by: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """All that is known of one person's taking part in this sitting.

    ``case`` is the admission case that waits for a clerk, ``leaving`` a departure that
    Teams has reported and nobody has confirmed yet: it lowers the quorum shown at
    once, but takes nobody's vote away. ``sightings`` is everything that Teams' sources said, in
    order; ``confirmed_at`` is when the person said again, after a break, that they take part;
    ``turned_away`` that a clerk has not admitted them at least once.
    """

    signed_in_at: datetime | None = None
    evidence: Evidence = Evidence.SIGN_IN
    case: int | None = None
    refused: str = ""
    excused: str | None = None
    spells: tuple[Spell, ...] = ()
    leaving: datetime | None = None
    disturbed: datetime | None = None
    disturbances: tuple[tuple[datetime, datetime | None, str], ...] = ()
    sightings: tuple[Sighting, ...] = ()
    confirmed_at: datetime | None = None
    turned_away: bool = False

    @property
    def inside(self) -> bool | None:
        """Whether the person is in the online meeting by the newest word of Teams; None: no word."""
        return self.sightings[-1].inside if self.sightings else None

    @property
    def here(self) -> bool:
        """Whether the person is admitted and has not left."""
        return bool(self.spells) and self.spells[-1].until is None

    @property
    def counts(self) -> bool:
        """Whether the person counts for the quorum shown: here, not leaving, not disturbed."""
        return self.here and self.leaving is None and self.disturbed is None

    @property
    def may_vote(self) -> bool:
        """Whether the person belongs to an electorate opened now: here and not disturbed."""
        return self.here and self.disturbed is None

    @property
    def waiting(self) -> bool:
        """Whether the person has signed in and waits for a clerk."""
        return self.case is not None and not self.here and self.signed_in_at is not None

    @property
    def only_seen(self) -> bool:
        """Whether Teams sees the person in the meeting and they have not signed in."""
        return self.case is not None and not self.here and self.signed_in_at is None and bool(self.inside)

    def last_of(self, source: Source) -> Sighting | None:
        """What *source* said last, or None."""
        return next((s for s in reversed(self.sightings) if s.source is source), None)

    def came(self, spell: Spell) -> "Presence":
        """The presence after *spell* has begun."""
        return replace(self, spells=(*self.spells, spell), case=None, leaving=None, refused="", excused=None)

    def went(self, at: datetime, evidence: Evidence) -> "Presence":
        """The presence after the person left at *at*."""
        if not self.here:
            return self
        last = replace(self.spells[-1], until=at, left_by=evidence)
        over = self if self.disturbed is None else self.undisturbed(max(at, self.disturbed))
        return replace(over, spells=(*self.spells[:-1], last), leaving=None)

    def disturbed_from(self, at: datetime, reason: str) -> "Presence":
        """The presence with a disturbance that began at *at*."""
        return replace(self, disturbed=at, disturbances=(*self.disturbances, (at, None, reason)))

    def undisturbed(self, at: datetime) -> "Presence":
        """The presence with its disturbance over at *at*."""
        done = tuple((since, until or at, why) for since, until, why in self.disturbances)
        return replace(self, disturbed=None, disturbances=done)

    def minutes(self, until: datetime) -> int:
        """Whole minutes of presence, a lasting one reckoned up to *until*."""
        seconds = sum(((s.until or until) - s.since).total_seconds() for s in self.spells)
        return max(0, int(seconds // 60))
