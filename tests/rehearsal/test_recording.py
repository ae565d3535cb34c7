"""A short tape is replayed through the real bot, in a process of its own, over signed HTTP."""

import json
from pathlib import Path
from typing import Any

import pytest

from rehearsal.demo import main
from rehearsal.faults import Faults
from rehearsal.recording import Replay
from rehearsal.tapes import read_recording
from rehearsal.world import World

MEMBERS = {f"m{number:02d}": "Fraktion A" if number % 2 else "Fraktion B" for number in range(1, 8)}
BALLOTS = [
    {"item": "5.1.1", "title": "Mehr Bänke im Park", "type": "Änderungsantrag", "votes": "JJNNEOJ"},
    {"item": "5.1", "title": "Umgestaltung des Parks", "type": "Beschlussvorlage", "votes": "JJJNNNO"},
    {"item": "5.1", "title": "Schluss der Debatte", "type": "Geschäftsordnung", "votes": "NNNNNNN"},
    {"item": "5.1", "title": "Umgestaltung, Punkt 2", "type": "Beschlussvorlage", "votes": "JOOOOOE"},
]
SITTINGS = [
    {"date": "2026-03-05", "title": "Stadtratssitzung", "members": list(MEMBERS), "ballots": BALLOTS},
    {"date": "2026-04-09", "title": "Fortsetzung", "members": list(MEMBERS)[:5], "ballots": [
        {"item": "6", "title": "Radweg am Nordring", "type": "Antrag", "votes": "JJJNE"},
    ]},
]  # fmt: skip


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    file = tmp_path / "tape.json"
    file.write_text(json.dumps({"members": MEMBERS, "sittings": SITTINGS}), encoding="utf-8")
    return file


class TestReplay:
    """contract.md 1: recorded roll calls, vote by vote through HTTP, every tally compared."""

    async def test_every_tally_equals_the_tape_in_chats_and_packages(
        self, tmp_path: Path, tape: Path
    ) -> None:
        recording = read_recording(tape)
        heard: list[str] = []

        async with World(tmp_path / "lauf", speed=20) as world:
            await world.start_bot(LOG_LEVEL="WARNING")
            result = await Replay(world, recording, tmp_path / "out").run(recording.sittings, heard.append)
            results = [
                len([one for one in chat.bot_messages() if one.text.startswith("Dafür")])
                for chat in world.tenant.chats.values()
                if chat.meeting is not None
            ]

        assert result.differences == []
        assert (result.equal, result.ballots) == (5, 5)
        assert result.votes == sum(len(b.votes) for s in recording.sittings for b in s.ballots)
        assert heard[-1] == "2026-04-09: Abstimmung 1 von 1"
        assert results == [4, 1]
        packages = sorted(path.name for path in (tmp_path / "out" / "nachweise").iterdir())
        assert packages == [
            "2026-03-05-stadtratssitzung",
            "2026-03-05-stadtratssitzung.zip",
            "2026-04-09-fortsetzung",
            "2026-04-09-fortsetzung.zip",
        ]

    @pytest.mark.slow
    async def test_faulty_deliveries_change_no_tally(self, tmp_path: Path, tape: Path) -> None:
        recording = read_recording(tape)
        faults = Faults(doubled=0.3, lost=0.1, late=0.1, conflict=0.05, lost_answer=0.03)

        async with World(tmp_path / "lauf", speed=20, faults=faults) as world:
            await world.start_bot(LOG_LEVEL="WARNING")
            replay = Replay(world, recording, tmp_path / "out", faults=True)
            result = await replay.run(recording.sittings, print)

        assert result.differences == []
        assert result.equal == 5
        assert world.client.delivery.counted["doubled"] > 0


class TestCommand:
    """`rehearse --recording`: exit status 0 where everything is equal, a sentence where it cannot begin."""

    @pytest.mark.slow
    def test_one_sitting_by_its_date(self, tmp_path: Path, tape: Path, capsys: Any) -> None:
        status = main(recording=tape, sitting="2026-04-09", out=tmp_path / "out")

        assert status == 0
        assert "1 of 1 tallies equal" in capsys.readouterr().out

    def test_an_unknown_date_is_said(self, tmp_path: Path, tape: Path, capsys: Any) -> None:
        status = main(recording=tape, sitting="1999-01-01", out=tmp_path / "out")

        assert status == 1
        assert "hat keine Sitzung „1999-01-01“" in capsys.readouterr().err

    def test_a_missing_file_is_said(self, tmp_path: Path, capsys: Any) -> None:
        assert main(recording=tmp_path / "none.json", out=tmp_path / "out") == 1
        assert "lässt sich nicht lesen" in capsys.readouterr().err
