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

    def line(self, chat: str, language: str) -> str:
        """The step as it is read: the place in both languages, the words in the council's."""
        place = " / ".join(dict.fromkeys(word.format(chat=chat) for word in self.where))
        return f"  {place}: {self.what[language == 'en']}"


_OWN_OFFICE = "Büro, Personal Chat", "office, Personal Chat"
_CHAT = "„{chat}“", "“{chat}”"
_PREPARE = (
    Step(_OWN_OFFICE, ("büro hier", "office here")),
    Step(("Büro, „{chat}“", "office, “{chat}”"), (f"{MENTION}vorbereiten", f"{MENTION}prepare")),
)
_SIGN_IN = Step(("alle, „{chat}“, Knopf", "all, “{chat}”, button"), ("Anwesend", "Present"), typed=False)
_ADMIT = Step(
    ("Büro, Personal Chat, Knopf", "office, Personal Chat, button"), ("Zulassen", "Admit"), typed=False
)
_HOLD = (
    Step(("Vorsitz, „{chat}“", "chair, “{chat}”"), (f"{MENTION}sitzung eröffnen", f"{MENTION}open sitting")),
    Step(_CHAT, (f"{MENTION}abstimmung 3", f"{MENTION}vote 3")),
    Step(("auf der Karte", "on the card"), ("Ja | Nein | Enthaltung", "Yes | No | Abstain"), typed=False),
    Step(_CHAT, (f"{MENTION}schließen", f"{MENTION}close")),
    Step(_CHAT, (f"{MENTION}feststellen", f"{MENTION}declare")),
    Step(("Mitglied, Personal Chat", "member, Personal Chat"), ("meine stimmen", "my votes")),
    Step(("immer", "always"), ("hilfe", "help")),
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
    yield ""
    yield "Dann der Reihe nach, für @Ratssaal „@“ tippen und den Namen wählen;"
    yield "then in this order, for @Ratssaal type “@” and choose the name:"
    for step in steps(seated):
        yield step.line(chat, language)
    yield ""
    yield "Ende mit Strg+C / end with Ctrl+C."
