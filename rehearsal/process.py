"""The bot as a process of its own: started, waited for, stopped politely or killed."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 30.0
OWN_PORTS = range(12_000, 32_000)


class BotNotReady(RuntimeError):
    """The bot ended, or did not become ready in time; the text has the end of its log."""


class CommandFailed(RuntimeError):
    """A line of the command line ended with another status than 0."""


def free_port() -> int:
    """Return a loopback port that nobody uses at this moment.

    It lies below those that Linux gives to outgoing connections (32768 and above): one of them
    could take it before the server that it is meant for listens.
    """
    while True:
        port = OWN_PORTS.start + secrets.randbelow(len(OWN_PORTS))
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


class BotProcess:
    """Runs `python app.py serve`; can be killed and started again on the same data."""

    def __init__(self, environment: Mapping[str, str], folder: Path, app: Path = ROOT / "app.py") -> None:
        """Prepare; the log goes to `bot.log` in the folder."""
        self.environment = _surroundings() | dict(environment)
        self.folder = folder
        self.log = folder / "bot.log"
        self.address = f"http://127.0.0.1:{environment['PORT']}"
        self._app = app
        self._process: asyncio.subprocess.Process | None = None

    @property
    def endpoint(self) -> str:
        """Where activities go."""
        return f"{self.address}/api/messages"

    @property
    def pid(self) -> int:
        """The process id while it runs, else 0."""
        return self._process.pid if self._process is not None and self._process.returncode is None else 0

    async def start(self) -> None:
        """Start and wait until the bot says that it is ready."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(self._app),
                "serve",
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
            await self._wait_ready(session)

    async def stop(self) -> int:
        """End the bot with SIGTERM and return its exit status."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> int:
        """Kill the bot with SIGKILL, as a power cut would."""
        return await self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Let the bot hang, as a machine that is frozen."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on as if nothing had been."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    async def run(self, *line: str) -> str:
        """Run another line of the command line beside the bot and return what it prints."""
        return await run_line(self._app, line, self.environment, self.folder)

    def tail(self, lines: int = 15) -> str:
        """Return the end of the bot's log."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    async def _wait_ready(self, session: aiohttp.ClientSession) -> None:
        assert self._process is not None
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if self._process.returncode is not None:
                raise BotNotReady(f"The bot ended with status {self._process.returncode}:\n{self.tail()}")
            try:
                async with session.get(f"{self.address}/readyz") as response:
                    if response.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.05)
        await self.kill()
        raise BotNotReady(f"The bot did not become ready within {READY_SECONDS:.0f} seconds:\n{self.tail()}")

    async def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.send_signal(how)
        try:
            return await asyncio.wait_for(self._process.wait(), 15)
        except TimeoutError:
            self._process.kill()
            return await self._process.wait()


async def run_line(app: Path, line: Sequence[str], environment: Mapping[str, str], folder: Path) -> str:
    """Run `python app.py …` and return its output; fail with its error text."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(app),
        *line,
        cwd=folder,
        env=dict(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    if process.returncode != 0:
        said = err.decode(errors="replace").strip() or out.decode(errors="replace").strip()
        raise CommandFailed(f"app.py {' '.join(line)} ended with status {process.returncode}: {said}")
    return out.decode()


def _surroundings() -> dict[str, str]:
    """What a process needs to run at all; nothing of this process's own settings goes in."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
