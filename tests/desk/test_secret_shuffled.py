"""A secret ballot in many orders of arrival, and with the same slips in other hands: nothing differs.

Salts, clock and key are the same each time here, so that every published byte is compared as it is.
"""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

import cards
from council import commands as cmd
from council import events as ev
from council.ballots import Choice
from council.delivery import Posted
from council.ids import MemberId
from council.record import write_jsonl
from reports.package import package_files
from reports.signing import Signer, new_identity, signer_of
from store import standard
from tests.desk.council import MEMBERS, SITTING
from tests.desk.test_boxes import CHAIR, FIRST, FIVE, close, secret_room
from tests.desk.test_desk import Room, vote
from web.pages import live_page
from web.result_view import Votes
from web.view import live_of

VOTERS = MEMBERS[:5]
Slip = tuple[MemberId, Choice]


@pytest.fixture(scope="module")
def signer() -> Signer:
    """One key for all packages of these tests."""
    return signer_of(new_identity())


def shuffled(seed: int) -> list[Slip]:
    """The five slips in other hands, and in another order of arrival."""
    chance = random.Random(seed)
    slips = list(zip(VOTERS, chance.sample(FIVE, len(FIVE)), strict=True))
    return chance.sample(slips, len(slips))


async def after(slips: Sequence[Slip]) -> Room:
    """A council that handed in these slips, once the ballot was declared and the sitting has ended."""
    room = await secret_room()
    for member, choice in slips:
        await room.desk.turn(vote(member, choice))
    await room.desk.turn(close())
    await room.desk.turn(cmd.DeclareBallot(sitting=SITTING, by=CHAIR))
    await room.desk.turn(cmd.EndSitting(sitting=SITTING, by=CHAIR))
    return room


def shown(room: Room) -> bytes:
    """What chair, office and public see of it now, each of the voters' own views left out."""
    sitting = room.sitting
    ballot = sitting.ballots[FIRST]
    seen = [
        cards.control_card(sitting, mirror=True),
        cards.board_card(sitting),
        cards.delivery_card(sitting, ballot, Posted()),
        cards.ballot_view(ballot, sitting),
    ]
    if ballot.declared_at is not None:
        seen += [cards.result_card(ballot, sitting), cards.names_card(ballot, sitting)]
    public = [live_of(sitting, votes) for votes in Votes]
    pages = [live_page(live, refreshing=True) for live in public]
    told = json.dumps([seen, *map(asdict, public)], ensure_ascii=False, default=str)
    return b"\n".join([told.encode(), *pages])


async def published(room: Room, signer: Signer) -> dict[str, bytes]:
    """Everything that is published of it: the record, both packages, cards, public page."""
    rows = await room.desk.rows(SITTING)
    decode = standard().event_of
    whole = package_files(SITTING, rows, decode=decode, signer=signer)
    public = package_files(SITTING, rows, decode=decode, signer=signer, public=True)
    return {**whole, **{f"public {name}": content for name, content in public.items()}, "shown": shown(room)}


class TestOrderOfArrival:
    """Nothing that is published depends on who handed in when, nor on who chose what."""

    async def test_every_published_byte_is_the_same_in_a_hundred_orders(self, signer: Signer) -> None:
        first = await published(await after(list(zip(VOTERS, FIVE, strict=True))), signer)

        assert {"journal.jsonl", "stimmen.csv", "public journal.jsonl", "public stimmen.csv"} <= set(first)
        for seed in range(100):
            other = await published(await after(shuffled(seed)), signer)
            assert [name for name in first if first[name] != other.get(name)] == [], f"seed {seed}"
            assert len(other) == len(first)

    async def test_while_it_is_open_how_many_is_all_that_differs(self) -> None:
        told: dict[int, set[bytes]] = {}
        for seed in range(20):
            room = await secret_room()
            for n, slip in enumerate(shuffled(seed), start=1):
                await room.desk.turn(vote(*slip))
                record = write_jsonl(SITTING, await room.desk.rows(SITTING))
                told.setdefault(n, set()).add(shown(room) + record)

        assert {n: len(seen) for n, seen in told.items()} == dict.fromkeys(range(1, 6), 1)


class TestTimes:
    """What is published of a secret ballot has the times of its opening and its closing, and no others."""

    async def test_no_slips_time_is_published(self, signer: Signer) -> None:
        room = await after(shuffled(1))
        everything = b"\n".join((await published(room, signer)).values())
        events = [event for entry in room.heard.entries for event in entry.events]
        slips = [event.at for event in events if isinstance(event, ev.SlipHandedIn)]
        closed = room.sitting.ballots[FIRST].closed_at

        assert len(set(slips)) == len(FIVE)
        assert closed is not None
        assert clocks(closed)[0] in everything
        assert [at for at in slips for words in clocks(at) if words in everything] == []

    async def test_its_entries_have_the_moment_of_the_closing_and_no_other(self) -> None:
        room = await secret_room()
        opened = len(await room.desk.rows(SITTING))
        for slip in shuffled(2):
            await room.desk.turn(vote(*slip))
        closed = (await room.desk.turn(close())).sitting.ballots[FIRST].closed_at
        rows = (await room.desk.rows(SITTING))[opened:]

        assert [row.type for row in rows] == ["ballot_closed.v1", "slips_counted.v1"]
        assert closed is not None
        assert {row.at for row in rows} == {f"{closed:%Y-%m-%dT%H:%M:%S.%f}+00:00"}
        assert [found for row in rows for found in re.findall(r"\d\d:\d\d", row.data or "")] == []


def clocks(at: datetime) -> list[bytes]:
    """A moment as the record writes it, and as people in the hall read it in winter."""
    return [f"{moment:%H:%M:%S}".encode() for moment in (at, at.astimezone(ZoneInfo("Europe/Berlin")))]
