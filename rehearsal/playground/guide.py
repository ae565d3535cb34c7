"""What a person reads who tries the bot: which address to open, and what to type and press next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rehearsal.playground.company import CLERK
from rehearsal.playground.sample import SEATS
from rehearsal.roster import Seat

MENTION = "@Ratssaal "
_ROLES: Mapping[str, tuple[str, str]] = {
    "mitglied+vorsitz": ("Vorsitz", "chair"),
    "mitglied": ("Mitglied", "member"),
    CLERK: ("Büro", "office"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """Where something is done, and what is typed or pressed there, each in German and English."""

    where: tuple[str, str]
    what: tuple[str, str]
    typed: bool = True

    def line(self, chat: str, place: int, words: int) -> str:
        """The step as it is read: the place in one language, the words in the council's (0 is German)."""
        return f"  {self.where[place].format(chat=chat)}: {self.what[words]}"


_PREPARE = (
    Step(("Büro, Personal Chat", "office, Personal Chat"), ("büro hier", "office here")),
    Step(("Büro, „{chat}“", "office, “{chat}”"), (f"{MENTION}vorbereiten", f"{MENTION}prepare")),
)
_SIGN_IN = Step(
    ("Mitglieder, „{chat}“, Knopf", "members, “{chat}”, button"), ("Anwesend", "Present"), typed=False
)
_ADMIT = Step(
    ("Büro, Personal Chat, Knopf", "office, Personal Chat, button"), ("Zulassen", "Admit"), typed=False
)
_CHAIR = "Vorsitz, „{chat}“", "chair, “{chat}”"
_HOLD = (
    Step(_CHAIR, (f"{MENTION}sitzung eröffnen", f"{MENTION}open sitting")),
    Step(_CHAIR, (f"{MENTION}abstimmung 3", f"{MENTION}vote 3")),
    Step(
        ("Mitglieder, auf der Karte", "members, on the card"),
        ("Ja | Nein | Enthaltung", "Yes | No | Abstain"),
        typed=False,
    ),
    Step(_CHAIR, (f"{MENTION}schließen", f"{MENTION}close")),
    Step(_CHAIR, (f"{MENTION}feststellen", f"{MENTION}declare")),
    Step(("Mitglieder, Personal Chat", "members, Personal Chat"), ("meine stimmen", "my votes")),
    Step(("immer", "always"), ("hilfe", "help")),
)
_ORDER = (
    "Der Reihe nach (für @Ratssaal „@“ tippen und den Namen wählen; der Vorsitz ist auch Mitglied):",
    "In this order (for @Ratssaal type “@” and choose the name; the chair is a member too):",
)


def steps(seated: Mapping[Seat, str]) -> Iterator[Step]:
    """What is left to do for those who have windows; without the clerk's, the clerk acts alone."""
    clerk = any(one.roles == CLERK for one in seated)
    yield from _PREPARE if clerk else ()
    yield _SIGN_IN
    if clerk:
        yield _ADMIT
    yield from _HOLD


def guide(seated: Mapping[Seat, str], chat: str, language: str) -> Iterator[str]:
    """The lines for those who have windows, with the windows' addresses; both languages are told."""
    others = ", ".join(one.name for one in SEATS if one not in seated)
    yield ""
    yield "Im Browser öffnen / open in a browser:"
    for seat, address in seated.items():
        yield f"  {address}  {seat.name} ({' / '.join(_ROLES[seat.roles])})"
    if others:
        yield f"Von selbst handeln / acting by themselves: {others}"
    words = 1 if language == "en" else 0
    for place in (words, 1 - words):
        yield ""
        yield _ORDER[place]
        yield from (step.line(chat, place, words) for step in steps(seated))
    yield ""
    yield "Ende mit Strg+C / end with Ctrl+C."
