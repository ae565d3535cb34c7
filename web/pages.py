"""The public pages as HTML, escaped, without scripts."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.view import Live
from wording import say

_PLACE = Path(__file__).parent / "templates"
REFRESH_SECONDS = 10

STYLE = (_PLACE / "live.css").read_bytes()
"""The style sheet of all public pages."""

STYLE_MARK = hashlib.sha256(STYLE).hexdigest()[:12]
"""Changes with the style sheet, so that browsers may keep it."""


STYLE_ZIPPED = gzip.compress(STYLE, mtime=0)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_PLACE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def live_page(live: Live, *, refreshing: bool) -> bytes:
    """The page of one sitting; it asks to be loaded again while the sitting goes on."""
    refresh = REFRESH_SECONDS if refreshing and live.state.code != "ended" else 0
    return _page("live.html", live.language, refresh, live=live)


def notice_page(key: str, language: str) -> bytes:
    """A page that says in plain words why there is nothing else to see."""
    heading, text = say(f"{key}.title", language), say(f"{key}.text", language)
    return _page("notice.html", language, 0, heading=heading, text=text)


def home_page(language: str, *, body: str, phone: str) -> bytes:
    """The page about the service itself: whose it is, privacy, terms of use."""
    return _page("home.html", language, 0, body=body, phone=phone)


def _page(name: str, language: str, refresh: int, **values: object) -> bytes:
    def spoken(key: str, **named: object) -> str:
        return say(key, language, **named)

    template = _templates().get_template(name)
    return template.render(
        language=language, refresh=refresh, style=STYLE_MARK, say=spoken, **values
    ).encode()
