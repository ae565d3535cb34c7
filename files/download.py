"""Takes a file that somebody sent in Teams from where Teams keeps it: trusted hosts only, no detours.

The address comes with a signed activity and is believed no further than its host: https, no
redirect, no private address, ten megabytes, ten seconds.
"""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from files.fetch import Gate, GuardedResolver, is_number, is_public
from files.problems import BadFile, refusal

LARGEST = 10 * 1024 * 1024
SECONDS = 10.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_OVER = frozenset({401, 403, 404, 410})
"""What a host answers when the key in a file's address holds no longer."""
_AS_IT_IS = {"Accept-Encoding": "identity"}
"""Nothing is unpacked on the way, so that ten megabytes are ten megabytes."""


async def download(
    url: str,
    trusted: Callable[[str], bool],
    *,
    gate: Gate | None = None,
    seconds: float = SECONDS,
    proxy: str | None = None,
) -> bytes:
    """The content of a file at an address whose host is *trusted*.

    Through a *proxy* it is the proxy that finds the host's address; the list of hosts still holds.

    Raises:
        BadFile: where the address is not acceptable, or what is there is too large, slow or not there.
    """
    host = _host(url)
    if not host or not trusted(url):
        raise refusal("problem.fetch_untrusted", host=host or "?")
    local = host in LOOPBACK
    gate = gate or Gate(allows=_is_here if local else is_public)
    if urlsplit(url).scheme != "https" and not local:
        raise refusal("problem.fetch_not_https", url=host)
    if is_number(host) and not gate.allows(host):
        raise refusal("problem.fetch_private", host=host)
    try:
        async with asyncio.timeout(seconds), _session(gate, proxied=bool(proxy)) as session:
            place = URL(url, encoded=True)  # as Teams wrote it: its query holds the key
            async with session.get(place, allow_redirects=False, proxy=proxy) as answer:
                return await _body(answer, host)
    except TimeoutError as failure:
        raise refusal("problem.fetch_slow", host=host) from failure
    except (aiohttp.ClientError, OSError, ValueError) as failure:
        raise refusal("problem.fetch_unreachable", host=host) from failure


@asynccontextmanager
async def _session(gate: Gate, *, proxied: bool) -> AsyncIterator[aiohttp.ClientSession]:
    """A client for one file: no cookies, nothing unpacked; a town's proxy may have a private address."""
    resolver = None if proxied else GuardedResolver(gate)
    certificates = gate.certificates or ssl.create_default_context()
    connector = aiohttp.TCPConnector(resolver=resolver, ssl=certificates)
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=_AS_IT_IS,
        auto_decompress=False,
    ) as session:
        yield session


async def _body(answer: aiohttp.ClientResponse, host: str) -> bytes:
    if answer.status != 200:
        raise _not_given(answer.status, host)
    if (answer.content_length or 0) > LARGEST:
        raise refusal("problem.too_large", megabytes="10")
    out = bytearray()
    async for piece in answer.content.iter_chunked(65_536):
        out += piece
        if len(out) > LARGEST:
            raise refusal("problem.too_large", megabytes="10")
    return bytes(out)


def _not_given(status: int, host: str) -> BadFile:
    if status in _OVER:
        return refusal("problem.fetch_over", host=host)
    if 300 <= status < 400:
        return refusal("problem.fetch_elsewhere", host=host)
    return refusal("problem.fetch_status", url=host, status=str(status))


def _is_here(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
