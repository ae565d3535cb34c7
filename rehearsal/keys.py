"""Keys with which the stand-in signs, published as a key set and rolled as Microsoft does."""

from __future__ import annotations

import json
import secrets
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ENDORSEMENTS = ["msteams", "webchat", "directline", "skype"]


class SigningKeys:
    """One current RS256 key and those that were current before."""

    def __init__(self) -> None:
        """Make the first key."""
        self._keys: dict[str, rsa.RSAPrivateKey] = {}
        self.kid = ""
        self.roll()

    def roll(self, *, forget: bool = True) -> str:
        """Make a new current key and return its id; the old one is withdrawn, or kept."""
        if forget:
            self._keys.clear()
        self.kid = secrets.token_urlsafe(20)
        self._keys[self.kid] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return self.kid

    def sign(self, claims: dict[str, Any], headers: dict[str, Any] | None = None) -> str:
        """Return a token with these claims, signed by the current key."""
        extra = {"kid": self.kid, "x5t": self.kid, **(headers or {})}
        return jwt.encode(claims, self._keys[self.kid], algorithm="RS256", headers=extra)

    def verify(self, token: str, audience: list[str]) -> dict[str, Any]:
        """Return a token's claims, or raise `jwt.InvalidTokenError`."""
        kid = str(jwt.get_unverified_header(token).get("kid", ""))
        if kid not in self._keys:
            raise jwt.InvalidTokenError("unknown key")
        public = self._keys[kid].public_key()
        claims: dict[str, Any] = jwt.decode(
            token,
            public,
            algorithms=["RS256"],
            audience=audience,
            options={"require": ["exp", "aud", "iss"]},
        )
        return claims

    def published(self, *, endorsed: bool) -> dict[str, Any]:
        """Return the key set; those that sign activities carry the channels they speak for."""
        return {"keys": [self._public(kid, endorsed) for kid in self._keys]}

    def _public(self, kid: str, endorsed: bool) -> dict[str, Any]:
        key: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(self._keys[kid].public_key()))
        key.pop("key_ops", None)
        key |= {"kid": kid, "x5t": kid, "use": "sig", "alg": "RS256"}
        return key | ({"endorsements": ENDORSEMENTS} if endorsed else {})
