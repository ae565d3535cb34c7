"""The town's own file: which rule set holds for a body, and its rules of procedure laid over it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "gemeinde.toml"
BY_CARD_TOO = """\
[overlay]
title = "Geschäftsordnung der Ratsversammlung"

[secret.enabled]
value = true
norm = "§ 21 der Geschäftsordnung"
source = "Geschäftsordnung der Ratsversammlung: geheime Abstimmungen auch über den Bot"
"""
"""Rules of procedure by which secret ballots are held with the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """How a town differs: its rule set, and what its rules of procedure say (TOML)."""

    ruleset: str = "sachsen"
    overlay: str = ""


def write_towns(folder: Path, bodies: Mapping[str, Town]) -> Path:
    """Write the file of the town with its bodies, each overlay beside it, and return where it is."""
    lines: list[str] = []
    for number, (body, town) in enumerate(bodies.items(), 1):
        lines += [f"[body.{json.dumps(body, ensure_ascii=False)}]", f'ruleset = "{town.ruleset}"']
        if town.overlay:
            overlay = f"geschaeftsordnung-{number}.toml"
            (folder / overlay).write_text(town.overlay, encoding="utf-8")
            lines.append(f'overlay = "{overlay}"')
        lines.append("")
    file = folder / NAME
    file.write_text("\n".join(lines), encoding="utf-8")
    return file
