"""A real evening with Graph beside it: reports taken in after the end, differences settled by press."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from council.presence import Evidence
from council.reconciling import DifferenceRuling
from council.sitting import Sitting, Stage
from rehearsal.chats import BOT, Chat, Message
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Standing, person
from rehearsal.reading import has_button
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall, running

FAST = 1000
"""How many times shorter the bot's patience is: a minute lasts 60 ms, and account and report may
differ by one second."""
LONG = 1.3
"""Seconds of a sitting in which somebody can be missing for more than that."""


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, monkeypatch, OUTBOX_SPEED=str(FAST)) as opened:
        for key in ("vogt", *MEMBERS):  # at this pace the bot asks around several times a second
            online(opened.meeting).join(opened.person(key), datetime.now(UTC))
        yield opened


def online(chat: Chat) -> OnlineMeeting:
    assert chat.meeting is not None
    return chat.meeting


async def told(hall: Hall, words: str) -> Message:
    """Wait until the office reads these words."""
    return await hall.office.wait_for(lambda m: m.by == BOT and words in m.text, within=15)


async def end(hall: Hall) -> None:
    await hall.say("vogt", "sitzung schließen")
    await hall.until(lambda: hall.sitting.stage is Stage.ENDED)


def session(hall: Hall, *keys: str, since: datetime | None = None, until: datetime | None = None) -> None:
    """Let the online meeting have had these people (and the chair) in it, and end its session."""
    meeting = online(hall.meeting)
    begun = since or datetime.now(UTC) - timedelta(minutes=30)
    meeting.stays.clear()
    meeting.started = None
    for key in ("vogt", *keys):
        meeting.join(hall.person(key), begun)
    meeting.finish(until or datetime.now(UTC) + timedelta(minutes=1))


async def compared(hall: Hall, *keys: str) -> Sitting:
    """A sitting of everybody that is compared with a report of these people alone."""
    await hall.opened(*MEMBERS)
    await asyncio.sleep(LONG)
    await end(hall)
    session(hall, *keys)
    await hall.until(lambda: hall.sitting.comparison is not None, seconds=15)
    return hall.sitting


class TestTakingIn:
    """Issue part 6: the report is read after the end and compared; the office hears without asking."""

    async def test_the_office_reads_that_record_and_report_agree(self, hall: Hall) -> None:
        await compared(hall, *MEMBERS)

        shown = await told(hall, "Abgleich mit dem Anwesenheitsbericht")

        assert "9 von 9 stimmen überein" in shown.text
        assert not has_button(shown.card, "Konto gilt")

    async def test_a_report_that_comes_late_is_waited_for(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await end(hall)
        answered = hall.world.graph.answered
        before = answered[200]
        await hall.until(lambda: answered[200] >= before + 2, seconds=15)
        session(hall, *MEMBERS)

        assert "9 von 9" in (await told(hall, "Abgleich mit dem")).text

    async def test_no_report_for_a_while_is_said_and_then_replaced(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await end(hall)
        waiting = (await told(hall, "noch keinen Anwesenheitsbericht")).text
        session(hall, *MEMBERS)
        shown = await told(hall, "9 von 9 stimmen überein")

        assert "gilt unabhängig davon" in waiting
        assert "fragt weiter nach, bis" in waiting
        assert [m for m in hall.office.bot_messages() if "Abgleich" in m.text] == [shown]

    async def test_a_late_session_is_taken_in_too(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await asyncio.sleep(LONG)
        half = datetime.now(UTC)
        await asyncio.sleep(LONG)
        await end(hall)
        session(hall, *MEMBERS, until=half)
        await told(hall, "Ohne Bericht")
        session(hall, *(key for key in MEMBERS if key != "abel"), since=half)
        shown = await told(hall, "1 Abweichung wartet")

        assert "Anna Abel" in shown.text
        assert "Ohne Bericht" not in shown.text

    async def test_a_guest_of_the_meeting_is_named_to_the_office_alone(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await end(hall)
        stranger = person("kai", "Kai", "Unbekannt", standing=Standing.ANONYMOUS)
        online(hall.meeting).join(stranger, datetime.now(UTC) - timedelta(minutes=30))
        meeting = online(hall.meeting)
        for key in ("vogt", *MEMBERS):
            meeting.stays.pop(hall.person(key).mri, None)
            meeting.join(hall.person(key), datetime.now(UTC) - timedelta(minutes=30))
        meeting.finish(datetime.now(UTC) + timedelta(minutes=1))

        assert "Kai Unbekannt (ohne Konto)" in (await told(hall, "stimmen überein")).text
        assert "Kai Unbekannt" not in "".join(m.text for m in hall.meeting.bot_messages())


class TestTwoMeetings:
    """A sitting that went on in another meeting: the reports of both are read."""

    async def test_both_days_are_compared(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await asyncio.sleep(LONG)
        await hall.say("vogt", "unterbrechen bis morgen 14:00")
        await hall.until(lambda: hall.sitting.stage is Stage.BREAK)
        session(hall, *MEMBERS, until=datetime.now(UTC))
        second = await another(hall)
        await hall.say("amt", f"vorbereiten {SITTING}", second)
        await hall.seen("Bild und Ton", second)
        for key in ("vogt", *MEMBERS):
            await hall.say("amt", f"zulassen {hall.seats[key].name}", hall.office)
        await hall.until(lambda: all(hall.sitting.presence(hall.id(key)).here for key in MEMBERS))
        await hall.say("vogt", "fortsetzen", second)
        await hall.until(lambda: hall.sitting.stage is Stage.OPEN)
        begun = datetime.now(UTC) - timedelta(minutes=1)
        await asyncio.sleep(LONG)
        await hall.say("vogt", "sitzung schließen", second)
        await hall.until(lambda: hall.sitting.stage is Stage.ENDED)
        for key in ("vogt", *(key for key in MEMBERS if key != "abel")):
            online(second).join(hall.person(key), begun)
        online(second).finish(datetime.now(UTC) + timedelta(minutes=1))
        await hall.until(lambda: len(hall.sitting.differences) == 1, seconds=15)
        comparison = hall.sitting.comparison

        assert comparison is not None
        assert len(comparison.reports) == 2
        assert [hall.sitting.name(s.difference.member) for s in hall.sitting.differences.values()] == [
            "Anna Abel"
        ]


async def another(hall: Hall) -> Chat:
    """A further online meeting of the same people, with the app in it."""
    people = [seat.person for seat in hall.seats.values()]
    now = datetime.now(UTC)
    chat = hall.world.tenant.schedule("Zweiter Tag", people[0], now, now + timedelta(hours=4), *people)
    await hall.world.client.install_in(hall.person("amt"), chat)
    return chat


class TestTrouble:
    """contract § 2: Graph unreachable, refusing or slow stops nothing; the office hears why."""

    async def test_a_missing_policy_is_named_at_once_and_asked_again(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        hall.world.graph.access_policy = False
        await end(hall)
        session(hall, *MEMBERS)
        refused = (await told(hall, "Graph verweigert den Anwesenheitsbericht")).text
        hall.world.graph.access_policy = True

        assert "Anwendungszugriffsrichtlinie" in refused
        assert "9 von 9" in (await told(hall, "stimmen überein")).text

    async def test_a_dead_graph_is_said_after_a_while(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        hall.world.graph.down = True
        await end(hall)
        said = (await told(hall, "Microsoft Graph antwortet nicht")).text
        hall.world.graph.down = False
        session(hall, *MEMBERS)

        assert "gilt unabhängig davon" in said
        assert "9 von 9" in (await told(hall, "stimmen überein")).text

    async def test_a_restart_goes_on_with_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async with open_hall(tmp_path, monkeypatch, OUTBOX_SPEED="20") as hall:
            await hall.opened(*MEMBERS)
            await end(hall)
            await hall.world_idle()
            await hall.stopped()
            session(hall, *MEMBERS)
            async with running(hall.world, monkeypatch, {"OUTBOX_SPEED": str(FAST)}):
                shown = await told(hall, "Abgleich mit dem Anwesenheitsbericht")

        assert "9 von 9 stimmen überein" in shown.text

    async def test_a_sitting_in_presence_is_left_alone(self, hall: Hall) -> None:
        await hall.opened_in_the_hall(*MEMBERS)
        await end(hall)
        await hall.world_idle()

        assert hall.sitting.comparison is None


class TestSettling:
    """Each difference with two buttons; a named clerk decides, and both stay on record."""

    async def test_the_reports_times_are_taken_by_press(self, hall: Hall) -> None:
        await compared(hall, *(key for key in MEMBERS if key != "abel"))
        await hall.offered("Bericht gilt", hall.office)
        answer = await hall.press("rat", "Bericht gilt", hall.office, near="Anna Abel")
        (correction,) = hall.sitting.corrections

        assert "Bericht gilt: Bodo Rat" in answer.text
        assert "Alle Abweichungen sind entschieden." in answer.text
        assert (correction.by, correction.after) == (hall.id("rat"), ())
        assert hall.sitting.presence(hall.id("abel")).spells
        assert "Anna Abel nicht anwesend (berichtigt)" in (await told(hall, "(berichtigt)")).text

    async def test_the_account_stands_by_press_and_the_card_says_so_to_all(self, hall: Hall) -> None:
        await compared(hall, *(key for key in MEMBERS if key != "abel"))
        await hall.offered("Konto gilt", hall.office)
        await hall.press("amt", "Konto gilt", hall.office, near="Anna Abel")
        shown = await told(hall, "Konto gilt: Karla Amt")

        assert not has_button(shown.card, "Konto gilt")
        assert hall.sitting.corrections == ()

    async def test_a_second_press_is_told_that_it_is_settled(self, hall: Hall) -> None:
        await compared(hall, *(key for key in MEMBERS if key != "abel"))
        card = await hall.offered("Bericht gilt", hall.office)
        _, button = hall.world.client.find(hall.person("rat"), hall.office, "Bericht gilt")
        await hall.press("amt", "Konto gilt", hall.office)
        answer = await hall.world.client.press_button(hall.person("rat"), hall.office, card, button)

        assert "bereits" in answer.text
        assert [s.ruling for s in hall.sitting.differences.values()] == [DifferenceRuling.ACCOUNT]

    async def test_a_member_cannot(self, hall: Hall) -> None:
        await compared(hall, *(key for key in MEMBERS if key != "abel"))
        card = await hall.offered("Bericht gilt", hall.office)
        _, button = hall.world.client.find(hall.person("rat"), hall.office, "Bericht gilt")
        answer = await hall.world.client.press_button(hall.person("abel"), hall.office, card, button)

        assert "büro" in answer.text.lower()
        assert hall.sitting.corrections == ()

    async def test_a_restart_keeps_what_was_decided(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await compared(hall, *(key for key in MEMBERS if key != "abel"))
        await hall.offered("Konto gilt", hall.office)
        await hall.press("amt", "Konto gilt", hall.office, near="Anna Abel")
        before = hall.sitting
        await hall.world_idle()
        await hall.stopped()
        async with running(hall.world, monkeypatch, {"OUTBOX_SPEED": str(FAST)}) as (_, desk, _):
            assert desk.sitting(SITTING) == before


class TestCorrecting:
    """contract § 4: `korrektur <Name> von HH:MM bis HH:MM <Grund>`, office, private, after the end."""

    async def test_a_clerk_puts_a_presence_right(self, hall: Hall) -> None:
        online(hall.meeting).leave(hall.person("abel"), datetime.now(UTC))  # nobody admits her from a list
        await hall.opened(*(key for key in MEMBERS if key != "abel"))
        await end(hall)
        begun, over = hall.sitting.opened_at, hall.sitting.ended_at
        assert begun is not None
        assert over is not None
        zone = ZoneInfo(hall.sitting.timezone)
        clock = [f"{at.astimezone(zone):%H:%M}" for at in (begun, over)]
        line = f"korrektur Abel von {clock[0]} bis {clock[1]} war am Telefon"
        said = await hall.told("amt", line, "Berichtigt: Anna Abel")
        (spell,) = hall.sitting.accounted(hall.id("abel")).spells

        assert "Im Journal bleibt beides stehen." in said.text
        assert (spell.since, spell.until, spell.evidence) == (begun, over, Evidence.CORRECTION)
        assert hall.sitting.corrections[0].reason == "war am Telefon"

    @pytest.mark.parametrize(
        ("key", "line", "words"),
        [
            pytest.param("amt", "korrektur Amt abwesend x", "selbst", id="oneself"),
            pytest.param("amt", "korrektur Abel von 03:00 bis 02:00 x", "Uhrzeit", id="no-such-time"),
            pytest.param("abel", "korrektur Busch abwesend x", "Büro", id="a-member"),
            pytest.param("amt", "korrektur Meyer abwesend x", "Maria Meyer", id="two-of-a-name"),
        ],
    )
    async def test_what_cannot_be_gets_one_clear_sentence(
        self, hall: Hall, key: str, line: str, words: str
    ) -> None:
        await hall.opened(*MEMBERS)
        await end(hall)
        said = await hall.told(key, line, words)

        assert said.text
        assert hall.sitting.corrections == ()

    async def test_before_the_end_it_is_too_early(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)

        assert (await hall.tell("amt", "korrektur Abel abwesend x")).text
        assert hall.sitting.corrections == ()
