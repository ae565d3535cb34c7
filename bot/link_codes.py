"""Codes with which a councillor ties an account to their seat: issued by the office, typed once, in private.

A code is kept as a digest only. It ends after a week, when it is used, when a newer one is issued for
the same person, and when it is typed where others can read it.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from council import commands as cmd
from council.errors import Refusal
from council.ids import MemberId
from council.roster import Member
from council.sitting import Sitting, Stage
from desk.desk import Desk, SittingLocked
from desk.ports import JournalBroken, NotConfirmed, Registry
from store.planned import Plans

log = structlog.get_logger(__name__)

TABLE = "link_codes"
SALT_TABLE, SALT = "link_salt", "salt"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LENGTH = 8
VALID = timedelta(days=7)
MOST_TRIES = 5
MOST_OF_ALL = 60
AN_HOUR = timedelta(hours=1)
_MISREAD = str.maketrans("018", "OIB")
"""Base32 has no 0, 1 and 8 (RFC 4648, § 6), so whoever reads one means the letter that looks like it."""


class CodeRefused(Exception):
    """A code is not taken; ``key`` names the sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A fresh code, until when it is good, and whether it puts an account in the place of another."""

    code: str
    until: datetime
    replaces: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Whose seat an account was tied to; ``missed`` are titles of sittings whose record does not say so."""

    member: Member
    missed: tuple[str, ...] = ()


class LinkCodes:
    """Issues codes and takes them; each attempt counts against whoever makes it."""

    def __init__(self, *, desk: Desk, registry: Registry, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._registry = registry
        self._now = now
        self._plans = Plans(registry)
        self._turn = asyncio.Lock()
        self._tries: dict[str, deque[datetime]] = {}
        self._all: deque[datetime] = deque()

    async def issue(self, member: Member, by: MemberId) -> Issued:
        """A fresh code for *member*; an older one of theirs ends.

        It puts an account in the place only of those that the office is told of now.
        """
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        until = self._now() + VALID
        accounts = self._accounts(member)
        async with self._turn:
            await self._end_codes_of(member.id)
            doc = {"member": member.id, "until": until.isoformat(), "by": by, "instead": sorted(accounts)}
            await self._registry.put(TABLE, await self._digest(code), doc)
        log.info("link.issued", member=member.id, by=by, replaces=bool(accounts))
        return Issued(code=code, until=until, replaces=bool(accounts))

    async def redeem(self, typed: str, account: str) -> Linked:
        """Tie *account* to the seat of a code, in the roster and in every sitting that has not ended.

        Raises :class:`CodeRefused`; a code that is unknown, used or over is refused in the same words.
        """
        if not account:
            raise CodeRefused("link.anonymous")
        if not self.may_try(account):
            raise CodeRefused("link.too_many")
        async with self._turn:
            key, doc = await self._found(typed)
            seat = (await self._plans.roster()).get(MemberId(str(doc["member"])))
            if seat is None:
                raise CodeRefused("link.unknown")
            await self._require_free(seat, account, doc)
            await self._registry.remove(TABLE, key)
            await self._plans.link(seat.id, account)
            missed = await self._link_sittings(seat.id, account)
        log.info("link.taken", member=seat.id, missed=len(missed))
        return Linked(member=seat, missed=missed)

    async def void(self, typed: str) -> MemberId | None:
        """End a code that others have read; returns whose it was, None where it was none."""
        async with self._turn:
            try:
                key, doc = await self._found(typed)
            except CodeRefused:
                return None
            await self._registry.remove(TABLE, key)
        log.info("link.voided", member=doc["member"])
        return MemberId(str(doc["member"]))

    def may_try(self, account: str) -> bool:
        """Count an attempt of an account, or of an anonymous person; False: there were too many."""
        now = self._now()
        self._tries = {who: tries for who, tries in self._tries.items() if now - tries[-1] <= AN_HOUR}
        own = self._tries.get(account, deque())
        for tries in (own, self._all):
            while tries and now - tries[0] > AN_HOUR:
                tries.popleft()
        if len(own) >= MOST_TRIES or len(self._all) >= MOST_OF_ALL:
            return False
        own.append(now)
        self._tries[account] = own
        self._all.append(now)
        return True

    async def _found(self, typed: str) -> tuple[str, dict[str, Any]]:
        """The key of a code that is good, and what is kept with it."""
        code = normal_code(typed)
        if len(code) != LENGTH:
            raise CodeRefused("link.unknown")
        digest = await self._digest(code)
        for key, doc in (await self._registry.all(TABLE)).items():
            if hmac.compare_digest(key, digest):
                if datetime.fromisoformat(str(doc["until"])) >= self._now():
                    return key, doc
                await self._registry.remove(TABLE, key)
        raise CodeRefused("link.unknown")

    async def _require_free(self, seat: Member, account: str, doc: dict[str, Any]) -> None:
        """Let an account through that has no other seat, for a seat whose accounts the office knew of."""
        rosters = [await self._plans.roster(), *(sitting.roster for sitting in self._running())]
        for roster in rosters:
            other = roster.by_entra_id(account)
            if other is not None and other.id != seat.id:
                raise CodeRefused("link.taken", name=other.name)
        if self._accounts(seat) - {account.lower()} - set(doc["instead"]):
            raise CodeRefused("link.seat_taken", name=seat.name)

    def _accounts(self, seat: Member) -> set[str]:
        """The accounts that speak for a seat: by the roster, and in the sittings that have not ended."""
        lines = [seat, *(s.member(seat.id) for s in self._running())]
        return {line.contact.entra_id.lower() for line in lines if line is not None and line.contact.entra_id}

    def _running(self) -> list[Sitting]:
        """The sittings in which an account can still speak for a seat."""
        return [s for s in self._desk.sittings() if not s.withdrawn and s.stage is not Stage.ENDED]

    async def _end_codes_of(self, member: MemberId) -> None:
        for key, doc in (await self._registry.all(TABLE)).items():
            if doc.get("member") == member:
                await self._registry.remove(TABLE, key)

    async def _link_sittings(self, member: MemberId, account: str) -> tuple[str, ...]:
        """Record the link in every sitting that has the person; returns the titles of those that failed."""
        missed = []
        for sitting in self._running():
            if sitting.member(member) is None:
                continue
            command = cmd.LinkAccount(
                sitting=sitting.id, member=member, entra_id=account, reason="code", replaces=True
            )
            try:
                await self._desk.turn(command)
            except (Refusal, NotConfirmed, JournalBroken, SittingLocked) as reason:
                log.warning("link.not_recorded", sitting=sitting.id, reason=str(reason))
                missed.append(sitting.title)
        return tuple(missed)

    async def _digest(self, code: str) -> str:
        """What is kept of a code: slow to compute, so that nobody finds codes in a copy of the registry."""
        kept = await self._registry.get(SALT_TABLE, SALT)
        if kept is None:
            kept = {"salt": secrets.token_hex(16)}
            await self._registry.put(SALT_TABLE, SALT, kept)
        salt = bytes.fromhex(str(kept["salt"]))
        digest = await asyncio.to_thread(
            hashlib.scrypt, code.encode("ascii"), salt=salt, n=2**14, r=8, p=1, dklen=32
        )
        return digest.hex()


def normal_code(typed: str) -> str:
    """A code as it was issued: capital letters and digits, gaps and hyphens left out, "" for nonsense."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_MISREAD)
    return plain if all(sign in LETTERS for sign in plain) else ""
