"""docs/openapi.yml and the routes of the bot as it is put together: the same, in both directions."""

import re
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.serve import build
from config import load_settings
from rehearsal.world import World

TEXT = (Path(__file__).parents[2] / "docs" / "openapi.yml").read_text(encoding="utf-8")


def described() -> set[tuple[str, str]]:
    """Every method and path that the description has."""
    found, path = set(), ""
    for line in TEXT.partition("\npaths:\n")[2].partition("\ncomponents:\n")[0].splitlines():
        if known := re.fullmatch(r"  (/\S*):", line):
            path = known[1]
        elif known := re.fullmatch(r"    (get|post|put|patch|delete):", line):
            found.add((known[1].upper(), path))
    return found


async def served(folder: Path, patch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """Every method and path that the whole bot has a route for."""
    async with World(folder) as world, AsyncExitStack() as stack:
        patch.setenv("SSL_CERT_FILE", str(world.ca_file))
        for name, value in world.environment().items():
            patch.setenv(name, value)
        app = await build(load_settings(), stack, [].append)
        routes = [(route.method, route.resource) for route in app.router.routes()]
    return {(method, resource.canonical) for method, resource in routes if resource and method != "HEAD"}


class TestTheDescription:
    """docs/openapi.yml: whoever sets up a web server or a monitor reads there what is answered."""

    async def test_has_every_route_and_no_other(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert described() == await served(tmp_path, monkeypatch)

    def test_says_of_every_operation_what_may_be_answered(self) -> None:
        operations = re.split(
            r"^    (?:get|post):$", TEXT.partition("\ncomponents:\n")[0], flags=re.MULTILINE
        )[1:]

        assert len(operations) == len(described())
        assert [one for one in operations if not re.search(r'^        "2\d\d": ', one, re.MULTILINE)] == []
