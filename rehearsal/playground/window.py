"""One person's Playground: an unmodified process of its own, and what is shown in it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import aiohttp

from rehearsal.chats import Chat
from rehearsal.people import Person
from rehearsal.process import ROOT, free_port
from rehearsal.reading import Json
from rehearsal.tenant import BOT_NAME, Tenant

PROGRAM = ROOT / ".cache/npm/playground/node_modules/@microsoft/m365agentsplayground/cli.js"
CONFIG = ".m365agentsplayground.yml"
FIRST_PORT = 56150
OTHERS = 5
"""So many people besides its own user a Playground wants to know, no more and no fewer."""
_READY_SECONDS = 60.0


class NoPlayground(RuntimeError):
    """A Playground cannot be started here, or has ended; the text says why."""


def missing() -> str:
    """What keeps a Playground from being started here, "" where nothing does."""
    if shutil.which("node") is None:
        return "no Node.js on this machine"
    return (
        "" if PROGRAM.is_file() else "the Agents Playground is not installed (.ci/run installs it with npm)"
    )


def port_near(wanted: int) -> int:
    """Return this port if nobody uses it, else (or with 0) any that is free."""
    with socket.socket() as probe:
        try:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("", wanted))
        except OSError:
            return free_port()
        return int(probe.getsockname()[1])


def described(person: Person) -> Json:
    """A person as the Playground's file of settings has them (its spelling)."""
    return {
        "id": person.mri,
        "name": person.name,
        "userPrincipleName": person.upn,
        "aadObjectId": person.entra,
        "givenName": person.first,
        "surname": person.last,
        "email": person.upn,
    }


def config(tenant: Tenant, person: Person, others: Sequence[Person], meeting: Chat) -> Json:
    """The settings of one person's Playground: the town's own names and ids, none to translate."""
    return {
        "version": "0.1.0",
        "tenantId": tenant.id,
        "bot": {"id": tenant.bot_mri, "name": BOT_NAME},
        "currentUser": described(person),
        "users": [described(one) for one in others],
        "personalChat": {"id": tenant.one_to_one(person).id},
        "groupChat": {"id": meeting.id, "name": meeting.name},
        "team": {
            "id": f"19:{person.key}-team@thread.tacv2",
            "name": "Team",
            "aadGroupId": "00000000-0000-0000-0000-000000000001",
            "channels": [],
        },
    }


class Window:
    """A Playground's process; what the bot says is posted to it as Teams' service would show it."""

    def __init__(self, person: Person, folder: Path, settings: Json, port: int) -> None:
        """Prepare; settings and log go into the folder."""
        self._person = person
        self.address = f"http://127.0.0.1:{port}"
        self.log = folder / "playground.log"
        self._folder = folder
        self._settings = settings
        self._port = port
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def person(self) -> Person:
        """Who sits before it."""
        return self._person

    async def start(self, endpoint: str, service_url: str = "") -> None:
        """Start it before the bot's address and wait until it answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / CONFIG
        file.write_text(json.dumps(self._settings, ensure_ascii=False, indent=1), encoding="utf-8")
        line = [str(PROGRAM), "start", "-e", endpoint, "-c", "msteams", "-p", str(self._port)]
        line += ["--disable-telemetry", *(["--service-url", service_url] if service_url else [])]
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                "node", *line, cwd=self._folder, env=self._environment(), stdout=log, stderr=log,
                stdin=asyncio.subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10))
        await self._wait_ready()

    async def stop(self) -> None:
        """End it, by its own process group."""
        if self._session is not None:
            await self._session.close()
        process = self._process
        if process is None or process.returncode is not None:
            return
        os.killpg(process.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def ended(self) -> None:
        """Wait until the process has ended by itself."""
        assert self._process is not None, "start() comes first"
        await self._process.wait()

    async def post(self, chat: Chat, activity: Json) -> str:
        """Show a message and return the id under which this Playground knows it, "" where it refuses."""
        answer = await self._ask("POST", _activities(chat), activity)
        return str(answer.get("id") or "")

    async def put(self, chat: Chat, identifier: str, activity: Json) -> None:
        """Show a message anew."""
        await self._ask("PUT", f"{_activities(chat)}/{quote(identifier, safe='')}", activity)

    async def _ask(self, method: str, path: str, activity: Json) -> Json:
        assert self._session is not None, "start() opens the session"
        try:
            async with self._session.request(
                method, f"{self.address}/_connector{path}", json=activity
            ) as said:
                answer = await said.json(content_type=None) if said.status < 300 else None
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return {}
        return answer if isinstance(answer, dict) else {}

    async def _wait_ready(self) -> None:
        """Wait for the first answer; a Playground that dislikes its settings ends without a word."""
        assert self._process is not None
        assert self._session is not None
        until = asyncio.get_running_loop().time() + _READY_SECONDS
        while self._process.returncode is None and asyncio.get_running_loop().time() < until:
            try:
                async with self._session.get(self.address) as answer:
                    if answer.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.1)
        told = self.log.read_text(encoding="utf-8", errors="replace")[-500:]
        await self.stop()
        raise NoPlayground(f"The Playground of {self.person.name} did not start: {told}")

    def _environment(self) -> dict[str, str]:
        """What it needs; its own files stay in the folder, and it opens no browser."""
        home = str(self._folder.resolve())
        return {"PATH": os.environ["PATH"], "HOME": home, "TEAMSAPPTESTER_BROWSER": "none"}


def _activities(chat: Chat) -> str:
    return f"/v3/conversations/{quote(chat.id, safe='')}/activities"
