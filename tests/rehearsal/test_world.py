"""The world starts and stops a bot as a process of its own."""

from pathlib import Path

import aiohttp
import pytest

from rehearsal.process import BotNotReady, BotProcess, CommandFailed
from rehearsal.registration import Registration, make_certificate
from rehearsal.world import World

READY = """
import http.server, os, sys
if sys.argv[1:] != ["serve"]:
    print("done", *sys.argv[1:]); sys.exit("no" in sys.argv)
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(os.environ["APP_ID"].encode())
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ready).serve_forever()
"""
BROKEN = "import sys; sys.exit('APP_ID fehlt')"


def text(file: str) -> str:
    return Path(file).read_text(encoding="ascii")


def process(world: World, code: str) -> BotProcess:
    script = world.folder / "app.py"
    script.write_text(code, encoding="utf-8")
    return BotProcess(world.environment(), world.folder, app=script)


class TestProcess:
    """Ready, killed, started again; a failed start says why."""

    async def test_it_is_ready_with_its_environment(self, world: World) -> None:
        bot = process(world, READY)
        await bot.start()

        async with aiohttp.ClientSession() as session, session.get(bot.address) as answer:
            said = await answer.text()
        await bot.stop()

        assert said == world.registration.app_id

    async def test_it_can_be_killed_and_started_again(self, world: World) -> None:
        bot = process(world, READY)
        await bot.start()
        before = bot.pid

        killed = await bot.kill()
        gone = bot.pid
        await bot.start()
        after = bot.pid
        await bot.stop()

        assert killed == -9
        assert gone == 0
        assert after not in {0, before}

    async def test_a_start_that_fails_says_why(self, world: World) -> None:
        with pytest.raises(BotNotReady, match="APP_ID fehlt"):
            await process(world, BROKEN).start()

    async def test_stopping_what_never_ran_is_nothing(self, world: World) -> None:
        assert await process(world, READY).stop() == 0

    async def test_another_line_runs_beside_it(self, world: World) -> None:
        bot = process(world, READY)

        assert await bot.run("sitting", "list") == "done sitting list\n"
        with pytest.raises(CommandFailed, match="sitting no ended with status 1"):
            await bot.run("sitting", "no")


class TestEnvironment:
    """contract.md 2: everything that points the bot at the stand-in, and sign-in on."""

    async def test_all_addresses_are_the_worlds(self, world: World) -> None:
        settings = world.environment()

        assert settings["TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL"].startswith(world.entra.address)
        assert settings["TO_CHANNEL_FROM_BOT_LOGIN_URL"].endswith(f"/{world.tenant.id}")
        assert settings["GRAPH_URL"].endswith("/v1.0")
        assert text(settings["CA_BUNDLE"]).startswith("-----BEGIN CERTIFICATE")
        assert settings["APP_PASSWORD"] == world.registration.secret
        assert "LOCAL_MODE" not in settings

    async def test_what_is_named_goes_on_top(self, world: World) -> None:
        assert world.environment(LANGUAGE="en", OUTBOX_SPEED="5")["OUTBOX_SPEED"] == "5"

    async def test_speed_is_the_bots_too(self, tmp_path: Path) -> None:
        async with World(tmp_path, speed=20) as fast:
            assert fast.environment()["OUTBOX_SPEED"] == "20"

    async def test_a_certificate_replaces_the_password(self, tmp_path: Path) -> None:
        registration = Registration(certificate=make_certificate())
        async with World(tmp_path, registration=registration) as world:
            settings = world.environment()

        assert "APP_PASSWORD" not in settings
        assert "PRIVATE KEY" in text(settings["APP_CERTIFICATE_KEY_FILE"])
