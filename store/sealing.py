"""Rows that continue a record: each event as canonical text, salted, and tied to the row before it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from council.events import Event
from council.ids import SittingId
from council.record import Row, seal
from desk.ports import Head
from store.codec import Codec

_BYTES = 16


def sealed(sitting: SittingId, after: Head, events: Sequence[Event], codec: Codec) -> tuple[Row, ...]:
    """Return the rows that continue a record with these events, each with a fresh salt.

    Raises NotAnEvent. The salts are drawn together: while the system draws, other threads go first, and
    the one that answers requests is slow to let go again.
    """
    new: list[Row] = []
    seq, prev = after
    salts = secrets.token_bytes(_BYTES * len(events)).hex()
    for place, event in enumerate(events):
        seq += 1
        tag, at, data = codec.encode(event)
        salt = salts[2 * _BYTES * place : 2 * _BYTES * (place + 1)]
        new.append(seal(sitting, seq, at, tag, data, salt, prev))
        prev = new[-1].hash
    return tuple(new)
