"""What differs from body to body in one town: seats and rule set, from ``TOWN_FILE``.

The file is TOML with one table for each body, named as in ``sitting plan --body``::

    [body."Stadtrat"]
    seats = 71
    ruleset = "sachsen"
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import Settings
from desk.rulesets import ruleset_names

KEYS = frozenset({"seats", "ruleset", "overlay", "fees", "phrases", "grace_minutes", "retention"})
"""What a town may say of a body; ``seats`` and ``ruleset`` are read today, the others are kept free."""


class TownFileRefused(Exception):
    """The file cannot be used; carries the place and what is wrong there."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One body: its statutory seats (0: as many as have a vote in the roster) and its rule set."""

    seats: int = 0
    ruleset: str = ""


def body_of(settings: Settings, name: str) -> Body:
    """What the town says of the body *name*; its own settings where it says nothing.

    Raises :class:`TownFileRefused` where the file is not readable or a value is wrong.
    """
    said = _bodies(settings.town_file).get(name, {})
    seats, ruleset = said.get("seats", 0), said.get("ruleset", settings.ruleset)
    if type(seats) is not int or seats < 0:
        raise TownFileRefused(f'[body."{name}"] seats')
    if ruleset not in ruleset_names():
        raise TownFileRefused(f'[body."{name}"] ruleset')
    return Body(seats=seats, ruleset=ruleset)


def require_readable(settings: Settings) -> None:
    """Read every body once, so that a mistake is told at the start and not in the evening."""
    for name, said in _bodies(settings.town_file).items():
        for key in said:
            if key not in KEYS:
                raise TownFileRefused(f'[body."{name}"] {key}')
        body_of(settings, name)


def _bodies(path: Path | None) -> dict[str, dict[str, Any]]:
    if path is None:
        return {}
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise TownFileRefused(f"TOML: {fault}") from fault
    bodies = read.get("body", {})
    if not isinstance(bodies, dict) or not all(isinstance(body, dict) for body in bodies.values()):
        raise TownFileRefused("[body]")
    return bodies
