"""Which subscription is whose: by id and secret, over restarts, and while it is being asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.subscribed import TABLE, Held, Subscribed
from council.ids import SittingId
from tests.store.memory import MemoryRegistry

SITTING = SittingId("2026-12-09-stadtrat")
OTHER = SittingId("2026-12-10-bauausschuss")
HELD = Held(
    id="7F105C7D-2dc5-4530-97cd-4e7ae6534c07",
    sitting=SITTING,
    meeting="meeting:19:x",
    notification_url="https://rat.example/graph/notifications",
    certificate="ratssaal-1",
    expires=datetime(2026, 12, 11, tzinfo=UTC),
    client_state="secret",
)


class TestWhose:
    """A notice is ours by the id of its subscription and by its secret together."""

    async def test_is_found_by_id_and_secret(self) -> None:
        held = Subscribed(MemoryRegistry())
        await held.keep(HELD)

        assert held.whose(HELD.id.lower(), "secret") == SITTING

    async def test_is_nobodys_with_another_secret_or_id(self) -> None:
        held = Subscribed(MemoryRegistry())
        await held.keep(HELD)

        assert held.whose(HELD.id.lower(), "guess") is None
        assert held.whose(HELD.id.lower(), "") is None
        assert held.whose("another", "secret") is None

    async def test_the_secret_alone_tells_while_it_is_asked_for(self) -> None:
        held = Subscribed(MemoryRegistry())
        with held.expecting(SITTING, "new"), held.expecting(OTHER, "newer"):
            assert held.whose("not-known-yet", "newer") == OTHER
            assert held.whose("not-known-yet", "") is None

        assert held.whose("not-known-yet", "newer") is None

    async def test_the_secret_of_one_does_not_speak_for_another(self) -> None:
        held = Subscribed(MemoryRegistry())
        await held.keep(HELD)
        with held.expecting(OTHER, "newer"):
            assert held.whose(HELD.id.lower(), "newer") is None


class TestKeeping:
    """What is held is there after a restart; what is dropped is not."""

    async def test_comes_back_whole(self) -> None:
        registry: Any = MemoryRegistry()
        await Subscribed(registry).keep(HELD)
        again = Subscribed(registry)
        await again.load()

        assert again.all() == (HELD,)

    async def test_is_prolonged(self) -> None:
        registry: Any = MemoryRegistry()
        held = Subscribed(registry)
        await held.keep(HELD)
        later = HELD.expires + timedelta(days=2)
        await held.prolong(HELD, later, "ratssaal-2")
        again = Subscribed(registry)
        await again.load()

        assert [(one.expires, one.certificate) for one in again.all()] == [(later, "ratssaal-2")]

    async def test_is_dropped(self) -> None:
        registry: Any = MemoryRegistry()
        held = Subscribed(registry)
        await held.keep(HELD)
        await held.drop(HELD)

        assert held.of(SITTING) is None
        assert await registry.all(TABLE) == {}

    async def test_dropping_an_old_one_leaves_the_new_one(self) -> None:
        held = Subscribed(MemoryRegistry())
        await held.keep(HELD)
        await held.prolong(HELD, HELD.expires + timedelta(days=2), "ratssaal-2")
        await held.drop(HELD)

        assert held.of(SITTING) is not None

    async def test_a_note_that_cannot_be_read_is_passed_over(self) -> None:
        registry: Any = MemoryRegistry()
        await registry.put(TABLE, OTHER, {"id": "x"})
        await Subscribed(registry).keep(HELD)
        again = Subscribed(registry)
        await again.load()

        assert again.all() == (HELD,)

    async def test_the_secret_is_not_shown(self) -> None:
        assert "secret" not in repr(HELD)
