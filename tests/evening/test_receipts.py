"""A receipt read on a card, looked up afterwards in the copy that anybody may have."""

import asyncio
import csv
import re
from pathlib import Path

from exporting import export_sitting, verify_path
from rehearsal.delivery import Answer
from tests.evening.hall import MEMBERS, SITTING, Hall


def receipt(answer: Answer) -> str:
    """The number that the presser reads on the card."""
    found = re.search(r"Beleg (\w{4}-\w{2})\b", answer.text)
    assert found is not None, answer.text
    return found[1]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """A table of the package, as whoever opens it reads it."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def looked_up(folder: Path, number: str) -> list[tuple[str, str, str, str]]:
    """What the handbook has a member look for: item, first and last name and vote of a receipt."""
    items = {line["abstimmung"]: line["top"] for line in table(folder, "ergebnisse.csv")}
    names = {m["kennung"]: (m["vorname"], m["nachname"]) for m in table(folder, "mitglieder.csv")}
    return [
        (items[line["abstimmung"]], *names[line["kennung"]], line["stimme"])
        for line in table(folder, "stimmen.csv")
        if line["beleg"] == number
    ]


async def voted(hall: Hall, item: str, *presses: tuple[str, str]) -> list[str]:
    """Hold the ballot of an item and return the receipt of each press."""
    mark = hall.meeting.mark()
    await hall.say("vogt", f"abstimmung {item}")
    await hall.seen(f"Bitte abstimmen · TOP {item}", after=mark)
    numbers = [receipt(await hall.press(key, word)) for key, word in presses]
    await hall.say("vogt", "schließen")
    await hall.seen("– vorläufig", after=mark)
    await hall.say("vogt", "feststellen")
    await hall.seen(": beschlossen", after=mark)
    return numbers


async def exported(hall: Hall, out: Path, *, public: bool) -> Path:
    """The folder of the package, as the office's command writes it beside the running bot."""
    written = await asyncio.to_thread(export_sitting, hall.settings, str(SITTING), out, public=public)
    return Path(written).with_suffix("")


class TestAMemberChecksAReceipt:
    """Issue, Part 6: a member checks a receipt number against the public copy."""

    async def test_of_a_roll_call_against_the_public_copy(self, hall: Hall, tmp_path: Path) -> None:
        await hall.opened(*MEMBERS)
        (of_open_ballot,) = await voted(hall, "4", ("abel", "Ja"))
        first, *roll_call = await voted(
            hall,
            "5",
            ("abel", "Nein"),
            ("abel", "Ja"),
            ("busch", "Ja"),
            ("celik", "Nein"),
            ("frei", "Enthaltung"),
        )
        await hall.say("vogt", "sitzung schließen")
        await hall.seen("Sitzung geschlossen")
        public = await exported(hall, tmp_path / "public", public=True)
        own = await exported(hall, tmp_path / "own", public=False)
        record = (public / "journal.jsonl").read_text("utf-8")

        assert [looked_up(public, number) for number in roll_call] == [
            [("5", "Anna", "Abel", "ja")],
            [("5", "Bernd", "Busch", "ja")],
            [("5", "Can", "Çelik", "nein")],
            [("5", "Dora", "Frei", "enthaltung")],
        ]
        assert (looked_up(public, first), first in record) == ([], True)
        assert (looked_up(public, of_open_ballot), of_open_ballot in record) == ([], False)
        assert looked_up(own, of_open_ballot) == [("4", "Anna", "Abel", "ja")]
        assert (await asyncio.to_thread(verify_path, public, None, "de"))[0] == 0
