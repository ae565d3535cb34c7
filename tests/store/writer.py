"""A process that writes until it is killed, and says aloud what was confirmed.

``python writer.py FOLDER [SIZE]``: each line on its output is a confirmed turn, ``number hash``. Turns
have so many entries, or sometimes few and sometimes many.
"""

import asyncio
import os
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from council.events import Event, PreparationWithdrawn
from council.ids import SittingId
from store import open_store

MIXED = (1, 1, 1, 7, 70)
SITTING = SittingId("2026-12-09-ratsversammlung")


def turn(length: int) -> list[Event]:
    """Return some events of the council."""
    now = datetime.now(UTC)
    return [PreparationWithdrawn(at=now, cause=f"f:{number:032}") for number in range(length)]


async def write(folder: Path, sizes: Sequence[int]) -> None:
    """Write turns of these lengths, and after each the head into the registry."""
    store = await open_store(folder)
    head = await store.journal.head(SITTING)
    dice = random.Random(head.seq)
    while True:
        head = await store.journal.append(SITTING, head, turn(dice.choice(sizes)))
        os.write(1, f"{head.seq} {head.hash}\n".encode())
        await store.registry.put("heads", SITTING, {"seq": head.seq, "hash": head.hash})
        os.write(1, f"registry {head.seq}\n".encode())


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), [int(size) for size in sys.argv[2:]] or MIXED))
