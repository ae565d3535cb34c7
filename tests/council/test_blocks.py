"""Ballots en bloc: several items, one vote, and single items pulled out again."""

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.agenda import BallotKind, ItemStatus
from council.ballots import Outcome, Phase
from tests.council.evening import ADA, BEN, CHAIR, CLERK, GUEST, YES, Evening

ITEMS = ("6", "11.1", "11.2")


def block(*items: str) -> Evening:
    """An open sitting with a ballot on *items* at once."""
    evening = Evening.opened()
    evening.does(CHAIR, cmd.OpenBlock, items=items or ITEMS)
    return evening


def status(evening: Evening, number: str) -> ItemStatus:
    """What has become of an item."""
    item = evening.sitting.agenda.get(number)
    assert item is not None
    return item.status


class TestOneBallotOnSeveralItems:
    """Auftrag Teil 4: en bloc; eine Abstimmung entscheidet über alle Punkte des Blocks."""

    def test_calls_the_first_and_names_them_all(self) -> None:
        evening = Evening.opened()
        called, opened = evening.does(CHAIR, cmd.OpenBlock, items=ITEMS)

        assert isinstance(called, ev.ItemCalled)
        assert isinstance(opened, ev.BallotOpened)
        assert (called.item, opened.item, opened.block) == ("6", "6", ITEMS)

    def test_calls_none_where_one_of_them_is_called(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="11.1")
        (opened,) = evening.does(CHAIR, cmd.OpenBlock, items=ITEMS)

        assert isinstance(opened, ev.BallotOpened)

    def test_decides_every_item_of_it(self) -> None:
        evening = block()
        evening.votes(yes=7)
        evening.declares()

        assert evening.ballot.outcome is Outcome.CARRIED
        assert {status(evening, number) for number in ITEMS} == {ItemStatus.DEALT}
        assert all(evening.sitting.decided(number) for number in ITEMS)

    def test_an_item_decided_in_it_is_not_called_again(self) -> None:
        evening = block()
        evening.votes(yes=7)
        evening.declares()

        assert evening.sitting.next_item is not None
        assert evening.sitting.next_item.number not in ITEMS

    def test_a_repeated_block_leaves_its_items_undecided(self) -> None:
        evening = block()
        evening.votes(yes=7)
        evening.declares()
        evening.does(CHAIR, cmd.RepeatBallot)
        evening.does(CHAIR, cmd.CancelBallot)

        assert {status(evening, number) for number in ITEMS} == {ItemStatus.PENDING}

    def test_bias_on_one_item_keeps_it_out_of_the_block(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="11.2")
        values = evening.refuses(errors.BiasInBlock, CHAIR, cmd.OpenBlock, items=ITEMS)
        assert (values["item"], values["members"]) == ("11.2", (ADA,))

        evening.does(CHAIR, cmd.OpenBlock, items=("6", "11.1"))
        assert ADA in evening.ballot.electorate

    def test_the_biased_on_all_of_it_have_no_part_in_the_block(self) -> None:
        evening = Evening.opened()
        for item in ITEMS:
            evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item=item)
        evening.does(CHAIR, cmd.OpenBlock, items=ITEMS)

        assert ADA not in evening.ballot.electorate
        assert evening.ballot.recused == (ADA,)
        assert evening.ballot.quorum_at_opening.recused == 1

    def test_bias_on_one_item_declared_meanwhile_takes_the_vote(self) -> None:
        evening = block()
        evening.vote(ADA, YES)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="11.2")

        assert evening.ballot.count().yes == 0
        assert ADA not in evening.ballot.standing

    def test_an_item_of_an_open_block_stays_on_the_agenda(self) -> None:
        values = block().refuses(errors.BallotInTheWay, CHAIR, cmd.RemoveItem, item="11.2")

        assert values == {"ballot": 1, "step": "cancel"}


class TestWhatBelongsInABlock:
    """Auftrag Teil 4: nur, was gleich abgestimmt wird; keine Wahlen."""

    @pytest.mark.parametrize(
        ("items", "why"),
        [
            pytest.param(("6",), errors.BlockTooSmall, id="one"),
            pytest.param(("6", "6"), errors.BlockTooSmall, id="the-same-twice"),
            pytest.param(("6", "7"), errors.BlockMixed, id="another-majority"),
            pytest.param(("6", "3"), errors.NotInBlockAllowed, id="nothing-to-decide"),
            pytest.param(("6", "4"), errors.NotInBlockAllowed, id="election"),
            pytest.param(("6", "20"), errors.ItemIsClosed, id="closed"),
            pytest.param(("6", "99"), errors.UnknownItem, id="unknown"),
            pytest.param(("6", "5"), errors.ExcludedDigital, id="budget-in-a-digital-sitting"),
        ],
    )
    def test_anything_else_is_refused(self, items: tuple[str, ...], why: type[errors.Refusal]) -> None:
        Evening.opened().refuses(why, CHAIR, cmd.OpenBlock, items=items)

    def test_a_way_of_voting_said_for_all_joins_items_planned_differently(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.OpenBlock, items=("6", "11.1"), kind=BallotKind.ROLL_CALL)

        assert evening.ballot.kind is BallotKind.ROLL_CALL

    def test_a_decided_item_needs_a_ballot_of_its_own(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=7)

        assert evening.refuses(errors.ObjectNeeded, CHAIR, cmd.OpenBlock, items=ITEMS)["item"] == "6"


class TestPullingOut:
    """Auftrag Teil 4: Einzelabstimmung; jedes Mitglied kann sie verlangen, die Leitung nimmt heraus."""

    def test_the_others_are_voted_on_anew(self) -> None:
        evening = block()
        evening.vote(ADA, YES)
        evening.does(CHAIR, cmd.PullOut, item="11.1")

        assert evening.ballot.block == ("6", "11.2")
        assert evening.ballot.voters == ()
        assert evening.sitting.ballots[1].phase is Phase.SUPERSEDED  # type: ignore[index]
        assert len(evening.sitting.ballots[1].votes) == 1  # type: ignore[index]

    def test_pulling_out_the_called_item_calls_the_next_of_the_block(self) -> None:
        evening = block()
        called, *_ = evening.does(CHAIR, cmd.PullOut, item="6")

        assert isinstance(called, ev.ItemCalled)
        assert called.item == "11.1"

    def test_what_is_left_alone_is_an_ordinary_ballot(self) -> None:
        evening = block("6", "11.1")
        evening.does(CHAIR, cmd.PullOut, item="11.1")

        assert (evening.ballot.block, evening.ballot.item) == ((), "6")
        assert evening.ballot.object == "Die Schule wird gebaut."

    def test_the_item_pulled_out_waits_for_its_own_ballot(self) -> None:
        evening = block()
        evening.does(CHAIR, cmd.PullOut, item="11.1")
        evening.votes(yes=7)
        evening.declares()

        assert status(evening, "11.1") is ItemStatus.PENDING
        assert evening.decides("11.1", yes=3).outcome is Outcome.CARRIED

    def test_a_members_wish_is_told_and_changes_nothing(self) -> None:
        evening = block()
        (wish,) = evening.does(BEN, cmd.PullOut, item="11.1")

        assert isinstance(wish, ev.PullOutRequested)
        assert evening.sitting.pull_outs == (("11.1", BEN),)
        assert evening.ballot.block == ITEMS

    def test_the_same_wish_twice_is_one(self) -> None:
        evening = block()
        evening.does(BEN, cmd.PullOut, item="11.1")

        assert evening.does(BEN, cmd.PullOut, item="11.1") == ()

    def test_wishes_are_over_once_voting_begins_anew(self) -> None:
        evening = block()
        evening.does(BEN, cmd.PullOut, item="11.1")
        evening.does(CHAIR, cmd.PullOut, item="11.1")

        assert evening.sitting.pull_outs == ()

    @pytest.mark.parametrize("item", ["7", "3"])
    def test_only_what_is_in_the_block_comes_out(self, item: str) -> None:
        assert block().refuses(errors.NotInBlock, CHAIR, cmd.PullOut, item=item) == {"item": item}

    def test_without_an_open_block_there_is_nothing_to_pull_out(self) -> None:
        Evening.opened().refuses(errors.NotInBlock, CHAIR, cmd.PullOut, item="6")

    @pytest.mark.parametrize("by", [GUEST, CLERK])
    def test_who_has_no_seat_wishes_nothing(self, by: object) -> None:
        block().refuses(errors.NotAMember, by, cmd.PullOut, item="6")  # type: ignore[arg-type]
