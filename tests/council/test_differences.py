"""What is different between two rosters, or two agendas."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from council.agenda import AgendaItem, ItemKind
from council.differences import Change, Field, agenda_differences, roster_differences
from council.ids import MemberId
from council.roster import Contact, Member, Role, Roster


def member(key: str, last: str = "Abel", body: str = "") -> Member:
    return Member(id=MemberId(key), first="Anna", last=last, roles=(Role.MEMBER,), body=body)


def item(number: str, title: str) -> AgendaItem:
    return AgendaItem(number=number, title=title)


class TestRosters:
    """A person is known by id and body; everything else about them can change."""

    def test_who_comes_and_who_goes_are_named(self) -> None:
        found = roster_differences(
            Roster((member("a"), member("b", "Berg"))), Roster((member("a"), member("c", "Celik")))
        )

        assert (found.added, found.removed, found.changed) == (("Anna Celik",), ("Anna Berg",), ())

    def test_a_change_has_both_values(self) -> None:
        old = member("a")
        new = replace(old, last="Neu", roles=(Role.MEMBER, Role.CHAIR), contact=Contact(phone="0341"))
        (change,) = roster_differences(Roster((old,)), Roster((new,))).changed

        assert change == Change(
            name="Anna Neu",
            fields=(
                Field("last", "Abel", "Neu"),
                Field("roles", (Role.MEMBER,), (Role.MEMBER, Role.CHAIR)),
                Field("phone", "", "0341"),
            ),
        )

    def test_one_person_in_two_bodies_is_two_lines(self) -> None:
        both = (member("a", body="Rat"), member("a", body="Ausschuss"))
        found = roster_differences(Roster(both), Roster(both[:1]))

        assert found.removed == ("Anna Abel",)

    def test_whose_mandate_has_begun_meanwhile_is_no_difference(self) -> None:
        old, new = replace(member("a"), mandate=False), member("a")

        assert roster_differences(Roster((old,)), Roster((new,))).none


class TestAgendas:
    """An item is known by its number."""

    def test_what_comes_goes_and_changes_is_named(self) -> None:
        old = (item("1", "Eröffnung"), item("2", "Radweg"), item("3", "Alt"))
        new = (item("1", "Eröffnung"), replace(item("2", "Radweg"), kind=ItemKind.NOTING), item("4", "Neu"))
        found = agenda_differences(old, new)

        assert (found.added, found.removed) == (("4 Neu",), ("3 Alt",))
        assert found.changed == (
            Change(name="2 Radweg", fields=(Field("kind", ItemKind.RESOLUTION, ItemKind.NOTING),)),
        )

    @given(
        st.lists(st.sampled_from("123456789"), unique=True),
        st.lists(st.sampled_from("123456789"), unique=True),
    )
    def test_every_number_is_accounted_for_once(self, old: list[str], new: list[str]) -> None:
        found = agenda_differences([item(n, "A") for n in old], [item(n, "B") for n in new])

        assert {a.split()[0] for a in found.added} == set(new) - set(old)
        assert {r.split()[0] for r in found.removed} == set(old) - set(new)
        assert {c.name.split()[0] for c in found.changed} == set(old) & set(new)
