"""What an adversary found in the rules, played again: none of it happens any more."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.agenda import Agenda, AgendaItem, BallotKind, ItemKind, MajorityKind
from council.ballots import OPTION_CHOICES, Following, Outcome, Phase
from council.fold import replay
from council.ids import MemberId
from council.presence import Evidence, Mode
from council.roster import Roster
from council.rulebook import Format
from desk.rulesets import ruleset_text
from tests.council.evening import (
    ADA,
    AGENDA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    NO,
    OFFICE,
    PROGRAM,
    SECOND,
    STARTS,
    YES,
    Evening,
    councillors,
    in_presence,
    members,
    preparation,
    rules_with,
    slips,
)

ONE, TWO, THREE = OPTION_CHOICES[:3]
DAY = date(2026, 12, 9)


def hybrid(land: str, *, room: int = 6, remote: int = 5, **more: object) -> Evening:
    """An open hybrid sitting of a Land with so many in the room and so many connected."""
    values = {"format": Format.HYBRID, "rules": ruleset_text(land, DAY), **more}
    evening = Evening.prepared(11, **values)
    evening.does(CLERK, cmd.RecordOnSite, members=members(room))
    evening.admit(*members(remote, room + 1))
    evening.does(CHAIR, cmd.OpenSitting)
    return evening


class TestTheClosedPart:
    """SächsGemO § 37: eine Stichwahl des nichtöffentlichen Teils bleibt dort, ihr Los auch."""

    def waiting(self) -> Evening:
        evening = in_presence()
        evening.does(CHAIR, cmd.StartClosedPart)
        evening.does(CHAIR, cmd.OpenElection, item="21", candidates=("Alt", "Berg"))
        for member, choice in zip(evening.ballot.electorate, [ONE] * 5 + [TWO] * 5, strict=False):
            evening.vote(member, choice)
        evening.declares()
        return evening

    def test_the_run_off_is_not_held_in_public(self) -> None:
        evening = self.waiting()
        evening.does(CHAIR, cmd.StartPublicPart)

        evening.refuses(errors.ItemIsClosed, CHAIR, cmd.OpenNextRound)

    def test_the_lot_is_not_entered_in_public(self) -> None:
        evening = self.waiting()
        evening.does(CHAIR, cmd.OpenNextRound)
        evening.declares()
        if evening.ballot.following is not Following.LOT:
            evening.does(CHAIR, cmd.RepeatBallot)
            for member, choice in zip(evening.ballot.electorate, [ONE, TWO], strict=False):
                evening.vote(member, choice)
            evening.declares()
        evening.does(CHAIR, cmd.StartPublicPart)

        evening.refuses(errors.ItemIsClosed, CHAIR, cmd.DrawLot, option=1, witness=BEN)

    def test_a_postponed_item_holds_no_run_off(self) -> None:
        evening = self.waiting()
        evening.does(CHAIR, cmd.PostponeItem)

        evening.refuses(errors.ItemIsOff, CHAIR, cmd.OpenNextRound)


class TestWhatIsDoneDecides:
    """GemO BW § 37a: ausgeschlossen ist die Wahl, gleich auf welchem Tagesordnungspunkt."""

    @pytest.mark.parametrize("item", ["4", "6"])
    def test_remote_people_elect_nobody(self, item: str) -> None:
        evening = hybrid("baden-wuerttemberg")
        evening.does(CHAIR, cmd.OpenElection, item=item, candidates=("A", "B"))

        assert len(evening.ballot.electorate) == 6

    def test_a_procedural_motion_at_an_election_is_everybodys(self) -> None:
        evening = hybrid("baden-wuerttemberg")
        evening.does(CHAIR, cmd.CallItem, item="4")
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Vertagung")

        assert len(evening.ballot.electorate) == 11

    def test_an_amendment_of_the_budget_is_budget(self) -> None:
        items = (*AGENDA, AgendaItem(number="5.1", title="Mehr für Bücher", kind=ItemKind.AMENDMENT))
        evening = Evening.opened(agenda=Agenda(items))

        evening.refuses(errors.ExcludedDigital, CHAIR, cmd.OpenBallot, item="5.1")

    def test_a_barred_act_is_not_declared_once_somebody_joined_remotely(self) -> None:
        evening = hybrid("niedersachsen", room=9, remote=0)
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("A", "B"), kind=BallotKind.OPEN)
        for member in evening.ballot.electorate:
            evening.vote(member, ONE)
        evening.does(CLERK, cmd.AdmitMember, member=MemberId("m11"), mode=Mode.REMOTE)
        evening.does(CHAIR, cmd.CloseBallot)

        evening.refuses(errors.ExcludedRemote, CHAIR, cmd.DeclareBallot)
        assert evening.does(CHAIR, cmd.CancelBallot)


class TestTheBaseOfAVote:
    """SächsGemO § 39 Abs. 7: anwesend ist, wer bei dieser Abstimmung anwesend und stimmberechtigt war."""

    def test_late_comers_do_not_raise_the_base_of_an_election(self) -> None:
        evening = in_presence(9)
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("A", "B"))
        for member, choice in zip(evening.ballot.electorate, [ONE] * 5 + [TWO] * 4, strict=True):
            evening.vote(member, choice)
        evening.admit(*members(2, 10))
        ballot = evening.declares()

        assert (ballot.elected, ballot.needed, ballot.base) == ((1,), 5, 9)

    def test_nor_that_of_a_majority_of_those_present(self) -> None:
        evening = in_presence(9)
        evening.does(CHAIR, cmd.OpenBallot, item="6", majority=MajorityKind.OF_PRESENT)
        evening.votes(yes=5, no=4)
        evening.admit(*members(2, 10))

        assert evening.declares().outcome is Outcome.CARRIED

    def test_seats_are_those_at_the_vote_not_at_its_announcement(self) -> None:
        evening = in_presence(10, of=10, members_base='"besetzt"')
        evening.does(CHAIR, cmd.OpenBallot, item="7")
        evening.votes(yes=5, no=5)
        evening.closes()
        for member in (ADA, BEN):
            evening.does(CHAIR, cmd.EndMandate, member=member)
        evening.does(CHAIR, cmd.DeclareBallot)

        assert (evening.ballot.outcome, evening.ballot.needed) == (Outcome.REJECTED, 6)

    def test_the_casting_vote_is_that_of_whoever_presided_at_the_vote(self) -> None:
        evening = in_presence(majority_tie='"Stimme des Vorsitzes"')
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.vote(CHAIR, YES)
        evening.vote(ADA, NO)
        evening.closes()
        evening.does(CHAIR, cmd.AssignChair, member=ADA)
        evening.does(ADA, cmd.DeclareBallot)

        assert (evening.ballot.outcome, evening.ballot.casting) == (Outcome.CARRIED, True)


class TestAlternatives:
    """Auftrag Teil 4: die Auswahl hat die Mehrheit, die der Punkt verlangt, und ist keine Wahl."""

    def test_an_item_that_needs_the_majority_of_members_needs_it_here_too(self) -> None:
        evening = in_presence(9)
        evening.does(CHAIR, cmd.OpenAlternatives, item="7", options=("A", "B"))
        evening.vote(ADA, ONE)

        assert evening.declares().outcome is not Outcome.CARRIED

    def test_persons_are_elected_and_not_chosen(self) -> None:
        in_presence().refuses(
            errors.ElectionByPaper, CHAIR, cmd.OpenAlternatives, item="4", options=("A", "B")
        )

    def test_a_shared_second_place_goes_into_the_next_ballot(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenAlternatives, item="6", options=("A", "B", "C", "D"))
        votes = [ONE] * 5 + [TWO] * 3 + [THREE] * 3
        for member, choice in zip(evening.ballot.electorate, votes, strict=True):
            evening.vote(member, choice)
        ballot = evening.declares()

        assert (ballot.outcome, ballot.candidates) == (Outcome.UNDECIDED, (1, 2, 3))

    @pytest.mark.parametrize("again", [cmd.OpenElection, cmd.OpenAlternatives])
    def test_a_decided_item_is_not_decided_twice(self, again: type[cmd.Command]) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="6", candidates=("A", "B"))
        for member in evening.ballot.electorate:
            evening.vote(member, ONE)
        evening.declares()
        names: dict[str, Any] = (
            {"candidates": ("C", "D")} if again is cmd.OpenElection else {"options": ("C", "D")}
        )
        values = evening.refuses(errors.AlreadyDecided, CHAIR, again, item="6", **names)
        assert values == {"item": "6", "ballot": 1}
        evening.does(CHAIR, cmd.ReopenItem, item="6")

        assert evening.does(CHAIR, again, item="6", **names)


class TestSecrecy:
    """Architektur, „Keeping“: nichts lässt sich aus zwei Auszählungen herauslesen."""

    def test_a_slip_that_must_not_count_is_not_counted_out(self) -> None:
        evening = in_presence(secret_enabled="true")
        evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)
        box = slips(evening, YES, YES, YES, YES, YES, NO)
        evening.does(CHAIR, cmd.EndMandate, member=box.handed[5])
        evening.refuses(errors.ResultDoubtful, CHAIR, cmd.CloseBallot, slips=box)

        assert evening.ballot.tally is None

    @pytest.mark.parametrize("end", [cmd.CancelBallot, cmd.RepeatBallot])
    def test_of_a_ballot_that_never_closed_nobody_is_known_to_have_voted(
        self, end: type[cmd.Command]
    ) -> None:
        evening = in_presence(secret_enabled="true")
        evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)
        for member in evening.ballot.electorate[:5]:
            evening.vote(member, YES)
        evening.does(CHAIR, end)
        written = [event for event in evening.events if not isinstance(event, ev.SlipHandedIn)]

        assert evening.sitting.ballots[1].handed == ()  # type: ignore[index]
        assert replay(written) == evening.sitting

    def test_a_secret_election_is_no_secret_vote_on_a_matter(self) -> None:
        rules = ruleset_text("hessen", DAY, '[secret.enabled]\nvalue = true\nnorm = "GO"\nsource = "GO"\n')
        evening = Evening.opened(format=Format.PRESENCE, rules=rules)
        evening.refuses(errors.SecretNotAllowed, CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)

        assert evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("A", "B"), kind=BallotKind.SECRET)

    def test_no_roll_call_goes_before_a_demanded_secret_ballot_by_another_door(self) -> None:
        rules = ruleset_text("nordrhein-westfalen", DAY)
        items = tuple(AgendaItem(number=n, title=n, ballot=BallotKind.SECRET) for n in ("1", "2"))
        evening = Evening.opened(format=Format.PRESENCE, rules=rules, agenda=Agenda(items))
        roll_call = {"kind": BallotKind.ROLL_CALL}

        evening.refuses(errors.SecretPrecedes, CHAIR, cmd.OpenBlock, items=("1", "2"), **roll_call)
        evening.refuses(
            errors.SecretPrecedes, CHAIR, cmd.OpenAlternatives, item="1", options=("A", "B"), **roll_call
        )


class TestWhoCounts:
    """Auftrag Teil 5: ein Sitz ist eine Stimme, und wer keine hat, verdrängt niemanden."""

    def council(self, *changes: tuple[int, dict[str, object]], **more: object) -> Roster:
        people = list(councillors(7))
        for place, values in changes:
            people[place] = replace(people[place], **values)  # type: ignore[arg-type]
        deputy = replace(people[-1], id=MemberId("e01"), substitutes=MemberId("m03"), last="Ersatz")
        return Roster((*people, deputy, *OFFICE))

    def test_a_limited_mandate_ends(self) -> None:
        begin, end = STARTS + timedelta(minutes=5), STARTS + timedelta(minutes=60)
        roster = self.council((6, {"since": begin, "until": end}))
        evening = Evening.opened(3, of=7, roster=roster)
        evening.now = begin
        evening.does(PROGRAM, cmd.SettleMandates, after=0)
        evening.now = end
        events = evening.does(PROGRAM, cmd.SettleMandates, after=0)

        assert {type(event) for event in events} == {ev.MandateEnded}
        assert MemberId("m07") in {event.member for event in events if isinstance(event, ev.MandateEnded)}

    def test_one_seat_is_counted_once_at_the_closing(self) -> None:
        evening = Evening.prepared(7, roster=self.council())
        evening.admit(*(MemberId(m) for m in ("m01", "m02", "m04", "e01")))
        evening.does(CHAIR, cmd.OpenSitting)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        for member in ("m01", "m02", "e01"):
            evening.vote(MemberId(member), YES)
        evening.leaves(MemberId("m04"))
        evening.admit(ADA)
        evening.does(CHAIR, cmd.CloseBallot)
        counted = evening.ballot.quorum_at_closing

        assert counted is not None
        assert counted.names == (MemberId("m01"), MemberId("m02"), MemberId("e01"))

    def test_a_principal_without_a_mandate_displaces_no_substitute(self) -> None:
        evening = Evening.prepared(7, roster=self.council())
        evening.admit(*(MemberId(m) for m in ("m01", "m02", "m03", "m04", "e01")))
        evening.does(CHAIR, cmd.OpenSitting)
        assert MemberId("e01") not in evening.sitting.electorate("6")
        evening.does(CHAIR, cmd.EndMandate, member=ADA)

        assert MemberId("e01") in evening.sitting.electorate("6")

    def test_a_principal_who_only_listens_displaces_no_substitute(self) -> None:
        evening = Evening.prepared(7, roster=self.council(), format=Format.HYBRID, reason="")
        evening.does(CLERK, cmd.RecordOnSite, members=tuple(map(MemberId, ("m01", "m02", "m04", "e01"))))
        evening.admit(ADA)
        evening.does(CHAIR, cmd.OpenSitting)

        assert MemberId("e01") in evening.sitting.electorate("6")

    def test_whoever_left_the_hall_does_not_vote_from_home(self) -> None:
        evening = hybrid("sachsen", room=10, remote=0, reason="")
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.leaves(BEN)
        evening.does(CLERK, cmd.AdmitMember, member=BEN, mode=Mode.REMOTE)

        evening.refuses(errors.NotEntitled, BEN, cmd.CastVote, ballot=1, round=1, choice=YES)

    def test_nor_through_the_office(self) -> None:
        evening = hybrid("sachsen", room=10, remote=0, reason="")
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.leaves(BEN)
        evening.does(CLERK, cmd.AdmitMember, member=BEN, mode=Mode.REMOTE)

        evening.refuses(errors.NotEntitled, CLERK, cmd.EnterVote, member=BEN, choice=YES, reason="Zuruf")

    @pytest.mark.parametrize("how", ["sign-in", "word"])
    def test_whoever_left_the_hall_waits_for_a_clerk(self, how: str) -> None:
        evening = hybrid("sachsen", room=10, remote=0)
        evening.leaves(BEN)
        if how == "sign-in":
            (event,) = evening.does(BEN, cmd.SignIn)
        else:
            (event,) = evening.does(BEN, cmd.RecordReturn, member=BEN, evidence=Evidence.OWN_WORD)

        assert isinstance(event, ev.SignedIn)
        assert not evening.sitting.presence(BEN).here

    def test_an_adviser_does_not_doubt_the_quorum(self) -> None:
        evening = Evening.opened()
        evening.admit(MemberId("x01"))

        evening.refuses(errors.NotAMember, MemberId("x01"), cmd.DoubtQuorum)

    def test_nobody_rejects_their_own_recusal_as_chair(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(ADA, cmd.DeclareRecusal, member=ADA)
        evening.does(CHAIR, cmd.AssignChair, member=ADA)

        evening.refuses(errors.NotForOneself, ADA, cmd.RejectEntry, case=evening.case())


class TestPlaces:
    """Auftrag Teil 4: mehrere Plätze."""

    def test_one_candidate_for_two_places_can_be_elected(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("Eins",), places=2)
        evening.does(CLERK, cmd.EnterHands, yes=11, no=0, abstain=0)
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        evening.does(CHAIR, cmd.DeclareBallot)

        assert evening.ballot.elected == (1,)

    def test_invalid_papers_do_not_raise_the_base_of_the_valid_ones(self) -> None:
        evening = in_presence(election_first_round='"gültige Stimmen"')
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("A", "B", "C"), places=2)
        evening.does(CLERK, cmd.EnterHands, yes=None, no=0, abstain=0, options=(5, 5, 1), invalid=3)
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        evening.does(CHAIR, cmd.DeclareBallot)

        assert (evening.ballot.elected, evening.ballot.needed, evening.ballot.base) == ((1, 2), 5, 8)

    def test_a_place_left_over_keeps_the_item_undecided(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("A", "B", "C"), places=2)
        evening.does(CLERK, cmd.EnterHands, yes=None, no=0, abstain=0, options=(8, 3, 3))
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        evening.does(CHAIR, cmd.DeclareBallot, then_next=True)

        assert evening.sitting.item == "4"
        assert not evening.sitting.decided("4")


class TestWithoutObjection:
    """SächsGemO § 39: auch was ohne Widerspruch geht, ist ein Beschluss."""

    def test_needs_a_quorum(self) -> None:
        in_presence(5).refuses(errors.NoQuorum, CHAIR, cmd.PassItem, item="2")

    def test_needs_the_law(self) -> None:
        rules = rules_with(agenda_no_objection='["haushalt"]')

        Evening.opened(rules=rules).refuses(errors.ExcludedDigital, CHAIR, cmd.PassItem, item="5")

    def test_a_word_in_the_title_does_not_outweigh_another_majority(self) -> None:
        item = AgendaItem(number="9", title="Protokoll der Partnerschaft", majority=MajorityKind.OF_MEMBERS)
        evening = Evening.opened(agenda=Agenda((item,)))

        evening.refuses(errors.ObjectionNeedsBallot, CHAIR, cmd.PassItem, item="9")


class TestUnsettledQuorum:
    """Auftrag Teil 1: Wenn ungeklärt ist, ob weniger genügen, sperrt der Mangel nichts."""

    def test_a_third_may_be_enough_in_rhineland_palatinate(self) -> None:
        rules = ruleset_text("rheinland-pfalz", DAY)
        evening = Evening.opened(9, format=Format.PRESENCE, rules=rules)
        for member in members(4, 6):
            evening.does(CHAIR, cmd.DeclareRecusal, member=member, item="6")
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert evening.ballot.quorum_at_opening.present == 5
        assert not evening.ballot.quorum_at_opening.settled

    def test_fewer_than_a_third_are_too_few_under_either_reading(self) -> None:
        rules = ruleset_text("rheinland-pfalz", DAY)
        evening = Evening.opened(4, format=Format.PRESENCE, rules=rules)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="6")

        evening.refuses(errors.NoQuorum, CHAIR, cmd.OpenBallot, item="6")

    def test_a_second_sitting_of_which_nobody_knows_the_number(self) -> None:
        rules = ruleset_text("brandenburg", DAY)
        evening = Evening.opened(3, format=Format.PRESENCE, rules=rules, second=True)
        evening.does(ADA, cmd.DoubtQuorum)

        assert evening.does(CHAIR, cmd.OpenBallot, item="6")

    def test_no_is_no_second_sitting(self) -> None:
        evening = Evening.opened(3)
        evening.does(CLERK, cmd.NoteParticular, key="second", value="nein")

        assert not evening.sitting.second


class TestGoingBack:
    """Auftrag Teil 7: Zweifel, Wiederholung, erneute Vorbereitung."""

    def test_a_procedural_motion_broken_off_leaves_the_ballot_before_it_repeatable(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")
        evening.does(CHAIR, cmd.CancelBallot)
        evening.does(CHAIR, cmd.RepeatBallot, reason="Zweifel")

        assert evening.ballot.supersedes == 1

    def test_an_amendment_stays_carried_when_a_further_ballot_on_it_is_broken_off(self) -> None:
        evening = Evening.opened()
        evening.decides("11.1.1", yes=7)
        evening.does(CHAIR, cmd.OpenBallot, item="11.1.1", object="Punkt 2")
        evening.does(CHAIR, cmd.CancelBallot)
        evening.does(CHAIR, cmd.OpenBallot, item="11.1")

        assert evening.ballot.amended == ("11.1.1",)

    def test_a_wish_for_a_single_vote_outlives_the_opening_of_its_block(self) -> None:
        evening = Evening.opened()
        evening.does(BEN, cmd.PullOut, item="6")
        evening.does(CHAIR, cmd.OpenBlock, items=("6", "11.2"))

        assert evening.sitting.pull_outs == (("6", BEN),)

    def test_prepared_again_the_checklist_is_kept(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.NoteParticular, key="hotline", value="115")
        evening.does(CLERK, cmd.NameMinuteTaker, member=SECOND)
        evening.does(CLERK, cmd.PrepareSitting, **preparation())

        assert evening.sitting.particulars["hotline"] == "115"
        assert evening.sitting.minute_taker == SECOND

    def test_only_carried_or_rejected_is_declared_of_a_motion(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=6)
        evening.closes()

        evening.refuses(
            errors.AlteredPress, CHAIR, cmd.DeclareBallot, outcome=Outcome.ELECTED, reason="Irrtum"
        )

    def test_a_town_cannot_make_a_ballot_secret_with_one_slip(self) -> None:
        with pytest.raises(ValueError, match=r"secret\.fewest"):
            ruleset_text("sachsen", DAY, '[secret.fewest]\nvalue = 2\nnorm = "GO"\nsource = "GO"\n')


def test_the_phase_of_a_secret_ballot_that_may_not_close_stays_open() -> None:
    """Die Leitung kann wiederholen oder abbrechen; sie sitzt nie fest."""
    evening = in_presence(secret_enabled="true")
    evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)
    box = slips(evening, YES, NO, YES, NO, YES)
    evening.does(CHAIR, cmd.DeclareRecusal, member=box.handed[0])
    evening.refuses(errors.ResultDoubtful, CHAIR, cmd.CloseBallot, slips=box)

    assert evening.ballot.phase is Phase.OPEN
    assert evening.does(CHAIR, cmd.RepeatBallot, reason="Befangenheit")
    assert CEM in evening.ballot.electorate
