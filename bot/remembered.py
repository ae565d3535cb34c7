"""What was owed last for each slot, kept by sitting: so it is found fast, and let go with its sitting."""

from collections.abc import Iterator

from bot.owed import Owed


class Remembered:
    """The newest message owed for every slot, and in the queue of which chat it was put."""

    def __init__(self) -> None:
        self._last: dict[str, dict[str, Owed]] = {}
        self._homes: dict[str, dict[str, str]] = {}

    def keep(self, owed: Owed) -> None:
        """This is owed now in this slot."""
        self._last.setdefault(owed.sitting, {})[owed.slot] = owed

    def find(self, sitting: str, slot: str) -> Owed | None:
        """What was owed last in a slot."""
        return self._last.get(sitting, {}).get(slot)

    def drop(self, sitting: str, slot: str) -> None:
        """Nothing is owed in this slot any more."""
        self._last.get(sitting, {}).pop(slot, None)

    def of(self, sitting: str) -> dict[str, Owed]:
        """Everything owed last in a sitting, by slot."""
        return self._last.get(sitting, {})

    def in_chat(self, chat: str) -> Iterator[Owed]:
        """Everything owed last in a chat."""
        for slots in tuple(self._last.values()):
            yield from tuple(owed for owed in slots.values() if owed.chat == chat)

    def home(self, sitting: str, slot: str) -> str:
        """The chat in whose queue a slot was put last, "" where it never was."""
        return self._homes.get(sitting, {}).get(slot, "")

    def lives(self, sitting: str, slot: str, chat: str) -> None:
        """A slot is put into the queue of this chat."""
        self._homes.setdefault(sitting, {})[slot] = chat

    def sittings(self) -> tuple[str, ...]:
        """The sittings of which anything is remembered."""
        return tuple({**self._last, **self._homes})

    def let_go(self, sitting: str) -> None:
        """Remember nothing of a sitting any more."""
        self._last.pop(sitting, None)
        self._homes.pop(sitting, None)

    def clear_owed(self) -> None:
        """Owe nothing any more."""
        self._last.clear()
