"""Requests of every shape at every route: never a server's fault, and the headers on every answer."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.graph_hooks import LIFECYCLE, NOTIFICATIONS
from bot.http import MESSAGES
from tests.evening.hall import SITTING
from tests.evening.hostile import Besieged, besieged
from web.guarding import HEADERS

PATIENCE = 0.3
"""Seconds for what is no whole request: the rest of it may be waited for."""
LEAST_ANSWERED = 0.9
"""The share of all requests that has to have an answer, lest silence passes for one."""
PLAIN_METHODS = frozenset({b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"PROPFIND"})
FRAMING = (b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"host", b"content-encoding")
FORMS = [pytest.param("short", id="short"), pytest.param("long", id="long", marks=pytest.mark.slow)]
MANY = settings(
    max_examples=max(300, settings().max_examples),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
PATHS = ["/", "/healthz", "/readyz", "/metrics", "/live/", f"/live/{SITTING}", f"/live/{SITTING}/state",
         f"/live/{SITTING}/events", "/live/assets/live.css", MESSAGES, NOTIFICATIONS, LIFECYCLE]  # fmt: skip
PIECES = st.sampled_from(
    [b"%00", b"%0d%0aSet-Cookie:%20a=b", b"%ff", b"%", b"%u0041", b"..", b"/../../etc/passwd", b"//", b"\\",
     b"%2e%2e%2f", b"%2f", b";", b"*", b"{sitting}", b"x" * 300, b"x" * 6_000, b"\xc3\xa4", b"\xff", b"'",
     b"state", b"events", b"CON", b"2026-12-09-stadtrat.db", b"http://other.example/"]
)  # fmt: skip
QUERIES = st.sampled_from(
    [b"", b"", b"?", b"?neu=aus", b"?neu=%ff", b"?validationToken=abc", b"?validationToken=%3Cb%3E",
     b"?validationToken=a&validationToken=b", b"?validationToken=%0d%0aX:%20y", b"?" + b"a=b&" * 2_000, b"?%",
     b"?a[]=%00", b"#x"]
)  # fmt: skip
METHODS = st.sampled_from(
    [b"GET", b"GET", b"HEAD", b"POST", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT",
     b"PROPFIND", b"get", b"X" * 200]
)  # fmt: skip
FIELDS = st.sampled_from(
    [b"Content-Type: application/json", b"Content-Type: application/json; charset=utf-16",
     b"Content-Type: application/json; charset=nope", b"Content-Type: ;;;=\"", b"Content-Type: \xff\xfe",
     b"Content-Encoding: gzip", b"Content-Encoding: br", b"Accept-Encoding: gzip, deflate, br, zstd",
     b"Accept-Encoding: \xff", b"If-None-Match: *", b"If-None-Match: W/\"\xff\", ,\"", b"Range: bytes=0-1",
     b"Authorization: Bearer", b"Authorization: Bearer a.b.c", b"Authorization: Basic \xff",
     b"Expect: 100-continue",
     b"Expect: nonsense", b"Upgrade: websocket\r\nConnection: Upgrade", b"X-Forwarded-For: \xff",
     b"Forwarded: for=1",
     b"Cookie: a=\"\xff; ;=", b"Transfer-Encoding: chunked", b"Content-Length: 2", b"Content-Length: -1",
     b"Content-Length: 99999999999999999999", b"X: " + b"y" * 9_000, b"Host: other.example", b"Host:",
     b" folded", b"no colon", b"Last-Event-ID: \xff", b"Origin: null", b"Sec-WebSocket-Version: x"]
)  # fmt: skip
BODIES = st.sampled_from(
    [b"", b"{}", b"[]", b'{"value": []}', b'{"value": [{}]}', b'{"value": [7], "validationTokens": {}}',
     b"2\r\n{}\r\n0\r\n\r\n", b"zz\r\n", b"\x1f\x8b", b"\xff"]
) | st.binary(max_size=40)  # fmt: skip


class Answer(NamedTuple):
    """The head of an answer; ``status`` 0 is none: closed, or the rest is waited for."""

    status: int
    fields: dict[str, str]


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    with besieged(tmp_path_factory.mktemp("siege")) as (bot, _):
        yield bot


def ask(bot: Besieged, request: bytes, seconds: float = 20) -> Answer:
    """Send bytes to the bot's port and read the head of what comes back."""
    place = urlsplit(bot.hall.world.client.delivery.endpoint)
    with socket.create_connection((place.hostname, place.port), timeout=seconds) as line:
        head = b""
        try:
            line.sendall(request)
            while b"\r\n\r\n" not in head and (more := line.recv(65_536)):
                head += more
        except (ConnectionError, TimeoutError):
            pass
    first, *rest = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    if not first:
        return Answer(0, {})
    return Answer(
        int(first.split()[1]),
        {name.lower(): value for name, _, value in (one.partition(": ") for one in rest)},
    )


def whole(method: bytes, target: bytes, fields: list[bytes], body: bytes) -> bytes:
    """A request as bytes, with a body of the length that it says unless it says otherwise."""
    lines = [b"%s %s HTTP/1.1" % (method, target), b"Host: bot", *fields]
    if body and not any(one.startswith((b"Content-Length", b"Transfer")) for one in fields):
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, b"", body])


def well_formed(method: bytes, target: bytes, fields: list[bytes]) -> bool:
    """Whether a request says all that it has to say, by HTTP's grammar: then it is answered."""
    printable = all(0x20 < sign < 0x7F for sign in target)
    sound = all(re.fullmatch(rb"[A-Za-z-]+: [ -~]+", one) and len(one) < 8_000 for one in fields)
    framed = not any(one.lower().startswith(FRAMING) for one in fields)
    return method in PLAIN_METHODS and printable and sound and framed


def faults(answer: Answer) -> list[str]:
    """What is wrong with an answer, whatever was asked."""
    found = [name for name in HEADERS if name.lower() not in answer.fields] if answer.status >= 200 else []
    found += [name for name in ("server", "set-cookie", "x") if name in answer.fields]
    return [*found, str(answer.status)] if found or answer.status >= 500 else []


@pytest.mark.parametrize("form", FORMS)
class TestAnyRequest:
    """Issue, part 4: fuzzing of the HTTP surface, without a token."""

    def test_has_a_sound_answer(self, siege: Besieged, form: str) -> None:
        answered: list[bool] = []

        @MANY
        @given(
            method=METHODS, path=st.sampled_from(PATHS), more=st.lists(PIECES, max_size=2), query=QUERIES,
            fields=st.lists(FIELDS, max_size=4), body=BODIES,
        )  # fmt: skip
        def holds(
            method: bytes, path: str, more: list[bytes], query: bytes, fields: list[bytes], body: bytes
        ) -> None:
            target = path.encode() + b"".join(more) + query
            whole_one = well_formed(method, target, fields)
            answer = ask(siege, whole(method, target, fields, body), 30 if whole_one else PATIENCE)
            answered.append(answer.status > 0)

            assert faults(answer) == []
            assert answer.status > 0 or not whole_one

        holds()
        assert sum(answered) / len(answered) >= LEAST_ANSWERED

    def test_of_bytes_alone_has_a_sound_answer(self, siege: Besieged, form: str) -> None:
        answered: list[bool] = []

        @MANY
        @given(sent=st.binary(min_size=1, max_size=200))
        @example(sent=b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        @example(sent=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        @example(sent=b"GET / HTTP/9.9\r\n\r\n")
        def holds(sent: bytes) -> None:
            answer = ask(siege, sent + b"\r\n\r\n", PATIENCE)
            answered.append(answer.status > 0)

            assert faults(answer) == []

        holds()
        assert sum(answered) / len(answered) >= LEAST_ANSWERED

    def test_leaves_the_bot_well(self, siege: Besieged, form: str) -> None:
        assert ask(siege, whole(b"GET", b"/readyz", [], b"")).status == 200
        assert ask(siege, whole(b"GET", f"/live/{SITTING}".encode(), [], b"")).status in (200, 404)
