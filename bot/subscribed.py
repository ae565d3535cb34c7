"""Which subscription at Graph belongs to which sitting: remembered over a restart, found by its secret."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog

from council.ids import SittingId
from desk.ports import Registry
from graph import same_secret

log = structlog.get_logger(__name__)

TABLE = "roster_subscriptions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A subscription of ours: for which sitting and meeting, until when, sealed with which certificate."""

    id: str
    sitting: SittingId
    meeting: str
    notification_url: str
    certificate: str
    expires: datetime
    client_state: str = field(repr=False)


class Subscribed:
    """The subscriptions that are held, one for each sitting, and those just being asked for."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._held: dict[SittingId, Held] = {}
        self._expected: dict[SittingId, str] = {}

    async def load(self) -> None:
        """Read what was held before."""
        for sitting, doc in (await self._registry.all(TABLE)).items():
            try:
                self._held[SittingId(sitting)] = _read(SittingId(sitting), doc)
            except (KeyError, ValueError):
                log.warning("roster.record_unreadable", sitting=sitting)

    def all(self) -> tuple[Held, ...]:
        """Everything that is held."""
        return tuple(self._held.values())

    def of(self, sitting: SittingId) -> Held | None:
        """The subscription of a sitting, None where there is none."""
        return self._held.get(sitting)

    def whose(self, subscription: str, client_state: str) -> SittingId | None:
        """The sitting to which a notice belongs; None where its id or its secret is not ours.

        Graph may send before it has answered that a subscription exists: then the secret alone tells.
        """
        for held in self._held.values():
            if held.id.lower() == subscription:
                return held.sitting if same_secret(held.client_state, client_state) else None
        for sitting, state in self._expected.items():
            if same_secret(state, client_state):
                return sitting
        return None

    @contextmanager
    def expecting(self, sitting: SittingId, client_state: str) -> Iterator[None]:
        """Take notices with this secret while the subscription is being asked for."""
        self._expected[sitting] = client_state
        try:
            yield
        finally:
            self._expected.pop(sitting, None)

    async def keep(self, held: Held) -> None:
        """Remember a subscription, durably. Raises NotConfirmed."""
        doc = {**asdict(held), "expires": held.expires.isoformat()}
        await self._registry.put(TABLE, held.sitting, {k: v for k, v in doc.items() if k != "sitting"})
        self._held[held.sitting] = held

    async def prolong(self, held: Held, expires: datetime, certificate: str) -> None:
        """Remember until when it lives now, and with which certificate."""
        await self.keep(replace(held, expires=expires, certificate=certificate))

    async def drop(self, held: Held) -> None:
        """Forget a subscription, unless another has taken its place already."""
        if self._held.get(held.sitting) == held:
            await self._registry.remove(TABLE, held.sitting)
            del self._held[held.sitting]


def _read(sitting: SittingId, doc: dict[str, Any]) -> Held:
    return Held(
        id=str(doc["id"]),
        sitting=sitting,
        meeting=str(doc["meeting"]),
        notification_url=str(doc["notification_url"]),
        certificate=str(doc["certificate"]),
        expires=datetime.fromisoformat(str(doc["expires"])),
        client_state=str(doc["client_state"]),
    )
