"""The next step of a sitting, held against what the council really lets happen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.steps import STEPS, further_steps, next_step
from council import events as ev
from council.agenda import AgendaItem, ItemStatus
from council.ballots import Phase
from council.commands import PressStep, Step
from council.decide import decide
from council.errors import Refusal
from council.presence import Mode
from council.quorum import QuorumCount
from council.rulebook import Format
from council.sitting import Sitting, Stage
from tests import cast
from tests.cards import stages
from tests.cards.gallery import control_states

STATES = control_states()


def pressed(sitting: Sitting, step: str, minute: int = 1) -> Sitting:
    """The sitting after the chair pressed *step* on the card shown now."""
    now = (sitting.stepped_at or cast.START) + timedelta(minutes=minute)
    press = PressStep(
        sitting=sitting.id,
        by=sitting.chair,
        cause=f"a{sitting.version}",
        step=Step(step),
        state=sitting.state,
    )
    return cast.after(sitting, *decide(sitting, press, now, "nonce"))


class TestNextStep:
    """Contract § 5 rule 7: the one next step as the first button."""

    @pytest.mark.parametrize(
        ("state", "step"),
        [
            ("prepared", "open_sitting"),
            ("withdrawn", ""),
            ("opened", "next_item"),
            ("item", "open_ballot"),
            ("formality", "next_item"),
            ("noting", "next_item"),
            ("motion-with-amendment", "next_item"),
            ("budget", "postpone"),
            ("ballot", "close_ballot"),
            ("closed", "declare_next"),
            ("declared", "next_item"),
            ("go-open", "close_ballot"),
            ("go-closed", "declare"),
            ("hands-empty", ""),
            ("hands-pending", ""),
            ("break", "resume"),
            ("closed-part", "next_item"),
            ("closed-item", "open_ballot"),
            ("ended", ""),
        ],
    )
    def test_is_the_one_a_chair_would_take(self, state: str, step: str) -> None:
        assert next_step(STATES[state]) == step

    def test_steps_are_those_of_the_wire(self) -> None:
        assert set(STEPS) - {"card_again"} == {step.value for step in Step}

    @pytest.mark.parametrize("state", [n for n in STATES if n not in ("no-quorum", "no-chair")])
    def test_is_never_refused(self, state: str) -> None:
        sitting = STATES[state]
        step = next_step(sitting)

        if step:
            assert pressed(sitting, step).steps == sitting.steps + (2 if step == "declare_next" else 1)
        else:
            assert sitting.stage is Stage.ENDED or sitting.withdrawn or sitting.ballot is not None

    @pytest.mark.parametrize("state", [n for n in STATES if n not in ("no-quorum", "no-chair")])
    def test_further_steps_are_never_refused(self, state: str) -> None:
        sitting = STATES[state]
        refused = []
        for step in set(further_steps(sitting)) - {"card_again"}:
            try:
                pressed(sitting, step)
            except Refusal as refusal:
                refused.append((step, refusal.key))

        assert refused == []

    @pytest.mark.parametrize("state", STATES)
    def test_no_step_is_offered_twice(self, state: str) -> None:
        steps = [next_step(STATES[state]), *further_steps(STATES[state])]

        assert len(set(steps)) == len(steps)
        assert set(steps) <= {*STEPS, ""}

    def test_without_a_quorum_at_closing_is_to_repeat_or_to_cancel(self) -> None:
        sitting = cast.balloting(cast.opened(), "6")
        lost = QuorumCount(seats=9, required=5, names=cast.VOTERS[:4], recused=0, norm="§ 39")
        closing = ev.BallotClosed(
            at=cast.START,
            by=cast.CHAIR,
            ballot=cast.running(sitting).id,
            tally=cast.running(sitting).count(),
            not_cast=(),
            quorum=lost,
        )
        closed = cast.after(sitting, closing)
        empty = cast.after(
            closed,
            *(ev.LeavingReported(at=cast.START, member=m) for m in cast.VOTERS[:5]),
        )

        assert next_step(closed) == "repeat"
        assert next_step(empty) == "cancel"
        assert "declare" not in further_steps(closed)


MORE = {**stages.rounds(), **stages.rules(), **stages.ballots()}
BLOCKED = ("blocked", "presumed-lost", "challenged", "late-notice", "secret")


class TestUnusualSteps:
    """Issue §§ 4 to 6: whatever the state, no step on the card is refused."""

    @pytest.mark.parametrize("state", [n for n in MORE if n not in BLOCKED])
    def test_are_never_refused(self, state: str) -> None:
        sitting = MORE[state]
        refused = []
        for step in {next_step(sitting), *further_steps(sitting)} - {"card_again", ""}:
            try:
                pressed(sitting, step)
            except Refusal as refusal:
                refused.append((step, refusal.key))

        assert refused == []

    @pytest.mark.parametrize(
        ("state", "step"),
        [
            ("pair", "close_ballot"),
            ("elected", "next_item"),
            ("undecided", "next_round"),
            ("tie", ""),
            ("lot", "next_item"),
            ("single-again", "next_round"),
            ("second-lost", ""),
            ("paper", ""),
            ("paper-declared", "next_item"),
            ("choice-tied", "next_round"),
            ("election", ""),
            ("election-digital", "postpone"),
            ("secret-off", ""),
            ("disturbed", ""),
            ("recusal", "open_ballot"),
        ],
    )
    def test_first_is_what_the_sitting_waits_for(self, state: str, step: str) -> None:
        assert next_step(MORE[state]) == step

    @pytest.mark.parametrize("state", MORE)
    def test_none_is_offered_twice(self, state: str) -> None:
        steps = [next_step(MORE[state]), *further_steps(MORE[state])]

        assert len(set(steps)) == len(steps)
        assert set(steps) <= {*STEPS, ""}

    def test_a_block_is_declared_and_the_next_item_called_in_one(self) -> None:
        closed = pressed(MORE["block"], "close_ballot")

        assert next_step(closed) == "declare_next"
        assert pressed(closed, "declare_next").item == "9"

    def test_one_walks_through_an_election_by_its_buttons(self) -> None:
        sitting = pressed(MORE["undecided"], "next_round")

        assert [option.name for option in stages.last(sitting).options] == ["Anna Alt", "Bernd Berg"]


class TestThreePresses:
    """Contract § 5 rule 7: an item that is voted on takes three presses, any other one."""

    def test_open_close_declare_and_the_next_item_is_called(self) -> None:
        sitting = STATES["item"]
        pressed_steps = []
        for _ in range(3):
            pressed_steps.append(next_step(sitting))
            sitting = pressed(sitting, next_step(sitting))

        assert pressed_steps == ["open_ballot", "close_ballot", "declare_next"]
        assert sitting.last_ballot is not None
        assert sitting.last_ballot.phase is Phase.DECLARED
        assert sitting.item == "7"

    def test_an_item_without_a_decision_takes_one(self) -> None:
        sitting = STATES["formality"]

        after = pressed(sitting, next_step(sitting))

        assert after.item == "2"
        assert _status(after, "1") is ItemStatus.DEALT


class TestWholeEvening:
    """By nothing but the first button an evening goes from opening to its end."""

    def test_ends_with_every_item_dealt_with(self) -> None:
        sitting = cast.admitted(cast.prepared(), *cast.VOTERS)
        walked = _walk(sitting)

        assert walked[-1].stage is Stage.ENDED
        assert not any(item.pending and not walked[-1].decided(item.number) for item in walked[-1].agenda)

    def test_votes_on_the_amendment_before_its_motion(self) -> None:
        walked = _walk(cast.admitted(cast.prepared(), *cast.VOTERS))

        order = [ballot.item for ballot in walked[-1].ballots.values()]
        assert order == ["5.1", "5", "6", "20"]

    def test_postpones_what_a_digital_sitting_may_not_decide(self) -> None:
        walked = _walk(cast.admitted(cast.prepared(), *cast.VOTERS))

        assert _status(walked[-1], "7") is ItemStatus.POSTPONED

    def test_decides_the_budget_where_everybody_is_in_the_hall(self) -> None:
        agenda = tuple(item for item in cast.AGENDA if item.number == "7")
        hall = cast.prepared(agenda=agenda, format=Format.PRESENCE)
        present = ev.MemberAdmitted(at=cast.START, member=cast.CHAIR, since=cast.START, mode=Mode.ROOM)
        everybody = [replace(present, member=member) for member in cast.VOTERS]
        walked = _walk(cast.after(hall, *everybody))

        assert [ballot.item for ballot in walked[-1].ballots.values()] == ["7"]

    def test_an_empty_agenda_goes_straight_to_the_end(self) -> None:
        walked = _walk(cast.admitted(cast.prepared(agenda=()), *cast.VOTERS))

        assert len(walked) == 3


def _walk(sitting: Sitting) -> list[Sitting]:
    """All states on the way that the first button leads."""
    walked = [sitting]
    while next_step(walked[-1]):
        assert len(walked) < 60
        walked.append(pressed(walked[-1], next_step(walked[-1])))
    return walked


def _status(sitting: Sitting, number: str) -> ItemStatus:
    item: AgendaItem | None = sitting.agenda.get(number)
    assert item is not None
    return item.status
