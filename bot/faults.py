"""Faults of the bot itself, each a card with the technicians: once per fault, edited when it is over.

Which faults there are is remembered across a restart. Nothing of a sitting ever waits for this.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from cryptography import x509

from bot.bindings import OFFICE, SUPPORT
from bot.hub import Hub
from bot.owed import Activity, Owed, Urgency
from cards.build import activity_of
from cards.faults import KINDS, fault_card
from desk.ports import NotConfirmed
from graph import Directory, GraphUnavailable

log = structlog.get_logger(__name__)

TABLE = "faults"
SLOTS = "faults"
"""Stands in the place of a sitting where the outbox keeps what it has posted."""
FLICKER = timedelta(minutes=10)
"""What comes back within this time is the same fault, on the same card."""
RENEWAL_DAYS = 14
HINT = 3
"""So many letters of a secret Entra shows, to tell it from others."""
SECONDS = 30
CREDENTIAL_LOOKS = 6 * 60 * 60 // SECONDS
SECRET_FIRST = 10 * 60 // SECONDS
"""At which look Graph is asked for the first time when the secret ends: not in the midst of a start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault; ``number`` counts those of its kind, ``over`` is when it ended."""

    kind: str
    number: int
    since: datetime
    reason: str = ""
    day: str = ""
    over: datetime | None = None

    def document(self) -> dict[str, Any]:
        """The fault as it stands in the registry."""
        over = self.over.isoformat() if self.over else ""
        plain = {"number": self.number, "reason": self.reason, "day": self.day}
        return {**plain, "since": self.since.isoformat(), "over": over}

    @classmethod
    def of(cls, kind: str, doc: Mapping[str, Any]) -> "Fault":
        """Read a fault of the registry."""
        over = str(doc.get("over") or "")
        return cls(
            kind=kind,
            number=int(doc["number"]),
            since=datetime.fromisoformat(str(doc["since"])),
            reason=str(doc.get("reason", "")),
            day=str(doc.get("day", "")),
            over=datetime.fromisoformat(over) if over else None,
        )


class Faults:
    """Tells of the bot's own faults, and looks now and then whether they are over."""

    def __init__(self, hub: Hub, directory: Directory | None) -> None:
        self._hub = hub
        self._directory = directory
        self._last: dict[str, Fault] = {}
        self._suspected: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read what was wrong before, and begin to look."""
        for kind, doc in (await self._hub.registry.all(TABLE)).items():
            with suppress(ValueError, KeyError, TypeError):
                self._last[kind] = Fault.of(kind, doc)
        for fault in self._last.values():
            if fault.kind in KINDS and fault.over is None:
                self._owe(fault)
        self._task = asyncio.create_task(self._look_for_ever(), name="faults")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def begin(self, kind: str, reason: str = "", day: str = "") -> None:
        """A fault of this kind is there; said again it is the same one, and soon after its end as well."""
        known = self._last.get(kind)
        if known is not None and known.over is None:
            return
        now = self._hub.now()
        if known is not None and known.over is not None and now - known.over < FLICKER:
            self._note(replace(known, over=None))
            return
        number = known.number + 1 if known is not None else 1
        self._note(Fault(kind=kind, number=number, since=now, reason=reason[:200], day=day))

    def end(self, kind: str) -> None:
        """There is none of this kind (any more)."""
        self._suspected.discard(kind)
        known = self._last.get(kind)
        if known is not None and known.over is None:
            self._note(replace(known, over=self._hub.now()))

    def suspect(self, kind: str) -> None:
        """There may be one; the next look will tell."""
        self._suspected.add(kind)

    def _note(self, fault: Fault) -> None:
        log.warning("fault.over" if fault.over else "fault.begun", kind=fault.kind, reason=fault.reason)
        self._last[fault.kind] = fault
        self._owe(fault)
        self._hub.later(self._keep(fault), "fault.keep")

    async def _keep(self, fault: Fault) -> None:
        try:
            await self._hub.registry.put(TABLE, fault.kind, fault.document())
        except NotConfirmed as failure:
            log.warning("fault.not_noted", reason=failure.reason)

    def _owe(self, fault: Fault) -> None:
        """Owe the fault's card where it stands, else to the technicians, else to the office."""
        slot = f"{fault.kind}:{fault.number}"
        outbox = self._hub.outbox
        chat = SUPPORT if outbox.chats.find(SUPPORT) is not None else OFFICE
        chat = dict(outbox.standing(SLOTS, slot)).get(slot, chat)

        def render() -> Activity | None:
            newest = self._last.get(fault.kind, fault)
            shown = newest if newest.number == fault.number else fault
            card = fault_card(
                self._hub.voice,
                shown.kind,
                since=shown.since,
                over=shown.over,
                reason=shown.reason,
                day=shown.day,
            )
            return activity_of(card)

        outbox.owe(
            Owed(
                sitting=SLOTS,
                slot=slot,
                chat=chat,
                urgency=Urgency.NORMAL,
                repeatable=True,  # while the disk fails nothing can be noted before it is posted
                render=render,
            )
        )

    # --- looking ---------------------------------------------------------------------

    async def _look_for_ever(self) -> None:
        looks = 0
        while True:
            try:
                if looks % CREDENTIAL_LOOKS == 0:
                    await self._look_at_certificate()
                if looks % CREDENTIAL_LOOKS == SECRET_FIRST:
                    await self._look_at_secret()
                await self._look_at_graph()
            except Exception:
                log.exception("faults.not_looked")
            looks += 1
            await asyncio.sleep(SECONDS / self._hub.settings.outbox_speed)

    async def _look_at_graph(self) -> None:
        """Ask Graph something harmless where it was away a while ago; the answer tells."""
        known = self._last.get("graph")
        away = known is not None and known.over is None
        if self._directory is None or not (away or "graph" in self._suspected):
            return
        self._suspected.discard("graph")
        try:
            await self._directory.catalogue_app(self._hub.settings.app_id)
        except GraphUnavailable as failure:
            if "graph" in self._suspected:  # the question itself was not answered either
                self.begin("graph", f"{failure.status} {failure.reason}".removeprefix("0 "))

    async def _look_at_certificate(self) -> None:
        file = self._hub.settings.app_certificate_file
        if file is not None:
            self._judge("certificate", await asyncio.to_thread(_end_of, file))

    async def _look_at_secret(self) -> None:
        """Ask Graph when the secret ends; without the permission nobody knows."""
        settings = self._hub.settings
        secret = settings.app_password.get_secret_value()
        if self._directory is None or not secret or settings.app_certificate_file is not None:
            return
        try:
            self._judge("secret", await self._directory.secret_ends(settings.app_id, secret[:HINT]))
        except GraphUnavailable as failure:
            log.info("secret.unknown", reason=failure.reason)

    def _judge(self, kind: str, ends: datetime | None) -> None:
        """Tell of a certificate or a secret that ends soon; an end nobody knows of is no fault."""
        if ends is None:
            return
        if ends - self._hub.now() <= timedelta(days=RENEWAL_DAYS):
            self.begin(kind, day=self._hub.voice.moment(ends))
        else:
            self.end(kind)


def _end_of(certificate: Path) -> datetime | None:
    """When a certificate ends, None where the file cannot be read."""
    try:
        return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc.astimezone(UTC)
    except (OSError, ValueError):
        return None
