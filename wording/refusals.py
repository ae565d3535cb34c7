"""Why something is not done, told to the person who asked."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from string import Formatter

from council.agenda import ItemKind, ItemStatus
from council.ballots import Choice, Phase
from council.errors import Refusal, Value
from council.ids import MemberId
from council.roster import Role
from council.sitting import Sitting
from wording.catalogue import forms_of, known, say
from wording.listing import listing
from wording.terms import term
from wording.times import clock, day

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PEOPLE = frozenset({"member", "members", "chair", "by"})
_TERMS: dict[str, tuple[type[Enum], ...]] = {
    "phase": (Phase,),
    "status": (ItemStatus,),
    "kind": (ItemKind,),
    "choice": (Choice,),
    "roles": (Role,),
}


def refusal_text(refusal: Refusal, sitting: Sitting | None, language: str) -> str:
    """The sentence for *refusal*; members, times and kinds are named as people name them.

    Where a value that the sentence needs was not given, its plain form is said.
    """
    key = f"refusal.{refusal.key}"
    values = {name: _shown(name, value, sitting, language) for name, value in refusal.values.items()}
    narrower = f"{key}.{refusal.values.get('step')}"
    if known(narrower, language):
        key = narrower
    if any(not values.get(name) for name in _needed(key, language)):
        key = f"refusal.{refusal.key}.plain"
    return say(key, language, **_numbered(values, refusal.values))


def _numbered(shown: Mapping[str, str], given: Mapping[str, Value]) -> dict[str, object]:
    number = next((v for v in given.values() if isinstance(v, int)), 0)
    return {"n": number, **shown}


def _needed(key: str, language: str) -> set[str]:
    fields = (field for text in forms_of(key, language) for _, field, _, _ in Formatter().parse(text))
    return {field for field in fields if field} - {"n"}


def _shown(name: str, value: Value, sitting: Sitting | None, language: str) -> str:
    """A value as people read it; "" where there is none."""
    if isinstance(value, datetime):
        return clock(value, sitting.timezone if sitting else "UTC", language)
    if isinstance(value, tuple):
        return listing([_shown(name, part, sitting, language) for part in value], language)
    return "" if value is None else _named(name, str(value), sitting, language)


def _named(name: str, text: str, sitting: Sitting | None, language: str) -> str:
    """A person, an entry of the checklist, a day, or one of the council's words by its name."""
    if name == "missing" and known(f"checklist.name.{text}", language):
        return say(f"checklist.name.{text}", language)
    if name == "day" and _DAY.fullmatch(text):
        return day(date.fromisoformat(text), "UTC", language)
    if name in _PEOPLE and sitting is not None:
        return sitting.name(MemberId(text)) if text else ""
    families = (family for family in _TERMS.get(name, ()) if text in {entry.value for entry in family})
    return next((term(family(text), language) for family in families), text)
