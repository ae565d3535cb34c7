"""A council whose bot hears the roster of its call from the stand-in for Graph."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.call_roster import Seen
from council.ids import SittingId
from rehearsal.graph_noticing import Notices, Subscription, participant
from rehearsal.graph_subscriptions import Subscriptions
from tests.evening.hall import Hall


@dataclass(slots=True)
class Heard:
    """Takes down what the bot says it has heard."""

    rosters: list[tuple[tuple[Seen, ...], tuple[Seen, ...]]] = field(default_factory=list)
    at: list[datetime] = field(default_factory=list)
    missing: list[SittingId] = field(default_factory=list)
    fails: bool = False

    async def roster(
        self, sitting: SittingId, at: datetime, inside: Sequence[Seen], gone: Sequence[Seen]
    ) -> None:
        """Take down who came and went."""
        self.rosters.append((tuple(inside), tuple(gone)))
        self.at.append(at)
        if self.fails:
            raise RuntimeError("the presence account is unwell")

    async def missed(self, sitting: SittingId) -> None:
        """Take down that something was missed."""
        self.missing.append(sitting)
        if self.fails:
            raise RuntimeError("the presence account is unwell")

    @property
    def names(self) -> list[tuple[list[str], list[str]]]:
        """The names of who came and who went."""
        return [([s.name for s in inside], [s.name for s in gone]) for inside, gone in self.rosters]

    def here(self) -> set[str]:
        """The accounts that are inside by all that was heard."""
        found: set[str] = set()
        for inside, gone in self.rosters:
            found |= {seen.entra_id for seen in inside if not seen.lobby}
            found -= {seen.entra_id for seen in gone}
        return found


@dataclass(slots=True, kw_only=True)
class Listening:
    """The hall with what its bot has heard, and Graph's side of the subscription."""

    hall: Hall
    heard: Heard

    @property
    def graph(self) -> Subscriptions:
        """The stand-in's subscriptions."""
        return self.hall.world.graph.subscriptions

    @property
    def notices(self) -> Notices:
        """What the stand-in sends."""
        return self.graph.notices

    @property
    def one(self) -> Subscription:
        """The only subscription there is."""
        (found,) = self.graph.kept.values()
        return found

    async def prepared(self) -> None:
        """Prepare the sitting and wait until the bot has subscribed and said what it may have missed."""
        await self.hall.prepared()
        await self.until(lambda: bool(self.heard.missing))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        await self.hall.until(holds)

    async def joins(self, *keys: str) -> None:
        """Let people join the online meeting, with no word to the bot but Graph's."""
        for key in keys:
            await self.hall.world.client.join(self.hall.person(key), self.hall.meeting, told=False)

    async def leaves(self, *keys: str) -> None:
        """Let people leave it again."""
        for key in keys:
            await self.hall.world.client.leave(self.hall.person(key), self.hall.meeting, told=False)

    def joined(self, key: str, **changes: Any) -> Any:
        """A sound notice that somebody has joined, with parts of its one row changed."""
        return self.said(key, "joined", **changes)

    def said(self, key: str, what: str, **changes: Any) -> Any:
        """A sound notice of what somebody has done, sent by nobody yet."""
        row = participant(self.hall.person(key), what)
        event = self.notices.event(self.one, "rosterUpdated", datetime.now(UTC), [row])
        body = self.notices.notice(self.one, event)
        body["value"][0] |= changes
        return body

    async def post(self, body: Any) -> int:
        """Post to the bot as Graph would; the answer's status."""
        return await self.notices.post(str(self.one.body["notificationUrl"]), body)

    async def hears_only(self, key: str) -> None:
        """After a true notice about *key* nothing else was heard: what came before was ignored.

        Notices are worked through in their order, so that the true one comes last.
        """
        assert await self.post(self.joined(key)) == 202
        name = self.hall.person(key).name
        await self.until(lambda: bool(self.heard.rosters))
        assert self.heard.names == [([name], [])]

    async def quiet(self) -> None:
        """Give a word that must not come the time in which it would."""
        await asyncio.sleep(0.3)
