"""The emergency sheet read back: every name, number and box; accessible; nobody's words are markup."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from council import events as ev
from council.agenda import AgendaItem
from council.ids import MemberId
from council.roster import Contact, Member, Role
from reports.emergency_sheet import emergency_sheet, sheet_data
from reports.typesetting import typeset_apart
from tests import cast

MARKUP = "#strong[a] *b* _c_ $x$ ] @z \\ <label> `code` = Titel"
LONG = "Donaudampfschifffahrts" * 12


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> str:
    """The text of all pages with plain blanks, without the places at which long words may break."""
    text = "\n".join(page.extract_text() for page in reader(pdf).pages)
    return text.replace("\u00a0", " ").replace("\u200b", "")


def one_line(text: str) -> str:
    return " ".join(text.split())


def named(last: str, **more: Any) -> list[Member]:
    """The cast with one name for all."""
    return [replace(m, last=last, **more) for m in cast.PEOPLE]


def crowd(count: int) -> list[Member]:
    """The cast and many more members, each with a name and a number of their own."""
    groups = ("Linden", "Eichen", "Buchen")
    more = (
        replace(
            cast.PEOPLE[2],
            id=MemberId(f"x{n:03}"),
            first="Jo",
            last=f"Öz{n:03}",
            group=groups[n % 3],
            contact=Contact(phone=f"0171 {n:03}000"),
        )
        for n in range(count)
    )
    return [*cast.PEOPLE, *more]


def tags(pdf: bytes) -> list[str]:
    """The kinds of all parts of the tree that a screen reader walks through."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            walk(node.get("/K", []))

    walk(reader(pdf).trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]
    return found


class TestHead:
    """Body, title, date, format, numbers, who leads and who writes; the quorum with its paragraph."""

    def test_says_which_sitting_it_is_for(self) -> None:
        text = one_line(pages(emergency_sheet(cast.prepared())))

        assert (
            "Notfallblatt Ratsversammlung Stadtrat · 9. Dezember 2026, 14:00 Uhr · digitale Sitzung" in text
        )

    def test_has_hotline_phones_and_quorum(self) -> None:
        noted = ev.ParticularNoted(at=cast.START, key="hotline", value="0341 555")
        sheet = emergency_sheet(
            cast.after(cast.prepared(), noted), office_phone="0341 1", support_phone="0341 2"
        )
        text = pages(sheet)

        assert all(number in text for number in ("0341 555", "0341 1", "0341 2"))
        assert "Beschlussfähig ab 5 von 9 (§ 39 Abs. 2 SächsGemO)." in text

    def test_names_chair_and_minute_taker(self) -> None:
        taker = ev.MinuteTakerNamed(at=cast.START, by=cast.CLERK, member=cast.SECOND_CLERK)
        text = pages(emergency_sheet(cast.after(cast.prepared(), taker)))

        assert "Sitzungsleitung Dr. Petra Vogt" in one_line(text)
        assert "Schriftführung Bernd Rat" in one_line(text)

    def test_says_what_is_not_on_file(self) -> None:
        shown = dict(sheet_data(cast.prepared(chair=MemberId("")), "", "")["particulars"])

        assert set(shown.values()) == {"nicht hinterlegt"}


class TestNames:
    """By group with telephone and role; whoever has a vote has a box for each answer."""

    def test_names_everybody_once_with_their_number(self) -> None:
        text = pages(emergency_sheet(cast.prepared(chair=MemberId("")), office_phone="0", support_phone="0"))

        for member in (m for m in cast.PEOPLE if m.entitled):
            assert len(re.findall(rf"{member.name}\s+{re.escape(member.contact.phone)}\s", text)) == 1
            assert text.count(member.name) == 1

    def test_says_where_a_number_is_missing(self) -> None:
        people = [replace(m, contact=Contact()) for m in cast.PEOPLE]
        text = one_line(pages(emergency_sheet(cast.prepared(people=people))))

        assert text.count("keine Nummer hinterlegt") == 10

    def test_gives_a_box_for_each_answer_to_whoever_has_a_vote(self) -> None:
        groups = sheet_data(cast.prepared(), "", "")["groups"]
        shown = {m["name"]: m["votes"] for group in groups for m in group["members"]}

        assert (shown["Anna Abel"], shown["Ulf Hoch"]) == (True, False)
        assert "Karla Amt" not in shown

    def test_says_of_an_advisor_that_they_have_no_vote(self) -> None:
        text = one_line(pages(emergency_sheet(cast.prepared())))

        assert "Ulf Hoch +49 341 123-10 beratendes Mitglied, ohne Stimme – – –" in text

    def test_calls_a_deputy_so_even_if_a_member(self) -> None:
        groups = sheet_data(cast.prepared(), "", "")["groups"]
        roles = {m["name"]: m["role"] for group in groups for m in group["members"]}

        assert roles["Jan Stein"] == "stellvertretender Vorsitz"
        assert roles["Anna Abel"] == "Ratsmitglied"

    def test_labels_the_boxes_over_every_group(self) -> None:
        text = one_line(pages(emergency_sheet(cast.prepared())))

        for group in ("Linden", "Eichen", "Buchen", "ohne Fraktion"):
            assert f"Name ({group}) Telefon Funktion da Ja Nein Enthaltung" in text

    def test_draws_four_boxes_for_each_vote_and_one_for_an_advisor(self) -> None:
        pdf = emergency_sheet(cast.prepared())
        squares = re.compile(rb"14\.173\d* 0 l")  # of 5 mm, as nothing else on the sheet
        drawn = sum(len(squares.findall(_content(pdf, n))) for n in range(len(reader(pdf).pages)))

        assert drawn == 9 * 4 + 1


def _content(pdf: bytes, page: int) -> bytes:
    found = reader(pdf).pages[page].get_contents()
    return found.get_data() if found is not None else b""


class TestBallotAndAgenda:
    """One set of pages for one ballot; a grid for the sums of all; room to vouch on both."""

    def test_has_room_for_the_ballot_and_its_result(self) -> None:
        text = one_line(pages(emergency_sheet(cast.prepared())))

        assert "Diese Abstimmung TOP Gegenstand Beginn Ende" in text
        assert "Ergebnis da Ja Nein Enthaltung Nicht erreicht" in text

    def test_lists_every_item_with_its_kind(self) -> None:
        last = one_line(reader(emergency_sheet(cast.prepared())).pages[-1].extract_text())

        assert "TOP Gegenstand Art Ja Nein Enthaltung Uhrzeit" in last
        assert "5 Neubau der Kita Lindenhof Beschluss 5.1 Solardach für die Kita Änderungsantrag" in last
        assert "2 Bericht des Oberbürgermeisters Kenntnisnahme" in last

    def test_keeps_the_closed_part_closed(self) -> None:
        text = pages(emergency_sheet(cast.prepared()))

        assert "Grundstücksverkauf" not in text
        assert "Nichtöffentlicher Punkt" in text

    def test_is_signed_by_two_with_place_and_time(self) -> None:
        text = one_line(pages(emergency_sheet(cast.prepared())))

        assert text.count("Ort Datum Uhrzeit") == 2
        assert "Büro Zweite Person" in text
        assert "Sitzungsleitung Büro Zweite Person" in text

    def test_goes_on_over_pages_with_a_long_agenda(self) -> None:
        items = [AgendaItem(number=str(n), title=f"Punkt mit Titel {n:03} " * 9) for n in range(1, 81)]
        text = one_line(pages(emergency_sheet(cast.prepared(agenda=items))))

        assert all(text.count(f"Punkt mit Titel {n:03}") == 9 for n in range(1, 81))
        assert text.count("TOP Gegenstand Art Ja Nein Enthaltung Uhrzeit") > 1

    def test_loses_no_word_of_a_title_that_fills_a_page(self) -> None:
        title = " ".join(f"Wort{n:04}" for n in range(1200))
        text = one_line(pages(emergency_sheet(cast.prepared(agenda=[AgendaItem(number="1", title=title)]))))

        assert [n for n in range(1200) if f"Wort{n:04}" not in text] == []


class TestPages:
    """120 names, long words, other scripts: nobody is lost, and no page is without its labels."""

    def test_of_a_hundred_and_twenty_people_goes_on_over_pages(self) -> None:
        read = reader(emergency_sheet(cast.prepared(people=crowd(110))))
        text = one_line(pages(emergency_sheet(cast.prepared(people=crowd(110)))))

        assert len(read.pages) <= 7
        assert all(
            len(re.findall(rf"Jo Öz{n:03} 0171 {n:03}000 Ratsmitglied", text)) == 1 for n in range(110)
        )
        for page in read.pages[:-1]:
            assert "Ja Nein Enthaltung" in one_line(page.extract_text())

    @pytest.mark.parametrize("words", ["Öğüç-Müßigbrodt", "Nguyễn", "Wójcik", "Yıldız", "Ελένη", "Ћирић"])
    def test_shows_every_letter_of_a_name(self, words: str) -> None:
        assert f"Anna {words}" in one_line(pages(emergency_sheet(cast.prepared(people=named(words)))))

    def test_shows_a_name_that_is_read_from_the_right(self) -> None:
        text = pages(emergency_sheet(cast.prepared(people=named("שלום עולם"))))

        assert "שלום" in text or "םולש" in text

    def test_breaks_a_word_that_is_longer_than_its_column(self) -> None:
        people = named(LONG, contact=Contact(phone="1" * 90))
        text = "".join(pages(emergency_sheet(cast.prepared(people=people))).split())

        assert text.count(f"Anna{LONG}") == 1

    def test_of_a_council_without_items_and_members_can_be_made(self) -> None:
        office = [m for m in cast.PEOPLE if m.has(Role.OFFICE)]

        assert "Tagesordnung" in pages(emergency_sheet(cast.prepared(people=office, agenda=())))


class TestTypedText:
    """What people write is data, never markup, and never more than a line of text."""

    @pytest.mark.parametrize(
        "words", [MARKUP, "#", "*", "$", "]", "@", "\\", '"', "//", "/* */", "#sys.inputs"]
    )
    def test_stands_there_as_it_was_typed(self, words: str) -> None:
        people = named(words, contact=Contact(phone=words))
        items = [replace(item, title=words) for item in cast.AGENDA]
        sitting = replace(cast.prepared(people=people, agenda=items), title=words, body=words)
        text = "".join(pages(emergency_sheet(sitting, office_phone=words, support_phone=words)).split())

        assert "Anna" + "".join(words.split()) in text

    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("a\u202eb\x07c", "abc"),
            ("a\nb\tc", "a b c"),
            ("Dr.\u00a0Vogt", "Dr. Vogt"),
            ("\ud800x", "x"),
        ],
        ids=["turned", "lines", "held-together", "half-a-letter"],
    )
    def test_is_one_line_without_signs_that_no_page_shows(self, typed: str, shown: str) -> None:
        text = one_line(pages(emergency_sheet(cast.prepared(people=named(typed)))))

        assert f"Anna {shown}" in text

    def test_in_letters_without_a_font_does_not_stop_the_sheet(self) -> None:
        pdf = emergency_sheet(cast.prepared(people=named("李小龍 🙂")))

        assert "Notfallblatt" in pages(pdf)
        assert "/Table" in {str(tag) for tag in tags(pdf)}


class TestFile:
    """PDF/UA-1: tagged, with language and title; the same sitting gives the same bytes."""

    def test_is_accessible(self) -> None:
        read = reader(emergency_sheet(cast.prepared()))
        root: Any = read.trailer["/Root"]

        assert bool(root["/MarkInfo"]["/Marked"])
        assert root["/Lang"] == "de"
        assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
        assert read.metadata is not None
        title = str(read.metadata.title).replace("\u00a0", " ")
        assert title == "Notfallblatt: Ratsversammlung, 9. Dezember 2026, 14:00 Uhr"
        assert b"pdfuaid" in root["/Metadata"].get_object().get_data()

    def test_has_headings_and_tables_with_header_cells(self) -> None:
        found = tags(emergency_sheet(cast.prepared()))

        assert {"/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD"} <= set(found)
        assert found.count("/H3") == 4

    def test_brings_its_letters_along(self) -> None:
        read = reader(emergency_sheet(cast.prepared(people=named("Yıldız"))))
        fonts = [font for page in read.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]

        for font in fonts:
            (inner,) = font.get_object()["/DescendantFonts"]
            known = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(known)

    def test_is_the_same_every_time(self) -> None:
        assert emergency_sheet(cast.prepared()) == emergency_sheet(cast.prepared())

    def test_speaks_english_too(self) -> None:
        pdf = emergency_sheet(cast.prepared(language="en"))
        text = one_line(pages(pdf))

        assert "Emergency sheet" in text
        assert "Office Second person" in text
        assert reader(pdf).trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]

    def test_needs_no_font_of_the_machine(self) -> None:
        carried = {font.family for font in typst.Fonts(include_system_fonts=False).fonts()}

        assert "Libertinus Serif" in carried


class TestSetApart:
    """The bot has the sheet set by a process of its own, which ends with all that Typst remembers."""

    def test_is_the_same_as_one_set_here(self) -> None:
        sitting = cast.prepared()

        assert emergency_sheet(sitting, set_by=typeset_apart) == emergency_sheet(sitting)

    def test_a_template_that_cannot_be_set_is_told_as_such(self) -> None:
        with pytest.raises(RuntimeError, match=r"TypstError|expected|unclosed"):
            typeset_apart("#let x = (", "{}", 0)

    def test_it_knows_nothing_of_the_bots_surroundings(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PYTHONPATH", "/nowhere")
        monkeypatch.setenv("PYTHONHOME", "/nowhere")

        assert typeset_apart("Blatt", "{}", 0).startswith(b"%PDF-")
