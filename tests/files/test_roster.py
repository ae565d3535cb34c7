"""The councillor list against contract § 6."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.roster import Member, Role
from files.problems import BadFile, Problem
from files.roster import COLUMNS, read_roster

BERLIN = ZoneInfo("Europe/Berlin")
GUID = "0B0C0D0E-1111-2222-3333-444455556666"
FULL = f"""\
kennung;anrede;titel;vorname;nachname;fraktion;gremium;rolle;stimmrecht;email;upn;entra_id;telefon;vertritt;von;bis
m01;Frau;Dr.;Anna;Meyer;Grüne;Stadtrat;mitglied+vorsitz;ja;a@x.example;am@x.example;{GUID};0341 1;;01.09.2024;
m02;Herr;;Jürgen;Groß;SPD;Stadtrat;Mitglied + Schriftfuehrung;1;;j@x.example;;;;2024-09-01;31.08.2029
b01;;;Berta;Büro;;;büro;nein;b@stadt.example;;;;;;
v01;;;Vera;Ersatz;SPD;Stadtrat;mitglied;;v@stadt.example;;;;Groß;09.12.2026 17:30;2026-12-09T20:15
"""


def lines_of(failure: BadFile) -> list[tuple[int, str, str]]:
    return [(p.line, p.column, p.key) for p in failure.problems]


def refused(text: str | bytes, name: str = "liste.csv") -> list[tuple[int, str, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(BadFile) as failure:
        read_roster(data, name)
    return lines_of(failure.value)


def answer(data: bytes, name: str = "") -> tuple[Member | Problem, ...]:
    """The people of a file, or its problems: there is always one or the other."""
    try:
        return read_roster(data, name).roster.members
    except BadFile as bad:
        return bad.problems


def people(text: str | bytes) -> tuple[Member, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_roster(data, "liste.csv").roster.members


class TestEveryColumn:
    """Contract § 6: the sixteen columns of the roster."""

    def test_a_full_row_becomes_a_member(self) -> None:
        meyer = people(FULL)[0]

        assert (meyer.id, meyer.name, meyer.salutation) == ("m01", "Dr. Anna Meyer", "Frau")
        assert (meyer.group, meyer.body, meyer.voting) == ("Grüne", "Stadtrat", True)
        assert meyer.roles == (Role.MEMBER, Role.CHAIR)
        assert meyer.contact.entra_id == GUID.lower()
        assert (meyer.contact.email, meyer.contact.upn) == ("a@x.example", "am@x.example")
        assert meyer.contact.phone == "0341 1"

    def test_a_day_starts_at_midnight_and_ends_at_its_end(self) -> None:
        gross = people(FULL)[1]

        assert gross.since == datetime(2024, 9, 1, tzinfo=BERLIN)
        assert gross.until == datetime(2029, 9, 1, tzinfo=BERLIN)

    def test_a_time_is_the_towns_time(self) -> None:
        substitute = people(FULL)[3]

        assert substitute.since == datetime(2026, 12, 9, 17, 30, tzinfo=BERLIN)
        assert substitute.until == datetime(2026, 12, 9, 20, 15, tzinfo=BERLIN)

    def test_a_substitute_is_found_by_name(self) -> None:
        assert people(FULL)[3].substitutes == "m02"

    def test_roles_are_read_in_any_spelling(self) -> None:
        assert people(FULL)[1].roles == (Role.MEMBER, Role.MINUTES)

    def test_what_is_not_said_stays_open(self) -> None:
        substitute = people(FULL)[3]

        assert substitute.voting is None
        assert substitute.entitled

    @pytest.mark.parametrize("role", list(Role))
    def test_every_role_is_known(self, role: Role) -> None:
        (person,) = people(f"vorname;nachname;rolle;kennung\nA;B;{role};x1\n")

        assert person.roles == (role,)

    @pytest.mark.parametrize(
        ("word", "voting"),
        [
            ("ja", True),
            ("Nein", False),
            ("yes", True),
            ("no", False),
            ("1", True),
            ("0", False),
            ("X", True),
            ("", None),
        ],
    )
    def test_yes_and_no_are_read(self, word: str, voting: bool | None) -> None:
        (person,) = people(f"vorname;nachname;rolle;kennung;stimmrecht\nA;B;gast;x1;{word}\n")

        assert person.voting is voting


class TestShapesOfTheFile:
    """Contract § 6: semicolon or comma, UTF-8 with or without BOM, Windows-1252, order free."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_every_encoding_gives_the_same_people(self, encoding: str) -> None:
        assert people(FULL.encode(encoding)) == people(FULL)

    def test_commas_and_another_order_give_the_same_people(self) -> None:
        rows = [list(reversed(row)) for row in csv.reader(io.StringIO(FULL), delimiter=";")]
        out = io.StringIO()
        csv.writer(out).writerows(rows)

        assert people(out.getvalue()) == people(FULL)

    @pytest.mark.parametrize("ending", ["\n", "\r\n"])
    def test_line_endings_and_empty_lines_do_not_count(self, ending: str) -> None:
        text = FULL.replace("\n", f"{ending};;;{ending}{ending}")

        assert people(text) == people(FULL)

    def test_headings_may_be_written_as_people_do(self) -> None:
        (person,) = people(" Vorname ;NACHNAME;Rolle;E-Mail;Entra ID;\nA;B;gast;a@b.c;;\n")

        assert person.contact.email == "a@b.c"

    def test_a_sheet_gives_the_same_people(self) -> None:
        book = openpyxl.Workbook()
        for row in csv.reader(io.StringIO(FULL), delimiter=";"):
            book.worksheets[0].append(row)
        book.create_sheet("anderes").append(["nichts"])
        out = io.BytesIO()
        book.save(out)

        assert read_roster(out.getvalue(), "liste.xlsx").roster.members == people(FULL)


class TestIds:
    """Contract § 6: one of entra_id, email, upn, kennung has to be there."""

    @pytest.mark.parametrize(
        ("column", "value", "expected"),
        [
            pytest.param("email", "Jürgen.Groß@x.de", "juergen-gross", id="by-mail"),
            pytest.param("upn", "jgross@x.de", "jgross", id="by-upn"),
            pytest.param("entra_id", GUID, "juergen-gross", id="by-name"),
            pytest.param("kennung", "R-17", "R-17", id="own"),
        ],
    )
    def test_a_missing_id_is_derived(self, column: str, value: str, expected: str) -> None:
        (person,) = people(f"vorname;nachname;rolle;{column}\nJürgen;Groß;gast;{value}\n")

        assert person.id == expected

    def test_the_same_file_gives_the_same_ids_again(self) -> None:
        text = "vorname;nachname;rolle;email\nA;B;gast;b@x.de\nC;D;gast;d@x.de\n"

        assert [p.id for p in people(text)] == [p.id for p in people(text)] == ["b", "d"]

    def test_two_that_would_get_the_same_id_are_refused(self) -> None:
        found = refused("vorname;nachname;rolle;email\nA;B;gast;b@x.de\nC;D;gast;b@y.de\n")

        assert found == [(3, "kennung", "problem.doubled_person")]


class TestBadFiles:
    """Issue, Bad input: every bad row named with line and reason, nothing taken."""

    def test_every_problem_of_every_row_is_named(self) -> None:
        text = """\
kennung;vorname;nachname;rolle;stimmrecht;email;upn;entra_id;vertritt;von;bis
m01;Anna;;mitglid+vorsitz;vielleicht;keine;auch keine;123;Niemand;32.01.2020;x
m01;A;B;gast;;;;;m01;02.02.2020;01.02.2020
;C;D;gast;;;;;;;
a b;E;F;;;;;;;;
m05;G;H;gast;;m@x.de;;;;;
m06;I;J;gast;;;M@x.de;;;;
"""
        assert refused(text) == [
            (2, "email", "problem.bad_address"),
            (2, "upn", "problem.bad_address"),
            (2, "entra_id", "problem.bad_object_id"),
            (2, "nachname", "problem.missing_value"),
            (2, "rolle", "problem.unknown_role"),
            (2, "von", "problem.bad_date"),
            (2, "bis", "problem.bad_date"),
            (2, "stimmrecht", "problem.unknown_value"),
            (2, "vertritt", "problem.unknown_person"),
            (3, "bis", "problem.ends_before_start"),
            (3, "kennung", "problem.doubled_person"),
            (3, "vertritt", "problem.unknown_person"),
            (4, "kennung", "problem.no_identity"),
            (5, "rolle", "problem.missing_value"),
            (5, "kennung", "problem.bad_id"),
            (7, "upn", "problem.doubled_person"),
        ]

    def test_a_problem_carries_what_a_person_needs(self) -> None:
        with pytest.raises(BadFile) as failure:
            read_roster(b"vorname;nachname;rolle;kennung\nA;B;mitglid;1\nC;D;gast;1\n")

        role, doubled = failure.value.problems
        assert role.values["value"] == "mitglid"
        assert role.values["nearest"] == "mitglied"
        assert role.values["allowed"].startswith("mitglied, vorsitz")
        assert doubled == Problem(
            line=3,
            column="kennung",
            key="problem.doubled_person",
            values={"value": "1", "first_line": "2"},
        )

    def test_wrong_columns_are_named_with_the_nearest(self) -> None:
        with pytest.raises(BadFile) as failure:
            read_roster(b"vorname;nachnahme;rolle;rolle;Blutgruppe\nA;B;gast;gast;A\n")

        assert [(p.column, p.key, p.values.get("nearest")) for p in failure.value.problems] == [
            ("nachnahme", "problem.unknown_column", "nachname"),
            ("rolle", "problem.doubled_column", None),
            ("Blutgruppe", "problem.unknown_column", ""),
            ("nachname", "problem.missing_column", None),
        ]

    @pytest.mark.parametrize(
        ("second", "found"),
        [
            pytest.param("m2;C;D;gast;x@y.de;;", [(3, "email")], id="same-mail"),
            pytest.param("m2;C;D;gast;;X@Y.DE;", [(3, "upn")], id="mail-of-one-is-upn-of-another"),
            pytest.param(f"m2;C;D;gast;;;{GUID.lower()}", [(3, "entra_id")], id="same-account"),
            pytest.param("M1;C;D;gast;;;", [(3, "kennung")], id="same-id-in-capitals"),
        ],
    )
    def test_a_doubled_person_is_named(self, second: str, found: list[tuple[int, str]]) -> None:
        text = f"kennung;vorname;nachname;rolle;email;upn;entra_id\nm1;A;B;gast;x@y.de;;{GUID}\n{second}\n"

        assert refused(text) == [(line, column, "problem.doubled_person") for line, column in found]

    def test_one_person_has_a_row_for_each_body(self) -> None:
        text = (
            "kennung;vorname;nachname;gremium;rolle;email\n"
            "m1;Anna;Abel;Stadtrat;mitglied;a@x.de\n"
            "m1;Anna;Abel;Bauausschuss + Werkausschuss;mitglied+vorsitz;a@x.de\n"
            "m1;Anna;Abel;Kulturausschuss;beratend;\n"
        )
        roster = read_roster(text.encode(), "liste.csv").roster

        assert [m.roles for m in roster.of_body("Werkausschuss")] == [(Role.MEMBER, Role.CHAIR)]
        assert [m.entitled for m in roster.of_body("kulturausschuss")] == [False]
        assert [m.contact.email for m in roster] == ["a@x.de"] * 3

    @pytest.mark.parametrize(
        "second",
        [
            pytest.param("m1;Anna;Abel;Stadtrat;gast", id="same-body"),
            pytest.param("m1;Anna;Abel;Bauausschuss+Stadtrat;gast", id="a-body-in-common"),
            pytest.param("m1;Anna;Abel;;gast", id="every-body"),
            pytest.param("m1;Bernd;Abel;Bauausschuss;gast", id="another-name"),
            pytest.param("M1;Anna;Abel;Bauausschuss;gast", id="another-spelling"),
        ],
    )
    def test_any_other_row_of_the_same_id_is_a_mistake(self, second: str) -> None:
        text = f"kennung;vorname;nachname;gremium;rolle\nm1;Anna;Abel;Stadtrat;mitglied\n{second}\n"

        assert refused(text) == [(3, "kennung", "problem.doubled_person")]

    def test_a_member_of_two_bodies_is_substituted_under_one_id(self) -> None:
        text = (
            "kennung;vorname;nachname;gremium;rolle;vertritt\n"
            "m1;Anna;Abel;Stadtrat;mitglied;\n"
            "m1;Anna;Abel;Bauausschuss;mitglied;\n"
            "m2;Bernd;Busch;Bauausschuss;mitglied;Abel\n"
        )

        assert people(text)[2].substitutes == "m1"

    def test_mail_and_upn_of_one_person_may_be_equal(self) -> None:
        assert len(people("vorname;nachname;rolle;email;upn\nA;B;gast;x@y.de;X@y.de\n")) == 1

    def test_an_ambiguous_substitute_is_named(self) -> None:
        text = "vorname;nachname;rolle;kennung;vertritt\nA;X;gast;1;\nB;X;gast;2;\nC;Y;gast;3;X\n"

        assert refused(text) == [(4, "vertritt", "problem.ambiguous_person")]

    @pytest.mark.parametrize(
        ("cell", "key"),
        [
            pytest.param("A\u202eB", "problem.hidden_sign", id="turned-direction"),
            pytest.param("A\x07B", "problem.hidden_sign", id="bell"),
            pytest.param("A" * 101, "problem.too_long", id="too-long"),
        ],
    )
    def test_a_name_has_visible_letters_only(self, cell: str, key: str) -> None:
        found = refused(f"vorname;nachname;rolle;kennung\n{cell};B;gast;1\n")

        assert found == [(2, "vorname", key)]

    @pytest.mark.parametrize(
        "written",
        [
            "1.1.26",
            "2026-13-01",
            "01/02/2026",
            "01.01.2026 25:00",
            "01.01.2026 9",
            "morgen",
            "9999-12-31Tx",
            "2026-01-01T10:00+99:00",
        ],
    )
    def test_a_date_that_is_none_is_named(self, written: str) -> None:
        found = refused(f"vorname;nachname;rolle;kennung;von\nA;B;gast;1;{written}\n")

        assert found == [(2, "von", "problem.bad_date")]

    def test_the_last_day_of_the_calendar_has_no_end(self) -> None:
        found = refused("vorname;nachname;rolle;kennung;bis\nA;B;gast;1;31.12.9999\n")

        assert found == [(2, "bis", "problem.bad_date")]

    @pytest.mark.parametrize("hour", ["08:05", "8.05", "8:05 Uhr", "8:05:30"])
    def test_a_time_behind_the_day_is_read(self, hour: str) -> None:
        (person,) = people(f"vorname;nachname;rolle;kennung;von\nA;B;gast;1;09.12.2026 {hour}\n")

        assert person.since == datetime(2026, 12, 9, 8, 5, tzinfo=BERLIN)

    def test_a_time_with_offset_is_taken_as_it_is(self) -> None:
        (person,) = people("vorname;nachname;rolle;kennung;von\nA;B;gast;1;2026-12-09T08:05:00Z\n")

        assert person.since == datetime(2026, 12, 9, 9, 5, tzinfo=BERLIN)


columns = st.sampled_from(COLUMNS.known)
cells = st.text(max_size=20)


class TestAnyBytes:
    """Issue, Bad input: whatever the file, there is an answer and never a traceback."""

    @given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.json", ""]))
    def test_any_bytes_are_read_or_refused(self, data: bytes, name: str) -> None:
        assert answer(data, name)

    @given(
        st.lists(st.lists(cells, min_size=4, max_size=6), min_size=1, max_size=4),
        st.lists(columns, max_size=6),
    )
    def test_any_cells_are_read_or_refused(self, rows: list[list[str]], more: list[str]) -> None:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerows([["vorname", "nachname", "rolle", "kennung", *more], *rows])
        assert answer(out.getvalue().encode("utf-8", "replace"))

    names = st.text(alphabet="abcäöüßéłşABCÄÖÜ -'", min_size=1, max_size=20).filter(lambda n: n.strip(" "))

    @given(
        st.lists(
            st.tuples(
                names,
                names,
                st.sets(st.sampled_from(list(Role)), min_size=1),
                st.sampled_from([True, False, None]),
            ),
            min_size=1,
            max_size=8,
        ),
        st.sampled_from([";", ","]),
        st.sampled_from(["utf-8", "utf-8-sig"]),
    )
    def test_a_written_list_reads_back(
        self, council: list[tuple[str, str, set[Role], bool | None]], delimiter: str, encoding: str
    ) -> None:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(["stimmrecht", "kennung", "rolle", "nachname", "vorname"])
        words = {True: "ja", False: "nein", None: ""}
        for n, (first, last, roles, voting) in enumerate(council):
            writer.writerow([words[voting], f"m{n}", "+".join(roles), last, first])

        read = people(out.getvalue().encode(encoding))

        assert [(m.id, set(m.roles), m.voting) for m in read] == [
            (f"m{n}", roles, voting) for n, (_, _, roles, voting) in enumerate(council)
        ]
        assert [m.first for m in read] == [" ".join(first.split()) for first, *_ in council]
