"""An open ballot is drawn once; every answer to a press is built upon that and is nobody else's."""

from dataclasses import fields, replace
from typing import Any

import pytest

from cards.ballots import _FIXED, ballot_card
from cards.build import Card
from council import commands as cmd
from council.agenda import Abstention, BallotKind, Base, MajorityKind
from council.ballots import Choice
from council.events import BallotOpened
from council.sitting import Sitting
from tests import cast
from tests.cards import stages


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

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", "Anderer Titel"),
            ("object", "Anderer Gegenstand"),
            ("kind", BallotKind.ROLL_CALL),
            ("majority", MajorityKind.TWO_THIRDS),
            ("of", Base.PRESENT),
            ("abstention", Abstention.NOT_ALLOWED),
            ("amended", ("5.1",)),
            ("block", ("5", "6")),
            ("by_hands", True),
            ("procedural", True),
        ],
    )
    def test_whatever_the_card_shows_makes_another_card(
        self, sitting: Sitting, field: str, value: object
    ) -> None:
        ballot = cast.running(sitting)
        first = ballot_card(ballot, sitting)
        changed: dict[str, Any] = {field: value}

        assert ballot_card(replace(ballot, **changed), sitting) != first
        assert ballot_card(ballot, sitting) == first

    def test_everything_that_is_fixed_at_the_opening_is_part_of_what_it_is_drawn_from(self) -> None:
        apart = {"at", "by", "cause", "behalf", "ballot", "electorate", "recused", "quorum"}
        opening = {f.name for f in fields(BallotOpened)} - apart - {"supersedes", "ruleset"}
        names = set(_FIXED.__reduce__()[1])

        assert opening - names == set()

    def test_another_rule_set_is_another_card(self) -> None:
        start = stages.hall()
        other = stages.hall(instead=stages.CASTING)
        drawn = [
            ballot_card(stages.last(state), state)
            for state in (stages.do(s, cmd.OpenBallot, item="8.1") for s in (start, other))
        ]

        assert len(drawn[0]["body"]) == 4
        assert len(drawn[1]["body"]) == 5

    def test_another_language_is_another_card(self, sitting: Sitting) -> None:
        german = ballot_card(cast.running(sitting), sitting)
        english = cast.balloting(cast.opened(cast.prepared(language="en")), "5")
        titles = [
            [button["title"] for button in card["actions"]]
            for card in (german, ballot_card(cast.running(english), english))
        ]

        assert titles == [["Ja", "Nein", "Enthaltung"], ["Yes", "No", "Abstain"]]
