"""An online meeting as Teams and Graph see it: who is in it, and from when to when."""

from __future__ import annotations

import base64
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

from rehearsal.people import Person
from rehearsal.reading import Json


class Part(StrEnum):
    """What a participant may do in the meeting."""

    ORGANIZER = "Organizer"
    PRESENTER = "Presenter"
    ATTENDEE = "Attendee"


@dataclass(slots=True, kw_only=True)
class Stay:
    """Somebody's time in the meeting; without an end they are still there."""

    joined: datetime
    left: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One session's attendance, fixed when the session ended."""

    id: str
    start: datetime
    end: datetime
    stays: dict[str, tuple[Stay, ...]]


OPTIONS: Json = {
    "lobbyBypassSettings": {"scope": "organization", "isDialInBypassEnabled": False},
    "allowedLobbyAdmitters": "organizerAndCoOrganizersAndPresenters",
    "allowedPresenters": "everyone",
    "allowMeetingChat": "enabled",
    "allowParticipantsToChangeName": False,
}
"""How Teams sets a meeting that nobody has set otherwise."""


@dataclass(slots=True, kw_only=True)
class OnlineMeeting:
    """A scheduled online meeting with its chat."""

    chat_id: str
    title: str
    organizer: Person
    start: datetime
    end: datetime
    started: datetime | None = None
    stays: dict[str, list[Stay]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    presenters: set[str] = field(default_factory=set)
    reports: list[Report] = field(default_factory=list)
    graph_id: str = ""
    options: Json = field(default_factory=lambda: deepcopy(OPTIONS))
    attendees: list[Json] = field(default_factory=list)
    watchers: list[Callable[[str, Person | None, datetime], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        plain = f"1*{self.organizer.entra}*0**{self.chat_id}"
        self.graph_id = self.graph_id or base64.urlsafe_b64encode(plain.encode()).decode()

    @property
    def id(self) -> str:
        """The id in `channelData.meeting`, by which the bot asks for the meeting."""
        return base64.b64encode(f"0#{self.chat_id}#0".encode()).decode()

    @property
    def join_url(self) -> str:
        """The link by which people join."""
        context = quote(f'{{"Tid":"{self.organizer.tenant}","Oid":"{self.organizer.entra}"}}', safe="")
        thread = quote(self.chat_id, safe="")
        return f"https://teams.microsoft.com/l/meetup-join/{thread}/0?context={context}"

    def part_of(self, person: Person) -> Part:
        """Return what the person may do here."""
        if person.mri == self.organizer.mri:
            return Part.ORGANIZER
        return Part.PRESENTER if person.mri in self.presenters else Part.ATTENDEE

    def is_in(self, person: Person) -> bool:
        """Whether the person is in the meeting now."""
        stays = self.stays.get(person.mri)
        return stays is not None and stays[-1].left is None

    def join(self, person: Person, at: datetime) -> bool:
        """Let a person in; say whether that changed anything."""
        if self.is_in(person):
            return False
        if self.started is None:
            self.started = at
            self.tell("started", None, at)
        self.people[person.mri] = person
        self.stays.setdefault(person.mri, []).append(Stay(joined=at))
        self.tell("joined", person, at)
        return True

    def leave(self, person: Person, at: datetime) -> bool:
        """Let a person go; say whether that changed anything."""
        if not self.is_in(person):
            return False
        self.stays[person.mri][-1].left = at
        self.tell("left", person, at)
        return True

    def inside(self) -> tuple[Person, ...]:
        """Return everybody who is in the meeting now."""
        return tuple(person for person in self.people.values() if self.is_in(person))

    def tell(self, what: str, person: Person | None, at: datetime) -> None:
        """Let whoever watches this meeting know what happens in it."""
        for watcher in tuple(self.watchers):
            watcher(what, person, at)

    def finish(self, at: datetime) -> Report:
        """End the session: everybody leaves, and its attendance report comes into being."""
        for person in self.inside():
            self.leave(person, at)
        report = Report(
            id=f"{len(self.reports) + 1:08x}-{self.organizer.entra[9:]}",
            start=self.started or at,
            end=at,
            stays={mri: tuple(stays) for mri, stays in self.stays.items()},
        )
        self.reports.append(report)
        self.tell("ended", None, at)
        self.started = None
        self.stays = {}
        return report
