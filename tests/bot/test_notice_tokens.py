"""Who may say that it is Graph: every token of a notice, held against Entra's keys."""

import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from bot.keys import Keys
from bot.notice_tokens import NoKeys, NotVouched, Publisher, entra_metadata
from config import Settings
from tests.bot.signing import APP_ID, TENANT, KeyServer, Signer

GRAPH = "0bf30f3b-4a52-48df-9a82-234910c4a086"
LOGIN = "https://login.example"
SIGNER = Signer()
STRANGER = Signer(name="stranger")


def token(signer: Signer = SIGNER, **changes: Any) -> str:
    """A token as Graph sends it; None takes a claim away."""
    claims = {
        "iss": f"https://sts.windows.net/{TENANT}/",
        "appid": GRAPH,
        "tid": TENANT,
        "serviceurl": None,
        **changes,
    }
    return signer.token(claims)


def now(seconds: int) -> int:
    return int(time.time()) + seconds


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with KeyServer(SIGNER) as server, aiohttp.ClientSession() as session:
        keys = Keys(session=session, metadata_url=server.metadata_url)
        await keys.renew()
        yield Publisher(keys, app_id=APP_ID, tenant=TENANT, login_url=LOGIN)


BAD: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "garbage": lambda: "a.b.c",
    "foreign-key": lambda: token(STRANGER),
    "unknown-key-id": lambda: SIGNER.token({"appid": GRAPH}, {"kid": "nobody"}),
    "signature-changed": lambda: token()[:-8] + "AAAAAAAA",
    "another-algorithm": lambda: SIGNER.token({"appid": GRAPH}, algorithm="RS512"),
    "shared-secret": lambda: SIGNER.token({"appid": GRAPH}, algorithm="HS256", key="x" * 40),
    "critical-extension": lambda: SIGNER.token({"appid": GRAPH}, {"crit": ["x"], "x": 1}),
    "expired": lambda: token(exp=now(-61)),
    "without-expiry": lambda: token(exp=None),
    "not-yet": lambda: token(nbf=now(120)),
    "for-another-app": lambda: token(aud="22222222-2222-4222-8222-222222222222"),
    "for-several-apps": lambda: token(aud=[APP_ID]),
    "without-audience": lambda: token(aud=None),
    "another-tenant-issues": lambda: token(iss="https://sts.windows.net/other/"),
    "the-bot-framework-issues": lambda: token(iss="https://api.botframework.com"),
    "without-issuer": lambda: token(iss=None),
    "another-app-sends": lambda: token(appid="22222222-2222-4222-8222-222222222222"),
    "nobody-sends": lambda: token(appid=None),
    "two-apps-send": lambda: token(azp="22222222-2222-4222-8222-222222222222"),
    "a-list-of-apps-sends": lambda: token(appid=[GRAPH]),
    "another-tenant": lambda: token(tid="other"),
    "too-long": lambda: token(x="x" * 20_000),
}


class TestForged:
    """Reliability, threat 27: signature, expiry, audience, issuer and publisher, each alone, are refused."""

    @pytest.mark.parametrize("name", BAD)
    async def test_is_refused(self, publisher: Publisher, name: str) -> None:
        with pytest.raises(NotVouched):
            await publisher.vouch([BAD[name]()])

    @pytest.mark.parametrize("name", BAD)
    async def test_is_refused_beside_a_sound_one(self, publisher: Publisher, name: str) -> None:
        with pytest.raises(NotVouched):
            await publisher.vouch([token(), BAD[name]()])

    async def test_without_any_token_nobody_vouches(self, publisher: Publisher) -> None:
        with pytest.raises(NotVouched):
            await publisher.vouch([])

    async def test_a_reason_never_holds_the_token(self, publisher: Publisher) -> None:
        bad = token(STRANGER)
        with pytest.raises(NotVouched) as refused:
            await publisher.vouch([bad])

        assert bad.split(".")[2] not in str(refused.value)


class TestSound:
    """Graph's own token for this app and tenant is taken, in both of Entra's forms."""

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({}, id="first-form"),
            pytest.param({"tid": None}, id="without-tenant"),
            pytest.param({"tid": TENANT.upper()}, id="tenant-in-capitals"),
            pytest.param({"exp": -30}, id="expired-half-a-minute-ago"),
            pytest.param({"iss": f"{LOGIN}/{TENANT}/v2.0", "azp": GRAPH, "appid": None}, id="second-form"),
        ],
    )
    async def test_is_taken(self, publisher: Publisher, changes: dict[str, Any]) -> None:
        if isinstance(changes.get("exp"), int):
            changes = {"exp": now(-30)}
        sound = token(**changes)

        assert await publisher.vouch([sound, sound]) is None  # type: ignore[func-returns-value]

    async def test_without_keys_nothing_is_known(self) -> None:
        async with KeyServer(SIGNER) as server, aiohttp.ClientSession() as session:
            server.status = 500
            keys = Keys(session=session, metadata_url=server.metadata_url)
            nobody = Publisher(keys, app_id=APP_ID, tenant=TENANT, login_url=LOGIN)
            with pytest.raises(NoKeys):
                await nobody.vouch([token()])

    def test_the_keys_are_those_of_the_towns_entra(self) -> None:
        town = Settings(_env_file=None, app_id=APP_ID, app_tenantid=TENANT, login_url=LOGIN)

        assert entra_metadata(town) == f"{LOGIN}/{TENANT}/v2.0/.well-known/openid-configuration"
