"""Reports as files in a clerk's own chat: offered, accepted or declined, uploaded, shown.

Teams takes a bot's file in three steps: a file consent card, whose acceptance brings an
address; the upload to that address; and a file card that opens it. The bytes are made when
the offer is accepted, so that they say what is true then.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog
from yarl import URL

from bot.heard import Heard
from bot.hosts import TrustedHosts
from bot.hub import Hub
from bot.outgoing import client_session, proxy_for
from bot.owed import Urgency
from bot.replies_out import Answer, say_text
from cards.build import activity_of, notice_card
from config import Settings
from council.ids import NOBODY, MemberId, SittingId
from council.record import short_head
from council.roster import Member
from council.sitting import Sitting
from reports.attendance import attendance_csv
from reports.devices import devices_csv
from wording.voice import Voice, voice_of

log = structlog.get_logger(__name__)

TABLE = "offers"
OFFER_DAYS = 7
UPLOAD_SECONDS = 60
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO = "application/vnd.microsoft.teams.card.file.info"

Make = Callable[[Hub, Sitting, str], bytes]
"""Draws a report, in a thread; the text is where the record of the sitting ended before that."""


def _excel(hub: Hub, sitting: Sitting, head: str) -> bytes:
    from reports.attendance_xlsx import attendance_xlsx  # noqa: PLC0415 heavy, and rarely needed

    return attendance_xlsx(sitting, _until(hub, sitting))


def _csv(hub: Hub, sitting: Sitting, head: str) -> bytes:
    return attendance_csv(sitting, _until(hub, sitting))


def _until(hub: Hub, sitting: Sitting) -> datetime | None:
    """Up to when a lasting presence is reckoned: the end, or now while there is none."""
    return None if sitting.ended_at else hub.now()


def _minutes(hub: Hub, sitting: Sitting, head: str) -> bytes:
    from reports.minutes import minutes_docx  # noqa: PLC0415 heavy, and rarely needed

    return minutes_docx(sitting, head=head)


def _sheet(hub: Hub, sitting: Sitting, head: str) -> bytes:
    from reports.emergency_sheet import emergency_sheet  # noqa: PLC0415 heavy, and rarely needed
    from reports.typesetting import typeset_apart  # noqa: PLC0415 heavy, and rarely needed

    office, support = hub.settings.office_phone, hub.settings.support_phone
    return emergency_sheet(sitting, office_phone=office, support_phone=support, set_by=typeset_apart)


def _devices(hub: Hub, sitting: Sitting, head: str) -> bytes:
    return devices_csv(sitting, {device.account: device for device in hub.devices.all()})


KINDS: Mapping[str, tuple[str, str, Make]] = {
    "attendance.excel": ("anwesenheit", "xlsx", _excel),
    "attendance.csv": ("anwesenheit", "csv", _csv),
    "minutes.docx": ("niederschrift", "docx", _minutes),
    "sheet.pdf": ("notfallblatt", "pdf", _sheet),
    "devices.csv": ("geraete", "csv", _devices),
}
"""What can be offered: the name and ending of its file, and how its bytes are made."""

NO_SITTING = SittingId("")
TEMPLATES = {"agenda": "vorlage-tagesordnung", "roster": "vorlage-mitglieder"}
"""Empty tables, which belong to no sitting."""


def template_xlsx(kind: str, voice: Voice) -> bytes:
    """An empty table to fill in."""
    from reports.templates import template_xlsx as made  # noqa: PLC0415 heavy, and rarely needed

    return made(kind, voice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A file that was offered to one person and has not been taken yet."""

    sitting: SittingId
    kind: str
    member: MemberId
    entra_id: str
    at: datetime

    def document(self) -> dict[str, Any]:
        """The offer as it stands in the registry."""
        return {
            "sitting": self.sitting,
            "kind": self.kind,
            "member": self.member,
            "entra_id": self.entra_id,
            "at": self.at.isoformat(),
        }

    def expired(self, now: datetime) -> bool:
        """Whether it can no longer be accepted."""
        return now - self.at > timedelta(days=OFFER_DAYS)

    @classmethod
    def of(cls, doc: Mapping[str, Any]) -> "Offer":
        """Read an offer of the registry."""
        return cls(
            sitting=SittingId(doc["sitting"]),
            kind=str(doc["kind"]),
            member=MemberId(doc["member"]),
            entra_id=str(doc["entra_id"]),
            at=datetime.fromisoformat(doc["at"]),
        )


class FilesOut:
    """Offers reports, and delivers those that were accepted."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def offer(self, sitting: Sitting, member: Member, kind: str, account: str = "") -> Answer:
        """Offer a report in the person's own chat; the answer says where it went.

        ``account`` is theirs where the roster has none yet.
        """
        voice = voice_of(sitting)
        account = member.contact.entra_id or account
        if not account:
            return say_text(voice.say("file.no_chat"))
        name, ending, _ = KINDS[kind]
        size = len(await self._drawn(kind, sitting))
        offer = Offer(
            sitting=sitting.id,
            kind=kind,
            member=member.id,
            entra_id=account,
            at=self._hub.now(),
        )
        await self._put_up(offer, f"{name}-{sitting.id}.{ending}", size, voice)
        return say_text(voice.say("file.offered", file=f"{name}.{ending}"))

    async def stands(self, sitting: SittingId, member: MemberId, kind: str) -> bool:
        """Whether an offer of this waits for the person's answer and can still be accepted."""
        offers = [Offer.of(doc) for doc in (await self._hub.registry.all(TABLE)).values()]
        wanted, now = (sitting, member, kind), self._hub.now()
        return any((o.sitting, o.member, o.kind) == wanted and not o.expired(now) for o in offers)

    async def offer_template(self, account: str, kind: str) -> Answer:
        """Offer an empty table in somebody's own chat."""
        offer = Offer(
            sitting=NO_SITTING,
            kind=f"template.{kind}",
            member=NOBODY,
            entra_id=account,
            at=self._hub.now(),
        )
        body = await asyncio.to_thread(template_xlsx, kind, self._hub.voice)
        file = f"{TEMPLATES[kind]}.xlsx"
        await self._put_up(offer, file, len(body), self._hub.voice)
        return say_text(self._hub.voice.say("file.template_offered", file=file))

    async def _put_up(self, offer: Offer, file: str, size: int, voice: Voice) -> None:
        """Keep the offer and send its card."""
        key = secrets.token_hex(8)
        await self._hub.registry.put(TABLE, key, offer.document())
        said = voice.say("file.offer", file=file)
        content = {
            "description": said,
            "sizeInBytes": size,
            "acceptContext": {"offer": key},
            "declineContext": {"offer": key},
        }
        consent = {
            "type": "message",
            "summary": said,
            "attachments": [{"contentType": CONSENT, "name": file, "content": content}],
        }
        chat = f"person:{offer.entra_id}"
        self._hub.later(self._hub.outbox.post(chat, consent, Urgency.NORMAL), "file.offer")

    async def consent(self, heard: Heard, value: Mapping[str, Any]) -> None:
        """Take the answer to an offer; whoever was not offered it changes nothing."""
        context = value.get("context")
        key = str(context.get("offer", "")) if isinstance(context, dict) else ""
        doc = await self._hub.registry.get(TABLE, key) if key else None
        offer = Offer.of(doc) if doc else None
        if offer is None or offer.entra_id != heard.entra_id:
            await self._say(heard, self._hub.voice.say("file.unknown"))
            return
        sitting = await self._hub.desk.read(offer.sitting) if offer.sitting else None
        voice = voice_of(sitting) if sitting else self._hub.voice
        if value.get("action") != "accept":
            await self._hub.registry.remove(TABLE, key)
            await self._say(heard, voice.say("file.declined"))
        elif (sitting is None and offer.sitting) or offer.expired(self._hub.now()):
            await self._hub.registry.remove(TABLE, key)
            await self._say(heard, voice.say("file.expired"))
        else:
            await self._deliver(heard, key, offer, sitting, value.get("uploadInfo"))

    async def _made(self, offer: Offer, sitting: Sitting | None) -> bytes:
        """The bytes of what was offered, as they are now; made in a thread."""
        if sitting is None:
            kind = offer.kind.removeprefix("template.")
            return await asyncio.to_thread(template_xlsx, kind, self._hub.voice)
        return await self._drawn(offer.kind, sitting)

    async def _drawn(self, kind: str, sitting: Sitting) -> bytes:
        """A report as it is now; its head is read first, since the sitting may be let go meanwhile."""
        head = short_head(self._hub.desk.head(sitting.id).hash)
        return await asyncio.to_thread(KINDS[kind][2], self._hub, sitting, head)

    async def _deliver(
        self, heard: Heard, key: str, offer: Offer, sitting: Sitting | None, info: Any
    ) -> None:
        """Upload the bytes to the address that Teams gave, then show the file."""
        voice = voice_of(sitting) if sitting is not None else self._hub.voice
        address = str(info.get("uploadUrl", "")) if isinstance(info, dict) else ""
        if not TrustedHosts(self._hub.settings.trusted_file_hosts).allow_file(address):
            log.warning("file.host_refused")
            await self._say(heard, voice.say("file.failed"))
            return
        try:
            body = await self._made(offer, sitting)
        except Exception:
            log.exception("file.not_made", kind=offer.kind)
            body = b""
        if not body or not await upload(self._hub.settings, address, body):
            await self._say(heard, voice.say("file.failed"))
            return
        await self._hub.registry.remove(TABLE, key)
        shown = {
            "type": "message",
            "attachments": [
                {
                    "contentType": FILE_INFO,
                    "name": str(info.get("name", "")),
                    "contentUrl": str(info.get("contentUrl", "")),
                    "content": {
                        "uniqueId": str(info.get("uniqueId", "")),
                        "fileType": str(info.get("fileType", "")),
                    },
                }
            ],
        }
        await self._hub.answer(heard, shown)

    async def _say(self, heard: Heard, words: str) -> None:
        await self._hub.answer(heard, activity_of(notice_card(words)))


async def upload(settings: Settings, address: str, body: bytes) -> bool:
    """Put *body* to an upload session in one piece, following nobody elsewhere; True if taken."""
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Range": f"bytes 0-{len(body) - 1}/{len(body)}",
    }
    timeout = aiohttp.ClientTimeout(total=UPLOAD_SECONDS)
    try:
        async with (
            client_session(settings) as session,
            session.put(
                URL(address, encoded=True),
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=timeout,
                proxy=proxy_for(address),
            ) as answer,
        ):
            if answer.status in (200, 201):
                return True
            log.warning("file.upload_refused", status=answer.status)
    except (aiohttp.ClientError, TimeoutError) as failure:
        log.warning("file.upload_failed", reason=type(failure).__name__)
    return False
