"""The office's lists: everybody who is surely known with one press, exactly those who stand there."""

import pytest

import cards
from cards.size import weight
from council import events as ev
from council.doubts import DoubtKind, DoubtRuling
from council.ids import MemberId
from council.whereabouts import seen_only, signed_in
from tests import cast
from tests.cards import doors
from tests.cards.reading import buttons, rows, whole


class TestList:
    """Collective cards: one `Zulassen` for exactly those listed."""

    def test_has_one_button_for_those_signed_in_and_one_for_those_seen(self) -> None:
        waiting = doors.crowd(cast.prepared())
        card = cards.admission_list_card(waiting, 1)

        assert rows(card) == [["Zulassen"], ["Zulassen"]]
        assert [b["data"]["cases"] for b in buttons(card)] == [
            [int(c.id) for c in signed_in(waiting)],
            [int(c.id) for c in seen_only(waiting)],
        ]

    def test_names_everybody_whom_its_buttons_admit(self) -> None:
        waiting = doors.crowd(cast.prepared())
        text = whole(cards.admission_list_card(waiting, 1))

        assert all(waiting.name(c.member) in text for c in (*signed_in(waiting), *seen_only(waiting)))

    def test_counts_in_its_first_line(self) -> None:
        assert whole(cards.admission_list_card(doors.crowd(cast.prepared()), 1)).startswith(
            "Einlass: 3 Personen angemeldet"
        )

    def test_gives_the_numbers_of_those_who_have_not_signed_in(self) -> None:
        waiting = doors.crowd(cast.prepared())
        text = whole(cards.admission_list_card(waiting, 1))

        assert "Eindeutig in der Besprechung, nicht angemeldet: 2" in text
        assert all(waiting.roster.get(c.member).contact.phone in text for c in seen_only(waiting))  # type: ignore[union-attr]

    def test_says_who_has_gone_again_and_admits_them_by_no_button(self) -> None:
        waiting = doors.crowd(cast.prepared())
        card = cards.admission_list_card(waiting, 1)
        gone = waiting.presence(cast.VOTERS[3]).case

        assert f"nicht mehr in der Besprechung: {waiting.name(cast.VOTERS[3])}" in whole(card)
        assert all(gone not in b["data"]["cases"] for b in buttons(card))

    def test_leaves_out_whom_the_office_turned_away(self) -> None:
        turned = cast.after(
            doors.crowd(cast.prepared()),
            ev.AdmissionRefused(at=cast.START, by=cast.CLERK, member=cast.VOTERS[0]),
        )
        again = cast.signed_in(turned, cast.VOTERS[0])
        listed = [b["data"]["cases"] for b in buttons(cards.admission_list_card(again, 1))]

        assert again.presence(cast.VOTERS[0]).case not in listed[0]

    def test_once_admitted_says_who_by_whom_and_when(self) -> None:
        card = cards.admission_list_card(doors.let_in(doors.crowd(cast.prepared())), 1)

        assert rows(card) == []
        assert "Zugelassen: 5 Personen" in whole(card)
        assert "um 13:40:00 Uhr durch Karla Amt" in whole(card)

    def test_of_a_hundred_and_twenty_fits_a_card(self) -> None:
        people = [
            cast.PEOPLE[2].__class__(
                id=MemberId(f"m{n}"),
                first=f"Maximiliane-Annegret {n}",
                last="von Hohenstein-Schwarzburg",
                group=f"Fraktion {n % 7}",
                roles=cast.PEOPLE[2].roles,
            )
            for n in range(120)
        ]
        sitting = cast.prepared(people=[*cast.PEOPLE, *people])
        for one in people:
            sitting = doors.seen(sitting, one.id)

        assert weight(cards.admission_list_card(sitting, 1)) < 28 * 1024


class TestBoard:
    """The board says first whom to telephone, then everything else."""

    def test_begins_with_quorum_and_calls(self) -> None:
        text = whole(cards.board_card(doors.crowd(cast.prepared())))

        assert text.index("Bitte anrufen – in der Besprechung, nicht angemeldet: 2") < text.index(
            "Angemeldet"
        )

    @pytest.mark.parametrize(
        "line",
        ["In der Besprechung: 5", "Angemeldet, wartet auf Einlass: 4", "Entschuldigt: 1", "Fehlt: 3"],
    )
    def test_counts(self, line: str) -> None:
        assert line in whole(cards.board_card(doors.crowd(cast.prepared())))

    def test_counts_doubts(self) -> None:
        sitting, _ = doors.doubted(doors.crowd(cast.prepared()), DoubtKind.ANONYMOUS)

        assert "Zweifelsfälle: 1" in whole(cards.board_card(sitting))

    def test_shows_its_light_beside_the_words(self) -> None:
        assert "● " in whole(cards.board_card(cast.opened()))
        assert "○ " in whole(cards.board_card(cast.prepared()))


class TestDoubt:
    """Only doubtful people get cards of their own; `Anderer Sitz` stands in a second row."""

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            (DoubtKind.GUEST, [["Zulassen", "Ablehnen"], ["Anderer Sitz"]]),
            (DoubtKind.FOREIGN, [["Zulassen", "Ablehnen"], ["Anderer Sitz"]]),
            (DoubtKind.NAME, [["Zulassen", "Ablehnen"], ["Anderer Sitz"]]),
            (DoubtKind.TWO_PEOPLE, [["Zulassen", "Ablehnen"], ["Anderer Sitz"]]),
            (DoubtKind.TWO_SEATS, [["Zulassen", "Ablehnen"], ["Anderer Sitz"]]),
            (DoubtKind.ANONYMOUS, [["Ablehnen"]]),
            (DoubtKind.SECOND_DEVICE, [["Erledigt"]]),
            (DoubtKind.CONTRADICTION, [["Ist da", "Ist gegangen"]]),
            (DoubtKind.LEFT, [["Ist da", "Ist gegangen"]]),
        ],
        ids=lambda value: value.name if isinstance(value, DoubtKind) else "",
    )
    def test_has_the_buttons_of_its_kind(self, kind: DoubtKind, expected: list[list[str]]) -> None:
        gone = cast.left(cast.opened(), cast.VOTERS[8]) if kind is DoubtKind.LEFT else None
        if kind is DoubtKind.CONTRADICTION:
            leaving = ev.LeavingReported(at=cast.START, member=cast.VOTERS[8])
            gone = cast.after(cast.opened(), leaving)
        card = cards.doubt_card(*doors.doubted(gone or doors.crowd(cast.prepared()), kind))

        assert rows(card) == expected

    def test_gives_the_reason_with_its_score(self) -> None:
        text = whole(cards.doubt_card(*doors.doubted(cast.prepared(), DoubtKind.GUEST)))

        assert "Vermutlich: Ömer Yıldız (Namensähnlichkeit 94 %)" in text

    @pytest.mark.parametrize("seat", [True, False], ids=["with-a-seat", "without"])
    @pytest.mark.parametrize(
        ("name", "warned"),
        [
            pytest.param("\u0410nna Abel", True, id="cyrillic-a"),
            pytest.param("Anna Ab\u0435l", True, id="cyrillic-e"),
            pytest.param("Anna \u0391bel", True, id="greek"),
            pytest.param("\u0410\u043d\u043d\u0430", True, id="wholly-cyrillic"),
            pytest.param("Anna Abel", False, id="latin"),
            pytest.param("Ömer Yıldız-Łukasz (Gast) 2", False, id="marks-and-signs"),
        ],
    )
    def test_warns_of_letters_that_look_like_ours(self, name: str, warned: bool, seat: bool) -> None:
        card = cards.doubt_card(*doors.doubted(cast.prepared(), DoubtKind.GUEST, name=name, seat=seat))

        assert ("Buchstaben eines anderen Alphabets" in whole(card)) is warned

    def test_says_that_an_anonymous_person_cannot_vote(self) -> None:
        text = whole(cards.doubt_card(*doors.doubted(cast.prepared(), DoubtKind.ANONYMOUS)))

        assert "Sie kann nicht abstimmen." in text

    def test_offers_the_other_seats_by_their_place(self) -> None:
        card = cards.other_seat_card(*doors.doubted(cast.prepared(), DoubtKind.TWO_SEATS))

        assert [b["data"]["seat"] for b in buttons(card)] == [0, 1]
        assert all("member" not in b["data"] for b in buttons(card))

    def test_names_who_decided(self) -> None:
        doubted = doors.doubted(cast.prepared(), DoubtKind.GUEST)
        text = whole(cards.doubt_card(*doors.settled(*doubted, DoubtRuling.REFUSED)))

        assert "Nicht zugelassen um 13:40:00 Uhr durch Karla Amt." in text
