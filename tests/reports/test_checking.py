"""``sitting verify``: one byte is enough."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from council import events as ev
from council.headfile import HeadFile, digests, signed_bytes, write_head_file
from council.record import Row, short_head, write_jsonl
from reports.checking import verify_package, verify_records
from reports.examining import examine
from reports.package import package_files, write_package
from reports.packing import packed
from reports.publishing import public_rows
from reports.reading import JOURNAL, Package
from reports.signing import new_identity, signer_of
from tests.reports.evening import SITTING, opened, rows_of
from tests.reports.packages import (
    DECODE,
    FILES,
    PUBLIC,
    ROWS,
    SIGNER,
    forged,
    put,
    seq_of,
    short_evening,
)

SHORT = short_evening().rows()
NAMES = tuple(FILES)
SHORT_FILES = package_files(SITTING, SHORT, decode=DECODE, signer=SIGNER)


def status(path: Path, head: str | None = None) -> int:
    """The exit status for what stands at a path."""
    return verify_package(path, head, decode=DECODE)[0]


def lines(path: Path, head: str | None = None, language: str = "de") -> str:
    """What is said about it."""
    return "\n".join(verify_package(path, head, decode=DECODE, language=language)[1])


class TestSound:
    """Contract § 1: exit 0 for a sound package, in each of its forms."""

    @pytest.fixture
    def exported(self, tmp_path: Path) -> Path:
        write_package(SITTING, ROWS, tmp_path, decode=DECODE, signer=SIGNER)
        return tmp_path

    @pytest.mark.parametrize(
        "place", [f"{SITTING}.zip", SITTING, "", f"{SITTING}/journal.jsonl"],
        ids=["zip", "folder", "exported-to", "journal"],
    )  # fmt: skip
    def test_is_every_form_of_it(self, exported: Path, place: str) -> None:
        assert status(exported / place) == 0

    def test_is_a_public_copy(self, tmp_path: Path) -> None:
        path = write_package(SITTING, ROWS, tmp_path, decode=DECODE, signer=SIGNER, public=True)

        assert status(path) == 0
        removed = sum(row.data is None for row in public_rows(ROWS, DECODE))
        assert f"{removed} Einträge sind ohne Inhalt" in lines(path)

    def test_says_so_in_both_languages(self, exported: Path) -> None:
        assert lines(exported / SITTING).endswith("UNVERSEHRT")
        assert lines(exported / SITTING, language="en").endswith("SOUND")

    @pytest.mark.parametrize("form", ["short", "full", "grouped"])
    def test_holds_against_a_published_head(self, exported: Path, form: str) -> None:
        head = ROWS[-1].hash
        forms = {"short": short_head(head), "full": head, "grouped": short_head(head).lower()}

        assert status(exported / SITTING, forms[form]) == 0

    def test_has_gone_on_after_an_earlier_head(self, exported: Path) -> None:
        assert status(exported / SITTING, short_head(ROWS[50].hash)) == 0

    def test_other_files_beside_it_do_no_harm(self, exported: Path) -> None:
        (exported / SITTING / "niederschrift.docx").write_bytes(b"PK")
        (exported / "notizen.txt").write_text("=")

        assert status(exported) == 0

    def test_another_releases_verifier_is_a_note(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("reports.package.verify_source", lambda: "print('0')\n")
        folder = put(package_files(SITTING, ROWS, decode=DECODE, signer=SIGNER), tmp_path / "x")

        assert status(folder) == 0
        assert "verify.py im Paket ist eine andere Fassung" in lines(folder)


class TestEveryByte:
    """Issue 2, Shows: 1 after any single byte of its journal is changed."""

    RAW = SHORT_FILES[JOURNAL]

    @pytest.mark.parametrize(
        "step", [pytest.param(1, marks=pytest.mark.slow, id="all"), pytest.param(9, id="every-ninth")]
    )
    def test_of_the_journal_is_guarded(self, step: int) -> None:
        unnoticed = []
        for place in range(0, len(self.RAW), step):
            raw = bytearray(self.RAW)
            raw[place] ^= 1
            package = Package(name="x", files={JOURNAL: bytes(raw)}, bare=True)
            if not examine(package).damaged:
                unnoticed.append(place)

        assert unnoticed == []

    @pytest.mark.parametrize("seed", range(12))
    def test_of_the_whole_evenings_journal_is_guarded(self, tmp_path: Path, seed: int) -> None:
        raw = bytearray(FILES[JOURNAL])
        chance = random.Random(seed)
        raw[chance.randrange(len(raw))] ^= chance.randrange(1, 256)

        assert status(put({**FILES, JOURNAL: bytes(raw)}, tmp_path / "x")) == 1

    @pytest.mark.parametrize("name", [n for n in NAMES if n != JOURNAL])
    def test_of_every_other_file_is_guarded(self, tmp_path: Path, name: str) -> None:
        folder = put(FILES, tmp_path / "x")
        for place in range(0, len(FILES[name]), max(1, len(FILES[name]) // 7)):
            raw = bytearray(FILES[name])
            raw[place] ^= 1
            (folder / name).write_bytes(bytes(raw))

            assert status(folder) == 1

    def test_within_the_zip_is_guarded(self, tmp_path: Path) -> None:
        raw = packed(SHORT_FILES)
        start = raw.index(b"journal.jsonl") + 40
        path = tmp_path / f"{SITTING}.zip"
        for place in range(start, start + 1500, 100):
            path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])

            assert status(path) == 1


class TestDamage:
    """Reliability § 4.2, rows 41 and 42: edits and a cut tail."""

    @pytest.mark.parametrize(
        "raw",
        [
            pytest.param(FILES[JOURNAL][:-1], id="without-last-line-feed"),
            pytest.param(FILES[JOURNAL] + b"\n", id="empty-line-at-the-end"),
            pytest.param(write_jsonl(SITTING, ROWS[:-1]), id="last-entry-cut"),
            pytest.param(write_jsonl(SITTING, ROWS[:-40]), id="tail-cut"),
            pytest.param(write_jsonl(SITTING, ROWS[1:]), id="first-entry-cut"),
            pytest.param(write_jsonl(SITTING, (*ROWS[:9], *ROWS[10:])), id="entry-taken-out"),
            pytest.param(write_jsonl(SITTING, (*ROWS, ROWS[-1])), id="entry-doubled"),
            pytest.param(write_jsonl(SITTING, (*ROWS[:9], ROWS[10], ROWS[9], *ROWS[11:])), id="swapped"),
            pytest.param(write_jsonl("other", ROWS), id="another-sittings-name"),
            pytest.param(FILES[JOURNAL].replace(b'":"', b'": "', 1), id="another-spelling"),
            pytest.param(b"", id="empty"),
            pytest.param(b"\x00" * 100, id="zeros"),
        ],
    )  # fmt: skip
    def test_of_the_journal_is_found(self, tmp_path: Path, raw: bytes) -> None:
        assert status(put({**FILES, JOURNAL: raw}, tmp_path / "x")) == 1

    def test_appended_entry_is_found(self, tmp_path: Path) -> None:
        longer = short_evening().tick("15:00").call("6").rows()

        assert status(put({**SHORT_FILES, JOURNAL: write_jsonl(SITTING, longer)}, tmp_path / "x")) == 1

    @pytest.mark.parametrize("name", NAMES)
    def test_missing_file_is_found(self, tmp_path: Path, name: str) -> None:
        folder = put({n: raw for n, raw in FILES.items() if n != name}, tmp_path / "x")

        assert status(folder) == 1
        assert name in lines(folder)

    def test_broken_zip_is_found(self, tmp_path: Path) -> None:
        path = tmp_path / f"{SITTING}.zip"
        path.write_bytes(packed(FILES)[:-100])

        assert status(path) == 1

    def test_file_twice_in_a_zip_is_found(self, tmp_path: Path) -> None:
        path = tmp_path / f"{SITTING}.zip"
        path.write_bytes(packed(FILES))
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(f"x/{JOURNAL}", FILES[JOURNAL])

        assert status(path) == 1

    def test_head_of_another_key_is_another_signature(self, tmp_path: Path) -> None:
        other = package_files(SITTING, ROWS, decode=DECODE, signer=signer_of(new_identity()))
        own = json.loads(FILES["kopf.json"])["signature"].encode()
        mixed = other["kopf.json"].replace(json.loads(other["kopf.json"])["signature"].encode(), own)

        assert status(put({**FILES, "kopf.json": mixed}, tmp_path / "x")) == 1

    def test_older_copy_does_not_hold_against_a_newer_head(self, tmp_path: Path) -> None:
        older = package_files(SITTING, ROWS[:-30], decode=DECODE, signer=SIGNER)
        folder = put(older, tmp_path / "x")

        assert status(folder) == 0
        assert status(folder, short_head(ROWS[-1].hash)) == 1

    @pytest.mark.parametrize("head", ["", "A", "?" * 26, "0" * 64, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"])
    def test_head_that_is_none_is_found(self, tmp_path: Path, head: str) -> None:
        assert status(put(FILES, tmp_path / "x"), head) == 1

    def test_one_damaged_package_among_several_is_found(self, tmp_path: Path) -> None:
        write_package(SITTING, ROWS, tmp_path, decode=DECODE, signer=SIGNER)
        (tmp_path / SITTING / "stimmen.csv").write_bytes(b"")

        assert status(tmp_path / f"{SITTING}.zip") == 0
        assert status(tmp_path) == 1


class TestForgery:
    """A chain made whole again with a new key: the tables and the counts must still agree."""

    @staticmethod
    def package(rows: tuple[Row, ...]) -> dict[str, bytes]:
        """The old tables around a forged record with a head of its own."""
        copy = package_files(SITTING, ROWS, decode=DECODE, signer=SIGNER)
        bare = package_files(SITTING, ROWS[:1], decode=DECODE, signer=SIGNER)
        assert bare["kopf.json"] != copy["kopf.json"]
        return {**copy, JOURNAL: write_jsonl(SITTING, rows), "kopf.json": _head(rows, copy)}

    def test_of_a_vote_is_found(self, tmp_path: Path) -> None:
        seq = seq_of(ROWS, ev.VoteCast, ballot=3, member="m03")

        folder = put(self.package(forged(ROWS, seq, choice="nein")), tmp_path / "x")

        assert status(folder) == 1
        assert "Abstimmung 3: Festgehalten sind 5/2/2, die Stimmen ergeben 4/3/2" in lines(folder)

    def test_of_a_time_of_leaving_is_found(self, tmp_path: Path) -> None:
        seq = seq_of(ROWS, ev.MemberLeft, member="m06")
        later = "2026-12-09T15:00:00.000000+00:00"

        folder = put(self.package(forged(ROWS, seq, since=later)), tmp_path / "x")

        assert status(folder) == 1
        assert "anwesenheit.csv" in lines(folder)

    def test_that_is_no_sitting_any_more_is_found(self, tmp_path: Path) -> None:
        seq = seq_of(ROWS, ev.ItemCalled, item="1")

        folder = put(self.package(forged(ROWS, seq, item=None)), tmp_path / "x")

        assert status(folder) == 1

    def test_against_a_published_head_is_found(self, tmp_path: Path) -> None:
        seq = seq_of(ROWS, ev.ItemCalled, item="1")
        rows = forged(ROWS, seq, item="2")
        files = package_files(SITTING, rows, decode=DECODE, signer=SIGNER)

        assert status(put(files, tmp_path / "x")) == 0
        assert status(put(files, tmp_path / "x"), short_head(ROWS[-1].hash)) == 1


def _head(rows: tuple[Row, ...], files: dict[str, bytes]) -> bytes:
    last = rows[-1].hash
    beside = digests({name: raw for name, raw in files.items() if name not in (JOURNAL, "kopf.json")})
    return write_head_file(
        HeadFile(
            sitting=SITTING, count=len(rows), hash=last, public_key=SIGNER.public_key,
            signature=SIGNER.sign(signed_bytes(SITTING, len(rows), last, beside)), files=beside,
        )
    )  # fmt: skip


class TestRecords:
    """Contract § 1: the record as a store holds it, checked like a bare journal."""

    def test_are_sound_as_they_are(self) -> None:
        status, told = verify_records(Path("data"), {SITTING: ROWS}, decode=DECODE)

        assert status == 0
        assert "ohne Signatur" in "".join(told)

    def test_are_damaged_by_an_edit_in_place(self) -> None:
        changed = replace(ROWS[20], data=(ROWS[20].data or "").replace("m", "n", 1))
        rows = (*ROWS[:20], changed, *ROWS[21:])

        assert verify_records(Path("data"), {SITTING: rows}, decode=DECODE)[0] == 1

    def test_are_damaged_where_content_is_no_longer_canonical(self) -> None:
        rows = (*ROWS[:20], replace(ROWS[20], data="{ }"), *ROWS[21:])

        assert verify_records(Path("data"), {SITTING: rows}, decode=DECODE)[0] == 1

    def test_hold_against_a_head_of_one_of_them(self) -> None:
        records = {"2026-11-11-rat": rows_of(opened().events, "2026-11-11-rat"), SITTING: ROWS}

        asked = [ROWS[-1].hash, short_head(ROWS[4].hash), "A" * 26]

        assert [verify_records(Path("d"), records, h, decode=DECODE)[0] for h in asked] == [0, 0, 1]

    def test_are_none_in_an_empty_store(self) -> None:
        assert verify_records(Path("data"), {}, decode=DECODE)[0] == 2


class TestNoPackage:
    """Contract § 1: exit 2 for what is none of these."""

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            pytest.param("brief.docx", b"PK\x03\x04", id="document"),
            pytest.param("notiz.txt", b"Hallo", id="text"),
            pytest.param("journal.sqlite", b"SQLite format 3\x00", id="database"),
            pytest.param("leer", b"", id="empty"),
        ],
    )
    def test_is_another_file(self, tmp_path: Path, name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)

        assert status(tmp_path / name) == 2
        assert "weder ein Nachweispaket" in lines(tmp_path / name)

    def test_is_another_zip(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "fotos.zip", "w") as archive:
            archive.writestr("a.jpg", b"")

        assert status(tmp_path / "fotos.zip") == 2

    def test_is_an_empty_folder(self, tmp_path: Path) -> None:
        assert status(tmp_path) == 2

    def test_is_nothing_at_all(self, tmp_path: Path) -> None:
        assert status(tmp_path / "nichts") == 2

    def test_is_a_folder_with_other_things(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "b.txt").write_text("x")
        (tmp_path / "Fotos 2026.zip").write_bytes(b"no zip")

        assert status(tmp_path) == 2


def test_public_package_holds_against_the_head_of_the_whole(tmp_path: Path) -> None:
    """The public copy has the very head that was published."""
    folder = put(PUBLIC, tmp_path / "x")
    try:
        assert status(folder, short_head(ROWS[-1].hash)) == 0
    finally:
        shutil.rmtree(folder)
