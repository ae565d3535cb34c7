"""Each check fails where its fault is planted, and is silent about the cards as they are."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cards.ballots import ballot_card
from cards.build import Card
from cards.escape import plain
from council.ballots import Choice
from tests import cast
from tests.cards.extremes import LONG
from tests.cards.gallery import gallery
from tests.rendering import sheet
from tests.rendering.browser import page_in
from tests.rendering.judging import same_everywhere, too_long_for_a_phone, wrong_with
from tests.rendering.machines import out_of_reach, violations
from tests.rendering.matrix import looked_at
from tests.rendering.themes import DARK, HIGH_CONTRAST, LIGHT, THEMES, Theme


def _ballot(title: str = "") -> Card:
    sitting = cast.voted(cast.balloting(cast.opened(), "5"), cast.MEMBER, Choice.YES)
    card = ballot_card(cast.running(sitting), sitting, cast.MEMBER)
    if title:
        card["body"][1]["text"] = title
    return card


def _found(
    page: Page, card: Card, theme: Theme = LIGHT, *, script: str = "", meant: Card | None = None
) -> str:
    """What is said about a card that was drawn and then, by a script, spoilt on the page."""
    sheet.draw(page, {"card": card}, theme)
    if script:
        page.evaluate(script)
    return "\n".join(wrong_with(sheet.measure(page)[0], meant or card, theme.contrast))


class TestNothingIsCut:
    """Contract § 5 rule 1; measured on the innermost label, since the button itself never overflows."""

    def test_a_label_that_is_too_long_is_noticed(self, page: Page) -> None:
        card = _ballot()
        card["actions"][2]["title"] = "Enthaltung " * 12

        assert "text is cut: 'Enthaltung Enthaltung" in _found(page, card)

    def test_a_label_of_one_letter_too_many_is_noticed(self, page: Page) -> None:
        narrow = "document.querySelectorAll('button')[2].style.width = '80px'"

        assert "text is cut: 'Enthaltung'" in _found(page, _ballot(), script=narrow)

    def test_a_text_that_does_not_wrap_is_noticed(self, page: Page) -> None:
        card = _ballot(LONG)
        card["body"][1]["wrap"] = False

        assert "text is cut: 'Aufstellungsbeschluss" in _found(page, card)

    def test_a_text_that_ends_after_two_lines_is_noticed(self, page: Page) -> None:
        card = _ballot(LONG)
        card["body"][1]["maxLines"] = 2

        assert "text is cut: 'Aufstellungsbeschluss" in _found(page, card)

    def test_a_word_too_long_for_two_columns_is_noticed(self, page: Page) -> None:
        card = _ballot()
        card["body"][1] = {"type": "FactSet", "facts": [{"title": "Beschlussfähigkeit", "value": "x" * 24}]}

        assert "text is cut: 'xxxx" in _found(page, card)

    def test_hidden_words_are_noticed(self, page: Page) -> None:
        hide = "document.querySelector('.ac-textBlock').style.visibility = 'hidden'"

        assert "text is cut: 'Bitte abstimmen" in _found(page, _ballot(), script=hide)


class TestNothingScrollsSideways:
    """teams.md 1.14: a phone never scrolls a card sideways."""

    def test_what_is_broader_than_the_chat_is_noticed(self, page: Page) -> None:
        broad = "document.querySelector('.ac-textBlock').style.width = '300px'"

        assert "stands beyond the chat's width: 'Bitte abstimmen" in _found(page, _ballot(), script=broad)

    def test_a_page_that_scrolls_is_noticed(self, page: Page) -> None:
        sheet.draw(page, {"card": _ballot()}, LIGHT)
        assert not sheet.scrolls_sideways(page)

        page.evaluate("document.querySelector('.ac-adaptiveCard').style.width = '400px'")

        assert sheet.scrolls_sideways(page)


class TestNamesFromTheRight:
    """Names in Arabic and Hebrew letters stand in the places in which they are listed."""

    MIXED = "Dr. Miriam כהן־לוי, محمد الهاشمي, Anna Alt"

    def test_names_that_change_places_are_noticed(self, page: Page) -> None:
        said = _found(page, _ballot(self.MIXED))

        assert "changed places on the line: 'Dr. Miriam כהן־לוי | محمد الهاشمي'" in said

    def test_a_number_that_changes_places_with_its_name_is_noticed(self, page: Page) -> None:
        assert "changed places on the line: 'שרה | 31'" in _found(page, _ballot("Dafür: שרה 31"))

    def test_as_cards_write_them_they_do_not(self, page: Page) -> None:
        assert _found(page, _ballot(plain(self.MIXED))) == ""
        assert _found(page, _ballot(plain("Dafür: שרה 31, محمد 21"))) == ""


class TestTheSameButtons:
    """Contract § 5 rule 1: the same buttons with the same words in the same order, everywhere."""

    @pytest.mark.parametrize(
        "script",
        [
            pytest.param("e => e.parentElement.style.flexDirection = 'row-reverse'", id="order"),
            pytest.param("e => e.textContent = 'Yes'", id="word"),
            pytest.param("e => e.remove()", id="one-fewer"),
            pytest.param("e => e.style.display = 'none'", id="hidden"),
        ],
    )
    def test_another_row_of_buttons_is_noticed(self, page: Page, script: str) -> None:
        spoilt = f"({script})(document.querySelector('.ac-pushButton'))"

        assert "buttons are ['" in _found(page, _ballot(), script=spoilt)

    def test_buttons_upon_each_other_are_noticed(self, page: Page) -> None:
        move = "document.querySelectorAll('button')[1].style.marginLeft = '-30px'"

        assert "the button 'Nein' lies upon another" in _found(page, _ballot(), script=move)

    def test_a_difference_between_two_places_is_noticed(self) -> None:
        rows = {"de light 280 px": ["Ja", "Nein"], "de dark 320 px": ["Nein", "Ja"]}

        assert same_everywhere(rows) == ["de dark 320 px: ['Nein', 'Ja'] instead of ['Ja', 'Nein']"]


class TestInViewOnAPhone:
    """A ballot's buttons are seen without scrolling where its title has up to 200 letters."""

    def _seen(self, browser: Browser, card: Card) -> dict[str, Any]:
        with page_in(browser, 375, height=667) as page:
            sheet.prepare(page)
            sheet.draw(page, {"card": card}, LIGHT)
            return sheet.measure(page)[0]

    def test_with_a_title_of_200_letters_they_are(self, browser: Browser) -> None:
        assert len(LONG) == 200
        assert too_long_for_a_phone(self._seen(browser, _ballot(LONG))) == []

    def test_with_one_of_1200_they_are_not(self, browser: Browser) -> None:
        assert too_long_for_a_phone(self._seen(browser, _ballot(LONG * 6))) != []


class TestContrast:
    """WCAG 2.2 1.4.3: 4.5 to 1; 7 to 1 in high contrast."""

    @pytest.mark.parametrize(
        ("theme", "pale"),
        [
            pytest.param(LIGHT, {"subtle": "#80252424"}, id="text-in-light"),
            pytest.param(LIGHT, {"label": "#8B8CC7"}, id="button-in-light"),
            pytest.param(DARK, {"subtle": "#60FFFFFF"}, id="text-in-dark"),
            pytest.param(DARK, {"button": "#FFFF80"}, id="behind-a-button-in-dark"),
            pytest.param(HIGH_CONTRAST, {"text": "#FF909090"}, id="six-to-one-in-high-contrast"),
        ],
    )
    def test_pale_letters_are_noticed(self, page: Page, theme: Theme, pale: dict[str, str]) -> None:
        assert "contrast" not in _found(page, _ballot(), theme)

        assert "contrast" in _found(page, _ballot(), replace(theme, **pale))  # type: ignore[arg-type]

    def test_colours_that_a_card_forces_upon_the_user_are_noticed(self, browser: Browser) -> None:
        force = """document.querySelectorAll('.ac-textBlock *, .ac-textBlock').forEach(
            e => { e.style.forcedColorAdjust = 'none'; e.style.color = '#777' })"""
        with page_in(browser, 320, forced_colors="active") as page:
            sheet.prepare(page)

            assert _found(page, _ballot(), HIGH_CONTRAST) == ""
            assert "contrast" in _found(page, _ballot(), HIGH_CONTRAST, script=force)


class TestKeyboardAndScreenReader:
    """Every control is reached by the keyboard, in the order of the eye, and says its name."""

    @pytest.mark.parametrize(
        ("script", "said"),
        [
            pytest.param("e => e.tabIndex = -1", "no key reaches the button 'Ja'", id="taken-out"),
            pytest.param("e => e.disabled = true", "no key reaches the button 'Ja'", id="switched-off"),
            pytest.param("e => e.ariaLabel = 'ja_1'", "does not say 'Ja'", id="other-name"),
            pytest.param("e => e.style.order = 9", "the Tab key visits", id="other-order"),
        ],
    )
    def test_a_button_that_is_lost_to_them_is_noticed(self, page: Page, script: str, said: str) -> None:
        spoilt = f"({script})(document.querySelector('.ac-pushButton'))"

        assert said in _found(page, _ballot(), script=spoilt)

    def test_the_tab_key_itself_stops_at_each_button(self, page: Page) -> None:
        sheet.draw(page, {"card": _ballot()}, LIGHT)

        assert out_of_reach(page, {"card": _ballot()}) == {}

    def test_a_button_that_it_passes_over_is_noticed(self, page: Page) -> None:
        sheet.draw(page, {"card": _ballot()}, LIGHT)
        page.evaluate("document.querySelectorAll('.ac-pushButton')[1].tabIndex = -1")

        assert out_of_reach(page, {"card": _ballot()}) == {
            "card": ["Tab stops at ['Ja', 'Enthaltung'], not ['Ja', 'Nein', 'Enthaltung']"]
        }

    @pytest.mark.parametrize(
        ("spoil", "rule"),
        [
            pytest.param(
                "e => { e.ariaLabel = ''; e.replaceChildren(); e.title = '' }", "button-name", id="name"
            ),
            pytest.param("e => e.style.color = '#ccc'", "color-contrast", id="contrast"),
            pytest.param("e => e.setAttribute('role', 'wappen')", "aria-roles", id="role"),
            pytest.param("e => e.tabIndex = 3", "tabindex", id="order"),
        ],
    )
    def test_axe_core_finds_what_is_planted(self, page: Page, spoil: str, rule: str) -> None:
        sheet.draw(page, {"card": _ballot()}, LIGHT)
        assert violations(page) == {}

        page.evaluate(f"({spoil})(document.querySelector('.ac-pushButton'))")

        assert [said for said in violations(page)["card"] if said.startswith(f"axe {rule}:")] != []


class TestWordsAsMeant:
    """Words of people are shown exactly as written and never become markup."""

    def test_words_that_became_markup_are_noticed(self, page: Page) -> None:
        card = _ballot("Neubau **Kita** Lindenhof")

        assert "words became markup: 'Kita'" in _found(page, card)

    def test_a_link_is_noticed(self, page: Page) -> None:
        assert "words became markup: 'www.kita.de'" in _found(page, _ballot("Neubau www.kita.de"))

    def test_what_a_renderer_leaves_out_is_noticed(self, page: Page) -> None:
        fewer = copy.deepcopy(_ballot())
        del fewer["body"][2]

        assert "reads 'OffeneAbstimmung" in _found(page, fewer, meant=_ballot())

    def test_a_heading_that_is_none_is_noticed(self, page: Page) -> None:
        card = gallery("de")["sign_in"]
        plain = "document.querySelector('[role=heading]').removeAttribute('role')"

        assert "1 headings are meant, 0 are there" in _found(page, card, script=plain)


class TestAFewCardsOfEachKind:
    """The whole set is looked at by `make cards`; here some of it."""

    def test_nothing_is_wrong_with_them(self, browser: Browser) -> None:
        names = ("ballot-long-receipt", "ballot-six-long-names", "control-crowd", "names-rtl", "board-empty")
        some = {name: gallery("de")[name] for name in names}

        report = looked_at(browser, some, "de", widths=(280, 375))

        assert report.findings == []
        assert report.counts["by eye"] == len(some) * (len(THEMES) * 2 + 1)
        assert report.counts["axe-core"] == len(some) * len(THEMES)

    def test_a_planted_fault_is_told_with_its_card_and_place(self, browser: Browser) -> None:
        card = _ballot()
        card["actions"][0]["title"] = "Ja " * 60

        told = [
            str(finding) for finding in looked_at(browser, {"ballot": card}, "de", widths=(320,)).findings
        ]

        places = [
            f"ballot · de {name} 320 px · by eye: text is cut" for name in ("light", "dark", "contrast")
        ]
        assert all(any(said.startswith(place) for said in told) for place in places)


SPOILT: dict[str, Callable[[Theme], Theme]] = {
    "text": lambda theme: replace(theme, text=theme.card),
    "label": lambda theme: replace(theme, label="#777777", button="#777777"),
}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", SPOILT)
def test_letters_of_their_own_background_are_noticed_in_each_theme(
    page: Page, theme: Theme, name: str
) -> None:
    assert "contrast 1.00" in _found(page, _ballot(), SPOILT[name](theme))
