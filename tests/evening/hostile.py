"""Activities that no client sends, made of ones that clients do; and a hall to send them to."""

from __future__ import annotations

import asyncio
import copy
import json
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import strategies as st
from structlog.testing import capture_logs

from tests.cards.gallery import gallery
from tests.evening.hall import MEMBERS, Hall, open_hall

Json = dict[str, Any]
_LONG = ("a" * 70_000, "<at>" * 9_000, "\u202e" * 3_000, "[](" * 5_000, "9" * 5_000)
_WORDS = st.sampled_from(
    ["", "0", "ja", "top 4", "sitzung schließen", "ballot.cast", "command.run", "../../etc", "\x00",
     "<b>", "2026-12-09-stadtrat", "29:x", "19:x@thread.v2", "https://169.254.169.254/", "=1+1", "{}", "null"]
)  # fmt: skip
_KEYS = st.sampled_from(
    ["id", "type", "verb", "data", "action", "value", "sitting", "ballot", "case", "text", "name", "tenant",
     "meeting", "mentioned", "members", "user", "aadObjectId", "context", "content", "contentType", "x" * 900]
) | st.text(max_size=8)  # fmt: skip
_DEEP = [json.loads("[" * depth + "]" * depth) for depth in (20, 60, 400)]
_NUMBERS = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
_SELDOM = st.sampled_from([*_DEEP, float("nan"), float("inf"), 2**200, "\ud800", *_LONG])
_LEAVES = st.one_of(
    st.none(), st.booleans(), _NUMBERS, st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    _WORDS, _WORDS, _SELDOM,
)  # fmt: skip
JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=10,
)
"""Whatever JSON can hold, and what it cannot (NaN, half characters): the wire carries it all."""
CHANGES = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from(["set", "drop", "add", "twice"]), _KEYS, JSON),
    min_size=1,
    max_size=4,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a value with each of its keys."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


def changed(base: Json, changes: list[tuple[int, str, str, Any]]) -> Json:
    """A whole activity with some of its parts replaced, taken out, added or doubled."""
    activity = copy.deepcopy(base)
    for where, what, key, new in changes:
        found = list(places(activity))
        if not found:
            break
        inside, own = found[where % len(found)]
        if what == "drop":
            del inside[own]
        elif what == "set":
            inside[own] = copy.deepcopy(new)
        elif what == "twice" and isinstance(inside, list):
            inside.append(inside[own])
        elif isinstance(inside, dict):
            inside[key] = copy.deepcopy(new)
    return activity


def buttons() -> dict[str, Json]:
    """Every verb that a card of the gallery carries, with the data of one of its buttons."""
    found: dict[str, Json] = {}
    for card in gallery("de").values():
        for inside, key in places(card):
            action = inside[key]
            if isinstance(action, dict) and action.get("type") == "Action.Execute":
                found.setdefault(action["verb"], dict(action.get("data") or {}))
    return found


BUTTONS = buttons()


class Besieged:
    """The real bot in a loop of its own, so that a test may send to it from outside."""

    def __init__(self, hall: Hall, session: aiohttp.ClientSession, loop: asyncio.AbstractEventLoop) -> None:
        self.hall = hall
        self._session = session
        self._loop = loop

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something in the bot's loop and return what came of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def send(self, activity: Json) -> tuple[int, Any]:
        """Post an activity as bytes, signed as Teams signs; returns status and body."""
        return self.wait(self._send(json.dumps(activity).encode()))  # type: ignore[no-any-return]

    async def _send(self, data: bytes) -> tuple[int, Any]:
        delivery = self.hall.world.client.delivery
        token = self.hall.world.entra.channel_token(self.hall.world.teams.service_url)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        async with self._session.post(delivery.endpoint, data=data, headers=headers) as answer:
            text = await answer.text()
            assert "Traceback" not in text
            return answer.status, json.loads(text) if text else None

    def pressed(self, key: str, verb: str, changes: list[tuple[int, str, str, Any]]) -> Json:
        """A press of a card's button, of this sitting's open ballot, with its data changed."""
        known = {"sitting": self.hall.sitting.id, "ballot": 1, "round": 1, "rev": 0}
        data = {**BUTTONS[verb], **{name: known[name] for name in known if name in BUTTONS[verb]}}
        press = self.bases(key)["press"]
        press["value"]["action"] |= {"verb": verb, "data": changed(data, changes)}
        return press

    def bases(self, key: str) -> dict[str, Json]:
        """Activities of every kind as Teams sends them, from one person."""
        hall, build = self.hall, self.hall.world.client.build
        who = hall.stranger if key == "fremd" else hall.person(key)
        chat = hall.world.tenant.one_to_one(who)
        said = build.message(who, hall.meeting, "quatsch", mention=True)
        press = {"type": "Action.Execute", "verb": "ballot.cast", "data": {"sitting": "2026-12-09-stadtrat"}}
        plain = {
            name: value for name, value in said.items() if name not in ("text", "attachments", "entities")
        }
        invoke = {**plain, "type": "invoke", "name": "adaptiveCard/action", "replyToId": "1"}
        members = {"members": [{"user": {"aadObjectId": who.entra}, "meeting": {"inMeeting": True}}]}
        joined = "application/vnd.microsoft.meetingParticipantJoin"
        consent = {"type": "fileUpload", "action": "accept", "context": {"key": "x"}, "uploadInfo": {}}
        file = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "a.csv",
                "content": {"downloadUrl": "https://127.0.0.1:9/x", "fileType": "csv"}}  # fmt: skip
        return {
            "said": said,
            "own chat": build.message(who, chat, "quatsch", mention=False),
            "press": {**invoke, "value": {"action": press, "trigger": "manual"}},
            "submit": {**plain, "value": {"verb": "command.run", "text": "quatsch"}},
            "file": {**build.message(who, chat, "", mention=False), "attachments": [file]},
            "consent": {**invoke, "name": "fileConsent/invoke", "value": consent},
            "joined": {**plain, "type": "event", "name": joined, "value": members},
            "update": {**plain, "type": "conversationUpdate", "membersAdded": [{"id": "29:neu"}]},
            "installed": {**plain, "type": "installationUpdate", "action": "add"},
        }


@contextmanager
def besieged(folder: Path) -> Iterator[tuple[Besieged, list[Any]]]:
    """An opened sitting, its bot, and every line that it logs meanwhile."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="bot")
    thread.start()
    with capture_logs() as logged, pytest.MonkeyPatch.context() as patch:
        opening = open_hall(folder, patch)

        async def begin() -> tuple[Hall, aiohttp.ClientSession]:
            hall = await opening.__aenter__()
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "top 4")
            await hall.say("vogt", "abstimmung")
            await hall.seen("Abstimmung 1")
            return hall, aiohttp.ClientSession()

        async def end(session: aiohttp.ClientSession) -> None:
            await session.close()
            await opening.__aexit__(None, None, None)

        try:
            hall, session = asyncio.run_coroutine_threadsafe(begin(), loop).result(60)
            yield Besieged(hall, session, loop), logged
            asyncio.run_coroutine_threadsafe(end(session), loop).result(60)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
