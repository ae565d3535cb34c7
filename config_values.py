"""Kinds of values a setting can have, each with the check that refuses nonsense.

A refused value raises the name of a rule; the sentence a person reads stands in ``console``.
"""

import ipaddress
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

_NEARLY = 0.88
"""How much alike two names have to be for one to be the other, misspelt (1: the same)."""
GOVERNMENT_CHANNEL = "https://botframework.azure.us"
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
SERVICE_HOSTS = (
    "smba.trafficmanager.net",
    "*.botframework.com",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
    "*.botframework.us",
    "*.botframework.azure.us",
)


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address can only mean this machine."""
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def refusal(rule: str) -> PydanticCustomError:
    """Return the breach of one of our own rules; its sentence stands in ``console``."""
    return PydanticCustomError("ratssaal", "{rule}", {"rule": rule})


def _web_address(value: str) -> str:
    """Take an address people or services reach: https, or plain http on this machine."""
    if not value:
        return value
    address = urlsplit(value)
    try:
        named = bool(address.hostname) and (address.port is None or address.port > 0)
    except ValueError:
        named = False
    if not named or address.scheme not in ("http", "https") or "@" in address.netloc:
        raise refusal("address")
    if address.scheme == "http" and not is_loopback(address.hostname or ""):
        raise refusal("plain_http")
    return value.rstrip("/")


def _link(value: str) -> str:
    """Take a link that is only shown: http or https, nothing that runs in a browser."""
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise refusal("address")
    return value


def _host_names(value: object) -> object:
    """Take host names separated by commas or spaces, without port."""
    if isinstance(value, str):
        value = tuple(value.replace(",", " ").lower().split())
    if isinstance(value, list | tuple):
        names = tuple(str(name).strip("[]").lower() for name in value)
        if any("/" in n or "*" in n[1:] or (":" in n and not is_loopback(n)) for n in names):
            raise refusal("host_names")
        return names
    return value


def _zone(value: str) -> str:
    """Take the name of a time zone that the zone data knows."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise refusal("zone") from None
    return value


def _file(value: Path | None) -> Path | None:
    """Take a path only where a file stands."""
    if value is not None and not value.is_file():
        raise refusal("file")
    return value


def _lower(value: object) -> object:
    """Take a word in any case."""
    return value.lower() if isinstance(value, str) else value


def _upper(value: object) -> object:
    """Take a word in any case."""
    return value.upper() if isinstance(value, str) else value


def cloud(public: str, government: str) -> Callable[[dict[str, Any]], str]:
    """Return the default that belongs to the cloud named by ``CHANNEL_SERVICE``."""
    return lambda said: government if said.get("channel_service") == GOVERNMENT_CHANNEL else public


def service_hosts(said: dict[str, Any]) -> tuple[str, ...]:
    """Trust Teams' hosts; without sign-in (Agents Playground) only this machine."""
    return LOOPBACK_HOSTS if said.get("local_mode") else SERVICE_HOSTS


WebAddress = Annotated[str, AfterValidator(_web_address)]
Link = Annotated[str, AfterValidator(_link)]
HostNames = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_host_names)]
Spoken = Annotated[Literal["de", "en"], BeforeValidator(_lower)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
Zone = Annotated[str, AfterValidator(_zone)]
OptionalFile = Annotated[Path | None, AfterValidator(_file)]


def misspelt(names: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Names that are no setting but nearly one, each with the one that was probably meant.

    Whatever resembles none belongs to somebody else, who shares the file.
    """
    settings = {name.lower() for name in known}
    near = {name: get_close_matches(name.lower(), sorted(settings), 1, _NEARLY) for name in names}
    return {name: found[0] for name, found in near.items() if found and name.lower() not in settings}
