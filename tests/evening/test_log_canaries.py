"""What the log of the real process holds after votes, secrets and attacks: none of them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from rehearsal.bench_hall import Hall, seat
from rehearsal.world import World

TYPED = 'Kanarienvogel\r\n{"event": "forged", "level": "info"}\r\n\x1b[2Jforged'
CHOICES = ("Ja", "Nein", "Enthaltung")
CHOICE_WORDS = frozenset({*map(str.lower, CHOICES), "yes", "no", "abstain"})
_RECEIPT = re.compile(r"Beleg ([0-9A-Z]{4}-[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Evening:
    """The log of an evening, and what must not stand in it."""

    log: str
    secret: str
    receipts: tuple[str, ...]
    refused: tuple[int, ...]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line as the JSON that it is."""
        return [json.loads(line) for line in self.log.splitlines()]


async def _voted(hall: Hall) -> list[str]:
    told = [
        (await hall.world.client.press(person, hall.meeting, word, message=hall.ballot)).text
        for person, word in zip(hall.members, CHOICES * 3, strict=False)
    ]
    return [number for text in told for number in _RECEIPT.findall(text)]


async def _attacked(world: World) -> list[int]:
    """Knock with what no client of Teams would send; the statuses that were answered."""
    statuses = []
    tokens = ("eyJhbGciOiJub25lIn0.eyJrYW5hcmllIjoxfQ.S2FuYXJpZW4", "Kanarie\tnvogel")
    async with aiohttp.ClientSession() as session:
        for token in tokens:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            async with session.post(
                world.bot.endpoint, data=b'{"text": "Kanarienvogel"}', headers=headers
            ) as a:
                statuses.append(a.status)
        async with session.get(f"{world.bot.address}/live/Kanarienvogel%0d%0aforged") as answer:
            statuses.append(answer.status)
    return statuses


@pytest.fixture
async def evening(tmp_path: Path) -> Evening:
    """A few votes, a line that nobody should keep, a few attacks, and the end of the process."""
    async with World(tmp_path, speed=100) as world:
        bot = await world.start_bot(LOG_LEVEL="DEBUG")
        hall = await seat(world, 9)
        receipts = await _voted(hall)
        await world.client.tell(hall.members[0], TYPED)
        await world.client.say(hall.members[1], hall.meeting, TYPED)
        await hall.evening.close_ballot(hall.ballot)
        await hall.evening.declare()
        refused = await _attacked(world)
        await bot.stop()
        return Evening(
            bot.log.read_text(encoding="utf-8"), world.registration.secret, tuple(receipts), tuple(refused)
        )


def words_of(value: object) -> set[str]:
    """Every text in a line of the log, in small letters."""
    if isinstance(value, dict):
        return {word for inner in value.values() for word in words_of(inner)}
    if isinstance(value, list):
        return {word for inner in value for word in words_of(inner)}
    return {str(value).lower()}


class TestTheLog:
    """Secrets, votes and people's words are in no line of it, and nobody writes lines of their own."""

    async def test_holds_no_secret_no_vote_and_no_line_of_others(self, evening: Evening) -> None:
        lines = evening.lines

        assert len(evening.receipts) >= 3
        assert evening.refused == (401, 401, 404)
        assert {"serving", "request.refused"} <= {str(line["event"]) for line in lines}
        assert evening.secret not in evening.log
        assert "eyJ" not in evening.log
        assert "Bearer" not in evening.log
        assert [receipt for receipt in evening.receipts if receipt in evening.log] == []
        assert [line for line in lines if words_of(line) & CHOICE_WORDS or "choice" in line] == []
        assert [word for word in ("Kanarie", "forged", "\x1b", "\r") if word in evening.log] == []
