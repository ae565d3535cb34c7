"""The journal as the desk writes to it: what is timed, and what is counted as not confirmed."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from bot.journals import MeasuredSharedJournal, SignallingJournal
from bot.signals import Signals
from council.events import Event
from council.ids import SittingId
from desk.ports import EMPTY, Head, HeadMoved, JournalBroken, NotConfirmed
from store.database import open_database
from tests.store.memory import MemoryJournal
from tests.store.postgres import takes_no_entry
from tests.store.samples import CODEC, SITTING, note, notes

Since = Callable[[], tuple[float, float]]


def numbers() -> tuple[float, float]:
    """Turns that were timed, and turns that were not confirmed, since the start."""
    found = ("ratssaal_commit_seconds_count", "ratssaal_commits_failed_total")
    timed, failed = (REGISTRY.get_sample_value(name) or 0.0 for name in found)
    return timed, failed


@pytest.fixture
def since() -> Since:
    """How many there are more than at the beginning of the test."""
    timed, failed = numbers()
    return lambda: (numbers()[0] - timed, numbers()[1] - failed)


class Failing(MemoryJournal):
    """A journal that takes no turn."""

    def __init__(self, failure: Exception) -> None:
        super().__init__(CODEC)
        self.failure = failure

    async def append(self, sitting: SittingId, after: Head, events: Sequence[Event]) -> Head:
        """Fail."""
        raise self.failure


class TestOnADisk:
    """contract § 3: commit time, and turns that the disk did not confirm."""

    async def test_a_turn_is_timed(self, since: Since) -> None:
        await SignallingJournal(MemoryJournal(CODEC), Signals()).append(SITTING, EMPTY, notes(2))

        assert since() == (1, 0)

    @pytest.mark.parametrize("failure", [NotConfirmed("disk full"), JournalBroken("EIO twice")])
    async def test_one_that_is_not_confirmed_is_counted(self, since: Since, failure: Exception) -> None:
        with pytest.raises(type(failure)):
            await SignallingJournal(Failing(failure), Signals()).append(SITTING, EMPTY, [note()])

        assert since() == (0, 1)


@pytest.fixture
async def shared(database_url: str, tmp_path: Path) -> AsyncIterator[MeasuredSharedJournal]:
    """The journal of a database, measured."""
    store = await open_database(database_url, tmp_path / "one", codec=CODEC)
    yield MeasuredSharedJournal(store.journal)
    await store.close()


class Away:
    """A shared journal whose turns cannot be begun."""

    @asynccontextmanager
    async def hold(self, sitting: SittingId, after: Head) -> AsyncIterator[None]:
        """Fail."""
        raise NotConfirmed("nothing was written")
        yield


class TestOnADatabase:
    """With ``DATABASE_URL`` the same is told; that another instance was faster is no failure."""

    async def test_a_turn_is_timed(self, shared: MeasuredSharedJournal, since: Since) -> None:
        await shared.append(SITTING, EMPTY, notes(2))

        assert since() == (1, 0)

    async def test_one_that_others_got_ahead_of_is_neither_until_it_is_written_behind_them(
        self, shared: MeasuredSharedJournal, since: Since
    ) -> None:
        await shared.behind.append(SITTING, EMPTY, notes(2))
        with pytest.raises(HeadMoved):
            await shared.append(SITTING, EMPTY, [note()])
        lost = since()
        async with shared.hold(SITTING, EMPTY) as held:
            head = await held.append([note()])

        assert lost == (0, 0)
        assert since() == (1, 0)
        assert (len(held.news), head.seq) == (2, 3)

    async def test_a_held_turn_that_writes_nothing_is_not_timed(
        self, shared: MeasuredSharedJournal, since: Since
    ) -> None:
        await shared.behind.append(SITTING, EMPTY, notes(2))
        async with shared.hold(SITTING, EMPTY) as held:
            assert len(held.news) == 2
        with pytest.raises(HeadMoved):
            async with shared.hold(SITTING, Head(7, "a" * 64)):
                pass

        assert since() == (0, 0)

    async def test_one_that_the_database_does_not_take_is_counted(
        self, shared: MeasuredSharedJournal, since: Since, database_url: str
    ) -> None:
        with takes_no_entry(database_url), pytest.raises(NotConfirmed, match="no room"):
            await shared.append(SITTING, EMPTY, [note()])

        assert since() == (0, 1)

    async def test_a_held_one_that_the_database_does_not_take_is_counted(
        self, shared: MeasuredSharedJournal, since: Since, database_url: str
    ) -> None:
        with takes_no_entry(database_url):
            async with shared.hold(SITTING, EMPTY) as held:
                with pytest.raises(NotConfirmed, match="no room"):
                    await held.append([note()])

        assert since() == (0, 1)

    async def test_one_that_cannot_be_begun_is_counted(self, since: Since) -> None:
        away = MeasuredSharedJournal(Away())  # type: ignore[arg-type]
        with pytest.raises(NotConfirmed):
            async with away.hold(SITTING, EMPTY):
                pass

        assert since() == (0, 1)
