"""What was compared and corrected after the end, in every paper: table, workbook, minutes, package."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from council import commands as cmd
from council.decide import decide
from council.fold import evolve
from council.ids import NOBODY, MemberId
from council.reconciling import (
    Attested,
    DifferenceRuling,
    SessionReport,
    Stranger,
    StrangerKind,
    TimeSpan,
)
from council.timespans import merged
from reports.attendance import Status, attendance, attendance_csv
from reports.attendance_xlsx import attendance_xlsx
from reports.checking import verify_package
from reports.minutes import minutes_context
from reports.package import package_files
from reports.publishing import public_rows, restored
from reports.results import results_csv, votes_csv
from reports.timeline import Happening, segments
from tests.reports.evening import CLERK, SECOND, SITTING, Evening, at, whole
from tests.reports.packages import DECODE, SIGNER, put

LATE, PHONED, ABSENT, CLEARED = (MemberId(f"m{n:02}") for n in (2, 3, 12, 5))
MINUTE = timedelta(minutes=1)
REASON = "Migräne, hat sich abgemeldet"
STRANGER = "Kai Unbekannt"


def does(evening: Evening, kind: type[cmd.Command], by: MemberId, **values: Any) -> Evening:
    """Let somebody ask for something after the end."""
    command = kind(sitting=evening.sitting.id, by=by, **values)
    for event in decide(evening.sitting, command, evening.now, "n"):
        evening.events.append(event)
        evening.state = evolve(evening.state, event)
    return evening


def span(since: str, until: str) -> TimeSpan:
    return TimeSpan(since=at(since), until=at(until))


def clocks(evening: Evening, member: MemberId) -> str:
    """A member's stretches as the table has them."""
    rows = csv.DictReader(io.StringIO(attendance_csv(evening.sitting).decode("utf-8-sig")), delimiter=";")
    return ", ".join(
        f"{r['von'][11:16]}–{r['bis'][11:16]} {r['nachweis']}" for r in rows if r["kennung"] == member
    )


@cache
def reconciled() -> Evening:
    """The whole evening, held against a report and put right.

    Böttcher came late by the report, and that holds; Nguyễn was on the telephone, and the account
    holds; Exner was there only by the report, and nobody has decided; Yıldız is corrected by word.
    """
    evening = whole().tick("17:00")
    sitting = evening.sitting
    assert sitting.ended_at is not None
    there = [m.id for m in sitting.roster if sitting.presence(m.id).spells]
    seen: dict[MemberId, tuple[TimeSpan, ...]] = {m: (span("13:00", "17:00"),) for m in there}
    for member, known in sitting.presences.items():
        if any(spell.until for spell in known.spells):
            seen[member] = tuple(TimeSpan(since=s.since, until=s.until or at("17:00")) for s in known.spells)
    seen |= {LATE: (span("14:30", "17:00"),), PHONED: (), ABSENT: (span("14:10", "15:00"),)}
    does(
        evening,
        cmd.ReportAttendance,
        NOBODY,
        reports=(SessionReport(id="r1", since=at("13:00"), until=at("17:00")),),
        covered=(span("13:00", "17:00"),),
        attested=tuple(Attested(member=m, spans=spans) for m, spans in seen.items() if spans),
        strangers=(Stranger(name=STRANGER, kind=StrangerKind.NO_ACCOUNT),),
    )
    cases = {s.difference.member: number for number, s in evening.sitting.differences.items()}
    does(evening, cmd.SettleDifference, CLERK, case=cases[LATE], ruling=DifferenceRuling.REPORT)
    does(evening, cmd.SettleDifference, SECOND, case=cases[PHONED], ruling=DifferenceRuling.ACCOUNT)
    times = (span("14:02", "15:00"),)
    return does(evening, cmd.CorrectPresence, SECOND, member=CLEARED, spans=times, reason=REASON)


class TestAttendance:
    """contract § 7: anwesenheit.csv stays as it is; `nachweis` says that a time was put right."""

    def test_the_table_has_the_corrected_times(self) -> None:
        assert clocks(reconciled(), LATE) == "14:30–16:20 Teams-Bericht"
        assert clocks(reconciled(), CLEARED) == "14:02–15:00 Korrektur"

    def test_what_was_kept_stands_as_before(self) -> None:
        assert clocks(reconciled(), PHONED) == clocks(whole(), PHONED)

    def test_late_and_early_follow_from_what_holds(self) -> None:
        accounts = {a.member.id: a for a in attendance(reconciled().sitting).accounts}

        assert accounts[LATE].statuses == (Status.LATE,)
        assert accounts[CLEARED].statuses == (Status.LEFT_EARLY,)

    def test_ballots_and_votes_stay_byte_for_byte(self) -> None:
        before, after = whole().sitting, reconciled().sitting

        assert results_csv(after) == results_csv(before)
        assert votes_csv(after) == votes_csv(before)
        assert attendance(after).quorums == attendance(before).quorums


class TestWorkbook:
    """Issue 4 part 6: account, report and ruling side by side, by whom and when; both stay on record."""

    def rows(self) -> dict[str, dict[str, Any]]:
        book = load_workbook(io.BytesIO(attendance_xlsx(reconciled().sitting)))
        head, *lines = book["Abgleich"].iter_rows(values_only=True)
        found = [dict(zip(map(str, head), line, strict=True)) for line in lines]
        return {str(row["Kennung"] or row["Name"]): row for row in found}

    def test_a_taken_report_names_both_and_the_clerk(self) -> None:
        row = self.rows()[LATE]

        assert (row["Art"], row["Entscheidung"], row["durch"]) == (
            "andere Zeiten",
            "Bericht gilt",
            "Bea Kunze",
        )
        assert (row["Konto"], row["gilt"]) == ("14:02–16:20 Uhr", "14:30–16:20 Uhr")
        assert row["Bericht von Teams"] == "14:30–16:20 Uhr"
        assert isinstance(row["am"], datetime)

    def test_a_kept_account_says_so(self) -> None:
        row = self.rows()[PHONED]

        assert (row["Art"], row["Entscheidung"], row["durch"]) == ("Nur im Konto", "Konto gilt", "Olaf Thiel")
        assert row["Bericht von Teams"] == "nicht anwesend"

    def test_what_nobody_has_decided_is_open(self) -> None:
        row = self.rows()[ABSENT]

        assert (row["Art"], row["Entscheidung"], row["durch"]) == ("Nur im Bericht", "offen", None)
        assert row["gilt"] == "nicht anwesend"

    def test_a_correction_by_word_has_its_reason(self) -> None:
        row = self.rows()[CLEARED]

        assert (row["Entscheidung"], row["durch"], row["Grund"]) == ("Korrektur", "Olaf Thiel", REASON)
        assert (row["Konto"], row["gilt"]) == ("14:02–16:20 Uhr", "14:02–15:00 Uhr")

    def test_everybody_stands_there_and_strangers_too(self) -> None:
        rows = self.rows()

        assert rows["m07"]["Art"] == "stimmt überein"
        assert rows[f"{STRANGER} (ohne Konto)"]["Art"] == "nicht auf der Mitgliederliste"

    def test_a_sitting_that_was_not_compared_has_no_such_sheet(self) -> None:
        names = load_workbook(io.BytesIO(attendance_xlsx(whole().sitting))).sheetnames

        assert "Abgleich" not in names


class TestMinutes:
    """After a correction the minutes add up: head, movements and sums tell the same."""

    def test_the_head_has_the_corrected_times_and_by_whom(self) -> None:
        groups = minutes_context(reconciled().sitting, "public")["groups"]
        told = {row[0]: " ".join(row[1].split()) for group in groups for row in group["rows"]}

        assert told["Jan Böttcher"] == "zugeschaltet 14:30–16:20 Uhr; berichtigt durch Bea Kunze"
        assert told["Şule Yıldız"] == "zugeschaltet 14:02–15:00 Uhr; berichtigt durch Olaf Thiel"

    def test_the_reason_is_not_for_the_minutes(self) -> None:
        assert REASON not in repr(minutes_context(reconciled().sitting, "all"))

    def test_movements_follow_the_corrected_times(self) -> None:
        moved = [
            (entry.kind, entry.member, entry.at)
            for segment in segments(reconciled().sitting)
            for entry in segment.entries
            if entry.member in (LATE, CLEARED)
            and entry.kind in (Happening.CAME, Happening.RETURNED, Happening.LEFT)
        ]

        assert (Happening.CAME, LATE, at("14:30")) in moved
        assert (Happening.LEFT, CLEARED, at("15:00")) in moved

    def test_whoever_is_named_present_is_counted_as_present(self) -> None:
        sitting = reconciled().sitting
        groups = minutes_context(sitting, "public")["groups"]
        named = {row[0] for group in groups for row in group["rows"]}
        present = {a.member.name for a in attendance(sitting).accounts if a.present}

        assert named == present
        assert attendance(sitting).total.present == sum(
            a.present and a.voting for a in attendance(sitting).accounts
        )


@cache
def _whole() -> Evening:
    return whole().tick("17:00")


class TestAnyCorrection:
    """Whatever a clerk types, table, sums, head and movements of the minutes tell one and the same."""

    @given(
        who=st.sampled_from([LATE, PHONED, ABSENT, CLEARED]),
        stays=st.lists(st.tuples(st.integers(3, 130), st.integers(3, 130)), max_size=3),
    )
    def test_the_papers_add_up(self, who: MemberId, stays: list[tuple[int, int]]) -> None:
        evening, begin = Evening(), at("14:02")
        evening.events, evening.state, evening.now = list(_whole().events), _whole().state, _whole().now
        spans = merged((begin + a * MINUTE, begin + b * MINUTE) for a, b in stays)
        times = tuple(TimeSpan(since=a, until=b) for a, b in spans)
        does(evening, cmd.CorrectPresence, SECOND, member=who, spans=times, reason=REASON)
        account = next(a for a in attendance(evening.sitting).accounts if a.member.id == who)
        moved = {
            (entry.kind is Happening.LEFT, entry.at)
            for segment in segments(evening.sitting)
            for entry in segment.entries
            if entry.member == who and entry.kind in (Happening.CAME, Happening.RETURNED, Happening.LEFT)
        }
        named = {row[0] for g in minutes_context(evening.sitting, "public")["groups"] for row in g["rows"]}

        assert [(s.since, s.until) for s in account.stretches] == list(spans)
        assert account.minutes == sum((b - a) // MINUTE for a, b in spans)
        assert moved == {(False, a) for a, _ in spans} | {(True, b) for _, b in spans}
        assert (account.member.name in named) is bool(spans)


class TestPackage:
    """contract § 7: the package is sound; the public copy has the times and nobody's private matters."""

    def test_the_whole_package_is_sound(self, tmp_path: Path) -> None:
        files = package_files(SITTING, reconciled().rows(), decode=DECODE, signer=SIGNER)
        status, lines = verify_package(put(files, tmp_path / SITTING), decode=DECODE)

        assert status == 0, lines

    def test_the_public_copy_is_sound_too(self, tmp_path: Path) -> None:
        files = package_files(SITTING, reconciled().rows(), decode=DECODE, signer=SIGNER, public=True)
        status, lines = verify_package(put(files, tmp_path / SITTING), decode=DECODE)

        assert status == 0, lines

    def test_the_public_copy_names_no_stranger_and_no_reason(self) -> None:
        rows = tuple(public_rows(reconciled().rows(), DECODE))
        text = "\n".join(row.data for row in rows if row.data)

        assert STRANGER in "".join(row.data or "" for row in reconciled().rows())
        assert STRANGER not in text
        assert REASON not in text
        assert "attested" not in text

    def test_the_public_copy_has_the_same_attendance(self) -> None:
        public = restored(tuple(public_rows(reconciled().rows(), DECODE)), DECODE)
        assert public is not None
        mine = {m: reconciled().sitting.accounted(m).spells for m in (LATE, PHONED, ABSENT, CLEARED)}

        assert {m: public.accounted(m).spells for m in mine} == mine
