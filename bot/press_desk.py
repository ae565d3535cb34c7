"""Presses that are no votes: sign-in, the chair's steps, confirmations, help; admission stands elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.accounts import Accounts
from bot.bindings import meeting_chat
from bot.device_work import VERBS as DEVICE_VERBS
from bot.device_work import DeviceWork
from bot.files_in import VERBS as FILE_VERBS
from bot.files_in import FilesIn
from bot.heard import Heard
from bot.helping import OUTSIDE, Helping
from bot.hub import Hub
from bot.measuring import LONGEST, note_refusal
from bot.office_ways import OfficeWayPresses
from bot.practice import Practices
from bot.press_admission import AdmissionPresses, case_of
from bot.press_reconciling import ReconcilingPresses
from bot.replies_out import Answer, say_card, say_text
from bot.scenes import control_view
from bot.showing import check_card
from bot.strangers import Strangers
from bot.vote_acts import standing_vote
from cards.office import confirm_card
from cards.presence import signed_in_card
from cards.quorum import quorum_why_card
from cards.reasons import reasons_card
from cards.results import names_card
from council import commands as cmd
from council.authority import presides
from council.errors import (
    AlteredPress,
    ChairNeeded,
    NotInRoster,
    NotYours,
    Outdated,
    ReasonNeeded,
    Refusal,
    TooFast,
    UnknownBallot,
)
from council.ids import BallotId, CaseId, SittingId
from council.room_rules import require_not_left
from council.roster import Member
from council.sitting import Sitting
from desk.desk import SittingLocked
from desk.ports import JournalBroken, NotConfirmed
from wording.refusals import refusal_text
from wording.voice import voice_of

log = structlog.get_logger(__name__)

RUN_ONCE = timedelta(seconds=30)
"""How long a suggested command that was pressed is not carried out again from the same card."""

AGAIN_SECONDS = 5
"""How long a ballot's card is not shown once more: a press may be delivered twice."""

_OF_NO_SITTING = frozenset({"help.show", "command.run"}) | FILE_VERBS | DEVICE_VERBS

_READING = frozenset({"ballot.names", "quorum.why", "help.call_me", "help.no_card"})
"""Presses that change nothing of the sitting, and are answered wherever their card stands."""

Run = Callable[[Heard, str], Awaitable[Answer]]


class DeskPresses:
    """Takes every press that is no vote; ``run`` carries out a command shown as a button."""

    def __init__(
        self,
        hub: Hub,
        accounts: Accounts,
        helping: Helping,
        run: Run,
        strangers: Strangers,
        files_in: FilesIn,
        devices: DeviceWork,
    ) -> None:
        self._hub = hub
        self._accounts = accounts
        self._strangers = strangers
        self._files_in = files_in
        self._devices = devices
        self._helping = helping
        self._run = run
        self._ran: dict[tuple[str, str, str], tuple[datetime, asyncio.Future[Answer]]] = {}
        self._verbs: dict[str, Callable[[Heard, Sitting, Member], Awaitable[Answer]]] = {
            "presence.sign_in": self._sign_in,
            "presence.alone": self._alone,
            "control.step": self._step,
            "office.confirm": self._confirm,
            "office.reject": self._reject,
            "ballot.names": self._names,
            "quorum.why": self._why,
            **self._helping.verbs(),
            **AdmissionPresses(hub).verbs(),
            **ReconcilingPresses(hub).verbs(),
            **Practices(hub).verbs(),
            **OfficeWayPresses(hub).verbs(),
        }

    async def take(self, heard: Heard) -> Answer:
        """Do what the button says, for a person of the sitting's roster."""
        if heard.verb in _OF_NO_SITTING:
            return await self._elsewhere(heard)
        if heard.verb in OUTSIDE and not heard.value.get("sitting"):
            return await self._help_outside(heard)
        name = SittingId(str(heard.value.get("sitting", "")))
        sitting = await self._hub.desk.newest(name)
        try:
            handler = self._verbs.get(heard.verb)
            if sitting is None and self._hub.desk.kept(name):
                raise SittingLocked(name, "unread")
            if handler is None or sitting is None:
                raise AlteredPress(ballot=0)
            if heard.verb not in _READING:
                require_not_left(sitting, meeting_chat(heard.chat.conversation))
            who: Member | str | None = await self._accounts.member(sitting, heard)
            if who is None and heard.verb == "presence.sign_in":
                who = await self._strangers.signing_in(sitting, heard)
            if who is None:
                raise NotInRoster
            return say_text(who) if isinstance(who, str) else await handler(heard, sitting, who)
        except Refusal as refusal:
            note_refusal("press.refused", refusal, sitting, heard, verb=heard.verb[:40])
            language = sitting.language if sitting else self._hub.settings.language
            return say_text(refusal_text(refusal, sitting, language))
        except (NotConfirmed, JournalBroken, SittingLocked) as failure:
            where = sitting.id if sitting is not None else ""
            log.warning(
                "press.not_confirmed",
                verb=heard.verb[:40],
                reason=str(failure),
                sitting=where,
                cause=heard.id[:LONGEST],
            )
            return say_text(self._hub.voice.say("act.not_confirmed"))

    async def _elsewhere(self, heard: Heard) -> Answer:
        """A press that belongs to no sitting: help, a file, a suggested command."""
        if heard.verb == "help.show":
            return await self._help(heard)
        if heard.verb in FILE_VERBS:
            return await self._files_in.press(heard)
        if heard.verb in DEVICE_VERBS:
            return await self._devices.press(heard)
        return await self._once(heard, str(heard.value.get("text", ""))[:500])

    async def _once(self, heard: Heard, text: str) -> Answer:
        """Carry out a suggested command; pressed or delivered twice it has the answer it had.

        Where the word is a vote, the answer says what counts now: another one may have come since.
        """
        now = self._hub.now()
        self._ran = {key: ran for key, ran in self._ran.items() if now - ran[0] < RUN_ONCE}
        key = (heard.entra_id, heard.reply_to, text)
        if not heard.reply_to:
            return await self._run(heard, text)
        again = key in self._ran
        if not again:
            self._ran[key] = (now, asyncio.ensure_future(self._run(heard, text)))
        answer = await asyncio.shield(self._ran[key][1])
        return (standing_vote(self._hub, heard, text) if again else None) or answer

    async def _sign_in(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        entry = await self._hub.desk.turn(cmd.SignIn(sitting=sitting.id, by=member.id, cause=heard.id))
        settings = self._hub.settings
        phones = {"office_phone": settings.office_phone, "support_phone": settings.support_phone}
        return say_card(signed_in_card(entry.sitting, member.id, **phones))

    async def _alone(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        entry = await self._hub.desk.turn(cmd.ConfirmAlone(sitting=sitting.id, by=member.id, cause=heard.id))
        voice = voice_of(entry.sitting)
        return say_text(voice.say("rooms.alone.done", time=voice.clock(self._hub.now())))

    async def _step(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """One step of the chair; whatever comes of it, the answer is the card as it is now."""
        try:
            step = cmd.Step(str(heard.value.get("step", "")))
        except ValueError:
            return await self._shown_again(heard, sitting, member)
        if step is cmd.Step.CLOSED_PART and heard.value.get("checked") is not True:
            if not presides(sitting, member.id):
                raise ChairNeeded(chair=str(sitting.chair))
            return say_card(check_card(self._hub, sitting))
        command = cmd.PressStep(
            sitting=sitting.id,
            by=member.id,
            cause=heard.id,
            step=step,
            state=str(heard.value.get("state", "")),
            guard=self._hub.guard,
            reason=str(heard.value.get("reason", ""))[:200],
        )
        try:
            entry = await self._hub.desk.turn(command)
        except NotYours:
            raise  # the card of the chair is shown to nobody else
        except (Outdated, TooFast):
            return self._control(sitting, member)
        except Refusal as refusal:
            if isinstance(refusal, ReasonNeeded) and step is cmd.Step.REPEAT:
                return say_card(reasons_card(self._newest(sitting), step.value))
            return self._control(sitting, member, refusal)
        return self._control(entry.sitting, member)

    def _control(self, sitting: Sitting, member: Member, refusal: Refusal | None = None) -> Answer:
        """The control card as it is now, to whoever leads or operates; the chair's own vote to the chair."""
        newest = self._newest(sitting)
        notices = (refusal_text(refusal, newest, newest.language),) if refusal is not None else ()
        if not presides(newest, member.id):
            return say_text(notices[0] if notices else voice_of(newest).say("act.done"))
        mirror = member.id != newest.chair
        return say_card(control_view(self._hub, newest, *notices, mirror=mirror))

    async def _shown_again(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """The open ballot's card at the bottom once more; no step of the sitting."""
        if heard.value.get("step") != "card_again":
            raise AlteredPress(ballot=0)
        if not presides(sitting, member.id):
            raise ChairNeeded(chair=str(sitting.chair))
        pause = AGAIN_SECONDS / self._hub.settings.outbox_speed
        if self._hub.may_speak(sitting.id, "card_again", seconds=pause):
            await self._run(heard, "karte")
        return self._control(sitting, member)

    async def _confirm(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        case = case_of(heard)
        council = heard.value.get("council") is True
        command = cmd.ConfirmEntry(
            sitting=sitting.id, by=member.id, cause=heard.id, case=case, council=council
        )
        return await self._second(command, case)

    async def _reject(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        case = case_of(heard)
        command = cmd.RejectEntry(sitting=sitting.id, by=member.id, cause=heard.id, case=case)
        return await self._second(command, case)

    async def _second(self, command: cmd.Command, case: CaseId) -> Answer:
        entry = await self._hub.desk.turn(command)
        return say_card(confirm_card(entry.sitting, entry.sitting.cases[case]))

    async def _names(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """All names of a declared ballot, to people of this sitting alone."""
        number = heard.value.get("ballot")
        ballot = sitting.ballots.get(BallotId(number)) if type(number) is int else None
        if ballot is None:
            raise UnknownBallot(ballot=number if type(number) is int else 0)
        if not ballot.public and not member.entitled:
            raise UnknownBallot(ballot=ballot.id)
        return say_card(names_card(ballot, sitting))

    async def _why(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """Why the quorum is this number, for anybody of the sitting."""
        return say_card(quorum_why_card(self._newest(sitting)))

    async def _help(self, heard: Heard) -> Answer:
        found = self._hub.desk.sitting(SittingId(str(heard.value.get("sitting", ""))))
        sitting = found or self._hub.bindings.sitting_for(heard)
        return self._helping.show(heard, sitting)

    async def _help_outside(self, heard: Heard) -> Answer:
        """A wish for help from somebody of the roster before any sitting."""
        try:
            return await self._helping.outside(heard, self._accounts)
        except Refusal as refusal:
            return say_text(refusal_text(refusal, None, self._hub.settings.language))

    def _newest(self, sitting: Sitting) -> Sitting:
        return self._hub.desk.sitting(sitting.id) or sitting
