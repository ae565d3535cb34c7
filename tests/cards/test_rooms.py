"""The closed part on the cards: who is in its room, who says that they are alone, where it takes place."""

import pytest

import cards
from cards.check import MOST, closed_check_card, outsiders_hint
from cards.hints import hints_for
from council import events as ev
from council.room_check import Known, Outsider, Why
from council.sitting import Sitting
from tests import cast
from tests.cards.reading import buttons, whole


def closed(*confirmed: str) -> Sitting:
    """A closed part in which some have said that they are alone."""
    sitting = cast.after(cast.opened(), ev.ClosedPartStarted(at=cast.START, by=cast.CHAIR))
    said = (ev.AloneConfirmed(at=cast.START, by=m, member=m) for m in cast.VOTERS if m in confirmed)
    return cast.after(sitting, *said)


class TestCheck:
    """contract § 4, `nichtöffentlich`: who is in the room and should not be, by name and source."""

    @pytest.mark.parametrize(
        ("why", "known", "words"),
        [
            (
                Why.NO_WORK,
                Known.INSIDE,
                "Gast (ohne Aufgabe im nichtöffentlichen Teil; laut Teams in der Besprechung)",
            ),
            (Why.STRANGER, Known.CHAT, "Gast (nicht auf der Mitgliederliste; im Chat der Besprechung)"),
            (Why.RECUSED, Known.INSIDE, "Gast (befangen bei allen Punkten; laut Teams in der Besprechung)"),
        ],
    )
    def test_names_each_with_reason_and_source(self, why: Why, known: Known, words: str) -> None:
        card = closed_check_card(
            cast.opened(), inside=[Outsider(name="Gast", why=why, known=known)], as_of=cast.START
        )

        assert words in whole(card)

    def test_puts_nobody_out(self) -> None:
        seen = [Outsider(name="Gerda Gast", why=Why.NO_WORK, known=Known.INSIDE)]
        (only,) = buttons(closed_check_card(cast.opened(), inside=seen, as_of=cast.START))

        assert only["data"]["step"] == "closed_part"

    def test_says_how_many_more_there_are(self) -> None:
        crowd = [Outsider(name=f"P{n}", why=Why.STRANGER, known=Known.CHAT) for n in range(MOST + 5)]
        text = whole(closed_check_card(cast.opened(), inside=crowd, as_of=cast.START))

        assert f"P{MOST - 1} (" in text
        assert f"P{MOST} (" not in text
        assert "5 weitere" in text

    def test_is_told_on_the_control_card_as_the_chairs_to_decide(self) -> None:
        seen = [Outsider(name="Gerda Gast", why=Why.NO_WORK, known=Known.INSIDE)]

        assert outsiders_hint(closed(), seen, cast.START).endswith(
            "Über die Teilnahme entscheidet der Vorsitz."
        )


class TestAlone:
    """Issue part 5: each remote member's "Ich bin allein im Raum", counted, a hint and no bar."""

    def test_the_card_has_one_button_that_names_nobody(self) -> None:
        (only,) = buttons(cards.alone_card(closed()))

        assert only["title"] == "Ich bin allein im Raum"
        assert only["data"] == {"sitting": str(cast.opened().id)}

    def test_the_chair_reads_how_many_and_who_is_missing(self) -> None:
        sitting = closed(*cast.VOTERS[1:])
        told = "\n".join(hints_for(sitting))

        assert "6 von 7 haben bestätigt, dass sie allein im Raum sind" in told
        assert sitting.name(cast.VOTERS[0]) in told

    def test_says_nothing_once_all_have(self) -> None:
        assert not [hint for hint in hints_for(closed(*cast.VOTERS)) if "allein im Raum" in hint]


class TestPlace:
    """The public meeting's chat learns that it is closed, and where the ballots are; nothing else."""

    def test_names_the_room_where_there_is_one(self) -> None:
        room = cast.after(cast.opened(), ev.ClosedRoomBound(at=cast.START, by=cast.CLERK, meeting="m2"))
        text = whole(cards.closed_part_card(cast.after(room, ev.ClosedPartStarted(at=cast.START))))

        assert "im Raum des nichtöffentlichen Teils" in text
        assert "persönlichen Chat" not in text
