"""Every card in every theme and width of a language, looked at and judged."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from cards.build import Card
from tests.cards.gallery import LANGUAGES, gallery
from tests.rendering import judging, native, playground, sheet
from tests.rendering.browser import chromium, page_in
from tests.rendering.machines import out_of_reach, violations
from tests.rendering.report import Report
from tests.rendering.themes import HIGH_CONTRAST, LIGHT, THEMES, WIDTHS, Theme

PHONE = 375
NARROW = 320
FORCED = "forced colours"
MAIN_KINDS = tuple(
    "ballot closed declared sign_in item result help admission doubt confirm control-ballot".split()
)
"""What the Playground, which draws slowly, is shown in the second language too."""
SEVERAL_TITLES = ("ballot-long-block",)
"""An open ballot on several items of 200 letters each: their list is longer than a phone."""


def everything(language: str) -> Report:
    """All cards of the gallery in this language, in a browser of their own."""
    cards = gallery(language)
    with chromium() as browser:
        return looked_at(browser, cards, language)


def in_playground(language: str, pictures: Path) -> Report:
    """The cards in the Playground's window, with a picture of each; in English those of each main kind."""
    cards = {
        name: card
        for name, card in gallery(language).items()
        if language == LANGUAGES[0] or name.startswith(MAIN_KINDS)
    }
    seen = playground.looked_at(cards, pictures / language)
    report = Report()
    wrong = {card["name"]: judging.wrong_with(card, cards[card["name"]], LIGHT.contrast) for card in seen}
    report.add(f"{language} Playground", "Playground", wrong, len(seen))
    return report


def in_native(language: str) -> Report:
    """All cards of this language as a phone's React Native draws them."""
    cards = gallery(language)
    report = Report()
    with TemporaryDirectory() as folder, chromium() as browser:
        seen = native.looked_at(browser, native.bundle(Path(folder)), cards, language)
    for width, measured in seen.items():
        wrong = {
            card["name"]: judging.wrong_in_native(card, cards[card["name"]], LIGHT.contrast)
            for card in measured
        }
        report.add(f"{language} React Native {width} px", "React Native", wrong, len(measured))
    return report


def looked_at(
    browser: Browser, cards: Mapping[str, Card], language: str, widths: Iterable[int] = WIDTHS
) -> Report:
    """The cards in every theme and at these widths, by eye, by key and by axe-core."""
    report = Report()
    words: dict[str, dict[str, list[str]]] = {name: {} for name in cards}
    with page_in(browser, NARROW) as page:
        sheet.prepare(page, language)
        for theme in THEMES:
            sheet.draw(page, cards, theme)
            for width in widths:
                _measure(page, cards, theme, width, f"{language} {theme.name} {width} px", report, words)
            _ask_the_machines(page, cards, theme, f"{language} {theme.name} {NARROW} px", report)
    with page_in(browser, NARROW, forced_colors="active") as page:
        sheet.prepare(page, language)
        sheet.draw(page, cards, LIGHT)
        _measure(page, cards, HIGH_CONTRAST, NARROW, f"{language} {FORCED} {NARROW} px", report, words)
    different = {name: judging.same_everywhere(places) for name, places in words.items()}
    report.add(language, "same buttons", different, len(cards))
    return report


def _measure(
    page: Page,
    cards: Mapping[str, Card],
    theme: Theme,
    width: int,
    place: str,
    report: Report,
    words: dict[str, dict[str, list[str]]],
) -> None:
    page.set_viewport_size({"width": width, "height": 667})
    seen = {card["name"]: card for card in sheet.measure(page)}
    wrong = {name: judging.wrong_with(seen[name], card, theme.contrast) for name, card in cards.items()}
    report.add(place, "by eye", wrong, len(seen))
    if sheet.scrolls_sideways(page):
        report.add(place, "by eye", {"": ["the page scrolls sideways"]}, 0)
    for name, card in seen.items():
        words[name][place] = [word for row in card["rows"] for word in row]
    if width == PHONE:
        ballots = list(_open_ballots(cards))
        below = {name: judging.too_long_for_a_phone(seen[name]) for name in ballots}
        report.add(place, "in view on a phone", below, len(ballots))


def _open_ballots(cards: Mapping[str, Card]) -> Iterator[str]:
    """Ballots whose buttons have to be in view at once."""
    yield from (name for name in cards if name.startswith("ballot") and name not in SEVERAL_TITLES)


def _ask_the_machines(
    page: Page, cards: Mapping[str, Card], theme: Theme, place: str, report: Report
) -> None:
    page.set_viewport_size({"width": NARROW, "height": 667})
    report.add(place, "axe-core", violations(page), len(cards))
    if theme is LIGHT:
        report.add(place, "Tab key", out_of_reach(page, cards), len(cards))
