"""OParl from a server: what is fetched, and what never is (contract § 6)."""

import asyncio
import datetime as dt
import ipaddress
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from files.agenda import read_agenda
from files.fetch import AGENDA, PEOPLE, Gate, fetch_oparl, is_public
from files.problems import BadFile
from files.roster import read_roster

Fetch = Callable[..., Awaitable[bytes]]


@dataclass
class Town:
    """A town's OParl server on this machine, over https with a certificate of its own."""

    port: int
    gate: Gate
    answers: dict[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"https://localhost:{self.port}{path}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        found = self.answers.get(request.path_qs)
        if isinstance(found, str):
            raise web.HTTPFound(found)
        if isinstance(found, bytes):
            return web.Response(body=found)
        if found is None:
            raise web.HTTPNotFound
        return web.json_response(found)


def certificate() -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM), private


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    public, private = certificate()
    pem = tmp_path / "town.pem"
    pem.write_bytes(public + private)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(pem)
    trusting = ssl.create_default_context(cadata=public.decode())
    loopback = Gate(allows=lambda address: address == "127.0.0.1", certificates=trusting)
    town = Town(0, loopback)
    app = web.Application()
    app.router.add_get("/{path:.*}", town.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=serving)
    await site.start()
    town.port = runner.addresses[0][1]
    yield town
    await runner.cleanup()
    await asyncio.sleep(0.1)  # TLS connections say goodbye after the server has closed


async def refused(url: str, gate: Gate | None = None) -> str:
    with pytest.raises(BadFile) as failure:
        await fetch_oparl(url, PEOPLE, gate)
    return failure.value.problems[0].key


class TestFollowing:
    """Contract § 6: an OParl URL; pages and references on the same host."""

    async def test_pages_and_memberships_are_followed(self, town: Town) -> None:
        town.answers["/people"] = {
            "data": [
                {"id": town.url("/p/1"), "type": "x/Person", "name": "A B", "membership": [town.url("/m/1")]}
            ],
            "links": {"next": town.url("/people?page=2")},
        }
        town.answers["/people?page=2"] = {
            "data": [{"id": town.url("/p/2"), "type": "x/Person", "name": "C D", "membership": ["/m/2"]}],
            "links": {},
        }
        for n in (1, 2):
            town.answers[f"/m/{n}"] = {
                "id": town.url(f"/m/{n}"),
                "type": "x/Membership",
                "person": town.url(f"/p/{n}"),
                "organization": town.url("/o/1"),
                "role": "Mitglied",
            }
            town.answers[f"/p/{n}"] = {"id": town.url(f"/p/{n}"), "type": "x/Person"}
        town.answers["/o/1"] = {"id": town.url("/o/1"), "type": "x/Organization", "name": "Stadtrat"}

        data = await fetch_oparl(town.url("/people"), PEOPLE, town.gate)

        assert [(m.id, m.body) for m in read_roster(data).roster] == [("p1", "Stadtrat"), ("p2", "Stadtrat")]
        assert len(town.asked) == len(set(town.asked))

    async def test_a_meeting_brings_its_items_and_papers(self, town: Town) -> None:
        town.answers["/meeting/1"] = {
            "id": town.url("/meeting/1"),
            "type": "x/Meeting",
            "agendaItem": [
                {
                    "id": town.url("/i/1"),
                    "number": "Ö 1",
                    "name": "Haushalt",
                    "consultation": town.url("/c/1"),
                }
            ],
        }
        town.answers["/c/1"] = {"id": town.url("/c/1"), "type": "x/Consultation", "paper": town.url("/v/1")}
        town.answers["/v/1"] = {"id": town.url("/v/1"), "type": "x/Paper", "reference": "VII-DS-1"}

        data = await fetch_oparl(town.url("/meeting/1"), AGENDA, town.gate)

        assert [(i.number, i.paper) for i in read_agenda(data).agenda] == [("1", "VII-DS-1")]

    async def test_a_redirect_on_the_way_is_followed(self, town: Town) -> None:
        town.answers["/old"] = town.url("/new")
        town.answers["/new"] = {"type": "x/Person", "name": "A B"}

        data = await fetch_oparl(town.url("/old"), PEOPLE, town.gate)

        assert json.loads(data)[0]["name"] == "A B"

    async def test_other_hosts_are_not_followed(self, town: Town) -> None:
        town.answers["/people"] = {
            "data": [
                {
                    "type": "x/Person",
                    "membership": ["https://127.0.0.2/m", "http://localhost:1/m", 5, "https://[x"],
                }
            ],
            "links": {"next": "https://other.example/people"},
        }

        await fetch_oparl(town.url("/people"), PEOPLE, town.gate)

        assert town.asked == ["/people"]

    async def test_own_objects_named_without_https_are_asked_with_it(self, town: Town) -> None:
        town.answers["/people"] = {"data": [], "links": {"next": "http://localhost/people?page=2#top"}}
        town.answers["/people?page=2"] = {"data": []}

        data = await fetch_oparl(town.url("/people"), PEOPLE, town.gate)

        assert len(json.loads(data)) == 2


class TestRefusing:
    """Nothing is fetched from a private address, without https, or without end."""

    @pytest.mark.parametrize(
        ("address", "public"),
        [
            pytest.param("9.9.9.9", True, id="public"),
            pytest.param("2620:fe::fe", True, id="public-v6"),
            pytest.param("127.0.0.1", False, id="loopback"),
            pytest.param("10.0.0.1", False, id="private"),
            pytest.param("169.254.169.254", False, id="cloud-metadata"),
            pytest.param("100.64.0.1", False, id="shared"),
            pytest.param("0.0.0.0", False, id="any"),
            pytest.param("224.0.0.1", False, id="multicast"),
            pytest.param("::1", False, id="loopback-v6"),
            pytest.param("fe80::1%eth0", False, id="link-local"),
            pytest.param("::ffff:10.0.0.1", False, id="private-in-v6"),
            pytest.param("2002:0a00:0001::1", False, id="private-in-6to4"),
            pytest.param("stadt.example", False, id="no-address"),
        ],
    )
    def test_public_addresses_are_told_from_others(self, address: str, public: bool) -> None:
        assert is_public(address) is public

    @pytest.mark.parametrize(
        "url",
        [
            "http://stadt.example/",
            "ftp://stadt.example/",
            "file:///etc/passwd",
            "https://",
            "stadt",
            "",
            "https://[x",
        ],
    )
    async def test_only_https_is_fetched(self, url: str) -> None:
        assert await refused(url) == "problem.fetch_not_https"

    async def test_a_private_address_is_refused_by_number_and_by_name(self, town: Town) -> None:
        assert await refused(f"https://127.0.0.1:{town.port}/") == "problem.fetch_private"
        assert await refused(town.url("/")) == "problem.fetch_private"
        assert town.asked == []

    @pytest.mark.parametrize(
        "host",
        ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1.", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]"],
    )
    async def test_so_is_one_in_another_spelling(self, town: Town, host: str) -> None:
        assert await refused(f"https://{host}:{town.port}/") == "problem.fetch_private"
        assert town.asked == []

    @pytest.mark.parametrize(
        ("target", "key"),
        [
            pytest.param("https://10.0.0.1/", "problem.fetch_private", id="private"),
            pytest.param("http://localhost/", "problem.fetch_not_https", id="not-https"),
            pytest.param("/loop", "problem.fetch_redirects", id="endless"),
        ],
    )
    async def test_a_redirect_is_checked_like_the_address(self, town: Town, target: str, key: str) -> None:
        town.answers["/loop"] = target

        assert await refused(town.url("/loop"), town.gate) == key

    @pytest.mark.parametrize(
        ("answer", "key"),
        [
            pytest.param(None, "problem.fetch_status", id="not-found"),
            pytest.param(b"<html>", "problem.fetch_not_json", id="page"),
            pytest.param(b'"\xff"', "problem.fetch_not_json", id="broken-letters"),
            pytest.param(b"[" * 200_000, "problem.fetch_not_json", id="too-deep"),
            pytest.param(b" " * (10 * 1024 * 1024), "problem.too_large", id="too-large"),
        ],
    )
    async def test_a_bad_answer_is_refused(self, town: Town, answer: object, key: str) -> None:
        town.answers["/x"] = answer

        assert await refused(town.url("/x"), town.gate) == key

    async def test_an_unknown_certificate_is_refused(self, town: Town) -> None:
        gate = Gate(allows=town.gate.allows)

        assert await refused(town.url("/"), gate) == "problem.fetch_unreachable"

    async def test_a_silent_host_is_named(self) -> None:
        gate = Gate(allows=lambda _: True)

        assert await refused("https://127.0.0.1:1/", gate) == "problem.fetch_unreachable"

    async def test_a_list_without_end_is_refused(self, town: Town) -> None:
        for n in range(502):
            town.answers[f"/l?{n}"] = {"data": [], "links": {"next": f"/l?{n + 1}"}}

        assert await refused(town.url("/l?0"), town.gate) == "problem.fetch_too_many"
        assert len(town.asked) == 500
