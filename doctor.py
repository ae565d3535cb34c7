"""Looks at the settings and at every service the bot needs, and says in words what is missing.

Each finding is one sentence with what to do. ``missing`` stops a sitting from being held; ``open``
is worth knowing and stops nothing.
"""

import asyncio
import shutil
import socket
import ssl
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal, TextIO
from urllib.parse import urlsplit
from uuid import UUID

import requests
from cryptography import x509

from beside import signing_key
from config import ConfigurationRefused, Settings, apply_ca_bundle, load_settings, spoken_language
from config_values import is_loopback
from console import Refused, rules_sentence, sentence
from desk.rulesets import RuleSetBroken, check_rulesets, ruleset_names
from store.atomic import RegistryUnreadable
from town import TownFileRefused, require_readable, town_sentence

PATIENCE = 10
LEAST_FREE_GB = 1
CLOCK_TOLERANCE = 120
RENEWAL_DAYS = 21

Verdict = Literal["good", "missing", "open"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it stands and what to say about it."""

    verdict: Verdict
    key: str
    values: dict[str, object]


def good(key: str, **values: object) -> Finding:
    """Return a finding that all is well."""
    return Finding("good", key, values)


def missing(key: str, **values: object) -> Finding:
    """Return a finding that stops a sitting from being held."""
    return Finding("missing", key, values)


def remark(key: str, **values: object) -> Finding:
    """Return a finding worth knowing that stops nothing."""
    return Finding("open", key, values)


def examine(out: TextIO) -> int:
    """Print every finding and return the exit status: 1 if something is missing, else 0."""
    language = spoken_language()
    try:
        settings = load_settings()
        apply_ca_bundle(settings)
    except ConfigurationRefused as refused:
        print(f"{sentence('doctor.missing', language):7} {refused}", file=out)
        return 1
    status = 0
    for finding in findings(settings):
        mark = sentence(f"doctor.{finding.verdict}", language)
        own = finding.key.startswith("database.")
        text = sentence(finding.key if own else f"doctor.{finding.key}", language, **finding.values)
        print(f"{mark:7} {text}", file=out, flush=True)
        status = max(status, int(finding.verdict == "missing"))
    return status


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at one thing after the other, from the nearest to the farthest."""
    yield good("settings")
    near = [data_folder(settings.data_dir)]
    if settings.database:
        near.append(database(settings.database))
    yield from near
    if all(found.verdict == "good" for found in near):
        yield signing(settings)
    yield ruleset(settings)
    yield phones(settings)
    if settings.local_mode:
        yield remark("local")
        return
    yield from app_id(settings)
    yield from own_certificate(settings)
    yield from bot_keys(settings)
    yield token(settings)
    reached = graph(settings)
    yield reached
    if reached.verdict == "good":
        yield from permissions(settings)
    yield public_address(settings)


def data_folder(folder: Path) -> Finding:
    """Write a file where the record will stand, and look at the room that is left."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"Ratssaal")
        free = shutil.disk_usage(folder).free // 10**9
    except OSError as refused:
        return missing("data.bad", path=folder, reason=refused.strerror)
    if free < LEAST_FREE_GB:
        return missing("data.full", path=folder, free=free)
    return good("data", path=folder, free=free)


def database(url: str) -> Finding:
    """Look at the database: whether it answers, is fit to keep records, and lets the bot in."""
    from store.tables import look
    from store.woken import DatabaseUnfit

    try:
        return good("database", version=look(url))
    except DatabaseUnfit as unfit:
        return missing(f"database.{unfit.kind}", **unfit.values)


def signing(settings: Settings) -> Finding:
    """Say by which public key the town's evidence packages are checked; it is made with the first one."""
    try:
        key = signing_key(settings)
    except Refused as refused:
        return missing("signing.bad", said=str(refused))
    return good("signing", public=key) if key else remark("signing.none")


def ruleset(settings: Settings) -> Finding:
    """Read every rule set, look for the one that is set, and read what the town lays over it."""
    try:
        check_rulesets()
        known = ruleset_names()
        if settings.ruleset not in known:
            return missing("ruleset.bad", name=settings.ruleset, known=", ".join(known))
        require_readable(settings)
    except RuleSetBroken as fault:
        said = rules_sentence(settings.language, f"council/rulesets/{fault.file}", fault.broken)
        return missing("rules.bad", said=said)
    except TownFileRefused as fault:
        return missing("rules.bad", said=town_sentence(settings, fault))
    return good("ruleset", name=settings.ruleset)


def phones(settings: Settings) -> Finding:
    """Look for the numbers that help cards show first."""
    numbers = {"SUPPORT_PHONE": settings.support_phone, "OFFICE_PHONE": settings.office_phone}
    empty = [name for name, number in numbers.items() if not number]
    return remark("phone.bad", names=", ".join(empty)) if empty else good("phone")


def app_id(settings: Settings) -> Iterator[Finding]:
    """Say so where the application id cannot be one."""
    try:
        UUID(settings.app_id)
    except ValueError:
        yield missing("app_id")


def own_certificate(settings: Settings) -> Iterator[Finding]:
    """Look at the certificate with which the bot signs in, where it uses one."""
    if settings.app_certificate_file is None:
        return
    try:
        own = x509.load_pem_x509_certificate(settings.app_certificate_file.read_bytes())
    except ValueError:
        yield missing("certificate.bad")
        return
    yield _validity("certificate", (own.not_valid_after_utc - datetime.now(UTC)).days)


def bot_keys(settings: Settings) -> Iterator[Finding]:
    """Fetch the description of the Bot Framework's keys, and compare the clocks."""
    address = settings.to_bot_from_channel_openid_metadata_url
    host = urlsplit(address).hostname
    try:
        answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
        answer.raise_for_status()
        if "jwks_uri" not in answer.json():
            raise ValueError
    except (requests.RequestException, ValueError) as refused:
        yield missing("keys.bad", host=host, reason=_reason(refused))
        return
    yield good("keys", host=host)
    yield from clock(answer.headers.get("Date", ""), datetime.now(UTC))


def clock(date: str, now: datetime) -> Iterator[Finding]:
    """Say so where this machine's time is far from the service's."""
    if not date:
        return
    seconds = round((now - parsedate_to_datetime(date)).total_seconds())
    if abs(seconds) > CLOCK_TOLERANCE:
        yield missing("clock", seconds=seconds)


def token(settings: Settings) -> Finding:
    """Ask Entra for the token with which the bot speaks to Teams."""
    from bot.credentials import NoToken, credentials_of

    try:
        credentials_of(settings).fetch()
    except NoToken as refused:
        return missing("token.bad", reason=refused.code)
    return good("token")


def graph(settings: Settings) -> Finding:
    """Knock at Graph; any answer but a server's fault shows that the way is open."""
    host = urlsplit(settings.graph_url).hostname
    try:
        answer = requests.get(f"{settings.graph_url}/organization", timeout=PATIENCE)
    except requests.RequestException as refused:
        return remark("graph.bad", host=host, reason=_reason(refused))
    if answer.status_code >= requests.codes.server_error:
        return remark("graph.bad", host=host, reason=answer.status_code)
    return good("graph", host=host)


def permissions(settings: Settings) -> Iterator[Finding]:
    """Try every permission at Graph, and say of each one that is missing what to do."""
    from bot.checkup import permissions as tried

    try:
        found = asyncio.run(tried(settings))
    except (OSError, RegistryUnreadable) as refused:
        yield remark("graph.unread", reason=_reason(refused))
        return
    for one in found:
        if one.policy is not None:
            yield missing("graph.policy", name=one.name, first=one.policy[0], second=one.policy[1])
        elif one.verdict == "missing":
            yield missing("graph.lacks", name=one.name)
        elif one.verdict == "open":
            yield remark("graph.untried", name=one.name)
        else:
            yield good("graph.may", name=one.name)


def public_address(settings: Settings) -> Finding:
    """Look whether people and Teams could reach the bot, and for how long its certificate lasts."""
    address = urlsplit(settings.public_url)
    host = address.hostname
    if not host:
        return missing("public.none", host=settings.host, port=settings.port)
    if is_loopback(host):
        return remark("public.http")
    try:
        days = certificate_days(host, address.port or 443)
    except OSError as refused:
        return missing("public.bad", reason=_reason(refused))
    return _validity("public", days)


def certificate_days(host: str, port: int) -> int:
    """Return for how many days the certificate of an address is still good; raises ``OSError``."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as raw,
        context.wrap_socket(raw, server_hostname=host) as secured,
    ):
        certificate = secured.getpeercert(binary_form=True) or b""
    ends = x509.load_der_x509_certificate(certificate).not_valid_after_utc
    return (ends - datetime.now(UTC)).days


def _validity(key: str, days: int) -> Finding:
    """Judge how long a certificate is still good."""
    if days < 0:
        return missing(f"{key}.ends", days=days)
    return remark(f"{key}.ends", days=days) if days < RENEWAL_DAYS else good(key, days=days)


def _reason(refused: Exception) -> str:
    """Return a short name for what went wrong, without addresses or secrets in it."""
    return type(refused).__name__
