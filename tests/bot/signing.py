"""Signs activities like the channel does, with keys of its own and a key server on loopback."""

import asyncio
import time
from collections.abc import Mapping
from functools import cache
from types import TracebackType
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

APP_ID = "11111111-2222-4333-8444-555555555555"
TENANT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
ISSUER = "https://api.botframework.com"
SERVICE_URL = "https://smba.trafficmanager.net/emea/"


@cache
def rsa_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the private key of this name, the same one throughout a test run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


class Signer:
    """Holds one signing key of a channel."""

    def __init__(self, kid: str = "key-1", *, name: str = "", bits: int = 2048) -> None:
        self.kid = kid
        self.key = rsa_key(name or kid, bits)

    def jwk(self, **changes: Any) -> dict[str, Any]:
        """Return the public half as a key server publishes it."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        row = {**public, "kid": self.kid, "use": "sig", "endorsements": ["msteams"], **changes}
        return {name: value for name, value in row.items() if value is not None}

    def token(
        self,
        claims: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        *,
        algorithm: str = "RS256",
        key: Any = None,
    ) -> str:
        """Return a sound token, or one with other claims and headers; ``None`` takes one away."""
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "aud": APP_ID,
            "exp": now + 3600,
            "nbf": now - 300,
            "serviceurl": SERVICE_URL,
            **(claims or {}),
        }
        return jwt.encode(
            {name: value for name, value in body.items() if value is not None},
            self.key if key is None else key,
            algorithm=algorithm,
            headers={"kid": self.kid, **(headers or {})},
        )


class KeyServer:
    """OpenID metadata and keys on loopback; ``async with`` it."""

    def __init__(self, *signers: Signer) -> None:
        self.rows: list[dict[str, Any]] = [signer.jwk() for signer in signers]
        self.asked = 0
        self.status = 200
        self.slow = 0.0
        self.jwks_uri = ""
        self.url = ""
        app = web.Application()
        app.router.add_get("/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/keys", self._keys)
        self._runner = web.AppRunner(app, access_log=None)

    @property
    def metadata_url(self) -> str:
        """Where the OpenID metadata is."""
        return f"{self.url}/.well-known/openidconfiguration"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.jwks_uri = f"{self.url}/keys"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    async def _metadata(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.slow)
        return web.json_response({"issuer": ISSUER, "jwks_uri": self.jwks_uri}, status=self.status)

    async def _keys(self, request: web.Request) -> web.Response:
        self.asked += 1
        return web.json_response({"keys": self.rows}, status=self.status)


def message(**changes: Any) -> dict[str, Any]:
    """Return what Teams sends when somebody types into the meeting chat."""
    return {
        "type": "message",
        "id": "1700000000000",
        "timestamp": "2026-12-09T15:42:17.000Z",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {
            "id": "29:anna",
            "name": "Anna Albrecht",
            "aadObjectId": "0a0a0a0a-0000-4000-8000-000000000001",
        },
        "conversation": {
            "id": "19:meeting_x@thread.v2",
            "conversationType": "groupChat",
            "tenantId": TENANT,
            "isGroup": True,
        },
        "recipient": {"id": f"28:{APP_ID}", "name": "Ratssaal"},
        "text": "hilfe",
        "channelData": {"tenant": {"id": TENANT}, "meeting": {"id": "MCMxOTptZWV0"}},
        **changes,
    }


def press(verb: str = "ballot.cast", **data: Any) -> dict[str, Any]:
    """Return what Teams sends when somebody presses a button of a card."""
    action = {"type": "Action.Execute", "id": "", "verb": verb, "data": data}
    return message(
        type="invoke",
        name="adaptiveCard/action",
        text=None,
        replyToId="1700000000001",
        value={"action": action, "trigger": "manual"},
    )
