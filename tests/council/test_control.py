"""The control card's buttons: one step for one press, none for an outdated card or a double tap."""

from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import commands as cmd
from council import errors
from council import events as ev
from council.agenda import ItemStatus
from council.ballots import Phase, Ruling
from council.commands import Step
from council.decide import command_of, decide
from council.errors import Refusal
from council.fold import STEPS, evolve
from council.ids import MemberId
from council.sitting import Sitting, Stage
from tests.council.evening import ADA, CHAIR, CLERK, SECOND, SITTING, YES, Evening

GUARD = timedelta(seconds=1.5)


@cache
def walk() -> tuple[Evening, ...]:
    """One evening stopped in each of its states, in which a control card may have been drawn."""
    evening = Evening.prepared()
    evening.admit(*(MemberId(f"m{n:02}") for n in range(1, 12)))
    stops = [_stop(evening)]
    for by, kind, values in _COURSE:
        before = evening.sitting.state
        evening.does(by, kind, **values)
        if evening.sitting.state != before:
            stops.append(_stop(evening))
    return tuple(stops)


def _stop(evening: Evening) -> Evening:
    stop = Evening(evening.sitting, evening.events)
    stop.now = evening.now
    return stop


_COURSE: list[tuple[MemberId, type[cmd.Command], dict[str, Any]]] = [
    (CHAIR, cmd.OpenSitting, {}),
    (CHAIR, cmd.CallNext, {}),
    (CHAIR, cmd.PassItem, {}),
    (CHAIR, cmd.CallItem, {"item": "3"}),
    (CHAIR, cmd.NoteItem, {}),
    (CHAIR, cmd.CallItem, {"item": "6"}),
    (CHAIR, cmd.OpenBallot, {}),
    (CHAIR, cmd.CloseBallot, {}),
    (CHAIR, cmd.DeclareBallot, {}),
    (CHAIR, cmd.RepeatBallot, {}),
    (CHAIR, cmd.CancelBallot, {}),
    (CLERK, cmd.AddItem, {"item": "6a", "title": "Dringlich"}),
    (CHAIR, cmd.CallNext, {}),
    (CHAIR, cmd.PostponeItem, {}),
    (CHAIR, cmd.RemoveItem, {"item": "7"}),
    (CHAIR, cmd.Pause, {}),
    (CHAIR, cmd.Resume, {}),
    (CHAIR, cmd.CallItem, {"item": "11.2"}),
    (CHAIR, cmd.OpenBallot, {}),
    (CLERK, cmd.EnterHands, {"yes": 11, "no": 0, "abstain": 0}),
    (SECOND, cmd.ConfirmEntry, {"case": 1}),
    (CHAIR, cmd.DeclareBallot, {}),
    (CHAIR, cmd.StartClosedPart, {}),
    (CHAIR, cmd.CallNext, {}),
    (CHAIR, cmd.OpenBallot, {}),
    (CHAIR, cmd.CancelBallot, {}),
    (CHAIR, cmd.StartPublicPart, {}),
    (CHAIR, cmd.OpenProceduralMotion, {"text": "Schluss der Debatte"}),
    (CHAIR, cmd.CancelBallot, {}),
    (CHAIR, cmd.CallItem, {"item": "11.1"}),
    (CHAIR, cmd.OpenBallot, {}),
    (CLERK, cmd.ReportDisturbance, {"member": ADA}),
    (CHAIR, cmd.RuleDisturbance, {"ruling": Ruling.WAIT}),
    (CHAIR, cmd.CancelBallot, {}),
    (CHAIR, cmd.OpenAlternatives, {"item": "11.1", "options": ("Asphalt", "Pflaster", "Kies")}),
    (SECOND, cmd.EnterHands, {"yes": None, "no": 0, "abstain": 0, "options": (4, 3, 2)}),
    (CLERK, cmd.ConfirmEntry, {"case": 2}),
    (CHAIR, cmd.DeclareBallot, {}),
    (CHAIR, cmd.EndSitting, {}),
    (CHAIR, cmd.TakeBackEnd, {}),
    (CHAIR, cmd.EndSitting, {}),
]
PLACES = range(len(walk()))


def press(
    evening: Evening, step: Step, *, state: str | None = None, after: float = 60, by: MemberId = CHAIR
) -> tuple[ev.Event, ...]:
    """Press a control button; what came of it, nothing where it is refused."""
    try:
        return evening.does(by, cmd.PressStep, step=step, state=state or evening.sitting.state, after=after)
    except Refusal:
        return ()


def at_stop(place: int) -> Evening:
    """A fresh evening in the state of that stop."""
    stop = _stop(walk()[place])
    stop.events = list(stop.events)
    return stop


class TestOutdatedCard:
    """Vertrag § 5 Nr. 7: Die Schaltfläche trägt den Zustand, für den sie gezeigt wurde."""

    @pytest.mark.parametrize("place", PLACES)
    def test_a_press_meant_for_any_other_state_does_nothing(self, place: int) -> None:
        evening = at_stop(place)
        others = [stop.sitting.state for n, stop in enumerate(walk()) if n != place]

        for state in others:
            for step in Step:
                evening.refuses(errors.Outdated, CHAIR, cmd.PressStep, step=step, state=state)

    def test_every_state_of_the_evening_has_a_token_of_its_own(self) -> None:
        tokens = [stop.sitting.state for stop in walk()]

        assert len(set(tokens)) == len(tokens) >= 30

    @pytest.mark.parametrize("state", ["", "x", "other-sitting:7"])
    def test_an_altered_state_does_nothing(self, state: str) -> None:
        evening = Evening.opened()

        assert evening.refuses(errors.Outdated, CHAIR, cmd.PressStep, step=Step.NEXT_ITEM, state=state) == {}

    def test_votes_never_outdate_the_card(self) -> None:
        evening = Evening.voting()
        shown = evening.sitting.state
        evening.votes(yes=5, no=3)

        assert press(evening, Step.CLOSE_BALLOT, state=shown)

    def test_coming_and_going_never_outdates_the_card(self) -> None:
        evening = Evening.opened(10)
        shown = evening.sitting.state
        evening.admit(MemberId("m11"))
        evening.leaves(ADA)

        assert press(evening, Step.NEXT_ITEM, state=shown)

    def test_an_item_added_meanwhile_does(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        shown = evening.sitting.state
        evening.does(CLERK, cmd.AddItem, item="6a", title="Dringlich")

        evening.refuses(errors.Outdated, CHAIR, cmd.PressStep, step=Step.NEXT_ITEM, state=shown)


class TestDoubleTap:
    """Vertrag § 5 Nr. 7: Ein zweiter Druck derselben Person binnen 1,5 Sekunden tut nichts."""

    @pytest.mark.parametrize("step", list(Step))
    def test_no_button_in_any_state_performs_two_steps(self, step: Step) -> None:
        for place in PLACES:
            evening = at_stop(place)
            shown = evening.sitting.state
            done = press(evening, step)
            after = evening.sitting
            if done:
                evening.refuses(errors.Outdated, CHAIR, cmd.PressStep, step=step, state=shown, after=0.2)
                evening.refuses(errors.TooFast, CHAIR, cmd.PressStep, step=step, state=after.state, after=0.2)
            assert evening.sitting is after

    @given(
        place=st.sampled_from(PLACES),
        first=st.sampled_from(Step),
        second=st.sampled_from(Step),
        delay=st.floats(min_value=0, max_value=1.49),
        fresh=st.booleans(),
    )
    def test_neither_do_two_different_buttons_in_a_row(
        self, place: int, first: Step, second: Step, delay: float, fresh: bool
    ) -> None:
        evening = at_stop(place)
        shown = evening.sitting.state
        done = press(evening, first)
        after = evening.sitting
        again = press(evening, second, state=after.state if fresh else shown, after=delay) if done else ()

        assert again == ()
        assert evening.sitting is after

    @pytest.mark.parametrize("delay", [0, 0.3, 5, 3600])
    def test_the_same_activity_delivered_again_does_nothing(self, delay: float) -> None:
        evening = Evening.opened()
        values: dict[str, Any] = {"step": Step.NEXT_ITEM, "state": evening.sitting.state, "cause": "f:1"}
        evening.does(CHAIR, cmd.PressStep, **values)

        assert evening.does(CHAIR, cmd.PressStep, after=delay, **values) == ()
        assert evening.sitting.item == "1"

    def test_a_second_press_is_taken_once_the_time_has_passed(self) -> None:
        evening = Evening.opened()
        press(evening, Step.NEXT_ITEM)
        evening.refuses(
            errors.TooFast, CHAIR, cmd.PressStep, step=Step.NEXT_ITEM, state=evening.sitting.state, after=1.4
        )

        assert press(evening, Step.NEXT_ITEM, after=0.1)
        assert evening.sitting.item == "2"

    def test_another_person_is_not_held_up(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.AssignOperator, office=True)
        press(evening, Step.NEXT_ITEM)

        assert press(evening, Step.NEXT_ITEM, after=0.3, by=CLERK)

    def test_typed_commands_are_never_delayed(self) -> None:
        evening = Evening.opened()
        press(evening, Step.NEXT_ITEM)
        evening.does(CHAIR, cmd.CallNext, after=0.1)

        assert evening.sitting.item == "2"

    def test_votes_are_never_delayed(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        press(evening, Step.OPEN_BALLOT)
        evening.vote(CHAIR, YES, after=0.1)

        assert evening.ballot.count().yes == 1

    def test_the_guard_shrinks_with_a_faster_clock(self) -> None:
        evening = Evening.opened()
        press(evening, Step.NEXT_ITEM)
        command = cmd.PressStep(
            sitting=SITTING,
            by=CHAIR,
            step=Step.NEXT_ITEM,
            state=evening.sitting.state,
            guard=GUARD / 20,
        )

        assert decide(evening.sitting, command, evening.now + timedelta(seconds=0.08), "")


class TestSteps:
    """Vertrag § 5 Nr. 7: Ein Punkt, über den abgestimmt wird, braucht drei Drücke."""

    def test_open_close_and_declare_and_next(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        for step in (Step.OPEN_BALLOT, Step.CLOSE_BALLOT, Step.DECLARE_NEXT):
            assert press(evening, step)

        assert evening.ballot.phase is Phase.DECLARED
        assert evening.sitting.item == "7"

    @pytest.mark.parametrize("step", list(Step))
    def test_every_button_does_what_the_typed_command_does(self, step: Step) -> None:
        for place in PLACES:
            stop = at_stop(place)
            button = cmd.PressStep(sitting=SITTING, by=CHAIR, step=step, state=stop.sitting.state)
            now = stop.now + timedelta(minutes=1)

            assert _outcome(stop.sitting, button, now) == _outcome(stop.sitting, command_of(button), now)

    @pytest.mark.parametrize("step", list(Step))
    def test_every_button_is_of_use_somewhere(self, step: Step) -> None:
        done = [press(at_stop(place), step) for place in PLACES]

        assert any(done)

    @pytest.mark.parametrize(
        ("step", "begin"),
        [
            pytest.param(Step.REPEAT, "6", id="repeat"),
            pytest.param(Step.CANCEL, "6", id="cancel"),
        ],
    )
    def test_a_reason_chosen_by_button_is_kept(self, step: Step, begin: str) -> None:
        evening = Evening.voting(item=begin)
        evening.does(CHAIR, cmd.PressStep, step=step, state=evening.sitting.state, reason="Störung")
        first = evening.sitting.ballots[evening.sitting.last_ballot.supersedes or evening.ballot.id]  # type: ignore[union-attr]

        assert first.ended_reason == "Störung"

    @pytest.mark.parametrize(
        ("step", "status"), [(Step.POSTPONE, ItemStatus.POSTPONED), (Step.REMOVE, ItemStatus.REMOVED)]
    )
    def test_an_item_is_taken_off_by_button_with_its_reason(self, step: Step, status: ItemStatus) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.PressStep, step=step, state=evening.sitting.state, reason="Beratungsbedarf")
        item = evening.sitting.agenda.get("6")

        assert item is not None
        assert (item.status, item.reason) == (status, "Beratungsbedarf")

    def test_buttons_are_the_chairs(self) -> None:
        evening = Evening.opened()

        evening.refuses(
            errors.ChairNeeded, ADA, cmd.PressStep, step=Step.NEXT_ITEM, state=evening.sitting.state
        )

    def test_every_press_that_does_something_moves_the_state_on(self) -> None:
        moved = []
        for place in PLACES:
            for step in Step:
                evening = at_stop(place)
                before = evening.sitting.state
                if press(evening, step):
                    moved.append(evening.sitting.state != before)

        assert len(moved) > 50
        assert all(moved)

    def test_what_moves_a_step_is_kept_with_time_and_person(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallNext)

        assert (evening.sitting.stepped_at, evening.sitting.stepped_by) == (evening.now, CHAIR)
        assert ev.VoteCast not in set[type[ev.Event]](STEPS)

    def test_a_sitting_ended_by_button_is_over(self) -> None:
        evening = Evening.opened()
        press(evening, Step.END_SITTING)

        assert evening.sitting.stage is Stage.ENDED


def _outcome(sitting: Sitting, command: cmd.Command, now: object) -> object:
    """The state a command leads to, or the kind of its refusal."""
    try:
        events = decide(sitting, command, now, "")  # type: ignore[arg-type]
    except Refusal as refusal:
        return type(refusal), refusal.values
    for event in events:
        sitting = evolve(sitting, event)
    return sitting
