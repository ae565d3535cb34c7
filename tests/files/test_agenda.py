"""The agenda against contract § 6."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.agenda import AgendaItem, BallotKind, Base, ItemKind, MajorityKind
from files.agenda import read_agenda
from files.problems import BadFile, Problem

FULL = """\
nummer;titel;vorlage;einreicher;art;öffentlich;mehrheit;abstimmung;gegenstand;beschlussvorschlag;link
TOP 1.;Eröffnung;;;formalie;ja;;;;;
Ö 11;Vorlagen;;;formalie;;;;;;
11.1;Bürgerhaushalt;VII-DS-01526;Dezernat I;beschluss;ja;mitglieder;namentlich;Die Satzung;Der Rat beschließt.;https://rat.example/1
11.1.1;Änderung;;SPD;aenderung;;einfach;offen;;;
N 12;Grundstück;;;beschluss;;;;;;
12.1;Kaufvertrag;;;beschluss;;zweidrittel;;;;
"""


def items(text: str | bytes) -> tuple[AgendaItem, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_agenda(data, "tagesordnung.csv").agenda.items


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(BadFile) as failure:
        read_agenda(text.encode(), "tagesordnung.csv")
    return failure.value.problems


def answer(data: bytes, name: str = "") -> tuple[AgendaItem | Problem, ...]:
    """The items of a file, or its problems: there is always one or the other."""
    try:
        return read_agenda(data, name).agenda.items
    except BadFile as bad:
        return bad.problems


class TestEveryColumn:
    """Contract § 6: the eleven columns of the agenda."""

    def test_a_full_row_becomes_an_item(self) -> None:
        assert items(FULL)[2] == AgendaItem(
            number="11.1",
            title="Bürgerhaushalt",
            kind=ItemKind.RESOLUTION,
            public=True,
            majority=MajorityKind.OF_MEMBERS,
            ballot=BallotKind.ROLL_CALL,
            paper="VII-DS-01526",
            mover="Dezernat I",
            object="Die Satzung",
            proposal="Der Rat beschließt.",
            link="https://rat.example/1",
        )

    def test_numbers_are_normalised_and_keep_their_order(self) -> None:
        assert [item.number for item in items(FULL)] == ["1", "11", "11.1", "11.1.1", "12", "12.1"]

    def test_a_parent_follows_from_the_number(self) -> None:
        assert [item.parent for item in items(FULL)] == ["", "", "11", "11.1", "", "12"]

    def test_an_item_is_public_unless_it_or_the_one_above_is_not(self) -> None:
        assert [item.public for item in items(FULL)] == [True, True, True, True, False, False]

    def test_number_and_title_are_enough(self) -> None:
        assert items("nummer,titel\n1,Eröffnung\n") == (AgendaItem(number="1", title="Eröffnung"),)

    @pytest.mark.parametrize("kind", list(ItemKind))
    def test_every_kind_is_known(self, kind: ItemKind) -> None:
        assert items(f"nummer;titel;art\n1;A;{kind}\n")[0].kind is kind

    @pytest.mark.parametrize("majority", [kind for kind in MajorityKind if kind is not MajorityKind.SHARE])
    def test_every_majority_is_known(self, majority: MajorityKind) -> None:
        assert items(f"nummer;titel;mehrheit\n1;A;{majority}\n")[0].majority is majority

    @pytest.mark.parametrize(
        ("written", "kind", "share", "of"),
        [
            ("2/3 der Mitglieder", MajorityKind.TWO_THIRDS, "", Base.MEMBERS),
            ("zwei Drittel der anwesenden Stimmberechtigten", MajorityKind.TWO_THIRDS, "", Base.PRESENT),
            ("Dreiviertelmehrheit", MajorityKind.THREE_QUARTERS, "", None),
            ("3/5 anwesende", MajorityKind.SHARE, "3/5", Base.PRESENT),
            ("4/7 der abgegebenen Stimmen", MajorityKind.SHARE, "4/7", Base.CAST),
            ("Mehrheit der Mitglieder", MajorityKind.OF_MEMBERS, "", None),
        ],
    )
    def test_a_majority_can_be_written_out(
        self, written: str, kind: MajorityKind, share: str, of: Base | None
    ) -> None:
        (item,) = items(f"nummer;titel;mehrheit\n1;A;{written}\n")

        assert (item.majority, item.share, item.of) == (kind, share, of)

    @pytest.mark.parametrize(
        "written", ["3/5", "5/3 der Mitglieder", "1/0 anwesende", "0/5 mitglieder", "fast alle"]
    )
    def test_a_majority_that_nobody_can_reach_or_reckon_is_refused(self, written: str) -> None:
        (bad,) = problems(f"nummer;titel;mehrheit\n1;A;{written}\n")

        assert (bad.column, bad.key) == ("mehrheit", "problem.unknown_value")

    @pytest.mark.parametrize("ballot", list(BallotKind))
    def test_every_way_of_voting_is_known(self, ballot: BallotKind) -> None:
        assert items(f"nummer;titel;abstimmung\n1;A;{ballot}\n")[0].ballot is ballot

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_every_encoding_gives_the_same_items(self, encoding: str) -> None:
        assert items(FULL.encode(encoding)) == items(FULL)

    def test_a_sheet_keeps_the_numbers_as_they_are_seen(self) -> None:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in (["nummer", "titel", "öffentlich"], [1, "A", True], [5.1, "B", False], [5.1, "C", None]):
            sheet.append(row)
        sheet["A4"].number_format = "0.00"
        out = io.BytesIO()
        book.save(out)

        read = items(out.getvalue())

        assert [(item.number, item.public) for item in read] == [("1", True), ("5.1", False), ("5.10", True)]


class TestBadFiles:
    """Issue, Bad input: every bad row named with line and reason, nothing taken."""

    def test_every_problem_of_every_row_is_named(self) -> None:
        text = """\
nummer;titel;art;öffentlich;mehrheit;abstimmung;link
5;A;beschlus;jein;absolut;laut;javascript:alert(1)
5.;B;;;;;
;C;;;;;
IV;;;;;;
N 6;D;;ja;;;http://
2026-10-05;E;;;;;
"""
        assert [(p.line, p.column, p.key) for p in problems(text)] == [
            (2, "öffentlich", "problem.unknown_value"),
            (2, "art", "problem.unknown_value"),
            (2, "mehrheit", "problem.unknown_value"),
            (2, "abstimmung", "problem.unknown_value"),
            (2, "link", "problem.bad_link"),
            (3, "nummer", "problem.doubled_number"),
            (4, "nummer", "problem.missing_value"),
            (5, "nummer", "problem.bad_number"),
            (5, "titel", "problem.missing_value"),
            (6, "link", "problem.bad_link"),
            (6, "öffentlich", "problem.part_contradicts_number"),
            (7, "nummer", "problem.number_is_date"),
        ]

    def test_a_doubled_number_names_its_first_line(self) -> None:
        (doubled,) = problems("nummer;titel\n5;A\n6;B\nTOP 5;C\n")

        assert (doubled.line, doubled.values) == (4, {"value": "5", "first_line": "2"})

    def test_an_unknown_word_comes_with_those_that_would_do(self) -> None:
        (unknown,) = problems("nummer;titel;mehrheit\n5;A;einfahc\n")

        assert unknown.values == {
            "value": "einfahc",
            "nearest": "einfach",
            "allowed": "einfach, anwesende, mitglieder, zweidrittel, dreiviertel, "
            "2/3 der Mitglieder, 3/4 der Anwesenden, 3/5 der Mitglieder",
        }

    @pytest.mark.parametrize(("length", "taken"), [(500, True), (501, False)])
    def test_a_title_has_a_longest_length(self, length: int, taken: bool) -> None:
        answered = answer(f"nummer;titel\n1;{'x' * length}\n".encode())

        assert isinstance(answered[0], AgendaItem) is taken

    def test_a_title_of_two_lines_becomes_one(self) -> None:
        assert items('nummer;titel\n1;"Ein\nTitel"\n2;B\n')[0].title == "Ein Titel"

    def test_the_line_of_a_problem_counts_the_lines_of_the_file(self) -> None:
        (bad,) = problems('nummer;titel\n1;"Ein\nTitel"\n\nx;B\n')

        assert bad.line == 5

    def test_an_amendment_without_motion_is_pointed_at(self) -> None:
        read = read_agenda("nummer;titel;art\n11.1.1;A;änderung\n".encode())

        assert [(note.line, note.key) for note in read.notes] == [(2, "note.amendment_without_motion")]
        assert read_agenda(FULL.encode()).notes == ()


class TestAnyBytes:
    """Issue, Bad input: whatever the file, there is an answer and never a traceback."""

    @given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.json", ""]))
    def test_any_bytes_are_read_or_refused(self, data: bytes, name: str) -> None:
        assert answer(data, name)

    @given(st.lists(st.lists(st.text(max_size=20), min_size=8, max_size=8), min_size=1, max_size=4))
    def test_any_cells_are_read_or_refused(self, rows: list[list[str]]) -> None:
        head = ["nummer", "titel", "art", "öffentlich", "mehrheit", "abstimmung", "gegenstand", "link"]
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows([head, *rows])

        assert answer(out.getvalue().encode("utf-8", "replace"))

    titles = st.text(alphabet='abcäöüß „“"–;,\n1', min_size=1, max_size=40).filter(lambda t: t.strip())

    @given(
        st.lists(st.tuples(titles, st.sampled_from(list(ItemKind)), st.booleans()), min_size=1, max_size=12),
        st.sampled_from([";", ","]),
    )
    def test_a_written_agenda_reads_back(
        self, rows: list[tuple[str, ItemKind, bool]], delimiter: str
    ) -> None:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(["titel", "nummer", "öffentlich", "art"])
        for n, (title, kind, public) in enumerate(rows, start=1):
            writer.writerow([title, f"TOP {n}.", "ja" if public else "nein", kind])

        read = items(out.getvalue())

        assert [(i.number, i.title, i.kind, i.public) for i in read] == [
            (str(n), " ".join(title.split()), kind, public)
            for n, (title, kind, public) in enumerate(rows, start=1)
        ]
