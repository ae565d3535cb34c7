"""The Graph library behind one door: made at the first question, bounded in time, one kind of failure."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import structlog

from graph.unavailable import GraphUnavailable

SECONDS = 10.0
MOST_PAGES = 40

log = structlog.get_logger(__name__)

_T = TypeVar("_T")


class GivesToken(Protocol):
    """Where the bearer token comes from."""

    async def token(self) -> str:
        """Return a token. Raises GraphUnavailable."""

    def close(self) -> None:
        """Let go of all connections."""


class Client:
    """Asks Graph at ``graph_url``. ``seconds`` bounds each question with its repetitions and pages."""

    def __init__(self, graph_url: str, tokens: GivesToken, *, seconds: float = SECONDS) -> None:
        self._url = graph_url
        self._tokens = tokens
        self._seconds = seconds
        self._service: Any = None
        self._wire: Any = None
        self._turn = asyncio.Lock()

    async def ask(self, what: str, question: Callable[[Any], Awaitable[_T]]) -> _T:
        """Put *question* to the service. Raises GraphUnavailable and nothing else.

        Also an answer that does not read as Graph's own is such a failure.
        """
        try:
            async with asyncio.timeout(self._seconds):
                return await question(await self._opened())
        except GraphUnavailable as unavailable:
            failure = unavailable
        except TimeoutError:
            failure = GraphUnavailable("timeout")
        except Exception as trouble:
            failure = _failure_of(trouble)
        log.warning("graph.unavailable", what=what, reason=failure.reason, status=failure.status)
        raise failure from None

    async def close(self) -> None:
        """Let go of all connections."""
        self._tokens.close()
        if self._wire is not None:
            await self._wire.aclose()
            self._wire = self._service = None

    async def _opened(self) -> Any:
        """The service; the library is loaded in a thread, since that takes its time."""
        async with self._turn:
            if self._service is None:
                self._wire, self._service = await asyncio.to_thread(_open, self._url, self._tokens)
            return self._service


async def pages(first: Any, builder: Any, origin: str, **options: Any) -> AsyncIterator[Any]:
    """Yield the entries of a collection page by page, as long as the pages stay where they began."""
    page = first
    for _ in range(MOST_PAGES):
        if page is None:
            return
        for entry in page.value or ():
            yield entry
        following = page.odata_next_link
        if not following:
            return
        if _place(following) != _place(origin):
            raise GraphUnavailable("page_elsewhere")
        page = await builder.with_url(following).get(**options)
    raise GraphUnavailable("too_many_pages")


def base_of(service: Any) -> str:
    """The address under which the service was opened."""
    return str(service.request_adapter.base_url)


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


_LAZY = (
    "chats.chats_request_builder",
    "chats.item.chat_item_request_builder",
    "chats.item.members.members_request_builder",
    "users.users_request_builder",
    "users.item.user_item_request_builder",
    "users.item.online_meetings.online_meetings_request_builder",
    "users.item.online_meetings.item.online_meeting_item_request_builder",
    "users.item.online_meetings.item.attendance_reports.attendance_reports_request_builder",
    "models.aad_user_conversation_member_collection_response",
    "models.conversation_member",
    "models.online_meeting",
    "models.meeting_attendance_report",
    "models.attendance_record",
)
"""What the library would otherwise load in the middle of a question, on the event loop."""


def _load() -> None:
    """Import what the questions need; the library warns of its own old names while it does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for name in _LAZY:
            with suppress(ModuleNotFoundError):  # another release arranges its modules otherwise
                import_module(f"msgraph.generated.{name}")


def _open(graph_url: str, tokens: GivesToken) -> tuple[Any, Any]:
    """Load the library and make its client for this address."""
    _load()
    import httpx
    from kiota_abstractions.authentication import AuthenticationProvider
    from kiota_http.middleware.options import RetryHandlerOption
    from msgraph import GraphRequestAdapter, GraphServiceClient
    from msgraph_core import GraphClientFactory

    class Bearer(AuthenticationProvider):  # type: ignore[misc]  # the library has no types
        """Signs requests to this one address, and no others."""

        async def authenticate_request(self, request: Any, context: Any = None) -> None:
            """Add the token, unless the request goes elsewhere."""
            if _place(request.url) != _place(graph_url):
                raise GraphUnavailable("page_elsewhere")
            request.headers.try_add("Authorization", f"Bearer {await tokens.token()}")

    class Through(httpx.AsyncBaseTransport):
        """Sends over a client of our own, which can be closed; the library loses its transport."""

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            """Send the request as it is."""
            return await wire.send(request, stream=True)

    patience = RetryHandlerOption(delay=1.0, max_retries=2)
    wire = httpx.AsyncClient(timeout=SECONDS, follow_redirects=False)
    http = GraphClientFactory.create_with_default_middleware(
        client=httpx.AsyncClient(transport=Through()),
        options={RetryHandlerOption.get_key(): patience},
    )
    adapter = GraphRequestAdapter(Bearer(), client=http)
    adapter.base_url = graph_url
    return wire, GraphServiceClient(request_adapter=adapter)


def _failure_of(trouble: Exception) -> GraphUnavailable:
    """Put whatever the library raises into the one form, with Graph's code where it gave one."""
    status = getattr(trouble, "response_status_code", None)
    detail = getattr(trouble, "error", None)
    code = getattr(detail, "code", None)
    return GraphUnavailable(str(code or type(trouble).__name__), status if isinstance(status, int) else 0)
