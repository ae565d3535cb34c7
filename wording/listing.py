"""Several things in one phrase."""

from collections.abc import Sequence

from babel.lists import format_list


def listing(parts: Sequence[str], language: str) -> str:
    """Several things in one phrase: "A, B und C"."""
    return format_list(list(parts), locale=language) if parts else ""
