"""Secret ballots at the desk: who has handed in is known, what they chose is not, and nothing is written."""

import asyncio
import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from council import commands as cmd
from council import events as ev
from council.agenda import BallotKind
from council.ballots import Choice, Phase, Tally, Way
from council.errors import BoxLost, NotEntitled, SecretByCardOnly, TooFewForSecret
from council.fold import replay
from council.ids import BallotId, MemberId
from council.rulebook import Format
from desk.boxes import Box
from desk.desk import Entry
from desk.ports import NotConfirmed
from desk.rulesets import ruleset_text
from store import standard
from tests.desk.council import MEMBERS, SITTING, prepare
from tests.desk.test_desk import Room, vote

OVERLAY = """
[overlay]
title = "Geschäftsordnung"

[secret.enabled]
value = true
norm = "§ 12 Geschäftsordnung"
source = "Beschluss vom 1. September 2026"
"""
CHAIR = MEMBERS[0]
FIRST = BallotId(1)


async def secret_room() -> Room:
    """A council in its hall with an open secret ballot on item 1; five slips are the fewest."""
    room = Room()
    rules = ruleset_text("sachsen", date(2026, 12, 9), OVERLAY)
    await room.desk.turn(replace(prepare(), rules=rules, format=Format.PRESENCE))
    await room.desk.turn(cmd.OpenAdmission(sitting=SITTING, by=MemberId("clerk")))
    for member in MEMBERS:
        await room.desk.turn(cmd.AdmitMember(sitting=SITTING, by=MemberId("clerk"), member=member))
    await room.desk.turn(cmd.OpenSitting(sitting=SITTING, by=CHAIR))
    await room.desk.turn(cmd.OpenBallot(sitting=SITTING, by=CHAIR, item="1", kind=BallotKind.SECRET))
    return room


async def hand_in(room: Room, *choices: Choice) -> list[Entry]:
    """Let the first members hand in these slips."""
    pairs = zip(MEMBERS, choices, strict=False)
    return [await room.desk.turn(vote(member, choice)) for member, choice in pairs]


def close() -> cmd.CloseBallot:
    """The chair's word that closes."""
    return cmd.CloseBallot(sitting=SITTING, by=CHAIR)


FIVE = (Choice.YES, Choice.NO, Choice.YES, Choice.ABSTAIN, Choice.YES)


class TestTheBox:
    """architecture, „Keeping“: who has handed in, and the bare sums; nothing is written before closing."""

    async def test_nothing_is_written_while_slips_come_in(self) -> None:
        room = await secret_room()
        before = len(await room.desk.rows(SITTING))
        await hand_in(room, *FIVE)

        assert len(await room.desk.rows(SITTING)) == before
        assert room.sitting.ballots[FIRST].voters == MEMBERS[:5]
        assert room.sitting.ballots[FIRST].waiting == MEMBERS[5:]

    async def test_the_state_holds_no_choice(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)
        ballot = room.sitting.ballots[FIRST]

        assert not ballot.votes
        assert ballot.count() == Tally()
        assert not ballot.receipts
        assert not ballot.causes

    async def test_listeners_hear_that_somebody_handed_in_and_no_more(self) -> None:
        room = await secret_room()
        (entry,) = await hand_in(room, Choice.NO)
        (heard,) = entry.events

        assert isinstance(heard, ev.SlipHandedIn)
        assert room.heard.entries[-1].events == (heard,)
        assert "nein" not in json.dumps([str(heard.member), str(heard.ballot), heard.TYPE])

    async def test_closing_writes_the_sums_and_who_took_part_without_times(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)
        entry = await room.desk.turn(close())
        closed, slips = entry.events
        written = (await room.desk.rows(SITTING))[-2:]

        assert isinstance(closed, ev.BallotClosed)
        assert isinstance(slips, ev.SlipsCounted)
        assert closed.tally == Tally(yes=3, no=1, abstain=1)
        assert closed.not_cast == ()
        assert slips.handed_in == MEMBERS[:5]
        assert slips.not_cast == MEMBERS[5:]
        assert closed.at == slips.at
        assert re.findall(r"\d\d:\d\d", "".join(row.data or "" for row in written)) == []
        assert not room.desk.has_box(SITTING, FIRST)

    async def test_the_button_of_the_control_card_closes_it_as_well(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)
        pressed = cmd.PressStep(
            sitting=SITTING,
            by=CHAIR,
            step=cmd.Step.CLOSE_BALLOT,
            state=room.sitting.state,
            guard=timedelta(0),
        )
        entry = await room.desk.turn(pressed)

        assert entry.sitting.ballots[FIRST].tally == Tally(yes=3, no=1, abstain=1)

    async def test_handing_in_in_another_order_leaves_the_same_record(self) -> None:
        records = []
        for order in (MEMBERS[:5], MEMBERS[4::-1]):
            room = await secret_room()
            for member in order:
                await room.desk.turn(vote(member, FIVE[MEMBERS.index(member)]))
            entry = await room.desk.turn(close())
            closed, slips = entry.events
            assert isinstance(closed, ev.BallotClosed)
            assert isinstance(slips, ev.SlipsCounted)
            records.append((closed.tally, closed.quorum, slips.handed_in, slips.not_cast))

        assert records[0] == records[1]

    async def test_what_is_replayed_equals_what_was_seen(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)
        await room.desk.turn(close())
        await room.desk.turn(cmd.DeclareBallot(sitting=SITTING, by=CHAIR))

        assert replay(map(standard().event_of, await room.desk.rows(SITTING))) == room.sitting

    def test_a_box_tells_nothing_of_itself(self) -> None:
        box = Box()
        box.put(MEMBERS[0], Choice.NO)

        assert "NO" not in repr(box)
        assert "nein" not in repr(box)
        assert str(MEMBERS[0]) not in repr(box)


class TestFinalOnceCast:
    """architecture, „Keeping“: final once cast, by card and by the member alone."""

    @pytest.mark.parametrize("second", [Choice.YES, Choice.NO, Choice.ABSTAIN])
    async def test_a_second_press_changes_nothing_whatever_it_says(self, second: Choice) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)
        again = await room.desk.turn(vote(MEMBERS[0], second))
        entry = await room.desk.turn(close())
        closed, _ = entry.events

        assert again.events == ()
        assert isinstance(closed, ev.BallotClosed)
        assert closed.tally == Tally(yes=3, no=1, abstain=1)

    async def test_a_typed_word_is_refused(self) -> None:
        room = await secret_room()
        typed = cmd.CastVote(
            sitting=SITTING, by=MEMBERS[1], ballot=FIRST, round=1, choice=Choice.YES, way=Way.TYPED
        )
        with pytest.raises(SecretByCardOnly):
            await room.desk.turn(typed)

        assert room.sitting.ballots[FIRST].voters == ()

    async def test_a_clerk_enters_no_secret_vote(self) -> None:
        room = await secret_room()
        entered = cmd.EnterVote(
            sitting=SITTING, by=MemberId("clerk"), member=MEMBERS[1], choice=Choice.YES, reason="Zuruf"
        )
        with pytest.raises(SecretByCardOnly):
            await room.desk.turn(entered)

    async def test_a_guest_hands_in_nothing(self) -> None:
        room = await secret_room()
        with pytest.raises(NotEntitled):
            await room.desk.turn(vote(MemberId("guest")))

    async def test_all_in_one_turn_are_counted_and_the_close_behind_them_sees_them(self) -> None:
        room = await secret_room()
        asks = [*(vote(m, c) for m, c in zip(MEMBERS, FIVE, strict=False)), close()]
        *_, last = await asyncio.gather(*map(room.desk.turn, asks))
        closed, _ = last.events

        assert isinstance(closed, ev.BallotClosed)
        assert closed.tally == Tally(yes=3, no=1, abstain=1)


class TestSmallNumbers:
    """council.md § 5.3: so few slips that they give each other away are not counted out."""

    async def test_four_slips_are_not_counted_out(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE[:4])
        with pytest.raises(TooFewForSecret):
            await room.desk.turn(close())

        assert room.sitting.ballots[FIRST].phase is Phase.OPEN
        assert room.desk.has_box(SITTING, FIRST)

    async def test_one_more_slip_lets_it_close(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)

        assert (await room.desk.turn(close())).sitting.ballots[FIRST].tally is not None


class TestWhatIsLost:
    """architecture, „Keeping“: if the process ends the ballot is void and repeated; a failed turn is not."""

    async def test_a_failed_close_leaves_the_box_as_it_was(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)
        room.journal.faults.append(NotConfirmed("ENOSPC", room.desk.head(SITTING)))
        with pytest.raises(NotConfirmed):
            await room.desk.turn(close())
        entry = await room.desk.turn(close())
        closed, _ = entry.events

        assert isinstance(closed, ev.BallotClosed)
        assert closed.tally == Tally(yes=3, no=1, abstain=1)

    async def test_a_slip_in_a_failed_turn_may_be_handed_in_again(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE[:4])
        motion = cmd.AddItem(sitting=SITTING, by=MemberId("clerk"), item="3", title="Eilantrag")
        room.journal.faults.append(NotConfirmed("ENOSPC", room.desk.head(SITTING)))
        asks = (vote(MEMBERS[4], Choice.NO), motion)
        told = await asyncio.gather(*map(room.desk.turn, asks), return_exceptions=True)
        entry = await room.desk.turn(vote(MEMBERS[4], Choice.NO))

        assert all(isinstance(one, NotConfirmed) for one in told)
        assert entry.events
        assert (await room.desk.turn(close())).sitting.ballots[FIRST].tally == Tally(yes=2, no=2, abstain=1)

    async def test_a_turn_that_reached_the_disk_after_all_keeps_who_handed_in(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)
        room.journal.faults.append("late")
        with pytest.raises(NotConfirmed):
            await room.desk.turn(
                cmd.AddItem(sitting=SITTING, by=MemberId("clerk"), item="3", title="Eilantrag")
            )

        assert room.sitting.ballots[FIRST].voters == MEMBERS[:5]

    async def test_one_whose_opening_was_written_and_not_confirmed_has_a_box(self) -> None:
        room = await secret_room()
        await room.desk.turn(cmd.CancelBallot(sitting=SITTING, by=CHAIR))
        room.journal.faults.append("late")
        with pytest.raises(NotConfirmed):
            await room.desk.turn(cmd.OpenBallot(sitting=SITTING, by=CHAIR, item="1", kind=BallotKind.SECRET))
        second = room.sitting.ballot
        assert second is not None
        slip = cmd.CastVote(
            sitting=SITTING, by=MEMBERS[1], ballot=second.id, round=second.round, choice=Choice.YES
        )

        assert (await room.desk.turn(slip)).events

    async def test_another_process_takes_no_slip_and_closes_nothing(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)
        other = Room(room.journal, room.registry)
        await other.desk.start()

        for command in (vote(MEMBERS[5]), close()):
            with pytest.raises(BoxLost):
                await other.desk.turn(command)
        assert other.sitting.ballots[FIRST].voters == ()

    async def test_the_program_repeats_it_and_members_hand_in_anew(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)
        other = Room(room.journal, room.registry)
        await other.desk.start()
        await other.desk.turn(cmd.VoidSecretBallot(sitting=SITTING, ballot=FIRST, reason="Neustart"))
        second = other.sitting.ballot
        assert second is not None
        for member, choice in zip(MEMBERS, FIVE, strict=False):
            again = cmd.CastVote(
                sitting=SITTING, by=member, ballot=second.id, round=second.round, choice=choice
            )
            await other.desk.turn(again)
        entry = await other.desk.turn(close())

        assert other.sitting.ballots[FIRST].phase is Phase.SUPERSEDED
        assert entry.sitting.ballots[second.id].tally == Tally(yes=3, no=1, abstain=1)

    async def test_cancelling_empties_the_box(self) -> None:
        room = await secret_room()
        await hand_in(room, *FIVE)
        await room.desk.turn(cmd.CancelBallot(sitting=SITTING, by=CHAIR))

        assert not room.desk.has_box(SITTING, FIRST)
