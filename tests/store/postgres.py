"""The PostgreSQL server that a whole test run shares, and what is opened in it."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from store.connections import Connections
from store.database import DatabaseStore, open_database
from store.tables import prepare
from tests.store.samples import CODEC
from tests.store.server import NoServer, Server, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for all tests; skipped where PostgreSQL is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="ratssaal-pg-"))
    folder.chmod(0o755)
    try:
        with running(folder / "server") as started:
            yield started
    except NoServer as reason:
        pytest.skip(str(reason))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own_postgres() -> Iterator[Server]:
    """A server that this test may kill."""
    folder = Path(tempfile.mkdtemp(prefix="ratssaal-pg-"))
    folder.chmod(0o755)
    try:
        with running(folder / "server") as started:
            yield started
    except NoServer as reason:
        pytest.skip(str(reason))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(postgres: Server) -> str:
    """A database of one's own."""
    return postgres.schema()


@contextmanager
def takes_no_entry(url: str) -> Iterator[None]:
    """A database that answers everything but refuses each new entry of a record."""
    with psycopg.connect(url, autocommit=True) as said:
        said.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no room'; END$$"
        )
        said.execute("CREATE TRIGGER refuse BEFORE INSERT ON events EXECUTE FUNCTION refuse()")
        try:
            yield
        finally:
            said.execute("DROP FUNCTION refuse CASCADE")


@pytest.fixture
async def connections(database_url: str) -> AsyncIterator[Connections]:
    """Connections to a database that has its tables."""
    prepare(database_url)
    opened = Connections(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[DatabaseStore]:
    """A whole store in a database of its own."""
    store = await open_database(database_url, tmp_path / "one", codec=CODEC)
    yield store
    await store.close()
