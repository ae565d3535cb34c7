"""One part of a workbook, looked through piece by piece before anything is built of it.

Unpacked it may be a thousand times as large, and built a hundred times more: a file of 100 kB could
take all the memory there is.
"""

from collections.abc import Iterable, Mapping
from xml.parsers import expat

from files.problems import refusal

MOST_ELEMENTS = 1_000_000
MOST_IN_A_ROW = 100_000
"""Excel has 16,384 columns; a cell has a handful of elements."""
MOST_LETTERS = 1_000_000
"""A cell holds 32,767 letters at most."""
_XML = (".xml", ".rels")


class _Part:
    """What has been seen of a part so far."""

    def __init__(self) -> None:
        self.formulas = False
        self._elements = self._in_row = self._letters = 0

    def begins(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        local = name.rpartition(":")[2]
        self.formulas = self.formulas or local == "f"
        self._elements += 1
        self._in_row = 0 if local == "row" else self._in_row + 1
        self._letters = sum(map(len, attributes.values()))
        if self._elements > MOST_ELEMENTS or self._in_row > MOST_IN_A_ROW:
            raise refusal("problem.sheet_too_large")
        self._bounded()

    def words(self, letters: str) -> None:
        """Text of the element that began last, or behind it."""
        self._letters += len(letters)
        self._bounded()

    def has_type(self, *_: object) -> None:
        """A document type, which no workbook has and entities hide in."""
        raise refusal("problem.broken_sheet")

    def _bounded(self) -> None:
        if self._letters > MOST_LETTERS:
            raise refusal("problem.sheet_too_large")


def look_through(pieces: Iterable[bytes], *, name: str) -> bool:
    """Tell whether a part has formulas; a picture has none.

    Raises:
        BadFile: where it has a document type, or more in it than a workbook of people can have, or
            is no XML though it has to be.
    """
    part, reader = _Part(), expat.ParserCreate()
    reader.StartElementHandler = part.begins
    reader.CharacterDataHandler = part.words
    reader.StartDoctypeDeclHandler = part.has_type
    try:
        for piece in pieces:
            reader.Parse(piece)
    except expat.ExpatError as failure:
        if name.lower().endswith(_XML):
            raise refusal("problem.broken_sheet") from failure
    return part.formulas
