"""The process allows itself as many connections as it may have."""

import sys
from collections.abc import Iterator

import pytest

from bot.open_files import allow_many

if sys.platform == "win32":
    pytest.skip("there is no such limit", allow_module_level=True)

import resource


@pytest.fixture
def limits() -> Iterator[tuple[int, int]]:
    """The limits as they are, put back afterwards."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield before
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


class TestManyConnections:
    """Two thousand readers of the public page take two thousand connections."""

    def test_the_usual_limit_is_raised(self, limits: tuple[int, int]) -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, limits[1]))

        assert allow_many(600) == 600

    def test_a_higher_one_stays(self, limits: tuple[int, int]) -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (700, limits[1]))

        assert allow_many(600) == 700

    def test_what_the_system_forbids_is_not_asked_for(self, limits: tuple[int, int]) -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, limits[1]))

        assert allow_many(limits[1] + 1) <= limits[1]
