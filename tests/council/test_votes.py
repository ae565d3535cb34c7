"""Votes pressed and typed: who may, which one counts, and what a second delivery does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import commands as cmd
from council import errors
from council import events as ev
from council.ballots import Choice, Phase, Tally, Way
from council.decide import decide
from council.fold import evolve
from council.ids import BallotId, MemberId
from council.presence import Evidence
from tests.council.evening import (
    ABSTAIN,
    ADA,
    ADVISER,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    DEPUTY,
    GUEST,
    NO,
    PROGRAM,
    RULES,
    SITTING,
    STRANGER,
    YES,
    Evening,
    members,
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

    @pytest.mark.parametrize("choice", list(Choice))
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
        assert values == {"choice": "ja"}


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

        assert self.refused(evening, errors.NotPresent, ADA) == {"member": ADA}

    def test_a_member_of_the_electorate_who_comes_back_in_time_votes(self) -> None:
        evening = Evening.voting(7)
        evening.leaves(ADA)
        evening.returns(ADA)
        evening.vote(ADA, YES)

        assert choice_of(evening, ADA) is YES

    def test_a_reported_departure_takes_nobodys_vote_away(self) -> None:
        evening = Evening.voting(7)
        evening.does(PROGRAM, cmd.ReportLeaving, member=ADA)
        evening.vote(ADA, YES)

        assert choice_of(evening, ADA) is YES

    def test_a_confirmed_departure_does(self) -> None:
        evening = Evening.voting(7)
        evening.does(PROGRAM, cmd.ReportLeaving, member=ADA)
        evening.does(PROGRAM, cmd.RecordLeaving, member=ADA, evidence=Evidence.TEAMS)

        self.refused(evening, errors.NotPresent, ADA)

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

        TestWhoMayNot.refused(evening, errors.Recused, ADA, rev=1)

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
