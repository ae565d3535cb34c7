"""Pays one owed message: finds the next request it takes, makes it, and notes what stands now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.chats import PERSON, ChatBook, ChatRef
from bot.connector import Connector, NotSent, Refused
from bot.ledger import Ledger, digest_of
from bot.owed import Waiting

NOT_FOUND = 404
MOST_IDS = 8
EDITS_BEFORE_REPLACING = 2


class NotFoundYet(Exception):
    """Teams does not find a message that was there; it says so of standing ones too, for a while."""


class Uncertain(Exception):
    """It was about to be posted when the bot stopped; nobody knows whether it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request that an owed message still takes."""

    kind: Literal["open", "create", "edit", "delete"]
    activity_id: str = ""
    digest: str = ""
    activity: Mapping[str, Any] | None = None

    @property
    def safe(self) -> bool:
        """Whether doing it twice is the same as doing it once."""
        return self.kind != "create"


class Payer:
    """Knows what stands (the ledger) and makes it what it should be (the connector)."""

    def __init__(
        self,
        connector: Connector,
        ledger: Ledger,
        chats: ChatBook,
        pays: Callable[[], bool] = lambda: True,
    ) -> None:
        self._connector = connector
        self._ledger = ledger
        self._chats = chats
        self._pays = pays

    def next_step(self, item: Waiting) -> Step | None:
        """Return the next request, ``None`` when everything stands as it should.

        The content is rendered here, once per payment. Raises ``Uncertain`` where posting could
        be posting twice.
        """
        if self._chats.find(item.owed.chat) is None:
            return Step(kind="open")
        if item.gone:
            slot = self._ledger.slot(*item.key)
            return next((Step(kind="delete", activity_id=i) for i in slot.ids), None)
        if item.content is None:
            item.content = item.owed.render()
        if item.content is None:
            return None
        step = Step(kind="create", digest=digest_of(item.content), activity=item.content)
        return step if item.one_off else self._towards(item, step)

    def _towards(self, item: Waiting, create: Step) -> Step | None:
        """Return what brings a slot to its content: an edit, the first message, or nothing."""
        slot = self._ledger.slot(*item.key)
        if slot.chat != item.owed.chat:
            slot.ids.clear()
            slot.chat, slot.born = item.owed.chat, ""
        for activity_id, shown in slot.ids.items():
            if shown != create.digest:
                return replace(create, kind="edit", activity_id=activity_id)
        if slot.ids or not item.owed.anew:
            return None
        if slot.intent == create.digest and not item.owed.repeatable:
            raise Uncertain
        return create

    async def take(self, item: Waiting, step: Step) -> str | None:
        """Make the request; returns the id of what was created.

        Raises what the connector raises, after noting what that says about the slot.
        """
        if step.kind == "open":
            await self._open(item.owed.chat)
            return None
        ref = self._chats.find(item.owed.chat)
        if ref is None:
            raise NotSent("ChatUnknown", final=True)
        if step.kind == "create":
            return await self._create(item, step, ref)
        await self._change(item, step, ref)
        return None

    async def _open(self, chat: str) -> None:
        near = self._chats.near()
        if near is None or not chat.startswith(PERSON):
            raise NotSent("ChatUnknown", final=True)
        person = chat.removeprefix(PERSON)
        await self._chats.learn(chat, await self._connector.create_personal(near, person))

    async def _create(self, item: Waiting, step: Step, ref: ChatRef) -> str:
        activity = step.activity or {}
        if item.one_off:
            return await self._connector.send(ref, activity)
        slot = self._ledger.slot(*item.key)
        if not item.owed.repeatable and slot.intent != step.digest:
            slot.intent = step.digest
            await self._mark(item, step)
        before, slot.born, slot.unsent = slot.born, slot.born or step.digest, ""
        try:
            activity_id = await self._connector.send(ref, activity)
        except (Refused, NotSent):
            slot.intent, slot.born, slot.unsent = "", before, step.digest
            self._ledger.note(item.owed.sitting)
            raise
        if activity_id:
            slot.ids[activity_id] = step.digest
        # what is written down may have been read meanwhile, and knew nothing of this message
        slot.chat, slot.born = slot.chat or item.owed.chat, slot.born or step.digest
        slot.refused = 0
        slot.intent = "" if activity_id else step.digest
        self._ledger.note(item.owed.sitting)
        return activity_id

    def note_refusal(self, item: Waiting, status: int) -> None:
        """Remember with which status Teams refused a message that was given up."""
        if not item.one_off and not item.gone:
            self._ledger.slot(*item.key).refused = status
            self._ledger.note(item.owed.sitting)

    async def _mark(self, item: Waiting, step: Step) -> None:
        """Write down that a message is about to be posted; without that it is not posted.

        Nor is it where the lead has ended while that was written.
        """
        slot = self._ledger.slot(*item.key)
        try:
            await self._ledger.write(item.owed.sitting)
        except Exception:
            slot.intent, slot.unsent = "", step.digest
            raise NotSent("NotNoted") from None
        if not self._pays():
            slot.intent, slot.unsent = "", step.digest
            self._ledger.note(item.owed.sitting)
            raise NotSent("NotSure")

    async def _change(self, item: Waiting, step: Step, ref: ChatRef) -> None:
        """Edit or delete; what Teams does not find any more is forgotten."""
        slot = self._ledger.slot(*item.key)
        try:
            if step.kind == "edit":
                await self._connector.edit(ref, step.activity_id, step.activity or {})
                slot.ids[step.activity_id] = step.digest
                slot.refused = 0
            else:
                await self._connector.delete(ref, step.activity_id)
                slot.ids.pop(step.activity_id, None)
        except Refused as refused:
            if refused.status != NOT_FOUND or refused.code == "ConversationNotFound":
                raise
            if step.kind == "edit" and item.tries < EDITS_BEFORE_REPLACING:
                raise NotFoundYet from None
            slot.ids.pop(step.activity_id, None)
            item.content = None  # what replaces it is drawn anew, if it is wanted there at all now
        self._ledger.note(item.owed.sitting)
