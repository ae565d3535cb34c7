"""The Graph library behind one door: made at the first question, bounded in time, one kind of failure.

The library builds, signs, sends and repeats the requests. Its answers are read here as plain JSON:
its own model of a chat's member alone loads more than a thousand modules, which takes seconds.
"""

import asyncio
import json
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import structlog

from graph.permissions import NEEDS
from graph.unavailable import GraphUnavailable

SECONDS = 10.0
MOST_PAGES = 40
FORBIDDEN = 403

Json = dict[str, Any]

log = structlog.get_logger(__name__)

_T = TypeVar("_T")


class GivesToken(Protocol):
    """Where the bearer token comes from."""

    async def token(self) -> str:
        """Return a token. Raises GraphUnavailable."""

    async def close(self) -> None:
        """Let go of all connections."""


Told = Callable[[GraphUnavailable | None], None]


def _nobody_hears(failure: GraphUnavailable | None) -> None:
    """Nobody listens."""


class Client:
    """Asks Graph at ``graph_url``. ``seconds`` bounds each question with its repetitions and pages.

    ``told`` hears of every question: of its failure, or None where it was answered.
    """

    def __init__(
        self, graph_url: str, tokens: GivesToken, *, seconds: float = SECONDS, told: Told | None = None
    ) -> None:
        self._url = graph_url
        self._tokens = tokens
        self._seconds = seconds
        self._told = told or _nobody_hears
        self._service: Any = None
        self._wire: Any = None
        self._turn = asyncio.Lock()
        self._opening: asyncio.Future[tuple[Any, Any]] | None = None
        self._asking: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def ask(self, what: str, question: Callable[[Any], Awaitable[_T]]) -> _T:
        """Put *question* to the service. Raises GraphUnavailable and nothing else.

        Also an answer that does not read as Graph's own is such a failure. The library is loaded
        in a thread, since that takes its time; that time is not the question's.
        """
        try:
            answer = await self._within(question)
        except GraphUnavailable as unavailable:
            failure = unavailable
        except TimeoutError:
            failure = GraphUnavailable("timeout")
        except Exception as trouble:
            failure = _failure_of(what, trouble)
        else:
            self._told(None)
            return answer
        self._told(failure)
        log.warning(
            "graph.unavailable",
            what=what,
            reason=failure.reason,
            status=failure.status,
            permission=failure.permission,
        )
        raise failure from None

    async def close(self) -> None:
        """Drop what is being asked, take no further question, let go of all connections."""
        self._closed = True
        asking = set(self._asking)
        for task in asking:
            task.cancel()
        if asking:
            await asyncio.wait(asking)
        if self._opening is not None:
            await asyncio.wait({self._opening})
        await self._tokens.close()
        if self._wire is not None:
            await self._wire.aclose()

    async def _within(self, question: Callable[[Any], Awaitable[_T]]) -> _T:
        """Put the question within its time, known to whoever closes."""
        task = asyncio.current_task()
        if self._closed or task is None:
            raise GraphUnavailable("closed")
        self._asking.add(task)
        try:
            service = await self._opened()
            async with asyncio.timeout(self._seconds):
                return await question(service)
        finally:
            self._asking.discard(task)

    async def _opened(self) -> Any:
        async with self._turn:
            if self._service is None:
                self._opening = asyncio.ensure_future(
                    asyncio.to_thread(_open, self._url, self._tokens, self._seconds)
                )
                self._wire, self._service = await asyncio.shield(self._opening)
            return self._service


async def entries(service: Any, builder: Any, configuration: Any = None) -> AsyncIterator[Json]:
    """Yield the entries of a collection page by page, as long as the pages stay where they began."""
    request = builder.to_get_request_information(configuration)
    for _ in range(MOST_PAGES):
        page = await fetch(service, request)
        for entry in page.get("value") or ():
            yield require_object(entry)
        following = page.get("@odata.nextLink")
        if not following:
            return
        if _place(str(following)) != _place(str(service.request_adapter.base_url)):
            raise GraphUnavailable("page_elsewhere")
        request = builder.with_url(following).to_get_request_information()
    raise GraphUnavailable("too_many_pages")


def require_object(value: object) -> Json:
    """The value as an object, an absent one as an empty one. Raises GraphUnavailable for others."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise GraphUnavailable("not_readable")
    return value


def text_of(value: object) -> str:
    """The value as text, "" where there is none."""
    return value if isinstance(value, str) else ""


def moment_of(value: object) -> datetime | None:
    """The value as a moment, None where there is none. Raises GraphUnavailable for anything else."""
    if not isinstance(value, str) or not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise GraphUnavailable("not_readable") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def fetch(service: Any, request: Any) -> Json:
    """Send a request as it is and read the answer as plain JSON."""
    from msgraph.generated.models.o_data_errors.o_data_error import ODataError

    adapter = service.request_adapter
    raw = await adapter.send_primitive_async(request, "bytes", {"XXX": ODataError})
    return require_object(json.loads(raw) if raw else None)


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
    "users.item.online_meetings.item.attendance_reports.item.meeting_attendance_report_item_request_builder",
    "users.item.online_meetings.item.attendance_reports.item.attendance_records"
    ".attendance_records_request_builder",
    "app_catalogs.app_catalogs_request_builder",
    "app_catalogs.teams_apps.teams_apps_request_builder",
    "chats.item.installed_apps.installed_apps_request_builder",
    "users.item.teamwork.teamwork_request_builder",
    "users.item.teamwork.installed_apps.installed_apps_request_builder",
    "applications_with_app_id.applications_with_app_id_request_builder",
    "subscriptions.subscriptions_request_builder",
    "subscriptions.item.subscription_item_request_builder",
    "models.o_data_errors.o_data_error",
    "models.o_data_errors.main_error",
    "models.o_data_errors.inner_error",
    "models.o_data_errors.error_details",
)
"""What the library would otherwise load in the middle of a question, on the event loop."""


def _load() -> None:
    """Import what the questions need; the library warns of its own old names while it does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for name in _LAZY:
            with suppress(ModuleNotFoundError):  # another release may arrange its modules otherwise
                import_module(f"msgraph.generated.{name}")


def _open(graph_url: str, tokens: GivesToken, seconds: float) -> tuple[Any, Any]:
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
            """Send the request as it is; no answer is waited for longer than a question may take."""
            response = await wire.send(request, stream=True)
            if _wait_of(response) > seconds:
                await response.aclose()
                raise GraphUnavailable("TooManyRequests", response.status_code)
            return response

    patience = RetryHandlerOption(delay=1.0, max_retries=2)
    wire = httpx.AsyncClient(timeout=SECONDS, follow_redirects=False)
    http = GraphClientFactory.create_with_default_middleware(
        client=httpx.AsyncClient(transport=Through()),
        options={RetryHandlerOption.get_key(): patience},
    )
    adapter = GraphRequestAdapter(Bearer(), client=http)
    adapter.base_url = graph_url
    return wire, GraphServiceClient(request_adapter=adapter)


def _wait_of(response: Any) -> float:
    """How many seconds Graph asks to wait, 0 where it does not say so in seconds."""
    told = response.headers.get("Retry-After", "") if response.status_code in (429, 503) else ""
    return float(told) if told.isdecimal() else 0.0


def _failure_of(what: str, trouble: Exception) -> GraphUnavailable:
    """Put whatever the library raises into the one form, with Graph's code and what is missing."""
    status = getattr(trouble, "response_status_code", None)
    detail = getattr(trouble, "error", None)
    code, said = getattr(detail, "code", None), str(getattr(detail, "message", "") or "")
    need = NEEDS.get(what)
    words = said.lower()
    denied = (
        "application access policy" in words
        or "is not authorized to perform this operation on behalf" in words
    )
    policy = need is not None and need.policy and denied
    lacking = status == FORBIDDEN and not policy and need is not None
    return GraphUnavailable(
        str(code or type(trouble).__name__),
        status if isinstance(status, int) else 0,
        permission=need.permission if lacking and need is not None else "",
        policy=policy,
    )
