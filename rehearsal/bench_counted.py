"""Whether everything that was acknowledged stands in the record: no such vote may be missing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Counted:
    """All presses at one bot, those that it acknowledged, and the votes that came into its record.

    Each press is another choice than the member's last, so each is a vote. When ``wrk`` stops, some are
    still under way: they are votes without having been acknowledged to anybody. So ``lost`` is reckoned run
    by run, and what was under way in one run hides nothing that is missing from another.
    """

    pressed: int = 0
    acknowledged: int = 0
    votes: int = 0
    lost: int = 0

    def add(self, *, pressed: int, acknowledged: int, votes: int) -> None:
        """Count a run."""
        self.pressed += pressed
        self.acknowledged += acknowledged
        self.votes += votes
        self.lost += max(0, acknowledged - votes)

    def goal(self, peer: str) -> tuple[str, bool]:
        """The goal in words, and whether it holds."""
        words = (
            f"{peer}: {self.pressed} gedrückt, {self.acknowledged} bestätigt, "
            f"{self.votes} im Journal, {self.lost} verloren"
        )
        return words, self.lost == 0
