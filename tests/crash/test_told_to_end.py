"""The real process told to end with SIGTERM while votes arrive, and connections of all kinds are open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.listening import LAST_WORDS_SECONDS
from rehearsal.seen import CHOICES
from tests.crash.voting import Voting, lost, record, voting
from tests.tallying import Tallies

HEAD = b"POST /api/messages HTTP/1.1\r\nHost: bot\r\n"


@asynccontextmanager
async def raw(votes: Voting, sent: bytes) -> AsyncIterator[asyncio.StreamReader]:
    """A connection on which something was sent and that is never closed from this side before the end."""
    port = int(votes.world.bot.environment["PORT"])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        await writer.drain()
        yield reader
    finally:
        writer.close()


def tell(experiment: Tallies, gone: int, acknowledged: int) -> None:
    """Note one process that was told to end while people voted."""
    experiment("SIGTERM while people vote").tally(runs=1, acknowledged=acknowledged, lost=gone)


async def closed(reader: asyncio.StreamReader) -> bool:
    """Whether the other side has hung up."""
    try:
        await reader.read()
    except ConnectionError:
        return True
    return reader.at_eof()


@pytest.mark.experiment
class TestToldToEnd:
    """operations.md, "As a service": running requests are answered, what was asked is written, status 0."""

    async def test_nothing_acknowledged_is_lost_and_nothing_new_is_taken(
        self, tmp_path: Path, experiment: Tallies
    ) -> None:
        async with voting(tmp_path, members=6) as votes:
            async with votes.going_on():
                await votes.some_more(6)
                async with asyncio.timeout(LAST_WORDS_SECONDS + 4):
                    status = await votes.world.bot.stop()
                acknowledged = len(votes.receipts)
                taken = [await votes.press(person, CHOICES[0]) for person in votes.voters]
                with pytest.raises(ConnectionRefusedError):
                    async with raw(votes, b""):
                        pass
            sitting = await record(votes.world, votes.hall.sitting)

        tell(experiment, len(lost(sitting, votes.receipts)), len(votes.receipts))
        assert status == 0
        assert not any(taken)
        assert len(votes.receipts) == acknowledged >= 6
        assert lost(sitting, votes.receipts) == []

    async def test_a_crowd_that_presses_at_that_moment_reads_a_receipt_or_that_it_failed(
        self, tmp_path: Path, experiment: Tallies
    ) -> None:
        async with voting(tmp_path, members=9) as votes:
            presses = [
                asyncio.create_task(votes.press(person, CHOICES[number % 2]))
                for number in range(12)
                for person in votes.voters
            ]
            await votes.some_more(3)
            status = await votes.world.bot.stop()
            answered = await asyncio.gather(*presses)
            sitting = await record(votes.world, votes.hall.sitting)

        tell(experiment, len(lost(sitting, votes.receipts)), len(votes.receipts))
        assert status == 0
        assert answered.count(True) == len(votes.receipts) >= 3
        assert lost(sitting, votes.receipts) == []

    async def test_connections_that_nobody_closes_do_not_hold_it_up(self, tmp_path: Path) -> None:
        async with (
            voting(tmp_path, members=3) as votes,
            ClientSession() as session,
            raw(votes, b"") as silent,
            raw(votes, HEAD) as half_a_head,
            raw(votes, b"GET /healthz HTTP/1.1\r\nHost: bot\r\n\r\n") as kept,
            session.get(f"{votes.world.bot.address}/live/{votes.hall.sitting}/events") as listener,
        ):
            assert (await kept.readline()).startswith(b"HTTP/1.1 200")
            async with asyncio.timeout(LAST_WORDS_SECONDS + 4):
                status = await votes.world.bot.stop()
            ended = [await closed(reader) for reader in (silent, half_a_head, kept)]
            told = (listener.status, await listener.content.read())

        assert status == 0
        assert ended == [True, True, True]
        assert told[0] == 200
        assert told[1].startswith(b"retry:")
