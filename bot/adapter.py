"""The SDK's turn for everything that is not a press, without the SDK's sign-in and connectors.

``process_activity`` gets the result of our own check, one connector client per service address
instead of two new ones per turn, and a way out that keeps Teams' pace.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ConversationReference,
    ResourceResponse,
)
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)
from msrest.exceptions import ClientException

from bot.chats import ChatRef
from bot.credentials import Credentials, SdkCredentials

Turn = Callable[[TurnContext], Awaitable[None]]
HEARD = "ratssaal.chat"
"""Where a turn's activity was heard: ``context.turn_state[HEARD]`` is its ``ChatRef``."""

Post = Callable[[ChatRef, Mapping[str, Any]], Awaitable[str | None]]


class TurnRefused(Exception):
    """The SDK cannot read this activity."""


class TeamsAdapter(CloudAdapterBase):  # type: ignore[misc]  # the SDK has no types
    """Runs turns of the SDK for activities that were checked before.

    ``post`` sends what a turn answers; edits and deletes belong to the outbox, not to a turn.
    """

    def __init__(self, *, app_id: str, credentials: Credentials, post: Post) -> None:
        self._clients = _Clients(credentials)
        super().__init__(_Checked(app_id, self._clients))
        self._app_id = app_id
        self._credentials = credentials
        self._post = post

    async def take(self, activity: Mapping[str, Any], turn: Turn) -> "Answer | None":
        """Run one turn; returns what an invoke answers, ``None`` for everything else.

        Raises ``TurnRefused`` where the SDK's own reader fails.
        """
        try:
            read = cast(Activity, Activity().deserialize(dict(activity)))
        except (ClientException, TypeError, ValueError, AttributeError) as refused:
            raise TurnRefused(type(refused).__name__) from None
        heard = ChatRef.heard_in(activity)
        read.conversation.tenant_id = heard.tenant  # the SDK looks for it under another name
        if read.channel_data is None:
            read.channel_data = {}

        async def told(context: TurnContext) -> None:
            context.turn_state[HEARD] = heard
            await turn(context)

        checked = await self.bot_framework_authentication.authenticate_request(read, "")
        answer = await self.process_activity(checked, read, told)
        return None if answer is None else Answer(answer)

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Send a turn's answers through the outbox, at Teams' pace."""
        chat = context.turn_state[HEARD]
        responses = []
        for activity in activities:
            if activity.type == ActivityTypes.invoke_response:
                context.turn_state[self._INVOKE_RESPONSE_KEY] = activity
                responses.append(ResourceResponse(id=""))
                continue
            if activity.type == ActivityTypes.trace:
                responses.append(ResourceResponse(id=""))
                continue
            activity.id = None
            posted = await self._post(chat, activity.serialize())
            responses.append(ResourceResponse(id=posted or ""))
        return responses

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        """Refuse: messages that change are owed to the outbox, which knows what was posted."""
        raise NotImplementedError("edits go through the outbox")

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Refuse, for the same reason."""
        raise NotImplementedError("deletes go through the outbox")


class Answer:
    """What an invoke answers, as plain JSON."""

    def __init__(self, response: InvokeResponse) -> None:
        body = response.body
        self.status = int(response.status)
        self.body: Any = body.serialize() if hasattr(body, "serialize") else body


class _Clients(ConnectorFactory):  # type: ignore[misc]  # the SDK has no types
    """The SDK's connector clients, one per service address, kept."""

    _MOST = 64

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = SdkCredentials(credentials)
        self._clients: dict[str, ConnectorClient] = {}

    async def create(self, service_url: str, audience: str) -> ConnectorClient:
        """Return the client for a service address."""
        if service_url not in self._clients:
            if len(self._clients) >= self._MOST:
                self._clients.clear()
            self._clients[service_url] = ConnectorClient(self._credentials, base_url=service_url)
        return self._clients[service_url]


class _Checked(BotFrameworkAuthentication):  # type: ignore[misc]  # the SDK has no types
    """Tells the SDK that the sender was checked, which ``bot.tokens`` has done."""

    def __init__(self, app_id: str, clients: _Clients) -> None:
        self._app_id = app_id
        self._clients = clients

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Return the result of the check that was made before the body was read."""
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(
            {"aud": self._app_id, "serviceurl": activity.service_url}, True
        )
        result.connector_factory = self._clients
        return result

    async def authenticate_streaming_request(
        self, auth_header: str, channel_id_header: str
    ) -> AuthenticateRequestResult:
        """Refuse: this bot takes requests, no streams."""
        raise PermissionError("no streaming")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """Return the kept clients."""
        return self._clients

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """Return none: people are known by the signed activity, nobody signs in to the bot."""
