"""The call-roster subscription put together, where it is switched on; cleared away where it is not."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import structlog

from bot.graph_hooks import Take
from bot.hub import Hub
from bot.keys import Keys
from bot.notice_queue import NoticeQueue
from bot.notice_tokens import Publisher, entra_metadata
from bot.online import Online
from bot.roster_life import SubscriptionLife
from bot.roster_watch import RosterHeard, RosterWatch
from bot.seal_keys import FOLDER, SealKeys
from bot.subscribed import Subscribed
from desk.ports import NotConfirmed
from graph import Directory, GraphUnavailable
from store.private_files import PrivateFiles

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterParts:
    """What the option is made of, beside the hub."""

    session: aiohttp.ClientSession
    folder: Path
    directory: Directory
    online: Online
    heard: RosterHeard


async def open_roster(hub: Hub, parts: RosterParts, stack: AsyncExitStack) -> Take | None:
    """Start listening to call rosters; what takes Graph's notices, None where it is switched off."""
    held = Subscribed(hub.registry)
    await held.load()
    if not hub.settings.roster_subscription:
        if held.all():
            hub.later(_let_go(parts.directory, held), "roster.let_go")
        return None
    settings = hub.settings
    seals = SealKeys(PrivateFiles(parts.folder / FOLDER), hub.now)
    await seals.load()
    keys = Keys(session=parts.session, metadata_url=entra_metadata(settings))
    await keys.start()
    stack.push_async_callback(keys.stop)
    life = SubscriptionLife(
        parts.directory,
        seals,
        held,
        public_url=settings.public_url,
        now=hub.now,
        root=settings.roster_graph_url,
    )
    watch = RosterWatch(hub, parts.online, life, held, parts.heard)
    publisher = Publisher(
        keys, app_id=settings.app_id, tenant=settings.app_tenantid, login_url=settings.login_url
    )
    queue = NoticeQueue(publisher, seals, held, watch, settings.app_tenantid)
    queue.start()
    stack.push_async_callback(queue.stop)
    hub.desk.listen(watch, votes=False)
    watch.start()
    stack.push_async_callback(watch.stop)
    return queue.take


async def _let_go(directory: Directory, held: Subscribed) -> None:
    """End what an earlier start with the option has left at Graph; what fails runs out by itself."""
    for one in held.all():
        try:
            await directory.unsubscribe(one.id)
            await held.drop(one)
        except (GraphUnavailable, NotConfirmed) as failure:
            log.warning("roster.not_let_go", sitting=one.sitting, reason=str(failure))
