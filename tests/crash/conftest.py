"""The hall as a fixture, for faults that are put in from inside."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.evening.hall import Hall, open_hall


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """A small council in its meeting, nothing prepared yet."""
    async with open_hall(tmp_path, monkeypatch) as opened:
        yield opened
