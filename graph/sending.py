"""Writing requests: the library builds address and headers, the body is plain JSON."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from graph.client import Json, fetch

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


async def send(
    service: Any,
    builder: Any,
    method: str,
    body: Json | None = None,
    headers: Mapping[str, str] = NO_HEADERS,
) -> Json:
    """Send *body* to where *builder* points and return the answer, ``{}`` where there is none."""
    from kiota_abstractions.method import Method

    request = builder.to_get_request_information()
    request.http_method = Method(method)
    if body is not None:
        content = json.dumps(body, ensure_ascii=False).encode()
        request.set_stream_content(content, "application/json")
    for name, value in headers.items():
        request.headers.try_add(name, value)
    return await fetch(service, request)


def text_filter(name: str, value: str) -> str:
    """An OData filter for a text, with its quotes doubled."""
    quoted = value.replace("'", "''")
    return f"{name} eq '{quoted}'"
