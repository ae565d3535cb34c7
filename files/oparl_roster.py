"""From OParl persons and memberships to the rows of a roster."""

from collections.abc import Sequence

from council.names import fold
from files.oparl import Found, Objects, texts_of
from files.problems import Findings, refusal
from files.table import Row

_MAIN_BODY = frozenset("parlament rat stadtrat gemeinderat ratsversammlung kreistag".split())
_ROLE_WORDS: tuple[tuple[str, str], ...] = (
    ("vorsitz", "vorsitz"),
    ("buergermeister", "vorsitz"),
    ("praesident", "vorsitz"),
    ("schriftfuehr", "schriftführung"),
    ("beratend", "beratend"),
    ("sachkundig", "beratend"),
    ("verwaltung", "verwaltung"),
    ("beigeordnet", "verwaltung"),
    ("gast", "gast"),
    ("mitglied", "mitglied"),
    ("stadtrat", "mitglied"),
    ("stadtraetin", "mitglied"),
    ("gemeinderat", "mitglied"),
    ("gemeinderaetin", "mitglied"),
    ("ratsherr", "mitglied"),
    ("ratsfrau", "mitglied"),
    ("verordnete", "mitglied"),
)


def people_of(objects: Objects, findings: Findings, notes: Findings) -> tuple[Row, ...]:
    """Make one row of every person who belongs to the council.

    The group comes from ``onBehalfOf`` or from the membership in a Fraktion. Who belongs to no
    body of the file, or only stands in for somebody unnamed, is left out and noted.
    """
    people = objects.all("Person", notes)
    if not people:
        raise refusal("problem.oparl_no_people")
    memberships = objects.all("Membership", notes)
    body = _body(memberships, objects)
    rows = []
    for person in people:
        own = [m for m in memberships if _person_of(m) == person.id]
        seats = _current([m for m in own if m.refers("organization") == body])
        cells = _cells(person, seats, own, objects, findings) if seats else None
        if cells:
            rows.append(Row(person.number, cells | {"gremium": _name(objects.get(body))}))
        else:
            notes.add(person.number, "", "note.oparl_left_out", name=_full_name(person))
    if not rows:
        raise refusal("problem.oparl_no_memberships")
    return tuple(rows)


def _body(memberships: Sequence[Found], objects: Objects) -> str:
    """Find the one body whose members the file lists: the council before its committees."""
    addresses = dict.fromkeys(m.refers("organization") for m in memberships)
    known = {a: found for a in addresses if (found := objects.get(a))}
    bodies = [a for a, found in known.items() if _organization_type(found) in ("gremium", "")]
    main = [a for a in bodies if _is_council(known[a])]
    unknown = [a for a in addresses if a and a not in known]
    choice = main or bodies or unknown
    if not choice:
        raise refusal("problem.oparl_no_memberships")
    if len(choice) > 1:
        key = "problem.oparl_several_bodies" if known else "problem.oparl_no_organizations"
        raise refusal(key, bodies=", ".join(_name(known.get(a)) or a for a in choice))
    return choice[0]


def _cells(
    person: Found,
    seats: Sequence[Found],
    own: Sequence[Found],
    objects: Objects,
    findings: Findings,
) -> dict[str, str] | None:
    """The cells of a person's row, None for somebody who only stands in for others."""
    roles = dict.fromkeys(role for seat in seats for role in _roles(seat, findings))
    if list(roles) == ["stellvertretendes mitglied"]:
        return None
    roles.pop("stellvertretendes mitglied", None)
    first, last = _parted_name(person)
    starts = [seat.text("startDate") for seat in seats]
    return {
        "kennung": _id(person),
        "anrede": person.text("formOfAddress"),
        "titel": texts_of(person.value.get("title")),
        "vorname": first,
        "nachname": last,
        "fraktion": _group(seats, own, objects),
        "rolle": "+".join(roles),
        "stimmrecht": _voting(seats),
        "email": person.text("email"),
        "telefon": person.text("phone"),
        "von": min(starts) if all(starts) else "",
        "bis": seats[0].text("endDate"),
    }


def _roles(seat: Found, findings: Findings) -> tuple[str, ...]:
    """The roster's roles for the words of a membership."""
    written = seat.text("role")
    words = fold(written)
    voting = seat.value.get("votingRight")
    role = next((role for part, role in _ROLE_WORDS if part in words), "")
    if "stellv" in words:
        return ("mitglied", "stellvertretung") if role == "vorsitz" else ("stellvertretendes mitglied",)
    if role:
        return (role,)
    if written and not isinstance(voting, bool):
        findings.add(seat.number, "rolle", "problem.unknown_role", value=written, nearest="", allowed="")
    return ("beratend",) if voting is False else ("mitglied",)


def _voting(seats: Sequence[Found]) -> str:
    """Whether any seat has a vote, "" where the system does not say."""
    said = [seat.value.get("votingRight") for seat in seats]
    if True in said:
        return "ja"
    return "nein" if False in said else ""


def _current(seats: Sequence[Found]) -> list[Found]:
    """The seats that have not ended, or else those that ended last."""
    last = max((seat.text("endDate") for seat in seats), default="")
    open_ended = [seat for seat in seats if not seat.text("endDate")]
    return open_ended or [seat for seat in seats if seat.text("endDate") == last]


def _group(seats: Sequence[Found], own: Sequence[Found], objects: Objects) -> str:
    """The group on whose behalf somebody sits, or to which they belong."""
    for seat in seats:
        if found := objects.get(seat.refers("onBehalfOf")):
            return _name(found)
    groups = [m for m in own if _organization_type(objects.get(m.refers("organization"))) == "fraktion"]
    return next((_name(objects.get(m.refers("organization"))) for m in _current(groups)), "")


def _person_of(membership: Found) -> str:
    return membership.refers("person")


def _organization_type(organization: Found | None) -> str:
    return fold(organization.text("organizationType")) if organization else "unknown"


def _is_council(organization: Found) -> bool:
    words = fold(f"{organization.text('classification')} {organization.text('name')}").split()
    return bool(_MAIN_BODY & set(words))


def _name(organization: Found | None) -> str:
    return organization.text("name") or organization.text("shortName") if organization else ""


def _full_name(person: Found) -> str:
    return person.text("name") or f"{person.text('givenName')} {person.text('familyName')}".strip()


def _parted_name(person: Found) -> tuple[str, str]:
    """Given and family name; from the one name where the system does not part them."""
    first, last = person.text("givenName"), person.text("familyName")
    if first or last:
        return first, last
    family, comma, given = person.text("name").partition(",")
    if comma:
        return given.strip(), family.strip()
    titles = texts_of(person.value.get("title")).split()
    words = [word for word in family.split() if word not in titles]
    return " ".join(words[:-1]), "".join(words[-1:])


def _id(person: Found) -> str:
    """A short id from the person's address: ``…/person/29`` is ``p29``."""
    tail = "".join(sign if sign.isalnum() else " " for sign in person.id.rpartition("/")[2]).split()
    if not tail:
        return ""
    short = "-".join(tail)[:60]
    return f"p{short}" if short[:1].isdigit() else short
