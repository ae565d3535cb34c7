"""``python -m tests.fuzzing``: a real instance is served here, and a tool asks every route that is described.

What is wrong is a finding: a fault of the server, a status, a kind of body or a form of it that
``docs/openapi.yml`` does not name. The first word is the tool; more words go to it as they are.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rehearsal.bench_hall import seat
from rehearsal.world import World

DESCRIPTION = Path(__file__).parents[2] / "docs" / "openapi.yml"
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance", "unsupported_method", "ignored_auth",
)  # fmt: skip
ENDLESS = "/live/{sitting}/events"
EXAMPLE = "2026-12-09-stadtrat"
SECONDS = 300
NOT_RUN = 2


def line_of(tool: str, description: Path, address: str, words: Sequence[str] = ()) -> list[str]:
    """How the tool is called; it keeps nothing, and asks the same things every time."""
    return [
        tool, "run", str(description), "--url", address, "--checks", ",".join(CHECKS),
        "--exclude-path", ENDLESS, "--phases", "examples,coverage,fuzzing", "--max-examples", "300",
        "--seed", "1", "--generation-database", "none", "--warnings", "off", "--no-color",
        "--request-timeout", "15", "--continue-on-failure", *words,
    ]  # fmt: skip


async def asked(tool: str, words: Sequence[str], folder: Path) -> int:
    """Let the tool ask a bot with an open ballot; its status, 2 where it did not end."""
    async with World(folder) as world:
        await world.start_bot(LOG_LEVEL="ERROR")
        hall = await seat(world, 3)
        description = folder / DESCRIPTION.name
        description.write_text(DESCRIPTION.read_text("utf-8").replace(EXAMPLE, hall.sitting), "utf-8")
        line = line_of(tool, description, world.bot.address, words)
        process = await asyncio.create_subprocess_exec(*line, cwd=folder)
        try:
            status = await asyncio.wait_for(process.wait(), SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
            print(f"The tool did not end within {SECONDS} seconds.", file=sys.stderr)
            return NOT_RUN
        status_of_bot, said = await world.bot.stop(), world.bot.tail(100_000)
        faulty = status_of_bot != 0 or "Traceback" in said or '"exception": ' in said
        if faulty:
            print(world.bot.tail(), file=sys.stderr)
        return status or int(faulty)


def main(words: list[str]) -> int:
    """0 where nothing was found."""
    tool = shutil.which(words[0] if words else "schemathesis")
    if tool is None:
        print("The tool cannot be run: it is not there.", file=sys.stderr)
        return NOT_RUN
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(asked(str(Path(tool).absolute()), words[1:], Path(folder)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
