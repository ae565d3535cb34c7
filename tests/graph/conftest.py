"""The stand-in for Entra and Graph, and a directory that asks it."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config import Settings, apply_ca_bundle, load_settings
from graph import Directory, directory_of
from graph.token import resource_of
from rehearsal.chats import Chat
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Person, Standing, person
from rehearsal.world import World
from tests.graph.csdl import METADATA, metadata

START = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)

Open = Callable[..., Directory]


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A town with a chair, a member of the council and a guest."""
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, "")  # set by the product, taken back after the test
    wrong: list[str] = []

    def watch(method: str, path: str, asked: Any, status: int, told: Any) -> None:
        if status != 429:  # throttling comes from a gate before Graph
            wrong.extend(metadata().request(method, path, asked))
            wrong.extend(metadata().answer(path, status, told))

    async with World(tmp_path / "world") as running:
        running.graph.watch = watch if METADATA.is_file() else None
        yield running
    assert wrong == [], "held against Microsoft's own metadata"


@pytest.fixture
def chair(world: World) -> Person:
    found = person("vogt", "Petra", "Vogt")
    world.tenant.add(found)
    return found


@pytest.fixture
def member(world: World) -> Person:
    found = person("abel", "Anna", "Abel")
    world.tenant.add(found)
    return found


@pytest.fixture
def meeting(world: World, chair: Person, member: Person) -> Chat:
    """The sitting's online meeting, with a guest and somebody who came by link only."""
    guest = person("gast", "Gerda", "Gast", standing=Standing.GUEST)
    stranger = person("fremd", "Kai", "Unbekannt", standing=Standing.ANONYMOUS)
    world.tenant.add(guest, stranger)
    return world.tenant.schedule(
        "Ratsversammlung", chair, START, START + timedelta(hours=4), member, guest, stranger
    )


@pytest.fixture
def online(meeting: Chat) -> OnlineMeeting:
    assert meeting.meeting is not None
    return meeting.meeting


@pytest.fixture
def settings_for(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Settings]:
    """Settings with which the bot lives in this world; what is named goes on top."""

    def make(**more: str) -> Settings:
        for name, value in world.environment(**more).items():
            monkeypatch.setenv(name, value)
        settings = load_settings()
        world.entra.resources.add(resource_of(settings.graph_url))
        apply_ca_bundle(settings)
        return settings

    return make


@pytest.fixture
async def open_directory(settings_for: Callable[..., Settings]) -> AsyncIterator[Open]:
    """Directories with settings changed, closed after the test."""
    opened: list[Directory] = []

    def make(seconds: float = 10.0, **more: str) -> Directory:
        found = directory_of(settings_for(**more), seconds=seconds)
        assert found is not None
        opened.append(found)
        return found

    yield make
    for directory in opened:
        await directory.close()


@pytest.fixture
def directory(open_directory: Open) -> Directory:
    return open_directory()
