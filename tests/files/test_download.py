"""Files from where Teams keeps them: what is fetched, and what never is (contract § 2)."""

import asyncio
import gzip
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from files.download import LARGEST, download
from files.fetch import Gate, is_public
from files.problems import BadFile
from tests.files.test_fetch import certificate

GOODBYE = 0.1
"""Seconds in which TLS connections say goodbye after the server has closed."""
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
QUERY = "?UniqueId=3f9&Translate=false&tempauth=v1.eyJ%2Bx&path='~tmp'"


@dataclass
class Drive:
    """A place on this machine that keeps files, over https with a certificate of its own."""

    port: int
    gate: Gate
    answer: Answer
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/personal/amt/download.aspx{QUERY}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.raw_path)
        return await self.answer(request)


class Names(AbstractResolver):
    """Says of every name that it stands for these addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=0)
            for one in self._addresses
        ]

    async def close(self) -> None:
        """Nothing is held open."""


async def table(request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"nummer;titel\n1;A\n")


@pytest.fixture
async def drive(tmp_path: Path) -> AsyncIterator[Drive]:
    public, private = certificate()
    pem = tmp_path / "drive.pem"
    pem.write_bytes(public + private)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(pem)
    trusting = ssl.create_default_context(cadata=public.decode())
    gate = Gate(allows=lambda address: address == "127.0.0.1", certificates=trusting)
    drive = Drive(0, gate, table)
    app = web.Application()
    app.router.add_get("/{path:.*}", drive.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=serving)
    await site.start()
    drive.port = runner.addresses[0][1]
    yield drive
    await runner.cleanup()
    await asyncio.sleep(GOODBYE)


def everywhere(url: str) -> bool:
    return True


def nowhere(url: str) -> bool:
    return False


async def refused(url: str, trusted: Callable[[str], bool] = everywhere, **how: object) -> str:
    with pytest.raises(BadFile) as failure:
        await download(url, trusted, **how)  # type: ignore[arg-type]
    (problem,) = failure.value.problems
    return problem.key


class TestTaking:
    """What Teams keeps for its people is taken as it is."""

    async def test_the_content_comes_from_the_address_as_it_was_written(self, drive: Drive) -> None:
        assert await download(drive.url, everywhere, gate=drive.gate) == b"nummer;titel\n1;A\n"
        assert drive.asked == [f"/personal/amt/download.aspx{QUERY}"]

    async def test_a_file_of_just_ten_megabytes_is_taken(self, drive: Drive) -> None:
        async def full(request: web.Request) -> web.StreamResponse:
            return web.Response(body=b"x" * LARGEST)

        drive.answer = full

        assert len(await download(drive.url, everywhere, gate=drive.gate)) == LARGEST

    async def test_nothing_is_unpacked_on_the_way(self, drive: Drive) -> None:
        packed = gzip.compress(b"0" * (40 * 1024 * 1024))

        async def bomb(request: web.Request) -> web.StreamResponse:
            return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

        drive.answer = bomb

        assert await download(drive.url, everywhere, gate=drive.gate) == packed


class TestWhere:
    """Trusted hosts only, https only, never an address of an internal network."""

    async def test_a_host_that_is_not_trusted_is_not_asked(self, drive: Drive) -> None:
        assert await refused(drive.url, nowhere, gate=drive.gate) == "problem.fetch_untrusted"
        assert drive.asked == []

    @pytest.mark.parametrize("url", ["", "liste.csv", "https:///x", "http://[::1", "file:///etc/passwd"])
    async def test_what_names_no_host_is_not_asked(self, url: str) -> None:
        assert await refused(url) == "problem.fetch_untrusted"

    @pytest.mark.parametrize("scheme", ["http", "ftp", "ws"])
    async def test_another_scheme_is_refused_but_on_this_machine(self, scheme: str) -> None:
        assert await refused(f"{scheme}://stadt.sharepoint.example/x") == "problem.fetch_not_https"

    @pytest.mark.parametrize(
        "address",
        [
            *("127.0.0.1", "169.254.169.254", "10.0.0.7", "192.168.1.1", "100.64.0.1", "0.0.0.0"),
            *("::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::"),
        ],
    )
    async def test_a_name_that_stands_for_a_private_address_is_refused(self, address: str) -> None:
        gate = Gate(allows=is_public, resolver=lambda: Names(address))

        assert await refused("https://stadt.sharepoint.example/x", gate=gate) == "problem.fetch_private"

    @pytest.mark.parametrize(
        "host",
        [
            *("169.254.169.254", "10.0.0.7", "[fd00::1]", "[::ffff:10.0.0.7]", "[::ffff:a9fe:a9fe]"),
            *("2130706433", "2852039166", "0x7f000001", "0xa9fea9fe", "017700000001"),
            *("0177.0.0.1", "0x7f.1", "10.7", "127.1", "0", "127.0.0.1.", "169.254.169.254."),
            *(
                "①②⑦.⓪.⓪.①",
                "127。0。0。1",
                "１２７.０.０.１",
                "[64:ff9b::a9fe:a9fe]",
                "[::]",
                "[fe80::1%25eth0]",
            ),
        ],
    )
    async def test_a_private_address_by_number_is_refused_even_if_listed(self, host: str) -> None:
        assert await refused(f"https://{host}/x") == "problem.fetch_private"

    async def test_of_several_addresses_only_an_allowed_one_is_used(self, drive: Drive) -> None:
        names = Names("10.255.255.1", "127.0.0.1")
        gate = Gate(allows=drive.gate.allows, certificates=drive.gate.certificates, resolver=lambda: names)

        assert await download(drive.url, everywhere, gate=gate) == b"nummer;titel\n1;A\n"

    async def test_localhost_that_stands_for_somebody_else_is_refused(self) -> None:
        gate = Gate(resolver=lambda: Names("10.0.0.7"))

        assert await refused("https://localhost/x", gate=gate) == "problem.fetch_private"

    async def test_an_unknown_certificate_is_refused(self, drive: Drive) -> None:
        gate = Gate(allows=drive.gate.allows)

        assert await refused(drive.url, gate=gate) == "problem.fetch_unreachable"

    async def test_a_towns_proxy_may_have_a_private_address(self) -> None:
        asked: list[bytes] = []

        async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(await reader.readline())
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(proxy, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        url = "https://stadt.sharepoint.example/x"
        key = await refused(url, proxy=f"http://localhost:{port}")
        server.close()

        assert key == "problem.fetch_unreachable"
        assert asked == [b"CONNECT stadt.sharepoint.example:443 HTTP/1.1\r\n"]


class TestWhat:
    """Ten megabytes, ten seconds, no redirects; each with a sentence of its own."""

    @pytest.mark.parametrize(
        ("status", "key"),
        [
            (301, "problem.fetch_elsewhere"),
            (307, "problem.fetch_elsewhere"),
            (401, "problem.fetch_over"),
            (404, "problem.fetch_over"),
            (500, "problem.fetch_status"),
            (206, "problem.fetch_status"),
        ],
    )
    async def test_another_answer_than_the_file_is_named(self, drive: Drive, status: int, key: str) -> None:
        async def other(request: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers={"Location": f"{drive.url}/inner"})

        drive.answer = other

        assert await refused(drive.url, gate=drive.gate) == key
        assert len(drive.asked) == 1

    @pytest.mark.parametrize("told", [True, False], ids=["length-told", "without-length"])
    async def test_more_than_ten_megabytes_are_refused(self, drive: Drive, told: bool) -> None:
        async def much(request: web.Request) -> web.StreamResponse:
            if told:
                return web.Response(body=b"x" * (LARGEST + 1))
            answer = web.StreamResponse()
            await answer.prepare(request)
            for _ in range(LARGEST // 65_536 + 2):
                await answer.write(b"x" * 65_536)
            return answer

        drive.answer = much

        assert await refused(drive.url, gate=drive.gate) == "problem.too_large"

    async def test_a_host_that_trickles_is_given_up(self, drive: Drive) -> None:
        async def trickle(request: web.Request) -> web.StreamResponse:
            answer = web.StreamResponse()
            await answer.prepare(request)
            while True:
                await answer.write(b"x")
                await asyncio.sleep(0.02)

        drive.answer = trickle

        assert await refused(drive.url, gate=drive.gate, seconds=0.5) == "problem.fetch_slow"

    async def test_an_answer_that_breaks_off_is_none(self, drive: Drive) -> None:
        async def broken(request: web.Request) -> web.StreamResponse:
            answer = web.StreamResponse(headers={"Content-Length": "500"})
            await answer.prepare(request)
            await answer.write(b"nummer;titel\n")
            assert request.transport is not None
            request.transport.close()
            return answer

        drive.answer = broken

        assert await refused(drive.url, gate=drive.gate) == "problem.fetch_unreachable"
