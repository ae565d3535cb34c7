"""Codes with which a councillor ties an account to their seat: issued by the office, typed once, in private.

A code is kept as a digest only. It ends after a week, when it is used, when a newer one is issued for
the same person, and when it is typed where others can read it.
"""

import asyncio
import hashlib
import secrets
from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.hub import Hub
from council import commands as cmd
from council.errors import Refusal
from council.ids import MemberId
from council.roster import Member, Roster
from council.sitting import Stage
from desk.desk import SittingLocked
from desk.ports import JournalBroken, NotConfirmed
from store.planned import Plans

log = structlog.get_logger(__name__)

TABLE = "link_codes"
SALT = "salt"
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


class LinkCodes:
    """Issues codes and takes them; each attempt counts against whoever makes it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._turn = asyncio.Lock()
        self._tries: dict[str, deque[datetime]] = {}
        self._all: deque[datetime] = deque()

    async def issue(self, member: Member, by: MemberId) -> tuple[str, datetime]:
        """A fresh code for *member* and until when it is good; an older one of theirs ends."""
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        until = self._hub.now() + VALID
        async with self._turn:
            for key, doc in (await self._hub.registry.all(TABLE)).items():
                if key != SALT and doc.get("member") == member.id:
                    await self._hub.registry.remove(TABLE, key)
            doc = {"member": member.id, "until": until.isoformat(), "by": by}
            await self._hub.registry.put(TABLE, await self._digest(code), doc)
        return code, until

    async def redeem(self, typed: str, account: str) -> Member:
        """Tie *account* to the seat of a code, in the roster and in every sitting that has not ended.

        Raises :class:`CodeRefused`; a code that is unknown, used or over is refused in the same words.
        """
        if not account:
            raise CodeRefused("link.anonymous")
        self._count(account)
        async with self._turn:
            key, member = await self._found(typed)
            roster = await Plans(self._hub.registry).roster()
            seat = roster.get(member)
            if seat is None:
                raise CodeRefused("link.unknown")
            other = roster.by_entra_id(account)
            if other is not None and other.id != seat.id:
                raise CodeRefused("link.taken", name=other.name)
            await Plans(self._hub.registry).keep_roster(_linked(roster, seat.id, account))
            await self._link_sittings(seat.id, account)
            await self._hub.registry.remove(TABLE, key)
        return seat

    async def void(self, typed: str) -> MemberId | None:
        """End a code that others have read; returns whose it was, None where it was none."""
        async with self._turn:
            try:
                key, member = await self._found(typed)
            except CodeRefused:
                return None
            await self._hub.registry.remove(TABLE, key)
        return member

    async def _found(self, typed: str) -> tuple[str, MemberId]:
        """The key of a code that is good, and whose it is."""
        code = normal_code(typed)
        key = await self._digest(code) if len(code) == LENGTH else ""
        doc = await self._hub.registry.get(TABLE, key) if key else None
        if doc is None:
            raise CodeRefused("link.unknown")
        if datetime.fromisoformat(str(doc["until"])) < self._hub.now():
            await self._hub.registry.remove(TABLE, key)
            raise CodeRefused("link.unknown")
        return key, MemberId(str(doc["member"]))

    async def _link_sittings(self, member: MemberId, account: str) -> None:
        for sitting in self._hub.desk.sittings():
            if sitting.withdrawn or sitting.stage is Stage.ENDED or sitting.member(member) is None:
                continue
            command = cmd.LinkAccount(
                sitting=sitting.id, member=member, entra_id=account, reason="code", replaces=True
            )
            try:
                await self._hub.desk.turn(command)
            except (Refusal, NotConfirmed, JournalBroken, SittingLocked) as reason:
                log.warning("link.not_recorded", sitting=sitting.id, reason=str(reason))

    async def _digest(self, code: str) -> str:
        """What is kept of a code: slow to compute, so that nobody finds codes in a copy of the registry."""
        kept = await self._hub.registry.get(TABLE, SALT)
        if kept is None:
            kept = {"salt": secrets.token_hex(16)}
            await self._hub.registry.put(TABLE, SALT, kept)
        salt = bytes.fromhex(str(kept["salt"]))
        digest = await asyncio.to_thread(
            hashlib.scrypt, code.encode("ascii"), salt=salt, n=2**14, r=8, p=1, dklen=32
        )
        return digest.hex()

    def _count(self, account: str) -> None:
        """Count an attempt; raises :class:`CodeRefused` where there were too many within an hour."""
        now = self._hub.now()
        own = self._tries.setdefault(account, deque(maxlen=MOST_TRIES + 1))
        for tries in (own, self._all):
            while tries and now - tries[0] > AN_HOUR:
                tries.popleft()
        if len(own) >= MOST_TRIES or len(self._all) >= MOST_OF_ALL:
            raise CodeRefused("link.too_many")
        own.append(now)
        self._all.append(now)


def normal_code(typed: str) -> str:
    """A code as it was issued: capital letters and digits, gaps and hyphens left out, "" for nonsense."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_MISREAD)
    return plain if all(sign in LETTERS for sign in plain) else ""


def _linked(roster: Roster, member: MemberId, account: str) -> Roster:
    """The roster in which every line of this person has the account."""
    return Roster(
        tuple(
            replace(m, contact=replace(m.contact, entra_id=account)) if m.id == member else m for m in roster
        )
    )
