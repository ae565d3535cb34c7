"""An open ballot is drawn once; every answer to a press is built upon that and is nobody else's."""

import pytest

from cards.ballots import ballot_card
from cards.build import Card
from council.ballots import Choice
from council.sitting import Sitting
from tests import cast


@pytest.fixture
def sitting() -> Sitting:
    """A sitting with an open ballot."""
    return cast.balloting(cast.opened(), "5")


def revs(card: Card) -> list[int]:
    return [button["data"]["rev"] for button in card["actions"]]


class TestDrawnOnce:
    """contract § 5.3: the reply to a counted press is the same card with the receipt above its buttons."""

    def test_an_answer_does_not_change_what_the_next_one_sees(self, sitting: Sitting) -> None:
        ballot = cast.running(sitting)
        first = ballot_card(ballot, sitting)
        first["body"][0]["text"] = "changed"
        first["actions"][0]["data"]["choice"] = "changed"
        first["body"].append({"type": "TextBlock", "text": "more"})

        second = ballot_card(ballot, sitting)

        assert "changed" not in str(second)
        assert len(second["body"]) == 4

    def test_the_buttons_carry_the_pressers_own_number(self, sitting: Sitting) -> None:
        one, other, *_ = cast.running(sitting).electorate
        sitting = cast.voted(cast.voted(sitting, one, Choice.YES), one, Choice.NO)
        ballot = cast.running(sitting)

        assert revs(ballot_card(ballot, sitting, one)) == [2, 2, 2]
        assert revs(ballot_card(ballot, sitting, other)) == [0, 0, 0]
        assert revs(ballot_card(ballot, sitting)) == [0, 0, 0]

    def test_the_question_stands_the_same_on_every_answer(self, sitting: Sitting) -> None:
        one, *_ = cast.running(sitting).electorate
        blank = ballot_card(cast.running(sitting), sitting)
        sitting = cast.voted(sitting, one, Choice.YES)
        answer = ballot_card(cast.running(sitting), sitting, one)

        assert answer["body"][:4] == blank["body"]
        assert answer["body"][4]["weight"] == "Bolder"
        assert "Ihre Stimme: Ja" in answer["body"][4]["text"]

    def test_another_language_is_another_card(self, sitting: Sitting) -> None:
        german = ballot_card(cast.running(sitting), sitting)
        english = cast.balloting(cast.opened(cast.prepared(language="en")), "5")
        titles = [
            [button["title"] for button in card["actions"]]
            for card in (german, ballot_card(cast.running(english), english))
        ]

        assert titles == [["Ja", "Nein", "Enthaltung"], ["Yes", "No", "Abstain"]]
