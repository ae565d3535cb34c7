"""The application's token for Graph, by MSAL, asked for in a thread."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from config import AppType, Settings
from graph.unavailable import GraphUnavailable

ENTRA_HOSTS = (
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
)
SECONDS = 8

Ask = Callable[[], Mapping[str, Any]]


class Tokens:
    """Gives the bearer token for Graph; MSAL keeps it at hand until it ends."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ask: Ask | None = None
        self._close: Callable[[], None] = lambda: None
        self._turn = asyncio.Lock()
        self._fetching: asyncio.Future[str] | None = None

    async def token(self) -> str:
        """Return a token. Raises GraphUnavailable."""
        async with self._turn:
            self._fetching = asyncio.ensure_future(asyncio.to_thread(self.fetch))
            return await asyncio.shield(self._fetching)

    def fetch(self) -> str:
        """Return a token, asking Entra in this thread where none is at hand."""
        from msal.exceptions import MsalError

        try:
            if self._ask is None:
                self._ask, self._close = _asking(self._settings)
            answer = self._ask()
        except (ValueError, OSError, MsalError) as trouble:
            raise GraphUnavailable(type(trouble).__name__) from None
        token = answer.get("access_token")
        if not isinstance(token, str):
            raise GraphUnavailable(str(answer.get("error", "no_token")), 401)
        return token

    async def close(self) -> None:
        """Let a question under way end, and let go of all connections."""
        if self._fetching is not None:
            await asyncio.wait({self._fetching})
            self._fetching.exception()  # whoever asked has gone; that it failed is nobody's any more
        self._close()


def resource_of(graph_url: str) -> str:
    """For what the token is asked: the origin of Graph's address."""
    parts = urlsplit(graph_url)
    return f"{parts.scheme}://{parts.netloc}"


def _asking(settings: Settings) -> tuple[Ask, Callable[[], None]]:
    """The way to a token that the settings describe (secret, certificate, managed identity), and its end."""
    import msal
    import requests

    class Session(requests.Session):
        """Connections to Entra; no question waits for ever."""

        def request(self, *args: Any, **options: Any) -> requests.Response:
            """Make a request, with a limit to its time."""
            return super().request(*args, **{"timeout": SECONDS, **options})

    resource, session = resource_of(settings.graph_url), Session()
    if settings.app_type is AppType.MANAGED_IDENTITY:
        identity = msal.UserAssignedManagedIdentity(client_id=settings.app_id)
        managed = msal.ManagedIdentityClient(identity, http_client=session)
        return lambda: managed.acquire_token_for_client(resource=resource), session.close
    public = urlsplit(settings.login_url).hostname in ENTRA_HOSTS
    app = msal.ConfidentialClientApplication(
        client_id=settings.app_id,
        client_credential=_proof_of(settings),
        authority=settings.graph_authority,
        instance_discovery=None if public else False,
        validate_authority=public and settings.validate_authority,
        http_client=session,
    )
    return lambda: app.acquire_token_for_client(scopes=[f"{resource}/.default"]), session.close


def _proof_of(settings: Settings) -> str | dict[str, str]:
    certificate, key = settings.app_certificate_file, settings.app_certificate_key_file
    if certificate is None or key is None:
        return settings.app_password.get_secret_value()
    return {
        "private_key": key.read_text(encoding="ascii"),
        "public_certificate": certificate.read_text(encoding="ascii"),
    }
