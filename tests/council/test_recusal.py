"""Who is biased: out of debate, vote and quorum of an item, also while a ballot is open."""

import pytest

from council import commands as cmd
from council import errors
from council.ids import MemberId
from tests.council.evening import (
    ADA,
    ADVISER,
    BEN,
    CHAIR,
    CLERK,
    DEPUTY,
    GUEST,
    YES,
    Evening,
    members,
    tally,
)


class TestRecusal:
    """SächsGemO § 20: nicht beratend, nicht entscheidend, für diesen Punkt und was darunter steht."""

    @pytest.mark.parametrize("by", [CHAIR, ADA], ids=["chair", "own-word"])
    def test_is_declared_by_the_chair_or_by_own_word(self, by: MemberId) -> None:
        evening = Evening.opened()
        evening.does(by, cmd.DeclareRecusal, member=ADA, item="6")

        assert evening.sitting.recused("6") == (ADA,)

    def test_without_a_number_means_the_item_under_debate(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(ADA, cmd.DeclareRecusal, member=ADA)

        assert evening.sitting.recused("6") == (ADA,)

    def test_reaches_down_and_not_up(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="11.1")
        evening.does(CHAIR, cmd.DeclareRecusal, member=BEN, item="11.1.1")

        assert evening.sitting.recused("11.1.1") == (ADA, BEN)
        assert evening.sitting.recused("11.1") == (ADA,)
        assert evening.sitting.recused("11.1.2") == (ADA,)

    def test_twice_is_once(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="11.1")

        assert evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="11.1.1") == ()

    def test_may_be_known_before_the_opening(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.DeclareRecusal, member=ADA, item="6")

        assert evening.sitting.recused("6") == (ADA,)

    def test_of_an_adviser_keeps_them_out_of_the_debate(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADVISER, item="6")

        assert evening.sitting.recused("6") == (ADVISER,)

    @pytest.mark.parametrize("member", [GUEST, CLERK])
    def test_is_for_people_with_a_seat(self, member: MemberId) -> None:
        values = Evening.opened().refuses(
            errors.NotAMember, CHAIR, cmd.DeclareRecusal, member=member, item="6"
        )

        assert values == {"member": member}

    def test_of_one_member_is_not_declared_by_another(self) -> None:
        values = Evening.opened().refuses(errors.ChairNeeded, BEN, cmd.DeclareRecusal, member=ADA, item="6")

        assert values == {"chair": CHAIR}

    def test_needs_an_item(self) -> None:
        evening = Evening.opened()
        evening.refuses(errors.NoItemCalled, CHAIR, cmd.DeclareRecusal, member=ADA)

        values = evening.refuses(errors.UnknownItem, CHAIR, cmd.DeclareRecusal, member=ADA, item="99")
        assert values == {"item": "99"}

    def test_of_the_acting_chair_is_an_act_of_the_chair(self) -> None:
        evening = Evening.opened()
        (event,) = evening.does(CHAIR, cmd.DeclareRecusal, member=CHAIR, item="6")

        assert (event.by, event.behalf) == (CHAIR, "")
        assert CHAIR in evening.sitting.recused("6")


class TestRecusalWhileOpen:
    """SächsGemO § 20; Vertrag § 4: Wer währenddessen befangen wird, verliert die Stimme."""

    def test_a_vote_already_cast_is_void_and_kept(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=3)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        ballot = evening.ballot

        assert (ballot.count(), ballot.vote_of(ADA)) == (tally(2), None)
        assert [v.void for v in ballot.votes[ADA]] == [True]
        assert ADA in ballot.recused

    def test_is_neither_a_voter_nor_awaited(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=3)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        assert ADA not in evening.ballot.voters
        assert ADA not in evening.ballot.waiting
        assert ADA not in evening.closes().not_cast

    def test_cannot_vote_again(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=3)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        evening.refuses(errors.Recused, ADA, cmd.CastVote, ballot=1, round=1, choice=YES, rev=1)

    def test_gets_no_receipt_for_the_old_press_delivered_again(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, cause="f:1")
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        evening.refuses(errors.Recused, ADA, cmd.CastVote, ballot=1, round=1, choice=YES, cause="f:1")

    def test_on_another_item_takes_no_vote(self) -> None:
        evening = Evening.voting(item="6")
        evening.votes(yes=3)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="7")

        assert evening.ballot.count() == tally(3)

    def test_on_the_item_above_takes_the_vote_on_its_amendment(self) -> None:
        evening = Evening.voting(item="11.1.1")
        evening.votes(yes=3)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="11.1")

        assert evening.ballot.count() == tally(2)

    def test_takes_the_vote_on_a_procedural_motion_of_that_item(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Vertagung")
        evening.votes(yes=3)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        assert evening.ballot.count() == tally(2)

    def test_after_closing_changes_no_count(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=3)
        evening.closes()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        assert evening.ballot.tally == evening.ballot.count() == tally(3)

    def test_a_member_without_a_vote_so_far_simply_drops_out(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)

        assert ADA not in evening.ballot.votes
        assert evening.ballot.standing == tuple(m for m in members(11) if m != ADA)

    def test_own_word_is_enough(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)
        evening.does(ADA, cmd.DeclareRecusal, member=ADA)

        assert evening.ballot.count() == tally()

    def test_the_deputy_is_recused_like_anybody(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.DeclareRecusal, member=DEPUTY)

        assert DEPUTY in evening.ballot.recused
