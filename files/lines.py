"""The lines of a CSV file, each with the number it has in the file."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from files.problems import refusal


class Line(NamedTuple):
    """The cells of one line as they stand there."""

    number: int
    cells: Sequence[str]


def csv_lines(text: str) -> Iterator[Line]:
    """Split CSV with semicolons or commas into lines; a broken quotation refuses the file."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = ";" if ";" in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as failure:
            raise refusal("problem.broken_row", line) from failure
        yield Line(line, cells)
        line = reader.line_num + 1
