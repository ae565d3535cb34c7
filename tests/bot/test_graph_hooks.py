"""``/graph/notifications`` and ``/graph/lifecycle`` at the edge: echo, size, time, shape, room."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.graph_hooks import LIFECYCLE, NOTIFICATIONS, GraphHooks, Take
from bot.intake import MOST_BYTES
from bot.listening import Listening
from graph import Notices

SUBSCRIPTION = "76619225-ff6b-4489-96ca-4ef547e78b22"
NOTICE: dict[str, Any] = {"subscriptionId": SUBSCRIPTION, "clientState": "secret", "changeType": "updated"}
BODY: dict[str, Any] = {"value": [NOTICE]}
ECHO = "Validation: Testing client application reachability for subscription. Id: 1-2"


@dataclass
class Hooks:
    """The two addresses served, and what they have taken."""

    session: aiohttp.ClientSession
    taken: list[Notices] = field(default_factory=list)
    full: bool = False
    port: int = 0

    def take(self, notices: Notices) -> bool:
        """Take notices, unless full."""
        if not self.full:
            self.taken.append(notices)
        return not self.full

    async def post(self, path: str = NOTIFICATIONS, **options: Any) -> tuple[int, str, Any]:
        """Post; returns status, text and headers."""
        async with self.session.post(f"http://127.0.0.1:{self.port}{path}", **options) as answer:
            return answer.status, await answer.text(), answer.headers


async def serve(hooks: Hooks, take: Take | None) -> Listening:
    app = web.Application(client_max_size=MOST_BYTES)
    GraphHooks(take, body_seconds=0.3).add_to(app)
    listening = await Listening.open(app, "127.0.0.1", 0)
    hooks.port = listening.port
    return listening


@pytest.fixture
async def hooks() -> AsyncIterator[Hooks]:
    async with aiohttp.ClientSession() as session:
        opened = Hooks(session)
        listening = await serve(opened, opened.take)
        yield opened
        await listening.close()


class TestEcho:
    """Reliability, threat 29: an echo is plain text, short, and nothing that a browser could run."""

    @pytest.mark.parametrize("path", [NOTIFICATIONS, LIFECYCLE])
    async def test_is_given_as_plain_text(self, hooks: Hooks, path: str) -> None:
        status, text, headers = await hooks.post(path, params={"validationToken": ECHO})

        assert (status, text) == (200, ECHO)
        assert headers["Content-Type"] == "text/plain; charset=utf-8"
        assert headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        "token",
        [
            "<script>alert(1)</script>",
            "a<b",
            'a"b',
            "a'b",
            "a&b",
            "a`b",
            "a\\b",
            "a\nb",
            "a\r\nSet-Cookie: x=1",
            "a\x00b",
            "Größe",
            "",
            "x" * 4097,
        ],
    )
    async def test_is_refused_where_it_is_not_plain(self, hooks: Hooks, token: str) -> None:
        status, text, headers = await hooks.post(params={"validationToken": token})

        assert status == 400
        assert json.loads(text) == {"error": {"code": "NotPlain"}}
        assert headers["X-Content-Type-Options"] == "nosniff"

    async def test_the_longest_is_given(self, hooks: Hooks) -> None:
        status, text, _ = await hooks.post(params={"validationToken": "x" * 4096})

        assert (status, len(text)) == (200, 4096)

    async def test_two_at_once_are_refused(self, hooks: Hooks) -> None:
        status, _, _ = await hooks.post(params=[("validationToken", "a"), ("validationToken", "b")])

        assert status == 400

    async def test_is_not_given_to_whoever_only_looks(self, hooks: Hooks) -> None:
        url = f"http://127.0.0.1:{hooks.port}{NOTIFICATIONS}?validationToken=a"
        async with hooks.session.get(url) as answer:
            assert answer.status == 405


class TestNotices:
    """Threat 30: whatever is well-formed is answered with 202 at once, believed or not."""

    @pytest.mark.parametrize("path", [NOTIFICATIONS, LIFECYCLE])
    async def test_are_taken(self, hooks: Hooks, path: str) -> None:
        status, text, _ = await hooks.post(path, json=BODY)

        assert (status, text) == (202, "")
        assert [one.subscription for notices in hooks.taken for one in notices.notices] == [SUBSCRIPTION]

    async def test_properties_that_nobody_knows_are_passed_over(self, hooks: Hooks) -> None:
        status, _, _ = await hooks.post(json={**BODY, "new": {"x": [1]}, "value": [{**NOTICE, "y": 1}]})

        assert status == 202

    async def test_full_sends_graph_away_for_a_while(self, hooks: Hooks) -> None:
        hooks.full = True
        status, _, headers = await hooks.post(json=BODY)

        assert status == 503
        assert headers["Retry-After"] == "10"

    async def test_where_nothing_is_subscribed_to_all_is_ignored(self) -> None:
        async with aiohttp.ClientSession() as session:
            hooks = Hooks(session)
            listening = await serve(hooks, None)
            status, _, _ = await hooks.post(json=BODY)
            await listening.close()

        assert status == 202
        assert not hooks.taken


MALFORMED: dict[str, Any] = {
    "no-value": {"values": [NOTICE]},
    "value-is-no-list": {"value": NOTICE},
    "no-notices": {"value": []},
    "too-many": {"value": [{"subscriptionId": "x"}] * 1001},
    "notice-is-no-object": {"value": ["x"]},
    "no-subscription": {"value": [{"clientState": "x"}]},
    "subscription-is-empty": {"value": [{**NOTICE, "subscriptionId": ""}]},
    "subscription-is-a-number": {"value": [{**NOTICE, "subscriptionId": 5}]},
    "state-is-a-list": {"value": [{**NOTICE, "clientState": ["x"]}]},
    "lifecycle-is-an-object": {"value": [{**NOTICE, "lifecycleEvent": {}}]},
    "sealed-is-text": {"value": [{**NOTICE, "encryptedContent": "x"}]},
    "sealed-lacks-its-key": {"value": [{**NOTICE, "encryptedContent": {"data": "x", "dataSignature": "x"}}]},
    "tokens-are-text": {**BODY, "validationTokens": "x"},
    "tokens-are-numbers": {**BODY, "validationTokens": [1]},
    "too-many-tokens": {**BODY, "validationTokens": ["x"] * 17},
}


class TestMalformed:
    """What is no collection of notices is refused with 400, and no work is done."""

    @pytest.mark.parametrize("name", MALFORMED)
    async def test_is_refused(self, hooks: Hooks, name: str) -> None:
        status, text, _ = await hooks.post(json=MALFORMED[name])

        assert status == 400
        assert json.loads(text) == {"error": {"code": "NotNotices"}}
        assert not hooks.taken

    @pytest.mark.parametrize(
        ("raw", "status"),
        [
            pytest.param(b"", 400, id="empty"),
            pytest.param(b"[]", 400, id="a-list"),
            pytest.param(b"{", 400, id="broken"),
            pytest.param(b'{"value":[NaN]}', 400, id="not-a-number"),
            pytest.param(b'{"value":[],"value":[]}', 400, id="a-name-twice"),
            pytest.param(b'{"value":' + b"[" * 40 + b"]" * 40 + b"}", 400, id="too-deep"),
            pytest.param(b'{"value":"' + b"x" * MOST_BYTES + b'"}', 413, id="too-large"),
        ],
    )
    async def test_what_is_no_sound_json_is_refused(self, hooks: Hooks, raw: bytes, status: int) -> None:
        found, _, _ = await hooks.post(data=raw, headers={"Content-Type": "application/json"})

        assert found == status
        assert not hooks.taken

    async def test_other_kinds_of_content_are_refused(self, hooks: Hooks) -> None:
        status, _, _ = await hooks.post(data=b"<a/>", headers={"Content-Type": "text/xml"})

        assert status == 415

    async def test_a_large_body_without_a_length_is_refused(self, hooks: Hooks) -> None:
        async def endless() -> AsyncIterator[bytes]:
            for _ in range(40):
                yield b" " * 16 * 1024

        status, _, _ = await hooks.post(data=endless(), headers={"Content-Type": "application/json"})

        assert status == 413

    async def test_a_slow_body_is_not_waited_for(self, hooks: Hooks) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", hooks.port)
        head = (
            f"POST {NOTIFICATIONS} HTTP/1.1\r\nHost: x\r\n"
            "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        )
        writer.write(head.encode())
        await writer.drain()
        async with asyncio.timeout(10):
            line = await reader.readline()
        writer.close()

        assert b" 408 " in line

    async def test_the_log_never_holds_what_was_sent(self, hooks: Hooks) -> None:
        with capture_logs() as lines:
            await hooks.post(json={"value": [{"clientState": "very-secret-state"}]})

        assert lines
        assert "very-secret-state" not in repr(lines)
