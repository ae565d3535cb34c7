"""Signing in, admission, contradictions."""

import pytest

import cards
from council import events as ev
from council.ids import MemberId
from tests import cast
from tests.cards.reading import buttons, lines, rows, whole


class TestSignInCard:
    """Contract § 5 rule 1: titles `Anwesend` and `Hilfe`; the sentence about picture and sound."""

    def test_has_its_two_buttons_in_one_row(self) -> None:
        card = cards.sign_in_card(cast.prepared())

        assert rows(card) == [["Anwesend", "Hilfe"]]
        assert [b["verb"] for b in buttons(card)] == ["presence.sign_in", "help.show"]
        assert all(b["data"] == {"sitting": cast.SITTING} for b in buttons(card))

    def test_says_what_a_press_confirms(self) -> None:
        text = whole(cards.sign_in_card(cast.prepared()))

        assert "Mit „Anwesend“ bestätigen Sie, dass Sie selbst teilnehmen und Bild und Ton gehen." in text

    def test_shows_the_numbers_that_are_set(self) -> None:
        text = whole(cards.sign_in_card(cast.prepared(), office_phone="0341 1"))

        assert "Telefon Büro: 0341 1" in text
        assert "Technik" not in text

    def test_names_sitting_and_local_time(self) -> None:
        text = whole(cards.sign_in_card(cast.prepared()))

        assert "Ratsversammlung · 9. Dezember 2026, 14:00 Uhr" in text


class TestSignedIn:
    """The answer to `Anwesend`: where this person stands."""

    @pytest.mark.parametrize(
        ("member", "sentence"),
        [
            pytest.param(cast.MEMBER, "Angemeldet um 13:30 Uhr. Bitte warten Sie", id="waiting"),
            pytest.param(cast.DEPUTY, "Sie sind zugelassen seit 13:40 Uhr.", id="admitted"),
            pytest.param(cast.GUEST, "Das Büro hat Ihre Anmeldung nicht angenommen.", id="refused"),
            pytest.param(cast.IN_THE_ROOM, "Sie haben die Sitzung um 14:50 Uhr verlassen.", id="left"),
            pytest.param(cast.LATE, "Sie sind noch nicht angemeldet.", id="nothing"),
        ],
    )
    def test_says_where_one_stands(self, member: MemberId, sentence: str) -> None:
        sitting = cast.signed_in(cast.prepared(), cast.MEMBER, cast.GUEST)
        sitting = cast.admitted(sitting, cast.DEPUTY, cast.IN_THE_ROOM)
        refusal = ev.AdmissionRefused(at=cast.START, by=cast.CLERK, member=cast.GUEST)
        sitting = cast.left(cast.after(sitting, refusal), cast.IN_THE_ROOM)

        assert sentence in whole(cards.signed_in_card(sitting, member))

    def test_offers_help_until_one_is_in(self) -> None:
        sitting = cast.signed_in(cast.prepared(), cast.MEMBER)

        assert rows(cards.signed_in_card(sitting, cast.MEMBER)) == [["Hilfe"]]
        assert rows(cards.signed_in_card(cast.opened(), cast.MEMBER)) == []


class TestAdmissionCard:
    """Contract § 5 rules 1 and 2: `Zulassen` and `Ablehnen`, by case number alone."""

    def test_each_waiting_person_has_name_group_role_and_two_buttons(self) -> None:
        sitting = cast.signed_in(cast.prepared(), cast.MEMBER, cast.ADVISOR)

        card = cards.admission_card(sitting, sitting.waiting_cases)

        assert lines(card)[:6] == [
            "Einlass: 2 Personen warten",
            "Anna Abel",
            "Fraktion: Linden",
            "Rolle: Ratsmitglied",
            "Stimmrecht: stimmberechtigt",
            "Angemeldet um 13:30:00 Uhr; erkannt am Konto der Mitgliederliste",
        ]
        assert rows(card) == [["Zulassen", "Ablehnen"]] * 2
        assert [b["data"]["case"] for b in buttons(card)] == [1, 1, 2, 2]

    def test_says_by_what_a_person_was_recognised(self) -> None:
        sitting = cast.signed_in(cast.prepared(), cast.MEMBER)

        card = cards.admission_card(sitting, sitting.waiting_cases, matched={cast.MEMBER: "email"})

        assert "erkannt an der E-Mail-Adresse" in whole(card)

    def test_a_decided_case_becomes_a_line(self) -> None:
        waiting = cast.signed_in(cast.prepared(), cast.MEMBER, cast.GUEST)
        cases = waiting.waiting_cases
        sitting = cast.after(
            waiting,
            ev.MemberAdmitted(at=cast.START, by=cast.CLERK, member=cast.MEMBER, since=cast.START),
            ev.AdmissionRefused(at=cast.START, by=cast.SECOND_CLERK, member=cast.GUEST),
        )

        card = cards.admission_card(sitting, cases)

        assert rows(card) == []
        assert "Zugelassen um 14:00 Uhr von Karla Amt" in lines(card)
        assert "Abgelehnt von Bernd Rat" in lines(card)

    def test_holds_eight_at_most(self) -> None:
        sitting = cast.signed_in(cast.prepared(), *cast.VOTERS, cast.ADVISOR)

        card = cards.admission_card(sitting, sitting.waiting_cases)

        assert len(rows(card)) == cards.MOST_CASES == 8
