"""Help: what a person may do, a call from the technicians, the ballot in one's own chat."""

from bot.bindings import OFFICE, SUPPORT
from bot.grammar import COMMANDS
from bot.heard import Heard
from bot.hub import Hub, member_of
from bot.owed import Urgency
from bot.replies_out import Answer, say_card, say_text
from bot.second_way import send_ballot
from cards.build import activity_of
from cards.office import help_request_card
from cards.people import help_card
from council.ballots import Phase
from council.roster import Member
from council.sitting import Sitting
from wording.voice import voice_of


class Helping:
    """Shows help and passes on requests for it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

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
        if self.request(sitting, member, "call_me"):
            return say_text(voice.say("help.call_me.done"))
        numbers = self.numbers()
        key = "help.call_me.call_us" if numbers else "help.call_me.nobody"
        return say_text(voice.say(key, phones=voice.listing(numbers)))

    def numbers(self) -> list[str]:
        """The telephone numbers that can be called, the technicians' first."""
        settings = self._hub.settings
        return [number for number in (settings.support_phone, settings.office_phone) if number]

    async def no_card(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """Send the open ballot to the person's own chat as well."""
        voice = voice_of(sitting)
        ballot = sitting.ballot
        self.request(sitting, member, "no_card")
        if ballot is None or ballot.phase is not Phase.OPEN or member.id not in ballot.electorate:
            return say_text(voice.say("help.no_card.none"))
        sent = send_ballot(self._hub, sitting, ballot.id, member.id, again=heard.id)
        return say_text(voice.say("help.no_card.done" if sent else "help.no_card.no_chat"))

    def request(self, sitting: Sitting, member: Member, wish: str) -> bool:
        """Pass a wish on to technicians or office; False where neither has a chat to hear it in."""
        chat = SUPPORT if self._hub.outbox.chats.find(SUPPORT) else OFFICE
        if self._hub.outbox.chats.find(chat) is None:
            return False
        if self._hub.may_speak(sitting.id, f"{wish}:{member.id}", seconds=30):
            card = help_request_card(
                sitting, member.name, wish=wish, phone=member.contact.phone, at=self._hub.now()
            )
            self._hub.later(self._hub.outbox.post(chat, activity_of(card), Urgency.NORMAL), "help")
        return True
