"""How a ballot ends: closed, declared, overridden, cancelled."""

from datetime import timedelta

import pytest

from council import commands as cmd
from council import errors
from council.agenda import BallotKind
from council.ballots import Outcome, Phase
from council.sitting import Sitting
from tests.council.evening import (
    ABSTAIN,
    ADA,
    AGENDA,
    BEN,
    CEM,
    CHAIR,
    DEPUTY,
    NO,
    YES,
    Evening,
    members,
    tally,
)

OVERRIDE_WORDS = "Der Antrag braucht die Mehrheit der Mitglieder."


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
