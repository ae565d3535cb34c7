"""Which control card something belongs to."""

from council.sitting import Sitting


def control_turn(sitting: Sitting) -> int:
    """Which control card is the one in force: a new one for each item that is called."""
    return len(sitting.calls)
