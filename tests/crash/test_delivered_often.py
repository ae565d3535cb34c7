"""Teams delivers each press up to four times, in any order, while a process is killed: one vote each."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from council.ballots import Choice
from council.ids import BallotId, MemberId
from council.sitting import Sitting
from rehearsal.delivery import Answer
from rehearsal.people import Person
from rehearsal.process import BotProcess
from rehearsal.seen import CHOICES
from store.tables import prepare
from tests.crash.test_database import two
from tests.crash.voting import Receipt, Voting, lost, record, voting
from tests.tallying import Experiment

AT_ONCE = 12
_WORDS = {"Ja": Choice.YES, "Nein": Choice.NO, "Enthaltung": Choice.ABSTAIN}
_COUNTED = re.compile(r"Ihre Stimme: (Ja|Nein|Enthaltung)\b.*?Beleg ([0-9A-Z]{4}-[0-9]{2})", re.DOTALL)

Kill = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Press:
    """What somebody pressed once; it may be delivered often."""

    person: Person
    word: str
    activity: dict[str, Any]


def pressed(votes: Voting, person: Person, word: str) -> Press:
    """A press on the card as this person sees it now."""
    meeting, build = votes.hall.meeting, votes.world.client.build
    message, button = votes.world.client.find(person, meeting, word, message=votes.hall.ballot)
    return Press(person, word, build.press(person, meeting, message, button))


async def delivered(votes: Voting, presses: Iterable[Press], kill: Kill) -> dict[str, list[Answer]]:
    """Deliver each press one to four times, shuffled, and kill a process in the middle of it.

    What reached no process is delivered again, as Teams does; every receipt that was read is noted.
    """
    dice, answers = votes.dice, dict[str, list[Answer]]()
    copies = [press for press in presses for _ in range(dice.randint(1, 4))]
    dice.shuffle(copies)
    lane, half, answered = asyncio.Semaphore(AT_ONCE), asyncio.Event(), 0

    async def deliver(press: Press) -> None:
        nonlocal answered
        async with lane:
            for _ in range(600):
                answer = await votes.world.client.repeat(press.activity)
                if answer.arrived:
                    break
                await asyncio.sleep(0.05)
        if found := _COUNTED.search(answer.text):
            votes.receipts.append(Receipt(press.person.key, _WORDS[found[1]], found[2]))
        answers.setdefault(press.person.key, []).append(answer)
        answered += 1
        if answered == len(copies) // 3:
            half.set()

    async def killing() -> None:
        await half.wait()
        await kill()

    await asyncio.gather(killing(), *(deliver(press) for press in copies))
    return answers


def killed(bot: BotProcess) -> Kill:
    """Kill this process and start it again."""

    async def kill() -> None:
        assert await bot.kill() == -9
        await bot.start()

    return kill


async def change_of_mind(votes: Voting, kill: Kill) -> dict[MemberId, tuple[Choice, ...]]:
    """Everybody votes, and votes otherwise on the reply's card while first presses still arrive."""
    dice, chosen = votes.dice, dict[MemberId, tuple[Choice, ...]]()
    words = {person.key: dice.sample(CHOICES, 2) for person in votes.voters}
    first = [pressed(votes, person, words[person.key][0]) for person in votes.voters]
    answers = await delivered(votes, first, kill)
    for person in votes.voters:
        cards = [answer.card for answer in answers[person.key] if answer.card is not None]
        votes.hall.ballot.views[person.mri] = cards[-1]
        chosen[MemberId(person.key)] = tuple(_WORDS[word] for word in words[person.key])
    second = [pressed(votes, person, words[person.key][1]) for person in votes.voters]
    await delivered(votes, [*first, *second], kill)
    return chosen


def doubled(sitting: Sitting, ballot: int, chosen: dict[MemberId, tuple[Choice, ...]]) -> list[MemberId]:
    """Members with another vote than what they pressed, once each, in their order."""
    given = sitting.ballots[BallotId(ballot)].votes
    return [m for m, wanted in chosen.items() if tuple(vote.choice for vote in given[m]) != wanted]


async def evening(votes: Voting, ballots: int, kill: Kill, line: Experiment, database: str = "") -> None:
    """Hold so many ballots in such weather; each member has one counted vote in each: the last one."""
    for number in range(1, ballots + 1):
        if number > 1:
            await votes.hall.renew()
            votes.receipts.clear()
        chosen = await change_of_mind(votes, kill)
        sitting = await record(votes.world, votes.hall.sitting, database)
        wrong = doubled(sitting, number, chosen)
        gone = lost(sitting, votes.receipts, number)
        line.tally(runs=2, acknowledged=len(votes.receipts), lost=len(gone) + len(wrong))
        count = sitting.ballots[BallotId(number)].count()

        assert wrong == []
        assert gone == []
        assert len(votes.receipts) >= len(votes.voters)
        assert count.cast == len(votes.voters)
        assert count.yes == sum(last is Choice.YES for _, last in chosen.values())


SHORT_AND_LONG = [
    pytest.param(1, id="short"),
    pytest.param(15, id="long", marks=(pytest.mark.slow, pytest.mark.timeout(900))),
]


@pytest.mark.experiment
class TestDeliveredOften:
    """reliability.md § 6, G4: at most one counted vote per voter and ballot, however often Teams sends."""

    @pytest.mark.parametrize("ballots", SHORT_AND_LONG)
    async def test_each_member_has_one_vote_across_a_killed_process(
        self, tmp_path: Path, ballots: int, experiment: Callable[[str], Experiment]
    ) -> None:
        line = experiment("each press delivered 1 to 4 times, a SIGKILL, SQLite")
        async with voting(tmp_path, members=12, seed=ballots) as votes:
            await evening(votes, ballots, killed(votes.world.bot), line)

    @pytest.mark.parametrize("ballots", SHORT_AND_LONG)
    async def test_each_member_has_one_vote_at_two_instances_of_which_one_is_killed(
        self, tmp_path: Path, database_url: str, ballots: int, experiment: Callable[[str], Experiment]
    ) -> None:
        prepare(database_url)
        line = experiment("each press delivered 1 to 4 times, a SIGKILL, two instances")
        async with (
            voting(tmp_path, members=12, seed=ballots, database=database_url) as votes,
            two(votes, database_url) as second,
        ):
            victims = [votes.world.bot, second]

            async def kill() -> None:
                await killed(random.Random(len(votes.receipts)).choice(victims))()

            await evening(votes, ballots, kill, line, database_url)
