"""Counts taken by hand or voice: they count once a second person confirms them."""

from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.ballots import Outcome, Phase
from council.ids import MemberId
from tests.council.evening import (
    ADA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    SECOND,
    YES,
    Evening,
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

    def test_takes_no_press_and_no_word_while_it_waits(self) -> None:
        evening = raised()
        evening.refuses(errors.TakenByHands, ADA, cmd.CastVote, ballot=1, round=1, choice=YES)

        values = evening.refuses(
            errors.TakenByHands, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf"
        )
        assert values == {"ballot": 1}

    def test_lets_presses_count_again_once_rejected(self) -> None:
        evening = raised()
        evening.does(SECOND, cmd.RejectEntry, case=1)
        evening.vote(ADA, YES)

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
