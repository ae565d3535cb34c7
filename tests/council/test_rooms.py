"""A sitting in more than one online meeting: another day, and a room for the closed part."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.ids import NOBODY, MemberId, SittingId
from council.presence import Evidence, Source
from council.room_check import Why, outside
from council.room_rules import require_free, require_not_left
from council.sitting import Sitting, Stage
from tests.council.evening import (
    ADA,
    ADVISER,
    BEN,
    CHAIR,
    CLERK,
    GUEST,
    MINUTES,
    SECOND,
    STAFF,
    SUPPORT,
    YES,
    Evening,
    members,
    preparation,
)

OTHER = "meeting:19:meeting_2@thread.v2"
ROOM = "meeting:19:closed@thread.v2"


def interrupted(present: int = 8) -> Evening:
    """A sitting that is interrupted until the next day."""
    evening = Evening.opened(present)
    evening.does(CHAIR, cmd.Pause, until=evening.now + timedelta(hours=20))
    return evening


def moved(present: int = 8) -> Evening:
    evening = interrupted(present)
    evening.does(CLERK, cmd.MoveMeeting, meeting=OTHER, after=19 * 3600)
    return evening


def hangs_up(evening: Evening, member: MemberId) -> None:
    """Teams tells that somebody left, and the participant query confirms it."""
    for source in (Source.EVENT, Source.QUERY):
        evening.does(NOBODY, cmd.ReportSighting, member=member, inside=False, source=source)


class TestAnotherDay:
    """contract § 4: a break also to another day; one journal, one set of minutes."""

    def test_moves_to_the_new_meeting(self) -> None:
        sitting = moved().sitting

        assert (sitting.meeting, sitting.meetings) == (OTHER, ("19:meeting_1@thread.v2",))
        assert sitting.stage is Stage.BREAK

    def test_everybody_left_when_the_break_began(self) -> None:
        evening = moved()
        begun = evening.sitting.breaks[-1][0]
        spells = [evening.sitting.presence(m).spells[-1] for m in members(8)]

        assert {(s.until, s.left_by) for s in spells} == {(begun, Evidence.SITTING)}

    def test_everybody_is_admitted_anew_also_within_the_grace(self) -> None:
        evening = moved()
        evening.does(ADA, cmd.SignIn)

        assert evening.sitting.presence(ADA).waiting
        assert not evening.sitting.presence(ADA).here

    def test_goes_on_with_those_who_are_there(self) -> None:
        evening = moved()
        evening.admit(*members(7))
        (resumed,) = evening.does(CHAIR, cmd.Resume)

        assert isinstance(resumed, ev.SittingResumed)
        assert len(resumed.quorum.names) == 7
        assert evening.replayed() == evening.sitting

    def test_knows_that_it_has_several_days(self) -> None:
        assert moved().sitting.several_days
        assert not Evening.opened().sitting.several_days

    def test_who_hung_up_during_the_break_left_when_it_began(self) -> None:
        evening = interrupted()
        hangs_up(evening, ADA)
        evening.does(CLERK, cmd.MoveMeeting, meeting=OTHER, after=19 * 3600)
        last = evening.sitting.presence(ADA).spells[-1]

        assert (last.until, last.left_by) == (evening.sitting.breaks[-1][0], Evidence.SITTING)
        assert evening.replayed() == evening.sitting

    def test_who_hung_up_is_not_let_in_by_teams_in_the_new_meeting(self) -> None:
        evening = interrupted()
        hangs_up(evening, ADA)
        evening.does(CLERK, cmd.MoveMeeting, meeting=OTHER, after=19 * 3600)
        evening.does(NOBODY, cmd.ReportSighting, member=ADA, inside=True, source=Source.EVENT)

        assert not evening.sitting.presence(ADA).here
        assert evening.sitting.presence(ADA).only_seen

    def test_nor_is_who_said_that_they_left(self) -> None:
        evening = interrupted()
        evening.leaves(ADA)
        evening.does(CLERK, cmd.MoveMeeting, meeting=OTHER, after=19 * 3600)
        evening.does(ADA, cmd.SignIn)

        assert evening.sitting.presence(ADA).waiting

    def test_their_own_word_keeps_its_time(self) -> None:
        evening = interrupted()
        evening.leaves(ADA)
        said = evening.sitting.presence(ADA).spells[-1]
        evening.does(CLERK, cmd.MoveMeeting, meeting=OTHER, after=19 * 3600)

        assert evening.sitting.presence(ADA).spells[-1] == said

    def test_knows_who_is_expected_on_the_next_day(self) -> None:
        evening = interrupted()
        expected = evening.sitting.expected_back
        evening.does(CLERK, cmd.MoveMeeting, meeting=OTHER, after=19 * 3600)

        assert evening.sitting.expected_back == expected
        assert set(evening.sitting.unconfirmed) == set(expected)

    def test_who_was_seen_in_the_former_meeting_was_not_seen_in_the_new_one(self) -> None:
        evening = interrupted()
        evening.does(NOBODY, cmd.ReportSighting, member=ADA, inside=True, source=Source.EVENT)
        before = evening.sitting.presence(ADA).inside
        evening.does(CLERK, cmd.MoveMeeting, meeting=OTHER)

        assert (before, evening.sitting.presence(ADA).inside) == (True, None)

    def test_moves_only_while_it_is_interrupted(self) -> None:
        Evening.opened().refuses(errors.NotInBreak, CLERK, cmd.MoveMeeting, meeting=OTHER)

    def test_moving_to_where_it_is_changes_nothing(self) -> None:
        evening = moved()

        assert evening.does(CLERK, cmd.MoveMeeting, meeting=OTHER) == ()

    def test_can_be_moved_back(self) -> None:
        evening = moved()
        evening.does(CLERK, cmd.MoveBack)

        assert evening.sitting.meeting == "19:meeting_1@thread.v2"
        assert (evening.sitting.meetings, evening.sitting.undone) == ((), (OTHER,))
        assert evening.replayed() == evening.sitting

    def test_is_moved_back_once_only(self) -> None:
        evening = moved()
        evening.does(CLERK, cmd.MoveBack)

        evening.refuses(errors.NotMoved, CLERK, cmd.MoveBack)

    def test_is_not_moved_back_once_somebody_is_there(self) -> None:
        evening = moved()
        evening.admit(ADA)

        refused = evening.refuses(errors.MeetingInUse, CLERK, cmd.MoveBack)
        assert refused["count"] == 1

    def test_is_not_moved_back_once_it_goes_on(self) -> None:
        evening = moved()
        evening.admit(*members(7))
        evening.does(CHAIR, cmd.Resume)

        evening.refuses(errors.NotInBreak, CLERK, cmd.MoveBack)

    def test_may_go_where_it_was_moved_by_mistake(self) -> None:
        evening = moved()
        evening.does(CLERK, cmd.MoveBack)
        evening.does(CLERK, cmd.MoveMeeting, meeting=OTHER)

        assert (evening.sitting.meeting, evening.sitting.undone) == (OTHER, ())

    def test_knows_the_chats_that_are_its_own_no_more(self) -> None:
        evening = moved()
        there = evening.sitting.left
        evening.does(CLERK, cmd.MoveBack)

        assert (there, evening.sitting.left) == (("19:meeting_1@thread.v2",), (OTHER,))

    def test_has_a_day_for_each_on_which_it_was_held(self) -> None:
        evening = moved()
        before = evening.sitting.days
        evening.admit(*members(7))
        evening.does(CHAIR, cmd.Resume)

        assert len(before) == 1
        assert [(day - before[0]).days for day in evening.sitting.days] == [0, 1]

    @pytest.mark.parametrize("by", [CHAIR, ADA])
    def test_is_the_offices_to_move(self, by: MemberId) -> None:
        interrupted().refuses(errors.RoleNeeded, by, cmd.MoveMeeting, meeting=OTHER)


class TestClosedRoom:
    """contract § 4: `vorbereiten <Id> nichtöffentlich`; closed items belong into its room."""

    def in_room(self) -> Evening:
        evening = Evening.opened(8)
        evening.does(CLERK, cmd.BindClosedRoom, meeting=ROOM)
        evening.does(CHAIR, cmd.StartClosedPart)
        return evening

    def test_counts_while_the_closed_part_lasts(self) -> None:
        evening = self.in_room()
        there = evening.sitting.room
        evening.does(CHAIR, cmd.StartPublicPart)

        assert (there, evening.sitting.room) == (ROOM, "19:meeting_1@thread.v2")

    def test_is_never_the_meeting_that_everybody_can_join(self) -> None:
        evening = Evening.opened()

        evening.refuses(errors.RoomTaken, CLERK, cmd.BindClosedRoom, meeting=evening.sitting.meeting)

    def test_nor_the_other_way_round(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.BindClosedRoom, meeting=ROOM)
        evening.does(CHAIR, cmd.Pause)

        evening.refuses(errors.RoomTaken, CLERK, cmd.MoveMeeting, meeting=ROOM)

    def test_in_which_a_closed_part_was_held_never_is_public(self) -> None:
        evening = self.in_room()
        evening.does(CHAIR, cmd.StartPublicPart)
        evening.does(CLERK, cmd.BindClosedRoom, meeting="")
        evening.does(CHAIR, cmd.Pause)

        assert evening.sitting.left == (ROOM,)
        evening.refuses(errors.RoomTaken, CLERK, cmd.MoveMeeting, meeting=ROOM)

    def test_bound_by_mistake_may_become_any_meeting(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.BindClosedRoom, meeting=ROOM)
        evening.does(CLERK, cmd.BindClosedRoom, meeting="")
        evening.does(CLERK, cmd.PrepareSitting, **{**preparation(), "meeting": ROOM})

        assert evening.sitting.meeting == ROOM

    def test_is_not_prepared_as_the_public_meeting(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.BindClosedRoom, meeting=ROOM)

        again = {**preparation(), "meeting": ROOM}
        evening.refuses(errors.RoomTaken, CLERK, cmd.PrepareSitting, **again)

    def test_is_no_meeting_that_everybody_could_join(self) -> None:
        evening = moved()

        evening.refuses(errors.RoomTaken, CLERK, cmd.BindClosedRoom, meeting="19:meeting_1@thread.v2")

    @pytest.mark.parametrize("meeting", ["", OTHER])
    def test_stays_while_a_ballot_stands_in_it(self, meeting: str) -> None:
        evening = self.in_room()
        evening.does(CHAIR, cmd.OpenBallot, item="20")

        evening.refuses(errors.BallotInTheWay, CLERK, cmd.BindClosedRoom, meeting=meeting)

    def test_is_released(self) -> None:
        evening = self.in_room()
        evening.does(SECOND, cmd.BindClosedRoom, meeting="")

        assert evening.sitting.room == evening.sitting.meeting

    def test_survives_a_new_preparation(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.BindClosedRoom, meeting=ROOM)
        evening.does(CLERK, cmd.PrepareSitting, **preparation())

        assert evening.sitting.closed_meeting == ROOM


class TestAlone:
    """Each remote member's "Ich bin allein im Raum": a hint, never a bar."""

    def closed(self) -> Evening:
        evening = Evening.opened(4)
        evening.does(CHAIR, cmd.StartClosedPart)
        return evening

    def test_is_asked_of_everybody_who_is_connected(self) -> None:
        evening = self.closed()
        evening.does(CLERK, cmd.RecordOnSite, members=(BEN,))

        assert evening.sitting.not_alone_yet == (CHAIR, MemberId("m02"), ADA)

    def test_is_confirmed_for_oneself(self) -> None:
        evening = self.closed()
        evening.does(ADA, cmd.ConfirmAlone)

        assert ADA not in evening.sitting.not_alone_yet
        assert evening.does(ADA, cmd.ConfirmAlone) == ()

    def test_is_only_said_by_who_is_there(self) -> None:
        self.closed().refuses(errors.NotPresent, MemberId("m11"), cmd.ConfirmAlone)

    @pytest.mark.parametrize("by", [CLERK, GUEST, STAFF])
    def test_is_not_asked_of_who_takes_no_part(self, by: MemberId) -> None:
        self.closed().refuses(errors.RoleNeeded, by, cmd.ConfirmAlone)

    def test_is_nothing_in_the_public_part(self) -> None:
        evening = Evening.opened()

        assert evening.sitting.not_alone_yet == ()
        evening.refuses(errors.NotInClosedPart, ADA, cmd.ConfirmAlone)

    def test_takes_nobodys_vote(self) -> None:
        evening = Evening.opened(8)
        evening.does(CHAIR, cmd.StartClosedPart)
        evening.does(CHAIR, cmd.OpenBallot, item="20")

        assert evening.vote(ADA, YES)

    def test_is_asked_again_in_the_next_closed_part(self) -> None:
        evening = self.closed()
        evening.does(ADA, cmd.ConfirmAlone)
        evening.does(CHAIR, cmd.StartPublicPart)
        evening.does(CHAIR, cmd.StartClosedPart)

        assert ADA in evening.sitting.not_alone_yet

    @pytest.mark.parametrize("over", [cmd.StartPublicPart, cmd.EndSitting])
    def test_who_did_not_is_kept_with_the_part(self, over: type[cmd.Command]) -> None:
        evening = self.closed()
        evening.does(ADA, cmd.ConfirmAlone)
        evening.does(CHAIR, over)
        (part,) = evening.sitting.closed_parts

        assert part.not_alone == (CHAIR, MemberId("m02"), BEN)


class TestWhoBelongsThere:
    """Issue part 5: administration without need, guests, strangers, whoever is biased on everything."""

    @pytest.mark.parametrize(
        ("member", "why"),
        [
            (ADA, None),
            (CLERK, None),
            (MINUTES, None),
            (ADVISER, None),
            (STAFF, Why.NO_WORK),
            (SUPPORT, Why.NO_WORK),
            (GUEST, Why.NO_WORK),
        ],
    )
    def test_is_told_by_vote_and_work(self, member: MemberId, why: Why | None) -> None:
        sitting = Evening.opened().sitting

        assert outside(sitting, sitting.member(member)) is why

    def test_nobody_knows_a_stranger(self) -> None:
        assert outside(Evening.opened().sitting, None) is Why.STRANGER

    @pytest.mark.parametrize(("items", "why"), [(("20",), None), (("20", "21"), Why.RECUSED)])
    def test_who_is_biased_on_every_closed_item_does_not(
        self, items: tuple[str, ...], why: Why | None
    ) -> None:
        evening = Evening.opened()
        for item in items:
            evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item=item)

        assert outside(evening.sitting, evening.sitting.member(ADA)) is why


class TestChats:
    """A chat that was left takes nothing, and no sitting takes what belongs to another."""

    def other(self, evening: Evening) -> Sitting:
        """Another sitting that is bound to a chat."""
        return replace(evening.sitting, id=SittingId("other"), title="Bauausschuss", meeting=ROOM)

    def test_the_meeting_it_left_takes_nothing(self) -> None:
        sitting = moved().sitting

        require_not_left(sitting, OTHER)
        with pytest.raises(errors.MeetingLeft):
            require_not_left(sitting, "19:meeting_1@thread.v2")

    def test_the_office_chat_was_never_a_meeting(self) -> None:
        require_not_left(moved().sitting, "meeting:19:office@thread.v2")

    @pytest.mark.parametrize("begin", [Evening.prepared, Evening.opened, interrupted])
    def test_no_closed_room_where_another_sitting_meets(self, begin: Callable[[], Evening]) -> None:
        with pytest.raises(errors.ChatTaken):
            require_free(ROOM, self.other(begin()), Evening.opened().sitting, closed=True)

    def test_a_sitting_under_way_does_not_move_to_where_another_meets(self) -> None:
        with pytest.raises(errors.ChatTaken):
            require_free(ROOM, self.other(Evening.prepared()), interrupted().sitting, closed=False)

    def test_another_sittings_closed_room_is_nobodys_meeting(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.BindClosedRoom, meeting=ROOM)

        with pytest.raises(errors.ChatTaken):
            require_free(ROOM, evening.sitting, None, closed=False)

    def test_one_that_is_only_prepared_gives_way(self) -> None:
        require_free(ROOM, self.other(Evening.prepared()), None, closed=False)

    def test_one_that_is_over_leaves_its_chat_free(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndSitting)

        require_free(ROOM, self.other(evening), interrupted().sitting, closed=True)
