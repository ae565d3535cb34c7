"""Numbers of agenda items as people and systems write them."""

import re
import unicodedata
from typing import NamedTuple

_NUMBER = re.compile(
    r"(?:top)?[ .]*(?P<part>ö|oe|n)?[ .]*(?P<number>[0-9]{1,4}(?:\.[0-9]{1,3}){0,6}[a-z]?)\.?"
)
_LEADING_ZEROS = re.compile(r"\b0+(?=[0-9])")


class ItemNumber(NamedTuple):
    """A normalised number ("11.1.1"), and what its letter says about the part of the sitting.

    ``public`` is True after "Ö", False after "N", None without a letter.
    """

    number: str
    public: bool | None


def item_number(text: str) -> ItemNumber | None:
    """Read a number with or without "TOP", "Ö" or "N" and a final full stop; None if it is none."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    public = None if match["part"] is None else match["part"] != "n"
    return ItemNumber(_LEADING_ZEROS.sub("", match["number"]), public)
