"""Which instance pays: the others hand over what is owed, and a new one begins from what is written down."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.connector import Connector
from bot.hosts import TrustedHosts
from bot.leading import Leading, WhileLeading
from bot.ledger import Ledger
from bot.outbox import Outbox, Owed, Urgency
from desk.desk import Entry
from desk.ports import NotConfirmed
from tests.bot.post_office import CHAT, CONVERSATION, SITTING, Bearer
from tests.bot.teams import FakeTeams, MemoryRegistry, problem
from tests.cast import prepared


class Elsewhere:
    """Notes what is handed over."""

    def __init__(self) -> None:
        self.owed: list[tuple[str, bool]] = []
        self.moved: list[str] = []

    def hand_over(self, owed: Owed, *, gone: bool = False) -> None:
        self.owed.append((owed.slot, gone))

    def hand_over_move(self, chat: str) -> None:
        self.moved.append(chat)


class Instance:
    """An outbox of one instance, with the registry that all share."""

    def __init__(self, teams: FakeTeams, session: aiohttp.ClientSession, registry: MemoryRegistry) -> None:
        self.leading = Leading()
        self.elsewhere = Elsewhere()
        self.outbox = Outbox(
            connector=Connector(
                session=session, bearer=Bearer(), hosts=TrustedHosts(("127.0.0.1",)), seconds=2
            ),
            registry=registry,
            on_trouble=lambda trouble: None,
            speed=50,
            jitter=lambda: 0.0,
            pays=lambda: self.leading.pays,
        )
        self.outbox.elsewhere = self.elsewhere

    async def start(self) -> None:
        """Start as ``bot.serve`` does; the lead is not taken yet."""
        await self.outbox.start()
        await self.leading.also(self.outbox.take_over, self.outbox.let_go)

    async def cut_off(self) -> None:
        """Lose the lead and gain it again, as where a connection was lost: nobody else has led meanwhile."""
        await self.leading.end()
        await self.outbox.heard_of_slots(None)
        await self.leading.begin()

    def owe(self, text: str, slot: str = "board", *, repeatable: bool = True) -> None:
        """Owe a text in a slot."""
        self.outbox.owe(
            Owed(
                sitting=SITTING,
                slot=slot,
                chat=CHAT,
                urgency=Urgency.NORMAL,
                repeatable=repeatable,
                render=lambda: {"type": "message", "text": text},
            )
        )


class Pair:
    """Two instances in front of one Teams."""

    def __init__(self, one: Instance, other: Instance, teams: FakeTeams, registry: MemoryRegistry) -> None:
        self.one, self.other, self.teams, self.registry = one, other, teams, registry


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with FakeTeams() as teams, aiohttp.ClientSession() as session:
        registry = MemoryRegistry()
        registry.tables["chats"][CHAT] = teams.ref(CONVERSATION).document()
        one, other = Instance(teams, session, registry), Instance(teams, session, registry)
        await one.start()
        await other.start()
        await one.leading.begin()
        yield Pair(one, other, teams, registry)
        await one.outbox.stop()
        await other.outbox.stop()


def texts(teams: FakeTeams) -> list[str]:
    """What stands in the chat."""
    return teams.chats[CONVERSATION].texts


async def holds(what: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while not what():  # noqa: ASYNC110 what is waited for is a value
            await asyncio.sleep(0.005)


class TestWhoPays:
    """docs/adr/0022: one instance alone owes and pays what stands in the chats."""

    async def test_what_is_owed_elsewhere_is_handed_over_and_not_sent(self, pair: Pair) -> None:
        pair.other.owe("Tafel")
        await pair.other.outbox.retract(SITTING, "board")
        pair.other.outbox.moved(CHAT)
        await pair.other.outbox.idle()

        assert pair.other.elsewhere.owed == [("board", False)]
        assert pair.other.elsewhere.moved == [CHAT]
        assert texts(pair.teams) == []

    async def test_an_answer_is_sent_by_whoever_heard(self, pair: Pair) -> None:
        sent = await pair.other.outbox.post(CHAT, {"type": "message", "text": "Antwort"})

        assert sent
        assert texts(pair.teams) == ["Antwort"]

    async def test_who_leads_next_edits_what_the_first_has_posted(self, pair: Pair) -> None:
        pair.one.owe("erst")
        await pair.one.outbox.idle()
        await pair.one.leading.end()
        await pair.other.outbox.heard_of_slots(None)
        await pair.other.leading.begin()
        pair.other.owe("dann")
        await pair.other.outbox.idle()

        assert texts(pair.teams) == ["dann"]

    async def test_what_waits_when_the_lead_ends_is_not_sent_any_more(self, pair: Pair) -> None:
        pair.one.owe("zu spät")
        await pair.one.leading.end()
        await pair.one.outbox.idle()

        assert texts(pair.teams) == []

    async def test_what_waits_while_nobody_is_sure_of_the_lead_is_not_sent_but_answers_are(
        self, pair: Pair
    ) -> None:
        sure = [True]
        pair.one.leading.only_while(lambda: sure[-1])
        pair.one.owe("von gestern")
        sure.append(False)
        await pair.one.outbox.post(CHAT, {"type": "message", "text": "Antwort"})
        sure.append(True)
        await pair.one.leading.end()
        await pair.one.leading.begin()
        pair.one.owe("von heute")
        await pair.one.outbox.idle()

        assert texts(pair.teams) == ["Antwort", "von heute"]

    async def test_a_retraction_of_what_stands_is_handed_over(self, pair: Pair) -> None:
        pair.one.owe("steht")
        await pair.one.outbox.idle()
        await pair.other.outbox.heard_of_slots(SITTING)
        await pair.other.outbox.retract(SITTING, "board")

        assert pair.other.elsewhere.owed == [("board", True)]


class TestALeadLostAndGained:
    """docs/adr/0022: what is on its way just then stands once, and is known where it stands."""

    async def test_a_first_message_on_its_way_is_not_posted_again(self, pair: Pair) -> None:
        pair.one.owe("Tafel", "board")
        await pair.one.outbox.idle()
        pair.teams.slow = 0.1
        pair.one.owe("Ergebnis", "result:1")
        await holds(lambda: pair.teams.running == 1)
        await pair.one.cut_off()
        pair.one.owe("Ergebnis", "result:1")
        await pair.one.outbox.idle()
        after = Ledger(pair.registry)
        await after.load()

        assert texts(pair.teams) == ["Tafel", "Ergebnis"]
        assert tuple(after.slot(SITTING, "result:1").ids) == ("m2",)

    async def test_a_message_that_teams_has_refused_is_posted_later(self, pair: Pair) -> None:
        sure, asked = [True], []

        def refuses_once(request: web.Request, body: dict[str, Any]) -> web.Response | None:
            asked.append(body)
            sure.append(len(asked) > 1)
            return problem(429, "Throttled", **{"Retry-After": "0"}) if len(asked) == 1 else None

        pair.teams.fault = refuses_once
        pair.one.leading.only_while(lambda: sure[-1])
        pair.one.owe("TOP 1", repeatable=False)
        await holds(lambda: bool(asked) and not pair.teams.running)
        await asyncio.sleep(0.05)
        sure.append(True)
        await pair.one.cut_off()
        pair.one.owe("TOP 1", repeatable=False)
        await pair.one.outbox.idle()

        assert texts(pair.teams) == ["TOP 1"]

    async def test_nothing_is_posted_where_the_lead_ends_while_it_is_noted(self, pair: Pair) -> None:
        sure = [True]
        pair.one.leading.only_while(lambda: sure[-1])
        pair.registry.slow = 0.05
        pair.one.owe("TOP 1", repeatable=False)
        await holds(lambda: pair.registry.writing == 1)
        sure.append(False)
        await holds(lambda: pair.registry.writing == 0)
        await asyncio.sleep(0.05)
        before = list(pair.teams.asked)
        sure.append(True)
        await pair.one.cut_off()
        pair.one.owe("TOP 1", repeatable=False)
        await pair.one.outbox.idle()

        assert before == []
        assert texts(pair.teams) == ["TOP 1"]


class TestTheLedgerMeanwhile:
    """docs/adr/0022: what was posted while the registry was away is kept and noted later."""

    async def test_an_id_that_could_not_be_noted_outlives_the_next_reading(self) -> None:
        registry, leading = MemoryRegistry(), Leading()
        ledger = Ledger(registry, lambda: leading.pays)
        await leading.begin()
        ledger.slot("s", "ballot:1").ids["m1"] = "d"
        await ledger.write("s")
        slot = ledger.slot("s", "ballot:2")
        await leading.end()
        slot.ids["m2"] = "e"
        ledger.note("s")
        await asyncio.sleep(0)
        with pytest.raises(NotConfirmed):
            await ledger.write("s")
        await ledger.load()
        await leading.begin()
        ledger.catch_up()
        await ledger.settled()
        again = Ledger(registry)
        await again.load()

        assert ledger.slot("s", "ballot:2") is slot
        assert again.slot("s", "ballot:2").ids == {"m2": "e"}
        assert again.slot("s", "ballot:1").ids == {"m1": "d"}

    async def test_another_instances_messages_take_the_place_of_what_was_read_before(self) -> None:
        registry = MemoryRegistry()
        writing, reading = Ledger(registry), Ledger(registry, lambda: False)
        writing.slot("s", "board").ids["m1"] = "d"
        await writing.write("s")
        await reading.load()
        writing.slot("s", "board").ids = {"m2": "e"}
        await writing.write("s")
        await reading.load("s")

        assert reading.slot("s", "board").ids == {"m2": "e"}


class TestTheLead:
    """docs/adr/0022: a new leader begins as a process does after a restart."""

    async def test_what_is_added_while_leading_begins_at_once(self) -> None:
        leading, done = Leading(), []

        async def begin() -> None:
            done.append("begin")

        async def end() -> None:
            done.append("end")

        await leading.also(begin, end)
        await leading.begin()
        await leading.also(begin)
        await leading.end()

        assert done == ["begin", "begin", "end"]

    async def test_a_step_that_fails_keeps_no_other_from_beginning(self) -> None:
        leading, done = Leading(), []

        async def fails() -> None:
            raise NotConfirmed("away")

        async def begins() -> None:
            done.append(True)

        await leading.also(fails)
        await leading.also(begins)
        await leading.begin()

        assert done == [True]

    async def test_a_step_that_found_the_store_away_is_made_up_once(self) -> None:
        leading = Leading()
        done: list[bool] = []

        async def begins() -> None:
            done.append(leading.settled)
            if len(done) < 3:
                raise NotConfirmed("away")

        await leading.also(begins)
        await leading.begin()
        settled = []
        for _ in range(3):
            await leading.make_up()
            settled.append(leading.settled)

        assert done == [False, False, False]
        assert settled == [False, True, True]

    async def test_what_was_put_off_is_forgotten_with_the_lead(self) -> None:
        leading, done = Leading(), []

        async def begins() -> None:
            done.append(True)
            raise NotConfirmed("away")

        await leading.also(begins)
        await leading.begin()
        await leading.end()
        await leading.make_up()

        assert done == [True]

    async def test_a_listener_hears_only_while_this_instance_leads(self) -> None:
        heard: list[Entry] = []

        class Listener:
            def announce(self, entry: Entry) -> None:
                heard.append(entry)

        leading = Leading()
        listener = WhileLeading(leading, Listener())
        entry = Entry(command=None, before=None, sitting=prepared(), events=(), seq=1)
        listener.announce(entry)
        await leading.begin()
        listener.announce(entry)

        assert heard == [entry]

    async def test_a_lead_that_nobody_is_sure_of_pays_nothing_until_it_is(self) -> None:
        leading, sure = Leading(), [True]
        leading.only_while(lambda: sure[-1])
        before = leading.pays
        await leading.begin()
        begun = leading.pays
        sure.append(False)

        assert (before, begun, leading.pays) == (False, True, False)
