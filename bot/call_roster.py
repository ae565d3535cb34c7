"""Who is in one call, put together from events that come late, twice, or in another order."""

from dataclasses import dataclass, field
from datetime import datetime

from graph import CallEvent, Happened, Participant

MOST_DEVICES = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Somebody in the call, or gone from it; ``entra_id`` is "" for whoever has no account.

    ``lobby``: still waiting to be let in by Teams.
    """

    entra_id: str
    name: str
    lobby: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one event has changed: who is inside now and was not so before, and who is gone."""

    at: datetime
    inside: tuple[Seen, ...] = ()
    gone: tuple[Seen, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.inside or self.gone)


@dataclass(slots=True, kw_only=True)
class _Device:
    order: tuple[datetime, int]
    who: Participant


@dataclass(slots=True)
class CallRoster:
    """The devices in the call by their ids; one that left is remembered, so that it stays gone."""

    _devices: dict[str, _Device] = field(default_factory=dict)
    _ended: datetime | None = None

    def take(self, event: CallEvent, now: datetime) -> Change:
        """Take one event in. Somebody with two devices is gone when both are."""
        at = event.at or now
        if event.what is Happened.ENDED:
            return self._end(at)
        if event.what is not Happened.ROSTER or (self._ended is not None and at <= self._ended):
            return Change(at=at)
        inside: list[Seen] = []
        gone: list[Seen] = []
        for person in event.people:
            known = self._devices.get(_key(person))
            if known is not None and known.order > (at, person.sequence):
                continue  # something later was heard before
            before = self._state(person)
            self._devices[_key(person)] = _Device(order=(at, person.sequence), who=person)
            after = self._state(person)
            if after is None and not (known is not None and known.who.gone):
                gone.append(Seen(entra_id=person.entra_id, name=person.name))
            elif after is not None and after != before:
                inside.append(after)
        self._forget_oldest()
        return Change(at=at, inside=tuple(inside), gone=tuple(gone))

    def _end(self, at: datetime) -> Change:
        if self._ended is not None and at <= self._ended:
            return Change(at=at)
        self._ended = at
        later = {key: one for key, one in self._devices.items() if one.order[0] > at}
        still = {_person(one.who) for one in later.values() if not one.who.gone}
        over = [one.who for key, one in self._devices.items() if key not in later and not one.who.gone]
        self._devices = later
        gone = {_person(who): Seen(entra_id=who.entra_id, name=who.name) for who in over}
        return Change(at=at, gone=tuple(seen for person, seen in gone.items() if person not in still))

    def _state(self, person: Participant) -> Seen | None:
        """How the person is there now, by all their devices; None: not at all."""
        here = [
            one.who
            for one in self._devices.values()
            if not one.who.gone and _person(one.who) == _person(person)
        ]
        if not here:
            return None
        return Seen(
            entra_id=person.entra_id, name=here[-1].name or person.name, lobby=all(who.lobby for who in here)
        )

    def _forget_oldest(self) -> None:
        while len(self._devices) > MOST_DEVICES:
            oldest = min(self._devices, key=lambda key: (not self._devices[key].who.gone, key))
            del self._devices[oldest]


def _key(who: Participant) -> str:
    return who.id or f"account:{who.entra_id}"


def _person(who: Participant) -> str:
    """Devices of one account are one person; without an account each device is somebody else."""
    return who.entra_id or f"device:{who.id}"
