"""People before their Playground's window, in a real browser that talks to this machine only."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Locator, Page, Route, async_playwright, expect

from rehearsal.playground import window
from rehearsal.playground.window import Window
from rehearsal.tenant import BOT_NAME
from tests.rendering.browser import FLAGS, browser_path

PATIENCE = 40_000
"""Milliseconds that anything may take to be seen: the machine may be busy."""
LOOPBACK = ("127.0.0.1", "localhost")
CUT = """() => [...document.querySelectorAll('.ac-adaptiveCard, .ac-adaptiveCard *')]
    .filter(e => e.children.length === 0 && e.textContent.trim())
    .filter(e => {
        const range = document.createRange();
        range.selectNodeContents(e);
        const text = range.getBoundingClientRect();
        const box = (e.closest('button') || e.closest('.ac-adaptiveCard')).getBoundingClientRect();
        const beside = text.right > box.right + 0.5 || text.left < box.left - 0.5;
        return beside || (e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1);
    })
    .map(e => e.textContent)"""
RECEIPT = re.compile(r"Beleg ([0-9A-Z]{4}-[0-9]{2})")


def missing() -> str:
    """What keeps windows from being opened here, "" where nothing does."""
    return window.missing() or ("" if browser_path() else "no Chromium on this machine")


class Seated:
    """Somebody before their window: types, presses, and sees what is drawn there."""

    def __init__(self, page: Page, window: Window, meeting: str) -> None:
        self.page = page
        self.window = window
        self._meeting = meeting

    @property
    def _places(self) -> Locator:
        """The list of chats at the left."""
        return self.page.get_by_role("tree").first

    async def opens(self) -> None:
        """Open the window; it begins with the personal chat."""
        await self.page.goto(self.window.address)
        await expect(self._places).to_be_visible()
        await self.page.get_by_role("button", name="Hide log panel").click()

    async def turns_to_meeting(self) -> None:
        """Look at the meeting's chat."""
        await self._places.get_by_role("treeitem", name=self._meeting).click()

    async def turns_to_own(self) -> None:
        """Look at one's own chat with the bot."""
        await self._places.get_by_role("treeitem").first.click()

    async def types(self, text: str, *, mention: bool = False) -> None:
        """Type a line where one looks, with the mention that a group chat wants, and send it."""
        box = self.page.get_by_role("textbox")
        await box.click()
        if mention:
            await self.page.keyboard.type("@")
            await self.page.get_by_role("menuitem", name=BOT_NAME).click()
            await self.page.keyboard.type(" ")
        await self.page.keyboard.type(text)
        await expect(box).to_contain_text(text)
        await self.page.get_by_role("button", name="Send Message").click()
        await expect(box).not_to_contain_text(text)

    def card(self, *words: str) -> Locator:
        """The lowest card with all of these words."""
        found = self.page.locator(".ac-adaptiveCard")
        for one in words:
            found = found.filter(has_text=one)
        return found.last

    async def sees(self, *words: str) -> Locator:
        """Wait until a card with all of these words is drawn."""
        await expect(self.card(*words)).to_be_visible()
        return self.card(*words)

    async def presses(self, title: str, on: str) -> None:
        """Press a button on the lowest card with these words."""
        await (await self.sees(on)).get_by_role("button", name=title, exact=True).click()

    async def presses_until(self, title: str, on: str, *seen: str) -> None:
        """Press, and once more where this client has drawn the card anew under the hand."""
        await self.presses(title, on)
        for _ in range(2):
            with suppress(AssertionError):
                await expect(self.card(*seen)).to_be_visible(timeout=PATIENCE / 4)
                return
            if await self.card(on).is_visible():
                await self.presses(title, on)
        await self.sees(*seen)

    async def buttons(self, on: str) -> list[str]:
        """The titles on the buttons of a card, in their order."""
        return await (await self.sees(on)).get_by_role("button").all_inner_texts()

    async def cut(self) -> list[str]:
        """The texts on cards that reach beyond their button or card, as this client draws them."""
        found: list[str] = await self.page.evaluate(CUT)
        return found

    async def votes(self, word: str, on: str) -> str:
        """Vote on a ballot and return the number of the receipt that is then read there."""
        await self.presses(word, on)
        told = await self.sees(on, f"Ihre Stimme: {word}")
        number = RECEIPT.search(await told.inner_text())
        assert number is not None, await told.inner_text()
        return number[1]


@asynccontextmanager
async def seated(windows: Iterable[Window], meeting: str) -> AsyncIterator[dict[str, Seated]]:
    """A browser with a profile for each window, by the keys of the persons; all windows are open."""
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        try:
            people = {one.person.key: Seated(await _page(browser), one, meeting) for one in windows}
            await asyncio.gather(*(person.opens() for person in people.values()))
            yield people
        finally:
            await browser.close()


async def _page(browser: Browser) -> Page:
    context: BrowserContext = await browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(PATIENCE)
    await context.route("**/*", _stay_here)
    return await context.new_page()


async def _stay_here(route: Route) -> None:
    """Let a request through only where it stays on this machine."""
    if urlsplit(route.request.url).hostname in LOOPBACK:
        await route.continue_()
    else:
        await route.abort()
