"""Help: what a person may do, a call for the technicians, the ballot in one's own chat."""

from collections.abc import Awaitable, Callable

import structlog

from bot.accounts import Accounts
from bot.bindings import OFFICE, SUPPORT, meeting_chat
from bot.grammar import COMMANDS
from bot.heard import Heard
from bot.hub import Hub, member_of
from bot.owed import Urgency
from bot.replies_out import Answer, say_card, say_text
from bot.second_way import send_ballot
from cards.build import activity_of
from cards.help_call import help_call_card, outside_call_card
from cards.people import help_card
from council import commands as cmd
from council.ballots import Ballot, Phase
from council.errors import NotInRoster, Refusal, UnknownHelp
from council.helping import HelpCall, Wish, call_of
from council.roster import Member
from council.sitting import Sitting
from desk.desk import SittingLocked
from desk.ports import JournalBroken, NotConfirmed
from store.planned import Plans
from wording.voice import Voice, voice_of

log = structlog.get_logger(__name__)

OUTSIDE = {"help.call_me": Wish.CALL_ME, "help.no_card": Wish.NO_CARD}
"""What can be asked for from a help card that belongs to no sitting."""
PAUSE_SECONDS = 30
"""How often one person's wish is passed on that no record holds."""


class Helping:
    """Shows help and passes on requests for it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def verbs(self) -> dict[str, Callable[[Heard, Sitting, Member], Awaitable[Answer]]]:
        """The presses by the name of their verb."""
        return {
            "help.call_me": self.call_me,
            "help.no_card": self.no_card,
            "help.take": self.take,
            "help.done": self.done,
        }

    def show(self, heard: Heard, sitting: Sitting | None) -> Answer:
        """Help for this person: the telephone first, an open ballot before anything else."""
        member = member_of(sitting, heard)
        roles = frozenset(role.value for role in member.roles) if member else frozenset[str]()
        allowed = [c.name for c in COMMANDS if c.open_to(roles)]
        card = help_card(
            voice_of(sitting) if sitting else self._hub.voice,
            sitting=sitting,
            member=member.id if member else None,
            commands=tuple(dict.fromkeys(allowed)),
            office_phone=self._hub.settings.office_phone,
            support_phone=self._hub.settings.support_phone,
        )
        return say_card(card)

    async def call_me(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """Ask the technicians, or the office where there are none, to ring this person up."""
        voice = voice_of(sitting)
        if await self.request(sitting, member, Wish.CALL_ME, heard.id):
            newest = self._hub.desk.sitting(sitting.id) or sitting
            call = call_of(newest.helps, member.id)
            if call is not None and call.taken_at is not None:
                return say_text(voice.say("help.call_me.taken", name=newest.name(call.taken_by)))
            return say_text(voice.say("help.call_me.done"))
        return say_text(self._not_passed_on(voice.language))

    async def no_card(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """Send the open ballot to the person's own chat as well."""
        voice = voice_of(sitting)
        ballot = sitting.ballot
        votes = ballot is not None and ballot.phase is Phase.OPEN and member.id in ballot.electorate
        sent = False
        if ballot is not None and votes:
            sent = send_ballot(self._hub, sitting, ballot.id, member.id, again=heard.id)
        await self.request(sitting, member, Wish.NO_CARD, heard.id)
        if ballot is None or not votes:
            return say_text(voice.say("help.no_card.none"))
        if sent and self._hub.reaches(member.contact.entra_id):
            return say_text(voice.say("help.no_card.done"))
        return say_text(voice.say(_without_a_chat(heard, sitting, ballot)))

    async def take(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """A technician takes care of a call; the answer is its card."""
        number = _number(heard)
        command = cmd.TakeHelp(sitting=sitting.id, by=member.id, cause=heard.id, help=number)
        return await self._settled(command, number)

    async def done(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """A call is done; the answer is its card."""
        number = _number(heard)
        command = cmd.FinishHelp(sitting=sitting.id, by=member.id, cause=heard.id, help=number)
        return await self._settled(command, number)

    async def _settled(self, command: cmd.Command, number: int) -> Answer:
        sitting = (await self._hub.desk.turn(command)).sitting
        call = next(call for call in sitting.helps if call.number == number)
        return say_card(self._card(sitting, call))

    def _card(self, sitting: Sitting, call: HelpCall) -> dict[str, object]:
        member = sitting.member(call.member)
        device = self._hub.devices.of(member.contact.entra_id) if member is not None else None
        return help_call_card(sitting, call, device)

    async def outside(self, heard: Heard, accounts: Accounts) -> Answer:
        """A wish from a help card shown before any sitting: passed on to the technicians, on no record."""
        member = await accounts.person(await Plans(self._hub.registry).roster(), heard)
        if member is None:
            raise NotInRoster
        wish = OUTSIDE[heard.verb]
        if not self._pass_on(None, member, wish, heard.entra_id):
            return say_text(self._not_passed_on(self._hub.settings.language))
        key = "help.call_me.done" if wish is Wish.CALL_ME else "help.no_card.outside"
        return say_text(self._hub.voice.say(key))

    def numbers(self) -> list[str]:
        """The telephone numbers that can be called, the technicians' first."""
        settings = self._hub.settings
        return [number for number in (settings.support_phone, settings.office_phone) if number]

    def _not_passed_on(self, language: str) -> str:
        numbers = self.numbers()
        voice = Voice(language, self._hub.settings.timezone)
        key = "help.call_me.call_us" if numbers else "help.call_me.nobody"
        return voice.say(key, phones=voice.listing(numbers))

    async def request(self, sitting: Sitting, member: Member, wish: Wish, cause: str) -> bool:
        """Put a wish on record and pass it on; False where nobody has a chat to hear it in.

        Help never waits for the record: what cannot be written down is passed on all the same.
        """
        command = cmd.RequestHelp(sitting=sitting.id, by=member.id, cause=f"{cause}#help", wish=wish)
        try:
            await self._hub.desk.turn(command)
        except (Refusal, NotConfirmed, JournalBroken, SittingLocked) as reason:
            log.warning("help.not_recorded", sitting=sitting.id, reason=str(reason))
            return self._pass_on(sitting, member, wish, member.contact.entra_id)
        return self._listeners() is not None

    def _listeners(self) -> str | None:
        """The chat in which somebody hears of calls for help."""
        known = (chat for chat in (SUPPORT, OFFICE) if self._hub.outbox.chats.find(chat) is not None)
        return next(known, None)

    def _pass_on(self, sitting: Sitting | None, member: Member, wish: Wish, account: str) -> bool:
        chat = self._listeners()
        if chat is None:
            return False
        about = f"{wish}:{member.id}"
        if self._hub.may_speak(sitting.id if sitting else "", about, seconds=PAUSE_SECONDS):
            voice = voice_of(sitting) if sitting else self._hub.voice
            card = outside_call_card(voice, member, wish, self._hub.devices.of(account), self._hub.now())
            self._hub.later(self._hub.outbox.post(chat, activity_of(card), Urgency.NORMAL), "help")
        return True


def _without_a_chat(heard: Heard, sitting: Sitting, ballot: Ballot) -> str:
    """What whoever has no chat of their own is told: where to write the word, or that they must not."""
    if ballot.secret:
        return "help.no_card.no_chat.secret"
    elsewhere = meeting_chat(heard.chat.conversation) != sitting.closed_meeting
    return "help.no_card.no_chat" if ballot.public or not elsewhere else "help.no_card.no_chat.closed"


def _number(heard: Heard) -> int:
    number = heard.value.get("help")
    if type(number) is not int:
        raise UnknownHelp
    return number
