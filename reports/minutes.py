"""The draft of the minutes (Niederschrift) as a document for the office's word processor.

SächsGemO § 40: the signed paper is the minutes; what the product makes is a draft and says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from typing import Any

from docxtpl import DocxTemplate

from council.ids import NOBODY
from council.record import short_head
from council.sitting import Sitting
from reports.archive import rezipped
from reports.attendance import Attendance, attendance
from reports.lines import Line, held
from reports.minutes_head import (
    absent_lines,
    days_said,
    ended_said,
    group_title,
    others,
    particulars,
    presence_rows,
    presence_sums,
    presided,
)
from reports.minutes_quorum import quorum_sentence
from reports.minutes_template import template
from reports.minutes_text import Part, agenda_rows, sections
from wording import Voice, voice_of

_WORDS = ("people", "absent", "quorum", "agenda", "item", "subject", "fate", "account", "signatures")


def minutes_docx(sitting: Sitting, part: Part = "public", head: str = "") -> bytes:
    """Return the minutes of the public part, the closed part, or both as a .docx draft.

    ``head`` is the hash of the record's last entry, or its short form, which stands on every page.
    """
    document = DocxTemplate(io.BytesIO(template()))
    document.render(minutes_context(sitting, part, head), autoescape=True)
    properties = document.docx.core_properties
    voice = voice_of(sitting)
    properties.title = f"{voice.say('report.minutes.title')} {sitting.title}"
    properties.author, properties.comments = sitting.body, voice.say("report.minutes.draft")
    properties.language = sitting.language
    moment = sitting.ended_at or sitting.stepped_at or sitting.starts
    properties.created = properties.modified = moment.astimezone(UTC).replace(tzinfo=None)
    file = io.BytesIO()
    document.save(file)
    return rezipped(file.getvalue())


def minutes_context(sitting: Sitting, part: Part, head: str = "") -> dict[str, Any]:
    """What is put into the template: plain texts, and lists of them."""
    voice = voice_of(sitting)
    account = attendance(sitting)
    day = days_said(sitting)
    closing = "ended" if sitting.ended_at else "not_ended"
    context = {
        "title": voice.say("report.minutes.title").upper(),
        "subtitle": voice.say(f"report.minutes.subtitle.{part}", title=sitting.title, day=day),
        "running": f"{sitting.body} · {sitting.title} · {day}",
        "draft_word": voice.say("report.minutes.draft"),
        "draft_note": voice.say("report.minutes.draft_note"),
        "probe": voice.say("report.minutes.probe") if sitting.probe else "",
        "page_word": voice.say("report.minutes.page"),
        "of_word": voice.say("report.minutes.of"),
        "head_line": voice.say("report.minutes.head", head=_short(head)) if head else "",
        "words": {word: voice.say(f"report.minutes.word.{word}") for word in _WORDS},
        "particulars": particulars(sitting),
        "groups": list(_groups(sitting, account, voice)),
        "sums": presence_sums(account, voice),
        "absent": list(absent_lines(sitting, account)),
        "quorum": quorum_sentence(sitting),
        "agenda": agenda_rows(sitting, part),
        "agenda_note": _agenda_note(sitting, part, voice),
        "sections": sections(sitting, part),
        "closing": voice.say(
            f"report.minutes.closing.{closing}",
            time=ended_said(sitting),
            moment=voice.moment(account.until),
        ),
        "signature_note": voice.say("report.minutes.signature_note"),
        "signatures": _signatures(sitting, voice),
    }
    return {key: _plain(value) for key, value in context.items()}


def _short(head: str) -> str:
    return short_head(head) if len(head) == 64 else head


def _groups(sitting: Sitting, account: Attendance, voice: Voice) -> Iterator[dict[str, Any]]:
    """Who took part: the council's members by group, then everybody else by what they are."""
    for total in account.totals:
        own = [a for a in account.accounts if a.voting and a.present and a.member.group == total.group]
        if own:
            rows = [presence_rows(sitting, one) for one in own]
            yield {"title": group_title(total, voice), "rows": rows}
    for role, people in others(account.accounts):
        yield {"title": voice.term(role), "rows": [presence_rows(sitting, one) for one in people]}


def _agenda_note(sitting: Sitting, part: Part, voice: Voice) -> str:
    """Where the other part stands; "" where there is none."""
    if part == "all" or all(item.public for item in sitting.agenda):
        return ""
    return voice.say(f"report.minutes.other_part.{part}")


def _signatures(sitting: Sitting, voice: Voice) -> list[tuple[dict[str, str], dict[str, str]]]:
    """Lines to sign on, two by two: chair, minute-taker, co-signers (at least two)."""
    cosigners = [sitting.name(member) for member in sitting.cosigners]
    cosigners += [""] * max(0, 2 - len(cosigners))
    people = [
        *(("chair", sitting.name(member)) for member in presided(sitting) or (NOBODY,)),
        ("minute_taker", sitting.name(sitting.minute_taker) if sitting.minute_taker else ""),
        *(("cosigner", name) for name in cosigners),
    ]
    lines = [
        {
            "line": "_" * 34,
            "name": ", ".join(part for part in (name, voice.say(f"report.minutes.sign.{key}")) if part),
        }
        for key, name in people
    ]
    if len(lines) % 2:
        lines.append({"line": "", "name": ""})
    return list(zip(lines[::2], lines[1::2], strict=True))


def _plain(value: Any) -> Any:
    """Every text without signs that a document may not hold."""
    if isinstance(value, str):
        return held(value)
    if isinstance(value, Line) or not isinstance(value, Iterable):
        return value
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value]
