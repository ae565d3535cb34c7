"""What stands where: the ids of posted messages, written down so that a restart finds them.

One document per sitting in the table ``outbox``; once it rests, packed in another one that is seldom
written. Notes of several messages share a write.
"""

import asyncio
import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from desk.ports import NotConfirmed, Registry

TABLE = "outbox"
PACKED_TABLE = "outbox_resting"
PACKED = "packed"
"""Under this name stand the slots of a sitting that was put aside: JSON, deflated, as Base64."""

log = structlog.get_logger(__name__)


def digest_of(activity: Mapping[str, Any]) -> str:
    """Return what tells one content from another."""
    text = json.dumps(activity, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


DIGITS = 16
"""So many hexadecimal digits tell one content of a slot from another; earlier releases wrote all 64."""


def packed(slots: Mapping[str, Any]) -> str:
    """Return slots as they are kept once their sitting is over."""
    text = json.dumps(slots, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def unpacked(text: str) -> dict[str, Any]:
    """Return them as they were."""
    slots: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    return slots


@dataclass(slots=True)
class Slot:
    """One message as it stands: ids with the digest of what each shows, oldest first.

    ``born`` is what it showed first; ``intent`` what was about to be posted when nobody knows
    whether it was; ``refused`` the status with which Teams refused the last request for good.
    ``unsent`` is what this process was about to post and knows that it has not; it is not written down.
    """

    chat: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    born: str = ""
    intent: str = ""
    refused: int = 0
    unsent: str = ""

    def document(self) -> dict[str, Any]:
        """Return the slot as it is written down."""
        return {
            "chat": self.chat,
            "ids": [[key, digest] for key, digest in self.ids.items()],
            "born": self.born,
            "intent": self.intent,
            "refused": self.refused,
        }

    def learn(self, written: "Slot", *, own: bool) -> None:
        """Become as it is written down; ``own``: what is known here and not written down stays as well.

        The slot itself stays the same: a message may just be on its way for it.
        """
        self.refused = written.refused or (self.refused if own else 0)
        if own and self.ids and written.chat in ("", self.chat):
            self.ids = {**self.ids, **written.ids}
            self.born = written.born or self.born
            return
        self.chat, self.ids = written.chat, dict(written.ids)
        self.born = written.born
        self.intent = "" if own and written.intent == self.unsent else written.intent

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Slot":
        """Read a slot."""
        return cls(
            chat=str(document.get("chat", "")),
            ids={str(key): str(digest)[:DIGITS] for key, digest in document.get("ids", ())},
            born=str(document.get("born", ""))[:DIGITS],
            intent=str(document.get("intent", ""))[:DIGITS],
            refused=int(document.get("refused", 0)),
        )


class Ledger:
    """The slots of all sittings, in memory and on their way to the registry."""

    def __init__(self, registry: Registry, pays: Callable[[], bool] = lambda: True) -> None:
        self._registry = registry
        self._pays = pays
        self._sittings: dict[str, dict[str, Slot]] = {}
        self._waiters: dict[str, list[asyncio.Future[None]]] = {}
        self._writers: dict[str, asyncio.Task[None]] = {}
        self._behind: set[str] = set()
        self._aside: dict[str, str] = {}

    async def load(self, only: str | None = None) -> None:
        """Read what was written down before, of one sitting or of all.

        What stands in the chats and could not be written down while the registry was away is kept. What
        is not packed is newer; it is read first, since it is packed before it is taken away there.
        """
        for sitting, document in (await self._documents(only)).items():
            own = sitting in self._behind or sitting in self._writers
            if PACKED in document and sitting not in self._sittings and not own:
                self._aside[sitting] = str(document[PACKED])
                continue
            slots = unpacked(str(document[PACKED])) if PACKED in document else document.get("slots", {})
            written = {name: Slot.of(slot) for name, slot in slots.items()}
            known = self._slots(sitting)
            for name in {*written, *known}:
                known.setdefault(name, Slot()).learn(written.get(name, Slot()), own=own)

    async def _documents(self, only: str | None) -> dict[str, dict[str, Any]]:
        """What is written down, by sitting; of two forms the newer over the older, slot by slot.

        Both are there after a crash between two writes, and where a backup of one file was put back.
        """
        if only is None:
            plain, aside = await self._registry.all(TABLE), await self._registry.all(PACKED_TABLE)
        else:
            found = [(await self._registry.get(table, only)) for table in (TABLE, PACKED_TABLE)]
            plain, aside = ({only: one} if one is not None else {} for one in found)
        for sitting, document in plain.items():
            if PACKED not in document and (older := aside.get(sitting)) is not None:
                slots = {**unpacked(str(older[PACKED])), **document.get("slots", {})}
                plain[sitting] = {**document, "slots": slots}
        return {**aside, **plain}

    def catch_up(self) -> None:
        """Write down what could not be while the registry was away, or while another instance paid."""
        for sitting in self._behind.copy():
            self.note(sitting)

    def slot(self, sitting: str, name: str) -> Slot:
        """Return a slot, an empty one where nothing stands."""
        return self._slots(sitting).setdefault(name, Slot())

    def find(self, sitting: str, name: str) -> Slot | None:
        """Return a slot if there is one."""
        return self._known(sitting).get(name)

    def standing(self, sitting: str, beginning: str) -> tuple[tuple[str, str], ...]:
        """Return the slots whose names begin so and for which a message stands, with their chats."""
        slots = self._known(sitting)
        return tuple((name, s.chat) for name, s in slots.items() if name.startswith(beginning) and s.ids)

    def at_hand(self) -> tuple[str, ...]:
        """The sittings of which every slot is in memory as it is."""
        return tuple(self._sittings)

    def put_aside(self, sitting: str) -> None:
        """Keep a sitting's slots packed, here and where they are written down; whoever asks unpacks them.

        Nobody may have a message of the sitting on its way meanwhile.
        """
        if sitting not in self._sittings or sitting in self._writers or sitting in self._behind:
            return
        slots = self._sittings.pop(sitting)
        self._aside[sitting] = packed({name: slot.document() for name, slot in slots.items()})
        if self._pays():
            self.note(sitting)

    def _known(self, sitting: str) -> dict[str, Slot]:
        """The slots of a sitting, or none; nothing is remembered of whom nobody knows."""
        return self._slots(sitting) if sitting in self._aside else self._sittings.get(sitting, {})

    def _slots(self, sitting: str) -> dict[str, Slot]:
        """The slots of a sitting, taken out again where they were put aside."""
        if (aside := self._aside.pop(sitting, None)) is not None:
            self._sittings[sitting] = {name: Slot.of(slot) for name, slot in unpacked(aside).items()}
        return self._sittings.setdefault(sitting, {})

    async def _write_down(self, sitting: str) -> None:
        """Write a sitting's slots as they are now; raises what the registry raises."""
        if not self._pays():
            raise NotConfirmed("another instance pays")
        if sitting in self._aside:
            await self._registry.put(PACKED_TABLE, sitting, {PACKED: self._aside[sitting]})
            if sitting in self._aside:  # nobody has asked for it meanwhile
                await self._registry.remove(TABLE, sitting)
            return
        slots = self._sittings.get(sitting, {})
        document = {"slots": {name: slot.document() for name, slot in slots.items()}}
        await self._registry.put(TABLE, sitting, document)

    def note(self, sitting: str) -> None:
        """Have a sitting's slots written soon; never waits."""
        self._waiters.setdefault(sitting, [])
        if sitting not in self._writers:
            self._writers[sitting] = asyncio.create_task(self._write(sitting))

    async def write(self, sitting: str) -> None:
        """Write a sitting's slots down; raises what the registry raises."""
        done = asyncio.get_running_loop().create_future()
        self._waiters.setdefault(sitting, []).append(done)
        self.note(sitting)
        await done

    async def settled(self) -> None:
        """Wait until every note is on disk or has failed; failed ones are tried once more."""
        self.catch_up()
        while self._writers:
            await asyncio.wait(list(self._writers.values()))

    async def _write(self, sitting: str) -> None:
        """Write until nothing new has come; what comes meanwhile shares the next write."""
        try:
            while (waiters := self._waiters.pop(sitting, None)) is not None:
                await self._put(sitting, waiters)
        finally:
            del self._writers[sitting]

    async def _put(self, sitting: str, waiters: list[asyncio.Future[None]]) -> None:
        try:
            await self._write_down(sitting)
        except Exception as trouble:
            log.exception("outbox.not_noted", sitting=sitting)
            self._behind.add(sitting)
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_exception(trouble)
            return
        self._behind.discard(sitting)
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
