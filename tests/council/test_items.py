"""What becomes of items: taken off, added, noted, passed without objection."""

import pytest

from council import commands as cmd
from council import errors
from council.agenda import (
    ItemStatus,
)
from council.ids import MemberId
from tests.council.evening import CHAIR, CLERK, NO, YES, Evening


def status(evening: Evening, number: str) -> ItemStatus:
    item = evening.sitting.agenda.get(number)
    assert item is not None
    return item.status


class TestChanges:
    """GO: absetzen, vertagen, ergänzen; was weg ist, wird nicht mehr aufgerufen."""

    @pytest.mark.parametrize("by", [CHAIR, CLERK], ids=["chair", "office"])
    @pytest.mark.parametrize(
        ("kind", "left_as"),
        [(cmd.RemoveItem, ItemStatus.REMOVED), (cmd.PostponeItem, ItemStatus.POSTPONED)],
        ids=["removed", "postponed"],
    )
    def test_an_item_is_taken_off_with_its_reason(
        self, by: MemberId, kind: type[cmd.Command], left_as: ItemStatus
    ) -> None:
        evening = Evening.opened()
        evening.does(by, kind, item="6", reason="noch nicht beraten")
        item = evening.sitting.agenda.get("6")

        assert item is not None
        assert (item.status, item.reason, item.off) == (left_as, "noch nicht beraten", True)

    def test_before_the_opening_the_agenda_may_change(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.RemoveItem, item="6")
        evening.does(CLERK, cmd.AddItem, item="9", title="Dringlicher Antrag")

        assert status(evening, "6") is ItemStatus.REMOVED
        assert status(evening, "9") is ItemStatus.PENDING

    @pytest.mark.parametrize("kind", [cmd.CallItem, cmd.OpenBallot, cmd.PostponeItem, cmd.NoteItem])
    def test_what_is_off_is_off(self, kind: type[cmd.Command]) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.RemoveItem, item="6")

        values = evening.refuses(errors.ItemIsOff, CHAIR, kind, item="6")

        assert values == {"item": "6", "status": "abgesetzt"}

    def test_the_item_under_debate_may_be_postponed_by_no_number(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.PostponeItem)
        evening.does(CHAIR, cmd.CallNext)

        assert (status(evening, "6"), evening.sitting.item) == (ItemStatus.POSTPONED, "7")

    @pytest.mark.parametrize("kind", [cmd.RemoveItem, cmd.PostponeItem])
    def test_an_item_in_the_middle_of_its_ballot_stays(self, kind: type[cmd.Command]) -> None:
        evening = Evening.voting()

        assert evening.refuses(errors.BallotInTheWay, CHAIR, kind) == {"ballot": 1, "step": "cancel"}

    def test_another_item_may_be_taken_off_during_a_ballot(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.PostponeItem, item="8")

        assert status(evening, "8") is ItemStatus.POSTPONED

    def test_a_new_item_stands_in_its_place_and_is_called_in_turn(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CLERK, cmd.AddItem, item="6a", title="  Dringlicher Antrag ")
        evening.does(CHAIR, cmd.CallNext)
        called = evening.sitting.called

        assert called is not None
        assert (called.number, called.title) == ("6a", "Dringlicher Antrag")

    def test_a_number_is_given_once(self) -> None:
        assert Evening.opened().refuses(errors.ItemExists, CHAIR, cmd.AddItem, item="6", title="x") == {
            "item": "6"
        }

    def test_a_new_item_needs_a_title(self) -> None:
        values = Evening.opened().refuses(errors.ReasonNeeded, CHAIR, cmd.AddItem, item="9", title=" ")

        assert values == {}


class TestWithoutBallot:
    """GO: Kenntnisnahme; ohne Widerspruch nur Formalien und wo das Regelwerk es zulässt."""

    def test_an_item_is_noted(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.NoteItem, item="3")

        assert (status(evening, "3"), evening.sitting.item) == (ItemStatus.NOTED, "3")

    def test_the_item_under_debate_is_noted_without_its_number(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="3")
        evening.does(CHAIR, cmd.NoteItem)

        assert status(evening, "3") is ItemStatus.NOTED

    @pytest.mark.parametrize("item", ["1", "2", "3"], ids=["formality", "minutes-by-their-name", "noting"])
    def test_nobody_objects(self, item: str) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.PassItem, item=item)

        assert (status(evening, item), evening.sitting.item) == (ItemStatus.PASSED, item)

    @pytest.mark.parametrize(
        "item", ["4", "5", "6", "11.1.1"], ids=["election", "budget", "paper", "amendment"]
    )
    def test_everything_else_needs_a_ballot(self, item: str) -> None:
        assert Evening.opened().refuses(errors.ObjectionNeedsBallot, CHAIR, cmd.PassItem, item=item) == {
            "item": item,
            "norm": "Geschäftsordnung",
        }

    def test_a_noted_item_stays_noted_when_it_is_left(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.NoteItem, item="3")
        evening.does(CHAIR, cmd.CallNext)

        assert status(evening, "3") is ItemStatus.NOTED

    def test_three_results_may_stand_on_one_item(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.OpenBallot, object="Punkt 2")
        evening.vote(CHAIR, NO)
        evening.declares()
        evening.does(CHAIR, cmd.OpenBallot, object="Punkt 3")
        evening.vote(CHAIR, YES)
        evening.declares()

        assert [b.object for b in evening.sitting.ballots_on("6")] == [
            "Die Schule wird gebaut.",
            "Punkt 2",
            "Punkt 3",
        ]
