"""Late, gone early, away: by the sitting's own time, in which breaks count for nothing."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import events as ev
from council.attending import Attending, attending, stretches, within
from council.ids import MemberId
from council.presence import Evidence, Mode
from council.sitting import Sitting
from tests import cast

END = cast.START + timedelta(hours=5)


def minute(count: float) -> datetime:
    """So many minutes after the opening."""
    return cast.START + timedelta(minutes=count)


def after(sitting: Sitting, *events: ev.Event) -> Sitting:
    return cast.after(sitting, *events)


def left(sitting: Sitting, at: datetime, member: MemberId = cast.MEMBER) -> Sitting:
    return cast.left(sitting, member, at)


def back(sitting: Sitting, at: datetime, mode: Mode = Mode.REMOTE) -> Sitting:
    returned = ev.MemberReturned(at=at, member=cast.MEMBER, since=at, mode=mode, evidence=Evidence.OWN_WORD)
    return after(sitting, returned)


def paused(sitting: Sitting, since: datetime, until: datetime | None) -> Sitting:
    """The sitting after a break, or in one that lasts."""
    begun = after(sitting, ev.BreakStarted(at=since))
    return begun if until is None else after(begun, ev.SittingResumed(at=until, quorum=begun.quorum("")))


def ended(sitting: Sitting, at: datetime = END) -> Sitting:
    return after(sitting, ev.SittingEnded(at=at))


def of(sitting: Sitting, member: MemberId = cast.MEMBER) -> Attending:
    return attending(sitting, member, sitting.presence(member))


class TestLate:
    """Whoever comes after the opening, with the time of coming."""

    def test_is_whoever_comes_after_the_opening(self) -> None:
        sitting = cast.admitted(cast.opened(), cast.LATE, at=minute(20))

        assert of(sitting, cast.LATE).late == minute(20)

    def test_is_nobody_who_was_there_before(self) -> None:
        assert of(cast.opened()) == Attending()

    def test_is_nobody_before_the_opening(self) -> None:
        assert of(cast.admitted(cast.prepared(), cast.MEMBER)) == Attending()

    def test_is_nobody_who_missed_a_break_only(self) -> None:
        sitting = paused(cast.opened(), cast.START, minute(30))
        sitting = cast.admitted(sitting, cast.LATE, at=minute(25))

        assert of(sitting, cast.LATE).late is None

    def test_is_whoever_comes_in_a_break_after_something_was_missed(self) -> None:
        sitting = paused(cast.opened(), minute(10), minute(30))
        sitting = cast.admitted(sitting, cast.LATE, at=minute(25))

        assert of(sitting, cast.LATE).late == minute(25)

    def test_is_nobody_whose_mandate_began_when_they_came(self) -> None:
        began = ev.MandateBegan(at=minute(40), by=cast.CHAIR, member=cast.LATE)
        sitting = cast.admitted(after(cast.opened(), began), cast.LATE, at=minute(40))

        assert of(sitting, cast.LATE).late is None

    def test_is_nobody_who_came_and_went_before_the_opening_and_never_again(self) -> None:
        early = left(cast.admitted(cast.prepared(), cast.MEMBER), minute(-5))
        sitting = after(early, ev.SittingOpened(at=cast.START, by=cast.CHAIR, quorum=early.quorum("")))

        assert stretches(sitting, sitting.presence(cast.MEMBER)) == ()
        assert of(ended(sitting)) == Attending()


class TestEarly:
    """Whoever goes before the end and does not come back, with the time of going."""

    def test_is_whoever_goes_for_good(self) -> None:
        assert of(ended(left(cast.opened(), minute(60)))).early == minute(60)

    def test_is_so_at_once_while_the_sitting_goes_on(self) -> None:
        assert of(left(cast.opened(), minute(60))).early == minute(60)

    def test_is_nobody_who_stays_to_the_end(self) -> None:
        assert of(ended(cast.opened())).early is None

    def test_is_nobody_who_comes_back(self) -> None:
        found = of(ended(back(left(cast.opened(), minute(60)), minute(75))))

        assert (found.early, found.away) == (None, ((minute(60), minute(75)),))

    def test_is_nobody_while_the_break_lasts_in_which_they_went(self) -> None:
        assert of(left(paused(cast.opened(), minute(60), None), minute(61))).early is None

    def test_is_nobody_who_went_in_a_break_after_which_nothing_came(self) -> None:
        sitting = left(paused(cast.opened(), minute(60), None), minute(61))

        assert of(ended(sitting)).early is None

    def test_is_whoever_does_not_come_back_from_a_break(self) -> None:
        sitting = paused(left(paused(cast.opened(), minute(60), None), minute(61)), minute(62), minute(70))

        assert of(ended(sitting)).early == minute(61)

    def test_is_whoever_went_before_the_break_that_lasts(self) -> None:
        assert of(paused(left(cast.opened(), minute(59)), minute(60), None)).early == minute(59)

    def test_is_nobody_whose_mandate_ended_when_they_went(self) -> None:
        over = ev.MandateEnded(at=minute(60), by=cast.CHAIR, member=cast.MEMBER)

        assert of(ended(left(after(cast.opened(), over), minute(60)))).early is None

    def test_holds_together_with_late(self) -> None:
        sitting = cast.admitted(cast.opened(), cast.LATE, at=minute(20))
        found = of(ended(left(sitting, minute(40), cast.LATE)), cast.LATE)

        assert (found.late, found.early) == (minute(20), minute(40))

    def test_ends_when_the_end_is_taken_back_and_they_return(self) -> None:
        sitting = after(ended(left(cast.opened(), minute(60))), ev.EndTakenBack(at=END))

        assert of(back(sitting, END + timedelta(minutes=1))).early is None


class TestAway:
    """Interruptions of a presence in which something was missed."""

    def test_is_no_gap_within_a_break(self) -> None:
        sitting = back(left(paused(cast.opened(), minute(60), None), minute(61)), minute(69))
        resumed = after(sitting, ev.SittingResumed(at=minute(70), quorum=sitting.quorum("")))

        assert of(ended(resumed)) == Attending()

    def test_is_a_gap_that_goes_on_after_the_break(self) -> None:
        sitting = left(paused(cast.opened(), minute(60), None), minute(61))
        resumed = after(sitting, ev.SittingResumed(at=minute(70), quorum=sitting.quorum("")))

        assert of(ended(back(resumed, minute(72)))).away == ((minute(61), minute(72)),)

    def test_is_nobody_who_changed_from_one_mode_to_the_other(self) -> None:
        sitting = back(left(cast.opened(), minute(30)), minute(30), Mode.ROOM)

        assert of(ended(sitting)).away == ()


class TestDisturbed:
    """Disturbances within the sitting, by their times."""

    def test_ends_with_the_sitting(self) -> None:
        lasting = ev.DisturbanceReported(at=minute(60), member=cast.MEMBER, reason="Ton")

        assert of(ended(after(cast.opened(), lasting))).disturbed == ((minute(60), END),)

    def test_lasts_while_the_sitting_does(self) -> None:
        lasting = ev.DisturbanceReported(at=minute(60), member=cast.MEMBER, reason="Ton")

        assert of(after(cast.opened(), lasting)).disturbed == ((minute(60), None),)

    def test_before_the_opening_is_none_of_the_sitting(self) -> None:
        early = cast.admitted(cast.prepared(), *cast.VOTERS)
        disturbed = after(
            early,
            ev.DisturbanceReported(at=minute(-10), member=cast.MEMBER, reason="Ton"),
            ev.DisturbanceEnded(at=minute(-5), member=cast.MEMBER),
        )

        assert of(ended(cast.opened(disturbed))).disturbed == ()


class TestBreaks:
    """Wherever a break lies, it makes nobody late, early or away who is there whenever it goes on."""

    @given(
        since=st.integers(min_value=0, max_value=299),
        length=st.integers(min_value=1, max_value=300),
        out=st.integers(min_value=0, max_value=300),
        gone=st.integers(min_value=1, max_value=300),
    )
    def test_never_change_what_is_said_of_whoever_left_in_them_and_came_back(
        self, since: int, length: int, out: int, gone: int
    ) -> None:
        until = min(since + length, 300)
        away = min(since + out, until)
        again = min(away + gone, until)
        paused_ = after(cast.opened(), ev.BreakStarted(at=minute(since)))
        sitting = back(left(paused_, minute(away)), minute(again))
        resumed = after(sitting, ev.SittingResumed(at=minute(until), quorum=sitting.quorum("")))

        assert of(ended(resumed)) == Attending()

    @pytest.mark.parametrize(
        ("since", "until", "part"),
        [
            (-30, 400, (0, 300)),
            (10, None, (10, 300)),
            (-30, 0, None),
            (-30, -10, None),
            (300, 310, None),
            (5, 6, (5, 6)),
        ],
    )
    def test_time_counts_between_opening_and_end_only(
        self, since: int, until: int | None, part: tuple[int, int] | None
    ) -> None:
        found = within(ended(cast.opened()), minute(since), None if until is None else minute(until))

        assert found == (None if part is None else (minute(part[0]), minute(part[1])))
