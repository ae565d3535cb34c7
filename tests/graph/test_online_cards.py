"""The cards on the online meeting: within the rules of every card, in both languages."""

import pytest

from cards.build import activity_of
from cards.lint import activity_findings, findings
from cards.online import (
    MOST_DIFFERENCES,
    Difference,
    MeetingLines,
    compared_card,
    meeting_card,
    not_compared_card,
)
from cards.size import weight
from council import events as ev
from graph import Concern
from tests import cast as c
from wording.catalogue import LANGUAGES, keys, say


def many(count: int) -> list[Difference]:
    long = ", ".join(["14:00–14:40 Uhr"] * 6)
    return [
        Difference(name=f"Prof. Dr. Maximiliane Vorname-{n}", recorded=long, seen=long) for n in range(count)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
class TestCards:
    """contract § 5 rule 1."""

    def test_every_card_keeps_the_rules(self, language: str) -> None:
        sitting = c.prepared(language=language, probe=True)
        hints = [say(f"graph.concern.{concern.value}", language) for concern in Concern]
        cards = [
            meeting_card(sitting, MeetingLines(done=tuple(hints), hints=tuple(hints))),
            compared_card(sitting, [], 71),
            compared_card(sitting, many(1), 71),
            compared_card(sitting, many(120), 120),
            not_compared_card(sitting, "Forbidden"),
        ]

        assert [findings(card) for card in cards] == [[]] * len(cards)
        assert [activity_findings(activity_of(card)) for card in cards] == [[]] * len(cards)
        assert max(map(weight, cards)) < 28 * 1024

    def test_what_does_not_fit_is_counted(self, language: str) -> None:
        card = compared_card(c.prepared(language=language), many(MOST_DIFFERENCES + 7), 120)

        assert "7" in str(card["body"][-2]["text"])


class TestWords:
    """style.md: the words of this room are complete and used."""

    def test_every_concern_has_its_sentence(self) -> None:
        told = {key.rpartition(".")[2] for key in keys() if key.startswith("graph.concern.")}

        assert told == {concern.value for concern in Concern}

    def test_an_absent_person_is_told_in_words(self) -> None:
        ended = c.after(c.opened(), ev.SittingEnded(at=c.START, by=c.CHAIR))
        card = compared_card(ended, [Difference(name="Anna Abel", recorded="", seen="")], 9)

        assert card["body"][3]["facts"][0]["value"] == (
            "Sitzungsjournal: nicht anwesend · Teams: nicht in der Besprechung"
        )
        assert "Am Sitzungsjournal wurde nichts geändert." in str(card)
