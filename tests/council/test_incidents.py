"""Incidents of real councils and of other systems, played again: none of them happens here."""

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.agenda import BallotKind
from council.ballots import Outcome, Phase, Way
from council.ids import MemberId
from council.presence import Evidence, Mode
from council.record import GENESIS
from council.roster import Member, Role, Roster
from store.codec import standard
from tests.council.evening import (
    ADA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    NO,
    OFFICE,
    PROGRAM,
    SECOND,
    YES,
    Evening,
    councillors,
    in_presence,
    members,
    slips,
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

    @pytest.mark.parametrize("closed", [False, True], ids=["open", "undeclared"])
    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            pytest.param(cmd.CallItem, {"item": "7"}, id="call"),
            pytest.param(cmd.CallNext, {}, id="next"),
            pytest.param(cmd.OpenBallot, {"item": "7"}, id="ballot"),
            pytest.param(cmd.OpenBlock, {"items": ("7", "11.1")}, id="block"),
            pytest.param(cmd.OpenElection, {"item": "7", "candidates": ("A", "B")}, id="election"),
            pytest.param(cmd.OpenAlternatives, {"item": "7", "options": ("A", "B")}, id="alternatives"),
            pytest.param(cmd.StartClosedPart, {}, id="closed-part"),
            pytest.param(cmd.NoteItem, {"item": "3"}, id="note"),
            pytest.param(cmd.EndSitting, {}, id="end"),
        ],
    )
    def test_trier_nothing_leads_away_from_the_item_before_its_result(
        self, closed: bool, kind: type[cmd.Command], values: dict[str, object]
    ) -> None:
        evening = Evening.voting(item="6")
        if closed:
            evening.closes()
        evening.refuses(errors.BallotInTheWay, CHAIR, kind, **values)

        assert evening.sitting.item == "6"
        assert len(evening.sitting.ballots) == 1

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
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
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


class TestRecusedButCounted:
    """SächsGemO § 20: Wer befangen ist, ist weder in der Stimmenzahl noch in der Beschlussfähigkeit."""

    def recused(self) -> Evening:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(ADA, cmd.DeclareRecusal, member=ADA)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        return evening

    def test_neither_a_press_nor_a_clerks_word_counts(self) -> None:
        evening = self.recused()
        evening.refuses(errors.Recused, ADA, cmd.CastVote, ballot=1, round=1, choice=YES)
        evening.refuses(errors.Recused, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")

        assert evening.ballot.count() == tally()

    def test_nor_one_hand_too_many(self) -> None:
        values = self.recused().refuses(errors.TooManyVotes, CLERK, cmd.EnterHands, yes=11, no=0, abstain=0)

        assert values == {"votes": 11, "entitled": 10}

    def test_nor_all_others_as_yes(self) -> None:
        evening = self.recused()
        evening.does(CLERK, cmd.EnterHands, yes=None, no=1, abstain=0, rest_as_yes=True)
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.sitting.waiting_cases[-1].id)

        assert evening.ballot.tally == tally(9, 1)

    def test_nor_counts_that_were_entered_before_it_was_known(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.EnterHands, yes=11, no=0, abstain=0)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        values = evening.refuses(errors.TooManyVotes, SECOND, cmd.ConfirmEntry, case=evening.case())

        assert values == {"votes": 11, "entitled": 10}

    def test_nor_a_place_in_the_quorum_of_that_item(self) -> None:
        evening = self.recused()
        found = evening.closes().quorum_at_closing

        assert found is not None
        assert ADA not in {*evening.ballot.quorum_at_opening.names, *found.names}

    def test_the_one_vote_that_is_left_decides_where_all_others_are_recused(self) -> None:
        evening = Evening.opened(3, 3)
        for member in members(2, first=2):
            evening.does(CHAIR, cmd.DeclareRecusal, member=member, item="6")
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.votes(yes=1)
        ballot = evening.declares()

        assert (ballot.electorate, ballot.tally, ballot.outcome) == ((CHAIR,), tally(1), Outcome.CARRIED)
        assert (ballot.quorum_at_opening.required, ballot.quorum_at_opening.recused) == (1, 2)


STAND_IN = MemberId("v77")


class TestProxies:
    """OpenSlides #5745: Die Stimme der Vertretung zählt, obwohl die Vertretung fehlt; oder beide zählen."""

    def committee(self) -> Evening:
        stand_in = Member(id=STAND_IN, first="Vera", last="Vertretung", roles=(Role.MEMBER,), substitutes=ADA)
        evening = Evening.prepared(11, roster=Roster((*councillors(11), *OFFICE, stand_in)))
        evening.admit(*(m for m in members(11) if m != ADA))
        evening.does(CHAIR, cmd.OpenSitting)
        return evening

    def test_whoever_is_absent_has_no_vote_of_their_own_nor_by_proxy(self) -> None:
        evening = self.committee()
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert not {ADA, STAND_IN} & set(evening.ballot.electorate)
        for absent in (ADA, STAND_IN):
            evening.refuses(errors.NotAdmitted, absent, cmd.CastVote, ballot=1, round=1, choice=YES)

    def test_the_substitute_votes_while_the_principal_is_away(self) -> None:
        evening = self.committee()
        evening.admit(STAND_IN)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.vote(STAND_IN, YES)

        assert evening.ballot.count() == tally(1)

    def test_the_principal_who_comes_in_meanwhile_has_no_second_vote_of_the_same_seat(self) -> None:
        evening = self.committee()
        evening.admit(STAND_IN)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.vote(STAND_IN, YES)
        evening.admit(ADA)
        evening.refuses(errors.NotEntitled, ADA, cmd.CastVote, ballot=1, round=1, choice=NO)
        found = evening.closes().quorum_at_closing

        assert found is not None
        assert (evening.ballot.tally, found.present) == (tally(1), 11)
        assert ADA not in found.names

    def test_in_the_next_ballot_it_is_the_principals_vote_alone(self) -> None:
        evening = self.committee()
        evening.admit(STAND_IN, ADA)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.refuses(errors.NotEntitled, STAND_IN, cmd.CastVote, ballot=1, round=1, choice=NO)

        assert ADA in evening.ballot.electorate
        assert evening.sitting.quorum().present == 11

    def test_a_recused_principal_does_not_vote_through_somebody_else(self) -> None:
        evening = self.committee()
        evening.admit(STAND_IN, ADA)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="6")
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert not {ADA, STAND_IN} & set(evening.ballot.electorate)


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

    def test_bigbluebutton_one_who_comes_back_by_another_way_is_one_person(self) -> None:
        evening = Evening.opened(7)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        evening.does(PROGRAM, cmd.RecordLeaving, member=ADA, evidence=Evidence.TEAMS)
        evening.does(ADA, cmd.SignIn)
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA, ADA))
        evening.does(ADA, cmd.SignIn)

        assert evening.sitting.quorum().names == members(7)
        assert evening.sitting.electorate().count(ADA) == 1
        assert [spell.until is None for spell in evening.sitting.presence(ADA).spells] == [False, False, True]

    def test_decidim_a_hand_counted_in_the_hall_shuts_the_cards(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.EnterHands, yes=6, no=5, abstain=0)

        evening.refuses(errors.TakenByHands, ADA, cmd.CastVote, ballot=1, round=1, choice=YES)

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
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        evening.does(ADA, cmd.SignIn)

        assert evening.sitting.quorum().present == 7

    def test_a_false_leave_event_never_costs_a_vote(self) -> None:
        evening = Evening.voting(7)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        evening.vote(ADA, YES)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=True)

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

    def test_of_a_secret_ballot_nothing_written_joins_a_person_and_a_vote(self) -> None:
        evening = in_presence(secret_enabled="true")
        evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)
        before = len(evening.events)
        for member in reversed(evening.ballot.electorate[:5]):
            evening.vote(member, YES)
        evening.does(CHAIR, cmd.CloseBallot, slips=slips(evening, YES, YES, YES, YES, NO))
        closed, counted = (e for e in evening.events[before:] if not isinstance(e, ev.SlipHandedIn))

        assert isinstance(closed, ev.BallotClosed)
        assert isinstance(counted, ev.SlipsCounted)
        assert (closed.tally, closed.not_cast) == (tally(4, 1), ())
        assert counted.handed_in == evening.ballot.electorate[:5]
        assert not evening.ballot.votes
        assert not evening.ballot.receipts
        assert not evening.ballot.causes


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
