"""The bot put together, started, and ended without losing anything."""

import asyncio
import gc
import signal
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from aiohttp import ClientSession, web

from bot.accounts import Accounts
from bot.alarms import tell_of_lock, tell_of_locks, tell_of_trouble
from bot.aloud import Aloud
from bot.background import Background
from bot.bindings import Bindings
from bot.connector import Connector
from bot.credentials import credentials_of
from bot.device_keeper import DeviceKeeper
from bot.edge_parts import People, edge_of
from bot.end_heads import EndHeads
from bot.errands import Errands
from bot.faults import Faults
from bot.following import Following
from bot.graph_hooks import GraphHooks
from bot.hosts import TrustedHosts
from bot.http import make_app
from bot.hub import Hub
from bot.journals import MeasuredSharedJournal, SignallingJournal
from bot.keys import Keys
from bot.leading import Leading, WhileLeading
from bot.listening import Listening
from bot.logs import set_up_logs
from bot.lookups import Lookups
from bot.lost_boxes import void_lost_boxes
from bot.measuring import CarriedOut
from bot.member_pace import MemberPace
from bot.online import Online
from bot.open_files import allow_many
from bot.outbox import Outbox
from bot.outgoing import client_session
from bot.owed import Trouble
from bot.own_chats import OwnChats, of_one_chat
from bot.practice import Practices
from bot.reconciling import Comparisons
from bot.roster_option import RosterParts, open_roster
from bot.roster_sightings import RosterSightings
from bot.roster_watch import RosterHeard
from bot.second_way import SecondWay
from bot.sightings import Sightings
from bot.signals import SignallingConnector, Signals
from bot.stage import Stage
from bot.strangers import Strangers
from bot.vitals import Vitals
from bot.watch import Watch
from bot.wishes import Wishes
from config import Settings
from council.ids import SittingId
from desk.desk import Desk
from desk.nonces import Nonces
from desk.shared import SharedDesk
from graph import directory_of
from store import AnyStore, open_any, standard
from web.app import add_web
from wording import say

log = structlog.get_logger(__name__)

SEARCH_AFTER = (20_000, 20, 20)
"""After how many new objects the youngest are searched for garbage; and after how many such times more."""

DESK = web.AppKey("desk", Desk)
OUTBOX = web.AppKey("outbox", Outbox)


class UtcClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


def serve(settings: Settings) -> None:
    """Serve the bot until it is told to end; exits with 1 where it cannot go on."""
    set_up_logs(settings)
    raise SystemExit(asyncio.run(_serve(settings)))


async def _serve(settings: Settings) -> int:
    ending = asyncio.Event()
    broken: list[str] = []

    def break_off(reason: str) -> None:
        broken.append(reason)
        ending.set()

    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ending.set)
    allow_many()
    async with AsyncExitStack() as stack:
        app = await build(settings, stack, break_off)
        listening = await Listening.open(app, settings.host, settings.port)
        stack.push_async_callback(listening.close)
        _seldom_search()
        log.info("serving", host=settings.host, port=listening.port)
        await ending.wait()
        log.info("ending", reason=broken[0] if broken else "told to")
    if broken:
        sys.stderr.write(say("serve.broken", settings.language, reason=broken[0]) + "\n")
    return 1 if broken else 0


def _seldom_search() -> None:
    """Search for garbage seldom, and never through what was loaded: no press waits for that.

    A press leaves hardly any circles behind; looking for them after every 700 objects cost an eighth of it.
    """
    gc.freeze()
    gc.set_threshold(*SEARCH_AFTER)


async def build(
    settings: Settings, stack: AsyncExitStack, broken: Any, heard: RosterHeard | None = None
) -> web.Application:
    """Open everything in order, bring back what was under way, and return the application."""
    store = await open_any(settings.data_dir, settings.database)
    stack.push_async_callback(store.close)
    signals = Signals(speed=settings.outbox_speed)
    vitals = Vitals(store.folder, signals)
    session = await stack.enter_async_context(client_session(settings, vitals.listening()))
    credentials = credentials_of(settings)
    stack.callback(credentials.close)
    hosts = TrustedHosts(settings.trusted_service_hosts)
    connector = SignallingConnector(signals, session=session, bearer=credentials, hosts=hosts)
    keys = await _keys(settings, session, stack)
    hub, background = _hub(settings, store, connector, signals, broken)
    stack.push_async_callback(background.settle)
    online = await _online(hub, signals, stack)
    sightings = Sightings(hub)
    strangers = Strangers(hub, Accounts(hub))
    edge = edge_of(hub, credentials, keys, online, People(sightings=sightings, strangers=strangers))
    await _bring_back(hub, store, stack, sightings)
    await _listen_to_faults(hub, signals, online, stack)
    vitals.start()
    stack.push_async_callback(vitals.stop)
    app = make_app(edge)
    if online is not None:
        await _compare_with_teams(hub, online, stack)
        parts = RosterParts(
            session=session,
            folder=store.folder,
            directory=online.directory,
            online=online,
            heard=heard or RosterSightings(hub, sightings, strangers),
        )
        GraphHooks(await open_roster(hub, parts, stack)).add_to(app)
    app[DESK] = hub.desk
    app[OUTBOX] = hub.outbox
    add_web(app, settings=settings, desk=hub.desk, store=store, keys=keys)
    return app


async def _keys(settings: Settings, session: ClientSession, stack: AsyncExitStack) -> Keys | None:
    """The keys with which Teams signs; none without sign-in."""
    if settings.local_mode:
        return None
    keys = Keys(session=session, metadata_url=settings.to_bot_from_channel_openid_metadata_url)
    await keys.start()
    stack.push_async_callback(keys.stop)
    return keys


def _hub(
    settings: Settings, store: AnyStore, connector: Connector, signals: Signals, broken: Any
) -> tuple[Hub, Background]:
    background = Background()
    pace = MemberPace(settings.outbox_speed)

    def on_trouble(trouble: Trouble) -> None:
        log.error("outbox.trouble", sitting=trouble.sitting, slot=trouble.slot, status=trouble.status)
        if trouble.sitting and not of_one_chat(trouble):
            hub.troubles[SittingId(trouble.sitting)] = hub.now()
            tell_of_trouble(hub, trouble)

    leading = Leading()
    outbox = Outbox(
        connector=connector,
        registry=store.registry,
        on_trouble=on_trouble,
        speed=settings.outbox_speed,
        pays=lambda: leading.pays,
    )
    desk = _desk(store, signals, broken)
    hub = Hub(
        settings=settings,
        desk=desk,
        outbox=outbox,
        connector=connector,
        registry=store.registry,
        clock=UtcClock(),
        bindings=Bindings(store.registry, desk, outbox.chats),
        later=background.start,
        lookups=Lookups(connector, pace),
        member_pace=pace,
        wishes=Wishes(store.registry),
        leading=leading,
    )
    return hub, background


def _desk(store: AnyStore, signals: Signals, broken: Any) -> Desk:
    """The desk, alone on its data folder or one of several on a database.

    Where the records ended is noted outside of the database, so that it cannot forget both.
    """
    surroundings = {
        "clock": UtcClock(),
        "decode": standard().event_of,
        "nonce": Nonces(),
        "broken": broken,
    }
    if store.shared is not None:
        shared = MeasuredSharedJournal(store.shared)
        return SharedDesk(journal=shared, registry=store.heads, **surroundings)
    journal = SignallingJournal(store.journal, signals)
    return Desk(journal=journal, registry=store.heads, **surroundings)


async def _online(hub: Hub, signals: Signals, stack: AsyncExitStack) -> Online | None:
    """Who asks Graph; nobody without sign-in."""
    directory = directory_of(hub.settings, told=signals.graph_told)
    if directory is None:
        return None
    stack.push_async_callback(directory.close)
    return Online(hub, directory, Accounts(hub))


async def _listen_to_faults(hub: Hub, signals: Signals, online: Online | None, stack: AsyncExitStack) -> None:
    """Tell the technicians of the bot's own faults, from here on and from before."""
    faults = Faults(hub, online.directory if online is not None else None)
    signals.listener = faults
    await faults.start()
    stack.push_async_callback(faults.stop)


async def _compare_with_teams(hub: Hub, online: Online, stack: AsyncExitStack) -> None:
    """Hold ended sittings against Teams' attendance report, from here on and from before."""
    comparisons = Comparisons(hub, online.reports)
    hub.desk.listen(WhileLeading(hub.leading, comparisons), votes=False)
    stack.push_async_callback(comparisons.stop)
    await hub.leading.also(comparisons.recover, comparisons.stop)


async def _bring_back(hub: Hub, store: AnyStore, stack: AsyncExitStack, sightings: Sightings) -> None:
    """Read the records, start the outbox, and owe what was still owed."""
    await hub.desk.start()
    stack.push_async_callback(hub.desk.stop)
    await hub.bindings.load()
    await hub.wishes.load()
    own_chats = OwnChats(hub)
    if store.wake is not None:
        stack.push_async_callback(store.wake.stop)  # once everything that was under way is paid
    await hub.outbox.start()
    stack.push_async_callback(hub.outbox.stop)
    heads = EndHeads(hub)
    await heads.recover()
    stage, second_way = Stage(hub), SecondWay(hub)
    hub.desk.listen(heads, votes=False)
    hub.desk.listen(CarriedOut(hub.desk))
    practices, aloud = Practices(hub), Aloud(hub)
    for of_votes in (stage, aloud):
        hub.desk.listen(WhileLeading(hub.leading, of_votes))
    for of_steps in (sightings, practices, second_way, own_chats):
        hub.desk.listen(WhileLeading(hub.leading, of_steps), votes=False)
    await hub.leading.also(hub.outbox.take_over, hub.outbox.let_go)
    for recovering in (stage, practices, second_way, aloud, own_chats):
        await hub.leading.also(recovering.recover)
    if store.wake is not None and isinstance(hub.desk, SharedDesk):
        hub.outbox.elsewhere = errands = Errands(hub)
        await hub.leading.also(errands.take)
        await Following(hub, hub.desk, errands).start(store.wake)
    else:
        await hub.leading.begin()
    await void_lost_boxes(hub)
    tell_of_locks(hub)
    hub.desk.tell_locks(partial(tell_of_lock, hub))
    keeper = DeviceKeeper(hub)
    await keeper.start()
    stack.push_async_callback(keeper.stop)
    watch = Watch(hub, sightings)
    watch.start()
    stack.push_async_callback(watch.stop)
