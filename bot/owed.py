"""What the bot owes Teams: a message that ought to stand somewhere, told by what it should say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

Activity = Mapping[str, Any]


class Urgency(IntEnum):
    """Who goes first. Ballots (their closing too) and results may use all of Teams' pace."""

    BALLOT = 0
    RESULT = 1
    NORMAL = 2
    PROGRESS = 3

    @property
    def first(self) -> bool:
        """Whether it goes before everything ordinary, in the order in which it was owed."""
        return self <= Urgency.RESULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A message that should stand in a chat.

    ``slot`` names it in its sitting ("ballot:23", "board"); ``chat`` is a key of the table
    ``chats`` or ``person:<Entra id>``. ``render`` is asked when it is paid: what was posted before
    is edited where it says something else now, ``None`` means nothing is owed any more.
    ``repeatable`` messages may stand twice rather than not at all. One that is not ``anew`` only changes
    what stands: where Teams does not find that any more, nothing takes its place.
    """

    sitting: str
    slot: str
    chat: str
    urgency: Urgency
    repeatable: bool
    anew: bool = True
    render: Callable[[], Activity | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A message that was given up; ``status`` is 0 where Teams has not answered."""

    sitting: str
    slot: str
    chat: str
    status: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What is known of a message: it stands, shows something else than at first, stood once.

    ``refused`` is the status with which Teams refused it last, 0 where it did not; ``unsure``: nobody
    knows whether it was posted.
    """

    stands: bool = False
    edited: bool = False
    once: bool = False
    refused: int = 0
    unsure: bool = False


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A message in the queue of its chat.

    ``steps_aside``: while it waits to be tried again, what comes after it need not wait. So it is with
    edits; a message that is yet to be posted keeps its place among the others. ``rests``: it waits only
    because it was drawn a moment ago and looked as it stands. ``spread_until``: progress comes so seldom
    that the pace lasts, and until then it delays nothing.
    """

    owed: Owed
    place: int
    since: float
    one_off: bool = False
    gone: bool = False
    tries: int = 0
    not_before: float = 0.0
    spread_until: float = 0.0
    promoted: bool = False
    steps_aside: bool = False
    rests: bool = False
    content: Activity | None = field(default=None, repr=False)
    answer: "asyncio.Future[str | None] | None" = field(default=None, repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """What it may be replaced by: the same slot of the same sitting."""
        return self.owed.sitting, self.owed.slot

    @property
    def urgent(self) -> bool:
        """Whether it may use what is kept of the pace."""
        return self.promoted or self.owed.urgency.first

    @property
    def on_its_way(self) -> bool:
        """Whether what it should say is drawn and just being told to Teams."""
        return self.content is not None

    @property
    def due(self) -> float:
        """When it may be paid at the earliest."""
        progress = self.owed.urgency is Urgency.PROGRESS
        return max(self.not_before, self.spread_until) if progress else self.not_before

    def inherit(self, urgency: Urgency) -> None:
        """Be at least as urgent as what waited in its place: a step is not delayed by the next vote."""
        if urgency < self.owed.urgency:
            self.owed = replace(self.owed, urgency=urgency)

    def is_aside(self, now: float) -> bool:
        """Whether what comes after it goes before it now."""
        return self.due > now and (self.steps_aside or self.not_before <= now)

    @property
    def rank(self) -> tuple[int, int]:
        """Its place in the queue: urgent ones first, otherwise in order."""
        return (0 if self.urgent else self.owed.urgency), self.place
