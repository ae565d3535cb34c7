"""The check of a journal's file."""
# ruff: noqa: ASYNC240  (a test waits for nobody else)

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from council.ids import SittingId
from council.record import Finding, Kind, Row
from desk.ports import EMPTY, Head
from store import Codec, SqliteJournal, verify_journal_file
from store.sqlite import connect_read_only, rows, sittings
from tests.store.samples import CODEC, OTHER, SITTING, NoteTaken, VoteCounted, names, note, notes


async def filled(path: Path) -> dict[str, Head]:
    """Write two sittings and return where they end."""
    journal = await SqliteJournal.open(path, codec=CODEC)
    heads: dict[str, Head] = {
        SITTING: await journal.append(SITTING, EMPTY, notes(4)),
        OTHER: await journal.append(OTHER, EMPTY, notes(2)),
    }
    await journal.close()
    return heads


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ratssaal.db"


@pytest.fixture
async def heads(path: Path) -> dict[str, Head]:
    return await filled(path)


def by_hand(path: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(sql, values)


def verified(path: Path, heads: dict[str, Head] | None = None) -> dict[str, Finding]:
    return {finding.sitting: finding for finding in verify_journal_file(path, heads, codec=CODEC)}


def kinds(finding: Finding) -> set[Kind]:
    return {damage.kind for damage in finding.damages}


def all_rows(path: Path) -> dict[str, tuple[Row, ...]]:
    with closing(connect_read_only(path)) as connection:
        return {sitting: rows(connection, sitting) for sitting in sittings(connection)}


class TestSoundJournal:
    """contract.md § 1: ``sitting verify PATH`` where PATH is a bare journal."""

    async def test_every_sitting_has_a_finding(self, path: Path, heads: dict[str, Head]) -> None:
        findings = verified(path, heads)

        assert [(f.sitting, f.count, f.sound) for f in findings.values()] == [
            (SITTING, 4, True),
            (OTHER, 2, True),
        ]
        assert {name: finding.head for name, finding in findings.items()} == {
            name: head.hash for name, head in heads.items()
        }

    async def test_the_file_and_its_folder_stay_as_they_were(
        self, path: Path, heads: dict[str, Head]
    ) -> None:
        before = path.read_bytes()
        path.chmod(0o400)

        verify_journal_file(path, heads, codec=CODEC)

        assert names(path.parent) == {"ratssaal.db"}
        assert path.read_bytes() == before

    async def test_a_journal_that_is_being_written_is_checked_with_its_last_turn(self, path: Path) -> None:
        journal = await SqliteJournal.open(path, codec=CODEC)
        head = await journal.append(SITTING, EMPTY, notes(3))

        findings = await asyncio.to_thread(verified, path, {SITTING: head})
        await journal.append(SITTING, head, [note("weiter")])
        await journal.close()

        assert findings[SITTING].sound
        assert findings[SITTING].count == 3

    async def test_an_empty_journal_has_nothing_to_find(self, path: Path) -> None:
        await (await SqliteJournal.open(path, codec=CODEC)).close()

        assert verify_journal_file(path, codec=CODEC) == []

    async def test_a_journal_ahead_of_its_head_is_normal(self, path: Path, heads: dict[str, Head]) -> None:
        first = all_rows(path)[SITTING][0]

        assert verified(path, {SITTING: Head(1, first.hash)})[SITTING].sound

    async def test_removed_content_is_counted(self, path: Path, heads: dict[str, Head]) -> None:
        by_hand(path, "UPDATE events SET data = NULL, salt = NULL WHERE seq = 2")

        findings = verified(path, heads)

        assert [(f.sound, f.removed) for f in findings.values()] == [(True, 1), (True, 1)]


class TestChangedJournal:
    """reliability.md § 6, G7: every change of an entry, and every missing one, is found."""

    @pytest.mark.parametrize(
        ("sql", "found"),
        [
            pytest.param("UPDATE events SET data = replace(data, 'z 2', 'z 9')", {Kind.DIGEST}, id="data"),
            pytest.param("UPDATE events SET data = ' ' || data WHERE seq = 2", {Kind.FORM}, id="form"),
            pytest.param("UPDATE events SET data = NULL WHERE seq = 2", {Kind.FORM}, id="half-removed"),
            pytest.param("UPDATE events SET at = replace(at, '16:42', '16:43')", {Kind.HASH}, id="at"),
            pytest.param("UPDATE events SET type = 'vote_counted.v1' WHERE seq = 2", {Kind.HASH}, id="type"),
            pytest.param("UPDATE events SET salt = upper(salt) WHERE seq = 2", {Kind.FORM}, id="salt"),
            pytest.param("DELETE FROM events WHERE seq = 2 AND sitting LIKE '%g'", {Kind.GAP}, id="gap"),
            pytest.param("DELETE FROM events WHERE seq = 1", {Kind.GAP}, id="first"),
            pytest.param("DELETE FROM events WHERE seq >= 3", {Kind.BEHIND}, id="cut"),
            pytest.param("UPDATE events SET sitting = 's' WHERE sitting LIKE '%g'", {Kind.BEHIND}, id="name"),
            pytest.param("DELETE FROM events", {Kind.BEHIND}, id="emptied"),
        ],
    )  # fmt: skip
    async def test_a_change_by_hand_is_found(
        self, path: Path, heads: dict[str, Head], sql: str, found: set[Kind]
    ) -> None:
        by_hand(path, sql)

        assert kinds(verified(path, heads)[SITTING]) == found

    async def test_the_other_sittings_stay_sound(self, path: Path, heads: dict[str, Head]) -> None:
        by_hand(path, "UPDATE events SET data = '{}' WHERE seq = 1 AND sitting = ?", SITTING)

        assert verified(path, heads)[OTHER].sound

    async def test_a_sitting_that_came_under_another_name_is_no_record_of_that_name(
        self, path: Path, heads: dict[str, Head]
    ) -> None:
        by_hand(path, "UPDATE events SET sitting = 's' WHERE sitting = ?", SITTING)

        assert kinds(verified(path)["s"]) == {Kind.HASH}

    async def test_text_that_is_no_utf_8_is_damage_of_its_entry(
        self, path: Path, heads: dict[str, Head]
    ) -> None:
        by_hand(
            path, "UPDATE events SET data = CAST(x'7bff7d' AS TEXT) WHERE sitting = ? AND seq = 2", SITTING
        )

        findings = verified(path, heads)

        assert [(d.seq, d.kind) for d in findings[SITTING].damages] == [(2, Kind.FORM)]
        assert findings[OTHER].sound

    async def test_a_stand_in_for_broken_text_is_not_taken_for_the_text(self, path: Path) -> None:
        """U+FFFD is what a lenient reader makes of broken bytes."""
        journal = await SqliteJournal.open(path, codec=CODEC)
        await journal.append(SITTING, EMPTY, [note("Wort\ufffd")])
        await journal.close()
        whole = path.read_bytes()
        path.write_bytes(whole.replace(b"Wort\xef\xbf\xbd", b"Wort\xf0\xbf\xbd"))

        assert not verified(path)[SITTING].sound

    async def test_a_sealed_entry_that_this_release_cannot_read_is_named(self, path: Path) -> None:
        journal = await SqliteJournal.open(path, codec=CODEC)
        await journal.append(SITTING, EMPTY, [note()])
        await journal.close()

        (finding,) = verify_journal_file(path, codec=Codec((VoteCounted,)))

        assert [(d.seq, d.kind) for d in finding.damages] == [(1, Kind.MEANING)]
        assert "note_taken.v1" in finding.damages[0].detail
        assert verify_journal_file(path, codec=Codec((NoteTaken,)))[0].sound


class TestUnreadableFile:
    """A file that cannot be read is a finding, never a crash."""

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"SQLite format 3\x00", id="torn-header"),
            pytest.param(b"kopf;zeile\n" * 200, id="csv"),
            pytest.param(bytes(8192), id="zeros"),
        ],
    )
    def test_what_is_no_journal(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)

        (finding,) = verify_journal_file(path, codec=CODEC)

        assert (finding.sitting, kinds(finding)) == ("", {Kind.UNREADABLE})

    def test_what_is_not_there(self, path: Path) -> None:
        (finding,) = verify_journal_file(path, codec=CODEC)

        assert kinds(finding) == {Kind.UNREADABLE}
        assert not path.exists()

    async def test_a_page_of_zeros(self, path: Path, heads: dict[str, Head]) -> None:
        raw = bytearray(path.read_bytes())
        raw[4096:8192] = bytes(4096)
        path.write_bytes(raw)

        findings = verify_journal_file(path, heads, codec=CODEC)

        assert any(finding.damages for finding in findings)

    async def test_a_file_cut_in_the_middle(self, path: Path, heads: dict[str, Head]) -> None:
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])

        findings = verify_journal_file(path, heads, codec=CODEC)

        assert any(finding.damages for finding in findings)


async def unnoticed_changes(path: Path, step: int, bits: range) -> list[tuple[int, int]]:
    """Flip bits all over the file; return those that changed an entry and were not found."""
    heads = await filled(path)
    whole, entries = path.read_bytes(), all_rows(path)
    unnoticed: list[tuple[int, int]] = []
    for place in range(0, len(whole), step):
        for bit in bits:
            changed = whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :]
            path.write_bytes(changed)
            findings = verify_journal_file(path, heads, codec=CODEC)
            if all(finding.sound for finding in findings) and all_rows(path) != entries:
                unnoticed.append((place, bit))
    return unnoticed


class TestEveryByte:
    """issue: ``sitting verify`` exits 1 after any single byte of an entry is changed."""

    async def test_no_flipped_bit_changes_an_entry_unnoticed(self, path: Path) -> None:
        assert await unnoticed_changes(path, step=31, bits=range(2, 3)) == []

    @pytest.mark.slow
    @pytest.mark.timeout(900)
    async def test_no_flipped_bit_at_all_changes_an_entry_unnoticed(self, path: Path) -> None:
        assert await unnoticed_changes(path, step=1, bits=range(8)) == []

    async def test_every_byte_of_every_text_counts(self, path: Path, heads: dict[str, Head]) -> None:
        whole = path.read_bytes()
        texts = [
            text.encode()
            for sitting, entries in all_rows(path).items()
            for row in entries
            for text in (
                sitting,
                row.at,
                row.type,
                row.data or "",
                row.salt or "",
                row.digest,
                row.prev,
                row.hash,
            )
        ]
        unnoticed: list[tuple[bytes, int]] = []
        for text in texts[::5]:
            start = whole.index(text)
            for place in range(start, start + len(text), 3):
                path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
                if all(finding.sound for finding in verify_journal_file(path, heads, codec=CODEC)):
                    unnoticed.append((text, place))

        assert unnoticed == []


class TestHeadsOfUnknownSittings:
    """architecture.md, "Keeping": behind is a loss, also where nothing at all is left."""

    async def test_a_sitting_that_is_gone_is_a_finding(self, path: Path, heads: dict[str, Head]) -> None:
        gone = SittingId("2026-11-11-ratsversammlung")

        finding = verified(path, heads | {gone: Head(12, "a" * 64)})[gone]

        assert (finding.count, kinds(finding)) == (0, {Kind.BEHIND})
