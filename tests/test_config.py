"""Settings: read once, checked, refused in one sentence."""

import os
from pathlib import Path
from typing import Any

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from config import (
    AppType,
    ConfigurationRefused,
    Settings,
    apply_ca_bundle,
    load_settings,
    spoken_language,
)
from config_values import LOOPBACK_HOSTS, SERVICE_HOSTS, is_loopback

REGISTERED: dict[str, Any] = {
    "app_id": "7a1b6a0e-3c5d-4c0e-9b7e-0c5b6f1f2a3d",
    "app_password": "ein-geheimnis",
    "app_tenantid": "0d9f4a52-11f1-4f8e-8f5d-3c1c6f6e1d2b",
}


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Take every setting of this machine away and stand in an empty folder."""
    for name in [*Settings.model_fields, "microsoftappid", "microsoftapppassword"]:
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppTenantId"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("MicrosoftAppType", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(**overrides: Any) -> ConfigurationRefused:
    """Return how these settings are refused."""
    with pytest.raises(ConfigurationRefused) as refused:
        load_settings(**overrides)
    return refused.value


class TestCredentials:
    """contract § 2: the program refuses to start without them, unless LOCAL_MODE=1."""

    def test_nothing_set_names_all_three(self) -> None:
        refused = refusal()

        assert refused.settings == ("APP_ID", "APP_TENANTID", "APP_PASSWORD")
        assert "APP_ID, APP_TENANTID, APP_PASSWORD" in str(refused)

    @pytest.mark.parametrize("name", list(REGISTERED))
    def test_one_missing_is_named(self, name: str) -> None:
        assert refusal(**(REGISTERED | {name: ""})).settings == (name.upper(),)

    @pytest.mark.parametrize("name", list(REGISTERED))
    def test_blanks_are_not_a_credential(self, name: str) -> None:
        assert refusal(**(REGISTERED | {name: "  "})).settings == (name.upper(),)

    def test_all_three_start(self) -> None:
        settings = load_settings(**REGISTERED)

        assert settings.app_id == REGISTERED["app_id"]
        assert settings.app_type is AppType.SINGLE_TENANT

    def test_the_sentence_is_english_where_english_is_set(self) -> None:
        assert str(refusal(language="en")).startswith("Missing APP_ID")

    def test_commands_beside_the_bot_need_none(self) -> None:
        assert load_settings(serving=False).app_id == ""

    def test_a_managed_identity_has_no_password(self) -> None:
        settings = load_settings(**(REGISTERED | {"app_password": ""}), app_type="UserAssignedMSI")

        assert settings.app_type is AppType.MANAGED_IDENTITY

    def test_a_certificate_stands_for_the_password(self, tmp_path: Path) -> None:
        files: dict[str, Any] = {}
        for name in ("app_certificate_file", "app_certificate_key_file"):
            files[name] = tmp_path / f"{name}.pem"
            files[name].write_text("PEM")

        settings = load_settings(**(REGISTERED | {"app_password": ""}), **files)

        assert settings.certificate

    def test_a_certificate_without_its_key_is_refused(self, tmp_path: Path) -> None:
        certificate = tmp_path / "cert.pem"
        certificate.write_text("PEM")

        assert "APP_CERTIFICATE_KEY_FILE" in str(refusal(**REGISTERED, app_certificate_file=certificate))

    def test_secrets_do_not_show_in_prints(self) -> None:
        settings = load_settings(**REGISTERED)

        assert "ein-geheimnis" not in repr(settings)
        assert "ein-geheimnis" not in str(settings.model_dump())

    def test_a_refused_value_is_never_repeated(self) -> None:
        refused = refusal(**REGISTERED, public_url="https://anna:geheim@rat.example")

        assert "geheim" not in str(refused)

    @pytest.mark.parametrize(
        ("variable", "field"),
        [
            ("APP_ID", "app_id"),
            ("MicrosoftAppId", "app_id"),
            ("APP_TENANTID", "app_tenantid"),
            ("MicrosoftAppTenantId", "app_tenantid"),
            ("APP_TYPE", "app_type"),
            ("MicrosoftAppType", "app_type"),
        ],
    )
    def test_both_names_are_read(self, monkeypatch: pytest.MonkeyPatch, variable: str, field: str) -> None:
        monkeypatch.setenv(variable, "MultiTenant")

        assert getattr(load_settings(serving=False), field) == "MultiTenant"

    @pytest.mark.parametrize("variable", ["APP_PASSWORD", "MicrosoftAppPassword"])
    def test_both_names_of_the_password_are_read(
        self, monkeypatch: pytest.MonkeyPatch, variable: str
    ) -> None:
        monkeypatch.setenv(variable, "wort")

        assert load_settings(serving=False).app_password.get_secret_value() == "wort"


class TestLocalMode:
    """contract § 2: no sign-in check, so it must not be reachable by anybody else."""

    def test_starts_on_this_machine(self) -> None:
        settings = load_settings(local_mode=True)

        assert settings.local_mode
        assert settings.trusted_service_hosts == LOOPBACK_HOSTS

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "rat.stadt.example"])
    def test_refused_where_others_reach_it(self, host: str) -> None:
        assert "HOST" in str(refusal(local_mode=True, host=host))

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
    def test_taken_on_every_name_of_this_machine(self, host: str) -> None:
        assert load_settings(local_mode=True, host=host).host == host

    def test_refused_with_an_application_id(self) -> None:
        assert "APP_ID" in str(refusal(local_mode=True, **REGISTERED))

    def test_refused_with_a_public_address(self) -> None:
        assert "PUBLIC_URL" in str(refusal(local_mode=True, public_url="https://rat.example"))

    def test_taken_with_an_address_of_this_machine(self) -> None:
        settings = load_settings(local_mode=True, public_url="http://127.0.0.1:3978/")

        assert settings.public_url == "http://127.0.0.1:3978"

    def test_refused_for_commands_beside_the_bot_too(self) -> None:
        assert "HOST" in str(refusal(serving=False, local_mode=True, host="0.0.0.0"))


class TestRosterSubscription:
    """The option needs an address that Graph can reach, and sign-in."""

    def test_is_off_unless_it_is_switched_on(self) -> None:
        assert load_settings(**REGISTERED).roster_subscription is False

    @pytest.mark.parametrize("address", ["https://rat.example", "http://127.0.0.1:3978"])
    def test_is_switched_on_with_an_address(self, address: str) -> None:
        settings = load_settings(**REGISTERED, roster_subscription=True, public_url=address)

        assert settings.roster_subscription

    def test_without_an_address_it_is_refused(self) -> None:
        assert "ROSTER_SUBSCRIPTION=1" in str(refusal(**REGISTERED, roster_subscription=True))

    def test_without_sign_in_it_is_refused(self) -> None:
        refused = refusal(local_mode=True, roster_subscription=True, public_url="http://127.0.0.1:3978")

        assert "LOCAL_MODE=1" in str(refused)


class TestAddresses:
    """contract § 2: plain http only for loopback."""

    @pytest.mark.parametrize(
        "name",
        [
            "public_url",
            "graph_url",
            "login_url",
            "to_bot_from_channel_openid_metadata_url",
            "to_channel_from_bot_login_url",
        ],
    )
    def test_plain_http_to_others_is_refused(self, name: str) -> None:
        refused = refusal(**REGISTERED, **{name: "http://graph.example/v1.0"})

        assert refused.settings == (name.upper(),)
        assert "https://" in str(refused)

    @pytest.mark.parametrize("name", ["graph_url", "login_url"])
    def test_plain_http_to_this_machine_is_taken(self, name: str) -> None:
        settings = load_settings(**(REGISTERED | {name: "http://127.0.0.1:9300/v1.0/"}))

        assert getattr(settings, name) == "http://127.0.0.1:9300/v1.0"

    @pytest.mark.parametrize(
        "address",
        [
            "rat.example",
            "ftp://rat.example",
            "https://",
            "javascript:alert(1)",
            "https://anna:geheim@rat.example",
            "https://rat.example:hundert",
        ],
    )
    def test_what_is_no_address_is_refused(self, address: str) -> None:
        assert refusal(**REGISTERED, public_url=address).settings == ("PUBLIC_URL",)

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "//stream.example", "stream"])
    def test_a_stream_link_is_a_web_link(self, link: str) -> None:
        assert refusal(**REGISTERED, stream_url=link).settings == ("STREAM_URL",)

    @pytest.mark.parametrize(
        ("host", "here"),
        [
            ("127.0.0.1", True),
            ("127.8.8.8", True),
            ("[::1]", True),
            ("LOCALHOST", True),
            ("0.0.0.0", False),
            ("127.0.0.1.evil.example", False),
            ("localhost.evil.example", False),
            ("", False),
        ],
    )
    def test_this_machine_is_known_by_its_addresses(self, host: str, here: bool) -> None:
        assert is_loopback(host) is here

    @given(st.text(max_size=40))
    def test_no_text_breaks_the_question(self, host: str) -> None:
        assert is_loopback(host) in (True, False)


class TestTrustedHosts:
    """contract § 2: host names without port, a star allowed at the front."""

    def test_default_is_teams_own(self) -> None:
        assert load_settings(**REGISTERED).trusted_service_hosts == SERVICE_HOSTS

    def test_a_list_is_read_from_one_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TRUSTED_SERVICE_HOSTS", "SMBA.example, *.teams.example")

        settings = load_settings(**REGISTERED)

        assert settings.trusted_service_hosts == ("smba.example", "*.teams.example")

    @pytest.mark.parametrize("host", ["a.example:443", "https://a.example", "a.*.example", "a/b"])
    def test_what_is_no_host_name_is_refused(self, host: str) -> None:
        assert refusal(**REGISTERED, trusted_file_hosts=host).settings == ("TRUSTED_FILE_HOSTS",)


class TestOutboxSpeed:
    """contract § 2: accepted only with a loopback HOST and loopback service hosts."""

    def test_taken_where_everything_is_here(self) -> None:
        settings = load_settings(**REGISTERED, outbox_speed=20, trusted_service_hosts="127.0.0.1")

        assert settings.outbox_speed == 20

    @pytest.mark.parametrize(
        "place",
        [
            pytest.param({}, id="teams-hosts"),
            pytest.param({"trusted_service_hosts": "127.0.0.1,smba.example"}, id="one-outside"),
            pytest.param({"trusted_service_hosts": "127.0.0.1", "host": "0.0.0.0"}, id="open-host"),
        ],
    )
    def test_refused_where_anything_is_outside(self, place: dict[str, Any]) -> None:
        assert "OUTBOX_SPEED" in str(refusal(**REGISTERED, outbox_speed=20, **place))

    @pytest.mark.parametrize("speed", [0, -1, 100_000, "schnell"])
    def test_must_be_a_sensible_number(self, speed: object) -> None:
        refused = refusal(**REGISTERED, outbox_speed=speed, trusted_service_hosts="127.0.0.1")

        assert refused.settings == ("OUTBOX_SPEED",)


class TestValues:
    """Every bad value is named, all of them in one go."""

    def test_several_are_named_together(self) -> None:
        refused = refusal(**REGISTERED, port="x", language="fr", personal_after=-1)

        assert set(refused.settings) == {"PORT", "LANGUAGE", "PERSONAL_AFTER"}

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("port", 70000),
            ("public_votes", "alles"),
            ("receipt", "brief"),
            ("timezone", "Mars/Olympus"),
            ("timezone", "../../etc/passwd"),
            ("ruleset", "../sachsen"),
            ("log_level", "laut"),
            ("log_format", "xml"),
            ("app_type", "Keiner"),
            ("local_mode", "vielleicht"),
            ("ca_bundle", "fehlt.pem"),
            ("town_file", "fehlt.toml"),
            ("metrics_port", -1),
        ],
    )
    def test_what_is_not_allowed_is_refused_by_name(self, name: str, value: object) -> None:
        refused = refusal(**REGISTERED, **{name: value})

        assert refused.settings == (name.upper(),)
        assert name.upper() in str(refused)

    def test_case_does_not_matter_where_it_means_nothing(self) -> None:
        settings = load_settings(**REGISTERED, language="EN", log_level="debug")

        assert (settings.language, settings.log_level) == ("en", "DEBUG")

    def test_a_database_is_taken_and_its_password_shown_nowhere(self) -> None:
        settings = load_settings(**REGISTERED, database_url="postgresql://rat:geheim@db/rat")

        assert settings.database == "postgresql://rat:geheim@db/rat"
        assert "geheim" not in repr(settings)

    def test_another_kind_of_database_is_refused(self) -> None:
        refused = refusal(**REGISTERED, database_url="mysql://rat:geheim@db/rat")

        assert "postgresql://" in str(refused)
        assert "geheim" not in str(refused)

    def test_a_subscription_to_rosters_does_not_go_with_a_database(self) -> None:
        refused = refusal(
            **REGISTERED,
            database_url="postgresql://rat@db/rat",
            roster_subscription=True,
            public_url="https://rat.example.org",
        )

        assert "ROSTER_SUBSCRIPTION" in str(refused)

    def test_nothing_can_be_changed_afterwards(self) -> None:
        settings = load_settings(**REGISTERED)

        with pytest.raises(Exception, match="frozen"):
            settings.app_id = "anders"  # type: ignore[misc]

    def test_the_town_file_is_found_where_it_stands(self, bare_machine: Path) -> None:
        before = load_settings(**REGISTERED).town_file
        (bare_machine / "town.toml").write_text("")

        assert (before, load_settings(**REGISTERED).town_file) == (None, Path("town.toml"))


class TestSources:
    """The environment wins over ``.env``, and what is said in the call wins over both."""

    def test_the_file_is_read(self, bare_machine: Path) -> None:
        (bare_machine / ".env").write_text("BODY=Gemeinderat Süd\nUNKNOWN_THING=1\n", "utf-8")

        assert load_settings(serving=False).body == "Gemeinderat Süd"

    def test_the_environment_wins(self, bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (bare_machine / ".env").write_text("BODY=Datei\n")
        monkeypatch.setenv("BODY", "Umgebung")

        assert load_settings(serving=False).body == "Umgebung"
        assert load_settings(serving=False, body="Aufruf").body == "Aufruf"

    def test_an_empty_value_is_no_value(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORT", "")

        assert load_settings(serving=False).port == 3978

    @pytest.mark.parametrize("desktop", ["en_US:en", "de_DE.UTF-8", "fr_FR:fr"])
    def test_a_desktops_language_is_passed_over(
        self, bare_machine: Path, monkeypatch: pytest.MonkeyPatch, desktop: str
    ) -> None:
        monkeypatch.setenv("LANGUAGE", desktop)
        first = load_settings(serving=False).language
        (bare_machine / ".env").write_text("LANGUAGE=en\n")

        assert (first, load_settings(serving=False).language) == ("de", "en")
        assert spoken_language() == "en"

    def test_the_command_line_speaks_german_unless_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = spoken_language()
        monkeypatch.setenv("LANGUAGE", "en")

        assert (before, spoken_language()) == ("de", "en")


class TestMisspelt:
    """A name in ``.env`` that is nearly a setting's is refused, not passed over in silence."""

    @pytest.mark.parametrize(
        ("line", "name", "meant"),
        [
            pytest.param("TRUSTED_FILE_HOST=x.example", "TRUSTED_FILE_HOSTS", "TRUSTED_FILE_HOST", id="no-s"),
            pytest.param("APP_PASWORD=geheim", "APP_PASSWORD", "APP_PASWORD", id="one-letter"),
            pytest.param("microsoftapid=x", "MICROSOFTAPPID", "MICROSOFTAPID", id="the-other-name"),
            pytest.param("DATABASEURL=x", "DATABASE_URL", "DATABASEURL", id="no-line"),
        ],
    )
    def test_is_named_with_what_was_meant(self, bare_machine: Path, line: str, name: str, meant: str) -> None:
        (bare_machine / ".env").write_text(f"{line}\n", "utf-8")

        with pytest.raises(ConfigurationRefused) as refused:
            load_settings(**REGISTERED)

        assert str(refused.value) == f"{meant} in .env ist keine Einstellung; gemeint ist wohl {name}."
        assert "geheim" not in str(refused.value)

    @pytest.mark.parametrize("name", ["HTTP_PROXY", "MicrosoftAppId", "COMPOSE_PROJECT_NAME", "app_id", "TZ"])
    def test_right_and_foreign_names_are_left_alone(self, bare_machine: Path, name: str) -> None:
        (bare_machine / ".env").write_text(f"{name}=x\n", "utf-8")

        assert load_settings(**REGISTERED).app_tenantid == REGISTERED["app_tenantid"]


class TestClouds:
    """contract § 2: the names the SDK reads, for sovereign clouds and for a stand-in."""

    def test_the_public_cloud_is_the_default(self) -> None:
        settings = load_settings(**REGISTERED)

        assert settings.bot_authority == (f"https://login.microsoftonline.com/{REGISTERED['app_tenantid']}")
        assert settings.graph_authority == settings.bot_authority
        assert settings.to_bot_from_channel_token_issuer == "https://api.botframework.com"

    def test_the_government_cloud_brings_its_own_addresses(self) -> None:
        settings = load_settings(**REGISTERED, channel_service="https://botframework.azure.us")

        assert settings.graph_url == "https://graph.microsoft.us/v1.0"
        assert settings.login_url == "https://login.microsoftonline.us"
        assert settings.to_channel_from_bot_oauth_scope == "https://api.botframework.us"

    def test_an_existing_bot_for_many_tenants_signs_in_elsewhere(self) -> None:
        settings = load_settings(**REGISTERED, app_type="MultiTenant")

        assert settings.bot_authority == "https://login.microsoftonline.com/botframework.com"
        assert settings.graph_authority.endswith(REGISTERED["app_tenantid"])

    @pytest.mark.parametrize(
        ("address", "authority"),
        [
            ("https://127.0.0.1:9100/t", "https://127.0.0.1:9100/t"),
            ("https://127.0.0.1:9100/t/oauth2/v2.0/token", "https://127.0.0.1:9100/t"),
            ("https://127.0.0.1:9100", f"https://127.0.0.1:9100/{REGISTERED['app_tenantid']}"),
        ],
    )
    def test_a_stand_in_is_taken_in_every_spelling(self, address: str, authority: str) -> None:
        settings = load_settings(**REGISTERED, to_channel_from_bot_login_url=address)

        assert settings.bot_authority == authority


class TestCaBundle:
    """contract § 2: further authorities, trusted for every outgoing connection."""

    def test_without_one_nothing_is_touched(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "unberührt")

        assert apply_ca_bundle(load_settings(**REGISTERED)) is None
        assert os.environ["REQUESTS_CA_BUNDLE"] == "unberührt"

    def test_public_and_own_authorities_stand_in_one_file(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
            monkeypatch.setenv(name, "vorher")
        own = tmp_path / "rathaus.pem"
        trustme.CA().cert_pem.write_to_path(own)

        combined = apply_ca_bundle(load_settings(**REGISTERED, ca_bundle=own, data_dir=tmp_path / "daten"))

        assert combined is not None
        assert own.read_bytes() in combined.read_bytes()
        assert combined.read_bytes().count(b"BEGIN CERTIFICATE") > 50
        assert os.environ["REQUESTS_CA_BUNDLE"] == os.environ["SSL_CERT_FILE"] == str(combined)
        assert [path.name for path in combined.parent.iterdir()] == ["ca-bundle.pem"]
