"""Commits that fail, answers that get lost, servers that go away: never "counted" where nobody knows."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import psycopg
import pytest

from council.record import check
from desk.ports import EMPTY, Head, HeadMoved, NotConfirmed
from store import postgres
from store.connections import Connections
from store.postgres import Connection
from store.postgres_journal import PostgresJournal
from store.postgres_registry import PostgresRegistry
from store.tables import prepare
from tests.store.samples import CODEC, OTHER, SITTING, note, notes
from tests.store.server import Server

Fault = Callable[[Connection], None]


class Faulty(psycopg.Connection[tuple[Any, ...]]):
    """A connection on which the next words fail as told, before or after the server has heard them."""

    before: dict[str, list[str]] = {}  # noqa: RUF012  shared by all connections of a test
    said: list[str] = []  # noqa: RUF012

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """Say it, unless it is time to fail."""
        word = str(query).split()[0]
        faults = self.before.get(word, [])
        fault = faults.pop(0) if faults else ""
        if fault == "unsaid":
            self.close()
            raise psycopg.OperationalError("the connection is lost")
        self.said.append(word)
        answer = super().execute(query, params, **how)
        if fault == "unanswered":
            self.close()
            raise psycopg.OperationalError("the connection is lost")
        return answer


@pytest.fixture
def faults() -> dict[str, list[str]]:
    """What the next words of each kind meet."""
    Faulty.before, Faulty.said = {}, []
    return Faulty.before


@pytest.fixture
async def journal(database_url: str, faults: dict[str, list[str]]) -> AsyncIterator[PostgresJournal]:
    """A journal on connections that fail as told."""
    prepare(database_url)
    opened = PostgresJournal(
        Connections(database_url, opened=partial(postgres.connect, kind=Faulty)), codec=CODEC, patience=0.5
    )
    yield opened
    await opened.close()


class TestAnAnswerThatIsLost:
    """Issue, part 2, and architecture.md, "Keeping": the record is read again, no commit is repeated."""

    async def test_a_turn_that_was_written_is_told_by_its_head(
        self, journal: PostgresJournal, faults: dict[str, list[str]]
    ) -> None:
        first = await journal.append(SITTING, EMPTY, notes(2))
        faults["COMMIT"] = ["unanswered"]
        with pytest.raises(NotConfirmed) as failure:
            await journal.append(SITTING, first, [note("unbeantwortet")])

        rows = await journal.read(SITTING)
        assert failure.value.head == await journal.head(SITTING) == Head(3, rows[-1].hash)
        assert [CODEC.event_of(row) for row in rows] == [*notes(2), note("unbeantwortet")]
        assert check(SITTING, rows).sound

    async def test_a_turn_that_was_not_written_leaves_the_old_head(
        self, journal: PostgresJournal, faults: dict[str, list[str]]
    ) -> None:
        first = await journal.append(SITTING, EMPTY, notes(2))
        faults["COMMIT"] = ["unsaid"]
        with pytest.raises(NotConfirmed) as failure:
            await journal.append(SITTING, first, [note("verloren")])

        assert failure.value.head == first == await journal.head(SITTING)

    async def test_no_commit_is_said_twice(
        self, journal: PostgresJournal, faults: dict[str, list[str]]
    ) -> None:
        faults["COMMIT"] = ["unanswered"]
        before = Faulty.said.count("COMMIT")
        with pytest.raises(NotConfirmed):
            await journal.append(SITTING, EMPTY, notes(1))

        assert Faulty.said.count("COMMIT") == before + 1

    async def test_the_next_turn_goes_on_from_either(
        self, journal: PostgresJournal, faults: dict[str, list[str]]
    ) -> None:
        head = EMPTY
        for fault in ("unanswered", "unsaid", "unanswered", "unanswered", "unsaid"):
            faults["COMMIT"] = [fault]
            with pytest.raises(NotConfirmed) as failure:
                await journal.append(SITTING, head, notes(2))
            assert failure.value.head is not None
            head = await journal.append(SITTING, failure.value.head, notes(1))

        assert head.seq == 5 + 3 * 2
        assert check(SITTING, await journal.read(SITTING), head).sound

    async def test_the_same_holds_for_a_turn_behind_others(
        self, journal: PostgresJournal, faults: dict[str, list[str]]
    ) -> None:
        first = await journal.append(SITTING, EMPTY, notes(2))
        faults["COMMIT"] = ["unanswered"]
        async with journal.hold(SITTING, EMPTY) as held:
            with pytest.raises(NotConfirmed) as failure:
                await held.append([note("dahinter")])

        assert [row.seq for row in held.news] == [1, 2]
        assert failure.value.head is not None
        assert failure.value.head.seq == first.seq + 1

    async def test_where_nobody_answers_no_head_is_named(self, own_postgres: Server) -> None:
        url = own_postgres.schema()
        prepare(url)
        journal = PostgresJournal(Connections(url), codec=CODEC, patience=0.3)
        async with journal.hold(SITTING, EMPTY) as held:
            own_postgres.kill()
            with pytest.raises(NotConfirmed) as failure:
                await held.append([note()])
        with pytest.raises(NotConfirmed) as later:
            await journal.append(OTHER, EMPTY, [note()])
        await journal.close()

        assert failure.value.head in (None, EMPTY)
        assert later.value.head == EMPTY


class TestBeforeTheCommit:
    """Nothing is written before the commit is said, so that it may be tried once more."""

    @pytest.mark.parametrize("word", ["BEGIN", "INSERT"])
    async def test_a_dead_connection_costs_nobody_their_vote(
        self, journal: PostgresJournal, faults: dict[str, list[str]], word: str
    ) -> None:
        head = await journal.append(SITTING, EMPTY, notes(1))
        faults[word] = ["unsaid"]
        head = await journal.append(SITTING, head, notes(1))

        assert head.seq == 2
        assert check(SITTING, await journal.read(SITTING), head).sound

    async def test_a_server_started_anew_is_found_by_the_next_turn(self, own_postgres: Server) -> None:
        url = own_postgres.schema()
        prepare(url)
        journal = PostgresJournal(Connections(url), codec=CODEC)
        head = await journal.append(SITTING, EMPTY, notes(2))
        own_postgres.kill()
        with pytest.raises(NotConfirmed) as away:
            await journal.append(SITTING, head, notes(1))
        own_postgres.start()
        head = await journal.append(SITTING, head, notes(1))
        await journal.close()

        assert away.value.head == Head(2, away.value.head.hash if away.value.head else "")
        assert head.seq == 3

    async def test_a_sitting_that_another_holds_for_too_long_is_not_confirmed(
        self, journal: PostgresJournal, database_url: str
    ) -> None:
        with postgres.connect(database_url) as other:
            postgres.begin(other, SITTING)
            with pytest.raises(NotConfirmed) as failure:
                await journal.append(SITTING, EMPTY, notes(1))
            free = await journal.append(OTHER, EMPTY, notes(1))
            postgres.rollback(other)

        assert failure.value.head == EMPTY
        assert free.seq == 1


class TestAWarningIsNoAnswer:
    """reliability.md § 3.6: a commit that did not reach the synchronous standby is never an ack."""

    async def test_a_commit_whose_standby_was_not_waited_for_is_not_confirmed(
        self, own_postgres: Server
    ) -> None:
        url = own_postgres.schema()
        prepare(url)
        journal = PostgresJournal(Connections(url), codec=CODEC)
        own_postgres.set("synchronous_standby_names", "nobody")
        turn = asyncio.create_task(journal.append(SITTING, EMPTY, notes(1)))
        waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        while not turn.done():
            await asyncio.to_thread(own_postgres.execute, waiting)
            await asyncio.sleep(0.05)
        with pytest.raises(NotConfirmed) as failure:
            await turn
        await journal.close()

        assert "standby" in failure.value.reason or "replication" in failure.value.reason
        assert failure.value.head is not None


class TestWhoeverStopsWaiting:
    """A turn that is under way goes on, whoever has given up on it."""

    async def test_a_turn_whose_asker_has_gone_counts_or_not_but_is_whole(self, database_url: str) -> None:
        prepare(database_url)
        journal = PostgresJournal(Connections(database_url, most=1), codec=CODEC)
        for delay in (0.0, 0.001, 0.002, 0.004):
            head = await journal.head(SITTING)
            turn = asyncio.create_task(journal.append(SITTING, head, notes(3)))
            await asyncio.sleep(delay)
            turn.cancel()
            await asyncio.gather(turn, return_exceptions=True)
        head = await journal.head(SITTING)
        for _ in range(8):
            head = await journal.append(SITTING, head, notes(1))
        finding = check(SITTING, await journal.read(SITTING), head)
        await journal.close()

        assert (head.seq - 8) % 3 == 0
        assert finding.sound

    async def test_a_held_turn_that_writes_nothing_lets_go(self, journal: PostgresJournal) -> None:
        async with journal.hold(SITTING, EMPTY) as held:
            news = held.news
        head = await journal.append(SITTING, EMPTY, notes(1))

        assert news == ()
        assert head.seq == 1

    async def test_nobody_gets_before_a_held_turn(self, journal: PostgresJournal) -> None:
        async with journal.hold(SITTING, EMPTY) as held:
            other = asyncio.create_task(journal.append(SITTING, EMPTY, [note("Nachbar")]))
            await asyncio.sleep(0.05)
            waited = not other.done()
            mine = await held.append([note("zuerst")])
        with pytest.raises(HeadMoved) as moved:
            await other

        assert waited
        assert moved.value.found == mine


class TestAnInstanceThatHangs:
    """reliability: an instance that is stopped in the middle of its turn does not keep the sitting."""

    @pytest.mark.slow
    async def test_the_server_ends_its_turn_and_its_write_is_not_confirmed(
        self, journal: PostgresJournal, database_url: str
    ) -> None:
        other = PostgresJournal(Connections(database_url), codec=CODEC)
        async with journal.hold(SITTING, EMPTY) as held:
            await asyncio.sleep(11)
            head = await other.append(SITTING, EMPTY, [note("weiter")])
            with pytest.raises(NotConfirmed):
                await held.append([note("aus der Starre")])
        rows = await other.read(SITTING)
        await other.close()

        assert [CODEC.event_of(row) for row in rows] == [note("weiter")]
        assert head.seq == 1


class TestTheRegistryAway:
    """A document that is not written is not confirmed, and the old one stays."""

    async def test_an_unanswered_write_is_not_confirmed(
        self, database_url: str, faults: dict[str, list[str]]
    ) -> None:
        prepare(database_url)
        connections = Connections(database_url, opened=partial(postgres.connect, kind=Faulty))
        registry = PostgresRegistry(connections)
        await registry.put("roster", "m-1", {"a": 1})
        faults["COMMIT"] = ["unsaid"]
        with pytest.raises(NotConfirmed):
            await registry.put("roster", "m-1", {"a": 2})
        kept = await registry.get("roster", "m-1")
        await registry.close()

        assert kept == {"a": 1}
