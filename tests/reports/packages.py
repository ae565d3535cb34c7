"""Packages of the evening, and ways to harm them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from council import events as ev
from council.presence import Mode
from council.record import Row, canonical, seal
from council.rulebook import Format
from reports.package import package_files
from reports.publishing import Decode
from reports.signing import new_identity, signer_of
from store.codec import standard
from tests.reports.evening import (
    CHAIR,
    CLERK,
    ITEMS,
    MEMBERS,
    RULES,
    SITTING,
    YES,
    Evening,
    at,
    whole,
)

SIGNER = signer_of(new_identity())
DECODE: Decode = standard().event_of
EVENING = whole()
ROWS = EVENING.rows()
FILES = package_files(SITTING, ROWS, decode=DECODE, signer=SIGNER)
PUBLIC = package_files(SITTING, ROWS, decode=DECODE, signer=SIGNER, public=True)


def short_evening() -> Evening:
    """Two members and one ballot, kept short for tests that go through every byte."""
    evening = Evening().add(
        ev.SittingPrepared, CLERK, sitting=SITTING, title="Rat", body="Rat", starts=at("14:00"),
        format=Format.PRESENCE, seats=2, rules=RULES.read_text("utf-8"), meeting="x", chair=CHAIR,
    )  # fmt: skip
    for person in MEMBERS[:2]:
        evening.add(ev.MemberEnrolled, CLERK, member=person)
    evening.add(ev.ItemListed, CLERK, item=ITEMS[9]).admit(1, 2, mode=Mode.ROOM)
    evening.add(ev.SittingOpened, quorum=evening.sitting.quorum("")).call("9").open("9")
    return evening.votes("jn").vote(2, YES).close().declare()


def put(files: dict[str, bytes], folder: Path) -> Path:
    """Write a package's files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def forged(rows: Sequence[Row], seq: int, **changes: Any) -> tuple[Row, ...]:
    """The record with one event's fields changed and everything after it sealed anew.

    Chain and spelling are then without fault: only the meaning can give it away.
    """
    out: list[Row] = []
    for row in rows:
        data = row.data
        if row.seq == seq and data is not None:
            data = canonical({**json.loads(data), **changes})
        prev = out[-1].hash if out else row.prev
        if data is None or row.salt is None:
            out.append(replace(row, prev=prev))
        else:
            out.append(seal(SITTING, row.seq, row.at, row.type, data, row.salt, prev))
    return tuple(out)


def seq_of(rows: Sequence[Row], kind: type[ev.Event], **fields: Any) -> int:
    """The number of the first entry of this kind with these fields."""
    for row in rows:
        if row.type == kind.TYPE and row.data is not None:
            data = json.loads(row.data)
            if all(data.get(name) == value for name, value in fields.items()):
                return row.seq
    raise LookupError(kind.TYPE)
