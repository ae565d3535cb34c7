"""The evidence package after the sitting: exported, verified, and one byte of it changed."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rehearsal.process import CommandFailed
from rehearsal.telling import Check
from rehearsal.world import World

JOURNAL = "journal.jsonl"
KEPT = ("ergebnisse.csv", "stimmen.csv", JOURNAL)


@dataclass(slots=True, kw_only=True)
class Paper:
    """Everything that came out of the sitting, by the name of its file, and what its checks said."""

    out: Path
    files: dict[str, bytes]
    checks: list[Check] = field(default_factory=list)


async def package(world: World, sitting: str, out: Path, office: Mapping[str, bytes]) -> Paper:
    """Export the package, keep the office's files beside it, and let both verifiers look at it."""
    await world.bot.run("sitting", "export", sitting, str(out.resolve()))
    folder = out / sitting
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    paper = Paper(out=out, files={**files, **office})
    for name in (*KEPT, *office):
        (out / name).write_bytes(paper.files[name])
    paper.checks = [await _sound(world, out, sitting), await _tampered(world, folder)]
    return paper


async def _sound(world: World, out: Path, sitting: str) -> Check:
    whole = await _verified(world, out / f"{sitting}.zip")
    alone = await _alone(out / sitting)
    differences = [
        f"{what} endete mit {status}"
        for what, status in (("sitting verify", whole), ("verify.py", alone))
        if status != 0
    ]
    return Check("Nachweispaket: unversehrt, auch nach seinem eigenen verify.py", tuple(differences))


async def _tampered(world: World, folder: Path) -> Check:
    """Change one byte at several places of a copy; both verifiers have to notice each."""
    copy, missed = world.folder / "verändert", []
    size = len((folder / JOURNAL).read_bytes())
    for place in (0, size // 3, size - 2):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        content = bytearray((folder / JOURNAL).read_bytes())
        content[place] ^= 1
        (copy / JOURNAL).write_bytes(bytes(content))
        for what, status in (
            ("sitting verify", await _verified(world, copy)),
            ("verify.py", await _alone(copy)),
        ):
            if status != 1:
                missed.append(f"Byte {place} verändert: {what} endete mit {status}")
    return Check("Ein einziges verändertes Byte im Journal fällt beiden Prüfungen auf", tuple(missed))


async def _verified(world: World, path: Path) -> int:
    try:
        await world.bot.run("sitting", "verify", str(path.resolve()))
    except CommandFailed as failed:
        found = re.search(r"status (\d+)", str(failed))
        return int(found[1]) if found else -1
    return 0


async def _alone(folder: Path) -> int:
    """Run the package's own verifier with nothing but Python."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", str(folder / "verify.py"), str(folder)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    return await process.wait()
