"""A whole evening before the real process, and how late what it owed came to be seen.

Seconds are those of Teams: with a speed, every window of its limits passes that much faster, and so does
the bot's pace. What was voted and when is read from the journal, what was seen and when from the chats.
"""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from council.events import BallotClosed, BallotOpened, Event, VoteCast
from council.ids import SittingId
from rehearsal.chamber import Chamber
from rehearsal.chats import Chat, Deed
from rehearsal.faults import CALM, Faults
from rehearsal.podium import HEADING
from rehearsal.reading import card_of, has_button, words_of
from rehearsal.roster import demo_council
from rehearsal.soak_sitting import settle
from rehearsal.world import World
from store import JOURNAL_FILE, SqliteJournal, standard

NEVER = timedelta(days=1)
"""Instead of a moment that did not come."""
_NUMBER = re.compile(r"Abstimmung (\d+)")
_VOTED = re.compile(r"Abstimmung (\d+)\b.*?(\d+) von \d+ (?:hat|haben) abgestimmt", re.DOTALL)


@dataclass(slots=True, kw_only=True)
class Evening:
    """What an evening showed; ``ages`` and ``closings`` are seconds of Teams' time."""

    ages: list[float] = field(default_factory=list)
    closings: list[float] = field(default_factory=list)
    late_progress: int = 0
    acknowledged: int = 0
    counted: int = 0
    beyond: int = 0
    answered: dict[int, int] = field(default_factory=dict)

    @property
    def p99(self) -> float:
        """How old the control card is at most, but for one vote in a hundred."""
        return statistics.quantiles(self.ages, n=100)[98]

    def __str__(self) -> str:
        return (
            f"{len(self.closings)} ballots, {self.acknowledged} votes, "
            f"{self.beyond} requests beyond a limit; "
            f"control card p50 {statistics.median(self.ages):.2f} s, p99 {self.p99:.2f} s, "
            f"at most {max(self.ages):.2f} s; closed card after {max(self.closings):.2f} s at most; "
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
    async with World(folder, speed=speed, faults=faults, seed=seed) as world:
        city = await settle(world, demo_council(members))
        chamber = await city.hold(0, ballots, rough=faults is not CALM)
        await world.bot.stop()
        evening = Evening(
            acknowledged=sum(len(one.votes) for one in chamber.ledger.ballots),
            beyond=world.teams.throttled,
            answered=dict(world.teams.answered),
        )
        events = await _events(folder / "data", chamber.sitting)
        _measure(evening, chamber, events, speed, _travel(faults, speed))
        return evening


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
    evening: Evening, chamber: Chamber, events: Sequence[Event], speed: float, travel: timedelta
) -> None:
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
            evening.ages.append((seen - cast.at).total_seconds() * speed)
        evening.counted += len(voters)
        evening.closings.append(
            (_closed_card(chamber, number, closed.at) - closed.at).total_seconds() * speed
        )
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
