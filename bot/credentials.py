"""The bot's own sign-in: one MSAL application, asked in a thread, its token kept at hand."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msal
import requests
import structlog
from botframework.connector.auth import AppCredentials
from msal.exceptions import MsalError

from config import AppType, Settings

ENTRA_HOSTS = (
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
)
EARLY_SECONDS = 300.0
TOKEN_SECONDS = 15

log = structlog.get_logger(__name__)

Ask = Callable[[], Mapping[str, Any]]


class NoToken(Exception):
    """Entra gives the bot no token; ``code`` is Entra's short name for the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Held:
    token: str
    until: float


class Credentials:
    """The bot's bearer token for Teams, renewed five minutes before it ends."""

    def __init__(
        self,
        ask: Ask,
        clock: Callable[[], float] = time.monotonic,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._ask = ask
        self.close = close
        self._clock = clock
        self._held: _Held | None = None
        self._turn = asyncio.Lock()

    async def token(self) -> str:
        """Return a token that is good for some minutes; raises ``NoToken``."""
        if held := self._fresh():
            return held
        async with self._turn:
            if held := self._fresh():
                return held
            return await asyncio.to_thread(self.fetch)

    def fetch(self) -> str:
        """Return a token, asking Entra in this thread where none is at hand."""
        if held := self._fresh():
            return held
        try:
            answer = self._ask()
        except (ValueError, OSError, MsalError) as trouble:
            log.warning("token.unreachable", reason=type(trouble).__name__)
            raise NoToken(type(trouble).__name__) from None
        token = answer.get("access_token")
        if not isinstance(token, str):
            code = str(answer.get("error", "unknown"))
            log.warning("token.refused", code=code)
            raise NoToken(code)
        seconds = float(answer.get("expires_in", 0))
        early = min(EARLY_SECONDS, seconds / 2)
        self._held = _Held(token, self._clock() + seconds - early)
        return token

    def forget(self) -> None:
        """Drop the token, because Teams has refused it."""
        self._held = None

    def _fresh(self) -> str | None:
        held = self._held
        return held.token if held and self._clock() < held.until else None


def credentials_of(settings: Settings) -> Credentials:
    """Return the credentials the settings describe: secret, certificate or managed identity."""
    if settings.local_mode:
        return Credentials(lambda: {"access_token": "", "expires_in": 3600})
    session = _Session()
    managed = settings.app_type is AppType.MANAGED_IDENTITY
    ask = _ManagedIdentity if managed else _Application
    return Credentials(ask(settings, session), close=session.close)


class _Session(requests.Session):
    """The connections MSAL asks over; no question waits for ever."""

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """Make a request, with a limit to its time."""
        return super().request(*args, **{"timeout": TOKEN_SECONDS, **options})


class _Application:
    """Asks Entra as a registered application, which is made at the first question."""

    def __init__(self, settings: Settings, session: requests.Session) -> None:
        self._settings = settings
        self._session = session
        self._app: msal.ConfidentialClientApplication | None = None

    def __call__(self) -> Mapping[str, Any]:
        """Return Entra's answer, from MSAL's memory where that holds one."""
        scope = self._settings.to_channel_from_bot_oauth_scope
        scope = scope if scope.endswith("/.default") else f"{scope}/.default"
        if self._app is None:
            self._app = self._open()
        answer: Mapping[str, Any] = self._app.acquire_token_for_client(scopes=[scope])
        return answer

    def _open(self) -> msal.ConfidentialClientApplication:
        authority = self._settings.bot_authority
        public = any(authority.startswith(f"https://{host}/") for host in ENTRA_HOSTS)
        return msal.ConfidentialClientApplication(
            client_id=self._settings.app_id,
            client_credential=_proof_of(self._settings),
            authority=authority,
            instance_discovery=None if public else False,
            validate_authority=public and self._settings.validate_authority,
            http_client=self._session,
        )


def _proof_of(settings: Settings) -> str | dict[str, str]:
    """Return what proves the application's identity: its certificate, else its password."""
    certificate, key = settings.app_certificate_file, settings.app_certificate_key_file
    if certificate is None or key is None:
        return settings.app_password.get_secret_value()
    return {
        "private_key": key.read_text(encoding="ascii"),
        "public_certificate": certificate.read_text(encoding="ascii"),
    }


class _ManagedIdentity:
    """Asks the host the bot runs on, which knows its managed identity."""

    def __init__(self, settings: Settings, session: requests.Session) -> None:
        self._resource = settings.to_channel_from_bot_oauth_scope.removesuffix("/.default")
        self._client = msal.ManagedIdentityClient(
            msal.UserAssignedManagedIdentity(client_id=settings.app_id),
            http_client=session,
        )

    def __call__(self) -> Mapping[str, Any]:
        """Return the host's answer."""
        answer: Mapping[str, Any] = self._client.acquire_token_for_client(resource=self._resource)
        return answer


class SdkCredentials(AppCredentials):  # type: ignore[misc]  # the SDK has no types
    """Our credentials in the form the SDK's connector clients take."""

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(app_id="ratssaal")
        self._credentials = credentials

    def get_access_token(self, force_refresh: bool = False) -> str:
        """Return the bot's token; at hand wherever the bot has spoken before."""
        if force_refresh:
            self._credentials.forget()
        return self._credentials.fetch()
