"""Long lists on a card: as much of them as the card can carry, and how much more there is."""

from collections.abc import Callable

from cards.build import MOST_BYTES, Card
from cards.size import weight

_SPARE = 512
"""What the activity around a card may need."""
FITTING = MOST_BYTES - _SPARE
"""So heavy a card may be."""


def fitted(draw: Callable[[int], Card], most: int) -> Card:
    """The card with as many lines as it can carry: *draw* draws it with at most so many, 1 at least."""
    low, high = 1, max(most, 1)
    while low < high:
        middle = (low + high + 1) // 2
        if weight(draw(middle)) <= FITTING:
            low = middle
        else:
            high = middle - 1
    return draw(low)
