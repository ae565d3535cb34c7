"""The linter finds what Teams' clients stumble over."""

from copy import deepcopy
from typing import Any

import pytest

import cards
from cards.build import activity_of, press, rows
from cards.lint import activity_findings, findings
from tests import cast

BALLOT = cards.ballot_card(
    cast.running(cast.balloting(cast.opened(), "5")), cast.balloting(cast.opened(), "5")
)
SIGN_IN = cards.sign_in_card(cast.prepared(), office_phone="0341 1")


def changed(card: cards.Card, **changes: Any) -> cards.Card:
    return {**deepcopy(card), **changes}


def with_block(block: dict[str, Any]) -> cards.Card:
    return changed(SIGN_IN, body=[*SIGN_IN["body"], block])


class TestFindings:
    """Contract § 5 rule 1, one finding for each breach."""

    def test_a_good_card_has_none(self) -> None:
        assert findings(BALLOT) == []
        assert findings(SIGN_IN) == []

    @pytest.mark.parametrize(
        ("card", "finding"),
        [
            pytest.param(changed(BALLOT, version="1.5"), "version 1.4", id="version"),
            pytest.param(changed(BALLOT, fallbackText=""), "no fallbackText", id="fallback"),
            pytest.param(changed(BALLOT, body=[]), "empty", id="empty"),
            pytest.param(changed(BALLOT, refresh={}), "has 'refresh'", id="refresh"),
            pytest.param(changed(BALLOT, actions=BALLOT["actions"][:1]), "has 1 buttons", id="one-button"),
            pytest.param(with_block({"type": "Table"}), "Table does not belong", id="table"),
            pytest.param(with_block({"type": "Input.Text"}), "Input.Text does not belong", id="input"),
            pytest.param(with_block({"type": "TextBlock", "text": "x"}), "does not wrap", id="no-wrap"),
            pytest.param(
                with_block({"type": "TextBlock", "text": "x", "wrap": True, "color": "good"}),
                "has 'color'",
                id="colour",
            ),
            pytest.param(
                with_block({"type": "TextBlock", "text": "x", "wrap": True, "height": "40px"}),
                "has 'height'",
                id="pixels",
            ),
            pytest.param(
                with_block({"type": "FactSet", "facts": [{"title": "x", "value": ""}]}),
                "no title or no value",
                id="fact",
            ),
            pytest.param(
                with_block({"type": "ActionSet", "actions": BALLOT["actions"]}),
                "vote's button stands in the card's body",
                id="vote-in-body",
            ),
            pytest.param(
                with_block({"type": "TextBlock", "text": "x" * 30_000, "wrap": True}), "bytes", id="weight"
            ),
        ],
    )
    def test_a_breach_is_found(self, card: cards.Card, finding: str) -> None:
        assert any(finding in found for found in findings(card))

    @pytest.mark.parametrize(
        ("action", "finding"),
        [
            pytest.param({"type": "Action.Submit", "title": "x"}, "no action for a card", id="submit"),
            pytest.param({"type": "Action.Execute", "title": "x", "verb": "cast"}, "no verb", id="verb"),
            pytest.param(
                {"type": "Action.Execute", "title": "x", "verb": "a.b", "style": "positive"},
                "has 'style'",
                id="style",
            ),
            pytest.param(
                {"type": "Action.Execute", "title": "x", "verb": "a.b", "data": {"member": "abel"}},
                "carries ['member']",
                id="person",
            ),
            pytest.param(
                {"type": "Action.OpenUrl", "title": "x", "url": "javascript:1"}, "leads nowhere", id="link"
            ),
            pytest.param(
                {"type": "Action.Execute", "title": "x" * 23, "verb": "a.b"}, "too long", id="long-title"
            ),
        ],
    )
    def test_a_bad_button_is_found(self, action: dict[str, Any], finding: str) -> None:
        card = with_block({"type": "ActionSet", "actions": [action]})

        assert any(finding in found for found in findings(card))


class TestNumbers:
    """Design: numbered choices stand in rows in the body, from 1 on, the abstention alone below them."""

    @pytest.mark.parametrize("choices", [["12"], ["123", "456", "e"], ["123", "4", "e"]])
    def test_from_one_on_with_the_abstention_alone_are_fine(self, choices: list[str]) -> None:
        assert findings(numbered(*choices)) == []

    @pytest.mark.parametrize(
        ("choices", "finding"),
        [
            pytest.param(["13"], "the numbers of a ballot are ['1', '3']", id="gap"),
            pytest.param(["21"], "the numbers of a ballot are ['2', '1']", id="order"),
            pytest.param(["123", "456", "7"], "the numbers of a ballot are", id="seven"),
            pytest.param(["1"], "vote's button stands in the card's body", id="one"),
            pytest.param(["12e"], "does not stand alone", id="abstention"),
        ],
    )
    def test_a_breach_is_found(self, choices: list[str], finding: str) -> None:
        assert any(finding in found for found in findings(numbered(*choices)))

    def test_beside_buttons_in_the_root_are_a_breach(self) -> None:
        card = {**numbered("12"), "actions": BALLOT["actions"]}

        assert any("vote's button stands in the card's body" in found for found in findings(card))


def numbered(*choices: str) -> cards.Card:
    """A ballot whose rows of buttons stand for these choices, "e" for an abstention."""
    words = {"e": "enthaltung"}
    some = [
        {
            "type": "ActionSet",
            "actions": [
                {
                    "type": "Action.Execute",
                    "title": sign,
                    "verb": "ballot.cast",
                    "data": {"choice": words.get(sign, sign)},
                }
                for sign in row
            ],
        }
        for row in choices
    ]
    bare = {name: value for name, value in BALLOT.items() if name != "actions"}
    return {**bare, "body": [*BALLOT["body"], *some]}


class TestActivity:
    """Contract § 5 rule 1: sent alone, without text, with `summary`."""

    def test_carries_one_card_and_nothing_else(self) -> None:
        activity = activity_of(BALLOT, "Bitte abstimmen")

        assert set(activity) == {"type", "summary", "attachments"}
        assert activity["summary"] == "Bitte abstimmen"
        assert activity_findings(activity) == []

    def test_takes_its_summary_from_the_card(self) -> None:
        assert activity_of(BALLOT)["summary"] == "Bitte abstimmen · TOP 5 · Abstimmung 1"

    @pytest.mark.parametrize(
        "extra", [{"text": "x"}, {"importance": "high"}, {"summary": ""}, {"attachments": []}]
    )
    def test_anything_beside_it_is_found(self, extra: dict[str, Any]) -> None:
        assert activity_findings({**activity_of(BALLOT), **extra}) != []


class TestRows:
    """Contract § 5 rule 1: two buttons with 22 letters together, or three with 16."""

    @pytest.mark.parametrize(
        ("titles", "packed"),
        [
            pytest.param(["12345678901", "12345678901"], [2], id="two-with-22"),
            pytest.param(["12345678901", "123456789012"], [1, 1], id="two-with-23"),
            pytest.param(["12345", "12345", "123456"], [3], id="three-with-16"),
            pytest.param(["12345", "123456", "123456"], [2, 1], id="three-with-17"),
            pytest.param(["1", "2", "3", "4"], [3, 1], id="four"),
            pytest.param([], [], id="none"),
        ],
    )
    def test_are_packed_as_narrow_screens_take_them(self, titles: list[str], packed: list[int]) -> None:
        drawn = rows([press(title, "a.b", {}) for title in titles])

        assert [len(block.actions or []) for block in drawn if block.type == "ActionSet"] == packed
