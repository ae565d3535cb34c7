"""Logs: one line for each thing that happened, as JSON or for people; never a token or a vote."""

import io
import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog

from config import Settings


def set_up_logs(settings: Settings) -> None:
    """Write logs to standard error in the form and from the level that the settings name."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, format="%(message)s")
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    form = structlog.processors.format_exc_info if settings.log_format == "json" else _unchanged
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            form,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _LastWord())),
        cache_logger_on_first_use=True,
    )


class _LastWord(io.TextIOBase):
    """Standard error that never fails: nobody may be left without an answer for a full disk."""

    def write(self, text: str) -> int:
        """Write, or lose the line."""
        with suppress(OSError, ValueError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, if it can be."""
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def _unchanged(logger: object, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return event
