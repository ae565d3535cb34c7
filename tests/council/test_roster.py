"""Who the people are: roles, mandates, accounts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from council.ids import MemberId
from council.roster import Contact, Member, Role, Roster, groups_of
from tests.council.evening import ADA, CHAIR, CLERK, OFFICE, STARTS, Evening, councillors, preparation

ROSTER = Roster((*councillors(4), *OFFICE))


def person(*roles: Role, **more: object) -> Member:
    named = {"id": MemberId("m1"), "first": "Ada", "last": "Nguyễn", **more}
    return Member(roles=roles, **named)  # type: ignore[arg-type]


class TestRightToVote:
    """SächsGemO § 29: Der Rat besteht aus den Stadträten und dem Oberbürgermeister als Vorsitzendem."""

    @pytest.mark.parametrize(
        ("member", "entitled"),
        [
            pytest.param(person(Role.MEMBER), True, id="member"),
            pytest.param(person(Role.CHAIR), True, id="chair"),
            pytest.param(person(Role.MEMBER, Role.DEPUTY), True, id="deputy-with-a-seat"),
            pytest.param(person(Role.DEPUTY), False, id="deputy-without-a-seat"),
            pytest.param(person(Role.ADVISORY), False, id="adviser"),
            pytest.param(person(Role.OFFICE), False, id="clerk"),
            pytest.param(person(Role.GUEST), False, id="guest"),
            pytest.param(person(Role.CHAIR, voting=False), False, id="chair-without-a-vote"),
            pytest.param(person(Role.ADVISORY, voting=True), True, id="adviser-with-a-vote"),
        ],
    )
    def test_follows_the_role_unless_the_roster_says_otherwise(self, member: Member, entitled: bool) -> None:
        assert member.entitled is entitled

    def test_roles_add_up(self) -> None:
        both = person(Role.MEMBER, Role.OFFICE)

        assert both.has(Role.OFFICE)
        assert both.entitled
        assert not both.has(Role.CHAIR, Role.SUPPORT)

    def test_a_name_is_read_out_with_its_title(self) -> None:
        assert person(Role.MEMBER, title="Dr.").name == "Dr. Ada Nguyễn"


class TestMandate:
    """SächsGemO § 34: Ausscheiden und Nachrücken; das Verzeichnis gilt am Tag der Sitzung."""

    @pytest.mark.parametrize(
        ("since", "until", "runs"),
        [
            pytest.param(None, None, True, id="unbounded"),
            pytest.param(0, None, True, id="begins-at-this-moment"),
            pytest.param(1, None, False, id="begins-later"),
            pytest.param(None, 0, False, id="ended-at-this-moment"),
            pytest.param(-5, 1, True, id="ends-later"),
        ],
    )
    def test_runs_from_its_first_to_before_its_last_moment(
        self, since: int | None, until: int | None, runs: bool
    ) -> None:
        bounds = [None if hours is None else STARTS + timedelta(hours=hours) for hours in (since, until)]
        member = person(Role.MEMBER, since=bounds[0], until=bounds[1])

        assert member.holds_mandate(STARTS) is runs

    def test_the_sitting_knows_only_those_whose_mandate_runs_at_its_start(self) -> None:
        gone = replace(councillors(11)[4], until=STARTS - timedelta(days=1))
        roster = Roster(tuple(gone if m.id == gone.id else m for m in preparation()["roster"]))
        sitting = Evening.prepared(roster=roster).sitting

        assert sitting.member(gone.id) is None
        assert sitting.seats == 10


class TestRoster:
    """Das Verzeichnis: nach Kennung, Konto, Anschrift und Rolle."""

    def test_finds_by_id(self) -> None:
        assert ROSTER.get(ADA) is ROSTER.members[2]
        assert ROSTER.get(MemberId("nobody")) is None

    def test_finds_by_account_in_any_case(self) -> None:
        with_letters = ROSTER.with_contact(ADA, Contact(entra_id="ABCD-ef"))

        assert with_letters.by_entra_id("abcd-EF") == with_letters.get(ADA)

    def test_an_empty_account_is_nobodys(self) -> None:
        assert ROSTER.by_entra_id("") is None

    def test_finds_by_any_address(self) -> None:
        reached = ROSTER.with_contact(ADA, Contact(email="Ada@Stadt.de", upn="ada@stadt.onmicrosoft.com"))

        assert reached.by_address("ada@stadt.DE") == (reached.get(ADA),)
        assert reached.by_address("ADA@stadt.onmicrosoft.com", "") == (reached.get(ADA),)
        assert reached.by_address("", "b@stadt.de") == ()

    def test_finds_by_role_in_the_order_of_the_file(self) -> None:
        assert [m.id for m in ROSTER.with_role(Role.OFFICE, Role.CHAIR)] == [CHAIR, CLERK, "b02"]

    def test_puts_a_person_in_or_in_their_old_place(self) -> None:
        new, changed = person(Role.GUEST), replace(ROSTER.members[2], group="neu")

        assert ROSTER.having(new).members[-1] == new
        assert ROSTER.having(changed).members[2] == changed
        assert len(ROSTER.having(changed)) == len(ROSTER)

    def test_of_two_rows_with_one_id_the_first_is_meant(self) -> None:
        twice = Roster((person(Role.MEMBER, group="a"), person(Role.MEMBER, group="b")))

        assert twice.get(MemberId("m1")) is twice.members[0]

    def test_rosters_are_equal_by_their_people(self) -> None:
        assert Roster(ROSTER.members) == ROSTER
        assert hash(Roster(ROSTER.members)) == hash(ROSTER)

    def test_groups_stand_in_order_of_appearance_the_groupless_last(self) -> None:
        assert groups_of(councillors(4)) == ("SPD", "CDU", "Grüne", "")


class TestBodies:
    """Auftrag Teil 5: mehrere Gremien, jedes mit seiner Mitgliederliste."""

    COUNCIL = person(Role.MEMBER, body="Stadtrat")
    COMMITTEE = person(Role.MEMBER, id=MemberId("m2"), body="Hauptausschuss")
    BOTH = person(Role.MEMBER, id=MemberId("m3"), body="Stadtrat + Hauptausschuss")
    CLERKS = person(Role.OFFICE, id=MemberId("b1"))
    ALL = Roster((COUNCIL, COMMITTEE, BOTH, CLERKS))

    def test_a_body_has_its_own_people_and_those_of_no_body(self) -> None:
        assert self.ALL.of_body("Hauptausschuss").members == (self.COMMITTEE, self.BOTH, self.CLERKS)

    @pytest.mark.parametrize("written", ["stadtrat", " Stadtrat ", "STADTRAT"])
    def test_its_name_is_compared_as_people_write_it(self, written: str) -> None:
        assert self.ALL.of_body(written).members == (self.COUNCIL, self.BOTH, self.CLERKS)

    def test_one_body_alone_is_meant_whatever_it_is_called(self) -> None:
        alone = Roster((self.COUNCIL, self.CLERKS))

        assert alone.of_body("Ratsversammlung") == alone

    def test_a_list_without_bodies_serves_every_body(self) -> None:
        assert Roster((self.CLERKS,)).of_body("Stadtrat") == Roster((self.CLERKS,))

    def test_a_body_that_nobody_belongs_to_has_no_list(self) -> None:
        with pytest.raises(LookupError):
            self.ALL.of_body("Finanzausschuss")

    def test_who_sits_in_two_bodies_may_have_two_rows_with_other_roles(self) -> None:
        chairs = person(Role.CHAIR, body="Hauptausschuss")
        roster = Roster((self.COUNCIL, self.COMMITTEE, chairs))

        assert [m.roles for m in roster.of_body("Stadtrat")] == [(Role.MEMBER,)]
        assert roster.of_body("Hauptausschuss").get(chairs.id) == chairs


class TestMandatesOnTheDay:
    """Auftrag Teil 5: Mandate auf Tag und Minute."""

    def at(self, *, since: float | None = None, until: float | None = None) -> Roster:
        hours = {"since": since, "until": until}
        bounds = {k: STARTS + timedelta(hours=h) for k, h in hours.items() if h is not None}
        return Roster((person(Role.MEMBER, **bounds),)).on_the_day(STARTS)

    def test_one_that_runs_is_there_with_a_vote(self) -> None:
        (member,) = self.at(since=-1, until=3)

        assert member.entitled

    def test_one_that_begins_later_that_day_is_there_without_a_vote(self) -> None:
        (member,) = self.at(since=1)

        assert not member.entitled
        assert not member.mandate

    @pytest.mark.parametrize(
        "bounds", [{"until": 0}, {"until": -1}, {"since": 49}], ids=["now", "over", "far"]
    )
    def test_one_that_is_over_or_far_off_is_not_there(self, bounds: dict[str, float]) -> None:
        assert not self.at(**bounds).members
