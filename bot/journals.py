"""The journal as the desk writes to it: each turn timed, and counted where it is not confirmed."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from time import perf_counter

from bot.metrics import COMMIT_SECONDS, COMMITS_FAILED
from bot.signals import Signals
from council.events import Event
from council.ids import SittingId
from council.record import Row
from desk.ports import Head, HeldTurn, Journal, JournalBroken, NotConfirmed, SharedJournal


class MeasuredJournal:
    """The journal, whose turns are timed, and counted where they are not confirmed."""

    def __init__(self, journal: Journal) -> None:
        self.behind = journal

    async def append(self, sitting: SittingId, after: Head, events: Sequence[Event]) -> Head:
        """Write one turn."""
        began = perf_counter()
        with _counted():
            head = await self.behind.append(sitting, after, events)
        COMMIT_SECONDS.observe(perf_counter() - began)
        return head

    async def read(self, sitting: SittingId) -> tuple[Row, ...]:
        """All rows of a sitting."""
        return await self.behind.read(sitting)

    async def head(self, sitting: SittingId) -> Head:
        """Where the record of a sitting ends."""
        return await self.behind.head(sitting)

    async def sittings(self) -> tuple[SittingId, ...]:
        """The ids of all sittings with a record."""
        return await self.behind.sittings()

    async def close(self) -> None:
        """Finish what is being written."""
        await self.behind.close()


class SignallingJournal(MeasuredJournal):
    """The journal on a disk of one's own, whose turns also tell whether the disk takes them."""

    def __init__(self, journal: Journal, signals: Signals) -> None:
        super().__init__(journal)
        self._signals = signals

    async def append(self, sitting: SittingId, after: Head, events: Sequence[Event]) -> Head:
        """Write one turn."""
        try:
            head = await super().append(sitting, after, events)
        except (NotConfirmed, JournalBroken) as failure:
            self._signals.disk_failed(str(failure))
            raise
        self._signals.disk_took()
        return head


class MeasuredSharedJournal(MeasuredJournal):
    """The same for a journal to which others write; that one of them was faster is no failure."""

    def __init__(self, journal: SharedJournal) -> None:
        super().__init__(journal)
        self._shared = journal

    async def news(self, sitting: SittingId, after: Head) -> tuple[Row, ...]:
        """What was written after an entry."""
        return await self._shared.news(sitting, after)

    async def heads(self, sittings: Sequence[SittingId]) -> dict[SittingId, int]:
        """The number of the last entry of each of these sittings."""
        return await self._shared.heads(sittings)

    @asynccontextmanager
    async def hold(self, sitting: SittingId, after: Head) -> AsyncIterator[HeldTurn]:
        """A turn that nobody can get ahead of; its time begins here, with the wait for the others."""
        began = perf_counter()
        async with AsyncExitStack() as stack:
            with _counted():
                held = await stack.enter_async_context(self._shared.hold(sitting, after))
            yield _MeasuredTurn(held, began)


class _MeasuredTurn:
    """A held turn that is timed and counted as the others are."""

    def __init__(self, held: HeldTurn, began: float) -> None:
        self.news = held.news
        self._held = held
        self._began = began

    async def append(self, events: Sequence[Event]) -> Head:
        """Write the turn."""
        with _counted():
            head = await self._held.append(events)
        COMMIT_SECONDS.observe(perf_counter() - self._began)
        return head


@contextmanager
def _counted() -> Iterator[None]:
    """Count a turn that was not confirmed: whoever asked for it was told so."""
    try:
        yield
    except (NotConfirmed, JournalBroken):
        COMMITS_FAILED.inc()
        raise
