"""The emergency sheet (Notfallblatt): with it a clerk takes votes by telephone when Teams fails.

A PDF for everybody, also for screen readers (PDF/UA-1, ISO 14289-1): names by group with telephone and
boxes to tick, the agenda with room for counts, the quorum, and lines for those who vouch for it.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from council.quorum import quorum_rule
from council.roster import Member, Role, groups_of
from council.sitting import Sitting
from reports.lines import held
from reports.typesetting import typeset
from wording.voice import Voice, voice_of

Typeset = Callable[[str, str, int], bytes]
"""Makes a PDF of a template, its data and the moment it was made."""

_SHOWN = (Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.ADVISORY)
_BLANKS = re.compile(r"[ \t\n\r\v\f\x85\u2028\u2029]+")
_SPARE = 4
"""Empty rows under the agenda, for motions of the evening."""


@cache
def _template() -> str:
    return files("reports").joinpath("emergency_sheet.typ").read_text(encoding="utf-8")


def emergency_sheet(
    sitting: Sitting, *, office_phone: str = "", support_phone: str = "", set_by: Typeset = typeset
) -> bytes:
    """The sheet of a prepared sitting as PDF; the same sitting gives the same bytes.

    Raises ``RuntimeError`` where it cannot be set, which no sitting's own words can bring about.
    """
    data = json.dumps(_plain(sheet_data(sitting, office_phone, support_phone)))
    made = sitting.prepared_at or sitting.starts
    return set_by(_template(), data, int(made.replace(microsecond=0).astimezone(UTC).timestamp()))


def _plain(value: Any) -> Any:
    """The data with every text in one line, without signs that no page can show."""
    if isinstance(value, str):
        return _BLANKS.sub(" ", held(value)).strip()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def sheet_data(sitting: Sitting, office_phone: str, support_phone: str) -> dict[str, Any]:
    """Everything that stands on the sheet, as plain text."""
    voice = voice_of(sitting)
    starts = sitting.starts.astimezone(ZoneInfo(sitting.timezone))
    title = f"{voice.say('report.minutes.probe')} · {sitting.title}" if sitting.probe else sitting.title
    return {
        "lang": sitting.language,
        "document": f"{voice.say('sheet.title')}: {title}, {voice.moment(sitting.starts)}",
        "title": title,
        "body": sitting.body,
        "moment": voice.moment(sitting.starts),
        "format": voice.term(sitting.format),
        **_day(starts),
        "words": _words(voice),
        "particulars": [list(row) for row in _particulars(sitting, office_phone, support_phone, voice)],
        "quorum": _quorum(sitting, voice),
        "groups": [_group(sitting, group, voice) for group in groups_of(_people(sitting))],
        "items": [
            {
                "number": item.number,
                "title": item.title if item.public else voice.say("sheet.closed"),
                "kind": voice.term(item.kind),
            }
            for item in sitting.agenda
        ],
        "spare": _SPARE,
        "ballot_signatures": [voice.say(f"sheet.signed.{who}") for who in ("first", "second")],
        "agenda_signatures": [voice.say(f"sheet.signed.{who}") for who in ("chair", "first", "second")],
    }


def _day(starts: datetime) -> dict[str, int]:
    return {"year": starts.year, "month": starts.month, "day": starts.day}


def _people(sitting: Sitting) -> list[Member]:
    return [m for m in sitting.roster if m.entitled or m.has(*_SHOWN)]


_SAID = (
    *("title", "how", "what", "who", "names", "name", "phone", "role", "present", "yes", "no", "abstain"),
    *("agenda", "agenda.how", "number", "item", "decided", "time", "footer"),
    *("ballot", "begins", "ends", "sums", "missing", "place", "day"),
)


def _words(voice: Voice) -> dict[str, str]:
    return {key: voice.say(f"sheet.{key}") for key in _SAID}


def _particulars(
    sitting: Sitting, office_phone: str, support_phone: str, voice: Voice
) -> Iterable[tuple[str, str]]:
    hotline = sitting.particulars.get("hotline", "")
    unset = voice.say("sheet.unset")
    yield voice.say("sheet.hotline"), hotline or unset
    yield voice.say("phone.office"), office_phone or unset
    yield voice.say("phone.support"), support_phone or unset
    yield voice.say("sheet.chair"), sitting.name(sitting.chair) if sitting.chair else unset
    writer = sitting.name(sitting.minute_taker) if sitting.minute_taker else unset
    yield voice.say("sheet.minutes"), writer


def _quorum(sitting: Sitting, voice: Voice) -> str:
    rule = quorum_rule(sitting.rules, sitting.members_total, 0, second=sitting.second)
    return voice.say("sheet.quorum", required=rule.required, seats=sitting.members_total, norm=rule.norm)


def _group(sitting: Sitting, group: str, voice: Voice) -> dict[str, Any]:
    members = [m for m in _people(sitting) if m.group == group]
    return {
        "name": group or voice.say("group.none"),
        "members": [
            {
                "name": m.name,
                "phone": m.contact.phone or voice.say("sheet.no_phone"),
                "role": _role(m, voice),
                "votes": m.entitled,
            }
            for m in members
        ],
    }


def _role(member: Member, voice: Voice) -> str:
    """What a person is; of those who are called all the same it says that they have no vote."""
    roles = (*_SHOWN, *member.roles)
    name = voice.term(next(role for role in roles if role in member.roles))
    return name if member.entitled else voice.say("sheet.no_vote", role=name)
