"""What the minutes say of elections, secret ballots, blocks, bias, mandates and the agenda in motion."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from docx import Document

from council import commands as cmd
from council.ids import MemberId
from reports.attendance import attendance
from reports.lines import Line
from reports.minutes import minutes_context, minutes_docx
from reports.minutes_text import Part, Section, agenda_rows, sections
from tests.council.evening import CHAIR, YES, Evening, rules_with
from tests.council.evening import members as people
from tests.reports.hall import CANARY, STATEMENT, hall

SITTING = hall().sitting


def lines(title: str, part: Part = "public") -> list[Line]:
    """The paragraphs of the sections under this item."""
    own = [s for s in sections(SITTING, part) if s.title.replace("\u00a0", " ").startswith(f"{title}  ")]
    return [line for section in own for line in section.lines]


def said(title: str, part: Part = "public") -> str:
    """Everything that the minutes say of an item, a paragraph a line."""
    return "\n".join(line.text for line in lines(title, part))


def whole(part: Part) -> str:
    """Everything that the minutes of a part say, as text."""
    context = minutes_context(SITTING, part)
    return "\n".join(_texts(list(context.values()))).replace("\u00a0", " ")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Line):
        yield value.text
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, Section):
        yield value.title
        yield from _texts(value.lines)


class TestElections:
    """SächsGemO § 39 Abs. 7, § 40: rounds, candidates, counts, the lot and who saw it."""

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("Abstimmung 1, Wahl", id="heading"),
            pytest.param("2  Bernd Berg", id="candidate"),
            pytest.param("Namentliche Wahl · erster Wahlgang", id="first-round"),
            pytest.param(
                "Wahlergebnis: Anna Alt 5, Bernd Berg 4, Carla Cramer 1, Enthaltungen 1", id="counts"
            ),
            pytest.param("Niemand ist gewählt. Nötig waren 6 von 11", id="nobody"),
            pytest.param("Es folgt die Stichwahl zwischen Anna Alt und Bernd Berg.", id="follows"),
            pytest.param("Namentliche Wahl · Stichwahl", id="run-off"),
            pytest.param("Gewählt ist Bernd Berg. Stimmengleichheit in der Stichwahl, 5 zu 5", id="tie"),
            pytest.param("durch Vorname1 Nachname1, bezeugt von Vorname2 Nachname2: Bernd Berg.", id="lot"),
            pytest.param("2 (Bernd Berg) (4): Vorname6 Nachname6", id="names-of-a-roll-call"),
        ],
    )
    def test_are_told(self, text: str) -> None:
        assert text in said("TOP 2")

    def test_with_several_places_name_all_who_are_elected(self) -> None:
        assert "Gewählt sind Emil Ernst und Frieda Fuchs. 2 Sitze; nötig waren jeweils 6 von 11" in said(
            "TOP 3"
        )

    def test_on_paper_say_who_counted_and_who_confirmed(self) -> None:
        text = (
            "Mit Stimmzetteln auf Papier, Auszählung eingetragen von Vorname B01, bestätigt von Vorname B02."
        )

        assert text in said("TOP 3")
        assert "Handzeichen" not in said("TOP 3")

    def test_stand_in_the_agenda_with_who_is_elected(self) -> None:
        fates = {number: fate for number, _, fate in agenda_rows(SITTING, "public")}

        assert fates["2"] == "ohne Entscheidung (Abstimmung 1); gewählt: Bernd Berg (Abstimmung 2)"
        assert fates["4"] == "beschlossen: „Brücke der Freundschaft“ (Abstimmung 4)"


class TestAlternatives:
    """SächsGemO § 39 Abs. 6: one of several proposals."""

    def test_are_listed_counted_and_decided(self) -> None:
        told = said("TOP 4")

        assert "1  Elsterbrücke\n2  Brücke der Freundschaft" in told
        assert "Abstimmungsergebnis: „Elsterbrücke“ 4, „Brücke der Freundschaft“ 6" in told
        assert "Beschlossen ist „Brücke der Freundschaft“." in told


class TestSecretBallots:
    """architecture, „Keeping“: the sums, the label, and nobody's name."""

    def test_have_their_sums_and_their_label(self) -> None:
        told = said("TOP 5")

        assert "Geheime Abstimmung (nicht zertifiziert) · einfache Mehrheit" in told
        assert "Abstimmungsergebnis: 6 dafür / 3 dagegen / 1 Enthaltung" in told
        assert "Nicht abgestimmt 1, befangen 0. Die Vorlage ist beschlossen." in told

    @pytest.mark.parametrize("item", ["TOP 3", "TOP 5"])
    def test_name_nobody_who_voted_or_did_not(self, item: str) -> None:
        named = [line.text for line in lines(item) if "Nachname" in line.text]

        assert all(text.startswith(("Festgestellt um", "Mit Stimmzetteln")) for text in named)


class TestBlocks:
    """Council § 4.7: one ballot on several items, each with its wording."""

    def test_name_their_items_and_what_was_decided(self) -> None:
        told = said("TOP 8.1")

        assert "Abstimmung 9 en bloc über TOP 8.1, 8.3 (Wiederholung der Abstimmung 8)" in told
        assert "TOP 8.1 und 8.3: beschlossen." in told

    def test_have_the_wording_of_items_that_were_not_called(self) -> None:
        wordings = [line.text for line in lines("TOP 8.1") if line.kind == "wording"]

        assert "Der Zuschlag geht an die Firma Warm." in wordings

    def test_say_what_was_pulled_out(self) -> None:
        text = "TOP 8.2 wird herausgenommen und einzeln abgestimmt; über die übrigen wird neu abgestimmt"

        assert f"{text} (Abstimmung 9)." in said("TOP 8.1")
        assert "Die Vorlage ist abgelehnt." in said("TOP 8.2")


class TestBias:
    """SächsGemO § 20: who was out, from when to when, on whose word."""

    def test_is_told_of_who_stayed_out(self) -> None:
        assert "Befangen: Vorname3 Nachname3. Die Person hat an Beratung und Abstimmung nicht teil" in said(
            "TOP 6"
        )

    def test_has_its_times_and_who_decided(self) -> None:
        told = said("TOP 6")

        assert "Vorname3 Nachname3: 13:32–13:41 Uhr; eigene Erklärung; der Rat hat um 13:33 Uhr" in told
        assert "Vorname4 Nachname4: 13:34–13:35 Uhr; von der Sitzungsleitung festgehalten." in told

    def test_that_was_lifted_says_why(self) -> None:
        assert "wieder an TOP 6 teil; die Befangenheit ist aufgehoben. Grund: Irrtum." in said("TOP 6")

    def test_that_nobody_confirmed_says_so(self) -> None:
        assert "eigene Erklärung, noch nicht bestätigt" in said("TOP 20", "closed")

    def test_stands_in_the_attendance_also_after_it_was_lifted(self) -> None:
        recused = {a.member.id: a.recused for a in attendance(SITTING).accounts}

        assert (recused[people(1, 3)[0]], recused[people(1, 4)[0]]) == (("6", "20"), ("6",))


class TestWhatMembersSay:
    """SächsGemO § 40 Abs. 1: statements to the minutes; § 39 Abs. 2: doubts of the quorum."""

    def test_statements_stand_at_their_item(self) -> None:
        assert f"Erklärung zu Protokoll von Vorname5 Nachname5 (13:39 Uhr): „{STATEMENT}“" in said("TOP 6")

    def test_doubts_stand_with_what_was_found(self) -> None:
        assert "rügt um 13:40 Uhr die Beschlussfähigkeit. Festgestellt: 10 von 11 Mitgliedern" in said(
            "TOP 6"
        )

    def test_statements_of_the_closed_part_stand_in_its_minutes_alone(self) -> None:
        assert CANARY not in whole("public")
        assert f"„{CANARY} ist zu teuer.“" in whole("closed")
        assert f"„{CANARY} vor dem Aufruf“" in whole("closed")
        assert STATEMENT not in whole("closed")


class TestDisturbancesAndMandates:
    """Issue 3, part 5: what the chair ruled, and mandates to the minute."""

    @pytest.mark.parametrize(
        "text",
        [
            "Um 13:44 Uhr entscheidet die Sitzungsleitung, wegen der Störung zu warten: Vorname11",
            "Um 13:45 Uhr entscheidet die Sitzungsleitung, trotz der Störung ohne sie fortzufahren:",
            "Nach der Eröffnung nicht mehr stimmberechtigt: Vorname11 Nachname11 und Vorname6 Nachname6.",
            "Das Mandat von Vorname6 Nachname6 endet um 13:46 Uhr.",
        ],
        ids=["waiting", "without", "struck", "mandate"],
    )
    def test_are_told(self, text: str) -> None:
        assert text in said("TOP 7")

    def test_whoever_lost_the_mandate_is_still_among_those_who_took_part(self) -> None:
        groups = minutes_context(SITTING, "public")["groups"]
        there = [row[0] for group in groups for row in group["rows"]]

        assert "Vorname6 Nachname6" in there
        assert attendance(SITTING).total.present == 11

    def test_a_mandate_that_begins_is_told(self) -> None:
        evening = Evening.opened(10)
        evening.does(CHAIR, cmd.BeginMandate, member=MemberId("v01"))
        told = "\n".join(
            line.text for section in sections(evening.sitting, "public") for line in section.lines
        )

        assert "Vorname V01 ist um" in told
        assert "verpflichtet und von da an stimmberechtigt." in told


class TestAgendaInMotion:
    """Contract § 4: gemeinsam, verschieben, verweisen, zurückgezogen, wiederaufnehmen."""

    @pytest.mark.parametrize(
        "text",
        [
            "TOP 6 und 7 werden ab 13:09 Uhr gemeinsam beraten.",
            "TOP 9 wird um 13:10 Uhr hinter TOP 4 gestellt.",
            "TOP 9 wird um 13:11 Uhr verwiesen. Grund: in den Fachausschuss.",
            "TOP 9 wird um 13:12 Uhr wieder aufgenommen.",
            "TOP 9 wird um 13:13 Uhr zurückgezogen. Grund: auf Wunsch des Einbringers.",
        ],
        ids=["joined", "moved", "referred", "reopened", "withdrawn"],
    )
    def test_is_told_in_order(self, text: str) -> None:
        assert text in said("TOP 1")

    def test_says_what_is_debated_together(self) -> None:
        assert "Gemeinsam beraten: TOP 6 und 7." in said("TOP 7")

    def test_has_the_agenda_in_its_new_order(self) -> None:
        numbers = [number for number, _, _ in agenda_rows(SITTING, "public")]

        assert numbers[3:6] == ["4", "9", "5"]


class TestParticulars:
    """Issue 3, part 6: what the checklist asks for stands in the head."""

    @pytest.mark.parametrize(
        ("label", "text"),
        [
            ("Zustimmung am", "30. November 2026"),
            ("Grundlage der Form", "§ 5 Hauptsatzung"),
            (
                "Wiederholte Sitzung",
                "wegen fehlender Beschlussfähigkeit erneut einberufen (§ 39 Abs. 3 SächsGemO)",
            ),
        ],
    )
    def test_are_told(self, label: str, text: str) -> None:
        head = minutes_context(SITTING, "public")["particulars"]

        assert [label, text] in [[row[0], row[1].replace("\u00a0", " ")] for row in head]

    def test_do_not_tell_the_telephone_of_the_office(self) -> None:
        assert "0341 4711" not in whole("all")


class TestRules:
    """Issue 3, part 1: the rule set is recorded with every ballot, and so is its paragraph."""

    def test_every_ballot_names_its_rule_set(self) -> None:
        ballots = whole("all").count("Regelwerk sachsen 2022-02-20")

        assert ballots == len(SITTING.ballots)

    def test_a_share_is_told_with_its_base(self) -> None:
        assert "Mehrheit von 3/5 aller Mitglieder: 7 von 11 waren nötig, 7 stimmten dafür" in said("TOP 10")

    def test_a_presumed_quorum_is_called_so(self) -> None:
        evening = Evening.opened(11, rules=rules_with(quorum_presumed="true"))
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        for member in evening.ballot.electorate:
            evening.vote(member, YES)
        evening.declares()
        context = minutes_context(evening.sitting, "public")
        told = "\n".join(_texts([context["quorum"], context["sections"]]))

        assert told.count("Die Beschlussfähigkeit gilt als gegeben, solange sie nicht gerügt ist") == 2


class TestTheDocument:
    """Contract § 7: niederschrift.docx."""

    @pytest.mark.parametrize("part", ["public", "closed", "all"])
    def test_can_be_opened(self, part: Part) -> None:
        page = Document(io.BytesIO(minutes_docx(SITTING, part, "ab" * 32)))

        assert len(page.paragraphs) > 10


class TestBiasTooLate:
    """§ 20 SächsGemO: who declares bias when the item has been left has kept out of nothing."""

    def test_nobody_is_said_to_have_kept_out(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6, no=5)
        evening.does(CHAIR, cmd.CallItem, item="7")
        evening.does(people(4)[3], cmd.DeclareRecusal, member=people(4)[3], item="6")

        (section, *_) = [
            s for s in sections(evening.sitting, "public") if "6  " in s.title.replace("\u00a0", " ")
        ]
        text = "\n".join(line.text for line in section.lines)

        assert "nicht teilgenommen" not in text
        assert "eigene Erklärung, noch nicht bestätigt" in text
