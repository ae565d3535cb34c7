"""The doctor says in plain words what is missing, and asks only what the settings name."""

import io
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

import doctor
from config import Settings, load_settings

APP_ID = "7a1b6a0e-3c5d-4c0e-9b7e-0c5b6f1f2a3d"


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Take every setting of this machine away and stand in an empty folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings_of(**changes: Any) -> Settings:
    """Return settings that name nobody outside this machine."""
    nowhere = "http://127.0.0.1:1"
    return load_settings(
        serving=False,
        **{
            "app_id": APP_ID,
            "to_bot_from_channel_openid_metadata_url": nowhere,
            "graph_url": nowhere,
        }
        | changes,
    )


class Answers(BaseHTTPRequestHandler):
    """Answers every request with what the test wants."""

    body = b"{}"
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *arguments: Any) -> None:
        """Stay silent."""


@pytest.fixture
def service() -> Iterator[ThreadingHTTPServer]:
    """A service on this machine that answers as the test says."""
    handler = type("Answering", (Answers,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def address(server: ThreadingHTTPServer) -> str:
    """Return where a service listens."""
    return f"http://127.0.0.1:{server.server_port}"


class TestExamine:
    """contract § 1: says in plain words what is missing."""

    def test_missing_settings_are_named_and_the_status_is_one(self) -> None:
        out = io.StringIO()

        assert doctor.examine(out) == 1
        assert out.getvalue().startswith("fehlt   Es fehlt APP_ID")

    def test_local_mode_asks_nobody_and_is_well(
        self, monkeypatch: pytest.MonkeyPatch, bare_machine: Path
    ) -> None:
        monkeypatch.setenv("LOCAL_MODE", "1")
        out = io.StringIO()

        assert doctor.examine(out) == 0
        assert [line.split()[0] for line in out.getvalue().splitlines()] == [
            "gut",
            "gut",
            "offen",
            "gut",
            "offen",
            "offen",
        ]
        assert list((bare_machine / "data").iterdir()) == []

    def test_english_where_english_is_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LANGUAGE", "en")
        out = io.StringIO()
        doctor.examine(out)

        assert out.getvalue().startswith("missing Missing APP_ID")


class TestNearThings:
    """What stands on this machine."""

    def test_a_folder_that_cannot_be_written_is_missing(self, bare_machine: Path) -> None:
        (bare_machine / "datei").write_text("")

        found = doctor.data_folder(bare_machine / "datei")

        assert (found.verdict, found.key) == ("missing", "data.bad")

    def test_a_folder_is_left_as_it_was(self, bare_machine: Path) -> None:
        found = doctor.data_folder(bare_machine / "neu")

        assert found.verdict == "good"
        assert list((bare_machine / "neu").iterdir()) == []

    def test_a_key_pair_that_cannot_be_one_is_missing(self, bare_machine: Path) -> None:
        (bare_machine / "registry.json").write_text('{"identity": {"own": {"algorithm": "rsa"}}}')

        found = doctor.signing(settings_of(data_dir=bare_machine))

        assert (found.verdict, found.key) == ("missing", "signing.bad")
        assert str(bare_machine) in str(found.values["said"])

    @pytest.mark.parametrize(("name", "verdict"), [("sachsen", "good"), ("atlantis", "missing")])
    def test_the_rule_set_must_be_there(self, name: str, verdict: str) -> None:
        assert doctor.ruleset(settings_of(ruleset=name)).verdict == verdict

    def test_a_missing_telephone_number_is_a_remark(self) -> None:
        assert doctor.phones(settings_of()).verdict == "open"
        assert doctor.phones(settings_of(support_phone="1", office_phone="2")).verdict == "good"

    @pytest.mark.parametrize(("app_id", "found"), [(APP_ID, 0), ("ratssaal", 1)])
    def test_an_application_id_is_a_guid(self, app_id: str, found: int) -> None:
        assert len(list(doctor.app_id(settings_of(app_id=app_id)))) == found

    def test_the_bots_certificate_is_looked_at(self, bare_machine: Path) -> None:
        key, bad = bare_machine / "key.pem", bare_machine / "bad.pem"
        certificate = bare_machine / "cert.pem"
        key.write_text("KEY")
        bad.write_text("KEIN ZERTIFIKAT")
        trustme.CA().cert_pem.write_to_path(certificate)

        def verdicts(path: Path) -> list[str]:
            settings = settings_of(app_certificate_file=path, app_certificate_key_file=key)
            return [finding.verdict for finding in doctor.own_certificate(settings)]

        assert (verdicts(certificate), verdicts(bad)) == (["good"], ["missing"])
        assert list(doctor.own_certificate(settings_of())) == []


class TestServices:
    """What stands elsewhere: asked with patience, never with a traceback."""

    def test_unreachable_keys_are_missing(self) -> None:
        (found,) = doctor.bot_keys(settings_of())

        assert (found.verdict, found.values["reason"]) == ("missing", "ConnectionError")

    @pytest.mark.parametrize(
        ("body", "verdict"),
        [(b'{"jwks_uri": "x"}', "good"), (b"{}", "missing"), (b"<html>", "missing")],
    )
    def test_keys_are_what_the_service_describes(
        self, service: ThreadingHTTPServer, body: bytes, verdict: str
    ) -> None:
        service.RequestHandlerClass.body = body  # type: ignore[attr-defined]
        settings = settings_of(to_bot_from_channel_openid_metadata_url=address(service))

        assert [found.verdict for found in doctor.bot_keys(settings)] == [verdict]

    @pytest.mark.parametrize(
        ("apart", "said"),
        [(0, []), (60, []), (600, ["clock"]), (-600, ["clock"])],
    )
    def test_a_wrong_clock_is_said(self, apart: int, said: list[str]) -> None:
        now = datetime(2026, 12, 9, 14, tzinfo=UTC)
        date = format_datetime(now - timedelta(seconds=apart), usegmt=True)

        assert [found.key for found in doctor.clock(date, now)] == said
        assert list(doctor.clock("", now)) == []

    @pytest.mark.parametrize(("status", "verdict"), [(401, "good"), (200, "good"), (503, "open")])
    def test_graph_is_well_when_it_answers_at_all(
        self, service: ThreadingHTTPServer, status: int, verdict: str
    ) -> None:
        service.RequestHandlerClass.status = status  # type: ignore[attr-defined]

        assert doctor.graph(settings_of(graph_url=address(service))).verdict == verdict

    def test_a_sitting_does_not_hang_on_graph(self) -> None:
        assert doctor.graph(settings_of()).verdict == "open"

    def test_no_token_is_missing(self) -> None:
        found = doctor.token(
            settings_of(app_password="x", app_tenantid="tenant", login_url="https://127.0.0.1:1")
        )

        assert (found.verdict, found.key) == ("missing", "token.bad")


class TestPublicAddress:
    """Teams reaches the bot over https only."""

    @pytest.mark.parametrize(
        ("url", "verdict", "key"),
        [
            ("", "missing", "public.none"),
            ("http://127.0.0.1:3978", "open", "public.http"),
        ],
    )
    def test_without_a_public_address_it_says_so(self, url: str, verdict: str, key: str) -> None:
        found = doctor.public_address(settings_of(public_url=url))

        assert (found.verdict, found.key) == (verdict, key)

    def test_a_certificate_is_good_for_its_days(
        self, service: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch, bare_machine: Path
    ) -> None:
        authority = trustme.CA()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        soon = datetime.now(UTC) + timedelta(days=10, hours=1)
        authority.issue_cert("127.0.0.1", not_after=soon).configure_cert(context)
        service.socket = context.wrap_socket(service.socket, server_side=True)
        authority.cert_pem.write_to_path(bare_machine / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(bare_machine / "ca.pem"))

        assert doctor.certificate_days("127.0.0.1", service.server_port) == 10

    @pytest.mark.parametrize(("days", "verdict"), [(90, "good"), (21, "good"), (20, "open"), (-1, "missing")])
    def test_the_end_of_a_certificate_is_told_in_time(self, days: int, verdict: str) -> None:
        assert doctor._validity("public", days).verdict == verdict
