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
ATTENDANCE = "anwesenheit.csv"


@dataclass(slots=True, kw_only=True)
class Papers:
    """Everything that came out of the sitting, by the name of its file, and what its checks said."""

    files: dict[str, bytes]
    checks: list[Check] = field(default_factory=list)


async def packed(world: World, sitting: str, out: Path, office: Mapping[str, bytes], head: str) -> Papers:
    """Export the package, keep all files in the folder, and let both verifiers look at them."""
    await world.bot.run("sitting", "export", sitting, str(out))
    folder = out / sitting
    files = _kept(folder, out, office)
    checks = [await _sound(world, out, sitting, head), await _tampered(world, folder)]
    if ATTENDANCE in office:
        same = files[ATTENDANCE] == office[ATTENDANCE]
        what = f"{ATTENDANCE} aus dem Chat und aus dem Paket: Byte für Byte gleich"
        checks.append(Check(what, () if same else ("Die beiden Dateien sind verschieden",)))
    return Papers(files={**files, **office}, checks=checks)


def _kept(folder: Path, out: Path, office: Mapping[str, bytes]) -> dict[str, bytes]:
    """Copy the package's files beside those that the office got, and return the package's."""
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    for name, content in {**office, **files}.items():
        (out / name).write_bytes(content)
    return files


async def _sound(world: World, out: Path, sitting: str, head: str) -> Check:
    """Both verifiers find everything sound, also against the word in the closing message."""
    published = ("--head", head) if head else ()
    names = ("sitting verify, Paket", "sitting verify, Ordner", "verify.py")
    answers = await asyncio.gather(
        _verified(world, out / f"{sitting}.zip", *published), _verified(world, out), _alone(out / sitting)
    )
    differences = [
        f"{what} endete mit {status}" for what, status in zip(names, answers, strict=True) if status != 0
    ]
    what = "Nachweispaket unversehrt: laut app.py mit dem Prüfwert aus dem Chat, und laut verify.py allein"
    return Check(what, tuple(differences))


async def _tampered(world: World, folder: Path) -> Check:
    """Change one byte at several places of a copy; both verifiers have to notice each."""
    size = (folder / JOURNAL).stat().st_size
    missed: list[str] = []
    for place in (0, size // 3, size - 2):
        copy = world.folder / f"verändert-{folder.name}"
        _altered(folder, copy, place)
        answers = await asyncio.gather(_verified(world, copy), _alone(copy))
        missed += [
            f"Byte {place} verändert: {what} endete mit {status}"
            for what, status in zip(("sitting verify", "verify.py"), answers, strict=True)
            if status != 1
        ]
    return Check("Ein einziges verändertes Byte im Journal fällt beiden Prüfungen auf", tuple(missed))


def _altered(folder: Path, copy: Path, place: int) -> None:
    """Copy a package with one byte of its journal changed."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    content = bytearray((folder / JOURNAL).read_bytes())
    content[place] ^= 1
    (copy / JOURNAL).write_bytes(bytes(content))


async def _verified(world: World, path: Path, *more: str) -> int:
    try:
        await world.bot.run("sitting", "verify", str(path), *more)
    except CommandFailed as failed:
        found = re.search(r"status (\d+)", str(failed))
        return int(found[1]) if found else -1
    return 0


async def _alone(folder: Path) -> int:
    return (await verified_alone(folder))[0]


async def verified_alone(folder: Path) -> tuple[int, str]:
    """Run the package's own verifier with nothing but Python; return its status and what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", "-X", "utf8", str(folder / "verify.py"), str(folder)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={},
    )
    said, _ = await process.communicate()
    assert process.returncode is not None, "it has ended"
    return process.returncode, said.decode(errors="replace")
