"""What other programs say of the cards on a page: the keyboard itself, and axe-core."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from cards.build import Card
from tests.cards.reading import buttons
from tests.rendering.browser import HERE

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_AXE = """rules => axe.run(document, {
    runOnly: rules, resultTypes: ['violations'], elementRef: true,
}).then(result => result.violations.flatMap(({ id, help, nodes }) => nodes.map(node => ({
    card: node.element?.closest('[data-card]')?.dataset.card ?? '',
    rule: id, help, html: node.html.slice(0, 120),
}))))"""


def violations(page: Page) -> dict[str, list[str]]:
    """What axe-core finds on the page by the rules of WCAG 2.2 AA and good practice, by card."""
    found: dict[str, list[str]] = defaultdict(list)
    results: list[dict[str, Any]] = page.evaluate(_AXE, list(_RULES))
    for result in results:
        found[result["card"]].append(f"axe {result['rule']}: {result['help']} ({result['html']})")
    return found


def out_of_reach(page: Page, cards: Mapping[str, Card]) -> dict[str, list[str]]:
    """Where the Tab key, pressed through the whole page, does not stop at each button in its order."""
    page.evaluate((HERE / "keys.js").read_text(encoding="utf-8"))
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    for _ in range(page.evaluate("stops()")):
        page.keyboard.press("Tab")
    stops = defaultdict(list)
    for card, word in page.evaluate("visited()"):
        stops[card].append(word)
    expected = {name: [button["title"] for button in buttons(card)] for name, card in cards.items()}
    return {
        name: [f"Tab stops at {stops[name]}, not {words}"]
        for name, words in expected.items()
        if stops[name] != words
    }
