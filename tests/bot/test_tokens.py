"""Who gets in: a matrix of bad tokens over real HTTP, and what a sound one may say."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.hosts import TrustedHosts, same_service
from bot.keys import Keys, parse_keys
from bot.tokens import LocalGate, TokenGate, gate_of
from config import AppType, Settings
from tests.bot.edge import Door, open_door, token_gate
from tests.bot.signing import APP_ID, ISSUER, TENANT, KeyServer, Signer, message

SIGNER = Signer()
STRANGER = Signer(name="stranger")


@pytest.fixture
async def server() -> AsyncIterator[KeyServer]:
    async with KeyServer(SIGNER) as server:
        yield server


@pytest.fixture
async def keys(server: KeyServer) -> AsyncIterator[Keys]:
    async with aiohttp.ClientSession() as session:
        keys = Keys(session=session, metadata_url=server.metadata_url)
        await keys.start()
        yield keys
        await keys.stop()


@pytest.fixture
async def door(keys: Keys) -> AsyncIterator[Door]:
    async with open_door(token_gate(keys)) as door:
        yield door


def public_pem() -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return SIGNER.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def hs256_with_public_key() -> str:
    """The old trick: the public key as a shared secret."""
    import hashlib
    import hmac

    def part(value: bytes) -> bytes:
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    header = part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": SIGNER.kid}).encode())
    body = part(SIGNER.token().split(".")[1].encode())
    signed = header + b"." + body
    return (signed + b"." + part(hmac.new(public_pem(), signed, hashlib.sha256).digest())).decode()


def unsigned(alg: str) -> str:
    header = base64.urlsafe_b64encode(json.dumps({"alg": alg, "kid": SIGNER.kid}).encode())
    return f"{header.decode().rstrip('=')}.{SIGNER.token().split('.')[1]}."


def flipped() -> str:
    head, body, signature = SIGNER.token().split(".")
    return f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def other_body() -> str:
    head, _, signature = SIGNER.token().split(".")
    return f"{head}.{SIGNER.token({'jti': 'x'}).split('.')[1]}.{signature}"


def now(seconds: int) -> int:
    return int(time.time()) + seconds


BAD_TOKENS: dict[str, Callable[[], str]] = {
    "garbage": lambda: "garbage",
    "empty": lambda: "",
    "two-parts": lambda: "abc.def",
    "three-parts-of-nothing": lambda: "a.b.c",
    "alg-none": lambda: unsigned("none"),
    "alg-none-in-capitals": lambda: unsigned("NONE"),
    "rs256-without-signature": lambda: unsigned("RS256"),
    "hs256-with-the-public-key": hs256_with_public_key,
    "hs256": lambda: SIGNER.token(algorithm="HS256", key="x" * 40),
    "rs512": lambda: SIGNER.token(algorithm="RS512"),
    "ps256": lambda: SIGNER.token(algorithm="PS256"),
    "foreign-key": STRANGER.token,
    "unknown-key-id": lambda: SIGNER.token(headers={"kid": "nobody"}),
    "key-id-empty": lambda: SIGNER.token(headers={"kid": ""}),
    "bad-signature": flipped,
    "body-exchanged": other_body,
    "critical-extension": lambda: SIGNER.token(headers={"crit": ["x"], "x": 1}),
    "expired": lambda: SIGNER.token({"exp": now(-61)}),
    "expired-long-ago": lambda: SIGNER.token({"exp": 1}),
    "without-expiry": lambda: SIGNER.token({"exp": None}),
    "expiry-is-a-word": lambda: SIGNER.token({"exp": "tomorrow"}),
    "not-yet-valid": lambda: SIGNER.token({"nbf": now(120)}),
    "other-issuer": lambda: SIGNER.token({"iss": "https://sts.windows.net/x/"}),
    "without-issuer": lambda: SIGNER.token({"iss": None}),
    "other-audience": lambda: SIGNER.token({"aud": "22222222-2222-4222-8222-222222222222"}),
    "audience-is-a-list": lambda: SIGNER.token({"aud": [APP_ID]}),
    "without-audience": lambda: SIGNER.token({"aud": None}),
    "without-service-url": lambda: SIGNER.token({"serviceurl": None}),
    "service-url-empty": lambda: SIGNER.token({"serviceurl": ""}),
    "service-url-is-a-number": lambda: SIGNER.token({"serviceurl": 5}),
    "other-service-url": lambda: SIGNER.token({"serviceurl": "https://smba.trafficmanager.net/"}),
}


class TestBadTokens:
    """Issue, bad input: an activity unsigned or forged is refused with 401, no work done."""

    @pytest.mark.parametrize("name", BAD_TOKENS)
    async def test_is_refused_before_any_work(self, door: Door, name: str) -> None:
        with capture_logs() as lines:
            status, answer = await door.knock(message(), token=BAD_TOKENS[name]())

        assert status == 401
        assert set(answer) == {"error"}
        assert door.work == 0
        assert [line["event"] for line in lines].count("request.refused") == 1

    @pytest.mark.parametrize(
        "headers",
        [
            pytest.param({}, id="no-header"),
            pytest.param({"Authorization": ""}, id="empty-header"),
            pytest.param({"Authorization": "Basic YTpi"}, id="basic"),
            pytest.param({"Authorization": "Bearer"}, id="only-the-word"),
            pytest.param({"Authorization": "Bearer a.b.c d"}, id="two-tokens"),
            pytest.param({"Authorization": f"Bearer {'x' * 7000}"}, id="long"),
        ],
    )
    async def test_header_that_is_no_bearer_token_is_refused(
        self, door: Door, headers: dict[str, str]
    ) -> None:
        status, _ = await door.knock(message(), headers=headers)

        assert status == 401
        assert door.work == 0

    async def test_two_authorization_headers_are_refused(self, door: Door) -> None:
        url = f"http://127.0.0.1:{door.port}/api/messages"
        doubled = [("Authorization", f"Bearer {SIGNER.token()}")] * 2
        async with door.session.post(url, json=message(), headers=doubled) as answer:
            assert answer.status == 401
        assert door.work == 0

    async def test_token_is_judged_before_the_body_is_read(self, door: Door) -> None:
        status, _ = await door.knock(raw=b"[" * 10_000, token=STRANGER.token())

        assert status == 401

    async def test_log_line_never_holds_the_token(self, door: Door) -> None:
        token = STRANGER.token()
        with capture_logs() as lines:
            await door.knock(message(), token=token)

        assert lines
        assert token not in repr(lines)
        assert token.split(".")[2] not in repr(lines)


class TestFuzzedTokens:
    """No flipped letter and no nonsense document gets past."""

    @pytest.mark.parametrize("part", [0, 1, 2], ids=["header", "claims", "signature"])
    async def test_no_flipped_letter_gets_in(self, door: Door, part: int) -> None:
        parts = SIGNER.token().split(".")
        letters = parts[part]
        for place in range(0, len(letters) - 2, max(1, len(letters) // 40)):
            flipped = "A" if letters[place] != "A" else "z"
            forged = parts.copy()
            forged[part] = letters[:place] + flipped + letters[place + 1 :]
            status, _ = await door.knock(message(), token=".".join(forged))
            assert status == 401, place

        assert door.work == 0

    @settings(deadline=None)
    @given(
        st.recursive(
            st.none() | st.integers() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(st.sampled_from(["keys", "kid", "kty", "n", "e", "x"]), inner)
            ),
            max_leaves=8,
        )
    )
    def test_nonsense_of_a_key_server_is_no_key(self, document: object) -> None:
        try:
            keys = parse_keys(document)
        except ValueError:
            keys = {}

        assert keys == {}


class TestSoundTokens:
    """What the channel signs for this bot gets in."""

    async def test_sound_token_gets_in(self, door: Door) -> None:
        status, _ = await door.knock(message(), token=SIGNER.token())

        assert status == 200
        assert door.work == 1

    @pytest.mark.parametrize(
        "claims",
        [
            pytest.param({"exp": -30}, id="expired-half-a-minute-ago"),
            pytest.param({"nbf": 30}, id="valid-in-half-a-minute"),
        ],
    )
    async def test_clocks_may_differ_by_a_minute(self, door: Door, claims: dict[str, int]) -> None:
        token = SIGNER.token({name: now(value) for name, value in claims.items()})

        assert (await door.knock(message(), token=token))[0] == 200

    async def test_token_without_nbf_gets_in(self, door: Door) -> None:
        assert (await door.knock(message(), token=SIGNER.token({"nbf": None})))[0] == 200

    @pytest.mark.parametrize(
        "service_url",
        ["https://smba.trafficmanager.net/emea", "https://SMBA.trafficmanager.net/emea/"],
    )
    async def test_closing_slash_and_case_of_the_host_make_no_difference(
        self, door: Door, service_url: str
    ) -> None:
        status, _ = await door.knock(message(serviceUrl=service_url), token=SIGNER.token())

        assert status == 200

    async def test_key_that_names_no_channels_signs_for_teams(
        self, server: KeyServer, keys: Keys, door: Door
    ) -> None:
        server.rows = [SIGNER.jwk(endorsements=None)]
        await keys.renew()

        assert (await door.knock(message(), token=SIGNER.token()))[0] == 200


ELSEWHERE = "https://evil.example/"


class TestTrust:
    """Issue, bad input: another service host, channel or tenant is refused with 403."""

    @pytest.mark.parametrize(
        "service_url",
        [
            "https://evil.example/",
            "https://smba.trafficmanager.net.evil.example/",
            "https://evilsmba.trafficmanager.net/",
            "https://smba.trafficmanager.net@evil.example/",
            "https://user:pw@smba.trafficmanager.net/",
            "https://smba.trafficmanager.net:8443/",
            "http://smba.trafficmanager.net/emea/",
            "http://169.254.169.254/",
            "http://2130706433/",
            "https://botframework.com/",
            "https://smba.trafficmanager.net\\@evil.example/",
            "ftp://127.0.0.1/",
            "//smba.trafficmanager.net/",
        ],
    )
    async def test_signed_service_host_that_is_not_trusted_is_refused(
        self, door: Door, service_url: str
    ) -> None:
        token = SIGNER.token({"serviceurl": service_url})

        status, _ = await door.knock(message(serviceUrl=service_url), token=token)

        assert status in (401, 403)
        assert door.work == 0

    @pytest.mark.parametrize(
        "service_url",
        [
            "https://smba.trafficmanager.net/emea/",
            "https://smba.trafficmanager.net:443/emea/",
            "https://europe.botframework.com/",
            "http://127.0.0.1:9100/teams",
            "https://127.0.0.1:9100/teams",
        ],
    )
    async def test_trusted_service_host_gets_in(self, door: Door, service_url: str) -> None:
        token = SIGNER.token({"serviceurl": service_url})

        assert (await door.knock(message(serviceUrl=service_url), token=token))[0] == 200

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            pytest.param({"serviceUrl": ELSEWHERE}, 401, id="other-service-url"),
            pytest.param({"serviceUrl": "https://smba.trafficmanager.net/amer/"}, 401, id="path"),
            pytest.param({"channelId": "webchat"}, 403, id="other-channel"),
            pytest.param({"channelId": "emulator"}, 403, id="emulator"),
            pytest.param({"channelId": "MSTEAMS"}, 403, id="capitals"),
        ],
    )
    async def test_activity_that_does_not_fit_its_token_is_refused(
        self, door: Door, changes: dict[str, Any], status: int
    ) -> None:
        assert (await door.knock(message(**changes), token=SIGNER.token()))[0] == status
        assert door.work == 0

    @pytest.mark.parametrize(
        ("conversation", "channel", "status"),
        [
            pytest.param(TENANT, TENANT, 200, id="both"),
            pytest.param(TENANT, None, 200, id="conversation-only"),
            pytest.param(None, TENANT, 200, id="channel-only"),
            pytest.param(TENANT.upper(), None, 200, id="case"),
            pytest.param("other", TENANT, 403, id="conversation-differs"),
            pytest.param(TENANT, "other", 403, id="channel-differs"),
            pytest.param(None, None, 403, id="none"),
        ],
    )
    async def test_only_the_own_tenant_is_served(
        self, door: Door, conversation: str | None, channel: str | None, status: int
    ) -> None:
        activity = message(channelData={"tenant": {"id": channel}})
        activity["conversation"]["tenantId"] = conversation

        assert (await door.knock(activity, token=SIGNER.token()))[0] == status

    async def test_key_of_another_channel_does_not_sign_for_teams(
        self, server: KeyServer, keys: Keys, door: Door
    ) -> None:
        server.rows = [SIGNER.jwk(endorsements=["webchat"])]
        await keys.renew()

        assert (await door.knock(message(), token=SIGNER.token()))[0] == 403
        assert door.work == 0


class TestHosts:
    """The guard's own questions, without HTTP."""

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("https://a.example/x", "https://A.example/x/", True),
            ("https://a.example/x", "https://a.example/X", False),
            ("https://a.example", "http://a.example", False),
            ("https://a.example", "https://a.example:8443", False),
            ("", "", False),
            ("https://a.example/ x", "https://a.example/ x", False),
        ],
    )
    def test_same_service(self, one: str, other: str, same: bool) -> None:
        assert same_service(one, other) is same

    def test_pattern_stands_for_names_in_front_only(self) -> None:
        hosts = TrustedHosts(("*.example.org",))

        assert hosts.allow("https://a.b.example.org/")
        assert not hosts.allow("https://example.org/")
        assert not hosts.allow("https://evilexample.org/")

    def test_loopback_has_to_be_listed_too(self) -> None:
        assert not TrustedHosts(("smba.trafficmanager.net",)).allow("http://127.0.0.1/")
        assert TrustedHosts(("::1",)).allow("http://[::1]:9000/")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class TestKeys:
    """The keys are there before they are needed, and follow a roll-over at once."""

    async def test_new_key_is_learnt_at_the_first_activity_it_signs(self, server: KeyServer) -> None:
        clock = Clock()
        async with aiohttp.ClientSession() as session:
            keys = Keys(session=session, metadata_url=server.metadata_url, clock=clock)
            await keys.renew()
            fresh = Signer("key-2")
            server.rows.append(fresh.jwk())
            clock.now += 61
            async with open_door(token_gate(keys)) as door:
                status, _ = await door.knock(message(), token=fresh.token())

        assert status == 200

    async def test_unknown_key_asks_once_a_minute_at_most(self, server: KeyServer) -> None:
        clock = Clock()
        async with aiohttp.ClientSession() as session:
            keys = Keys(session=session, metadata_url=server.metadata_url, clock=clock)
            await keys.renew()
            clock.now += 61
            async with open_door(token_gate(keys)) as door:
                for number in range(5):
                    token = SIGNER.token(headers={"kid": f"unknown-{number}"})
                    assert (await door.knock(message(), token=token))[0] == 401

        assert server.asked == 2

    async def test_unreachable_keys_are_answered_with_503(self, server: KeyServer) -> None:
        server.status = 500
        async with aiohttp.ClientSession() as session:
            keys = Keys(session=session, metadata_url=server.metadata_url)
            await keys.renew()
            assert not keys.ready
            async with open_door(token_gate(keys)) as door:
                status, _ = await door.knock(message(), token=SIGNER.token())
                assert door.work == 0

        assert status == 503

    async def test_old_keys_stay_while_the_server_is_away(
        self, server: KeyServer, keys: Keys, door: Door
    ) -> None:
        server.status = 503

        assert not await keys.renew()
        assert (await door.knock(message(), token=SIGNER.token()))[0] == 200

    async def test_key_that_was_taken_back_signs_no_more(
        self, server: KeyServer, keys: Keys, door: Door
    ) -> None:
        token = SIGNER.token()
        assert (await door.knock(message(), token=token))[0] == 200
        server.rows = [Signer("key-2").jwk()]
        await keys.renew()

        assert (await door.knock(message(), token=token))[0] == 401
        assert door.work == 1

    async def test_hanging_key_server_holds_nobody_up(
        self, server: KeyServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.keys.FETCH_SECONDS", 0.6)
        server.slow = 1
        async with aiohttp.ClientSession() as session:
            keys = Keys(session=session, metadata_url=server.metadata_url)
            renewal = asyncio.create_task(keys.renew())
            for _ in range(10):
                await asyncio.sleep(0.005)
            assert not renewal.done(), "everything else went on while the server was silent"
            async with asyncio.timeout(20):
                assert not await renewal

    async def test_keys_are_renewed_in_the_background(
        self, server: KeyServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.keys.RENEW_SECONDS", 0.05)
        async with aiohttp.ClientSession() as session:
            keys = Keys(session=session, metadata_url=server.metadata_url)
            await keys.start()
            server.rows.append(Signer("key-2").jwk())
            await asyncio.sleep(0.3)
            await keys.stop()

        assert server.asked > 2
        assert keys.generation == 2

    async def test_server_that_was_away_at_the_start_is_asked_again(
        self, server: KeyServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.keys.ASK_AGAIN_SECONDS", 0.05)
        server.status = 500
        async with aiohttp.ClientSession() as session:
            keys = Keys(session=session, metadata_url=server.metadata_url)
            await keys.start()
            server.status = 200
            await asyncio.sleep(0.3)
            await keys.stop()

        assert keys.ready

    @pytest.mark.parametrize(
        "jwks_uri", ["http://example.org/keys", "", "file:///etc/passwd", "gopher://127.0.0.1/"]
    )
    async def test_metadata_cannot_send_us_elsewhere(self, server: KeyServer, jwks_uri: str) -> None:
        server.jwks_uri = jwks_uri
        async with aiohttp.ClientSession() as session:
            keys = Keys(session=session, metadata_url=server.metadata_url)

            assert not await keys.renew()

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"kty": "oct", "k": "AAAA"}, id="shared-secret"),
            pytest.param({"use": "enc"}, id="for-encryption"),
            pytest.param({"alg": "RS512"}, id="other-algorithm"),
            pytest.param({"kid": None}, id="without-id"),
            pytest.param({"n": "!!"}, id="broken"),
        ],
    )
    async def test_key_of_no_use_is_left_aside(self, server: KeyServer, changes: dict[str, Any]) -> None:
        server.rows = [SIGNER.jwk(**changes)]
        async with aiohttp.ClientSession() as session:
            keys = Keys(session=session, metadata_url=server.metadata_url)

            assert not await keys.renew()

    async def test_short_key_is_left_aside(self, server: KeyServer) -> None:
        server.rows = [Signer("short", bits=1024).jwk()]
        async with aiohttp.ClientSession() as session:
            keys = Keys(session=session, metadata_url=server.metadata_url)

            assert not await keys.renew()


class TestRemembering:
    """Architecture, a vote's way, 1: a verified token may be remembered until min(expiry, 5 min)."""

    async def test_sound_token_is_reckoned_once(self, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        reckoned: list[str] = []
        decode = jwt.decode

        def counting(token: str, *args: Any, **options: Any) -> Any:
            reckoned.append(token)
            return decode(token, *args, **options)

        monkeypatch.setattr(jwt, "decode", counting)
        token = SIGNER.token()
        for _ in range(5):
            assert (await door.knock(message(), token=token))[0] == 200

        assert reckoned == [token]

    @pytest.mark.parametrize(
        ("expiry", "later", "times"),
        [
            pytest.param(3600, 299, 1, id="within-five-minutes"),
            pytest.param(3600, 301, 2, id="after-five-minutes"),
            pytest.param(100, 101, 2, id="after-its-expiry"),
        ],
    )
    async def test_memory_ends_after_five_minutes_or_with_the_token(
        self,
        keys: Keys,
        monkeypatch: pytest.MonkeyPatch,
        expiry: int,
        later: int,
        times: int,
    ) -> None:
        reckoned: list[str] = []
        decode = jwt.decode

        def counting(token: str, *args: Any, **options: Any) -> Any:
            reckoned.append(token)
            return decode(token, *args, **options)

        monkeypatch.setattr(jwt, "decode", counting)
        clock = Clock()
        clock.now = time.time()
        async with open_door(token_gate(keys, clock=clock)) as door:
            token = SIGNER.token({"exp": now(expiry)})
            await door.knock(message(), token=token)
            clock.now += later
            assert (await door.knock(message(), token=token))[0] == 200

        assert len(reckoned) == times

    async def test_remembered_token_is_still_held_against_every_activity(self, door: Door) -> None:
        token = SIGNER.token()
        assert (await door.knock(message(), token=token))[0] == 200

        assert (await door.knock(message(channelId="webchat"), token=token))[0] == 403

    async def test_only_the_very_same_bytes_are_remembered(self, door: Door) -> None:
        token = SIGNER.token()
        assert (await door.knock(message(), token=token))[0] == 200
        head, claims, signature = token.split(".")
        forged = "A" if signature[10] != "A" else "B"

        altered = f"{head}.{claims}.{signature[:10]}{forged}{signature[11:]}"
        assert (await door.knock(message(), token=altered))[0] == 401
        assert (await door.knock(message(), token=token))[0] == 200

    async def test_a_refused_token_is_not_remembered(self, keys: Keys) -> None:
        gate = token_gate(keys)
        async with open_door(gate) as door:
            status, _ = await door.knock(message(), token=SIGNER.token({"exp": now(-3600)}))

        assert (status, len(gate._known._callers)) == (401, 0)

    async def test_memory_is_bounded(self, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.tokens.REMEMBER_AT_MOST", 3)
        gate = token_gate(keys)
        async with open_door(gate) as door:
            for number in range(6):
                await door.knock(message(), token=SIGNER.token({"jti": str(number)}))

        assert len(gate._known._callers) == 3


class TestLocalMode:
    """Contract § 2, LOCAL_MODE: no sign-in check, but nothing that was passed on."""

    LOCAL = "http://127.0.0.1:56150/_connector"

    @pytest.fixture
    async def local(self) -> AsyncIterator[Door]:
        async with open_door(LocalGate()) as door:
            yield door

    async def test_playground_gets_in_without_a_token(self, local: Door) -> None:
        assert (await local.knock(message(serviceUrl=self.LOCAL)))[0] == 200

    @pytest.mark.parametrize(
        "header",
        ["Forwarded", "X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto", "Via"],
    )
    async def test_forwarded_request_is_refused(self, local: Door, header: str) -> None:
        status, _ = await local.knock(message(serviceUrl=self.LOCAL), headers={header: "x"})

        assert status == 403
        assert local.work == 0

    @pytest.mark.parametrize(
        "host", ["bot.example.org", "localhost:1", "127.0.0.1", "localhost.evil.example:80", ""]
    )
    async def test_request_for_another_host_is_refused(self, local: Door, host: str) -> None:
        status, _ = await local.knock(message(serviceUrl=self.LOCAL), headers={"Host": host})

        assert status == 403
        assert local.work == 0

    async def test_service_elsewhere_is_refused(self, local: Door) -> None:
        assert (await local.knock(message()))[0] == 403

    async def test_other_name_of_this_machine_gets_in(self, local: Door) -> None:
        headers = {"Host": f"localhost:{local.port}"}

        assert (await local.knock(message(serviceUrl=self.LOCAL), headers=headers))[0] == 200


class TestChoiceOfTheGate:
    """The settings alone decide whether tokens are asked for."""

    def test_local_mode_opens_the_local_gate(self) -> None:
        assert isinstance(gate_of(Settings(_env_file=None, local_mode=True), None), LocalGate)

    async def test_everything_else_asks_for_tokens(self, keys: Keys) -> None:
        town = Settings(_env_file=None, app_id=APP_ID, app_tenantid=TENANT)

        assert isinstance(gate_of(town, keys), TokenGate)

    async def test_no_gate_without_an_app_id(self, keys: Keys) -> None:
        with pytest.raises(ValueError, match="APP_ID"):
            gate_of(Settings(_env_file=None, app_tenantid=TENANT), keys)

    async def test_nor_without_a_tenant(self, keys: Keys) -> None:
        with pytest.raises(ValueError, match="APP_TENANTID"):
            gate_of(Settings(_env_file=None, app_id=APP_ID), keys)

    @pytest.mark.parametrize("app_type", AppType)
    @pytest.mark.parametrize(("tenant", "status"), [(TENANT, 200), ("another", 403)])
    async def test_every_kind_of_registration_serves_the_towns_tenant_alone(
        self, keys: Keys, app_type: AppType, tenant: str, status: int
    ) -> None:
        town = Settings(_env_file=None, app_id=APP_ID, app_tenantid=tenant, app_type=app_type)
        assert town.to_bot_from_channel_token_issuer == ISSUER
        async with open_door(gate_of(town, keys)) as door:
            assert (await door.knock(message(), token=SIGNER.token()))[0] == status
