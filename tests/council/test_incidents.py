"""Incidents of real councils and of other systems, played again: none of them happens here."""

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.ballots import Outcome, Phase, Way
from council.ids import MemberId
from council.presence import Evidence, Mode
from council.record import GENESIS
from store.codec import standard
from tests.council.evening import (
    ADA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    NO,
    PROGRAM,
    SECOND,
    YES,
    Evening,
    members,
    tally,
)


class TestPlausibility:
    """Trier, Zug: mehr Stimmen als Anwesende; ein Punkt, der nicht aufgerufen war; abwesend trotz Stimme."""

    def test_trier_fifty_three_votes_of_forty_five_people(self) -> None:
        evening = Evening.opened(45, 71)
        evening.does(CHAIR, cmd.CallItem, item="6")

        values = evening.refuses(errors.TooManyVotes, CLERK, cmd.EnterHands, yes=53, no=0, abstain=0)
        assert values == {"votes": 53, "entitled": 45}
        assert evening.sitting.ballots == {}

    def test_trier_even_if_the_sum_is_spread(self) -> None:
        evening = Evening.voting(45, 71)

        values = evening.refuses(errors.TooManyVotes, CLERK, cmd.EnterHands, yes=20, no=20, abstain=13)
        assert values["votes"] == 53

    def test_a_vote_on_an_item_that_was_not_called(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        called, opened = evening.does(CHAIR, cmd.OpenBallot, item="7")

        assert isinstance(called, ev.ItemCalled)
        assert isinstance(opened, ev.BallotOpened)
        assert (evening.sitting.item, opened.item) == ("7", "7")

    def test_an_item_never_changes_under_an_open_ballot(self) -> None:
        evening = Evening.voting(item="6")
        evening.refuses(errors.BallotInTheWay, CHAIR, cmd.CallItem, item="7")

        assert evening.sitting.item == evening.ballot.item == "6"

    def test_zug_absent_though_voted(self) -> None:
        evening = Evening.voting(6)
        evening.votes(yes=6)
        evening.leaves(*members(3, first=3))
        found = evening.closes().quorum_at_closing

        assert found is not None
        assert set(found.names) == set(evening.ballot.voters)

    def test_openslides_voted_then_left_is_marked_absent(self) -> None:
        evening = Evening.voting(7)
        evening.vote(ADA, NO)
        evening.does(PROGRAM, cmd.ReportLeaving, member=ADA)
        evening.does(PROGRAM, cmd.RecordLeaving, member=ADA, evidence=Evidence.TEAMS)
        ballot = evening.closes()

        assert ballot.quorum_at_closing is not None
        assert ADA in ballot.quorum_at_closing.names
        assert ballot.tally == tally(0, 1)

    def test_villingen_shown_as_not_voted_though_counted(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)
        evening.vote(BEN, NO)
        evening.vote(BEN, YES, rev=1)
        ballot = evening.ballot

        assert set(ballot.voters) == {ADA, BEN}
        assert not set(ballot.voters) & set(ballot.waiting)
        assert set(evening.closes().not_cast) == set(ballot.electorate) - {ADA, BEN}

    def test_the_wrong_half_of_an_odd_council(self) -> None:
        evening = Evening.opened(11)
        ballot = evening.decides("7", yes=6)

        assert (ballot.needed, ballot.outcome) == (6, Outcome.CARRIED)


class TestDoubles:
    """Jitsi, BigBlueButton, Teams: neu geladen, neu beigetreten, nach 15 Sekunden noch einmal gesendet."""

    def test_jitsi_a_page_loaded_again_counts_twice(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, cause="f:1", rev=0)
        evening.vote(ADA, YES, cause="f:2", rev=0)

        assert evening.ballot.count() == tally(1)

    def test_bigbluebutton_joining_again_counts_twice(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)
        evening.leaves(ADA)
        evening.does(ADA, cmd.SignIn)
        evening.vote(ADA, YES)
        found = evening.closes().quorum_at_closing

        assert evening.ballot.tally == tally(1)
        assert found is not None
        assert found.names.count(ADA) == 1

    def test_teams_sends_a_slow_press_again_after_fifteen_seconds(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, cause="f:1", rev=0)
        evening.vote(ADA, NO, cause="f:2", rev=1)
        evening.vote(ADA, YES, cause="f:3", rev=0, after=15)

        vote = evening.ballot.vote_of(ADA)
        assert vote is not None
        assert vote.choice is NO

    def test_teams_sends_a_press_again_after_the_ballot_was_closed(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, cause="f:1")
        evening.declares()

        assert evening.vote(ADA, YES, cause="f:1", after=15) == ()

    def test_a_press_on_the_card_and_one_in_the_personal_chat(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, way=Way.CARD)
        evening.vote(ADA, YES, way=Way.PERSONAL)

        assert evening.ballot.count() == tally(1)

    def test_a_hand_raised_in_the_hall_beside_a_press(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)

        evening.refuses(
            errors.AlreadyVoted, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Handzeichen"
        )
        assert evening.ballot.count() == tally(1)


class TestPresenceGaps:
    """Teams: Ereignisse fehlen für alle, die vor dem Bot da waren; eines geht verloren."""

    def test_one_who_joined_before_the_bot_signs_in_like_everybody(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn)
        evening.does(CLERK, cmd.AdmitMember, case=evening.case())

        assert evening.sitting.quorum("").names == (ADA,)

    def test_one_whose_join_never_arrived_is_still_present(self) -> None:
        evening = Evening.opened(7)
        evening.does(PROGRAM, cmd.ReportLeaving, member=ADA)
        evening.does(ADA, cmd.SignIn)

        assert evening.sitting.quorum().present == 7

    def test_a_false_leave_event_never_costs_a_vote(self) -> None:
        evening = Evening.voting(7)
        evening.does(PROGRAM, cmd.ReportLeaving, member=ADA)
        evening.vote(ADA, YES)
        evening.does(PROGRAM, cmd.RefuteLeaving, member=ADA)

        assert evening.ballot.count() == tally(1)

    def test_openslides_a_proxy_votes_for_somebody_absent(self) -> None:
        evening = Evening.voting(7)
        absent = MemberId("m08")

        evening.refuses(
            errors.NotEntitled, CLERK, cmd.EnterVote, member=absent, choice=YES, reason="Vollmacht"
        )
        assert absent not in evening.ballot.electorate

    def test_a_guest_on_a_phone_without_cards_is_taken_by_word(self) -> None:
        evening = Evening.voting(7)
        evening.does(CLERK, cmd.EnterVote, member=ADA, choice=NO, reason="Karte erscheint nicht")
        evening.does(SECOND, cmd.ConfirmEntry, case=1)

        assert evening.ballot.count() == tally(0, 1)

    def test_cards_fail_for_everybody_and_hands_are_counted(self) -> None:
        evening = Evening.voting(11)
        evening.vote(ADA, YES)
        evening.does(
            CLERK, cmd.EnterHands, yes=None, no=1, abstain=1, rest_as_yes=True, reason="Karten gestört"
        )
        evening.does(CHAIR, cmd.ConfirmEntry, case=1)
        evening.does(CHAIR, cmd.DeclareBallot)

        assert (evening.ballot.tally, evening.ballot.outcome) == (tally(9, 1, 1), Outcome.CARRIED)

    def test_a_member_in_the_hall_and_online_is_one_person(self) -> None:
        evening = Evening.opened(11)
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA,))

        assert evening.sitting.quorum().present == 11
        assert evening.sitting.presence(ADA).spells[-1].mode is Mode.ROOM


class TestBigCouncil:
    """Ein Chat mit mehr als sechzig Personen; alle drücken zugleich."""

    def test_seventy_one_members_vote_in_one_ballot(self) -> None:
        evening = Evening.voting(71, 71)
        evening.votes(yes=31, no=31, abstain=9)
        ballot = evening.declares()

        assert ballot.tally == tally(31, 31, 9)
        assert ballot.outcome is Outcome.REJECTED
        assert len({vote.receipt for given in ballot.votes.values() for vote in given}) == 71

    @pytest.mark.parametrize(("present", "opens"), [(36, True), (35, False)])
    def test_the_thirty_sixth_member_makes_the_quorum(self, present: int, opens: bool) -> None:
        evening = Evening.opened(present, 71)
        if opens:
            evening.does(CHAIR, cmd.OpenBallot, item="6")
            assert evening.ballot.phase is Phase.OPEN
        else:
            values = evening.refuses(errors.NoQuorum, CHAIR, cmd.OpenBallot, item="6")
            assert (values["present"], values["required"]) == (35, 36)


class TestSecrecyOfWhatIsNotSecret:
    """Redis: ein Leser verbindet Person und Stimme. Geschrieben werden nur offene."""

    def test_every_vote_written_belongs_to_an_open_or_roll_call_ballot(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=3)
        stored = [standard().encode(e) for e in evening.events if isinstance(e, ev.VoteCast)]

        assert len(stored) == 3
        assert {evening.ballot.kind.value} <= {"offen", "namentlich"}
        assert all(GENESIS not in entry.data for entry in stored)


class TestNobodyForgotten:
    """OpenSlides `poll.reset`: eine Wiederholung löscht das erste Ergebnis."""

    def test_a_repetition_keeps_every_vote_of_the_first_round(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=6, no=5)
        first = evening.declares()
        evening.does(CHAIR, cmd.RepeatBallot)
        evening.votes(yes=11)
        evening.declares()
        kept = evening.sitting.ballots[first.id]

        assert (kept.votes, kept.tally, kept.outcome) == (first.votes, first.tally, first.outcome)
        assert kept.phase is Phase.SUPERSEDED

    def test_a_wrong_verdict_stays_visible_beside_its_reason(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=5, no=6)
        ballot = evening.declares(outcome=Outcome.CARRIED, reason="Stimme von Frau Cem nachgetragen")

        assert ballot.tally == tally(5, 6)
        assert (ballot.outcome, ballot.overridden) == (Outcome.CARRIED, "Stimme von Frau Cem nachgetragen")

    def test_bigbluebutton_the_chair_cannot_vote(self) -> None:
        evening = Evening.voting()
        evening.vote(CHAIR, YES)
        evening.vote(CEM, YES)

        assert evening.ballot.count() == tally(2)
