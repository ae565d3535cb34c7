"""Devices in the registry: kept whole, read back, and never in the way of a start."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from council.devices import Device
from council.ids import MemberId
from store import TinyDbRegistry
from store.devices import CURRENT, TABLE, DeviceRecords

NOW = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)
FULL = Device(
    account="a1",
    member=MemberId("abel"),
    platform="iOS",
    locale="de-DE",
    country="DE",
    seen_at=NOW,
    pressed_at=NOW,
    pressed_on="iOS",
    by_message=True,
    camera=True,
    microphone=False,
    guest=True,
    told_at=NOW,
)


class TestRecords:
    """By member and account, with time."""

    async def test_are_read_back_as_they_were_kept(self, tmp_path: Path) -> None:
        registry = await TinyDbRegistry.open(tmp_path / "registry.json")
        await DeviceRecords(registry).keep([FULL, Device(account="a2")])
        again = await DeviceRecords(registry).all()
        await registry.close()

        assert again == {"a1": FULL, "a2": Device(account="a2")}

    async def test_are_none_at_first(self, tmp_path: Path) -> None:
        registry = await TinyDbRegistry.open(tmp_path / "registry.json")
        found = await DeviceRecords(registry).all()
        await registry.close()

        assert found == {}

    @pytest.mark.parametrize(
        "stored",
        [
            pytest.param({"devices": "x"}, id="no-list"),
            pytest.param({"devices": [7, {"account": 7}, {"platform": "iOS"}, {"colour": "red"}]}, id="odd"),
            pytest.param({}, id="nothing"),
        ],
    )
    async def test_what_cannot_be_read_is_left_aside(self, tmp_path: Path, stored: dict[str, object]) -> None:
        registry = await TinyDbRegistry.open(tmp_path / "registry.json")
        await registry.put(TABLE, CURRENT, stored)
        found = await DeviceRecords(registry).all()
        await registry.close()

        assert found == {}
