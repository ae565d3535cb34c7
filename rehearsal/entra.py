"""Stands in for Entra and for the Bot Framework's sign-in: metadata, keys, and tokens over TLS."""

from __future__ import annotations

import ssl
import time
import uuid
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import jwt
import trustme
from aiohttp import web

from rehearsal.keys import SigningKeys
from rehearsal.reading import Json
from rehearsal.registration import Registration, WrongCredentials
from rehearsal.serving import Served, serve

BOT_FRAMEWORK = "https://api.botframework.com"
GRAPH = "https://graph.microsoft.com"
CHANNEL_ISSUER = "https://api.botframework.com"
TOKEN_SECONDS = 3599
_KEEP_SECONDS = 300


class Entra:
    """Issues tokens to the bot, and publishes the keys that sign activities to the bot."""

    def __init__(self, registration: Registration) -> None:
        """Make the keys and the certificate authority."""
        self.registration = registration
        self.channel_keys = SigningKeys()
        self.tenant_keys = SigningKeys()
        self.resources = {BOT_FRAMEWORK, GRAPH}
        self.asked: Counter[str] = Counter()
        self.silent = False
        self._ahead = 0.0
        self.address = ""
        self.plain_address = ""
        self._authority = trustme.CA()
        self._servers: list[Served] = []
        self._kept: dict[str, tuple[float, str]] = {}

    async def start(self, ca_file: Path) -> None:
        """Serve with TLS and plain; write the certificate authority for `CA_BUNDLE`."""
        self._authority.cert_pem.write_to_path(str(ca_file))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
        secure, plain = await serve(self._app(), context), await serve(self._app())
        self._servers = [secure, plain]
        self.address, self.plain_address = secure.address, plain.address

    async def stop(self) -> None:
        """Stop serving."""
        for server in self._servers:
            await server.stop()

    @property
    def metadata_url(self) -> str:
        """Where the bot finds the keys of the activities it gets."""
        return f"{self.address}/v1/.well-known/openidconfiguration"

    def channel_token(self, service_url: str) -> str:
        """Return a token for activities from this address, signed once for about five minutes."""
        until, token = self._kept.get(service_url, (0.0, ""))
        if time.time() > until:
            token = self.sign_channel(service_url)
            self._kept[service_url] = (time.time() + _KEEP_SECONDS, token)
        return token

    def set_clock(self, ahead: float) -> None:
        """Let the clock here be so many seconds ahead of the bot's; what was signed before is forgotten."""
        self._ahead = ahead
        self._kept.clear()

    def sign_channel(self, service_url: str, **changed: object) -> str:
        """Return a fresh token to the bot; claims can be changed, or left out with None."""
        now = int(time.time() + self._ahead)
        claims: Json = {
            "serviceurl": service_url,
            "nbf": now - 300,
            "exp": now + 3600,
            "iss": CHANNEL_ISSUER,
            "aud": self.registration.app_id,
        }
        claims.update(changed)
        return self.channel_keys.sign({name: value for name, value in claims.items() if value is not None})

    def roll_channel_keys(self) -> None:
        """Replace the signing key, as Microsoft does from time to time."""
        self.channel_keys.roll()
        self._kept.clear()

    def accepts(self, authorization: str, audiences: list[str]) -> bool:
        """Whether this header carries a token that was issued here for one of these audiences."""
        scheme, _, token = authorization.partition(" ")
        if scheme.casefold() != "bearer":
            return False
        try:
            self.tenant_keys.verify(token, audiences)
        except jwt.InvalidTokenError:
            return False
        return True

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/v1/.well-known/openidconfiguration", self._channel_metadata)
        app.router.add_get("/v1/.well-known/keys", self._channel_keys)
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._tenant_metadata)
        app.router.add_get("/{tenant}/discovery/v2.0/keys", self._tenant_keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        return app

    def _count(self, what: str) -> None:
        self.asked[what] += 1
        if self.silent:
            raise web.HTTPServiceUnavailable(text="The service is unavailable.")

    async def _channel_metadata(self, request: web.Request) -> web.Response:
        self._count("channel metadata")
        return web.json_response(
            {
                "issuer": CHANNEL_ISSUER,
                "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": f"{request.url.origin()}/v1/.well-known/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            }
        )

    async def _channel_keys(self, request: web.Request) -> web.Response:
        self._count("channel keys")
        return web.json_response(self.channel_keys.published(endorsed=True))

    async def _tenant_keys(self, request: web.Request) -> web.Response:
        self._count("tenant keys")
        return web.json_response(self.tenant_keys.published(endorsed=False))

    async def _tenant_metadata(self, request: web.Request) -> web.Response:
        self._count("tenant metadata")
        tenant = request.match_info["tenant"]
        if not self._knows(tenant):
            return _refused(400, "invalid_tenant", f"AADSTS90002: Tenant '{tenant}' not found.")
        base = f"{request.url.origin()}/{tenant}"
        return web.json_response(
            {
                "issuer": f"{base}/v2.0",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
                "jwks_uri": f"{base}/discovery/v2.0/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
                "response_types_supported": ["code", "id_token"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "tenant_region_scope": "EU",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        self._count("token")
        tenant = request.match_info["tenant"]
        form = {name: str(value) for name, value in (await request.post()).items()}
        if not self._knows(tenant):
            return _refused(400, "invalid_request", f"AADSTS90002: Tenant '{tenant}' not found.")
        if form.get("grant_type") != "client_credentials":
            return _refused(
                400,
                "unsupported_grant_type",
                "AADSTS70003: The app requested an unsupported grant type.",
            )
        resource, _, permission = form.get("scope", "").rpartition("/")
        if permission != ".default" or resource not in self.resources:
            return _refused(
                400, "invalid_scope", f"AADSTS70011: The scope '{form.get('scope')}' is not valid."
            )
        try:
            self._check_client(form, f"{request.url.origin()}/{tenant}/oauth2/v2.0/token")
        except WrongCredentials as refusal:
            return _refused(401, "invalid_client", str(refusal))
        return web.json_response(self.issue(tenant, resource))

    def _knows(self, tenant: str) -> bool:
        return tenant in {self.registration.tenant_id, "botframework.com"}

    def _check_client(self, form: dict[str, str], endpoint: str) -> None:
        if "client_assertion" in form:
            self.registration.check_assertion(form["client_assertion"], endpoint)
        else:
            self.registration.check_secret(form.get("client_id", ""), form.get("client_secret", ""))

    def issue(self, tenant: str, resource: str) -> Json:
        """Return what the token endpoint answers to a client that has proved itself."""
        now = int(time.time())
        claims: Json = {
            "aud": resource,
            "iss": f"https://sts.windows.net/{tenant}/",
            "iat": now,
            "nbf": now,
            "exp": now + TOKEN_SECONDS,
            "appid": self.registration.app_id,
            "tid": self.registration.tenant_id,
            "uti": uuid.uuid4().hex,
        }
        token = self.tenant_keys.sign(claims)
        return {
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "ext_expires_in": TOKEN_SECONDS,
            "access_token": token,
        }


def _refused(status: int, error: str, description: str) -> web.Response:
    number = "".join(char for char in description.partition(":")[0] if char.isdigit())
    return web.json_response(
        {
            "error": error,
            "error_description": description,
            "error_codes": [int(number or 0)],
            "timestamp": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%SZ}",
            "trace_id": str(uuid.uuid4()),
            "correlation_id": str(uuid.uuid4()),
        },
        status=status,
    )
