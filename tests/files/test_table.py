"""Bytes that are no good table are refused with the reason and the place."""

import io
import struct
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.letters import decode, printable
from files.lines import csv_lines
from files.problems import BadFile, Findings, Problem
from files.roster import read_roster
from files.table import Columns, read_table

COLUMNS = Columns(known=("nummer", "titel"), needed=("nummer",), aliases={"top": "nummer"})


def refused(data: bytes) -> Problem:
    findings = Findings()
    with pytest.raises(BadFile) as failure:
        read_table(data, COLUMNS, findings)
    return failure.value.problems[0]


def a_sheet(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


class TestEncoding:
    """Contract § 6 and Issue, Bad input: a broken encoding is named with its line."""

    @pytest.mark.parametrize(
        ("data", "key", "line"),
        [
            pytest.param("nummer\n1\n".encode("utf-16"), "problem.encoding_unknown", 0, id="utf-16"),
            pytest.param(b"nummer\n1\n\x81", "problem.encoding_broken", 3, id="no-windows-letter"),
            pytest.param(b"\xef\xbb\xbfnummer\n\xe4", "problem.encoding_broken", 2, id="bom-and-windows"),
            pytest.param("nummer\nÃ¼".encode(), "problem.encoding_mixed", 2, id="encoded-twice"),
            pytest.param("nummer\nü\n".encode() + b"\xfc", "problem.encoding_mixed", 2, id="two-encodings"),
            pytest.param("nummer\n1\n�".encode(), "problem.encoding_mixed", 3, id="lost-letter"),
        ],
    )
    def test_a_broken_encoding_is_named(self, data: bytes, key: str, line: int) -> None:
        problem = refused(data)

        assert (problem.key, problem.line) == (key, line)

    @given(st.text(alphabet="abcäöüßÄÖÜéèçñ€–„“ ;,\n"))
    def test_windows_letters_are_read(self, text: str) -> None:
        assert decode(f"für {text}".encode("cp1252")) == f"für {text}"

    @pytest.mark.parametrize("text", ["São Paulo", "Ângela", "Joã", "CÂMARA – Ã", "Ã ö"])
    def test_foreign_letters_are_no_mistake(self, text: str) -> None:
        assert decode(text.encode()) == text

    def test_a_huge_file_is_refused(self) -> None:
        assert refused(b"x" * (10 * 1024 * 1024 + 1)).key == "problem.too_large"


class TestPrintable:
    """Cells hold nothing that a reader cannot see."""

    @pytest.mark.parametrize(
        ("cell", "words"),
        [
            pytest.param(" a \u00a0 b\r\nc\t", "a b c", id="spaces"),
            pytest.param("a\u00adb\u200bc\ufeff", "abc", id="invisible"),
            pytest.param("u\u0308", "ü", id="sign-and-mark"),
        ],
    )
    def test_words_stand_on_one_line(self, cell: str, words: str) -> None:
        assert printable(cell) == words

    @pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2066", "\ud800"])
    def test_hidden_signs_are_refused(self, sign: str) -> None:
        with pytest.raises(ValueError, match=f"U\\+{ord(sign):04X}"):
            printable(f"a{sign}b")


class TestCsv:
    """Contract § 6: CSV with semicolons or commas."""

    def test_lines_have_their_number_in_the_file(self) -> None:
        assert [(n, list(cells)) for n, cells in csv_lines('a;b\n"x\ny";2\n\n3;4')] == [
            (1, ["a", "b"]),
            (2, ["x\ny", "2"]),
            (4, []),
            (5, ["3", "4"]),
        ]

    def test_a_broken_quotation_names_its_line(self) -> None:
        problem = refused(b'nummer;titel\n1;A\n2;"B" x\n')

        assert (problem.key, problem.line) == ("problem.broken_row", 3)

    def test_a_cell_without_column_is_named(self) -> None:
        findings = Findings()
        read_table(b"nummer;titel\n1;A;;zu viel\n", COLUMNS, findings)

        assert [(p.line, p.key, p.values) for p in findings.all] == [
            (2, "problem.cell_without_column", {"value": "zu viel"})
        ]

    def test_short_rows_are_filled_up(self) -> None:
        (row,) = read_table(b"\n\nnummer;titel\n\n1\n", COLUMNS, Findings())

        assert (row.line, row.cells) == (5, {"nummer": "1", "titel": ""})

    @pytest.mark.parametrize(
        ("data", "key"),
        [
            pytest.param(b"", "problem.empty_file", id="nothing"),
            pytest.param(b" \n;;\n", "problem.empty_file", id="only-separators"),
            pytest.param(b"nummer;titel\n", "problem.no_rows", id="only-headings"),
            pytest.param(b"titel\nA\n", "problem.missing_column", id="column-missing"),
            pytest.param(b"nummer;top\n1;1\n", "problem.doubled_column", id="column-by-two-names"),
            pytest.param(b"\xd0\xcf\x11\xe0old", "problem.old_excel", id="old-excel"),
            pytest.param(b"%PDF-1.7\n", "problem.not_a_table", id="pdf"),
            pytest.param(b"nummer\n" + b"1\n" * 5_001, "problem.too_many_rows", id="too-many-rows"),
            pytest.param(
                b"nummer;titel\n" * 2 + b"\n" * 1_000_000, "problem.too_many_rows", id="too-many-lines"
            ),
            pytest.param(b"nummer" + b";x" * 200, "problem.too_many_cells", id="too-many-headings"),
            pytest.param(b"nummer;titel\n" + b"1;" * 201, "problem.too_many_cells", id="too-many-cells"),
            pytest.param(b'nummer\n"' + b"x" * 200_000, "problem.broken_row", id="endless-cell"),
        ],
    )
    def test_what_is_no_table_is_refused(self, data: bytes, key: str) -> None:
        assert refused(data).key == key

    def test_five_thousand_rows_are_taken(self) -> None:
        assert len(read_table(b"nummer\n" + b"1\n" * 5_000, COLUMNS, Findings())) == 5_000


class TestSheet:
    """Contract § 6: XLSX has the same columns in its first sheet."""

    def test_rows_have_their_number_in_the_sheet(self) -> None:
        rows = read_table(a_sheet(["nummer", "titel"], [None], [7, "A"]), COLUMNS, Findings())

        assert [(row.line, dict(row.cells)) for row in rows] == [(3, {"nummer": "7", "titel": "A"})]

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"PK\x03\x04broken", id="no-zip"),
            pytest.param(a_zip(text=b"nummer"), id="another-zip"),
            pytest.param(a_sheet(["nummer"], [1])[:-200], id="cut-off"),
            pytest.param(
                a_zip(**{"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<b>"}), id="broken-xml"
            ),
        ],
    )
    def test_a_broken_sheet_is_refused(self, data: bytes) -> None:
        assert refused(data).key == "problem.broken_sheet"

    def test_a_zip_bomb_is_refused_before_it_is_unpacked(self) -> None:
        bomb = a_zip(**{f"xl/{n}.xml": b" " * (26 * 1024 * 1024) for n in range(4)})

        problem = refused(bomb)

        assert len(bomb) < 200_000
        assert (problem.key, problem.values) == ("problem.unpacks_too_large", {"megabytes": "100"})

    def test_a_bomb_that_lies_about_its_size_unpacks_no_further(self) -> None:
        honest = a_sheet(["nummer"], [1])
        with zipfile.ZipFile(io.BytesIO(honest)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["xl/worksheets/sheet1.xml"] += b" " * 30_000_000
        bomb = bytearray(a_zip(**parts))
        size = struct.pack("<I", len(parts["xl/worksheets/sheet1.xml"]))
        lied = bytes(bomb).replace(size, struct.pack("<I", 100))

        assert refused(lied).key == "problem.broken_sheet"

    def test_many_parts_are_refused(self) -> None:
        many = a_zip(**{str(n): b"" for n in range(2_001)})

        assert refused(many).key == "problem.unpacks_too_large"

    def test_a_sheet_of_entities_is_refused(self) -> None:
        honest = a_sheet(["nummer"], [1])
        with zipfile.ZipFile(io.BytesIO(honest)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
        parts["xl/worksheets/sheet1.xml"] = (
            f"<!DOCTYPE w [{entities}]><worksheet><sheetData><row><c t='str'><v>&a8;</v></c></row>"
            "</sheetData></worksheet>"
        ).encode()

        assert refused(a_zip(**parts)).key in ("problem.broken_sheet", "problem.empty_file")


class TestFindings:
    """An answer shows what stands in the file, but no more than can be read."""

    def test_values_are_short_and_visible(self) -> None:
        findings = Findings()
        findings.add(3, "a\x00b", "problem.unknown_value", value="x" * 500, sign="\ud800")

        (problem,) = findings.all
        assert (problem.column, len(problem.values["value"])) == ("a\N{REPLACEMENT CHARACTER}b", 121)
        assert problem.values["sign"] == "\N{REPLACEMENT CHARACTER}"

    def test_problems_come_in_the_order_of_the_lines(self) -> None:
        findings = Findings()
        findings.add(5, "", "problem.b")
        findings.add(2, "", "problem.a")

        with pytest.raises(BadFile, match=r"2: problem\.a, 5: problem\.b"):
            findings.refuse()


class TestBrokenEncoding:
    """issue, Bad input: every bad row is named with its line."""

    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["bare", "marked"])
    def test_every_line_that_cannot_be_read_is_named(self, mark: bytes) -> None:
        data = mark + b"nummer;titel\n1;\x81\n2;gut\n3;\x8d\n"

        with pytest.raises(BadFile) as refused:
            decode(data)
        assert [problem.line for problem in refused.value.problems] == [2, 4]


class TestOtherKinds:
    """What a file is, is told by its content, whatever it is called."""

    @pytest.mark.parametrize(
        "data",
        [
            b"%PDF-1.7\n%\xe2\xe3",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xe0JFIF",
            b"\x1f\x8b\x08\x00",
            b"{\\rtf1\\ansi}",
            b"\n <HTML><body>Anmelden</body></html>",
            b"\xef\xbb\xbf<!DOCTYPE html>",
            "nummer;titel".encode("utf-16-le"),
            "nummer;titel".encode("utf-16-be"),
        ],
    )
    @pytest.mark.parametrize("name", ["liste.csv", "liste.json", "liste.xlsx", ""])
    def test_something_else_is_refused_in_one_sentence(self, data: bytes, name: str) -> None:
        with pytest.raises(BadFile) as failure:
            read_roster(data, name)

        assert [(p.line, p.key) for p in failure.value.problems] == [(0, "problem.not_a_table")]
