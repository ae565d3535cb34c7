"""A call for help: who asked for what, who took it over, when it was done (Hilferuf).

It is no disturbance (Störung): asking for help takes nobody out of quorum or electorate.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from council.ids import NOBODY, MemberId


class Wish(StrEnum):
    """What somebody asks the technicians for; the values stand in records for ever."""

    CALL_ME = "anruf"
    """Ring me up."""
    NO_CARD = "karte"
    """I see no card."""
    DISTURBED = "störung"
    """I have reported a disturbance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCall:
    """One call for help; further wishes of the same person join it until it is done."""

    number: int
    member: MemberId
    wishes: tuple[Wish, ...]
    at: datetime
    taken_by: MemberId = NOBODY
    taken_at: datetime | None = None
    done_by: MemberId = NOBODY
    done_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the person still waits for help."""
        return self.done_at is None


def open_calls(calls: Iterable[HelpCall]) -> tuple[HelpCall, ...]:
    """The calls that are not done, oldest first."""
    return tuple(call for call in calls if call.open)


def call_of(calls: Iterable[HelpCall], member: MemberId) -> HelpCall | None:
    """The open call of a person, or None; nobody has more than one."""
    return next((call for call in open_calls(calls) if call.member == member), None)
