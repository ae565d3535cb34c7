"""The bot's own Teams app: found in the catalogue, added to a chat and to a person, taken out again."""

from dataclasses import dataclass
from typing import Any

from graph.client import Client, Json, entries, require_object, text_of
from graph.sending import send, text_filter
from graph.unavailable import GraphUnavailable

CONFLICT = 409
PUBLISHED = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueApp:
    """The app in the town's catalogue; ``permissions`` is what it asks to be consented to in a chat."""

    id: str
    name: str
    permissions: tuple[tuple[str, str], ...] = ()


async def catalogue_app(client: Client, external_id: str) -> CatalogueApp:
    """The app whose manifest has this id. Raises GraphUnavailable, with status 404 where there is none."""

    async def question(service: Any) -> CatalogueApp:
        builder = service.app_catalogs.teams_apps
        async for found in entries(service, builder, _by_external_id(external_id)):
            return _app_of(found)
        raise GraphUnavailable("app_not_in_catalogue", 404)

    return await client.ask("catalogue_app", question)


async def installed_in_chat(client: Client, chat: str) -> tuple[str, ...]:
    """The catalogue ids of the apps in a chat. Raises GraphUnavailable."""

    async def question(service: Any) -> tuple[str, ...]:
        found = entries(service, service.chats.by_chat_id(chat).installed_apps, _with_app())
        return tuple([text_of(require_object(one.get("teamsApp")).get("id")) async for one in found])

    return await client.ask("installed_in_chat", question)


async def install_in_chat(client: Client, chat: str, app: CatalogueApp) -> bool:
    """Add the app to a chat, with consent to what it asks for there; False where it was there already.

    Raises GraphUnavailable.
    """

    async def question(service: Any) -> bool:
        return await _installed(service, service.chats.by_chat_id(chat).installed_apps, _body(service, app))

    return await client.ask("install_in_chat", question)


async def install_for_user(client: Client, user: str, app: CatalogueApp) -> bool:
    """Add the app for a person, so that they have a chat with the bot; False where they had it.

    Raises GraphUnavailable.
    """

    async def question(service: Any) -> bool:
        builder = service.users.by_user_id(user).teamwork.installed_apps
        return await _installed(service, builder, _body(service, app))

    return await client.ask("install_for_user", question)


def _app_of(found: Json) -> CatalogueApp:
    definitions = [require_object(one) for one in found.get("appDefinitions") or ()]
    published = [one for one in definitions if text_of(one.get("publishingState")) == PUBLISHED]
    newest = (published or definitions or [{}])[-1]
    authorization = require_object(newest.get("authorization"))
    required = require_object(authorization.get("requiredPermissionSet"))
    asked = [require_object(one) for one in required.get("resourceSpecificPermissions") or ()]
    return CatalogueApp(
        id=text_of(found.get("id")),
        name=text_of(found.get("displayName")),
        permissions=tuple(
            (text_of(p.get("permissionValue")), text_of(p.get("permissionType"))) for p in asked
        ),
    )


def _body(service: Any, app: CatalogueApp) -> Json:
    base = service.request_adapter.base_url
    body: Json = {"teamsApp@odata.bind": f"{base}/appCatalogs/teamsApps/{app.id}"}
    if app.permissions:
        asked = [{"permissionValue": value, "permissionType": kind} for value, kind in app.permissions]
        body["consentedPermissionSet"] = {"resourceSpecificPermissions": asked}
    return body


async def _installed(service: Any, builder: Any, body: Json) -> bool:
    from msgraph.generated.models.o_data_errors.o_data_error import ODataError

    try:
        await send(service, builder, "POST", body)
    except ODataError as error:
        if getattr(error, "response_status_code", None) == CONFLICT:
            return False
        raise
    return True


def _by_external_id(external_id: str) -> Any:
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.app_catalogs.teams_apps.teams_apps_request_builder import TeamsAppsRequestBuilder

    query = TeamsAppsRequestBuilder.TeamsAppsRequestBuilderGetQueryParameters(
        filter=text_filter("externalId", external_id), expand=["appDefinitions"]
    )
    return RequestConfiguration(query_parameters=query)


def _with_app() -> Any:
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.chats.item.installed_apps.installed_apps_request_builder import (
        InstalledAppsRequestBuilder,
    )

    query = InstalledAppsRequestBuilder.InstalledAppsRequestBuilderGetQueryParameters(expand=["teamsApp"])
    return RequestConfiguration(query_parameters=query)
