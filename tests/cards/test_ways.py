"""The cards about the ways to a vote: delivery, board, votes through the office, words typed in the chat."""

from dataclasses import replace

import pytest

import cards
from cards.build import MOST_BYTES
from cards.lint import findings
from cards.receipts import handed_aloud, receipt_aloud
from cards.size import weight
from council import events as ev
from council.ballots import Choice, Tally, Way
from council.delivery import Posted
from council.ids import MemberId
from council.roster import Member, Role
from tests import cast
from tests.cards import extremes, stages, ways
from tests.cards.reading import buttons, lines, rows, titles, whole


class TestDelivery:
    """contract § 4: the office sees by which way each vote came, and never which way it went."""

    def test_names_card_ways_and_everybody(self) -> None:
        sitting = ways.by_every_way(cast.balloting(cast.opened(), "6"))

        assert lines(cards.delivery_card(sitting, cast.running(sitting), ways.POSTED)) == [
            "Zustellung · Abstimmung 1",
            "Abstimmung 1 (TOP 6): 5 von 8 haben abgestimmt",
            "Karte in der Besprechung: gesendet",
            "Stimmen kamen: auf der Karte 1, im persönlichen Chat 1, getippt 1, "
            "im Chat der Besprechung 1, durch das Büro 1",
            "Je Mitglied",
            "Emil Saal: noch keine Stimme",
            "Nora Weiß: noch keine Stimme · persönlicher Chat: gesendet",
            "Ömer Yıldız: noch keine Stimme · persönlicher Chat: von Teams abgelehnt (403)",
            "Dr. Petra Vogt: abgestimmt auf der Karte",
            "Jan Stein: abgestimmt im persönlichen Chat",
            "Anna Abel: abgestimmt getippt · persönlicher Chat: gesendet, später geändert",
            "Dora Frei: abgestimmt durch das Büro",
            "Carl Berg: abgestimmt im Chat der Besprechung · Kein persönlicher Chat",
        ]

    @pytest.mark.parametrize("choice", [Choice.NO, Choice.ABSTAIN])
    def test_looks_the_same_whatever_was_voted(self, choice: Choice) -> None:
        sitting = cast.balloting(cast.opened(), "6")
        drawn = {
            str(cards.delivery_card(s, cast.running(s), ways.POSTED))
            for s in (ways.by(sitting, cast.MEMBER, Way.CARD, c) for c in (Choice.YES, choice))
        }

        assert len(drawn) == 1

    def test_of_a_secret_ballot_knows_only_how_many_have_handed_in_until_it_is_closed(self) -> None:
        sitting = stages.secret()

        assert lines(cards.delivery_card(sitting, stages.last(sitting), ways.POSTED)) == [
            "Zustellung · Abstimmung 1",
            "Abstimmung 1 (TOP 11): 4 von 8 haben abgestimmt",
            "Karte in der Besprechung: gesendet",
            "Kein persönlicher Chat: 2: Carl Berg, Ömer Yıldız",
            "Wer abgegeben hat, ist erst nach dem Schließen zu sehen.",
        ]

    def test_of_a_closed_secret_ballot_knows_who_has_handed_in_and_no_way(self) -> None:
        sitting = stages.counted(stages.secret(), Tally(yes=4, no=2, abstain=1))
        text = whole(cards.delivery_card(sitting, stages.last(sitting), Posted()))

        assert text.count("Stimmzettel abgegeben") == 7
        assert "Stimmen kamen" not in text
        assert "auf der Karte" not in text

    def test_of_a_large_council_fits_and_names_the_silent_first(self) -> None:
        people = [
            Member(
                id=MemberId(f"m{n}"),
                first="Maximiliane-Charlotte",
                last=f"von Nachname-{n:03}",
                roles=(role,),
            )
            for n in range(600)
            for role in (Role.MEMBER if n else Role.CHAIR,)
        ]
        start = cast.prepared(people=people, chair=people[0].id)
        sitting = cast.opened(cast.admitted(start, *(p.id for p in people)))
        sitting = ways.by(cast.balloting(sitting, "6"), people[0].id, Way.CARD)
        card = cards.delivery_card(sitting, cast.running(sitting), Posted())

        assert weight(card) < MOST_BYTES
        assert "von Nachname-000" not in whole(card)
        assert "weitere" in lines(card)[-1]


class TestBoard:
    """contract § 5.4: progress on the board never counts by choice."""

    def test_tells_ways_silence_and_who_has_no_chat(self) -> None:
        sitting = ways.by_every_way(cast.balloting(cast.opened(), "6"))
        open_ = whole(cards.board_card(ways.asked_for(sitting, cast.DEPUTY), without_chat=(ways.OTHER,)))
        over = whole(cards.board_card(cast.declared(cast.closed(sitting))))

        assert "Stimmen kamen: auf der Karte 1" in open_
        assert "Kein persönlicher Chat: 1: Carl Berg" in open_
        assert "Über das Büro: 1: Jan Stein" in open_
        assert "Noch in keiner Abstimmung" not in open_
        assert "Noch in keiner Abstimmung abgestimmt: 3: Emil Saal, Nora Weiß, Ömer Yıldız" in over

    def test_of_very_many_counts_the_rest(self) -> None:
        sitting = cast.opened()
        everybody = tuple(p.id for p in cast.PEOPLE) * 2

        assert "28: " in whole(cards.board_card(sitting, without_chat=everybody))
        assert "8 weitere" in whole(cards.board_card(sitting, without_chat=everybody))


class TestTypedInTheChat:
    """contract § 4: who has no chat of their own finds time and receipt on the closed card."""

    def test_names_person_time_and_receipt_and_no_choice(self) -> None:
        sitting = ways.by(cast.balloting(cast.opened(), "6"), cast.MEMBER, Way.MEETING, Choice.NO)
        line = lines(cards.ballot_view(cast.running(cast.closed(sitting)), cast.closed(sitting)))[-1]

        assert line == "Im Chat geschrieben und gezählt: Anna Abel (14:42:17 Uhr, Beleg AB20-11)."

    def test_a_word_that_another_vote_replaced_is_not_named(self) -> None:
        sitting = ways.by(cast.balloting(cast.opened(), "6"), cast.MEMBER, Way.MEETING)
        sitting = cast.closed(ways.by(sitting, cast.MEMBER, Way.CARD, Choice.NO))

        assert "Im Chat geschrieben" not in whole(cards.ballot_view(cast.running(sitting), sitting))

    def test_the_open_card_stays_as_it_was_posted(self) -> None:
        sitting = cast.balloting(cast.opened(), "6")
        voted = ways.by(sitting, cast.MEMBER, Way.MEETING)

        assert cards.ballot_view(cast.running(voted), voted) == cards.ballot_view(
            cast.running(sitting), sitting
        )


class TestThroughTheOffice:
    """contract § 4, `über büro`: whom to ask, what waits, what counts."""

    def test_offers_the_choices_for_each_by_number(self) -> None:
        sitting = ways.asked_for(cast.balloting(cast.opened(), "6"), cast.DEPUTY, cast.MEMBER)
        card = cards.office_way_card(sitting, cast.running(sitting))

        assert rows(card) == [["Ja", "Nein", "Enthaltung"]] * 2
        assert [b["data"]["case"] for b in buttons(card)] == [1, 1, 1, 2, 2, 2]
        assert {b["verb"] for b in buttons(card)} == {"office.vote"}
        assert "Telefon: +49 341 123-3" in whole(card)
        assert str(cast.MEMBER) not in str([b["data"] for b in buttons(card)])

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_of_a_whole_council_still_fits_and_whoever_has_voted_makes_room(self, language: str) -> None:
        people = cast.crowd()
        members = [m.id for m in people if m.entitled]
        bound = extremes._bound(language, False, people=people)
        sitting = cast.balloting(cast.opened(cast.admitted(bound, *members)), "6")
        sitting = ways.asked_for(sitting, *members)
        first = cards.office_way_card(sitting, cast.running(sitting))
        shown = {b["data"]["case"] for b in buttons(first)}
        for member in members[:-3]:
            sitting = ways.by(sitting, member, Way.TYPED)
        last = cards.office_way_card(sitting, cast.running(sitting))

        assert weight(first) < MOST_BYTES
        assert weight(last) < MOST_BYTES
        assert findings(first) + findings(last) == []
        assert len(shown) > 20
        assert {b["data"]["case"] for b in buttons(last)} == {len(members) - n for n in range(3)}
        assert str(len(members) - len(shown)) in lines(first)[-1]

    def test_says_what_became_of_each(self) -> None:
        sitting = ways.asked_for(
            ways.by_every_way(cast.balloting(cast.opened(), "6")), cast.DEPUTY, cast.RECUSED, cast.IN_THE_ROOM
        )
        text = whole(cards.office_way_card(cast.entered_vote(sitting), cast.running(sitting)))

        assert "Hat selbst abgestimmt: im persönlichen Chat." in text
        assert "Gezählt: Ja, um 14:42:17 Uhr, Beleg AB24-11." in text
        assert "Nein, eingetragen von Karla Amt; wartet auf eine zweite Person." in text

    def test_offers_nothing_once_it_is_closed_or_secret_or_the_vote_is_lost(self) -> None:
        sitting = ways.asked_for(cast.balloting(cast.opened(), "6"), cast.DEPUTY)
        closed = cast.closed(sitting)
        lost = cast.after(sitting, ev.RecusalDeclared(at=ways.AT, member=cast.DEPUTY, item="6"))
        secret = stages.secret()
        secret = ways.asked_for(secret, stages.last(secret).electorate[0])

        assert titles(cards.office_way_card(closed, cast.running(closed))) == []
        assert "Keine Stimme gezählt." in whole(cards.office_way_card(closed, cast.running(closed)))
        assert titles(cards.office_way_card(lost, cast.running(lost))) == []
        assert titles(cards.office_way_card(secret, stages.last(secret))) == []
        assert "nimmt keine Stimme entgegen" in whole(cards.office_way_card(secret, stages.last(secret)))


class TestReadAloud:
    """contract § 4, `vorlesen`: a receipt that begins with the choice; of a secret ballot none."""

    def test_begins_with_the_choice(self) -> None:
        sitting = cast.voted(cast.balloting(cast.opened(), "6"), cast.MEMBER, Choice.YES)
        ballot = cast.running(sitting)
        vote = ballot.vote_of(cast.MEMBER)
        assert vote is not None

        assert receipt_aloud(vote, ballot, sitting) == (
            "Ja – gezählt um 14:42:17 Uhr, Beleg 4K7P-91. Abstimmung 1."
        )

    def test_of_a_slip_is_the_same_for_everybody(self) -> None:
        sitting = stages.secret()
        ballot = stages.last(sitting)

        assert handed_aloud(ballot, sitting).startswith("Ihr Stimmzettel ist abgegeben.")
        assert handed_aloud(ballot, sitting) == handed_aloud(replace(ballot, handed=()), sitting)
