"""The peers of the measurement, each in a process of its own on a loopback port."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp

from rehearsal.process import ROOT, free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rehearsal.world import World

READY_SECONDS = 20.0
PATH = "/api/messages"


class PeerNotReady(RuntimeError):
    """A server that is to be measured did not start; the text has the end of what it said."""


@asynccontextmanager
async def stock(world: World) -> AsyncIterator[str]:
    """The SDK's stock bot, with the key server that the product has."""
    names = (
        "APP_ID",
        "APP_PASSWORD",
        "APP_TENANTID",
        "TO_BOT_FROM_CHANNEL_TOKEN_ISSUER",
        "TO_CHANNEL_FROM_BOT_LOGIN_URL",
        "TO_CHANNEL_FROM_BOT_OAUTH_SCOPE",
        "TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL",
    )
    surroundings = world.bot.environment
    settings = {name: surroundings[name] for name in names} | {"APP_TYPE": "SingleTenant"}
    trusting = {**surroundings, "REQUESTS_CA_BUNDLE": str(world.ca_file)}
    async with _running("rehearsal.bench_stock", [json.dumps(settings)], world.folder, trusting) as url:
        yield url


@asynccontextmanager
async def floor(world: World, *, keeping: bool = True) -> AsyncIterator[str]:
    """The bare server that keeps presses, or (``keeping`` false) only answers them."""
    arguments = [str(world.folder / "floor.db")] if keeping else []
    async with _running("rehearsal.bench_floor", arguments, world.folder, world.bot.environment) as url:
        yield url


@asynccontextmanager
async def _running(
    module: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> AsyncIterator[str]:
    port = free_port()
    log = folder / f"{module.rpartition('.')[2]}.log"
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            str(port),
            *arguments,
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
        )
    try:
        await _ready(process, port, log)
        yield f"http://127.0.0.1:{port}{PATH}"
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _ready(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    deadline = asyncio.get_running_loop().time() + READY_SECONDS
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        while process.returncode is None and asyncio.get_running_loop().time() < deadline:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(f"http://127.0.0.1:{port}/"):
                    return
            await asyncio.sleep(0.05)
    raise PeerNotReady(_end_of(log))


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
