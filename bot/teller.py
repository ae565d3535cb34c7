"""Takes each chat's turn at the counter: when it may speak, what to do when Teams says no."""

import time
from collections.abc import Callable

import structlog

from bot.chats import PERSON, ChatBook
from bot.connector import NotSent, Refused, Unclear
from bot.lane import Lane
from bot.metrics import RETRIES, SENDS, THROTTLED, TROUBLES, WAITED
from bot.owed import Owed, Trouble, Waiting
from bot.pace import Pace, Voices
from bot.payment import NotFoundYet, Payer, Step, Uncertain
from bot.reach import Reach

MOST_TRIES = 10
FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 30.0
UNKNOWN_CHAT_SECONDS = 5.0
SAME_SECONDS = 0.25
"""How long mere progress is not drawn again after it looked the same: no request slows that down."""
THROTTLE = 429
ALWAYS_AGAIN = frozenset({412, THROTTLE, 503})

log = structlog.get_logger(__name__)


class Teller:
    """Makes one request at a time for a chat and decides whether to make it again."""

    def __init__(
        self,
        *,
        payer: Payer,
        chats: ChatBook,
        reach: Reach,
        may_open: Callable[[str], bool],
        on_trouble: Callable[[Trouble], None],
        speed: float,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float],
    ) -> None:
        self._payer = payer
        self._chats = chats
        self._reach = reach
        self._may_open = may_open
        self._on_trouble = on_trouble
        self._speed = speed
        self._clock = clock
        self._jitter = jitter
        self._voices = Voices(speed)

    def tenant_pace(self, tenant: str) -> Pace:
        """The pace of a whole tenant."""
        return self._voices.tenant(tenant)

    def forget(self) -> None:
        """Drop what is remembered of conversations in which nothing was said for long."""
        self._voices.forget(self._clock())

    async def turn(self, lane: Lane, item: Waiting) -> float:
        """Make one request for a message if its time has come; returns how long to rest."""
        near = self._chats.find(lane.chat)
        voice = self._voices.voice(near.conversation) if near else self._voices.opening()
        if near is None and lane.chat.startswith(PERSON) and self._may_open(lane.chat):
            near = self._chats.near()
        if near is None:
            lane.parked = True
            for unsent in lane.one_offs():
                self._give_up(lane, unsent, 0, "ChatUnknown")
            return UNKNOWN_CHAT_SECONDS
        lane.parked = False
        tenant = self._voices.tenant(near.tenant)
        async with voice.turn:
            now = self._clock()
            if lane.head(now) is not item:
                return 0.0
            rest = max(
                item.due - now,
                voice.pace.wait(now, urgent=item.urgent),
                tenant.wait(now, urgent=item.urgent),
            )
            if rest > 0:
                return rest
            step = self._next_step(lane, item)
            if step is None:
                return 0.0
            voice.pace.begin()
            tenant.begin()
            try:
                pause = await self._request(lane, item, step)
            finally:
                voice.pace.end(self._clock())
                tenant.end(self._clock())
            if step.kind == "edit" and item.on_its_way:  # what was not taken has told nobody anything
                lane.spread(item, now + voice.pace.between(now, lane.told_lately(now)))
            if pause:
                voice.pace.pause(self._clock() + pause)
        return 0.0

    def _next_step(self, lane: Lane, item: Waiting) -> Step | None:
        """Return what is still to do; a message with nothing to do is finished here."""
        try:
            step = self._payer.next_step(item)
        except Uncertain:
            self._give_up(lane, item, 0, "Uncertain")
            return None
        except Exception:
            log.exception("outbox.not_rendered", **_named(item.owed))
            self._give_up(lane, item, 0, "NotRendered")
            return None
        if step is None:
            if not item.one_off:
                lane.same(item, self._clock() + SAME_SECONDS / self._speed)
            self._finish(lane, item, None)
        return step

    async def _request(self, lane: Lane, item: Waiting, step: Step) -> float:
        """Make one request; returns for how long the whole chat has to be silent."""
        item.steps_aside = step.kind in ("edit", "delete")
        try:
            created = await self._payer.take(item, step)
        except Refused as refused:
            SENDS.labels(kind=step.kind, result=str(refused.status)).inc()
            return self._refused(lane, item, step, refused)
        except Unclear as unclear:
            SENDS.labels(kind=step.kind, result="unclear").inc()
            if step.safe or (item.owed.repeatable and not item.one_off):
                self._again(lane, item, 0, unclear.cause)
            else:
                self._give_up(lane, item, 0, unclear.cause)
            return 0.0
        except NotFoundYet:
            SENDS.labels(kind=step.kind, result="404").inc()
            self._again(lane, item, 404, "ActivityNotFoundInConversation")
            return 0.0
        except NotSent as unsent:
            SENDS.labels(kind=step.kind, result="not_sent").inc()
            if unsent.final:
                self._give_up(lane, item, 0, unsent.cause)
            else:
                self._again(lane, item, 0, unsent.cause)
            return 0.0
        except Exception:
            log.exception("outbox.failed", **_named(item.owed))
            self._give_up(lane, item, 0, "Failed")
            return 0.0
        SENDS.labels(kind=step.kind, result="ok").inc()
        self._reach.reached(lane.chat, opening=step.kind == "open")
        item.tries = 0
        if item.one_off and step.kind == "create":
            self._finish(lane, item, created)
        return 0.0

    def _refused(self, lane: Lane, item: Waiting, step: Step, refused: Refused) -> float:
        """Try again where that is allowed; returns how long the chat has to be silent."""
        if refused.status not in ALWAYS_AGAIN:
            self._reach.refused(lane.chat, refused.status, opening=step.kind == "open")
            self._give_up(lane, item, refused.status, refused.code)
            return 0.0
        if refused.status == THROTTLE:
            THROTTLED.inc()
        delay = self._again(lane, item, refused.status, refused.code, refused.retry_after)
        return delay if refused.status == THROTTLE else 0.0

    def _again(
        self,
        lane: Lane,
        item: Waiting,
        status: int,
        reason: str,
        retry_after: float | None = None,
    ) -> float:
        """Have a message wait before it is tried again, or give it up; returns the wait."""
        item.tries += 1
        item.content = None
        if item.tries > MOST_TRIES:
            self._give_up(lane, item, status, reason)
            return retry_after or 0.0
        backoff = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** (item.tries - 1))
        delay = backoff * (0.5 + self._jitter() / 2) / self._speed
        if retry_after is not None:
            delay = retry_after
        RETRIES.inc()
        log.warning("outbox.again", **_named(item.owed), status=status, reason=reason)
        lane.delay(item, self._clock() + delay)
        return delay

    def _give_up(self, lane: Lane, item: Waiting, status: int, reason: str) -> None:
        """Report a message that will not be paid."""
        owed = item.owed
        TROUBLES.inc()
        log.error("outbox.given_up", **_named(owed), status=status, reason=reason)
        if status:
            self._payer.note_refusal(item, status)
        self._finish(lane, item, None)
        trouble = Trouble(
            sitting=owed.sitting,
            slot=owed.slot,
            chat=owed.chat,
            status=status,
            reason=reason,
        )
        try:
            self._on_trouble(trouble)
        except Exception:
            log.exception("outbox.not_reported", **_named(owed))

    def _finish(self, lane: Lane, item: Waiting, created: str | None) -> None:
        """Take a message off the queue and tell whoever waits for it."""
        lane.finish(item)
        waited = self._clock() - item.since
        WAITED.labels(urgency=item.owed.urgency.name.lower()).observe(waited)
        if item.answer is not None and not item.answer.done():
            item.answer.set_result(created)


def _named(owed: Owed) -> dict[str, str]:
    """Sitting and slot of a message for a line of the log; an answer to one person has no sitting."""
    return {"sitting": owed.sitting, "slot": owed.slot}
