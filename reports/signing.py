"""The installation's Ed25519 key pair, by which it signs how long a record is (RFC 8032)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ALGORITHM = "ed25519"


class NoIdentity(ValueError):
    """The document is not a key pair of this kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Signs for the installation; ``public_key`` is what others check by, in hexadecimal."""

    public_key: str
    _key: Ed25519PrivateKey = field(repr=False)

    def sign(self, message: bytes) -> str:
        """Return the signature over *message* in hexadecimal; the same each time."""
        return self._key.sign(message).hex()


def new_identity() -> dict[str, str]:
    """Return a fresh key pair as a document for the registry's table ``identity``."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    return {"algorithm": ALGORITHM, "private_key": key.private_bytes_raw().hex(), "public_key": public}


def signer_of(document: Mapping[str, Any]) -> Signer:
    """Return the signer of a document that ``new_identity`` made; anything else is NoIdentity."""
    try:
        if document["algorithm"] != ALGORITHM:
            raise NoIdentity(str(document["algorithm"]))
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(document["private_key"]))
    except (KeyError, TypeError, ValueError) as fault:
        raise NoIdentity("not an Ed25519 key pair") from fault
    public = key.public_key().public_bytes_raw().hex()
    if public != document.get("public_key"):
        raise NoIdentity("the two keys do not belong together")
    return Signer(public_key=public, _key=key)
