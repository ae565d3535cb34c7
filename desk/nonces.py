"""Fresh random text for every command."""

import secrets

_BYTES = 16
_AT_ONCE = 256


class Nonces:
    """Gives 32 hexadecimal digits from the system's source, no text twice.

    They are drawn for many commands at once: for each single one the system would be asked, and other
    threads let go first.
    """

    def __init__(self) -> None:
        self._drawn: list[str] = []

    def __call__(self) -> str:
        """Return a text that nobody has had."""
        if not self._drawn:
            digits = secrets.token_bytes(_BYTES * _AT_ONCE).hex()
            self._drawn = [digits[at : at + 2 * _BYTES] for at in range(0, len(digits), 2 * _BYTES)]
        return self._drawn.pop()
