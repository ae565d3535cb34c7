"""Our certificates for sealed notices: made once, kept in the data folder, replaced in good time."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog

from graph import Certificate, NoCertificate, make_certificate, read_certificate
from store.private_files import PrivateFiles

FOLDER = "graph-keys"
SUFFIX = ".pem"
REPLACED_BEFORE = timedelta(days=30)
"""So long before its end a certificate is used for no new subscription any more."""
KEPT = timedelta(days=1)
"""So long an old one is kept that nothing uses: Graph sends notices again for four hours."""

log = structlog.get_logger(__name__)


class SealKeys:
    """The private keys by the ids of their certificates, and the certificate in use now."""

    def __init__(self, files: PrivateFiles, now: Callable[[], datetime]) -> None:
        self._files = files
        self._now = now
        self._held: dict[str, Certificate] = {}
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Read what was made before; what cannot be read is passed over, and made anew when needed."""
        try:
            found = await asyncio.to_thread(self._files.all)
        except OSError:
            log.exception("seal_keys.unreadable")
            return
        for name, content in found.items():
            identifier = name.removesuffix(SUFFIX)
            try:
                self._held[identifier] = read_certificate(identifier, content)
            except NoCertificate:
                log.warning("seal_key.unreadable", file=name)

    def find(self, identifier: str) -> Certificate | None:
        """The certificate of this id, None where it is none of ours."""
        return self._held.get(identifier)

    async def current(self) -> Certificate:
        """The certificate for new subscriptions; made now where there is none. Raises OSError."""
        async with self._turn:
            newest = self._newest()
            if newest is not None and newest.ends - self._now() > REPLACED_BEFORE:
                return newest
            made = await asyncio.to_thread(make_certificate, self._now())
            await asyncio.to_thread(self._files.write, made.id + SUFFIX, made.pem())
            self._held[made.id] = made
            log.info("seal_key.made", certificate=made.id, ends=made.ends.isoformat())
            return made

    async def prune(self, used: Iterable[str]) -> None:
        """Forget the old ones that no subscription uses and no late notice can need any more."""
        kept, newest = set(used), self._newest()
        if newest is None or self._now() - newest.begins < KEPT:
            return
        for identifier in set(self._held) - kept - {newest.id}:
            try:
                await asyncio.to_thread(self._files.remove, identifier + SUFFIX)
            except OSError as failure:
                log.warning("seal_key.not_forgotten", certificate=identifier, reason=str(failure))
                continue
            del self._held[identifier]
            log.info("seal_key.forgotten", certificate=identifier)

    def _newest(self) -> Certificate | None:
        return max(self._held.values(), key=lambda one: one.ends, default=None)
