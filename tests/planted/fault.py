"""One planted fault: what is changed where, and which tests have to notice it."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One check taken away: in *file* the text *old*, which stands there once, becomes *new*."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def planted(self) -> str:
        """The file with the fault in it."""
        return self.source.replace(self.old, self.new)

    @property
    def source(self) -> str:
        """The file as it is."""
        return (ROOT / self.file).read_text(encoding="utf-8")
