"""What Teams would not take in time: told of, and kept in mind so that it can be made up."""

from collections.abc import Callable

from bot.owed import Trouble
from bot.reach import NO_WAY


class GivenUp:
    """Passes on every trouble, and remembers the messages that may be taken later."""

    def __init__(self, on_trouble: Callable[[Trouble], None]) -> None:
        self._on_trouble = on_trouble
        self._keys: set[tuple[str, str]] = set()

    def told(self, trouble: Trouble) -> None:
        """Take note of a message that was given up; a chat that Teams refuses altogether is left alone."""
        if trouble.sitting and trouble.status not in NO_WAY:
            self._keys.add((trouble.sitting, trouble.slot))
        self._on_trouble(trouble)

    def of(self, sitting: str) -> list[tuple[str, str]]:
        """Return what of a sitting was given up, by sitting and slot."""
        return sorted(key for key in self._keys if key[0] == sitting)

    def forget(self, key: tuple[str, str]) -> None:
        """It is tried once more."""
        self._keys.discard(key)

    def let_go(self, sitting: str) -> None:
        """Nothing of this sitting is tried again."""
        self._keys = {key for key in self._keys if key[0] != sitting}
