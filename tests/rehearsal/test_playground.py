"""Trying it alone: the others act by themselves, and a person reads what to open and to type."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.commands import Parsed, parse
from rehearsal.chats import BOT, Message
from rehearsal.playground import __main__ as command
from rehearsal.playground import sample
from rehearsal.playground import window as windows
from rehearsal.playground.company import SIGN_IN, VOTE, Company
from rehearsal.playground.guide import MENTION, guide, steps
from rehearsal.playground.window import OTHERS, NoPlayground, Window, config, port_near
from rehearsal.process import ROOT, free_port
from rehearsal.reading import buttons
from rehearsal.roster import BODY, Seat
from rehearsal.serving import serve
from rehearsal.tenant import Tenant
from rehearsal.world import World

CHAIR, OTHERS_THERE = sample.SEATS[0], sample.SEATS[1:]
SPEED = 50.0


def offers(message: Message, verb: str) -> bool:
    return message.by == BOT and any(one.action.get("verb") == verb for one in buttons(message.card))


class TestTheOthersActByThemselves:
    """`make playground` with one window: the clerk prepares and admits, members sign in and vote."""

    @pytest.mark.parametrize(
        ("language", "lines", "present", "voted", "counted"),
        [
            pytest.param(
                "de",
                ("anwesend", "sitzung eröffnen", "abstimmung 3", "schließen"),
                *("5 anwesend", "4 von 5", "Abstimmung geschlossen"),
                id="de",
            ),
            pytest.param(
                "en",
                ("present", "open sitting", "vote 3", "close"),
                *("5 present", "4 of 5", "Ballot closed"),
                id="en",
            ),
        ],
    )
    async def test_the_chair_alone_types_and_everybody_else_votes(
        self, tmp_path: Path, language: str, lines: Sequence[str], present: str, voted: str, counted: str
    ) -> None:
        async with World(tmp_path, speed=SPEED) as world:
            meeting, office = sample.meet(world.tenant)
            await world.start_bot(LOG_LEVEL="WARNING", BODY=BODY, LANGUAGE=language)
            sitting = await sample.plan(world.bot, tmp_path)
            company = Company(world, meeting, office, OTHERS_THERE)
            await company.come()
            await world.client.install(CHAIR.person)
            own = world.tenant.one_to_one(CHAIR.person)

            await company.prepare(sitting)
            await meeting.wait_for(lambda one: offers(one, SIGN_IN))
            await world.client.join(CHAIR.person, meeting, told=False)  # Teams says so when it is asked
            signing_in, opening, balloting, closing = lines
            await world.client.say(CHAIR.person, meeting, signing_in)
            await own.wait_for(lambda one: present in one.text)
            await world.client.say(CHAIR.person, meeting, opening)
            await world.client.say(CHAIR.person, meeting, balloting)
            ballot = await meeting.wait_for(lambda one: offers(one, VOTE))
            await own.wait_for(lambda one: voted in one.text)
            await world.client.say(CHAIR.person, meeting, closing)
            closed = await meeting.wait_for(lambda one: counted in one.text)
            await company.stop()

            assert closed is ballot
            assert not offers(closed, VOTE)


class TestTheGuide:
    """What is told to type is understood, in both languages; what the others do is not asked for."""

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_every_line_is_a_command(self, language: str) -> None:
        typed = [step.what[language == "en"] for step in steps(dict.fromkeys(sample.SEATS, "")) if step.typed]

        assert len(typed) >= 8
        for line in typed:
            assert isinstance(parse(line.removeprefix(MENTION)), Parsed), line

    def test_with_one_window_nobody_is_told_to_work_as_the_office(self) -> None:
        told = "\n".join(guide({CHAIR: "http://127.0.0.1:56150"}, sample.TITLE, "de"))

        assert "http://127.0.0.1:56150  Petra Vogt (Vorsitz / chair)" in told
        assert "Von selbst handeln / acting by themselves: Anna Abel, Karla Amt" in told
        assert "vorbereiten" not in told
        assert "  Vorsitz, „Ratsversammlung“: @Ratssaal sitzung eröffnen" in told
        assert "  chair, “Ratsversammlung”: @Ratssaal sitzung eröffnen" in told

    def test_with_all_windows_nobody_acts_alone(self) -> None:
        told = "\n".join(guide(dict.fromkeys(sample.SEATS, "http://x"), sample.TITLE, "en"))

        assert "acting by themselves" not in told
        assert "@Ratssaal prepare" in told
        assert "@Ratssaal sitzung eröffnen" not in told


class TestTheCommand:
    """Without Node.js one sentence says what to install, and nothing is started."""

    def test_without_node_js_it_says_what_is_missing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))

        assert command.main(["--out", str(tmp_path / "out")]) == 1
        said = capsys.readouterr().err
        assert "Node.js ab Version 18" in said
        assert "Node.js 18 or newer" in said
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize("people", ["0", "7", "viele"])
    def test_there_are_one_to_six_people(self, people: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            command.main(["--people", people])
        assert "--people" in capsys.readouterr().err


@pytest.mark.skipif(bool(windows.missing()), reason=windows.missing() or "-")
class TestTryingIt:
    """`make playground`: it tells an address that answers, and Ctrl-C ends everything."""

    async def test_it_begins_is_there_and_ends(self, tmp_path: Path) -> None:
        line = ("-m", "rehearsal.playground", "--people", "2", "--out", str(tmp_path))
        process = await asyncio.create_subprocess_exec(
            sys.executable, *line, cwd=ROOT, stdout=asyncio.subprocess.PIPE, start_new_session=True
        )
        assert process.stdout is not None
        told = (await asyncio.wait_for(process.stdout.readuntil(b"Ctrl+C."), 90)).decode()
        addresses = re.findall(r"http://127\.0\.0\.1:\d+", told)
        async with aiohttp.ClientSession() as session:
            assert [await answers(session, one) for one in addresses] == [True, True]

            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
            assert await asyncio.wait_for(process.wait(), 60) == 0
            assert [await answers(session, one) for one in addresses] == [False, False]


async def answers(session: aiohttp.ClientSession, address: str) -> bool:
    """Whether there is somebody at this address."""
    try:
        async with session.get(address) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


class TestAWindow:
    """clients.md § 2: a Playground wants its own user and exactly five others."""

    def test_its_settings_have_the_towns_own_ids(self) -> None:
        tenant = Tenant("app")
        meeting, _ = sample.meet(tenant)
        seat: Seat = sample.clerk()
        others = [one.person for one in sample.SEATS if one != seat]

        settings = config(tenant, seat.person, others, meeting)

        assert len(settings["users"]) == OTHERS
        assert settings["currentUser"]["aadObjectId"] == seat.person.entra
        assert settings["currentUser"]["id"] not in [user["id"] for user in settings["users"]]
        assert settings["bot"]["id"] == tenant.bot_mri
        assert settings["groupChat"] == {"id": meeting.id, "name": sample.TITLE}
        assert settings["personalChat"]["id"] == tenant.one_to_one(seat.person).id

    @pytest.mark.skipif(bool(windows.missing()), reason=windows.missing() or "-")
    async def test_settings_that_it_dislikes_are_told_and_not_waited_for(self, tmp_path: Path) -> None:
        window = Window(CHAIR.person, tmp_path, {"version": "0.1.0"}, free_port())

        with pytest.raises(NoPlayground, match="Petra Vogt"):
            await window.start("http://127.0.0.1:9/api/messages")

    async def test_a_taken_port_is_left_alone(self) -> None:
        served = await serve(web.Application())
        taken = int(served.address.rpartition(":")[2])
        assert port_near(taken) not in {0, taken}
        await served.stop()
        assert port_near(taken) == taken
