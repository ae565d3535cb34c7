"""A sitting in two meetings, and a closed part: one set of minutes, and what the public copy keeps back."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from docx import Document

from council import events as ev
from council.ids import MemberId
from council.presence import Evidence
from council.sitting import Sitting
from reports.attendance import attendance
from reports.minutes import minutes_docx
from reports.minutes_head import particulars, presence_rows
from reports.minutes_text import Part, sections
from reports.publishing import public_rows
from tests.reports.evening import CLERK, Evening, at, opened
from tests.reports.packages import DECODE

ADA = MemberId("m02")
HERE = tuple(MemberId(f"m{n:02}") for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 13))
NEXT_DAY = timedelta(days=1)


def two_days() -> Evening:
    """Interrupted at 18:00, moved, and gone on with at 9:00 on the next day without one member."""
    evening = opened().tick("14:10").call("9").open("9").votes("jjjjjjjjjj").tick("14:12").close().declare()
    evening.tick("18:00").add(ev.BreakStarted, until=at("09:00") + NEXT_DAY)
    begun = evening.sitting.breaks[-1][0]
    evening.now = at("08:30") + NEXT_DAY
    evening.add(ev.MeetingMoved, CLERK, meeting="meeting:second", former="19:abc@thread.v2")
    for member in HERE:
        evening.add(ev.MemberLeft, CLERK, member=member, since=begun, evidence=Evidence.SITTING)
    evening.admit(1, 2, 3, 4, 5, 6, 7, 8, 9)
    evening.now = at("09:00") + NEXT_DAY
    evening.add(ev.SittingResumed, quorum=evening.sitting.quorum(""))
    evening.call("3.1").open("3.1").votes("jjjjjjjjj").close().declare()
    evening.now = at("10:00") + NEXT_DAY
    return evening.add(ev.SittingEnded)


def closed_part() -> Evening:
    """A closed part in which only one of those connected says that they are alone."""
    evening = opened().tick("16:00").add(ev.ClosedRoomBound, CLERK, meeting="meeting:closed")
    evening.add(ev.ClosedPartStarted).add(ev.AloneConfirmed, ADA, member=ADA)
    return evening.tick("16:30").add(ev.PublicPartStarted)


def text_of(content: bytes) -> str:
    """Everything that stands in the file."""
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(line.text for line in document.paragraphs), *cells]).replace("\u00a0", " ")


def heads(sitting: Sitting) -> dict[str, str]:
    """The particulars by their label."""
    return dict(particulars(sitting))


class TestTwoDays:
    """contract § 4, a break to another day: one journal, one set of minutes."""

    def test_the_head_names_both_days(self) -> None:
        found = heads(two_days().sitting)

        assert "9. Dezember 2026 und 10. Dezember 2026" in found.values()

    def test_the_end_and_the_break_name_their_days(self) -> None:
        text = text_of(minutes_docx(two_days().sitting))

        assert "Unterbrechung von 9. Dezember 2026, 18:00 Uhr bis 10. Dezember 2026, 09:00 Uhr" in text
        assert "10. Dezember 2026, 10:00 Uhr" in text

    def test_the_head_of_a_single_day_is_as_it_was(self) -> None:
        assert "9. Dezember 2026" in heads(opened().sitting).values()

    def test_both_ballots_stand_in_the_one_file(self) -> None:
        text = text_of(minutes_docx(two_days().sitting))

        assert "10 dafür / 0 dagegen" in text
        assert "9 dafür / 0 dagegen" in text

    def test_everybody_has_a_spell_on_each_day(self) -> None:
        sitting = two_days().sitting
        account = next(a for a in attendance(sitting).accounts if a.member.id == ADA)
        _, times, _ = presence_rows(sitting, account)

        assert len(account.stretches) == 2
        assert "9. Dezember 2026, 14:02–18:00" in times.replace("\u00a0", " ")
        assert "10. Dezember 2026, 0" in times.replace("\u00a0", " ")

    def test_who_did_not_come_again_has_one(self) -> None:
        sitting = two_days().sitting
        (gone,) = [a for a in attendance(sitting).accounts if a.member.id == HERE[-1]]

        assert [s.until for s in gone.stretches] == [sitting.breaks[-1][0]]

    def test_nobody_is_said_to_have_left_or_returned(self) -> None:
        told = [line.shown for part in sections(two_days().sitting, "public") for line in part.lines]

        assert not [line for line in told if "verlässt" in line or "nimmt ab" in line]


class TestClosedPart:
    """Issue part 5: in the minutes one sentence with who did not confirm, and nothing for the public."""

    @pytest.mark.parametrize(("part", "told"), [("public", False), ("closed", True)])
    def test_who_did_not_confirm_stands_in_the_closed_minutes_alone(self, part: Part, told: bool) -> None:
        evening = closed_part()
        lines = [line.shown for one in sections(evening.sitting, part) for line in one.lines]
        sentences = [line for line in lines if "allein im Raum" in line]

        assert len(sentences) == told
        assert all(evening.sitting.name(ADA) not in line for line in sentences)
        assert all(evening.sitting.name(HERE[2]) in line for line in sentences)

    def test_the_public_copy_keeps_back_who_confirmed_and_where(self) -> None:
        rows = closed_part().rows()
        kept = [row for row in public_rows(rows, DECODE) if row.data]

        assert {"alone_confirmed.v1", "closed_room_bound.v1"} <= {row.type for row in rows}
        assert not {"alone_confirmed.v1", "closed_room_bound.v1"} & {row.type for row in kept}
        assert not [row for row in kept if "meeting:closed" in (row.data or "")]
