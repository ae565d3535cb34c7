"""What a secret ballot leaves behind: every byte of the data folder and every line of the log, scanned.

A unit (one document of the registry, one entry of the journal, one line of the log) tells on somebody
where it names a member, by id, account or name, and some but not all of the choices.
"""

import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from council.ballots import Tally
from council.ids import BallotId
from store import JOURNAL_FILE, REGISTRY_FILE
from tests.evening.hall import MEMBERS, Hall, open_hall
from tests.evening.test_secret import PLAN, opened, town

CHOICES = ({"ja", "yes"}, {"nein", "no"}, {"enthaltung", "abstain"})
VOTERS = ("vogt", *MEMBERS)
SLIPS = dict(
    zip(VOTERS, ("Ja", "Nein", "Enthaltung", "Nein", "Ja", "Nein", "Nein", "Ja", "Nein"), strict=True)
)


def leaves(value: object) -> Iterator[str]:
    """Every word that a value holds, keys included."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield str(value)


def tells(words: list[str], known: set[str]) -> bool:
    """Whether these words name one of those known, and some of the choices but not all."""
    plain = {word.strip().casefold() for word in words}
    named = any(name in word for word in plain for name in known)
    said = [bool(plain & choice) for choice in CHOICES]
    return named and any(said) and not all(said)


@dataclass(slots=True)
class Scan:
    """The data folder of a hall as it stood at each moment of a ballot."""

    hall: Hall
    known: set[str] = field(default_factory=set)
    journals: list[bytes] = field(default_factory=list)
    documents: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The folder on the disk."""
        return self.hall.settings.data_dir

    def look(self) -> None:
        """Keep the journal's bytes as they are, and find documents that tell on somebody."""
        files = sorted(self.folder.glob(f"{JOURNAL_FILE}*"))
        self.journals.append(b"".join(path.read_bytes() for path in files if not path.name.endswith("-shm")))
        for name in (REGISTRY_FILE, f"{REGISTRY_FILE}.bak"):
            tables = json.loads((self.folder / name).read_bytes())
            for table, documents in tables.items():
                for key, document in documents.items():
                    text = json.dumps(document, sort_keys=True)
                    if self.documents.get(f"{table}/{key}") == text:
                        continue
                    self.documents[f"{table}/{key}"] = text
                    if tells([key, *leaves(document)], self.known):
                        self.told.append(f"{table}/{key}")

    def entries(self, after: int) -> list[str]:
        """The kinds of the journal's entries after one that tell on somebody, read from the file."""
        with closing(sqlite3.connect(f"file:{self.folder / JOURNAL_FILE}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT type, data FROM events WHERE seq > ?", (after,)).fetchall()
        assert found
        return [kind for kind, data in found if tells(list(leaves(json.loads(data))), self.known)]


def scan_of(hall: Hall) -> Scan:
    """A scan that knows how each voter is called: id, account, name."""
    scan = Scan(hall)
    for key in VOTERS:
        seat = hall.seats[key]
        scan.known |= {seat.person.name.casefold(), seat.person.entra.casefold(), seat.id.casefold()}
    return scan


class TestNothingIsWrittenThatTells:
    """architecture, "Keeping": nothing before closing, and never who voted what, on real disk."""

    async def test_a_whole_secret_ballot_leaves_no_pair_of_voter_and_choice(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        async with open_hall(
            tmp_path / "run", monkeypatch, plans=PLAN, LOG_LEVEL="DEBUG", **town(tmp_path / "town")
        ) as hall:
            await hall.opened_in_the_hall(*MEMBERS)
            await opened(hall)
            await hall.world_idle()
            capfd.readouterr()
            caplog.clear()
            scan = scan_of(hall)
            scan.look()
            before = (await hall.desk.rows(hall.sitting.id))[-1].seq
            answers = []
            for key, title in SLIPS.items():
                answers.append(await hall.press(key, title))
                scan.look()
            await hall.world_idle()
            scan.look()
            while_open = list(scan.journals)
            await hall.say("vogt", "schließen")
            await hall.seen("vorläufig")
            await hall.say("vogt", "feststellen")
            await hall.seen("Dafür 3, dagegen 5, Enthaltungen 1: abgelehnt")
            await hall.world_idle()
            scan.look()
            told = scan.entries(before)
            tally = hall.sitting.ballots[BallotId(1)].tally
            await hall.stopped()
            scan.look()
        lines = [*"".join(capfd.readouterr()).splitlines(), *caplog.messages]

        assert tally == Tally(yes=3, no=5, abstain=1)
        assert len(set(while_open)) == 1, "the journal's bytes change while the ballot is open"
        assert (scan.told, told) == ([], [])
        assert lines
        assert [line for line in lines if tells([line, *re.findall(r"\w+", line)], scan.known)] == []
        assert len({answer.raw for answer in answers}) == 1
        assert {answer.status for answer in answers} == {200}

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
            scan = scan_of(hall)
            scan.look()
            before = (await hall.desk.rows(hall.sitting.id))[-1].seq
            await hall.press("abel", "Nein")
            scan.look()

            assert scan.entries(before) == ["vote_cast.v1"]
            assert len(set(scan.journals)) == 2
