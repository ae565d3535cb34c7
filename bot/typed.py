"""Typed commands: understood, allowed or refused, carried out, answered where it belongs."""

from collections.abc import Mapping
from dataclasses import replace

import structlog

from bot.accounts import Accounts
from bot.acts import ACTS
from bot.asking import Asked, NameUnclear
from bot.bindings import meeting_chat
from bot.commands import Incomplete, Parsed, Unknown, parse
from bot.grammar import ANYONE, Command, Where
from bot.heard import Heard, Place
from bot.helping import Helping
from bot.hub import Hub, id_of
from bot.measuring import LONGEST, note_refusal
from bot.office_acts import OFFICE_ACTS, OfficeAct
from bot.replies_out import Answer, say_card, say_text
from bot.strangers import Strangers
from cards.people import ask_name_card, suggestion_card, syntax_card
from cards.which import which_sitting_card
from council.errors import AlteredPress, NotInRoster, NotPrepared, Refusal
from council.ids import SittingId
from council.room_rules import require_not_left
from council.roster import Member
from council.sitting import Sitting
from desk.desk import SittingLocked
from desk.ports import JournalBroken, NotConfirmed
from store.planned import Plans
from wording.refusals import refusal_text
from wording.voice import Voice, voice_of

log = structlog.get_logger(__name__)

OF_NO_SITTING = frozenset(
    "help office_here support_here prepare sittings code link new_sitting template cards_personal "
    "read_aloud device_check".split()
)
"""Commands that mean no particular sitting."""


class Typed:
    """Takes every typed line; nothing is ever done on a guess."""

    def __init__(
        self,
        hub: Hub,
        accounts: Accounts,
        helping: Helping,
        office: Mapping[str, OfficeAct],
        strangers: Strangers,
    ) -> None:
        self._strangers = strangers
        self._hub = hub
        self._accounts = accounts
        self._helping = helping
        self._office = office

    async def on_message(self, heard: Heard) -> None:
        """Carry out a typed line; the answer goes to whoever may see it."""
        place = self._hub.bindings.place(heard.chat)
        meant = await self._newest(self._hub.bindings.meant(heard))
        answer = await self._carry_out(heard, heard.text, place, meant)
        if answer is None:
            return
        if place in (Place.MEETING, Place.GROUP):
            await self._hub.tell(heard, answer.activity())
        else:
            await self._hub.answer(heard, answer.activity())

    async def run(self, heard: Heard, text: str) -> Answer:
        """Carry out a command that stood on a button, in the sitting that the button names alone."""
        place = self._hub.bindings.place(heard.chat)
        name = SittingId(str(heard.value.get("sitting") or ""))
        named = await self._hub.desk.newest(name) if name else None
        if name and named is None:
            return self._not_there(heard, name)
        meant = (named,) if named is not None else await self._newest(self._hub.bindings.meant(heard))
        answer = await self._carry_out(heard, text, place, meant)
        return answer if answer is not None else say_text(self._hub.voice.say("act.done"))

    def _not_there(self, heard: Heard, sitting: SittingId) -> Answer:
        """The answer to a button whose sitting cannot be read, or has never been."""
        if self._hub.desk.kept(sitting):
            where = sitting[:LONGEST]
            log.warning("command.not_confirmed", reason="unread", sitting=where, cause=heard.id[:LONGEST])
            return say_text(self._hub.voice.say("act.not_confirmed"))
        altered = AlteredPress(ballot=0)
        note_refusal("command.refused", altered, None, heard)
        return say_text(refusal_text(altered, None, self._hub.settings.language))

    async def _newest(self, meant: tuple[Sitting, ...]) -> tuple[Sitting, ...]:
        """These sittings with what other instances have written to them."""
        return tuple([await self._hub.desk.newest(sitting.id) or sitting for sitting in meant])

    async def _carry_out(
        self, heard: Heard, text: str, place: Place, meant: tuple[Sitting, ...]
    ) -> Answer | None:
        sitting = meant[0] if meant else None
        voice = voice_of(sitting) if sitting is not None else self._hub.voice
        try:
            member = await self._who(sitting, heard)
            understood = parse(text, bot_names=heard.bot_names, roles=_roles(sitting, member))
            if isinstance(understood, Parsed) and len(meant) > 1 and understood.name not in OF_NO_SITTING:
                answer: Answer | None = say_card(which_sitting_card(voice, understood.text, meant))
            elif isinstance(understood, Parsed):
                answer = _bound(await self._do(heard, place, sitting, member, understood), sitting)
            elif member is None and place is not Place.PERSONAL and not await self._known(heard, sitting):
                answer = None
            else:
                answer = _bound(_how(understood, voice, member), sitting)
            return answer
        except Refusal as refusal:
            note_refusal("command.refused", refusal, sitting, heard)
            return say_text(refusal_text(refusal, sitting, voice.language))
        except NameUnclear as unclear:
            return _bound(say_card(ask_name_card(voice, unclear.name, unclear.options)), sitting)
        except (NotConfirmed, JournalBroken, SittingLocked) as failure:
            where = sitting.id if sitting is not None else ""
            log.warning("command.not_confirmed", reason=str(failure), sitting=where, cause=heard.id[:LONGEST])
            return say_text(voice.say("act.not_confirmed"))

    async def _who(self, sitting: Sitting | None, heard: Heard) -> Member | None:
        if sitting is None:
            return None
        return await self._accounts.member(sitting, heard)

    async def _known(self, heard: Heard, sitting: Sitting | None) -> bool:
        """Whether somebody in a meeting without a sitting stands on the roster imported last."""
        if sitting is not None:
            return False
        roster = await Plans(self._hub.registry).roster()
        return await self._accounts.person(roster, heard) is not None

    async def _do(
        self, heard: Heard, place: Place, sitting: Sitting | None, member: Member | None, parsed: Parsed
    ) -> Answer | None:
        command = parsed.command
        if _misplaced(command, place):
            return say_text(self._hub.voice.say("act.elsewhere", where=f"{command.where}"))
        gone = self._hub.bindings.left(heard.chat.conversation)
        if gone is not None and command.name not in OF_NO_SITTING:
            require_not_left(gone, meeting_chat(heard.chat.conversation))
        if command.name == "help":
            return self._helping.show(heard, sitting)
        asked = Asked(hub=self._hub, heard=heard, place=place, sitting=sitting, member=member, parsed=parsed)
        if command.name in OFFICE_ACTS:
            return await self._office[command.name](asked)
        if sitting is None:
            raise NotPrepared
        if member is None and command.name == "present":
            return await self._stranger(asked, sitting)
        if member is None and command.who != ANYONE:
            raise NotInRoster
        return await ACTS[command.name](asked)

    async def _stranger(self, asked: Asked, sitting: Sitting) -> Answer | None:
        """The sign-in of an account that nobody knows yet."""
        found = await self._strangers.signing_in(sitting, asked.heard)
        if isinstance(found, str):
            return say_text(found)
        return await ACTS["present"](replace(asked, member=found))


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


def _how(understood: Unknown | Incomplete, voice: Voice, member: Member | None) -> Answer:
    """How a command is written, or the nearest one as a button."""
    if isinstance(understood, Incomplete):
        held = frozenset(role.value for role in member.roles) if member is not None else frozenset[str]()
        own = [c for c in understood.candidates if c.open_to(held)] or understood.candidates
        return say_card(syntax_card(voice, tuple(dict.fromkeys(command.name for command in own))))
    return say_card(suggestion_card(voice, typed=understood.text, nearest=understood.nearest or ""))


def _bound(answer: Answer | None, sitting: Sitting | None) -> Answer | None:
    """The answer with its suggested commands bound to the sitting for which they were suggested."""
    if answer is None or answer.card is None or sitting is None:
        return answer
    for block in answer.card["body"]:
        for action in block.get("actions") or ():
            if action.get("verb") == "command.run":
                action["data"]["sitting"] = str(sitting.id)
    return answer
