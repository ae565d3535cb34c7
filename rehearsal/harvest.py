"""After the sitting: fetch the files as the office gets them, export, verify, and compare it all."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from rehearsal import checks
from rehearsal.agenda import DEMO_AGENDA
from rehearsal.book import agree
from rehearsal.hall import Hall
from rehearsal.process import CommandFailed
from rehearsal.reading import consent_of

FILES = {
    "anwesenheit excel": "anwesenheit.xlsx",
    "anwesenheit csv": "anwesenheit.csv",
    "niederschrift": "niederschrift.docx",
}


async def harvest(hall: Hall, out: Path) -> AsyncIterator[str]:
    """Yield a sentence for each thing that was compared and found as it was done."""
    secret = [item.title for item in DEMO_AGENDA if not item.public]
    yield checks.meeting_chat(hall, len(DEMO_AGENDA), secret)
    yield checks.pace(hall)
    fetched = {name: await fetch(hall, line, out / name) for line, name in FILES.items()}
    package = await export(hall, out)
    yield checks.results(hall.book, read(package / "ergebnisse.csv"))
    yield checks.votes(hall.book, read(package / "stimmen.csv"))
    yield checks.attendance(hall.book, read(package / "anwesenheit.csv"))
    agree(
        "anwesenheit.csv im Chat und im Paket", fetched["anwesenheit.csv"], read(package / "anwesenheit.csv")
    )
    yield checks.workbook(hall.book, fetched["anwesenheit.xlsx"], fetched["anwesenheit.csv"])
    yield checks.minutes(hall.book, fetched["niederschrift.docx"])
    yield await verify(hall, package)


async def fetch(hall: Hall, line: str, to: Path) -> bytes:
    """Ask for a file in the clerk's own chat, accept it, and keep the bytes that were uploaded."""
    clerk = hall.council.clerks[0].person
    own = hall.world.tenant.one_to_one(clerk)
    offer = await hall.evening.say_and_see(
        clerk, line, lambda one: consent_of(one.activity) is not None, seen_in=own
    )
    file = await hall.world.client.accept_file(clerk, offer)
    await asyncio.to_thread(to.write_bytes, file.content)
    return file.content


async def export(hall: Hall, out: Path) -> Path:
    """Export the evidence package beside the running bot and return its folder."""
    await hall.world.bot.run("sitting", "export", hall.sitting, str(out))
    for name in ("ergebnisse.csv", "journal.jsonl"):
        await asyncio.to_thread(shutil.copyfile, out / hall.sitting / name, out / name)
    return out / hall.sitting


async def verify(hall: Hall, package: Path) -> str:
    """Both verifiers find the package sound, and damaged after any byte of its journal is changed."""
    await hall.world.bot.run("sitting", "verify", f"{package}.zip")
    agree("verify.py auf dem Paket", await alone(package), 0)
    copy = hall.world.folder / "veraendert"
    size = (package / "journal.jsonl").stat().st_size
    for place in (0, size // 3, size - 2):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(package, copy)
        checks.flipped(package / "journal.jsonl", copy / "journal.jsonl", place)
        try:
            await hall.world.bot.run("sitting", "verify", str(copy))
        except CommandFailed as refusal:
            agree("sitting verify nach einer Änderung", "status 1" in str(refusal), True)
        else:
            agree("sitting verify nach einer Änderung", "unversehrt", "beschädigt")
        agree("verify.py nach einer Änderung", await alone(copy), 1)
    return "Nachweispaket unversehrt; drei veränderte Fassungen erkannt, auch vom Prüfprogramm allein"


async def alone(package: Path) -> int:
    """Run the package's own verifier with nothing but Python and return its exit status."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", str(package / "verify.py"), str(package)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    return await process.wait()


def read(file: Path) -> bytes:
    """Return a file's bytes."""
    return file.read_bytes()
