"""What gets past the door: size, time, JSON and shape, with real sockets and slow clients."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intake import MOST_BYTES, MOST_DEPTH, NotTaken, check_activity, load_object
from bot.open_files import allow_many
from bot.tokens import LocalGate
from tests.bot.edge import Door, open_door
from tests.bot.signing import message

LOCAL = "http://127.0.0.1:56150/_connector"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door(LocalGate(), header_seconds=0.4, body_seconds=0.4) as door:
        yield door


def nested(depth: int) -> bytes:
    """An object with so many levels."""
    return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)


def outcome(raw: bytes) -> object:
    """Return the kind of what was read, or the status of the refusal."""
    try:
        return type(load_object(raw))
    except NotTaken as refused:
        return refused.status


def activity(**changes: Any) -> dict[str, Any]:
    return message(serviceUrl=LOCAL, **changes)


class TestStrictJson:
    """Reliability § 4.2, 23: what Python's reader takes too easily or fails at is refused."""

    @pytest.mark.parametrize(
        "raw",
        [
            pytest.param(b"", id="nothing"),
            pytest.param(b"{", id="half"),
            pytest.param(b'{"a":1}x', id="rest"),
            pytest.param(b'{"a":NaN}', id="nan"),
            pytest.param(b'{"a":Infinity}', id="infinity"),
            pytest.param(b'{"a":-Infinity}', id="minus-infinity"),
            pytest.param(b'{"a":1e999}', id="overflow"),
            pytest.param(b'{"a":1,"a":2}', id="doubled-name"),
            pytest.param(b'{"x":{"a":1,"a":1}}', id="doubled-name-inside"),
            pytest.param(b'{"a":' + b"9" * 5000 + b"}", id="huge-number"),
            pytest.param(b'{"a":' + b"9" * 20 + b"}", id="more-than-64-bits"),
            pytest.param(b"\xff\xfe{}", id="not-utf-8"),
            pytest.param(b"\xef\xbb\xbf{}", id="byte-order-mark"),
            pytest.param(b'{"a":"\\ud800"}', id="half-a-character"),
            pytest.param(b'{"\\udfff":1}', id="half-a-character-as-name"),
            pytest.param(b'{"a":["\\ud800"]}', id="half-a-character-inside"),
            pytest.param(nested(MOST_DEPTH + 1), id="too-deep"),
            pytest.param(b"[" * 100_000, id="absurdly-deep"),
            pytest.param(nested(20_000), id="absurdly-deep-objects"),
            pytest.param(b'{"a":[[[' + nested(MOST_DEPTH - 3) + b"]]]}", id="too-deep-mixed"),
        ],
    )
    def test_is_refused(self, raw: bytes) -> None:
        with pytest.raises(NotTaken) as refused:
            load_object(raw)

        assert refused.value.status == 400

    @pytest.mark.parametrize("raw", [b"null", b"[]", b'"text"', b"1", b"true", b"[{}]"])
    def test_is_no_object(self, raw: bytes) -> None:
        with pytest.raises(NotTaken) as refused:
            load_object(raw)

        assert refused.value.code == "NotAnObject"

    @pytest.mark.parametrize(
        "raw",
        [
            pytest.param(nested(MOST_DEPTH), id="deep-enough"),
            pytest.param(b'{"a":-9223372036854775808}', id="smallest"),
            pytest.param('{"a":"ä€😀"}'.encode(), id="characters"),
            pytest.param(b'{"a":"\\ud83d\\ude00"}', id="escaped-pair"),
            pytest.param(b'{"a":1.5e10,"b":null,"c":[true,false]}', id="values"),
        ],
    )
    def test_is_read_like_any_reader_does(self, raw: bytes) -> None:
        assert load_object(raw) == json.loads(raw)

    @settings(deadline=None)
    @given(st.binary(max_size=60))
    def test_no_bytes_end_in_anything_but_an_object_or_a_refusal(self, raw: bytes) -> None:
        assert outcome(raw) in (dict, 400)

    @settings(deadline=None)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=12,
        )
    )
    def test_every_plain_value_comes_back_as_it_was(self, value: object) -> None:
        assert load_object(json.dumps({"v": value}).encode()) == {"v": value}


class TestShape:
    """Every activity of Teams has these fields, each of its kind."""

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"type": None}, id="no-type"),
            pytest.param({"type": 5}, id="type-is-a-number"),
            pytest.param({"type": ""}, id="type-empty"),
            pytest.param({"channelId": None}, id="no-channel"),
            pytest.param({"serviceUrl": ""}, id="no-service-url"),
            pytest.param({"serviceUrl": ["x"]}, id="service-url-is-a-list"),
            pytest.param({"conversation": None}, id="no-conversation"),
            pytest.param({"conversation": "19:x"}, id="conversation-is-text"),
            pytest.param({"conversation": {}}, id="conversation-without-id"),
            pytest.param({"conversation": {"id": 5}}, id="conversation-id-is-a-number"),
            pytest.param({"conversation": {"id": "x", "tenantId": {}}}, id="tenant-is-an-object"),
            pytest.param({"from": None}, id="message-from-nobody"),
            pytest.param({"from": []}, id="sender-is-a-list"),
            pytest.param({"from": {"id": "x", "aadObjectId": ["y"]}}, id="person-is-a-list"),
            pytest.param({"recipient": "28:x"}, id="recipient-is-text"),
            pytest.param({"text": {"a": 1}}, id="text-is-an-object"),
            pytest.param({"id": 17}, id="id-is-a-number"),
            pytest.param({"replyToId": 17}, id="reply-id-is-a-number"),
            pytest.param({"channelData": "x"}, id="channel-data-is-text"),
            pytest.param({"entities": {"a": 1}}, id="entities-are-an-object"),
            pytest.param({"entities": ["x"]}, id="entity-is-text"),
            pytest.param({"membersAdded": [None]}, id="member-is-nothing"),
        ],
    )
    def test_is_refused(self, changes: dict[str, Any]) -> None:
        with pytest.raises(NotTaken) as refused:
            check_activity(message(**changes))

        assert refused.value.status == 400

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({}, id="message"),
            pytest.param({"type": "conversationUpdate", "from": None}, id="update-from-nobody"),
            pytest.param({"channelData": None}, id="without-channel-data"),
            pytest.param({"text": None}, id="without-text"),
            pytest.param({"unknown": {"a": [1]}}, id="unknown-field"),
        ],
    )
    def test_is_taken(self, changes: dict[str, Any]) -> None:
        sent = message(**changes)

        assert check_activity(sent) is sent


class TestOverHttp:
    """Issue, bad input: 4xx with a short answer, never a traceback, no work done."""

    @pytest.mark.parametrize(
        ("raw", "headers", "status"),
        [
            pytest.param(b"[" * 50_000, {}, 400, id="deep"),
            pytest.param(b"null", {}, 400, id="null"),
            pytest.param(b"{", {}, 400, id="half"),
            pytest.param(b"", {}, 400, id="empty"),
            pytest.param(b" " * (MOST_BYTES + 1), {}, 413, id="large"),
            pytest.param(b"{}", {"Content-Type": "text/plain"}, 415, id="text"),
            pytest.param(b"{}", {"Content-Type": ""}, 415, id="no-type"),
            pytest.param(b"{}", {"Content-Type": "application/json; charset=latin-1"}, 415, id="latin-1"),
            pytest.param(b"{}", {"Content-Encoding": "gzip"}, 400, id="gzip-that-is-none"),
        ],
    )
    async def test_body_that_is_no_activity_is_refused(
        self, door: Door, raw: bytes, headers: dict[str, str], status: int
    ) -> None:
        got, answer = await door.knock(raw=raw, headers=headers)

        assert got in (status, 415)
        assert 400 <= got < 500
        assert answer is None or set(answer) == {"error"}
        assert door.work == 0

    async def test_chunked_body_is_cut_at_the_same_size(self, door: Door) -> None:
        async def endless() -> AsyncIterator[bytes]:
            for _ in range(10):
                yield b" " * 65_536

        url = f"http://127.0.0.1:{door.port}/api/messages"
        headers = {"Content-Type": "application/json"}
        async with door.session.post(url, data=endless(), headers=headers) as answer:
            assert answer.status == 413

    async def test_packed_body_is_refused_before_it_is_unpacked(self, door: Door) -> None:
        packed = gzip.compress(json.dumps(activity(text=" " * 5_000_000)).encode())
        status, _ = await door.knock(raw=packed, headers={"Content-Encoding": "gzip"})

        assert status == 415
        assert door.work == 0

    async def test_activity_of_the_allowed_size_is_taken(self, door: Door) -> None:
        body = json.dumps(activity(text="x" * (MOST_BYTES - 2000))).encode()

        assert len(body) <= MOST_BYTES
        assert (await door.knock(raw=body))[0] == 200

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    async def test_other_methods_are_not_allowed(self, door: Door, method: str) -> None:
        url = f"http://127.0.0.1:{door.port}/api/messages"
        async with door.session.request(method, url) as answer:
            assert answer.status == 405


async def seconds_until_closed(door: Door, *parts: bytes, pause: float = 0.0) -> float:
    """Send parts of a request, then wait for the other side to hang up."""
    loop = asyncio.get_running_loop()
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    began = loop.time()
    try:
        for part in parts:
            writer.write(part)
            await asyncio.sleep(pause)
        async with asyncio.timeout(8):
            await reader.read()
        return loop.time() - began
    except ConnectionError:
        return loop.time() - began
    finally:
        writer.close()


HEAD = b"POST /api/messages HTTP/1.1\r\nContent-Type: application/json\r\n"


class TestSlowClients:
    """Architecture, a vote's way, 1: header and body each within 10 s (here 0.4 s)."""

    async def test_silence_is_hung_up_on(self, door: Door) -> None:
        assert 0.3 < await seconds_until_closed(door) < 2

    async def test_half_a_header_is_hung_up_on(self, door: Door) -> None:
        assert 0.3 < await seconds_until_closed(door, HEAD) < 2

    async def test_dripping_header_is_hung_up_on(self, door: Door) -> None:
        drips = [HEAD, *[b"X-A: b\r\n"] * 30]

        assert await seconds_until_closed(door, *drips, pause=0.1) < 5

    async def test_missing_body_is_answered_and_hung_up_on(self, door: Door) -> None:
        host = f"Host: 127.0.0.1:{door.port}\r\n".encode()
        head = HEAD + host + b"Content-Length: 100\r\n\r\n"

        assert 0.3 < await seconds_until_closed(door, head) < 5

    async def test_dripping_body_is_hung_up_on(self, door: Door) -> None:
        host = f"Host: 127.0.0.1:{door.port}\r\n".encode()
        head = HEAD + host + b"Content-Length: 100\r\n\r\n"

        assert await seconds_until_closed(door, head, *[b" "] * 12, pause=0.1) < 5
        assert door.work == 0

    async def test_idle_connection_stays_but_a_second_half_header_does_not(self, door: Door) -> None:
        body = json.dumps(activity()).encode()
        host = f"Host: 127.0.0.1:{door.port}\r\n".encode()
        whole = HEAD + host + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(whole)
        assert b" 200 " in await reader.readuntil(b"\r\n")
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.8)
        writer.write(whole)
        assert b" 200 " in await reader.readuntil(b"\r\n")
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD)
        async with asyncio.timeout(3):
            assert await reader.read() == b""
        writer.close()
        assert door.work == 2

    async def test_a_request_is_answered_while_nine_hundred_idle_connections_stay(self) -> None:
        allow_many()
        async with open_door(LocalGate(), header_seconds=60) as door:
            idle = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(900)]
            async with asyncio.timeout(60):
                status, _ = await door.knock(activity())
            there = [reader for reader, _ in idle if not reader.at_eof() and reader.exception() is None]
            for _, writer in idle:
                writer.close()

        assert status == 200
        assert len(there) == 900
