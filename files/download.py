"""Takes a file that somebody sent in Teams from where Teams keeps it: trusted hosts only, no detours.

The address comes with a signed activity and is believed no further than its host: https, no
redirect, no private address, ten megabytes, ten seconds.
"""

import asyncio
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

import aiohttp

from files.fetch import Gate, GuardedResolver, is_public
from files.problems import refusal

LARGEST = 10 * 1024 * 1024
SECONDS = 10.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


async def download(
    url: str,
    trusted: Callable[[str], bool],
    *,
    gate: Gate | None = None,
    seconds: float = SECONDS,
    proxy: str | None = None,
) -> bytes:
    """The content of a file at an address whose host is *trusted*.

    Raises:
        BadFile: where the address is not acceptable, or what is there is too large, slow or not there.
    """
    host = _host(url)
    if not host or not trusted(url):
        raise refusal("problem.fetch_untrusted", host=host or "?")
    local = host in LOOPBACK
    gate = gate or Gate(allows=(lambda address: True) if local else is_public)
    if urlsplit(url).scheme != "https" and not local:
        raise refusal("problem.fetch_not_https", url=host)
    certificates = gate.certificates or ssl.create_default_context()
    connector = aiohttp.TCPConnector(resolver=GuardedResolver(gate), ssl=certificates)
    try:
        async with (
            asyncio.timeout(seconds),
            aiohttp.ClientSession(connector=connector) as session,
            session.get(url, allow_redirects=False, proxy=proxy) as answer,
        ):
            if answer.status != 200:
                raise refusal("problem.fetch_status", url=host, status=str(answer.status))
            return await _body(answer)
    except TimeoutError as failure:
        raise refusal("problem.fetch_slow", host=host) from failure
    except aiohttp.ClientError as failure:
        raise refusal("problem.fetch_unreachable", host=host) from failure


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    out = bytearray()
    async for piece in answer.content.iter_chunked(65_536):
        out += piece
        if len(out) > LARGEST:
            raise refusal("problem.too_large", megabytes="10")
    return bytes(out)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
