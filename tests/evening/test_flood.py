"""A guest who calls the bot all the time holds up nothing that the council waits for; nor do strangers."""

import asyncio
from itertools import islice
from pathlib import Path

import aiohttp
import pytest

from council.events import BallotOpened
from rehearsal.chats import BOT
from rehearsal.seen import is_ballot
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall
from tests.tallying import Tallies

MENTIONS = 200
UNDER_WAY = 50
"""So many of the mentions have reached the bot when the chair types."""
SECONDS = 2.0
LINES = ("quorum", "anwesend", "hilfe", "was ist das", "abstimmung 4")


async def opened_in_a_flood(hall: Hall) -> tuple[int, float]:
    """Open a ballot among so many mentions; how many messages stand before its card, and its seconds."""
    await hall.opened(*MEMBERS)
    await hall.world_idle()
    guest = hall.person("gast")
    say = hall.world.client.say
    flood = [
        asyncio.create_task(say(guest, hall.meeting, f"{LINES[place % len(LINES)]}", mention=True))
        for place in range(MENTIONS)
    ]
    for reached in islice(asyncio.as_completed(flood), UNDER_WAY):
        await reached
    mark = hall.meeting.mark()
    coming = sum(not mention.done() for mention in flood)
    await hall.say("vogt", "abstimmung 4")
    card = await hall.seen("Bitte abstimmen", after=mark)
    answers = await asyncio.gather(*flood)
    since = hall.meeting.since(mark)
    first = next(entry for entry in since if entry.message is card)
    before = [entry for entry in since[: since.index(first)] if entry.message.by == BOT]
    events = await hall.desk.events(SITTING)
    opening = next(event for event in events if isinstance(event, BallotOpened))

    assert coming > 0, "the flood was over before the chair typed"
    assert {answer.status for answer in answers} <= {200, 201, 202}
    assert sum(is_ballot(entry.message) for entry in since if entry.message.by == BOT) == 1
    assert len([event for event in events if isinstance(event, BallotOpened)]) == 1
    assert hall.world.teams.throttled == 0
    return len(before), (first.at - opening.at).total_seconds()


class TestAFloodOfMentions:
    """Issue, part 3: two hundred mentions by a guest while a ballot opens."""

    async def test_the_ballots_card_goes_before_what_the_guest_is_told(self, hall: Hall) -> None:
        before, _ = await opened_in_a_flood(hall)

        assert before <= 3

    @pytest.mark.slow
    async def test_at_the_speed_of_life_the_card_is_there_within_two_seconds(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, experiment: Tallies
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, speed=1) as hall:
            before, seconds = await opened_in_a_flood(hall)

        print(f"{before} messages before the card, {seconds:.2f} s")
        experiment("outbox: a guest's 200 mentions (lost: card too late)").tally(
            runs=1, lost=int(seconds >= SECONDS)
        )
        assert seconds < SECONDS


REQUESTS = 200
BOMB = b"{" + b'"a":{},' * 30_000 + b'"b":[]}'
"""Just below what a body may have, and dear to read."""


async def forged(hall: Hall, session: aiohttp.ClientSession, number: int) -> int:
    """Send a bomb without a sign-in that holds, of three kinds; returns the status."""
    signs = (None, "Bearer eyJhbGciOiJub25lIn0.eyJhIjoxfQ.", f"Bearer {'x' * 900}.{number}.y")
    sign = signs[number % len(signs)]
    headers = {"Content-Type": "application/json", **({"Authorization": sign} if sign else {})}
    endpoint = hall.world.client.delivery.endpoint
    async with session.post(endpoint, data=BOMB, headers=headers) as answer:
        return answer.status


class TestAFloodWithoutSignIn:
    """reliability.md § 4.2, row 24: two hundred requests that nobody has signed, while votes are pressed."""

    async def test_every_vote_is_acknowledged(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            flood = [asyncio.create_task(forged(hall, session, number)) for number in range(REQUESTS)]
            votes = [asyncio.create_task(hall.press(key, "Ja")) for key in MEMBERS]
            told = await asyncio.gather(*votes)
            statuses = await asyncio.gather(*flood)

        assert set(statuses) == {401}
        assert [answer.text for answer in told if "Beleg" not in answer.text] == []
        assert hall.sitting.ballot is not None
        assert set(hall.sitting.ballot.voters) >= set(MEMBERS)
