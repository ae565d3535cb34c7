"""How a ballot is held and what decides it, in one line."""

from dataclasses import replace

import pytest

from council import commands as cmd
from council.agenda import BallotKind, MajorityKind
from council.ballots import Ballot
from council.ids import BallotId
from tests.council.evening import CHAIR, in_presence
from tests.reports.hall import hall
from wording.kinds import amended_words, kind_words, subject_words
from wording.voice import Voice

DE, EN = Voice("de"), Voice("en")
SITTING = hall().sitting


def ballot(number: int) -> Ballot:
    """The ballot of the evening in the hall with this number."""
    return SITTING.ballots[BallotId(number)]


class TestKindWords:
    """Contract § 5.5: kind and majority; of an election its round and what decides it."""

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            pytest.param(
                1,
                "Namentliche Wahl · erster Wahlgang · Mehrheit der anwesenden Stimmberechtigten",
                id="first",
            ),
            pytest.param(2, "Namentliche Wahl · Stichwahl · die meisten Stimmen", id="run-off"),
            pytest.param(
                3,
                "Geheime Wahl · erster Wahlgang · 2 Sitze · Mehrheit der anwesenden Stimmberechtigten",
                id="places-on-paper",
            ),
            pytest.param(4, "Offene Abstimmung · mehr als die Hälfte der Stimmen", id="alternatives"),
            pytest.param(5, "Geheime Abstimmung (nicht zertifiziert) · einfache Mehrheit", id="secret"),
            pytest.param(11, "Offene Abstimmung · Mehrheit von 3/5 aller Mitglieder", id="share"),
        ],
    )
    def test_say_how_and_by_what(self, number: int, words: str) -> None:
        assert kind_words(ballot(number), SITTING.rules, DE) == words

    def test_speak_english(self) -> None:
        assert "not certified" in kind_words(ballot(5), SITTING.rules, EN)

    def test_a_secret_election_on_cards_is_not_certified(self) -> None:
        evening = in_presence(secret_enabled="true")
        names = ("Anna Alt", "Bernd Berg")
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=names, kind=BallotKind.SECRET)

        assert kind_words(evening.ballot, evening.sitting.rules, DE).startswith(
            "Geheime Wahl (nicht zertifiziert) · erster Wahlgang"
        )

    def test_one_candidate_s_second_round_needs_more_for_than_against(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("Anna Alt",))
        evening.votes(yes=5, no=4, abstain=2)
        evening.declares()
        evening.does(CHAIR, cmd.OpenNextRound)

        assert "zweiter Wahlgang" in kind_words(evening.ballot, evening.sitting.rules, DE)


class TestSubjectWords:
    """Contract § 5.5: the item, all items of a block, or that it is a procedural motion."""

    def test_names_every_item_of_a_block(self) -> None:
        assert subject_words(ballot(8), DE) == "TOP 8.1, 8.2, 8.3"

    def test_names_the_one_item(self) -> None:
        assert subject_words(ballot(5), DE) == "TOP 5"

    def test_of_a_procedural_motion_says_that_it_is_one(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")

        assert "TOP" not in subject_words(evening.ballot, DE)

    def test_of_a_long_block_counts_the_rest(self) -> None:
        long = replace(ballot(8), block=tuple(str(n) for n in range(1, 21)))

        assert subject_words(long, DE) == "TOP 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 und 10 weitere"


class TestAmendedWords:
    """Issue 3, part 4: the main motion as amended."""

    def test_say_with_which_amendments(self) -> None:
        evening = in_presence()
        evening.decides("11.1.1", yes=6)
        evening.does(CHAIR, cmd.OpenBallot, item="11.1", majority=MajorityKind.SIMPLE)

        assert amended_words(evening.ballot, DE) == (
            "In der Fassung des angenommenen Änderungsantrags TOP 11.1.1."
        )

    def test_are_none_without_one(self) -> None:
        assert amended_words(ballot(5), DE) == ""
