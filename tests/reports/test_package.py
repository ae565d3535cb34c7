"""The evidence package as it is written."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from council.headfile import check_head_file, read_head_file
from council.record import Copy, read_jsonl, short_head, write_jsonl
from council.rule_reading import rulebook_of
from reports.package import NothingToExport, package_files, write_package
from reports.packing import packed
from reports.reading import ELECTIONS_FILE, FILES
from reports.results import results_csv
from tests.reports.evening import RULES, SITTING
from tests.reports.packages import DECODE, EVENING, PUBLIC, ROWS, SIGNER
from tests.reports.packages import FILES as PACKAGE


def write(out: Path, *, public: bool = False) -> Path:
    """Write the evening's package."""
    return write_package(SITTING, ROWS, out, decode=DECODE, signer=SIGNER, public=public)


class TestFiles:
    """Contract § 7: journal, head, five tables, rule set, verify.py, LIESMICH.txt."""

    def test_are_exactly_those(self) -> None:
        assert set(PACKAGE) == {
            "journal.jsonl", "kopf.json", "mitglieder.csv", "tagesordnung.csv", "regelwerk.toml",
            "ergebnisse.csv", "stimmen.csv", "anwesenheit.csv", "verify.py", "LIESMICH.txt",
        }  # fmt: skip
        assert tuple(PACKAGE) == tuple(name for name in FILES if name != ELECTIONS_FILE)

    def test_journal_is_what_the_store_holds(self) -> None:
        copy = read_jsonl(PACKAGE["journal.jsonl"])

        assert copy == Copy(sitting=SITTING, rows=ROWS)
        assert PACKAGE["journal.jsonl"] == write_jsonl(SITTING, ROWS)

    def test_head_is_signed_and_fits(self) -> None:
        head = read_head_file(PACKAGE["kopf.json"])

        assert (head.count, head.hash) == (len(ROWS), ROWS[-1].hash)
        assert set(head.files) == set(PACKAGE) - {"journal.jsonl", "kopf.json"}
        assert head.public_key == SIGNER.public_key
        assert check_head_file(PACKAGE["kopf.json"], Copy(sitting=SITTING, rows=ROWS)) == ()

    def test_rules_are_the_words_by_which_the_sitting_was_judged(self) -> None:
        text = PACKAGE["regelwerk.toml"].decode()

        assert text == RULES.read_text("utf-8")
        assert rulebook_of(text).id == "sachsen"

    def test_tables_are_drawn_from_the_sitting(self) -> None:
        assert PACKAGE["ergebnisse.csv"] == results_csv(EVENING.sitting)

    @pytest.mark.parametrize("name", [name for name in PACKAGE if name.endswith(".csv")])
    def test_tables_begin_with_the_mark(self, name: str) -> None:
        assert PACKAGE[name].startswith(b"\xef\xbb\xbf")

    def test_readme_tells_where_to_take_the_check_from(self) -> None:
        text = PACKAGE["LIESMICH.txt"].decode()

        assert "verify.py aus der Veröffentlichung des Projekts" in text
        assert "from the project's release" in text
        assert short_head(ROWS[-1].hash) in text

    def test_readme_of_a_public_copy_says_what_is_missing(self) -> None:
        assert "Öffentliche Fassung" in PUBLIC["LIESMICH.txt"].decode()
        assert "Öffentliche Fassung" not in PACKAGE["LIESMICH.txt"].decode()

    def test_never_hold_the_private_key(self) -> None:
        head = json.loads(PACKAGE["kopf.json"])

        assert set(head) == {"count", "files", "hash", "public_key", "signature", "sitting"}

    def test_are_the_same_every_time(self) -> None:
        again = package_files(SITTING, ROWS, decode=DECODE, signer=SIGNER)

        assert again == PACKAGE
        assert packed(again) == packed(PACKAGE)

    def test_of_a_closed_part_alone_cannot_be(self) -> None:
        with pytest.raises(NothingToExport):
            package_files(SITTING, (), decode=DECODE, signer=SIGNER)


class TestWriting:
    """Contract § 7: DIR/<id>.zip and the same unpacked in DIR/<id>/; nothing half-written."""

    def test_gives_zip_and_folder_with_the_same_files(self, tmp_path: Path) -> None:
        path = write(tmp_path / "new" / "folder")

        assert path == tmp_path / "new" / "folder" / f"{SITTING}.zip"
        with zipfile.ZipFile(path) as archive:
            inside = {name: archive.read(name) for name in archive.namelist()}
        folder = path.parent / SITTING
        assert inside == {file.name: file.read_bytes() for file in folder.iterdir()} == PACKAGE

    def test_leaves_nothing_else_behind(self, tmp_path: Path) -> None:
        write(tmp_path)

        assert {one.name for one in tmp_path.iterdir()} == {SITTING, f"{SITTING}.zip"}

    def test_replaces_an_older_export_as_a_whole(self, tmp_path: Path) -> None:
        write(tmp_path)
        (tmp_path / SITTING / "alt.txt").write_text("alt")

        write(tmp_path, public=True)

        folder = {file.name: file.read_bytes() for file in (tmp_path / SITTING).iterdir()}
        assert folder == PUBLIC
        assert (tmp_path / f"{SITTING}.zip").read_bytes() == packed(PUBLIC)

    def test_that_fails_changes_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path)
        before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            write(tmp_path, public=True)

        assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before

    @pytest.mark.parametrize("sitting", ["", "../x", "a/b", "CON.", "ä", "a" * 300, "x\x00"])
    def test_uses_no_name_but_an_id(self, tmp_path: Path, sitting: str) -> None:
        with pytest.raises(NothingToExport):
            write_package(sitting, ROWS, tmp_path, decode=DECODE, signer=SIGNER)

        assert list(tmp_path.iterdir()) == []

    def test_refuses_a_sitting_without_a_record(self, tmp_path: Path) -> None:
        with pytest.raises(NothingToExport):
            write_package(SITTING, (), tmp_path, decode=DECODE, signer=SIGNER)

        assert list(tmp_path.iterdir()) == []
