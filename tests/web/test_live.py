"""The public pages over HTTP: answers, headers, caching, and events."""

import asyncio
import json
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientResponse

from council import events as ev
from council.agenda import AgendaItem
from council.ballots import Choice
from tests import cast as c
from tests.web.evening import CANARY, Town, evening, town
from web.live import HEADERS
from web.result_view import Votes


async def event(stream: ClientResponse) -> dict[str, object]:
    """The next state of an event stream."""
    async with asyncio.timeout(5):
        while True:
            line = (await stream.content.readline()).decode()
            assert line, "the stream has ended"
            if line.startswith("data: "):
                found = json.loads(line.removeprefix("data: "))
                assert isinstance(found, dict)
                return found


async def watched_by(t: Town, listeners: int) -> None:
    """Wait until so many listen."""
    while t.pages.listeners != listeners:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


class TestThePage:
    """contract § 3: GET /live/{sitting} is plain HTML."""

    async def test_the_page_works_without_any_script(self) -> None:
        async with town() as t, t.session.get(f"{t.url}/live/voting") as answer:
            page = await answer.text()

            assert answer.status == 200
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            assert "<script" not in page
            assert " style=" not in page
            assert '<html lang="de">' in page
            assert "5 von 8 haben abgestimmt" in page

    async def test_the_json_says_the_same(self) -> None:
        async with town() as t, t.session.get(f"{t.url}/live/voting/state") as answer:
            state = await answer.json()

            assert state["state"] == {"code": "voting", "words": "Abstimmung läuft", "more": ""}
            assert state["ballot"]["voted"] == 5
            assert [r["line"] for r in state["results"]] == ["Dafür 3, dagegen 3, Enthaltungen 1: abgelehnt"]

    async def test_a_sitting_that_goes_on_loads_itself_again_unless_told_not_to(self) -> None:
        async with town() as t:
            assert 'http-equiv="refresh"' in await t.text("/live/voting")
            assert 'http-equiv="refresh"' not in await t.text("/live/voting?neu=aus")
            assert 'http-equiv="refresh"' not in await t.text("/live/ended")

    @pytest.mark.parametrize("path", ["/live/{}", "/live/{}/state", "/live/assets/live.css", "/live/nichts"])
    async def test_every_answer_carries_the_security_headers_and_no_cookie(self, path: str) -> None:
        async with town() as t, t.session.get(t.url + path.format("voting")) as answer:
            policy = answer.headers["Content-Security-Policy"]

            assert policy.startswith("default-src 'none'; style-src 'self'")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == HEADERS["Referrer-Policy"]
            assert "Set-Cookie" not in answer.headers

    @pytest.mark.parametrize("path", ["", "/state", "/events"])
    async def test_head_is_answered_like_get_without_a_body(self, path: str) -> None:
        async with town() as t, t.session.head(f"{t.url}/live/voting{path}") as answer:
            assert answer.status == 200
            assert "Content-Security-Policy" in answer.headers
            assert await answer.read() == b""

    async def test_the_style_sheet_is_found_where_the_page_says(self) -> None:
        async with town() as t:
            page = await t.text("/live/opened")
            address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
            async with t.session.get(t.url + address) as answer:
                assert answer.headers["Content-Type"].startswith("text/css")
                assert "max-age" in answer.headers["Cache-Control"]
                assert "url(" not in await answer.text()


class TestNotThere:
    """An unknown sitting gets a page in plain words."""

    @pytest.mark.parametrize("name", ["2020-01-01-andere", "..%2F..%2Fetc", "%3Cscript%3E", "x" * 500])
    async def test_an_unknown_sitting_is_a_page_in_plain_words(self, name: str) -> None:
        async with town() as t, t.session.get(f"{t.url}/live/{name}") as answer:
            page = await answer.text()

            assert answer.status == 404
            assert "Unter dieser Adresse ist keine Sitzung zu finden" in page
            assert "script" not in page
            assert t.archive.reads == 0

    async def test_programs_get_one_word(self) -> None:
        async with town() as t, t.session.get(f"{t.url}/live/nichts/events") as answer:
            assert (answer.status, await answer.json()) == (404, {"error": "unknown"})

    async def test_a_sitting_whose_preparation_was_lifted_is_not_there(self) -> None:
        withdrawn = c.after(c.prepared(), ev.PreparationWithdrawn(at=c.START, by=c.CLERK))
        async with town() as t:
            t.goes_on(withdrawn)
            async with t.session.get(f"{t.url}/live/s") as answer:
                assert answer.status == 404

    async def test_a_damaged_record_is_said_to_be_unreadable(self) -> None:
        async with town() as t:
            t.gallery.learn((c.SITTING,))
            async with t.session.get(f"{t.url}/live/{c.SITTING}") as answer:
                assert answer.status == 503
                assert "gerade nicht lesbar" in await answer.text()

    async def test_a_sitting_not_at_hand_is_read_back(self) -> None:
        async with town() as t:
            t.archive.kept[c.SITTING] = evening()["ended"]
            t.gallery.learn((c.SITTING,))

            assert "Sitzung geschlossen um 15:30 Uhr" in await t.text(f"/live/{c.SITTING}")

    async def test_the_notice_speaks_the_town_s_language(self) -> None:
        async with town(language="en") as t:
            assert "There is no such sitting here" in await t.text("/live/nothing")


class TestKeeping:
    """The pages are made once for each version, and seldom while votes arrive."""

    async def test_an_unchanged_page_is_not_sent_twice(self) -> None:
        async with town() as t:
            async with t.session.get(f"{t.url}/live/voting") as first:
                mark = first.headers["ETag"]
            async with t.session.get(f"{t.url}/live/voting", headers={"If-None-Match": mark}) as again:
                assert again.status == 304
                assert await again.read() == b""

    async def test_a_step_is_seen_at_once(self) -> None:
        async with town() as t:
            t.goes_on(evening()["counted"])
            before = await t.text("/live/s")
            t.goes_on(c.declared(evening()["counted"]))
            after = await t.text("/live/s")

            assert "Dafür 3, dagegen 1, Enthaltungen 1" not in before
            assert "Dafür 3, dagegen 1, Enthaltungen 1: beschlossen" in after

    async def test_votes_are_seen_within_a_moment(self) -> None:
        async with town() as t:
            opened = c.balloting(evening()["opened"], "5")
            t.goes_on(opened)
            assert "0 von 8 haben" in await t.text("/live/s")
            t.goes_on(c.voted(opened, c.MEMBER, Choice.YES))
            assert "0 von 8 haben" in await t.text("/live/s")
            t.clock.now += 0.5
            assert "1 von 8 haben" in await t.text("/live/s")

    async def test_what_the_closed_part_does_changes_no_mark(self) -> None:
        async with town() as t:
            marks = set()
            for name in ("closed", "closed-voting", "closed-declared", "closed-motion"):
                t.goes_on(evening()[name])
                async with t.session.get(f"{t.url}/live/s/state") as answer:
                    marks.add(answer.headers["ETag"])

            assert len(marks) == 1


class TestEvents:
    """contract § 3: GET /live/{sitting}/events."""

    async def test_the_state_comes_at_once_and_at_every_change(self) -> None:
        async with town(rest=0.01) as t:
            t.goes_on(evening()["counted"])
            async with t.session.get(f"{t.url}/live/s/events") as stream:
                assert stream.headers["Content-Type"].startswith("text/event-stream")
                first = await event(stream)
                t.goes_on(c.declared(evening()["counted"]))
                second = await event(stream)

            assert first["state"]["code"] == "counted"  # type: ignore[index]
            assert len(second["results"]) == 2  # type: ignore[arg-type]

    async def test_the_closed_part_sends_nothing(self) -> None:
        async with town(rest=0.01, heartbeat=0.2) as t:
            t.goes_on(evening()["closed"])
            async with t.session.get(f"{t.url}/live/s/events") as stream:
                await event(stream)
                for name in ("closed-called", "closed-voting", "closed-declared"):
                    t.goes_on(evening()[name])
                    await asyncio.sleep(0.02)
                rest = b""
                async with asyncio.timeout(5):
                    while b": still here" not in rest:
                        rest += await stream.content.readline()

            assert b"data:" not in rest
            assert CANARY.encode() not in rest

    async def test_the_number_of_listeners_is_bounded(self) -> None:
        async with town(most_listeners=1) as t:
            async with t.session.get(f"{t.url}/live/voting/events") as first:
                await event(first)
                async with t.session.get(f"{t.url}/live/voting/events") as second:
                    assert second.status == 503
                    assert second.headers["Retry-After"] == "30"
            async with asyncio.timeout(5):
                while t.pages.listeners:
                    t.goes_on(evening()["voting"], "voting")
                    await asyncio.sleep(0.01)
            async with t.session.get(f"{t.url}/live/voting/events") as third:
                assert third.status == 200

    async def test_who_never_reads_is_hung_up_on_and_makes_room(self) -> None:
        async with town(most_listeners=1, patience=0.3) as t:
            much = AgendaItem(number="1", title="x" * 16_000_000)  # more than all buffers on the way hold
            t.goes_on(c.called(c.opened(c.prepared(agenda=(much,))), "1"))
            place = urlsplit(t.url)
            reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=1_000)
            writer.write(b"GET /live/s/events HTTP/1.1\r\nHost: bot\r\n\r\n")
            async with asyncio.timeout(20):
                await watched_by(t, 1)
                await watched_by(t, 0)
            async with t.session.get(f"{t.url}/live/voting/events") as next_one:
                await event(next_one)
            got = 0
            with suppress(ConnectionError):
                async with asyncio.timeout(20):
                    while part := await reader.read(1_000_000):
                        got += len(part)
            writer.close()

        assert 0 < got < 8_000_000, "what was not read is thrown away with the line"

    async def test_streams_end_with_the_server(self) -> None:
        async with town() as t:
            stream = await t.session.get(f"{t.url}/live/voting/events")
            await event(stream)
        assert t.pages.listeners == 0

    async def test_names_follow_the_setting(self) -> None:
        async with town(Votes.NAMES) as t, t.session.get(f"{t.url}/live/by-hands/events") as stream:
            state = await event(stream)

            assert "Anna Abel" in json.dumps(state, ensure_ascii=False)


class TestPacked:
    """A page is packed once for everybody who takes it so, and not for those who do not."""

    @pytest.mark.parametrize(
        ("accepts", "encoding"),
        [
            pytest.param("gzip, deflate, br", "gzip", id="a-browser"),
            pytest.param("GZIP;q=0.5", "gzip", id="less-gladly"),
            pytest.param("identity", None, id="plainly"),
            pytest.param("gzip;q=0, identity", None, id="by-no-means"),
            pytest.param("", None, id="says-nothing"),
        ],
    )
    async def test_it_comes_as_the_reader_takes_it(self, accepts: str, encoding: str | None) -> None:
        async with town() as t:
            t.goes_on(evening()["counted"])
            headers = {"Accept-Encoding": accepts}
            async with t.session.get(f"{t.url}/live/s", headers=headers) as answer:
                said, read = answer.headers.get("Content-Encoding"), await answer.text()

            assert said == encoding
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert "</html>" in read

    async def test_the_style_sheet_too(self) -> None:
        async with town() as t, t.session.get(f"{t.url}/live/assets/live.css") as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert "{" in await answer.text()
