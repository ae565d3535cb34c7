"""The online meeting of a sitting set up through Graph: doors, leaders, the app; told, and undone again.

Nothing here stops a preparation. What could not be set is said with who can set it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from council.ids import SittingId
from council.roster import Member, Role
from council.sitting import Sitting
from council.whereabouts import taking_part
from desk.ports import Registry
from graph import CatalogueApp, Concern, Directory, GraphUnavailable, MeetingSettings, SetUp, Wish, concerns

log = structlog.get_logger(__name__)

TABLE = "meeting_setups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What came of it: settings made, settings open with the reason, and who has no chat with the bot."""

    done: tuple[Concern, ...] = ()
    refused: tuple[Concern, ...] = ()
    left: tuple[Concern, ...] = ()
    chats_made: int = 0
    no_chat: tuple[str, ...] = ()
    trouble: tuple[GraphUnavailable, ...] = ()
    organizer: str = ""


class MeetingSetup:
    """Sets up the meeting of one sitting after the other; doing it again changes nothing."""

    def __init__(
        self, registry: Registry, app_id: str, knows: Callable[[str], bool], directory: Directory
    ) -> None:
        """*knows* says whether the account with this Entra object id has a chat with the bot."""
        self._registry = registry
        self._app_id = app_id
        self._knows = knows
        self._directory = directory

    async def prepare(self, sitting: Sitting, meeting: MeetingSettings) -> Prepared:
        """Set the meeting, then give everybody who takes part a chat with the bot."""
        trouble: list[GraphUnavailable] = []
        set_up = await self._set(sitting, meeting, trouble)
        made, lacking = await self._chats(sitting, trouble)
        settled = {*set_up.done, *set_up.already, *(concern for concern, _ in set_up.refused)}
        if Concern.LOBBY in settled:
            settled.add(Concern.DIAL_IN)  # one setting of Graph's
        return Prepared(
            done=set_up.done,
            refused=tuple(concern for concern, _ in set_up.refused),
            left=tuple(concern for concern in concerns(meeting) if concern not in settled),
            chats_made=made,
            no_chat=lacking,
            trouble=tuple(trouble),
            organizer=meeting.organizer,
        )

    async def undo(self, sitting: SittingId) -> bool:
        """Put back what was set for a sitting that is not held in this meeting after all; whether it is."""
        doc = await self._registry.get(TABLE, sitting)
        if doc is None:
            return False
        try:
            await self._directory.restore_meeting(
                str(doc["organizer"]), str(doc["meeting"]), dict(doc["before"])
            )
        except GraphUnavailable as failure:
            log.warning("meeting.not_restored", sitting=sitting, reason=failure.reason)
            return False
        await self._registry.remove(TABLE, sitting)
        return True

    async def _set(
        self, sitting: Sitting, meeting: MeetingSettings, trouble: list[GraphUnavailable]
    ) -> SetUp:
        leaders = sitting.roster.with_role(Role.CHAIR, Role.DEPUTY, Role.OFFICE)
        wish = Wish(coorganizers=tuple(m.contact.entra_id for m in leaders if m.contact.entra_id))
        try:
            done = await self._directory.set_up_meeting(meeting.organizer, meeting.id, wish)
        except GraphUnavailable as failure:
            trouble.append(failure)
            return SetUp()
        if done.done and done.before is not None:
            await self._remember(sitting.id, meeting, dict(done.before))
        return done

    async def _remember(self, sitting: SittingId, meeting: MeetingSettings, before: dict[str, Any]) -> None:
        """Note how the meeting was before anything was set, once."""
        known = await self._registry.get(TABLE, sitting) or {}
        if known.get("meeting") == meeting.id:
            before = {**before, **dict(known["before"])}
        doc = {"organizer": meeting.organizer, "meeting": meeting.id, "before": before}
        await self._registry.put(TABLE, sitting, doc)

    async def _chats(self, sitting: Sitting, trouble: list[GraphUnavailable]) -> tuple[int, tuple[str, ...]]:
        """Install the app for those who have no chat with the bot yet; who has none afterwards."""
        wanting = [m for m in taking_part(sitting) if not self._has_chat(m)]
        accounts = [m for m in wanting if m.contact.entra_id]
        lacking = [m.name for m in wanting if not m.contact.entra_id]
        if not accounts:
            return 0, tuple(lacking)
        made = 0
        try:
            app = await self._directory.catalogue_app(self._app_id)
            for place, member in enumerate(accounts):
                found = await self._install(member, app)
                if isinstance(found, GraphUnavailable):
                    lacking.append(member.name)
                    if found.refused:
                        raise found
                else:
                    made = place + 1
        except GraphUnavailable as failure:
            trouble.append(failure)
            lacking += [m.name for m in accounts[made:] if m.name not in lacking]
        return len(accounts) - len([m for m in accounts if m.name in lacking]), tuple(lacking)

    async def _install(self, member: Member, app: CatalogueApp) -> bool | GraphUnavailable:
        try:
            return await self._directory.install_for_user(member.contact.entra_id, app)
        except GraphUnavailable as failure:
            return failure

    def _has_chat(self, member: Member) -> bool:
        account = member.contact.entra_id
        return bool(account) and self._knows(account)
