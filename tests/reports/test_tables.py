"""Tables as files: nothing in them is ever executed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.tables import BOM, clock, csv_file, harmless, iso, printable, starts_formula
from tests.reports.evening import at, opened

DANGEROUS = [
    pytest.param("=1+1", id="equals"),
    pytest.param("+49 341 123", id="plus"),
    pytest.param("-2", id="minus"),
    pytest.param("@SUM(A1)", id="at"),
    pytest.param("  =1", id="blanks-before"),
    pytest.param("\u00a0=1", id="no-break-blank-before"),
    pytest.param("\u200b=1", id="invisible-sign-before"),
    pytest.param("＝1", id="full-width-equals"),
    pytest.param("＋1", id="full-width-plus"),
    pytest.param("－1", id="full-width-minus"),
    pytest.param("＠A", id="full-width-at"),
    pytest.param("\t=1", id="tab"),
    pytest.param("\r=1", id="carriage-return"),
    pytest.param("\tText", id="tab-alone"),
    pytest.param("\n=1", id="line-feed"),
]


class TestFormulaInjection:
    """Contract § 7: cells that begin with = + - @ made harmless (reliability § 4.2, row 20)."""

    @pytest.mark.parametrize("text", DANGEROUS)
    def test_what_a_spreadsheet_might_reckon_gets_an_apostrophe(self, text: str) -> None:
        assert harmless(text).startswith("'")

    @pytest.mark.parametrize("text", ["", "Ja", "a=1", "'=1", "1-2", "O'Neil", "Grüne/SPD", "   "])
    def test_what_is_plain_stays_as_it_is(self, text: str) -> None:
        assert harmless(text) == text

    @given(st.text())
    def test_no_cell_of_any_file_begins_like_a_formula(self, text: str) -> None:
        assert not starts_formula(harmless(text))

    @given(st.sampled_from("=+-@＝＋－＠﹢﹣﹫"), st.text(st.sampled_from(" \u00a0\u200b\u3000\ufeff")))
    def test_no_blank_before_the_sign_helps(self, sign: str, blanks: str) -> None:
        assert harmless(f"{blanks}{sign}1").startswith("'")


class TestCsvFile:
    """Contract § 7: semicolon, UTF-8 with BOM."""

    def test_begins_with_the_mark_and_its_header(self) -> None:
        assert csv_file(("a", "b"), [("1", None)]) == BOM + b"a;b\r\n1;\r\n"

    @given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=5))
    def test_every_cell_comes_back_as_it_went_in(self, rows: list[tuple[str, str, str]]) -> None:
        text = csv_file(("a", "b", "c"), rows).decode("utf-8-sig")

        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))[1:]

        assert read == [[harmless(cell) for cell in row] for row in rows]

    def test_signs_that_no_document_may_hold_are_dropped(self) -> None:
        assert printable("a\x00b\x1bc\ud800d\ufffee") == "abcde"

    @pytest.mark.parametrize("sign", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    def test_nor_is_any_sign_kept_that_turns_the_direction(self, sign: str) -> None:
        assert sign not in csv_file(("a",), [(f"{sign}=1{sign}",)]).decode("utf-8-sig")


class TestTimes:
    """Contract § 7: times ISO 8601 with offset."""

    def test_are_by_the_clock_of_the_place(self) -> None:
        sitting = opened().sitting

        assert iso(sitting, at("14:02")) == "2026-12-09T14:02:00+01:00"
        assert clock(sitting, at("14:02")) == "14:02"

    def test_are_empty_where_there_is_none(self) -> None:
        assert iso(opened().sitting, None) == ""
