"""What Graph has sent, worked through behind the answer: vouched for, opened, once only, handed on."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from bot.metrics import NOTICES
from bot.notice_tokens import NoKeys, NotVouched, Publisher
from bot.roster_watch import RosterWatch
from bot.seal_keys import SealKeys
from bot.subscribed import Subscribed
from council.ids import SittingId
from graph import CallEvent, Notice, Notices, NotSound, event_of, unsealed

MOST_WAITING = 1000
REMEMBER_AT_MOST = 4096

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    tokens: tuple[str, ...] = field(repr=False)
    notices: tuple[tuple[SittingId, Notice], ...]


class NoticeQueue:
    """Takes notices in without waiting; whatever does not carry our secret is not even kept."""

    def __init__(
        self, publisher: Publisher, keys: SealKeys, held: Subscribed, watch: RosterWatch, tenant: str
    ) -> None:
        self._publisher = publisher
        self._keys = keys
        self._held = held
        self._watch = watch
        self._tenant = tenant.lower()
        self._waiting: asyncio.Queue[_Batch] = asyncio.Queue(MOST_WAITING)
        self._known: OrderedDict[bytes, None] = OrderedDict()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to work."""
        self._task = asyncio.create_task(self._work(), name="notices")

    async def stop(self) -> None:
        """Work no more; what was not come to is lost, and asked for after the next start."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def idle(self) -> None:
        """Wait until nothing is left to do."""
        await self._waiting.join()

    def take(self, notices: Notices) -> bool:
        """Put what is ours in the queue; False where it is full, so that Graph has to come again."""
        ours: list[tuple[SittingId, Notice]] = []
        for notice in notices.notices:
            sitting = self._held.whose(notice.subscription, notice.client_state)
            if sitting is None:
                _count("not_ours", notice)
            else:
                ours.append((sitting, notice))
        if not ours:
            return True
        try:
            self._waiting.put_nowait(_Batch(tokens=notices.tokens, notices=tuple(ours)))
        except asyncio.QueueFull:
            NOTICES.labels(result="busy").inc(len(ours))
            return False
        return True

    async def _work(self) -> None:
        while True:
            batch = await self._waiting.get()
            try:
                await self._batch(batch)
            except Exception:
                log.exception("notices.failed")
            finally:
                self._waiting.task_done()

    async def _batch(self, batch: _Batch) -> None:
        changes = [(sitting, notice) for sitting, notice in batch.notices if not notice.lifecycle]
        if (changes or batch.tokens) and not await self._vouched(batch.tokens, batch.notices):
            return
        for sitting, notice in batch.notices:
            if notice.tenant and notice.tenant != self._tenant:
                _count("tenant", notice)
            elif notice.lifecycle:
                NOTICES.labels(result="lifecycle").inc()
                log.info("notice.lifecycle", sitting=sitting, happened=notice.lifecycle[:40])
                self._watch.lifecycle(sitting, notice.lifecycle)
            else:
                await self._change(sitting, notice)

    async def _vouched(self, tokens: Sequence[str], notices: Sequence[tuple[SittingId, Notice]]) -> bool:
        """Whether Graph vouches for a batch; where that cannot be told, its people are asked about."""
        try:
            await self._publisher.vouch(tokens)
        except NotVouched as refused:
            for _, notice in notices:
                _count("not_vouched", notice, why=refused.reason)
            return False
        except NoKeys:
            for sitting, notice in notices:
                _count("no_keys", notice)
                self._watch.missed(sitting)
            return False
        return True

    async def _change(self, sitting: SittingId, notice: Notice) -> None:
        """Open one notice and hand it on, unless the same was heard before."""
        try:
            raw = self._opened(notice)
            event = event_of(raw)
        except NotSound as refused:
            _count("unsound", notice, why=refused.reason)
            self._watch.missed(sitting)
            return
        if self._heard_before(notice, raw):
            NOTICES.labels(result="doubled").inc()
            return
        await self._hand_on(sitting, event)

    async def _hand_on(self, sitting: SittingId, event: CallEvent) -> None:
        NOTICES.labels(result="taken").inc()
        log.debug("notice.taken", sitting=sitting, what=event.what.value, people=len(event.people))
        await self._watch.take(sitting, event)

    def _opened(self, notice: Notice) -> bytes:
        if notice.sealed is None:
            raise NotSound("not_sealed")
        certificate = self._keys.find(notice.sealed.certificate)
        if certificate is None:
            raise NotSound("unknown_certificate")
        return unsealed(notice.sealed, certificate.key)

    def _heard_before(self, notice: Notice, raw: bytes) -> bool:
        """Whether this subscription has told the same already; Graph seals it anew each time it sends."""
        digest = hashlib.sha256(f"{notice.subscription} ".encode() + raw).digest()
        if digest in self._known:
            return True
        self._known[digest] = None
        if len(self._known) > REMEMBER_AT_MOST:
            self._known.popitem(last=False)
        return False


def _count(result: str, notice: Notice, why: str = "") -> None:
    """Note a notice that is not believed; never its secret, its tokens or its data."""
    NOTICES.labels(result=result).inc()
    log.warning("notice.ignored", result=result, why=why, subscription=notice.subscription[:40])
