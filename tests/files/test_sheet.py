"""Cells of a sheet as a person sees them."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from files.agenda import read_agenda
from files.problems import BadFile
from files.roster import read_roster
from files.sheet import is_sheet, sheet_lines

BERLIN = ZoneInfo("Europe/Berlin")


def sheet(*rows: Sequence[object], shapes: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(list(row))
    for cell, shape in (shapes or {}).items():
        page[cell].number_format = shape
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def only_cell(value: object, shape: str = "General") -> str:
    (line,) = sheet_lines(sheet([value], shapes={"A1": shape}))
    return line.cells[0]


class TestCells:
    """Contract § 6: XLSX has the same columns."""

    @pytest.mark.parametrize(
        ("value", "shape", "seen"),
        [
            pytest.param("Text", "General", "Text", id="text"),
            pytest.param(5, "General", "5", id="whole"),
            pytest.param(5.0, "0.00", "5", id="whole-with-decimals"),
            pytest.param(5.1, "General", "5.1", id="decimal"),
            pytest.param(5.1, "0.00", "5.10", id="two-decimals-seen"),
            pytest.param(True, "General", "ja", id="true"),
            pytest.param(False, "General", "nein", id="false"),
            pytest.param(date(2026, 12, 9), "dd.mm.yyyy", "2026-12-09", id="day"),
            pytest.param(
                datetime.combine(date(2026, 12, 9), time(17, 5)),
                "dd.mm.yyyy hh:mm",
                "2026-12-09 17:05",
                id="moment",
            ),
            pytest.param(time(17, 5), "hh:mm", "17:05", id="time"),
            pytest.param("#REF!", "General", "#REF!", id="error"),
        ],
    )
    def test_a_cell_is_read_as_it_is_seen(self, value: object, shape: str, seen: str) -> None:
        assert only_cell(value, shape) == seen

    def test_a_sheet_is_told_by_its_first_bytes(self) -> None:
        assert is_sheet(sheet(["x"]))
        assert not is_sheet(b"nummer;titel")

    def test_dates_of_a_sheet_bound_a_mandate(self) -> None:
        data = sheet(
            ["vorname", "nachname", "rolle", "kennung", "von", "bis"],
            ["Anna", "Meyer", "mitglied", 17, date(2024, 9, 1), date(2029, 8, 31)],
        )

        (meyer,) = read_roster(data, "liste.xlsx").roster

        assert (meyer.id, meyer.since) == ("17", datetime(2024, 9, 1, tzinfo=BERLIN))
        assert meyer.until == datetime(2029, 9, 1, tzinfo=BERLIN)

    def test_a_number_that_became_a_date_is_named(self) -> None:
        data = sheet(["nummer", "titel"], ["5.9", "A"], [datetime.combine(date(2026, 10, 5), time(0)), "B"])

        with pytest.raises(BadFile) as failure:
            read_agenda(data, "tagesordnung.xlsx")

        assert [(p.line, p.key) for p in failure.value.problems] == [(3, "problem.number_is_date")]

    def test_numbers_that_became_equal_are_named(self) -> None:
        data = sheet(["nummer", "titel"], [5.1, "A"], [5.10, "B"])

        with pytest.raises(BadFile) as failure:
            read_agenda(data)

        assert [(p.line, p.key) for p in failure.value.problems] == [(3, "problem.doubled_number")]

    def test_empty_formatted_rows_do_not_count(self) -> None:
        data = sheet(["nummer", "titel"], [1, "A"], *[[None, ""]] * 6_000)

        assert len(read_agenda(data).agenda) == 1


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook in which a text of one part has been replaced, as another program would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode()
            assert name != part or old in content
            after.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


def refused(data: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(BadFile) as failure:
        list(sheet_lines(data))
    return [(p.line, p.column, p.key) for p in failure.value.problems]


def seen(data: bytes) -> list[list[str]]:
    """The first two columns, for the reader looks at many."""
    return [list(line.cells[:2]) for line in sheet_lines(data)]


FIRST = "xl/worksheets/sheet1.xml"


class TestFormulas:
    """A formula is not reckoned here: its value counts as the file holds it."""

    def test_the_value_that_excel_left_is_read(self) -> None:
        data = changed(sheet(["x", "=1+1"]), FIRST, "<v></v>", "<v>2</v>")

        assert seen(data) == [["x", "2"]]

    def test_every_formula_without_a_value_is_named_with_its_place(self) -> None:
        data = sheet(["nummer", "titel"], [1, "A"], ["=A2+1", "=B2"])

        assert refused(data) == [
            (3, "A", "problem.formula_without_value"),
            (3, "B", "problem.formula_without_value"),
        ]

    def test_a_formula_over_several_cells_is_one_too(self) -> None:
        assert refused(sheet([ArrayFormula("A1", "=SUM(B1:B2*2)")])) == [
            (1, "A", "problem.formula_without_value")
        ]

    def test_a_formula_that_comes_to_nothing_is_an_empty_cell(self) -> None:
        data = changed(sheet(["x", '=IF(A1="x","",A1)']), FIRST, '<c r="B1">', '<c r="B1" t="str">')

        assert seen(data) == [["x", ""]]

    def test_a_text_that_begins_like_a_formula_stays_one(self) -> None:
        data = changed(sheet(["x", "yy"]), FIRST, "yy", "=1+1")

        assert seen(data) == [["x", "=1+1"]]


class TestHostile:
    """Issue, Bad input: 100 MB unpacked, no entities, no macros, nothing followed."""

    @pytest.mark.parametrize("part", [FIRST, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
    @pytest.mark.parametrize(
        "inner",
        ['<!ENTITY x SYSTEM "file:///etc/passwd">', '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">', ""],
        ids=["external", "laughs", "bare"],
    )
    def test_a_document_type_is_refused_wherever_it_stands(self, part: str, inner: str) -> None:
        plain = sheet(["Text"])
        with zipfile.ZipFile(io.BytesIO(plain)) as archive:
            text = archive.read(part).decode()
        start = "<?xml" if text.startswith("<?xml") else ""
        head, _, rest = text.partition("?>") if start else ("", "", text)
        data = changed(plain, part, text, f"{head}{'?>' if start else ''}<!DOCTYPE x [{inner}]>{rest}")

        assert refused(data) == [(0, "", "problem.broken_sheet")]

    def test_a_document_type_is_seen_behind_a_long_comment_and_in_another_encoding(self) -> None:
        text = f"<?xml version='1.0' encoding='utf-16'?><!--{' ' * 200_000}--><!DOCTYPE x><x/>"
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(sheet(["x"]))) as before, zipfile.ZipFile(out, "w") as after:
            for name in before.namelist():
                after.writestr(name, text.encode("utf-16") if name == FIRST else before.read(name))

        assert refused(out.getvalue()) == [(0, "", "problem.broken_sheet")]

    def test_a_bomb_is_refused_before_it_is_unpacked(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(FIRST, b"0" * (101 * 1024 * 1024))

        assert refused(out.getvalue()) == [(0, "", "problem.unpacks_too_large")]

    @pytest.mark.parametrize(
        "inner",
        [
            pytest.param(b"<row/>" * 2_000_000, id="rows"),
            pytest.param(b'<row r="1">' + b"<c/>" * 2_000_000 + b"</row>", id="cells"),
            pytest.param(b"<c><v>" + b"x" * 90_000_000 + b"</v></c>", id="text"),
            pytest.param(b'<c r="' + b"x" * 2_000_000 + b'"/>', id="attribute"),
            pytest.param(b"<c>" * 200_000 + b"</c>" * 200_000, id="depth"),
        ],
    )
    def test_what_would_fill_the_memory_is_refused_before_it_is_built(self, inner: bytes) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(FIRST, b"<worksheet><sheetData>" + inner + b"</sheetData></worksheet>")

        assert len(out.getvalue()) < 1024 * 1024
        assert refused(out.getvalue()) == [(0, "", "problem.sheet_too_large")]

    def test_a_large_sheet_of_people_is_read(self) -> None:
        rows = [[f"A{n}", "x" * 200, *["y"] * 20] for n in range(5_000)]

        assert len(seen(sheet(*rows))) == 5_000

    def test_a_part_that_lies_about_its_size_is_not_unpacked_beyond_it(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(FIRST, b"0" * (101 * 1024 * 1024))
        size = (101 * 1024 * 1024).to_bytes(4, "little")
        lying = out.getvalue().replace(size, (50).to_bytes(4, "little"))

        assert refused(lying) == [(0, "", "problem.broken_sheet")]

    def test_thousands_of_parts_are_refused(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for number in range(2_001):
                archive.writestr(f"xl/media/{number}", b"")

        assert refused(out.getvalue()) == [(0, "", "problem.unpacks_too_large")]

    def test_a_zip_within_is_never_opened(self) -> None:
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("bomb", b"0" * (200 * 1024 * 1024))
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(sheet(["Text"]))) as before, zipfile.ZipFile(out, "w") as after:
            for name in before.namelist():
                after.writestr(name, before.read(name))
            after.writestr("xl/embeddings/inner.zip", inner.getvalue())

        assert seen(out.getvalue()) == [["Text", ""]]

    def test_of_a_workbook_with_macros_only_the_cells_are_read(self) -> None:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        macros = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        data = changed(sheet(["Text"]), "[Content_Types].xml", kind, macros)
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub Auto_Open()")

        assert seen(out.getvalue()) == [["Text", ""]]

    def test_a_picture_in_it_is_no_reason_to_refuse(self) -> None:
        out = io.BytesIO(sheet(["Text"]))
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("xl/media/wappen.png", b"\x89PNG\r\n\x1a\n\x00")

        assert seen(out.getvalue()) == [["Text", ""]]

    def test_a_part_in_an_encoding_that_only_some_readers_know_is_refused(self) -> None:
        data = changed(
            sheet(["Text"]), "xl/workbook.xml", "<workbook", "<?xml version='1.0' encoding='cp037'?><workbook"
        )

        assert refused(data) == [(0, "", "problem.broken_sheet")]

    @pytest.mark.parametrize("length", [4, 30, 500, -10])
    def test_a_cut_file_is_refused(self, length: int) -> None:
        assert refused(sheet(["Text"])[:length]) == [(0, "", "problem.broken_sheet")]

    def test_an_archive_that_is_no_workbook_is_refused(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("word/document.xml", "<x/>")

        assert refused(out.getvalue()) == [(0, "", "problem.broken_sheet")]
