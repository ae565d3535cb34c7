"""A database opened by several instances: who is told, who leads, and what it must be like."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
import pytest

from bot.ledger import PACKED_TABLE, TABLE
from console import sentence
from council.ids import SittingId
from council.record import check
from desk.ports import EMPTY, Head, HeadMoved, NotConfirmed
from store import AlreadyServed, DatabaseUnfit, open_any, open_any_beside
from store.connections import Away, Connections
from store.database import DatabaseStore, open_database
from store.postgres import connect
from store.postgres_registry import PostgresRegistry
from store.tables import KNOWN, NEWEST, look, prepare, step_of
from store.woken import Woken
from tests.store.samples import CODEC, OTHER, SITTING, notes
from tests.store.server import Server


@dataclass(slots=True)
class Told:
    """What an instance was told."""

    sittings: list[SittingId] = field(default_factory=list)
    documents: list[tuple[str, str | None]] = field(default_factory=list)
    looks: list[bool] = field(default_factory=list)
    leads: list[bool] = field(default_factory=list)

    async def sitting(self, sitting: SittingId) -> None:
        self.sittings.append(sitting)

    async def document(self, table: str, key: str | None) -> None:
        self.documents.append((table, key))

    async def look(self, afresh: bool) -> None:
        self.looks.append(afresh)

    async def lead(self, leads: bool) -> None:
        self.leads.append(leads)

    @property
    def woken(self) -> Woken:
        """These as the ears of an instance."""
        return Woken(sitting=self.sitting, document=self.document, look=self.look, lead=self.lead)


Opened = Callable[[str, str], Awaitable[tuple[DatabaseStore, Told]]]


async def until(holds: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 what is waited for is a value
            await asyncio.sleep(0.02)


def end_session(url: str, session: int | None) -> None:
    """Have the server end a connection, and wait until it has."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (session,))


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Opened]:
    """Opens instances and closes them at the end."""
    async with AsyncExitStack() as stack:

        async def one(url: str, name: str) -> tuple[DatabaseStore, Told]:
            store = await open_database(url, tmp_path / name, codec=CODEC)
            stack.push_async_callback(store.close)
            told = Told()
            await store.wake.start(told.woken)
            return store, told

        yield one


class TestTheWordBetweenInstances:
    """architecture.md, "Keeping": ``LISTEN/NOTIFY`` wakes the other instances."""

    async def test_the_others_are_told_of_a_turn_and_oneself_is_not(
        self, database_url: str, opened: Opened
    ) -> None:
        store, own = await opened(database_url, "one")
        _, told = await opened(database_url, "two")
        await store.journal.append(SITTING, EMPTY, notes(3))
        await until(lambda: SITTING in told.sittings)

        assert own.sittings == []

    async def test_a_turn_that_fails_is_told_to_nobody(self, database_url: str, opened: Opened) -> None:
        store, _ = await opened(database_url, "one")
        _, told = await opened(database_url, "two")
        with pytest.raises(HeadMoved):
            await store.journal.append(OTHER, Head(3, "a" * 64), notes(1))
        await store.journal.append(SITTING, EMPTY, notes(1))
        await until(lambda: bool(told.sittings))

        assert told.sittings == [SITTING]

    @pytest.mark.parametrize(("key", "named"), [("c:1", "c:1"), ("", ""), ("ü" * 5000, None)])
    async def test_the_others_are_told_which_document_has_changed(
        self, database_url: str, opened: Opened, key: str, named: str | None
    ) -> None:
        store, own = await opened(database_url, "one")
        _, told = await opened(database_url, "two")
        await store.registry.put("chats", key, {"a": 1})
        await store.registry.remove("chats", key)
        await until(lambda: len(told.documents) == 2)

        assert told.documents == [("chats", named)] * 2
        assert own.documents == []

    async def test_a_document_written_beside_is_told_to_all(self, database_url: str, opened: Opened) -> None:
        _, told = await opened(database_url, "one")
        beside = await open_any_beside(Path("unused"), database_url)
        await beside.registry.put("roster", "current", {"members": []})
        await beside.close()
        await until(lambda: bool(told.documents))

        assert told.documents == [("roster", "current")]

    async def test_installations_in_two_schemas_do_not_hear_each_other(
        self, postgres: Server, opened: Opened
    ) -> None:
        one, other = postgres.schema(), postgres.schema()
        store, _ = await opened(one, "one")
        near, told_near = await opened(one, "near")
        _, told_far = await opened(other, "far")
        await store.journal.append(SITTING, EMPTY, notes(1))
        await until(lambda: bool(told_near.sittings))

        assert told_far.sittings == []
        assert told_far.leads == [True]
        assert not near.wake.leads


class TestTheLead:
    """docs/adr/0022: one instance pays; the server lets go of its lock when it ends."""

    async def test_exactly_one_leads(self, database_url: str, opened: Opened) -> None:
        stores = [await opened(database_url, name) for name in ("one", "two", "three")]

        assert [store.wake.leads for store, _ in stores] == [True, False, False]

    async def test_another_leads_when_it_ends(self, database_url: str, opened: Opened) -> None:
        first, told = await opened(database_url, "one")
        second, _ = await opened(database_url, "two")
        await first.wake.stop()
        await until(lambda: second.wake.leads)

        assert told.leads == [True, False]

    async def test_a_lost_connection_ends_the_lead_and_readiness_until_there_is_a_new_one(
        self, database_url: str, opened: Opened
    ) -> None:
        store, told = await opened(database_url, "one")
        await store.ready()
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                " WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        await until(lambda: False in told.leads)
        with pytest.raises(Away):
            await store.ready()
        await until(lambda: told.leads[-1] and store.wake.hears)
        await store.ready()

        assert told.leads == [True, False, True]
        assert told.looks.count(True) >= 2

    async def test_is_not_relied_on_long_after_the_servers_last_answer_and_begins_anew_with_the_next(
        self, database_url: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store, told = await opened(database_url, "one")
        before = store.wake.leads
        with monkeypatch.context() as patch:
            patch.setattr("store.wake.SURE_SECONDS", 0.0)
            between = store.wake.leads
            await until(lambda: len(told.leads) == 3)
        await until(lambda: store.wake.leads)

        assert (before, between) == (True, False)
        assert told.leads[:3] == [True, False, True]

    async def test_is_heard_of_meanwhile_however_long_its_beginning_takes(
        self, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("store.wake.SURE_SECONDS", 2.5)
        store, told, sure = await open_database(database_url, tmp_path / "one", codec=CODEC), Told(), []

        async def begins(leads: bool) -> None:
            for _ in range(20 * leads):
                await asyncio.sleep(0.2)
                sure.append(store.wake.leads)

        await store.wake.start(replace(told.woken, lead=begins))
        await store.close()

        assert sure == [True] * 20

    async def test_a_connection_lost_while_it_begins_ends_it_before_the_beginning_is_over(
        self, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("store.wake.SURE_SECONDS", 1000.0)
        store, told = await open_database(database_url, tmp_path / "one", codec=CODEC), Told()
        over: list[int | None] = []

        async def begins(leads: bool) -> None:
            if leads and not over:
                end_session(database_url, store.wake.session())
                await until(lambda: not store.wake.leads)
                over.append(store.wake.session())

        await store.wake.start(replace(told.woken, lead=begins))
        await until(lambda: store.wake.leads)
        await store.close()

        assert len(over) == 1

    @pytest.mark.parametrize("table", sorted({TABLE, PACKED_TABLE}))
    async def test_what_stands_in_the_chats_is_written_by_who_has_it_alone(
        self, database_url: str, opened: Opened, table: str
    ) -> None:
        first, _ = await opened(database_url, "one")
        second, _ = await opened(database_url, "two")
        await first.registry.put(table, "s", {"by": 1})
        with pytest.raises(NotConfirmed, match="leads"):
            await second.registry.put(table, "s", {"by": 2})
        with pytest.raises(NotConfirmed, match="leads"):
            await second.registry.remove(table, "s")
        await second.registry.put("chats", "c", {"by": 2})

        assert await second.registry.get(table, "s") == {"by": 1}

    async def test_who_has_not_noticed_its_end_writes_nothing_of_what_stands(
        self, database_url: str, opened: Opened
    ) -> None:
        first, told = await opened(database_url, "one")
        session = first.wake.session()
        unaware = PostgresRegistry(Connections(database_url), session=lambda: session)
        await unaware.put(TABLE, "s", {"by": 1})
        end_session(database_url, session)
        with pytest.raises(NotConfirmed, match="leads"):
            await unaware.put(TABLE, "s", {"by": 2})
        await until(lambda: told.leads == [True, False, True])
        kept = await unaware.get(TABLE, "s")
        await unaware.close()

        assert kept == {"by": 1}


class TestReady:
    """contract § 3: ``/readyz`` says whether the store can be written."""

    async def test_a_database_that_is_away_is_not_ready(self, own_postgres: Server, tmp_path: Path) -> None:
        store = await open_database(own_postgres.schema(), tmp_path / "one", codec=CODEC)
        await store.wake.start(Told().woken)
        await store.ready()
        own_postgres.kill()
        with pytest.raises((NotConfirmed, Away)):  # whichever is noticed first
            await store.ready()
        own_postgres.start()
        await until(lambda: store.wake.hears)
        await store.ready()
        await store.close()

    async def test_a_data_folder_has_one_instance(self, database_url: str, tmp_path: Path) -> None:
        store = await open_any(tmp_path / "one", database_url)
        with pytest.raises(AlreadyServed):
            await open_any(tmp_path / "one", database_url)
        await store.close()
        again = await open_any(tmp_path / "one", database_url)
        await again.close()


class TestTables:
    """docs/adr/0022: the tables are brought to this release under a lock, by a tool that is kept up."""

    async def test_several_instances_that_start_at_once_make_them_once(self, database_url: str) -> None:
        await asyncio.gather(*(asyncio.to_thread(prepare, database_url) for _ in range(4)))
        with connect(database_url) as connection:
            step = step_of(connection)

        assert step == NEWEST

    async def test_what_is_kept_stays_when_they_are_looked_at_again(self, database_url: str) -> None:
        prepare(database_url)
        store = await open_any_beside(Path("unused"), database_url)
        await store.registry.put("roster", "current", {"a": 1})
        prepare(database_url)
        kept = await store.registry.get("roster", "current")
        await store.close()

        assert kept == {"a": 1}

    def test_the_last_step_known_is_the_last_there_is(self) -> None:
        steps = sorted((Path("store/migrations/versions")).glob("r*.py"))

        assert steps[-1].name.startswith(f"r{NEWEST}_")

    async def test_the_rows_have_the_bytes_of_the_embedded_journal(
        self, database_url: str, tmp_path: Path
    ) -> None:
        with connect(database_url) as connection:
            prepare(database_url)
            columns = connection.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = 'events'"
                " AND table_schema = current_schema() ORDER BY ordinal_position"
            ).fetchall()
        store = await open_database(database_url, tmp_path / "one", codec=CODEC)
        await store.journal.append(SITTING, EMPTY, notes(2))
        rows = await store.journal.read(SITTING)
        await store.close()

        assert [name for (name,) in columns] == "sitting seq at type data salt digest prev hash".split()
        assert check(SITTING, rows).sound


GOOD = (
    "ALTER TABLE documents ADD COLUMN note text",
    "UPDATE documents SET note = upper(key)",
    "CREATE INDEX documents_note ON documents (note)",
)
BAD = ("DELETE FROM documents", "ALTER TABLE events ADD COLUMN more text", "SELECT 1 / 0")


def later_release(folder: Path, patch: pytest.MonkeyPatch, *steps: tuple[str, ...]) -> None:
    """Have this release know further steps of the tables, each of these statements."""
    shutil.copytree(Path("store/migrations"), folder, ignore=shutil.ignore_patterns("__pycache__"))
    known = list(KNOWN)
    for statements in steps:
        before, name = known[-1], f"{len(known):04d}"
        lines = ["from alembic import op", f"revision = {name!r}", f"down_revision = {before!r}"]
        lines += ["def upgrade():", *(f"    op.execute({statement!r})" for statement in statements)]
        (folder / "versions" / f"r{name}_more.py").write_text("\n".join(lines), encoding="utf-8")
        known.append(name)
    patch.setattr("store.tables._STEPS", folder)
    patch.setattr("store.tables.KNOWN", tuple(known))
    patch.setattr("store.tables.NEWEST", known[-1])


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept in a database: its step, the columns of its tables, and their rows as they were made."""

    step: str
    columns: list[tuple[str, ...]]
    events: list[tuple[str, ...]]
    documents: list[tuple[str, ...]]


def kept_in(url: str) -> Kept:
    """All of it, in order."""
    with connect(url) as connection:

        def found(statement: str) -> list[tuple[str, ...]]:
            return connection.execute(statement.encode()).fetchall()

        return Kept(
            step_of(connection),
            found(
                "SELECT table_name, column_name, data_type FROM information_schema.columns"
                " WHERE table_schema = current_schema() ORDER BY 1, 2"
            ),
            found("SELECT * FROM events ORDER BY sitting, seq"),
            found("SELECT kind, key, document FROM documents ORDER BY kind, key"),
        )


class TestAStepOfTheTables:
    """docs/adr/0022: all steps of one start are taken, or none."""

    @pytest.fixture
    async def before(self, database_url: str, tmp_path: Path) -> Kept:
        """Tables of this release in which something is kept."""
        store = await open_database(database_url, tmp_path / "one", codec=CODEC)
        await store.journal.append(SITTING, EMPTY, notes(5))
        await store.journal.append(OTHER, EMPTY, notes(2))
        for number in range(3):
            await store.registry.put("chats", f"c:{number}", {"a": number})
        await store.close()
        return kept_in(database_url)

    async def test_leaves_all_that_is_kept_as_it_was(
        self, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: Kept
    ) -> None:
        later_release(tmp_path / "steps", monkeypatch, GOOD)
        store = await open_database(database_url, tmp_path / "one", codec=CODEC)
        after = kept_in(database_url)
        with connect(database_url) as connection:
            notes_made = connection.execute("SELECT note FROM documents ORDER BY key").fetchall()
        end = await store.journal.head(SITTING)
        await store.journal.append(SITTING, end, notes(1))
        rows = await store.journal.read(SITTING)
        await store.close()

        assert (before.step, after.step) == ("0001", "0002")
        assert (after.events, after.documents) == (before.events, before.documents)
        assert [note for (note,) in notes_made] == ["C:0", "C:1", "C:2"]
        assert check(SITTING, rows).sound
        assert len(rows) == 6

    async def test_that_fails_half_way_changes_nothing_nor_do_those_before_it(
        self, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: Kept
    ) -> None:
        with monkeypatch.context() as later:
            later_release(tmp_path / "steps", later, GOOD, BAD)
            with pytest.raises(DatabaseUnfit) as unfit:
                await open_database(database_url, tmp_path / "one", codec=CODEC)
        after = kept_in(database_url)
        again = await open_database(database_url, tmp_path / "one", codec=CODEC)
        await again.close()

        assert unfit.value.kind == "step"
        assert "dort ist alles, wie es war" in sentence("database.step", "de", **unfit.value.values)
        assert after == before


class TestUnfit:
    """Issue, part 2: what is wrong with a database is said in plain words."""

    def kind(self, url: str) -> str:
        """The word for what is wrong; looking and opening say the same."""
        with pytest.raises(DatabaseUnfit) as looked:
            look(url)
        with pytest.raises(DatabaseUnfit) as opened:
            prepare(url)
        assert looked.value.kind == opened.value.kind
        return looked.value.kind

    def test_a_fit_one_says_its_version(self, database_url: str) -> None:
        before = look(database_url)
        prepare(database_url)

        assert before == look(database_url)
        assert int(before.split(".")[0]) >= 14

    def test_one_that_is_away(self) -> None:
        assert self.kind("postgresql://rat:geheim@127.0.0.1:1/rat") == "away"

    @pytest.mark.parametrize("url", ["postgresql://rat:ge heim@%zz/rat", "postgresql://h/rat?nothing=1"])
    def test_an_address_that_is_none(self, url: str) -> None:
        assert self.kind(url) == "address"

    def test_one_without_a_password_for_us(self, database_url: str) -> None:
        assert self.kind(database_url.replace("/postgres?", "/nowhere?")) == "away"

    def test_one_in_which_nothing_may_be_made(self, postgres: Server, database_url: str) -> None:
        postgres.execute("DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")

        assert self.kind(database_url.replace("ratssaal@", "guest@")) == "rights"

    def test_tables_that_may_not_be_written(self, postgres: Server, database_url: str) -> None:
        prepare(database_url)
        schema = database_url.rpartition("%3D")[2]
        postgres.execute("DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
        postgres.execute(f"GRANT USAGE ON SCHEMA {schema} TO reader")
        postgres.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO reader")

        assert self.kind(database_url.replace("ratssaal@", "reader@")) == "rights"

    def test_tables_of_a_newer_release(self, database_url: str) -> None:
        prepare(database_url)
        with connect(database_url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")

        assert self.kind(database_url) == "newer"

    def test_a_server_that_keeps_no_promise(self, own_postgres: Server) -> None:
        own_postgres.set("full_page_writes", "off")

        assert self.kind(own_postgres.url) == "setting"

    def test_a_server_that_would_answer_before_it_has_synced_does_not_for_us(
        self, postgres: Server, database_url: str
    ) -> None:
        hasty = database_url.replace("?options=", "?options=-csynchronous_commit%3Doff%20")
        with psycopg.connect(hasty) as plain, connect(hasty) as ours:
            said = [c.execute("SHOW synchronous_commit").fetchone() for c in (plain, ours)]

        assert said == [("off",), ("on",)]

    def test_nothing_of_the_address_is_in_the_words(self) -> None:
        with pytest.raises(DatabaseUnfit) as unfit:
            look("postgresql://rat:geheim@127.0.0.1:1/rat")

        assert "geheim" not in str(unfit.value)
