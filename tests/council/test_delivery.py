"""What is known of everybody in a ballot, by which way votes came, and who has not been heard of at all."""

from council import commands as cmd
from council.ballots import Choice, Way
from council.delivery import Posted, Sent, by_way, receptions, silent_throughout
from tests.council.evening import ADA, BEN, CEM, CHAIR, CLERK, DEPUTY, NO, SECOND, YES, Evening, members


class TestReceptions:
    """Of each member in a ballot: the card that was sent, and what has come."""

    def test_are_one_for_each_of_the_electorate_in_its_order(self) -> None:
        evening = Evening.voting()
        known = receptions(evening.sitting, evening.ballot, Posted())

        assert tuple(one.member for one in known) == evening.ballot.electorate
        assert all(one.silent and one.personal is None for one in known)

    def test_tell_the_way_of_the_vote_that_counts(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)
        evening.vote(ADA, NO, way=Way.MEETING, rev=None)
        (one,) = [r for r in receptions(evening.sitting, evening.ballot, Posted()) if r.member == ADA]

        assert one.way is Way.MEETING
        assert not one.silent

    def test_tell_what_the_outbox_knows(self) -> None:
        evening = Evening.voting()
        posted = Posted(personal={ADA: Sent(refused=403)}, unreachable=frozenset({ADA}))
        (one,) = [r for r in receptions(evening.sitting, evening.ballot, posted) if r.member == ADA]

        assert (one.personal, one.unreachable) == (Sent(refused=403), True)

    def test_tell_of_an_entry_that_waits_and_of_a_vote_that_is_lost(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")
        evening.vote(BEN, YES)
        evening.does(CHAIR, cmd.DeclareRecusal, member=BEN)
        known = {one.member: one for one in receptions(evening.sitting, evening.ballot, Posted())}

        assert known[ADA].entered
        assert known[ADA].silent
        assert known[BEN].lost
        assert not known[BEN].silent


class TestByWay:
    """Counts by way say nothing of how anybody voted."""

    def test_counts_each_vote_that_counts_once(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)
        evening.vote(BEN, YES, way=Way.TYPED)
        evening.vote(ADA, NO, way=Way.TYPED, rev=None)
        evening.does(CLERK, cmd.EnterVote, member=CEM, choice=NO, reason="Zuruf")
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())

        assert by_way(evening.ballot) == {Way.TYPED: 2, Way.OFFICE: 1}

    def test_is_the_same_whichever_way_they_went(self) -> None:
        ways = []
        for choice in (Choice.YES, Choice.NO):
            evening = Evening.voting()
            evening.vote(ADA, choice, way=Way.PERSONAL)
            ways.append(by_way(evening.ballot))

        assert ways[0] == ways[1] == {Way.PERSONAL: 1}


class TestSilentThroughout:
    """A device that is broken shows up: somebody is there and has voted in no ballot."""

    def test_nobody_is_while_there_was_no_ballot_to_the_end(self) -> None:
        evening = Evening.voting()

        assert silent_throughout(evening.sitting) == ()

    def test_whoever_has_voted_in_none_is(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=7)
        evening.decides("7", yes=8)

        assert silent_throughout(evening.sitting) == members(3, first=9)

    def test_whoever_votes_in_the_open_one_is_no_longer(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=10)
        evening.does(CHAIR, cmd.OpenBallot, item="7")
        evening.vote(members(1, first=11)[0], YES)

        assert silent_throughout(evening.sitting) == ()

    def test_who_has_gone_or_came_later_is_not_among_them(self) -> None:
        evening = Evening.opened(present=9)
        evening.decides("6", yes=8)
        evening.admit(members(1, first=10)[0])
        evening.leaves(members(1, first=9)[0])

        assert silent_throughout(evening.sitting) == ()

    def test_ballots_by_hand_and_cancelled_ones_say_nothing(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.EnterHands, yes=9, no=1, abstain=0)
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        evening.does(CHAIR, cmd.DeclareBallot)
        evening.does(CHAIR, cmd.OpenBallot, item="7")
        evening.vote(DEPUTY, YES)
        evening.does(CHAIR, cmd.CancelBallot, reason="falscher Gegenstand")

        assert silent_throughout(evening.sitting) == ()
