"""Which service addresses the bot believes and speaks to.

Every activity names one, nearly always the same: what was found out about an address is kept.
"""

import string
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from config_values import is_loopback

_ADDRESS = frozenset(string.ascii_letters + string.digits + "-._~:/[]%")
_FILE_ADDRESS = _ADDRESS | frozenset("?&=+,;!$'()*@")
"""A file's address has a query that holds its key."""


@lru_cache(maxsize=64)
def _split(url: str) -> SplitResult | None:
    """Take an address apart, or refuse what browsers and libraries read differently."""
    return _parts(url) if url and _ADDRESS.issuperset(url) else None


def _parts(url: str) -> SplitResult | None:
    """The parts of an address, None where its host is not a plain name or number."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    return parts if parts.hostname and _ADDRESS.issuperset(parts.netloc) and "%" not in parts.netloc else None


@lru_cache(maxsize=64)
def same_service(one: str, other: str) -> bool:
    """Tell whether two service addresses mean the same place.

    A closing slash and the case of the host make no difference; everything else does.
    """
    left, right = _split(one), _split(other)
    if left is None or right is None:
        return False
    return (left.scheme, left.netloc.lower(), left.path.rstrip("/")) == (
        right.scheme,
        right.netloc.lower(),
        right.path.rstrip("/"),
    )


@dataclass(frozen=True, slots=True)
class TrustedHosts:
    """The host names that a signed activity may name, from ``TRUSTED_SERVICE_HOSTS``."""

    names: tuple[str, ...]

    def allow(self, url: str) -> bool:
        """Tell whether the bot may speak to this address with its token.

        Https on the usual port, a listed host (``*.`` stands for any names in front), no user name.
        Plain http and other ports only where the listed host is this machine.
        """
        return _allowed(self.names, url)

    def allow_file(self, url: str) -> bool:
        """Tell whether a file may be taken from this address, or put there.

        The same as ``allow``, but behind the path a query may stand; nothing of it is kept in memory,
        since it holds the key to the file.
        """
        parts = _parts(url) if _FILE_ADDRESS.issuperset(url) else None
        return _listed_place(self.names, parts)


@lru_cache(maxsize=64)
def _allowed(names: tuple[str, ...], url: str) -> bool:
    return _listed_place(names, _split(url))


def _listed_place(names: tuple[str, ...], parts: SplitResult | None) -> bool:
    if parts is None or not _listed(names, host := parts.hostname or ""):
        return False
    if is_loopback(host):
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and parts.port in (None, 443)


def _listed(names: tuple[str, ...], host: str) -> bool:
    """Tell whether a name or a pattern on the list stands for this host."""
    return any(
        host.endswith(name[1:]) and len(host) >= len(name) if name.startswith("*.") else host == name
        for name in names
    )
