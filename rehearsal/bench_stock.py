"""The SDK's stock echo bot with sign-in on, as its samples build it; measured beside the product.

It answers a press through ``CloudAdapter.process_activity``: the SDK's own ``process`` answers
every card action that has a body with a server error.
"""

from __future__ import annotations

import json
import logging
import sys
from types import SimpleNamespace

from aiohttp import web
from botbuilder.core import ActivityHandler, MessageFactory, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, AdaptiveCardInvokeResponse, AdaptiveCardInvokeValue

MESSAGE = "application/vnd.microsoft.activity.message"


class EchoBot(ActivityHandler):  # type: ignore[misc]  # the SDK has no types
    """Says back what it is told, and what is pressed."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Echo a message."""
        await turn_context.send_activity(MessageFactory.text(f"Echo: {turn_context.activity.text}"))

    async def on_adaptive_card_invoke(
        self, turn_context: TurnContext, invoke_value: AdaptiveCardInvokeValue
    ) -> AdaptiveCardInvokeResponse:
        """Echo a press."""
        choice = invoke_value.action["data"]["choice"]
        return AdaptiveCardInvokeResponse(status_code=200, type=MESSAGE, value={"text": f"Echo: {choice}"})


def make_app(settings: dict[str, str]) -> web.Application:
    """Return the bot's application; the settings have the names of the SDK's configuration."""
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(SimpleNamespace(**settings)))
    bot = EchoBot()

    async def messages(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers.get("Authorization", "")
        answer = await adapter.process_activity(header, activity, bot.on_turn)
        if answer is None:
            return web.Response(status=201)
        return web.json_response(answer.body, status=answer.status)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    return app


if __name__ == "__main__":
    logging.getLogger("msrest").setLevel(logging.ERROR)  # it complains of each press that Teams sends
    web.run_app(
        make_app(json.loads(sys.argv[2])),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=None,
        print=None,
    )
