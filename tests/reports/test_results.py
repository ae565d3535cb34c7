"""Results, single votes, roster and agenda as tables."""

from __future__ import annotations

import csv
import io

import pytest

from council.ballots import Phase
from reports.lists import AGENDA, CONTACT, MEMBERS, agenda_csv, members_csv
from reports.results import RESULTS, VOTES, is_closed, not_cast, results_csv, votes_csv
from tests.reports.evening import CANARY, prepared, whole

EVENING = whole().sitting


def lines_of(raw: bytes) -> list[dict[str, str]]:
    """The lines of a table by their columns."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


RESULT = {int(line["abstimmung"]): line for line in lines_of(results_csv(EVENING))}


class TestResultsCsv:
    """Contract § 7: ergebnisse.csv."""

    def test_has_exactly_its_columns(self) -> None:
        wanted = (
            "abstimmung;runde;top;gegenstand;art;mehrheit;berechtigt;anwesend;ja;nein;enthaltung;"
            "nicht_abgegeben;befangen;ergebnis;eröffnet;geschlossen;festgestellt;ersetzt_durch"
        )

        assert ";".join(RESULTS) == wanted
        assert results_csv(EVENING).decode("utf-8-sig").splitlines()[0] == wanted

    def test_is_in_order_of_opening(self) -> None:
        assert list(RESULT) == list(range(1, 12))

    @pytest.mark.parametrize(
        ("ballot", "counts"),
        [
            pytest.param(1, ("5", "3", "2", "0", "1"), id="procedural-motion"),
            pytest.param(2, ("5", "3", "1", "1", "1"), id="one-changed-their-mind-one-silent"),
            pytest.param(3, ("5", "2", "2", "1", "1"), id="roll-call-with-vote-by-word"),
            pytest.param(6, ("7", "3", "1", "0", "0"), id="by-raised-hands"),
            pytest.param(7, ("", "", "", "", "0"), id="broken-off"),
            pytest.param(8, ("4", "4", "0", "0", "1"), id="recused-while-open"),
            pytest.param(11, ("4", "4", "1", "0", "1"), id="tie"),
        ],
    )
    def test_counts(self, ballot: int, counts: tuple[str, ...]) -> None:
        line = RESULT[ballot]

        assert counts == tuple(
            line[name] for name in ("ja", "nein", "enthaltung", "nicht_abgegeben", "befangen")
        )

    @pytest.mark.parametrize(
        ("ballot", "word"),
        [
            pytest.param(1, "angenommen", id="procedural-motion"),
            pytest.param(2, "angenommen", id="amendment"),
            pytest.param(3, "beschlossen", id="paper"),
            pytest.param(4, "ersetzt", id="repeated"),
            pytest.param(5, "beschlossen", id="overridden"),
            pytest.param(7, "abgebrochen", id="broken-off"),
            pytest.param(11, "abgelehnt", id="tie"),
        ],
    )
    def test_says_what_came_of_it(self, ballot: int, word: str) -> None:
        assert RESULT[ballot]["ergebnis"] == word

    def test_names_the_ballot_that_replaced_one(self) -> None:
        assert (RESULT[4]["ersetzt_durch"], RESULT[5]["runde"]) == ("5", "2")
        assert RESULT[4]["festgestellt"] == ""

    def test_everybody_entitled_is_accounted_for(self) -> None:
        for ballot in EVENING.ballots.values():
            if ballot.tally is not None:
                lost = sum(ballot.lost(m) for m in ballot.electorate)
                assert ballot.tally.cast + not_cast(ballot) + lost == len(ballot.electorate)

    def test_public_has_no_closed_items(self) -> None:
        public = lines_of(results_csv(EVENING, public=True))

        assert [int(line["abstimmung"]) for line in public] == [1, 2, 3, 4, 5, 6, 7, 8, 11]
        assert CANARY not in results_csv(EVENING, public=True).decode()
        assert CANARY in results_csv(EVENING).decode()


class TestVotesCsv:
    """Contract § 7: stimmen.csv, open and roll call, current votes."""

    LINES = lines_of(votes_csv(EVENING))

    def test_has_exactly_its_columns(self) -> None:
        assert ";".join(VOTES) == "abstimmung;kennung;stimme;zeit;weg;beleg"

    def test_has_one_line_for_each_member_who_voted(self) -> None:
        pairs = [(line["abstimmung"], line["kennung"]) for line in self.LINES]

        assert len(pairs) == len(set(pairs))

    def test_adds_up_to_the_results(self) -> None:
        for number, line in RESULT.items():
            own = [x["stimme"] for x in self.LINES if x["abstimmung"] == str(number)]
            ballot = EVENING.ballots[number]  # type: ignore[index]
            if ballot.hands is None and ballot.phase is not Phase.CANCELLED:
                told = [int(line[word]) for word in ("ja", "nein", "enthaltung")]
                assert [own.count(word) for word in ("ja", "nein", "enthaltung")] == told

    def test_holds_the_last_vote_of_whoever_changed_it(self) -> None:
        (line,) = (x for x in self.LINES if (x["abstimmung"], x["kennung"]) == ("2", "m06"))

        assert (line["stimme"], line["beleg"]) == ("enthaltung", "R0206-1")

    def test_leaves_out_a_vote_lost_by_recusal(self) -> None:
        assert not [x for x in self.LINES if (x["abstimmung"], x["kennung"]) == ("8", "m04")]

    def test_leaves_out_ballots_by_raised_hands(self) -> None:
        assert not [x for x in self.LINES if x["abstimmung"] == "6"]

    def test_marks_a_vote_taken_by_the_office(self) -> None:
        (line,) = (x for x in self.LINES if (x["abstimmung"], x["kennung"]) == ("3", "m10"))

        assert (line["weg"], line["stimme"]) == ("büro", "nein")

    def test_public_has_roll_calls_only(self) -> None:
        assert {x["abstimmung"] for x in lines_of(votes_csv(EVENING, public=True))} == {"3"}


class TestClosedBallots:
    """A ballot is closed by its item, or by the part in which it was held."""

    def test_are_those_of_the_closed_part(self) -> None:
        closed = [b.id for b in EVENING.ballots.values() if is_closed(EVENING, b)]

        assert closed == [9, 10]


class TestMembersCsv:
    """Contract §§ 6, 7: mitglieder.csv."""

    def test_has_the_columns_in_which_a_roster_is_read(self) -> None:
        first = members_csv(EVENING).decode("utf-8-sig").splitlines()[0]

        assert first.split(";") == [*MEMBERS, *CONTACT]

    def test_says_roles_and_vote_in_the_words_of_the_file(self) -> None:
        lines = {line["kennung"]: line for line in lines_of(members_csv(EVENING))}

        assert (lines["m02"]["rolle"], lines["m02"]["stimmrecht"]) == (
            "mitglied+stellvertretung",
            "ja",
        )
        assert lines["b01"]["stimmrecht"] == "nein"


class TestAgendaCsv:
    """Contract §§ 6, 7: tagesordnung.csv."""

    def test_has_what_became_of_each_item(self) -> None:
        lines = {line["nummer"]: line for line in lines_of(agenda_csv(EVENING))}

        assert tuple(lines["7"]) == AGENDA
        assert (lines["7"]["stand"], lines["7"]["öffentlich"]) == ("vertagt", "ja")
        assert (lines["10"]["titel"], lines["10"]["öffentlich"]) == (CANARY, "nein")

    def test_public_has_no_closed_items(self) -> None:
        assert CANARY not in agenda_csv(prepared().sitting, public=True).decode()
