"""Empty workbooks for roster and agenda: contract § 4 `vorlage`, with the columns of § 6."""

import io
from collections.abc import Mapping

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from files.agenda import COLUMNS as AGENDA
from files.agenda import read_agenda
from files.problems import BadFile
from files.roster import COLUMNS as ROSTER
from files.roster import read_roster
from files.table import Columns
from reports.templates import template_xlsx
from wording.voice import Voice

KINDS = ("roster", "agenda")
PERSON = {"vorname": "Anna", "nachname": "Abel", "rolle": "mitglied", "kennung": "007", "telefon": "0341 1"}
ITEM = {"nummer": "1.12", "titel": "Eröffnung"}


def book(kind: str, language: str = "de") -> Workbook:
    return load_workbook(io.BytesIO(template_xlsx(kind, Voice(language))))


def heads(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[1]]


def filled(kind: str, row: Mapping[str, str]) -> bytes:
    """The template with one row typed in, as Excel would save it."""
    made = book(kind)
    sheet = made.worksheets[0]
    for name, value in row.items():
        sheet.cell(2, heads(sheet).index(name) + 1).value = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def choices(kind: str) -> dict[str, list[str]]:
    """The words that each column offers."""
    sheet = book(kind).worksheets[0]
    columns = heads(sheet)
    return {
        columns[next(iter(one.sqref.ranges)).min_col - 1]: str(one.formula1).strip('"').split(",")
        for one in sheet.data_validations.dataValidation
    }


class TestColumns:
    """The first sheet has the columns that the readers know, and nothing else."""

    def test_they_are_those_of_the_readers(self) -> None:
        assert heads(book("roster").worksheets[0]) == list(ROSTER.known)
        assert heads(book("agenda").worksheets[0]) == list(AGENDA.known)

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_one_is_kept_as_it_is_typed(self, kind: str) -> None:
        sheet = book(kind).worksheets[0]

        assert {column.number_format for column in sheet.column_dimensions.values()} == {"@"}

    @pytest.mark.parametrize("kind", KINDS)
    def test_an_empty_one_says_that_there_are_no_rows(self, kind: str) -> None:
        read = read_roster if kind == "roster" else read_agenda

        with pytest.raises(BadFile) as failure:
            read(template_xlsx(kind, Voice()))

        assert [p.key for p in failure.value.problems] == ["problem.no_rows"]


class TestFilled:
    """What is filled in reads back without a problem."""

    def test_a_person_reads_back(self) -> None:
        taken = read_roster(filled("roster", PERSON))

        (member,) = taken.roster
        assert (member.id, member.name, member.contact.phone) == ("007", "Anna Abel", "0341 1")
        assert taken.notes == ()

    def test_an_item_reads_back(self) -> None:
        (item,) = read_agenda(filled("agenda", ITEM)).agenda

        assert (item.number, item.title) == ("1.12", "Eröffnung")

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_offered_word_is_understood(self, kind: str) -> None:
        offered = [(column, word) for column, words in choices(kind).items() for word in words]

        for column, word in offered:
            if kind == "roster":
                assert len(read_roster(filled("roster", {**PERSON, column: word})).roster) == 1
            else:
                assert len(read_agenda(filled("agenda", {**ITEM, column: word})).agenda) == 1

    def test_words_are_offered_where_only_some_are_allowed(self) -> None:
        assert {"rolle", "stimmrecht"} == set(choices("roster"))
        assert {"art", "öffentlich", "abstimmung"} == set(choices("agenda"))

    def test_no_list_is_longer_than_excel_takes(self) -> None:
        lengths = [len(",".join(words)) for kind in KINDS for words in choices(kind).values()]

        assert max(lengths) <= 255


@pytest.mark.parametrize("language", ["de", "en"])
class TestExplanation:
    """The second sheet explains each column: what, must or may, which words."""

    @pytest.mark.parametrize(("kind", "columns"), [("roster", ROSTER), ("agenda", AGENDA)])
    def test_every_column_is_explained(self, language: str, kind: str, columns: Columns) -> None:
        sheet = book(kind, language).worksheets[1]
        explained = {str(row[0].value): [cell.value for cell in row] for row in sheet.iter_rows(min_row=2)}
        must = Voice(language).say("template.must")

        assert list(explained) == list(columns.known)
        assert all(row[1] and row[2] for row in explained.values())
        assert {name for name, row in explained.items() if row[1] == must} == set(columns.needed)
