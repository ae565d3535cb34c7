"""What a database must be like before anything is kept in it, and how it becomes so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from store.connections import abandon
from store.postgres import OLDEST, Connection, address, connect, number_of, reason_of
from store.woken import DatabaseUnfit

_STEPS = Path(__file__).parent / "migrations"
KNOWN = ("", "0001")
"""The steps of the tables that this release knows; with "" there are no tables yet."""
NEWEST = KNOWN[-1]
_NEEDED = (("events", "SELECT INSERT"), ("documents", "SELECT INSERT UPDATE DELETE"))


def look(url: str) -> str:
    """Return the server's version if it is fit and nothing is missing; nothing is written.

    Raises DatabaseUnfit.
    """
    with _opened(url) as connection:
        require_fit(connection)
        step = step_of(connection)
        if step:
            _require_known(step)
            _require_rights(connection)
        elif not _holds(connection, "has_schema_privilege(current_schema(), 'CREATE')"):
            raise DatabaseUnfit("rights", missing="CREATE")
        return ".".join(map(str, divmod(connection.info.server_version, 10000)))


def has_tables(url: str) -> bool:
    """Whether the tables are there as this release knows them; nothing is written. Raises DatabaseUnfit."""
    with _opened(url) as connection:
        return step_of(connection) == NEWEST


def prepare(url: str) -> None:
    """Look at the database, and bring its tables to this release where they are not. Raises DatabaseUnfit.

    Only one instance does so at a time; the others wait for it and find nothing to do.
    """
    with _opened(url) as connection:
        require_fit(connection)
        if step_of(connection) != NEWEST:
            _take_steps(connection, url)
        _require_rights(connection)


def _take_steps(connection: Connection, url: str) -> None:
    connection.execute("SET lock_timeout = '60s'")
    connection.execute(
        "SELECT pg_advisory_lock(%s # hashtextextended(current_schema(), 0))", (number_of("tables"),)
    )
    step = step_of(connection)
    _require_known(step)
    if step != NEWEST:
        _upgrade(url)


def _upgrade(url: str) -> None:
    """Let Alembic take the steps that are missing; all or none. Raises DatabaseUnfit, psycopg.Error."""
    from alembic import command  # noqa: PLC0415  half a second that nobody else has to wait
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import create_engine  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as fault:
        if isinstance(fault.orig, psycopg.OperationalError | psycopg.errors.InsufficientPrivilege):
            raise fault.orig from fault
        if isinstance(fault.orig, psycopg.Error):
            raise DatabaseUnfit("step", reason=reason_of(fault.orig)) from fault
        raise


@contextmanager
def _opened(url: str) -> Iterator[Connection]:
    try:
        address(url)
    except psycopg.Error as fault:
        raise DatabaseUnfit("address") from fault
    try:
        connection = connect(url)
    except (psycopg.Error, UnicodeError) as fault:
        raise _unfit(fault) from fault
    try:
        yield connection
    except psycopg.Error as fault:
        raise _unfit(fault) from fault
    finally:
        abandon(connection)


def _unfit(fault: Exception) -> DatabaseUnfit:
    """What is wrong in one word, as far as the server says it."""
    if isinstance(fault, psycopg.errors.InsufficientPrivilege):
        return DatabaseUnfit("rights", missing=reason_of(fault))
    return DatabaseUnfit("away", reason=reason_of(fault))


def _require_known(step: str) -> None:
    if step not in KNOWN:
        raise DatabaseUnfit("newer", step=step)


def _require_rights(connection: Connection) -> None:
    for table, rights in _NEEDED:
        for right in rights.split():
            if not _holds(connection, f"has_table_privilege('{table}', '{right}')"):
                raise DatabaseUnfit("rights", missing=f"{right} ({table})")


def _holds(connection: Connection, condition: str) -> bool:
    return connection.execute(f"SELECT {condition}".encode()).fetchone() == (True,)


def require_fit(connection: Connection) -> None:
    """Refuse a server that is too old, keeps no promise, or writes in another alphabet."""
    version = connection.info.server_version
    if version < OLDEST * 10000:
        raise DatabaseUnfit("old", version=version // 10000, oldest=OLDEST)
    if connection.execute("SELECT current_schema()").fetchone() == (None,):
        raise DatabaseUnfit("rights", missing="USAGE, CREATE")
    for setting, wanted in (("server_encoding", "UTF8"), ("fsync", "on"), ("full_page_writes", "on")):
        found = connection.execute("SELECT current_setting(%s)", (setting,)).fetchone()
        if found != (wanted,):
            raise DatabaseUnfit("setting", setting=setting, wanted=wanted)


def step_of(connection: Connection) -> str:
    """The step at which the tables are, "" where there are none."""
    made = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if made == (None,):
        return ""
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found is not None else ""
