"""The office's cards: confirmations, board, checklist, attendance, planned sittings, help wanted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

import cards
from cards.build import MOST_BYTES
from cards.size import weight
from council import events as ev
from council.ballots import Tally
from council.presence import Evidence, Mode
from council.rule_reading import rulebook_of
from council.rulebook import Format
from council.sitting import Sitting, Stage
from tests import cast
from tests.cards import stages
from tests.cards.reading import buttons, lines, rows, whole
from wording.voice import Voice

AT = cast.START + timedelta(hours=2)
GERMAN = Voice()


class TestConfirm:
    """Contract § 4: `stimme`, `handzeichen`, `leitung übernehmen` count when a second person confirms."""

    def test_a_vote_names_member_choice_ballot_and_reason(self) -> None:
        sitting = cast.entered_vote(cast.balloting(cast.opened(), "6"))

        card = cards.confirm_card(sitting, sitting.waiting_cases[-1])

        assert lines(card) == [
            "Stimme bestätigen",
            "Emil Saal stimmt: Nein",
            "Abstimmung: Abstimmung 1 (TOP 6)",
            "Grund: Gerät ausgefallen",
            "Eingetragen: um 14:41:00 Uhr von Karla Amt",
            "Gilt erst, wenn eine zweite Person bestätigt.",
        ]
        assert rows(card) == [["Bestätigen", "Verwerfen"]]

    def test_its_buttons_carry_the_case_alone(self) -> None:
        sitting = cast.entered_vote(cast.balloting(cast.opened(), "6"))
        case = sitting.waiting_cases[-1]

        pressed = buttons(cards.confirm_card(sitting, case))

        assert [b["verb"] for b in pressed] == ["office.confirm", "office.reject"]
        assert all(b["data"] == {"sitting": cast.SITTING, "case": case.id} for b in pressed)

    def test_hands_are_provisional_and_say_what_was_taken_as_yes(self) -> None:
        sitting = cast.balloting(cast.opened(), "6", by_hands=True)
        sitting = cast.by_hands(sitting, Tally(yes=6, no=1, abstain=1), confirmed=False, rest=True)

        text = whole(cards.confirm_card(sitting, sitting.waiting_cases[-1]))

        assert "Dafür 6, dagegen 1, Enthaltungen 1 – vorläufig" in text
        assert "alle übrigen Stimmberechtigten gelten als dafür" in text

    def test_taking_the_chair_names_who_wants_it(self) -> None:
        sitting = cast.opened()
        wish = ev.ChairRequested(at=AT, by=cast.CLERK, member=cast.CLERK, case=sitting.next_case)
        sitting = cast.after(sitting, wish)

        text = whole(cards.confirm_card(sitting, sitting.waiting_cases[-1]))

        assert "Karla Amt möchte die Sitzungsleitung übernehmen." in text

    def test_an_own_recusal_is_confirmed_by_the_chair_or_decided_by_the_council(self) -> None:
        sitting = stages.rules()["recusal"]
        case = sitting.waiting_cases[-1]

        card = cards.confirm_card(sitting, case)

        assert lines(card)[:2] == ["Befangenheit bestätigen", "Anna Abel meldet Befangenheit bei TOP 8.1."]
        assert rows(card) == [["Bestätigen"], ["Rat entschied so"], ["Nicht befangen"]]
        data = {"sitting": cast.SITTING, "case": case.id}
        assert [(b["verb"], b["data"]) for b in buttons(card)] == [
            ("office.confirm", data),
            ("office.confirm", {**data, "council": True}),
            ("office.reject", data),
        ]

    def test_once_settled_has_a_line_instead_of_buttons(self) -> None:
        sitting = cast.entered_vote(cast.balloting(cast.opened(), "6"))
        case = sitting.waiting_cases[-1]
        settled = cast.after(sitting, ev.EntryRejected(at=AT, by=cast.SECOND_CLERK, case=case.id))

        card = cards.confirm_card(settled, case)

        assert rows(card) == []
        assert lines(card)[-1] == "Erledigt von Bernd Rat."


class TestBoard:
    """The office board: progress, missing names, presence by group, quorum."""

    def test_shows_presence_by_group(self) -> None:
        shown = lines(cards.board_card(cast.opened()))

        assert shown[-5:] == [
            "Linden: 3 von 3",
            "Eichen: 2 von 3",
            "Buchen: 2 von 2",
            "ohne Fraktion: 1 von 1",
            "Es fehlen: Lena Spät, Ulf Hoch",
        ]

    def test_shows_progress_only_while_something_is_voted_on(self) -> None:
        assert "abgestimmt" not in whole(cards.board_card(cast.opened()))
        assert "0 von 8 haben abgestimmt" in whole(cards.board_card(cast.balloting(cast.opened(), "6")))


class TestChecklist:
    """Contract § 4, `checkliste`: what is missing is a hint and never a block."""

    def test_names_everything_that_is_missing(self) -> None:
        assert len(cards.missing_particulars(cast.prepared())) == 8
        assert len(cards.missing_particulars(cast.prepared(format=Format.PRESENCE))) == 3

    def test_shows_what_the_bot_found_out(self) -> None:
        card = cards.checklist_card(cast.prepared(), hints=("Graph ist nicht erreichbar.",))

        assert lines(card)[-1] == "– Graph ist nicht erreichbar."

    def test_is_satisfied_when_everything_is_there(self) -> None:
        sitting = cast.prepared(
            reason="Hochwasser",
            public_room="Raum 100",
            notified=date(2026, 12, 2),
            convened=AT.date(),
            stream="https://stream.example",
        )
        sitting = cast.after(
            sitting,
            ev.ParticularNoted(at=AT, key="hotline", value="0341 1"),
            ev.MinuteTakerNamed(at=AT, member=cast.SECOND_CLERK),
            ev.CosignersNamed(at=AT, members=(cast.MEMBER, cast.DEPUTY)),
        )

        shown = lines(cards.checklist_card(sitting))

        assert shown[-1] == "Alle Angaben sind vollständig."
        assert "Mitunterzeichnung: Anna Abel und Jan Stein" in shown

    def test_names_the_paragraph_and_how_each_entry_is_typed(self) -> None:
        shown = [line.replace("\u2060", "") for line in lines(cards.checklist_card(cast.prepared()))]

        assert (
            "– Der Tag der Anzeige an die Rechtsaufsicht fehlt: „checkliste angezeigt TT.MM.JJJJ“. "
            "Vorschrift: § 36a SächsGemO." in shown
        )
        assert all("„" in line for line in shown if line.startswith("– "))

    def test_a_notice_that_came_too_late_names_the_latest_day(self) -> None:
        late = cast.prepared(notified=date(2026, 12, 3))
        in_time = cast.prepared(notified=date(2026, 12, 2))

        assert "rechtzeitig war sie bis zum 2. Dezember 2026" in whole(cards.checklist_card(late))
        assert "zu spät" not in whole(cards.checklist_card(in_time))
        assert "Rechtsaufsicht: am 2. Dezember 2026" in whole(cards.checklist_card(in_time))

    def test_marks_what_is_legally_unsettled(self) -> None:
        text = stages.rules_of().text
        unsettled = text.replace('value = "Notlage"', 'value = "ungeklärt"')
        unsettled = unsettled.replace('certainty = "sekundär"', 'certainty = "ungeklärt"')
        rules = rulebook_of(unsettled.replace('certainty = "gelesen"', 'certainty = "ungeklärt"'))
        sitting = replace(cast.prepared(format=Format.HYBRID), rules=rules)

        assert (
            "– Ob diese Sitzungsform zulässig ist, ist offen. Rechtlich ungeklärt (§ 36a SächsGemO)."
            in lines(cards.checklist_card(sitting))
        )

    def test_a_form_that_is_not_provided_for_says_what_is(self) -> None:
        sitting = replace(cast.prepared(format=Format.HYBRID), rules=stages.rules_of("thueringen"))

        text = whole(cards.checklist_card(sitting))
        assert "Diese Sitzungsform ist nicht vorgesehen. Möglich ist eine Präsenzsitzung." in text

    def test_shows_what_has_been_noted(self) -> None:
        noted = cast.after(
            cast.prepared(reason="Hochwasser"),
            ev.ParticularNoted(at=AT, key="hotline", value="0341 1"),
            ev.ParticularNoted(at=AT, key="guests", value="Frau Dr. Kern"),
        )
        shown = lines(cards.checklist_card(noted))

        assert "Grund der Notlage: Hochwasser" in shown
        assert "Telefon bei Störungen: 0341 1" in shown
        assert "Gäste: Frau Dr. Kern" in shown

    def test_counts_people_and_items(self) -> None:
        shown = lines(cards.checklist_card(cast.prepared()))

        assert "Mitgliederliste: 14 Personen, davon 9 stimmberechtigt" in shown
        assert "Tagesordnung: 6 öffentliche und 1 nichtöffentliche Punkte" in shown


def evening() -> Sitting:
    """One who left and came back, one late, one excused, one in the hall; ended at seven."""
    sitting = cast.left(cast.opened(), cast.MEMBER, AT)
    back = AT + timedelta(minutes=15)
    return cast.after(
        cast.admitted(sitting, cast.LATE, at=AT),
        ev.MemberReturned(
            at=back, member=cast.MEMBER, since=back, mode=Mode.REMOTE, evidence=Evidence.OWN_WORD
        ),
        ev.SittingEnded(at=cast.START + timedelta(hours=5)),
    )


class TestAttendance:
    """Issue § 8: attendance as a card, by group, from–to, how, and the sums."""

    def test_shows_each_stretch_of_presence(self) -> None:
        shown = lines(cards.attendance_card(evening(), final=True))

        away = "abwesend 16:00–16:15 Uhr"
        assert f"Anna Abel: zugeschaltet 13:40–16:00 Uhr, 16:15–19:00 Uhr; {away}" in shown
        assert "Emil Saal: vor Ort 13:40–19:00 Uhr" in shown
        assert "Lena Spät: zugeschaltet 16:00–19:00 Uhr; verspätet (16:00 Uhr)" in shown

    def test_tells_a_disturbance_by_its_times_alone(self) -> None:
        sitting = cast.after(
            cast.opened(),
            ev.DisturbanceReported(at=AT, member=cast.MEMBER, reason="Kamera kaputt"),
            ev.DisturbanceEnded(at=AT + timedelta(minutes=4), member=cast.MEMBER),
            ev.SittingEnded(at=cast.START + timedelta(hours=5)),
        )
        shown = lines(cards.attendance_card(sitting, final=True))

        assert "Anna Abel: zugeschaltet 13:40–19:00 Uhr; Störung 16:00–16:04 Uhr" in shown
        assert "Kamera" not in "".join(shown)

    def test_says_who_went_early_and_that_they_were_excused(self) -> None:
        sitting = cast.after(
            cast.left(cast.left(cast.opened(), cast.MEMBER, AT), cast.RECUSED, AT),
            ev.MemberExcused(at=AT, member=cast.MEMBER, reason="Krankheit"),
            ev.SittingEnded(at=cast.START + timedelta(hours=5)),
        )
        shown = lines(cards.attendance_card(sitting, final=True))

        early = "vorzeitig gegangen (16:00 Uhr"
        assert f"Anna Abel: zugeschaltet 13:40–16:00 Uhr; {early}, entschuldigt)" in shown
        assert f"Dora Frei: zugeschaltet 13:40–16:00 Uhr; {early})" in shown
        assert "Bemerkungen: 2 vorzeitig gegangen, 1 ohne Entschuldigung" in shown

    def test_shows_the_sums(self) -> None:
        shown = lines(cards.attendance_card(evening(), final=True))

        assert shown[:6] == [
            "Anwesenheitsliste",
            "Ratsversammlung · 9. Dezember 2026",
            "Stimmberechtigte: 9",
            "davon teilgenommen: 9",
            "entschuldigt: 0",
            "Bei der Eröffnung: 8 (erforderlich 5)",
        ]
        assert shown[6:8] == ["Teilnahme: 8 zugeschaltet, 1 vor Ort", "Bemerkungen: 1 verspätet"]
        assert "Eichen: 3 von 3 (2 zugeschaltet, 1 vor Ort)" in shown

    def test_says_who_is_absent_and_who_is_excused(self) -> None:
        excused = ev.MemberExcused(at=cast.START, member=cast.LATE, reason="Krankheit")
        absent = lines(cards.attendance_card(cast.opened()))
        shown = lines(cards.attendance_card(cast.after(cast.opened(), excused)))

        assert "Lena Spät: nicht anwesend" in absent
        assert "Lena Spät: entschuldigt" in shown
        assert "Krankheit" not in "".join(shown)

    def test_during_the_sitting_says_since_when(self) -> None:
        shown = lines(cards.attendance_card(cast.opened()))

        assert "Anna Abel: zugeschaltet seit 13:40 Uhr" in shown
        assert "davon jetzt anwesend: 8" in shown

    def test_sums_up_somebody_who_kept_coming_and_going(self) -> None:
        sitting = cast.opened()
        for turn in range(5):
            at = AT + timedelta(minutes=20 * turn)
            back = at + timedelta(minutes=10)
            sitting = cast.after(
                cast.left(sitting, cast.MEMBER, at),
                ev.MemberReturned(
                    at=back, member=cast.MEMBER, since=back, mode=Mode.REMOTE, evidence=Evidence.TEAMS
                ),
            )

        shown = lines(cards.attendance_card(sitting))

        assert "Anna Abel: seit 13:40 Uhr, 5-mal unterbrochen" in shown

    @pytest.mark.parametrize("turns", [0, 3])
    def test_of_120_members_fits_into_a_card(self, turns: int) -> None:
        people = cast.crowd(120, name_length=60)
        voters = [m.id for m in people if m.entitled]
        sitting = cast.opened(cast.admitted(cast.prepared(people=people), *voters))
        for turn in range(turns):
            at = AT + timedelta(minutes=20 * turn)
            for member in voters:
                sitting = cast.admitted(cast.left(sitting, member, at), member, at=at + timedelta(minutes=5))

        card = cards.attendance_card(sitting)

        assert weight(card) < MOST_BYTES
        assert all(m.name in whole(card) for m in people if m.entitled)


class TestPlannedSittings:
    """Contract § 4, `sitzungen`."""

    def test_shows_each_with_the_id_that_the_command_takes(self) -> None:
        planned = cards.PlannedSitting(id=cast.SITTING, title="Ratsversammlung", starts=cast.START)

        assert lines(cards.sittings_card([planned], GERMAN)) == [
            "Sitzungen",
            "Ratsversammlung",
            "2026-12-09-ratsversammlung · 9. Dezember 2026, 14:00 Uhr · geplant",
        ]

    @pytest.mark.parametrize(("voice", "word"), [(GERMAN, "geschlossen"), (Voice("en"), "ended")])
    def test_says_where_each_stands(self, voice: Voice, word: str) -> None:
        held = cards.PlannedSitting(
            id=cast.SITTING, title="Ratsversammlung", starts=cast.START, stage=Stage.ENDED
        )

        assert lines(cards.sittings_card([held], voice))[-1].endswith(f" · {word}")

    def test_of_many_still_fits(self) -> None:
        planned = cards.PlannedSitting(id=cast.SITTING, title="x" * 200, starts=cast.START, stage=Stage.OPEN)

        assert weight(cards.sittings_card([planned] * 100, GERMAN)) < MOST_BYTES
