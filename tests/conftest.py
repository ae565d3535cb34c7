"""What holds for every test: connections to this machine only, few examples unless asked; one PostgreSQL."""

import ipaddress
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

from tests.promises import NAMED
from tests.store.postgres import database_url, own_postgres, postgres
from tests.tallying import Experiment, Tallies

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


_tallies = Tallies()


@pytest.fixture
def experiment() -> Callable[[str], Experiment]:
    """``experiment("name").tally(runs=…, acknowledged=…, lost=…)``: a line of the table at the end."""
    return _tallies


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever the page of promises names is an experiment, and part of the long run (``make slow``)."""
    for item in items:
        if item.nodeid.partition("[")[0] in NAMED:
            item.add_marker("experiment")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker counted to the process that prints."""
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["tallies"] = _tallies.as_told()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker counted."""
    _tallies.take(getattr(node, "workeroutput", {}).get("tallies", []))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table of the experiments that ran."""
    lines = _tallies.table()
    if lines:
        terminalreporter.section("experiments")
        for line in lines:
            terminalreporter.write_line(line)
