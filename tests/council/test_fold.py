"""Events folded into the state: the same events always give the same sitting."""

from dataclasses import FrozenInstanceError, fields
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import commands as cmd
from council import events as ev
from council.ballots import Ballot, Choice
from council.fold import STEPS, evolve, replay
from council.ids import BallotId, CaseId
from store.codec import standard
from tests.council.evening import ADA, BEN, CHAIR, CLERK, SECOND, YES, Evening


@cache
def whole_evening() -> Evening:
    """An evening with nearly everything that can happen."""
    evening = Evening.opened(10)
    evening.decides("2", yes=6, no=2)
    evening.does(CHAIR, cmd.NoteItem, item="3")
    evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="6")
    evening.decides("6", yes=5, no=4)
    evening.does(CHAIR, cmd.RepeatBallot, reason="Zweifel")
    evening.does(CLERK, cmd.EnterVote, member=BEN, choice=YES, reason="Zuruf")
    evening.does(SECOND, cmd.ConfirmEntry, case=1)
    evening.declares(then_next=True)
    evening.does(CHAIR, cmd.Pause)
    evening.leaves(BEN)
    evening.does(CHAIR, cmd.Resume)
    evening.returns(BEN)
    evening.does(CLERK, cmd.PostponeItem, item="8")
    evening.does(CHAIR, cmd.StartClosedPart)
    evening.decides("20", yes=9)
    evening.does(CHAIR, cmd.EndSitting)
    return evening


class TestReplay:
    """Architektur: Eine Sitzung ist eine Liste von Ereignissen, und nichts sonst ist die Wahrheit."""

    def test_gives_the_state_that_was_reached(self) -> None:
        evening = whole_evening()

        assert evening.replayed() == evening.sitting

    def test_gives_it_after_every_single_event(self) -> None:
        events = whole_evening().events
        state = None
        for place, event in enumerate(events, start=1):
            state = evolve(state, event)
            if place % 7 == 0:
                assert replay(events[:place]) == state

        assert state is not None
        assert state.version == len(events)

    def test_gives_it_from_what_was_written(self) -> None:
        evening = whole_evening()
        codec = standard()
        read = [codec.decode(*codec.encode(event)) for event in evening.events]

        assert replay(read) == evening.sitting

    def test_of_nothing_is_nothing(self) -> None:
        assert replay([]) is None

    @given(cut=st.integers(min_value=1, max_value=40))
    def test_of_any_beginning_is_a_sitting(self, cut: int) -> None:
        sitting = replay(whole_evening().events[:cut])

        assert sitting is not None
        assert sitting.version == cut

    def test_judges_nothing_again(self) -> None:
        evening = Evening.opened(2)
        ballot = Evening.voting().events[-1]

        assert evolve(evening.sitting, ballot).ballot is not None


class TestState:
    """Der Zustand ist eingefroren; was gelesen wird, ändert niemand."""

    def test_cannot_be_changed(self) -> None:
        sitting = Evening.voting().sitting

        with pytest.raises(FrozenInstanceError):
            sitting.item = "7"  # type: ignore[misc]
        with pytest.raises(TypeError):
            sitting.ballots[BallotId(9)] = sitting.ballots[BallotId(1)]  # type: ignore[index]

    def test_an_older_state_stays_as_it_was(self) -> None:
        evening = Evening.voting()
        before = evening.sitting
        evening.votes(yes=5)

        assert before.ballots[BallotId(1)].count().cast == 0

    def test_every_event_has_a_fold(self) -> None:
        from council.fold import _FOLDS

        assert set(_FOLDS) == set(ev.EVENTS)

    def test_every_tag_is_its_own_and_carries_a_version(self) -> None:
        tags = [event.TYPE for event in ev.EVENTS]

        assert len(set(tags)) == len(tags)
        assert all(tag.rsplit(".", 1)[1] == "v1" for tag in tags)

    def test_every_event_says_when_by_whom_for_whom_and_by_what(self) -> None:
        assert all({"at", "by", "behalf", "cause"} <= {f.name for f in fields(e)} for e in ev.EVENTS)

    def test_steps_are_events(self) -> None:
        assert set(STEPS) < set(ev.EVENTS)

    def test_a_fold_without_its_subject_changes_nothing_of_it(self) -> None:
        evening = Evening.voting()
        linked = ev.AccountLinked(at=evening.now, member=BEN + "x", entra_id="a", reason="E-Mail")  # type: ignore[arg-type]
        confirmed = ev.HandsConfirmed(at=evening.now, ballot=BallotId(1), case=CaseId(1))

        assert evolve(evening.sitting, linked).roster == evening.sitting.roster
        assert evolve(evening.sitting, confirmed).ballots == evening.sitting.ballots

    def test_voids_name_no_choice_as_counted(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, Choice.YES)
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        ballot: Ballot = evening.ballot

        assert ballot.vote_of(ADA) is None
        assert ballot.count().cast == 0
