"""What a scenario is: a small council's short sitting under certain rules, and how it is played."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from rehearsal.agenda import Item
from rehearsal.chamber import Chamber
from rehearsal.roster import Council, demo_council
from rehearsal.towns import Town

DIGITAL, HYBRID, PRESENCE = "digital", "hybrid", "presence"
MEMBERS = 15
SAXONY = Town()

Play = Callable[[Chamber], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One short sitting.

    ``hall`` is how many of the members are in the hall in a hybrid sitting, ``away`` how many are not
    there when it opens. ``members`` is how many the council has, ``unlisted`` of how many the roster
    lacks the account. ``after`` is what is looked at once the sitting has ended. ``alone``: it runs
    with a bot of its own, on a data folder of its own.
    """

    name: str
    line: str
    items: tuple[Item, ...]
    play: Play
    town: Town = SAXONY
    form: str = DIGITAL
    hall: int = 0
    away: int = 0
    majority_here: bool = False
    alone: bool = False
    members: int = MEMBERS
    unlisted: int = 0
    after: Play | None = None

    @property
    def council(self) -> Council:
        """The council of this scenario, where it has a bot of its own."""
        whole = demo_council(self.members)
        known = self.members - self.unlisted
        doubtful = (replace(seat, unlisted=True) for seat in whole.members[known:])
        return replace(whole, members=(*whole.members[:known], *doubtful))

    @property
    def body(self) -> str:
        """The body for which the town's file has this scenario's rules."""
        return f"Rat {self.name}"

    @property
    def title(self) -> str:
        """What the sitting is called."""
        return f"Probe {self.name}"


def resolution(number: str, title: str, **more: str) -> Item:
    """Return an item on which is voted."""
    return Item(number=number, title=title, object=more.pop("object", f"{title} wird beschlossen."), **more)  # type: ignore[arg-type]


def election(number: str, title: str) -> Item:
    """Return an item on which somebody is elected."""
    return Item(number=number, title=title, kind="wahl")
