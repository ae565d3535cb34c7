"""`make playground`: the sample council in Microsoft's Agents Playground, for a person to try."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from rehearsal.playground.guide import guide
from rehearsal.playground.hosting import Hosted, hosted
from rehearsal.playground.sample import SEATS
from rehearsal.playground.window import FIRST_PORT, NoPlayground, missing
from rehearsal.process import BotNotReady, CommandFailed

OUT = Path("out/playground")
NOT_HERE = (
    "Dafür wird Node.js ab Version 18 mit npm gebraucht (https://nodejs.org); "
    "den Rest holt „make playground“.\n"
    "This needs Node.js 18 or newer with npm (https://nodejs.org); “make playground” fetches the rest."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the sample council until Ctrl-C; return the exit status."""
    asked = _arguments(arguments)
    console = Console(highlight=False, soft_wrap=True)
    if missing():
        sys.stderr.write(f"{NOT_HERE}\n")
        return 1
    try:
        asyncio.run(_show(console, asked.people, asked.language, asked.out.resolve()))
    except (NoPlayground, BotNotReady, CommandFailed) as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make playground ARGS=…", description=main.__doc__)
    parser.add_argument(
        "--people", type=int, default=1, choices=range(1, len(SEATS) + 1), metavar=f"1-{len(SEATS)}",
        help="wie viele Personen ein Fenster haben / how many people have a window (%(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--language", default="de", choices=("de", "en"), help="Sprache / language (%(default)s)"
    )
    parser.add_argument("--out", type=Path, default=OUT, help="Ordner / folder (%(default)s)")
    return parser.parse_args(arguments)


async def _show(console: Console, people: int, language: str, out: Path) -> None:
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, ending.set)
    console.print("Bot und Playground starten … / starting bot and Playground …")
    seated, played = SEATS[:people], SEATS[people:]
    folder = _fresh(out)
    async with hosted(
        folder, seated, played, first_port=FIRST_PORT, installed=True, LANGUAGE=language
    ) as running:
        await running.company.prepare(running.sitting)
        addresses = {seat: window.address for seat, window in zip(seated, running.windows, strict=True)}
        for line in guide(addresses, running.meeting.name, language):
            console.print(Text(line))
        await _until_one_ends(running, ending)
    console.print("Beendet. / Ended.")


def _fresh(out: Path) -> Path:
    """Make the folder ready; what an earlier try left goes."""
    for folder in ("lauf", "fenster"):
        shutil.rmtree(out / folder, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    return out


async def _until_one_ends(running: Hosted, ending: asyncio.Event) -> None:
    """Wait for Ctrl-C; a window that ends by itself ends all."""
    asked = asyncio.create_task(ending.wait())
    gone = [asyncio.create_task(window.ended()) for window in running.windows]
    await asyncio.wait({asked, *gone}, return_when=asyncio.FIRST_COMPLETED)
    for task in (asked, *gone):
        task.cancel()
    if not ending.is_set():
        raise NoPlayground("Ein Playground hat sich beendet. / A Playground has ended by itself.")


if __name__ == "__main__":
    raise SystemExit(main())
