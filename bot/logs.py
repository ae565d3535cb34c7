"""Logs: one line for each thing that happened, as JSON or for people; never a token or a vote.

What exceptions and libraries say of themselves may hold anything, also tokens and line feeds. So JSON has
of them only what kind they are and where in the program they come from; the form for people shows all.
"""

import errno
import io
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO, cast

import structlog

from config import Settings


def set_up_logs(settings: Settings) -> None:
    """Write logs to standard error in the form and from the level that the settings name."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    form, of_others = (_place, _place_only) if settings.log_format == "json" else (_unchanged, _unchanged)
    first: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(cast(TextIO, _LastWord()))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[of_others, *first],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, form, last],
            use_get_message=settings.log_format != "json",
        )
    )
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler])
    structlog.configure(
        processors=[*first, form, last],
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


def _place(logger: object, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Put in place of an exception what kind it is and where it comes from, and the same of its causes."""
    told = event.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    failure = told[1] if isinstance(told, tuple) else told
    if isinstance(failure, BaseException):
        event["exception"] = [_kind_and_place(one) for one in _with_causes(failure)]
    return event


def _place_only(logger: object, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Put in place of a library's words which library said them, and where."""
    record: logging.LogRecord = event["_record"]
    at = f"{Path(record.pathname).name}:{record.lineno}"
    event.pop("stack_info", None)
    event.update(event="library.said", logger=record.name, at=at)
    return event


def _with_causes(failure: BaseException) -> Iterator[BaseException]:
    """An exception, what it came from, what that came from, and so on; each once."""
    seen: set[int] = set()
    one: BaseException | None = failure
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _kind_and_place(failure: BaseException) -> dict[str, Any]:
    """The kind of an exception, and the lines of code that it came through, the innermost last."""
    kind = type(failure)
    code = errno.errorcode.get(failure.errno or 0, "") if isinstance(failure, OSError) else ""
    lines = [(frame.f_code, line) for frame, line in traceback.walk_tb(failure.__traceback__)]
    return {
        "kind": f"{kind.__module__}.{kind.__qualname__} {code}".removeprefix("builtins.").rstrip(),
        "at": [f"{'/'.join(Path(c.co_filename).parts[-2:])}:{line} {c.co_name}" for c, line in lines],
    }


def _unchanged(logger: object, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return event
