"""The office's own work: which chat is whose, preparation, planned sittings, reports."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

import structlog

from bot.accounts import Accounts
from bot.asking import Asked
from bot.bindings import OFFICE, SUPPORT, meeting_chat
from bot.chats import ChatRef
from bot.files_out import FilesOut
from bot.heard import Place
from bot.hub import Hub
from bot.online import Online
from bot.own_chats import open_chats
from bot.preparation import prepare_command, rules_of
from bot.replies_out import Answer, say_card, say_text
from bot.rooms import Rooms, as_meeting
from bot.sheets import Sheets, teller
from cards.attendance import attendance_card
from cards.office import PlannedSitting as Shown
from cards.office import checklist_card, sittings_card
from council import commands as cmd
from council.errors import NotInRoster, RoleNeeded, UnknownSitting
from council.ids import NOBODY
from council.roster import Member, Role, Roster
from council.rulebook import Format
from council.sitting import Sitting, Stage
from store.planned import Planned, Plans, free_id
from town import body_of
from wording.voice import voice_of

log = structlog.get_logger(__name__)

OfficeAct = Callable[[Asked], Awaitable[Answer | None]]

OFFICE_ACTS = frozenset(
    {
        *("office_here", "support_here", "prepare", "unprepare", "sittings", "attendance", "minutes"),
        *("code", "link", "emergency_sheet", "new_sitting", "template", "device_check", "devices"),
        *("code", "link", "emergency_sheet", "new_sitting", "template", "cards_personal", "read_aloud"),
    }
)
"""Commands that may be given before any sitting is prepared."""


class OfficeWork:
    """Carries out what the office asks for outside the sitting's own acts."""

    def __init__(self, hub: Hub, accounts: Accounts, files: FilesOut, online: Online | None = None) -> None:
        self._hub = hub
        self._accounts = accounts
        self._files = files
        self._sheets = Sheets(files, teller(hub))
        self._online = online
        self._rooms = Rooms(hub, self.require, self._after_preparing)

    def acts(self) -> Mapping[str, OfficeAct]:
        """The acts by the name of their command."""
        return {
            "office_here": self._office_here,
            "support_here": self._support_here,
            "prepare": self._prepare,
            "unprepare": self._unprepare,
            "sittings": self._sittings,
            "attendance": self._attendance,
            "minutes": self._minutes,
            "emergency_sheet": self._sheet,
            "new_sitting": self._new_sitting,
            "template": self._template,
        }

    async def _office_here(self, asked: Asked) -> Answer | None:
        await self.require(asked, Role.OFFICE)
        return await self._claim(asked, OFFICE, "office.here")

    async def _support_here(self, asked: Asked) -> Answer | None:
        await self.require(asked, Role.SUPPORT)
        return await self._claim(asked, SUPPORT, "support.here")

    async def _claim(self, asked: Asked, key: str, said: str) -> Answer:
        """Keep this chat as the office's or the technicians'; never the meeting's own."""
        if asked.place is Place.MEETING:
            return say_text(self._hub.voice.say("office.not_here"))
        heard = asked.heard.chat
        kind = "office" if key == OFFICE else "technicians"
        ref = ChatRef(
            service_url=heard.service_url,
            conversation=heard.conversation,
            tenant=heard.tenant,
            bot_id=heard.bot_id,
            kind="personal" if heard.kind == "personal" else kind,  # type: ignore[arg-type]
        )
        before = self._hub.outbox.chats.find(key)
        await self._hub.outbox.learned(key, ref)
        if before is not None and before.conversation != ref.conversation:
            self._hub.outbox.moved(key)
        return say_text(self._hub.voice.say(said))

    async def require(self, asked: Asked, *roles: Role) -> Member:
        """Who asks, by the sitting's roster or, before any, by the one imported last."""
        member = asked.member
        if member is None:
            roster = await Plans(self._hub.registry).roster()
            member = await self._accounts.person(roster, asked.heard)
            held = [m for m in roster if member is not None and m.id == member.id and m.has(*roles)]
            member = held[0] if held else member
        if member is None:
            raise NotInRoster
        if not member.has(*roles):
            raise RoleNeeded(roles=tuple(role.value for role in roles))
        return member

    # --- preparation -----------------------------------------------------------------

    async def _prepare(self, asked: Asked) -> Answer | None:
        """Bind this meeting to a planned sitting and answer with the checklist."""
        if asked.place not in (Place.MEETING, Place.GROUP) or self._is_the_technicians(asked):
            return say_text(self._hub.voice.say("prepare.in_meeting"))
        elsewhere = await self._rooms.prepare(asked)
        if elsewhere is not None:
            return elsewhere
        everybody = await Plans(self._hub.registry).roster()
        person = await self._accounts.person(everybody, asked.heard)
        if person is None:
            raise NotInRoster
        planned = await self._planned(asked)
        try:
            roster = everybody.of_body(planned.body)
        except LookupError:
            return say_text(self._unknown_body(planned.body, everybody))
        member = roster.get(person.id)
        if member is None:
            raise NotInRoster
        chat = asked.heard.chat.conversation
        here = self._held_here(chat, planned)
        if here is not None and here.stage in (Stage.OPEN, Stage.BREAK):
            return say_text(self._hub.voice.say("prepare.running", title=here.title))
        key = meeting_chat(chat)
        await self._hub.outbox.learned(key, as_meeting(asked.heard.chat))
        entry = await self._hub.desk.turn(
            prepare_command(self._hub.settings, planned, roster, member.id, key, asked.heard.id)
        )
        await self._hub.bindings.bind(chat, planned.id, asked.heard.meeting)
        if here is not None and here.stage is Stage.PREPARED:
            known = here.roster.get(member.id)
            by = member.id if known is not None and known.has(Role.OFFICE) else NOBODY
            await self._hub.desk.turn(cmd.WithdrawPreparation(sitting=here.id, by=by))
        sitting = entry.sitting
        self._hub.later(self._after_preparing(sitting, asked.heard.chat), "after_preparing")
        self._hub.later(
            self._sheets.with_preparation(sitting, member, asked.heard.entra_id), "emergency_sheet"
        )
        return say_card(checklist_card(sitting, hints=self._hub.hints(sitting)))

    def _is_the_technicians(self, asked: Asked) -> bool:
        """Whether this is the technicians' chat, in which telephone numbers stand that no meeting reads."""
        theirs = self._hub.outbox.chats.find(SUPPORT)
        return theirs is not None and theirs.conversation == asked.heard.chat.conversation

    def _unknown_body(self, body: str, everybody: Roster) -> str:
        """That the roster names other bodies only, and which."""
        named = dict.fromkeys(name.strip() for m in everybody for name in m.body.split("+") if name.strip())
        voice = self._hub.voice
        return voice.say("prepare.unknown_body", body=body, known=voice.listing(list(named)[:12]))

    def _held_here(self, chat: str, planned: Planned) -> Sitting | None:
        """Another sitting to which this meeting has been bound until now."""
        bound = self._hub.bindings.bound(chat)
        here = self._hub.desk.sitting(bound) if bound and bound != planned.id else None
        return None if here is None or here.withdrawn else here

    async def _after_preparing(self, sitting: Sitting, chat: ChatRef) -> None:
        """Link accounts, open admission where its time has come, then see what Graph knows."""
        await self._accounts.link_chat(sitting, chat)
        await open_admission_when_due(self._hub, sitting)
        if self._online is not None:
            await self._online.look(sitting, chat)
            open_chats(self._hub, self._hub.desk.sitting(sitting.id) or sitting)  # Graph may have made some

    async def _planned(self, asked: Asked) -> Planned:
        """The sitting that is meant: the one named, the one bound here, or the next one."""
        wanted = asked.args.sitting
        plans = await Plans(self._hub.registry).all()
        if wanted:
            found = next((p for p in plans if p.id == wanted.lower()), None)
            if found is None:
                raise UnknownSitting(sitting=wanted)
            return found
        bound = self._hub.bindings.bound(asked.heard.chat.conversation)
        free = [p for p in plans if p.id == bound] or [p for p in plans if self._free(p)]
        now = self._hub.now()
        nearest = min(free, key=lambda p: abs((p.starts - now).total_seconds()), default=None)
        if nearest is None:
            raise UnknownSitting(sitting="")
        return nearest

    def _free(self, planned: Planned) -> bool:
        sitting = self._hub.desk.sitting(planned.id)
        return sitting.withdrawn if sitting is not None else not self._hub.desk.kept(planned.id)

    async def _unprepare(self, asked: Asked) -> Answer | None:
        sitting = asked.held
        undone = await self._rooms.undo(asked)
        if undone is not None:
            return undone
        await self._hub.desk.turn(cmd.WithdrawPreparation(**asked.head()))
        conversation = sitting.meeting.removeprefix("meeting:")
        await self._hub.bindings.release(conversation)
        if self._online is not None:
            self._hub.later(self._online.undo(sitting.id), "meeting.undo")
        return say_text(voice_of(sitting).say("prepare.undone"))

    async def _sittings(self, asked: Asked) -> Answer | None:
        """The planned sittings with what has become of them: those to come, then those held."""
        await self.require(asked, Role.OFFICE)
        coming, over = list[Shown](), list[Shown]()
        for planned in await Plans(self._hub.registry).all():
            stage = self._stage_of(planned)
            shown = Shown(id=planned.id, title=planned.title, starts=planned.starts, stage=stage)
            (over if stage is Stage.ENDED else coming).append(shown)
        return say_card(sittings_card([*coming, *reversed(over)], self._hub.voice))

    def _stage_of(self, planned: Planned) -> Stage | None:
        """Where a planned sitting stands, None before it is prepared."""
        sitting = self._hub.desk.sitting(planned.id)
        if sitting is None:  # one that has ended leaves the desk
            return Stage.ENDED if self._hub.desk.kept(planned.id) else None
        return None if sitting.withdrawn else sitting.stage

    # --- reports ---------------------------------------------------------------------

    async def _attendance(self, asked: Asked) -> Answer | None:
        """The attendance report as a card here, or as a file to the clerk's own chat."""
        sitting = asked.held
        member = await self.require(asked, Role.OFFICE)
        if asked.args.format == "card":
            return say_card(attendance_card(sitting, final=sitting.stage is Stage.ENDED))
        return await self._files.offer(sitting, member, f"attendance.{asked.args.format}")

    async def _new_sitting(self, asked: Asked) -> Answer | None:
        """Plan a sitting without an agenda, on a day on which the body's rules are in force.

        One of this title at this time is the one that is meant: Teams may deliver a line twice.
        """
        await self.require(asked, Role.OFFICE)
        settings, args, voice = self._hub.settings, asked.args, self._hub.voice
        starts = datetime.combine(args.day, args.at, settings.zone).astimezone(UTC)
        if starts < self._hub.now():
            return say_text(voice.say("planned.past"))
        plans = Plans(self._hub.registry)
        known = await plans.all()
        planned = next((p for p in known if (p.title, p.starts) == (args.title, starts)), None)
        if planned is None:
            taken = {p.id for p in known} | self._hub.desk.names()
            planned = Planned(
                id=free_id(args.title, args.day, taken),
                title=args.title,
                body=settings.body,
                starts=starts,
                format=Format.DIGITAL,
                items=(),
            )
            rules_of(body_of(settings, planned.body), planned, settings.zone)
            await plans.keep(planned)
        said = {"title": planned.title, "moment": voice.moment(starts), "id": planned.id}
        return say_text(voice.say("planned.done", **said))

    async def _template(self, asked: Asked) -> Answer | None:
        """An empty workbook for roster or agenda, as a file in the clerk's own chat."""
        member = await self.require(asked, Role.OFFICE)
        account = member.contact.entra_id or asked.heard.entra_id
        return await self._files.offer_template(account, asked.args.kind)

    async def _sheet(self, asked: Asked) -> Answer | None:
        """The emergency sheet as a file to the clerk's own chat."""
        member = await self.require(asked, Role.OFFICE)
        return await self._sheets.wanted(asked.held, member, asked.heard.entra_id)

    async def _minutes(self, asked: Asked) -> Answer | None:
        """The draft of the minutes as a file to the clerk's own chat."""
        sitting = asked.held
        member = await self.require(asked, Role.OFFICE, Role.MINUTES)
        return await self._files.offer(sitting, member, "minutes.docx")


ADMISSION_MINUTES = 60
"""How long before the planned start admission begins by itself."""


async def open_admission_when_due(hub: Hub, sitting: Sitting) -> bool:
    """Open admission of a prepared sitting within the last hour before its start; True if done."""
    newest = hub.desk.sitting(sitting.id)
    if newest is None or newest.withdrawn or newest.admission or newest.stage is not Stage.PREPARED:
        return False
    if (newest.starts - hub.now()).total_seconds() > ADMISSION_MINUTES * 60:
        return False
    await hub.desk.turn(cmd.OpenAdmission(sitting=newest.id))
    return True
