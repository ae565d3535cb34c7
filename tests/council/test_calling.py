"""The agenda as it is worked through: calling items, public and closed part."""

from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council.agenda import (
    Agenda,
    AgendaItem,
    ItemKind,
    ItemStatus,
)
from tests.council.evening import CHAIR, Evening


def listed(*numbers: str, **kinds: ItemKind) -> Agenda:
    return Agenda(
        tuple(AgendaItem(number=n, title=n, kind=kinds.get(n, ItemKind.RESOLUTION)) for n in numbers)
    )


def agenda_of(*items: tuple[str, ItemKind, bool]) -> Agenda:
    return Agenda(tuple(AgendaItem(number=n, title=n, kind=kind, public=public) for n, kind, public in items))


def status(evening: Evening, number: str) -> ItemStatus:
    item = evening.sitting.agenda.get(number)
    assert item is not None
    return item.status


class TestCalling:
    """SächsGemO § 38 Abs. 1: Der Vorsitz ruft die Punkte der Tagesordnung auf."""

    def test_next_goes_through_the_public_part_in_order(self) -> None:
        evening = Evening.opened()
        called = []
        for _ in range(4):
            evening.does(CHAIR, cmd.CallNext)
            called.append(evening.sitting.item)

        assert called == ["1", "2", "3", "4"]

    def test_a_motion_comes_up_again_after_its_amendments(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="11.1")
        called = []
        for vote in (True, True, False):
            evening.does(CHAIR, cmd.CallNext)
            called.append(evening.sitting.item)
            if vote:
                evening.decides(evening.sitting.item, yes=6)
        evening.decides("11.1", yes=6)
        evening.does(CHAIR, cmd.CallNext)

        assert [*called, evening.sitting.item] == ["11.1.1", "11.1.2", "11.1", "11.2"]

    def test_calling_the_called_item_changes_nothing(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")

        assert evening.does(CHAIR, cmd.CallItem, item="6") == ()

    def test_an_item_that_needs_no_decision_is_dealt_with_once_it_is_left(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="1")
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.CallItem, item="7")

        assert (status(evening, "1"), status(evening, "6")) == (ItemStatus.DEALT, ItemStatus.PENDING)

    def test_an_item_that_was_decided_is_dealt_with_once_it_is_left(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        before = status(evening, "6")
        evening.does(CHAIR, cmd.CallItem, item="7")

        assert (before, status(evening, "6")) == (ItemStatus.PENDING, ItemStatus.DEALT)

    def test_a_superseded_result_makes_its_item_wait_for_a_decision_again(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.CallItem, item="7")
        evening.does(CHAIR, cmd.RepeatBallot, reason="falsch gezählt")
        evening.does(CHAIR, cmd.CancelBallot)

        assert status(evening, "6") is ItemStatus.PENDING

    def test_every_call_is_kept_with_its_time(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        first = evening.now
        evening.does(CHAIR, cmd.CallItem, item="7")

        assert evening.sitting.calls == ((first, "6"), (evening.now, "7"))
        assert evening.sitting.called == evening.sitting.agenda.get("7")

    def test_an_unknown_number_is_refused(self) -> None:
        assert Evening.opened().refuses(errors.UnknownItem, CHAIR, cmd.CallItem, item="99") == {"item": "99"}

    def test_nothing_is_left_in_the_end(self) -> None:
        evening = Evening.opened(agenda=listed("1"))
        evening.decides("1", yes=6)

        values = evening.refuses(errors.NoItemLeft, CHAIR, cmd.CallNext)

        assert values == {"left": 0, "public": True}

    def test_the_closed_items_still_waiting_are_counted(self) -> None:
        agenda = agenda_of(("1", ItemKind.NOTING, True), ("2", ItemKind.RESOLUTION, False))
        evening = Evening.opened(agenda=agenda)
        evening.does(CHAIR, cmd.CallNext)

        assert evening.refuses(errors.NoItemLeft, CHAIR, cmd.CallNext) == {"left": 1, "public": True}

    @pytest.mark.parametrize(
        "kind", [cmd.OpenBallot, cmd.RemoveItem, cmd.PostponeItem, cmd.NoteItem, cmd.PassItem]
    )
    def test_what_names_no_item_needs_one_called(self, kind: type[cmd.Command]) -> None:
        evening = Evening.opened()

        assert evening.refuses(errors.NoItemCalled, CHAIR, kind) == {}

    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            pytest.param(cmd.CallItem, {"item": "7"}, id="call"),
            pytest.param(cmd.CallNext, {}, id="next"),
            pytest.param(cmd.NoteItem, {"item": "3"}, id="note"),
            pytest.param(cmd.PassItem, {"item": "2"}, id="pass"),
        ],
    )
    def test_an_open_ballot_comes_first(self, kind: type[cmd.Command], values: dict[str, Any]) -> None:
        evening = Evening.voting()

        assert evening.refuses(errors.BallotInTheWay, CHAIR, kind, **values) == {"ballot": 1, "step": "close"}

    def test_an_undeclared_ballot_comes_first(self) -> None:
        evening = Evening.voting()
        evening.closes()

        assert evening.refuses(errors.BallotInTheWay, CHAIR, cmd.CallNext) == {"ballot": 1, "step": "declare"}


class TestParts:
    """SächsGemO § 37: öffentlicher und nichtöffentlicher Teil; geschlossene Punkte nur dort."""

    @pytest.mark.parametrize("kind", [cmd.CallItem, cmd.OpenBallot, cmd.NoteItem, cmd.PassItem])
    def test_a_closed_item_stays_out_of_the_public_part(self, kind: type[cmd.Command]) -> None:
        assert Evening.opened().refuses(errors.ItemIsClosed, CHAIR, kind, item="20") == {"item": "20"}

    def test_a_public_item_stays_out_of_the_closed_part(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.StartClosedPart)

        assert evening.refuses(errors.ItemIsPublic, CHAIR, cmd.CallItem, item="6") == {"item": "6"}

    def test_the_closed_part_has_its_own_order(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.StartClosedPart)
        evening.does(CHAIR, cmd.CallNext)
        evening.decides("20", yes=6)
        evening.does(CHAIR, cmd.CallNext)

        assert evening.sitting.item == "21"

    def test_a_change_of_part_leaves_the_item(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="3")
        evening.does(CHAIR, cmd.StartClosedPart)

        assert (evening.sitting.item, evening.sitting.public) == ("", False)
        assert status(evening, "3") is ItemStatus.DEALT

    def test_the_public_part_goes_on_where_it_stopped(self) -> None:
        evening = Evening.opened()
        evening.decides("2", yes=6)
        evening.does(CHAIR, cmd.StartClosedPart)
        evening.does(CHAIR, cmd.StartPublicPart)
        evening.does(CHAIR, cmd.CallNext)

        assert evening.sitting.item == "1"

    def test_nobody_starts_a_part_twice(self) -> None:
        evening = Evening.opened()
        evening.refuses(errors.AlreadyInPart, CHAIR, cmd.StartPublicPart)
        evening.does(CHAIR, cmd.StartClosedPart)

        assert evening.refuses(errors.AlreadyInPart, CHAIR, cmd.StartClosedPart) == {}

    @pytest.mark.parametrize("kind", [cmd.StartClosedPart, cmd.Pause, cmd.EndSitting])
    def test_a_ballot_is_declared_before_the_part_changes_or_the_sitting_stops(
        self, kind: type[cmd.Command]
    ) -> None:
        evening = Evening.voting()

        assert evening.refuses(errors.BallotInTheWay, CHAIR, kind)["step"] == "close"

    def test_an_item_added_in_the_closed_part_is_closed(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.StartClosedPart)
        evening.does(CHAIR, cmd.AddItem, item="22", title="Vergleich vor Gericht")
        added = evening.sitting.agenda.get("22")

        assert added is not None
        assert not added.public

    def test_a_public_ballot_is_not_repeated_in_the_closed_part(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.StartClosedPart)

        evening.refuses(errors.ItemIsPublic, CHAIR, cmd.RepeatBallot, reason="Zweifel")

    def test_a_closed_ballot_is_not_repeated_in_the_public_part(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.StartClosedPart)
        evening.decides("20", yes=6)
        evening.does(CHAIR, cmd.StartPublicPart)

        evening.refuses(errors.ItemIsClosed, CHAIR, cmd.RepeatBallot, reason="Zweifel")
