"""The life of a ballot: open, closed, declared, repeated or cancelled."""

from dataclasses import replace
from datetime import timedelta

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.agenda import BallotKind, ItemKind, MajorityKind
from council.ballots import Outcome, Phase
from council.ids import BallotId, MemberId
from council.rulebook import Format
from council.sitting import Sitting
from tests.council.evening import (
    ABSTAIN,
    ADA,
    AGENDA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    DEPUTY,
    NO,
    RULES,
    YES,
    Evening,
    members,
    tally,
)

OVERRIDE_WORDS = "Der Antrag braucht die Mehrheit der Mitglieder."


class TestOpening:
    """SächsGemO § 39 Abs. 5, 6: offen abgestimmt wird über den aufgerufenen Punkt."""

    def test_takes_what_is_not_said_from_the_agenda(self) -> None:
        ballot = Evening.voting(item="8").ballot

        assert (ballot.kind, ballot.majority, ballot.title) == (
            BallotKind.ROLL_CALL,
            MajorityKind.TWO_THIRDS,
            "Hauptsatzung",
        )

    def test_says_what_a_yes_means(self) -> None:
        assert Evening.voting(item="6").ballot.object == "Die Schule wird gebaut."

    def test_lets_the_chair_say_it_otherwise(self) -> None:
        evening = Evening.opened()
        evening.does(
            CHAIR,
            cmd.OpenBallot,
            item="6",
            kind=BallotKind.ROLL_CALL,
            majority=MajorityKind.OF_MEMBERS,
            object=" nur der Turm ",
        )
        ballot = evening.ballot

        assert (ballot.kind, ballot.majority, ballot.object) == (
            BallotKind.ROLL_CALL,
            MajorityKind.OF_MEMBERS,
            "nur der Turm",
        )

    def test_calls_an_item_that_is_not_called(self) -> None:
        evening = Evening.opened()
        events = evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert [type(e) for e in events] == [ev.ItemCalled, ev.BallotOpened]
        assert evening.sitting.item == "6"

    def test_does_not_call_the_called_item_again(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")

        assert [type(e) for e in evening.does(CHAIR, cmd.OpenBallot)] == [ev.BallotOpened]

    def test_is_not_done_before_the_sitting_is_open(self) -> None:
        values = Evening.prepared().refuses(errors.NotOpened, CHAIR, cmd.OpenBallot, item="6")

        assert values == {}

    def test_is_not_done_in_a_break(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.Pause)

        assert evening.refuses(errors.InBreak, CHAIR, cmd.OpenBallot, item="6") == {"until": None}

    def test_is_not_done_after_the_end(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndSitting)

        assert evening.refuses(errors.SittingIsOver, CHAIR, cmd.OpenBallot, item="6") == {
            "at": evening.sitting.ended_at
        }

    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            pytest.param(cmd.OpenBallot, {"item": "7"}, id="another-item"),
            pytest.param(cmd.OpenBallot, {"object": "Punkt 2"}, id="the-same-item"),
            pytest.param(cmd.OpenProceduralMotion, {"text": "Schluss der Debatte"}, id="procedural"),
        ],
    )
    def test_there_is_one_ballot_at_a_time(self, kind: type[cmd.Command], values: dict[str, str]) -> None:
        evening = Evening.voting()
        evening.refuses(errors.BallotInTheWay, CHAIR, kind, **values)
        evening.closes()

        assert evening.refuses(errors.BallotInTheWay, CHAIR, kind, **values) == {
            "ballot": 1,
            "step": "declare",
        }

    def test_a_second_ballot_on_an_item_needs_its_object(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)

        assert evening.refuses(errors.ObjectNeeded, CHAIR, cmd.OpenBallot, object=" ") == {
            "item": "6",
            "ballot": 1,
        }
        evening.does(CHAIR, cmd.OpenBallot, object="Punkt 2")
        assert evening.ballot.object == "Punkt 2"

    def test_a_cancelled_ballot_asks_for_no_object_afterwards(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.CancelBallot)
        evening.does(CHAIR, cmd.OpenBallot)

        assert evening.ballot.phase is Phase.OPEN

    def test_ballots_are_numbered_through_the_evening(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")
        evening.does(CHAIR, cmd.CancelBallot)
        evening.decides("7", yes=6)
        evening.does(CHAIR, cmd.RepeatBallot)

        assert list(evening.sitting.ballots) == [1, 2, 3, 4]


class TestExcludedBusiness:
    """SächsGemO § 36a: in digitaler Sitzung keine Wahlen, kein Beschluss über die Haushaltssatzung."""

    @pytest.mark.parametrize(("item", "kind"), [("4", "wahl"), ("5", "haushalt")], ids=["election", "budget"])
    def test_is_refused_with_its_norm(self, item: str, kind: str) -> None:
        values = Evening.opened().refuses(errors.ExcludedDigital, CHAIR, cmd.OpenBallot, item=item)

        assert values == {"item": item, "kind": kind, "norm": "§ 36a SächsGemO"}

    def test_is_refused_by_hands_as_well(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="5")

        evening.refuses(errors.ExcludedDigital, CLERK, cmd.EnterHands, yes=6, no=0, abstain=0)

    @pytest.mark.parametrize("held", [Format.PRESENCE, Format.HYBRID])
    def test_the_budget_may_be_decided_otherwise(self, held: Format) -> None:
        evening = Evening.opened(format=held)

        assert evening.decides("5", yes=6).outcome is Outcome.CARRIED

    def test_an_election_is_never_an_open_ballot(self) -> None:
        evening = Evening.opened(format=Format.PRESENCE)

        assert evening.refuses(errors.ElectionByPaper, CHAIR, cmd.OpenBallot, item="4") == {"item": "4"}

    def test_a_rule_set_may_allow_the_budget(self) -> None:
        rules = RULES.replace(
            "[digital.budget_excluded]\nvalue = true", "[digital.budget_excluded]\nvalue = false"
        )
        evening = Evening.opened(rules=rules)

        assert evening.decides("5", yes=6).outcome is Outcome.CARRIED


class TestProceduralMotion:
    """GO: Geschäftsordnungsanträge sofort, offen, mit einfacher Mehrheit; ohne Vorlage."""

    def test_is_voted_on_without_an_item(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.OpenProceduralMotion, text=" Schluss der Debatte ")
        ballot = evening.ballot

        assert (ballot.item, ballot.title, ballot.procedural) == ("", "Schluss der Debatte", True)
        assert (ballot.kind, ballot.majority) == (BallotKind.OPEN, MajorityKind.SIMPLE)

    def test_does_not_decide_the_item_under_debate(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")
        evening.votes(yes=6)
        evening.declares()
        evening.does(CHAIR, cmd.OpenBallot)

        assert evening.sitting.ballots_on("6") == (evening.ballot,)
        assert not evening.sitting.decided("6")

    def test_leaves_out_who_is_biased_on_the_item_under_debate(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Vertagung")

        assert ADA not in evening.ballot.electorate

    def test_needs_words(self) -> None:
        values = Evening.opened().refuses(errors.ReasonNeeded, CHAIR, cmd.OpenProceduralMotion, text="  ")

        assert values == {}

    @pytest.mark.parametrize(
        ("kind", "procedural", "amending"),
        [
            pytest.param(ItemKind.RESOLUTION, False, False, id="a-paper-is-resolved"),
            pytest.param(ItemKind.AMENDMENT, False, True, id="an-amendment-is-carried"),
            pytest.param(ItemKind.FORMALITY, True, True, id="a-procedural-motion-is-carried"),
        ],
    )
    def test_is_carried_or_rejected_as_amendments_are(
        self, kind: ItemKind, procedural: bool, amending: bool
    ) -> None:
        ballot = replace(Evening.voting().ballot, item_kind=kind, procedural=procedural)

        assert ballot.amending is amending

    def test_is_repeated_without_calling_an_item(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")
        events = evening.does(CHAIR, cmd.RepeatBallot)

        assert [type(e) for e in events] == [ev.BallotSuperseded, ev.BallotOpened]
        assert evening.ballot.procedural

    def test_needs_a_reason_to_be_repeated_once_an_item_is_called(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")
        evening.votes(yes=6)
        evening.declares()
        evening.does(CHAIR, cmd.CallNext)

        evening.refuses(errors.ReasonNeeded, CHAIR, cmd.RepeatBallot)
        evening.does(CHAIR, cmd.RepeatBallot, reason="Zweifel an der Zählung")
        assert evening.sitting.item == "1"


class TestClosing:
    """Vertrag § 4: Schließen zählt, stellt aber nichts fest."""

    def test_counts_what_is_there(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=5, no=3, abstain=1)
        ballot = evening.closes()

        assert ballot.tally == tally(5, 3, 1)
        assert ballot.not_cast == members(2, first=10)
        assert (ballot.phase, ballot.outcome) == (Phase.CLOSED, None)

    def test_says_when_and_by_whom(self) -> None:
        evening = Evening.voting()
        ballot = evening.closes()

        assert (ballot.closed_at, ballot.closed_by) == (evening.now, CHAIR)

    def test_needs_an_open_ballot(self) -> None:
        evening = Evening.opened()

        assert evening.refuses(errors.NoBallotOpen, CHAIR, cmd.CloseBallot) == {}

    def test_is_done_once(self) -> None:
        evening = Evening.voting()
        evening.closes()

        assert evening.refuses(errors.BallotInTheWay, CHAIR, cmd.CloseBallot) == {
            "ballot": 1,
            "step": "declare",
        }


class TestDeclaring:
    """SächsGemO § 39 Abs. 6: Erst die Feststellung durch den Vorsitz macht aus den Zahlen ein Ergebnis."""

    @pytest.mark.parametrize(
        ("yes", "no", "abstain", "outcome"),
        [
            pytest.param(6, 5, 0, Outcome.CARRIED, id="carried"),
            pytest.param(5, 5, 1, Outcome.REJECTED, id="tie"),
            pytest.param(0, 0, 11, Outcome.REJECTED, id="all-abstain"),
            pytest.param(0, 0, 0, Outcome.REJECTED, id="nobody"),
        ],
    )
    def test_follows_the_simple_majority(self, yes: int, no: int, abstain: int, outcome: Outcome) -> None:
        assert Evening.opened().decides("6", yes=yes, no=no, abstain=abstain).outcome is outcome

    @pytest.mark.parametrize(("yes", "outcome"), [(6, Outcome.CARRIED), (5, Outcome.REJECTED)])
    def test_follows_the_majority_of_members(self, yes: int, outcome: Outcome) -> None:
        ballot = Evening.opened().decides("7", yes=yes)

        assert (ballot.outcome, ballot.needed, ballot.base) == (outcome, 6, 11)

    @pytest.mark.parametrize(("yes", "outcome"), [(8, Outcome.CARRIED), (7, Outcome.REJECTED)])
    def test_follows_two_thirds(self, yes: int, outcome: Outcome) -> None:
        ballot = Evening.opened().decides("8", yes=yes)

        assert (ballot.outcome, ballot.needed, ballot.base) == (outcome, 8, 11)

    def test_says_when_by_whom_and_by_which_paragraph(self) -> None:
        evening = Evening.opened()
        ballot = evening.decides("6", yes=6)

        assert (ballot.declared_at, ballot.declared_by) == (evening.now, CHAIR)
        assert ballot.norm == "§ 39 Abs. 6 SächsGemO"

    def test_comes_after_closing(self) -> None:
        evening = Evening.voting()

        assert evening.refuses(errors.BallotInTheWay, CHAIR, cmd.DeclareBallot) == {
            "ballot": 1,
            "step": "close",
        }

    def test_is_done_once(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)

        assert evening.refuses(errors.NoBallotOpen, CHAIR, cmd.DeclareBallot) == {}

    def test_may_call_the_next_item_in_the_same_breath(self) -> None:
        evening = Evening.voting(item="6")
        evening.declares(then_next=True)

        assert (evening.ballot.phase, evening.sitting.item) == (Phase.DECLARED, "7")

    def test_stays_where_nothing_is_left(self) -> None:
        evening = Evening.opened(agenda=type(AGENDA)(AGENDA.items[5:6]))
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.declares(then_next=True)

        assert (evening.ballot.phase, evening.sitting.item) == (Phase.DECLARED, "6")


class TestOverride:
    """Vertrag § 4: Der Vorsitz stellt fest, das Programm rechnet; abweichen nur mit Grund."""

    def test_declares_otherwise_with_a_reason(self) -> None:
        ballot = Evening.opened().decides("6", yes=5, no=1)
        evening = Evening.voting()
        evening.votes(yes=5, no=1)
        other = evening.declares(outcome=Outcome.REJECTED, reason=f" {OVERRIDE_WORDS} ")

        assert (ballot.outcome, ballot.overridden) == (Outcome.CARRIED, "")
        assert (other.outcome, other.overridden) == (Outcome.REJECTED, OVERRIDE_WORDS)

    def test_is_refused_without_a_reason(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=5)
        evening.closes()

        evening.refuses(errors.ReasonNeeded, CHAIR, cmd.DeclareBallot, outcome=Outcome.REJECTED, reason=" ")

    def test_naming_what_the_rule_says_anyway_overrides_nothing(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=5)
        ballot = evening.declares(outcome=Outcome.CARRIED, reason="zur Sicherheit")

        assert (ballot.outcome, ballot.overridden) == (Outcome.CARRIED, "")

    def test_does_not_help_against_a_missing_quorum(self) -> None:
        evening = Evening.voting(6)
        evening.leaves(CEM)
        evening.closes()

        evening.refuses(errors.NoQuorum, CHAIR, cmd.DeclareBallot, outcome=Outcome.CARRIED, reason="eilig")


class TestCancelling:
    """Vertrag § 4: offen oder geschlossen → abgebrochen, ohne Ergebnis, alles bleibt erhalten."""

    @pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
    def test_leaves_no_result_and_all_votes(self, closed: bool) -> None:
        evening = Evening.voting()
        evening.votes(yes=3)
        if closed:
            evening.closes()
        evening.does(CHAIR, cmd.CancelBallot, reason=" falscher Gegenstand ")
        ballot = evening.ballot

        assert (ballot.phase, ballot.outcome, ballot.ended_reason) == (
            Phase.CANCELLED,
            None,
            "falscher Gegenstand",
        )
        assert len(ballot.votes) == 3
        assert ballot.ended_at == evening.now

    def test_a_declared_ballot_cannot_be_cancelled(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)

        assert evening.refuses(errors.NoBallotOpen, CHAIR, cmd.CancelBallot) == {}

    def test_frees_the_way(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.CancelBallot)
        evening.does(CHAIR, cmd.CallNext)

        assert evening.sitting.ballot is None


class TestRepeating:
    """Vertrag § 4: Die Wiederholung ersetzt, löscht nie; nach dem nächsten Aufruf nur mit Grund."""

    @pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CLOSED, Phase.DECLARED])
    def test_supersedes_the_old_ballot_and_opens_a_new_one_at_once(self, phase: Phase) -> None:
        evening = Evening.voting()
        evening.votes(yes=4, no=2)
        if phase is not Phase.OPEN:
            evening.closes()
        if phase is Phase.DECLARED:
            evening.does(CHAIR, cmd.DeclareBallot)
        evening.does(CHAIR, cmd.RepeatBallot, reason=" Doppelstimme ")
        old, new = evening.sitting.ballots.values()

        assert (old.phase, old.superseded_by, old.ended_reason) == (Phase.SUPERSEDED, new.id, "Doppelstimme")
        assert (new.phase, new.supersedes, new.round) == (Phase.OPEN, old.id, 2)
        assert (len(old.votes), dict(new.votes)) == (6, {})

    def test_asks_the_same_question(self) -> None:
        evening = Evening.voting(item="8")
        first = evening.ballot
        evening.does(CHAIR, cmd.RepeatBallot)

        assert _question(evening.ballot) == _question(first)

    def test_has_an_electorate_of_its_own(self) -> None:
        evening = Evening.voting(7)
        evening.leaves(ADA)
        evening.admit(MemberId("m08"))
        evening.does(CHAIR, cmd.RepeatBallot)

        assert set(evening.ballot.electorate) == set(members(8)) - {ADA}

    def test_keeps_the_result_it_supersedes(self) -> None:
        evening = Evening.opened()
        declared = evening.decides("6", yes=6, no=5)
        evening.does(CHAIR, cmd.RepeatBallot)
        old = evening.sitting.ballots[BallotId(1)]

        assert (old.tally, old.outcome, old.declared_at) == (
            declared.tally,
            declared.outcome,
            declared.declared_at,
        )

    def test_leaves_one_result_standing(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6, no=5)
        evening.does(CHAIR, cmd.RepeatBallot)
        evening.votes(yes=5, no=6)
        evening.declares()

        standing = [b.outcome for b in evening.sitting.ballots_on("6") if b.phase is Phase.DECLARED]
        assert standing == [Outcome.REJECTED]

    def test_goes_on_as_often_as_it_takes(self) -> None:
        evening = Evening.voting()
        for _ in range(3):
            evening.does(CHAIR, cmd.RepeatBallot)

        assert [b.round for b in evening.sitting.ballots.values()] == [1, 2, 3, 4]

    def test_needs_a_reason_once_the_next_item_is_called(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.CallItem, item="7")

        evening.refuses(errors.ReasonNeeded, CHAIR, cmd.RepeatBallot, reason=" ")
        evening.does(CHAIR, cmd.RepeatBallot, reason="Übertragungsfehler")
        assert evening.sitting.item == "6"

    def test_needs_a_reason_even_where_the_item_was_called_back(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.CallItem, item="7")
        evening.does(CHAIR, cmd.CallItem, item="6")

        evening.refuses(errors.ReasonNeeded, CHAIR, cmd.RepeatBallot)
        assert evening.ballot.phase is Phase.DECLARED

    def test_needs_a_reason_after_declare_and_next(self) -> None:
        evening = Evening.voting()
        evening.declares(then_next=True)

        evening.refuses(errors.ReasonNeeded, CHAIR, cmd.RepeatBallot)
        assert evening.sitting.item == "7"

    def test_needs_a_ballot(self) -> None:
        evening = Evening.opened()

        assert evening.refuses(errors.NoBallotOpen, CHAIR, cmd.RepeatBallot) == {}

    def test_a_cancelled_ballot_is_opened_anew_not_repeated(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.CancelBallot)

        evening.refuses(errors.NoBallotOpen, CHAIR, cmd.RepeatBallot)
        assert evening.ballot.round == 1

    def test_an_item_taken_off_meanwhile_is_not_voted_on_again(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.PostponeItem)

        assert evening.refuses(errors.ItemIsOff, CHAIR, cmd.RepeatBallot)["item"] == "6"

    def test_never_happens_in_a_break(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.Pause)

        evening.refuses(errors.InBreak, CHAIR, cmd.RepeatBallot)
        assert evening.ballot.phase is Phase.DECLARED


class TestRollCall:
    """GO: Bei namentlicher Abstimmung steht jede Stimme in der Niederschrift."""

    def test_keeps_who_voted_how_and_who_did_not(self) -> None:
        evening = Evening.voting(item="8")
        evening.vote(ADA, YES)
        evening.vote(BEN, NO)
        evening.vote(CEM, ABSTAIN)
        ballot = evening.closes()
        said = {m: vote.choice for m in (ADA, BEN, CEM) if (vote := ballot.vote_of(m))}

        assert said == {ADA: YES, BEN: NO, CEM: ABSTAIN}
        assert DEPUTY in ballot.not_cast

    def test_can_be_chosen_for_any_item(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.ROLL_CALL)

        assert evening.ballot.kind is BallotKind.ROLL_CALL


class TestQuestions:
    """Was der Zustand über Abstimmungen sagt."""

    def test_waiting_and_voters_share_the_electorate(self) -> None:
        evening = Evening.voting(7)
        evening.votes(yes=2)

        assert evening.ballot.voters + evening.ballot.waiting == evening.ballot.electorate

    def test_there_is_no_ballot_between_two(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)

        assert evening.sitting.ballot is None
        assert evening.sitting.last_ballot is evening.ballot

    def test_a_fresh_sitting_has_had_none(self) -> None:
        sitting: Sitting = Evening.opened().sitting

        assert (sitting.last_ballot, sitting.next_ballot) == (None, 1)

    def test_the_electorate_of_an_hour_ago_is_not_touched_by_time(self) -> None:
        evening = Evening.voting(7)
        before = evening.ballot.electorate
        evening.now += timedelta(hours=1)
        evening.vote(ADA, YES)

        assert evening.ballot.electorate == before


def _question(ballot: object) -> tuple[object, ...]:
    names = ("item", "title", "object", "item_kind", "procedural", "public", "kind", "majority")
    return tuple(getattr(ballot, name) for name in names)
