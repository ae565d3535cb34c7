"""What a new leader brings back: everything it can, and nothing before it knows what stands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.following import Following
from bot.leading import Leading
from bot.reconciling import Comparisons
from bot.stage import Stage
from council.events import Event
from council.ids import SittingId
from council.rulebook import Format
from council.sitting import Sitting
from council.sitting import Stage as Part
from desk.ports import NotConfirmed
from tests.cast import prepared

NOW = datetime(2026, 12, 9, 22, 0, tzinfo=UTC)


def named(name: str, **changes: Any) -> Sitting:
    return replace(prepared(), id=SittingId(name), **changes)


class Recovering(Stage):
    """A stage on which each sitting owes its own name."""

    def owed(self, sitting: Sitting, events: tuple[Event, ...]) -> Iterator[Any]:
        yield sitting.id


def stage(faults: dict[str, Exception]) -> tuple[Recovering, list[str]]:
    """A stage before three sittings, of which some cannot be read; and what it owes."""
    owed: list[str] = []

    async def events(name: str) -> tuple[Event, ...]:
        if name in faults:
            raise faults[name]
        return ()

    desk = SimpleNamespace(sittings=lambda: tuple(map(named, "abc")), events=events)
    outbox = SimpleNamespace(owe=owed.append)
    return Recovering(cast(Any, SimpleNamespace(desk=desk, outbox=outbox, now=lambda: NOW))), owed


class TestStage:
    """docs/adr/0022: a new leader owes again what the records call for."""

    async def test_a_record_that_cannot_be_read_keeps_nothing_of_others_back(self) -> None:
        recovering, owed = stage({"a": ValueError("unknown")})
        await recovering.recover()

        assert owed == ["b", "c"]

    async def test_a_store_that_is_away_is_said(self) -> None:
        recovering, _ = stage({"b": NotConfirmed("away")})

        with pytest.raises(NotConfirmed):
            await recovering.recover()


class TestLead:
    """docs/adr/0022: who does not know what stands in the chats does not begin to pay."""

    async def test_does_not_begin_where_what_stands_cannot_be_read(self) -> None:
        async def away(*_: object, **__: object) -> None:
            raise NotConfirmed("away")

        async def nothing(afresh: bool) -> None:
            pass

        leading = Leading()
        hub = SimpleNamespace(leading=leading, outbox=SimpleNamespace(heard_of_slots=away, chats=None))
        following = Following(cast(Any, hub), cast(Any, SimpleNamespace(look=away)), cast(Any, None))
        following._look = nothing  # type: ignore[method-assign]
        with pytest.raises(NotConfirmed):
            await following._lead(leads=True)

        assert not leading.pays


class Begun(Comparisons):
    """Comparisons that only note what is begun."""

    def __init__(self, *sittings: Sitting) -> None:
        async def listed(table: str) -> dict[str, object]:
            return {"noted": {}}

        desk = SimpleNamespace(sittings=lambda: sittings)
        registry, settings = SimpleNamespace(all=listed), SimpleNamespace(outbox_speed=1.0)
        super().__init__(
            cast(Any, SimpleNamespace(desk=desk, registry=registry, settings=settings, now=lambda: NOW)),
            cast(Any, None),
        )
        self.begun: set[str] = set()

    def _begin(self, sitting: SittingId) -> None:
        self.begun.add(sitting)


class TestComparisons:
    """A sitting that ended while nobody led is held against Teams' report as well."""

    async def test_go_on_and_begin_with_what_nobody_has_begun(self) -> None:
        ended = {"stage": Part.ENDED, "opened_at": NOW - timedelta(hours=4), "format": Format.DIGITAL}
        comparisons = Begun(
            named("missed", ended_at=NOW - timedelta(hours=1), **ended),
            named("long-ago", ended_at=NOW - timedelta(hours=13), **ended),
            named("running", opened_at=NOW),
        )
        await comparisons.recover()

        assert comparisons.begun == {"noted", "missed"}
