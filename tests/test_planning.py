"""Files taken in beside the bot: whole or not at all, and every bad row named."""

import asyncio
import io
import json
import socket
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

import doctor
from beside import refuse_real_sittings, refused_folder
from config import Settings, load_settings
from console import Refused, sentence
from council.commands import PrepareSitting
from council.decide import decide
from council.ids import MemberId, SittingId
from council.roster import Roster
from council.rulebook import Format
from desk.ports import EMPTY
from exporting import export_sitting, verify_path
from planning import Plan, import_roster, list_sittings, plan_sitting
from store.folder import open_beside, open_store
from store.planned import Planned, Plans

Answer = TypeVar("Answer")
RULES = Path(__file__).parent.parent / "council" / "rulesets" / "sachsen.toml"

ROSTER = """kennung;vorname;nachname;rolle;fraktion;email;von
arndt;Anna;Arndt;vorsitz;;arndt@rat.example;
boehm;Bernd;Böhm;mitglied;SPD;boehm@rat.example;01.09.2026
celik;Cem;Çelik;büro+schriftführung;;celik@rat.example;
"""
AGENDA = """nummer;titel;art;öffentlich
1;Eröffnung;formalie;ja
2;Bebauungsplan Süd;beschluss;ja
3;Grundstück;beschluss;nein
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A town with an empty data folder."""
    monkeypatch.chdir(tmp_path)
    return load_settings(serving=False, data_dir=tmp_path / "daten", body="Gemeinderat")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], str]:
    """Write a file and return its path as typed."""

    def written(text: str) -> str:
        path = tmp_path / "datei.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


def plans(settings: Settings, ask: Callable[[Plans], Coroutine[Any, Any, Answer]]) -> Answer:
    """Return what is kept in the data folder."""

    async def asked() -> Answer:
        store = await open_beside(settings.data_dir)
        try:
            return await ask(Plans(store.registry))
        finally:
            await store.close()

    return asyncio.run(asked())


def roster(settings: Settings) -> Roster:
    """Return the roster that is kept."""
    return plans(settings, lambda kept: kept.roster())


def planned(settings: Settings) -> tuple[Planned, ...]:
    """Return the sittings that are planned."""
    return plans(settings, lambda kept: kept.all())


def prepare(settings: Settings, sitting: SittingId, *, probe: bool = False) -> None:
    """Let a planned sitting be prepared, as the bot does it."""

    async def prepared() -> None:
        store = await open_store(settings.data_dir)
        kept = Plans(store.registry)
        plan = await kept.find(sitting)
        assert plan is not None
        now = datetime(2026, 12, 9, 12, tzinfo=UTC)
        command = PrepareSitting(
            sitting=sitting,
            by=MemberId("celik"),
            title=plan.title,
            body=plan.body,
            starts=plan.starts,
            format=plan.format,
            rules=RULES.read_text("utf-8"),
            meeting="meeting-1",
            roster=await kept.roster(),
            agenda=plan.agenda,
            reason="Hochwasser",
            probe=probe,
        )
        await store.journal.append(sitting, EMPTY, decide(None, command, now, "0" * 32))
        await store.close()

    asyncio.run(prepared())


class TestRosterImport:
    """contract § 6: a file is taken whole or not at all."""

    def test_says_how_many_were_taken(self, settings: Settings, write: Callable[[str], str]) -> None:
        assert "3 Personen, davon 2" in import_roster(settings, write(ROSTER))
        assert [member.id for member in roster(settings)] == ["arndt", "boehm", "celik"]

    def test_everything_of_a_person_comes_back(self, settings: Settings, write: Callable[[str], str]) -> None:
        import_roster(settings, write(ROSTER))

        member = roster(settings).get(MemberId("boehm"))
        assert member is not None
        assert (member.last, member.group) == ("Böhm", "SPD")
        assert member.since == datetime(2026, 8, 31, 22, tzinfo=UTC)

    def test_a_later_file_takes_the_place_of_the_first(
        self, settings: Settings, write: Callable[[str], str]
    ) -> None:
        import_roster(settings, write(ROSTER))
        import_roster(settings, write("\n".join(ROSTER.splitlines()[:2])))

        assert [member.id for member in roster(settings)] == ["arndt"]

    def test_a_dry_run_writes_nothing(self, settings: Settings, write: Callable[[str], str]) -> None:
        said = import_roster(settings, write(ROSTER), dry_run=True)

        assert "3 Personen" in said
        assert not settings.data_dir.exists()

    def test_bad_rows_are_named_and_nothing_is_taken(
        self, settings: Settings, write: Callable[[str], str]
    ) -> None:
        import_roster(settings, write(ROSTER))
        bad = ROSTER.replace("mitglied", "kaiser").replace("celik@rat.example", "celik")

        with pytest.raises(Refused) as refused:
            import_roster(settings, write(bad))

        text = str(refused.value)
        assert "Zeile 3, rolle" in text
        assert "Zeile 4, email" in text
        assert text.endswith("(Fehler: 2).")
        assert len(roster(settings)) == 3


class TestSittingPlan:
    """contract § 1: a planned sitting with its agenda; its id is the last word."""

    def test_the_id_is_day_and_title(self, settings: Settings, write: Callable[[str], str]) -> None:
        plan = Plan(title="Ratsversammlung Süd", start="2026-12-09T14:00")

        said = plan_sitting(settings, write(AGENDA), plan)

        assert said.split()[-1] == "2026-12-09-ratsversammlung-sued"

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            pytest.param("Ratsversammlung", "2026-12-09-ratsversammlung", id="plain"),
            pytest.param("  Rat: 7. Sitzung! ", "2026-12-09-rat-7-sitzung", id="signs"),
            pytest.param("???", "2026-12-09", id="no-letters"),
            pytest.param("ß" * 60, "2026-12-09-" + "s" * 48, id="long"),
        ],
    )
    def test_ids_hold_small_letters_digits_and_hyphens(
        self, settings: Settings, write: Callable[[str], str], title: str, name: str
    ) -> None:
        said = plan_sitting(settings, write(AGENDA), Plan(title=title, start="2026-12-09T14:00"))

        assert said.split()[-1] == name

    def test_the_same_title_twice_gets_a_number(
        self, settings: Settings, write: Callable[[str], str]
    ) -> None:
        plan = Plan(title="Rat", start="2026-12-09T14:00")
        names = [plan_sitting(settings, write(AGENDA), plan).split()[-1] for _ in range(3)]

        assert names == ["2026-12-09-rat", "2026-12-09-rat-2", "2026-12-09-rat-3"]

    def test_everything_typed_is_kept(self, settings: Settings, write: Callable[[str], str]) -> None:
        plan = Plan(
            title="Rat",
            start="2026-07-09T14:00",
            format="presence",
            reason="Hochwasser",
            notified="2026-07-01",
            convened="30.06.2026",
            public_room="Rathaus, Saal 1",
            probe=True,
            second=True,
        )
        plan_sitting(settings, write(AGENDA), plan)

        (kept,) = planned(settings)
        assert kept.starts == datetime(2026, 7, 9, 12, tzinfo=UTC)
        assert (kept.body, kept.format, kept.probe) == ("Gemeinderat", Format.PRESENCE, True)
        assert kept.second
        assert (kept.notified, kept.convened) == (date(2026, 7, 1), date(2026, 6, 30))
        assert [(item.number, item.public) for item in kept.items] == [
            ("1", True),
            ("2", True),
            ("3", False),
        ]

    def test_an_update_keeps_the_id(self, settings: Settings, write: Callable[[str], str]) -> None:
        first = plan_sitting(settings, write(AGENDA), Plan(title="Rat", start="2026-12-09T14:00"))
        name = first.split()[-1]

        again = Plan(title="Rat neu", start="2026-12-10T15:00", update=name)
        assert plan_sitting(settings, write(AGENDA), again).split()[-1] == name
        assert [(each.id, each.title) for each in planned(settings)] == [(name, "Rat neu")]

    def test_only_a_planned_sitting_can_be_updated(
        self, settings: Settings, write: Callable[[str], str]
    ) -> None:
        plan = Plan(title="Rat", start="2026-12-09T14:00", update="2026-12-09-anders")

        with pytest.raises(Refused, match="2026-12-09-anders"):
            plan_sitting(settings, write(AGENDA), plan)

        assert planned(settings) == ()

    @pytest.mark.parametrize("start", ["morgen", "2026-12-09", "14:00", "", "2026-13-01T14:00"])
    def test_a_start_needs_day_and_time(
        self, settings: Settings, write: Callable[[str], str], start: str
    ) -> None:
        with pytest.raises(Refused, match="--start"):
            plan_sitting(settings, write(AGENDA), Plan(title="Rat", start=start))

        assert planned(settings) == ()

    def test_a_bad_day_or_an_empty_title_is_refused(
        self, settings: Settings, write: Callable[[str], str]
    ) -> None:
        for plan in (
            Plan(title="Rat", start="2026-12-09T14:00", notified="gestern"),
            Plan(title="  ", start="2026-12-09T14:00"),
        ):
            with pytest.raises(Refused, match="--"):
                plan_sitting(settings, write(AGENDA), plan)

        assert planned(settings) == ()

    def test_a_bad_agenda_plans_nothing(self, settings: Settings, write: Callable[[str], str]) -> None:
        doubled = AGENDA.replace("3;", "2;")

        with pytest.raises(Refused, match="Zeile 4, nummer"):
            plan_sitting(settings, write(doubled), Plan(title="Rat", start="2026-12-09T14:00"))

        assert planned(settings) == ()


class TestSittingList:
    """contract § 1: what is stored, read beside a running bot."""

    def test_an_empty_folder_says_so(self, settings: Settings) -> None:
        assert list_sittings(settings) == "Keine Sitzungen."

    def test_planned_and_prepared_sittings_stand_in_order(
        self, settings: Settings, write: Callable[[str], str]
    ) -> None:
        import_roster(settings, write(ROSTER))
        for title, start in (("Spät", "2026-12-16T14:00"), ("Früh", "2026-12-09T14:00")):
            plan_sitting(settings, write(AGENDA), Plan(title=title, start=start))
        prepare(settings, SittingId("2026-12-09-frueh"))

        first, second = list_sittings(settings).splitlines()
        assert first.split() == ["2026-12-09-frueh", "2026-12-09", "14:00", "vorbereitet", "Früh"]
        assert second.split() == ["2026-12-16-spaet", "2026-12-16", "14:00", "geplant", "Spät"]

    def test_a_damaged_folder_is_one_sentence(self, settings: Settings) -> None:
        settings.data_dir.mkdir()
        (settings.data_dir / "registry.json").write_text("{kaputt")

        with pytest.raises(Refused, match="beschädigt"):
            list_sittings(settings)


class TestExportAndVerify:
    """contract § 1: the evidence package, and the check of one."""

    @pytest.fixture
    def package(self, settings: Settings, write: Callable[[str], str], tmp_path: Path) -> Path:
        """The exported package of a prepared sitting."""
        import_roster(settings, write(ROSTER))
        plan_sitting(settings, write(AGENDA), Plan(title="Rat", start="2026-12-09T14:00"))
        prepare(settings, SittingId("2026-12-09-rat"))
        return Path(export_sitting(settings, "2026-12-09-rat", tmp_path / "aus"))

    def test_a_package_is_sound_as_zip_and_as_folder(self, package: Path) -> None:
        places = [package, package.with_suffix(""), package.parent]

        assert [verify_path(place, None, "de")[0] for place in places] == [0, 0, 0]

    def test_two_exports_are_signed_by_the_same_installation(
        self, settings: Settings, package: Path, tmp_path: Path
    ) -> None:
        again = Path(export_sitting(settings, "2026-12-09-rat", tmp_path / "noch"))
        heads = [(place.with_suffix("") / "kopf.json").read_bytes() for place in (package, again)]

        assert heads[0] == heads[1]

    def test_the_doctor_prints_the_key_that_the_package_names(
        self, settings: Settings, package: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LOCAL_MODE", "1")
        monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
        out = io.StringIO()
        doctor.examine(out)
        head = json.loads((package.with_suffix("") / "kopf.json").read_bytes())

        assert len(head["public_key"]) == 64
        assert [line for line in out.getvalue().splitlines() if head["public_key"] in line] == [
            f"gut     {sentence('doctor.signing', 'de', public=head['public_key'])}"
        ]

    def test_a_changed_byte_is_damage_and_a_missing_path_is_no_package(self, package: Path) -> None:
        journal = package.with_suffix("") / "journal.jsonl"
        journal.write_bytes(journal.read_bytes() + b"x")

        assert verify_path(package.with_suffix(""), None, "de")[0] == 1
        assert verify_path(package.parent / "nichts", None, "en")[0] == 2

    def test_what_is_not_stored_is_not_exported(self, settings: Settings, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="2026-01-01-rat"):
            export_sitting(settings, "2026-01-01-rat", tmp_path / "aus")

        assert not (tmp_path / "aus").exists()


class TestDataFolder:
    """contract § 2: who may serve a data folder."""

    @pytest.mark.parametrize("probe", [True, False])
    def test_local_mode_is_refused_beside_real_sittings(
        self, settings: Settings, write: Callable[[str], str], probe: bool
    ) -> None:
        import_roster(settings, write(ROSTER))
        plan_sitting(settings, write(AGENDA), Plan(title="Rat", start="2026-12-09T14:00"))
        prepare(settings, SittingId("2026-12-09-rat"), probe=probe)

        if probe:
            refuse_real_sittings(settings)
            assert planned(settings)
        else:
            with pytest.raises(Refused, match="2026-12-09-rat"):
                refuse_real_sittings(settings)

    def test_local_mode_makes_no_folder_by_asking(self, settings: Settings) -> None:
        refuse_real_sittings(settings)

        assert not settings.data_dir.exists()

    def test_a_second_server_is_told_so(self, settings: Settings) -> None:
        async def twice() -> None:
            first = await open_store(settings.data_dir)
            try:
                await open_store(settings.data_dir)
            finally:
                await first.close()

        with pytest.raises(Refused, match="anderen Prozess"), refused_folder(settings):
            asyncio.run(twice())

    def test_a_taken_port_is_told(self, settings: Settings) -> None:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            one.listen()
            with pytest.raises(Refused, match="PORT"), refused_folder(settings):
                other.bind(one.getsockname())

    def test_other_faults_keep_their_file(self, settings: Settings) -> None:
        with pytest.raises(FileNotFoundError), refused_folder(settings):
            Path("fehlt.csv").read_bytes()
