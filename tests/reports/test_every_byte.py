"""A package of which anything at all was changed is rejected by ``verify.py`` and by ``sitting verify``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from council import events as ev
from council.headfile import digests
from council.record import Row, canonical, seal, stripped, write_jsonl
from reports.checking import verify_package
from reports.package import package_files, write_package
from reports.packing import packed
from reports.reading import JOURNAL
from reports.standalone import verify_source
from tests.reports.evening import CLERK, ITEMS, SITTING, rows_of
from tests.reports.hall import hall
from tests.reports.judges import (
    Change,
    by_both,
    by_both_in_a_folder,
    by_the_file,
    by_the_product,
    of_bytes,
    of_rows,
    standalone,
)
from tests.reports.packages import DECODE, SIGNER, put, short_evening

ROWS = short_evening().rows()
FILES = package_files(SITTING, ROWS, decode=DECODE, signer=SIGNER)


def without(kind: type[ev.Event]) -> tuple[Row, ...]:
    """The record after the content of every event of a kind was erased."""
    return tuple(stripped(row) if row.type == kind.TYPE else row for row in ROWS)


def alone(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``verify.py`` as whoever has nothing but Python runs it."""
    verifier = path.parent / "own-verify.py"
    verifier.write_text(verify_source(), "utf-8")
    return subprocess.run(
        [sys.executable, "-I", "-S", str(verifier), str(path), *arguments],
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
        env={"PYTHONUTF8": "1", "PATH": ""},
    )  # fmt: skip


def with_a_roll_call() -> tuple[Row, ...]:
    """The short evening, then a roll call, whose votes are public, and an item that is not."""
    evening = short_evening()
    for item in (ITEMS[2], ITEMS[-1]):
        evening.add(ev.ItemAdded, CLERK, item=item)
    return evening.call("3").open("3").votes("jn").close().declare().rows()


PACKAGES = {
    "own": FILES,
    "public": package_files(SITTING, with_a_roll_call(), decode=DECODE, signer=SIGNER, public=True),
    "erased": package_files(SITTING, without(ev.VoteCast), decode=DECODE, signer=SIGNER),
}
ALL = pytest.param(1, marks=[pytest.mark.slow, pytest.mark.timeout(1800)], id="all")


@pytest.mark.parametrize("files", PACKAGES.values(), ids=PACKAGES)
class TestEveryChange:
    """Issue, Shows: every single changed, dropped, swapped or added byte or row is rejected."""

    @pytest.mark.parametrize("step", [ALL, 97])
    def test_of_a_byte_is_rejected_by_verify_py(self, files: dict[str, bytes], step: int) -> None:
        rejected = by_the_file(files)

        assert [change[:2] for change in of_bytes(files, step) if not rejected(change)] == []

    @pytest.mark.parametrize("step", [ALL, 97])
    def test_of_a_byte_is_rejected_by_sitting_verify(
        self, files: dict[str, bytes], step: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rejected = by_the_product(files, monkeypatch)

        assert [change[:2] for change in of_bytes(files, step) if not rejected(change)] == []

    def test_of_a_byte_on_the_disk_is_rejected_by_both(self, files: dict[str, bytes], tmp_path: Path) -> None:
        rejected = by_both_in_a_folder(files, tmp_path / "x")

        assert [change[:2] for change in of_bytes(files, 4001) if not rejected(change)] == []

    @pytest.mark.parametrize("step", [ALL, 29])
    def test_of_a_row_is_rejected_by_both(
        self, files: dict[str, bytes], step: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        judges = (by_the_file(files), by_the_product(files, monkeypatch))

        unnoticed = [
            change[:2] for change in of_rows(files, step) if not all(judge(change) for judge in judges)
        ]

        assert unnoticed == []

    def test_the_package_itself_is_accepted_by_both(
        self, files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        same: Change = ("nothing", JOURNAL, files[JOURNAL])

        assert verify_package(put(files, tmp_path / "x"), decode=DECODE)[0] == 0
        assert not by_the_file(files)(same)
        assert not by_the_product(files, monkeypatch)(same)


class TestWithElections:
    """The same of the table that is there only where there were elections."""

    def test_every_change_is_rejected(self, monkeypatch: pytest.MonkeyPatch) -> None:
        files = package_files(SITTING, rows_of(hall().events), decode=DECODE, signer=SIGNER)
        table = {"wahlen.csv": files["wahlen.csv"]}
        judges = (by_the_file(files), by_the_product(files, monkeypatch))
        changes = [*of_rows(table, 1), *of_bytes(table, 17)]

        assert [c[:2] for c in changes if not all(judge(c) for judge in judges)] == []


class TestAddedFile:
    """A file of the package's own that was not signed with it is one too many; others are named."""

    def test_an_election_table_where_there_was_no_election(self, tmp_path: Path) -> None:
        added = {"wahlen.csv": b"\xef\xbb\xbfabstimmung\r\n"}

        assert by_both(put({**FILES, **added}, tmp_path / "x"))()

    def test_any_other_file_is_named_as_not_checked(self, tmp_path: Path) -> None:
        folder = put({**FILES, "stimmen-neu.csv": b"x"}, tmp_path / "x")

        told = alone(folder)

        assert told.returncode == 0
        assert "nicht geprüft: stimmen-neu.csv" in told.stdout
        assert "nicht geprüft: stimmen-neu.csv" in "\n".join(verify_package(folder, decode=DECODE)[1])


class TestForgedTogether:
    """Tables changed together with their digests: the signature no longer fits."""

    def test_a_digest_made_to_fit_is_rejected(self, tmp_path: Path) -> None:
        changed = {"mitglieder.csv": FILES["mitglieder.csv"].replace(b"CDU", b"SPD").replace(b";", b",", 1)}
        head = json.loads(FILES["kopf.json"])
        head["files"] |= digests(changed)
        files = {**FILES, **changed, "kopf.json": canonical(head).encode() + b"\n"}

        assert alone(put(files, tmp_path / "x")).returncode == 1
        assert verify_package(tmp_path / "x", decode=DECODE)[0] == 1

    def test_an_entry_added_to_the_chain_is_rejected(self, tmp_path: Path) -> None:
        last = ROWS[-1]
        more = seal(SITTING, last.seq + 1, last.at, last.type, last.data or "", last.salt or "", last.hash)
        added = {JOURNAL: write_jsonl(SITTING, (*ROWS, more))}

        assert by_both(put({**FILES, **added}, tmp_path / "x"))()


class TestErased:
    """Issue, Shows: a package with erased rows is accepted, and the number is said."""

    @pytest.mark.parametrize("kind", [ev.VoteCast, ev.MemberEnrolled, ev.MemberAdmitted])
    def test_is_accepted_by_both_with_its_number(self, tmp_path: Path, kind: type[ev.Event]) -> None:
        rows = without(kind)
        removed = sum(row.data is None for row in rows)
        folder = put(package_files(SITTING, rows, decode=DECODE, signer=SIGNER), tmp_path / "x")

        told = alone(folder)
        status, lines = verify_package(folder, decode=DECODE)

        assert removed > 1
        assert (told.returncode, status) == (0, 0)
        assert f"{removed} Einträge sind ohne Inhalt" in told.stdout
        assert f"{removed} Einträge sind ohne Inhalt" in "\n".join(lines)

    def test_erasing_in_the_package_alone_leaves_its_record_sound(self) -> None:
        """Whoever holds an old copy may erase too: the chain holds, the tables then say too much."""
        rows = without(ev.VoteCast)
        file = standalone()
        package = file.Package(name="x", files={JOURNAL: write_jsonl(SITTING, rows)}, remarks=(), bare=True)

        examined = file.examine(package)

        assert not examined.damaged
        assert ("removed", {"count": 3}) in [(one.key, one.values) for one in examined.remarks]


class TestAsItIsRun:
    """The same from the zip, with the file run by a Python that has no library."""

    @pytest.fixture
    def exported(self, tmp_path: Path) -> Path:
        return write_package(SITTING, ROWS, tmp_path / "out", decode=DECODE, signer=SIGNER)

    def test_a_sound_zip_is_accepted(self, exported: Path) -> None:
        told = alone(exported)

        assert (told.returncode, told.stderr) == (0, "")

    @pytest.mark.parametrize("name", ["mitglieder.csv", "regelwerk.toml", "verify.py", "kopf.json"])
    def test_a_changed_file_in_a_zip_is_named(self, tmp_path: Path, name: str) -> None:
        changed = tmp_path / "anders.zip"
        raw = FILES[name]
        changed.write_bytes(packed({**FILES, name: raw[:-2] + b"x" + raw[-1:]}))

        told = alone(changed)

        assert (told.returncode, told.stderr) == (1, "")
        assert name in told.stdout
