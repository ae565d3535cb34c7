"""Which admission card and which control card something belongs to."""

from council.sitting import Sitting

CASES_PER_CARD = 8
"""How many sign-ins stand on one admission card."""


def control_turn(sitting: Sitting) -> int:
    """Which control card is the one in force: a new one for each item that is called."""
    return len(sitting.calls)
