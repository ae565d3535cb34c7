"""Who leads, who operates for them, who writes and signs."""

from dataclasses import replace
from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council.authority import operates
from council.ballots import Phase
from council.ids import MemberId
from council.roster import Role, Roster
from council.sitting import CaseKind
from tests.council.evening import (
    ADA,
    BEN,
    CHAIR,
    CLERK,
    DEPUTY,
    GUEST,
    MINUTES,
    OFFICE,
    SECOND,
    STRANGER,
    SUPPORT,
    YES,
    Evening,
    councillors,
)


def two_chairs() -> Roster:
    """A roster with two people of the role ``vorsitz``."""
    people = (replace(m, roles=(Role.CHAIR,)) if m.id == ADA else m for m in councillors(11))
    return Roster((*people, *OFFICE))


class TestChair:
    """SächsGemO § 36; Vertrag § 4, `leitung`: wer leitet, weder mit noch ohne eigene Stimme dadurch."""

    def test_is_the_only_one_with_that_role(self) -> None:
        assert Evening.prepared().sitting.chair == CHAIR

    def test_is_named_by_the_office_where_there_are_several(self) -> None:
        evening = Evening.prepared(roster=two_chairs())
        before = evening.sitting.chair
        evening.refuses(errors.RoleNeeded, ADA, cmd.AssignChair, member=ADA)
        evening.does(CLERK, cmd.AssignChair, member=ADA)

        assert before == ""
        assert evening.sitting.chair == ADA

    def test_hands_over_to_a_member(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.AssignChair, member=ADA)

        evening.refuses(errors.ChairNeeded, CHAIR, cmd.CallNext)
        evening.does(ADA, cmd.CallNext)
        assert [who for _, who in evening.sitting.chairs] == [CHAIR, ADA]

    def test_handing_over_to_oneself_changes_nothing(self) -> None:
        assert Evening.opened().does(CHAIR, cmd.AssignChair, member=CHAIR) == ()

    def test_does_not_hand_over_to_somebody_absent(self) -> None:
        evening = Evening.opened(6)
        absent = MemberId("m07")

        assert evening.refuses(errors.NotPresent, CHAIR, cmd.AssignChair, member=absent) == {"member": absent}

    @pytest.mark.parametrize("member", [GUEST, CLERK, SUPPORT])
    def test_does_not_hand_over_to_somebody_without_a_seat(self, member: MemberId) -> None:
        evening = Evening.opened()

        assert evening.refuses(errors.NotAMember, CHAIR, cmd.AssignChair, member=member) == {"member": member}

    def test_is_not_handed_over_by_the_office(self) -> None:
        assert Evening.opened().refuses(errors.ChairNeeded, CLERK, cmd.AssignChair, member=ADA) == {
            "chair": CHAIR
        }

    def test_is_taken_by_the_deputy_at_once(self) -> None:
        evening = Evening.opened()
        evening.does(DEPUTY, cmd.TakeChair)

        assert evening.sitting.chair == DEPUTY

    def test_is_not_taken_by_a_deputy_who_is_absent(self) -> None:
        evening = Evening.opened(7)
        evening.leaves(DEPUTY)

        evening.refuses(errors.NotPresent, DEPUTY, cmd.TakeChair)

    def test_taken_twice_is_taken_once(self) -> None:
        evening = Evening.opened()

        assert evening.does(CHAIR, cmd.TakeChair) == ()

    def test_is_taken_by_the_office_with_a_second_clerk(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.TakeChair)
        before = evening.sitting.chair
        evening.refuses(errors.SecondPersonNeeded, CLERK, cmd.ConfirmEntry, case=1)
        evening.does(SECOND, cmd.ConfirmEntry, case=1)

        assert (before, evening.sitting.chair) == (CHAIR, CLERK)
        assert evening.sitting.waiting_cases == ()

    def test_is_not_taken_by_the_office_once_rejected(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.TakeChair)
        evening.does(SECOND, cmd.RejectEntry, case=1)

        assert (evening.sitting.chair, evening.sitting.waiting_cases) == (CHAIR, ())

    def test_a_deputy_taking_it_settles_the_offices_request(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.TakeChair)
        evening.does(DEPUTY, cmd.TakeChair)

        assert evening.sitting.waiting_cases == ()

    def test_changing_settles_nothing_but_requests_for_it(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")
        evening.does(CLERK, cmd.TakeChair)
        evening.does(DEPUTY, cmd.TakeChair)

        assert [c.kind for c in evening.sitting.waiting_cases] == [CaseKind.VOTE]

    def test_a_request_for_it_outlasts_the_end_of_a_ballot(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.TakeChair)
        evening.closes()

        assert [c.kind for c in evening.sitting.waiting_cases] == [CaseKind.CHAIR]

    def test_is_not_taken_by_members(self) -> None:
        values = Evening.opened().refuses(errors.RoleNeeded, ADA, cmd.TakeChair)

        assert values == {"roles": ("stellvertretung", "büro")}

    def test_a_clerk_in_the_chair_has_no_vote(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.TakeChair)
        evening.does(SECOND, cmd.ConfirmEntry, case=1)
        evening.does(CLERK, cmd.OpenBallot, item="6")

        assert CLERK not in evening.ballot.electorate
        evening.refuses(errors.NotEntitled, CLERK, cmd.CastVote, ballot=1, round=1, choice=YES)


class TestOperator:
    """Vertrag § 4, `bedienung`: drückt auf das Wort des Vorsitzes; jeder Eintrag nennt beide."""

    @pytest.mark.parametrize(
        "given",
        [{"member": CLERK}, {"member": MINUTES}, {"office": True}],
        ids=["clerk", "minutes", "office"],
    )
    def test_acts_for_the_chair_and_is_named_with_them(self, given: dict[str, Any]) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.AssignOperator, **given)
        by = given.get("member", SECOND)
        events = evening.does(by, cmd.OpenBallot, item="6")

        assert {(e.by, e.behalf) for e in events} == {(by, CHAIR)}

    def test_takes_three_steps_to_a_result(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.AssignOperator, office=True)
        evening.does(CLERK, cmd.OpenBallot, item="6")
        evening.does(CLERK, cmd.CloseBallot)
        evening.does(CLERK, cmd.DeclareBallot)

        assert evening.ballot.phase is Phase.DECLARED
        assert evening.ballot.declared_by == CLERK

    def test_of_the_office_does_what_the_office_may_for_the_chair(self) -> None:
        evening = Evening.opened()
        own = evening.does(CLERK, cmd.PostponeItem, item="7")
        evening.does(CHAIR, cmd.AssignOperator, office=True)
        lent = evening.does(CLERK, cmd.PostponeItem, item="8")

        assert (own[0].behalf, lent[0].behalf) == ("", CHAIR)

    def test_ends_when_the_chair_says_so(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.AssignOperator, member=CLERK)
        evening.does(CHAIR, cmd.AssignOperator)

        assert evening.refuses(errors.ChairNeeded, CLERK, cmd.CallNext) == {"chair": CHAIR}

    def test_may_lay_it_down_but_not_pass_it_on(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.AssignOperator, member=CLERK)

        evening.refuses(errors.ChairNeeded, CLERK, cmd.AssignOperator, office=True)
        evening.does(CLERK, cmd.AssignOperator)
        assert evening.sitting.operator == ""

    @pytest.mark.parametrize("member", [ADA, GUEST, SUPPORT])
    def test_is_a_clerk_or_the_minute_taker(self, member: MemberId) -> None:
        values = Evening.opened().refuses(errors.RoleNeeded, CHAIR, cmd.AssignOperator, member=member)

        assert values == {"roles": ("büro", "schriftführung")}

    def test_is_nobody_where_nobody_presides(self) -> None:
        evening = Evening.prepared(roster=two_chairs())

        evening.refuses(errors.NoChair, CLERK, cmd.OpenSitting)
        assert not operates(evening.sitting, CLERK)


class TestMinutes:
    """SächsGemO § 40 Abs. 2: Schriftführung und zwei Mitunterzeichnende."""

    def test_name_who_writes(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.NameMinuteTaker, member=MINUTES)

        assert evening.sitting.minute_taker == MINUTES

    def test_name_who_signs_beside_the_chair(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.NameCosigners, members=(ADA, BEN))

        assert evening.sitting.cosigners == (ADA, BEN)

    def test_are_not_signed_by_people_without_a_seat(self) -> None:
        evening = Evening.opened()

        assert evening.refuses(errors.NotAMember, CLERK, cmd.NameCosigners, members=(ADA, GUEST)) == {
            "member": GUEST
        }

    def test_know_everybody_they_name(self) -> None:
        evening = Evening.opened()

        assert evening.refuses(errors.UnknownMember, CLERK, cmd.NameMinuteTaker, member=STRANGER) == {
            "name": STRANGER
        }

    def test_call_people_by_their_name(self) -> None:
        sitting = Evening.opened().sitting

        assert (sitting.name(ADA), sitting.name(STRANGER)) == ("Vorname3 Nachname3", STRANGER)
        assert [m.id for m in sitting.clerks()] == [CLERK, SECOND]
