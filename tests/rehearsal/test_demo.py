"""The demo in small: a whole sitting of fifteen through the real bot, and forgeries of what came out."""

import asyncio
import copy
import csv
import dataclasses
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from rich.console import Console

from rehearsal import comparing_chats
from rehearsal.chamber import Chamber
from rehearsal.chats import BOT
from rehearsal.comparing import results, rows_of, votes
from rehearsal.comparing_attendance import attendance_table, attendance_workbook
from rehearsal.comparing_minutes import RESULT, minutes
from rehearsal.demo import main
from rehearsal.evening import Rooms
from rehearsal.reading import ADAPTIVE_CARD, has_button
from rehearsal.showing import Shown, held
from rehearsal.telling import Check, Telling

MEMBERS = 15
OUT = {
    "anwesenheit.csv", "anwesenheit.xlsx", "ergebnisse.csv", "journal.jsonl", "kopf.json", "mitglieder.csv",
    "niederschrift.docx", "regelwerk.toml", "stimmen.csv", "tagesordnung.csv", "verify.py", "LIESMICH.txt",
}  # fmt: skip


@pytest.fixture(scope="module")
def told() -> io.StringIO:
    """What the demo prints."""
    return io.StringIO()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, told: io.StringIO) -> Shown:
    """One sitting for all tests of this module."""
    telling = Telling(Console(file=told, width=200))
    out = tmp_path_factory.mktemp("demo")
    return asyncio.run(held(telling, MEMBERS, faults=False, speed=60, out=out))


class TestTheDemo:
    """contract § 1, `make demo`: a whole sitting, and everything that comes out of it compared."""

    def test_everything_that_came_out_is_as_it_was_done(self, shown: Shown) -> None:
        every = (*shown.checks, *shown.presence_checks)
        assert [(check.what, check.differences) for check in every if not check.sound] == []
        assert shown.sound

    def test_without_faults_the_office_corrects_nothing(self, shown: Shown, told: io.StringIO) -> None:
        assert shown.chamber.ledger.corrections == []

    @pytest.mark.slow  # the whole evening once more, with everything that can go wrong
    @pytest.mark.timeout(600)
    def test_with_faults_presence_is_as_it_was_after_named_corrections(self, tmp_path: Path) -> None:
        said = io.StringIO()
        telling = Telling(Console(file=said, width=200))
        rough = asyncio.run(held(telling, MEMBERS, faults=True, speed=60, out=tmp_path))

        every = (*rough.checks, *rough.presence_checks)
        assert [(check.what, check.differences) for check in every if not check.sound] == []
        assert [line.split(": ")[1] for line in rough.chamber.ledger.corrections] == ["Ist gegangen"]
        for words in ("Der Bot kommt zu spät", "fliegt 3-mal hinaus", "zwei Geräte", "geht ungemeldet"):
            assert words in said.getvalue()

    def test_every_file_and_every_chat_is_compared(self, shown: Shown) -> None:
        compared = "\n".join(check.what for check in shown.checks)

        for what in (
            *("ergebnisse.csv", "stimmen.csv", "anwesenheit.csv", "anwesenheit.xlsx", "niederschrift.docx"),
            *("Besprechungschat", "Büro-Chat", "Nachweispaket", "verändertes Byte", "nichtöffentlichen Teil"),
        ):
            assert what in compared

    def test_all_files_lie_in_the_folder(self, shown: Shown) -> None:
        folder = shown.chamber.world.folder.parent
        there = {file.name for file in folder.iterdir() if file.is_file()}

        assert there >= OUT
        assert [name for name in there if name.endswith(".zip")]
        assert all((folder / name).read_bytes() == shown.papers.files[name] for name in OUT)

    def test_the_office_settles_what_teams_tells_otherwise(self, shown: Shown, told: io.StringIO) -> None:
        settled = list(shown.chamber.ledger.reported.values())

        assert {(one.kind, one.ruling) for one in settled} == {
            ("andere Zeiten", "Konto gilt"),
            ("Nur im Konto", "Konto gilt"),
            ("andere Zeiten", "Bericht gilt"),
        }
        assert len({one.clerk for one in settled}) == 2, "nobody settles their own"
        assert "13 von 16 stimmen überein" in told.getvalue()

    def test_the_evening_has_everything_that_may_happen_in_one(self, shown: Shown) -> None:
        ledger = shown.chamber.ledger
        verdicts = [verdict for _, _, verdict in ledger.declared()]
        ties = [tally for _, tally, _ in ledger.declared() if tally.yes == tally.no]

        assert len(dict.fromkeys(ledger.items)) + 1 >= 25, "items, the closed one among them"
        assert len(ledger.ballots) == 17
        assert {"beschlossen", "angenommen", "abgelehnt"} == set(verdicts)
        assert ties
        assert [held.number for held in ledger.ballots if held.superseded_by] == [2, 6]
        assert [held.asked.block for held in ledger.ballots if held.asked.block] == [
            ("7.1", "7.2", "7.3", "7.4"),
            ("7.1", "7.2", "7.4"),
        ]
        assert len([held for held in ledger.ballots if held.item.number == "10.4"]) == 3
        assert [held.number for held in ledger.ballots if held.hands] == [16]
        assert [len(held.struck) for held in ledger.ballots if held.struck] == [1]
        assert any(held.biased for held in ledger.ballots)
        assert any(held.kind == "namentlich" for held in ledger.ballots)
        assert any(not held.item.public for held in ledger.ballots)
        assert {vote.way for held in ledger.ballots for vote in held.votes.values()} == {
            *("karte", "getippt", "büro", "persönlich"),
        }
        assert len({held.chair for held in ledger.ballots if held.chair}) == 2
        assert ledger.refusals >= 7
        assert len(ledger.here()) - ledger.quorum <= 2

    def test_the_sitting_in_presence_has_what_a_digital_one_may_not(self, shown: Shown) -> None:
        ledger = shown.presence.ledger

        assert [(held.item.number, held.kind) for held in ledger.ballots] == [
            ("2", "offen"), ("2", "offen"), ("3", "geheim"), ("4", "geheim"), ("5", "offen"),
        ]  # fmt: skip
        assert [held.number for held in ledger.ballots if held.asked.paper] == [4]
        assert ledger.ballots[1].lot
        assert ledger.ballots[2].votes
        assert ledger.ballots[4].item.kind == "haushalt"

    def test_both_sittings_keep_their_files(self, shown: Shown) -> None:
        folder = shown.chamber.world.folder.parent
        there = {file.name for file in (folder / "praesenz").iterdir()}

        assert there >= (OUT - {"anwesenheit.xlsx"}) | {"wahlen.csv"}
        assert [name for name in there if name.endswith(".zip")]

    def test_no_step_had_to_be_typed_because_a_card_was_missing(self, shown: Shown) -> None:
        for chamber in (shown.chamber, shown.presence):
            assert chamber.typed_instead == 0
            assert chamber.unseen == 0

    def test_what_is_printed_can_be_followed_without_knowing_the_machine(
        self, shown: Shown, told: io.StringIO
    ) -> None:
        text = told.getvalue()

        assert shown.chamber.council.chair.name in text
        assert "TOP 11.1.1 · Änderungsantrag" in text
        assert "→ Abstimmung 1: Dafür" in text
        assert max(map(len, text.splitlines())) <= 140
        assert not any(noise in text for noise in ("{", "Traceback", "127.0.0.1", "None", "json"))


CHOICE_WORDS = frozenset("ja nein enthaltung yes no abstain".split())
TOKEN = re.compile(rb"eyJ[\w-]{10,}\.|Bearer ")


def words_in(value: Any) -> Iterator[str]:
    """Every text in a line of the log, its names included."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for one in value:
            yield from words_in(one)
    else:
        yield str(value)


def typed_in(shown: Shown) -> set[str]:
    """What people have typed that is more than one word."""
    chats = shown.chamber.world.tenant.chats.values()
    said = (message.text for chat in chats for message in chat.messages.values() if message.by != BOT)
    return {text.strip() for text in said if " " in text.strip()}


@pytest.fixture(scope="module")
def log(shown: Shown) -> str:
    """What the bot has written of both sittings."""
    return shown.chamber.world.bot.log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def texts(log: str) -> list[str]:
    """Every text in that."""
    return [text for line in log.splitlines() for text in words_in(json.loads(line))]


class TestTheLog:
    """SECURITY.md: one line of JSON for each event, never a secret, vote, receipt or word."""

    def test_tells_of_the_whole_evening(self, log: str) -> None:
        lines = [json.loads(line) for line in log.splitlines()]
        done = {line["command"] for line in lines if line["event"] == "command.done"}

        assert {
            "PrepareSitting",
            "AdmitTogether",
            "OpenBallot",
            "PressStep",
            "DrawLot",
            "SettleDifference",
        } <= done
        assert any(line["event"] == "vote.refused" for line in lines)
        assert len({line["sitting"] for line in lines if "sitting" in line}) == 2

    def test_holds_no_secret_and_no_token(self, shown: Shown, log: str) -> None:
        assert len(shown.chamber.world.registration.secret) > 8
        assert shown.chamber.world.registration.secret not in log
        assert TOKEN.findall(log.encode()) == []

    def test_holds_no_vote_and_no_receipt(self, shown: Shown, log: str, texts: list[str]) -> None:
        ledgers = (shown.chamber.ledger, shown.presence.ledger)
        votes = [vote for one in ledgers for held in one.ballots for vote in held.votes.values()]
        receipts = {vote.receipt for vote in votes if vote.receipt}

        assert len(receipts) > 100
        assert [one for one in receipts if one in log] == []
        assert [text for text in texts if text.casefold() in CHOICE_WORDS | {"choice"}] == []
        assert "CastVote" not in log

    def test_holds_nobodys_name_and_nothing_that_was_typed(
        self, shown: Shown, log: str, texts: list[str]
    ) -> None:
        everybody = (*shown.chamber.council.people, shown.chamber.council.intruder)
        names = {name for one in everybody if one for name in (one.first, one.last, one.upn)}
        items = {item.title for one in (shown.chamber, shown.presence) for item in one.items.values()}
        whole = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b")

        assert [text for text in texts if whole.search(text)] == []
        assert [title for title in items if title in log] == []
        assert len(typed := typed_in(shown)) > 30
        assert [text for text in typed if text in log] == []

    def test_nor_does_any_file_hold_a_secret_or_a_token(self, shown: Shown) -> None:
        secret = shown.chamber.world.registration.secret.encode()
        folder = shown.chamber.world.folder / "data"
        kept = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

        assert {"ratssaal.db", "registry.json"} <= {file.name for file in kept}
        assert [file.name for file, held in kept.items() if secret in held or TOKEN.search(held)] == []


class TestForgedResults:
    """ergebnisse.csv: no cell can be changed without being noticed."""

    @pytest.mark.parametrize(
        "column",
        [
            *("abstimmung", "runde", "top", "gegenstand", "art", "mehrheit", "berechtigt", "anwesend", "ja"),
            *("nein", "enthaltung", "nicht_abgegeben", "befangen", "ergebnis", "eröffnet", "geschlossen"),
            *("festgestellt", "ersetzt_durch"),
        ],
    )
    def test_a_changed_cell_is_noticed(self, shown: Shown, column: str) -> None:
        forged = changed_table(shown.papers.files["ergebnisse.csv"], 4, column)

        assert not results(shown.chamber.ledger, forged).sound

    def test_a_missing_ballot_is_noticed(self, shown: Shown) -> None:
        check = results(shown.chamber.ledger, without_row(shown.papers.files["ergebnisse.csv"], -1))

        assert "16 Zeilen für 17 Abstimmungen" in check.differences


class TestForgedVotes:
    """stimmen.csv: no vote can be changed, added or left out without being noticed."""

    @pytest.mark.parametrize("column", ["abstimmung", "kennung", "stimme", "zeit", "weg", "beleg"])
    def test_a_changed_cell_is_noticed(self, shown: Shown, column: str) -> None:
        forged = changed_table(shown.papers.files["stimmen.csv"], 20, column)

        assert not votes(shown.chamber.ledger, forged).sound

    def test_a_missing_vote_is_noticed(self, shown: Shown) -> None:
        forged = without_row(shown.papers.files["stimmen.csv"], 7)

        assert any("fehlt" in line for line in votes(shown.chamber.ledger, forged).differences)

    def test_a_vote_that_nobody_gave_is_noticed(self, shown: Shown) -> None:
        forged = shown.papers.files["stimmen.csv"] + b"1;m14;ja;2026-12-09T15:00:00+01:00;karte;AAAA-11\r\n"

        assert any("niemand" in line for line in votes(shown.chamber.ledger, forged).differences)

    def test_a_vote_counted_twice_is_noticed(self, shown: Shown) -> None:
        content = shown.papers.files["stimmen.csv"]
        forged = content + content.splitlines(keepends=True)[1]

        assert any("zweimal" in line for line in votes(shown.chamber.ledger, forged).differences)


class TestForgedAttendance:
    """anwesenheit.csv and .xlsx: times, minutes, names, sums and quorum."""

    @pytest.mark.parametrize(
        "column",
        ["kennung", "name", "fraktion", "von", "bis", "minuten", "art", "zugelassen_von", "nachweis"],
    )
    def test_a_changed_cell_is_noticed(self, shown: Shown, column: str) -> None:
        forged = changed_table(shown.papers.files["anwesenheit.csv"], 1, column)

        assert not attendance_table(shown.chamber, rows_of(forged)).sound

    def test_a_missing_person_is_noticed(self, shown: Shown) -> None:
        forged = without_row(shown.papers.files["anwesenheit.csv"], 2)

        assert not attendance_table(shown.chamber, rows_of(forged)).sound

    def test_an_absent_member_who_is_listed_as_present_is_noticed(self, shown: Shown) -> None:
        rows = rows_of(shown.papers.files["anwesenheit.csv"])
        absent = next(row for row in rows if not row["von"])
        absent |= {"von": rows[0]["von"], "bis": rows[0]["bis"]}

        assert any("war nicht da" in line for line in attendance_table(shown.chamber, rows).differences)

    @pytest.mark.parametrize(
        ("sheet", "cell", "value"),
        [
            pytest.param(0, "F2", "entschuldigt", id="status"),
            pytest.param(0, "J2", 99, id="minutes"),
            pytest.param(0, "L2", "Jemand", id="admitted-by"),
            pytest.param(0, "O3", "11.4", id="recused"),
            pytest.param(1, "B2", 99, id="sum-of-a-group"),
            pytest.param(2, "D2", 99, id="quorum-at-the-opening"),
            pytest.param(2, "D9", 1, id="quorum-at-a-ballot"),
            pytest.param(2, "A9", "Abstimmung 99: Eröffnung", id="a-ballot-that-never-was"),
            pytest.param(3, "F2", "offen", id="a-ruling"),
            pytest.param(3, "G2", "Jemand", id="who-ruled"),
            pytest.param(3, "C6", "andere Zeiten", id="a-difference-that-never-was"),
        ],
    )
    def test_a_changed_cell_of_the_workbook_is_noticed(
        self, shown: Shown, sheet: int, cell: str, value: str | int
    ) -> None:
        book = load_workbook(io.BytesIO(shown.papers.files["anwesenheit.xlsx"]))
        book.worksheets[sheet][cell] = value

        assert not attendance_workbook(shown.chamber, saved(book)).sound


class TestForgedMinutes:
    """niederschrift.docx: results, verdicts, items, people."""

    @pytest.mark.parametrize(
        ("begins", "becomes"),
        [
            pytest.param(RESULT, f"{RESULT}1 dafür / 0 dagegen / 0 Enthaltungen", id="counts"),
            pytest.param("Nicht abgestimmt", "Die Vorlage ist vertagt.", id="verdict"),
            pytest.param("TOP 10.1 ", "TOP 10.1  Etwas anderes", id="title"),
            pytest.param("TOP 12 ", "TOP 12", id="nothing-to-forge"),
        ],
    )
    def test_a_changed_paragraph_is_noticed(self, shown: Shown, begins: str, becomes: str) -> None:
        document = Document(io.BytesIO(shown.papers.files["niederschrift.docx"]))
        found = [p for p in document.paragraphs if p.text.replace("\xa0", " ").startswith(begins)]
        for paragraph in found[:1]:
            paragraph.text = becomes

        check = minutes(shown.chamber, saved(document))

        assert check.sound is (not found), check.differences

    def test_a_closed_items_title_in_the_public_minutes_is_noticed(self, shown: Shown) -> None:
        document = Document(io.BytesIO(shown.papers.files["niederschrift.docx"]))
        document.add_paragraph(shown.chamber.items["12"].title)

        check = minutes(shown.chamber, saved(document))

        assert any("nichtöffentliche Punkt" in line for line in check.differences)

    def test_a_person_who_is_left_out_is_noticed(self, shown: Shown) -> None:
        document = Document(io.BytesIO(shown.papers.files["niederschrift.docx"]))
        name = shown.chamber.parts.deputy.name
        for cell in (c for table in document.tables for row in table.rows for c in row.cells):
            if name in cell.text:
                cell.text = ""

        assert f"{name} nahm teil und fehlt" in minutes(shown.chamber, saved(document)).differences


class TestForgedChats:
    """contract § 5.4, 5.8, 5.9: what may not stand in the meeting chat."""

    def test_a_word_of_a_closed_item_is_noticed(self, shown: Shown) -> None:
        check = after(shown, lambda chat: chat.send({"text": "Verkauf eines Grundstücks am Hafenbecken"}))

        assert any("Hafenbecken" in line for line in check["kein Wort"].differences)

    def test_a_live_ballot_button_is_noticed(self, shown: Shown) -> None:
        check = after(shown, lambda chat: chat.send(ballot_again(shown.chamber)))

        assert not check["keine Abstimmung mehr offen"].sound

    def test_an_edit_of_an_open_ballot_is_noticed(self, shown: Shown) -> None:
        check = after(shown, lambda chat: chat.edit(chat.bot_messages()[-1], ballot_again(shown.chamber)))

        assert not check["keine Abstimmung mehr offen"].sound

    def test_another_result_is_noticed(self, shown: Shown) -> None:
        text = "Dafür 1, dagegen 0, Enthaltungen 0: beschlossen\nAbstimmung 1"
        check = after(shown, lambda chat: chat.send({"text": text}))

        assert any("Abstimmung 1: 2 Ergebnisnachrichten" in d for d in check["wie abgestimmt"].differences)

    def test_too_many_messages_are_noticed(self, shown: Shown) -> None:
        def chatter(chat: Any) -> None:
            for number in range(20):
                chat.send({"text": f"{number}"})

        assert not after(shown, chatter)["höchstens"].sound


@pytest.mark.slow
class TestWithFaults:
    """contract § 1, --faults: slow, doubled and lost deliveries change no number."""

    def test_the_numbers_are_equal_all_the_same(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        out = tmp_path_factory.mktemp("rough")

        assert main(members=40, faults=True, out=out) == 0


class TestTheCommand:
    """contract § 1, rehearse: a council that is too small is refused with a sentence."""

    def test_fewer_than_fifteen_members_are_refused(
        self, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path_factory.mktemp("small")

        assert main(members=14, out=out) == 1
        assert "mindestens 15 Mitglieder" in capsys.readouterr().err
        assert list(out.iterdir()) == []


def changed_table(content: bytes, place: int, column: str) -> bytes:
    """Return a table file in which one cell says something else."""
    rows = rows_of(content)
    old = rows[place][column]
    if "T" in old and ":" in old:
        rows[place][column] = (
            old.replace("20", "21", 1) if old.startswith("20") else "2021-01-01T00:00:00+01:00"
        )
    else:
        rows[place][column] = str(int(old) + 7) if old.isdigit() else f"{old}x" if old else "1"
    return table(rows)


def without_row(content: bytes, place: int) -> bytes:
    """Return a table file that lacks a row."""
    rows = rows_of(content)
    del rows[place]
    return table(rows)


def table(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def saved(document: "Workbook | Any") -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def ballot_again(chamber: Chamber) -> dict[str, Any]:
    """A ballot card as it looked while the ballot was open."""
    history = chamber.rooms.meeting.history
    cards = (
        attachment["content"]
        for entry in history
        for attachment in entry.version.activity.get("attachments") or ()
        if attachment.get("contentType") == ADAPTIVE_CARD
    )
    card = next(card for card in cards if has_button(card, "Ja"))
    return {"type": "message", "attachments": [{"contentType": ADAPTIVE_CARD, "content": card}]}


class _Checks:
    """Checks by a part of their sentence."""

    def __init__(self, checks: list[Check]) -> None:
        self.checks = checks

    def __getitem__(self, part: str) -> Check:
        return next(check for check in self.checks if part in check.what)


def after(shown: Shown, forge: Callable[[Any], object]) -> _Checks:
    """Compare the chats of a copy of the chamber in whose meeting chat something was forged."""
    chamber = copy.copy(shown.chamber)
    chat = copy.deepcopy(chamber.rooms.meeting)
    forge(chat)
    rooms: Rooms = dataclasses.replace(chamber.rooms, meeting=chat)
    chamber.rooms = rooms
    return _Checks(list(comparing_chats.chats(chamber)))
