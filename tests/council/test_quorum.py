"""Whether the council may decide: the rule, the live count, its laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import commands as cmd
from council import errors
from council.ids import MemberId
from council.quorum import QuorumCount, quorum_required
from council.roster import Member, Role, Roster
from council.rule_reading import rulebook_of
from tests.council.evening import (
    ADA,
    CHAIR,
    CLERK,
    OFFICE,
    PROGRAM,
    RULES,
    SUPPORT,
    Evening,
    councillors,
    members,
)
from tests.council.strategies import seats

SACHSEN = rulebook_of(RULES)


class TestQuorumRequired:
    """SächsGemO § 39 Abs. 2: mindestens die Hälfte aller Mitglieder anwesend und stimmberechtigt."""

    @pytest.mark.parametrize(
        ("members_", "required"),
        [
            pytest.param(71, 36, id="seventy-one"),
            pytest.param(70, 35, id="even-half-is-enough"),
            pytest.param(1, 1, id="one"),
            pytest.param(2, 1, id="two"),
            pytest.param(11, 6, id="eleven"),
            pytest.param(12, 6, id="twelve"),
        ],
    )
    def test_half_of_all_members_rounded_up(self, members_: int, required: int) -> None:
        assert quorum_required(SACHSEN, members_, 0) == required

    @pytest.mark.parametrize(
        ("members_", "recused", "required"),
        [
            pytest.param(71, 35, 36, id="half-less-one-recused-changes-nothing"),
            pytest.param(71, 36, 18, id="more-than-half-recused"),
            pytest.param(70, 35, 35, id="exactly-half-is-not-more-than-half"),
            pytest.param(70, 36, 18, id="quarter-of-seventy-rounded-up"),
            pytest.param(12, 7, 3, id="quarter-of-twelve"),
            pytest.param(11, 11, 3, id="all-recused"),
        ],
    )
    def test_a_quarter_only_when_more_than_half_are_recused(
        self, members_: int, recused: int, required: int
    ) -> None:
        assert quorum_required(SACHSEN, members_, recused) == required

    @given(members_=seats, recused=st.integers(0, 200))
    def test_the_required_number_is_exact(self, members_: int, recused: int) -> None:
        required = quorum_required(SACHSEN, members_, recused)
        share = Fraction(1, 4) if recused > Fraction(members_, 2) else Fraction(1, 2)

        assert required >= share * members_ > required - 1

    @given(members_=seats, recused=st.integers(0, 200))
    def test_more_recusals_never_raise_the_bar(self, members_: int, recused: int) -> None:
        assert quorum_required(SACHSEN, members_, recused + 1) <= quorum_required(SACHSEN, members_, recused)


class TestCount:
    """Die Zählung nennt Zahl, Reserve und Ergebnis."""

    @pytest.mark.parametrize(
        ("present", "met", "spare"),
        [(35, False, -1), (36, True, 0), (40, True, 4)],
        ids=["short", "exactly", "more"],
    )
    def test_says_how_many_may_still_leave(self, present: int, met: bool, spare: int) -> None:
        count = QuorumCount(seats=71, required=36, names=members(present), recused=0, norm="")

        assert (count.present, count.met, count.spare) == (present, met, spare)


class TestLiveQuorum:
    """SächsGemO § 39 Abs. 2: anwesend und stimmberechtigt; bei jeder Änderung neu gerechnet."""

    def test_only_people_with_a_vote_count(self) -> None:
        evening = Evening.opened(6)
        evening.admit(SUPPORT)

        assert evening.sitting.quorum().names == members(6)

    def test_signing_in_does_not_count_before_admission(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn)

        assert evening.sitting.quorum().present == 0

    def test_leaving_and_returning_move_the_count(self) -> None:
        evening = Evening.opened(7)
        evening.leaves(ADA)
        without = evening.sitting.quorum().present
        evening.returns(ADA)

        assert (without, evening.sitting.quorum().present) == (6, 7)

    def test_a_reported_departure_lowers_the_count_at_once(self) -> None:
        evening = Evening.opened(7)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)

        assert evening.sitting.quorum().names == tuple(m for m in members(7) if m != ADA)

    def test_a_refuted_departure_counts_again(self) -> None:
        evening = Evening.opened(7)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=True)

        assert evening.sitting.quorum().present == 7

    def test_a_disturbed_member_does_not_count_until_it_is_over(self) -> None:
        evening = Evening.opened(7)
        evening.does(CLERK, cmd.ReportDisturbance, member=ADA, reason="kein Ton")
        during = evening.sitting.quorum().present
        evening.does(CLERK, cmd.EndDisturbance, member=ADA)

        assert (during, evening.sitting.quorum().present) == (6, 7)

    def test_a_recused_member_counts_on_other_items_only(self) -> None:
        evening = Evening.opened(7)
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        assert evening.sitting.quorum().names == tuple(m for m in members(7) if m != ADA)
        assert evening.sitting.quorum("7").present == 7

    def test_the_bar_falls_to_a_quarter_once_more_than_half_are_recused(self) -> None:
        evening = Evening.opened(71, 71)
        evening.does(CHAIR, cmd.CallItem, item="6")
        for member in members(35, first=37):
            evening.does(CHAIR, cmd.DeclareRecusal, member=member)
        before = evening.sitting.quorum()
        evening.does(CHAIR, cmd.DeclareRecusal, member=MemberId("m36"))
        after = evening.sitting.quorum()

        assert (before.recused, before.required, before.present) == (35, 36, 36)
        assert (after.recused, after.required, after.present) == (36, 18, 35)

    def test_recused_advisers_never_lower_the_bar(self) -> None:
        advisers = tuple(
            Member(id=MemberId(f"x{n}"), first="A", last=str(n), roles=(Role.ADVISORY,)) for n in range(6)
        )
        evening = Evening.opened(11, roster=Roster((*councillors(11), *OFFICE, *advisers)))
        evening.does(CHAIR, cmd.CallItem, item="6")
        for member in advisers:
            evening.does(CHAIR, cmd.DeclareRecusal, member=member.id)

        assert (evening.sitting.quorum().recused, evening.sitting.quorum().required) == (0, 6)

    def test_statutory_seats_are_the_base_even_where_some_are_vacant(self) -> None:
        evening = Evening.opened(11)
        vacant = Evening.opened(8, seats=15)

        assert evening.sitting.quorum().required == 6
        assert (vacant.sitting.quorum().seats, vacant.sitting.quorum().required) == (15, 8)

    @pytest.mark.parametrize(("count", "required"), [(11, 6), (12, 6), (70, 35), (71, 36)])
    def test_odd_and_even_councils_have_their_own_bar(self, count: int, required: int) -> None:
        assert Evening.prepared(count).sitting.quorum().required == required


class TestLaws:
    """SächsGemO § 39 Abs. 2, § 20: Was für jede Besetzung gilt."""

    @given(
        gone=st.sets(st.sampled_from(members(11))),
        disturbed=st.sets(st.sampled_from(members(11))),
        recused=st.sets(st.sampled_from(members(11))),
    )
    def test_present_are_those_who_came_without_the_gone_disturbed_and_recused(
        self, gone: set[MemberId], disturbed: set[MemberId], recused: set[MemberId]
    ) -> None:
        evening = Evening.opened(11)
        evening.does(CHAIR, cmd.CallItem, item="6")
        for member in disturbed:
            evening.does(CLERK, cmd.ReportDisturbance, member=member)
        for member in recused:
            evening.does(CHAIR, cmd.DeclareRecusal, member=member)
        evening.leaves(*gone)
        quorum = evening.sitting.quorum()

        assert set(quorum.names) == set(members(11)) - gone - disturbed - recused
        assert quorum.required == (3 if len(recused) > 5 else 6)
        assert evening.sitting.electorate("6") == quorum.names

    @given(order=st.permutations(members(6)))
    def test_the_order_of_coming_makes_no_difference(self, order: list[MemberId]) -> None:
        evening = Evening.prepared()
        evening.admit(*order)

        assert evening.sitting.quorum().names == members(6)

    @given(there=st.integers(0, 11))
    def test_a_ballot_opens_exactly_where_the_quorum_is_met(self, there: int) -> None:
        evening = Evening.opened(there)
        try:
            evening.does(CHAIR, cmd.OpenBallot, item="6")
            opened = True
        except errors.NoQuorum:
            opened = False

        assert opened is (there >= 6)
        assert opened is evening.sitting.quorum("6").met
