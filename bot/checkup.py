"""Every permission at Graph checked by using it: a harmless read, or a write of what is so already.

Questions that need a meeting use the one that was bound last; where there is none they stay open.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.chats import TABLE as CHATS
from bot.chats import ChatRef
from bot.connector import Connector
from bot.credentials import credentials_of
from bot.hosts import TrustedHosts
from bot.outgoing import client_session
from bot.replies import NotSent, Refused, Unclear
from config import Settings
from graph import NEEDS, CatalogueApp, Directory, GraphUnavailable, directory_of, policy_commands
from store import open_any_beside
from store.planned import Plans

BINDINGS = "bindings"
FORBIDDEN = 403
UNKNOWN_THERE = (400, 404, 409)
"""Answers that Graph gives only to whoever may ask: what was asked about is not there."""
NO_APP = CatalogueApp(id="00000000-0000-0000-0000-000000000000", name="")
"""An app that nobody has: asking for it shows the permission and changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One permission and how it stands: ``good``, ``missing`` or ``open`` (could not be tried)."""

    name: str
    verdict: str
    reason: str = ""
    policy: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A meeting that is bound to a sitting, as Teams knows it."""

    chat: str
    organizer: str
    join_url: str
    meeting: str


async def permissions(settings: Settings) -> tuple[Permission, ...]:
    """Try every permission once; one that fails is named with what to do about it."""
    directory = directory_of(settings)
    if directory is None:
        return ()
    try:
        bound, somebody = await _known(settings)
        tried: dict[str, Permission] = {}
        for what, ask in _questions(directory, settings, bound, somebody).items():
            name = NEEDS[what].permission
            found = await _tried(settings, bound, name, ask)
            if name not in tried or tried[name].verdict == "good":
                tried[name] = found
        return tuple(tried.values())
    finally:
        await directory.close()


Ask = Callable[[], Awaitable[Any]]


def _questions(
    directory: Directory, settings: Settings, bound: Bound | None, somebody: str
) -> dict[str, Ask | None]:
    """One question for each permission, None where there is nothing yet to ask about."""
    found: dict[str, Ask | None] = dict.fromkeys(NEEDS)
    found["catalogue_app"] = lambda: directory.catalogue_app(settings.app_id)
    found["subscriptions"] = directory.subscriptions
    if not settings.roster_subscription:
        del found["subscriptions"]
    if somebody:
        found["install_for_user"] = lambda: directory.install_for_user(somebody, NO_APP)
    if bound is None:
        return found
    found["chat_members"] = lambda: directory.chat_members(bound.chat)
    found["installed_in_chat"] = lambda: directory.installed_in_chat(bound.chat)
    found["install_in_chat"] = lambda: directory.install_in_chat(bound.chat, NO_APP)
    found["online_meeting"] = lambda: directory.online_meeting(bound.organizer, bound.join_url)
    found["set_up_meeting"] = lambda: directory.touch_meeting(bound.organizer, bound.join_url)
    if bound.meeting:
        found["attendance_reports"] = lambda: directory.attendance_reports(bound.organizer, bound.meeting)
    return found


async def _tried(settings: Settings, bound: Bound | None, name: str, ask: Ask | None) -> Permission:
    if ask is None:
        return Permission(name=name, verdict="open")
    try:
        await ask()
    except GraphUnavailable as failure:
        if failure.policy and bound is not None:
            lines = policy_commands(settings.app_id, bound.organizer)
            return Permission(name=name, verdict="missing", reason=failure.reason, policy=lines)
        if failure.status == FORBIDDEN:
            return Permission(name=name, verdict="missing", reason=failure.reason)
        if failure.status not in UNKNOWN_THERE:
            return Permission(name=name, verdict="open", reason=failure.reason)
    return Permission(name=name, verdict="good")


async def _known(settings: Settings) -> tuple[Bound | None, str]:
    """The meeting that was bound last, and anybody of the roster with an account."""
    store = await open_any_beside(settings.data_dir, settings.database)
    try:
        roster = await Plans(store.registry).roster()
        bindings = await store.registry.all(BINDINGS)
        chats = await store.registry.all(CHATS)
    finally:
        await store.close()
    somebody = next((m.contact.entra_id for m in roster if m.contact.entra_id), "")
    for conversation, doc in reversed(bindings.items()):
        ref, meeting = chats.get(f"meeting:{conversation}"), str(doc.get("meeting") or "")
        if ref is not None and meeting:
            return await _bound(settings, ChatRef.of(ref), meeting), somebody
    return None, somebody


async def _bound(settings: Settings, chat: ChatRef, meeting: str) -> Bound | None:
    """What Teams itself says of the meeting; None where it does not answer."""
    credentials = credentials_of(settings)
    async with client_session(settings) as session:
        hosts = TrustedHosts(settings.trusted_service_hosts)
        connector = Connector(session=session, bearer=credentials, hosts=hosts)
        try:
            found = await connector.meeting(chat.service_url, meeting)
        except (Refused, Unclear, NotSent):
            return None
        finally:
            credentials.close()
    details, organizer = found.get("details") or {}, found.get("organizer") or {}
    join_url, account = str(details.get("joinUrl") or ""), str(organizer.get("aadObjectId") or "")
    if not join_url or not account:
        return None
    return Bound(
        chat=chat.conversation.partition(";")[0],
        organizer=account,
        join_url=join_url,
        meeting=str(details.get("msGraphResourceId") or ""),
    )
