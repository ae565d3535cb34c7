"""Where accepted files go: an upload session as OneDrive offers it, and the file afterwards."""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote

from aiohttp import web

from rehearsal.people import Person
from rehearsal.reading import Json
from rehearsal.serving import Served, serve

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_CHUNK = 320 * 1024


@dataclass(slots=True, kw_only=True)
class Upload:
    """A file on its way into somebody's drive; complete when its last byte has come."""

    owner: Person
    name: str
    unique_id: str = field(default_factory=lambda: str(uuid.uuid4()).upper())
    key: str = field(default_factory=lambda: f"v1.{secrets.token_urlsafe(24)}")
    content: bytes = b""
    complete: bool = False

    @property
    def file_type(self) -> str:
        """The file's ending."""
        return self.name.rpartition(".")[2]


class Files:
    """Hands out upload addresses and keeps what is uploaded there."""

    def __init__(self) -> None:
        """Start without files."""
        self.uploads: dict[str, Upload] = {}
        self.address = ""
        self._server: Served | None = None

    async def start(self) -> None:
        """Serve on a loopback port."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_put("/personal/{session}/_api/v2.0/drive/items/{item}/uploadSession", self._put)
        app.router.add_get("/personal/{session}/_layouts/15/download.aspx", self._get)
        app.router.add_get("/personal/{session}/Documents/{name}", self._open)
        self._server = await serve(app)
        self.address = self._server.address

    async def stop(self) -> None:
        """Stop serving."""
        if self._server is not None:
            await self._server.stop()

    def offer(self, owner: Person, name: str) -> Json:
        """Return the `uploadInfo` with which Teams answers an accepted file consent card."""
        session = secrets.token_urlsafe(16)
        upload = self.uploads[session] = Upload(owner=owner, name=name)
        return {
            "contentUrl": self._shown_at(session, name),
            "name": name,
            "uploadUrl": f"{self.address}/personal/{session}/_api/v2.0/drive/items/01ABC/uploadSession"
            f"?guid='{uuid.uuid4()}'&overwrite=True&rename=False&dc=0&tempauth={upload.key}",
            "uniqueId": upload.unique_id,
            "fileType": upload.file_type,
        }

    def keep(self, owner: Person, name: str, content: bytes) -> Json:
        """Put a file into somebody's drive and return the attachment with which a chat shows it."""
        session = secrets.token_urlsafe(16)
        kept = self.uploads[session] = Upload(owner=owner, name=name, content=content, complete=True)
        return {
            "contentType": "application/vnd.microsoft.teams.file.download.info",
            "contentUrl": self._shown_at(session, name),
            "name": name,
            "content": {
                "downloadUrl": f"{self.address}/personal/{session}/_layouts/15/download.aspx"
                f"?UniqueId={kept.unique_id.lower()}&Translate=false&tempauth={kept.key}&ApiVersion=2.0",
                "uniqueId": kept.unique_id,
                "fileType": kept.file_type,
            },
        }

    def _shown_at(self, session: str, name: str) -> str:
        """Where people who are signed in open a file in the browser."""
        return f"{self.address}/personal/{session}/Documents/{quote(name)}"

    def by_unique_id(self, unique_id: str) -> Upload | None:
        """Return the uploaded file to which a file card points."""
        return next(
            (one for one in self.uploads.values() if one.unique_id == unique_id and one.complete),
            None,
        )

    async def _put(self, request: web.Request) -> web.Response:
        upload = self.uploads.get(request.match_info["session"])
        if upload is None or upload.complete or request.query.get("tempauth") != upload.key:
            return _refused(404, "itemNotFound", "The upload session was not found")
        if "Authorization" in request.headers:
            return _refused(401, "unauthenticated", "The upload address takes no authorization")
        matched = _RANGE.fullmatch(request.headers.get("Content-Range", ""))
        if matched is None:
            return _refused(400, "invalidRequest", "The Content-Range header is missing or malformed.")
        first, last, total = (int(number) for number in matched.groups())
        body = await request.read()
        if first != len(upload.content) or last - first + 1 != len(body):
            return _refused(416, "invalidRange", "The uploaded fragment does not follow the last one")
        if last + 1 < total and len(body) % _CHUNK:
            return _refused(400, "invalidRequest", "A fragment must be a multiple of 320 KiB")
        upload.content += body
        return self._received(request.match_info["session"], upload, total)

    def _received(self, session: str, upload: Upload, total: int) -> web.Response:
        if len(upload.content) < total:
            return web.json_response({"nextExpectedRanges": [f"{len(upload.content)}-"]}, status=202)
        upload.complete = True
        item = {
            "id": upload.unique_id,
            "name": upload.name,
            "size": total,
            "webUrl": self._shown_at(session, upload.name),
        }
        return web.json_response(item, status=201)

    async def _get(self, request: web.Request) -> web.Response:
        upload = self._there(request)
        if request.query.get("tempauth") != upload.key:
            raise web.HTTPUnauthorized
        return web.Response(body=upload.content)

    async def _open(self, request: web.Request) -> web.Response:
        upload = self._there(request)
        if request.cookies.get("FedAuth") != upload.owner.entra:
            raise web.HTTPForbidden
        return web.Response(body=upload.content)

    def _there(self, request: web.Request) -> Upload:
        upload = self.uploads.get(request.match_info["session"])
        if upload is None or not upload.complete:
            raise web.HTTPNotFound
        return upload


def _refused(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)
