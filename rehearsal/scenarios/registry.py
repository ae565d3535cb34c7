"""All scenarios by name, in the order in which they are played."""

from __future__ import annotations

from rehearsal.scenarios import elections, law, motions, presence, rooms, secret
from rehearsal.scenarios.plan import Scenario

SCENARIOS: tuple[Scenario, ...] = (
    *motions.SCENARIOS,
    *elections.SCENARIOS,
    *law.SCENARIOS,
    *rooms.SCENARIOS,
    *presence.SCENARIOS,
    *secret.SCENARIOS,
)
