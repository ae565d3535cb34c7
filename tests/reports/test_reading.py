"""What counts as a package, and what is read of one."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from reports import reading
from reports.archive import zipped
from reports.packing import packed
from reports.reading import HEAD_FILE, JOURNAL, packages_at
from tests.reports.evening import SITTING
from tests.reports.packages import FILES, put

NAMES = tuple(FILES)


class TestPackagesAt:
    """Contract § 1: the zip, its folder, the folder it was exported to, or a bare journal."""

    def test_of_a_folder_reads_its_own_files_only(self, tmp_path: Path) -> None:
        folder = put({**FILES, "fremd.txt": b"x"}, tmp_path / "a")

        (package,) = packages_at(folder)

        assert package.files == FILES
        assert [(r.key, r.values, r.damage) for r in package.remarks] == [
            ("beside", {"files": "fremd.txt"}, False)
        ]

    def test_of_many_files_beside_it_names_some(self, tmp_path: Path) -> None:
        others = {f"bild-{n}\x1b.jpg": b"" for n in range(12)}

        (package,) = packages_at(put({**FILES, **others}, tmp_path / "a"))

        named = package.remarks[0].values["files"].split(", ")
        assert len(named) == 9
        assert named[0] == "bild-0.jpg"
        assert named[-1] == "…"

    def test_of_a_zip_reads_the_same(self, tmp_path: Path) -> None:
        path = tmp_path / f"{SITTING}.zip"
        path.write_bytes(packed(FILES))

        (package,) = packages_at(path)

        assert package.files == FILES

    def test_of_a_zip_with_one_folder_reads_the_same(self, tmp_path: Path) -> None:
        path = tmp_path / "x.zip"
        path.write_bytes(zipped({f"{SITTING}\\{name}": raw for name, raw in FILES.items()}))

        (package,) = packages_at(path)

        assert package.files == FILES

    def test_of_an_export_folder_reads_zip_and_folder(self, tmp_path: Path) -> None:
        put(FILES, tmp_path / SITTING)
        (tmp_path / f"{SITTING}.zip").write_bytes(packed(FILES))

        assert [Path(p.name).name for p in packages_at(tmp_path)] == [SITTING, f"{SITTING}.zip"]

    def test_of_an_export_folder_passes_over_what_is_half_written(self, tmp_path: Path) -> None:
        put(FILES, tmp_path / SITTING)
        put({JOURNAL: b"half"}, tmp_path / f".{SITTING}-abc")

        assert len(packages_at(tmp_path)) == 1

    @pytest.mark.parametrize("name", ["journal.jsonl", "export.txt"])
    def test_of_a_journal_by_any_name_is_bare(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        path.write_bytes(FILES[JOURNAL])

        (package,) = packages_at(path)

        assert package.bare
        assert package.files == {JOURNAL: FILES[JOURNAL]}

    @pytest.mark.parametrize("missing", NAMES)
    def test_names_what_is_missing(self, tmp_path: Path, missing: str) -> None:
        folder = put({name: raw for name, raw in FILES.items() if name != missing}, tmp_path / "a")

        (package,) = packages_at(folder)

        assert [(r.key, r.values, r.damage) for r in package.remarks] == [
            ("missing_file", {"file": missing}, True)
        ]

    def test_without_journal_and_head_is_none(self, tmp_path: Path) -> None:
        files = {name: raw for name, raw in FILES.items() if name not in (JOURNAL, HEAD_FILE)}
        path = tmp_path / "x.zip"
        path.write_bytes(packed(files))

        assert packages_at(put(files, tmp_path / "a")) == []
        assert packages_at(path) == []

    def test_reads_no_file_that_is_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "LARGEST", 1000)
        path = tmp_path / "x.zip"
        path.write_bytes(packed(FILES))

        (package,) = packages_at(path)

        assert package.files[JOURNAL] == b""
        assert "unreadable_file" in {remark.key for remark in package.remarks}

    def test_reads_nothing_that_is_encrypted(self, tmp_path: Path) -> None:
        raw = bytearray(packed(FILES))
        central = raw.index(b"PK\x01\x02")
        raw[6] |= 1
        raw[central + 8] |= 1
        path = tmp_path / "x.zip"
        path.write_bytes(bytes(raw))

        (package,) = packages_at(path)

        assert ("unreadable_file", {"file": JOURNAL}) in [(r.key, r.values) for r in package.remarks]

    def test_takes_no_path_from_a_zip(self, tmp_path: Path) -> None:
        raw = io.BytesIO(packed(FILES))
        with zipfile.ZipFile(raw, "a") as archive:
            archive.writestr("../../etc/evil.txt", b"x")
        path = tmp_path / "x.zip"
        path.write_bytes(raw.getvalue())

        (package,) = packages_at(path)

        assert set(package.files) == set(NAMES)
        assert [one.name for one in tmp_path.iterdir()] == ["x.zip"]


def test_a_folder_with_loose_files_hides_no_package_below(tmp_path: Path) -> None:
    """A folder may hold the files of a package and, beside them, the package and its zip."""
    put(FILES, tmp_path / "out")
    put(FILES, tmp_path / "out" / "2026-12-09-stadtrat")

    assert len(packages_at(tmp_path / "out")) == 2
