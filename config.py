"""Settings: read once from the environment and ``.env``, checked, then handed down.

No other module reads the environment. ``load_settings`` is the only way in for the product:
it either returns settings the program can run with, or says in one sentence what is missing.
"""

import os
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import certifi
from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from config_values import (
    HostNames,
    Level,
    Link,
    OptionalFile,
    Spoken,
    WebAddress,
    Zone,
    cloud,
    is_loopback,
    misspelt,
    refusal,
    service_hosts,
)
from console import SENTENCES, Language, language_of, sentence


class AppType(StrEnum):
    """How the bot is registered in Entra."""

    SINGLE_TENANT = "SingleTenant"
    MANAGED_IDENTITY = "UserAssignedMSI"
    MULTI_TENANT = "MultiTenant"


class ConfigurationRefused(Exception):
    """The program does not start with these settings; the text says what to do, in one sentence."""

    def __init__(self, text: str, settings: tuple[str, ...]) -> None:
        super().__init__(text)
        self.settings = settings


def _standing(path: Path) -> Path | None:
    """Return the path if a file stands there."""
    return path if path.is_file() else None


def _also(name: str, sdk_name: str) -> AliasChoices:
    """Read a setting under its own name and under the one other bots use."""
    return AliasChoices(name, sdk_name)


class Settings(BaseSettings):
    """Everything that can be set, under the names of ``docs/settings.md`` in lower case."""

    model_config = SettingsConfigDict(
        frozen=True,
        populate_by_name=True,
        env_file=(Path(__file__).parent / ".env", ".env"),  # the later one wins
        env_ignore_empty=True,
        extra="ignore",
    )

    app_id: str = Field(default="", validation_alias=_also("APP_ID", "MicrosoftAppId"))
    app_password: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=_also("APP_PASSWORD", "MicrosoftAppPassword"),
    )
    app_tenantid: str = Field(default="", validation_alias=_also("APP_TENANTID", "MicrosoftAppTenantId"))
    app_type: AppType = Field(
        default=AppType.SINGLE_TENANT,
        validation_alias=_also("APP_TYPE", "MicrosoftAppType"),
    )
    app_certificate_file: OptionalFile = None
    app_certificate_key_file: OptionalFile = None
    local_mode: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=3978, ge=0, le=65535)
    data_dir: Path = Path("data")
    database_url: SecretStr | None = None
    public_url: WebAddress = ""
    body: str = "Stadtrat"
    ruleset: str = Field(default="sachsen", pattern=r"^[a-z0-9_-]+$")
    language: Spoken = "de"
    timezone: Zone = "Europe/Berlin"
    support_phone: str = ""
    office_phone: str = ""
    personal_after: int = Field(default=15, ge=0)
    public_votes: Literal["summen", "fraktionen", "namen"] = "summen"
    stream_url: Link = ""
    channel_service: str = ""
    to_bot_from_channel_openid_metadata_url: WebAddress = Field(
        default_factory=cloud(
            "https://login.botframework.com/v1/.well-known/openidconfiguration",
            "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        )
    )
    to_bot_from_channel_token_issuer: str = Field(
        default_factory=cloud("https://api.botframework.com", "https://api.botframework.us")
    )
    to_channel_from_bot_login_url: WebAddress = ""
    to_channel_from_bot_oauth_scope: str = Field(
        default_factory=cloud("https://api.botframework.com", "https://api.botframework.us")
    )
    validate_authority: bool = True
    graph_url: WebAddress = Field(
        default_factory=cloud("https://graph.microsoft.com/v1.0", "https://graph.microsoft.us/v1.0")
    )
    login_url: WebAddress = Field(
        default_factory=cloud("https://login.microsoftonline.com", "https://login.microsoftonline.us")
    )
    ca_bundle: OptionalFile = None
    trusted_service_hosts: HostNames = Field(default_factory=service_hosts)
    trusted_file_hosts: HostNames = ("*.sharepoint.com",)
    receipt: Literal["card", "message"] = "card"
    roster_subscription: bool = False
    roster_graph_url: WebAddress = ""
    town_file: OptionalFile = Field(default_factory=lambda: _standing(Path("town.toml")))
    outbox_speed: float = Field(default=1, gt=0, le=1000)
    metrics_port: int | None = Field(default=None, ge=0, le=65535)
    log_level: Level = "INFO"
    log_format: Literal["json", "console"] = "json"

    @model_validator(mode="after")
    def _keep_the_doors_shut(self) -> Self:
        """Refuse combinations that would open the bot to somebody who is not signed in."""
        outside = not is_loopback(self.host)
        public_host = urlsplit(self.public_url).hostname
        if self.local_mode and outside:
            raise refusal("local_host")
        if self.local_mode and self.app_id:
            raise refusal("local_app_id")
        if self.local_mode and public_host and not is_loopback(public_host):
            raise refusal("local_public_url")
        if self.outbox_speed != 1 and (outside or not all(map(is_loopback, self.trusted_service_hosts))):
            raise refusal("outbox_speed")
        if self.roster_subscription and (self.local_mode or not self.public_url):
            raise refusal("roster_subscription")
        if bool(self.app_certificate_file) is not bool(self.app_certificate_key_file):
            raise refusal("certificate_pair")
        if self.database_url and not self.database.startswith(("postgresql://", "postgres://")):
            raise refusal("database")
        if self.database_url and self.roster_subscription:
            raise refusal("database_subscription")
        return self

    @property
    def database(self) -> str:
        """The address of the database with its password, "" where the data folder keeps everything."""
        return self.database_url.get_secret_value().strip() if self.database_url else ""

    @property
    def bot_authority(self) -> str:
        """Entra address, tenant included, where the bot gets its tokens for Teams."""
        own = self.to_channel_from_bot_login_url.removesuffix("/oauth2/v2.0/token")
        base = own or self.login_url
        if urlsplit(base).path.strip("/"):
            return base
        foreign = self.app_type is AppType.MULTI_TENANT
        return f"{base}/{'botframework.com' if foreign else self.app_tenantid}"

    @property
    def graph_authority(self) -> str:
        """Entra address, tenant included, where the bot gets its tokens for Graph."""
        return f"{self.login_url}/{self.app_tenantid}"

    @property
    def certificate(self) -> bool:
        """Whether the bot signs in with a certificate instead of a password."""
        return self.app_certificate_file is not None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which people of this council read times."""
        return ZoneInfo(self.timezone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then the environment, then ``.env``; nothing else.

        Many desktops set ``LANGUAGE`` themselves (``en_US:en``); only ``de`` and ``en`` are ours.
        """
        environment = EnvSettingsSource(settings_cls)
        environment.env_vars = {
            name: value
            for name, value in environment.env_vars.items()
            if name.lower() != "language" or not _of_the_desktop(value)
        }
        return init_settings, environment, dotenv_settings


def _of_the_desktop(value: str | None) -> bool:
    """Tell whether ``LANGUAGE`` is the operating system's list of locales."""
    return any(mark in (value or "") for mark in "_:.")


def spoken_language() -> Language:
    """Return the language in which the command line speaks, also where settings are refused."""
    environment, dotenv = EnvSettingsSource(Settings), DotEnvSettingsSource(Settings)
    for source in (environment.env_vars, dotenv.env_vars):
        value = source.get("language")
        if value and not _of_the_desktop(value):
            return language_of(value)
    return language_of(None)


def load_settings(*, serving: bool = True, **overrides: Any) -> Settings:
    """Return the settings of this program.

    ``serving=False`` is for commands that work beside the bot and need no credentials.
    Raises ``ConfigurationRefused`` with one sentence that names every setting to mend.
    """
    language = language_of(overrides["language"]) if "language" in overrides else spoken_language()
    _refuse_misspelt(language)
    try:
        settings = Settings(**overrides)
    except ValidationError as refused:
        raise _refused(refused, language) from None
    missing = _missing(settings) if serving else ()
    if missing:
        text = sentence("settings.missing", language, names=", ".join(missing))
        raise ConfigurationRefused(text, missing)
    return settings


def _refuse_misspelt(language: Language) -> None:
    """Refuse a name in ``.env`` that is nearly a setting's: it would be passed over in silence."""
    known = {str(a) for f in Settings.model_fields.values() for a in _choices(f.validation_alias)}
    wrong = misspelt(DotEnvSettingsSource(Settings).env_vars, known | set(Settings.model_fields))
    if wrong:
        named = {name.upper(): meant.upper() for name, meant in wrong.items()}
        said = [sentence("settings.misspelt", language, name=n, meant=m) for n, m in named.items()]
        raise ConfigurationRefused(" ".join(said), tuple(named))


def _choices(alias: object) -> list[object]:
    """The further names of a setting."""
    return list(alias.choices) if isinstance(alias, AliasChoices) else []


def _missing(settings: Settings) -> tuple[str, ...]:
    """Name the credentials without which a bot must not serve."""
    if settings.local_mode:
        return ()
    wanted = {"APP_ID": settings.app_id, "APP_TENANTID": settings.app_tenantid}
    if settings.app_type is not AppType.MANAGED_IDENTITY and not settings.certificate:
        wanted["APP_PASSWORD"] = settings.app_password.get_secret_value()
    return tuple(name for name, value in wanted.items() if not value.strip())


def _refused(refused: ValidationError, language: Language) -> ConfigurationRefused:
    """Turn pydantic's findings into one sentence, without ever repeating a value."""
    names: list[str] = []
    parts: list[str] = []
    for finding in refused.errors(include_input=False, include_url=False):
        if finding["type"] == "default_factory_not_called":
            continue
        context = finding.get("ctx", {})
        name = ".".join(map(str, finding["loc"])).upper()
        if rule := context.get("rule"):
            parts.append(sentence(f"settings.{rule}", language, name=name))
        else:
            expected = _expected(finding["type"], str(context.get("expected", "")), language)
            parts.append(sentence("settings.value", language, name=name, expected=expected))
        names += [name] if name else []
    return ConfigurationRefused(" ".join(parts), tuple(names))


def _expected(kind: str, choices: str, language: Language) -> str:
    """Say what kind of value a setting takes."""
    if choices:
        joined = choices.replace("'", "").replace(" or ", ", ")
        return sentence("value.choice", language, expected=joined)
    known = f"value.{kind}" if f"value.{kind}" in SENTENCES else "value.range"
    return sentence(known, language)


def apply_ca_bundle(settings: Settings) -> Path | None:
    """Trust the authorities of ``CA_BUNDLE`` beside the public ones, in this whole process.

    The libraries that speak to Entra, Graph and Teams each look for their certificates in their own
    way; what they share is these variables. Returns the combined file, ``None`` without a bundle.
    """
    if settings.ca_bundle is None:
        return None
    own = settings.ca_bundle.read_bytes()
    combined = settings.data_dir.resolve() / "ca-bundle.pem"
    combined.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = combined.with_suffix(f".{os.getpid()}.tmp")
    written.write_bytes(Path(certifi.where()).read_bytes() + b"\n" + own)
    written.replace(combined)
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        os.environ[name] = str(combined)
    return combined
