"""A record of every release stays here and leads to the same state for ever."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from council.fold import replay
from council.record import Copy, check_jsonl, read_jsonl
from council.sitting import Sitting
from reports.attendance import attendance_csv
from reports.results import results_csv, votes_csv
from store import standard

HERE = Path(__file__).parent / "journals"
TABLES: dict[str, Callable[[Sitting], bytes]] = {
    "ergebnisse.csv": results_csv,
    "stimmen.csv": votes_csv,
    "anwesenheit.csv": attendance_csv,
}


def _releases() -> list[Path]:
    return sorted(folder for folder in HERE.iterdir() if folder.is_dir())


def _replayed(folder: Path) -> Sitting:
    copy = read_jsonl((folder / "journal.jsonl").read_bytes())
    assert isinstance(copy, Copy)
    found = replay(map(standard().event_of, copy.rows))
    assert found is not None
    return found


@pytest.mark.parametrize("folder", _releases(), ids=lambda folder: folder.name)
class TestAnEarlierRelease:
    """style: a sample journal of every release must replay to the same state for ever."""

    def test_its_record_is_sound_byte_for_byte(self, folder: Path) -> None:
        assert check_jsonl((folder / "journal.jsonl").read_bytes()).sound

    @pytest.mark.parametrize("table", TABLES)
    def test_its_tables_are_what_they_were(self, folder: Path, table: str) -> None:
        assert TABLES[table](_replayed(folder)) == (folder / table).read_bytes()


def test_there_is_one_of_this_release() -> None:
    """Every release has its sample: of the digital sitting, and of the one in presence."""
    project = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    version = project["project"]["version"]

    assert (HERE / version).is_dir()
    assert (HERE / f"{version}-praesenz").is_dir()
