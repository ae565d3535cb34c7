"""What a file says, held against what is there: read, compared, and taken whole.

What was read is a plain document, so that it can wait for a word across a restart. ``base`` is the
digest of what it was compared with.
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.accounts import Accounts
from bot.heard import Heard
from bot.hub import Hub
from cards.files_in import Checked
from council.agenda import Agenda
from council.differences import agenda_differences, roster_differences
from council.ids import SittingId
from council.roster import Role, Roster
from council.sitting import Sitting, Stage
from files.agenda import read_agenda
from files.problems import Problem
from files.roster import read_roster
from store.planned import Planned, Plans, items_document, items_of, members_document, members_of
from wording.problems import problem_text

Document = Mapping[str, Any]
BEGUN = (Stage.OPEN, Stage.BREAK)
LATE = timedelta(hours=12)
"""How long a sitting that did not begin in time is still one to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as it was sent; ``kind`` is "" as long as nobody has said what it is."""

    name: str
    url: str
    kind: str = ""
    sitting: str = ""


class Refused(Exception):
    """A file that is sound cannot be taken here and now; the words say why."""


class Checking:
    """Reads rosters and agendas and says what they would change."""

    def __init__(self, hub: Hub, accounts: Accounts) -> None:
        self._hub = hub
        self._accounts = accounts
        self._plans = Plans(hub.registry)

    async def read(self, sent: Sent, data: bytes) -> Document:
        """What the file says, as a document; ``BadFile`` with every bad row."""
        if sent.kind == "roster":
            roster = await asyncio.to_thread(read_roster, data, sent.name, zone=self._hub.settings.zone)
            said = self._remarks(roster.notes)
            return {**_head(sent, said), "content": members_document(roster.roster.members)}
        agenda = await asyncio.to_thread(read_agenda, data, sent.name)
        planned = await self._meant(sent.sitting)
        items = Agenda(tuple(agenda.agenda)).items
        head = _head(sent, self._remarks(agenda.notes))
        return {**head, "sitting": planned.id, "content": items_document(items)}

    async def compared(self, heard: Heard, doc: Document) -> tuple[str, Checked]:
        """The digest of what is there, and what the file would make of it."""
        if doc["kind"] == "roster":
            return await self._roster(heard, doc)
        planned = await self._planned(doc)
        items = items_of(doc["content"])
        checked = Checked(
            name=doc["name"],
            rows=self._hub.voice.say("files.items", n=len(items), title=planned.title),
            differences=agenda_differences(planned.items, items),
            remarks=tuple(doc["remarks"]),
            notes=self._agenda_notes(planned.id),
        )
        return digest(items_document(planned.items)), checked

    async def take(self, doc: Document) -> str | None:
        """Put what the file says in the place of what it was compared with; None if that has changed.

        What is there already was taken before, and only the word of it got lost.
        """
        if doc["kind"] == "roster":
            there = digest(members_document((await self._plans.listed()).members))
            roster = Roster(members_of(doc["content"]))
            if there == doc["base"]:
                await self._plans.keep_roster(roster)
            elif there != digest(doc["content"]):
                return None
            return self._hub.voice.say("files.roster_taken", n=len(roster))
        planned = await self._planned(doc)
        there, items = digest(items_document(planned.items)), items_of(doc["content"])
        if there == doc["base"]:
            await self._plans.keep(replace(planned, items=items))
        elif there != digest(doc["content"]):
            return None
        said = self._hub.voice.say("files.agenda_taken", n=len(items), id=planned.id)
        return " ".join([said, *self._agenda_notes(planned.id)])

    async def _roster(self, heard: Heard, doc: Document) -> tuple[str, Checked]:
        before, roster = await self._plans.listed(), Roster(members_of(doc["content"]))
        voting = len(roster.entitled())
        checked = Checked(
            name=doc["name"],
            rows=self._hub.voice.say("files.people", n=len(roster), voting=voting),
            differences=roster_differences(before, roster),
            remarks=tuple(doc["remarks"]),
            notes=await self._roster_notes(heard, roster),
        )
        return digest(members_document(before.members)), checked

    async def _roster_notes(self, heard: Heard, roster: Roster) -> tuple[str, ...]:
        """That sittings keep the list they have, and that the sender would be out of the office."""
        voice = self._hub.voice
        mine = await self._accounts.person(await self._plans.linked(roster), heard)
        office = mine is not None and any(m.has(Role.OFFICE) for m in roster if m.id == mine.id)
        notes = [] if office else [voice.say("files.without_you")]
        since = self._hub.now() - LATE
        held = [s for s in self._hub.desk.sittings() if not s.withdrawn]
        sittings = [s for s in held if s.stage in BEGUN or s.starts > since]
        for key, stages in (("files.roster_prepared", (Stage.PREPARED,)), ("files.roster_begun", BEGUN)):
            titles = [f"{s.title} ({voice.day(s.starts)})" for s in sittings if s.stage in stages]
            notes += [voice.say(key, sittings=voice.listing(titles))] if titles else []
        return tuple(notes)

    async def _meant(self, sitting: str) -> Planned:
        """The planned sitting that is meant: the one named, else the only one to come."""
        plans = await self._plans.all()
        since = self._hub.now() - LATE
        coming = [p for p in plans if not self._begun(p.id) and p.starts > since]
        found = [p for p in plans if p.id == sitting] if sitting else coming
        if len(found) != 1:
            known = self._hub.voice.listing([p.id for p in coming[:12]])
            raise Refused(self._hub.voice.say("files.no_sitting", known=known or "–"))
        return self._unbegun(found[0])

    async def _planned(self, doc: Document) -> Planned:
        found = await self._plans.find(SittingId(str(doc["sitting"])))
        if found is None:
            raise Refused(self._hub.voice.say("files.gone"))
        return self._unbegun(found)

    def _unbegun(self, planned: Planned) -> Planned:
        if self._begun(planned.id):
            raise Refused(self._hub.voice.say("files.begun"))
        return planned

    def _begun(self, sitting: SittingId) -> bool:
        if self._hub.desk.sitting(sitting) is None:
            return self._hub.desk.kept(sitting)  # it has ended, and has left the desk
        held = self._held(sitting)
        return held is not None and held.stage is not Stage.PREPARED

    def _held(self, sitting: SittingId) -> Sitting | None:
        found = self._hub.desk.sitting(sitting)
        return None if found is None or found.withdrawn else found

    def _agenda_notes(self, sitting: SittingId) -> tuple[str, ...]:
        return () if self._held(sitting) is None else (self._hub.voice.say("files.prepared"),)

    def _remarks(self, problems: tuple[Problem, ...]) -> list[str]:
        return [said(problem, self._hub.settings.language) for problem in problems]


def said(problem: Problem, language: str) -> str:
    """A problem of a file with its place, as a sentence."""
    return problem_text(problem.key, problem.values, language, line=problem.line, column=problem.column)


def digest(document: Any) -> str:
    """What tells one content from another."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _head(sent: Sent, remarks: list[str]) -> dict[str, Any]:
    return {"name": sent.name, "kind": sent.kind, "remarks": remarks}
