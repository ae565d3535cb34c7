"""The sample council: six people, for a Playground knows whoever sits before it and five others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from rehearsal.agenda import Item, agenda_csv
from rehearsal.chats import Chat
from rehearsal.process import BotProcess
from rehearsal.roster import BODY, Seat, roster_csv, seat
from rehearsal.tenant import Tenant

TITLE = "Ratsversammlung"

SEATS: tuple[Seat, ...] = (
    seat("vogt", "Petra", "Vogt", "mitglied+vorsitz", "Linden"),
    seat("abel", "Anna", "Abel", "mitglied", "Linden"),
    seat("amt", "Karla", "Amt", "büro"),
    seat("busch", "Bernd", "Busch", "mitglied", "Eichen"),
    seat("celik", "Can", "Çelik", "mitglied", "Eichen"),
    seat("frei", "Dora", "Frei", "mitglied", "Buchen"),
)
"""In the order in which they get windows: the chair, a member, the clerk, further members."""

AGENDA: tuple[Item, ...] = (
    Item(number="1", title="Eröffnung und Begrüßung", kind="formalie"),
    Item(number="2", title="Feststellung der Tagesordnung", object="Die Tagesordnung gilt wie vorgelegt."),
    Item(
        number="3",
        title="Trinkbrunnen auf allen größeren Plätzen",
        paper="A/26/0087",
        mover="Grüne Stadt",
        object="Bis 2029 erhält jeder Platz über 1.000 m² einen Trinkbrunnen.",
    ),
    Item(
        number="4",
        title="Neubau der Grundschule am Nordring",
        paper="V/26/0310",
        ballot="namentlich",
        object="Die Grundschule wird wie vorgelegt gebaut.",
    ),
    Item(number="5", title="Beleuchtung im Stadtpark", kind="kenntnisnahme", paper="EA/26/0115"),
    Item(number="6", title="Haushaltssatzung 2027/2028", kind="haushalt", paper="V/26/0320"),
)


def clerk() -> Seat:
    """The clerk of the sample council."""
    return next(one for one in SEATS if one.roles == "büro")


async def plan(bot: BotProcess, folder: Path) -> str:
    """Take the roster, plan the sitting as the office does on the command line, and return its id."""
    roster = _kept(folder / "mitglieder.csv", roster_csv(SEATS))
    agenda = _kept(folder / "tagesordnung.csv", agenda_csv(AGENDA))
    await bot.run("roster", "import", str(roster))
    start = datetime.now().astimezone() + timedelta(minutes=10)
    line = ["--title", TITLE, "--body", BODY, "--reason", "Hochwasser"]
    line += ["--start", start.isoformat(timespec="minutes")]
    printed = await bot.run("sitting", "plan", str(agenda), *line)
    return printed.split()[-1]


def meet(tenant: Tenant) -> tuple[Chat, Chat]:
    """Let everybody work in the town and meet online; return the chats of the meeting and the office.

    The app is installed nowhere yet.
    """
    people = [one.person for one in SEATS]
    tenant.add(*people, installed=False)
    now = datetime.now(UTC)
    meeting = tenant.schedule(TITLE, people[0], now, now + timedelta(hours=6), *people)
    office = tenant.group("Büro", clerk().person)
    for chat in (meeting, office, *map(tenant.one_to_one, people)):
        chat.installed = False
    return meeting, office


def _kept(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8-sig")
    return file
