"""The life of a subscription at Graph: begun, prolonged, replaced, ended; what is left over is cleared."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.seal_keys import SealKeys
from bot.subscribed import Held, Subscribed
from council.sitting import Sitting
from graph import LONGEST, Directory, GraphUnavailable, Order, Subscription, resource_of, same_resource

LIFE = LONGEST - timedelta(hours=2)
"""How long one is asked for: a little less than Graph allows, since clocks differ."""
RENEW_BEFORE = timedelta(hours=36)
"""So long before its end it is prolonged: Graph may be away for a day and more."""
STATE_BYTES = 48
GONE = 404
TAKEN = 409

log = structlog.get_logger(__name__)


class SubscriptionLife:
    """Begins, prolongs and ends; everything here may raise GraphUnavailable, and then be tried again."""

    def __init__(
        self,
        directory: Directory,
        keys: SealKeys,
        held: Subscribed,
        *,
        public_url: str,
        now: Callable[[], datetime],
        root: str = "",
    ) -> None:
        """*root*: where Graph takes these subscriptions, if not where it takes everything else."""
        self._directory = directory
        self._keys = keys
        self._held = held
        self._now = now
        self._root = root
        self.notification_url = f"{public_url}/graph/notifications"
        self._lifecycle_url = f"{public_url}/graph/lifecycle"

    async def begin(self, sitting: Sitting, join_url: str) -> Held:
        """Subscribe to the sitting's meeting; one of ours that nobody knows any more makes room."""
        state = secrets.token_urlsafe(STATE_BYTES)
        sealing = (await self._keys.current()).sealing
        order = Order(
            join_url=join_url,
            notification_url=self.notification_url,
            lifecycle_url=self._lifecycle_url,
            client_state=state,
            sealing=sealing,
            until=self._now() + LIFE,
            root=self._root,
        )
        with self._held.expecting(sitting.id, state):
            made = await self._subscribed(order)
            held = Held(
                id=made.id,
                sitting=sitting.id,
                meeting=sitting.meeting,
                notification_url=order.notification_url,
                certificate=sealing.id,
                expires=made.expires,
                client_state=state,
            )
            await self._held.keep(held)
        log.info(
            "roster.subscribed", sitting=sitting.id, subscription=made.id, until=made.expires.isoformat()
        )
        return held

    async def _subscribed(self, order: Order) -> Subscription:
        try:
            return await self._directory.subscribe(order)
        except GraphUnavailable as failure:
            if failure.status != TAKEN:
                raise
        resource = resource_of(order.join_url)
        for one in await self._directory.subscriptions():
            if same_resource(one.resource, resource):
                await self._directory.unsubscribe(one.id)
        return await self._directory.subscribe(order)

    async def due(self, held: Held) -> bool:
        """Whether it ought to be prolonged now, or sealed with a newer certificate."""
        return (
            held.expires - self._now() < RENEW_BEFORE or held.certificate != (await self._keys.current()).id
        )

    async def prolong(self, held: Held) -> bool:
        """Let it live longer, which authorizes it anew; False where Graph has it no more."""
        sealing = (await self._keys.current()).sealing
        fresh = None if sealing.id == held.certificate else sealing
        try:
            made = await self._directory.renew_subscription(held.id, self._now() + LIFE, fresh)
        except GraphUnavailable as failure:
            if failure.status != GONE:
                raise
            await self._held.drop(held)
            return False
        await self._held.prolong(held, made.expires, sealing.id)
        log.info("roster.prolonged", sitting=held.sitting, until=made.expires.isoformat())
        return True

    async def end(self, held: Held) -> None:
        """End it at Graph and forget it; one that has run out needs no word."""
        if held.expires > self._now():
            await self._directory.unsubscribe(held.id)
        await self._held.drop(held)
        log.info("roster.unsubscribed", sitting=held.sitting)

    async def lost(self, held: Held) -> None:
        """Forget one that Graph says it has removed."""
        await self._held.drop(held)

    def usable(self, held: Held) -> bool:
        """Whether its notices come here and can be read."""
        known = self._keys.find(held.certificate) is not None
        return known and held.notification_url == self.notification_url and held.expires > self._now()

    async def tidy(self) -> None:
        """After a start: forget what Graph has no more, end there what nobody here knows."""
        there = {one.id: one for one in await self._directory.subscriptions()}
        for held in self._held.all():
            if held.id not in there:
                await self._held.drop(held)
        known = {held.id for held in self._held.all()}
        for one in there.values():
            if one.id not in known and one.notification_url == self.notification_url:
                await self._directory.unsubscribe(one.id)

    async def prune(self) -> None:
        """Forget certificates that nothing uses any more."""
        await self._keys.prune(held.certificate for held in self._held.all())
