"""The token for Graph: kept while it holds, fetched anew before it ends, also with a managed identity."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from config import Settings
from graph import GraphUnavailable
from graph.token import Tokens
from rehearsal import entra
from rehearsal.serving import serve
from rehearsal.world import World

Makes = Callable[..., Settings]

HOUR = 3600
NEARLY_OVER = 250
"""Seconds that a token still holds; one is renewed five minutes before its end."""


@dataclass
class Host:
    """The machine's own service that gives tokens to a managed identity (App Service)."""

    life: int = HOUR
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    refuses: bool = False

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        self.headers.append(request.headers.get("X-IDENTITY-HEADER", ""))
        if self.refuses:
            return web.json_response({"statusCode": 400, "message": "No such identity."}, status=400)
        ends = int(time.time()) + self.life
        body = {"access_token": f"token-{len(self.asked)}", "expires_on": str(ends), "token_type": "Bearer"}
        return web.json_response(body | {"resource": request.query["resource"]})


@pytest.fixture
async def host(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Host]:
    found = Host()
    app = web.Application()
    app.router.add_get("/token", found.answer)
    served = await serve(app)
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{served.address}/token")
    monkeypatch.setenv("IDENTITY_HEADER", "secret-of-the-host")
    yield found
    await served.stop()


class TestManagedIdentity:
    """contract § 2, APP_TYPE=UserAssignedMSI: the host gives the token; there is no secret of ours."""

    async def test_asks_the_host_for_graph_in_its_own_name(
        self, settings_for: Makes, world: World, host: Host
    ) -> None:
        tokens = Tokens(settings_for(APP_TYPE="UserAssignedMSI"))
        got = await tokens.token()
        await tokens.close()

        assert got == "token-1"
        assert host.headers == ["secret-of-the-host"]
        assert host.asked[0]["client_id"] == world.registration.app_id
        assert host.asked[0]["resource"] == world.graph.url.removesuffix("/v1.0")

    async def test_is_kept_while_it_holds(self, settings_for: Makes, host: Host) -> None:
        tokens = Tokens(settings_for(APP_TYPE="UserAssignedMSI"))
        got = [await tokens.token() for _ in range(3)]
        await tokens.close()

        assert got == ["token-1"] * 3

    async def test_is_fetched_anew_before_it_ends(self, settings_for: Makes, host: Host) -> None:
        host.life = NEARLY_OVER
        tokens = Tokens(settings_for(APP_TYPE="UserAssignedMSI"))
        got = [await tokens.token() for _ in range(2)]
        await tokens.close()

        assert got == ["token-1", "token-2"]

    async def test_a_refusal_is_one(self, settings_for: Makes, host: Host) -> None:
        host.refuses = True
        tokens = Tokens(settings_for(APP_TYPE="UserAssignedMSI"))

        with pytest.raises(GraphUnavailable) as refused:
            await tokens.token()
        await tokens.close()
        assert refused.value.status == 401


class TestSecret:
    """With a secret it is the same: Entra is asked once, and again before the token ends."""

    async def test_is_kept_while_it_holds(self, settings_for: Makes) -> None:
        tokens = Tokens(settings_for())
        got = {await tokens.token() for _ in range(3)}
        await tokens.close()

        assert len(got) == 1

    async def test_is_fetched_anew_before_it_ends(
        self, settings_for: Makes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(entra, "TOKEN_SECONDS", NEARLY_OVER)
        tokens = Tokens(settings_for())
        got = {await tokens.token() for _ in range(2)}
        await tokens.close()

        assert len(got) == 2
