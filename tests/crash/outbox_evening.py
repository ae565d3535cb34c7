"""A whole evening before the real process, and how late what it owed came to be seen.

Seconds are those of Teams: with a speed, every window of its limits passes that much faster, and so does
the bot's pace. What was voted and when is read from the journal, what was seen and when from the chats.

With a speed, a machine that is busy for a tenth of a second counts seconds: how long it lets those wait who
only want to be woken is measured beside the evening, and allowed for.
"""

import asyncio
import re
import statistics
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from council.events import BallotClosed, BallotOpened, Event, VoteCast
from council.ids import SittingId
from rehearsal.chamber import Chamber
from rehearsal.chats import Chat, Deed
from rehearsal.faults import CALM, Faults, Struck
from rehearsal.podium import HEADING
from rehearsal.reading import card_of, has_button, words_of
from rehearsal.roster import demo_council
from rehearsal.soak_sitting import settle
from rehearsal.world import World
from store import JOURNAL_FILE, SqliteJournal, standard

NEVER = timedelta(days=1)
"""Instead of a moment that did not come."""
STRIKES = ("slow", "conflict", "throttled", "lost_answer", "dropped", "lost_edit")
ON_THE_WAY = ("doubled", "lost", "late")
"""What befalls messages of the bot, and presses."""
OLDEST = 3.0
"""How old in seconds what somebody sees may be where no fault struck."""
FIRST_BACKOFF = 0.5
"""The longest wait in seconds before something is tried again; each further one may be twice as long."""
TRY = 0.2
"""What a further try takes by itself, there and back."""
TRIES_BEFORE_REPLACING = 3
"""So often a message that is not found is tried before another takes its place."""
HANDS = 6
"""So often a vote is handed on, each time by somebody who has to be woken, until it is seen in a chat."""
LOOK = 0.02
"""How often the machine is looked at, in its own seconds."""
_NUMBER = re.compile(r"Abstimmung (\d+)")
_VOTED = re.compile(r"Abstimmung (\d+)\b.*?(\d+) von \d+ (?:hat|haben) abgestimmt", re.DOTALL)


@dataclass(slots=True, kw_only=True)
class Evening:
    """What an evening showed; ``ages`` and ``closings`` are seconds of Teams' time.

    ``over`` and ``closed_over`` are by how much each of them exceeds what may be: three seconds, and what the
    faults cost that struck its chat meanwhile. ``stalls``: for how long the machine let wait each time.
    """

    ages: list[float] = field(default_factory=list)
    over: list[float] = field(default_factory=list)
    closings: list[float] = field(default_factory=list)
    closed_over: list[float] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    late_progress: int = 0
    acknowledged: int = 0
    counted: int = 0
    beyond: int = 0
    answered: dict[int, int] = field(default_factory=dict)

    @property
    def p99(self) -> float:
        """How old the control card is at most, but for one vote in a hundred."""
        return _p99(self.ages)

    @property
    def p99_over(self) -> float:
        """By how much the control card is older than it may be, but for one vote in a hundred."""
        return _p99(self.over)

    @property
    def usual_stall(self) -> float:
        """What the machine itself costs a vote until it is seen, but for one time in a hundred."""
        return HANDS * _p99(self.stalls)

    @property
    def longest_stall(self) -> float:
        """What the machine itself costs at most."""
        return HANDS * max(self.stalls)

    def __str__(self) -> str:
        return (
            f"{len(self.closings)} ballots, {self.acknowledged} votes, "
            f"{self.beyond} requests beyond a limit; "
            f"control card p50 {statistics.median(self.ages):.2f} s, p99 {self.p99:.2f} s, "
            f"at most {max(self.ages):.2f} s, over what the faults cost {max(self.over):.2f} s; "
            f"closed card after {max(self.closings):.2f} s at most, over {max(self.closed_over):.2f} s; "
            f"the machine itself {self.usual_stall:.2f} s, at most {self.longest_stall:.2f} s; "
            f"faults {dict(sorted(self.met.items()))}; "
            f"answers {dict(sorted(self.answered.items()))}"
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """What the control card said at a moment: of which ballot, and how many had voted (None: it is over)."""

    at: datetime
    ballot: int
    voted: int | None


async def held(
    folder: Path, *, members: int, ballots: int, speed: float, faults: Faults = CALM, seed: int = 1
) -> Evening:
    """Hold the evening and say what it showed."""
    stalls: list[float] = []
    async with World(folder, speed=speed, faults=faults, seed=seed) as world, watched(stalls, speed):
        city = await settle(world, demo_council(members))
        chamber = await city.hold(0, ballots, rough=faults is not CALM)
        await world.bot.stop()
        counted = world.client.delivery.counted
        evening = Evening(
            stalls=stalls,
            met=world.teams.weather.met + Counter({name: counted[name] for name in ON_THE_WAY}),
            acknowledged=sum(len(one.votes) for one in chamber.ledger.ballots),
            beyond=world.teams.throttled,
            answered=dict(world.teams.answered),
        )
        events = await _events(folder / "data", chamber.sitting)
        cost = Cost(faults, speed, world.teams.weather.struck)
        _measure(evening, chamber, events, speed, _travel(faults, speed), cost)
        return evening


@asynccontextmanager
async def watched(stalls: list[float], speed: float) -> AsyncIterator[None]:
    """Note by how much somebody who does nothing but be woken is woken too late, in Teams' seconds."""
    clock = asyncio.get_running_loop().time

    async def look() -> None:
        while True:
            due = clock() + LOOK
            await asyncio.sleep(LOOK)
            stalls.append((clock() - due) * speed)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()


def kinds(faults: Faults) -> set[str]:
    """The faults that have a share here."""
    return {name for name in (*STRIKES, *ON_THE_WAY) if getattr(faults, name) > 0}


@dataclass(frozen=True, slots=True)
class Cost:
    """What the faults that struck a chat cost what was to be seen there."""

    faults: Faults
    speed: float
    struck: Sequence[Struck]

    def of(self, chat: str, since: datetime, until: datetime) -> float:
        """The seconds of Teams' time that faults may cost; one that was waited for already counts too.

        One fault costs its `Retry-After`, or a short wait; several in a row the sum, for waits grow.
        """
        before = timedelta(seconds=self.faults.retry_seconds + OLDEST / self.speed)
        near = [one.fault for one in self.struck if one.chat == chat and since - before < one.at <= until]
        waits, slow = near.count("throttled"), near.count("slow")
        tries = len(near) - slow + (TRIES_BEFORE_REPLACING - 1) * near.count("lost_edit")
        backoffs = FIRST_BACKOFF * (2.0**tries - 2.0**waits)
        told = waits * self.faults.retry_seconds * self.speed
        seconds = told + slow * self.faults.slow_seconds + backoffs
        return seconds if tries <= 1 else seconds + TRY * tries


def _p99(found: Sequence[float]) -> float:
    return statistics.quantiles(found, n=100)[98]


def _travel(faults: Faults, speed: float) -> timedelta:
    """How long a request may be under way: what set out before a closing may arrive after it."""
    slow = faults.slow_seconds if faults.slow else 0.0
    return timedelta(seconds=(1.1 * faults.latency + slow) / speed)


async def _events(data: Path, sitting: str) -> tuple[Event, ...]:
    journal = SqliteJournal.open_reader(data / JOURNAL_FILE)
    try:
        return tuple(standard().event_of(row) for row in await journal.read(SittingId(sitting)))
    finally:
        await journal.close()


def _measure(
    evening: Evening,
    chamber: Chamber,
    events: Sequence[Event],
    speed: float,
    travel: timedelta,
    cost: Cost,
) -> None:
    control, meeting = chamber.control.chat.id, chamber.rooms.meeting.id
    shown = tuple(_shown(chamber.control.chat))
    for opened in (event for event in events if isinstance(event, BallotOpened)):
        number = int(opened.ballot)
        closed = next(e for e in events if isinstance(e, BallotClosed) and e.ballot == opened.ballot)
        votes = [e for e in events if isinstance(e, VoteCast) and e.ballot == opened.ballot]
        voters: set[str] = set()
        for cast in votes:
            if cast.member in voters:
                continue  # how many have voted is what it was
            voters.add(cast.member)
            seen = _first(shown, number, len(voters), cast.at, closed.at)
            age = (seen - cast.at).total_seconds() * speed
            evening.ages.append(age)
            evening.over.append(age - OLDEST - cost.of(control, cast.at, seen))
        evening.counted += len(voters)
        gone = _closed_card(chamber, number, closed.at)
        took = (gone - closed.at).total_seconds() * speed
        evening.closings.append(took)
        evening.closed_over.append(took - OLDEST - cost.of(meeting, closed.at, gone))
        evening.late_progress += sum(
            one.ballot == number
            and one.voted is not None
            and one.voted < len(voters)
            and one.at > closed.at + travel
            for one in shown
        )


def _shown(chat: Chat) -> Iterator[Shown]:
    """What the chair's own chat has shown of ballots, edit by edit."""
    for entry in chat.history:
        text = words_of(entry.version.activity)
        if entry.deed is Deed.DELETED or not text.startswith(HEADING):
            continue
        found = _VOTED.search(text)
        yield Shown(entry.at, int(found[1]) if found else 0, int(found[2]) if found else None)


def _first(shown: Sequence[Shown], number: int, voted: int, since: datetime, closed: datetime) -> datetime:
    """When the control card first said so much of this ballot, or something that came after its closing."""
    fresh = (
        one.at
        for one in shown
        if one.at >= since
        and (
            (one.ballot == number and (one.voted or 0) >= voted)
            or (one.ballot != number and one.at >= closed)
        )
    )
    return next(fresh, since + NEVER)


def _closed_card(chamber: Chamber, number: int, since: datetime) -> datetime:
    """When the ballot's card in the meeting's chat first stood without its buttons."""
    closed = (
        entry.at
        for entry in chamber.rooms.meeting.history
        if entry.at >= since
        and entry.deed is not Deed.DELETED
        and _NUMBER.findall(words_of(entry.version.activity))[:1] == [str(number)]
        and not has_button(card_of(entry.version.activity), "Ja")
    )
    return next(closed, since + NEVER)
