"""Several instances on one journal: nobody gets in between, nobody is told less than the truth."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, date, datetime

import psycopg
import pytest

from council import commands as cmd
from council.agenda import BallotKind
from council.ballots import Choice, Phase, Tally
from council.errors import SecretNeedsOneInstance
from council.events import VoteCast
from council.ids import BallotId, SittingId
from council.record import check
from council.rulebook import Format
from desk.desk import SittingLocked
from desk.ports import NotConfirmed
from desk.rulesets import ruleset_text
from tests.desk.council import SITTING, prepare
from tests.desk.instances import (
    CHAIR,
    CLERK,
    Instance,
    Race,
    again,
    hall,
    instance,
    instances,
    raced,
    stored,
)
from tests.desk.test_boxes import OVERLAY
from tests.tallying import Tallies

FIRST = BallotId(1)
LATER = datetime(2026, 12, 31, tzinfo=UTC)


class TestWhoIsFaster:
    """architecture.md, "Keeping": read what others appended, decide, insert, commit."""

    async def test_a_vote_behind_another_instance_counts_and_is_not_unconfirmed(
        self, database_url: str
    ) -> None:
        async with instances(database_url) as (one, other):
            members = await hall(one, 3)
            await other.desk.follow(SITTING)
            race = Race()
            ballot = one.sitting.ballots[FIRST]
            await race.vote(one, ballot, members[0], Choice.YES)
            await race.vote(other, ballot, members[1], Choice.NO)
            await race.vote(one, ballot, members[2], Choice.NO)

            assert race.unconfirmed == race.refused == []
            assert one.sitting.ballots[FIRST].count() == Tally(yes=1, no=2)

    async def test_a_ballot_that_another_instance_has_opened_just_now_takes_votes_here(
        self, database_url: str
    ) -> None:
        async with instances(database_url) as (one, other):
            await other.desk.start()
            members = await hall(one, 3)
            race = Race()
            await race.vote(other, one.sitting.ballots[FIRST], members[0], Choice.YES)

            assert len(race.accepted) == 1

    async def test_a_refusal_is_judged_by_what_others_have_written(self, database_url: str) -> None:
        async with instances(database_url) as (one, other):
            members = await hall(one, 3)
            await other.desk.follow(SITTING)
            await one.desk.turn(cmd.CloseBallot(sitting=SITTING, by=CHAIR))
            await one.desk.turn(cmd.RepeatBallot(sitting=SITTING, by=CHAIR, reason="Probe"))
            race = Race()
            second = one.sitting.ballots[BallotId(2)]
            await race.vote(other, second, members[0], Choice.YES)

            assert race.refused == []
            assert len(race.accepted) == 1

    async def test_the_newest_state_has_what_others_have_written(self, database_url: str) -> None:
        async with instances(database_url) as (one, other):
            await hall(one, 3)
            await other.desk.follow(SITTING)
            await one.desk.turn(cmd.CloseBallot(sitting=SITTING, by=CHAIR))
            known = other.desk.sitting(SITTING)
            newest = await other.desk.newest(SITTING)
            nobody = await other.desk.newest(SittingId("2020-01-01-nirgends"))

            assert known is not None
            assert known.ballots[FIRST].phase is Phase.OPEN
            assert newest == one.desk.sitting(SITTING)
            assert nobody is None

    async def test_the_same_choice_given_at_two_instances_is_one_vote(self, database_url: str) -> None:
        async with instances(database_url) as (one, other):
            members = await hall(one, 3)
            race = Race()
            ballot = one.sitting.ballots[FIRST]
            both = (race.vote(each, ballot, members[0], Choice.YES) for each in (one, other, one, other))
            await asyncio.gather(*both)
            await one.desk.turn(cmd.CloseBallot(sitting=SITTING, by=CHAIR))
            votes, _ = await stored(one, FIRST)

            assert len(race.accepted) == 4
            assert sum(bool(entry.events) for entry in race.accepted) == 1
            assert votes == {(members[0], Choice.YES)}


class TestACloseThatRacesWithVotes:
    """Issue, part 2: a closing never accepts a late vote nor loses an early one."""

    @pytest.mark.parametrize(
        ("number", "size", "rounds"),
        [
            pytest.param(2, 30, 12, id="two"),
            pytest.param(3, 20, 6, id="three"),
            pytest.param(
                3, 71, 200, id="three, two hundred times", marks=(pytest.mark.slow, pytest.mark.timeout(900))
            ),
        ],
    )
    async def test_every_acknowledged_vote_is_in_the_count_and_no_other(
        self, database_url: str, number: int, size: int, rounds: int, experiment: Tallies
    ) -> None:
        dice = random.Random(number)
        late = 0
        async with instances(database_url, number) as all_:
            members = await hall(all_[0], size)
            for turn in range(rounds):
                if turn:
                    await again(all_[turn % number])
                race, ballot = await raced(all_, members, dice)
                votes, closed = await stored(all_[0], ballot)
                late += len(race.refused)
                line, gone = experiment("a closing that races with votes"), race.receipts - votes
                line.tally(runs=1, acknowledged=len(race.receipts), lost=len(gone))

                assert race.unconfirmed == []
                assert race.receipts == votes
                assert closed.tally.cast == len(votes)
                assert len(race.accepted) + len(race.refused) == size
            for one in all_:
                await one.desk.follow(SITTING)
            rows = await all_[0].desk.rows(SITTING)

            assert check(SITTING, rows).sound
            assert len({(one.sitting.version, one.desk.head(SITTING)) for one in all_}) == 1
            assert all(one.sitting == all_[0].sitting for one in all_)
        assert late > 0

    async def test_two_closings_at_once_close_once(self, database_url: str) -> None:
        async with instances(database_url) as (one, other):
            await hall(one, 3)
            close = cmd.CloseBallot(sitting=SITTING, by=CHAIR)
            await asyncio.gather(one.desk.turn(close), other.desk.turn(close), return_exceptions=True)
            _, closed = await stored(one, FIRST)

            assert closed.tally == Tally()


class TestHearing:
    """architecture.md, "Keeping": the others are woken and hear of every entry, in order."""

    async def test_what_one_has_written_the_other_hears_whole_and_in_order(self, database_url: str) -> None:
        async with instances(database_url) as (one, other):
            members = await hall(one, 5)
            await other.desk.follow(SITTING)
            for member in members:
                await Race().vote(one, one.sitting.ballots[FIRST], member, Choice.YES)
            await other.desk.follow(SITTING)
            told = [event for entry in other.heard.entries for event in entry.events]

            assert told == list(await one.desk.events(SITTING))
            assert [e.member for e in told if isinstance(e, VoteCast)] == list(members)
            assert other.heard.entries[-1].hashes[-1] == one.desk.head(SITTING).hash
            assert other.heard.entries[-1].command is None

    async def test_looking_makes_up_for_words_that_were_missed(self, database_url: str) -> None:
        async with instances(database_url) as (one, other):
            members = await hall(one, 3)
            await other.desk.look()
            unmet = other.desk.sitting(SITTING)
            await other.desk.look(everything=True)
            await Race().vote(one, one.sitting.ballots[FIRST], members[0], Choice.YES)
            await other.desk.look()

            assert unmet is None
            assert other.sitting == one.sitting

    async def test_its_own_entries_are_heard_once(self, database_url: str) -> None:
        async with instances(database_url) as (one, _):
            await hall(one, 3)
            before = len(one.heard.entries)
            await one.desk.follow(SITTING)
            await one.desk.look(everything=True)

            assert len(one.heard.entries) == before


async def gone(one: Instance, other: Instance) -> int:
    """A sitting that is over and was let go by *other*, while *one* writes on; where *other* left it."""
    await hall(one, 3)
    await one.desk.turn(cmd.CloseBallot(sitting=SITTING, by=CHAIR))
    await one.desk.turn(cmd.DeclareBallot(sitting=SITTING, by=CHAIR))
    await one.desk.turn(cmd.EndSitting(sitting=SITTING, by=CHAIR))
    await other.desk.follow(SITTING)
    left = other.desk.head(SITTING).seq
    assert other.desk.let_go(SITTING, unasked_since=LATER)
    other.heard.entries.clear()
    await one.desk.turn(cmd.TakeBackEnd(sitting=SITTING, by=CHAIR))
    await one.desk.turn(cmd.EndSitting(sitting=SITTING, by=CHAIR))
    return left


class TestAfterItWasLetGo:
    """Whoever has let a sitting go hears what others write to it, and nothing a second time."""

    async def test_what_others_have_written_is_heard_once_when_it_is_read_back(
        self, database_url: str
    ) -> None:
        async with instances(database_url) as (one, other):
            left = await gone(one, other)
            await asyncio.gather(*(other.desk.follow(SITTING) for _ in range(3)))
            (entry,) = other.heard.entries
            rows = (await one.desk.rows(SITTING))[left:]

            assert other.sitting == one.sitting
            assert entry.events == (await one.desk.events(SITTING))[left:]
            assert entry.hashes == tuple(row.hash for row in rows)
            assert (entry.command, entry.before, entry.seq) == (None, None, rows[-1].seq)

    async def test_what_was_erased_of_it_is_heard_by_nobody(self, database_url: str) -> None:
        async with instances(database_url) as (one, other):
            left = await gone(one, other)
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute("UPDATE events SET data = NULL, salt = NULL WHERE seq = %s", (left + 1,))
            await other.desk.have_at_hand(SITTING)
            (entry,) = other.heard.entries
            rows = (await one.desk.rows(SITTING))[left + 1 :]

            assert entry.hashes == tuple(row.hash for row in rows)
            assert len(entry.events) == len(rows)

    async def test_where_nothing_was_written_nothing_is_heard(self, database_url: str) -> None:
        async with instances(database_url) as (one, other):
            await gone(one, other)
            await other.desk.follow(SITTING)
            other.desk.let_go(SITTING, unasked_since=LATER)
            other.heard.entries.clear()
            await other.desk.have_at_hand(SITTING)

            assert other.sitting == one.sitting
            assert other.heard.entries == []

    async def test_one_that_was_just_asked_for_stays(self, database_url: str) -> None:
        async with instances(database_url) as (one, other):
            await gone(one, other)
            await other.desk.read(SITTING)
            asked = other.desk._clock.now()
            await other.desk.newest(SITTING)

            assert not other.desk.let_go(SITTING, unasked_since=asked)


class TestSecretBallots:
    """architecture.md, "Keeping": refused where several instances run."""

    async def test_a_secret_ballot_is_refused_and_nothing_is_written(self, database_url: str) -> None:
        async with instances(database_url) as (one, _):
            rules = ruleset_text("sachsen", date(2026, 12, 9), OVERLAY)
            await one.desk.turn(replace(prepare(), rules=rules, format=Format.PRESENCE))
            await one.desk.turn(cmd.OpenAdmission(sitting=SITTING, by=CLERK))
            for number in range(1, 8):
                await one.desk.turn(cmd.AdmitMember(sitting=SITTING, by=CLERK, member=f"m{number}"))  # type: ignore[arg-type]
            await one.desk.turn(cmd.OpenSitting(sitting=SITTING, by=CHAIR))
            head = one.desk.head(SITTING)
            with pytest.raises(SecretNeedsOneInstance):
                await one.desk.turn(
                    cmd.OpenBallot(sitting=SITTING, by=CHAIR, item="1", kind=BallotKind.SECRET)
                )
            await one.desk.turn(
                cmd.OpenBallot(sitting=SITTING, by=CHAIR, item="1", kind=BallotKind.ROLL_CALL)
            )

            assert one.sitting.ballots[FIRST].phase is Phase.OPEN
            assert one.desk.head(SITTING).seq > head.seq


class TestALoss:
    """architecture.md, "Keeping": a record behind what was acknowledged locks that sitting alone."""

    async def test_a_database_that_has_lost_entries_is_found_out_while_running(
        self, database_url: str
    ) -> None:
        async with instances(database_url) as (one, _):
            members = await hall(one, 3)
            await Race().vote(one, one.sitting.ballots[FIRST], members[0], Choice.YES)
            _lose_last(database_url)
            await one.desk.look()

            assert list(one.desk.locked()) == [SITTING]
            with pytest.raises(SittingLocked):
                await one.desk.turn(cmd.CloseBallot(sitting=SITTING, by=CHAIR))

    async def test_and_by_the_turn_that_meets_it_first(self, database_url: str) -> None:
        async with instances(database_url) as (one, _):
            await hall(one, 3)
            _lose_last(database_url)
            with pytest.raises(NotConfirmed):
                await one.desk.turn(cmd.CloseBallot(sitting=SITTING, by=CHAIR))

            assert list(one.desk.locked()) == [SITTING]

    async def test_and_after_a_restart_by_the_head_noted_outside(self, database_url: str) -> None:
        async with instances(database_url) as (one, _):
            await hall(one, 3)
            await one.desk.stop()
            _lose_last(database_url)
            later = await instance(database_url, "later", one.heads)

            assert list(later.desk.locked()) == [SITTING]
            await later.journal.close()

    async def test_a_foreign_row_that_breaks_the_chain_locks_the_sitting(self, database_url: str) -> None:
        async with instances(database_url) as (one, other):
            members = await hall(one, 3)
            await other.desk.follow(SITTING)
            await Race().vote(one, one.sitting.ballots[FIRST], members[0], Choice.YES)
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute(
                    "UPDATE events SET data = replace(data, 'ja', 'nein') WHERE seq = %s",
                    (one.desk.head(SITTING).seq,),
                )
            told: list[tuple[SittingId, str]] = []
            other.desk.tell_locks(lambda sitting, reason: told.append((sitting, reason)))
            await other.desk.look()
            await other.desk.look()

            assert list(other.desk.locked()) == [SITTING]
            assert told == list(other.desk.locked().items())


def _lose_last(url: str) -> None:
    """Take the last entry away, as a standby that lagged behind would have."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)")
