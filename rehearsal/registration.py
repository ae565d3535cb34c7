"""The bot's registration in Entra: its id, and how it proves to be itself."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
import uuid
from dataclasses import dataclass, field

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from rehearsal.people import TENANT_ID


class WrongCredentials(Exception):
    """The secret or the signed assertion is not that of this registration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A self-signed certificate as a town would upload one, with its key, both as PEM."""

    public: str
    private: str

    @property
    def parsed(self) -> x509.Certificate:
        """The certificate itself."""
        return x509.load_pem_x509_certificate(self.public.encode())

    @property
    def thumbprint(self) -> str:
        """The SHA-1 thumbprint as the portal shows it."""
        return self.parsed.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """An app registration with a client secret and, if there is one, a certificate."""

    app_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(30))
    tenant_id: str = TENANT_ID
    certificate: Certificate | None = None

    def check_secret(self, client_id: str, secret: str) -> None:
        """Refuse any secret but this one."""
        if client_id != self.app_id or not secrets.compare_digest(secret.encode(), self.secret.encode()):
            raise WrongCredentials("AADSTS7000215: Invalid client secret provided.")

    def check_assertion(self, assertion: str, token_endpoint: str) -> None:
        """Refuse any assertion that the certificate's key has not signed for this endpoint."""
        if self.certificate is None:
            raise WrongCredentials("AADSTS700027: The certificate is not registered on application.")
        try:
            claims = jwt.decode(
                assertion,
                self.certificate.parsed.public_key(),  # type: ignore[arg-type]
                algorithms=["RS256", "PS256"],
                audience=token_endpoint,
                options={"require": ["exp", "aud", "iss", "sub"]},
            )
        except jwt.InvalidTokenError as refusal:
            raise WrongCredentials(
                f"AADSTS700027: Client assertion failed signature validation: {refusal}."
            ) from None
        if not claims["iss"] == claims["sub"] == self.app_id:
            raise WrongCredentials("AADSTS700021: Client assertion application identifier doesn't match.")
        self._check_thumbprint(jwt.get_unverified_header(assertion))

    def _check_thumbprint(self, header: dict[str, str]) -> None:
        assert self.certificate is not None
        sha1 = hashes.SHA1()  # noqa: S303  # Entra's thumbprint of older clients
        for name, algorithm in (("x5t", sha1), ("x5t#S256", hashes.SHA256())):
            wanted = self.certificate.parsed.fingerprint(algorithm)
            if name in header and base64.urlsafe_b64decode(header[name] + "==") != wanted:
                raise WrongCredentials(
                    "AADSTS700027: The certificate with this thumbprint is not registered."
                )


def make_certificate(name: str = "ratssaal", days: int = 365) -> Certificate:
    """Make a self-signed certificate that is valid for so many days from now, a year if nothing is said."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now + dt.timedelta(days=days, minutes=5))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Certificate(
        public=built.public_bytes(serialization.Encoding.PEM).decode(), private=private.decode()
    )
