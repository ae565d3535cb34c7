"""A second renderer: the window of Microsoft's Agents Playground, with a bot that only shows cards.

The Playground is started as npm brings it and looked at as a person would. Its window keeps a card at one
width, and it draws slowly where a chat is long: so each chat gets a handful of cards.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession, web
from playwright.async_api import Page, Route, async_playwright

from cards.build import Card, activity_of
from rehearsal.process import free_port
from tests.rendering.browser import FLAGS, HERE, PLAYGROUND, browser_path, missing

AT_ONCE = 12
PATIENCE = 60
_OWN = ("http://127.0.0.1", "http://localhost", "ws://127.0.0.1", "ws://localhost", "data:", "blob:")


def missing_playground() -> str:
    """What keeps the Playground from running here, "" where nothing does."""
    if shutil.which("node") is None:
        return "no Node.js on this machine"
    return missing() or ("" if PLAYGROUND.is_file() else "the Playground is not installed")


def looked_at(cards: Mapping[str, Card], pictures: Path | None = None) -> list[dict[str, Any]]:
    """What is seen of the cards in the Playground's window; its pictures are kept in a folder if wished."""
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_look(cards, pictures))


async def _look(cards: Mapping[str, Card], pictures: Path | None) -> list[dict[str, Any]]:
    async with _bot() as (endpoint, greeted), _running(endpoint) as address, _window() as page:
        return [
            seen for some in _handfuls(cards) for seen in await _chat(page, address, greeted, some, pictures)
        ]


def _handfuls(cards: Mapping[str, Card]) -> Iterator[dict[str, Card]]:
    named = list(cards.items())
    for start in range(0, len(named), AT_ONCE):
        yield dict(named[start : start + AT_ONCE])


async def _chat(
    page: Page,
    address: str,
    greeted: asyncio.Queue[dict[str, Any]],
    cards: dict[str, Card],
    pictures: Path | None,
) -> list[dict[str, Any]]:
    """A fresh personal chat with these cards, measured."""
    while not greeted.empty():
        greeted.get_nowait()
    await page.goto(address)
    hello = await asyncio.wait_for(_installed(greeted), PATIENCE)
    await _send(hello, cards)
    await page.wait_for_function(f"document.querySelectorAll('.ac-adaptiveCard').length >= {len(cards)}")
    await page.evaluate((HERE / "measure.js").read_text(encoding="utf-8"))
    if pictures is not None:
        await _photograph(page, list(cards), pictures)
    found: list[dict[str, Any]] = await page.evaluate(
        """names => [...document.querySelectorAll('.ac-adaptiveCard')].map(
            (root, n) => seen.measure(names[n], root, root.parentElement))""",
        list(cards),
    )
    return found


async def _installed(greeted: asyncio.Queue[dict[str, Any]]) -> dict[str, Any]:
    while (activity := await greeted.get())["type"] != "conversationUpdate":
        pass
    return activity


async def _send(hello: dict[str, Any], cards: Mapping[str, Card]) -> None:
    chat = hello["conversation"]["id"]
    url = f"{hello['serviceUrl'].rstrip('/')}/v3/conversations/{chat}/activities"
    ends = {"from": hello["recipient"], "recipient": hello["from"], "conversation": hello["conversation"]}
    async with ClientSession() as session:
        for card in cards.values():
            async with session.post(url, json={**activity_of(card), **ends}) as answer:
                answer.raise_for_status()


async def _photograph(page: Page, names: list[str], folder: Path) -> None:
    for name, card in zip(names, await page.query_selector_all(".ac-adaptiveCard"), strict=True):
        await card.screenshot(path=folder / f"{name}.png")


@asynccontextmanager
async def _bot() -> AsyncIterator[tuple[str, asyncio.Queue[dict[str, Any]]]]:
    """A bot that says nothing; where it listens, and what it was told."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def messages(request: web.Request) -> web.Response:
        await told.put(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages", told
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _running(endpoint: str) -> AsyncIterator[str]:
    """The Playground for that bot; the address of its window."""
    port = free_port()
    with TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            "node", str(PLAYGROUND), "start", "-e", endpoint, "-c", "msteams", "-p", str(port),
            "--disable-telemetry",
            cwd=folder,
            env={**os.environ, "TEAMSAPPTESTER_BROWSER": "none"},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await asyncio.wait_for(_listening(port), PATIENCE)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.kill()
            await process.wait()


async def _listening(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            await writer.wait_closed()
            return


@asynccontextmanager
async def _window() -> AsyncIterator[Page]:
    """A browser's window that reaches this machine only."""

    async def only_here(route: Route) -> None:
        await (route.continue_() if route.request.url.startswith(_OWN) else route.abort())

    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        try:
            page = await browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(PATIENCE * 1000)
            await page.route("**/*", only_here)
            yield page
        finally:
            await browser.close()
