"""Files as the office sends them, and what it does with the cards about them."""

import io

from openpyxl import Workbook

from council.roster import Roster
from rehearsal.chats import Message
from rehearsal.delivery import Answer
from rehearsal.reading import Json
from rehearsal.roster import roster_csv
from store.planned import Plans
from tests.evening.hall import Hall, is_answer

AGENDA = (
    "nummer;titel;art\n1;Eröffnung;formalie\n4;Neubau der Grundschule;beschluss\n9;Neuer Punkt;beschluss\n"
)


def xlsx(*rows: tuple[str, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def send(hall: Hall, name: str, data: bytes, text: str, key: str = "amt") -> Message:
    """Send a file in one's own chat and return what the bot says."""
    own = hall.own(key)
    mark = own.mark()
    await hall.world.client.send_file(hall.person(key), name, data, text)
    return await own.wait_for(is_answer, after=mark, within=15)


def renamed(hall: Hall) -> bytes:
    """The list of this council with one family name changed."""
    return roster_csv(list(hall.seats.values())).replace("Zander", "Zander-Neu").encode()


def attachment(url: str) -> Json:
    """A file as Teams attaches it, at this address."""
    return {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "contentUrl": url,
        "name": "liste.csv",
        "content": {"downloadUrl": url, "uniqueId": "1", "fileType": "csv"},
    }


async def attach(hall: Hall, url: str) -> str:
    """Send an attachment with this address and return what the bot says."""
    own = hall.own("amt")
    mark = own.mark()
    await hall.world.client.send_attachment(hall.person("amt"), attachment(url), "mitglieder")
    return (await own.wait_for(is_answer, after=mark, within=20)).text


async def press(hall: Hall, title: str, key: str = "amt", message: Message | None = None) -> Answer:
    return await hall.world.client.press(hall.person(key), hall.own("amt"), title, message=message)


async def roster(hall: Hall) -> Roster:
    return await Plans(hall.registry).roster()
