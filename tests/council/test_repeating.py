"""Voting once more: the earlier ballot is superseded, never deleted."""

import pytest

from council import commands as cmd
from council import errors
from council.ballots import Outcome, Phase
from council.ids import BallotId, MemberId
from tests.council.evening import (
    ADA,
    CHAIR,
    Evening,
    members,
)


def _question(ballot: object) -> tuple[object, ...]:
    names = ("item", "title", "object", "item_kind", "procedural", "public", "kind", "majority")
    return tuple(getattr(ballot, name) for name in names)


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

    def test_asks_for_no_reason_because_of_the_item_before(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="3")
        evening.does(CHAIR, cmd.OpenBallot, item="6", after=0)
        evening.does(CHAIR, cmd.RepeatBallot)

        assert evening.ballot.round == 2

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
