"""Certificates of our own with which Graph seals what it sends: RSA 2048, signed by themselves.

Graph uses the public key only and asks nobody who issued it.
"""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from graph.subscriptions import Sealing

BITS = 2048
LIFE = timedelta(days=365)
SKEW = timedelta(hours=1)
"""How far another clock may be behind ours when a certificate begins."""


class NoCertificate(Exception):
    """A text holds no certificate with its private key that fit each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate with its private key, under the id by which Graph names it in each notice."""

    id: str
    begins: datetime
    ends: datetime
    der: bytes = field(repr=False)
    key: rsa.RSAPrivateKey = field(repr=False)

    @property
    def sealing(self) -> Sealing:
        """The public half, as a subscription carries it."""
        return Sealing(certificate=base64.b64encode(self.der).decode(), id=self.id)

    def pem(self) -> bytes:
        """The private key and the certificate as text, for the disk."""
        private = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return private + x509.load_der_x509_certificate(self.der).public_bytes(Encoding.PEM)


def make_certificate(now: datetime) -> Certificate:
    """Make a new one; takes a tenth of a second and more, so never on the event loop."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ratssaal")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + LIFE)
        .sign(key, hashes.SHA256())
    )
    return _of(f"ratssaal-{secrets.token_hex(8)}", made, key)


def read_certificate(name: str, pem: bytes) -> Certificate:
    """Read one back under its id. Raises NoCertificate."""
    try:
        key = load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem)
    except (ValueError, TypeError) as wrong:
        raise NoCertificate(name) from wrong
    if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != certificate.public_key():
        raise NoCertificate(name)
    return _of(name, certificate, key)


def _of(name: str, certificate: x509.Certificate, key: rsa.RSAPrivateKey) -> Certificate:
    return Certificate(
        id=name,
        begins=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        der=certificate.public_bytes(Encoding.DER),
        key=key,
    )
