"""Links of accounts beside the roster: they outlive its files, and never give a seat to the wrong person."""

from dataclasses import replace

import pytest

from council.ids import MemberId
from council.roster import Contact, Member, Role, Roster
from store.planned import Plans
from tests.store.memory import MemoryRegistry


def anna(account: str = "", *, id_: str = "abel", last: str = "Abel") -> Member:
    return Member(
        id=MemberId(id_), first="Anna", last=last, roles=(Role.MEMBER,), contact=Contact(entra_id=account)
    )


@pytest.fixture
def plans() -> Plans:
    return Plans(MemoryRegistry())


class TestLinks:
    """Contract § 4: `verknüpfen CODE` ties this account to the seat, for all sittings to come."""

    async def test_a_link_outlives_the_next_file(self, plans: Plans) -> None:
        await plans.keep_roster(Roster((anna(),)))
        await plans.link(MemberId("abel"), "A-1")
        await plans.keep_roster(Roster((anna(), anna(id_="zwei", last="Busch"))))

        found = (await plans.roster()).by_entra_id("a-1")
        assert found is not None
        assert found.id == "abel"

    async def test_the_file_itself_stays_as_it_was(self, plans: Plans) -> None:
        await plans.keep_roster(Roster((anna(),)))
        await plans.link(MemberId("abel"), "a-1")

        assert (await plans.listed()).members == (anna(),)

    async def test_a_link_stands_in_the_place_of_the_account_known_then(self, plans: Plans) -> None:
        await plans.keep_roster(Roster((anna("OLD"),)))
        await plans.link(MemberId("abel"), "a-1")
        roster = await plans.roster()

        assert roster.by_entra_id("old") is None
        assert roster.by_entra_id("a-1") is not None

    async def test_a_file_that_names_another_account_has_the_last_word(self, plans: Plans) -> None:
        await plans.keep_roster(Roster((anna("old"),)))
        await plans.link(MemberId("abel"), "a-1")
        await plans.keep_roster(Roster((anna("newest"),)))
        roster = await plans.roster()

        assert roster.by_entra_id("a-1") is None
        assert roster.by_entra_id("newest") is not None

    async def test_a_seat_with_a_new_holder_is_not_the_old_ones(self, plans: Plans) -> None:
        await plans.keep_roster(Roster((anna(),)))
        await plans.link(MemberId("abel"), "a-1")
        await plans.keep_roster(Roster((replace(anna(), first="Bernd", last="Busch"),)))

        assert (await plans.roster()).by_entra_id("a-1") is None

    async def test_an_account_that_the_file_gives_to_another_stays_theirs(self, plans: Plans) -> None:
        await plans.keep_roster(Roster((anna(),)))
        await plans.link(MemberId("abel"), "a-1")
        await plans.keep_roster(Roster((anna(), anna("a-1", id_="zwei", last="Busch"))))
        roster = await plans.roster()

        assert [m.id for m in roster if m.contact.entra_id == "a-1"] == ["zwei"]

    async def test_every_line_of_a_person_has_the_account(self, plans: Plans) -> None:
        lines = (replace(anna(), body="Stadtrat"), replace(anna(), body="Bauausschuss"))
        await plans.keep_roster(Roster(lines))
        await plans.link(MemberId("abel"), "a-1")

        assert [m.contact.entra_id for m in await plans.roster()] == ["a-1", "a-1"]

    async def test_a_person_of_no_file_is_not_linked(self, plans: Plans) -> None:
        await plans.link(MemberId("abel"), "a-1")
        await plans.keep_roster(Roster((anna(),)))

        assert (await plans.roster()).by_entra_id("a-1") is None
