"""Who may speak to the bot: only the channel, for this bot, and for the service it names.

PyJWT does the cryptography; what is asked of a token stands here, because the SDK's own check
accepts tokens without expiry and answers most bad ones with a server error.
"""

import base64
import hashlib
import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import jwt
from aiohttp import hdrs, web

from bot.hosts import TrustedHosts, same_service
from bot.keys import Keys, KeysUnreachable, UnknownKey
from config import Settings
from config_values import is_loopback

LEEWAY_SECONDS = 60
REMEMBER_SECONDS = 300.0
REMEMBER_AT_MOST = 4096
TEAMS = "msteams"
PLAYGROUND = frozenset({TEAMS, "emulator"})
FORWARDING = re.compile(r"^(forwarded|via|x-real-ip|x-forwarded(-.*)?)$", re.IGNORECASE)

_TOKEN = re.compile(r"[Bb]earer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")


class NotAdmitted(Exception):
    """The request does not come from whom it should; ``reason`` is for the log and the answer."""

    status: ClassVar[int]

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotSigned(NotAdmitted):
    """The token is missing, forged, expired, or for somebody else."""

    status = 401


class NotTrusted(NotAdmitted):
    """The token is sound, but names a host, channel or tenant that this bot does not serve."""

    status = 403


class KeysMissing(NotAdmitted):
    """Nothing can be checked: there are no keys and the key server is away."""

    status = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A sender whose token is sound."""

    service_url: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)
    endorsements: frozenset[str] | None = None


class Gate(Protocol):
    """Admits requests: first by their head alone, then by what the activity says."""

    async def admit(self, request: web.BaseRequest) -> Caller:
        """Return who sends, before a byte of the body is read; raises ``NotAdmitted``."""

    def check(self, caller: Caller, activity: Mapping[str, Any]) -> None:
        """Hold the activity against the sender; raises ``NotAdmitted``."""


def gate_of(settings: Settings, keys: Keys | None) -> Gate:
    """Choose the gate: tokens always, except for the Agents Playground on this machine."""
    if settings.local_mode:
        return LocalGate()
    if keys is None or not settings.app_id or not settings.app_tenantid:
        raise ValueError("without LOCAL_MODE there is no gate without keys, APP_ID and APP_TENANTID")
    return TokenGate(
        keys=keys,
        app_id=settings.app_id,
        issuer=settings.to_bot_from_channel_token_issuer,
        hosts=TrustedHosts(settings.trusted_service_hosts),
        tenant=settings.app_tenantid,
    )


class TokenGate:
    """Admits what the channel has signed for this bot."""

    def __init__(
        self,
        *,
        keys: Keys,
        app_id: str,
        issuer: str,
        hosts: TrustedHosts,
        tenant: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._app_id = app_id
        self._issuer = issuer
        self._hosts = hosts
        self._tenant = tenant
        self._clock = clock
        self._known = _Known()

    async def admit(self, request: web.BaseRequest) -> Caller:
        """Return who signed the request's token.

        A token that was sound is not reckoned again for five minutes, unless it expires or the
        keys change.
        """
        said = _authorization(request)
        digest = hashlib.sha256(said.encode(errors="surrogateescape")).digest()
        known = self._known.find(digest, self._clock(), self._keys.generation)
        if known is not None:
            return known
        caller = await self._verify(_token_in(said))
        until = min(float(caller.claims["exp"]), self._clock() + REMEMBER_SECONDS)
        self._known.keep(digest, until, caller, self._keys.generation)
        return caller

    def check(self, caller: Caller, activity: Mapping[str, Any]) -> None:
        """Hold service address, channel and tenant against token and settings."""
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not same_service(service_url, caller.service_url):
            raise NotSigned("service_url_differs")
        if not self._hosts.allow(service_url):
            raise NotTrusted("service_host")
        channel = activity.get("channelId")
        if channel != TEAMS:
            raise NotTrusted("channel")
        if caller.endorsements is not None and channel not in caller.endorsements:
            raise NotTrusted("endorsement")
        _check_tenant(activity, self._tenant)

    async def _verify(self, token: str) -> Caller:
        try:
            key = await self._keys.key(_key_named_in(token))
            claims = jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except UnknownKey:
            raise NotSigned("unknown_key") from None
        except KeysUnreachable:
            raise KeysMissing("keys_unreachable") from None
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as refused:
            raise NotSigned(type(refused).__name__) from None
        service_url = claims.get("serviceurl")
        if not isinstance(service_url, str) or not service_url:
            raise NotSigned("no_service_url")
        return Caller(service_url=service_url, claims=claims, endorsements=key.endorsements)


class LocalGate:
    """Admits the Agents Playground on this machine, and nothing that was passed on to it."""

    async def admit(self, request: web.BaseRequest) -> Caller:
        """Refuse requests that came through a proxy or were meant for another host."""
        if any(FORWARDING.match(name) for name in request.headers):
            raise NotTrusted("forwarded")
        sockname = request.transport and request.transport.get_extra_info("sockname")
        host, _, port = request.headers.get(hdrs.HOST, "").rpartition(":")
        if not sockname or not is_loopback(host) or port != str(sockname[1]):
            raise NotTrusted("host")
        return Caller()

    def check(self, caller: Caller, activity: Mapping[str, Any]) -> None:
        """Refuse service addresses that are not on this machine."""
        service_url = activity.get("serviceUrl")
        here = TrustedHosts(("localhost", "127.0.0.1", "::1"))
        if not isinstance(service_url, str) or not here.allow(service_url):
            raise NotTrusted("service_host")
        if activity.get("channelId") not in PLAYGROUND:
            raise NotTrusted("channel")


class _Known:
    """Tokens found sound, by the digest of the header that brought them; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._callers: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()
        self._generation = -1

    def find(self, digest: bytes, now: float, generation: int) -> Caller | None:
        """Return the caller while the memory of the token holds."""
        self._forget_old_keys(generation)
        until, caller = self._callers.get(digest, (0.0, None))
        return caller if now < until else None

    def keep(self, digest: bytes, until: float, caller: Caller, generation: int) -> None:
        """Remember a sound token."""
        self._forget_old_keys(generation)
        self._callers[digest] = (until, caller)
        self._callers.move_to_end(digest)
        while len(self._callers) > REMEMBER_AT_MOST:
            self._callers.popitem(last=False)

    def _forget_old_keys(self, generation: int) -> None:
        """Forget everything when the keys are not those that were checked with."""
        if generation != self._generation:
            self._callers.clear()
            self._generation = generation


def _authorization(request: web.BaseRequest) -> str:
    """Return the one header in which a request says who sends it."""
    headers = request.headers.getall(hdrs.AUTHORIZATION, ())
    if len(headers) != 1:
        raise NotSigned("no_token")
    return headers[0]


def _token_in(said: str) -> str:
    """Return the bearer token in such a header."""
    if not (match := _TOKEN.fullmatch(said.strip())):
        raise NotSigned("no_token")
    return match[1]


def _key_named_in(token: str) -> str:
    """Return the id of the key that a token says it is signed with; raises ``NotSigned``.

    Only what chooses the key is read here, so that a token is taken apart once; PyJWT judges all of it.
    """
    head = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError):
        raise NotSigned("DecodeError") from None
    kid = header.get("kid") if isinstance(header, dict) else None
    if not isinstance(kid, str) or not kid or header.get("alg") != "RS256":
        raise NotSigned("algorithm_or_key_id")
    if "crit" in header or "b64" in header:
        raise NotSigned("unknown_extension")
    return kid


def _check_tenant(activity: Mapping[str, Any], tenant: str) -> None:
    """Refuse an activity of another tenant, or of none.

    Teams names the tenant in the conversation, in the channel data, or in both; then both must fit.
    """
    conversation = activity.get("conversation")
    channel_data = activity.get("channelData")
    named = [conversation.get("tenantId") if isinstance(conversation, dict) else None]
    inner = channel_data.get("tenant") if isinstance(channel_data, dict) else None
    named.append(inner.get("id") if isinstance(inner, dict) else None)
    said = [name for name in named if name is not None]
    if not said or any(str(name).lower() != tenant.lower() for name in said):
        raise NotTrusted("tenant")
