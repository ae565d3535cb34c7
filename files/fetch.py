"""Fetching OParl from a town's server: https only, and never from a private address."""

import asyncio
import ipaddress
import json
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from files.oparl import kind_of
from files.problems import refusal

Follow = Mapping[str, tuple[str, ...]]

PEOPLE: Follow = {
    "Body": ("organization", "person"),
    "Person": ("membership",),
    "Membership": ("organization", "onBehalfOf", "person"),
}
"""Which references lead from an address to the people of a council."""

AGENDA: Follow = {
    "Meeting": ("agendaItem",),
    "AgendaItem": ("consultation",),
    "Consultation": ("paper",),
}
"""Which references lead from an address to the items of a meeting."""

_LARGEST = 10 * 1024 * 1024 - 4_096  # with its brackets still a file of 10 MB
_MOST_REQUESTS = 500
_MOST_REDIRECTS = 3
_SECONDS = 180
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or parsed.sixtofour or _behind_nat64(parsed) or parsed
    return parsed.is_global and not parsed.is_multicast


def _behind_nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of the old internet that a gateway makes of this one, None where it makes none."""
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def is_number(host: str) -> bool:
    """Tell whether a host is an address by number, in any spelling: for those no resolver is asked."""
    return ":" in host or host.replace(".", "").isdigit()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Where connections may go: which addresses, and whose certificates are trusted.

    Without ``certificates`` those of the machine are, as they stand when something is fetched.
    ``resolver`` makes what finds the addresses of a name.
    """

    allows: Callable[[str], bool] = is_public
    certificates: ssl.SSLContext | None = None
    resolver: Callable[[], AbstractResolver] = ThreadedResolver


class GuardedResolver(AbstractResolver):
    """Finds a host's addresses and drops those the gate does not allow.

    The check stands where the connection is made, so that a name cannot change its address
    between being checked and being used.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._inner = gate.resolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Find the allowed addresses; none is an ``OSError``."""
        found = await self._inner.resolve(host, port, family)
        allowed = [result for result in found if self._gate.allows(result["host"])]
        if found and not allowed:
            raise refusal("problem.fetch_private", host=host)
        return allowed

    async def close(self) -> None:
        """Nothing is held open."""
        await self._inner.close()


async def fetch_oparl(url: str, follow: Follow, gate: Gate | None = None) -> bytes:
    """Fetch an OParl object or list with its pages and what belongs to it, as one JSON list.

    Pages and references are followed on the same host only. The answer is what
    ``read_roster`` and ``read_agenda`` take.

    Raises:
        BadFile: where the address, a redirect or an answer is not acceptable.
    """
    gate = gate or Gate()
    host = _checked(url, gate)
    certificates = gate.certificates or ssl.create_default_context()
    connector = aiohttp.TCPConnector(resolver=GuardedResolver(gate), ssl=certificates)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        try:
            async with asyncio.timeout(_SECONDS):
                documents = await _collect(session, gate, host, url, follow)
        except TimeoutError as failure:
            raise refusal("problem.fetch_slow", host=host) from failure
        except aiohttp.ClientError as failure:
            raise refusal("problem.fetch_unreachable", host=host) from failure
    return f"[{','.join(documents)}]".encode()


async def _collect(
    session: aiohttp.ClientSession, gate: Gate, host: str, start: str, follow: Follow
) -> list[str]:
    """Get the first address and all that follows from it, as JSON texts."""
    waiting, seen, size = deque([start]), {start}, 0
    documents: list[str] = []
    while waiting:
        if len(documents) >= _MOST_REQUESTS:
            raise refusal("problem.fetch_too_many", most=str(_MOST_REQUESTS))
        address = waiting.popleft()
        body = await _get(session, gate, host, address, _LARGEST - size)
        size += len(body)
        try:
            text = body.decode(json.detect_encoding(body))
            document = json.loads(text)
        except (ValueError, RecursionError) as failure:
            raise refusal("problem.fetch_not_json", url=address) from failure
        documents.append(text)
        for found in _references(document, follow):
            absolute = _on_same_host(_absolute(address, found), start)
            if absolute and absolute not in seen:
                seen.add(absolute)
                waiting.append(absolute)
    return documents


async def _get(session: aiohttp.ClientSession, gate: Gate, host: str, url: str, left: int) -> bytes:
    """Get one answer, at most *left* bytes; every redirect is checked like the first address."""
    for _ in range(_MOST_REDIRECTS + 1):
        _checked(url, gate)
        headers = {"Accept": "application/json"}
        async with session.get(url, headers=headers, allow_redirects=False) as answer:
            if answer.status in _REDIRECTS:
                url = _absolute(url, answer.headers.get("Location", ""))
                continue
            if answer.status != 200:
                raise refusal("problem.fetch_status", url=url, status=str(answer.status))
            return await _body(answer, left)
    raise refusal("problem.fetch_redirects", host=host)


async def _body(answer: aiohttp.ClientResponse, left: int) -> bytes:
    out = bytearray()
    async for piece in answer.content.iter_chunked(65_536):
        out += piece
        if len(out) > left:
            raise refusal("problem.too_large", megabytes="10")
    return bytes(out)


def _checked(url: str, gate: Gate) -> str:
    """The host of an address; refuses what is not https or names a private address."""
    host = _host(url)
    if not host or urlsplit(url).scheme != "https":
        raise refusal("problem.fetch_not_https", url=url)
    if is_number(host) and not gate.allows(host):
        raise refusal("problem.fetch_private", host=host)
    return host


def _on_same_host(url: str, start: str) -> str:
    """The address by https if it is on the host of the start, else "".

    Servers behind a proxy name their own objects by http; those are asked by https too.
    """
    try:
        parts, first = urlsplit(url), urlsplit(start)
        same = parts.hostname == first.hostname and parts.port in (None, first.port)
    except ValueError:
        return ""
    if not same or parts.scheme not in ("http", "https"):
        return ""
    return urlunsplit(("https", first.netloc, parts.path, parts.query, ""))


def _absolute(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _references(document: object, follow: Follow) -> Iterator[str]:
    """The next page of a list, and the addresses that stand where *follow* looks."""
    waiting: list[tuple[object, str]] = [(document, "")]
    while waiting:
        value, place = waiting.pop()
        if isinstance(value, list):
            waiting.extend((each, place) for each in reversed(value))
        elif isinstance(value, Mapping):
            links = value.get("links")
            if "data" in value and isinstance(links, Mapping) and isinstance(links.get("next"), str):
                yield links["next"]
            for key in follow.get(kind_of(value, place), ()):
                named = value.get(key)
                yield from (n for n in (named if isinstance(named, list) else [named]) if isinstance(n, str))
            waiting.extend((part, key) for key, part in reversed(list(value.items())))
