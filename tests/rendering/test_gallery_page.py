"""The gallery for people: every card in it, and nothing that axe-core would mind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.cards.gallery import gallery
from tests.rendering.browser import missing, page_in
from tests.rendering.gallery_page import write, wrong_with_page
from tests.rendering.report import Finding
from tests.rendering.themes import WIDTHS

FEW = ((1280, "sign_in"), (375, "help"))
FINDING = Finding("sign_in", "de dark 280 px", "by eye", "text is cut: 'Anwesend'")


@pytest.fixture(scope="module")
def index(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery with one picture of the Playground and one finding."""
    folder = tmp_path_factory.mktemp("cards")
    other = folder / "playground" / "de"
    other.mkdir(parents=True)
    with page_in(browser, 100, height=100) as page:
        page.screenshot(path=other / "sign_in.png")
    return write(folder, [FINDING])


@pytest.fixture
def shown(browser: Browser, index: Path) -> Iterator[Page]:
    """The gallery, opened from its file at the cards for signing in."""
    with page_in(browser, 1280) as page:
        page.goto(f"{index.as_uri()}#sign_in")
        yield page


class TestTheGallery:
    """`out/cards/index.html`: by card, theme, width and language, for people to look at."""

    def test_shows_a_card_at_every_width_and_as_the_playground_draws_it(self, shown: Page) -> None:
        captions = shown.locator("section").first.locator("figcaption").all_inner_texts()

        assert [caption.split(" ")[0] for caption in captions] == [*map(str, WIDTHS), "Agents"]
        assert shown.locator("section").first.locator(".ac-adaptiveCard").count() == len(WIDTHS)

    def test_leads_to_every_card(self, shown: Page) -> None:
        kinds = shown.locator("nav a").evaluate_all("links => links.map(link => link.hash.slice(1))")

        assert sorted(kinds) == sorted({name.split("-")[0] for name in gallery("de")})

    def test_follows_a_link_to_another_kind(self, shown: Page) -> None:
        shown.locator("nav a[href='#help']").click()

        names = shown.locator("h2").all_inner_texts()
        assert names == [name for name in gallery("de") if name.split("-")[0] == "help"]

    def test_speaks_the_other_language(self, shown: Page) -> None:
        shown.get_by_label("English").check()

        assert shown.locator("h1").inner_text() == "All cards"
        assert shown.locator(".ac-pushButton").first.inner_text() == "Present"

    def test_shows_the_dark_theme(self, shown: Page) -> None:
        shown.get_by_label("dunkel").check()

        card = shown.locator(".ac-adaptiveCard").first
        assert card.evaluate("card => getComputedStyle(card).backgroundColor") == "rgb(45, 44, 44)"

    def test_leaves_a_width_out(self, shown: Page) -> None:
        shown.get_by_role("checkbox", name="1280").uncheck()

        assert shown.locator("section").first.locator(".ac-adaptiveCard").count() == len(WIDTHS) - 1

    def test_says_what_is_wrong_with_a_card(self, shown: Page) -> None:
        assert shown.locator(".bad").all_inner_texts() == [f"{FINDING.place}: {FINDING.what}"]
        assert "1 Befunde" in shown.locator("#sum").inner_text()


class TestIsAccessible:
    """axe-core finds no violation on the gallery in any theme."""

    def test_in_every_theme(self, browser: Browser, index: Path) -> None:
        found = wrong_with_page(browser, index, FEW)

        assert len(found) == 6
        assert {place: wrong for place, wrong in found.items() if wrong} == {}

    def test_a_planted_fault_is_noticed(self, browser: Browser, index: Path, tmp_path: Path) -> None:
        spoilt = tmp_path / "index.html"
        for part in index.parent.glob("*.*"):
            (tmp_path / part.name).write_bytes(part.read_bytes())
        spoilt.write_text(index.read_text(encoding="utf-8").replace("<h1 ", "<h5 "), encoding="utf-8")
        (tmp_path / "gallery.css").write_text(
            ":root { --quiet: #bbb } main { width: 2000px }", encoding="utf-8"
        )

        told = wrong_with_page(browser, spoilt, FEW[:1])["gallery in light at 1280 px"]

        assert any("page-has-heading-one" in said for said in told)
        assert "the gallery scrolls sideways" in told


def test_reason_is_given_where_it_cannot_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Chromium is told so."""
    monkeypatch.setenv("PATH", "")

    assert missing() == "no Chromium on this machine (package chromium)"
