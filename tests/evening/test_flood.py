"""A guest who calls the bot all the time holds up nothing that the council waits for."""

import asyncio
from pathlib import Path

import pytest

from council.events import BallotOpened
from rehearsal.chats import BOT
from rehearsal.seen import is_ballot
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall
from tests.tallying import Tallies

MENTIONS = 200
SECONDS = 2.0
LINES = ("quorum", "anwesend", "hilfe", "was ist das", "abstimmung 4")


async def opened_in_a_flood(hall: Hall) -> tuple[int, float]:
    """Open a ballot among so many mentions; how many messages stand before its card, and its seconds."""
    await hall.opened(*MEMBERS)
    await hall.world_idle()
    mark, guest = hall.meeting.mark(), hall.person("gast")
    say = hall.world.client.say
    flood = [
        asyncio.create_task(say(guest, hall.meeting, f"{LINES[place % len(LINES)]}", mention=True))
        for place in range(MENTIONS)
    ]
    await hall.say("vogt", "abstimmung 4")
    card = await hall.seen("Bitte abstimmen", after=mark)
    answers = await asyncio.gather(*flood)
    since = hall.meeting.since(mark)
    first = next(entry for entry in since if entry.message is card)
    before = [entry for entry in since[: since.index(first)] if entry.message.by == BOT]
    events = await hall.desk.events(SITTING)
    opening = next(event for event in events if isinstance(event, BallotOpened))

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
