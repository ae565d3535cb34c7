"""Who belongs into the closed part: a vote on one of its items, or work; the chair decides on others."""

from dataclasses import dataclass
from enum import StrEnum

from council.roster import Member, Role
from council.sitting import Sitting

AT_WORK = (Role.OFFICE, Role.MINUTES, Role.ADVISORY)
"""Whose work is in the closed part beside those with a vote."""


class Known(StrEnum):
    """By what somebody is known to be in the closed part's room."""

    INSIDE = "inside"
    CHAT = "chat"


class Why(StrEnum):
    """Why somebody does not belong into the closed part."""

    STRANGER = "stranger"
    NO_WORK = "no_work"
    RECUSED = "recused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """Somebody in the closed part's room who does not belong there: why, and how it is known."""

    name: str
    why: Why
    known: Known


def outside(sitting: Sitting, member: Member | None) -> Why | None:
    """Why a person does not belong into the closed part; None where they do."""
    if member is None:
        return Why.STRANGER
    if member.has(*AT_WORK):
        return None
    if not member.entitled:
        return Why.NO_WORK
    return Why.RECUSED if _recused_on_all(sitting, member) else None


def _recused_on_all(sitting: Sitting, member: Member) -> bool:
    """Whether somebody is biased on every closed item that is still to be dealt with."""
    items = [item for item in sitting.agenda if not item.public and item.pending]
    return bool(items) and all(member.id in sitting.recused(item.number) for item in items)
