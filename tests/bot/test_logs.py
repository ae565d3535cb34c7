"""Logs never stand in the way of an answer."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
import structlog

from bot.logs import _LastWord, set_up_logs
from config import Settings

ROOT = Path(__file__).resolve().parents[2]


class Full(StringIO):
    """A standard error on a disk that is full."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


class TestLastWord:
    """reliability.md § 6, G3: a full disk is answered; a log line may be lost over it."""

    def test_a_line_that_cannot_be_written_is_lost(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stderr", Full())

        assert _LastWord().write("lost\n") == 5

    def test_other_lines_are_written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stderr", seen := StringIO())
        _LastWord().write("kept\n")
        _LastWord().flush()

        assert seen.getvalue() == "kept\n"

    def test_the_programs_log_survives_a_full_disk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = structlog.get_config()
        monkeypatch.setattr(sys, "stderr", Full())
        set_up_logs(Settings(local_mode=True, _env_file=None))
        try:
            said = structlog.get_logger("test").error("desk.not_confirmed")
        finally:
            structlog.configure(**before)

        assert said is None


CANARY = "Bearer eyJhbGciOiJSUzI1NiJ9.Kanarienvogel"
TALKATIVE = f"""
import asyncio, gc, json, logging, sys
from bot.logs import set_up_logs
from bot.tokens import LocalGate
from config import Settings
from tests.bot.edge import Door, open_door
from tests.bot.signing import message

SAID = {CANARY!r} + '\\r\\n{{"event": "forged", "level": "info"}}\\n'

async def fails(*_):
    try:
        raise KeyError(SAID)
    except KeyError as cause:
        raise OSError(28, SAID) from cause

async def main():
    async with open_door(LocalGate()) as door:
        status, _ = await door.knock(message(serviceUrl="http://127.0.0.1:1/", text=SAID))
        assert status == 500
    logging.getLogger("aiohttp.server").error("Error with %s", SAID)
    logging.getLogger("msal.authority").warning(SAID)
    logging.getLogger("broken").warning("%d", SAID)
    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    del task
    gc.collect()

Door.on_turn = fails
set_up_logs(Settings(local_mode=True, log_format=sys.argv[1], _env_file=None))
asyncio.run(main())
"""


def said_by(form: str) -> str:
    """What a process writes whose turns fail and whose libraries complain."""
    done = subprocess.run(
        [sys.executable, "-c", TALKATIVE, form], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return done.stderr


class TestWhatOthersSay:
    """reliability.md § 4.2, row 31: exceptions and libraries are told of by kind and place alone."""

    def test_is_one_line_of_json_each_without_their_words(self) -> None:
        text = said_by("json")
        lines = [json.loads(line) for line in text.splitlines()]

        assert [line["event"] for line in lines] == ["activity.failed", *["library.said"] * 4]
        assert [line.get("logger") for line in lines[1:]] == [
            *("aiohttp.server", "msal.authority", "broken", "asyncio"),
        ]
        assert [word for word in ("Bearer", "eyJ", "Kanarie", "forged", "\r") if word in text] == []
        assert all(line["timestamp"].endswith("Z") and line["level"] for line in lines)

    def test_names_kind_and_place_of_a_failure_and_of_its_cause(self) -> None:
        lines = [json.loads(line) for line in said_by("json").splitlines()]
        for line in (lines[0], lines[-1]):
            last, cause = line["exception"]

            assert (last["kind"], cause["kind"]) == ("OSError ENOSPC", "KeyError")
            assert last["at"][-1].endswith(" fails")
        assert any(place.startswith("bot/http.py:") for place in lines[0]["exception"][0]["at"])

    def test_is_shown_whole_to_people_who_develop(self) -> None:
        assert "OSError: [Errno 28]" in said_by("console")
