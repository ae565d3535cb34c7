"""What the opened data of a notice tells about a call: that it began or ended, who came and who went."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from graph.client import moment_of
from graph.notices import NotSound
from graph.unavailable import GraphUnavailable

MOST_PEOPLE = 5000


class Happened(StrEnum):
    """What a call event tells."""

    STARTED = "callStarted"
    ENDED = "callEnded"
    ROSTER = "rosterUpdated"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody at one device in the call; ``id`` is the device's own in this call.

    ``entra_id`` is in lower case, "" for whoever is there without an account.
    """

    id: str
    entra_id: str
    name: str
    lobby: bool = False
    gone: bool = False
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One event of a call; ``people`` are those who came, changed or went, not everybody."""

    what: Happened
    at: datetime | None
    people: tuple[Participant, ...] = ()


def event_of(raw: bytes) -> CallEvent:
    """What opened data tells. Raises NotSound where it is no call event.

    Graph writes names in small and in large first letters, and calls the same thing
    ``eventType`` in its guide and ``callEventType`` in its metadata: both are read.
    """
    try:
        told = _Words(json.loads(raw.decode("utf-8")))
        at = moment_of(told.get("eventDateTime"))
    except (ValueError, RecursionError, GraphUnavailable):
        raise NotSound("not_readable") from None
    kind = str(told.get("eventType") or told.get("callEventType") or "")
    known = {one.value.lower(): one for one in Happened}
    what = known.get(kind.rpartition(".")[2].lower(), Happened.OTHER)
    people = tuple(_people(told)) if what is Happened.ROSTER else ()
    if len(people) > MOST_PEOPLE:
        raise NotSound("too_many")
    return CallEvent(what=what, at=at, people=people)


def _people(told: _Words) -> Iterator[Participant]:
    rows = told.get("participants@delta") or told.get("participants") or ()
    if not isinstance(rows, list):
        raise NotSound("participants")
    for row in rows:
        one = _Words(row)
        info = one.inner("info")
        identity = info.inner("identity")
        if identity.get("user") is None and identity.get("application") is not None:
            continue  # a recorder or another bot, not somebody
        user = identity.inner("user")
        name = user.get("displayName") or next(identity.any("displayName"), "")
        sequence = one.get("rosterSequenceNumber")
        account = user.get("id")
        call_id = one.get("id")
        yield Participant(
            id=call_id if isinstance(call_id, str) else "",
            entra_id=account.lower() if isinstance(account, str) else "",
            name=name if isinstance(name, str) else "",
            lobby=one.get("isInLobby") is True,
            gone=one.get("removedState") is not None,
            sequence=sequence if isinstance(sequence, int) else 0,
        )


class _Words:
    """An object whose names are found in any case. Raises NotSound where it is none."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise NotSound("not_an_object")
        self._values = {str(name).lower(): one for name, one in value.items()}

    def get(self, name: str) -> Any:
        """The value of this name, None where there is none."""
        return self._values.get(name.lower())

    def inner(self, name: str) -> _Words:
        """The object of this name, an empty one where there is none."""
        value = self.get(name)
        return _Words({} if value is None else value)

    def any(self, name: str) -> Iterator[Any]:
        """The values of this name in all objects within."""
        for value in self._values.values():
            if isinstance(value, dict) and (found := _Words(value).get(name)):
                yield found
