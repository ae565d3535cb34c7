"""Who does what in the demo: parts dealt to a council of any size from fifteen members on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from rehearsal.faults import ROUGH
from rehearsal.people import OTHER_TENANT_ID, person
from rehearsal.roster import Council, Seat, demo_council

FEWEST = 15
LARGE = 40
DEAD = ROUGH.dead


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The people to whom something particular happens; all others simply attend and vote."""

    mayor: Seat
    deputy: Seat
    typist: Seat
    doubler: Seat
    replayer: Seat
    sleeper: Seat
    voiced: Seat
    biased: Seat
    shy: Seat
    disturbed: Seat
    flickering: Seat
    returning: Seat
    late: Seat
    latest: tuple[Seat, ...]
    missing: Seat
    excused: tuple[Seat, ...]
    unpressable: tuple[Seat, ...]

    @property
    def absent(self) -> tuple[Seat, ...]:
        """Who is not there when the sitting opens."""
        return (*self.excused, self.missing, *self.latest, self.late)


def cast_of(members: int) -> Council:
    """Return the council; its intruder has a councillor's name and nobody's account."""
    council = demo_council(members)
    namesake = council.members[4].person
    intruder = person(
        "fremd", namesake.first, namesake.last, tenant=OTHER_TENANT_ID, domain="anderswo.example"
    )
    return replace(council, intruder=intruder)


def parts_of(council: Council) -> Parts:
    """Deal the parts; the last members of the roster are those who are not there at the opening."""
    seats = council.members
    if len(seats) < FEWEST:
        raise ValueError(f"the demo needs {FEWEST} members")
    large = len(seats) >= LARGE
    excused = 2 if large else 1
    rest, away = seats[:-excused], seats[-excused:]
    latest = (rest[-3],) if large else ()
    parts = Parts(
        mayor=seats[0],
        deputy=seats[1],
        typist=seats[3],
        doubler=seats[4],
        replayer=seats[6],
        sleeper=seats[7],
        voiced=seats[5],
        biased=seats[9],
        shy=seats[10],
        disturbed=seats[11] if not large else seats[24],
        flickering=seats[3] if not large else seats[27],
        returning=seats[4] if not large else seats[30],
        late=rest[-1],
        latest=latest,
        missing=rest[-2],
        excused=away,
        unpressable=(),
    )
    return replace(parts, unpressable=_unpressable(seats, parts))


def _unpressable(seats: tuple[Seat, ...], parts: Parts) -> tuple[Seat, ...]:
    """Whose cards cannot be pressed in an evening with faults: nobody to whom anything else happens."""
    busy = {*parts.absent, seats[2]}
    busy |= {seat for name in parts.__slots__ if isinstance(seat := getattr(parts, name), Seat)}
    free = [seat for seat in seats if seat not in busy]
    number = math.ceil(len(seats) * DEAD)
    return tuple(free[:: max(1, len(free) // number)][:number])
