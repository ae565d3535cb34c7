"""The draft of the minutes, as the office opens it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as Page

from council import events as ev
from council.ids import MemberId
from council.record import short_head
from reports.lines import Line
from reports.minutes import minutes_docx
from reports.minutes_template import template
from reports.minutes_text import Part, sections
from reports.timeline import Happening, entries_of, segments
from tests.reports.evening import CANARY, NO, YES, Evening, opened, prepared, whole

EVENING = whole().sitting
HEAD = "ab" * 32


def page_of(evening: Evening | None = None, part: Part = "public", language: str = "de") -> Page:
    """The document of an evening."""
    sitting = replace(evening.sitting if evening else EVENING, language=language)
    return Document(io.BytesIO(minutes_docx(sitting, part, HEAD)))


def text_of(page: Page) -> str:
    """Everything that stands in a document, with plain blanks."""
    lines = [paragraph.text for paragraph in page.paragraphs]
    for table in page.tables:
        lines += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
    section = page.sections[0]
    lines += [p.text for p in (*section.header.paragraphs, *section.footer.paragraphs)]
    return "\n".join(lines).replace("\u00a0", " ")


PUBLIC, CLOSED, ALL = (text_of(page_of(part=part)) for part in ("public", "closed", "all"))


class TestHead:
    """Council §§ 1.5, 6: chair, present, absent with the reason, quorum."""

    @pytest.mark.parametrize(
        "line",
        [
            "NIEDERSCHRIFT",
            "Gremium | Stadtrat Musterstadt",
            "Tag | 9. Dezember 2026",
            "Beginn | 14:02 Uhr",
            "Ende | 16:20 Uhr",
            "Unterbrechungen | 15:10–15:21 Uhr",
            "Grund der Form | Hochwasserlage",
            "Einberufen am | 27. November 2026",
            "Angezeigt am | 1. Dezember 2026",
            "Vorsitz | Dr. Ruth Albers; ab 15:22 Uhr Jan Böttcher",
            "Schriftführung | Bea Kunze",
            "Mitunterzeichnung | Mai Nguyễn und Ilse Groß",
        ],
    )
    def test_tells(self, line: str) -> None:
        assert line in PUBLIC

    def test_says_that_it_is_a_draft(self) -> None:
        page = page_of()

        assert "Entwurf" in page.sections[0].header.paragraphs[0].text
        assert "Niederschrift ist erst das unterzeichnete Papier (§ 40 SächsGemO)" in PUBLIC

    def test_bears_the_head_of_the_record_on_every_page(self) -> None:
        footer = page_of().sections[0].footer.paragraphs[0].text

        assert short_head(HEAD) in footer

    def test_takes_the_head_in_its_short_form_too(self) -> None:
        assert minutes_docx(EVENING, head=HEAD) == minutes_docx(EVENING, head=short_head(HEAD))

    def test_counts_its_pages(self) -> None:
        with zipfile.ZipFile(io.BytesIO(minutes_docx(EVENING))) as archive:
            footers = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)

        assert 'w:instr="PAGE"' in footers
        assert 'w:instr="NUMPAGES"' in footers

    def test_lists_who_was_there_by_group_with_times(self) -> None:
        assert "CDU (3 von 5 anwesend: 3 zugeschaltet, 1 vor Ort, 1 in beiden Formen)" in PUBLIC
        early = "vorzeitig gegangen (15:40 Uhr)"
        assert f"Karl-Heinz von der Ahe | zugeschaltet 14:02–15:40 Uhr | {early}" in PUBLIC
        both = "zugeschaltet 14:02–15:41 Uhr; vor Ort 15:50–16:20 Uhr"
        assert f"Ilse Groß | {both} | abwesend 15:41–15:50 Uhr" in PUBLIC
        assert "Uwe Zeidler | zugeschaltet 14:20–16:20 Uhr | verspätet (14:20 Uhr)" in PUBLIC

    def test_tells_a_disturbance_beside_the_presence(self) -> None:
        assert "Piotr Wójcik | zugeschaltet 14:02–16:20 Uhr; Störung 15:25–15:29 Uhr | " in PUBLIC

    def test_sums_up_by_mode_and_manner(self) -> None:
        assert (
            "Stimmberechtigte: 11 von 13 anwesend: 10 zugeschaltet, 2 vor Ort, 1 in beiden Formen; "
            "1 verspätet; 1 vorzeitig gegangen; 1 entschuldigt; 1 ohne Entschuldigung." in PUBLIC
        )

    def test_names_who_was_absent_with_the_reason(self) -> None:
        assert "Vera Lohse: entschuldigt (Nierenkolik)" in PUBLIC
        assert "Wim Exner: ohne Entschuldigung" in PUBLIC

    def test_never_prints_why_there_was_a_disturbance(self) -> None:
        assert "Ton fällt aus" not in ALL

    def test_has_the_sentence_on_the_quorum(self) -> None:
        assert (
            "Die Sitzungsleitung stellt um 14:02 Uhr fest, dass 10 von 13 stimmberechtigten "
            "Mitgliedern anwesend sind; das Gremium ist beschlussfähig (erforderlich 7, "
            "§ 39 Abs. 2 SächsGemO)." in PUBLIC
        )

    def test_has_a_line_to_sign_on_for_everybody_who_signs(self) -> None:
        for name in ("Dr. Ruth Albers", "Jan Böttcher"):
            assert f"{name}, Vorsitz" in PUBLIC
        assert "Bea Kunze, Schriftführung" in PUBLIC
        assert PUBLIC.count(", Mitunterzeichnung") == 2


class TestAgenda:
    """The agenda with what became of each item."""

    @pytest.mark.parametrize(
        "line",
        [
            "1 | Eröffnung und Begrüßung | behandelt",
            "3 | Bürgerhaushalt: Gesamtkonzept | beschlossen (Abstimmung 3)",
            "3.1 | Änderungsantrag: höheres Budget | angenommen (Abstimmung 2)",
            "6 | Bericht zur Lage | zur Kenntnis genommen",
            "7 | Haushaltssatzung 2027/2028 | vertagt: In digitaler Sitzung ausgeschlossen",
            "8 | Parkraum | abgesetzt: Beratungsbedarf",
            "9 | Radweg | abgelehnt (Abstimmung 11)",
        ],
    )
    def test_tells(self, line: str) -> None:
        assert line in PUBLIC


class TestAccount:
    """Council § 6: the forms used in minutes."""

    @pytest.mark.parametrize(
        "line",
        [
            pytest.param("aufgerufen um 14:20 Uhr", id="called"),
            pytest.param("Befangen: Tom Ranft.", id="recused"),
            pytest.param("Gegenstand: Das Budget beträgt 750.000 €.", id="object"),
            pytest.param("Die Verwaltung wird beauftragt, es ab 2027 umzusetzen.", id="wording"),
            pytest.param("Abstimmungsergebnis: 5 dafür / 3 dagegen / 1 Enthaltung", id="one-abstention"),
            pytest.param("Abstimmungsergebnis: 6 dafür / 5 dagegen / 0 Enthaltungen", id="no-abstention"),
            pytest.param("Nicht abgestimmt 1, befangen 1. Der Antrag ist angenommen.", id="verdict"),
            pytest.param("Stimmengleichheit, 4 zu 4", id="tie"),
            pytest.param("(§ 39 Abs. 6 SächsGemO)", id="paragraph"),
            pytest.param("Uwe Zeidler nimmt ab 14:20 Uhr teil (zugeschaltet).", id="arrival"),
            pytest.param("Karl-Heinz von der Ahe verlässt um 15:40 Uhr die Sitzung.", id="leaving"),
            pytest.param("Ilse Groß nimmt ab 15:50 Uhr wieder teil (vor Ort).", id="return"),
            pytest.param("Unterbrechung von 15:10 Uhr bis 15:21 Uhr.", id="break"),
            pytest.param("Jan Böttcher übernimmt um 15:22 Uhr die Sitzungsleitung.", id="chair"),
            pytest.param("Ja (5): Dr. Ruth Albers, Jan Böttcher,", id="roll-call"),
            pytest.param("Nicht abgestimmt (1): Alma Fink", id="roll-call-silent"),
            pytest.param(
                "Die Stimme von Uwe Zeidler nahm Bea Kunze auf, bestätigt von Olaf Thiel. Grund: "
                "Karte lädt nicht.",
                id="by-word",
            ),
            pytest.param(
                "eingetragen von Bea Kunze, bestätigt von Olaf Thiel. Grund: Karten laden nicht.",
                id="by-hands",
            ),
            pytest.param("alle übrigen Stimmberechtigten gelten als dafür", id="rest-as-yes"),
            pytest.param(
                "Die Abstimmung wurde wiederholt (Abstimmung 5); ihr Ergebnis ist gegenstandslos. "
                "Grund: Verbindungsabbruch.",
                id="repeated",
            ),
            pytest.param("Abstimmung 5 (Wiederholung der Abstimmung 4)", id="repeats"),
            pytest.param("abgebrochen und hat kein Ergebnis. Grund: falscher Gegenstand.", id="broken-off"),
            pytest.param("Begründung: Auszählung laut Ältestenrat maßgeblich.", id="overridden"),
            pytest.param("Ohne Widerspruch so festgestellt.", id="passed"),
            pytest.param("Zur Kenntnis genommen.", id="noted"),
            pytest.param("Antrag zur Geschäftsordnung: Schluss der Debatte", id="procedural"),
            pytest.param("TOP 3  Bürgerhaushalt: Gesamtkonzept (Fortsetzung)", id="called-again"),
            pytest.param("Festgestellt um 15:33 Uhr durch Jan Böttcher.", id="declared-by"),
            pytest.param("Die Sitzungsleitung schließt die Sitzung um 16:20 Uhr.", id="end"),
        ],
    )
    def test_tells(self, line: str) -> None:
        assert line in PUBLIC

    def test_names_nobodys_vote_in_an_open_ballot(self) -> None:
        assert PUBLIC.count("Ja (") == 1

    def test_calls_a_wording_resolved_only_if_it_was_carried_unamended(self) -> None:
        assert "Beschlussvorschlag:" in PUBLIC

        evening = opened().tick("14:10").call("3").open("3").votes("jjjjjjjjjj").close().declare()

        assert "\nBeschluss:\n" in text_of(page_of(evening))

    def test_every_ballot_with_its_counts_is_there_once(self) -> None:
        for ballot in EVENING.ballots.values():
            assert len(re.findall(rf"\nAbstimmung {ballot.id}\b", ALL)) == 1

    def test_is_in_the_order_of_the_calls(self) -> None:
        places = [ALL.index(f"\nTOP {number}  ") for number in ("1", "2", "3", "3.1", "4", "5", "9")]

        assert places == sorted(places)


class TestParts:
    """Council § 1.5: separate minutes of the closed part."""

    def test_public_says_nothing_of_closed_items(self) -> None:
        assert CANARY not in PUBLIC
        assert "Abstimmung 9" not in PUBLIC
        assert "gesonderte Niederschrift" in PUBLIC

    def test_closed_tells_closed_items_only(self) -> None:
        assert f"TOP 10  {CANARY}" in CLOSED
        assert "Abstimmung 9" in CLOSED
        assert "Bürgerhaushalt" not in CLOSED

    def test_all_tells_both(self) -> None:
        assert CANARY in ALL
        assert "Bürgerhaushalt" in ALL

    def test_closed_tells_a_procedural_motion_of_the_closed_part(self) -> None:
        assert f"Antrag zur Geschäftsordnung: Vertagung {CANARY}" in CLOSED

    def test_a_closed_ballot_under_a_public_item_stays_closed(self) -> None:
        evening = opened().tick("14:10").call("5").add(ev.ClosedPartStarted)
        evening.open(title="Geheimrat").votes("jjjjjnnnnn").close().declare()

        assert "Geheimrat" not in text_of(page_of(evening))
        assert "Geheimrat" in text_of(page_of(evening, "closed"))
        assert "\nNichtöffentlicher Teil\n" in text_of(page_of(evening, "closed"))


class TestUnfinished:
    """A draft asked for at any moment of a sitting."""

    def test_before_the_opening(self) -> None:
        assert "Die Sitzung ist noch nicht eröffnet." in text_of(page_of(prepared()))

    def test_with_an_open_ballot(self) -> None:
        evening = opened().tick("14:10").call("9").open("9").vote(2, YES).vote(3, NO)

        text = text_of(page_of(evening))

        assert "Die Abstimmung ist noch offen." in text
        assert "Abstimmungsergebnis" not in text

    def test_with_a_ballot_not_yet_declared(self) -> None:
        evening = opened().tick("14:10").call("9").open("9").votes("jjjjjnnnnn").close()

        text = text_of(page_of(evening))

        assert "Das Ergebnis ist noch nicht festgestellt." in text
        assert "beschlossen" not in text.replace("Beschluss", "")

    def test_while_it_goes_on(self) -> None:
        text = text_of(page_of(opened()))

        assert "Ende | noch nicht geschlossen" in text
        assert "Stand dieses Entwurfs" in text

    def test_of_a_practice_sitting_says_so(self) -> None:
        sitting = replace(EVENING, probe=True)
        page = Document(io.BytesIO(minutes_docx(sitting, "public", HEAD)))

        assert "PROBE – ohne rechtliche Wirkung" in text_of(page)


class TestTypedText:
    """Reliability § 4.2, row 19: injection into minutes."""

    @pytest.mark.parametrize(
        "typed",
        [
            "{{ 7*7 }}",
            "{% for x in y %}",
            "</w:t></w:r><w:p/>",
            "A & B < C > D \"E\"",
            "a\x00b\x0bc",
            "𝄞 ﷽ \u202egnal",
            "links \u2067rechts\u2069 \u202alinks\u202c",
        ],
    )  # fmt: skip
    def test_stands_there_as_it_was_typed(self, typed: str) -> None:
        evening = opened().tick("14:10").call("9").open("9", title=typed).votes("jjjjjnnnnn")
        evening.close().declare()

        text = text_of(page_of(evening))

        assert Line("text", typed).shown in text
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), "what turns the direction of reading"

    def test_of_a_name_is_no_markup(self) -> None:
        assert "=SUMME(A1:A9) O'Neil & Söhne <b>" in PUBLIC

    def test_holds_what_belongs_together_in_one_line(self) -> None:
        assert Line("text", "um 16:42 Uhr, § 39 Abs. 6").shown == (
            "um 16:42\u00a0Uhr, §\u00a039\u00a0Abs.\u00a06"
        )


class TestEnglish:
    """LANGUAGE=en: one language for a sitting."""

    def test_is_all_english(self) -> None:
        text = text_of(page_of(part="all", language="en"))

        assert text.startswith("MINUTES")
        assert "Result of the vote: 5 for / 3 against / 1 abstention" in text
        for word in ("Abstimmungsergebnis", "Beschlussfähig", "befangen", "aufgerufen"):
            assert word not in text


class TestTemplate:
    """The template is built by the product, not checked in."""

    def test_is_a_document_with_headings_for_navigation(self) -> None:
        page = Document(io.BytesIO(template()))

        assert 'w:outlineLvl w:val="1"' in page.styles["TOP"].element.xml

    def test_leaves_no_tag_behind(self) -> None:
        assert "{%" not in ALL
        assert "{{" not in ALL


class TestTimeline:
    """The account is drawn from what happened, in its order."""

    def test_entries_of_a_segment_are_in_order(self) -> None:
        for segment in segments(EVENING):
            times = [entry.at for entry in segment.entries]
            assert times == sorted(times)

    def test_every_ballot_is_in_one_segment(self) -> None:
        told = [e.ballot.id for s in segments(EVENING) for e in s.entries if e.ballot is not None]

        assert sorted(told) == list(range(1, 12))

    def test_public_and_closed_entries_are_all_entries(self) -> None:
        for segment in segments(EVENING):
            parts = [entries_of(EVENING, segment, public=public) for public in (True, False)]
            assert len(parts[0]) + len(parts[1]) == len(segment.entries)

    def test_movements_before_the_first_call_stand_under_the_opening(self) -> None:
        evening = opened().tick("14:03").admit(10).tick("14:05").call("1")

        first = sections(evening.sitting, "public")[0]

        assert first.title == "Eröffnung"
        assert [line.kind for line in first.lines] == ["event"]

    def test_a_member_who_never_left_moves_only_once(self) -> None:
        moved = [e.kind for s in segments(EVENING) for e in s.entries if e.member == MemberId("m10")]

        assert moved == [Happening.CAME]
