"""The floor: what no bot can do without. Bare aiohttp, JSON parsed, one commit per waiting group.

No sign-in, no rules, no card: whoever keeps a press on disk in Python pays at least this. With a
path it keeps what is sent; without one it only answers, which is the ceiling of whoever asks.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web

Waiting = tuple[str, "asyncio.Future[None]"]


class Keeper:
    """Keeps texts in SQLite (WAL, ``synchronous=FULL``): all that wait go into one commit."""

    def __init__(self, path: str) -> None:
        """Open the file in a thread of its own."""
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._path = path
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to write what is asked for."""
        loop = asyncio.get_running_loop()
        self._connection = await loop.run_in_executor(self._thread, self._open)
        self._worker = asyncio.create_task(self._work())

    async def keep(self, text: str) -> None:
        """Return when the text is on the disk."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((text, done))
        await done

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL").fetchone()
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        return connection

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            group = [await self._queue.get()]
            while not self._queue.empty():
                group.append(self._queue.get_nowait())
            await loop.run_in_executor(self._thread, self._write, [text for text, _ in group])
            for _, done in group:
                done.set_result(None)

    def _write(self, texts: list[str]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO kept (text) VALUES (?)", [(text,) for text in texts])
        self._connection.execute("COMMIT")


def make_app(path: str = "") -> web.Application:
    """Return an application that keeps each press in the file, or (no path) only answers."""
    keeper = Keeper(path) if path else None

    async def messages(request: web.Request) -> web.Response:
        press = json.loads(await request.read())
        choice = press["value"]["action"]["data"]["choice"]
        if keeper is not None:
            await keeper.keep(json.dumps({"by": press["from"]["id"], "choice": choice}))
        return web.json_response({"statusCode": 200, "type": "text", "value": choice})

    async def start(_: web.Application) -> None:
        if keeper is not None:
            await keeper.start()

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    app.on_startup.append(start)
    return app


if __name__ == "__main__":
    web.run_app(make_app(*sys.argv[2:]), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
