"""What differs from body to body in one town, from ``TOWN_FILE``: seats, rule set, rules of procedure.

The file is TOML with one table for each body, named as in ``sitting plan --body``::

    [body."Stadtrat"]
    seats = 71
    ruleset = "sachsen"
    overlay = "geschaeftsordnung.toml"
    grace_minutes = 10
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import Settings
from console import rules_sentence, sentence
from council.erasing import KINDS
from council.overlay import lay_over
from council.rule_reading import RulesBroken, line_of
from desk.rulesets import UnknownRuleSet, ruleset_versions

KEYS = frozenset({"seats", "ruleset", "overlay", "fees", "phrases", "grace_minutes", "retention"})
"""What a town may say of a body; ``fees`` and ``phrases`` are kept free and not read yet."""

_DOCUMENTS = ("devices", "link_codes", "uploads", "offers", "messages", "accounts")
PERIODS = (*(f"{kind}_months" for kind in KINDS), *(f"{kind}_days" for kind in _DOCUMENTS))
"""What ``[retention]`` may name; only the periods of a sitting's record can differ from body to body."""

LONGEST = 1200
"""The largest number that a period may have; it keeps days within the calendar."""


class TownFileRefused(Exception):
    """A file of the town cannot be used: which one, at which line, and what is wrong there.

    ``broken`` says it in detail where the fault is in rules of procedure laid over a rule set.
    """

    def __init__(
        self, place: str, *, file: Path | None = None, line: int = 0, broken: RulesBroken | None = None
    ) -> None:
        super().__init__(place)
        self.place = place
        self.file = file
        self.line = line
        self.broken = broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One body: its statutory seats (0: as many as have a vote in the roster) and its rules.

    ``overlay`` is the TOML text of its own rules of procedure, "" where it has none. ``grace_minutes``
    is how long somebody may be away and come back without a clerk; None: as long as the sitting lasts.
    """

    seats: int = 0
    ruleset: str = ""
    overlay: str = ""
    grace_minutes: int | None = None


def body_of(settings: Settings, name: str) -> Body:
    """What the town says of the body *name*; its own settings where it says nothing.

    Raises :class:`TownFileRefused` where the file is not readable or a value is wrong.
    """
    file = _File.read(settings.town_file)
    said = file.bodies.get(name, {})
    seats, ruleset = said.get("seats", 0), said.get("ruleset", settings.ruleset)
    if type(seats) is not int or seats < 0:
        raise file.refused(name, "seats")
    grace = said.get("grace_minutes")
    if grace is not None and (type(grace) is not int or grace < 0):
        raise file.refused(name, "grace_minutes")
    try:
        versions = ruleset_versions(ruleset)
    except UnknownRuleSet as unknown:
        raise file.refused(name, "ruleset") from unknown
    place, overlay = file.overlay(name, said)
    for version in versions if place is not None else ():
        try:
            lay_over(version.text, overlay)
        except RulesBroken as broken:
            raise TownFileRefused(broken.place, file=place, line=broken.line, broken=broken) from broken
    return Body(seats=seats, ruleset=ruleset, overlay=overlay, grace_minutes=grace)


def retention_of(settings: Settings, name: str = "") -> dict[str, int]:
    """How long what is kept: the town's ``[retention]``, and over it what the body *name* says.

    What is not named has no period. Raises :class:`TownFileRefused`.
    """
    file = _File.read(settings.town_file)
    own = file.periods(file.bodies.get(name, {}).get("retention", {}), f'body."{name}".retention')
    for key in own:
        if not key.endswith("_months"):
            raise file.refused(name, f"retention.{key}")
    return {**file.periods(file.retention, "retention"), **own}


def require_readable(settings: Settings) -> None:
    """Read every body once, so that a mistake is told at the start and not in the evening."""
    file = _File.read(settings.town_file)
    retention_of(settings)
    for name, said in file.bodies.items():
        for key in said:
            if key not in KEYS:
                raise file.refused(name, key)
        body_of(settings, name)
        retention_of(settings, name)


def town_sentence(settings: Settings, fault: TownFileRefused) -> str:
    """Say in one sentence which file of the town cannot be used, where, and why."""
    language, path = settings.language, str(fault.file or settings.town_file)
    if fault.broken is not None:
        return rules_sentence(language, path, fault.broken)
    line = f"{sentence('row.line', language, n=fault.line)}, " if fault.line else ""
    return sentence("refused.town_file", language, path=path, place=line + fault.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """The town file as it was read."""

    path: Path | None
    text: str
    bodies: dict[str, dict[str, Any]]
    retention: object = None

    @classmethod
    def read(cls, path: Path | None) -> "_File":
        if path is None:
            return cls(path=None, text="", bodies={})
        text = _text(path)
        try:
            told = tomllib.loads(text)
        except tomllib.TOMLDecodeError as fault:
            found = re.search(r"at line (\d+)", str(fault))
            line = int(found[1]) if found else 0
            raise TownFileRefused(f"TOML: {fault}", file=path, line=line) from fault
        bodies = told.get("body", {})
        if not isinstance(bodies, dict) or not all(isinstance(body, dict) for body in bodies.values()):
            line = next(
                (n for n, row in enumerate(text.splitlines(), 1) if row.strip().startswith("body")), 0
            )
            raise TownFileRefused("[body]", file=path, line=line)
        return cls(path=path, text=text, bodies=bodies, retention=told.get("retention"))

    def periods(self, said: object, header: str) -> dict[str, int]:
        """The periods of one table, each a whole number from 1 on."""
        if said is None:
            return {}
        if not isinstance(said, dict):
            raise TownFileRefused(f"[{header}]", file=self.path)
        for key, value in said.items():
            if key not in PERIODS or type(value) is not int or not 1 <= value <= LONGEST:
                line = line_of(self.text, header, key)
                raise TownFileRefused(f"[{header}] {key}", file=self.path, line=line)
        return dict(said)

    def refused(self, name: str, key: str) -> TownFileRefused:
        """The refusal of one key of one body."""
        table = name.replace(" ", "")
        headers = (f'body."{table}"', f"body.{table}", f"body.'{table}'")
        line = next((n for n in (line_of(self.text, header, key) for header in headers) if n), 0)
        return TownFileRefused(f'[body."{name}"] {key}', file=self.path, line=line)

    def overlay(self, name: str, said: dict[str, Any]) -> tuple[Path | None, str]:
        """The body's own rules of procedure: where they stand, beside the town file, and their text."""
        given = said.get("overlay", "")
        if not isinstance(given, str):
            raise self.refused(name, "overlay")
        if not given or self.path is None:
            return None, ""
        place = self.path.parent / given
        try:
            return place, _text(place)
        except TownFileRefused as fault:
            refused = self.refused(name, "overlay")
            raise TownFileRefused(
                f"{refused.place}: {fault.place}", file=self.path, line=refused.line
            ) from fault


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise TownFileRefused(f"{path.name}: {fault.strerror}", file=path) from fault
    except UnicodeDecodeError as fault:
        raise TownFileRefused(f"{path.name}: {fault}", file=path) from fault
