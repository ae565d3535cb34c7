"""Evenings copied into a data folder by the product, and presses that are meant for the copies."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rehearsal.bench_load import NoResult
from rehearsal.process import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Sittings that all come from the same one: of these bodies in turn, so many days back and apart."""

    ids: Sequence[str]
    bodies: Sequence[str] = ()
    days: float = 0
    apart: float = 0

    def wish(self) -> Mapping[str, Any]:
        """What the product is asked for."""
        return {"ids": list(self.ids), "bodies": list(self.bodies), "days": self.days, "apart": self.apart}


async def put(data: Path, source: str, *copies: Copies) -> None:
    """Put copies of a sitting into a data folder that no bot serves. Raises NoResult."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "evenings",
        str(data),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    asked = json.dumps({"from": source, "evenings": [one.wish() for one in copies]})
    _, err = await process.communicate(asked.encode())
    if process.returncode != 0:
        raise NoResult(err.decode(errors="replace")[-2000:])


def meant_for(presses: Sequence[str], source: str, copy: str) -> list[str]:
    """The presses of a sitting as presses in its copy."""
    old, new = f'"sitting":{json.dumps(source)}', f'"sitting":{json.dumps(copy)}'
    return [press.replace(old, new) for press in presses]
