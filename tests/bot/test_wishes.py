"""What members want of the bot, kept with their account."""

import pytest

from bot.wishes import TABLE, USUAL, Personal, Wish, Wishes
from tests.bot.teams import MemoryRegistry


class TestWishes:
    """contract § 4: `karten persönlich` and `vorlesen`, kept over sittings."""

    async def test_nobody_has_wished_anything_at_first(self) -> None:
        wishes = Wishes(MemoryRegistry())
        await wishes.load()

        assert wishes.of("abel") == USUAL == Wish(personal=Personal.NEEDED, aloud=False)

    async def test_each_wish_leaves_the_other_as_it_was(self) -> None:
        registry = MemoryRegistry()
        wishes = Wishes(registry)
        await wishes.keep("abel", personal=Personal.ALWAYS)
        await wishes.keep("abel", aloud=True)
        await wishes.keep("busch", aloud=True)
        await wishes.keep("busch", aloud=False)

        assert wishes.of("abel") == Wish(personal=Personal.ALWAYS, aloud=True)
        assert wishes.of("busch") == USUAL

    async def test_they_outlive_a_restart(self) -> None:
        registry = MemoryRegistry()
        await Wishes(registry).keep("abel", personal=Personal.NEVER, aloud=True)
        later = Wishes(registry)
        await later.load()

        assert later.of("abel") == Wish(personal=Personal.NEVER, aloud=True)

    async def test_a_word_of_another_release_is_the_usual(self) -> None:
        registry = MemoryRegistry()
        registry.tables[TABLE]["abel"] = {"personal": "dienstags", "aloud": "ja"}
        wishes = Wishes(registry)
        await wishes.load()

        assert wishes.of("abel") == USUAL

    async def test_what_could_not_be_written_is_not_kept(self) -> None:
        registry = MemoryRegistry()
        wishes = Wishes(registry)
        registry.broken = True
        with pytest.raises(OSError, match="disk full"):
            await wishes.keep("abel", aloud=True)

        assert wishes.of("abel") == USUAL
