"""The ballot card: question, buttons, receipts, and what is left after closing."""

from typing import Any

import pytest

import cards
from cards.ballots import receipt_line
from council import events as ev
from council.ballots import Choice, Tally, Way
from council.ids import BallotId
from council.sitting import Sitting
from tests import cast
from tests.cards.reading import lines, titles, whole


def open_ballot(**more: Any) -> Sitting:
    return cast.balloting(cast.opened(**more), "5")


class TestQuestion:
    """Contract § 5 rule 5: head line, title, "Ja heißt", kind and majority, in this order."""

    def test_stands_in_the_order_of_the_contract(self) -> None:
        sitting = open_ballot()

        assert lines(cards.ballot_card(cast.running(sitting), sitting)) == [
            "Bitte abstimmen · TOP 5 · Abstimmung 1",
            "Neubau der Kita Lindenhof",
            "Ja heißt: Der Neubau wird nach der Vorlage beschlossen.",
            "Offene Abstimmung · einfache Mehrheit",
        ]

    def test_numbers_ballots_through_the_evening(self) -> None:
        sitting = cast.declared(cast.closed(cast.all_voted(open_ballot(), 5, 1, 0)))
        second = cast.balloting(sitting, "6")

        card = cards.ballot_card(cast.running(second), second)

        assert lines(card)[0] == "Bitte abstimmen · TOP 6 · Abstimmung 2"
        assert lines(card)[3] == "Namentliche Abstimmung · Mehrheit der Mitglieder"

    @pytest.mark.parametrize(
        ("item", "procedural", "meaning"),
        [
            pytest.param("6", "", "Ja heißt: Dem Beschlussvorschlag wird zugestimmt.", id="paper"),
            pytest.param("5.1", "", "Ja heißt: Dem Änderungsantrag wird zugestimmt.", id="amendment"),
            pytest.param("5", "Vertagung", "Ja heißt: Dem Geschäftsordnungsantrag wird zugestimmt.", id="go"),
        ],
    )
    def test_says_what_a_yes_means_even_where_nobody_wrote_it(
        self, item: str, procedural: str, meaning: str
    ) -> None:
        sitting = cast.balloting(cast.opened(), item, procedural=procedural)

        assert meaning in lines(cards.ballot_card(cast.running(sitting), sitting))

    def test_a_procedural_motion_names_no_item(self) -> None:
        sitting = cast.balloting(cast.opened(), procedural="Schluss der Debatte")

        card = cards.ballot_card(cast.running(sitting), sitting)

        assert lines(card)[:2] == ["Bitte abstimmen · GO-Antrag · Abstimmung 1", "Schluss der Debatte"]


class TestButtons:
    """Contract § 5 rules 1 and 2: root actions, exact titles, data without a person."""

    @pytest.mark.parametrize(
        ("language", "wanted"),
        [("de", ["Ja", "Nein", "Enthaltung"]), ("en", ["Yes", "No", "Abstain"])],
    )
    def test_have_the_exact_titles(self, language: str, wanted: list[str]) -> None:
        sitting = open_ballot(language=language)

        assert titles(cards.ballot_card(cast.running(sitting), sitting)) == wanted

    def test_carry_ballot_round_choice_and_count(self) -> None:
        sitting = open_ballot()

        actions = cards.ballot_card(cast.running(sitting), sitting)["actions"]

        assert [action["verb"] for action in actions] == ["ballot.cast"] * 3
        assert [action["data"] for action in actions] == [
            {"sitting": cast.SITTING, "ballot": 1, "round": 1, "choice": choice, "rev": 0}
            for choice in ("ja", "nein", "enthaltung")
        ]

    def test_the_card_for_the_chat_is_the_same_whoever_has_voted(self) -> None:
        sitting = open_ballot()
        voted = cast.all_voted(sitting, 3, 2, 1)

        before = cards.ballot_card(cast.running(sitting), sitting)

        assert cards.ballot_card(cast.running(voted), voted) == before
        assert cards.ballot_view(cast.running(voted), voted) == before

    def test_a_repeated_ballot_has_its_own_round(self) -> None:
        again = cast.repeated(cast.closed(open_ballot()))

        data = cards.ballot_card(cast.running(again), again)["actions"][0]["data"]

        assert (data["ballot"], data["round"]) == (2, 2)

    def test_a_ballot_by_hand_has_none(self) -> None:
        sitting = cast.balloting(cast.opened(), "6", by_hands=True)

        card = cards.ballot_card(cast.running(sitting), sitting)

        assert titles(card) == []
        assert "Handzeichen" in lines(card)[0]


class TestReceipt:
    """Contract § 5 rule 3: the same card with the receipt above the same buttons."""

    RECEIPT = (
        "✓ Ihre Stimme: Ja – gezählt um 14:42:17 Uhr, Beleg 4K7P-91. Bis zum Schließen können Sie sie ändern."
    )

    def test_stands_below_the_question_word_for_word(self) -> None:
        sitting = cast.voted(open_ballot(), cast.MEMBER, Choice.YES)
        ballot = cast.running(sitting)

        card = cards.ballot_card(ballot, sitting, cast.MEMBER, ballot.vote_of(cast.MEMBER))

        assert lines(card)[4:] == [self.RECEIPT]
        assert titles(card) == ["Ja", "Nein", "Enthaltung"]

    def test_raises_the_number_that_the_buttons_carry(self) -> None:
        sitting = cast.voted(open_ballot(), cast.MEMBER, Choice.YES)
        sitting = cast.voted(sitting, cast.MEMBER, Choice.NO)

        card = cards.ballot_card(cast.running(sitting), sitting, cast.MEMBER)

        assert {action["data"]["rev"] for action in card["actions"]} == {2}

    def test_as_a_message_names_the_ballot(self) -> None:
        sitting = cast.voted(open_ballot(), cast.MEMBER, Choice.YES)
        ballot = cast.running(sitting)
        vote = ballot.vote_of(cast.MEMBER)
        assert vote is not None

        assert cards.receipt_message(vote, ballot, sitting) == f"Abstimmung 1: {self.RECEIPT}"

    def test_promises_no_change_once_the_ballot_is_closed(self) -> None:
        sitting = cast.closed(cast.voted(open_ballot(), cast.MEMBER, Choice.YES))
        ballot = cast.running(sitting)
        vote = ballot.vote_of(cast.MEMBER)
        assert vote is not None

        assert "ändern" not in receipt_line(vote, ballot, sitting)

    def test_of_an_older_press_says_what_counts_since(self) -> None:
        sitting = cast.voted(open_ballot(), cast.MEMBER, Choice.YES)
        sitting = cast.voted(sitting, cast.MEMBER, Choice.NO)
        ballot = cast.running(sitting)
        first = ballot.votes[cast.MEMBER][0]

        card = cards.ballot_card(ballot, sitting, cast.MEMBER, first)

        assert "Es gilt Nein" in lines(card)[5]

    def test_in_english(self) -> None:
        sitting = cast.voted(open_ballot(language="en"), cast.MEMBER, Choice.ABSTAIN)
        ballot = cast.running(sitting)

        card = cards.ballot_card(ballot, sitting, cast.MEMBER)

        assert "✓ Your vote: Abstain – counted at 14:42:17, receipt 4K7P-91." in whole(card)


class TestStalePress:
    """Architecture, "A vote's way": an outdated press says what is counted and changes nothing."""

    def test_names_the_counted_vote_and_never_the_pressed_one(self) -> None:
        sitting = cast.voted(open_ballot(), cast.MEMBER, Choice.YES)
        sitting = cast.voted(sitting, cast.MEMBER, Choice.NO)

        card = cards.ballot_card(cast.running(sitting), sitting, cast.MEMBER, stale=True)

        assert "Gezählt ist: Nein" in lines(card)[4]
        assert "Ihre Stimme" not in whole(card)
        assert "Ja," not in lines(card)[4]
        assert {action["data"]["rev"] for action in card["actions"]} == {2}

    def test_without_a_vote_says_that_none_is_counted(self) -> None:
        sitting = open_ballot()

        card = cards.ballot_card(cast.running(sitting), sitting, cast.MEMBER, stale=True)

        assert "keine Stimme gezählt" in whole(card)


class TestClosed:
    """Contract § 5 rules 4, 6 and 9: counts without a verdict, no buttons, one's own vote."""

    def test_shows_provisional_counts_and_no_verdict(self) -> None:
        sitting = cast.closed(cast.all_voted(open_ballot(), 5, 2, 1))

        card = cards.ballot_view(cast.running(sitting), sitting)

        assert lines(card)[4:] == [
            "Geschlossen um 14:43 Uhr",
            "Dafür 5, dagegen 2, Enthaltungen 1 – vorläufig",
        ]
        assert "actions" not in card
        assert not {"angenommen", "abgelehnt"} & set(whole(card).split())

    def test_shows_the_presser_their_own_counted_vote(self) -> None:
        sitting = cast.closed(cast.voted(open_ballot(), cast.MEMBER, Choice.NO))

        own = cards.ballot_view(cast.running(sitting), sitting, cast.MEMBER)
        other = cards.ballot_view(cast.running(sitting), sitting, cast.DEPUTY)
        stranger = cards.ballot_view(cast.running(sitting), sitting, cast.LATE)

        assert lines(own)[-1] == "Für Sie gezählt: Nein, um 14:42:17 Uhr, Beleg 4K7P-91."
        assert lines(other)[-1] == "Von Ihnen wurde keine Stimme gezählt."
        assert lines(stranger)[-1].endswith("– vorläufig")

    def test_tells_where_the_open_one_is(self) -> None:
        first = cast.declared(cast.closed(open_ballot()))
        second = cast.balloting(first, "6")

        card = cards.ballot_view(second.ballots[BallotId(1)], second, cast.MEMBER)

        assert "Offen ist jetzt Abstimmung 2 (TOP 6)" in lines(card)[-1]
        assert "actions" not in card

    def test_names_no_item_where_the_open_one_is_closed_to_the_public(self) -> None:
        first = cast.declared(cast.closed(open_ballot()))
        part = cast.after(first, ev.ClosedPartStarted(at=cast.START, by=cast.CHAIR))
        second = cast.balloting(part, "20")

        card = cards.ballot_view(second.ballots[BallotId(1)], second, cast.MEMBER)

        assert "im nichtöffentlichen Teil" in lines(card)[-1]
        assert "20" not in lines(card)[-1]

    def test_says_that_hands_were_counted_instead_of_cards(self) -> None:
        sitting = cast.voted(open_ballot(), cast.MEMBER, Choice.NO)
        sitting = cast.by_hands(sitting, Tally(yes=6, no=1, abstain=1))

        card = cards.ballot_view(cast.running(sitting), sitting, cast.MEMBER)

        assert lines(card)[-1].startswith("Gezählt wurde durch Handzeichen")
        assert "Dafür 6, dagegen 1, Enthaltungen 1 – vorläufig" in whole(card)

    def test_tells_the_recused_that_no_vote_of_theirs_counts(self) -> None:
        sitting = cast.voted(open_ballot(), cast.RECUSED, Choice.YES)
        recusal = ev.RecusalDeclared(at=cast.START, member=cast.RECUSED, item="5")
        sitting = cast.closed(cast.after(sitting, recusal))

        card = cards.ballot_view(cast.running(sitting), sitting, cast.RECUSED)

        assert lines(card)[-1] == "Sie sind befangen; von Ihnen zählt keine Stimme."


class TestDeclared:
    """Contract § 5 rule 4: edited at declaring by one line, nothing else."""

    def test_is_the_closed_card_with_one_line_more(self) -> None:
        closed = cast.closed(cast.all_voted(open_ballot(), 5, 2, 1))
        declared = cast.declared(closed)

        before = cards.ballot_view(cast.running(closed), closed)
        after = cards.ballot_view(declared.ballots[BallotId(1)], declared)

        assert after["body"][:-1] == before["body"]
        assert lines(after)[-1] == "Festgestellt um 14:44 Uhr: beschlossen"

    def test_an_amendment_is_carried(self) -> None:
        sitting = cast.balloting(cast.opened(), "5.1")
        sitting = cast.declared(cast.closed(cast.all_voted(sitting, 5, 2, 1)))

        card = cards.ballot_view(sitting.ballots[BallotId(1)], sitting)

        assert lines(card)[-1] == "Festgestellt um 14:44 Uhr: angenommen"


class TestOver:
    """Contract § 4, Ballot: cancelled without a result; repeated ones are superseded, never deleted."""

    def test_a_cancelled_ballot_says_why(self) -> None:
        sitting = cast.cancelled(open_ballot(), "Störung")

        card = cards.ballot_view(sitting.ballots[BallotId(1)], sitting)

        assert lines(card)[0] == "Abstimmung abgebrochen · TOP 5 · Abstimmung 1"
        assert lines(card)[-2:] == ["Abgebrochen um 14:43 Uhr, ohne Ergebnis.", "Grund: Störung"]
        assert "actions" not in card

    def test_a_superseded_ballot_names_its_successor(self) -> None:
        sitting = cast.repeated(cast.closed(open_ballot()))

        card = cards.ballot_view(sitting.ballots[BallotId(1)], sitting)

        assert "Wiederholt um 14:45 Uhr als Abstimmung 2." in lines(card)[-1]


class TestPreview:
    """The preview on a locked screen names no item of the closed part."""

    def test_of_a_closed_item_is_a_number(self) -> None:
        part = cast.after(cast.opened(), ev.ClosedPartStarted(at=cast.START, by=cast.CHAIR))
        sitting = cast.balloting(part, "20")

        card = cards.ballot_card(cast.running(sitting), sitting)

        assert card["fallbackText"] == "Bitte abstimmen · Abstimmung 1"

    def test_a_vote_by_the_office_has_a_receipt_too(self) -> None:
        entered = cast.entered_vote(open_ballot(), cast.IN_THE_ROOM)
        counted = ev.VoteCast(
            at=cast.START,
            by=cast.SECOND_CLERK,
            ballot=cast.running(entered).id,
            member=cast.IN_THE_ROOM,
            choice=Choice.NO,
            way=Way.OFFICE,
            rev=1,
            receipt="7XQM-12",
        )
        sitting = cast.after(entered, counted)

        card = cards.ballot_card(cast.running(sitting), sitting, cast.IN_THE_ROOM)

        assert "✓ Ihre Stimme: Nein" in whole(card)
        assert "Beleg 7XQM-12" in whole(card)
