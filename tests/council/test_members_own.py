"""What members say themselves: bias, doubt of the quorum, statements; and mandates to the minute."""

from dataclasses import replace
from datetime import timedelta

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.decide_members import LONGEST_STATEMENT, mandates_due
from council.ids import MemberId
from council.recusal import recusal_spells
from council.roster import Roster
from council.sitting import CaseKind
from tests.council.evening import (
    ADA,
    ADVISER,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    GUEST,
    NO,
    OFFICE,
    PROGRAM,
    STARTS,
    YES,
    Evening,
    councillors,
    members,
    rules_with,
)


class TestOwnRecusal:
    """SächsGemO § 20: sagt es selbst; der Vorsitz bestätigt, im Zweifel entscheidet der Rat."""

    def reported(self, item: str = "6") -> Evening:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(ADA, cmd.DeclareRecusal, member=ADA, item=item)
        return evening

    def test_has_effect_at_once_and_waits_for_the_chair(self) -> None:
        evening = self.reported()
        (case,) = evening.sitting.waiting_cases

        assert evening.sitting.recused("6") == (ADA,)
        assert (case.kind, case.member, case.item) == (CaseKind.RECUSAL, ADA, "6")
        assert evening.sitting.recusal_log[0].waits

    @pytest.mark.parametrize("council", [False, True], ids=["the-chair", "the-council"])
    def test_is_confirmed_and_by_whom(self, council: bool) -> None:
        evening = self.reported()
        evening.does(CHAIR, cmd.ConfirmEntry, case=evening.case(), council=council)
        (entry,) = evening.sitting.recusal_log

        assert (entry.confirmed_by, entry.council, entry.waits) == (CHAIR, council, False)
        assert evening.sitting.waiting_cases == ()

    def test_is_lifted_where_it_is_none(self) -> None:
        evening = self.reported()
        evening.does(CHAIR, cmd.RejectEntry, case=evening.case())

        assert evening.sitting.recused("6") == ()
        assert evening.sitting.recusal_log[0].lifted_at is not None
        assert evening.sitting.waiting_cases == ()

    def test_nobody_confirms_their_own(self) -> None:
        evening = self.reported()
        evening.does(CHAIR, cmd.AssignChair, member=ADA)

        evening.refuses(errors.NotForOneself, ADA, cmd.ConfirmEntry, case=evening.case())

    @pytest.mark.parametrize("by", [BEN, CLERK], ids=["a-member", "a-clerk"])
    def test_only_the_chair_confirms_it(self, by: MemberId) -> None:
        evening = self.reported()

        evening.refuses(errors.ChairNeeded, by, cmd.ConfirmEntry, case=evening.case())

    def test_a_second_word_changes_nothing(self) -> None:
        assert self.reported().does(ADA, cmd.DeclareRecusal, member=ADA, item="6") == ()

    def test_the_chair_lifts_one_that_was_declared(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="6")
        evening.does(CHAIR, cmd.LiftRecusal, member=ADA, item="6", reason="Rat entschied")
        (entry,) = evening.sitting.recusal_log

        assert evening.sitting.recused("6") == ()
        assert entry.lifted_because == "Rat entschied"

    def test_lifting_settles_what_waited(self) -> None:
        evening = self.reported()
        evening.does(CHAIR, cmd.LiftRecusal, member=ADA)

        assert evening.sitting.waiting_cases == ()

    def test_there_is_nothing_to_lift_where_nobody_is_biased(self) -> None:
        values = Evening.opened().refuses(errors.NothingToLift, CHAIR, cmd.LiftRecusal, member=ADA, item="6")

        assert values == {"member": ADA, "item": "6"}

    def test_lifted_in_an_open_ballot_the_vote_is_still_lost(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)
        evening.does(ADA, cmd.DeclareRecusal, member=ADA)
        evening.does(CHAIR, cmd.RejectEntry, case=evening.case())

        assert evening.ballot.lost(ADA)
        evening.refuses(errors.Recused, ADA, cmd.CastVote, ballot=1, round=1, choice=YES)

    def test_has_times_from_the_call_to_the_next(self) -> None:
        evening = self.reported("7")
        evening.does(CHAIR, cmd.CallItem, item="7")
        begun = evening.now
        evening.does(CHAIR, cmd.CallItem, item="8")
        spells = recusal_spells(evening.sitting.recusal_log, evening.sitting.calls, None)

        assert [(s.member, s.since, s.until) for s in spells] == [(ADA, begun, evening.now)]

    def test_an_item_called_again_makes_another_spell_and_one_never_called_none(self) -> None:
        evening = self.reported("6")
        for item in ("7", "6", "8"):
            evening.does(CHAIR, cmd.CallItem, item=item)
        evening.does(CHAIR, cmd.DeclareRecusal, member=BEN, item="11.2")
        spells = recusal_spells(evening.sitting.recusal_log, evening.sitting.calls, None)

        assert [s.member for s in spells] == [ADA, ADA]

    def test_on_a_motion_it_lasts_through_its_amendments(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="11.1")
        for item in ("11.1.1", "11.1.2", "11.1", "11.2"):
            evening.does(CHAIR, cmd.CallItem, item=item)
        (spell,) = recusal_spells(evening.sitting.recusal_log, evening.sitting.calls, None)

        assert (spell.since, spell.until) == (evening.sitting.calls[0][0], evening.sitting.calls[-1][0])


class TestDoubtOfTheQuorum:
    """Auftrag Teil 2, 7: Rüge; wo die Beschlussfähigkeit vermutet wird, gilt sie bis dahin."""

    PRESUMED = rules_with(quorum_presumed="true", quorum_needed_at_ballot="false")

    def test_is_recorded_with_what_was_found(self) -> None:
        evening = Evening.opened()
        evening.does(ADA, cmd.DoubtQuorum)
        (challenge,) = evening.sitting.challenges

        assert (challenge.member, challenge.quorum.present) == (ADA, 11)
        assert not evening.sitting.challenged

    def test_presumed_it_needs_nobody_counted(self) -> None:
        evening = Evening.opened(4, rules=self.PRESUMED)

        assert evening.decides("6", yes=3).quorum_at_opening.met is False

    def test_after_a_doubt_that_found_none_no_ballot_opens(self) -> None:
        evening = Evening.opened(4, rules=self.PRESUMED)
        evening.does(ADA, cmd.DoubtQuorum)

        values = evening.refuses(errors.NoQuorum, CHAIR, cmd.OpenBallot, item="6")
        assert (values["present"], values["required"]) == (4, 6)

    def test_a_ballot_doubted_while_it_is_open_is_not_declared(self) -> None:
        evening = Evening.opened(4, rules=self.PRESUMED)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.votes(yes=3)
        evening.does(ADA, cmd.DoubtQuorum)
        evening.does(CHAIR, cmd.CloseBallot)

        evening.refuses(errors.NoQuorum, CHAIR, cmd.DeclareBallot)

    def test_once_enough_are_there_again_it_is_presumed_again(self) -> None:
        evening = Evening.opened(4, rules=self.PRESUMED)
        evening.does(ADA, cmd.DoubtQuorum)
        evening.admit(*members(4, 5))
        evening.decides("6", yes=6)
        evening.leaves(*members(4, 5))

        assert not evening.sitting.challenged
        assert evening.decides("11.2", yes=3).outcome is not None

    @pytest.mark.parametrize("by", [GUEST, CLERK])
    def test_belongs_to_members(self, by: MemberId) -> None:
        Evening.opened().refuses(errors.NotAMember, by, cmd.DoubtQuorum)

    def test_needs_somebody_who_is_there(self) -> None:
        Evening.opened(10).refuses(errors.NotPresent, MemberId("m11"), cmd.DoubtQuorum)


class TestUnsettledQuorum:
    """Auftrag Teil 1: was ungeklärt ist, wird gesagt und sperrt nichts."""

    def test_blocks_nothing(self) -> None:
        head = '[quorum.share]\nvalue = "1/2"'
        unsettled = rules_with().replace(head, '[quorum.share]\nvalue = "ungeklärt"\nreckoned = "1/2"')
        evening = Evening.opened(3, rules=unsettled)
        ballot = evening.decides("6", yes=2)

        assert ballot.quorum_at_opening.met is False
        assert ballot.quorum_at_opening.settled is False


class TestSecondSitting:
    """SächsGemO § 39 Abs. 3: in der zweiten Sitzung genügen drei."""

    def test_three_are_enough(self) -> None:
        evening = Evening.opened(3, second=True)

        assert evening.sitting.quorum("").required == 3
        assert evening.sitting.quorum("").path == "quorum.second_sitting"
        assert evening.decides("6", yes=2).outcome is not None

    def test_two_are_not(self) -> None:
        Evening.opened(2, second=True).refuses(errors.NoQuorum, CHAIR, cmd.OpenBallot, item="6")

    def test_the_checklist_can_say_that_it_is_one(self) -> None:
        evening = Evening.opened(3)
        evening.does(CLERK, cmd.NoteParticular, key="second", value="ja")
        assert evening.sitting.quorum("").required == 3
        evening.does(CLERK, cmd.NoteParticular, key="second", value="")

        assert evening.sitting.quorum("").required == 6


class TestStatements:
    """SächsGemO § 40 Abs. 1: Jedes Mitglied kann verlangen, dass seine Erklärung aufgenommen wird."""

    def test_stand_at_the_item_under_debate(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(ADA, cmd.MakeStatement, text="Ich  habe\nmit Nein gestimmt.")
        (statement,) = evening.sitting.statements

        assert (statement.member, statement.item) == (ADA, "6")
        assert statement.text == "Ich habe mit Nein gestimmt."

    def test_are_kept_to_a_length_that_minutes_hold(self) -> None:
        evening = Evening.opened()
        evening.does(ADA, cmd.MakeStatement, text="x" * 5_000)

        assert len(evening.sitting.statements[0].text) == LONGEST_STATEMENT

    def test_may_be_made_during_a_ballot_and_in_a_break(self) -> None:
        evening = Evening.voting()
        evening.does(ADA, cmd.MakeStatement, text="Erklärung")
        evening.does(CHAIR, cmd.CancelBallot)
        evening.does(CHAIR, cmd.Pause)
        evening.does(ADA, cmd.MakeStatement, text="Noch eine")

        assert len(evening.sitting.statements) == 2

    def test_belong_to_advisers_too(self) -> None:
        evening = Evening.opened()
        evening.admit(ADVISER)

        assert evening.does(ADVISER, cmd.MakeStatement, text="Hinweis")

    def test_need_words(self) -> None:
        Evening.opened().refuses(errors.ReasonNeeded, ADA, cmd.MakeStatement, text="  ")

    def test_need_an_open_sitting(self) -> None:
        evening = Evening.prepared()
        evening.admit(ADA)

        evening.refuses(errors.NotOpened, ADA, cmd.MakeStatement, text="zu früh")


class TestMandates:
    """Auftrag Teil 5: Mandate auf Tag und Minute; ausgeschieden, verpflichtet."""

    def test_who_leaves_the_council_has_no_vote_from_then_on(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndMandate, member=ADA)
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert ADA not in evening.ballot.electorate
        assert evening.sitting.quorum("6").present == 10
        assert evening.sitting.quorum("6").seats == 11

    def test_in_an_open_ballot_the_vote_is_kept_and_does_not_count(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)
        evening.vote(BEN, NO)
        evening.does(CHAIR, cmd.EndMandate, member=ADA)
        evening.does(CHAIR, cmd.CloseBallot)

        assert evening.ballot.tally is not None
        assert (evening.ballot.tally.yes, evening.ballot.tally.no) == (0, 1)
        assert evening.ballot.votes[ADA][0].void

    def test_a_press_of_theirs_is_told_why(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.EndMandate, member=ADA)

        values = evening.refuses(errors.MandateOver, ADA, cmd.CastVote, ballot=1, round=1, choice=YES)
        assert values == {"member": ADA}

    def test_who_is_sworn_in_votes_from_the_next_ballot_on(self) -> None:
        evening = Evening.opened()
        evening.admit(GUEST)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.does(CHAIR, cmd.BeginMandate, member=GUEST)
        first = evening.ballot.electorate
        evening.does(CHAIR, cmd.CancelBallot)
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert GUEST not in first
        assert GUEST in evening.ballot.electorate

    def test_both_are_recorded_with_their_moment(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndMandate, member=ADA)
        ended = evening.now
        evening.does(CHAIR, cmd.BeginMandate, member=GUEST)

        assert [(m.member, m.began, m.at) for m in evening.sitting.mandates] == [
            (ADA, False, ended),
            (GUEST, True, evening.now),
        ]

    def test_a_member_cannot_begin_once_more(self) -> None:
        assert Evening.opened().does(CHAIR, cmd.BeginMandate, member=ADA) == ()

    def test_a_guest_has_no_mandate_to_end(self) -> None:
        Evening.opened().refuses(errors.NotAMember, CHAIR, cmd.EndMandate, member=GUEST)

    def test_the_chair_hands_over_before_leaving_the_council(self) -> None:
        Evening.opened().refuses(errors.NotForOneself, CHAIR, cmd.EndMandate, member=CHAIR)

    def test_the_minute_in_the_roster_ends_and_begins_by_itself(self) -> None:
        people = {m.id: m for m in councillors(11)}
        at = STARTS + timedelta(minutes=5)
        people[ADA] = replace(people[ADA], until=at)
        people[CEM] = replace(people[CEM], since=at)
        evening = Evening.opened(11, roster=Roster((*people.values(), *OFFICE)))
        assert not evening.sitting.member(CEM).entitled  # type: ignore[union-attr]
        assert not mandates_due(evening.sitting, evening.now)

        evening.now = at
        assert mandates_due(evening.sitting, evening.now)
        events = evening.does(PROGRAM, cmd.SettleMandates, after=0)

        assert [type(e) for e in events] == [ev.MandateEnded, ev.MandateBegan]
        assert evening.sitting.electorate("6").count(CEM) == 1
        assert ADA not in evening.sitting.electorate("6")
        assert evening.does(PROGRAM, cmd.SettleMandates) == ()

    def test_one_ended_by_hand_does_not_begin_again(self) -> None:
        people = {m.id: m for m in councillors(11)}
        people[ADA] = replace(people[ADA], since=STARTS - timedelta(days=100))
        evening = Evening.opened(11, roster=Roster((*people.values(), *OFFICE)))
        evening.does(CHAIR, cmd.EndMandate, member=ADA)

        assert evening.does(PROGRAM, cmd.SettleMandates) == ()
