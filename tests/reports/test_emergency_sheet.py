"""The emergency sheet read back: every name, number and box; accessible; nobody's words are markup."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from council import events as ev
from council.ids import MemberId
from council.roster import Contact
from reports.emergency_sheet import emergency_sheet, sheet_data
from tests import cast

MARKUP = "#strong[a] *b* _c_ $x$ ] @z \\ <label> `code` = Titel"


def pages(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


class TestContent:
    """Names by group with telephone, boxes, agenda, hotline; two people sign."""

    def test_names_everybody_with_their_number(self) -> None:
        text = pages(emergency_sheet(cast.prepared()))

        for member in cast.PEOPLE:
            if member.entitled:
                assert text.count(member.name) == (2 if member.id == cast.CHAIR else 1)
                assert member.contact.phone in text

    def test_says_where_a_number_is_missing(self) -> None:
        people = [replace(m, contact=Contact()) for m in cast.PEOPLE]

        assert "keine Nummer hinterlegt" in pages(emergency_sheet(cast.prepared(people=people)))

    def test_lists_the_agenda_and_keeps_the_closed_part_closed(self) -> None:
        text = pages(emergency_sheet(cast.prepared()))

        assert "Neubau der Kita Lindenhof" in text
        assert "Grundstücksverkauf" not in text
        assert "Nichtöffentlicher Punkt" in text

    def test_has_hotline_phones_and_quorum(self) -> None:
        noted = ev.ParticularNoted(at=cast.START, key="hotline", value="0341 555")
        sheet = emergency_sheet(
            cast.after(cast.prepared(), noted), office_phone="0341 1", support_phone="0341 2"
        )
        text = pages(sheet)

        assert all(number in text for number in ("0341 555", "0341 1", "0341 2"))
        assert "Beschlussfähig ab 5 von 9 (§ 39 Abs. 2 SächsGemO)." in text

    def test_gives_a_box_for_each_answer_to_whoever_has_a_vote(self) -> None:
        shown = {
            m["name"]: m["votes"] for g in sheet_data(cast.prepared(), "", "")["groups"] for m in g["members"]
        }

        assert (shown["Anna Abel"], shown["Ulf Hoch"]) == (True, False)
        assert "Karla Amt" not in shown

    def test_speaks_english_too(self) -> None:
        text = pages(emergency_sheet(cast.prepared(language="en")))

        assert "Emergency sheet" in text
        assert "Second person" in text


class TestFile:
    """PDF/UA-1: tagged, with language and title; the same sitting gives the same bytes."""

    def test_is_accessible(self) -> None:
        reader = PdfReader(io.BytesIO(emergency_sheet(cast.prepared())))
        root = reader.trailer["/Root"]

        assert bool(root["/MarkInfo"]["/Marked"])  # type: ignore[index]
        assert root["/Lang"] == "de"  # type: ignore[index]
        assert "/StructTreeRoot" in root  # type: ignore[operator]
        assert reader.metadata is not None
        assert reader.metadata.title == "Ratsversammlung"

    def test_is_the_same_every_time(self) -> None:
        assert emergency_sheet(cast.prepared()) == emergency_sheet(cast.prepared())

    @pytest.mark.parametrize(
        "words", [MARKUP, "שלום עולם", "Donaudampfschifffahrts" * 12, "a\u202eb\x07", "李小龍 🙂"]
    )
    def test_takes_nobodys_words_for_markup(self, words: str) -> None:
        people = [replace(m, last=words, contact=Contact(phone=words)) for m in cast.PEOPLE]
        text = pages(emergency_sheet(cast.prepared(people=people)))

        assert "Notfallblatt" in text
        if words == MARKUP:
            assert "#strong[a] *b* _c_ $x$ ] @z" in text

    def test_of_a_hundred_and_twenty_people_goes_on_over_pages(self) -> None:
        more = [replace(cast.PEOPLE[2], id=MemberId(f"x{n}"), last=f"Abel{n}") for n in range(110)]
        reader = PdfReader(io.BytesIO(emergency_sheet(cast.prepared(people=[*cast.PEOPLE, *more]))))
        text = "\n".join(page.extract_text() for page in reader.pages)

        assert all(f"Anna Abel{n}\n" in text or f"Anna Abel{n} " in text for n in range(110))
        assert text.count("Name Telefon Funktion") >= len(reader.pages) - 1
