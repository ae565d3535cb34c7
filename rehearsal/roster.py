"""The demo's council: members, deputies, clerks, technicians, a guest, an intruder; all invented."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle

from rehearsal.names import FIRST, GROUPS, LAST, STAFF
from rehearsal.people import OTHER_TENANT_ID, Device, Person, Standing, person

COLUMNS = (
    "kennung;anrede;titel;vorname;nachname;fraktion;gremium;rolle;stimmrecht;"
    "email;upn;entra_id;telefon;vertritt;von;bis"
).split(";")
DOMAIN = "musterstadt.example"
BODY = "Ratsversammlung"
DEVICES = (Device.DESKTOP, Device.PHONE, Device.DESKTOP, Device.PHONE, Device.BROWSER, Device.OLD)
_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "ż": "z"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person with their line in the roster."""

    person: Person
    roles: str
    group: str = ""
    title: str = ""
    salutation: str = ""
    votes: bool | None = None
    """Whether the person may vote; None leaves it to the roles."""
    unlisted: bool = False
    """Whether the roster lacks the person's account and addresses."""

    @property
    def id(self) -> str:
        """The id (Kennung) in roster, votes and attendance."""
        return self.person.key

    @property
    def name(self) -> str:
        """First and last name, as commands name somebody."""
        return self.person.name

    def row(self) -> dict[str, str]:
        """Return the roster's line."""
        upn, entra = ("", "") if self.unlisted else (self.person.upn, self.person.entra)
        return {
            "kennung": self.id,
            "anrede": self.salutation,
            "titel": self.title,
            "vorname": self.person.first,
            "nachname": self.person.last,
            "fraktion": self.group,
            "gremium": BODY,
            "rolle": self.roles,
            "stimmrecht": "" if self.votes is None else "ja" if self.votes else "nein",
            "email": upn,
            "upn": upn,
            "entra_id": entra,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """Everybody of a council; the first member presides, the next two are the deputies."""

    members: tuple[Seat, ...]
    clerks: tuple[Seat, ...]
    technicians: tuple[Seat, ...] = ()
    guests: tuple[Seat, ...] = ()
    intruder: Person | None = None
    chairs: tuple[Seat, ...] = field(default=())

    @property
    def chair(self) -> Seat:
        """Who presides."""
        return self.chairs[0] if self.chairs else self.members[0]

    @property
    def deputies(self) -> tuple[Seat, ...]:
        """Who presides when the chair cannot."""
        return tuple(seat for seat in self.members if "stellvertretung" in seat.roles)

    @property
    def councillors(self) -> tuple[Seat, ...]:
        """The members who neither preside nor stand in for the chair."""
        return tuple(seat for seat in self.members if seat.roles == "mitglied")

    def __iter__(self) -> Iterator[Seat]:
        """Everybody in the roster; the intruder is not."""
        yield from (*self.chairs, *self.members, *self.clerks, *self.technicians, *self.guests)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody in the roster as persons."""
        return tuple(seat.person for seat in self)


def demo_council(members: int = 71) -> Council:
    """Return a council of so many members: the mayor who presides, two deputies, six groups."""
    if members < 3:
        raise ValueError("a council needs a chair and two deputies")
    seated = [_member(number, members) for number in range(members)]
    clerk, second, minute_taker, technician, helper, guest = STAFF
    return Council(
        members=tuple(seated),
        clerks=(
            _seat("b01", *clerk, "büro"),
            _seat("b02", *second, "büro"),
            _seat("b03", *minute_taker, "büro+schriftführung"),
        ),
        technicians=(_seat("t01", *technician, "technik"), _seat("t02", *helper, "technik")),
        guests=(_seat("g01", *guest, "gast", standing=Standing.GUEST),),
        intruder=person("fremd", "Kai", "Niemand", tenant=OTHER_TENANT_ID, domain="anderswo.example"),
    )


def roster_csv(seats: Sequence[Seat] | Council) -> str:
    """Return the roster file of these people, with semicolons."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=";", lineterminator="\r\n", restval="")
    writer.writeheader()
    writer.writerows(seat.row() for seat in seats)
    return out.getvalue()


def seat(key: str, first: str, last: str, roles: str, group: str = "", *, votes: bool | None = None) -> Seat:
    """Return somebody with these roles, with an account and a desktop client."""
    return replace(_seat(key, first, last, roles, group=group), votes=votes)


def _member(number: int, members: int) -> Seat:
    first, last = _names(number)
    device = DEVICES[number % len(DEVICES)]
    if number == 0:
        return _seat("ob", first, last, "mitglied+vorsitz", title="Dr.")
    roles = "mitglied+stellvertretung" if number < 3 else "mitglied"
    group = _groups(members - 1)[number - 1]
    title = {7: "Dr.", 23: "Prof. Dr.", 41: "Dr.-Ing."}.get(number, "")
    return _seat(f"m{number:02d}", first, last, roles, group=group, title=title, device=device)


def _groups(members: int) -> tuple[str, ...]:
    """Deal the seats to the groups in proportion, so that neighbours are of different groups."""
    left = dict(GROUPS)
    dealt: list[str] = []
    for name in cycle(left):
        if len(dealt) == members:
            break
        if not any(left.values()):
            left = dict(GROUPS)
        if left[name]:
            left[name] -= 1
            dealt.append(name)
    return tuple(dealt)


def _names(number: int) -> tuple[str, str]:
    """Return the name of the member with this number; behind the list two surnames are joined."""
    first, round_, place = FIRST[number % len(FIRST)], *divmod(number, len(LAST))
    last = LAST[place]
    return first, f"{last}-{LAST[(place + 7 * round_) % len(LAST)]}" if round_ else last


def _seat(
    key: str,
    first: str,
    last: str,
    roles: str,
    *,
    group: str = "",
    title: str = "",
    device: Device = Device.DESKTOP,
    standing: Standing = Standing.USER,
) -> Seat:
    upn = f"{_plain(first)}.{_plain(last)}@{DOMAIN}"
    someone = person(key, first, last, device=device, standing=standing, upn=upn)
    return Seat(person=someone, roles=roles, group=group, title=title)


def _plain(name: str) -> str:
    """Write a name as an account has it: ASCII letters and hyphens."""
    spelled = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    return "".join(
        char for char in spelled.replace(" ", "-") if char.isascii() and (char.isalnum() or char == "-")
    )
