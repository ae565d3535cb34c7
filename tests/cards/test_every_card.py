"""Rules that hold for every card in every state and both languages."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import cards
from cards.build import Card, activity_of
from cards.lint import activity_findings, findings
from cards.size import weight
from tests.cards.gallery import LANGUAGES, gallery
from tests.cards.reading import buttons
from tests.cast import PEOPLE

MEETING = (
    "sign_in",
    "opening",
    "item-",
    "agenda",
    "break",
    "resumed",
    "closed_part",
    "public_part",
    "end",
    "quorum",
    "result-",
)


@cache
def _schema() -> Any:
    text = files("adaptive_cards").joinpath("schemas/schema-1.4.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    return jsonschema.validators.validator_for(schema)(schema)


@cache
def _cards(language: str, probe: bool = False) -> dict[str, Card]:
    return gallery(language, probe=probe)


NAMES = tuple(gallery("de"))
DOCUMENT = (Path(__file__).parents[2] / "docs" / "cards.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
class TestEveryCard:
    """Contract § 5 rule 1: schema 1.4, sent alone with a summary, under 28 KB."""

    def test_fits_the_schema_of_version_1_4(self, name: str, language: str) -> None:
        card = _cards(language)[name]

        assert _schema_errors(card) == []
        assert json.loads(json.dumps(card)) == card

    def test_travels_alone_and_breaks_no_rule_of_the_linter(self, name: str, language: str) -> None:
        assert activity_findings(activity_of(_cards(language)[name])) == []
        assert findings(_cards(language, probe=True)[name]) == []


def _schema_errors(card: Card) -> list[str]:
    return [error.message[:200] for error in _schema().iter_errors(_draft(card))]


class TestTheSchemaItself:
    """The schema is asked in a way that lets it say no."""

    @pytest.mark.parametrize(
        "broken",
        [
            pytest.param({"body": [{"type": "Table"}]}, id="table"),
            pytest.param({"body": [{"type": "TextBlock"}]}, id="no-text"),
            pytest.param({"msteams": {"width": "Full"}}, id="msteams"),
            pytest.param({"actions": [{"type": "Action.Execute", "isEnabled": True}]}, id="enabled"),
        ],
    )
    def test_refuses_what_teams_would_draw_differently(self, broken: Card) -> None:
        card = {**_cards("de")["notice"], **broken}

        assert _schema_errors(card) != []


def _draft(card: Card) -> Card:
    """The card as the schema knows it: it has no ``style`` on a text block."""
    body = [{k: v for k, v in block.items() if k != "style"} for block in card["body"]]
    return {**card, "body": body}


class TestSameInBothLanguages:
    """Contract § 2, LANGUAGE: one language for a sitting; the buttons do the same in each."""

    @pytest.mark.parametrize("name", NAMES)
    def test_buttons_carry_the_same_data(self, name: str) -> None:
        german, english = (_presses(_cards(language)[name]) for language in LANGUAGES)

        assert german == english

    @pytest.mark.parametrize("name", [n for n in NAMES if not n.startswith(("suggestion", "notice"))])
    def test_german_and_english_differ(self, name: str) -> None:
        assert _cards("de")[name] != _cards("en")[name]


def _presses(card: Card) -> list[tuple[str, dict[str, Any]]]:
    rows = [block.get("actions", []) for block in card["body"]]
    actions = [*card.get("actions", []), *(action for row in rows for action in row)]
    return [(action.get("verb", ""), _data(action)) for action in actions]


def _data(action: Card) -> dict[str, Any]:
    """What a button carries, without the reason, which is said in the sitting's language."""
    data = dict(action.get("data", {"url": action.get("url")}))
    data.pop("reason", None)
    return data


class TestMeetingChat:
    """Contract § 5 rule 9: in the meeting chat `Ja` stands on ballots only."""

    @pytest.mark.parametrize("name", [n for n in NAMES if n.startswith(MEETING)])
    def test_no_other_card_says_ja(self, name: str) -> None:
        words = json.dumps(_cards("de")[name], ensure_ascii=False).replace('"', " ").split()

        assert "Ja" not in {word.strip(".,:;„“()") for word in words}

    @pytest.mark.parametrize("name", [n for n in NAMES if n.startswith(("closed_part", "declared-while"))])
    def test_nothing_of_a_closed_item_stands_there(self, name: str) -> None:
        drawn = json.dumps(_cards("de")[name], ensure_ascii=False)

        assert "Amselweg" not in drawn
        assert "TOP 20" not in drawn


class TestProbe:
    """Contract § 5 rule 9: a practice ballot says PROBE in its first line."""

    @pytest.mark.parametrize("name", [n for n in NAMES if n.startswith(("ballot", "closed", "declared"))])
    def test_the_first_line_of_a_ballot_says_so(self, name: str) -> None:
        card = _cards("de", probe=True)[name]

        assert card["body"][0]["text"].startswith("PROBE – zählt nicht")

    @pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("result-")])
    def test_a_result_says_so_below_its_first_line(self, name: str) -> None:
        card = _cards("de", probe=True)[name]

        assert card["body"][0]["text"].startswith("Dafür ")
        assert card["body"][1]["text"] == "PROBE – zählt nicht"


class TestPrivacyOfButtons:
    """Contract § 5 rule 2: the data of a button never names a person."""

    @pytest.mark.parametrize("name", [n for n in NAMES if not n.startswith("ask_name")])
    def test_no_button_carries_a_member(self, name: str) -> None:
        people = {str(person.id) for person in PEOPLE} | {person.last for person in PEOPLE}
        carried = {str(v) for _, data in _presses(_cards("de")[name]) for v in data.values()}

        assert carried & people == set()

    def test_all_cards_together_stay_small(self) -> None:
        assert max(weight(card) for card in _cards("de").values()) < 8 * 1024


class TestDocument:
    """docs/cards.md names every card and every verb."""

    def test_names_every_card_function(self) -> None:
        missing = [name for name in cards.__all__ if name.endswith("_card") and f"`{name}`" not in DOCUMENT]

        assert missing == []

    def test_names_every_verb(self) -> None:
        verbs = {b["verb"] for card in _cards("de").values() for b in buttons(card) if "verb" in b}

        assert [verb for verb in sorted(verbs) if f"`{verb}`" not in DOCUMENT] == []
