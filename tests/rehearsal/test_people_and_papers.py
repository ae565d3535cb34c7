"""The demo's council and agenda, and recordings, as files that the product takes."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rehearsal.agenda import DEMO_AGENDA, agenda_csv
from rehearsal.people import Device
from rehearsal.recording import agenda_of, compare, line_of
from rehearsal.roster import demo_council, roster_csv
from rehearsal.seen import Counts
from rehearsal.tapes import UnreadableRecording, read_recording

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "replay" / "magdeburg-7.json"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


class TestCouncil:
    """71 members: 70 and the mayor who presides; two deputies; six groups; staff; a guest; an intruder."""

    def test_it_has_everybody_the_demo_needs(self) -> None:
        council = demo_council()

        assert len(council.members) == 71
        assert council.chair.roles == "mitglied+vorsitz"
        assert len(council.deputies) == 2
        assert sorted(Counter(seat.group for seat in council.members[1:]).values()) == [6, 8, 10, 13, 15, 18]
        assert [seat.roles for seat in council.clerks] == ["büro", "büro", "büro+schriftführung"]
        assert council.guests[0].roles == "gast"

    def test_nobody_is_confused_with_anybody(self) -> None:
        everybody = list(demo_council())

        for attribute in ("name", "id"):
            assert len({getattr(seat, attribute) for seat in everybody}) == len(everybody)
        for attribute in ("entra", "mri", "upn"):
            assert len({getattr(seat.person, attribute) for seat in everybody}) == len(everybody)

    def test_last_names_alone_tell_people_apart(self) -> None:
        names = [seat.person.last for seat in demo_council()]

        assert len(set(names)) == len(names)

    def test_the_intruder_is_not_in_the_roster(self) -> None:
        council = demo_council()

        assert council.intruder is not None
        assert council.intruder.entra not in {seat.person.entra for seat in council}

    def test_some_hold_old_devices(self) -> None:
        devices = Counter(seat.person.device for seat in demo_council().members)

        assert devices[Device.OLD] >= 5
        assert devices[Device.PHONE] >= 20

    @pytest.mark.parametrize("members", [3, 12, 71, 150])
    def test_councils_of_other_sizes(self, members: int) -> None:
        council = demo_council(members)

        assert len(council.members) == members
        assert len({seat.name for seat in council}) == members + 6

    def test_fewer_than_three_are_no_council(self) -> None:
        with pytest.raises(ValueError, match="two deputies"):
            demo_council(2)

    def test_the_file_has_the_contracts_columns(self) -> None:
        found = rows(roster_csv(demo_council()))

        assert len(found) == 77
        assert found[0]["rolle"] == "mitglied+vorsitz"
        assert found[1]["upn"] == "joerg.oeztuerk@musterstadt.example"
        assert all(row["entra_id"] and row["kennung"] for row in found)

    def test_accounts_are_plain_ascii(self) -> None:
        assert all(seat.person.upn.isascii() for seat in demo_council(150))


class TestAgenda:
    """At least 25 items with everything that the demo shows."""

    def test_it_has_the_items_of_the_demo(self) -> None:
        found = {row["nummer"]: row for row in rows(agenda_csv(DEMO_AGENDA))}

        assert len(found) == 31
        assert found["11.1.1"]["art"] == "änderung"
        assert found["11.2"]["art"] == "haushalt"
        assert found["11.3"]["mehrheit"] == "mitglieder"
        assert [number for number, row in found.items() if row["abstimmung"] == "namentlich"] == [
            "10.3",
            "11.1",
        ]
        assert [number for number, row in found.items() if row["öffentlich"] == "nein"] == ["12"]

    def test_a_closed_item_has_no_link(self) -> None:
        assert rows(agenda_csv(DEMO_AGENDA))[-1]["link"] == ""


def tape(**changed: Any) -> dict[str, Any]:
    sitting = {
        "date": "2022-09-01",
        "title": "Stadtratssitzung",
        "members": ["m01", "m02", "m03"],
        "ballots": [
            {"item": "5.1.1", "title": "Aufhebung", "type": "Änderungsantrag", "votes": "JOE"},
            {"item": "5.1", "title": "Beschluss", "type": "Beschlussvorlage", "votes": "JNJ"},
            {"item": "5.1", "title": "Vertagung", "type": "Geschäftsordnung", "votes": "NNN"},
        ],
    }
    return {"members": {"m01": "A", "m02": "B", "m03": "B"}, "sittings": [sitting | changed]}


def written(tmp_path: Path, document: Any) -> Path:
    file = tmp_path / "tape.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


class TestTapes:
    """A recording is read whole, or refused with what is wrong."""

    def test_votes_become_wishes_and_absences_nothing(self, tmp_path: Path) -> None:
        ballot = read_recording(written(tmp_path, tape())).sittings[0].ballots[0]

        assert ballot.votes == {"m01": "Ja", "m03": "Enthaltung"}
        assert ballot.tally == (1, 0, 1)

    def test_a_sitting_is_chosen_by_its_date(self, tmp_path: Path) -> None:
        recording = read_recording(written(tmp_path, tape()))

        assert recording.chosen("all") == recording.chosen("2022-09-01") == recording.sittings
        with pytest.raises(UnreadableRecording, match="2022-09-01"):
            recording.chosen("1999-01-01")

    @pytest.mark.parametrize(
        "document",
        [
            pytest.param([], id="no-object"),
            pytest.param({"members": {}}, id="no-sittings"),
            pytest.param(tape(members=["m01", "m99", "m03"]), id="stranger"),
            pytest.param(
                tape(ballots=[{"item": "1", "title": "x", "type": "Antrag", "votes": "JJ"}]), id="too-short"
            ),
            pytest.param(
                tape(ballots=[{"item": "1", "title": "x", "type": "Antrag", "votes": "JJX"}]), id="letter"
            ),
        ],
    )
    def test_anything_odd_is_refused(self, tmp_path: Path, document: Any) -> None:
        with pytest.raises(UnreadableRecording, match="keine Aufzeichnung"):
            read_recording(written(tmp_path, document))

    def test_a_missing_file_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableRecording, match="lässt sich nicht lesen"):
            read_recording(tmp_path / "none.json")

    def test_motions_on_procedure_are_typed_as_such(self, tmp_path: Path) -> None:
        ballots = read_recording(written(tmp_path, tape())).sittings[0].ballots

        assert [line_of(ballot) for ballot in ballots] == [
            "abstimmung 5.1.1 namentlich: Änderungsantrag: Aufhebung",
            "abstimmung 5.1 namentlich: Beschlussvorlage: Beschluss",
            "go Vertagung",
        ]

    def test_every_number_stands_once_on_the_agenda(self, tmp_path: Path) -> None:
        items = agenda_of(read_recording(written(tmp_path, tape())).sittings[0])

        assert [(item.number, item.kind) for item in items] == [("5.1.1", "änderung"), ("5.1", "beschluss")]


class TestComparing:
    """A tally is equal only where the room and the exported file both say so."""

    SEEN = (Counts(yes=1, no=0, abstain=1), Counts(yes=2, no=1, abstain=0), Counts(yes=0, no=3, abstain=0))

    def written(self, *tallies: tuple[int, int, int]) -> list[dict[str, str]]:
        return [dict(zip(("ja", "nein", "enthaltung"), map(str, tally), strict=True)) for tally in tallies]

    def test_all_equal(self, tmp_path: Path) -> None:
        sitting = read_recording(written(tmp_path, tape())).sittings[0]

        result = compare(sitting, self.SEEN, self.written((1, 0, 1), (2, 1, 0), (0, 3, 0)))

        assert (result.equal, result.ballots, result.votes, result.differences) == (3, 3, 8, [])

    def test_one_vote_too_many_in_the_file_is_a_difference(self, tmp_path: Path) -> None:
        sitting = read_recording(written(tmp_path, tape())).sittings[0]

        result = compare(sitting, self.SEEN, self.written((1, 0, 1), (3, 1, 0), (0, 3, 0)))

        assert result.equal == 2
        assert "Abstimmung 2 (TOP 5.1)" in result.differences[0]

    def test_a_missing_row_is_a_difference(self, tmp_path: Path) -> None:
        sitting = read_recording(written(tmp_path, tape())).sittings[0]

        result = compare(sitting, self.SEEN, self.written((1, 0, 1), (2, 1, 0)))

        assert result.equal == 2
        assert len(result.differences) == 2


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_file(), reason="the recording is not beside the repository")
def test_the_shared_recording_is_read_whole() -> None:
    recording = read_recording(SHARED)

    assert len(recording.sittings) == 12
    assert sum(len(sitting.ballots) for sitting in recording.sittings) == 654
