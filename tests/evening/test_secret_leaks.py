"""What a secret ballot leaves behind: every byte of the data folder, the log, and all that is published."""

import asyncio
import itertools
import json
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientSession

from council.ballots import Tally
from council.ids import BallotId
from exporting import export_sitting
from rehearsal.chats import Message
from rehearsal.delivery import Answer
from rehearsal.reading import consent_of
from store import JOURNAL_FILE, REGISTRY_FILE
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall
from tests.evening.leaks import Scan, Units, files_in, lines_of, masked, scan_of, sent_in, tells, without_ids
from tests.evening.test_secret import PLAN, opened, town

VOTERS = ("vogt", *MEMBERS)
TITLES = ("Ja", "Nein", "Enthaltung") * 3
SLIPS = dict(zip(VOTERS, TITLES, strict=True))
TURNED = dict(zip(VOTERS, (*TITLES[1:], TITLES[0]), strict=True))
"""The same people and the same sums, and everybody has chosen something else."""
RESULT = "Dafür 3, dagegen 3, Enthaltungen 3: abgelehnt"
NEVER = str(24 * 3600)
"""The second way would send some people their card again, by how fast this machine is."""


BY_CHANCE = (f"{JOURNAL_FILE}-shm", f"{JOURNAL_FILE}-wal", f"{REGISTRY_FILE}.bak")
"""Not compared, for chance and clock are all over them: what they hold is compared where it stands itself."""
WRITTEN_LATE = ("devices/", "heads/")
"""Documents that are written some time later: they are compared once all is written."""
LEFT = "left"
"""The moment after the end: what has been left in files."""


@dataclass(slots=True)
class Session:
    """A whole sitting with one secret ballot, scanned from the opening of that to the end."""

    scan: Scan
    before: int
    marks: dict[str, int]
    known: frozenset[str]
    answers: list[Answer] = field(default_factory=list)
    while_open: list[bytes] = field(default_factory=list)
    moments: dict[str, Units] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)

    async def moment(self, name: str) -> None:
        """Keep everything as it stands at this moment, and judge it."""
        hall = self.scan.hall
        await hall.quiet()
        self.scan.look()
        self.rows[name] = hall.desk.head(SITTING).seq
        units = files_in(self.scan.folder) | sent_in(hall, self.marks) | await pages_of(hall)
        self.scan.judge(units)
        self.keep(name, units)

    def keep(self, name: str, units: Units) -> None:
        """Keep what has come since the ballot was opened; what stood there before can tell nothing of it."""
        late = () if name == LEFT else WRITTEN_LATE
        self.moments[name] = without_ids(
            {
                place: [text for text in texts if text not in self.known and not text.startswith(late)]
                for place, texts in units.items()
            },
            self.scan.hall,
        )


async def pages_of(hall: Hall) -> Units:
    """The public page and what programs read of it."""
    origin = hall.world.client.delivery.endpoint.removesuffix("/api/messages")
    found = {}
    async with ClientSession() as session:
        for path in (f"/live/{SITTING}", f"/live/{SITTING}/state"):
            async with session.get(origin + path) as answer:
                assert answer.status == 200
                found[path] = lines_of(await answer.read())
    return found


async def minutes_of(hall: Hall) -> bytes:
    """The minutes as the clerk gets them."""

    def offers(message: Message) -> bool:
        return consent_of(message.activity) is not None and "niederschrift-" in message.text

    await hall.say("amt", "niederschrift", hall.office)
    offer = await hall.own("amt").wait_for(offers, within=10)
    return (await hall.world.client.accept_file(hall.person("amt"), offer)).content


async def begun(hall: Hall) -> Session:
    """A sitting whose secret ballot is open, with everything sent that comes by itself."""
    await hall.opened_in_the_hall(*MEMBERS)
    await hall.seen("Besprechung in Teams", hall.office)
    await hall.seen(f"notfallblatt-{SITTING}", hall.own("amt"))
    await opened(hall)
    await hall.quiet()
    marks = {chat.id: chat.mark() for chat in hall.world.tenant.chats.values()}
    before = (await hall.desk.rows(hall.sitting.id))[-1].seq
    known = frozenset(text for texts in files_in(hall.settings.data_dir).values() for text in texts)
    session = Session(scan_of(hall, *VOTERS), before, marks, known)
    session.rows["opened"] = before
    session.scan.look()
    return session


async def held(session: Session, slips: Mapping[str, str], out: Path) -> None:
    """Hold the sitting to its end, with its minutes and both packages."""
    hall = session.scan.hall
    for key, title in slips.items():
        session.answers.append(await hall.press(key, title))
        await hall.world_idle()
        session.scan.look()
    await session.moment("open")
    session.while_open = list(session.scan.journals)
    await hall.say("vogt", "schließen")
    await hall.seen("vorläufig")
    await session.moment("closed")
    await hall.say("vogt", "feststellen")
    await hall.seen(RESULT)
    await session.moment("declared")
    await hall.say("vogt", "sitzung schließen")
    await hall.seen("Sitzung wurde um")
    minutes = out / "niederschrift.docx"
    await asyncio.to_thread(minutes.parent.mkdir)
    await asyncio.to_thread(minutes.write_bytes, await minutes_of(hall))
    await session.moment("ended")
    for name, public in (("whole", False), ("public", True)):
        await asyncio.to_thread(export_sitting, hall.settings, str(SITTING), out / name, public=public)
    await hall.stopped()
    session.scan.look()
    left = files_in(session.scan.folder) | files_in(out)
    session.scan.judge(left)
    session.keep(LEFT, left)


@pytest.fixture
def sit(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> "Sit":
    """Holds one sitting after the other."""
    caplog.set_level(logging.DEBUG)
    return Sit(tmp_path, monkeypatch, capfd, caplog)


@dataclass(slots=True)
class Sit:
    """Holds a sitting in a folder of its own and keeps what it has left, its log included."""

    folder: Path
    patch: pytest.MonkeyPatch
    capfd: pytest.CaptureFixture[str]
    caplog: pytest.LogCaptureFixture

    async def hold(self, name: str, slips: Mapping[str, str]) -> Session:
        """Hold it with these slips."""
        more = {"LOG_LEVEL": "DEBUG", "PERSONAL_AFTER": NEVER, **town(self.folder / "town")}
        async with open_hall(self.folder / name, self.patch, plans=PLAN, **more) as hall:
            session = await begun(hall)
            self.capfd.readouterr()
            self.caplog.clear()
            await held(session, slips, self.folder / f"{name}-out")
        session.log = "".join(self.capfd.readouterr()).splitlines()
        session.scan.judge({"log": [*session.log, *self.caplog.messages]})
        return session


class TestNothingIsWrittenThatTells:
    """architecture, "Keeping": nothing before closing, and never who voted what, on real disk."""

    async def test_a_whole_secret_ballot_leaves_no_pair_of_voter_and_choice(self, sit: Sit) -> None:
        session = await sit.hold("run", SLIPS)
        hall, left = session.scan.hall, session.moments[LEFT]

        assert hall.sitting.ballots[BallotId(1)].tally == Tally(yes=3, no=3, abstain=3)
        assert len(set(session.while_open)) == 1, "the journal's bytes change while the ballot is open"
        assert session.scan.told == []
        assert session.scan.entries(session.before) == []
        assert session.log
        assert len({answer.raw for answer in session.answers}) == 1
        assert {answer.status for answer in session.answers} == {200}
        assert {"registry.json", "registry.json.bak", "ratssaal.db rows", "ratssaal.db bytes"} <= set(left)

    async def test_nothing_differs_where_the_same_slips_come_from_others(self, sit: Sit) -> None:
        first, other = await two_alike(sit)

        assert first.moments.keys() == other.moments.keys()
        for name in first.moments:
            assert differing(first.moments[name], other.moments[name]) == {}, name
        assert differing({"log": first.log}, {"log": other.log}) == {}
        assert [a.raw for a in first.answers] == [a.raw for a in other.answers]

    async def test_who_voted_in_which_order_is_not_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path / "run", monkeypatch, plans=PLAN, **town(tmp_path / "town")) as hall:
            await hall.opened_in_the_hall(*MEMBERS)
            await opened(hall)
            for key in reversed(VOTERS):
                await hall.press(key, SLIPS[key])
            await hall.say("vogt", "schließen")
            await hall.seen("vorläufig")
            rows = await hall.desk.rows(hall.sitting.id)
            roster = [member.id for member in hall.sitting.roster]

        counted = json.loads(next(row.data for row in rows if row.type == "slips_counted.v1") or "{}")
        assert counted["handed_in"] == [one for one in roster if one in set(counted["handed_in"])]
        assert len(counted["handed_in"]) == len(VOTERS)


async def two_alike(sit: Sit) -> tuple[Session, Session]:
    """Two sessions with as many entries at every moment: what Teams says of presence comes by the clock."""
    held: tuple[list[Session], list[Session]] = ([], [])
    for number in range(20):
        held[number % 2].append(await sit.hold(f"run-{number}", (SLIPS, TURNED)[number % 2]))
        for first, other in itertools.product(*held):
            if first.rows == other.rows:
                return first, other
    pytest.fail(f"no two alike: {[[session.rows for session in sessions] for sessions in held]}")


def differing(one: Units, other: Units) -> dict[str, list[str]]:
    """What stands in one of two sessions only, apart from what chance and clock give out."""
    found = {}
    for place in sorted({*one, *other}):
        if place.startswith(BY_CHANCE):
            continue
        ours, theirs = (Counter(map(masked, units.get(place, ()))) for units in (one, other))
        if ours != theirs:
            found[place] = [*(ours - theirs), *(theirs - ours)]
    return found


class TestTheScanItself:
    """A scan that finds nothing has to be one that would."""

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            pytest.param(["m-abel", "choice", "ja"], True, id="id-and-choice"),
            pytest.param(["Anna Abel", "Nein"], True, id="name-and-title"),
            pytest.param(["m-abel", "ja", "nein", "enthaltung"], False, id="a-card-offers-all"),
            pytest.param(["m-abel", "pressed_at"], False, id="turnout-alone"),
            pytest.param(["ja", "3"], False, id="sums-alone"),
        ],
    )
    def test_a_pair_is_found_and_nothing_else(self, words: list[str], found: bool) -> None:
        assert tells(words, {"m-abel", "anna abel"}) is found

    async def test_an_open_ballot_is_found_by_the_same_scan(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path / "run", monkeypatch, plans=PLAN, **town(tmp_path / "town")) as hall:
            await hall.opened_in_the_hall(*MEMBERS)
            await hall.say("vogt", "abstimmung 5")
            await hall.seen("Abstimmung 1")
            scan = scan_of(hall, *VOTERS)
            scan.look()
            before = (await hall.desk.rows(hall.sitting.id))[-1].seq
            await hall.press("abel", "Nein")
            scan.look()

            assert scan.entries(before) == ["vote_cast.v1"]
            assert len(set(scan.journals)) == 2
