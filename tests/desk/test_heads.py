"""The last known ends of records: noted soon, not at every vote, and never lost at a stop."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from council.ids import SittingId
from desk.desk import resting
from desk.heads import TABLE, Heads, KnownHead
from desk.ports import Head

EVENING = datetime(2026, 12, 9, 20, 4, tzinfo=UTC)
SITTING = SittingId("2026-12-09-ratsversammlung")


class Counting:
    """A registry that counts how often it was written to."""

    def __init__(self) -> None:
        self.kept: dict[str, Mapping[str, Any]] = {}
        self.writes = 0

    async def get(self, table: str, key: str) -> dict[str, Any] | None:
        return dict(self.kept[key]) if key in self.kept else None

    async def put(self, table: str, key: str, document: Mapping[str, Any]) -> None:
        assert table == TABLE
        self.writes += 1
        self.kept[key] = document

    async def remove(self, table: str, key: str) -> None:
        self.kept.pop(key, None)

    async def all(self, table: str) -> dict[str, dict[str, Any]]:
        return {key: dict(document) for key, document in self.kept.items()}


class TestHeads:
    """architecture.md, "Keeping": the head goes to the registry after the commit; it may lag."""

    async def test_the_first_is_noted_at_once_and_the_others_together(self) -> None:
        registry = Counting()
        heads = Heads(registry)
        for seq in range(1, 50):
            heads.moved(SITTING, Head(seq, "a" * 64), ended=None)
            await asyncio.sleep(0)
        before_the_stop = registry.writes
        await heads.settle()

        assert before_the_stop == 1
        assert registry.writes == 2
        assert registry.kept[SITTING] == {"seq": 49, "hash": "a" * 64, "ended": None}

    async def test_stopping_does_not_wait_for_the_rest(self) -> None:
        registry = Counting()
        heads = Heads(registry)
        heads.moved(SITTING, Head(1, "a" * 64), ended=EVENING)
        await asyncio.sleep(0)
        began = asyncio.get_running_loop().time()
        await heads.settle()

        assert asyncio.get_running_loop().time() - began < 0.2
        assert (await Heads(registry).load())[SITTING].ended == EVENING

    async def test_what_was_noted_is_known_after_a_restart(self) -> None:
        registry = Counting()
        heads = Heads(registry)
        heads.moved(SITTING, Head(7, "b" * 64), ended=None)
        await heads.settle()
        again = Heads(registry)
        known = await again.load()

        assert known[SITTING].head == Head(7, "b" * 64)
        assert again.known(SITTING) == (7, "b" * 64)


def noted(days: float | None, body: str = "rat") -> KnownHead:
    """A head of a sitting that ended so many days before the evening, or has not ended."""
    ended = EVENING - timedelta(days=days) if days is not None else None
    return KnownHead(Head(9, "a" * 64), ended, body)


class TestAtHandAtAStart:
    """A start reads what may still be asked or owed, however many sittings are kept."""

    def test_what_has_not_ended_or_just_ended_is_read(self) -> None:
        assert resting({"a": noted(None), "b": noted(400, ""), "c": noted(0.5), "d": noted(1)}, EVENING) == {
            "b"
        }

    def test_of_each_body_the_last_one_is_read(self) -> None:
        known = {"a": noted(9), "b": noted(8), "c": noted(12, "bau"), "d": noted(30, "bau")}

        assert resting(known, EVENING) == {"a", "d"}

    def test_of_two_that_ended_together_one_is_read(self) -> None:
        assert resting({"a": noted(9), "b": noted(9)}, EVENING) == {"a"}

    def test_after_a_month_not_even_the_last_one(self) -> None:
        assert resting({"a": noted(32)}, EVENING) == {"a"}

    def test_one_of_which_nobody_knows_the_body_is_read_for_a_month(self) -> None:
        known = {"a": noted(9, ""), "b": noted(8, ""), "c": noted(32, "")}

        assert resting(known, EVENING) == {"c"}

    async def test_the_body_is_noted(self) -> None:
        registry = Counting()
        heads = Heads(registry)
        heads.moved(SITTING, Head(1, "a" * 64), ended=EVENING, body="rat")
        await heads.settle()

        assert await Heads(registry).load() == {SITTING: KnownHead(Head(1, "a" * 64), EVENING, "rat")}
