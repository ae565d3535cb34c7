"""Typed commands: understood, allowed or refused, carried out, answered where it belongs."""

from collections.abc import Mapping

import structlog

from bot.accounts import Accounts
from bot.acts import ACTS
from bot.asking import Asked, NameUnclear
from bot.commands import Incomplete, Parsed, Unknown, parse
from bot.grammar import Command, Where
from bot.heard import Heard, Place
from bot.helping import Helping
from bot.hub import Hub, id_of
from bot.office_acts import OFFICE_ACTS, OfficeAct
from bot.replies_out import Answer, say_card, say_text
from cards.people import ask_name_card, suggestion_card, syntax_card
from council.errors import NotInRoster, NotPrepared, Refusal
from council.roster import Member
from council.sitting import Sitting
from desk.desk import SittingLocked
from desk.ports import JournalBroken, NotConfirmed
from wording.refusals import refusal_text
from wording.voice import Voice, voice_of

log = structlog.get_logger(__name__)


class Typed:
    """Takes every typed line; nothing is ever done on a guess."""

    def __init__(
        self, hub: Hub, accounts: Accounts, helping: Helping, office: Mapping[str, OfficeAct]
    ) -> None:
        self._hub = hub
        self._accounts = accounts
        self._helping = helping
        self._office = office

    async def on_message(self, heard: Heard) -> None:
        """Carry out a typed line; the answer goes to whoever may see it."""
        place = self._hub.bindings.place(heard.chat)
        answer = await self._carry_out(heard, heard.text, place)
        if answer is None:
            return
        if place in (Place.MEETING, Place.GROUP):
            await self._hub.tell(heard, answer.activity())
        else:
            await self._hub.answer(heard, answer.activity())

    async def run(self, heard: Heard, text: str) -> Answer:
        """Carry out a command that stood on a button."""
        place = self._hub.bindings.place(heard.chat)
        answer = await self._carry_out(heard, text, place)
        return answer if answer is not None else say_text(self._hub.voice.say("act.done"))

    async def _carry_out(self, heard: Heard, text: str, place: Place) -> Answer | None:
        sitting = self._hub.bindings.sitting_for(heard)
        voice = voice_of(sitting) if sitting is not None else self._hub.voice
        try:
            member = await self._who(sitting, heard)
            understood = parse(text, bot_names=heard.bot_names, roles=_roles(sitting, member))
            if not isinstance(understood, Parsed):
                return _how(understood, voice) if member is not None or place is Place.PERSONAL else None
            return await self._do(heard, place, sitting, member, understood)
        except Refusal as refusal:
            log.info("command.refused", reason=refusal.key)
            return say_text(refusal_text(refusal, sitting, voice.language))
        except NameUnclear as unclear:
            return say_card(ask_name_card(voice, unclear.name, unclear.options))
        except (NotConfirmed, JournalBroken, SittingLocked) as failure:
            log.warning("command.not_confirmed", reason=str(failure))
            return say_text(voice.say("act.not_confirmed"))

    async def _who(self, sitting: Sitting | None, heard: Heard) -> Member | None:
        if sitting is None:
            return None
        return await self._accounts.member(sitting, heard)

    async def _do(
        self, heard: Heard, place: Place, sitting: Sitting | None, member: Member | None, parsed: Parsed
    ) -> Answer | None:
        command = parsed.command
        if _misplaced(command, place):
            return say_text(self._hub.voice.say("act.elsewhere", where=f"{command.where}"))
        if command.name == "help":
            return self._helping.show(heard, sitting)
        asked = Asked(hub=self._hub, heard=heard, place=place, sitting=sitting, member=member, parsed=parsed)
        if command.name in OFFICE_ACTS:
            return await self._office[command.name](asked)
        if sitting is None:
            raise NotPrepared
        if member is None:
            raise NotInRoster
        return await ACTS[command.name](asked)


def _roles(sitting: Sitting | None, member: Member | None) -> frozenset[str] | None:
    """The roles that limit suggestions; whoever presides or operates is suggested the chair's."""
    if member is None or sitting is None:
        return None
    held = {role.value for role in member.roles}
    acting = id_of(member) in (sitting.chair, sitting.operator) or sitting.operator_office
    return frozenset(held | ({"vorsitz"} if acting else set()))


def _misplaced(command: Command, place: Place) -> bool:
    if command.where is Where.PERSONAL:
        return place is not Place.PERSONAL
    return command.where is Where.PRIVATE and place not in (Place.PERSONAL, Place.OFFICE)


def _how(understood: Unknown | Incomplete, voice: Voice) -> Answer:
    """How a command is written, or the nearest one as a button."""
    if isinstance(understood, Incomplete):
        names = tuple(dict.fromkeys(command.name for command in understood.candidates))
        return say_card(syntax_card(voice, names))
    return say_card(suggestion_card(voice, typed=understood.text, nearest=understood.nearest or ""))
