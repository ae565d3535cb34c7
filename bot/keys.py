"""The channel's signing keys, at hand before they are needed.

Fetched from the OpenID metadata without blocking, renewed in the background, kept when the key
server is away. An unknown key id asks once more, at most once a minute: so a roll-over of
Microsoft's keys is noticed at the first activity it signs, and nobody can make us ask in a loop.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from yarl import URL

from bot.outgoing import proxy_for
from config_values import is_loopback

FETCH_SECONDS = 5.0
RENEW_SECONDS = 6 * 3600.0
ASK_AGAIN_SECONDS = 60.0
FIRST_KEYS_SECONDS = 5.0
MOST_BYTES = 1024 * 1024
SMALLEST_KEY_BITS = 2048

log = structlog.get_logger(__name__)


class UnknownKey(Exception):
    """No key of this id signs for the channel."""


class KeysUnreachable(Exception):
    """There are no keys at all yet, and the key server does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A public key of the channel, and the channels it may speak for (``None``: it names none)."""

    public: RSAPublicKey
    endorsements: frozenset[str] | None


def parse_keys(document: object) -> dict[str, SigningKey]:
    """Read a key set (RFC 7517): RSA keys for RS256 signatures, the others are left aside."""
    rows = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise ValueError("the answer holds no keys")
    return dict(pair for row in rows if (pair := _parse_key(row)) is not None)


def _parse_key(row: object) -> tuple[str, SigningKey] | None:
    """Read one key, or ``None`` where it is of no use here."""
    if not isinstance(row, dict) or not isinstance(kid := row.get("kid"), str):
        return None
    if row.get("kty") != "RSA" or row.get("use", "sig") != "sig":
        return None
    if row.get("alg", "RS256") != "RS256":
        return None
    try:
        public = jwt.PyJWK(row, algorithm="RS256").key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if not isinstance(public, RSAPublicKey) or public.key_size < SMALLEST_KEY_BITS:
        return None
    named = row.get("endorsements")
    channels = frozenset(map(str, named)) if isinstance(named, list) and named else None
    return kid, SigningKey(public=public, endorsements=channels)


class Keys:
    """The keys that sign activities now."""

    def __init__(
        self,
        *,
        session: aiohttp.ClientSession,
        metadata_url: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._asked = float("-inf")
        self._turn = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None
        self.generation = 0

    @property
    def ready(self) -> bool:
        """Whether any key is at hand (part of ``/readyz``)."""
        return bool(self._keys)

    async def start(self) -> None:
        """Fetch the keys once and keep renewing them; an unreachable server stops nothing."""
        await self.renew()
        self._renewal = asyncio.create_task(self._renew_for_ever(), name="keys")

    async def stop(self) -> None:
        """End the renewal."""
        if self._renewal is not None:
            self._renewal.cancel()
            with suppress(asyncio.CancelledError):
                await self._renewal

    async def key(self, kid: str) -> SigningKey:
        """Return the key of this id.

        Raises ``UnknownKey``, or ``KeysUnreachable`` where there never were keys.
        """
        if found := self._keys.get(kid):
            return found
        async with self._turn:
            if kid not in self._keys and self._may_ask():
                await self._fetch()
        if found := self._keys.get(kid):
            return found
        raise UnknownKey if self._keys else KeysUnreachable

    async def renew(self) -> bool:
        """Ask for the keys now; the old ones stay where that fails."""
        async with self._turn:
            return await self._fetch()

    def _may_ask(self) -> bool:
        """Tell whether an unknown key id may cause a request now."""
        patience = ASK_AGAIN_SECONDS if self._keys else FIRST_KEYS_SECONDS
        return self._clock() - self._asked >= patience

    async def _renew_for_ever(self) -> None:
        fresh = self.ready
        while True:
            await asyncio.sleep(RENEW_SECONDS if fresh else ASK_AGAIN_SECONDS)
            fresh = await self.renew()

    async def _fetch(self) -> bool:
        """Replace the keys by what the server says; log and keep them where it does not."""
        self._asked = self._clock()
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                metadata = await self._get(self._metadata_url)
                keys = parse_keys(await self._get(self._key_address(metadata)))
            if not keys:
                raise ValueError("the answer holds no usable key")
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as trouble:
            log.warning("keys.unreachable", reason=type(trouble).__name__)
            return False
        if not _same(keys, self._keys):
            self._keys = keys
            self.generation += 1
            log.info("keys.changed", keys=len(keys))
        return True

    def _key_address(self, metadata: object) -> str:
        """Return where the metadata says the keys are: https, or loopback like the metadata."""
        found = metadata.get("jwks_uri") if isinstance(metadata, dict) else None
        address = URL(str(found or ""))
        local = is_loopback(URL(self._metadata_url).host or "")
        if address.scheme != "https" and not (
            local and address.scheme == "http" and is_loopback(address.host or "")
        ):
            raise ValueError("the metadata names no address of keys that may be used")
        return str(address)

    async def _get(self, url: str) -> Any:
        async with self._session.get(url, allow_redirects=False, proxy=proxy_for(url)) as answer:
            if answer.status != 200:
                raise ValueError(f"answered {answer.status}")
            raw = await answer.content.read(MOST_BYTES + 1)
            while len(raw) <= MOST_BYTES and not answer.content.at_eof():
                raw += await answer.content.read(MOST_BYTES + 1 - len(raw))
            if len(raw) > MOST_BYTES:
                raise ValueError("the answer is too long")
            return json.loads(raw)


def _same(new: Mapping[str, SigningKey], old: Mapping[str, SigningKey]) -> bool:
    """Tell whether two key sets hold the same keys for the same channels."""
    return new.keys() == old.keys() and all(
        key.public.public_numbers() == old[kid].public.public_numbers()
        and key.endorsements == old[kid].endorsements
        for kid, key in new.items()
    )
