"""Logs never stand in the way of an answer."""

import sys
from io import StringIO

import pytest
import structlog

from bot.logs import _LastWord, set_up_logs
from config import Settings


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
