"""Secret ballots in a sitting in presence: what is answered, what is kept, what a restart does."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from council.ballots import Outcome, Phase, Tally
from council.ids import BallotId
from council.rulebook import Format
from rehearsal.agenda import Item
from rehearsal.delivery import Answer
from rehearsal.reading import buttons
from tests.evening.hall import MEMBERS, Hall, Plan, open_hall, running

AGENDA = (
    Item(number="1", title="Eröffnung", kind="formalie"),
    Item(number="5", title="Ehrenbürgerrecht"),
    Item(number="9", title="Wahl der Beigeordneten", kind="wahl"),
)
PLAN = Plan(agenda=AGENDA, held=Format.PRESENCE)
OVERLAY = """
[secret.enabled]
value = true
norm = "Nr. 12 der Geschäftsordnung"
source = "Geschäftsordnung vom 14.12.2022"
"""
HANDED_IN = "Ihr Stimmzettel ist abgegeben."


def town(folder: Path) -> dict[str, Any]:
    """The settings of a town that has switched secret ballots on."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "geschaeftsordnung.toml").write_text(OVERLAY, encoding="utf-8")
    file = folder / "town.toml"
    file.write_text('[body."Stadtrat"]\noverlay = "geschaeftsordnung.toml"\n', encoding="utf-8")
    return {"TOWN_FILE": str(file)}


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """Nine in a sitting in presence, secret ballots switched on."""
    more = town(tmp_path / "town")
    async with open_hall(tmp_path / "run", monkeypatch, plans=PLAN, **more) as opened:
        await opened.opened_in_the_hall(*MEMBERS)
        await opened.world_idle()
        yield opened


def said(answer: Answer) -> bytes:
    """What the presser gets, byte for byte."""
    return json.dumps(answer.card, ensure_ascii=False, sort_keys=True).encode()


async def opened(hall: Hall) -> None:
    """Open a secret ballot on item 5."""
    await hall.say("vogt", "abstimmung 5 geheim")
    await hall.seen("Abstimmung 1")


class TestTheAnswer:
    """contract § 5.3: byte for byte the same for every choice and every time."""

    async def test_is_the_same_for_everybody_whatever_they_pressed(self, hall: Hall) -> None:
        await opened(hall)
        client = hall.world.client
        message, yes = client.find(hall.person("abel"), hall.meeting, "Ja")
        _, no = client.find(hall.person("abel"), hall.meeting, "Nein")
        _, none = client.find(hall.person("abel"), hall.meeting, "Enthaltung")

        answers = [
            await client.press_button(hall.person(who), hall.meeting, message, button)
            for who, button in (
                ("abel", yes),
                ("busch", no),
                ("celik", none),
                ("abel", no),
                ("abel", yes),
                ("frei", yes),
            )
        ]
        own = [
            await hall.world.client.repeat(client.build.press(hall.person("abel"), hall.meeting, message, no))
        ]

        assert len({said(answer) for answer in (*answers, *own)}) == 1
        assert HANDED_IN in answers[0].text
        assert buttons(answers[0].card) == ()
        assert "Beleg" not in answers[0].text
        assert hall.sitting.ballots[BallotId(1)].handed == tuple(
            map(hall.id, ("abel", "busch", "celik", "frei"))
        )

    async def test_a_second_slip_changes_nothing(self, hall: Hall) -> None:
        await opened(hall)
        client = hall.world.client
        message, yes = client.find(hall.person("abel"), hall.meeting, "Ja")
        _, no = client.find(hall.person("abel"), hall.meeting, "Nein")
        for who in ("vogt", *MEMBERS):
            await client.press_button(hall.person(who), hall.meeting, message, yes)
            await client.press_button(hall.person(who), hall.meeting, message, no)
        await hall.say("vogt", "schließen")
        await hall.seen("Dafür 9, dagegen 0, Enthaltungen 0 – vorläufig")

        assert hall.sitting.ballots[BallotId(1)].tally == Tally(yes=9)

    async def test_says_that_it_is_not_certified_and_final_at_closing_only(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 5 geheim")
        card = await hall.seen("Abstimmung 1")

        assert "nicht zertifiziert" in card.text
        assert "Schließen" in card.text


class TestWhatIsKept:
    """architecture, "Keeping": nothing of it is written before closing, and never who voted what."""

    async def test_no_choice_in_journal_or_log(self, hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
        await opened(hall)
        await hall.world_idle()
        before = (await hall.desk.rows(hall.sitting.id))[-1].seq
        pressed = {"vogt": "Ja", **dict.fromkeys(MEMBERS[:5], "Nein"), **dict.fromkeys(MEMBERS[5:], "Ja")}
        for key, title in pressed.items():
            await hall.press(key, title)
        await hall.world_idle()
        rows = await hall.desk.rows(hall.sitting.id)
        while_open = [row for row in rows if row.seq > before]
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        await hall.say("vogt", "feststellen")
        await hall.seen("Dafür 4, dagegen 5, Enthaltungen 0: abgelehnt")
        await hall.world_idle()

        rows = await hall.desk.rows(hall.sitting.id)
        after = [row for row in rows if row.seq > before]
        text = "".join(json.dumps(row.data, ensure_ascii=False, default=str) for row in after)
        assert while_open == []
        assert {row.type for row in after} <= {
            "ballot_closed.v1",
            "slips_counted.v1",
            "ballot_declared.v1",
            "item_called.v1",
        }
        assert '"choice"' not in text
        assert "choice" not in "".join(capsys.readouterr())
        ballot = hall.sitting.ballots[BallotId(1)]
        assert ballot.outcome is Outcome.REJECTED
        assert set(ballot.handed) == {hall.id(key) for key in pressed}

    async def test_progress_is_told_and_nothing_else(self, hall: Hall) -> None:
        await opened(hall)
        for key in ("abel", "busch"):
            await hall.press(key, "Nein")

        board = await hall.seen("2 von 9", hall.office)

        assert "Nein" not in board.text
        assert len((await hall.seen("Abstimmung 1")).versions) == 1

    async def test_who_took_part_is_all_that_names_say(self, hall: Hall) -> None:
        await opened(hall)
        for key in ("vogt", *MEMBERS[:6]):
            await hall.press(key, "Ja")
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        await hall.say("vogt", "feststellen")
        await hall.seen("Dafür 7, dagegen 0, Enthaltungen 0: beschlossen")
        names = await hall.press("abel", "Namen")

        assert "Anna Abel" in names.text
        assert "\nJa" not in names.text


class TestWhatIsRefused:
    """contract § 4: typed words, votes by the office and hands are refused in a secret ballot."""

    @pytest.mark.parametrize(
        ("key", "line"),
        [
            pytest.param("abel", "ja", id="typed"),
            pytest.param("amt", "stimme Abel ja am Telefon", id="by-the-office"),
            pytest.param("amt", "handzeichen 5 2 1", id="hands"),
        ],
    )
    async def test_nothing_but_the_members_own_press(self, hall: Hall, key: str, line: str) -> None:
        await opened(hall)
        await hall.world_idle()

        await hall.told(key, line, "eheim")

        assert hall.sitting.ballots[BallotId(1)].handed == ()

    async def test_a_secret_ballot_of_too_few_is_not_closed(self, hall: Hall) -> None:
        await opened(hall)
        for key in ("abel", "busch"):
            await hall.press(key, "Ja")
        await hall.world_idle()

        await hall.told("vogt", "schließen", "5")

        assert hall.sitting.ballots[BallotId(1)].phase is Phase.OPEN

    async def test_off_until_the_town_switches_it_on(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path / "off", monkeypatch, plans=PLAN) as plain:
            await plain.opened_in_the_hall(*MEMBERS)
            await plain.world_idle()
            await plain.told("vogt", "abstimmung 5 geheim", "eheim")

            assert not plain.sitting.ballots


class TestRestart:
    """architecture, "Keeping": the ballot is void and repeated, and everybody is told so."""

    async def test_the_slips_are_void_and_the_ballot_is_held_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        more = town(tmp_path / "town")
        async with open_hall(tmp_path / "run", monkeypatch, plans=PLAN, **more) as hall:
            await hall.opened_in_the_hall(*MEMBERS)
            await hall.say("vogt", "abstimmung 5 geheim")
            old = await hall.seen("Abstimmung 1")
            for key in MEMBERS:
                await hall.press(key, "Ja")
            await hall.world_idle()
            await hall.stopped()
            async with running(hall.world, monkeypatch, more) as (_, desk, outbox):
                hall.desk, hall.outbox = desk, outbox
                await hall.seen("Abstimmung 2")
                await hall.world_idle()
                for key in ("vogt", *MEMBERS[:6]):
                    assert HANDED_IN in (await hall.press(key, "Nein")).text
                await hall.say("vogt", "schließen")
                await hall.seen("Dafür 0, dagegen 7, Enthaltungen 0 – vorläufig")

                assert buttons(old.card) == ()
                assert "neu gestartet" in old.text
                first, second = hall.sitting.ballots.values()
                assert (first.phase, second.supersedes) == (Phase.SUPERSEDED, first.id)
                assert second.tally == Tally(no=7)


class TestSecretElection:
    """contract § 4: an election on the card may be secret; the number pressed is nowhere."""

    async def test_numbers_are_counted_and_not_told(self, hall: Hall) -> None:
        await hall.say("vogt", "wahl 9 Anna Alt; Bernd Berg geheim")
        await hall.seen("Abstimmung 1")
        answers = [await hall.press(key, title) for key, title in zip(MEMBERS, "22222111", strict=True)]
        await hall.say("vogt", "schließen")
        await hall.seen("Bernd Berg 5")
        await hall.say("vogt", "feststellen")
        await hall.seen("gewählt")

        assert len({said(answer) for answer in answers}) == 1
        assert hall.sitting.ballots[BallotId(1)].elected == (2,)
