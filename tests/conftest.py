"""What holds for every test: connections to this machine only, few examples unless asked; one PostgreSQL."""

import ipaddress
import sys
from typing import Any

from hypothesis import settings

from tests.store.postgres import database_url, own_postgres, postgres

__all__ = ["database_url", "own_postgres", "postgres"]

settings.register_profile("commit", max_examples=50, deadline=None)
settings.register_profile("slow", max_examples=2_000, deadline=None)
settings.load_profile("commit")


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse every connection that would leave this machine."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if not isinstance(address, tuple):
        return
    host = str(address[0]).split("%")[0]
    if host == "localhost" or ipaddress.ip_address(host).is_loopback:
        return
    raise ConnectionRefusedError(f"tests connect to this machine only, not to {host}")


sys.addaudithook(_stay_here)
