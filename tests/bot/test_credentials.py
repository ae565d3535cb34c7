"""The bot's sign-in at an Entra on loopback, over TLS, because MSAL speaks nothing else."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
import trustme
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pydantic import SecretStr

from bot.credentials import Credentials, NoToken, SdkCredentials, credentials_of
from bot.outgoing import client_session, proxy_for
from config import AppType, Settings
from tests.bot.signing import APP_ID, TENANT, rsa_key


class Entra:
    """A token endpoint; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.answer: dict[str, Any] = {"access_token": "token-1", "expires_in": 3600}
        self.status = 200
        self.url = ""
        self.opened: list[Credentials] = []

    def sign_in(self, town: Settings) -> Credentials:
        """Return the credentials of these settings; they are closed with the test."""
        self.opened.append(credentials_of(town))
        return self.opened[-1]

    async def metadata(self, request: web.Request) -> web.Response:
        """Tell where the endpoints are."""
        self.paths.append(request.path)
        base = f"{self.url}/{request.match_info['tenant']}"
        return web.json_response(
            {
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
            }
        )

    async def token(self, request: web.Request) -> web.Response:
        """Give a token."""
        self.paths.append(request.path)
        self.asked.append({name: str(value) for name, value in (await request.post()).items()})
        body = {"token_type": "Bearer", **self.answer}
        return web.json_response(body, status=self.status)


@pytest.fixture
async def entra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Entra]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    entra = Entra()
    app = web.Application()
    app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", entra.metadata)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", entra.token)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    entra.url = f"https://localhost:{runner.addresses[0][1]}"
    yield entra
    for credentials in entra.opened:
        credentials.close()
    await asyncio.sleep(0.05)
    await runner.cleanup()


def settings(entra: Entra, **changes: Any) -> Settings:
    return Settings(
        _env_file=None,
        app_id=APP_ID,
        app_tenantid=TENANT,
        app_password=SecretStr("geheim"),
        login_url=entra.url,
        **changes,
    )


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate and its key."""
    key = rsa_key("certificate")
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ratssaal")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


class TestSecret:
    """Contract § 2, APP_PASSWORD: the bot signs in at its own tenant."""

    async def test_token_is_asked_for_with_the_secret(self, entra: Entra) -> None:
        assert await entra.sign_in(settings(entra)).token() == "token-1"

        asked = entra.asked[0]
        assert asked["client_id"] == APP_ID
        assert asked["client_secret"] == "geheim"
        assert asked["scope"] == "https://api.botframework.com/.default"
        assert asked["grant_type"] == "client_credentials"
        assert entra.paths == [
            f"/{TENANT}/v2.0/.well-known/openid-configuration",
            f"/{TENANT}/oauth2/v2.0/token",
        ]

    async def test_bot_for_many_tenants_asks_the_common_one(self, entra: Entra) -> None:
        town = settings(entra, app_type=AppType.MULTI_TENANT)

        assert await entra.sign_in(town).token() == "token-1"
        assert entra.paths[-1] == "/botframework.com/oauth2/v2.0/token"

    async def test_scope_of_a_sovereign_cloud_is_taken_as_it_is(self, entra: Entra) -> None:
        scope = "https://api.botframework.us/.default"
        town = settings(entra, to_channel_from_bot_oauth_scope=scope)
        await entra.sign_in(town).token()

        assert entra.asked[0]["scope"] == scope

    async def test_refusal_is_named_without_details(self, entra: Entra) -> None:
        entra.status = 401
        entra.answer = {"error": "invalid_client", "error_description": "the secret is geheim"}

        with pytest.raises(NoToken) as refused:
            await entra.sign_in(settings(entra)).token()

        assert str(refused.value) == "invalid_client"

    async def test_entra_that_is_away_is_no_token_and_may_come_back(self, entra: Entra) -> None:
        away = settings(entra).model_copy(update={"login_url": "https://localhost:9"})

        with pytest.raises(NoToken):
            await entra.sign_in(away).token()


class TestCertificate:
    """Contract § 2, APP_CERTIFICATE_FILE: a signed statement instead of a password."""

    async def test_token_is_asked_for_with_a_signed_statement(self, entra: Entra, tmp_path: Path) -> None:
        cert, key = certificate(tmp_path)
        town = settings(entra, app_certificate_file=cert, app_certificate_key_file=key)

        assert await entra.sign_in(town).token() == "token-1"

        asked = entra.asked[0]
        assert "client_secret" not in asked
        claims = jwt.decode(
            asked["client_assertion"],
            rsa_key("certificate").public_key(),
            algorithms=["PS256", "RS256"],
            audience=f"{entra.url}/{TENANT}/oauth2/v2.0/token",
        )
        assert claims["iss"] == APP_ID


class TestOtherSignIns:
    """No sign-in in LOCAL_MODE; a managed identity asks its host."""

    async def test_local_mode_has_an_empty_token(self) -> None:
        local = Settings(_env_file=None, local_mode=True)

        assert await credentials_of(local).token() == ""

    def test_managed_identity_needs_no_secret(self) -> None:
        town = Settings(
            _env_file=None,
            app_id=APP_ID,
            app_tenantid=TENANT,
            app_type=AppType.MANAGED_IDENTITY,
        )

        credentials = credentials_of(town)
        credentials.close()

        assert isinstance(credentials, Credentials)


class TestSdk:
    """The SDK's connector clients get the same token."""

    def test_sdk_takes_the_token_at_hand(self) -> None:
        tokens = iter(["a", "b"])
        credentials = Credentials(lambda: {"access_token": next(tokens), "expires_in": 3600})
        sdk = SdkCredentials(credentials)

        assert sdk.get_access_token() == "a"
        assert sdk.get_access_token() == "a"
        assert sdk.signed_session().headers["Authorization"] == "Bearer a"
        assert sdk.get_access_token(force_refresh=True) == "b"


class TestWayOut:
    """One client for everything the bot asks."""

    async def test_authorities_of_the_town_are_trusted(self, entra: Entra, tmp_path: Path) -> None:
        town = settings(entra, ca_bundle=tmp_path / "ca.pem")
        url = f"{entra.url}/{TENANT}/v2.0/.well-known/openid-configuration"
        async with client_session(town) as session, session.get(url) as answer:
            assert answer.status == 200

    async def test_unknown_authorities_are_not(self, entra: Entra) -> None:
        from aiohttp import ClientConnectorCertificateError

        async with client_session(settings(entra)) as session:
            with pytest.raises(ClientConnectorCertificateError):
                await session.get(entra.url)

    def test_proxy_of_the_town_is_used_but_not_for_this_machine(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
        monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
        monkeypatch.setenv("no_proxy", "intern.example")

        assert proxy_for("https://smba.trafficmanager.net/x") == "http://proxy.example:3128"
        assert proxy_for("http://127.0.0.1:9000/") is None
        assert proxy_for("https://a.intern.example/") is None
