"""The quorum as it is found: at the opening, at each ballot; and who may vote in it."""

from dataclasses import replace

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.ballots import Phase
from council.ids import MemberId
from council.presence import Evidence
from council.roster import Roster
from tests.council.evening import (
    ADA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    NO,
    OFFICE,
    PROGRAM,
    RULES,
    YES,
    Evening,
    councillors,
    members,
)


class TestQuorumAtOpening:
    """SächsGemO § 39 Abs. 2: bei Eröffnung der Sitzung und jeder Abstimmung mit Namen festgestellt."""

    def test_the_sitting_opens_with_the_names_of_those_present(self) -> None:
        evening = Evening.opened(9)

        assert evening.sitting.quorum_at_opening == evening.sitting.quorum("")
        assert evening.sitting.quorum_at_opening.names == members(9)

    def test_the_sitting_opens_without_a_quorum_and_says_so(self) -> None:
        found = Evening.opened(5).sitting.quorum_at_opening

        assert found is not None
        assert (found.met, found.present, found.required) == (False, 5, 6)

    def test_no_ballot_opens_without_a_quorum(self) -> None:
        evening = Evening.opened(5)

        values = evening.refuses(errors.NoQuorum, CHAIR, cmd.OpenBallot, item="6")

        assert values == {"present": 5, "required": 6, "norm": "§ 39 Abs. 2 SächsGemO"}

    def test_no_procedural_motion_is_voted_on_without_a_quorum(self) -> None:
        Evening.opened(5).refuses(
            errors.NoQuorum, CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte"
        )

    def test_no_hands_are_counted_without_a_quorum(self) -> None:
        evening = Evening.opened(5)
        evening.does(CHAIR, cmd.CallItem, item="6")

        evening.refuses(errors.NoQuorum, CLERK, cmd.EnterHands, yes=5, no=0, abstain=0)

    def test_a_repetition_needs_the_quorum_too(self) -> None:
        evening = Evening.voting(6)
        evening.votes(yes=6)
        evening.declares()
        evening.leaves(CEM)

        evening.refuses(errors.NoQuorum, CHAIR, cmd.RepeatBallot)

    def test_one_who_comes_in_time_makes_the_council_quorate(self) -> None:
        evening = Evening.opened(5)
        evening.admit(MemberId("m06"))
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert evening.ballot.quorum_at_opening.names == members(6)

    def test_a_recusal_may_cost_the_quorum_of_its_item_alone(self) -> None:
        evening = Evening.opened(6)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="6")

        assert evening.refuses(errors.NoQuorum, CHAIR, cmd.OpenBallot, item="6")["present"] == 5
        evening.does(CHAIR, cmd.OpenBallot, item="7")
        assert evening.ballot.phase is Phase.OPEN

    def test_a_rule_set_may_do_without(self) -> None:
        rules = RULES.replace(
            "[quorum.needed_at_ballot]\nvalue = true", "[quorum.needed_at_ballot]\nvalue = false"
        )
        evening = Evening.opened(5, rules=rules)
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert not evening.ballot.quorum_at_opening.met


class TestQuorumAtClosing:
    """SächsGemO § 39 Abs. 2: beschlussfähig bei der Abstimmung; wer abgestimmt hat, war anwesend."""

    def test_whoever_voted_and_left_counts_as_present_at_that_vote(self) -> None:
        evening = Evening.voting(6)
        evening.votes(yes=6)
        evening.leaves(ADA, BEN)
        found = evening.closes().quorum_at_closing

        assert found is not None
        assert (found.names, found.met) == (members(6), True)

    def test_whoever_left_without_voting_does_not_count(self) -> None:
        evening = Evening.voting(7)
        evening.votes(yes=6)
        evening.leaves(MemberId("m07"))
        found = evening.closes().quorum_at_closing

        assert found is not None
        assert found.names == members(6)

    def test_a_result_without_a_quorum_cannot_be_declared(self) -> None:
        evening = Evening.voting(6)
        evening.votes(yes=3)
        evening.leaves(CEM)
        evening.closes()

        values = evening.refuses(errors.NoQuorum, CHAIR, cmd.DeclareBallot)

        assert values == {"present": 5, "required": 6, "norm": "§ 39 Abs. 2 SächsGemO"}

    def test_a_ballot_without_a_quorum_can_still_be_cancelled(self) -> None:
        evening = Evening.voting(6)
        evening.leaves(CEM)
        evening.closes()
        evening.does(CHAIR, cmd.CancelBallot, reason="nicht beschlussfähig")

        assert evening.ballot.phase is Phase.CANCELLED

    def test_a_ballot_without_a_quorum_can_be_repeated_once_there_is_one(self) -> None:
        evening = Evening.voting(6)
        evening.leaves(CEM)
        evening.closes()
        evening.returns(CEM)
        evening.does(CHAIR, cmd.RepeatBallot)

        assert evening.ballot.quorum_at_opening.met

    def test_who_came_while_it_was_open_counts_without_having_a_vote(self) -> None:
        evening = Evening.voting(6)
        evening.admit(MemberId("m07"))
        found = evening.closes().quorum_at_closing

        assert found is not None
        assert MemberId("m07") in found.names
        assert MemberId("m07") not in evening.ballot.electorate

    def test_a_member_recused_while_it_was_open_does_not_count(self) -> None:
        evening = Evening.voting(7)
        evening.votes(yes=7)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        found = evening.closes().quorum_at_closing

        assert found is not None
        assert ADA not in found.names

    def test_a_rule_set_may_let_a_result_stand(self) -> None:
        rules = RULES.replace(
            "[quorum.needed_at_ballot]\nvalue = true", "[quorum.needed_at_ballot]\nvalue = false"
        )
        evening = Evening.opened(6, rules=rules)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.leaves(CEM)

        assert evening.declares().phase is Phase.DECLARED

    @pytest.mark.parametrize("evidence", [Evidence.CLERK, Evidence.TEAMS])
    def test_a_vote_outlasts_a_departure_entered_for_an_earlier_time(self, evidence: Evidence) -> None:
        evening = Evening.voting(6)
        opened = evening.now
        evening.votes(yes=6)
        evening.does(CLERK, cmd.RecordLeaving, member=ADA, evidence=evidence, since=opened)
        found = evening.closes().quorum_at_closing

        assert found is not None
        assert ADA in found.names


class TestElectorate:
    """Vertrag § 4: zugelassen, anwesend, stimmberechtigt, weder befangen noch gestört bei Eröffnung."""

    def test_is_everybody_who_may_decide_at_that_moment(self) -> None:
        evening = Evening.opened(11)
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        evening.does(CLERK, cmd.ReportDisturbance, member=BEN)
        evening.leaves(CEM)
        evening.does(CHAIR, cmd.OpenBallot)

        assert set(evening.ballot.electorate) == set(members(11)) - {ADA, BEN, CEM}
        assert evening.ballot.recused == (ADA,)

    def test_is_frozen_when_the_ballot_opens(self) -> None:
        evening = Evening.voting(7)
        evening.admit(MemberId("m08"))
        evening.leaves(ADA)
        evening.does(CLERK, cmd.ReportDisturbance, member=BEN)

        assert evening.ballot.electorate == members(7)

    def test_keeps_whoever_teams_only_reports_as_gone(self) -> None:
        evening = Evening.opened(8)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert ADA in evening.ballot.electorate
        assert ADA not in evening.ballot.quorum_at_opening.names

    @pytest.mark.parametrize("why", ["clerk", "guest", "adviser"])
    def test_never_holds_people_without_a_vote(self, why: str) -> None:
        other = {"clerk": OFFICE[1], "guest": OFFICE[6], "adviser": OFFICE[4]}[why]
        evening = Evening.opened(7)
        evening.admit(other.id)
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert other.id not in evening.ballot.electorate

    def test_a_member_without_a_vote_by_statute_does_not_belong_to_it(self) -> None:
        roster = Roster(
            tuple(replace(m, voting=False) if m.id == ADA else m for m in (*councillors(11), *OFFICE))
        )
        evening = Evening.opened(11, roster=roster)
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert ADA not in evening.ballot.electorate
        assert evening.sitting.seats == 10

    def test_the_chair_votes_like_everybody(self) -> None:
        evening = Evening.voting(7)
        evening.vote(CHAIR, NO)

        assert evening.ballot.count().no == 1

    def test_handing_the_chair_over_takes_nobody_out(self) -> None:
        evening = Evening.opened(7)
        evening.does(CHAIR, cmd.AssignChair, member=ADA)
        evening.does(ADA, cmd.OpenBallot, item="6")
        evening.vote(CHAIR, YES)
        evening.vote(ADA, YES)

        assert evening.ballot.count().yes == 2
        assert {CHAIR, ADA} <= set(evening.ballot.electorate)

    def test_events_name_who_was_found(self) -> None:
        evening = Evening.voting(7)
        opened = evening.events[-1]

        assert isinstance(opened, ev.BallotOpened)
        assert (opened.electorate, opened.quorum.names) == (members(7), members(7))
