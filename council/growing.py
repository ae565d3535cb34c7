"""A mapping that never changes and yet grows cheaply, for what is only ever added to.

Every vote adds an activity id and a receipt number to its ballot, and no earlier state of that
ballot may notice. Copying them all for each vote would make a long ballot slower with every press.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Generic, Self, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Growing(Mapping[K, V], Generic[K, V]):
    """An immutable mapping; the one that follows it shares what both hold.

    All that grew one from another write into one dictionary, and each sees only as many entries
    as there were when it was made. Two that grow from the same one do not see each other.
    """

    __slots__ = ("_entries", "_size")

    def __init__(self, entries: dict[K, tuple[int, V]] | None = None) -> None:
        """Take over entries that hold their place and their value; usually there are none yet."""
        self._entries: dict[K, tuple[int, V]] = {} if entries is None else entries
        self._size = len(self._entries)

    def having(self, key: K, value: V) -> Self:
        """This mapping with one entry more (or, where the key is there, with another value)."""
        entries = self._entries
        if len(entries) != self._size or key in entries:  # another grew from this one, or the key is old
            others = [pair for pair in self.items() if pair[0] != key]
            entries = {name: (place, kept) for place, (name, kept) in enumerate(others)}
        entries[key] = (len(entries), value)
        return type(self)(entries)

    def __getitem__(self, key: K) -> V:
        place, value = self._entries[key]
        if place >= self._size:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        return key in self._entries and self._entries[key][0] < self._size

    def get(self, key: K, default: Any = None) -> Any:
        """The value of *key*, or *default*; the usual ``get`` raises and catches for each key not there."""
        place, value = self._entries.get(key, (self._size, default))
        return value if place < self._size else default

    def __iter__(self) -> Iterator[K]:
        return islice(self._entries, self._size)

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self)!r})"
