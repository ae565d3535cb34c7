"""Secret ballots on the card: nothing that anybody sees tells who voted how, or when."""

import json
from itertools import combinations

import pytest

import cards
from cards.build import Card
from cards.hints import hints_for
from council import commands as cmd
from council.agenda import BallotKind
from council.ballots import Choice, Tally
from council.delivery import Posted, Sent
from council.errors import ResultDoubtful
from council.ids import NOBODY
from council.roster import Member
from council.sitting import Sitting
from tests import cast
from tests.cards import stages
from tests.cards.reading import buttons, lines, titles, whole
from wording.refusals import refusal_text


@pytest.fixture(scope="module")
def sitting() -> Sitting:
    """A secret ballot in which four of eight have handed in."""
    return stages.secret()


@pytest.fixture(scope="module")
def closed(sitting: Sitting) -> Sitting:
    """The same ballot with seven slips, counted."""
    return stages.counted(sitting, Tally(yes=4, no=2, abstain=1))


def electorate(sitting: Sitting) -> list[Member]:
    """Those who may hand in."""
    return [m for m in sitting.roster if m.id in stages.last(sitting).electorate]


def turnout(sitting: Sitting) -> list[Card]:
    """Every card that tells others how far the open ballot is, whatever the outbox knows."""
    late = stages.last(sitting).waiting
    posted = Posted(meeting=Sent(stands=True), personal=dict.fromkeys(late, Sent(stands=True)))
    return [
        cards.control_card(sitting),
        cards.control_card(sitting, mirror=True),
        cards.board_card(sitting),
        cards.delivery_card(sitting, stages.last(sitting), posted),
    ]


class TestOpen:
    """Architecture, "Keeping": labelled as not certified; holds only once it is closed; final once cast."""

    def test_is_labelled(self, sitting: Sitting) -> None:
        text = whole(cards.ballot_card(stages.last(sitting), sitting))

        assert "nicht zertifiziert" in text
        assert "gilt erst mit dem Schließen" in text
        assert "lässt sich nicht ändern" in text

    def test_buttons_count_nobodys_votes(self, sitting: Sitting) -> None:
        for member in (None, *stages.last(sitting).electorate[4:]):
            card = cards.ballot_card(stages.last(sitting), sitting, member)

            assert titles(card) == ["Ja", "Nein", "Enthaltung"]
            assert {button["data"]["rev"] for button in buttons(card)} == {0}

    def test_every_answer_is_byte_for_byte_the_same(self, sitting: Sitting) -> None:
        later = stages.handed(sitting, 7)
        answers = {
            json.dumps(cards.ballot_card(stages.last(state), state, member))
            for state in (sitting, later)
            for member in stages.last(state).handed
        }
        straight = json.dumps(cards.ballot_handed_card(stages.last(sitting), sitting))

        assert answers == {straight}

    def test_the_answer_names_nobody_no_time_and_no_receipt(self, sitting: Sitting) -> None:
        card = cards.ballot_handed_card(stages.last(sitting), sitting)

        assert lines(card)[-1] == "Ihr Stimmzettel ist abgegeben."
        assert buttons(card) == []
        assert not any(word in whole(card) for word in ("Beleg", "Uhr", "Ihre Stimme"))
        assert not any(member.last in whole(card) for member in sitting.roster)

    def test_the_answer_as_a_message_is_the_same_too(self, sitting: Sitting) -> None:
        later = stages.handed(sitting, 6)
        said = {cards.handed_message(stages.last(state), state) for state in (sitting, later)}

        assert said == {"Abstimmung 1: Ihr Stimmzettel ist abgegeben."}

    def test_an_outdated_press_of_somebody_who_handed_in_changes_nothing(self, sitting: Sitting) -> None:
        ballot = stages.last(sitting)

        assert cards.ballot_card(ballot, sitting, ballot.handed[0], stale=True) == cards.ballot_handed_card(
            ballot, sitting
        )

    def test_the_chair_sees_how_many_and_whether_their_own_slip_is_in(self, sitting: Sitting) -> None:
        text = whole(cards.control_card(sitting))

        assert "4 von 8 haben abgestimmt" in text
        assert "Ihre eigene Stimme: abgegeben" in text
        assert "Dafür" not in text

    def test_nobody_is_named_before_the_closing(self, sitting: Sitting) -> None:
        for card in turnout(sitting):
            assert "4 von 8 haben abgestimmt" in whole(card)
            assert [m.last for m in electorate(sitting) if m.last in whole(card)] == []

    def test_who_did_not_hand_in_is_named_after_the_closing(self, closed: Sitting) -> None:
        assert "Nicht abgestimmt: Ömer Yıldız" in whole(cards.control_card(closed))

    def test_only_how_many_is_told_whoever_they_are(self, sitting: Sitting) -> None:
        chair, *others = stages.last(sitting).electorate
        start = stages.do(stages.hall(overlay=stages.SECRET), cmd.OpenBallot, item="11")
        told = {
            json.dumps(turnout(stages.handed_by(start, chair, *three))) for three in combinations(others, 3)
        }

        assert len(told) == 1

    def test_whoever_has_never_voted_stays_named_until_the_closing(self) -> None:
        start = stages.hall(overlay=stages.SECRET)
        first = stages.do(
            stages.voting(stages.do(start, cmd.OpenBallot, item="5"), Choice.YES), cmd.CloseBallot
        )
        sitting = stages.do(stages.do(first, cmd.DeclareBallot), cmd.OpenBallot, item="11")
        silent = "Noch in keiner Abstimmung abgestimmt: 7: "

        assert silent in whole(cards.board_card(sitting))
        assert silent in whole(cards.board_card(stages.handed(sitting, 4)))
        closed = stages.counted(sitting, Tally(yes=4, no=2, abstain=1))
        assert silent not in whole(cards.board_card(closed))

    def test_of_the_disturbed_the_chair_is_told_how_many_are_missing(self, sitting: Sitting) -> None:
        first, *_, last = stages.last(sitting).electorate
        for member in (first, last):
            sitting = stages.do(sitting, cmd.ReportDisturbance, by=cast.CLERK, member=member, reason="Gerät")

        (hint,) = [line for line in hints_for(sitting) if "Störung" in line and "Warten" in line]
        assert hint.startswith("Eine Störung ist gemeldet, und ein Stimmzettel fehlt deshalb noch.")

    def test_a_slip_that_counts_no_more_is_told_of_without_a_name(self, sitting: Sitting) -> None:
        ballot = stages.last(sitting)
        lost = ResultDoubtful(
            step="slip_lost", ballot=ballot.id, votes=5, entitled=7, members=(ballot.handed[1],), item="11"
        )

        told = refusal_text(lost, sitting, "de")
        assert told.startswith("In der Urne liegt ein Stimmzettel, zu dem das Stimmrecht")
        assert sitting.name(ballot.handed[1]) not in told

    def test_ones_own_votes_and_help_say_no_more_than_that_it_is_in(self, sitting: Sitting) -> None:
        one, *_, other = stages.last(sitting).electorate

        assert "TOP 11: Stimmzettel abgegeben" in whole(cards.my_votes_card(sitting, one))
        assert "TOP 11: keine Stimme gezählt" in whole(cards.my_votes_card(sitting, other))
        helped = whole(cards.help_card(stages.voice(), sitting=sitting, member=one))
        assert "Ihr Stimmzettel ist abgegeben." in helped


class TestClosed:
    """Contract § 5 rule 3: totals only; who took part may be said."""

    def test_shows_totals_and_whether_ones_slip_was_in(self, closed: Sitting) -> None:
        ballot = stages.last(closed)
        own = lines(cards.ballot_view(ballot, closed, ballot.electorate[0]))
        other = lines(cards.ballot_view(ballot, closed, ballot.electorate[7]))

        assert own[-2:] == [
            "Dafür 4, dagegen 2, Enthaltungen 1 – vorläufig",
            "Ihr Stimmzettel ist abgegeben.",
        ]
        assert other[-1] == "Von Ihnen ist kein Stimmzettel abgegeben."

    def test_the_result_says_that_it_is_not_certified(self, closed: Sitting) -> None:
        declared = stages.do(closed, cmd.DeclareBallot)
        text = lines(cards.result_card(stages.last(declared), declared))

        assert text[0] == "Dafür 4, dagegen 2, Enthaltungen 1: beschlossen"
        assert "Geheime Abstimmung, nicht zertifiziert: Festgehalten sind nur die Summen." in text

    def test_names_has_who_took_part_and_no_side(self, closed: Sitting) -> None:
        declared = stages.do(closed, cmd.DeclareBallot)
        shown = lines(cards.names_card(stages.last(declared), declared))
        names = shown[shown.index("Stimmen nach Namen") + 1 :]

        assert names[0].startswith("Eine geheime Abstimmung hat keine Namen.")
        assert "Nicht abgestimmt: Ömer Yıldız" in names
        assert not any(line.startswith(("Dafür", "Dagegen", "Enthalten")) for line in names)

    def test_a_void_one_says_that_it_does_not_count(self, sitting: Sitting) -> None:
        void = stages.do(
            sitting,
            cmd.VoidSecretBallot,
            by=NOBODY,
            ballot=stages.last(sitting).id,
            reason="Neustart",
        )
        old = next(iter(void.ballots.values()))
        text = whole(cards.ballot_view(old, void, old.electorate[0]))

        assert "Diese Abstimmung zählt nicht." in text
        assert "Grund: Neustart" in text
        assert "Offen ist jetzt Abstimmung 2" in text


class TestElection:
    """A secret election by card: numbers, and the same answer for each of them."""

    def test_has_numbers_and_the_same_answer_for_all(self) -> None:
        start = stages.hall(overlay=stages.SECRET)
        sitting = stages.electing(start, *stages.PAIR, kind=BallotKind.SECRET)
        ballot = stages.last(sitting)
        handed = stages.handed(sitting, 3)

        assert "Geheime Wahl (nicht zertifiziert)" in whole(cards.ballot_card(ballot, sitting))
        answers = {
            json.dumps(cards.ballot_card(stages.last(handed), handed, member))
            for member in stages.last(handed).handed
        }
        assert len(answers) == 1
        assert [b["data"]["choice"] for b in buttons(cards.ballot_card(ballot, sitting))] == [
            Choice.FIRST,
            Choice.SECOND,
            Choice.ABSTAIN,
        ]
