"""One evening of the cast, state by state, and pages served from it over real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from aiohttp import ClientSession, web

from council import events as ev
from council.agenda import AgendaItem
from council.ballots import Tally
from council.commands import OpenAdmission
from council.ids import SittingId
from council.sitting import Sitting
from desk.desk import Entry
from tests import cast as c
from web.gallery import Gallery
from web.live import LivePages
from web.result_view import Votes

CANARY = "Zanderkanarie"
SECRET_ITEMS = (
    AgendaItem(
        number="97",
        title=f"{CANARY} Grundstück",
        public=False,
        paper=f"{CANARY}-DS",
        mover=f"{CANARY} Dezernat",
        object=f"{CANARY} wird verkauft",
        link=f"https://{CANARY.lower()}.example/",
    ),
    AgendaItem(number="97.1", title=f"{CANARY} darunter, versehentlich öffentlich"),
)


@cache
def evening() -> Mapping[str, Sitting]:
    """The states of one evening by name, from preparation to end, with a closed part."""
    prepared = c.prepared(agenda=(*c.AGENDA, *SECRET_ITEMS), stream="https://stream.example/rat")
    opened = c.opened(c.admitted(prepared, *(m for m in c.VOTERS if m != c.LATE)))
    amended = c.declared(c.closed(c.all_voted(c.balloting(opened, "5.1"), 3, 3, 1)))
    voting = c.all_voted(c.balloting(amended, "5"), 3, 1, 1)
    counted = c.closed(voting)
    roll_call = c.declared(c.closed(c.all_voted(c.balloting(c.declared(counted), "6"), 5, 2, 1)))
    repeating = c.all_voted(c.repeated(roll_call, "Tonausfall"), 4, 3, 1)
    by_hands = c.declared(
        c.by_hands(c.balloting(c.declared(c.closed(repeating)), "7"), Tally(yes=6, no=1, abstain=1))
    )
    pause = ev.BreakStarted(at=_at(60), by=c.CHAIR, until=_at(80))
    closed = c.after(by_hands, ev.ClosedPartStarted(at=_at(60), by=c.CHAIR))
    secret_vote = c.all_voted(c.balloting(closed, "97"), 2, 5, 1)
    secret_motion = c.after(
        c.declared(c.closed(secret_vote)),
        _secret_motion(c.declared(c.closed(secret_vote))),
    )
    public_again = c.after(
        c.declared(c.closed(c.all_voted(secret_motion, 1, 6, 1))),
        ev.PublicPartStarted(at=_at(85), by=c.CHAIR),
    )
    return {
        "prepared": prepared,
        "opened": opened,
        "amended": amended,
        "voting": voting,
        "counted": counted,
        "roll-call": roll_call,
        "repeating": repeating,
        "by-hands": by_hands,
        "break": c.after(by_hands, pause),
        "closed": closed,
        "closed-called": c.called(closed, "97"),
        "closed-voting": secret_vote,
        "closed-counted": c.closed(secret_vote),
        "closed-declared": c.declared(c.closed(secret_vote)),
        "closed-motion": secret_motion,
        "closed-break": c.after(closed, pause),
        "public-again": public_again,
        "ended": c.after(public_again, ev.SittingEnded(at=_at(90), by=c.CHAIR)),
        "ended-closed": c.after(c.declared(c.closed(secret_vote)), ev.SittingEnded(at=_at(90), by=c.CHAIR)),
    }


def _at(minutes: int) -> datetime:
    return c.START + timedelta(minutes=minutes)


def _secret_motion(sitting: Sitting) -> ev.BallotOpened:
    """A procedural motion of the closed part: it belongs to no item."""
    state = c.balloting(sitting, "97", procedural=f"{CANARY} Schluss der Debatte")
    ballot = c.running(state)
    return ev.BallotOpened(
        at=_at(70),
        by=c.CHAIR,
        ballot=sitting.next_ballot,
        item="",
        title=ballot.title,
        object="",
        item_kind=ballot.item_kind,
        procedural=True,
        public=False,
        kind=ballot.kind,
        majority=ballot.majority,
        round=1,
        electorate=ballot.electorate,
        recused=(),
        quorum=ballot.quorum_at_opening,
        by_hands=False,
        supersedes=None,
    )


@dataclass(slots=True)
class Archive:
    """Sittings by id, as a desk has them: some at hand, some to be read back."""

    at_hand: dict[SittingId, Sitting] = field(default_factory=dict)
    kept: dict[SittingId, Sitting] = field(default_factory=dict)
    reads: int = 0

    def sitting(self, sitting: SittingId) -> Sitting | None:
        """The sitting, if it is at hand."""
        return self.at_hand.get(sitting)

    async def read(self, sitting: SittingId) -> Sitting | None:
        """The sitting, read back."""
        self.reads += 1
        return self.kept.get(sitting)


@dataclass(slots=True)
class Clock:
    """Seconds that pass when told to."""

    now: float = 0.0

    def __call__(self) -> float:
        """The seconds so far."""
        return self.now


@dataclass(slots=True, kw_only=True)
class Town:
    """A town's public pages and somebody who reads them."""

    archive: Archive
    gallery: Gallery
    pages: LivePages
    clock: Clock
    url: str
    session: ClientSession

    def goes_on(self, sitting: Sitting, name: str = "s") -> None:
        """Let the sitting *name* have this state, and tell the gallery as the desk does."""
        named = replace(sitting, id=SittingId(name))
        before = self.archive.at_hand.get(named.id)
        self.archive.at_hand[named.id] = named
        command = OpenAdmission(sitting=named.id, by=c.CLERK)
        self.gallery.announce(Entry(command=command, before=before, sitting=named, events=(), seq=0))

    async def text(self, path: str) -> str:
        """What is read under *path*."""
        async with self.session.get(self.url + path) as answer:
            return await answer.text()


@asynccontextmanager
async def town(votes: Votes = Votes.SUMS, *, language: str = "de", **limits: float) -> AsyncIterator[Town]:
    """Serve the pages of a town that knows every state of the evening under its name."""
    archive = Archive({SittingId(name): replace(s, id=SittingId(name)) for name, s in evening().items()})
    clock = Clock()
    gallery = Gallery(archive, votes, clock)
    gallery.learn(tuple(archive.at_hand))
    pages = LivePages(gallery=gallery, language=language, **limits)  # type: ignore[arg-type]
    app = web.Application()
    pages.add_to(app)
    runner = web.AppRunner(app, shutdown_timeout=2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with ClientSession() as session:
        try:
            yield Town(archive=archive, gallery=gallery, pages=pages, clock=clock, url=url, session=session)
        finally:
            async with asyncio.timeout(5):
                await runner.cleanup()
