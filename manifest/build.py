"""Builds the Teams app package from the template and the settings.

The same settings give the same bytes, so that a town can compare the package it uploaded with the
one it builds.
"""

import json
import re
import zipfile
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from config import ConfigurationRefused, Settings
from config_values import is_loopback
from console import sentence
from manifest.icons import color_icon, outline_icon

TEMPLATE = Path(__file__).parent / "template"
PROJECT = "https://ratssaal.example"
READS_CHAT = "ChatMessage.Read.Chat"
NAME_LENGTH = 100
EPOCH = (1980, 1, 1, 0, 0, 0)


def build_package(settings: Settings, out: Path, read_office_chat: bool = False) -> Path:
    """Write the app package into the folder ``out`` and return its path.

    Raises ``ConfigurationRefused`` where a setting is missing that Teams insists on.
    """
    manifest, translation = describe(settings, read_office_chat=read_office_chat)
    files = {
        "manifest.json": _json(manifest),
        f"{_other(settings)}.json": _json(translation),
        "color.png": color_icon(),
        "outline.png": outline_icon(),
    }
    out.mkdir(parents=True, exist_ok=True)
    package = out / f"ratssaal-{manifest['version']}.zip"
    written = package.with_suffix(".tmp")
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    written.replace(package)
    return package


def describe(settings: Settings, *, read_office_chat: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the manifest in the council's language and the strings of the other one."""
    _check(settings)
    public = settings.public_url if settings.public_url.startswith("https://") else ""
    values = {
        "app_id": str(UUID(settings.app_id)),
        "website": public or PROJECT,
        "language": settings.language,
        "other": _other(settings),
        "body": settings.body,
        "reading": "",
    }
    manifest: dict[str, Any] = _filled(_read("manifest.json"), values)
    host = urlsplit(public).hostname
    manifest["validDomains"] = [host] if host and not is_loopback(host) else []
    if read_office_chat:
        wanted = manifest["authorization"]["permissions"]["resourceSpecific"]
        wanted.append({"name": READS_CHAT, "type": "Application"})
    for key, value in _strings(settings.language, values, read_office_chat).items():
        _put(manifest, key, value)
    translation = _strings(_other(settings), values, read_office_chat)
    schema = manifest["$schema"].replace("schema.json", "Localization.schema.json")
    return manifest, {"$schema": schema, **translation}


def _check(settings: Settings) -> None:
    """Refuse settings of which Teams would not take the package."""
    try:
        UUID(settings.app_id)
    except ValueError:
        text = sentence("manifest.app_id", settings.language)
        raise ConfigurationRefused(text, ("APP_ID",)) from None
    if len(f"Ratssaal – {settings.body}") > NAME_LENGTH:
        raise ConfigurationRefused(sentence("manifest.body", settings.language), ("BODY",))


def _other(settings: Settings) -> str:
    """Return the language that the package carries beside the council's own."""
    return "en" if settings.language == "de" else "de"


def _strings(language: str, values: dict[str, str], reads_chat: bool) -> dict[str, str]:
    """Return everything people read in one language, by its place in the manifest."""
    strings: dict[str, str] = _read(f"{language}.json")
    reading = strings.pop("reading")
    filled: dict[str, str] = _filled(strings, values | {"reading": reading if reads_chat else ""})
    return filled


def _read(name: str) -> Any:
    """Return one file of the template."""
    return json.loads((TEMPLATE / name).read_text(encoding="utf-8"))


def _filled(node: Any, values: dict[str, str]) -> Any:
    """Return the template with its placeholders replaced."""
    match node:
        case str():
            return Template(node).substitute(values)
        case list():
            return [_filled(each, values) for each in node]
        case dict():
            return {key: _filled(each, values) for key, each in node.items()}
    return node


def _put(manifest: dict[str, Any], key: str, value: str) -> None:
    """Set one string by a key such as ``bots[0].commandLists[1].commands[0].title``."""
    *way, last = (int(i) if i else name for name, i in re.findall(r"([A-Za-z]+)|\[(\d+)\]", key))
    place: Any = manifest
    for step in way:
        if isinstance(step, int) and step == len(place):
            place.append({})
        place = place[step]
    place[last] = value


def _json(document: dict[str, Any]) -> bytes:
    """Return a document as Teams reads it and a person can."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
