"""Our certificates: made once, replaced before their end, the old one kept while anything uses it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.seal_keys import SealKeys
from store.private_files import PrivateFiles


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 12, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def files(tmp_path: Path) -> PrivateFiles:
    return PrivateFiles(tmp_path / "keys")


@pytest.fixture
def keys(files: PrivateFiles, clock: Clock) -> SealKeys:
    return SealKeys(files, clock)


class TestMaking:
    """One certificate serves for months, and over restarts."""

    async def test_is_made_once(self, keys: SealKeys, files: PrivateFiles) -> None:
        first = await keys.current()

        assert (await keys.current()).id == first.id
        assert list(files.all()) == [f"{first.id}.pem"]

    async def test_is_found_again_after_a_restart(
        self, keys: SealKeys, files: PrivateFiles, clock: Clock
    ) -> None:
        first = await keys.current()
        again = SealKeys(files, clock)
        await again.load()

        assert (await again.current()).der == first.der
        assert again.find(first.id) is not None
        assert again.find("other") is None

    async def test_rubbish_is_passed_over(self, keys: SealKeys, files: PrivateFiles, clock: Clock) -> None:
        files.write("broken.pem", b"rubbish")
        again = SealKeys(files, clock)
        await again.load()

        assert again.find("broken") is None
        assert (await again.current()).id != "broken"


class TestReplacing:
    """A new one is made a month before the end; the old one opens what still comes for it."""

    async def test_is_replaced_before_its_end(self, keys: SealKeys, clock: Clock) -> None:
        first = await keys.current()
        clock.now = first.ends - timedelta(days=31)
        assert (await keys.current()).id == first.id
        clock.now = first.ends - timedelta(days=29)
        second = await keys.current()

        assert second.id != first.id
        assert keys.find(first.id) is not None

    async def test_the_old_one_stays_while_it_is_used(self, keys: SealKeys, clock: Clock) -> None:
        first = await keys.current()
        clock.now = first.ends - timedelta(days=29)
        second = await keys.current()
        clock.now += timedelta(days=5)
        await keys.prune([first.id, second.id])
        assert keys.find(first.id) is not None
        await keys.prune([second.id])

        assert keys.find(first.id) is None
        assert keys.find(second.id) is not None

    async def test_the_old_one_stays_for_what_comes_late(self, keys: SealKeys, clock: Clock) -> None:
        first = await keys.current()
        clock.now = first.ends - timedelta(days=29)
        await keys.current()
        await keys.prune([])

        assert keys.find(first.id) is not None

    async def test_the_only_one_is_never_forgotten(self, keys: SealKeys, clock: Clock) -> None:
        first = await keys.current()
        clock.now += timedelta(days=5)
        await keys.prune([])

        assert keys.find(first.id) is not None

    async def test_what_is_forgotten_leaves_the_disk(
        self, keys: SealKeys, files: PrivateFiles, clock: Clock
    ) -> None:
        first = await keys.current()
        clock.now = first.ends - timedelta(days=29)
        second = await keys.current()
        clock.now += timedelta(days=5)
        await keys.prune([second.id])

        assert list(files.all()) == [f"{second.id}.pem"]
