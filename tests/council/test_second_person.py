"""What counts only once a second person confirms it: votes by word, counts by hand."""

from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.ballots import Outcome, Phase, Way
from council.ids import CaseId, MemberId
from council.roster import Roster
from council.sitting import CaseKind
from tests.council.evening import (
    ADA,
    BEN,
    CEM,
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
    members,
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


class TestHands:
    """Vertrag § 4, `handzeichen`: eine ganze Abstimmung von Hand; eine zweite Person bestätigt."""

    def test_opens_a_ballot_on_the_called_item(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        events = evening.does(CLERK, cmd.EnterHands, yes=6, no=3, abstain=1, reason="Karten gestört")

        assert [type(e) for e in events] == [ev.BallotOpened, ev.HandsEntered]
        assert evening.ballot.by_hands
        assert evening.ballot.hands is not None
        assert evening.ballot.hands.reason == "Karten gestört"

    def test_counts_once_confirmed_and_closes_the_ballot(self) -> None:
        evening = raised()
        events = evening.does(SECOND, cmd.ConfirmEntry, case=1)
        hands = evening.ballot.hands

        assert [type(e) for e in events] == [ev.HandsConfirmed, ev.BallotClosed]
        assert evening.ballot.tally == tally(6, 3, 1)
        assert hands is not None
        assert (hands.entered_by, hands.confirmed_by) == (CLERK, SECOND)

    def test_is_declared_like_any_other(self) -> None:
        evening = raised()
        evening.does(SECOND, cmd.ConfirmEntry, case=1)
        evening.does(CHAIR, cmd.DeclareBallot)

        assert evening.ballot.outcome is Outcome.CARRIED

    def test_takes_the_rest_as_yes(self) -> None:
        evening = raised(yes=None, no=1, abstain=1, rest_as_yes=True)
        hands = evening.ballot.hands

        assert hands is not None
        assert (hands.tally, hands.rest_as_yes) == (tally(9, 1, 1), True)

    def test_the_rest_are_those_still_entitled(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        evening.does(CLERK, cmd.EnterHands, yes=None, no=1, abstain=0, rest_as_yes=True)

        assert evening.ballot.hands is not None
        assert evening.ballot.hands.tally == tally(9, 1)

    @pytest.mark.parametrize(
        ("values", "votes"),
        [
            pytest.param({"yes": 8, "no": 3, "abstain": 1}, 12, id="one-too-many"),
            pytest.param(
                {"yes": None, "no": 12, "abstain": 0, "rest_as_yes": True}, 12, id="others-too-many"
            ),
        ],
    )
    def test_more_votes_than_people_are_refused(self, values: dict[str, Any], votes: int) -> None:
        said = Evening.voting().refuses(errors.TooManyVotes, CLERK, cmd.EnterHands, **values)

        assert said == {"votes": votes, "entitled": 11}

    @pytest.mark.parametrize(
        "values",
        [
            pytest.param({"yes": None, "no": 1, "abstain": 1}, id="no-yes"),
            pytest.param({"yes": 1, "no": -1, "abstain": 1}, id="negative-no"),
            pytest.param({"yes": -1, "no": 1, "abstain": 1}, id="negative-yes"),
            pytest.param({"yes": None, "no": 0, "abstain": -1, "rest_as_yes": True}, id="negative-abstain"),
        ],
    )
    def test_counts_that_say_nothing_are_refused(self, values: dict[str, Any]) -> None:
        assert Evening.voting().refuses(errors.CountsMissing, CLERK, cmd.EnterHands, **values) == {}

    def test_fewer_votes_than_people_are_plausible(self) -> None:
        evening = raised(2, 1, 0)
        evening.does(SECOND, cmd.ConfirmEntry, case=1)

        assert evening.ballot.tally == tally(2, 1)

    def test_replaces_what_was_pressed_before(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=2)
        evening.does(CHAIR, cmd.EnterHands, yes=3, no=8, abstain=0, reason="Karten gestört")
        evening.does(CLERK, cmd.ConfirmEntry, case=1)

        assert evening.ballot.tally == tally(3, 8)
        assert (len(evening.ballot.votes), evening.ballot.not_cast) == (2, ())

    def test_presses_go_on_counting_while_it_waits(self) -> None:
        evening = raised()
        evening.vote(ADA, YES)
        evening.does(SECOND, cmd.RejectEntry, case=1)

        assert evening.closes().tally == tally(1)

    def test_cannot_be_closed_over(self) -> None:
        assert raised().refuses(errors.HandsPending, CHAIR, cmd.CloseBallot) == {"case": 1}

    def test_rejected_in_a_ballot_by_hands_must_be_entered_anew(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CLERK, cmd.EnterHands, yes=6, no=3, abstain=1)
        evening.does(SECOND, cmd.RejectEntry, case=1)

        evening.refuses(errors.CountsMissing, CHAIR, cmd.CloseBallot)
        evening.does(CLERK, cmd.EnterHands, yes=7, no=3, abstain=1)
        evening.does(SECOND, cmd.ConfirmEntry, case=2)
        assert evening.ballot.tally == tally(7, 3, 1)

    def test_entered_anew_drops_what_waited(self) -> None:
        evening = raised()
        evening.does(CLERK, cmd.EnterHands, yes=7, no=3, abstain=1)

        evening.refuses(errors.NothingWaits, SECOND, cmd.ConfirmEntry, case=1)
        assert [c.id for c in evening.sitting.waiting_cases] == [2]

    def test_is_checked_again_at_confirming(self) -> None:
        evening = raised(8, 2, 1)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        values = evening.refuses(errors.TooManyVotes, SECOND, cmd.ConfirmEntry, case=1)
        assert values == {"votes": 11, "entitled": 10}

    def test_needs_a_called_item(self) -> None:
        evening = Evening.opened()

        evening.refuses(errors.NoItemCalled, CLERK, cmd.EnterHands, yes=1, no=0, abstain=0)

    def test_needs_its_object_after_a_result(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)

        evening.refuses(errors.ObjectNeeded, CLERK, cmd.EnterHands, yes=1, no=0, abstain=0)
        evening.does(CHAIR, cmd.OpenBallot, object="Punkt 2")
        evening.does(CLERK, cmd.EnterHands, yes=11, no=0, abstain=0)
        assert evening.ballot.object == "Punkt 2"

    def test_comes_too_late_after_closing(self) -> None:
        evening = Evening.voting()
        evening.closes()

        values = evening.refuses(errors.BallotInTheWay, CLERK, cmd.EnterHands, yes=1, no=0, abstain=0)
        assert values == {"ballot": 1, "step": "declare"}

    def test_is_repeated_by_card(self) -> None:
        evening = raised()
        evening.does(SECOND, cmd.ConfirmEntry, case=1)
        evening.does(CHAIR, cmd.RepeatBallot)
        evening.vote(ADA, YES)

        assert (evening.ballot.by_hands, evening.ballot.count()) == (False, tally(1))

    def test_of_all_those_entitled_proves_that_they_were_there(self) -> None:
        evening = Evening.voting(6)
        evening.does(CLERK, cmd.EnterHands, yes=None, no=0, abstain=0, rest_as_yes=True)
        evening.leaves(CEM)
        evening.does(SECOND, cmd.ConfirmEntry, case=1)
        found = evening.ballot.quorum_at_closing

        assert found is not None
        assert (found.names, found.met) == (members(6), True)

    def test_of_fewer_than_are_present_proves_nothing_of_who_left(self) -> None:
        evening = Evening.voting(7)
        evening.does(CLERK, cmd.EnterHands, yes=4, no=1, abstain=0)
        evening.leaves(CEM, BEN)
        evening.does(SECOND, cmd.ConfirmEntry, case=1)
        found = evening.ballot.quorum_at_closing

        assert found is not None
        assert (found.present, found.met) == (5, False)

    @pytest.mark.parametrize("by", [CLERK, CHAIR], ids=["office", "chair"])
    def test_office_and_chair_may_enter(self, by: MemberId) -> None:
        evening = Evening.voting()
        evening.does(by, cmd.EnterHands, yes=6, no=0, abstain=0)

        assert evening.ballot.hands is not None
        assert evening.ballot.hands.entered_by == by

    def test_a_member_may_not(self) -> None:
        values = Evening.voting().refuses(errors.ChairNeeded, ADA, cmd.EnterHands, yes=6, no=0, abstain=0)

        assert values == {"chair": CHAIR}

    @pytest.mark.parametrize("end", [cmd.CancelBallot, cmd.RepeatBallot])
    def test_what_waits_dies_with_its_ballot(self, end: type[cmd.Command]) -> None:
        evening = raised()
        evening.does(CHAIR, end)

        assert evening.sitting.waiting_cases == ()

    def test_a_cancelled_ballot_by_hands_frees_the_way(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CLERK, cmd.EnterHands, yes=6, no=3, abstain=1)
        evening.does(CHAIR, cmd.CancelBallot)

        assert evening.ballot.phase is Phase.CANCELLED
        assert evening.sitting.ballot is None
