"""Minutes of single moments: what the whole evening does not have."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document

from council import events as ev
from council.agenda import ItemStatus, MajorityKind
from council.ballots import Outcome, Tally
from council.helping import Wish
from council.ids import MemberId
from council.presence import Evidence, Mode
from council.rulebook import Format
from council.sitting import Sitting
from reports.attendance import attendance
from reports.lines import Line
from reports.minutes import minutes_docx
from reports.minutes_ballots import ballot_lines
from reports.minutes_head import absent_lines, others, particulars, presence_rows, presided
from reports.minutes_text import agenda_rows, sections
from tests.reports.evening import CHAIR, CLERK, DEPUTY, SECOND, YES, Evening, at, opened, prepared, whole
from wording import term


def lines_of(evening: Evening) -> list[Line]:
    """The paragraphs on the ballot opened last."""
    item = evening.sitting.agenda.get(evening.ballot.item)
    return list(ballot_lines(evening.sitting, evening.ballot, item))


def told(evening: Evening) -> str:
    """What they say, with plain blanks."""
    return "\n".join(line.shown for line in lines_of(evening)).replace("\u00a0", " ")


def heads(sitting: Sitting) -> dict[str, str]:
    """The particulars by their label."""
    return dict(particulars(sitting))


class TestBallot:
    """Council § 6: result, verdict, hands, repetition."""

    def test_by_hands_not_confirmed_says_so(self) -> None:
        evening = opened().tick("14:10").call("9").open("9", by_hands=True)
        case, tally = evening.sitting.next_case, Tally(yes=6, no=4)
        evening.add(ev.HandsEntered, CLERK, ballot=evening.ballot.id, case=case, tally=tally, reason="")

        assert "eingetragen von Bea Kunze, noch nicht bestätigt. Grund: ohne Angabe." in told(evening)

    def test_by_hands_has_no_names_even_in_a_roll_call(self) -> None:
        evening = opened().tick("14:10").call("3").open("3").vote(2, YES)
        case, tally = evening.sitting.next_case, Tally(yes=6, no=4)
        evening.add(
            ev.HandsEntered, CLERK, ballot=evening.ballot.id, case=case, tally=tally, reason="Ausfall"
        )
        evening.add(ev.HandsConfirmed, SECOND, ballot=evening.ballot.id, case=case)
        evening.close(tally).declare()

        assert "Ja (" not in told(evening)
        assert "6 dafür / 4 dagegen" in told(evening)

    @pytest.mark.parametrize(
        ("majority", "votes", "word"),
        [
            pytest.param(MajorityKind.OF_MEMBERS, "jjjjjjjnnn", "beschlossen", id="members-carried"),
            pytest.param(MajorityKind.OF_MEMBERS, "jjjjjjnnnn", "abgelehnt", id="members-rejected"),
            pytest.param(MajorityKind.TWO_THIRDS, "jjjjjjjjjn", "beschlossen", id="thirds-carried"),
            pytest.param(MajorityKind.TWO_THIRDS, "jjjjjjjjnn", "abgelehnt", id="thirds-rejected"),
        ],
    )
    def test_tells_the_arithmetic_of_its_majority(
        self, majority: MajorityKind, votes: str, word: str
    ) -> None:
        evening = opened().tick("14:10").call("9").open("9", majority=majority).votes(votes)
        evening.close().declare()

        assert f"Die Vorlage ist {word}." in told(evening)
        assert f"{evening.ballot.needed} von 13" in told(evening)

    def test_broken_off_without_a_reason_says_so(self) -> None:
        evening = opened().tick("14:10").call("9").open("9")
        evening.add(ev.BallotCancelled, ballot=evening.ballot.id)

        assert "hat kein Ergebnis. Grund: ohne Angabe." in told(evening)

    def test_without_a_quorum_says_so(self) -> None:
        evening = opened()
        for number in (2, 3, 4, 5, 6):
            evening.add(
                ev.MemberLeft, CLERK, member=MemberId(f"m{number:02}"), since=evening.now,
                evidence=Evidence.TEAMS,
            )  # fmt: skip
        evening.call("9").open("9")

        assert "Nicht beschlussfähig: 5 von 13 Mitgliedern" in told(evening)

    def test_overridden_names_reason_and_arithmetic(self) -> None:
        evening = opened().tick("14:10").call("9").open("9").votes("jjjjjjnnnn").close()
        evening.declare(Outcome.REJECTED, "Verzählt")

        assert "Begründung: Verzählt. Rechnerisch: 6 dafür sind mehr als 4 dagegen" in told(evening)

    def test_names_its_own_title_only_where_it_is_not_the_items(self) -> None:
        evening = opened().tick("14:10").call("9").open("9")
        assert lines_of(evening)[0].text == "Abstimmung 1"

        evening.add(ev.BallotCancelled, ballot=evening.ballot.id).open("9", title="Punkt 2")

        assert lines_of(evening)[0].text == "Abstimmung 2: Punkt 2"

    def test_keeps_together_on_the_page_what_leads_to_the_result(self) -> None:
        evening = opened().tick("14:10").call("9").open("9").votes("jjjjjjnnnn").close().declare()
        kinds = [line.kind for line in lines_of(evening)]

        assert kinds[0] == "ballot"
        assert set(kinds[1 : kinds.index("result")]) == {"detail"}


class TestParticulars:
    """Council § 6: the head of the minutes; what nobody knows is not there."""

    def test_leave_out_what_nobody_knows(self) -> None:
        sitting = replace(opened().sitting, particulars={}, stream="", cosigners=())

        assert not {"Grund der Form", "Öffentlichkeit", "Einberufen am", "Mitunterzeichnung"} & set(
            heads(sitting)
        )

    @pytest.mark.parametrize(
        ("held", "words"),
        [
            (Format.DIGITAL, "ohne persönliche Anwesenheit"),
            (Format.HYBRID, "einzelne Mitglieder"),
            (Format.PRESENCE, "im Sitzungsraum"),
        ],
    )
    def test_tell_the_form_of_the_sitting(self, held: Format, words: str) -> None:
        assert words in heads(replace(opened().sitting, format=held))["Form der Sitzung"]

    def test_of_a_sitting_in_the_hall_need_no_reason(self) -> None:
        assert "Grund der Form" not in heads(replace(opened().sitting, format=Format.PRESENCE))

    def test_name_a_running_break_as_such(self) -> None:
        sitting = opened().tick("15:00").add(ev.BreakStarted).sitting

        assert heads(sitting)["Unterbrechungen"] == "seit 15:00 Uhr"

    def test_name_the_chair_who_opened_not_the_one_before(self) -> None:
        evening = prepared().tick("13:50").add(ev.ChairAssigned, member=DEPUTY).admit(2, 3)
        evening.tick("14:00").add(ev.SittingOpened, quorum=evening.sitting.quorum(""))

        assert presided(evening.sitting) == (DEPUTY,)
        assert heads(evening.sitting)["Vorsitz"] == "Jan Böttcher"

    def test_name_everybody_who_presided_once(self) -> None:
        evening = opened().tick("15:00").add(ev.ChairAssigned, member=DEPUTY)
        evening.tick("15:30").add(ev.ChairAssigned, member=CHAIR)

        assert presided(evening.sitting) == (CHAIR, DEPUTY)


class TestPeople:
    """Council § 4.2: who was there, how, and who was not."""

    def test_without_a_vote_stand_by_what_they_are(self) -> None:
        evening = opened()
        for who in ("g01", "v01"):
            evening.add(ev.MemberAdmitted, CLERK, member=MemberId(who), since=evening.now)

        found = others(attendance(evening.sitting).accounts)

        assert [(str(role), [a.member.id for a in accounts]) for role, accounts in found] == [
            ("verwaltung", ["v01"]),
            ("gast", ["g01"]),
        ]

    def test_still_there_are_there_since(self) -> None:
        account = next(a for a in attendance(opened().sitting).accounts if a.member.id == "m02")

        assert presence_rows(opened().sitting, account)[1] == "zugeschaltet seit 14:02 Uhr"

    def test_in_the_hall_are_there_in_the_hall(self) -> None:
        account = next(a for a in attendance(opened().sitting).accounts if a.member.id == CHAIR)

        assert presence_rows(opened().sitting, account)[1] == "vor Ort seit 14:02 Uhr"
        assert account.took_part(Mode.ROOM)

    def test_without_a_vote_are_never_late(self) -> None:
        evening = opened().tick("15:00")
        evening.add(ev.MemberAdmitted, CLERK, member=MemberId("g01"), since=evening.now)
        account = next(a for a in attendance(evening.sitting).accounts if a.member.id == "g01")

        assert presence_rows(evening.sitting, account)[2] == ""

    def test_excused_without_a_reason_are_excused(self) -> None:
        evening = opened().add(ev.MemberExcused, CLERK, member=MemberId("m12"))

        found = [line.text for line in absent_lines(evening.sitting, attendance(evening.sitting))]

        assert "Wim Exner: entschuldigt" in found


class TestAgenda:
    """What became of each item."""

    def test_of_an_item_with_several_results_names_them_all(self) -> None:
        evening = opened().tick("14:10").call("9").open("9").votes("jjjjjjnnnn").close().declare()
        evening.open("9", object="Punkt 2").votes("nnnnnnjjjj").close().declare()

        rows = {number: fate for number, _, fate in agenda_rows(evening.sitting, "public")}

        assert rows["9"] == "beschlossen (Abstimmung 1); abgelehnt (Abstimmung 2)"

    def test_of_an_item_never_reached_is_open(self) -> None:
        rows = {number: fate for number, _, fate in agenda_rows(opened().sitting, "public")}

        assert rows["9"] == term(ItemStatus.PENDING, "de")

    def test_lists_every_item_of_its_part(self) -> None:
        sitting = whole().sitting
        public, closed, every = (
            [number for number, _, _ in agenda_rows(sitting, part)] for part in ("public", "closed", "all")
        )

        assert closed == ["10"]
        assert set(public) | set(closed) == set(every)
        assert len(every) == len(sitting.agenda)


class TestSections:
    """The account item by item."""

    def test_tell_a_running_break(self) -> None:
        evening = opened().tick("14:10").call("9").tick("15:00").add(ev.BreakStarted)

        last = sections(evening.sitting, "public")[-1]

        assert last.lines[-1].text == "Die Sitzung ist seit 15:00 Uhr unterbrochen."

    def test_tell_a_disturbance_that_goes_on(self) -> None:
        evening = opened().tick("14:10").call("9").tick("15:00")
        evening.add(ev.DisturbanceReported, CLERK, member=MemberId("m04"), reason="Ton")

        last = sections(evening.sitting, "public")[-1]

        assert last.lines[-1].text == "Piotr Wójcik: technische Störung seit 15:00 Uhr."

    @pytest.mark.parametrize(
        ("taken", "done", "said"),
        [
            pytest.param("", "", ".", id="open"),
            pytest.param("15:01", "", "; übernommen um 15:01 Uhr.", id="taken"),
            pytest.param("", "15:05", "; erledigt um 15:05 Uhr.", id="done"),
            pytest.param("15:01", "15:05", "; übernommen um 15:01 Uhr, erledigt um 15:05 Uhr.", id="both"),
        ],
    )
    def test_tell_a_members_call_for_help(self, taken: str, done: str, said: str) -> None:
        evening = opened().tick("14:10").call("9").tick("15:00")
        evening.add(ev.HelpRequested, MemberId("m04"), help=1, member=MemberId("m04"), wish=Wish.NO_CARD)
        if taken:
            evening.tick(taken).add(ev.HelpTaken, CLERK, help=1)
        if done:
            evening.tick(done).add(ev.HelpDone, CLERK, help=1)

        last = sections(evening.sitting, "public")[-1]

        assert last.lines[-1].text == f"15:00 Uhr: Piotr Wójcik bittet um technische Hilfe{said}"

    @pytest.mark.parametrize(
        ("who", "wish"),
        [
            pytest.param(CLERK, Wish.CALL_ME, id="of-the-office"),
            pytest.param(MemberId("m04"), Wish.DISTURBED, id="a-disturbance-is-told-as-one"),
        ],
    )
    def test_tell_of_no_other_call(self, who: MemberId, wish: Wish) -> None:
        evening = opened().tick("14:10").call("9").tick("15:00")
        evening.add(ev.HelpRequested, who, help=1, member=who, wish=wish)

        assert "Hilfe" not in "".join(line.text for line in sections(evening.sitting, "public")[-1].lines)

    def test_tell_an_item_taken_off_while_it_was_called(self) -> None:
        evening = opened().tick("14:10").call("9").add(ev.ItemRemoved, item="9", reason="Fehler")

        assert sections(evening.sitting, "public")[-1].lines[-1].text.endswith("Fehler")

    def test_name_several_biased_people_in_one_sentence(self) -> None:
        evening = opened().tick("14:10")
        for who in ("m02", "m03"):
            evening.add(ev.RecusalDeclared, member=MemberId(who), item="9")

        text = sections(evening.call("9").sitting, "public")[-1].lines[1].text

        assert text.startswith("Befangen: Jan Böttcher und Mai Nguyễn. Sie haben")
        assert "§ 20" in text

    def test_of_nothing_are_none(self) -> None:
        assert sections(opened().sitting, "public") == []


class TestDocument:
    """A document is made of whatever there is."""

    @pytest.mark.parametrize("part", ["public", "closed", "all"])
    def test_of_a_sitting_without_anything(self, part: str) -> None:
        raw = minutes_docx(prepared().sitting, part)  # type: ignore[arg-type]

        assert Document(io.BytesIO(raw)).paragraphs[0].text == "NIEDERSCHRIFT"

    def test_bears_the_day_of_the_sitting_not_of_its_making(self) -> None:
        page = Document(io.BytesIO(minutes_docx(whole().sitting)))

        assert page.core_properties.created == at("16:20")
        assert page.core_properties.title == "Niederschrift Ratsversammlung"

    def test_is_the_same_every_time(self) -> None:
        assert minutes_docx(whole().sitting) == minutes_docx(whole().sitting)
