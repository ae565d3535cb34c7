"""Reading entries of the checklist (Checkliste)."""

import re
from datetime import date

from bot.arguments import ParticularArgs
from bot.readers import Words, free_text
from council.checklist import DAYS

_KEYS = {
    **dict.fromkeys(("einberufen", "einberufung", "convened"), "convened"),
    **dict.fromkeys(("angezeigt", "anzeige", "notified"), "notified"),
    **dict.fromkeys(("zustimmung", "consent"), "consent"),
    **dict.fromkeys(("notlage", "grund", "reason"), "reason"),
    **dict.fromkeys(("raum", "room"), "public_room"),
    **dict.fromkeys(("stream", "livestream"), "stream"),
    "hotline": "hotline",
    **dict.fromkeys(("gaeste", "guests"), "guests"),
    **dict.fromkeys(("grundlage", "basis"), "basis"),
    **dict.fromkeys(("zweite", "second"), "second"),
}
"""The words for the entries, as they are compared."""

_GONE = frozenset({"loeschen", "streichen", "clear", "delete"})
_YES_NO = {"ja": "ja", "yes": "ja", "nein": "", "no": ""}
_DAY = re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2})")


def particular(words: Words) -> ParticularArgs | None:
    """Read nothing, or an entry and its value; ``löschen`` takes the entry back."""
    if not words:
        return ParticularArgs()
    key, rest = _KEYS.get(words[0].folded), words[1:]
    if key is None or not rest:
        return None
    only = rest[0].folded if len(rest) == 1 else ""
    if only in _GONE:
        return ParticularArgs(key=key)
    if key == "second":
        return ParticularArgs(key=key, value=_YES_NO[only]) if only in _YES_NO else None
    value = free_text(rest)
    if not value:
        return None
    return ParticularArgs(key=key, value=_day(value) if key in DAYS else value)


def _day(written: str) -> str:
    """A day as an ISO date; what is none stays as it was typed and is refused with its words."""
    match = _DAY.fullmatch(written.removeprefix("am ").strip(" .,;:!?…"))
    if match is None or match["iso"]:
        return match["iso"] if match else written
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat()
    except ValueError:
        return written
