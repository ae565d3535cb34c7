"""What Graph sends on its own: notices of a subscription, read and opened. Asks nobody."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding as asymmetric
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

MOST_NOTICES = 1000
MOST_TOKENS = 16
KEY_BYTES = 32
BLOCK_BYTES = 16


class Malformed(Exception):
    """A body is no collection of notices."""


class NotSound(Exception):
    """Sealed data is not what it says it is; ``reason`` is for the log only."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Encrypted data of a notice, its parts still in base64."""

    data: str
    signature: str
    key: str
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice; ``lifecycle`` names what happened to the subscription itself, "" for a change."""

    subscription: str
    client_state: str = field(repr=False)
    tenant: str = ""
    lifecycle: str = ""
    sealed: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """What came in one request, with the tokens by which Graph vouches for it."""

    notices: tuple[Notice, ...]
    tokens: tuple[str, ...] = field(default=(), repr=False)


def same_secret(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell how far."""
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())


# --- reading ---------------------------------------------------------------------------


def read_notices(body: Mapping[str, Any]) -> Notices:
    """Read a body. Raises Malformed where it is no collection of notices."""
    rows, tokens = body.get("value"), body.get("validationTokens")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_NOTICES:
        raise Malformed("value")
    if tokens is not None and not isinstance(tokens, list):
        raise Malformed("validationTokens")
    told = tuple(tokens or ())
    if len(told) > MOST_TOKENS or not all(isinstance(token, str) for token in told):
        raise Malformed("validationTokens")
    return Notices(notices=tuple(_notice(row) for row in rows), tokens=told)


def _notice(row: object) -> Notice:
    if not isinstance(row, dict):
        raise Malformed("notice")
    sealed = row.get("encryptedContent")
    return Notice(
        subscription=_text(row, "subscriptionId", required=True).lower(),
        client_state=_text(row, "clientState"),
        tenant=_text(row, "tenantId").lower(),
        lifecycle=_text(row, "lifecycleEvent"),
        sealed=None if sealed is None else _sealed(sealed),
    )


def _sealed(row: object) -> Sealed:
    if not isinstance(row, dict):
        raise Malformed("encryptedContent")
    return Sealed(
        data=_text(row, "data", required=True),
        signature=_text(row, "dataSignature", required=True),
        key=_text(row, "dataKey", required=True),
        certificate=_text(row, "encryptionCertificateId", required=True),
    )


def _text(row: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    value = row.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value):
        raise Malformed(name)
    return value


# --- opening ---------------------------------------------------------------------------


def unsealed(sealed: Sealed, key: RSAPrivateKey) -> bytes:
    """Open sealed data: the key first, then the signature, and only then the data. Raises NotSound.

    The order matters: nothing is decrypted whose signature does not fit, so that no answer and no
    time tells anything about the padding.
    """
    secret = _secret(sealed, key)
    data = _decoded(sealed.data)
    expected = hmac.digest(secret, data, hashlib.sha256)
    if not hmac.compare_digest(expected, _decoded(sealed.signature)):
        raise NotSound("signature")
    try:
        opened = Cipher(algorithms.AES(secret), modes.CBC(secret[:BLOCK_BYTES])).decryptor()
        padded = opened.update(data) + opened.finalize()
        bare = PKCS7(BLOCK_BYTES * 8).unpadder()
        return bare.update(padded) + bare.finalize()
    except ValueError:
        raise NotSound("padding") from None


def _secret(sealed: Sealed, key: RSAPrivateKey) -> bytes:
    """The key of this one notice, which only the holder of our certificate can read."""
    scheme = asymmetric.OAEP(
        mgf=asymmetric.MGF1(algorithm=hashes.SHA1()),  # noqa: S303  # Graph's own choice
        algorithm=hashes.SHA1(),  # noqa: S303
        label=None,
    )
    try:
        secret = key.decrypt(_decoded(sealed.key), scheme)
    except ValueError:
        raise NotSound("key") from None
    if len(secret) != KEY_BYTES:
        raise NotSound("key")
    return secret


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotSound("base64") from None
