"""What a database says to whoever opens it, in words that need no database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from council.ids import SittingId


class DatabaseUnfit(Exception):
    """Nothing can be kept in this database; ``kind`` is a word for the sentence that says why."""

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(f"{kind}: {', '.join(str(value) for value in values.values())}")
        self.kind = kind
        self.values = values


@dataclass(frozen=True, slots=True, kw_only=True)
class Woken:
    """Who hears what: a sitting has gone on, a document has changed, it is time to look, who leads.

    ``look`` is called once a second, and told whether words may have been missed before. None of
    these may raise but ``lead``: NotConfirmed lets another lead.
    """

    sitting: Callable[[SittingId], Awaitable[None]]
    document: Callable[[str, str | None], Awaitable[None]]
    look: Callable[[bool], Awaitable[None]]
    lead: Callable[[bool], Awaitable[None]]
