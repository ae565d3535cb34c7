"""How many files and connections the process may have open: readers of the public page come in thousands."""

import sys
from contextlib import suppress

WANTED = 16384


def allow_many(wanted: int = WANTED) -> int:
    """Raise the process's own limit towards *wanted*, as far as the system lets it; returns what holds then.

    Shells and service managers begin with 1,024 for the sake of old programs that ``select``.
    """
    if sys.platform == "win32":  # which has no such limit
        return wanted
    import resource  # noqa: PLC0415 it is not there on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
