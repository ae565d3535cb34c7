"""Admission of everybody on one list with one press, and coming back in time."""

from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council.ids import CaseId, MemberId
from council.presence import Evidence
from tests.council.evening import (
    ADA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    PROGRAM,
    SECOND,
    Evening,
)


def waiting(*people: MemberId) -> Evening:
    """A prepared sitting in which *people* have signed in."""
    evening = Evening.prepared()
    for member in people:
        evening.does(member, cmd.SignIn)
    return evening


def cases(evening: Evening) -> tuple[CaseId, ...]:
    return tuple(case.id for case in evening.sitting.waiting_cases)


class TestTogether:
    """One press admits exactly those listed, each recorded by name and time."""

    def test_admits_each_by_name_and_time(self) -> None:
        evening = waiting(ADA, BEN)
        found = evening.does(CLERK, cmd.AdmitTogether, cases=cases(evening))

        assert [(e.member, e.since, e.by) for e in found] == [  # type: ignore[attr-defined]
            (ADA, evening.now, CLERK),
            (BEN, evening.now, CLERK),
        ]
        assert evening.sitting.waiting_cases == ()

    def test_admits_nobody_who_was_not_listed(self) -> None:
        evening = waiting(ADA, BEN)
        listed = cases(evening)
        evening.does(CEM, cmd.SignIn)
        evening.does(CLERK, cmd.AdmitTogether, cases=listed)

        assert not evening.sitting.presence(CEM).here

    def test_leaves_out_whom_another_clerk_has_admitted_meanwhile(self) -> None:
        evening = waiting(ADA, BEN)
        listed = cases(evening)
        evening.does(SECOND, cmd.AdmitMember, member=ADA)
        evening.does(CLERK, cmd.AdmitTogether, cases=listed)

        assert [evening.sitting.presence(m).spells[0].admitted_by for m in (ADA, BEN)] == [SECOND, CLERK]

    def test_pressed_again_says_that_nobody_waits(self) -> None:
        evening = waiting(ADA)
        listed = cases(evening)
        evening.does(CLERK, cmd.AdmitTogether, cases=listed)

        evening.refuses(errors.NothingWaits, SECOND, cmd.AdmitTogether, cases=listed)

    def test_delivered_twice_is_once(self) -> None:
        evening = waiting(ADA)
        listed = cases(evening)
        evening.does(CLERK, cmd.AdmitTogether, cases=listed, cause="a1")

        assert evening.does(CLERK, cmd.AdmitTogether, cases=listed, cause="a1") == ()

    @pytest.mark.parametrize("bad", [(), (99,), (1, 99)], ids=["empty", "unknown", "one-unknown"])
    def test_takes_no_invented_cases(self, bad: tuple[int, ...]) -> None:
        evening = waiting(ADA)
        why = errors.NothingWaits if not bad else errors.UnknownCase

        evening.refuses(why, CLERK, cmd.AdmitTogether, cases=bad)

    def test_takes_no_cases_of_another_kind(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.EnterHands, yes=5, no=3, abstain=2)

        evening.refuses(errors.UnknownCase, SECOND, cmd.AdmitTogether, cases=cases(evening))

    def test_never_admits_the_clerk_who_presses(self) -> None:
        evening = waiting(CLERK, ADA)
        evening.does(CLERK, cmd.AdmitTogether, cases=cases(evening))

        assert not evening.sitting.presence(CLERK).here
        assert evening.sitting.presence(ADA).here
        evening.refuses(errors.NotForOneself, CLERK, cmd.AdmitTogether, cases=cases(evening))

    def test_numbers_its_lists(self) -> None:
        evening = waiting(ADA, BEN)
        evening.does(CLERK, cmd.AdmitTogether, cases=cases(evening)[:1])
        evening.does(CLERK, cmd.AdmitTogether, cases=cases(evening))

        assert {n: one.members for n, one in evening.sitting.lists.items()} == {1: (ADA,), 2: (BEN,)}

    def test_says_for_each_what_speaks_for_them(self) -> None:
        evening = waiting(ADA)
        evening.does(PROGRAM, cmd.ReportSighting, member=BEN, inside=True)
        evening.does(CLERK, cmd.AdmitTogether, cases=cases(evening))

        assert [evening.sitting.presence(m).spells[0].evidence for m in (ADA, BEN)] == [
            Evidence.SIGN_IN,
            Evidence.TEAMS,
        ]


class TestComingBackInTime:
    """Leaving and returning without a new admission within the time the office sets, else anew."""

    def away(self, minutes: float, **changes: Any) -> Evening:
        evening = Evening.opened(**({"grace_minutes": 15} | changes))
        evening.leaves(ADA)
        evening.does(ADA, cmd.SignIn, after=minutes * 60)
        return evening

    def test_is_enough_within_it(self) -> None:
        assert self.away(14).sitting.presence(ADA).here

    def test_needs_a_clerk_beyond_it(self) -> None:
        presence = self.away(16).sitting.presence(ADA)

        assert (presence.here, presence.waiting) == (False, True)

    def test_is_enough_at_any_time_where_none_is_set(self) -> None:
        assert self.away(200, grace_minutes=None).sitting.presence(ADA).here

    def test_does_not_count_the_break(self) -> None:
        evening = Evening.opened(grace_minutes=15)
        evening.does(CHAIR, cmd.Pause)
        evening.leaves(ADA)
        evening.does(CHAIR, cmd.Resume, after=3600)
        evening.does(ADA, cmd.SignIn, after=600)

        assert evening.sitting.presence(ADA).here

    def test_holds_for_the_typed_word_too(self) -> None:
        evening = Evening.opened(grace_minutes=15)
        evening.leaves(ADA)
        evening.does(ADA, cmd.RecordReturn, member=ADA, evidence=Evidence.OWN_WORD, after=1000)

        assert evening.sitting.presence(ADA).waiting

    def test_never_binds_the_office(self) -> None:
        evening = Evening.opened(grace_minutes=15)
        evening.leaves(ADA)
        evening.does(CLERK, cmd.RecordReturn, member=ADA, evidence=Evidence.CLERK, after=4000)

        assert evening.sitting.presence(ADA).here


class TestAfterABreak:
    """A break ends with a new sign-in: who of those present before it has said that they are back."""

    def after_a_break(self) -> Evening:
        evening = Evening.opened(4)
        evening.does(CHAIR, cmd.Pause)
        return evening

    def test_everybody_connected_is_expected(self) -> None:
        evening = self.after_a_break()

        assert evening.sitting.expected_back == evening.sitting.unconfirmed
        assert len(evening.sitting.unconfirmed) == 4

    def test_a_press_confirms(self) -> None:
        evening = self.after_a_break()
        evening.does(ADA, cmd.SignIn)

        assert ADA not in evening.sitting.unconfirmed
        assert evening.sitting.presence(ADA).confirmed_at == evening.now

    def test_a_second_press_says_nothing_new(self) -> None:
        evening = self.after_a_break()
        evening.does(ADA, cmd.SignIn)

        assert evening.does(ADA, cmd.SignIn) == ()

    def test_nothing_is_asked_without_a_break(self) -> None:
        assert Evening.opened(4).does(ADA, cmd.SignIn) == ()

    def test_people_in_the_hall_are_not_asked(self) -> None:
        evening = Evening.opened(4)
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA,))
        evening.does(CHAIR, cmd.Pause)

        assert ADA not in evening.sitting.expected_back

    def test_whoever_left_in_the_break_and_came_back_is_back(self) -> None:
        evening = self.after_a_break()
        evening.leaves(ADA)
        before = ADA in evening.sitting.unconfirmed
        evening.does(ADA, cmd.SignIn)

        assert (before, ADA in evening.sitting.unconfirmed) == (True, False)

    def test_a_second_break_asks_again(self) -> None:
        evening = self.after_a_break()
        evening.does(ADA, cmd.SignIn)
        evening.does(CHAIR, cmd.Resume)
        evening.does(CHAIR, cmd.Pause)

        assert ADA in evening.sitting.unconfirmed
