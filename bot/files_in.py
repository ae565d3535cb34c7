"""Rosters and agendas that the office sends in Teams: fetched, checked, shown, and taken at a press.

What was checked is kept with a digest of what it would replace; it is taken only by whoever sent it,
whole, once, within a day, and only while what it was compared with is still there.
"""

import asyncio
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.accounts import Accounts
from bot.heard import Heard, Place
from bot.hosts import TrustedHosts
from bot.hub import Hub
from bot.outgoing import proxy_for
from bot.plain import clean, words_of
from bot.replies_out import Answer, say_card, say_text
from cards.files_in import Checked, bad_file_card, checked_file_card, which_file_card
from council.agenda import Agenda
from council.differences import Differences, agenda_differences, roster_differences
from council.errors import NotInRoster, Refusal, RoleNeeded
from council.ids import SittingId
from council.roster import Role, Roster
from council.sitting import Stage
from files.agenda import read_agenda
from files.download import download
from files.problems import BadFile, Problem
from files.roster import read_roster
from store.planned import Planned, Plans, items_document, items_of, members_document, members_of
from wording.problems import problem_text
from wording.refusals import refusal_text

log = structlog.get_logger(__name__)

TABLE = "files_in"
GOOD_FOR = timedelta(days=1)
VERBS = frozenset({"file.take", "file.drop", "file.as"})
_KINDS = {
    **dict.fromkeys(("tagesordnung", "agenda"), "agenda"),
    **dict.fromkeys(("mitglieder", "mitgliederliste", "roster", "members"), "roster"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as it was sent, before anybody has said what it is."""

    name: str
    url: str
    kind: str = ""
    sitting: str = ""


class FilesIn:
    """Takes files in the personal chats of the office."""

    def __init__(self, hub: Hub, accounts: Accounts) -> None:
        self._hub = hub
        self._accounts = accounts
        self._turn = asyncio.Lock()

    async def received(self, heard: Heard) -> None:
        """Somebody sent a file: check it and show what is in it."""
        if self._hub.bindings.place(heard.chat) is not Place.PERSONAL:
            await self._hub.tell(heard, say_text(self._hub.voice.say("files.private")).activity())
            return
        answer = await self._answered(heard, self._sent(heard))
        await self._hub.answer(heard, answer.activity())

    async def press(self, heard: Heard) -> Answer:
        """A press on a card about a file."""
        key = str(heard.value.get("upload", ""))
        try:
            await self._require_office(heard)
            async with self._turn:
                doc = await self._hub.registry.get(TABLE, key) if key else None
                if doc is None or doc["account"] != heard.entra_id or self._over(doc):
                    return say_text(self._hub.voice.say("files.gone"))
                if heard.verb == "file.as":
                    return await self._as(heard, key, doc)
                return await self._decided(heard, key, doc)
        except Refusal as refusal:
            return say_text(refusal_text(refusal, None, self._hub.settings.language))

    def _sent(self, heard: Heard) -> Sent:
        """The first file of a message with what the words beside it say."""
        words = words_of(clean(heard.text, heard.bot_names))
        kind = _KINDS.get(words[0].folded, "") if words else ""
        sitting = words[1].bare.lower() if kind == "agenda" and len(words) > 1 else ""
        return Sent(name=heard.files[0].name, url=heard.files[0].url, kind=kind, sitting=sitting)

    async def _answered(self, heard: Heard, sent: Sent) -> Answer:
        try:
            await self._require_office(heard)
            if not sent.kind:
                key = await self._keep(heard, {"sent": {"name": sent.name, "url": sent.url}})
                return say_card(which_file_card(self._hub.voice, sent.name, key))
            return await self._check(heard, sent)
        except Refusal as refusal:
            return say_text(refusal_text(refusal, None, self._hub.settings.language))

    async def _require_office(self, heard: Heard) -> None:
        roster = await Plans(self._hub.registry).roster()
        member = await self._accounts.person(roster, heard)
        if member is None:
            raise NotInRoster
        lines = [m for m in roster if m.id == member.id]
        if not any(m.has(Role.OFFICE) for m in lines):
            raise RoleNeeded(roles=(Role.OFFICE.value,))

    async def _as(self, heard: Heard, key: str, doc: Mapping[str, Any]) -> Answer:
        """Somebody said what the file is."""
        kind = str(heard.value.get("text", ""))
        sent = doc.get("sent")
        if kind not in ("agenda", "roster") or not isinstance(sent, Mapping):
            return say_text(self._hub.voice.say("files.gone"))
        await self._hub.registry.remove(TABLE, key)
        return await self._check(heard, Sent(name=str(sent["name"]), url=str(sent["url"]), kind=kind))

    # --- checking --------------------------------------------------------------------

    async def _check(self, heard: Heard, sent: Sent) -> Answer:
        """Fetch and read the file; what is wrong is told, what is right is shown with the differences."""
        voice, settings = self._hub.voice, self._hub.settings
        trusted = TrustedHosts(settings.trusted_file_hosts).allow_file
        try:
            proxy = proxy_for(sent.url) if trusted(sent.url) else None
            data = await download(sent.url, trusted, proxy=proxy)
            if sent.kind == "roster":
                return await self._check_roster(heard, sent, data)
            return await self._check_agenda(heard, sent, data)
        except BadFile as bad:
            log.info("file.refused", kind=sent.kind, problems=len(bad.problems))
            return say_card(bad_file_card(voice, sent.name, [self._said(p) for p in bad.problems]))

    async def _check_roster(self, heard: Heard, sent: Sent, data: bytes) -> Answer:
        taken = await asyncio.to_thread(read_roster, data, sent.name, zone=self._hub.settings.zone)
        before = await Plans(self._hub.registry).roster()
        key = await self._keep(
            heard,
            {
                "kind": "roster",
                "base": _digest(members_document(before.members)),
                "members": members_document(taken.roster.members),
            },
        )
        found = roster_differences(before, taken.roster)
        rows = self._hub.voice.say("files.people", n=len(taken.roster), voting=len(taken.roster.entitled()))
        return self._shown(sent, key, rows, found, taken.notes, "")

    async def _check_agenda(self, heard: Heard, sent: Sent, data: bytes) -> Answer:
        taken = await asyncio.to_thread(read_agenda, data, sent.name)
        planned = await self._planned(sent.sitting)
        if planned is None:
            plans = await Plans(self._hub.registry).all()
            known = ", ".join(p.id for p in plans[-5:])
            return say_text(self._hub.voice.say("files.no_sitting", known=known or "–"))
        items = Agenda(tuple(taken.agenda)).items
        key = await self._keep(
            heard,
            {
                "kind": "agenda",
                "sitting": planned.id,
                "base": _digest(items_document(planned.items)),
                "items": items_document(items),
            },
        )
        rows = self._hub.voice.say("files.items", n=len(items), title=planned.title)
        note = self._hub.voice.say("files.prepared") if self._prepared(planned.id) else ""
        return self._shown(sent, key, rows, agenda_differences(planned.items, items), taken.notes, note)

    async def _planned(self, sitting: str) -> Planned | None:
        """The planned sitting that is meant: the one named, else the only one to come."""
        plans = await Plans(self._hub.registry).all()
        if sitting:
            return next((p for p in plans if p.id == sitting), None)
        coming = [p for p in plans if p.starts > self._hub.now() - timedelta(hours=12)]
        return coming[0] if len(coming) == 1 else None

    def _prepared(self, sitting: SittingId) -> bool:
        found = self._hub.desk.sitting(sitting)
        return found is not None and not found.withdrawn and found.stage is Stage.PREPARED

    def _shown(
        self,
        sent: Sent,
        key: str,
        rows: str,
        found: Differences,
        notes: tuple[Problem, ...],
        note: str,
    ) -> Answer:
        said = tuple(self._said(problem) for problem in notes)
        checked = Checked(name=sent.name, rows=rows, differences=found, notes=said, note=note)
        return say_card(checked_file_card(self._hub.voice, checked, key))

    def _said(self, problem: Problem) -> str:
        language = self._hub.settings.language
        place = {"line": problem.line, "column": problem.column}
        return problem_text(problem.key, problem.values, language, **place)  # type: ignore[arg-type]

    # --- deciding --------------------------------------------------------------------

    async def _decided(self, heard: Heard, key: str, doc: Mapping[str, Any]) -> Answer:
        """Take what was shown, or drop it; pressed again it has the answer it had."""
        voice = self._hub.voice
        if "done" in doc:
            return say_text(str(doc["done"]))
        if heard.verb == "file.drop" or "kind" not in doc:
            return await self._done(key, doc, voice.say("files.dropped"))
        if doc["kind"] == "roster":
            return await self._take_roster(key, doc)
        return await self._take_agenda(key, doc)

    async def _take_roster(self, key: str, doc: Mapping[str, Any]) -> Answer:
        plans, voice = Plans(self._hub.registry), self._hub.voice
        if _digest(members_document((await plans.roster()).members)) != doc["base"]:
            return await self._done(key, doc, voice.say("files.changed"))
        roster = Roster(members_of(doc["members"]))
        await plans.keep_roster(roster)
        return await self._done(key, doc, voice.say("files.roster_taken", n=len(roster)))

    async def _take_agenda(self, key: str, doc: Mapping[str, Any]) -> Answer:
        plans, voice = Plans(self._hub.registry), self._hub.voice
        planned = await plans.find(SittingId(str(doc["sitting"])))
        if planned is None or _digest(items_document(planned.items)) != doc["base"]:
            return await self._done(key, doc, voice.say("files.changed"))
        begun = self._hub.desk.sitting(planned.id)
        if begun is not None and not begun.withdrawn and begun.stage is not Stage.PREPARED:
            return await self._done(key, doc, voice.say("files.begun"))
        items = items_of(doc["items"])
        await plans.keep(replace(planned, items=items))
        said = voice.say("files.agenda_taken", n=len(items), id=planned.id)
        if self._prepared(planned.id):
            said = f"{said} {voice.say('files.prepared')}"
        return await self._done(key, doc, said)

    async def _done(self, key: str, doc: Mapping[str, Any], said: str) -> Answer:
        kept = {"account": doc["account"], "at": doc["at"], "done": said}
        await self._hub.registry.put(TABLE, key, kept)
        return say_text(said)

    async def _keep(self, heard: Heard, doc: Mapping[str, Any]) -> str:
        """Keep something until it is decided; what is over goes."""
        for key, old in (await self._hub.registry.all(TABLE)).items():
            if self._over(old):
                await self._hub.registry.remove(TABLE, key)
        key = secrets.token_hex(8)
        head = {"account": heard.entra_id, "at": self._hub.now().isoformat()}
        await self._hub.registry.put(TABLE, key, {**head, **doc})
        return key

    def _over(self, doc: Mapping[str, Any]) -> bool:
        return self._hub.now() - datetime.fromisoformat(str(doc["at"])) > GOOD_FOR


def _digest(document: Any) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
