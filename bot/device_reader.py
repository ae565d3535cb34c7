"""Reads what follows the command for the table of devices."""

from bot.arguments import AttendanceArgs
from bot.readers import Words


def table_format(words: Words) -> AttendanceArgs | None:
    """Read whether the table comes as a card or as a file."""
    if not words:
        return AttendanceArgs()
    return AttendanceArgs(format="csv") if [word.folded for word in words] == ["csv"] else None
