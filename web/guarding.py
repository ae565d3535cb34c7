"""What every answer says to browsers, also those that no page of ours gives: 404, 405, refusals."""

from aiohttp import hdrs, web

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


def guard(app: web.Application) -> None:
    """Give every answer of the application these headers, where it has none of its own."""
    app.on_response_prepare.append(_marked)


async def _marked(request: web.Request, answer: web.StreamResponse) -> None:
    """Nothing of it tells which server and version answers."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers.popall(hdrs.SERVER, None)
