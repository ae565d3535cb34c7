"""Device check, practice ballot, and the office's table."""

from dataclasses import replace

import pytest

import cards
from cards.build import MOST_BYTES
from cards.devices import MOST_LISTED
from cards.lint import findings
from cards.size import weight
from council import events as ev
from council.devices import Device
from council.helping import Wish
from tests import cast
from tests.cards.helps import CALLED, PHONE, called, done, pressed, taken
from tests.cards.reading import buttons, lines, rows, whole
from wording.voice import Voice

GERMAN = Voice()
VOTERS = tuple(m for m in cast.PEOPLE if m.entitled)


class TestTheCallsCard:
    """Name, telephone, client as last seen, what failed, since when; `Übernehmen`, `Erledigt`."""

    def test_says_everything_the_technicians_need(self) -> None:
        sitting = called(cast.balloting(cast.opened(), "6"), Wish.NO_CARD)

        card = cards.help_call_card(sitting, sitting.helps[0], PHONE)

        assert lines(card) == [
            "Anna Abel sieht keine Karte",
            "Abstimmung 1 läuft, diese Stimme fehlt noch.",
            "Telefon: +49 341 123-3",
            "Gerät: iOS, zuletzt 9. Dezember 2026, 14:00 Uhr",
            "Gemeldet ist: keine Karte zu sehen",
            "Seit: 14:42:00 Uhr",
            "Stand der Sitzung: TOP 6 · Abstimmung 1",
            "Störung vermerkt: nein, die Person zählt weiter mit",
        ]
        assert rows(card) == [["Übernehmen", "Erledigt"]]
        assert buttons(card)[0]["data"] == {"sitting": str(cast.SITTING), "help": 1}

    def test_names_no_item_of_the_closed_part(self) -> None:
        closed = cast.after(cast.opened(), ev.ClosedPartStarted(at=cast.START))
        sitting = called(cast.balloting(closed, "20"), Wish.CALL_ME)

        assert "20" not in whole(cards.help_call_card(sitting, sitting.helps[0])).replace("2026", "")

    def test_taken_over_says_who_and_keeps_one_button(self) -> None:
        sitting = taken(called(cast.opened(), Wish.CALL_ME))

        card = cards.help_call_card(sitting, sitting.helps[0])

        assert lines(card)[-1] == "Theo Kabel kümmert sich seit 14:43 Uhr darum."
        assert rows(card) == [["Erledigt"]]

    def test_done_says_when_and_has_no_button(self) -> None:
        sitting = done(taken(called(cast.opened(), Wish.CALL_ME)))

        card = cards.help_call_card(sitting, sitting.helps[0])

        assert lines(card)[-1] == "Erledigt um 14:47 Uhr (Theo Kabel)."
        assert rows(card) == []

    def test_says_nothing_of_quorum_for_whoever_has_no_vote(self) -> None:
        asked = ev.HelpRequested(at=CALLED, by=cast.CLERK, help=1, member=cast.CLERK, wish=Wish.CALL_ME)
        sitting = cast.after(cast.opened(), asked)

        assert "Störung vermerkt" not in whole(cards.help_call_card(sitting, sitting.helps[0]))

    def test_the_chair_reads_who_waits(self) -> None:
        sitting = called(cast.opened(), Wish.CALL_ME)

        assert "Technische Hilfe: 1 Störung (Anna Abel)" in lines(cards.control_card(sitting))
        assert "Technische Hilfe" not in whole(cards.control_card(done(sitting)))


class TestTheCheckCard:
    """`Testen`, then one's own word on camera and microphone."""

    def test_promises_nothing_before_the_press(self) -> None:
        card = cards.device_check_card(GERMAN, PHONE)

        assert "kann abstimmen" not in whole(card)
        assert rows(card) == [["Testen"], ["Kamera geht", "Bild fehlt"], ["Mikrofon geht", "Ton fehlt"]]

    def test_says_what_came_of_it(self) -> None:
        shown = lines(cards.device_check_card(GERMAN, pressed()))

        assert "✓ Ihr Gerät kann abstimmen (gedrückt um 14:42:00 Uhr)." in shown
        assert "Gerät laut Teams: iOS" in shown
        assert "Kamera: geht" in shown
        assert "Mikrofon: geht nicht. Das Büro sieht das." in shown


class TestThePracticeCard:
    """contract § 5.9: PROBE in its first line."""

    def test_the_linter_refuses_one_that_does_not_say_so(self) -> None:
        card = cards.practice_card(cast.opened(), 1)
        bare = {**card, "body": card["body"][1:]}

        assert findings(card) == []
        assert findings(bare) == ["a practice ballot does not say so in its first line"]

    def test_shows_a_question_as_it_was_typed(self) -> None:
        shown = lines(cards.practice_card(cast.opened(), 1, "Geht [das]? **Ja**"))

        assert shown[0] == "PROBE – zählt nicht"
        assert shown[2] == r"Geht \[das\]? \*\*Ja\*\*"

    def test_over_it_has_no_button(self) -> None:
        assert buttons(cards.practice_over_card(cast.opened())) == []


class TestTheTable:
    """Pressed by client, not pressed with telephone, shortened in words."""

    def test_tells_pressed_and_silent(self) -> None:
        known = {cast.entra_id(3): pressed(), cast.entra_id(4): replace(PHONE, platform="Web")}

        shown = lines(cards.devices_card(VOTERS, known, GERMAN))

        assert shown[1] == "1 von 9 hat gedrückt"
        assert "iOS (1): Anna Abel" in shown
        assert "Noch nicht gedrückt (8)" in shown
        assert "Dora Frei: +49 341 123-4 · Web" in shown
        assert "Anna Abel: Mikrofon · +49 341 123-3" in shown

    @pytest.mark.parametrize(
        ("told", "said"),
        [
            pytest.param(CALLED, "unterrichtet", id="told"),
            pytest.param(None, "noch nicht erreicht", id="not"),
        ],
    )
    def test_names_guests_on_android_with_whether_they_know(self, told: object, said: str) -> None:
        guest = Device(account="x", platform="Android", guest=True, told_at=told)  # type: ignore[arg-type]

        shown = lines(cards.devices_card(VOTERS, {cast.entra_id(4): guest}, GERMAN))

        assert f"Dora Frei: {said} · +49 341 123-4" in shown

    @pytest.mark.parametrize("language", ["de", "en"])
    @pytest.mark.parametrize("share", [0, 1, 2])
    def test_of_the_largest_council_still_fits(self, language: str, share: int) -> None:
        people = tuple(m for m in cast.crowd(120, name_length=60) if m.entitled)
        broken = pressed(camera=False, platform="Android", guest=True)
        devices = {
            m.contact.entra_id: replace(broken, pressed_at=CALLED if n < len(people) * share / 2 else None)
            for n, m in enumerate(people)
        }

        card = cards.devices_card(people, devices, Voice(language))

        assert weight(card) < MOST_BYTES
        assert findings(card) == []

    def test_says_how_many_are_left_out(self) -> None:
        people = tuple(m for m in cast.crowd(120) if m.entitled)

        assert f"und {len(people) - MOST_LISTED} weitere Personen; alle stehen in der Datei." in lines(
            cards.devices_card(people, {}, GERMAN)
        )
