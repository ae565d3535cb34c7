"""Secret ballots: one answer for everybody, nothing kept that tells who voted how, void after a crash."""

from __future__ import annotations

from rehearsal.chamber import Chamber
from rehearsal.chats import Message
from rehearsal.electing import hand_in
from rehearsal.held import now
from rehearsal.reading import Json
from rehearsal.roster import Seat
from rehearsal.scenarios.acts import refuses
from rehearsal.scenarios.plan import PRESENCE, Scenario, resolution
from rehearsal.towns import BY_CARD_TOO, Town
from rehearsal.traces import in_answers, in_chats, on_the_disk
from rehearsal.voting import begin, close, deal_out, declare, open_by_card, require, stands

COUNTS = {"Ja": 8, "Nein": 5, "Enthaltung": 2}


async def secretly(chamber: Chamber) -> None:
    """One ballot as it should be, and one in the midst of which the bot is killed."""
    chamber.client.delivery.taped.clear()
    await chamber.calls("1")
    card = await open_by_card(chamber, "1")
    for words in ("nicht zertifiziert", "erst mit dem Schließen"):
        require(words in card.text, f"Auf der Karte fehlt „{words}“: {card.text}")
    await _handed_in(chamber, card)
    await _otherwise(chamber)
    leaves_no_trace(chamber)
    await close(chamber, card)
    await declare(chamber, "Feststellen")
    await chamber.calls("2")
    await _killed(chamber)
    leaves_no_trace(chamber)


async def _handed_in(chamber: Chamber, card: Message) -> None:
    """Everybody hands in once; another press of the same person is answered alike and counts nothing."""
    wishes = deal_out(chamber, "1", COUNTS)
    changing = next(seat for seat, wish in wishes.items() if wish == "Ja" and not _old(seat))
    second = _prepared(chamber, changing, card, "Nein")
    answer = await hand_in(chamber, card, wishes)
    again = await chamber.client.delivery.post(second)
    require(again.raw == answer, f"Auf einen zweiten Druck steht da: {again.text[:200]!r}")


def _old(seat: Seat) -> bool:
    return seat.person.device.name == "OLD"


def _prepared(chamber: Chamber, seat: Seat, card: Message, title: str) -> Json:
    message, button = chamber.client.find(seat.person, chamber.rooms.meeting, title, message=card)
    return chamber.client.build.press(seat.person, chamber.rooms.meeting, message, button)


async def _otherwise(chamber: Chamber) -> None:
    """Typed words, a vote on somebody's word, raised hands: all refused."""
    member, clerk = chamber.council.councillors[0], chamber.council.clerks[0]
    await refuses(chamber, member, "nein", "geheim")
    await refuses(chamber, clerk, f"stimme {member.name} nein Zuruf", "geheim")
    await refuses(chamber, clerk, "handzeichen 9 4 2 Karten gestört", "geheim")


async def _killed(chamber: Chamber) -> None:
    """Half of the slips are in when the bot is killed: void, repeated, and everybody can read it."""
    meeting = chamber.rooms.meeting
    card = await open_by_card(chamber, "2")
    wishes = deal_out(chamber, "2", COUNTS)
    half = dict(list(wishes.items())[: len(wishes) // 2])
    await hand_in(chamber, card, half)
    mark, begun, old = meeting.mark(), now(), chamber.ledger.last
    await chamber.world.bot.kill()
    await chamber.world.bot.start()
    begin(chamber, "2", begun, again=True)
    second = await stands(chamber, mark)
    old.votes.clear()
    void = "Dass die geheime Abstimmung ungültig ist"
    await chamber.sees(
        meeting, lambda one: one is card and "neu gestartet" in one.text, mark, void, sure=True
    )
    await hand_in(chamber, second, wishes)
    await close(chamber, second)
    await declare(chamber, "Feststellen")


def leaves_no_trace(chamber: Chamber) -> None:
    """Look through the disk, the answers and the chats for anything that tells who voted how."""
    world = chamber.world
    people = [seat.person for seat in chamber.council.members]
    found = [
        *on_the_disk((world.folder / "data", world.bot.log), people),
        *in_answers(world.client.delivery.taped),
        *in_chats(world.tenant.chats.values(), people),
    ]
    require(not found, "; ".join(found[:4]))


SCENARIOS = (
    Scenario(
        name="geheim",
        line="geheim: gleiche Antwort für alle, keine Spur auf der Platte; nach einem Absturz ungültig",
        play=secretly,
        form=PRESENCE,
        town=Town(overlay=BY_CARD_TOO),
        alone=True,
        items=(
            resolution("1", "Abberufung der Geschäftsführung", ballot="geheim"),
            resolution("2", "Verleihung der Ehrenbürgerschaft", ballot="geheim"),
        ),
    ),
)
