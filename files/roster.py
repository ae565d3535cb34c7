"""The councillor list from CSV, XLSX or OParl JSON."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from council.ids import NOBODY, MemberId
from council.names import find, fold
from council.roster import Contact, Member, Role, Roster
from files.cells import Cells
from files.oparl import is_json, load
from files.oparl_roster import people_of
from files.problems import Findings, Problem
from files.table import Columns, read_table

GERMANY = ZoneInfo("Europe/Berlin")

COLUMNS = Columns(
    known=(
        *("kennung", "anrede", "titel", "vorname", "nachname", "fraktion", "gremium", "rolle"),
        *("stimmrecht", "email", "upn", "entra_id", "telefon", "vertritt", "von", "bis"),
    ),
    needed=("vorname", "nachname", "rolle"),
    aliases={"e-mail": "email", "entra-objekt-id": "entra_id", "stimmberechtigt": "stimmrecht"},
)
"""The columns of contract § 6."""

_ID = re.compile(r"[^\W_][\w.@-]{0,63}")
_ROLES: Mapping[str, Role | None] = {str(role): role for role in Role}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """What a file said: the roster, and what was left out of it for a reason."""

    roster: Roster
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as a member, with what can be settled only when all rows are known."""

    line: int
    member: Member
    substitutes: str


def read_roster(data: bytes, filename: str = "", *, zone: ZoneInfo = GERMANY) -> RosterFile:
    """Read a councillor list; what kind of file it is, is told by its content.

    Days and times without an offset are local to ``zone``.

    Raises:
        BadFile: with every problem; then nothing of the file counts.
    """
    findings = Findings()
    notes = Findings()
    if is_json(data, filename):
        rows = people_of(load(data), findings, notes)
    else:
        rows = read_table(data, COLUMNS, findings)
    entries = [_entry(Cells(row, findings), zone) for row in rows]
    _check_doubles(entries, findings)
    members = _with_substitutes(entries, findings)
    findings.refuse()
    return RosterFile(roster=Roster(tuple(_reached_everywhere(members))), notes=notes.all)


def _entry(cells: Cells, zone: ZoneInfo) -> Entry:
    """Read one row; every cell is looked at, also where another is wrong already."""
    contact = Contact(
        email=cells.address("email"),
        upn=cells.address("upn"),
        entra_id=cells.object_id("entra_id"),
        phone=cells.text("telefon", 60),
    )
    first, last = cells.needed("vorname", 100), cells.needed("nachname", 100)
    roles = _roles(cells)
    since, until = cells.moment("von", zone), cells.moment("bis", zone, ends=True)
    if since and until and until <= since:
        cells.problem("bis", "problem.ends_before_start")
    member = Member(
        id=_id(cells, contact, first, last),
        first=first,
        last=last,
        roles=roles,
        salutation=cells.text("anrede", 40),
        title=cells.text("titel", 60),
        group=cells.text("fraktion", 100),
        body=cells.text("gremium", 200),
        voting=cells.yes_no("stimmrecht"),
        since=since,
        until=until,
        contact=contact,
    )
    return Entry(cells.line, member, cells.text("vertritt", 200))


def _roles(cells: Cells) -> tuple[Role, ...]:
    """Read roles combined with "+"; every unknown one is noted."""
    written = cells.needed("rolle", 200)
    words = [word.strip() for word in written.split("+")] if written else []
    found = [cells.known_word("rolle", word, _ROLES, "problem.unknown_role", None) for word in words]
    return tuple(dict.fromkeys(role for role in found if role))


def _id(cells: Cells, contact: Contact, first: str, last: str) -> MemberId:
    """The person's id; where the row has none, what stands before the "@", or else the name.

    Somebody without any sign by which they could be recognised is noted.
    """
    written = cells.text("kennung", 64)
    if written and not _ID.fullmatch(written):
        cells.problem("kennung", "problem.bad_id", value=written)
    address = contact.email or contact.upn
    if written or not (address or contact.entra_id):
        if cells.is_empty("kennung", "email", "upn", "entra_id"):
            cells.problem("kennung", "problem.no_identity")
        return MemberId(written)
    name = address.partition("@")[0] if address else f"{first} {last}"
    return MemberId(fold(name).replace(" ", "-"))


def _check_doubles(entries: Sequence[Entry], findings: Findings) -> None:
    """Note every id, account and address that stands in two rows.

    One person may have a row for each body they belong to, under the same id and name.
    """
    rows: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        value = str(entry.member.id)
        first = next((e for e in rows[value.casefold()] if not _elsewhere(e, entry)), None)
        if value and first is not None:
            line = str(first.line)
            findings.add(entry.line, "kennung", "problem.doubled_person", value=value, first_line=line)
        rows[value.casefold()].append(entry)
    _check_double(((e, "entra_id", e.member.contact.entra_id) for e in entries), findings)
    addresses = (
        (entry, column, address.lower())
        for entry in entries
        for column, address in _addresses(entry.member.contact).items()
    )
    _check_double(addresses, findings)


def _elsewhere(one: Entry, other: Entry) -> bool:
    """Whether two rows with one id are the same person in bodies that differ."""
    same = (one.member.id, *_name(one.member)) == (other.member.id, *_name(other.member))
    bodies, others = _bodies(one.member), _bodies(other.member)
    return same and bool(bodies) and bool(others) and not bodies & others


def _name(member: Member) -> tuple[str, str]:
    return fold(member.first), fold(member.last)


def _bodies(member: Member) -> set[str]:
    return {fold(name) for name in member.body.split("+") if fold(name)}


def _addresses(contact: Contact) -> dict[str, str]:
    """The addresses by their column; the UPN is left out where it is the e-mail address."""
    if contact.upn.lower() == contact.email.lower():
        return {"email": contact.email}
    return {"email": contact.email, "upn": contact.upn}


def _check_double(values: Iterable[tuple[Entry, str, str]], findings: Findings) -> None:
    """Note whatever two people have in common that belongs to one alone."""
    seen: dict[str, Entry] = {}
    for entry, column, value in values:
        first = seen.setdefault(value.casefold(), entry) if value else entry
        if first is not entry and not _elsewhere(first, entry):
            line = str(first.line)
            findings.add(entry.line, column, "problem.doubled_person", value=value, first_line=line)


def _with_substitutes(entries: Sequence[Entry], findings: Findings) -> list[Member]:
    """Find whom each substitute stands in for, by id or by name."""
    by_id = defaultdict(list)
    for entry in entries:
        by_id[str(entry.member.id).casefold()].append(entry.member)
    members = []
    for entry in entries:
        found = by_id.get(entry.substitutes.casefold(), [])
        if entry.substitutes and not found:
            found = list(find(entry.substitutes, [e.member for e in entries]))
        others = list({m.id: m for m in found if m.id != entry.member.id}.values())
        if entry.substitutes and len(others) != 1:
            key = "problem.ambiguous_person" if others else "problem.unknown_person"
            findings.add(entry.line, "vertritt", key, value=entry.substitutes)
        members.append(replace(entry.member, substitutes=others[0].id if others else NOBODY))
    return members


def _reached_everywhere(members: Sequence[Member]) -> Iterable[Member]:
    """Everybody with what another row of theirs says about how they are reached."""
    known: dict[MemberId, Contact] = {}
    for member in members:
        known[member.id] = _merged(known.get(member.id, Contact()), member.contact)
    return [replace(member, contact=_merged(member.contact, known[member.id])) for member in members]


def _merged(first: Contact, other: Contact) -> Contact:
    """The first of two ways to reach somebody, filled up from the other."""
    return Contact(
        email=first.email or other.email,
        upn=first.upn or other.upn,
        entra_id=first.entra_id or other.entra_id,
        phone=first.phone or other.phone,
    )
