"""``code`` and ``verknüpfen``: the office issues a code, the councillor types it in their own chat."""

from collections.abc import Mapping

from bot.asking import Asked
from bot.bindings import OFFICE
from bot.heard import Place
from bot.hub import Hub
from bot.link_codes import CodeRefused, LinkCodes
from bot.office_acts import OfficeAct, OfficeWork
from bot.owed import Urgency
from bot.replies_out import Answer, say_card, say_text
from cards.build import activity_of, notice_card
from cards.link import link_code_card
from council import names
from council.errors import NotForOneself, UnknownMember
from council.roster import Member, Role
from store.planned import Plans


class LinkWork:
    """Carries out the two commands; neither needs a prepared sitting."""

    def __init__(self, hub: Hub, office: OfficeWork) -> None:
        self._hub = hub
        self._office = office
        self._codes = LinkCodes(hub)

    def acts(self) -> Mapping[str, OfficeAct]:
        """The acts by the name of their command."""
        return {"code": self._code, "link": self._link}

    async def _code(self, asked: Asked) -> Answer | None:
        clerk = await self._office.require(asked, Role.OFFICE)
        member = await self._meant(asked.args.name)
        if member.id == clerk.id:
            raise NotForOneself
        code, until = await self._codes.issue(member, clerk.id)
        replaces = bool(member.contact.entra_id)
        return say_card(link_code_card(self._hub.voice, member.name, code, until, replaces=replaces))

    async def _meant(self, name: str) -> Member:
        """The one person of the roster whom a name means."""
        roster = await Plans(self._hub.registry).roster()
        found = {member.id: member for member in names.find(name, roster)}
        if len(found) != 1:
            raise UnknownMember(name=name)
        return next(iter(found.values()))

    async def _link(self, asked: Asked) -> Answer | None:
        """Take a code; typed where others read along it is void."""
        voice = self._hub.voice
        if asked.place is not Place.PERSONAL:
            return await self._exposed(asked)
        try:
            member = await self._codes.redeem(asked.args.text, asked.heard.entra_id)
        except CodeRefused as refused:
            return say_text(voice.say(refused.key, **refused.values))
        await self._tell_office(voice.say("link.done.office", name=member.name))
        return say_text(voice.say("link.done", name=member.name))

    async def _exposed(self, asked: Asked) -> Answer:
        voice = self._hub.voice
        member = await self._codes.void(asked.args.text)
        if member is None:
            return say_text(voice.say("link.private"))
        roster = await Plans(self._hub.registry).roster()
        known = roster.get(member)
        await self._tell_office(voice.say("link.exposed.office", name=known.name if known else str(member)))
        return say_text(voice.say("link.exposed"))

    async def _tell_office(self, words: str) -> None:
        if self._hub.outbox.chats.find(OFFICE) is not None:
            await self._hub.outbox.post(OFFICE, activity_of(notice_card(words)), Urgency.NORMAL)
