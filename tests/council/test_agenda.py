"""The agenda as it is worked through: order, parts, and what becomes of items without a ballot."""

from typing import Any

import pytest
from hypothesis import given

from council import commands as cmd
from council import errors
from council.agenda import (
    Agenda,
    AgendaItem,
    ItemKind,
    ItemStatus,
    ancestors,
    natural_key,
)
from council.ids import MemberId
from tests.council.evening import CHAIR, CLERK, NO, YES, Evening
from tests.council.strategies import agendas


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


def following(agenda: Agenda, current: str, *, public: bool = True) -> str | None:
    item = agenda.following(current, public=public)
    return item.number if item else None


class TestNumbers:
    """Vertrag § 4: Nummern der Tagesordnung, Teil für Teil verglichen."""

    @pytest.mark.parametrize(
        ("lower", "higher"),
        [("2", "10"), ("5", "5a"), ("11.1", "11.1.1"), ("11.1.9", "11.1.10"), ("11.9", "12"), ("5a", "6")],
    )
    def test_stand_in_the_order_a_clerk_expects(self, lower: str, higher: str) -> None:
        assert natural_key(lower) < natural_key(higher)

    def test_name_all_that_stands_above(self) -> None:
        assert ancestors("11.1.1") == ("11.1.1", "11.1", "11")

    @pytest.mark.parametrize(("number", "parent"), [("11.1.1", "11.1"), ("11.1", "11"), ("11", "")])
    def test_name_their_parent(self, number: str, parent: str) -> None:
        assert AgendaItem(number=number, title="x").parent == parent

    def test_a_new_item_stands_where_its_number_belongs(self) -> None:
        added = listed("1", "2", "10").having(AgendaItem(number="5", title="5"))

        assert [i.number for i in added] == ["1", "2", "5", "10"]

    def test_the_highest_number_stands_last(self) -> None:
        added = listed("1", "2").having(AgendaItem(number="3", title="3"))

        assert [i.number for i in added] == ["1", "2", "3"]


class TestFollowing:
    """GO: Änderungsanträge vor ihrem Antrag; dann der nächste, zuletzt was liegen blieb."""

    AMENDED = agenda_of(
        ("11", ItemKind.RESOLUTION, True),
        ("11.1", ItemKind.AMENDMENT, True),
        ("11.2", ItemKind.AMENDMENT, True),
        ("12", ItemKind.RESOLUTION, True),
        ("20", ItemKind.RESOLUTION, False),
    )

    def test_begins_with_the_first_item(self) -> None:
        assert following(self.AMENDED, "") == "11"

    def test_goes_from_a_motion_to_its_amendments(self) -> None:
        assert following(self.AMENDED, "11") == "11.1"

    def test_goes_from_one_amendment_to_the_next(self) -> None:
        assert following(self.AMENDED, "11.1") == "11.2"

    def test_comes_back_to_the_motion_after_its_last_amendment(self) -> None:
        done = self.AMENDED.changed("11.1", status=ItemStatus.DEALT)

        assert following(done, "11.2") == "11"

    def test_does_not_come_back_to_a_motion_already_decided(self) -> None:
        done = self.AMENDED.changed("11.1", status=ItemStatus.DEALT).changed("11", status=ItemStatus.DEALT)

        assert following(done, "11.2") == "12"

    def test_passes_over_what_is_off_the_agenda(self) -> None:
        off = self.AMENDED.changed("11.1", status=ItemStatus.REMOVED).changed(
            "11.2", status=ItemStatus.POSTPONED
        )

        assert following(off, "11") == "12"

    def test_keeps_to_the_part_of_the_sitting(self) -> None:
        assert following(self.AMENDED, "12") == "11"
        assert following(self.AMENDED, "", public=False) == "20"

    def test_a_closed_amendment_does_not_hold_up_its_public_motion(self) -> None:
        mixed = agenda_of(
            ("11", ItemKind.RESOLUTION, True),
            ("11.1", ItemKind.AMENDMENT, True),
            ("11.2", ItemKind.AMENDMENT, False),
        )

        assert following(mixed, "11.1") == "11"

    def test_takes_up_at_the_end_what_was_left_over(self) -> None:
        left = listed("1", "2", "3").changed("3", status=ItemStatus.DEALT)

        assert following(left, "3") == "1"

    def test_ends_when_nothing_is_left(self) -> None:
        done = listed("1", "2").changed("1", status=ItemStatus.DEALT).changed("2", status=ItemStatus.NOTED)

        assert following(done, "2") is None

    def test_an_amendment_without_a_motion_is_an_item_like_any_other(self) -> None:
        loose = agenda_of(("5.1", ItemKind.AMENDMENT, True), ("6", ItemKind.RESOLUTION, True))

        assert following(loose, "5.1") == "6"

    @given(agenda=agendas())
    def test_never_names_what_is_not_pending_in_this_part(self, agenda: Agenda) -> None:
        found = [agenda.following(i.number, public=public) for i in agenda for public in (True, False)]
        wanted = [public for _ in agenda for public in (True, False)]

        assert all(f is None or (f.pending and f.public is p) for f, p in zip(found, wanted, strict=True))

    @given(agenda=agendas())
    def test_deals_with_every_item_of_the_part_exactly_once(self, agenda: Agenda) -> None:
        current = ""
        seen: list[str] = []
        while (item := agenda.following(current, public=True)) is not None and len(seen) <= 2 * len(agenda):
            current = item.number
            amendments = [a for a in agenda.amendments(current) if a.pending and a.public]
            if not amendments:
                agenda = agenda.changed(current, status=ItemStatus.DEALT)
                seen.append(current)

        assert sorted(seen) == sorted(i.number for i in agenda if i.public)


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
            "item": item
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
