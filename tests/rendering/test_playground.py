"""The second renderer: the Agents Playground's window, looked at as it is."""

from pathlib import Path

import pytest

from tests.cards.gallery import gallery
from tests.rendering import __main__ as make_cards
from tests.rendering.judging import wrong_with
from tests.rendering.playground import looked_at, missing_playground
from tests.rendering.themes import LIGHT

SOME = (
    "ballot-long-receipt",
    "ballot-six-long-names",
    "sign_in",
    "control-ballot",
    "result-carried",
    "names-rtl",
)


@pytest.mark.skipif(bool(missing_playground()), reason=missing_playground() or "-")
class TestThePlayground:
    """clients.md § 2: other code than the first renderer's, and nothing is taken apart for it."""

    def test_shows_cards_without_a_fault_and_keeps_pictures(self, tmp_path: Path) -> None:
        cards = {name: gallery("de")[name] for name in SOME}

        seen = looked_at(cards, tmp_path)

        assert [card["name"] for card in seen] == list(SOME)
        assert {card["name"]: wrong_with(card, cards[card["name"]], LIGHT.contrast) for card in seen} == {
            name: [] for name in SOME
        }
        assert sorted(path.stem for path in tmp_path.glob("*.png")) == sorted(SOME)

    def test_planted_faults_are_noticed(self) -> None:
        card = gallery("de")["ballot"]
        label = {
            **card,
            "actions": [{**card["actions"][0], "title": "Enthaltung " * 12}, *card["actions"][1:]],
        }
        title = {**card, "body": [{**card["body"][0], "text": "**Bitte** abstimmen"}, *card["body"][1:]]}

        one, other = looked_at({"label": label, "title": title})

        assert any("text is cut: 'Enthaltung" in said for said in wrong_with(one, label, LIGHT.contrast))
        assert "words became markup: 'Bitte'" in wrong_with(other, title, LIGHT.contrast)


class TestMakeCards:
    """Nothing in it skips: what cannot be looked at is a failure with a reason."""

    def test_fails_with_a_sentence_where_tools_are_missing(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("PATH", "")

        assert make_cards.main() == 1
        assert capsys.readouterr().err == "make cards: no Node.js on this machine\n"

    def test_is_a_target_and_part_of_the_build(self) -> None:
        root = Path(__file__).parents[2]

        assert "\ncards: " in (root / "Makefile").read_text(encoding="utf-8")
        assert "\nmake cards\n" in (root / ".ci" / "run").read_text(encoding="utf-8")
