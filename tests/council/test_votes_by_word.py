"""Votes on a member's word: they count once a second person confirms them."""

from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.ballots import Way
from council.ids import CaseId, MemberId
from council.roster import Roster
from council.sitting import CaseKind
from tests.council.evening import (
    ADA,
    BEN,
    CHAIR,
    CLERK,
    DEPUTY,
    GUEST,
    MINUTES,
    NO,
    OFFICE,
    PROGRAM,
    SECOND,
    STAFF,
    STRANGER,
    SUPPORT,
    YES,
    Evening,
    councillors,
    tally,
)


def entered(choice: Any = YES, member: MemberId = ADA) -> Evening:
    """A ballot in which the clerk has entered a vote on *member*'s word."""
    evening = Evening.voting()
    evening.does(CLERK, cmd.EnterVote, member=member, choice=choice, reason="Zuruf am Telefon")
    return evening


def raised(yes: int | None = 6, no: int = 3, abstain: int = 1, **more: Any) -> Evening:
    """An open ballot for which the clerk has entered counts by hand."""
    evening = Evening.voting()
    evening.does(CLERK, cmd.EnterHands, yes=yes, no=no, abstain=abstain, **more)
    return evening


class TestVoteByWord:
    """Vertrag § 4, `stimme`: eine Stimme auf Zuruf; zählt, wenn eine zweite Person bestätigt."""

    def test_waits_and_counts_nothing(self) -> None:
        evening = entered()
        (case,) = evening.sitting.waiting_cases

        assert (case.kind, case.member, case.choice, case.entered_by) == (CaseKind.VOTE, ADA, YES, CLERK)
        assert case.reason == "Zuruf am Telefon"
        assert evening.ballot.count() == tally()

    def test_counts_once_confirmed_and_names_both(self) -> None:
        evening = entered()
        (event,) = evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        vote = evening.ballot.vote_of(ADA)

        assert isinstance(event, ev.VoteCast)
        assert vote is not None
        assert (vote.choice, vote.way, vote.by, vote.member) == (YES, Way.OFFICE, SECOND, ADA)
        assert evening.sitting.waiting_cases == ()
        assert evening.sitting.cases[CaseId(1)].settled_by == SECOND

    def test_a_confirmation_delivered_again_is_not_done_again(self) -> None:
        evening = entered()
        evening.does(SECOND, cmd.ConfirmEntry, case=1, cause="m:7")

        assert evening.does(SECOND, cmd.ConfirmEntry, case=1, cause="m:7") == ()
        assert evening.ballot.rev_of(ADA) == 1

    def test_is_void_once_rejected(self) -> None:
        evening = entered()
        evening.does(SECOND, cmd.RejectEntry, case=evening.case())

        assert evening.ballot.count() == tally()
        assert evening.refuses(errors.NothingWaits, SECOND, cmd.ConfirmEntry, case=1) == {"case": 1}

    def test_may_be_withdrawn_by_who_entered_it(self) -> None:
        evening = entered()
        evening.does(CLERK, cmd.RejectEntry, case=evening.case())

        assert evening.sitting.waiting_cases == ()

    def test_needs_a_reason(self) -> None:
        values = Evening.voting().refuses(
            errors.ReasonNeeded, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason=" "
        )

        assert values == {}

    def test_is_refused_for_whoever_has_pressed(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, NO)

        values = evening.refuses(
            errors.AlreadyVoted, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf"
        )
        assert values == {"member": ADA}

    def test_is_not_confirmed_over_a_press_that_came_first(self) -> None:
        evening = entered()
        evening.vote(ADA, NO)

        evening.refuses(errors.AlreadyVoted, SECOND, cmd.ConfirmEntry, case=evening.case())
        assert evening.ballot.count() == tally(0, 1)

    def test_is_replaced_by_a_later_press(self) -> None:
        evening = entered(YES)
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        evening.vote(ADA, NO)

        assert evening.ballot.count() == tally(0, 1)
        assert [v.way for v in evening.ballot.votes[ADA]] == [Way.OFFICE, Way.CARD]

    def test_entered_anew_drops_what_waited(self) -> None:
        evening = entered(YES)
        events = evening.does(CLERK, cmd.EnterVote, member=ADA, choice=NO, reason="verhört")
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())

        assert [type(e) for e in events] == [ev.EntryRejected, ev.VoteEntered]
        assert evening.ballot.count() == tally(0, 1)
        assert evening.sitting.waiting_cases == ()

    def test_of_two_members_waits_side_by_side(self) -> None:
        evening = entered(YES)
        evening.does(CLERK, cmd.EnterVote, member=BEN, choice=NO, reason="Zuruf")
        evening.does(SECOND, cmd.ConfirmEntry, case=2)

        assert [c.member for c in evening.sitting.waiting_cases] == [ADA]
        assert evening.ballot.count() == tally(0, 1)

    def test_dies_with_its_ballot(self) -> None:
        evening = entered()
        evening.closes()

        assert evening.sitting.waiting_cases == ()
        evening.refuses(errors.NothingWaits, SECOND, cmd.ConfirmEntry, case=1)

    @pytest.mark.parametrize("end", [cmd.CancelBallot, cmd.RepeatBallot])
    def test_dies_with_a_ballot_broken_off(self, end: type[cmd.Command]) -> None:
        evening = entered()
        evening.does(CHAIR, end)

        assert evening.sitting.waiting_cases == ()

    @pytest.mark.parametrize(
        ("member", "why"),
        [
            pytest.param(GUEST, errors.NotEntitled, id="guest"),
            pytest.param(CLERK, errors.NotForOneself, id="oneself"),
            pytest.param(STRANGER, errors.UnknownMember, id="stranger"),
        ],
    )
    def test_is_only_for_others_who_are_entitled(self, member: MemberId, why: type[errors.Refusal]) -> None:
        evening = Evening.voting()
        evening.refuses(why, CLERK, cmd.EnterVote, member=member, choice=YES, reason="Zuruf")

        assert evening.sitting.cases == {}

    def test_is_not_for_the_recused(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        evening.refuses(errors.Recused, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")

    def test_is_not_confirmed_for_one_recused_meanwhile(self) -> None:
        evening = entered()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        evening.refuses(errors.Recused, SECOND, cmd.ConfirmEntry, case=1)

    def test_is_not_confirmed_for_one_who_has_left_meanwhile(self) -> None:
        evening = entered()
        evening.leaves(ADA)

        evening.refuses(errors.NotPresent, SECOND, cmd.ConfirmEntry, case=1)
        assert evening.ballot.count() == tally()

    def test_is_not_for_whoever_has_left(self) -> None:
        evening = Evening.voting()
        evening.leaves(ADA)

        evening.refuses(errors.NotPresent, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")

    def test_needs_an_open_ballot(self) -> None:
        evening = Evening.opened()
        evening.refuses(errors.NoBallotOpen, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.closes()

        evening.refuses(errors.BallotNotOpen, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")

    def test_has_no_place_in_a_ballot_by_hands(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CLERK, cmd.EnterHands, yes=11, no=0, abstain=0)

        evening.refuses(errors.TakenByHands, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")


class TestWhoConfirms:
    """Vertrag § 4, Rollen: niemand bestätigt sich selbst; der Vorsitz nur, wo das Büro eine Person ist."""

    @pytest.mark.parametrize("by", [SECOND, MINUTES], ids=["second-clerk", "minute-taker"])
    def test_another_clerk_confirms(self, by: MemberId) -> None:
        evening = entered()
        evening.does(by, cmd.ConfirmEntry, case=1)

        assert evening.ballot.count() == tally(1)

    @pytest.mark.parametrize("kind", ["vote", "hands"])
    def test_nobody_confirms_what_they_entered(self, kind: str) -> None:
        evening = entered() if kind == "vote" else raised()

        assert evening.refuses(errors.SecondPersonNeeded, CLERK, cmd.ConfirmEntry, case=1) == {"case": 1}

    def test_the_chair_does_not_confirm_a_vote_where_two_clerks_are(self) -> None:
        assert entered().refuses(errors.RoleNeeded, CHAIR, cmd.ConfirmEntry, case=1) == {"roles": ("büro",)}

    def test_the_chair_confirms_a_vote_where_one_clerk_is(self) -> None:
        roster = Roster((*councillors(11), OFFICE[0]))
        evening = Evening.opened(roster=roster)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.does(CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")
        evening.does(CHAIR, cmd.ConfirmEntry, case=1)

        assert evening.ballot.count() == tally(1)

    def test_the_chair_never_confirms_their_own_vote(self) -> None:
        roster = Roster((*councillors(11), OFFICE[0]))
        evening = Evening.opened(roster=roster)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.does(CLERK, cmd.EnterVote, member=CHAIR, choice=YES, reason="Zuruf")

        assert evening.refuses(errors.NotForOneself, CHAIR, cmd.ConfirmEntry, case=1) == {}

    def test_the_chair_confirms_counts_by_hand(self) -> None:
        evening = raised()
        evening.does(CHAIR, cmd.ConfirmEntry, case=1)

        assert evening.ballot.tally == tally(6, 3, 1)

    @pytest.mark.parametrize("by", [ADA, DEPUTY, SUPPORT, STAFF, GUEST])
    @pytest.mark.parametrize("what", [cmd.ConfirmEntry, cmd.RejectEntry])
    def test_nobody_else_confirms_or_rejects(self, what: type[cmd.Command], by: MemberId) -> None:
        evening = entered(member=BEN)

        assert evening.refuses(errors.RoleNeeded, by, what, case=1) == {"roles": ("büro",)}

    def test_the_program_never_confirms(self) -> None:
        values = entered().refuses(errors.NotInRoster, PROGRAM, cmd.ConfirmEntry, case=1)

        assert values == {}

    @pytest.mark.parametrize("what", [cmd.ConfirmEntry, cmd.RejectEntry])
    def test_an_unknown_case_is_named(self, what: type[cmd.Command]) -> None:
        assert entered().refuses(errors.UnknownCase, SECOND, what, case=9) == {"case": 9}

    def test_an_admission_is_no_entry_to_confirm(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn)

        evening.refuses(errors.UnknownCase, CLERK, cmd.ConfirmEntry, case=1)

    def test_nothing_is_confirmed_after_the_end(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.TakeChair)
        evening.does(CHAIR, cmd.EndSitting)

        evening.refuses(errors.SittingIsOver, SECOND, cmd.ConfirmEntry, case=1)
