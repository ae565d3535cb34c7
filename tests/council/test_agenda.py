"""The agenda as a list: numbers, and what comes next."""

import pytest
from hypothesis import given

from council.agenda import (
    Agenda,
    AgendaItem,
    ItemKind,
    ItemStatus,
    ancestors,
    natural_key,
)
from tests.council.evening import Evening
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


def _numbers(agenda: Agenda) -> str:
    return " ".join(item.number for item in agenda)


def _listed(numbers: str) -> Agenda:
    return Agenda(tuple(AgendaItem(number=n, title=f"Punkt {n}") for n in numbers.split()))


class TestMoving:
    """Vertrag § 4: `verschieben <Nr> nach <Nr>`; was darunter steht, geht mit."""

    @pytest.mark.parametrize(
        ("number", "after", "order"),
        [
            pytest.param("1", "3", "2 3 1 4 4.1 4.2", id="back"),
            pytest.param("3", "", "3 1 2 4 4.1 4.2", id="first"),
            pytest.param("4", "1", "1 4 4.1 4.2 2 3", id="with-what-stands-under-it"),
            pytest.param("4.2", "4", "1 2 3 4 4.2 4.1", id="among-amendments"),
            pytest.param("9", "1", "1 2 3 4 4.1 4.2", id="unknown"),
            pytest.param("2", "9", "1 2 3 4 4.1 4.2", id="behind-something-unknown"),
        ],
    )
    def test_puts_an_item_right_behind_another(self, number: str, after: str, order: str) -> None:
        assert _numbers(_listed("1 2 3 4 4.1 4.2").moved(number, after)) == order

    @given(agendas())
    def test_loses_and_doubles_nothing(self, agenda: Agenda) -> None:
        numbers = [item.number for item in agenda]
        for number in numbers:
            for after in ("", *numbers):
                assert sorted(i.number for i in agenda.moved(number, after)) == sorted(numbers)


class TestTogether:
    """Vertrag § 4: `gemeinsam <Nr> <Nr>`."""

    def test_an_item_of_its_own_is_alone(self) -> None:
        assert [i.number for i in _listed("1 2").together("1")] == ["1"]

    def test_joined_items_are_found_from_each_of_them(self) -> None:
        agenda = _listed("1 2 3").changed("1", joined="1").changed("3", joined="1")

        assert [[i.number for i in agenda.together(n)] for n in "13"] == [["1", "3"], ["1", "3"]]

    def test_an_unknown_number_has_no_company(self) -> None:
        assert _listed("1").together("7") == ()
