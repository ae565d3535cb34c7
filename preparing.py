"""The preparation at Graph from the command line: the online meeting set up, the app installed, the sheet.

It does beside the bot what ``vorbereiten`` does at Graph, days before if the office likes; the sitting
itself is bound to its meeting in Teams. Doing it again changes nothing, and it can be undone.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from beside import beside, stored_sitting
from bot.chats import TABLE as CHATS
from bot.meeting_lines import lines_of, troubles_of
from bot.meeting_setup import MeetingSetup
from bot.preparation import prepare_command
from config import Settings
from console import Refused, sentence
from council.decide import decide
from council.errors import RulesNotInForce
from council.fold import replay
from council.ids import NOBODY, SittingId
from council.roster import Roster
from council.sitting import Sitting
from graph import Directory, GraphUnavailable, directory_of
from reports.emergency_sheet import emergency_sheet
from store.folder import StoreBeside
from store.planned import Planned, Plans
from town import TownFileRefused, town_sentence
from wording.voice import voice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Which online meeting: its organizer (object id, or an address of the roster) and its link."""

    organizer: str
    join_url: str


@dataclass(slots=True)
class _Said:
    """What the command line prints: what was done, and what is left."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join([*(f"✓ {line}" for line in self.done), *(f"! {line}" for line in self.left)])


def prepare_sitting(settings: Settings, sitting: str, meeting: Meeting, sheet: Path) -> str:
    """Set the meeting up, install the app there and for everybody, write the emergency sheet to *sheet*."""

    async def work(store: StoreBeside) -> tuple[bytes, str]:
        state, roster = await _sitting(settings, store, sitting)
        directory = _directory(settings)
        try:
            said = await _at_graph(settings, store, directory, state, _named(meeting, roster))
        finally:
            await directory.close()
        office, support = settings.office_phone, settings.support_phone
        made = emergency_sheet(state, office_phone=office, support_phone=support)
        said.done.append(sentence("prepare.sheet", settings.language, path=sheet))
        text = "\n".join([said.text(), sentence("prepare.next", settings.language, id=state.id)])
        return made, text

    made, text = beside(settings, work)
    sheet.parent.mkdir(parents=True, exist_ok=True)
    sheet.write_bytes(made)
    return text


def undo_preparation(settings: Settings, sitting: str) -> str:
    """Put the online meeting's settings back as they were before they were set for this sitting."""

    async def work(store: StoreBeside) -> str:
        directory = _directory(settings)
        try:
            undone = await _setup(settings, store, directory, {}).undo(SittingId(sitting))
        finally:
            await directory.close()
        return sentence("prepare.undone" if undone else "prepare.nothing", settings.language, id=sitting)

    return beside(settings, work)


async def _at_graph(
    settings: Settings, store: StoreBeside, directory: Directory, state: Sitting, meeting: Meeting
) -> _Said:
    """What Graph does, and what of it Graph does not do; only a meeting that is not found stops it."""
    voice, said = voice_of(state), _Said()
    try:
        found = await directory.online_meeting(meeting.organizer, meeting.join_url)
    except GraphUnavailable as failure:
        said.left += troubles_of((failure,), meeting.organizer, settings.app_id, voice)
        raise Refused("\n".join(said.left)) from None
    prepared = await _setup(settings, store, directory, await store.registry.all(CHATS)).prepare(state, found)
    lines = lines_of(prepared, state, settings.app_id)
    said.done += lines.done
    said.left += lines.hints
    try:
        app = await directory.catalogue_app(settings.app_id)
        if await directory.install_in_chat(found.thread, app):
            said.done.append(sentence("prepare.in_chat", settings.language))
    except GraphUnavailable as failure:
        more = troubles_of((failure,), meeting.organizer, settings.app_id, voice)
        said.left += [line for line in more if line not in said.left]
    return said


def _setup(
    settings: Settings, store: StoreBeside, directory: Directory, chats: dict[str, dict[str, object]]
) -> MeetingSetup:
    def knows(account: str) -> bool:
        return f"person:{account}" in chats

    return MeetingSetup(store.registry, settings.app_id, knows, directory)


def _directory(settings: Settings) -> Directory:
    found = directory_of(settings)
    if found is None:
        raise Refused(sentence("prepare.local", settings.language))
    return found


def _named(meeting: Meeting, roster: Roster) -> Meeting:
    """The organizer's object id where an address of the roster was given: Graph asks for the id."""
    found = roster.by_address(meeting.organizer)
    account = found[0].contact.entra_id if len(found) == 1 else ""
    return Meeting(organizer=account or meeting.organizer, join_url=meeting.join_url)


async def _sitting(settings: Settings, store: StoreBeside, sitting: str) -> tuple[Sitting, Roster]:
    """The sitting as it stands, or as it would be prepared now; and everybody of the roster."""
    plans = Plans(store.registry)
    planned, everybody = await plans.find(SittingId(sitting)), await plans.roster()
    if planned is None:
        raise Refused(sentence("sitting.unknown", settings.language, id=sitting))
    stored = await stored_sitting(store, planned.id)
    if stored is not None and not stored.withdrawn:
        return stored, everybody
    return _as_prepared(settings, planned, everybody), everybody


def _as_prepared(settings: Settings, planned: Planned, everybody: Roster) -> Sitting:
    try:
        roster = everybody.of_body(planned.body)
        command = prepare_command(settings, planned, roster, NOBODY, "")
        events = decide(None, command, datetime.now(UTC), "")
    except LookupError:
        raise Refused(sentence("prepare.body", settings.language, body=planned.body)) from None
    except TownFileRefused as fault:
        raise Refused(town_sentence(settings, fault)) from None
    except RulesNotInForce as none:
        said = sentence("prepare.rules", settings.language, **none.values)
        raise Refused(said) from None
    state = replay(events)
    if state is None:
        raise LookupError("a preparation is an event")
    return state
