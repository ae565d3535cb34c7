"""The record of a sitting: rows that vouch for one another, and the check that anybody can repeat.

Every row carries the SHA-256 of its content (``digest``, over a salt and the canonical JSON of the
event) and of itself with its predecessor (``hash``). Content can be removed later, the chain stays.
Standard library only and no other module of the product, so that ``verify.py`` can carry this file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NoReturn

GENESIS = "0" * 64
"""What the first row of a sitting names as its predecessor."""

_LARGEST = 2**53 - 1
_DEEPEST = 32
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_SALT = re.compile(r"[0-9a-f]{32}\Z")
_TYPE = re.compile(r"[a-z][a-z0-9_]*\.v[1-9][0-9]*\Z")
_AT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}\+00:00\Z", re.ASCII)
_COLUMNS = ("at", "data", "digest", "hash", "prev", "salt", "seq", "sitting", "type")
_SEALED = '{{"at":{},"digest":{},"prev":{},"seq":{},"sitting":{},"type":{}}}'
"""What a row's hash is made of, as canonical JSON."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


class NotCanonical(ValueError):
    """The value or text is not in the one form in which records are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry of a record as it is stored; ``data`` and ``salt`` are None once removed."""

    seq: int
    at: str
    type: str
    data: str | None
    salt: str | None
    digest: str
    prev: str
    hash: str


class Kind(StrEnum):
    """What is wrong with a record; the words never change, programs read them."""

    UNREADABLE = "unreadable"
    FORM = "form"
    GAP = "gap"
    CHAIN = "chain"
    DIGEST = "digest"
    HASH = "hash"
    BEHIND = "behind"
    HEAD = "head"
    SIGNATURE = "signature"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One thing that is wrong, at entry ``seq`` (0: the record as a whole)."""

    seq: int
    kind: Kind
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check of one record found: how much there is, how much was removed, what is wrong."""

    sitting: str
    count: int
    removed: int = 0
    head: str = GENESIS
    damages: tuple[Damage, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing at all is wrong; removed content is no damage."""
        return not self.damages

    def also(self, damages: Iterable[Damage]) -> Finding:
        """Return this finding with further damage."""
        return replace(self, damages=(*self.damages, *damages))


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A record read from a file, not yet checked."""

    sitting: str
    rows: tuple[Row, ...]


def canonical(value: object) -> str:
    """Return the one JSON text of a value: equal values have equal bytes (RFC 8785).

    Strings, integers within ±(2^53-1), true, false, null, lists, and objects with ASCII keys;
    anything else raises NotCanonical.
    """
    if type(value) is str and value.isascii():
        return _ENCODER.encode(value)
    if type(value) is int and -_LARGEST <= value <= _LARGEST:
        return str(value)
    _require_plain(value, 0)
    return _ENCODER.encode(value)


def read_canonical(text: str) -> object:
    """Return the value of a canonical text; any other spelling of it raises NotCanonical."""
    try:
        value: object = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except NotCanonical:
        raise
    except (ValueError, RecursionError) as fault:
        raise NotCanonical("not JSON") from fault
    if canonical(value) != text:
        raise NotCanonical("not the canonical spelling")
    return value


def seal(sitting: str, seq: int, at: str, tag: str, data: str, salt: str, prev: str) -> Row:
    """Return the row that ties an entry to the one before it; ``data`` is canonical JSON text."""
    digest = _digest(salt, data)
    own = _hash(sitting, seq, at, tag, digest, prev)
    return Row(seq=seq, at=at, type=tag, data=data, salt=salt, digest=digest, prev=prev, hash=own)


def stripped(row: Row) -> Row:
    """Return the row without its content: unreadable for good, and the chain still holds."""
    return replace(row, data=None, salt=None)


def short_head(head: str) -> str:
    """Return the 26 characters by which people compare a head (130 bits, Base32)."""
    return base64.b32encode(bytes.fromhex(head)).decode("ascii")[:26]


def row_at(rows: Sequence[Row], head: str) -> Row | None:
    """Return the row that a printed head names: 26 Base32 characters or 64 hexadecimal ones.

    Blanks and hyphens, as people copy them, make no difference.
    """
    wanted = "".join(head.split()).replace("-", "")
    for row in rows:
        if wanted.lower() == row.hash or (_HASH.match(row.hash) and wanted.upper() == short_head(row.hash)):
            return row
    return None


def check(
    sitting: str,
    rows: Sequence[Row],
    head: tuple[int, str] | None = None,
    *,
    after: tuple[int, str] = (0, GENESIS),
) -> Finding:
    """Check every row and every link; with ``head``, also that nothing up to it is missing.

    A record that goes on after ``head`` is sound; one that ends before it has lost entries. ``after``
    is the entry that the first of the rows follows, where they are not the whole record.
    """
    damages: list[Damage] = []
    last, prev = after
    for row in rows:
        damages.extend(_faults(sitting, row, last + 1, prev))
        prev, last = row.hash, row.seq
    if head is not None:
        damages.extend(_against(rows, *head))
    removed = sum(row.data is None and row.salt is None for row in rows)
    return Finding(sitting=sitting, count=len(rows), removed=removed, head=prev, damages=tuple(damages))


def write_jsonl(sitting: str, rows: Iterable[Row]) -> bytes:
    """Return the record as a file: one canonical line for each entry, each ended by a line feed."""
    return "".join(f"{_line(sitting, row)}\n" for row in rows).encode()


def read_jsonl(raw: bytes) -> Copy | Finding:
    """Return the record in a file, or what keeps it from being one; the chain is not checked."""
    if not raw.endswith(b"\n"):
        return _unreadable("empty" if not raw else "last line does not end")
    lines = raw[:-1].split(b"\n")
    rows: list[Row] = []
    damages: list[Damage] = []
    sittings: set[str] = set()
    for number, line in enumerate(lines, start=1):
        try:
            sitting, row = _parse(line)
        except NotCanonical as fault:
            damages.append(Damage(seq=number, kind=Kind.FORM, detail=str(fault)))
        else:
            sittings.add(sitting)
            rows.append(row)
    if len(sittings) > 1:
        damages.append(Damage(seq=0, kind=Kind.FORM, detail="lines of several sittings"))
    named = sittings.pop() if len(sittings) == 1 else ""
    if damages:
        return Finding(sitting=named, count=len(lines), damages=tuple(damages))
    return Copy(sitting=named, rows=tuple(rows))


def check_jsonl(raw: bytes, head: tuple[int, str] | None = None) -> Finding:
    """Check a record in a file, every byte of it."""
    copy = read_jsonl(raw)
    return copy if isinstance(copy, Finding) else check(copy.sitting, copy.rows, head)


def _require_plain(value: object, depth: int) -> None:
    if depth > _DEEPEST:
        raise NotCanonical("nested too deeply")
    if isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise NotCanonical("key is not ASCII text")
            _require_plain(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _require_plain(item, depth + 1)
    else:
        _require_scalar(value)


def _require_scalar(value: object) -> None:
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
            raise NotCanonical("half a character")
    elif isinstance(value, int):
        if not -_LARGEST <= value <= _LARGEST:
            raise NotCanonical("integer too large")
    elif value is not None:
        raise NotCanonical(f"{type(value).__name__} has no place in a record")


def _no_float(text: str) -> NoReturn:
    raise NotCanonical(f"{text[:20]} is not an integer")


def _digest(salt: str, data: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + data.encode()).hexdigest()


def _hash(sitting: str, seq: int, at: str, tag: str, digest: str, prev: str) -> str:
    texts = [canonical(value) for value in (at, digest, prev, seq, sitting, tag)]
    return hashlib.sha256(_SEALED.format(*texts).encode()).hexdigest()


def _faults(sitting: str, row: Row, seq: int, prev: str) -> Iterable[Damage]:
    try:
        _require_form(sitting, row)
    except NotCanonical as fault:
        yield Damage(seq=row.seq, kind=Kind.FORM, detail=str(fault))
        return
    if row.seq != seq:
        yield Damage(seq=row.seq, kind=Kind.GAP, detail=f"expected {seq}")
    elif row.prev != prev:
        yield Damage(seq=row.seq, kind=Kind.CHAIN)
    if row.data is not None and row.salt is not None and _digest(row.salt, row.data) != row.digest:
        yield Damage(seq=row.seq, kind=Kind.DIGEST)
    if _hash(sitting, row.seq, row.at, row.type, row.digest, row.prev) != row.hash:
        yield Damage(seq=row.seq, kind=Kind.HASH)


def _require_form(sitting: str, row: Row) -> None:
    _require_scalar(sitting)
    fits = (
        (1 <= row.seq <= _LARGEST, "seq"),
        (_AT.match(row.at), "at"),
        (_TYPE.match(row.type), "type"),
        (all(map(_HASH.match, (row.digest, row.prev, row.hash))), "hash"),
        ((row.data is None) == (row.salt is None), "half removed"),
        (row.salt is None or _SALT.match(row.salt), "salt"),
    )
    for good, name in fits:
        if not good:
            raise NotCanonical(name)
    if row.data is not None and not isinstance(read_canonical(row.data), dict):
        raise NotCanonical("data")


def _against(rows: Sequence[Row], seq: int, head: str) -> Iterable[Damage]:
    last = rows[-1].seq if rows else 0
    if last < seq:
        yield Damage(seq=last, kind=Kind.BEHIND, detail=f"expected {seq}")
    elif seq and not any(row.seq == seq and row.hash == head for row in rows):
        yield Damage(seq=seq, kind=Kind.HEAD)


def _line(sitting: str, row: Row) -> str:
    data = None if row.data is None else read_canonical(row.data)
    return canonical({
        "sitting": sitting, "seq": row.seq, "at": row.at, "type": row.type, "data": data,
        "salt": row.salt, "digest": row.digest, "prev": row.prev, "hash": row.hash,
    })  # fmt: skip


def _parse(line: bytes) -> tuple[str, Row]:
    try:
        value = read_canonical(line.decode())
    except UnicodeDecodeError as fault:
        raise NotCanonical("not UTF-8") from fault
    if not isinstance(value, dict) or tuple(sorted(value)) != _COLUMNS:
        raise NotCanonical("other fields than an entry has")
    texts = [value[name] for name in ("sitting", "at", "type", "digest", "prev", "hash")]
    seq, salt, data = value["seq"], value["salt"], value["data"]
    if not all(isinstance(text, str) for text in texts) or type(seq) is not int:
        raise NotCanonical("field of another kind")
    if not isinstance(salt, str | None) or not isinstance(data, dict | None):
        raise NotCanonical("field of another kind")
    sitting, at, tag, digest, prev, own = texts
    return sitting, Row(
        seq=seq, at=at, type=tag, data=None if data is None else canonical(data),
        salt=salt, digest=digest, prev=prev, hash=own,
    )  # fmt: skip


def _unreadable(reason: str) -> Finding:
    damage = Damage(seq=0, kind=Kind.UNREADABLE, detail=reason)
    return Finding(sitting="", count=0, damages=(damage,))
