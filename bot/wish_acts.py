"""``karten persönlich`` and ``vorlesen``: what a member wants, said in their own chat at any time."""

from collections.abc import Mapping

from bot.asking import Asked
from bot.hub import Hub
from bot.office_acts import OfficeAct, OfficeWork
from bot.replies_out import Answer, say_text
from bot.second_way import send_ballot
from bot.wishes import Personal
from council.ballots import Phase
from council.roster import Role

_PERSONAL = {wish.value: wish for wish in Personal}
_MEMBERS = (Role.MEMBER, Role.CHAIR, Role.DEPUTY)


class WishWork:
    """Carries out the two commands; neither needs a prepared sitting."""

    def __init__(self, hub: Hub, office: OfficeWork) -> None:
        self._hub = hub
        self._office = office

    def acts(self) -> Mapping[str, OfficeAct]:
        """The acts by the name of their command."""
        return {"cards_personal": self._personal, "read_aloud": self._aloud}

    async def _personal(self, asked: Asked) -> Answer | None:
        """Ballots also here: always, when needed, or never; always means the open one at once."""
        await self._office.require(asked, *_MEMBERS)
        wish = _PERSONAL[asked.args.mode]
        await self._hub.wishes.keep(asked.heard.entra_id, personal=wish)
        if wish is Personal.ALWAYS:
            self._send_open(asked.heard.entra_id)
        return say_text(self._hub.voice.say(f"wish.personal.{wish.name.lower()}"))

    async def _aloud(self, asked: Asked) -> Answer | None:
        """Receipts as new messages that begin with the choice, or on the card alone."""
        await self._office.require(asked, *_MEMBERS)
        on = asked.args.mode == "an"
        await self._hub.wishes.keep(asked.heard.entra_id, aloud=on)
        return say_text(self._hub.voice.say("wish.aloud.on" if on else "wish.aloud.off"))

    def _send_open(self, account: str) -> None:
        """The ballots that are open now and wait for this person."""
        for sitting in self._hub.desk.sittings():
            ballot, member = sitting.ballot, sitting.roster.by_entra_id(account)
            if ballot is None or member is None or ballot.phase is not Phase.OPEN or ballot.by_hands:
                continue
            if member.id in ballot.waiting:
                send_ballot(self._hub, sitting, ballot.id, member.id)
