"""A whole sitting at random, held against a plain model of who voted what."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from council import commands as cmd
from council import events as ev
from council.ballots import Ballot, Choice, Outcome, Phase, Tally
from council.commands import Step
from council.doubts import DoubtRuling
from council.errors import Refusal
from council.ids import BallotId, MemberId
from council.presence import Evidence, Source
from council.sitting import CaseKind, Stage
from store.codec import standard
from tests.council.evening import AGENDA, CHAIR, CLERK, DEPUTY, PROGRAM, SECOND, STARTS, Evening, members

people = st.sampled_from(members(11))
chairs = st.sampled_from([CHAIR, DEPUTY])
items = st.sampled_from([i.number for i in AGENDA])
choices = st.sampled_from(Choice)
reasons = st.sampled_from(["", "Zweifel"])
votable = st.sampled_from(["6", "7", "8", "11.1", "11.1.1", "20"])
voting = st.lists(st.tuples(people, choices), min_size=1, max_size=15)
few = st.integers(min_value=0, max_value=6)
RESULT = ("electorate", "tally", "outcome", "needed", "base", "norm", "overridden", "declared_at", "votes")


class SittingMachine(RuleBasedStateMachine):
    """Everybody does anything at any time; what is refused must change nothing."""

    ROUND_TRIP: ClassVar = standard()

    def __init__(self) -> None:
        super().__init__()
        self.evening = Evening()
        self.said: dict[BallotId, dict[MemberId, Choice]] = {}
        self.declared: dict[BallotId, Ballot] = {}
        self.opened: dict[BallotId, tuple[MemberId, ...]] = {}
        self.checked = 0
        self.presses: list[tuple[MemberId, dict[str, Any]]] = []

    # --- helpers ---------------------------------------------------------------------

    def does(self, by: MemberId, kind: type[cmd.Command], /, **values: Any) -> tuple[ev.Event, ...] | None:
        """Try it; None where it is refused, and then nothing has changed."""
        before = self.evening.sitting
        try:
            return self.evening.does(by, kind, **values)
        except Refusal:
            assert self.evening.sitting is before
            return None

    @property
    def chair(self) -> MemberId:
        return self.evening.sitting.chair

    def phase(self) -> Phase | None:
        ballot = self.evening.sitting.ballot
        return ballot.phase if ballot else None

    def is_open(self) -> bool:
        return self.evening.sitting.stage is Stage.OPEN

    # --- the evening -----------------------------------------------------------------

    @initialize(there=st.integers(min_value=5, max_value=11), at_once=st.booleans())
    def begin(self, there: int, at_once: bool) -> None:
        self.evening = Evening.prepared()
        self.evening.admit(*members(there))
        if at_once:
            self.open_sitting()

    @precondition(lambda self: self.evening.sitting.stage is Stage.PREPARED)
    @rule()
    def open_sitting(self) -> None:
        self.does(self.chair, cmd.OpenSitting)

    @precondition(is_open)
    @rule(item=items)
    def call(self, item: str) -> None:
        self.does(self.chair, cmd.CallItem, item=item)

    @precondition(is_open)
    @rule()
    def call_next(self) -> None:
        self.does(self.chair, cmd.CallNext)

    @precondition(lambda self: self.is_open() and self.phase() is None)
    @rule(item=items, words=st.sampled_from(["", "Punkt 2"]))
    def open_ballot(self, item: str, words: str) -> None:
        self.does(self.chair, cmd.OpenBallot, item=item, object=words)

    @precondition(lambda self: self.is_open() and self.phase() is None)
    @rule(item=votable, voters=voting, then_next=st.booleans())
    def decide(self, item: str, voters: list[tuple[MemberId, Choice]], then_next: bool) -> None:
        if self.does(self.chair, cmd.OpenBallot, item=item, object=item) is not None:
            self.vote(voters=voters, typed=False)
            self.does(self.chair, cmd.CloseBallot)
            self.does(self.chair, cmd.DeclareBallot, then_next=then_next)

    @precondition(lambda self: self.is_open() and self.phase() is None)
    @rule()
    def procedural(self) -> None:
        self.does(self.chair, cmd.OpenProceduralMotion, text="Schluss der Debatte")

    @precondition(lambda self: self.phase() is Phase.OPEN)
    @rule(voters=voting, typed=st.booleans())
    def vote(self, voters: list[tuple[MemberId, Choice]], typed: bool) -> None:
        for member, choice in voters:
            ballot = self.evening.ballot
            rev = None if typed else ballot.rev_of(member)
            values = {
                "ballot": ballot.id,
                "round": ballot.round,
                "choice": choice,
                "rev": rev,
                "cause": f"f:{len(self.evening.events)}:{member}:{choice}",
                "after": 0.01,
            }
            if self.does(member, cmd.CastVote, **values) is not None:
                self.said.setdefault(ballot.id, {})[member] = choice
                self.presses.append((member, values))

    @precondition(lambda self: self.presses)
    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        member, values = data.draw(st.sampled_from(self.presses))
        assert self.does(member, cmd.CastVote, **values) in ((), None)

    @precondition(lambda self: self.phase() is Phase.OPEN)
    @rule(member=people, choice=choices)
    def enter_vote(self, member: MemberId, choice: Choice) -> None:
        self.does(CLERK, cmd.EnterVote, member=member, choice=choice, reason="Zuruf")

    @precondition(lambda self: self.phase() is Phase.OPEN or (self.is_open() and self.phase() is None))
    @rule(yes=few, no=few, rest=st.booleans())
    def hands(self, yes: int, no: int, rest: bool) -> None:
        self.does(CLERK, cmd.EnterHands, yes=None if rest else yes, no=no, abstain=0, rest_as_yes=rest)

    @precondition(lambda self: self.evening.sitting.waiting_cases)
    @rule(confirm=st.booleans())
    def settle(self, confirm: bool) -> None:
        case = self.evening.sitting.waiting_cases[0]
        done = self.does(SECOND, cmd.ConfirmEntry if confirm else cmd.RejectEntry, case=case.id)
        if confirm and done and case.kind is CaseKind.VOTE and case.ballot and case.choice:
            self.said.setdefault(case.ballot, {})[case.member] = case.choice

    @precondition(lambda self: self.phase() is Phase.OPEN)
    @rule()
    def close(self) -> None:
        self.does(self.chair, cmd.CloseBallot)

    @precondition(lambda self: self.phase() is Phase.CLOSED)
    @rule(outcome=st.none() | st.sampled_from(Outcome), reason=reasons, then_next=st.booleans())
    def declare(self, outcome: Outcome | None, reason: str, then_next: bool) -> None:
        self.does(self.chair, cmd.DeclareBallot, outcome=outcome, reason=reason, then_next=then_next)

    @precondition(lambda self: self.evening.sitting.ballots)
    @rule(reason=reasons)
    def repeat(self, reason: str) -> None:
        self.does(self.chair, cmd.RepeatBallot, reason=reason)

    @precondition(lambda self: self.phase() is not None)
    @rule()
    def cancel(self) -> None:
        self.does(self.chair, cmd.CancelBallot)

    @rule(member=people, what=st.sampled_from(["in", "out", "back", "hall"]), minutes=st.integers(0, 5))
    def move(self, member: MemberId, what: str, minutes: int) -> None:
        since = self.evening.now - timedelta(minutes=minutes) if minutes else None
        match what:
            case "in":
                self.does(member, cmd.SignIn)
                self.does(CLERK, cmd.AdmitMember, member=member)
            case "out":
                self.does(CLERK, cmd.RecordLeaving, member=member, evidence=Evidence.CLERK, since=since)
            case "back":
                self.does(CLERK, cmd.RecordReturn, member=member, evidence=Evidence.CLERK, since=since)
            case _:
                self.does(CLERK, cmd.RecordOnSite, members=(member,))

    @rule(member=people)
    def signs_in(self, member: MemberId) -> None:
        self.does(member, cmd.SignIn)

    @rule(member=people, source=st.sampled_from(Source), inside=st.booleans())
    def teams_says(self, member: MemberId, source: Source, inside: bool) -> None:
        self.does(PROGRAM, cmd.ReportSighting, member=member, source=source, inside=inside)

    @precondition(lambda self: self.evening.sitting.waiting_cases)
    @rule(ruling=st.sampled_from(DoubtRuling), place=st.integers(min_value=0, max_value=9))
    def clerk_clears_up(self, ruling: DoubtRuling, place: int) -> None:
        waiting = self.evening.sitting.waiting_cases
        case = waiting[place % len(waiting)]
        if case.kind is CaseKind.DOUBT:
            self.does(CLERK, cmd.SettleDoubt, case=case.id, ruling=ruling)
        elif case.kind is CaseKind.ADMISSION:
            self.does(CLERK, cmd.AdmitTogether, cases=tuple(c.id for c in waiting if c.kind is case.kind))

    @rule(member=people, kind=st.sampled_from([cmd.ReportDisturbance, cmd.EndDisturbance]))
    def disturbance(self, member: MemberId, kind: type[cmd.Command]) -> None:
        self.does(CLERK, kind, member=member)

    @precondition(lambda self: self.evening.sitting.item)
    @rule(member=people)
    def recuse(self, member: MemberId) -> None:
        done = self.does(self.chair, cmd.DeclareRecusal, member=member)
        ballot = self.evening.sitting.ballot
        if done and ballot is not None and ballot.phase is Phase.OPEN:
            self.said.get(ballot.id, {}).pop(member, None)

    @precondition(is_open)
    @rule(kind=st.sampled_from([cmd.NoteItem, cmd.PassItem, cmd.PostponeItem, cmd.RemoveItem]))
    def settle_item(self, kind: type[cmd.Command]) -> None:
        self.does(self.chair, kind)

    @rule(number=st.sampled_from(["9", "11.1.3", "22"]))
    def add_item(self, number: str) -> None:
        self.does(CLERK, cmd.AddItem, item=number, title="Dringlich")

    @rule(kind=st.sampled_from([cmd.Pause, cmd.Resume, cmd.StartClosedPart, cmd.StartPublicPart]))
    def change_part(self, kind: type[cmd.Command]) -> None:
        self.does(self.chair, kind)

    @rule(member=chairs)
    def hand_over(self, member: MemberId) -> None:
        self.does(self.chair, cmd.AssignChair, member=member)

    @rule(step=st.sampled_from(Step))
    def press(self, step: Step) -> None:
        if step is not Step.END_SITTING:
            self.does(self.chair, cmd.PressStep, step=step, state=self.evening.sitting.state)

    @precondition(lambda self: self.evening.turns > 60)
    @rule(back=st.booleans())
    def end(self, back: bool) -> None:
        if self.does(self.chair, cmd.EndSitting) is not None and back:
            self.does(self.chair, cmd.TakeBackEnd)

    # --- what is always true ---------------------------------------------------------

    @invariant()
    def there_is_at_most_one_undeclared_ballot(self) -> None:
        if self.evening.events:
            assert sum(b.undeclared for b in self.evening.sitting.ballots.values()) <= 1

    @invariant()
    def every_count_is_the_recount(self) -> None:
        for ballot in self._ballots():
            said = Counter(self.said.get(ballot.id, {}).values())
            recount = Tally(yes=said[Choice.YES], no=said[Choice.NO], abstain=said[Choice.ABSTAIN])
            assert ballot.count() == recount
            if ballot.tally is not None:
                by_hand = ballot.hands is not None and bool(ballot.hands.confirmed_by)
                assert ballot.tally == (ballot.hands.tally if by_hand and ballot.hands else recount)

    @invariant()
    def only_the_electorate_votes_and_it_never_changes(self) -> None:
        for ballot in self._ballots():
            assert set(ballot.votes) <= set(ballot.electorate)
            assert self.opened.setdefault(ballot.id, ballot.electorate) == ballot.electorate
            assert ballot.tally is None or ballot.tally.cast <= len(ballot.electorate)
            receipts = [vote.receipt for given in ballot.votes.values() for vote in given]
            assert len(set(receipts)) == len(receipts)

    @invariant()
    def a_declared_result_stands_for_ever(self) -> None:
        for ballot in self._ballots():
            if ballot.phase is Phase.DECLARED:
                kept = self.declared.setdefault(ballot.id, ballot)
                assert ballot == kept
                assert ballot.quorum_at_closing is not None
                assert ballot.quorum_at_closing.met
        for number, kept in self.declared.items():
            now = self.evening.sitting.ballots[number]
            assert now.phase in (Phase.DECLARED, Phase.SUPERSEDED)
            assert all(getattr(now, name) == getattr(kept, name) for name in RESULT)

    @invariant()
    def numbers_are_dense(self) -> None:
        if self.evening.events:
            assert list(self.evening.sitting.ballots) == list(range(1, len(self.evening.sitting.ballots) + 1))
            assert list(self.evening.sitting.cases) == list(range(1, len(self.evening.sitting.cases) + 1))

    @invariant()
    def the_quorum_never_exceeds_the_seats(self) -> None:
        if self.evening.events:
            quorum = self.evening.sitting.quorum()
            assert len(set(quorum.names)) == quorum.present <= quorum.seats
            assert 0 < quorum.required <= quorum.seats

    @invariant()
    def nobody_is_present_twice(self) -> None:
        for presence in self.evening.sitting.presences.values() if self.evening.events else ():
            assert all(s.until is None or s.since <= s.until for s in presence.spells)
            assert all(a.until is not None and a.until <= b.since for a, b in pairwise(presence.spells))
            assert all(until is None or since <= until for since, until, _ in presence.disturbances)
            assert presence.here or presence.disturbed is None

    @invariant()
    def what_waits_waits_for_something(self) -> None:
        for case in self.evening.sitting.waiting_cases if self.evening.events else ():
            if case.kind in (CaseKind.VOTE, CaseKind.HANDS):
                assert self.evening.ballot.id == case.ballot
                assert self.evening.ballot.phase is Phase.OPEN

    @invariant()
    def every_event_survives_being_written(self) -> None:
        for event in self.evening.events[self.checked :]:
            stored = self.ROUND_TRIP.encode(event)
            assert self.ROUND_TRIP.decode(*stored) == event
        self.checked = len(self.evening.events)

    def _ballots(self) -> tuple[Ballot, ...]:
        return tuple(self.evening.sitting.ballots.values()) if self.evening.events else ()

    def teardown(self) -> None:
        """Fold everything again from the beginning: the same sitting comes of it."""
        if self.evening.events:
            assert self.evening.replayed() == self.evening.sitting
            assert all(a.at <= b.at for a, b in pairwise(self.evening.events))
            assert self.evening.events[0].at <= STARTS


QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


class TestWholeSitting:
    """SächsGemO §§ 36a–40: was auch geschieht, die Zahlen stimmen und ein Ergebnis bleibt."""

    def test_holds_whatever_people_do(self) -> None:
        few_examples = settings(
            max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=QUIET
        )

        assert run_state_machine_as_test(SittingMachine, settings=few_examples) is None  # type: ignore[func-returns-value]

    @pytest.mark.slow
    @pytest.mark.timeout(1800)
    def test_holds_over_thousands_of_evenings(self) -> None:
        many = settings(max_examples=2000, stateful_step_count=80, deadline=None, suppress_health_check=QUIET)

        assert run_state_machine_as_test(SittingMachine, settings=many) is None  # type: ignore[func-returns-value]
