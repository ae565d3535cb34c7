"""Files sent in Teams from where they must not come, or with what must not be in them."""

import io
import socket
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from rehearsal.reading import buttons
from rehearsal.serving import serve
from tests.evening.filing import attach, renamed, roster, send, xlsx
from tests.evening.hall import Hall, open_hall


class TestAddress:
    """Only trusted hosts, https, no redirects, no private address, ten megabytes."""

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("https://evil.example/liste.csv", "gehört nicht zu den Orten"),
            ("http://stadt.sharepoint.example/liste.csv", "gehört nicht zu den Orten"),
            ("https://169.254.169.254/latest", "gehört nicht zu den Orten"),
            ("file:///etc/passwd", "gehört nicht zu den Orten"),
            ("https://127.0.0.1@evil.example/x", "gehört nicht zu den Orten"),
            ("", "gehört nicht zu den Orten"),
            ("http://[::1", "gehört nicht zu den Orten"),
        ],
    )
    async def test_elsewhere_nothing_is_fetched(self, hall: Hall, url: str, words: str) -> None:
        assert words in await attach(hall, url)

    @pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "10.1.2.3", "fd00::1"])
    async def test_a_trusted_name_that_stands_for_a_private_address_is_not_asked(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
    ) -> None:
        found = socket.getaddrinfo

        def resolve(host: str, port: int, *more: Any, **named: Any) -> list[Any]:
            return found(address if host.endswith(".sharepoint.com") else host, port, *more, **named)

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        monkeypatch.setenv("no_proxy", "*")
        async with open_hall(tmp_path, monkeypatch, TRUSTED_FILE_HOSTS="*.sharepoint.com") as hall:
            url = "https://stadt.sharepoint.com/download.aspx?UniqueId=1&tempauth=v1.x"

            assert "in einem internen Netz" in await attach(hall, url)

    async def test_plain_http_is_for_this_machine_alone(self, hall: Hall) -> None:
        assert "gehört nicht zu" in await attach(hall, "http://stadt.sharepoint.com/download.aspx?a=1")

    async def test_whose_key_holds_no_longer_is_to_be_sent_again(self, hall: Hall) -> None:
        kept = hall.world.files.keep(hall.person("amt"), "m.csv", renamed(hall))
        url = kept["content"]["downloadUrl"].replace("tempauth=v1.", "tempauth=v1.old")

        assert "Bitte noch einmal senden" in await attach(hall, url)

    async def test_a_redirect_is_not_followed(self, hall: Hall) -> None:
        async def elsewhere(request: web.Request) -> web.Response:
            return web.Response(status=307, headers={"Location": "http://169.254.169.254/"})

        assert "leitet weiter" in await self.said_of(hall, elsewhere)

    async def test_too_much_is_not_taken(self, hall: Hall) -> None:
        async def much(request: web.Request) -> web.Response:
            return web.Response(body=b"x" * (11 * 1024 * 1024))

        assert "10 MB" in await self.said_of(hall, much)

    async def said_of(self, hall: Hall, answer: Callable[[web.Request], Awaitable[web.Response]]) -> str:
        """What the bot says of a file at a place that answers so."""
        app = web.Application()
        app.router.add_get("/file", answer)
        served = await serve(app)
        try:
            return await attach(hall, f"{served.address}/file")
        finally:
            await served.stop()


class TestContent:
    """What a file is, is told by its content; bombs and lies are refused and change nothing."""

    def bomb(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", b"0" * (120 * 1024 * 1024))
        return out.getvalue()

    @pytest.mark.parametrize("what", ["bomb", "pdf", "zeros", "empty", "html"])
    async def test_is_refused_in_words(self, hall: Hall, what: str) -> None:
        data = {
            "bomb": self.bomb() if what == "bomb" else b"",
            "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
            "zeros": b"\x00" * 500,
            "empty": b"",
            "html": b"<html><body>Anmelden</body></html>",
        }[what]
        before = await roster(hall)
        shown = await send(hall, "m.csv", data, "mitglieder")

        assert "Nicht übernommen" in shown.text
        assert shown.text.count("– ") == 1
        assert buttons(shown.card) == ()
        assert await roster(hall) == before

    async def test_a_formula_without_its_value_is_named(self, hall: Hall) -> None:
        data = xlsx(("vorname", "nachname", "rolle", "kennung"), ("=1+1", "Abel", "mitglied", "f1"))
        shown = await send(hall, "m.xlsx", data, "mitglieder")

        assert "Zeile 2, Spalte „A“: Hier steht eine Formel ohne Ergebnis" in shown.text

    async def test_every_bad_row_is_listed_or_counted(self, hall: Hall) -> None:
        rows = "".join(f"A{n};B;häuptling;k{n}\n" for n in range(700))
        shown = await send(hall, "m.csv", f"vorname;nachname;rolle;kennung\n{rows}".encode(), "mitglieder")
        listed = shown.text.count("– Zeile ")

        assert listed > 30
        assert f"und {700 - listed} weitere" in shown.text
