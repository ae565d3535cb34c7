"""A small council in its online meeting, with the real bot behind real, signed HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.listening import Listening
from bot.outbox import Outbox
from bot.roster_watch import RosterHeard
from bot.serve import DESK, OUTBOX, build
from config import Settings, apply_ca_bundle, load_settings
from council.agenda import Agenda
from council.ids import MemberId, SittingId
from council.roster import Roster
from council.rulebook import Format
from council.sitting import Sitting
from desk.desk import Desk
from desk.ports import Registry
from files.agenda import read_agenda
from files.roster import read_roster
from rehearsal.agenda import Item, agenda_csv
from rehearsal.chats import BOT, Chat, Message
from rehearsal.delivery import Answer
from rehearsal.faults import CALM, Faults
from rehearsal.people import Person, Standing, person
from rehearsal.reading import content_text, has_button
from rehearsal.roster import Seat, roster_csv, seat
from rehearsal.world import World
from store import open_any_beside
from store.planned import Planned, Plans

SITTING = SittingId("2026-12-09-stadtrat")

AGENDA = (
    Item(number="1", title="Eröffnung", kind="formalie"),
    Item(number="2", title="Feststellung der Tagesordnung", kind="beschluss"),
    Item(number="3", title="Bericht des Bürgermeisters", kind="kenntnisnahme"),
    Item(number="4", title="Neubau der Grundschule", kind="beschluss"),
    Item(number="5", title="Radweg an der Parthe", kind="beschluss", ballot="namentlich"),
    Item(number="6", title="Haushaltssatzung", kind="haushalt"),
    Item(number="7", title="Änderung der Geschäftsordnung", kind="beschluss", majority="mitglieder"),
    Item(number="8", title="Grundstück Geheimgasse", kind="beschluss", public=False),
)


def is_answer(message: Message) -> bool:
    """Whether the bot says this because somebody asked: the emergency sheet comes by itself, some time."""
    told = content_text(message.activity).lower()
    sheet = "file.consent" in told and ("notfallblatt" in told or "emergency" in told)
    return message.by == BOT and not sheet


async def answered(hall: "Hall", key: str, line: str, chat: Chat | None = None) -> str:
    """Type a line and return the first private word that answers it and is no card drawn anew."""
    own = hall.own(key)
    mark = own.mark()
    await hall.say(key, line, chat)
    drawn = ("Sitzungsleitung", "Diese Karte", "Chairing", "Bitte abstimmen", "Please vote")
    shown = await own.wait_for(lambda m: is_answer(m) and not m.text.startswith(drawn), after=mark, within=10)
    return str(shown.text)


def _people() -> dict[str, Seat]:
    named = {
        "vogt": ("Petra", "Vogt", "mitglied+vorsitz", ""),
        "stein": ("Stefan", "Stein", "mitglied+stellvertretung", "Linden"),
        "abel": ("Anna", "Abel", "mitglied", "Linden"),
        "busch": ("Bernd", "Busch", "mitglied", "Linden"),
        "celik": ("Can", "Çelik", "mitglied", "Eichen"),
        "frei": ("Dora", "Frei", "mitglied", "Eichen"),
        "meyer1": ("Maria", "Meyer", "mitglied", "Eichen"),
        "meyer2": ("Moritz", "Meyer", "mitglied", "Buchen"),
        "zander": ("Zoe", "Zander", "mitglied", "Buchen"),
        "amt": ("Karla", "Amt", "büro", ""),
        "rat": ("Bodo", "Rat", "büro", ""),
        "kabel": ("Theo", "Kabel", "technik", ""),
        "gast": ("Gerda", "Gast", "gast", ""),
    }
    return {key: seat(key, *who) for key, who in named.items()}


@dataclass(slots=True, kw_only=True)
class Hall:
    """The meeting's and the office's chats, the people, and the desk behind the bot.

    Acts go over HTTP as Teams would send them; what is seen comes from the chats' history.
    """

    world: World
    settings: Settings
    desk: Desk
    outbox: Outbox
    seats: dict[str, Seat]
    meeting: Chat
    office: Chat
    stranger: Person
    stopped: Callable[[], Awaitable[None]]

    def person(self, key: str) -> Person:
        """The person with this key of the roster."""
        return self.seats[key].person

    @property
    def registry(self) -> Registry:
        """The bot's documents."""
        return self.outbox.chats._registry

    @property
    def sitting(self) -> Sitting:
        """The sitting as it was last written down."""
        found = self.desk.sitting(SITTING)
        assert found is not None
        return found

    def id(self, key: str) -> MemberId:
        """The roster's id of a person."""
        return MemberId(self.seats[key].id)

    async def tell_only(self, key: str, text: str) -> Answer:
        """Type a line in one's own chat without waiting for a word."""
        return await self.world.client.tell(self.person(key), text)

    async def until(self, holds: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until something holds of the sitting."""
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 the state is a value, there is nothing to wait on
                await asyncio.sleep(0.02)

    async def world_idle(self) -> None:
        """Wait until the bot owes nothing any more."""
        await self.outbox.idle()

    async def quiet(self, seconds: float = 0.5) -> None:
        """Wait until nothing has been written for a while: Teams is asked about people beside all else."""
        written, still = -1, 0.0
        async with asyncio.timeout(30):
            while still < seconds:
                await self.world_idle()
                now = self.desk.head(SITTING).seq
                still, written = (0.0, now) if now != written else (still + 0.05, written)
                await asyncio.sleep(0.05)

    def own(self, key: str) -> Chat:
        """A person's own chat with the bot."""
        return self.world.tenant.one_to_one(self.person(key))

    async def say(self, key: str, text: str, chat: Chat | None = None) -> Answer:
        """Type a line, in the meeting's chat unless another is given."""
        return await self.world.client.say(self.person(key), chat or self.meeting, text)

    async def tell(self, key: str, text: str) -> Message:
        """Type a line in one's own chat and return what the bot says there.

        The emergency sheet comes there by itself, at a moment of its own: it is not the answer.
        """
        own = self.own(key)
        mark = own.mark()
        asked = any(word in text.lower() for word in ("notfallblatt", "emergency"))
        await self.world.client.tell(self.person(key), text)
        return await own.wait_for(lambda m: m.by == BOT and (asked or is_answer(m)), after=mark, within=10)

    async def told(self, key: str, text: str, words: str) -> Message:
        """Type a line in one's own chat and wait for an answer with these words, whatever else comes."""
        own = self.own(key)
        mark = own.mark()
        await self.world.client.tell(self.person(key), text)
        return await self.seen(words, own, after=mark)

    async def press(self, key: str, title: str, chat: Chat | None = None, near: str | None = None) -> Answer:
        """Press the lowest button of this title that the person sees."""
        return await self.world.client.press(self.person(key), chat or self.meeting, title, near=near)

    async def seen(self, words_in_it: str, chat: Chat | None = None, after: int = 0) -> Message:
        """Wait for a message of the bot with these words."""
        place = chat or self.meeting
        return await place.wait_for(lambda m: words_in_it in m.text and m.by == BOT, after=after, within=10)

    async def offered(self, title: str, chat: Chat) -> Message:
        """Wait for a button of this title."""
        return await chat.wait_for(lambda m: m.by == BOT and has_button(m.card, title), within=10)

    async def admitted(self, *keys: str, chat: Chat | None = None) -> None:
        """Sign these people in by card and let a clerk admit them."""
        await self.signed_in(*keys, chat=chat)
        await self.let_in(*keys)

    async def signed_in(self, *keys: str, chat: Chat | None = None) -> None:
        """Sign these people in by card, from the online meeting.

        Nobody is told that they joined; but whoever asks Teams finds them there.
        """
        for key in keys:
            if self.sitting.format is not Format.PRESENCE:
                await self.world.client.join(self.person(key), chat or self.meeting, told=False)
            await self.press(key, "Anwesend", chat)

    async def let_in(self, *keys: str, by: str = "amt") -> None:
        """Let a clerk press `Zulassen` on the office's lists until all of these people are in."""
        for key in keys:
            name = self.sitting.name(self.id(key))
            if not self.sitting.presence(self.id(key)).here:
                card = await self.office.wait_for(partial(_admits, self.person(by), name), within=10)
                client = self.world.client
                await client.press(self.person(by), self.office, "Zulassen", near=name, message=card)

    async def opened(self, *keys: str) -> None:
        """Bind the meeting, admit these people (the chair too) and open the sitting."""
        await self.prepared()
        await self.admitted("vogt", *keys)
        await self.say("vogt", "sitzung eröffnen")
        await self.seen("eröffnet")

    async def opened_in_the_hall(self, *keys: str) -> None:
        """Bind the meeting, note these people (the chair too) as present in the hall, and open."""
        await self.prepared()
        names = "; ".join(self.seats[key].name for key in ("vogt", *keys))
        await self.say("amt", f"vor ort {names}", self.office)
        await self.until(lambda: self.sitting.presence(self.id(keys[-1])).here)
        await self.say("vogt", "sitzung eröffnen")
        await self.seen("eröffnet")

    async def prepared(self) -> None:
        """Make the office chat the office's and bind the meeting to the planned sitting."""
        await self.say("amt", "büro hier", self.office)
        await self.say("amt", "vorbereiten")
        await self.seen("Bild und Ton")

    async def control(self, title: str, key: str = "vogt") -> Answer:
        """Press a button on the control card in force."""
        await asyncio.sleep(0.09)  # longer than the guard against double taps at this speed
        return await self.press(key, title, self.own(key))


def _admits(clerk: Person, name: str, message: Message) -> bool:
    return has_button(message.seen_by(clerk), "Zulassen", near=name)


MEMBERS = ("stein", "abel", "busch", "celik", "frei", "meyer1", "meyer2", "zander")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A sitting as it is planned: its agenda, its form, its start from now, and mandates that end."""

    agenda: tuple[Item, ...] = AGENDA
    held: Format = Format.DIGITAL
    starts_in: timedelta = timedelta(minutes=10)
    ends: Mapping[str, datetime] = field(default_factory=dict)


PLAN = Plan()


async def plan(data: Path, seats: dict[str, Seat], plans: Plan, database: str = "") -> None:
    """Write roster and plan as the command line does."""
    listed = read_roster(roster_csv(list(seats.values())).encode(), "m.csv").roster
    roster = Roster(tuple(replace(m, until=plans.ends.get(m.id, m.until)) for m in listed))
    items = read_agenda(agenda_csv(list(plans.agenda)).encode(), "t.csv").agenda
    beside = await open_any_beside(data, database)
    try:
        stored = Plans(beside.registry)
        await stored.keep_roster(roster)
        await stored.keep(
            Planned(
                id=SITTING,
                title="Sitzung des Stadtrats",
                body="Stadtrat",
                starts=datetime.now(UTC) + plans.starts_in,
                format=plans.held,
                items=Agenda(tuple(items)).items,
                reason="Hochwasser",
            )
        )
    finally:
        await beside.close()


@asynccontextmanager
async def open_hall(
    folder: Path,
    patch: pytest.MonkeyPatch,
    speed: float = 20,
    plans: Plan = PLAN,
    heard: RosterHeard | None = None,
    without: Sequence[str] = (),
    unheard: Sequence[str] = (),
    faults: Faults = CALM,
    **more: Any,
) -> AsyncIterator[Hall]:
    """The world, the bot and the people, ready for ``vorbereiten``.

    *without* names those who have no chat of their own with the bot, *unheard* those who have one of
    which the bot has never heard.
    """
    seats = _people()
    stranger = person("fremd", "Anna", "Abel", standing=Standing.GUEST)
    async with World(folder, speed=speed, faults=faults) as world:
        for key, someone in seats.items():
            world.tenant.add(someone.person, installed=key not in without)
        if without:
            world.graph.take_away("TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All")
        world.tenant.add(stranger, installed=False)
        await plan(folder / "data", seats, plans, more.get("DATABASE_URL", ""))
        people = [s.person for s in seats.values()]
        meeting = world.tenant.schedule(
            "Stadtrat",
            people[0],
            datetime.now(UTC),
            datetime.now(UTC) + timedelta(hours=4),
            *people,
            stranger,
        )
        office = world.tenant.group("Büro", *(seats[k].person for k in ("amt", "rat")))
        async with AsyncExitStack() as bot:
            settings, desk, outbox = await bot.enter_async_context(running(world, patch, more, heard))
            for key, someone in seats.items():
                if key not in (*without, *unheard):
                    await world.client.install(someone.person)
            for chat in (meeting, office):
                await world.client.install_in(seats["amt"].person, chat)
            yield Hall(
                world=world,
                settings=settings,
                desk=desk,
                outbox=outbox,
                seats=seats,
                meeting=meeting,
                office=office,
                stranger=stranger,
                stopped=bot.aclose,
            )


@asynccontextmanager
async def running(
    world: World, patch: pytest.MonkeyPatch, more: dict[str, str], heard: RosterHeard | None = None
) -> AsyncIterator[tuple[Settings, Desk, Outbox]]:
    """The bot in this process, listening on loopback, as ``app.py`` would put it together."""
    for name, value in world.environment(**more).items():
        patch.setenv(name, value)
    settings = load_settings()
    apply_ca_bundle(settings)
    faults: list[str] = []
    async with AsyncExitStack() as stack:
        app = await build(settings, stack, faults.append, heard)
        port = settings.port if settings.roster_subscription else 0  # Graph has to find PUBLIC_URL
        listening = await Listening.open(app, "127.0.0.1", port)
        stack.push_async_callback(listening.close)
        world.client.delivery.endpoint = f"http://127.0.0.1:{listening.port}/api/messages"
        yield settings, app[DESK], app[OUTBOX]
    assert faults == []
