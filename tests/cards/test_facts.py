"""Names with their values: two columns, or lines where a word is too long for two."""

from typing import Any

import pytest

from cards.build import TWO_COLUMNS, card, facts, heading
from cards.escape import plain
from cards.lint import findings


def _drawn(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    body: list[dict[str, Any]] = card(facts(pairs), summary="-")["body"]
    return body


class TestFacts:
    """A meeting's side pane is 280 pixels broad, and a table breaks no word in it."""

    def test_stand_in_two_columns(self) -> None:
        assert [block["type"] for block in _drawn(("Anwesend", "8"), ("Nötig", "5"))] == ["FactSet"]

    def test_are_left_out_without_a_value(self) -> None:
        assert facts([("Anwesend", ""), ("Nötig", "")]) == []
        assert [fact["title"] for fact in _drawn(("Anwesend", ""), ("Nötig", "5"))[0]["facts"]] == ["Nötig"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            pytest.param("Beschlussfähigkeit", "Büro für Ratsangelegenheiten", id="two-long-words"),
            pytest.param("8.1", "Donaudampfschifffahrtsgesellschaftsstraße", id="one-very-long-word"),
            pytest.param("X" * 21, "1", id="capital-letters"),
        ],
    )
    def test_become_lines_where_words_are_too_long(self, name: str, value: str) -> None:
        drawn = _drawn(("Anwesend", "8"), (name, value))

        assert [block["text"] for block in drawn] == ["Anwesend: 8", plain(f"{name}: {value}")]
        assert all(block["wrap"] for block in drawn)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            pytest.param(
                "Beschlussfähigkeit", "9 anwesend, 5 nötig; 4 dürfen noch gehen", id="many-short-words"
            ),
            pytest.param("Es fehlen", "Maximiliane-Charlotte von Hinterhuber-Unterberg", id="hyphens"),
            pytest.param("i" * 30, "1", id="slim-letters"),
        ],
    )
    def test_stay_in_columns_where_words_fit(self, name: str, value: str) -> None:
        assert [block["type"] for block in _drawn((name, value))] == ["FactSet"]

    def test_as_lines_are_no_markup_either(self) -> None:
        long = "x" * int(TWO_COLUMNS)

        assert [block["text"] for block in _drawn((long, "**fett**"))] == [f"{long}: \\*\\*fett\\*\\*"]

    @pytest.mark.parametrize("letters", [5, 40])
    def test_obey_the_linter(self, letters: int) -> None:
        body = [heading("Namen"), *facts([("Name", "x" * letters)])]

        assert findings(card(body, summary="-")) == []
