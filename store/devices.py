"""The devices of the council's people: one document, a cache that no sitting depends on."""

from collections.abc import Iterable
from typing import cast

from council.devices import Device
from desk.ports import Registry
from store.shapes import Misfit, object_shape

TABLE = "devices"
CURRENT = "current"
_DEVICE = object_shape(Device)


class DeviceRecords:
    """Reads and writes what is known of everybody's device, by account."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def all(self) -> dict[str, Device]:
        """Everything known; what another release wrote and cannot be read is left aside."""
        document = await self._registry.get(TABLE, CURRENT) or {}
        stored = document.get("devices")
        read = [_device(one) for one in stored] if isinstance(stored, list) else []
        return {device.account: device for device in read if device is not None}

    async def keep(self, devices: Iterable[Device]) -> None:
        """Write all of them down. Raises NotConfirmed."""
        document = {"devices": [_DEVICE.write(one) for one in devices]}
        await self._registry.put(TABLE, CURRENT, document)


def _device(stored: object) -> Device | None:
    try:
        return cast("Device", _DEVICE.read(stored))
    except Misfit:
        return None
