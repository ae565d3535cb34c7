"""The roster and the agenda of a sitting as tables."""

from __future__ import annotations

from council.roster import Contact, Member
from council.sitting import Sitting
from reports.results import majority_word
from reports.tables import csv_file, iso

MEMBERS = (
    "kennung", "anrede", "titel", "vorname", "nachname", "fraktion", "gremium", "rolle",
    "stimmrecht", "vertritt", "von", "bis",
)  # fmt: skip
CONTACT = ("email", "upn", "entra_id", "telefon")
AGENDA = (
    "nummer", "titel", "vorlage", "einreicher", "art", "öffentlich", "mehrheit", "abstimmung",
    "gegenstand", "beschlussvorschlag", "link", "stand", "grund",
)  # fmt: skip


def members_csv(sitting: Sitting) -> bytes:
    """Return the roster in the columns in which it is read in.

    The columns of contacts are there only where contacts are: a public copy has none.
    """
    shown = any(member.contact != Contact() for member in sitting.roster)
    header = (*MEMBERS, *CONTACT) if shown else MEMBERS
    rows = (
        (*_member(sitting, member), *(_contact(member.contact) if shown else ())) for member in sitting.roster
    )
    return csv_file(header, rows)


def agenda_csv(sitting: Sitting, *, public: bool = False) -> bytes:
    """Return the agenda as it is now, with what has become of each item.

    A public copy has no closed items.
    """
    items = (item for item in sitting.agenda if item.public or not public)
    return csv_file(
        AGENDA,
        (
            (
                i.number, i.title, i.paper, i.mover, i.kind, "ja" if i.public else "nein", majority_word(i),
                i.ballot, i.object, i.proposal, i.link, i.status, i.reason,
            )
            for i in items
        ),
    )  # fmt: skip


def _member(sitting: Sitting, member: Member) -> tuple[object, ...]:
    return (
        member.id,
        member.salutation,
        member.title,
        member.first,
        member.last,
        member.group,
        member.body,
        "+".join(member.roles),
        "ja" if member.entitled else "nein",
        member.substitutes,
        iso(sitting, member.since),
        iso(sitting, member.until),
    )


def _contact(contact: Contact) -> tuple[str, ...]:
    return (contact.email, contact.upn, contact.entra_id, contact.phone)
