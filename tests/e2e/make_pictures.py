"""Draws the documents' pictures of the Playground's windows: part of ``make pictures``."""

import asyncio
import base64
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import FloatRect

from tests.e2e.evening import VOTERS, Evening, evening
from tests.e2e.windows import Seated, missing

OUT = Path(__file__).parent.parent.parent / "docs" / "pictures"
CHAT: FloatRect = {"x": 330, "y": 48, "width": 560, "height": 772}
"""Where a chat's messages stand in a window, without the list of chats."""


async def draw(out: Path) -> None:
    """Hold the short sitting and take pictures of what is seen."""
    with tempfile.TemporaryDirectory() as folder:
        async with evening(Path(folder)) as held:
            await held.installed()
            await held.prepared()
            await held.admitted()
            await held.opened()
            await held.says("abstimmung 3")
            await held.voted("abel", "Nein")
            await held.voted("busch", "Ja")
            await take(out / "playground-ballot.png", [held.people[key] for key in VOTERS])
            await _chairs_own_chat(out, held)
            await held.voted("vogt", "Ja")
            await held.says("schließen")
            await held.says("feststellen")
            await held.all_see("Dafür 2, dagegen 1, Enthaltungen 0: beschlossen")
            await held.people["abel"].turns_to_own()
            await held.people["abel"].types("meine stimmen")
            await held.people["abel"].sees("Meine Stimmen", "Beleg")
            await take(out / "playground-result.png", [held.people[key] for key in ("vogt", "abel")])


async def _chairs_own_chat(out: Path, held: Evening) -> None:
    """The control card while the ballot is open, and the same ballot in the own chat."""
    await held.chair.turns_to_own()
    await held.chair.sees("Sitzungsleitung", "2 von 3")
    await take(out / "playground-control.png", [held.chair])
    await held.chair.turns_to_meeting()


async def take(file: Path, people: Sequence[Seated]) -> None:
    """Put the chats of these people side by side into one picture, each with the person's name."""
    frames = [
        (one.window.person.name, base64.b64encode(await one.page.screenshot(clip=CHAT)).decode())
        for one in people
    ]
    columns = "".join(
        f"<figure><figcaption>{name}</figcaption><img src='data:image/png;base64,{data}'></figure>"
        for name, data in frames
    )
    sheet = await people[0].page.context.new_page()
    await sheet.set_viewport_size({"width": 1720, "height": 900})
    await sheet.set_content(
        "<style>body{margin:0;font:600 16px 'Liberation Sans',Arial,sans-serif}"
        "#all{display:inline-flex;gap:8px;padding:8px;background:#ddd}"
        f"figure{{margin:0;background:#fff}}figcaption{{padding:8px 12px}}</style><div id=all>{columns}</div>"
    )
    await sheet.locator("#all").screenshot(path=file)
    await sheet.close()


def main() -> int:
    """Draw all pictures; return the exit status."""
    if reason := missing():
        sys.stderr.write(f"{reason}\n")
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(OUT))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
