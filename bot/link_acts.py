"""``code`` and ``verknüpfen``: the office issues a code, the councillor types it in their own chat."""

from collections.abc import Mapping

from bot.asking import Asked, NameUnclear
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
from council.ids import MemberId
from council.roster import Member, Role
from store.planned import Plans

MOST_OPTIONS = 6


class LinkWork:
    """Carries out the two commands; neither needs a prepared sitting."""

    def __init__(self, hub: Hub, office: OfficeWork) -> None:
        self._hub = hub
        self._office = office
        self._codes = LinkCodes(desk=hub.desk, registry=hub.registry, now=hub.now)

    def acts(self) -> Mapping[str, OfficeAct]:
        """The acts by the name of their command."""
        return {"code": self._code, "link": self._link}

    async def _code(self, asked: Asked) -> Answer | None:
        clerk = await self._office.require(asked, Role.OFFICE)
        member = await self._meant(asked)
        if member.id == clerk.id:
            raise NotForOneself
        issued = await self._codes.issue(member, clerk.id)
        card = link_code_card(
            self._hub.voice, member.name, issued.code, issued.until, replaces=issued.replaces
        )
        return say_card(card)

    async def _meant(self, asked: Asked) -> Member:
        """The one person of the roster whom a name means.

        Raises :class:`UnknownMember` where nobody fits and :class:`NameUnclear` where several do.
        """
        name = str(asked.args.name)
        roster = await Plans(self._hub.registry).roster()
        exact = roster.get(MemberId(name.strip()))
        found = {m.id: m for m in ((exact,) if exact is not None else names.find(name, roster))}
        if not found:
            raise UnknownMember(name=name)
        if len(found) > 1:
            text = asked.parsed.text
            options = [(m, text.replace(name, str(m.id), 1)) for m in list(found.values())[:MOST_OPTIONS]]
            raise NameUnclear(name, tuple(options))
        return next(iter(found.values()))

    async def _link(self, asked: Asked) -> Answer | None:
        """Take a code; typed where others read along it is void."""
        voice = self._hub.voice
        if asked.place is not Place.PERSONAL:
            return await self._exposed(asked)
        try:
            linked = await self._codes.redeem(asked.args.text, asked.heard.entra_id)
        except CodeRefused as refused:
            return say_text(voice.say(refused.key, **refused.values))
        name, missed = linked.member.name, voice.listing(linked.missed)
        if missed:
            await self._tell_office(voice.say("link.missed.office", name=name, sittings=missed))
            return say_text(voice.say("link.missed", name=name, sittings=missed))
        await self._tell_office(voice.say("link.done.office", name=name))
        return say_text(voice.say("link.done", name=name))

    async def _exposed(self, asked: Asked) -> Answer | None:
        """End a code that was typed before others; whoever tries many is no longer answered."""
        voice = self._hub.voice
        answered = self._codes.may_try(asked.heard.entra_id or asked.heard.mri)
        member = await self._codes.void(asked.args.text)
        if member is not None:
            roster = await Plans(self._hub.registry).roster()
            known = roster.get(member)
            name = known.name if known is not None else str(member)
            await self._tell_office(voice.say("link.exposed.office", name=name))
            return say_text(voice.say("link.exposed"))
        return say_text(voice.say("link.private")) if answered else None

    async def _tell_office(self, words: str) -> None:
        if self._hub.outbox.chats.find(OFFICE) is not None:
            await self._hub.outbox.post(OFFICE, activity_of(notice_card(words)), Urgency.NORMAL)
