"""Every kind of ballot as a short sitting of its own, played through the real bot and compared."""

import asyncio
import dataclasses
import io
from pathlib import Path

import pytest
from rich.console import Console

from rehearsal.agenda import Item
from rehearsal.chamber import Chamber, NotAsExpected
from rehearsal.comparing_journal import journal
from rehearsal.demo import main
from rehearsal.held import Asked, Tally
from rehearsal.ledger import Ledger
from rehearsal.reckoning import RUNOFF
from rehearsal.scenarios import elections, law, motions, presence, rooms, secret
from rehearsal.scenarios.command import NoSuchScenario, chosen
from rehearsal.scenarios.plan import Scenario
from rehearsal.scenarios.registry import SCENARIOS
from rehearsal.scenarios.running import Outcome, run
from rehearsal.towns import BY_CARD_TOO, Town, write_towns
from tests.rehearsal.test_demo_ledger import given_vote, held

SPEED = 100
NAMES = [one.name for one in SCENARIOS]


def played(scenarios: tuple[Scenario, ...], out: Path) -> list[Outcome]:
    """Play scenarios that share a bot."""
    return asyncio.run(run(Console(file=io.StringIO()), scenarios, speed=SPEED, out=out))


class TestScenarios:
    """A scenario for each kind of ballot and of presence; everything that comes out of it is compared."""

    @pytest.mark.parametrize(
        "scenarios",
        [
            pytest.param(motions.SCENARIOS, id="motions"),
            pytest.param(elections.SCENARIOS, id="elections"),
            pytest.param(law.SCENARIOS, id="law"),
            pytest.param(rooms.SCENARIOS, id="rooms"),
            pytest.param(presence.SCENARIOS, id="presence"),
            pytest.param(secret.SCENARIOS, id="secret"),
        ],
    )
    def test_everything_that_came_out_is_as_it_was_done(
        self, tmp_path: Path, scenarios: tuple[Scenario, ...]
    ) -> None:
        outcomes = played(scenarios, tmp_path)

        assert {one.scenario.name: one.told().differences for one in outcomes if not one.sound} == {}
        assert [one.scenario for one in outcomes] == list(scenarios)
        assert all(one.ballots for one in outcomes)

    @pytest.mark.slow  # a second bot is started for those behind the one that fails
    def test_one_that_fails_does_not_stop_the_others(self, tmp_path: Path) -> None:
        async def fails(chamber: Chamber) -> None:
            await chamber.types(chamber.chair, "top 1")
            raise NotAsExpected("So war es nicht gedacht")

        broken = dataclasses.replace(elections.SCENARIOS[1], name="kaputt", play=fails)
        outcomes = played((broken, law.SCENARIOS[2]), tmp_path)

        assert [one.sound for one in outcomes] == [False, True]
        assert outcomes[0].told().differences == ("So war es nicht gedacht",)

    def test_there_is_one_for_every_kind_of_ballot(self) -> None:
        assert set(NAMES) >= {
            "offen", "namentlich", "geheim", "wahl", "wahl-papier", "auswahl", "en-bloc", "go", "änderung",
            "störung", "rüge", "bayern", "mehrheiten", "gesetz", "hybrid",
        }  # fmt: skip
        assert len(NAMES) == len(set(NAMES))


class TestTheCommand:
    """contract § 1, rehearse --scenario NAME: chosen by name, one line for each."""

    def test_list_prints_every_name_with_one_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(scenario=["list"]) == 0

        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines] == NAMES
        assert all(len(line.split()) > 3 for line in lines)

    @pytest.mark.parametrize(
        ("named", "meant"),
        [
            pytest.param(["offen"], ["offen"], id="one"),
            pytest.param(["wahl", "offen"], ["offen", "wahl"], id="several-in-their-own-order"),
            pytest.param(["go", "go"], ["go"], id="each-once"),
            pytest.param(["Stoerung"], ["störung"], id="without-umlauts"),
            pytest.param(["all"], NAMES, id="all"),
        ],
    )
    def test_names_are_understood(self, named: list[str], meant: list[str]) -> None:
        assert [one.name for one in chosen(named)] == meant

    @pytest.mark.parametrize(
        ("named", "said"),
        [
            pytest.param("wall", "gemeint „wahl“?", id="the-nearest"),
            pytest.param("xyzzy", "es gibt: offen, namentlich", id="all-names"),
        ],
    )
    def test_a_wrong_name_is_one_sentence(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, named: str, said: str
    ) -> None:
        with pytest.raises(NoSuchScenario):
            chosen([named])

        assert main(scenario=[named], out=tmp_path) == 1
        assert said in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []

    def test_a_difference_makes_the_line_a_cross(self) -> None:
        outcome = Outcome(scenario=SCENARIOS[0], seconds=1, trouble="Kein Knopf „Ja“")

        assert not outcome.sound
        assert outcome.told().differences == ("Kein Knopf „Ja“",)
        assert outcome.told().what.startswith("offen: ")


class TestTowns:
    """contract § 2, TOWN_FILE: a rule set for each body, rules of procedure beside it."""

    def test_bodies_and_their_overlays_are_written(self, tmp_path: Path) -> None:
        file = write_towns(tmp_path, {"Rat „Nord“": Town(ruleset="bayern"), "Rat": Town(overlay=BY_CARD_TOO)})

        text = file.read_text(encoding="utf-8")
        assert '[body."Rat „Nord“"]\nruleset = "bayern"\n' in text
        assert text.count("overlay") == 1
        assert (tmp_path / "geschaeftsordnung-2.toml").read_text(encoding="utf-8") == BY_CARD_TOO

    def test_every_scenario_has_a_body_of_its_own(self) -> None:
        assert len({one.body for one in SCENARIOS}) == len(SCENARIOS)


class TestForgedJournal:
    """The journal of elections and secret ballots is held against the ledger, not against itself."""

    ASKED = Asked(options=("Anna Abel", "Bernd Busch"), stage=RUNOFF)
    CLOSED = (
        '{"type":"ballot_closed.v1","data":{"ballot":1,"tally":{"abstain":0,"no":0,"yes":0,"options":[1,1]}}}'
    )
    DECLARED = '{"type":"ballot_declared.v1","data":{"ballot":1,"elected":[],"candidates":[1,2]}}'
    LOT = '{"type":"lot_drawn.v1","data":{"ballot":1,"option":1}}'

    def ledger(self) -> Ledger:
        ballot = held(Item(number="4", title="Wahl", kind="wahl"), asked=self.ASKED, lot="Anna Abel")
        ballot.votes = {"a": given_vote("1"), "b": given_vote("2")}
        return Ledger(members=("a", "b", "c", "d", "e"), ballots=[ballot])

    def lines(self, *changes: tuple[str, str]) -> bytes:
        text = "\n".join((self.CLOSED, self.DECLARED, self.LOT))
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return text.encode()

    def test_the_right_journal_is_right(self) -> None:
        assert journal(self.ledger(), self.lines()).differences == ()

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param('"options":[1,1]', '"options":[2,0]', id="counts"),
            pytest.param('"elected":[]', '"elected":[2]', id="who-is-elected"),
            pytest.param('"candidates":[1,2]', '"candidates":[1]', id="who-stands"),
            pytest.param('"option":1', '"option":2', id="the-lot"),
            pytest.param('lot_drawn.v1","data":{"ballot":1', 'lot_drawn.v1","data":{"ballot":9', id="no-lot"),
            pytest.param("ballot_closed", "ballot_opened", id="never-closed"),
        ],
    )
    def test_a_forged_line_is_noticed(self, old: str, new: str) -> None:
        assert not journal(self.ledger(), self.lines((old, new))).sound

    def test_a_vote_in_a_secret_ballot_is_noticed(self) -> None:
        ballot = held(Item(number="4", title="Abberufung", ballot="geheim"), "JJ", lot="")
        ledger = Ledger(members=("a", "b", "c", "d", "e"), ballots=[ballot])
        closed = '{"type":"ballot_closed.v1","data":{"ballot":1,"tally":{"yes":2}}}'
        slips = '{"type":"slips_counted.v1","data":{"ballot":1,"handed_in":["a","b"]}}'
        cast = '{"type":"vote_cast.v1","data":{"ballot":1,"member":"a","choice":"ja"}}'

        assert journal(ledger, f"{closed}\n{slips}".encode()).differences == ()
        assert not journal(ledger, f"{closed}\n{slips}\n{cast}".encode()).sound
        assert not journal(ledger, f"{closed}\n{slips}".replace('"a","b"', '"a"').encode()).sound
        assert ballot.tally == Tally(yes=2)


def test_a_scenario_tells_in_one_line_what_it_shows() -> None:
    lines: list[Scenario] = list(SCENARIOS)

    assert all(20 < len(one.line) <= 100 for one in lines)
