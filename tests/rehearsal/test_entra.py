"""The stand-in for Entra speaks with real MSAL over TLS, and publishes keys like the Bot Framework."""

import asyncio
import socket
import ssl
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import msal
import pytest
import requests

from rehearsal.entra import Entra
from rehearsal.people import TENANT_ID
from rehearsal.registration import Registration, make_certificate

SCOPE = ["https://api.botframework.com/.default"]
CERTIFICATE = make_certificate()


@pytest.fixture
async def entra(tmp_path: Path) -> Any:
    service = Entra(Registration(certificate=CERTIFICATE))
    await service.start(tmp_path / "ca.pem")
    yield service
    await service.stop()


async def acquire(
    entra: Entra, ca: Path, credential: Any, *, tenant: str = TENANT_ID, scopes: Any = SCOPE
) -> dict[str, Any]:
    def blocking() -> dict[str, Any]:
        with requests.Session() as http:
            http.trust_env = False  # else the machine's certificates go before `verify`
            http.verify = str(ca)
            application = msal.ConfidentialClientApplication(
                entra.registration.app_id,
                client_credential=credential,
                authority=f"{entra.address}/{tenant}",
                instance_discovery=False,
                http_client=http,
            )
            got: dict[str, Any] = application.acquire_token_for_client(scopes=scopes)
            return got

    return await asyncio.to_thread(blocking)


async def fetch(url: str, ca: Path | None = None) -> Any:
    context = ssl.create_default_context(cafile=str(ca)) if ca else True
    async with aiohttp.ClientSession() as session, session.get(url, ssl=context) as answer:
        answer.raise_for_status()
        return await answer.json()


class TestTokensForTheBot:
    """clients.md 4: MSAL insists on https and a trusted certificate, without instance discovery."""

    async def test_a_secret_gets_a_token_over_tls(self, entra: Entra, tmp_path: Path) -> None:
        got = await acquire(entra, tmp_path / "ca.pem", entra.registration.secret)

        assert got["token_type"] == "Bearer"
        assert entra.accepts(f"Bearer {got['access_token']}", ["https://api.botframework.com"])

    async def test_a_token_is_good_for_its_own_resource_only(self, entra: Entra, tmp_path: Path) -> None:
        got = await acquire(entra, tmp_path / "ca.pem", entra.registration.secret)

        assert not entra.accepts(f"Bearer {got['access_token']}", ["https://graph.microsoft.com"])

    @pytest.mark.parametrize(
        "extra",
        [
            pytest.param({"public_certificate": CERTIFICATE.public}, id="sha256"),
            pytest.param({"thumbprint": CERTIFICATE.thumbprint}, id="sha1-thumbprint"),
        ],
    )
    async def test_a_certificate_gets_a_token(
        self, entra: Entra, tmp_path: Path, extra: dict[str, str]
    ) -> None:
        credential = {"private_key": CERTIFICATE.private, **extra}

        got = await acquire(entra, tmp_path / "ca.pem", credential)

        assert "access_token" in got, got

    async def test_another_certificate_is_refused(self, entra: Entra, tmp_path: Path) -> None:
        other = make_certificate("another")
        credential = {"private_key": other.private, "public_certificate": other.public}

        got = await acquire(entra, tmp_path / "ca.pem", credential)

        assert got["error"] == "invalid_client"

    async def test_a_certificate_without_registration_is_refused(self, tmp_path: Path) -> None:
        service = Entra(Registration())
        await service.start(tmp_path / "plain.pem")
        credential = {"private_key": CERTIFICATE.private, "public_certificate": CERTIFICATE.public}

        got = await acquire(service, tmp_path / "plain.pem", credential)
        await service.stop()

        assert "AADSTS700027" in got["error_description"]

    async def test_a_wrong_secret_is_refused_with_entras_code(self, entra: Entra, tmp_path: Path) -> None:
        got = await acquire(entra, tmp_path / "ca.pem", "wrong")

        assert got["error"] == "invalid_client"
        assert got["error_codes"] == [7000215]

    async def test_a_scope_nobody_knows_is_refused(self, entra: Entra, tmp_path: Path) -> None:
        scopes = ["https://elsewhere.example/.default"]

        got = await acquire(entra, tmp_path / "ca.pem", entra.registration.secret, scopes=scopes)

        assert got["error"] == "invalid_scope"

    async def test_another_tenant_is_not_found(self, entra: Entra, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match=r"openid-configuration|tenant"):
            await acquire(entra, tmp_path / "ca.pem", "x", tenant="elsewhere")

    async def test_a_client_that_does_not_know_the_authority_gets_no_connection(self, entra: Entra) -> None:
        def blocking() -> None:
            port = int(entra.address.rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port)) as plain:
                ssl.create_default_context().wrap_socket(plain, server_hostname="127.0.0.1")

        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.to_thread(blocking)
        await asyncio.sleep(0.1)  # the service's side of the connection ends too


class TestKeysOfActivities:
    """clients.md 4: issuer, audience, service address, expiry, endorsement, key by id."""

    async def test_the_published_key_verifies_an_activity_token(self, entra: Entra, tmp_path: Path) -> None:
        metadata = await fetch(entra.metadata_url, tmp_path / "ca.pem")
        keys = jwt.PyJWKSet.from_dict(await fetch(metadata["jwks_uri"], tmp_path / "ca.pem"))
        token = entra.channel_token("http://127.0.0.1:9/emea/")

        key = keys[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=entra.registration.app_id,
            issuer=metadata["issuer"],
        )

        assert claims["serviceurl"] == "http://127.0.0.1:9/emea/"

    async def test_keys_are_endorsed_for_teams(self, entra: Entra) -> None:
        keys = await fetch(f"{entra.plain_address}/v1/.well-known/keys")

        assert "msteams" in keys["keys"][0]["endorsements"]

    async def test_plain_metadata_names_plain_keys(self, entra: Entra) -> None:
        metadata = await fetch(f"{entra.plain_address}/v1/.well-known/openidconfiguration")

        assert metadata["jwks_uri"].startswith(entra.plain_address)

    async def test_a_token_is_signed_once_and_used_for_minutes(self, entra: Entra) -> None:
        assert entra.channel_token("a") is entra.channel_token("a")
        assert entra.channel_token("a") != entra.channel_token("b")

    async def test_after_a_roll_over_the_old_key_is_gone(self, entra: Entra) -> None:
        before = entra.channel_token("a")

        entra.roll_channel_keys()

        assert entra.channel_token("a") != before
        published = await fetch(f"{entra.plain_address}/v1/.well-known/keys")
        assert [key["kid"] for key in published["keys"]] == [entra.channel_keys.kid]
        assert jwt.get_unverified_header(before)["kid"] != entra.channel_keys.kid

    async def test_claims_can_be_spoilt_for_the_matrix_of_bad_tokens(self, entra: Entra) -> None:
        token = entra.sign_channel("a", aud="somebody else", exp=None)

        claims = jwt.decode(token, options={"verify_signature": False})

        assert claims["aud"] == "somebody else"
        assert "exp" not in claims

    async def test_it_can_fall_silent(self, entra: Entra) -> None:
        entra.silent = True

        with pytest.raises(aiohttp.ClientResponseError, match="503"):
            await fetch(f"{entra.plain_address}/v1/.well-known/openidconfiguration")
        assert entra.asked["channel metadata"] == 1


class TestBearer:
    """Only tokens that were issued here open the stand-in's other doors."""

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y.z", "Basic YTpi"])
    async def test_anything_else_is_refused(self, entra: Entra, header: str) -> None:
        assert not entra.accepts(header, ["https://api.botframework.com"])

    async def test_a_channel_token_is_no_access_token(self, entra: Entra) -> None:
        token = entra.channel_token("a")

        assert not entra.accepts(f"Bearer {token}", [entra.registration.app_id])
