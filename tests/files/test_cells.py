"""Single cells: what is read, and what is noted instead of being corrected."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.cells import Cells, moment_of
from files.problems import Findings
from files.table import Row

BERLIN = ZoneInfo("Europe/Berlin")
MIDNIGHT = datetime.combine(date(2000, 1, 1), time(0))


def one(content: str) -> tuple[Cells, Findings]:
    findings = Findings()
    return Cells(Row(7, {"zelle": content}), findings), findings


def keys(findings: Findings) -> list[str]:
    return [problem.key for problem in findings.all]


class TestMoments:
    """Contract § 6: ``von`` and ``bis`` take a day or a time; TT.MM.JJJJ or ISO."""

    @pytest.mark.parametrize(
        ("written", "moment"),
        [
            pytest.param("09.12.2026", datetime(2026, 12, 9, tzinfo=BERLIN), id="german-day"),
            pytest.param("9.2.2026", datetime(2026, 2, 9, tzinfo=BERLIN), id="short-day"),
            pytest.param("2026-12-09", datetime(2026, 12, 9, tzinfo=BERLIN), id="iso-day"),
            pytest.param(
                "09.12.2026, 17.05 Uhr", datetime(2026, 12, 9, 17, 5, tzinfo=BERLIN), id="german-time"
            ),
            pytest.param("09.12.2026 um 17:05", datetime(2026, 12, 9, 17, 5, tzinfo=BERLIN), id="with-um"),
            pytest.param("2026-12-09T17:05:00", datetime(2026, 12, 9, 17, 5, tzinfo=BERLIN), id="iso-time"),
            pytest.param(
                "2026-12-09T16:05Z", datetime(2026, 12, 9, 17, 5, tzinfo=BERLIN), id="universal-time"
            ),
            pytest.param("2026-12-09T17:05+01:00", datetime(2026, 12, 9, 17, 5, tzinfo=BERLIN), id="offset"),
        ],
    )
    def test_a_moment_is_read(self, written: str, moment: datetime) -> None:
        assert moment_of(written, BERLIN) == moment

    @given(st.datetimes(MIDNIGHT.replace(year=1900), MIDNIGHT.replace(year=2200)))
    def test_every_day_is_read_in_both_ways(self, moment: datetime) -> None:
        german = moment_of(f"{moment:%d.%m.}{moment.year:04} {moment:%H:%M}", BERLIN)

        assert german == moment_of(moment.isoformat(" ", "minutes"), BERLIN)
        assert german == moment.replace(second=0, microsecond=0, tzinfo=BERLIN)

    @given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
    def test_a_last_day_ends_when_the_next_begins(self, day: date) -> None:
        last = moment_of(day.isoformat(), BERLIN, ends=True)

        assert last is not None
        assert (last.date() - day, last.time()) == (timedelta(days=1), time(0))

    @given(st.text(max_size=30))
    def test_any_text_is_a_moment_with_its_offset_or_none(self, written: str) -> None:
        moment = moment_of(written, BERLIN)

        assert moment is None or moment.tzinfo is not None


class TestCells:
    """A cell that does not fit is noted with its line and left empty."""

    @pytest.mark.parametrize("written", ["a@b.de", "vor.nach+x@mail.stadt.example"])
    def test_an_address_is_read(self, written: str) -> None:
        cells, findings = one(written)

        assert (cells.address("zelle"), keys(findings)) == (written, [])

    @pytest.mark.parametrize("written", ["a", "@b.de", "a@", "a@b c", "a@b.de, c@d.de", "A <a@b.de>"])
    def test_what_is_no_address_is_noted(self, written: str) -> None:
        cells, findings = one(written)

        assert (cells.address("zelle"), keys(findings)) == ("", ["problem.bad_address"])

    @pytest.mark.parametrize("shape", ["{}", "{{{}}}", " {} "])
    def test_an_object_id_is_read_in_small_letters(self, shape: str) -> None:
        cells, findings = one(shape.format("0B0C0D0E-1111-2222-3333-444455556666"))

        assert cells.object_id("zelle") == "0b0c0d0e-1111-2222-3333-444455556666"
        assert keys(findings) == []

    @pytest.mark.parametrize("written", ["https://rat.example/a?b=1", "http://rat.example"])
    def test_a_link_is_read(self, written: str) -> None:
        cells, findings = one(written)

        assert (cells.link("zelle"), keys(findings)) == (written, [])

    @pytest.mark.parametrize(
        "written", ["javascript:x", "rat.example", "https://", "https://[a", "https://a b"]
    )
    def test_what_is_no_link_is_noted(self, written: str) -> None:
        cells, findings = one(written)

        assert (cells.link("zelle"), keys(findings)) == ("", ["problem.bad_link"])

    def test_a_needed_cell_is_noted_once(self) -> None:
        empty, nothing = one("  ")
        hidden, sign = one("a\x07")

        assert (empty.needed("zelle", 10), keys(nothing)) == ("", ["problem.missing_value"])
        assert (hidden.needed("zelle", 10), keys(sign)) == ("", ["problem.hidden_sign"])

    def test_a_missing_column_is_an_empty_cell(self) -> None:
        cells, findings = one("x")

        assert (cells.text("andere", 5), cells.yes_no("andere"), cells.is_empty("andere")) == ("", None, True)
        assert keys(findings) == []
