"""Rosters and agendas that the office sends in Teams: fetched, checked, shown, and taken at a press.

What was checked is kept with a digest of what it would replace; it is taken only by whoever sent it,
whole, once, within a day, and only while what it was compared with is still there.
"""

import asyncio
from collections.abc import Awaitable

import structlog

from bot.accounts import Accounts
from bot.files_check import Checking, Document, Refused, Sent, digest, said
from bot.heard import Heard, Place
from bot.hosts import TrustedHosts
from bot.hub import Hub
from bot.outgoing import proxy_for
from bot.plain import clean, words_of
from bot.replies_out import Answer, say_card, say_text
from bot.uploads import Uploads, key_of
from cards.files_in import bad_file_card, checked_file_card, which_file_card
from council.errors import NotInRoster, Refusal, RoleNeeded
from council.roster import Role
from desk.ports import JournalBroken, NotConfirmed
from files.download import download
from files.problems import BadFile
from store.planned import Plans
from wording.refusals import refusal_text

log = structlog.get_logger(__name__)

VERBS = frozenset({"file.take", "file.drop", "file.as"})
PATIENCE = 4.0
"""How many seconds a press waits for a file; what takes longer is sent as a message of its own."""
AT_ONCE = 2
"""How many files are fetched and read at the same time."""
_KINDS = {
    **dict.fromkeys(("tagesordnung", "agenda"), "agenda"),
    **dict.fromkeys(("mitglieder", "mitgliederliste", "roster", "members"), "roster"),
}


class FilesIn:
    """Takes files in the personal chats of the office."""

    def __init__(self, hub: Hub, accounts: Accounts) -> None:
        self._hub = hub
        self._accounts = accounts
        self._checking = Checking(hub, accounts)
        self._uploads = Uploads(hub.registry, hub.now)
        self._turn = asyncio.Lock()
        self._reading = asyncio.Semaphore(AT_ONCE)

    async def received(self, heard: Heard) -> None:
        """Somebody sent a file; Teams is not kept waiting until it has been read."""
        if self._hub.bindings.place(heard.chat) is not Place.PERSONAL:
            await self._hub.tell(heard, say_text(self._hub.voice.say("files.private")).activity())
            return
        self._hub.later(self._send(heard, self._safely(self._received(heard))), "file.received")

    async def press(self, heard: Heard) -> Answer:
        """A press on a card about a file."""
        return await self._safely(self._pressed(heard))

    async def _safely(self, work: Awaitable[Answer]) -> Answer:
        """The answer, also where nothing can be done or the disk is full."""
        try:
            return await work
        except Refused as refused:
            return say_text(str(refused))
        except Refusal as refusal:
            return say_text(refusal_text(refusal, None, self._hub.settings.language))
        except (NotConfirmed, JournalBroken) as failure:
            log.warning("file.not_confirmed", reason=str(failure))
            return say_text(self._hub.voice.say("act.not_confirmed"))

    async def _send(self, heard: Heard, work: Awaitable[Answer]) -> None:
        """Answer with a message of its own; nobody is left waiting for a file that nobody can read."""
        try:
            answer = await work
        except Exception:
            log.exception("file.failed")
            answer = say_text(self._hub.voice.say("files.failed"))
        await self._hub.answer(heard, answer.activity())

    # --- a file comes ----------------------------------------------------------------

    async def _received(self, heard: Heard) -> Answer:
        await self._require_office(heard)
        if len(heard.files) > 1:
            return say_text(self._hub.voice.say("files.one"))
        sent = _sent(heard)
        if sent.kind:
            return await self._check(heard, sent, heard.id)
        key = key_of(heard.id, heard.entra_id)
        await self._uploads.keep(key, heard.entra_id, {"sent": {"name": sent.name, "url": sent.url}})
        return say_card(which_file_card(self._hub.voice, sent.name, key))

    async def _require_office(self, heard: Heard) -> None:
        roster = await Plans(self._hub.registry).roster()
        member = await self._accounts.person(roster, heard)
        if member is None:
            raise NotInRoster
        if not any(m.has(Role.OFFICE) for m in roster if m.id == member.id):
            raise RoleNeeded(roles=(Role.OFFICE.value,))

    async def _check(self, heard: Heard, sent: Sent, cause: str) -> Answer:
        """Fetch and read the file; what is wrong is told, what is right is shown with the differences."""
        try:
            async with self._reading:
                doc = await self._checking.read(sent, await self._fetched(sent.url))
        except BadFile as bad:
            log.info("file.refused", kind=sent.kind, problems=len(bad.problems))
            lines = [said(problem, self._hub.voice.language) for problem in bad.problems]
            return say_card(bad_file_card(self._hub.voice, sent.name, lines))
        async with self._turn:
            return await self._shown(heard, doc, cause)

    async def _fetched(self, url: str) -> bytes:
        trusted = TrustedHosts(self._hub.settings.trusted_file_hosts).allow_file
        proxy = proxy_for(url) if trusted(url) else None
        return await download(url, trusted, proxy=proxy)

    async def _shown(self, heard: Heard, doc: Document, cause: str) -> Answer:
        """Keep what was read with what it is compared with, and show the differences.

        The key stands for both, so that a card never takes anything but what it shows.
        """
        base, checked = await self._checking.compared(heard, doc)
        key = key_of(cause, heard.entra_id, doc["kind"], digest(doc["content"]), base)
        before = await self._uploads.find(key, heard.entra_id)
        if before is not None and "done" in before:
            return say_text(str(before["done"]))
        await self._uploads.keep(key, heard.entra_id, {**doc, "base": base})
        return say_card(checked_file_card(self._hub.voice, checked, key))

    # --- a press ---------------------------------------------------------------------

    async def _pressed(self, heard: Heard) -> Answer:
        await self._require_office(heard)
        key = str(heard.value.get("upload", ""))
        if heard.verb == "file.as":
            return await self._named(heard, key)
        async with self._turn:
            doc = await self._uploads.find(key, heard.entra_id)
            if doc is None:
                return say_text(self._hub.voice.say("files.gone"))
            if "done" in doc:
                return say_text(str(doc["done"]))
            return await self._decided(heard, key, doc)

    async def _named(self, heard: Heard, key: str) -> Answer:
        """Somebody said what the file is; pressed again, it is read again and shown the same."""
        doc, kind = await self._uploads.find(key, heard.entra_id), str(heard.value.get("text", ""))
        if doc is None or "sent" not in doc or kind not in _KINDS.values():
            return say_text(self._hub.voice.say("files.gone"))
        sent = Sent(name=str(doc["sent"]["name"]), url=str(doc["sent"]["url"]), kind=kind)
        work = asyncio.ensure_future(self._safely(self._check(heard, sent, key)))
        await asyncio.wait({work}, timeout=PATIENCE)
        if work.done():
            return work.result()
        self._hub.later(self._send(heard, work), "file.late")
        return say_text(self._hub.voice.say("files.checking"))

    async def _decided(self, heard: Heard, key: str, doc: Document) -> Answer:
        """Take what was shown, or drop it; where something else is there now, show it anew."""
        if heard.verb == "file.drop" or "content" not in doc:
            return await self._settled(key, doc, self._hub.voice.say("files.dropped"))
        try:
            taken = await self._checking.take(doc)
        except Refused as refused:
            return await self._settled(key, doc, str(refused))
        if taken is not None:
            log.info("file.taken", kind=doc["kind"])
            return await self._settled(key, doc, taken)
        anew = await self._shown(heard, doc, key)
        await self._hub.answer(heard, anew.activity())
        return await self._settled(key, doc, self._hub.voice.say("files.changed"))

    async def _settled(self, key: str, doc: Document, words: str) -> Answer:
        await self._uploads.settle(key, doc, words)
        return say_text(words)


def _sent(heard: Heard) -> Sent:
    """The file of a message with what the words beside it say."""
    words = words_of(clean(heard.text, heard.bot_names))
    kind = _KINDS.get(words[0].folded, "") if words else ""
    sitting = words[1].bare.lower() if kind == "agenda" and len(words) > 1 else ""
    return Sent(name=heard.files[0].name, url=heard.files[0].url, kind=kind, sitting=sitting)
