"""The third renderer: React Native's, as on a phone."""

import copy
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cards.build import Card
from tests.cards.gallery import gallery
from tests.rendering.judging import wrong_in_native
from tests.rendering.native import WIDTHS, bundle, looked_at, missing_native
from tests.rendering.themes import LIGHT

pytestmark = pytest.mark.skipif(bool(missing_native()), reason=missing_native() or "-")
SOME = (
    "ballot-long-receipt",
    "ballot-six-long-names",
    "sign_in",
    "control-disturbed",
    "names-rtl",
    "help-missing",
)


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The renderer as one script."""
    return bundle(tmp_path_factory.mktemp("native"))


def _wrong(browser: Browser, script: Path, cards: dict[str, Card]) -> dict[tuple[str, int], list[str]]:
    return {
        (card["name"], width): wrong_in_native(card, cards[card["name"]], LIGHT.contrast)
        for width, measured in looked_at(browser, script, cards).items()
        for card in measured
    }


class TestReactNative:
    """clients.md § 3: the worst client; each button has the same share of its row."""

    def test_shows_cards_without_a_fault_at_every_width_of_a_phone(
        self, browser: Browser, script: Path
    ) -> None:
        wrong = _wrong(browser, script, {name: gallery("de")[name] for name in SOME})

        assert wrong == {(name, width): [] for width in WIDTHS for name in SOME}

    def test_a_row_that_breaks_the_contract_is_noticed(self, browser: Browser, script: Path) -> None:
        card = copy.deepcopy(gallery("de")["ballot"])
        six = [
            {**card["actions"][0], "title": title} for title in ("Schließen", "Nein", "Enthaltung", "Karte")
        ]
        card["actions"] = [*six, *card["actions"]]

        told = _wrong(browser, script, {"six": card})

        assert "text is cut: 'Enthaltung'" in told["six", 320]

    def test_a_text_that_does_not_wrap_is_noticed(self, browser: Browser, script: Path) -> None:
        card = copy.deepcopy(gallery("de")["ballot-long"])
        card["body"][1]["wrap"] = False

        told = _wrong(browser, script, {"long": card})

        assert all(any(said.startswith("text is cut: 'Auf") for said in wrong) for wrong in told.values())

    def test_a_block_that_it_does_not_know_is_noticed(self, browser: Browser, script: Path) -> None:
        meant = gallery("de")["ballot"]
        columns = [{"type": "TableCell", "items": [meant["body"][0]]}]
        table = {"type": "Table", "columns": [{"width": 1}], "rows": [{"type": "TableRow", "cells": columns}]}
        seen = looked_at(browser, script, {"table": {**meant, "body": [table, *meant["body"][1:]]}})

        told = wrong_in_native(seen[320][0], meant, LIGHT.contrast)

        assert any(said.startswith("reads '") for said in told)
