"""The check of a journal's file: every sitting in it, every row, and the file around them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from council.ids import SittingId
from council.record import Damage, Finding, Kind, Row, check
from desk.ports import JournalDamaged
from store import sqlite
from store.codec import Codec, NotAnEvent, standard


def verify_journal_file(
    path: Path, heads: Mapping[str, tuple[int, str]] | None = None, *, codec: Codec | None = None
) -> list[Finding]:
    """Check a journal file, also beside the process that writes it; one finding for each sitting.

    ``heads`` are where sittings are known to have ended; one of them that is gone is a finding too.
    Damage to the file as a whole stands in a finding without a sitting. Bytes that hold nothing of
    any entry (free space, counters) may differ unnoticed; whoever wants every byte checked exports
    the record.
    """
    known = dict(heads or {})
    try:
        with closing(sqlite.connect_read_only(path)) as connection:
            connection.text_factory = _text
            findings = _file_findings(connection)
            present = sqlite.sittings(connection)
            for sitting in sorted({*present, *map(SittingId, known)}):
                findings.append(_verified(connection, sitting, known, codec or standard()))
    except (sqlite3.Error, sqlite.OtherLayout, JournalDamaged, OSError, ValueError) as fault:
        return [_unreadable("", str(fault))]
    return findings


def _verified(
    connection: sqlite3.Connection, sitting: SittingId, heads: Mapping[str, tuple[int, str]], codec: Codec
) -> Finding:
    try:
        rows = sqlite.rows(connection, sitting)
    except JournalDamaged as fault:
        return _unreadable(sitting, fault.reason)
    finding = check(sitting, rows, heads.get(sitting))
    return finding if finding.damages else finding.also(_meanings(rows, codec))


def _meanings(rows: Iterable[Row], codec: Codec) -> Iterable[Damage]:
    for row in rows:
        try:
            if row.data is not None:
                codec.event_of(row)
        except NotAnEvent as fault:
            yield Damage(seq=row.seq, kind=Kind.MEANING, detail=str(fault))


def _file_findings(connection: sqlite3.Connection) -> list[Finding]:
    found = [str(text) for (text,) in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else [_unreadable("", text) for text in found]


def _unreadable(sitting: str, reason: str) -> Finding:
    damage = Damage(seq=0, kind=Kind.UNREADABLE, detail=reason)
    return Finding(sitting=sitting, count=0, damages=(damage,))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
