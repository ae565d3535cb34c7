"""Markup in every text that reaches the public pages: it is read as it was typed, and nothing comes of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from council import commands as cmd
from council import events as ev
from council.ballots import Choice
from council.ids import SittingId
from council.sitting import Sitting
from tests import cast as c
from tests.cards import stages
from tests.web.evening import evening, town
from web.home import Home
from web.pages import live_page
from web.result_view import Votes
from web.view import live_of

MARKUP = (
    "\"'></title></p><script src=//evil.example>alert(1)</script><img src=x onerror=alert(2)>"
    "<a href=\"javascript:alert(3)\" onclick='alert(4)'>hier</a><!-- {{ 7*7 }} {% x %} ${7} &lt;b&gt;"
)
PLAIN = "Klartext"
LINKS = {"javascript:alert(5)", "data:text/html,<script>", f"https://rat.example/{MARKUP}"}


@dataclass
class Page(HTMLParser):
    """A page as a browser reads it: its elements with the names of their attributes, links, text."""

    shape: list[tuple[str, ...]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.shape.append((tag, *(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_endtag(self, tag: str) -> None:
        """Note its end."""
        self.shape.append((f"/{tag}",))

    def handle_comment(self, data: str) -> None:
        """Note what none of our pages has."""
        self.shape.append(("comment", data))

    def handle_data(self, data: str) -> None:
        """Note what is read."""
        self.text += data


def read(page: str) -> Page:
    """Read a page."""
    found = Page()
    found.feed(page)
    found.close()
    return found


def harmless(link: str) -> bool:
    """Whether an address leads to the web, or stays on this page or site."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https") and (parts.hostname or "").endswith(".example")
    return link.startswith(("#", "?", "/live/assets/"))


def sittings(mark: str) -> Iterator[tuple[str, Sitting]]:
    """Sittings with *mark* in every text that somebody may type, from the beginning to the end."""
    people = [
        replace(m, first=m.first + mark, last=m.last + mark, title=mark, group=m.group and m.group + mark)
        for m in c.PEOPLE
    ]
    links = [*sorted(LINKS), "https://rat.example/1"]
    agenda = [
        replace(
            item,
            title=item.title + mark,
            paper=mark,
            mover=mark,
            object=mark,
            proposal=mark,
            reason=mark,
            link=links[place % len(links)],
        )
        for place, item in enumerate(stages.ITEMS)
    ]
    bound = c.prepared(people=people, agenda=agenda, public_room=mark, reason=mark)
    bound = replace(bound, title=mark, body=mark, stream=links[0], rules=stages.rules_of())
    yield "prepared", bound
    opened = c.opened(c.admitted(bound, *(m for m in c.VOTERS if m != c.LATE)))
    public = next(item.number for item in agenda if item.public and "." not in item.number)
    yield "voting", (voting := c.balloting(opened, public, object=mark))
    yield "counted", (counted := c.closed(c.all_voted(voting, 4, 3, 1)))
    told = c.declared(counted, reason=mark)
    yield "repeating", (again := c.repeated(told, mark))
    told = c.declared(c.closed(c.all_voted(again, 5, 2, 1)))
    yield "procedural", (motion := c.balloting(told, public, procedural=mark))
    told = c.declared(c.closed(c.all_voted(motion, 5, 2, 1)))
    yield "block", (block := stages.block(told))
    yield "block-told", c.declared(c.closed(c.all_voted(block, 8, 0, 0)))
    options = (f"Nord {mark[:60]}", f"Süd {mark[60:120]}")
    yield "choosing", (choosing := stages.do(told, cmd.OpenAlternatives, item="8.1", options=options))
    for place, member in enumerate(c.running(choosing).electorate):
        choosing = c.voted(choosing, member, Choice.FIRST if place else Choice.SECOND)
    yield "chosen", (chosen := stages.told(choosing))
    yield "ended", c.after(chosen, ev.SittingEnded(at=c.START, by=c.CHAIR))


def marked(value: Any, mark: str) -> Any:
    """The same view with *mark* in every text but addresses and the language."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"language", "link", "stream"}
        names = [one.name for one in fields(value) if one.name not in kept]
        return replace(value, **{name: marked(getattr(value, name), mark) for name in names})
    if isinstance(value, tuple):
        return tuple(marked(one, mark) for one in value)
    return value + mark if isinstance(value, str) else value


class TestTheSitting:
    """reliability.md § 4.2, row 19: markup in titles, names, groups, reasons, objects, links, options."""

    @pytest.fixture
    def names(self) -> list[str]:
        return [name for name, _ in sittings(PLAIN)]

    @pytest.mark.parametrize("votes", Votes)
    async def test_every_page_has_the_elements_it_has_without(self, votes: Votes, names: list[str]) -> None:
        async with town(votes) as t:
            for name, sitting in sittings(MARKUP):
                t.goes_on(sitting, name)
            for name, sitting in sittings(PLAIN):
                t.goes_on(sitting, f"plain-{name}")
            for name in names:
                for query in ("", "?neu=aus"):
                    page = read(await t.text(f"/live/{name}{query}"))

                    assert page.shape == read(await t.text(f"/live/plain-{name}{query}")).shape, name
                    assert MARKUP in page.text, name
                    assert [link for link in page.links if not harmless(link)] == [], name

    async def test_json_and_events_hold_text_and_no_address_that_runs(self, names: list[str]) -> None:
        async with town(Votes.NAMES) as t:
            for name, sitting in sittings(MARKUP):
                t.goes_on(sitting, name)
            for name in names:
                async with t.session.get(f"{t.url}/live/{name}/state") as answer:
                    kind, text = answer.headers["Content-Type"], await answer.text()
                async with t.session.get(f"{t.url}/live/{name}/events") as stream:
                    lines = [await stream.content.readline() for _ in range(5)]

                assert kind == "application/json; charset=utf-8"
                assert lines[4] == f"data: {text}\n".encode()
                state = json.loads(text)
                assert state["title"] == MARKUP
                links = [item["link"] for item in state["agenda"]]
                assert set(links) == {"", f"https://rat.example/{MARKUP}", "https://rat.example/1"}
                assert state["stream"] in ("", *links)

    async def test_an_address_that_is_markup_is_not_said_again(self) -> None:
        async with town() as t:
            for rest in ("", "/state", "/events"):
                said = await t.text(f"/live/{quote(MARKUP, safe='')}{rest}")

                assert "evil" not in said

    @pytest.mark.parametrize("language", ["de", "en"])
    async def test_the_home_page_too(self, language: str) -> None:
        pages = []
        for mark in (MARKUP, PLAIN):
            app = web.Application()
            Home(body=mark, phone=mark, language=language).add_to(app)
            async with TestClient(TestServer(app)) as client, client.get("/") as answer:
                pages.append(read(await answer.text()))

        assert pages[0].shape == pages[1].shape
        assert MARKUP in pages[0].text


class TestEveryText:
    """Whatever of the view a page shows, it shows as text."""

    @pytest.mark.parametrize("name", list(evening()))
    def test_is_no_markup_in_any_state(self, name: str) -> None:
        live = live_of(replace(evening()[name], id=SittingId("s")), Votes.NAMES)
        pages = [read(live_page(marked(live, mark), refreshing=True).decode()) for mark in (MARKUP, PLAIN)]

        assert pages[0].shape == pages[1].shape
        assert pages[0].text.count(MARKUP) > 20
        assert [link for link in pages[0].links if not harmless(link)] == []
