"""Votes that do not count, each for the reason a chair would give."""

import pytest

from council import commands as cmd
from council import errors
from council.ballots import Choice, Phase
from council.decide import decide
from council.ids import BallotId, MemberId
from council.presence import Evidence
from tests.council.evening import (
    ADA,
    ADVISER,
    CHAIR,
    CLERK,
    GUEST,
    PROGRAM,
    SITTING,
    STRANGER,
    YES,
    Evening,
)


def choice_of(evening: Evening, member: MemberId) -> Choice | None:
    vote = evening.ballot.vote_of(member)
    return vote.choice if vote else None


class TestWhoMayNot:
    """Vertrag § 5: Eine Ablehnung zählt nichts; jede in der Reihenfolge, in der ein Vorsitz sie gäbe."""

    @staticmethod
    def refused(
        evening: Evening, why: type[errors.Refusal], by: MemberId, **more: object
    ) -> dict[str, object]:
        values = {"ballot": evening.ballot.id, "round": evening.ballot.round, "choice": YES, "rev": 0} | more
        return evening.refuses(why, by, cmd.CastVote, **values)

    def test_a_stranger_is_not_on_the_roster(self) -> None:
        assert self.refused(Evening.voting(), errors.NotInRoster, STRANGER) == {}

    @pytest.mark.parametrize("by", [CLERK, ADVISER, GUEST], ids=["clerk", "adviser", "guest"])
    def test_people_without_a_vote_are_not_entitled(self, by: MemberId) -> None:
        evening = Evening.opened()
        evening.admit(by)
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert self.refused(evening, errors.NotEntitled, by) == {"member": by, "ballot": 1}

    def test_a_member_never_admitted_is_told_so(self) -> None:
        assert self.refused(Evening.voting(7), errors.NotAdmitted, MemberId("m08")) == {}

    def test_a_member_who_waits_for_admission_is_told_so(self) -> None:
        evening = Evening.voting(7)
        evening.does(MemberId("m08"), cmd.SignIn)

        self.refused(evening, errors.NotAdmitted, MemberId("m08"))

    def test_a_member_admitted_later_votes_in_the_next_ballot(self) -> None:
        evening = Evening.voting(7)
        late = MemberId("m08")
        evening.admit(late)
        self.refused(evening, errors.NotEntitled, late)
        evening.declares()
        evening.does(CHAIR, cmd.OpenBallot, item="7")
        evening.vote(late, YES)

        assert choice_of(evening, late) is YES

    def test_a_member_who_returned_later_votes_in_the_next_ballot(self) -> None:
        evening = Evening.opened(7)
        evening.leaves(ADA)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.returns(ADA)
        self.refused(evening, errors.NotEntitled, ADA)
        evening.declares()
        evening.does(CHAIR, cmd.OpenBallot, item="7")
        evening.vote(ADA, YES)

        assert choice_of(evening, ADA) is YES

    def test_a_member_whose_disturbance_ended_later_votes_in_the_next_ballot(self) -> None:
        evening = Evening.opened(7)
        evening.does(CLERK, cmd.ReportDisturbance, member=ADA)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.does(CLERK, cmd.EndDisturbance, member=ADA)

        self.refused(evening, errors.NotEntitled, ADA)

    def test_a_member_who_has_left_is_told_so(self) -> None:
        evening = Evening.voting(7)
        evening.leaves(ADA)

        assert self.refused(evening, errors.LeftBefore, ADA) == {
            "member": ADA,
            "since": evening.sitting.presence(ADA).spells[0].until,
        }

    def test_a_member_of_the_electorate_who_comes_back_in_time_votes(self) -> None:
        evening = Evening.voting(7)
        evening.leaves(ADA)
        evening.returns(ADA)
        evening.vote(ADA, YES)

        assert choice_of(evening, ADA) is YES

    def test_a_reported_departure_takes_nobodys_vote_away(self) -> None:
        evening = Evening.voting(7)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        evening.vote(ADA, YES)

        assert choice_of(evening, ADA) is YES

    def test_a_confirmed_departure_does(self) -> None:
        evening = Evening.voting(7)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        evening.does(PROGRAM, cmd.RecordLeaving, member=ADA, evidence=Evidence.TEAMS)

        self.refused(evening, errors.LeftBefore, ADA)

    def test_a_recused_member_is_told_so(self) -> None:
        evening = Evening.opened(8)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="6")
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert self.refused(evening, errors.Recused, ADA) == {"item": "6"}

    def test_a_vote_after_closing_is_too_late(self) -> None:
        evening = Evening.voting()
        evening.closes()

        assert self.refused(evening, errors.BallotNotOpen, ADA) == {"ballot": 1, "phase": "geschlossen"}

    @pytest.mark.parametrize("phase", [Phase.DECLARED, Phase.CANCELLED])
    def test_a_ballot_that_is_over_takes_no_vote(self, phase: Phase) -> None:
        evening = Evening.voting()
        if phase is Phase.DECLARED:
            evening.declares()
        else:
            evening.does(CHAIR, cmd.CancelBallot)

        assert self.refused(evening, errors.BallotNotOpen, ADA)["phase"] == phase.value

    def test_a_press_on_the_card_before_the_repetition_is_too_late(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.RepeatBallot)

        assert self.refused(evening, errors.BallotNotOpen, ADA, ballot=1, round=1)["phase"] == "ersetzt"

    def test_a_press_with_another_round_is_altered(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.RepeatBallot)

        assert self.refused(evening, errors.AlteredPress, ADA, round=1) == {"ballot": 2}
        self.refused(evening, errors.AlteredPress, ADA, ballot=1, round=2)

    @pytest.mark.parametrize("ballot", [0, -1, 2, 999])
    def test_a_ballot_that_never_was_is_unknown(self, ballot: int) -> None:
        assert self.refused(Evening.voting(), errors.UnknownBallot, ADA, ballot=ballot) == {"ballot": ballot}

    def test_a_ballot_by_hands_takes_no_press(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CLERK, cmd.EnterHands, yes=11, no=0, abstain=0)

        assert self.refused(evening, errors.TakenByHands, ADA) == {"ballot": 1}

    def test_before_the_opening_there_is_nothing_to_vote_on(self) -> None:
        evening = Evening.prepared()
        evening.admit(ADA)

        assert evening.refuses(errors.UnknownBallot, ADA, cmd.CastVote, ballot=1, round=1, choice=YES) == {
            "ballot": 1
        }

    def test_no_sitting_is_bound(self) -> None:
        evening = Evening()
        command = cmd.CastVote(sitting=SITTING, by=ADA, ballot=BallotId(1), round=1, choice=YES)

        with pytest.raises(errors.NotPrepared):
            decide(None, command, evening.now, "")
        assert evening.events == []
