"""Votes pressed and typed: which one counts, and what a second delivery does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import commands as cmd
from council import errors
from council import events as ev
from council.ballots import Choice, Tally, Way
from council.decide import decide
from council.fold import evolve
from council.ids import BallotId, MemberId
from tests.council.evening import (
    ABSTAIN,
    ADA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    NO,
    RULES,
    SITTING,
    YES,
    Evening,
    tally,
)
from tests.council.strategies import choices, presses


def cast(evening: Evening) -> list[ev.VoteCast]:
    return [e for e in evening.events if isinstance(e, ev.VoteCast)]


def choice_of(evening: Evening, member: MemberId) -> Choice | None:
    vote = evening.ballot.vote_of(member)
    return vote.choice if vote else None


class TestCounting:
    """Vertrag § 5: Eine Stimme je Kopf, die letzte zählt, alle bleiben erhalten."""

    @pytest.mark.parametrize("choice", [Choice.YES, Choice.NO, Choice.ABSTAIN])
    def test_a_press_is_one_vote(self, choice: Choice) -> None:
        evening = Evening.voting()
        (event,) = evening.vote(ADA, choice)

        assert isinstance(event, ev.VoteCast)
        assert (event.member, event.by, event.choice, event.rev) == (ADA, ADA, choice, 1)
        assert evening.ballot.count().cast == 1

    @pytest.mark.parametrize("way", [Way.CARD, Way.PERSONAL, Way.TYPED])
    def test_the_way_is_kept(self, way: Way) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, way=way)
        vote = evening.ballot.vote_of(ADA)

        assert vote is not None
        assert (vote.way, vote.at, vote.by) == (way, evening.now, ADA)

    def test_a_change_counts_with_a_receipt_of_its_own(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)
        evening.vote(ADA, NO, rev=1)
        first, second = evening.ballot.votes[ADA]

        assert (first.choice, second.choice, second.rev) == (YES, NO, 2)
        assert first.receipt != second.receipt
        assert evening.ballot.count() == tally(0, 1)

    def test_the_choice_pressed_twice_is_one_vote(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)

        assert evening.vote(ADA, YES) == ()
        assert evening.vote(ADA, YES, rev=1) == ()
        assert evening.ballot.rev_of(ADA) == 1

    @given(pressed=presses)
    def test_the_last_choice_of_each_counts_whatever_the_order(
        self, pressed: list[tuple[int, Choice]]
    ) -> None:
        evening = Evening.voting()
        last: dict[MemberId, Choice] = {}
        for place, choice in pressed:
            member = evening.ballot.electorate[place]
            evening.vote(member, choice, rev=None)
            last[member] = choice

        said = list(last.values())
        assert evening.ballot.count() == Tally(
            yes=said.count(YES), no=said.count(NO), abstain=said.count(ABSTAIN)
        )

    @given(pressed=presses)
    def test_receipts_are_unique_within_a_ballot(self, pressed: list[tuple[int, Choice]]) -> None:
        evening = Evening.voting()
        for place, choice in pressed:
            evening.vote(evening.ballot.electorate[place], choice, rev=None)
        receipts = [vote.receipt for given_ in evening.ballot.votes.values() for vote in given_]

        assert len(set(receipts)) == len(receipts)

    def test_the_same_randomness_twice_still_gives_two_receipts(self) -> None:
        evening = Evening.voting()
        vote = {"sitting": SITTING, "ballot": evening.ballot.id, "round": 1, "choice": YES}
        events = []
        for member in (ADA, BEN, CEM):
            (event,) = decide(evening.sitting, cmd.CastVote(by=member, **vote), evening.now, "one nonce")  # type: ignore[arg-type]
            evening = Evening(evolve(evening.sitting, event), evening.events)
            events.append(event)

        assert len({e.receipt for e in events if isinstance(e, ev.VoteCast)}) == 3

    @given(nonce=st.text())
    def test_a_receipt_can_be_read_out(self, nonce: str) -> None:
        evening = Evening.voting()
        command = cmd.CastVote(sitting=SITTING, by=ADA, ballot=BallotId(1), round=1, choice=YES)
        (event,) = decide(evening.sitting, command, evening.now, nonce)

        assert isinstance(event, ev.VoteCast)
        letters, dash, digits = event.receipt.partition("-")
        assert (len(letters), dash, len(digits), digits.isdigit()) == (4, "-", 2, True)
        assert not set(letters) & set("01IO")

    def test_a_rule_set_may_make_the_first_vote_final(self) -> None:
        rules = RULES.replace("[ballot.changeable]\nvalue = true", "[ballot.changeable]\nvalue = false")
        evening = Evening.opened(rules=rules)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.vote(ADA, YES)

        assert evening.vote(ADA, YES) == ()
        values = evening.refuses(
            errors.VoteIsFinal, ADA, cmd.CastVote, ballot=evening.ballot.id, round=1, choice=NO
        )
        assert values == {"choice": "ja", "norm": "Geschäftsordnung"}


class TestSecondDelivery:
    """Architektur, Weg einer Stimme: gleiche Aktivität, gleiche Antwort; alte Karte ändert nichts."""

    def test_the_same_activity_counts_once(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, cause="f:1")
        receipt = evening.ballot.causes["f:1"].receipt

        assert evening.vote(ADA, YES, cause="f:1") == ()
        assert evening.ballot.causes["f:1"].receipt == receipt

    def test_the_same_activity_counts_once_even_after_a_change(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, cause="f:1")
        evening.vote(ADA, NO, cause="f:2", rev=1)

        assert evening.vote(ADA, YES, cause="f:1", rev=None) == ()
        assert choice_of(evening, ADA) is NO

    def test_yes_no_and_yes_on_the_card_of_the_reply_is_yes(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, cause="f:1", rev=0)
        evening.vote(ADA, NO, cause="f:2", rev=1)
        evening.vote(ADA, YES, cause="f:3", rev=2)

        assert choice_of(evening, ADA) is YES
        assert evening.ballot.rev_of(ADA) == 3

    def test_yes_no_and_the_first_yes_delivered_again_is_no(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, cause="f:1", rev=0)
        evening.vote(ADA, NO, cause="f:2", rev=1)

        assert evening.vote(ADA, YES, cause="f:4", rev=0) == ()
        assert choice_of(evening, ADA) is NO

    def test_a_change_on_the_posted_card_counts_where_the_reply_was_lost(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, rev=0)
        evening.vote(ADA, NO, rev=0)

        assert choice_of(evening, ADA) is NO

    def test_a_third_choice_on_an_old_card_counts(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, rev=0)
        evening.vote(ADA, NO, rev=1)
        evening.vote(ADA, ABSTAIN, rev=0)

        assert choice_of(evening, ADA) is ABSTAIN

    def test_a_typed_word_is_always_fresh(self) -> None:
        evening = Evening.voting()
        for choice in (YES, NO, YES):
            evening.vote(ADA, choice, rev=None, way=Way.TYPED)

        assert choice_of(evening, ADA) is YES

    def test_an_id_that_two_chats_happen_to_share_takes_nobodys_vote(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, cause="1765285200123")
        evening.vote(BEN, NO, cause="1765285200123")

        assert (choice_of(evening, ADA), choice_of(evening, BEN)) == (YES, NO)

    def test_a_command_delivered_again_is_not_done_again(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallNext, cause="m:1")

        assert evening.does(CHAIR, cmd.CallNext, cause="m:1") == ()
        assert evening.sitting.item == "1"

    def test_a_command_of_another_person_is_another_command(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallNext, cause="m:1")
        evening.does(CLERK, cmd.PostponeItem, item="6", cause="m:1")

        assert evening.sitting.agenda.get("6") != Evening.opened().sitting.agenda.get("6")

    @given(
        pressed=st.lists(choices, min_size=1, max_size=6),
        again=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8),
    )
    def test_whatever_is_delivered_again_the_last_press_stands(
        self, pressed: list[Choice], again: list[tuple[int, int]]
    ) -> None:
        evening = Evening.voting()
        shown = []
        for place, choice in enumerate(pressed):
            shown.append((choice, evening.ballot.rev_of(ADA)))
            evening.vote(ADA, choice, rev=shown[-1][1])
            for when, which in again:
                if when == place and which <= place:
                    evening.vote(ADA, shown[which][0], rev=shown[which][1])

        assert choice_of(evening, ADA) is pressed[-1]

    @given(
        order=st.permutations([("a", YES, 0), ("b", NO, 1), ("a", YES, 0), ("b", NO, 1), ("c", YES, 0)]),
    )
    def test_deliveries_in_any_order_leave_one_current_vote(
        self, order: list[tuple[str, Choice, int]]
    ) -> None:
        evening = Evening.voting()
        for cause, choice, rev in order:
            evening.vote(ADA, choice, cause=cause, rev=rev)

        assert evening.ballot.count().cast == 1
        assert evening.ballot.rev_of(ADA) <= 3
