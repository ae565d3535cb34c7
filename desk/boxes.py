"""The boxes of secret ballots: in the memory of this process, and nowhere else.

A box knows who has handed in and the bare sums; it never knows who voted what, not even while it
counts. Nothing of it is written before the ballot is closed (``docs/adr``: "Secret ballots"). It has no
``repr`` that would tell, and it is gone with the process.
"""

from collections import Counter
from dataclasses import dataclass, field

from council.ballots import OPTION_CHOICES, Ballot, Choice, Slips, Tally
from council.ids import BallotId, MemberId, SittingId

Key = tuple[SittingId, BallotId]


@dataclass(slots=True, repr=False)
class Box:
    """One ballot's box."""

    handed: set[MemberId] = field(default_factory=set)
    sums: Counter[Choice] = field(default_factory=Counter)

    def put(self, member: MemberId, choice: Choice) -> None:
        """Take a slip in; a member's second one is never taken."""
        if member not in self.handed:
            self.handed.add(member)
            self.sums[choice] += 1

    def copy(self) -> "Box":
        """The same box, for a turn that may still be thrown away."""
        return Box(set(self.handed), Counter(self.sums))

    def opened(self, ballot: Ballot) -> Slips:
        """What the box holds at closing: who handed in, in the electorate's order, and the sums."""
        offered = OPTION_CHOICES[: len(ballot.options)] if ballot.numbered else ()
        return Slips(
            handed=tuple(m for m in ballot.electorate if m in self.handed),
            tally=Tally(
                yes=self.sums[Choice.YES],
                no=self.sums[Choice.NO],
                abstain=self.sums[Choice.ABSTAIN],
                options=tuple(self.sums[choice] for choice in offered),
            ),
        )


class Boxes:
    """All boxes of this process, each with its ballot."""

    def __init__(self) -> None:
        self._boxes: dict[Key, Box] = {}

    def find(self, sitting: SittingId, ballot: BallotId) -> Box | None:
        """The box of a ballot, None where this process does not hold it."""
        return self._boxes.get((sitting, ballot))

    def handed(self, sitting: SittingId) -> dict[BallotId, set[MemberId]]:
        """Who has handed in, for every box of a sitting."""
        return {ballot: set(box.handed) for (held, ballot), box in self._boxes.items() if held == sitting}

    def keep(self, sitting: SittingId, boxes: dict[BallotId, Box | None]) -> None:
        """Take over what a turn has done to the boxes of a sitting; None takes a box away."""
        for ballot, box in boxes.items():
            if box is None:
                self._boxes.pop((sitting, ballot), None)
            else:
                self._boxes[sitting, ballot] = box
