"""What has to be true of a ballot before its result may be declared: one doubt after the other."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council.agenda import BallotKind
from council.ballots import Ballot, Choice, Hands, Tally, Vote, Way
from council.ids import MemberId
from council.plausibility import Doubt, doubts
from council.sitting import Sitting
from tests.council.evening import (
    ADA,
    ADVISER,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    NO,
    SECOND,
    YES,
    Evening,
    in_presence,
    slips,
    tally,
)


def closed(item: str = "6") -> Evening:
    """A closed ballot: six for, five against."""
    evening = Evening.voting(item=item)
    evening.votes(yes=6, no=5)
    evening.closes()
    return evening


def changed(sitting: Sitting, **values: Any) -> tuple[Sitting, Ballot]:
    """The sitting as if its last ballot had come out otherwise, and that ballot."""
    assert sitting.last_ballot is not None
    ballot = replace(sitting.last_ballot, **values)
    return replace(sitting, ballots={**sitting.ballots, ballot.id: ballot}), ballot


def vote(member: MemberId, choice: Choice = YES) -> tuple[Vote, ...]:
    """A vote that got into the record on ways nobody knows."""
    at = Evening.voting().now
    return (Vote(member=member, choice=choice, at=at, way=Way.CARD, rev=1, receipt="AAAA-11", by=member),)


class TestSoundResult:
    """Auftrag Teil 7: Was stimmt, wird nicht bezweifelt."""

    def test_an_ordinary_ballot_is_beyond_doubt(self) -> None:
        evening = closed()

        assert doubts(evening.sitting, evening.ballot) == ()

    def test_so_is_one_in_which_nobody_voted(self) -> None:
        evening = Evening.voting()
        evening.closes()

        assert doubts(evening.sitting, evening.ballot) == ()

    def test_so_is_one_after_which_members_left(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=6, no=5)
        evening.leaves(ADA, BEN, CEM)
        evening.closes()

        assert doubts(evening.sitting, evening.ballot) == ()

    def test_so_is_a_count_by_hand_of_the_whole_council(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.EnterHands, yes=6, no=5, abstain=0)
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())

        assert doubts(evening.sitting, evening.ballot) == ()

    def test_a_void_vote_speaks_against_nothing(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=6, no=5)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        evening.closes()

        assert ADA in evening.ballot.votes
        assert doubts(evening.sitting, evening.ballot) == ()


class TestTooMany:
    """Trier 2019: 53 Stimmen von 45 Anwesenden."""

    def test_more_votes_than_people_entitled(self) -> None:
        evening = closed()
        sitting, ballot = changed(evening.sitting, tally=tally(53))

        (doubt, _) = doubts(sitting, ballot)
        assert doubt == Doubt(key="too_many", votes=53, entitled=11)

    @pytest.mark.parametrize(("votes", "doubtful"), [(11, False), (12, True)])
    def test_as_many_as_people_are_none_too_many(self, votes: int, doubtful: bool) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.EnterHands, yes=6, no=5, abstain=0)
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        sitting, ballot = changed(evening.sitting, tally=tally(votes))

        assert bool(doubts(sitting, ballot)) is doubtful

    def test_nor_more_than_were_present_at_that_vote(self) -> None:
        evening = closed()
        found = evening.ballot.quorum_at_closing
        assert found is not None
        sitting, ballot = changed(evening.sitting, quorum_at_closing=replace(found, names=found.names[:10]))

        assert [d.key for d in doubts(sitting, ballot)] == ["too_many"]
        assert doubts(sitting, ballot)[0].entitled == 10

    def test_without_a_count_of_those_present_the_electorate_bounds_it(self) -> None:
        evening = closed()
        sitting, ballot = changed(evening.sitting, quorum_at_closing=None)

        assert doubts(sitting, ballot) == ()

    def test_papers_are_bound_by_the_electorate_alone(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("A", "B"), paper=True)
        evening.does(CLERK, cmd.EnterHands, yes=None, no=0, abstain=0, options=(6, 5))
        evening.leaves(ADA, BEN)
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        found = evening.ballot.quorum_at_closing
        assert found is not None
        sitting, ballot = changed(evening.sitting, quorum_at_closing=replace(found, names=found.names[:9]))

        assert doubts(sitting, ballot) == ()

    def test_those_who_lost_their_vote_are_not_among_the_entitled(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=11)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        evening.closes()
        sitting, ballot = changed(evening.sitting, tally=tally(11), hands=confirmed(11))

        assert doubts(sitting, ballot) == (Doubt(key="too_many", votes=11, entitled=10),)


def confirmed(yes: int) -> Hands:
    """Counts by hand that two people have seen."""
    at = Evening.voting().now
    return Hands(tally=tally(yes), reason="", entered_by=CLERK, entered_at=at, confirmed_by=SECOND)


class TestStrangers:
    """SächsGemO § 39: Es stimmt ab, wer stimmberechtigt ist."""

    def test_a_vote_of_somebody_outside_the_electorate(self) -> None:
        evening = closed()
        votes = MappingProxyType({**evening.ballot.votes, ADVISER: vote(ADVISER)})
        sitting, ballot = changed(evening.sitting, votes=votes)

        assert doubts(sitting, ballot) == (Doubt(key="not_in_electorate", members=(ADVISER,)),)

    def test_a_slip_of_somebody_outside_the_electorate(self) -> None:
        evening = secretly()
        sitting, ballot = changed(evening.sitting, handed=(*evening.ballot.handed, ADVISER))

        assert Doubt(key="not_in_electorate", members=(ADVISER,)) in doubts(sitting, ballot)


def secretly() -> Evening:
    """A closed secret ballot of five slips."""
    evening = in_presence(secret_enabled="true")
    evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)
    evening.does(CHAIR, cmd.CloseBallot, slips=slips(evening, YES, YES, NO, YES, NO))
    return evening


class TestRecusedVoted:
    """SächsGemO § 20: Wer befangen ist, darf nicht mitgezählt sein."""

    def test_a_vote_that_was_not_struck(self) -> None:
        evening = closed()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        assert doubts(evening.sitting, evening.ballot) == (Doubt(key="recused_voted", members=(ADA,)),)

    def test_is_declared_only_after_a_repetition_without_them(self) -> None:
        evening = closed()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        values = evening.refuses(errors.ResultDoubtful, CHAIR, cmd.DeclareBallot)
        evening.does(CHAIR, cmd.RepeatBallot, reason="Befangenheit")
        evening.votes(yes=6, no=4)

        assert (values["step"], values["members"]) == ("recused_voted", (ADA,))
        assert ADA not in evening.ballot.electorate
        assert evening.declares().declared_at is not None

    def test_recused_at_the_opening_they_stay_so_whatever_is_lifted_since(self) -> None:
        evening = closed()
        sitting, ballot = changed(evening.sitting, recused=(BEN,), votes={BEN: vote(BEN)}, tally=tally(1))

        assert Doubt(key="recused_voted", members=(BEN,)) in doubts(sitting, ballot)

    def test_a_slip_cannot_be_taken_out_of_the_box(self) -> None:
        evening = secretly()
        evening.does(CHAIR, cmd.DeclareRecusal, member=evening.ballot.handed[0])

        assert [d.key for d in doubts(evening.sitting, evening.ballot)] == ["recused_voted"]

    def test_recused_without_a_vote_they_spoil_nothing(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=6)
        evening.closes()
        evening.does(CHAIR, cmd.DeclareRecusal, member=evening.ballot.electorate[-1])

        assert doubts(evening.sitting, evening.ballot) == ()


class TestMiscounted:
    """Auftrag Teil 7: so viele Stimmen gezählt, wie abgegeben wurden."""

    def test_other_counts_than_the_votes_make(self) -> None:
        evening = closed()
        sitting, ballot = changed(evening.sitting, tally=tally(5, 6))

        assert doubts(sitting, ballot) == (Doubt(key="miscounted", votes=11, entitled=11),)

    @pytest.mark.parametrize(("cast", "doubtful"), [(5, False), (4, True)])
    def test_of_a_secret_ballot_as_many_slips_as_people(self, cast: int, doubtful: bool) -> None:
        evening = secretly()
        sitting, ballot = changed(evening.sitting, tally=Tally(yes=cast))

        assert bool(doubts(sitting, ballot)) is doubtful

    def test_of_papers_there_is_nothing_to_recount(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("A", "B"), paper=True)
        evening.does(CLERK, cmd.EnterHands, yes=None, no=0, abstain=0, options=(6, 4))
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())

        assert doubts(evening.sitting, evening.ballot) == ()


class TestNotCalled:
    """Trier 2019: eine Abstimmung für einen Punkt, der nicht aufgerufen war."""

    @pytest.mark.parametrize("called", ["7", ""])
    def test_the_item_is_the_called_one(self, called: str) -> None:
        evening = closed()
        sitting = replace(evening.sitting, item=called)

        assert doubts(sitting, evening.ballot) == (Doubt(key="not_called", item="6"),)

    def test_or_one_that_is_dealt_with_together_with_it(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.JoinItems, items=("6", "11.1"))
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.closes()

        assert doubts(replace(evening.sitting, item="11.1"), evening.ballot) == ()
        assert doubts(replace(evening.sitting, item="11.2"), evening.ballot) != ()

    def test_or_any_item_of_the_block(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.OpenBlock, items=("6", "11.1", "11.2"))
        evening.closes()

        assert doubts(replace(evening.sitting, item="11.2"), evening.ballot) == ()
        assert doubts(replace(evening.sitting, item="7"), evening.ballot) != ()

    def test_a_procedural_motion_belongs_to_no_item(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")
        evening.closes()

        assert doubts(replace(evening.sitting, item="7"), evening.ballot) == ()


class TestEveryDoubt:
    """Die Sätze dazu stehen in wording; hier stehen ihre Namen."""

    def test_all_of_them_are_told_the_first_one_refuses(self) -> None:
        evening = closed()
        votes = MappingProxyType({**evening.ballot.votes, ADVISER: vote(ADVISER)})
        sitting, _ = changed(replace(evening.sitting, item="7"), votes=votes, tally=tally(12))
        evening._sitting = replace(sitting, recusals={"6": (ADA,)})

        assert [d.key for d in doubts(evening.sitting, evening.ballot)] == [
            "too_many",
            "not_in_electorate",
            "recused_voted",
            "miscounted",
            "not_called",
        ]
        values = evening.refuses(errors.ResultDoubtful, CHAIR, cmd.DeclareBallot)
        assert (values["step"], values["votes"], values["entitled"]) == ("too_many", 12, 11)
