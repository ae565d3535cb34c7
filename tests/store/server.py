"""A PostgreSQL server of the tests' own: in a temporary folder, on a loopback port, fsync on.

It refuses to run as root, so that root's tests run it as ``nobody`` or ``postgres``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg

from rehearsal.process import free_port

SECONDS = 60.0
_PLACES = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt/postgresql")


_SCHEMAS = count(1)


class NoServer(Exception):
    """No PostgreSQL can be run here; the text says why."""


def programs() -> Path:
    """The folder of ``initdb`` and ``postgres``, the newest there is."""
    found = [Path(folder) for folder in _PLACES if Path(folder).is_dir()]
    bins = [each for folder in found for each in folder.glob("*/bin") if (each / "initdb").exists()]
    if on_path := shutil.which("initdb"):
        bins.append(Path(on_path).parent)
    if not bins:
        raise NoServer("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return max(bins, key=lambda each: [int(n) for n in each.parent.name.split(".") if n.isdigit()])


def _as_somebody(folder: Path) -> list[str]:
    """What goes before a command so that it does not run as root."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise NoServer("PostgreSQL does not run as root, and there is no setpriv")
        return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    raise NoServer("PostgreSQL does not run as root, and there is nobody else")


class Server:
    """One server process with its data; can be stopped, killed and started again."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self._bin = programs()
        self._somebody = _as_somebody(folder)
        self._settings = {
            "port": str(self.port), "listen_addresses": "127.0.0.1", "fsync": "on",
            "unix_socket_directories": "", "max_connections": "60", "shared_buffers": "16MB",
            "wal_level": "replica", "max_wal_senders": "4", **settings,
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """Where its data are."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """The address of its database, without a schema of one's own."""
        return f"postgresql://ratssaal@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """Make an empty cluster."""
        line = ["initdb", "-U", "ratssaal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self.run(*line, "-D", str(self.data))

    def run(self, program: str, *line: str) -> None:
        """Run one of PostgreSQL's programs to its end."""
        done = subprocess.run(
            [*self._somebody, str(self._bin / program), *line],
            check=False, capture_output=True, cwd="/", env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
        )  # fmt: skip
        if done.returncode:
            raise NoServer(f"{program}: {done.stderr.decode(errors='replace')[-400:]}")

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        line = [*self._somebody, str(self._bin / "postgres"), "-D", str(self.data)]
        for name, value in self._settings.items():
            line += ["-c", f"{name}={value}"]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                line, stdout=log, stderr=log, cwd="/", start_new_session=True, env={"LC_ALL": "C.UTF-8"}
            )
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.05)
        log_end = (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")[-600:]
        raise NoServer(f"the server did not start: {log_end}")

    def kill(self) -> None:
        """Kill the server with all its processes, as a power cut would."""
        self._signal(signal.SIGKILL)

    def pause(self) -> None:
        """Let the server hang with all its processes, as a machine that stands still: its lines stay open."""
        for process in self._all():
            os.kill(process, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on as if nothing had been."""
        for process in self._all():
            os.kill(process, signal.SIGCONT)

    def _all(self) -> list[int]:
        """Its processes, the one first that has started the others."""
        process = self._process
        return [] if process is None else [process.pid, *_children(process.pid)]

    def stop(self) -> None:
        """End it at once, its data written."""
        self._signal(signal.SIGINT)

    def execute(self, statement: str) -> None:
        """Say something to the database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def set(self, name: str, value: str) -> None:
        """Change a setting of the running server; on return all of its processes go by it.

        Whether a commit waits for a standby is decided by the checkpointer's copy of the setting: it
        reads its settings before a checkpoint that it is asked for.
        """
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
            connection.execute("SELECT pg_reload_conf()")
            while (shown := connection.execute(f"SHOW {name}".encode()).fetchone()) != (value,):
                if shown is None:
                    raise NoServer(f"has no setting {name}")
                time.sleep(0.02)
            connection.execute("CHECKPOINT")

    def standby(self, folder: Path) -> Server:
        """A copy that follows this server and without which no commit is answered from here on."""
        folder.mkdir(mode=0o755, parents=True)
        other = Server(folder)
        line = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "ratssaal", "-D", str(other.data)]
        self.run("pg_basebackup", *line, "-R", "--checkpoint=fast", "--no-sync")
        other.start()
        self.set("synchronous_standby_names", "*")
        self._until("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
        return other

    def promote(self) -> None:
        """Make a copy the server that is written to."""
        self.execute("SELECT pg_promote(true, 30)")

    def _until(self, statement: str) -> None:
        deadline = time.monotonic() + SECONDS
        with psycopg.connect(self.url, autocommit=True) as connection:
            while connection.execute(statement.encode()).fetchone() is None:
                if time.monotonic() > deadline:
                    raise NoServer(f"never came true: {statement}")
                time.sleep(0.05)

    def schema(self) -> str:
        """The address of a fresh schema in its database, empty and for one test."""
        name = f"town_{os.getpid()}_{next(_SCHEMAS)}"
        self.execute(f"CREATE SCHEMA {name}")
        return f"{self.url}?options=-csearch_path%3D{name}"

    def _signal(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        if how is signal.SIGKILL:
            process.send_signal(signal.SIGSTOP)  # nobody is born while they are counted
        children = _children(process.pid)
        process.send_signal(how)
        for child in children if how is signal.SIGKILL else ():
            with suppress(ProcessLookupError):
                os.kill(child, how)
        process.wait(SECONDS)
        _wait_for_end(children)


def _children(pid: int) -> list[int]:
    """The processes that a server has started; each is in a session of its own."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _wait_for_end(processes: list[int]) -> None:
    """A killed server's own processes must be gone before its data are opened again."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in processes):
        time.sleep(0.02)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Server]:
    """A fresh server, ended afterwards whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(folder, **settings)
    server.make()
    try:
        server.start()
        yield server
    finally:
        server.kill()
