"""What goes wrong between people, Teams and the bot, and how often."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Shares between 0 and 1 of calls or deliveries that go wrong; seconds are those of speed 1."""

    latency: float = 0.0
    """Seconds that every connector call takes."""
    slow: float = 0.0
    """Calls that take `slow_seconds` longer."""
    slow_seconds: float = 4.0
    conflict: float = 0.0
    """Sends, edits and deletions answered 412."""
    throttled: float = 0.0
    """The same answered 429 within the limits, with a `Retry-After` of `retry_seconds`; not twice
    in a row in the same chat."""
    retry_seconds: int = 2
    """Not divided by the speed: it is a header."""
    lost_answer: float = 0.0
    """Sends, edits, deletions and openings of a chat that are carried out and answered 502."""
    dropped: float = 0.0
    """The same whose connection breaks, half of them after they were carried out."""
    lost_edit: float = 0.0
    """Edits and deletions answered 404 ActivityNotFoundInConversation although the message stands; of half,
    for good."""
    doubled: float = 0.0
    """Presses that Teams delivers twice, the second time under a new activity id."""
    lost: float = 0.0
    """Presses that never reach the bot; the person sees an error and presses again."""
    late: float = 0.0
    """Presses that reach the bot `late_seconds` after they were made."""
    late_seconds: float = 3.0
    dead: float = 0.0
    """Members whose cards cannot be pressed, the whole evening long."""


CALM = Faults()
EVENING = Faults(latency=0.08)
ROUGH = Faults(
    latency=0.08,
    slow=0.02,
    conflict=0.02,
    lost_answer=0.01,
    dropped=0.01,
    lost_edit=0.1,
    doubled=0.1,
    lost=0.02,
    late=0.05,
    dead=0.05,
)


class Chance:
    """Draws what happens, the same at every run with the same seed."""

    def __init__(self, seed: int = 1) -> None:
        """Start the sequence of this seed."""
        self._random = random.Random(seed)

    def strikes(self, share: float) -> bool:
        """Whether something that happens in this share of cases happens now."""
        return share > 0 and self._random.random() < share

    def human_seconds(self, median: float, spread: float = 0.6) -> float:
        """Return how long a person takes: log-normal around the median."""
        return self._random.lognormvariate(0.0, spread) * median


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault that was met: when, in which chat ("": in none), and its name in `Faults`."""

    at: datetime
    chat: str
    fault: str


class Weather:
    """Lets faults strike, and keeps which did."""

    def __init__(self, faults: Faults, seed: int = 1) -> None:
        """Draw from the sequence of this seed."""
        self.faults = faults
        self.struck: list[Struck] = []
        self._chance = Chance(seed)

    def strikes(self, fault: str, chat: str = "") -> bool:
        """Whether the fault of this name strikes now."""
        share: float = getattr(self.faults, fault)
        struck = self._chance.strikes(share)
        if struck:
            self.struck.append(Struck(datetime.now(UTC), chat, fault))
        return struck

    def tosses(self, share: float = 0.5) -> bool:
        """Whether a fault that struck took the one of its two forms."""
        return self._chance.strikes(share)

    @property
    def met(self) -> Counter[str]:
        """How often each fault has struck."""
        return Counter(one.fault for one in self.struck)
