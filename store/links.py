"""Accounts that people tied to their seats with a code of the office: they outlive every roster taken later.

A link stands beside the roster, not in it: the next file of the office rarely names accounts. A file that
names another account than the one that was known when the link was made has the last word.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from council.names import fold
from council.roster import Member, Roster

LINKS = "account_links"


def link_document(member: Member, account: str) -> dict[str, Any]:
    """The link of a person, who stands there as in the roster's file, with an account."""
    return {"account": account.lower(), "instead": member.contact.entra_id.lower(), "name": _name(member)}


def with_links(roster: Roster, documents: Mapping[str, Mapping[str, Any]]) -> Roster:
    """The roster in which everybody linked has the account of their link.

    A link does not hold for somebody of another name under the same id: a seat that has a new holder
    is not the old one's. Nor does it take an account that the file gives to another person.
    """
    if not documents:
        return roster
    held = {m.contact.entra_id.lower(): m.id for m in roster if m.contact.entra_id}
    return Roster(tuple(_linked(m, documents.get(m.id), held) for m in roster))


def _linked(member: Member, document: Mapping[str, Any] | None, held: dict[str, Any]) -> Member:
    if document is None or document["name"] != _name(member):
        return member
    account = str(document["account"])
    written = member.contact.entra_id.lower()
    if written not in ("", document["instead"]) or held.setdefault(account, member.id) != member.id:
        return member
    return replace(member, contact=replace(member.contact, entra_id=account))


def _name(member: Member) -> str:
    return fold(f"{member.first} {member.last}")
