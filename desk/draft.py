"""The state of a sitting with a turn's events folded in that nobody has written yet."""

from dataclasses import replace

from council.commands import CastVote, CloseBallot, Command, PressStep, Step
from council.errors import BoxLost, NotPrepared
from council.events import BallotOpened, Event, SlipHandedIn, VoteCast
from council.fold import evolve
from council.ids import BallotId
from council.sitting import Sitting
from desk.boxes import Box, Boxes


class Draft:
    """What a turn makes of a sitting, command by command; thrown away where it is not written.

    ``events`` is what has to be written. Slips of secret ballots are folded in and counted in
    ``boxes``, and never stand in ``events``.
    """

    def __init__(self, state: Sitting | None, seq: int, boxes: Boxes) -> None:
        self.state = state
        self.seq = seq
        self.events: list[Event] = []
        self.boxes: dict[BallotId, Box | None] = {}
        self._kept = boxes

    def with_slips(self, command: Command) -> Command:
        """The command with what the box of a secret ballot holds, where it closes one.

        Raises :class:`BoxLost` for a vote in a secret ballot whose box this process does not hold.
        """
        pressed = isinstance(command, PressStep) and command.step is Step.CLOSE_BALLOT
        if not (pressed or isinstance(command, CastVote | CloseBallot)) or self.state is None:
            return command
        if isinstance(command, CastVote):
            ballot = self.state.ballots.get(command.ballot)
        else:
            ballot = self.state.ballot
        if ballot is None or not ballot.boxed or not ballot.undeclared:
            return command
        box = self._box(self.state, ballot.id)
        if box is None and ballot.closed_at is None:
            raise BoxLost(ballot=ballot.id)
        if isinstance(command, CloseBallot | PressStep) and box is not None:
            return replace(command, slips=box.opened(ballot))
        return command

    def fold(self, command: Command, events: tuple[Event, ...]) -> Sitting:
        """Fold one command's events in, all of them or none."""
        state = self.state
        for event in events:
            state = evolve(state, event)
        if state is None:
            raise NotPrepared
        for event in events:
            self._count(state, command, event)
        written = [event for event in events if not isinstance(event, SlipHandedIn)]
        self.state = state
        self.seq += len(written)
        self.events.extend(written)
        return state

    def _count(self, state: Sitting, command: Command, event: Event) -> None:
        """Put a slip in its box; make a box for a secret ballot, take it away once the ballot is over."""
        if isinstance(event, VoteCast):
            return
        if isinstance(event, SlipHandedIn) and isinstance(command, CastVote):
            box = self._box(state, event.ballot)
            taken = (box or Box()).copy()
            taken.put(event.member, command.choice)
            self.boxes[event.ballot] = taken
        elif isinstance(event, BallotOpened) and state.ballots[event.ballot].boxed:
            self.boxes[event.ballot] = Box()
        self._throw_away(state)

    def _throw_away(self, state: Sitting) -> None:
        """A box is needed until its ballot is closed, cancelled or repeated."""
        for number, ballot in state.ballots.items():
            over = ballot.boxed and (ballot.closed_at is not None or not ballot.undeclared)
            if over and self._box(state, number) is not None:
                self.boxes[number] = None

    def _box(self, state: Sitting, ballot: BallotId) -> Box | None:
        if ballot in self.boxes:
            return self.boxes[ballot]
        return self._kept.find(state.id, ballot)
