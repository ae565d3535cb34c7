"""The hands of the bot put together: presses, typed commands, files, meetings."""

from dataclasses import dataclass
from typing import Any

from bot.accounts import Accounts
from bot.activities import Activities
from bot.adapter import TeamsAdapter
from bot.chats import ChatRef
from bot.device_work import DeviceWork
from bot.files_in import FilesIn
from bot.files_out import FilesOut
from bot.helping import Helping
from bot.http import Edge
from bot.hub import Hub
from bot.keys import Keys
from bot.link_acts import LinkWork
from bot.meetings import Meetings
from bot.office_acts import OfficeWork
from bot.online import Online
from bot.owed import Activity
from bot.press import Presses
from bot.press_desk import DeskPresses
from bot.putting_aside import have_at_hand, sitting_of
from bot.sightings import Sightings
from bot.strangers import Strangers
from bot.tokens import gate_of
from bot.typed import Typed
from bot.wish_acts import WishWork


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who finds out who is there, and who somebody is."""

    sightings: Sightings
    strangers: Strangers


def edge_of(hub: Hub, credentials: Any, keys: Keys | None, online: Online | None, people: People) -> Edge:
    """What the bot does with whatever reaches it."""
    accounts = Accounts(hub)
    helping = Helping(hub)
    files = FilesOut(hub)
    office = OfficeWork(hub, accounts, files, online)
    sightings, strangers = people.sightings, people.strangers
    devices = DeviceWork(hub=hub, accounts=accounts, files=files, require=office.require)
    works = {
        **office.acts(),
        **LinkWork(hub, office).acts(),
        **devices.acts(),
        **WishWork(hub, office).acts(),
    }
    typed = Typed(hub, accounts, helping, works, strangers)
    files_in = FilesIn(hub, accounts)
    desk_presses = DeskPresses(hub, accounts, helping, typed.run, strangers, files_in, devices)
    presses = Presses(hub, desk_presses, sightings)

    async def post(chat: ChatRef, activity: Activity) -> str | None:
        return await hub.outbox.answer(chat, activity)

    return Edge(
        gate=gate_of(hub.settings, keys),
        on_press=presses.on_press,
        on_submit=presses.on_submit,
        adapter=TeamsAdapter(app_id=hub.settings.app_id or "local", credentials=credentials, post=post),
        on_turn=Activities(
            hub, typed, files, Meetings(hub, accounts, sightings, strangers), files_in
        ).on_turn,
        fault_text=hub.voice.say("act.not_confirmed"),
        saw=lambda activity: hub.devices.saw(activity, hub.now()),
        reads_back=lambda activity: have_at_hand(hub, activity),
        sitting_of=lambda activity: sitting_of(hub, activity),
    )
