"""When the bot's own secret ends, as its registration in Entra says; needs a permission of its own."""

from datetime import datetime
from typing import Any

from graph.client import Client, fetch, moment_of, require_object, text_of


async def secret_ends(client: Client, app_id: str, hint: str) -> datetime | None:
    """The end of the secret that begins with *hint*, the latest where several do; None for none such.

    Raises GraphUnavailable, with status 403 where ``Application.Read.All`` is not granted.
    """

    async def question(service: Any) -> datetime | None:
        builder = service.applications_with_app_id(app_id)
        found = await fetch(service, builder.to_get_request_information(_secrets_only()))
        secrets = [require_object(one) for one in found.get("passwordCredentials") or ()]
        ours = [one for one in secrets if text_of(one.get("hint")) == hint] or secrets
        ends = [end for one in ours if (end := moment_of(one.get("endDateTime"))) is not None]
        return max(ends, default=None)

    return await client.ask("own_secret", question)


def _secrets_only() -> Any:
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.applications_with_app_id.applications_with_app_id_request_builder import (
        ApplicationsWithAppIdRequestBuilder,
    )

    query = ApplicationsWithAppIdRequestBuilder.ApplicationsWithAppIdRequestBuilderGetQueryParameters(
        select=["passwordCredentials"]
    )
    return RequestConfiguration(query_parameters=query)
