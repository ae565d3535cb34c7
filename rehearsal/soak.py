"""`make soak`: a simulated month of a city's bodies before one bot, whose memory has to stay flat.

The bot is the real `python app.py serve` as a process of its own, driven over signed HTTP by the stand-in
for Teams. Every human delay and every limit's window passes faster, the bot's own rests too.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rehearsal.bench_process import resident
from rehearsal.roster import demo_council
from rehearsal.soak_judging import MEBIBYTE, Moment, judged
from rehearsal.soak_process import counted, open_files, owed
from rehearsal.soak_sitting import City, settle
from rehearsal.troubles import TROUBLES
from rehearsal.world import World

SITTINGS = 40
BALLOTS = 50
MEMBERS = 15
"""As few as a chamber can have that has every part in it."""
SPEED = 100.0

Say = Callable[[str], None]


async def soak(folder: Path, sittings: int, ballots: int, members: int, say: Say) -> list[Moment]:
    """Hold so many sittings one after the other, and look at the bot's process after each."""
    async with World(folder, speed=SPEED) as world:
        city = await settle(world, demo_council(members))
        say(
            f"{'Sitzung':>7}{'Abst.':>7}{'bestätigt':>11}{'gezählt':>9}{'offen':>7}{'MiB':>8}{'Dateien':>9}{'s':>7}"
        )
        moments = []
        for number in range(sittings):
            moments.append(await _held(city, number, ballots))
            say(_line(number + 1, moments[-1]))
        return moments


async def _held(city: City, number: int, ballots: int) -> Moment:
    begun, bot = time.monotonic(), city.world.bot
    chamber = await city.hold(number, ballots)
    waiting = await owed(bot)
    data = Path(city.world.environment()["DATA_DIR"])
    return Moment(
        rss=await resident(bot.pid),
        files=open_files(bot.pid),
        ballots=len(chamber.ledger.ballots),
        acknowledged=sum(len(held.votes) for held in chamber.ledger.ballots),
        counted=counted(data, chamber.sitting),
        owed=waiting,
        seconds=time.monotonic() - begun,
    )


def _line(number: int, moment: Moment) -> str:
    files = "–" if moment.files is None else moment.files
    return (
        f"{number:>7}{moment.ballots:>7}{moment.acknowledged:>11}{moment.counted:>9}{moment.owed:>7}"
        f"{moment.rss / MEBIBYTE:>8.1f}{files:>9}{moment.seconds:>7.1f}"
    )


def main(arguments: Sequence[str], say: Say = print) -> int:
    """Soak, print the table and what holds; 0 where everything does."""
    wanted = _parser().parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="ratssaal-soak-"))
    try:
        moments = asyncio.run(soak(folder, wanted.sittings, wanted.ballots, wanted.members, say))
    except TROUBLES as trouble:
        say(f"Abgebrochen: {trouble}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    findings = list(judged(moments))
    for finding in findings:
        say(f"{ {True: 'PASS', False: 'FAIL', None: '–   '}[finding.holds] }  {finding.words}")
    return 1 if any(finding.holds is False for finding in findings) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rehearsal.soak", description=(__doc__ or "").split("\n")[0]
    )
    for name, usual, words in (
        ("sittings", SITTINGS, "how many sittings are held one after the other"),
        ("ballots", BALLOTS, "how many ballots each of them has"),
        ("members", MEMBERS, "how many members vote in each"),
    ):
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"{words} ({usual})")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], lambda line: print(line, flush=True)))
