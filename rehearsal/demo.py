"""`python app.py rehearse` and `make demo`: whole sittings, scenarios, or a recording, on this machine."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from rehearsal.casting import FEWEST
from rehearsal.faults import EVENING, ROUGH
from rehearsal.recording import Comparison, Replay
from rehearsal.scenarios import command as scenes
from rehearsal.showing import PRESENCE, show
from rehearsal.tapes import RecordedSitting, UnreadableRecording, read_recording
from rehearsal.troubles import TROUBLES
from rehearsal.world import World

DEMO_OUT = Path("out/demo")
RECORDING_OUT = Path("out/aufzeichnung")
REASONS = (*TROUBLES, UnreadableRecording, scenes.NoSuchScenario)


def main(
    *,
    members: int = 71,
    speed: float = 20.0,
    faults: bool = False,
    out: Path = DEMO_OUT,
    recording: Path | None = None,
    sitting: str = "all",
    scenario: Sequence[str] = (),
) -> int:
    """Hold the demo's sittings, play scenarios, or replay a recording; return the exit status."""
    console = Console(highlight=False, soft_wrap=True)
    if scenes.LIST in scenario:
        return scenes.listed(console)
    try:
        if scenario:
            folder = scenes.OUT if out == DEMO_OUT else out
            return asyncio.run(scenes.play(console, scenario, speed=speed, out=folder))
        if recording is not None:
            folder = RECORDING_OUT if out == DEMO_OUT else out
            return asyncio.run(play(console, recording, sitting, faults=faults, speed=speed, out=folder))
        return asyncio.run(hold(console, members, faults=faults, speed=speed, out=out))
    except* REASONS as troubles:
        for trouble in _leaves(troubles):
            complain(f"Abgebrochen: {trouble}")
    except* KeyboardInterrupt:
        complain("Abgebrochen.")
    return 1


def complain(sentence: str) -> None:
    """Say on stderr why nothing comes of it."""
    Console(stderr=True, soft_wrap=True).print(Text(sentence, style="bold red"))


async def play(console: Console, file: Path, sitting: str, *, faults: bool, speed: float, out: Path) -> int:
    """Replay recorded sittings and compare every tally with the recording."""
    recording = read_recording(file)
    sittings = recording.chosen(sitting)
    fresh(out)
    async with World(out / "lauf", speed=speed, faults=ROUGH if faults else EVENING) as world:
        await world.start_bot(LOG_LEVEL="WARNING")
        replay = Replay(world, recording, out, faults=faults)
        result = await _with_progress(console, replay, sittings)
    return tell(console, result)


async def _with_progress(
    console: Console, replay: Replay, sittings: tuple[RecordedSitting, ...]
) -> Comparison:
    ballots = sum(len(one.ballots) for one in sittings)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as shown:
        task = shown.add_task(f"{len(sittings)} Sitzungen", total=ballots)

        def report(line: str) -> None:
            shown.update(task, advance=1, description=line)

        return await replay.run(sittings, report)


def tell(console: Console, result: Comparison) -> int:
    """Say how the comparison came out; return the exit status."""
    for difference in result.differences:
        console.print(f"[red]Abweichung:[/] {difference}")
    console.print(
        f"{result.votes} Stimmen in {result.seconds:.0f} s; "
        f"{result.equal} von {result.ballots} Auszählungen gleich "
        f"({result.equal} of {result.ballots} tallies equal)"
    )
    return 0 if result.equal == result.ballots and not result.differences else 1


def fresh(out: Path) -> Path:
    """Make a folder ready for a run and return where it is; the data of an earlier run go."""
    for folder in ("lauf", PRESENCE):
        shutil.rmtree(out / folder, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    return out.resolve()


def _leaves(troubles: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    found: list[BaseException] = []
    for trouble in troubles.exceptions:
        found += _leaves(trouble) if isinstance(trouble, BaseExceptionGroup) else [trouble]
    return found


async def hold(console: Console, members: int, *, faults: bool, speed: float, out: Path) -> int:
    """Hold the demo's sitting and compare everything that comes out of it with what was done."""
    if members < FEWEST:
        complain(f"Die Vorführung braucht mindestens {FEWEST} Mitglieder (--members {FEWEST}).")
        return 1
    return await show(console, members, faults=faults, speed=speed, out=fresh(out))
