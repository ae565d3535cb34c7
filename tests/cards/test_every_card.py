"""Rules that hold for every card in every state and both languages."""

import json
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import FrameType
from typing import Any

import jsonschema
import pytest

import cards
from cards.build import Card, activity_of
from cards.lint import activity_findings, findings
from cards.size import weight
from tests.cards.gallery import LANGUAGES, gallery
from tests.cards.reading import buttons, lines
from tests.cast import PEOPLE

MEETING = "sign_in opening item- break resumed closed_part public_part end quorum result- elected-".split()
BALLOTS = ("ballot", "closed-own", "closed-recused", "declared", "superseded", "cancelled")
DOCUMENT = (Path(__file__).parents[2] / "docs" / "cards.md").read_text(encoding="utf-8")


@cache
def _schema() -> Any:
    text = files("adaptive_cards").joinpath("schemas/schema-1.4.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    return jsonschema.validators.validator_for(schema)(schema)


@cache
def _cards(language: str, probe: bool = False) -> dict[str, Card]:
    return gallery(language, probe=probe)


def _named(language: str, *beginnings: str, probe: bool = False) -> dict[str, Card]:
    """The cards whose names begin so; never none."""
    chosen = {n: c for n, c in _cards(language, probe).items() if n.startswith(tuple(beginnings))}
    assert chosen
    return chosen


def _schema_errors(card: Card) -> list[str]:
    """What the official schema says; it knows no ``style`` on a text block."""
    body = [{k: v for k, v in block.items() if k != "style"} for block in card["body"]]
    return [error.message[:200] for error in _schema().iter_errors({**card, "body": body})]


def _broken(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: wrong for name, wrong in found.items() if wrong}


@pytest.mark.parametrize("language", LANGUAGES)
class TestEveryCard:
    """Contract § 5 rule 1: schema 1.4, sent alone with a summary, under 28 KB."""

    def test_fits_the_schema_of_version_1_4(self, language: str) -> None:
        assert _broken({name: _schema_errors(card) for name, card in _cards(language).items()}) == {}

    def test_breaks_no_rule_of_the_linter(self, language: str) -> None:
        assert _broken({name: findings(card) for name, card in _cards(language).items()}) == {}

    def test_breaks_none_as_a_probe_either(self, language: str) -> None:
        assert _broken({name: findings(card) for name, card in _cards(language, probe=True).items()}) == {}

    def test_travels_alone_with_a_summary(self, language: str) -> None:
        sent = {name: activity_of(card) for name, card in _cards(language).items()}

        assert _broken({name: activity_findings(activity) for name, activity in sent.items()}) == {}

    def test_is_plain_json(self, language: str) -> None:
        assert json.loads(json.dumps(_cards(language))) == _cards(language)

    def test_stays_small_in_a_small_council(self, language: str) -> None:
        small = [card for name, card in _cards(language).items() if "crowd" not in name]

        assert max(weight(card) for card in small) < 8 * 1024

    def test_has_a_heading_or_a_question_on_top(self, language: str) -> None:
        bare = [
            name
            for name, card in _cards(language).items()
            if card["body"][0]["type"] != "TextBlock" or not lines(card)[0]
        ]

        assert bare == []


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


class TestBothLanguages:
    """Contract § 2, LANGUAGE: one language for a sitting; the buttons do the same in each."""

    def test_have_the_same_cards(self) -> None:
        assert list(_cards("de")) == list(_cards("en"))

    def test_buttons_carry_the_same_data(self) -> None:
        different = [n for n in _cards("de") if _presses(_cards("de")[n]) != _presses(_cards("en")[n])]

        assert different == []

    def test_german_and_english_differ(self) -> None:
        same = [name for name in _cards("de") if _cards("de")[name] == _cards("en")[name]]

        assert same == ["notice"]


def _presses(card: Card) -> list[tuple[str, dict[str, Any]]]:
    return [(button.get("verb", ""), _data(button)) for button in buttons(card)]


def _data(button: Card) -> dict[str, Any]:
    """What a button carries, without the reason, which is said in the sitting's language."""
    data = dict(button.get("data", {"url": button.get("url")}))
    data.pop("reason", None)
    return data


class TestMeetingChat:
    """Contract § 5 rules 8 and 9: what may stand in the meeting chat."""

    def test_ja_stands_on_ballots_only(self) -> None:
        saying = [name for name, card in _named("de", *MEETING).items() if "Ja" in _words(card)]

        assert saying == []

    def test_nothing_of_a_closed_item_stands_there(self) -> None:
        shown = _named("de", "closed_part", "public_part", "declared-while", "end")
        told = [n for n, c in shown.items() if "Amselweg" in json.dumps(c) or "20 " in " ".join(lines(c))]

        assert told == []


def _words(card: Card) -> set[str]:
    text = json.dumps(card, ensure_ascii=False).replace('"', " ")
    return {word.strip(".,:;„“()") for word in text.split()}


class TestProbe:
    """Contract § 5 rule 9: a practice ballot says PROBE in its first line."""

    def test_the_first_line_of_a_ballot_says_so(self) -> None:
        first = {card["body"][0]["text"] for card in _named("de", *BALLOTS, probe=True).values()}

        assert first == {"PROBE – zählt nicht"}

    def test_a_result_says_so_below_its_first_line(self) -> None:
        results = [lines(card) for card in _named("de", "result-", probe=True).values()]

        assert all(shown[0].startswith("Dafür ") for shown in results)
        assert {shown[1] for shown in results} == {"PROBE – zählt nicht"}

    def test_a_sitting_that_counts_never_says_so(self) -> None:
        marked = [name for name, card in _cards("de").items() if "PROBE" in json.dumps(card)]

        assert [name for name in marked if not name.startswith("practice")] == []


class TestPrivacyOfButtons:
    """Contract § 5 rule 2: the data of a button never names a person."""

    def test_no_button_carries_a_member(self) -> None:
        people = {str(person.id) for person in PEOPLE} | {person.last for person in PEOPLE}
        telling = [
            name
            for name, card in _cards("de").items()
            if not name.startswith("ask_name")
            and people & {str(value) for _, data in _presses(card) for value in data.values()}
        ]

        assert telling == []


class TestTheGallery:
    """What is drawn and judged on every screen is every card that there is."""

    def test_draws_every_card_function(self) -> None:
        functions = {name for name in cards.__all__ if name.endswith("_card")}
        place, drawn = str(Path(cards.__file__).parent), set()

        def note(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code.co_filename.startswith(place):
                drawn.add(frame.f_code.co_name)

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            gallery("de")
        finally:
            sys.setprofile(before)

        assert functions - drawn == set()
        assert {name for name in drawn if name.endswith("_card") and name[0] != "_"} <= functions


class TestDocument:
    """docs/cards.md names every card and every verb."""

    def test_names_every_card_function(self) -> None:
        missing = [name for name in cards.__all__ if name.endswith("_card") and f"`{name}`" not in DOCUMENT]

        assert missing == []

    def test_names_every_verb(self) -> None:
        verbs = {b["verb"] for card in _cards("de").values() for b in buttons(card) if "verb" in b}

        assert [verb for verb in sorted(verbs) if f"`{verb}`" not in DOCUMENT] == []
