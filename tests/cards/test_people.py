"""What a person gets for themselves."""

import pytest

import cards
from cards.build import MOST_BYTES
from cards.size import weight
from council import events as ev
from council.ballots import Choice, Tally
from council.errors import NotEntitled
from council.ids import MemberId
from tests import cast
from tests.cards.reading import buttons, lines, rows, whole
from wording.voice import Voice

GERMAN = Voice()


class TestHelp:
    """Contract § 4, `hilfe`: an open ballot before anything else, then the telephone."""

    @pytest.mark.parametrize(
        ("member", "sentence"),
        [
            pytest.param(cast.DEPUTY, "läuft und Ihre Stimme fehlt noch", id="missing"),
            pytest.param(cast.MEMBER, "Für Sie gezählt: Nein, Beleg 4K7P-91.", id="counted"),
            pytest.param(cast.GUEST, "Abstimmung 1 (TOP 6) läuft.", id="guest"),
        ],
    )
    def test_begins_with_the_open_ballot(self, member: MemberId, sentence: str) -> None:
        sitting = cast.voted(cast.balloting(cast.opened(), "6"), cast.MEMBER, Choice.NO)

        card = cards.help_card(GERMAN, sitting=sitting, member=member, office_phone="0341 1")

        assert sentence in lines(card)[1]
        assert lines(card)[2] == "Telefon Büro: 0341 1"

    def test_tells_a_guest_nothing_of_a_closed_ballot(self) -> None:
        part = cast.after(cast.opened(), ev.ClosedPartStarted(at=cast.START))
        sitting = cast.balloting(part, "20")

        card = cards.help_card(GERMAN, sitting=sitting, member=cast.GUEST)

        assert lines(card) == ["Hilfe"]

    def test_begins_with_the_telephone_otherwise(self) -> None:
        card = cards.help_card(GERMAN, sitting=cast.opened(), support_phone="0341 2")

        assert lines(card)[1] == "Telefon Technik: 0341 2"

    def test_offers_a_call_and_the_card(self) -> None:
        card = cards.help_card(GERMAN, sitting=cast.opened())

        assert rows(card) == [["Ruft mich an"], ["Keine Karte"]]
        assert [b["verb"] for b in buttons(card)] == ["help.call_me", "help.no_card"]

    def test_shows_each_command_once_with_what_it_does(self) -> None:
        card = cards.help_card(GERMAN, commands=("vote", "vote", "help"))

        assert lines(card)[-3:] == [
            "Das können Sie schreiben",
            "ja, nein oder enthaltung: gibt Ihre Stimme in der offenen Abstimmung ab",
            "hilfe: zeigt diese Hilfe",
        ]

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_with_every_command_fits_into_a_card(self, language: str) -> None:
        from bot.grammar import COMMANDS

        names = tuple(command.name for command in COMMANDS)

        assert weight(cards.help_card(Voice(language), commands=names)) < MOST_BYTES


class TestSuggestion:
    """Contract § 4: nothing is done on a guess; the nearest command is a button."""

    def test_puts_a_short_command_on_its_button(self) -> None:
        card = cards.suggestion_card(GERMAN, typed="abstimung", nearest="abstimmung")

        (button,) = buttons(card)
        assert button["title"] == "abstimmung"
        assert (button["verb"], button["data"]) == ("command.run", {"text": "abstimmung"})

    def test_puts_a_long_command_above_its_button(self) -> None:
        line = "schriftführung Maximiliane Hinterhuber"

        card = cards.suggestion_card(GERMAN, typed="schrift", nearest=line)

        assert rows(card) == [["Ausführen"]]
        assert f"Meinten Sie „{line}“?" in lines(card)
        assert buttons(card)[0]["data"] == {"text": line}

    def test_without_one_points_to_help(self) -> None:
        card = cards.suggestion_card(GERMAN, typed="xyz")

        assert rows(card) == []
        assert "Mit „hilfe“ sehen Sie" in whole(card)

    def test_repeats_what_was_typed_harmlessly_and_briefly(self) -> None:
        card = cards.suggestion_card(GERMAN, typed="<at>Alle</at>" + "x" * 5_000)

        assert "<at>" not in whole(card)
        assert len(whole(card)) < 400

    def test_shows_how_a_command_is_written(self) -> None:
        card = cards.syntax_card(GERMAN, ("recuse",))

        assert lines(card)[-1] == "befangen Name 7: vermerkt Befangenheit"


class TestAskName:
    """Contract § 4: a name that is not unique is asked back with a card."""

    def test_has_a_button_for_each_person(self) -> None:
        options = [(person, f"zulassen {person.id}") for person in cast.PEOPLE[:3]]

        card = cards.ask_name_card(GERMAN, "St", options)

        assert [b["data"]["text"] for b in buttons(card)] == [
            "zulassen vogt",
            "zulassen stein",
            "zulassen abel",
        ]
        assert "Jan Stein · Linden" in lines(card)

    def test_a_long_name_is_cut_on_the_button_and_whole_above_it(self) -> None:
        person = cast.crowd(1, name_length=40)[0]

        card = cards.ask_name_card(GERMAN, "Max", [(person, "zulassen x")])

        assert len(rows(card)[0][0]) <= 22
        assert person.name in whole(card)


class TestMyVotes:
    """Contract § 4, `meine stimmen`: one's own receipts and nobody else's."""

    def test_shows_each_ballot_with_its_receipt(self) -> None:
        sitting = cast.voted(cast.balloting(cast.opened(), "6"), cast.MEMBER, Choice.NO)

        assert lines(cards.my_votes_card(sitting, cast.MEMBER))[1:] == [
            "Abstimmung 1 · TOP 6: Nein, um 14:42:17 Uhr, Beleg 4K7P-91"
        ]

    def test_says_where_none_was_counted(self) -> None:
        sitting = cast.voted(cast.balloting(cast.opened(), "6"), cast.MEMBER, Choice.NO)

        assert lines(cards.my_votes_card(sitting, cast.DEPUTY))[1:] == [
            "Abstimmung 1 · TOP 6: keine Stimme gezählt"
        ]

    def test_says_that_a_ballot_was_repeated(self) -> None:
        sitting = cast.voted(cast.balloting(cast.opened(), "6"), cast.MEMBER, Choice.NO)

        shown = lines(cards.my_votes_card(cast.repeated(sitting), cast.MEMBER))

        assert shown[1].endswith("Beleg 4K7P-91 – wiederholt")

    def test_says_that_hands_were_counted(self) -> None:
        sitting = cast.by_hands(cast.balloting(cast.opened(), "6", by_hands=True), Tally(yes=8))

        shown = lines(cards.my_votes_card(sitting, cast.MEMBER))

        assert shown[1:] == ["Abstimmung 1 · TOP 6: durch Handzeichen gezählt"]

    def test_is_empty_for_whoever_never_voted(self) -> None:
        assert "noch keine Abstimmung" in whole(cards.my_votes_card(cast.opened(), cast.MEMBER))

    def test_of_124_ballots_fits_into_a_card(self) -> None:
        sitting = cast.opened()
        for _ in range(124):
            sitting = cast.cancelled(cast.voted(cast.balloting(sitting, "6"), cast.MEMBER, Choice.NO))

        card = cards.my_votes_card(sitting, cast.MEMBER)

        assert weight(card) < MOST_BYTES
        assert len(lines(card)) == 125


class TestRefusal:
    """Contract § 5 rule 3: a refusal is an answer in plain words that says what is counted."""

    def test_says_why_and_whom_to_call(self) -> None:
        sitting = cast.balloting(cast.opened(), "6")

        card = cards.refusal_card(NotEntitled(ballot=1), sitting, office_phone="0341 1")

        assert "Es ist keine Stimme gezählt." in lines(card)[0]
        assert lines(card)[1] == "Telefon Büro: 0341 1"
