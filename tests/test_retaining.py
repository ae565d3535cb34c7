"""`retention apply`, `person export`, `person erase`: what goes, what stays, and that it still verifies."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app import main
from config import Settings, load_settings
from console import Refused
from council.erasing import ERASABLE, KINDS
from council.ids import SittingId
from council.record import Row, check
from desk.desk import Desk
from exporting import export_sitting, verify_path
from personal import erase_person, export_person
from retaining import apply_retention
from store import JOURNAL_FILE, REGISTRY_FILE, open_store, standard
from store import sqlite as rows_of_a_file
from store.folder import StoreBeside, open_beside
from store.lock import ServingLock
from tests.desk.test_desk import SteppingClock
from tests.erasable import sample
from town import TownFileRefused, require_readable, retention_of

ENTRA = "0e0e0e0e-1111-4222-8333-444455556666"
EVERYTHING = """
[retention]
presence_months = 24
votes_months = 12
help_months = 3
contacts_months = 6
devices_days = 30
link_codes_days = 7
uploads_days = 2
offers_days = 14
messages_days = 90
accounts_days = 90
"""


async def _fill(folder: Path) -> None:
    store = await open_store(folder)
    try:
        old, new = "2026-01-01T09:00:00+00:00", "2027-06-01T09:00:00+00:00"
        await store.registry.put(
            "devices",
            "current",
            {"devices": [{"account": "alt", "seen_at": old}, {"account": ENTRA, "seen_at": new}]},
        )
        await store.registry.put("link_codes", "digest-alt", {"member": "b01", "until": old})
        await store.registry.put("link_codes", "digest-neu", {"member": "b01", "until": new})
        await store.registry.put("files_in", "datei-alt", {"account": "alt", "at": old, "rows": "Geheimname"})
        head = sample().rows[-1]
        await store.registry.put(
            "heads", sample().sitting, {"seq": head.seq, "hash": head.hash, "ended": head.at}
        )
    finally:
        await store.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder with one ended sitting of November 2026, and a town file with every period."""
    folder = tmp_path / "data"
    asyncio.run(_fill(folder))
    with closing(sqlite3.connect(folder / JOURNAL_FILE)) as connection:
        rows_of_a_file.insert(connection, SittingId(sample().sitting), sample().rows)
        connection.commit()
    return with_town(folder, EVERYTHING)


def with_town(folder: Path, text: str) -> Settings:
    """Settings of this folder with a town file of this text."""
    file = folder.parent / "town.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(serving=False, data_dir=folder, town_file=file)


def stored(settings: Settings) -> tuple[Row, ...]:
    """The rows of the sitting as the folder has them."""

    async def read() -> tuple[Row, ...]:
        store: StoreBeside = await open_beside(settings.data_dir)
        try:
            return await store.journal.read(SittingId(sample().sitting))
        finally:
            await store.close()

    return asyncio.run(read())


def gone(settings: Settings) -> set[str]:
    """Which kinds of entries have lost content."""
    return {row.type for row in stored(settings) if row.data is None}


def bytes_of(folder: Path) -> bytes:
    """Every byte of a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


class TestWhatIsRemoved:
    """Only what the town names, only in sittings that have ended, only when its time is over."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_one_kind_goes_whole_and_no_other(self, settings: Settings, kind: str) -> None:
        named = with_town(settings.data_dir, f"[retention]\n{kind}_months = 1\n")

        apply_retention(named, today="2027-06-01")

        assert gone(named) == KINDS[kind]
        assert verify_path(settings.data_dir / JOURNAL_FILE, None, "de")[0] == 0

    def test_nothing_goes_a_day_before_its_time(self, settings: Settings) -> None:
        ended = next(row.at for row in sample().rows if row.type == "sitting_ended.v1")
        year, month, day = int(ended[:4]), ended[5:7], int(ended[8:10])
        named = with_town(settings.data_dir, "[retention]\nvotes_months = 12\n")

        apply_retention(named, today=f"{year + 1}-{month}-{day - 1:02d}")
        assert gone(named) == set()
        apply_retention(named, today=f"{year + 1}-{month}-{day:02d}")
        assert gone(named)

    def test_without_a_period_nothing_goes(self, settings: Settings) -> None:
        named = with_town(settings.data_dir, '[body."Ratsversammlung"]\nseats = 30\n')

        assert "Nichts ist zu löschen" in apply_retention(named, today="2099-01-01")
        assert gone(named) == set()

    def test_a_body_has_its_own_period(self, settings: Settings) -> None:
        town = '[retention]\nvotes_months = 1\n[body."Ratsversammlung".retention]\nvotes_months = 600\n'
        named = with_town(settings.data_dir, town)

        apply_retention(named, today="2030-01-01")

        assert gone(named) == set()

    def test_decisions_sums_and_names_stay(self, settings: Settings) -> None:
        apply_retention(settings, today="2040-01-01")

        assert gone(settings) <= ERASABLE
        kept = {row.type for row in stored(settings) if row.data is not None}
        assert {"ballot_closed.v1", "ballot_declared.v1", "member_enrolled.v1", "item_called.v1"} <= kept

    def test_a_running_sitting_is_left_alone(self, tmp_path: Path) -> None:
        folder = tmp_path / "running"
        asyncio.run(_fill(folder))
        rows = [row for row in sample().rows if row.seq < 120]
        with closing(sqlite3.connect(folder / JOURNAL_FILE)) as connection:
            rows_of_a_file.insert(connection, SittingId(sample().sitting), rows)
            connection.commit()
        named = with_town(folder, "[retention]\nvotes_months = 1\npresence_months = 1\n")

        apply_retention(named, today="2090-01-01")

        assert gone(named) == set()

    def test_old_documents_go_and_newer_ones_stay(self, settings: Settings) -> None:
        apply_retention(settings, today="2027-06-02")

        kept = json.loads((settings.data_dir / REGISTRY_FILE).read_bytes())
        assert [one["account"] for one in kept["devices"]["current"]["devices"]] == [ENTRA]
        assert set(kept["link_codes"]) == {"digest-neu"}
        assert kept["files_in"] == {}


class TestErasedForGood:
    """Content that was removed stands in no byte of the folder any more, and the chain holds."""

    def test_no_byte_of_it_is_left(self, settings: Settings) -> None:
        salts = [row.salt.encode() for row in sample().rows if row.type in ERASABLE and row.salt]
        before = bytes_of(settings.data_dir)
        assert all(salt in before for salt in salts)
        assert b"Geheimname" in before

        apply_retention(settings, today="2040-01-01")

        after = bytes_of(settings.data_dir)
        assert [salt for salt in salts if salt in after] == []
        assert b"Geheimname" not in after

    def test_every_other_row_verifies_and_the_gaps_are_counted(self, settings: Settings) -> None:
        apply_retention(settings, today="2040-01-01")

        rows = stored(settings)
        finding = check(sample().sitting, rows, (sample().rows[-1].seq, sample().rows[-1].hash))
        status, told = verify_path(settings.data_dir / JOURNAL_FILE, None, "de")
        assert finding.sound
        assert finding.removed == sum(row.data is None for row in rows) > 100
        assert status == 0
        assert str(finding.removed) in told

    def test_a_change_is_still_found_afterwards(self, settings: Settings) -> None:
        apply_retention(settings, today="2040-01-01")
        with closing(sqlite3.connect(settings.data_dir / JOURNAL_FILE)) as connection:
            connection.execute(
                "UPDATE events SET at = replace(at, '2026', '2025') WHERE data IS NULL AND seq = "
                "(SELECT max(seq) FROM events WHERE data IS NULL)"
            )
            connection.commit()

        assert verify_path(settings.data_dir / JOURNAL_FILE, None, "de")[0] == 1

    @pytest.mark.parametrize("public", [False, True])
    def test_its_package_can_still_be_made_and_is_sound(
        self, settings: Settings, tmp_path: Path, public: bool
    ) -> None:
        apply_retention(settings, today="2040-01-01")

        where = export_sitting(settings, sample().sitting, tmp_path / "out", public=public)

        assert verify_path(Path(where), None, "de")[0] == 0

    def test_what_a_run_that_was_cut_off_has_left_goes_with_the_next(self, settings: Settings) -> None:
        with closing(sqlite3.connect(settings.data_dir / JOURNAL_FILE)) as connection:
            connection.execute("PRAGMA secure_delete=OFF").fetchall()
            connection.execute("CREATE TABLE freed (text TEXT)")
            connection.execute("INSERT INTO freed VALUES (?)", ("Geheimspur" * 5000,))
            connection.commit()
            connection.execute("DROP TABLE freed")
            connection.commit()
        assert b"Geheimspur" in bytes_of(settings.data_dir)

        apply_retention(with_town(settings.data_dir, ""), today="2040-01-01")

        assert b"Geheimspur" not in bytes_of(settings.data_dir)

    def test_a_journal_that_takes_nothing_is_one_sentence(self, settings: Settings) -> None:
        journal = settings.data_dir / JOURNAL_FILE
        with closing(sqlite3.connect(journal)) as connection:
            connection.execute(
                "CREATE TRIGGER never BEFORE UPDATE ON events BEGIN SELECT raise(ABORT, 'never'); END"
            )
            connection.commit()

        with pytest.raises(Refused, match="never"):
            apply_retention(settings, today="2040-01-01")
        assert gone(settings) == set()

    def test_a_second_time_there_is_nothing_to_do(self, settings: Settings) -> None:
        apply_retention(settings, today="2040-01-01")

        assert "Nichts ist zu löschen" in apply_retention(settings, today="2040-01-01")


class TestBeforeAnythingIsErased:
    """It can be looked at first, and it never happens beside a running bot."""

    def test_a_dry_run_tells_the_same_and_changes_nothing(self, settings: Settings) -> None:
        before = stored(settings)
        shown = apply_retention(settings, today="2040-01-01", dry_run=True)
        assert stored(settings) == before
        assert "digest-alt" in (settings.data_dir / REGISTRY_FILE).read_text(encoding="utf-8")

        done = apply_retention(settings, today="2040-01-01")

        assert shown.splitlines()[:-1] == done.splitlines()[:-1]
        assert "Einzelstimmen" in shown
        assert "Nichts wurde geändert" in shown

    def test_a_served_folder_is_refused(self, settings: Settings) -> None:
        with ServingLock(settings.data_dir), pytest.raises(Refused, match="anderen Prozess"):
            apply_retention(settings, today="2040-01-01")

        assert gone(settings) == set()

    def test_a_day_that_is_none_is_refused(self, settings: Settings) -> None:
        with pytest.raises(Refused, match="--today"):
            apply_retention(settings, today="gestern")

    @pytest.mark.parametrize(
        "text",
        [
            "[retention]\nstimmen_monate = 3\n",
            "[retention]\nvotes_months = 0\n",
            "[retention]\nvotes_months = true\n",
            "[retention]\nvotes_months = 99999\n",
            'retention = "immer"\n',
            '[body."Rat".retention]\ndevices_days = 3\n',
            '[body."Rat".retention]\nvotes_months = "drei"\n',
        ],
    )
    def test_a_mistake_in_the_town_file_is_told_at_the_start(self, settings: Settings, text: str) -> None:
        named = with_town(settings.data_dir, text)

        with pytest.raises(TownFileRefused):
            require_readable(named)
        with pytest.raises(Refused, match="TOWN_FILE"):
            apply_retention(with_town(settings.data_dir, text.replace('"Rat"', '"Ratsversammlung"')))

    def test_every_period_can_be_named(self, settings: Settings) -> None:
        assert retention_of(settings)["link_codes_days"] == 7


class TestTheBotAfterwards:
    """A sitting with gaps can be shown and takes no turn; nobody is alarmed."""

    async def test_it_is_read_and_not_locked(self, tmp_path: Path) -> None:
        folder = tmp_path / "data"
        await _fill(folder)
        rows = [row if row.type not in ERASABLE else _bare(row) for row in sample().rows]
        with closing(sqlite3.connect(folder / JOURNAL_FILE)) as connection:
            rows_of_a_file.insert(connection, SittingId(sample().sitting), rows)
            connection.commit()
        store = await open_store(folder)
        try:
            desk = Desk(
                journal=store.journal,
                registry=store.registry,
                clock=SteppingClock(),
                decode=standard().event_of,
                nonce=lambda: "n",
                broken=pytest.fail,
            )
            await desk.start()
            state = await desk.read(SittingId(sample().sitting))
            events = await desk.events(SittingId(sample().sitting))
            await desk.stop()
        finally:
            await store.close()

        assert state is not None
        assert state.ended_at is not None
        assert desk.locked() == {}
        assert len(events) == sum(row.data is not None for row in rows)


def _bare(row: Row) -> Row:
    return Row(**{**{name: getattr(row, name) for name in Row.__slots__}, "data": None, "salt": None})


class TestOnTheCommandLine:
    """contract § 1: one line each; a refusal is one sentence and an exit status."""

    def test_the_three_lines_work(
        self,
        settings: Settings,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
        monkeypatch.setenv("TOWN_FILE", str(settings.town_file))
        file = tmp_path / "auskunft.json"

        statuses = [
            main(["retention", "apply", "--dry-run", "--today", "2040-01-01"]),
            main(["person", "export", "ob", str(file)]),
            main(["person", "erase", "ob", "--sitting", "all"]),
            main(["person", "erase", "niemand", "--sitting", "all"]),
        ]

        assert statuses == [0, 0, 0, 1]
        assert file.stat().st_mode & 0o077 == 0
        assert "„niemand“" in capsys.readouterr().err


class TestOnePerson:
    """Information about one person, and erasure in sittings that have ended."""

    def test_the_export_holds_their_votes_and_nobody_elses(self, settings: Settings, tmp_path: Path) -> None:
        member = _a_voter()
        export_person(settings, member, tmp_path / "auskunft.json")

        told = json.loads((tmp_path / "auskunft.json").read_text(encoding="utf-8"))
        entries = told["sittings"][sample().sitting]
        votes = [one for one in entries if one["type"] == "vote_cast.v1"]
        own = [row for row in sample().rows if row.type == "vote_cast.v1" and _member(row) == member]
        assert len(votes) >= len(own) > 0
        others = {_id(row) for row in sample().rows if row.type == "member_enrolled.v1"} - {member}
        assert all(
            not isinstance(one["data"].get("electorate"), list) or one["data"]["electorate"] == [member]
            for one in entries
        )
        assert others.isdisjoint(one["data"].get("member") for one in votes)

    def test_a_name_is_as_good_as_an_id(self, settings: Settings, tmp_path: Path) -> None:
        export_person(settings, "ute groessler", tmp_path / "a.json")

        assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["person"] == "ob"

    def test_somebody_unknown_is_refused_and_nothing_written(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        with pytest.raises(Refused, match="keiner Mitgliederliste"):
            export_person(settings, "Niemand", tmp_path / "b.json")

        assert not (tmp_path / "b.json").exists()

    @pytest.mark.parametrize("which", [sample().sitting, "all"])
    def test_erasure_takes_their_entries_alone_and_the_record_is_sound(
        self, settings: Settings, which: str
    ) -> None:
        member = _a_voter()

        erase_person(settings, member, which)

        rows = stored(settings)
        left = [row for row in rows if row.type in ERASABLE and row.data is not None]
        assert [row for row in left if _member(row) == member] == []
        assert any(row.type == "vote_cast.v1" for row in left)
        assert verify_path(settings.data_dir / JOURNAL_FILE, None, "de")[0] == 0

    def test_an_unknown_sitting_or_person_changes_nothing(self, settings: Settings) -> None:
        for member, which in ((_a_voter(), "keine"), ("niemand", "all")):
            with pytest.raises(Refused):
                erase_person(settings, member, which)

        assert gone(settings) == set()


def _data(row: Row) -> dict[str, object]:
    found: dict[str, object] = json.loads(row.data or "{}")
    return found


def _member(row: Row) -> object:
    return _data(row).get("member")


def _id(row: Row) -> object:
    member = _data(row)["member"]
    assert isinstance(member, dict)
    return member["id"]


def _a_voter() -> str:
    return next(str(_member(row)) for row in sample().rows if row.type == "vote_cast.v1")
