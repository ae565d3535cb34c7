"""Members whose cards cannot be pressed, and messages that Teams does not find any more."""

import pytest

from rehearsal.casting import cast_of, parts_of
from rehearsal.chats import Chat
from rehearsal.delivery import Answer
from rehearsal.faults import ROUGH, Faults
from rehearsal.members import Bench, Habits
from rehearsal.other_ways import MEETING, WAYS, ways_of, ways_told, without_a_chat
from rehearsal.people import Person
from rehearsal.world import World
from tests.rehearsal.conftest import Caller, Receiver, card_with, message_with
from tests.rehearsal.test_teams import activities

CALM_HABITS = Habits(seconds=0.0, twice=0.0, wavering=0.0)


class Told:
    """Somebody who votes otherwise, and remembers how."""

    def __init__(self) -> None:
        self.votes: dict[str, str] = {}
        self.signed_in: list[str] = []

    async def vote(self, person: Person, wish: str, *, public: bool) -> tuple[Answer, str]:
        self.votes[person.key] = f"{wish} {'öffentlich' if public else 'nichtöffentlich'}"
        return Answer(status=200, body={"value": f"Ihre Stimme: {wish}, Beleg"}), "getippt"

    async def sign_in(self, person: Person) -> None:
        self.signed_in.append(person.key)


class TestWhoCannotPress:
    """Five in a hundred members, and nobody to whom anything else happens."""

    @pytest.mark.parametrize(("members", "number"), [(15, 1), (20, 1), (21, 2), (40, 2), (71, 4), (100, 5)])
    def test_are_five_in_a_hundred_rounded_up(self, members: int, number: int) -> None:
        assert len(parts_of(cast_of(members)).unpressable) == number

    @pytest.mark.parametrize("members", [15, 40, 71])
    def test_have_no_other_part(self, members: int) -> None:
        council = cast_of(members)
        parts = parts_of(council)
        busy = {
            parts.mayor,
            parts.deputy,
            parts.typist,
            parts.voiced,
            parts.biased,
            parts.late,
            *parts.absent,
        }

        assert not busy & set(parts.unpressable)
        assert set(parts.unpressable) <= set(council.members)

    def test_keep_to_the_ways_in_turn(self) -> None:
        seats = parts_of(cast_of(71)).unpressable

        assert list(ways_of(seats).values()) == [WAYS[place % len(WAYS)] for place in range(len(seats))]

    def test_those_who_use_the_meetings_chat_have_none_of_their_own(self) -> None:
        seats = parts_of(cast_of(71)).unpressable
        ways = ways_of(seats)

        assert [ways[seat.id] for seat in without_a_chat(seats)] == [MEETING] * list(ways.values()).count(
            MEETING
        )

    def test_are_part_of_an_evening_with_faults(self) -> None:
        assert (ROUGH.lost_edit, ROUGH.doubled, ROUGH.dead) == (0.1, 0.1, 0.05)

    def test_the_ways_are_told_with_the_usual_one_first(self) -> None:
        assert ways_told({"büro": 2, "karte": 70}) == "karte 70, büro 2"


class TestAPressThatNeverLeaves:
    """The device shows the card, and a tap on it does nothing."""

    async def test_does_not_reach_the_bot(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        meeting.send(message_with(card_with("Ja", "Nein")))
        world.client.dead.add(member.mri)

        answer = await world.client.press(member, meeting, "Ja")

        assert answer == Answer(status=0)
        assert bot.activities == []
        assert world.client.delivery.counted["dead"] == 1

    async def test_who_knows_another_way_takes_it(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        ballot = meeting.send(message_with(card_with("Ja", "Nein")))
        world.client.dead.add(member.mri)
        bench = Bench(world.client, meeting, habits=CALM_HABITS)
        bench.besides = besides = Told()

        told = await bench.vote(ballot, {member: "Nein"})

        assert besides.votes == {member.key: "Nein öffentlich"}
        assert told.ways == {member.key: "getippt"}
        assert "Ihre Stimme: Nein" in told.answers[member.key].text

    async def test_in_the_closed_part_it_is_taken_without_a_card(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        world.client.dead.add(member.mri)
        bench = Bench(world.client, meeting, habits=CALM_HABITS)
        bench.besides = besides = Told()

        await bench.vote_in_private(3, {member: "Ja"})

        assert besides.votes == {member.key: "Ja nichtöffentlich"}

    async def test_signs_in_by_the_other_way(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        meeting.send(message_with(card_with("Anwesend", "Hilfe")))
        world.client.dead.add(member.mri)
        bench = Bench(world.client, meeting, habits=CALM_HABITS)
        bench.besides = besides = Told()

        await bench.sign_in([member])

        assert besides.signed_in == [member.key]


class TestAMessageLostForGood:
    """teams.md 6.3 d: half of the edits that find nothing never find anything again."""

    @pytest.mark.parametrize("faults", [Faults(lost_edit=1.0)])
    async def test_is_never_found_again_and_stays_in_view(
        self, world: World, meeting: Chat, call: Caller, faults: Faults
    ) -> None:
        _, sent, _ = await call("POST", activities(meeting), {"type": "message", "text": "x"})
        message = meeting.messages[sent["id"]]
        for _ in range(5):
            status, _, _ = await call(
                "PUT", activities(meeting, message.id), {"type": "message", "text": "y"}
            )

            assert status == 404
        assert message.lost
        assert message.text == "x"
        assert not message.deleted
