"""The cards on the online meeting: within the rules of every card, in both languages."""

import pytest

from cards.build import activity_of
from cards.lint import activity_findings, findings
from cards.online import MeetingLines, meeting_card
from cards.size import weight
from graph import Concern
from tests import cast as c
from wording.catalogue import LANGUAGES, keys, say


@pytest.mark.parametrize("language", LANGUAGES)
class TestCards:
    """contract § 5 rule 1."""

    def test_every_card_keeps_the_rules(self, language: str) -> None:
        sitting = c.prepared(language=language, probe=True)
        hints = [say(f"graph.concern.{concern.value}", language) for concern in Concern]
        cards = [
            meeting_card(sitting, MeetingLines(done=tuple(hints), hints=tuple(hints))),
        ]

        assert [findings(card) for card in cards] == [[]] * len(cards)
        assert [activity_findings(activity_of(card)) for card in cards] == [[]] * len(cards)
        assert max(map(weight, cards)) < 28 * 1024


class TestWords:
    """style.md: the words of this room are complete and used."""

    def test_every_concern_has_its_sentence(self) -> None:
        told = {key.rpartition(".")[2] for key in keys() if key.startswith("graph.concern.")}

        assert told == {concern.value for concern in Concern}
