"""From an OParl meeting to the rows of an agenda."""

from collections.abc import Sequence

from council.names import fold
from files.oparl import Found, Objects
from files.problems import Findings, refusal
from files.table import Row

_CLOSED_TITLE = "Nichtöffentliche Angelegenheit"
_KIND_WORDS: tuple[tuple[str, str], ...] = (
    ("aenderungsantrag", "änderung"),
    ("kenntnis", "kenntnisnahme"),
    ("information", "kenntnisnahme"),
    ("mitteilung", "kenntnisnahme"),
    ("wahl", "wahl"),
)


def items_of(objects: Objects, findings: Findings, notes: Findings) -> tuple[Row, ...]:
    """Make one row of every item of the one meeting that the file holds.

    The paper comes by the consultation (TOP ↔ Vorlage). OParl does not say how an item is
    decided: an item with a paper becomes a resolution, one without a formality, and a note
    says so.
    """
    items = objects.all("AgendaItem", notes)
    if not items:
        raise refusal("problem.oparl_no_items")
    _check_one_meeting(items, objects)
    items = _in_order(items)
    numbered = any(item.text("number") for item in items)
    rows = []
    for place, item in enumerate(items, start=1):
        number = item.text("number") if numbered else str(place)
        rows.append(Row(item.number, {"nummer": number, **_cells(item, objects)}))
    if not numbered:
        notes.add(0, "nummer", "note.oparl_numbered", count=str(len(items)))
    notes.add(0, "art", "note.oparl_kinds_assumed", count=str(len(items)))
    findings.refuse()
    return tuple(rows)


def _check_one_meeting(items: Sequence[Found], objects: Objects) -> None:
    addresses = dict.fromkeys(item.refers("meeting") for item in items)
    if len(addresses) > 1:
        named = [(objects.get(a), a) for a in addresses]
        meetings = ", ".join(found.text("name") if found else a for found, a in named)
        raise refusal("problem.oparl_several_meetings", meetings=meetings)


def _in_order(items: Sequence[Found]) -> list[Found]:
    """By ``order`` where every item has it (1.1), else as they stand in the list (1.0)."""
    orders = [item.value.get("order") for item in items]
    if not all(isinstance(order, int) for order in orders):
        return list(items)
    return sorted(items, key=lambda item: int(item.value["order"]))


def _cells(item: Found, objects: Objects) -> dict[str, str]:
    public = item.value.get("public")
    said = {True: "ja", False: "nein"}.get(public, "") if isinstance(public, bool) else ""
    title = item.text("name")
    consultation = _consultation(item, objects)
    paper = _paper(consultation, objects)
    return {
        "titel": title or (_CLOSED_TITLE if public is False else ""),
        "öffentlich": said,
        "art": _kind(item, consultation, paper),
        "vorlage": (paper.text("reference") or paper.text("name")[:100]) if paper else "",
        "einreicher": _movers(paper, objects) if paper else "",
        "link": _link(paper or item),
    }


def _consultation(item: Found, objects: Objects) -> Found | None:
    own = objects.get(item.refers("consultation"))
    if own:
        return own
    every = objects.all("Consultation")
    return next((c for c in every if item.id and c.refers("agendaItem") == item.id), None)


def _paper(consultation: Found | None, objects: Objects) -> Found | None:
    if consultation is None:
        return None
    own = objects.get(consultation.refers("paper"))
    inside = consultation.inside
    return own or (inside if inside and inside.kind == "Paper" else None)


def _kind(item: Found, consultation: Found | None, paper: Found | None) -> str:
    """The kind by the words of the consultation and the paper, as far as they say it.

    A consultation that is only named, and not in the file, makes a resolution as well.
    """
    role = consultation.text("role") if consultation else ""
    words = fold(f"{role} {paper.text('paperType') if paper else ''}")
    known = next((kind for part, kind in _KIND_WORDS if part in words), "")
    return known or ("beschluss" if consultation or item.refers("consultation") else "formalie")


def _movers(paper: Found, objects: Objects) -> str:
    names = []
    for key in ("originatorOrganization", "originatorPerson"):
        value = paper.value.get(key)
        for each in value if isinstance(value, list) else [value]:
            found = objects.get(each if isinstance(each, str) else "")
            name = found.text("name") if found else ""
            name = str(each.get("name", "")) if isinstance(each, dict) else name
            names.append(name)
    return ", ".join(filter(None, names))[:200]


def _link(source: Found) -> str:
    """The page of the paper, or its file; "" where neither is an address on the web."""
    file = source.value.get("mainFile")
    places = [source.text("web")]
    if isinstance(file, dict):
        places += [str(file.get("accessUrl") or ""), str(file.get("downloadUrl") or "")]
    return next((place for place in places if place.startswith(("https://", "http://"))), "")
