"""One person in the registry, in a folder and a database: told whole, and gone where nothing needs them."""

import ast
import asyncio
import importlib
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import chats, errands, files_out, ledger, link_codes, meeting_setup, reach, uploads, wishes
from bot.ledger import PACKED, packed, unpacked
from config import Settings, load_settings
from council import events as ev
from council.ids import MemberId, SittingId
from council.record import Row, check
from council.roster import Contact, Member, Role
from desk.desk import KEPT_AT_HAND
from exporting import DATABASE, verify_path
from personal import erase_person, export_person
from persons import (
    CHATS,
    LINK_CODES,
    OF_A_PERSON,
    OF_A_SITTING,
    OFFERS,
    OUTBOXES,
    OWED,
    PERSON,
    SETUPS,
    UNREACHED,
    UPLOADS,
    WISHES,
)
from retaining import UNOWNED, apply_retention
from store import JOURNAL_FILE, open_any_beside, standard
from store import sqlite as rows_of_a_file
from store.folder import StoreBeside
from store.planned import members_document
from store.postgres import connect, insert
from store.tables import prepare
from tests.erasable import ACCOUNT, WHOM, contact_of, sample
from tests.test_frame import BESIDE, ROOMS, ROOT, sources

SITTING = SittingId(sample().sitting)
EARLIER = "2026-10-01-finanzausschuss"
OWN, OTHERS = contact_of("m03").entra_id, contact_of("m05").entra_id
AT = "2026-11-27T18:00:00+00:00"

NOBODYS: Mapping[str, str] = {
    "heads": "where each record ends",
    "identity": "the installation's signing key",
    "link_salt": "the salt of the link codes",
    "sittings": "agendas as they are planned, without people",
    "bindings": "which meeting is which sitting's",
    "meetings_held": "in which meetings a sitting was held",
    "attendance_checks": "of which sittings Teams' reports are waited for",
    "roster_subscriptions": "subscriptions at Graph, by sitting",
    "practices": "the question of a practice ballot",
    "faults": "faults of the bot itself",
}
"""Tables in which nobody stands, each with what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A member with the accounts and the chat by which the documents name them."""

    member: str
    account: str

    @property
    def conversation(self) -> str:
        return f"a:1-{self.member}"


ME, OTHER = Someone(member=WHOM, account=OWN), Someone(member="m05", account=OTHERS)


def line(who: Someone, until: datetime | None = None) -> Member:
    """A line of the town's roster."""
    contact = Contact(entra_id=who.account, phone=f"0171 {who.member}")
    roles = (Role.MEMBER,)
    return Member(
        id=MemberId(who.member),
        first="Vor",
        last=f"Nach-{who.member}",
        roles=roles,
        contact=contact,
        until=until,
    )


def slots_of(who: Someone) -> dict[str, Any]:
    """What stands in somebody's own chat, as the outbox notes it."""
    chat = PERSON + who.account
    names = (f"ballot:1@{chat}", f"control:2@{chat}", f"aloud:1:{who.member}:0")
    return {
        name: {"chat": chat, "ids": [["1", "d"]], "born": "d", "intent": "", "refused": 0} for name in names
    }


SHARED = {"ballot:1": {"chat": "meeting:19:x", "ids": [["9", "d"]], "born": "d", "intent": "", "refused": 0}}


def of_one(who: Someone) -> dict[str, dict[str, Any]]:
    """A document of a person in every table that has documents of single people."""
    chat = PERSON + who.account
    return {
        "account_links": {who.member: {"account": who.account, "instead": "", "name": "vor nach"}},
        CHATS: {chat: {"conversation": who.conversation, "service_url": "https://x", "kind": "personal"}},
        WISHES: {who.account: {"personal": "immer", "aloud": True}},
        UNREACHED: {who.conversation: {"status": 403}},
        OFFERS: {
            f"o-{who.member}": {
                "sitting": SITTING,
                "kind": "minutes.docx",
                "member": who.member,
                "entra_id": who.account,
                "at": AT,
            }
        },
        LINK_CODES: {
            f"c-{who.member}": {"member": who.member, "until": AT, "by": "b01", "instead": [who.account]}
        },
        UPLOADS: {f"f-{who.member}": {"account": who.account, "at": AT, "sent": {"name": "liste.csv"}}},
        OWED: {f"{SITTING}|ballot:1@{chat}": {"sitting": SITTING, "slot": f"ballot:1@{chat}", "chat": chat}},
    }


def documents(until: datetime | None = None) -> dict[str, dict[str, Any]]:
    """Two people in every table that holds people, by table and key."""
    mine, others = of_one(ME), of_one(OTHER)
    attendees = [{"identity": {"user": {"id": one.account}}, "role": "attendee"} for one in (ME, OTHER)]
    devices = [{"account": one.account, "member": one.member, "seen_at": AT} for one in (ME, OTHER)]
    slots = {**SHARED, **slots_of(ME), **slots_of(OTHER)}
    return {
        **{table: {**mine[table], **others[table]} for table in mine},
        "roster": {"current": {"members": members_document((line(ME, until), line(OTHER)))}},
        "devices": {"current": {"devices": devices}},
        SETUPS: {
            SITTING: {"organizer": "o", "meeting": "m", "before": {"participants": {"attendees": attendees}}}
        },
        "outbox": {SITTING: {"slots": slots}},
        "outbox_resting": {EARLIER: {PACKED: packed(slots)}},
    }


def do(settings: Settings, work: Any) -> Any:
    """Do something with what is kept."""

    async def opened() -> Any:
        store = await open_any_beside(settings.data_dir, settings.database)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())


def fill(settings: Settings, found: Mapping[str, Mapping[str, Any]]) -> None:
    """Put documents where they belong."""

    async def put(store: StoreBeside) -> None:
        for table, entries in found.items():
            for key, document in entries.items():
                await store.registry.put(table, key, document)

    do(settings, put)


def kept(settings: Settings) -> dict[str, dict[str, Any]]:
    """Every document that is kept, the packed ones taken out."""

    async def read(store: StoreBeside) -> dict[str, dict[str, Any]]:
        return {table: await store.registry.all(table) for table in await store.registry.tables()}

    found: dict[str, dict[str, Any]] = do(settings, read)
    for key, document in found.get("outbox_resting", {}).items():
        found["outbox_resting"][key] = {"slots": unpacked(document[PACKED])}
    return found


def rows_of(settings: Settings) -> tuple[Row, ...]:
    """The record of the sitting as it is kept."""

    async def read(store: StoreBeside) -> tuple[Row, ...]:
        return await store.journal.read(SITTING)

    rows: tuple[Row, ...] = do(settings, read)
    return rows


def verified(settings: Settings) -> bool:
    """Whether the records that are kept are sound."""
    path = Path(DATABASE) if settings.database else settings.data_dir / JOURNAL_FILE
    last = sample().rows[-1]
    return (
        verify_path(path, None, "de")[0] == 0
        and check(SITTING, rows_of(settings), (last.seq, last.hash)).sound
    )


IN_A_FOLDER = pytest.mark.parametrize("settings", ["folder"], indirect=True)
"""In a database it is looked at in test_retaining_database, or the same."""


@pytest.fixture(params=["folder", "database"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """One ended sitting of November 2026 in a data folder, or in a database."""
    rows, url = sample().rows, ""
    if request.param == "database":
        url = request.getfixturevalue("database_url")
        monkeypatch.setenv("DATABASE_URL", url)
        prepare(url)
        with connect(url) as connection:
            insert(connection, SITTING, rows)
    folder = tmp_path / "data"
    made = load_settings(serving=False, data_dir=folder)
    fill(made, {})
    if not url:
        with closing(rows_of_a_file.connect(folder / JOURNAL_FILE)) as connection_:
            rows_of_a_file.prepare(connection_)
            rows_of_a_file.insert(connection_, SITTING, rows)
            connection_.commit()
    return made


def exported(settings: Settings, member: str = ME.member) -> Any:
    """What is told of a person."""
    out = settings.data_dir.parent / f"{member}.json"
    export_person(settings, member, out)
    return json.loads(out.read_text(encoding="utf-8"))


def written_tables() -> set[str]:
    """Every table into which the product's source puts a document."""
    found = set()
    for path in sources(*(room for room in ROOMS if room not in ("rehearsal", "council")), *BESIDE):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        puts = [
            call.args[0]
            for call in calls
            if isinstance(call.func, ast.Attribute)
            and call.func.attr in ("put", "put_all")
            and ast.unparse(call.func.value).endswith("registry")
        ]
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for table in puts:
            name = ast.unparse(table)
            found.add(getattr(importlib.import_module(module), name, name))
    return found - {"table"}


class TestEveryTable:
    """No table of the registry is forgotten."""

    def test_each_is_known_to_hold_people_or_nobody(self) -> None:
        people = OF_A_PERSON | OF_A_SITTING

        assert people <= written_tables() <= people | set(NOBODYS)
        assert not people & set(NOBODYS)

    def test_each_that_holds_people_is_planted_here(self) -> None:
        assert set(documents()) == OF_A_PERSON | OF_A_SITTING

    def test_they_are_called_as_the_bot_calls_them(self) -> None:
        assert (chats.TABLE, wishes.TABLE, reach.TABLE) == (CHATS, WISHES, UNREACHED)
        assert (files_out.TABLE, link_codes.TABLE, uploads.TABLE) == (OFFERS, LINK_CODES, UPLOADS)
        assert (errands.TABLE, meeting_setup.TABLE) == (OWED, SETUPS)
        assert (ledger.TABLE, ledger.PACKED_TABLE) == OUTBOXES
        assert chats.PERSON == PERSON


class TestTold:
    """GDPR Art. 15: the export is everything, and nothing of anybody else."""

    def test_every_table_that_holds_the_person_is_in_it(self, settings: Settings) -> None:
        fill(settings, documents())

        told = exported(settings)["documents"]

        assert set(told) == OF_A_PERSON | OF_A_SITTING
        for table, entries in of_one(ME).items():
            assert told[table] == entries
        assert told["roster"]["current"] == members_document((line(ME),))
        assert [one["account"] for one in told["devices"]["current"]] == [OWN]
        assert told["outbox"] == {SITTING: {"slots": slots_of(ME)}}
        assert told["outbox_resting"] == {EARLIER: {"slots": slots_of(ME)}}

    def test_a_table_that_nobody_thought_of_is_in_it(self, settings: Settings) -> None:
        fill(settings, {"neu": {"1": {"wer": [OWN, OTHERS]}, "2": {"wer": [OTHERS]}, OWN: {"wie": "so"}}})

        assert exported(settings)["documents"]["neu"] == {"1": {"wer": [OWN]}, OWN: {"wie": "so"}}

    def test_nobody_else_is_in_what_the_registry_tells(self, settings: Settings) -> None:
        fill(settings, documents())

        text = json.dumps(exported(settings)["documents"])

        assert OTHERS not in text
        assert OTHER.conversation not in text

    def test_entries_that_name_only_an_account_of_theirs_are_in_it(self, settings: Settings) -> None:
        told = exported(settings)
        entries = {one["type"]: one["data"] for one in told["sittings"][SITTING]}

        assert {OWN, ACCOUNT} <= set(told["accounts"])
        assert entries["doubt_raised.v1"]["account"] == ACCOUNT
        assert entries["doubt_raised.v1"]["seats"] == []
        assert entries["member_enrolled.v1"]["member"]["roles"] == ["mitglied"]
        assert len(entries["presence_corrected.v1"]["spells"]) == 1
        assert len(entries["attendance_reported.v1"]["attested"][0]["spans"]) == 1

    def test_an_account_that_is_somebody_elses_by_now_is_not_theirs(self, settings: Settings) -> None:
        found = documents()
        taken = {"account": ACCOUNT, "instead": OTHERS, "name": "vor nach"}
        found["account_links"][OTHER.member] = taken
        found[WISHES][ACCOUNT] = {"personal": "aus", "aloud": False}
        fill(settings, found)

        told = exported(settings)

        assert told["accounts"] == [OWN]
        assert ACCOUNT not in json.dumps(told["documents"])

    def test_every_entry_about_them_is_in_it(self, settings: Settings) -> None:
        numbers = {one["seq"] for one in exported(settings)["sittings"][SITTING]}

        about = {row.seq for row in sample().rows if f'"{WHOM}"' in (row.data or "")}
        assert about <= numbers


class TestErased:
    """GDPR Art. 17: who no longer acts is gone from the registry, and the evidence is as good as before."""

    def test_nothing_of_the_person_is_left_and_everything_of_the_others(self, settings: Settings) -> None:
        found = documents()
        found["roster"]["current"] = {"members": members_document((line(OTHER),))}
        fill(settings, found)
        before = exported(settings, OTHER.member)

        said = erase_person(settings, ME.member, "all")

        assert exported(settings)["documents"] == {}
        after = exported(settings, OTHER.member)
        assert set(after["documents"]) == set(before["documents"]) - {SETUPS}
        assert kept(settings)["outbox"] == {SITTING: {"slots": {**SHARED, **slots_of(OTHER)}}}
        assert "bleibt" not in said
        assert verified(settings)

    @IN_A_FOLDER
    def test_no_byte_of_it_is_left_in_the_folder(self, settings: Settings) -> None:
        found = documents()
        found["roster"]["current"] = {"members": members_document((line(OTHER),))}
        fill(settings, found)

        erase_person(settings, ME.member, "all")

        left = b"".join(path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file())
        assert OWN.encode() not in left
        assert ME.conversation.encode() not in left
        packed_before = documents()["outbox_resting"][EARLIER][PACKED]
        assert packed_before.encode() not in left

    def test_what_was_noted_of_an_account_of_theirs_goes_too(self, settings: Settings) -> None:
        erase_person(settings, ME.member, "all")

        left = [standard().event_of(row) for row in rows_of(settings) if row.data is not None]
        assert not any(isinstance(one, (ev.DoubtRaised, ev.DoubtSettled)) for one in left)
        assert verified(settings)

    def test_a_mandate_that_is_over_takes_its_line_along(self, settings: Settings) -> None:
        fill(settings, documents(until=datetime(2020, 12, 1, tzinfo=UTC)))

        said = erase_person(settings, ME.member, "all")

        assert [one["id"] for one in kept(settings)["roster"]["current"]["members"]] == [OTHER.member]
        assert exported(settings)["documents"] == {}
        assert "bringt sie zurück" in said

    def test_who_still_acts_keeps_what_that_needs_and_it_is_said(self, settings: Settings) -> None:
        fill(settings, documents())

        said = erase_person(settings, ME.member, "all")

        left = exported(settings)["documents"]
        assert set(left) == {*OF_A_PERSON, "outbox_resting"}
        assert "steht noch auf der Mitgliederliste" in said
        assert verified(settings)

    @IN_A_FOLDER
    def test_a_sitting_that_has_not_ended_needs_them(self, settings: Settings) -> None:
        found = documents()
        del found["roster"]
        fill(settings, found)
        with closing(rows_of_a_file.connect(settings.data_dir / JOURNAL_FILE)) as connection:
            connection.execute("DELETE FROM events WHERE seq > 120")
            connection.commit()

        said = erase_person(settings, ME.member, "all")

        assert set(exported(settings)["documents"]) == set(found)
        assert "die nicht beendet ist" in said

    def test_one_sitting_takes_only_what_belongs_to_it(self, settings: Settings) -> None:
        fill(settings, documents())

        said = erase_person(settings, ME.member, SITTING)

        assert set(exported(settings)["documents"]) == {*OF_A_PERSON, "outbox_resting"}
        assert "--sitting all" in said

    def test_somebody_whom_only_a_link_names_can_be_erased(self, settings: Settings) -> None:
        fill(settings, {"account_links": {"x99": {"account": "konto-x", "instead": "", "name": "x"}}})

        erase_person(settings, "x99", "all")

        assert "account_links" not in kept(settings)


def with_periods(settings: Settings, text: str) -> Settings:
    """The same with periods of the town."""
    file = settings.data_dir.parent / "town.toml"
    file.write_text(f"[retention]\n{text}\n", encoding="utf-8")
    return settings.model_copy(update={"town_file": file})


def days_after_the_end(days: int) -> str:
    """A day so long after the sitting."""
    ended = next(row.at for row in sample().rows if row.type == ev.SittingEnded.TYPE)
    return (datetime.fromisoformat(ended) + timedelta(days=days)).date().isoformat()


class TestKeptForATime:
    """What the bot keeps for itself has periods too."""

    def test_offers_go_so_long_after_they_were_made(self, settings: Settings) -> None:
        fill(settings, documents())
        named = with_periods(settings, "offers_days = 14")

        apply_retention(named, today=days_after_the_end(14))
        assert len(kept(settings)[OFFERS]) == 2
        told = apply_retention(named, today=days_after_the_end(16))

        assert OFFERS not in kept(settings)
        assert "angebotene Dateien" in told

    def test_personal_messages_go_and_those_of_the_meeting_stay(self, settings: Settings) -> None:
        fill(settings, documents())

        told = apply_retention(with_periods(settings, "messages_days = 60"), today=days_after_the_end(62))

        left = kept(settings)
        assert left["outbox"] == {SITTING: {"slots": SHARED}}
        assert SETUPS not in left
        assert set(left["outbox_resting"][EARLIER]["slots"]) > set(SHARED), "nobody knows when that one ended"
        assert told.splitlines()[0].split()[-1] == "7"

    def test_messages_stay_while_the_bot_may_draw_them_anew(self, settings: Settings) -> None:
        fill(settings, documents())
        named = with_periods(settings, "messages_days = 1")

        apply_retention(named, today=days_after_the_end(KEPT_AT_HAND.days))
        assert len(kept(settings)["outbox"][SITTING]["slots"]) == 7
        apply_retention(named, today=days_after_the_end(KEPT_AT_HAND.days + 2))

        assert kept(settings)["outbox"][SITTING]["slots"] == SHARED

    def test_a_sitting_that_rests_is_packed_again(self, settings: Settings) -> None:
        found = documents()
        fill(settings, {"outbox_resting": {SITTING: found["outbox_resting"][EARLIER]}})

        apply_retention(with_periods(settings, "messages_days = 60"), today=days_after_the_end(62))

        assert kept(settings)["outbox_resting"] == {SITTING: {"slots": SHARED}}

    def test_what_nobody_needs_goes_so_long_after_it_was_found(self, settings: Settings) -> None:
        found = documents()
        found["roster"]["current"] = {"members": members_document((line(OTHER),))}
        found[CHATS]["office"] = {"conversation": "19:o", "service_url": "https://x", "kind": "office"}
        fill(settings, found)
        named = with_periods(settings, "accounts_days = 90")

        first = apply_retention(named, today="2027-01-01")
        assert "Nichts ist zu löschen" in first
        assert set(exported(settings)["documents"]) >= {CHATS, WISHES, UNREACHED, "account_links"}
        assert "Nichts ist zu löschen" in apply_retention(named, today="2027-04-01")
        told = apply_retention(named, today="2027-04-02")

        left = kept(settings)
        assert set(left[CHATS]) == {PERSON + OTHERS, "office"}
        assert set(left[WISHES]) == {OTHERS}
        assert set(left[UNREACHED]) == {OTHER.conversation}
        assert set(left["account_links"]) == {OTHER.member}
        assert told.splitlines()[0].split()[-1] == "4"

    def test_who_comes_back_in_time_keeps_it(self, settings: Settings) -> None:
        found = documents()
        everybody = found["roster"]["current"]
        found["roster"]["current"] = {"members": members_document((line(OTHER),))}
        fill(settings, found)
        named = with_periods(settings, "accounts_days = 90")
        apply_retention(named, today="2027-01-01")
        assert UNOWNED in kept(settings)[WISHES][OWN]

        fill(settings, {"roster": {"current": everybody}})
        apply_retention(named, today="2027-06-01")

        assert kept(settings)[WISHES] == found[WISHES]
        assert kept(settings)[CHATS] == found[CHATS]

    def test_an_account_that_only_a_record_ties_to_a_member_is_theirs(self, settings: Settings) -> None:
        nameless = Member(id=MemberId(WHOM), first="Vor", last="Nach", roles=(Role.MEMBER,))
        fill(settings, {"roster": {"current": {"members": members_document((nameless,))}}})
        fill(settings, {WISHES: {ACCOUNT: {"personal": "immer", "aloud": True}}})
        named = with_periods(settings, "accounts_days = 1")

        for day in ("2027-01-01", "2027-02-01"):
            apply_retention(named, today=day)

        assert kept(settings)[WISHES] == {ACCOUNT: {"personal": "immer", "aloud": True}}

    def test_looking_first_changes_nothing(self, settings: Settings) -> None:
        fill(settings, documents())
        before = kept(settings)

        apply_retention(
            with_periods(settings, "accounts_days = 1\nmessages_days = 1\noffers_days = 1"),
            today="2027-06-01",
            dry_run=True,
        )

        assert kept(settings) == before
