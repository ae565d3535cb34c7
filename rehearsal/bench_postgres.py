"""A PostgreSQL server of the measurement's own, reached through a socket in a temporary folder alone."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from rehearsal.bench_journal import Written

SECONDS = 30.0
_PLACES = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt/postgresql")
_VOTES = """
SELECT count(*), max((data::json ->> 'rev')::int) FROM events WHERE type = 'vote_cast.v1'
GROUP BY (data::json ->> 'ballot')::int ORDER BY (data::json ->> 'ballot')::int
"""


class NoDatabase(Exception):
    """No PostgreSQL can be run here; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A server that runs: its address for the bot, and how to ask it beside the bot."""

    url: str
    socket: Path
    programs: Path

    async def written(self) -> Written:
        """Count the votes in the journal, as ``bench_journal.written`` does in a data folder."""
        line = (str(self.programs / "psql"), "-h", str(self.socket), "-U", "ratssaal", "-AtF,", "postgres")
        ballots = (await _said([*line, "-c", _VOTES])).split()
        return Written.of([[int(count) for count in ballot.split(",")] for ballot in ballots])


def programs() -> Path:
    """The folder of PostgreSQL's programs, the newest there is. Raises NoDatabase."""
    found = [Path(folder) for folder in _PLACES if Path(folder).is_dir()]
    bins = [each for folder in found for each in folder.glob("*/bin") if (each / "initdb").exists()]
    if on_path := shutil.which("initdb"):
        bins.append(Path(on_path).resolve().parent)
    if not bins:
        raise NoDatabase("PostgreSQL ist nicht installiert")
    return max(bins, key=lambda each: [int(n) for n in each.parent.name.split(".") if n.isdigit()])


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    """A fresh server with fsync on, ended and removed afterwards. Raises NoDatabase."""
    bins = programs()
    folder = Path(tempfile.mkdtemp(prefix="ratssaal-pg-"))
    try:
        somebody = _as_somebody(folder)
        data = str(folder / "data")
        make = ["initdb", "-U", "ratssaal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        await _said([*somebody, str(bins / make[0]), *make[1:], "-D", data])
        served = [*somebody, str(bins / "postgres"), "-D", data, "-c", "listen_addresses="]
        with (folder / "server.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *served, "-c", f"unix_socket_directories={folder}", stdout=log, stderr=log, cwd="/"
            )
        try:
            url = f"postgresql://ratssaal@/postgres?host={quote(str(folder), safe='')}"
            await _ready(process, bins, folder)
            yield Database(url=url, socket=folder, programs=bins)
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _ready(process: asyncio.subprocess.Process, bins: Path, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + SECONDS
    while process.returncode is None and loop.time() < deadline:
        with suppress(NoDatabase):
            line = ("-q", "-h", str(folder), "-d", "postgres", "-U", "ratssaal")
            await _said([str(bins / "pg_isready"), *line])
            return
        await asyncio.sleep(0.1)
    said = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
    raise NoDatabase(f"der Server ist nicht bereit: {' '.join(said[-300:].split())}")


def _as_somebody(folder: Path) -> list[str]:
    """What goes before a command so that it does not run as root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    for name in ("postgres", "nobody") if setpriv else ():
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            return [str(setpriv), f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    raise NoDatabase("PostgreSQL läuft nicht als root, und es ist niemand sonst da")


async def _said(line: list[str]) -> str:
    process = await asyncio.create_subprocess_exec(
        *line,
        cwd="/",
        env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    if process.returncode != 0:
        raise NoDatabase(" ".join(err.decode(errors="replace")[-300:].split()))
    return out.decode()
