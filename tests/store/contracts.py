"""What every journal and every registry must do, whatever it is made of.

A test module subclasses a contract and gives it a fixture ``journal`` or ``registry``.
"""

import asyncio
from typing import Any, Protocol, cast

import pytest

from council.events import Event
from council.record import check
from desk.ports import EMPTY, Head, HeadMoved, Journal, Registry
from store import NotAnEvent
from tests.store.samples import CODEC, NOW, OTHER, SITTING, NoteTaken, note, notes


class JournalContract:
    """architecture.md, "Keeping": one contract test suite runs over every implementation."""

    async def test_a_sitting_of_which_nothing_is_written_is_empty(self, journal: Journal) -> None:
        assert await journal.read(SITTING) == ()
        assert await journal.head(SITTING) == EMPTY
        assert await journal.sittings() == ()

    async def test_a_turn_is_read_as_it_was_written(self, journal: Journal) -> None:
        turn = notes(3)

        head = await journal.append(SITTING, EMPTY, turn)

        rows = await journal.read(SITTING)
        assert [CODEC.event_of(row) for row in rows] == turn
        assert [row.seq for row in rows] == [1, 2, 3]
        assert head == await journal.head(SITTING) == Head(3, rows[-1].hash)

    async def test_turns_continue_one_sound_chain(self, journal: Journal) -> None:
        head = EMPTY
        for number in range(1, 6):
            head = await journal.append(SITTING, head, notes(number))

        finding = check(SITTING, await journal.read(SITTING), head)

        assert finding.sound
        assert finding.count == head.seq == 15

    async def test_a_turn_upon_an_older_head_is_refused_and_leaves_nothing(self, journal: Journal) -> None:
        first = await journal.append(SITTING, EMPTY, notes(2))

        with pytest.raises(HeadMoved) as refusal:
            await journal.append(SITTING, EMPTY, [note("zu spät")])

        assert (refusal.value.expected, refusal.value.found) == (EMPTY, first)
        assert await journal.head(SITTING) == first
        assert len(await journal.read(SITTING)) == 2

    async def test_a_turn_upon_another_entry_with_the_same_number_is_refused(self, journal: Journal) -> None:
        first = await journal.append(SITTING, EMPTY, notes(2))

        with pytest.raises(HeadMoved):
            await journal.append(SITTING, Head(first.seq, "0" * 64), [note()])

        assert await journal.head(SITTING) == first

    async def test_a_turn_beyond_the_end_is_refused(self, journal: Journal) -> None:
        with pytest.raises(HeadMoved):
            await journal.append(SITTING, Head(7, "a" * 64), [note()])

        assert await journal.sittings() == ()

    async def test_of_two_turns_at_once_upon_one_head_exactly_one_counts(self, journal: Journal) -> None:
        turns = [journal.append(SITTING, EMPTY, [note(f"Zug {number}")]) for number in range(20)]

        results = await asyncio.gather(*turns, return_exceptions=True)

        heads = [result for result in results if isinstance(result, Head)]
        assert len(heads) == 1
        assert sum(isinstance(result, HeadMoved) for result in results) == 19
        assert await journal.head(SITTING) == heads[0]

    async def test_a_turn_without_events_changes_nothing(self, journal: Journal) -> None:
        head = await journal.append(SITTING, EMPTY, [note()])

        assert await journal.append(SITTING, head, []) == head
        assert len(await journal.read(SITTING)) == 1

    async def test_a_turn_is_written_whole_or_not_at_all(self, journal: Journal) -> None:
        unstorable = NoteTaken(at=NOW, text=cast("str", 1))

        with pytest.raises(NotAnEvent):
            await journal.append(SITTING, EMPTY, [note(), unstorable])

        assert await journal.read(SITTING) == ()
        assert await journal.append(SITTING, EMPTY, [note()])

    async def test_sittings_are_independent_streams(self, journal: Journal) -> None:
        head = await journal.append(SITTING, EMPTY, notes(2))
        other = await journal.append(OTHER, EMPTY, notes(2))

        await journal.append(SITTING, head, [note("weiter")])

        assert await journal.head(OTHER) == other
        assert other.hash != head.hash
        assert await journal.sittings() == (SITTING, OTHER)
        assert check(OTHER, await journal.read(OTHER), other).sound

    async def test_the_same_event_twice_has_two_digests(self, journal: Journal) -> None:
        await journal.append(SITTING, EMPTY, [note(), note()])

        one, other = await journal.read(SITTING)

        assert one.data == other.data
        assert one.digest != other.digest

    @pytest.mark.parametrize(
        "text", ["", "Grüße – „Ja“ 🗳", "\x00\x1f\n", "'; DROP TABLE events; --", "a" * 100_000]
    )
    async def test_text_of_every_kind_comes_back(self, journal: Journal, text: str) -> None:
        await journal.append(SITTING, EMPTY, [note(text)])

        (row,) = await journal.read(SITTING)

        assert CODEC.event_of(row) == note(text)

    async def test_a_turn_of_a_thousand_votes_is_one_turn(self, journal: Journal) -> None:
        turn: list[Event] = list(notes(1000))

        head = await journal.append(SITTING, EMPTY, turn)

        assert head.seq == 1000
        assert check(SITTING, await journal.read(SITTING), head).sound


class ManyAtOnce(Protocol):
    """A registry that also takes several documents in one write, or one that nobody may replace."""

    async def put_all(self, table: str, documents: dict[str, Any]) -> None: ...

    async def put_first(self, table: str, key: str, document: dict[str, Any]) -> dict[str, Any]: ...


class RegistryContract:
    """architecture.md, "Keeping": small documents by table and key, each write durable."""

    async def test_what_is_not_there_is_nothing(self, registry: Registry) -> None:
        assert await registry.get("roster", "m-1") is None
        assert await registry.all("roster") == {}

    async def test_a_document_comes_back_as_it_was_put(self, registry: Registry) -> None:
        document = {"name": "Jörg „Jo“ 🗳", "seats": [1, 2], "since": None, "nested": {"a": True, "b": 1.5}}

        await registry.put("roster", "m-1", document)

        assert await registry.get("roster", "m-1") == document

    async def test_a_document_is_replaced_whole(self, registry: Registry) -> None:
        await registry.put("roster", "m-1", {"name": "Alt", "email": "alt@example.org"})
        await registry.put("roster", "m-1", {"name": "Neu"})

        assert await registry.get("roster", "m-1") == {"name": "Neu"}

    async def test_tables_do_not_see_each_other(self, registry: Registry) -> None:
        await registry.put("roster", "1", {"a": 1})
        await registry.put("chats", "1", {"b": 2})

        assert await registry.get("roster", "1") == {"a": 1}
        assert await registry.all("chats") == {"1": {"b": 2}}

    @pytest.mark.parametrize(
        "key", ["", "1", "01", "m-17", "19:meeting_x@thread.v2", "ä ö", "__proto__", '"\n']
    )
    async def test_any_text_is_a_key(self, registry: Registry, key: str) -> None:
        await registry.put("chats", key, {"key": key})

        assert await registry.get("chats", key) == {"key": key}
        assert await registry.all("chats") == {key: {"key": key}}

    async def test_a_removed_document_is_gone_and_the_others_stay(self, registry: Registry) -> None:
        await registry.put("outbox", "1", {"n": 1})
        await registry.put("outbox", "2", {"n": 2})

        await registry.remove("outbox", "1")

        assert await registry.all("outbox") == {"2": {"n": 2}}

    async def test_removing_what_is_not_there_is_no_fault(self, registry: Registry) -> None:
        await registry.remove("outbox", "1")

        assert await registry.all("outbox") == {}

    async def test_what_was_given_out_is_a_copy(self, registry: Registry) -> None:
        await registry.put("roster", "m-1", {"seats": [1]})

        for document in (await registry.get("roster", "m-1"), (await registry.all("roster"))["m-1"]):
            assert document is not None
            document["seats"].append(2)
            document["more"] = True

        assert await registry.get("roster", "m-1") == {"seats": [1]}

    async def test_what_was_taken_in_is_a_copy(self, registry: Registry) -> None:
        document: dict[str, Any] = {"seats": [1]}
        await registry.put("roster", "m-1", document)

        document["seats"].append(2)

        assert await registry.get("roster", "m-1") == {"seats": [1]}

    @pytest.mark.parametrize(
        "value",
        [object(), b"x", {1, 2}, float("nan"), "\ud800"],
        ids=["object", "bytes", "set", "nan", "half"],
    )
    async def test_what_json_cannot_hold_is_refused_and_changes_nothing(
        self, registry: Registry, value: object
    ) -> None:
        await registry.put("roster", "m-1", {"a": 1})

        with pytest.raises((TypeError, ValueError)):
            await registry.put("roster", "m-1", {"a": value})

        assert await registry.all("roster") == {"m-1": {"a": 1}}

    async def test_many_at_once_are_all_kept(self, registry: Registry) -> None:
        await asyncio.gather(*(registry.put("outbox", str(n), {"n": n}) for n in range(50)))

        assert await registry.all("outbox") == {str(n): {"n": n} for n in range(50)}

    async def test_several_documents_are_taken_together(self, registry: Registry) -> None:
        await registry.put("roster", "m-1", {"name": "Alt"})

        await cast("ManyAtOnce", registry).put_all("roster", {"m-1": {"name": "Neu"}, "m-2": {}})

        assert await registry.all("roster") == {"m-1": {"name": "Neu"}, "m-2": {}}

    async def test_several_documents_are_refused_together(self, registry: Registry) -> None:
        with pytest.raises(TypeError):
            await cast("ManyAtOnce", registry).put_all("roster", {"m-1": {}, "m-2": {"a": object()}})

        assert await registry.all("roster") == {}

    async def test_the_first_document_stays_and_whoever_comes_later_is_given_it(
        self, registry: Registry
    ) -> None:
        many = cast("ManyAtOnce", registry)

        assert await many.put_first("identity", "own", {"n": [1]}) == {"n": [1]}
        later = await many.put_first("identity", "own", {"n": [2]})
        later["n"].append(3)

        assert await registry.all("identity") == {"own": {"n": [1]}}

    async def test_of_many_firsts_at_once_one_stands_and_all_are_given_it(self, registry: Registry) -> None:
        many = cast("ManyAtOnce", registry)

        given = await asyncio.gather(*(many.put_first("identity", "own", {"n": n}) for n in range(20)))

        assert given == [await registry.get("identity", "own")] * 20

    async def test_a_first_document_that_json_cannot_hold_changes_nothing(self, registry: Registry) -> None:
        with pytest.raises(TypeError):
            await cast("ManyAtOnce", registry).put_first("identity", "own", {"a": object()})

        assert await registry.all("identity") == {}
