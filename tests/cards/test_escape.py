"""Words of people can never become markup, a mention or a link."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import cards
from cards.escape import _HARMLESS, _escaped, label, plain
from council.agenda import AgendaItem
from tests import cast
from tests.cards.reading import whole

MARKDOWN = MarkdownIt("commonmark")
BREAK = "\u2060"
MARK = "\u200e"
"""From left to right."""
words = st.text(max_size=200)
markup = st.text(alphabet="*_`~[]()<>&;#+-=.!|\\/:@ \n\t19aäat\u202e\u200b", max_size=60)


def read_back(text: str) -> str | None:
    """What a Markdown reader makes of *text*: its words, None where it sees more than words."""
    tokens = MARKDOWN.parse(text)
    if not tokens:
        return ""
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    inline = tokens[1].children or []
    if any(token.type not in ("text", "text_special") for token in inline):
        return None
    return "".join(token.content for token in inline).replace(BREAK, "").replace(MARK, "")


class TestPlain:
    """Whatever stands in a text block reads back as the words themselves."""

    @given(value=words | markup)
    def test_reads_back_as_the_same_words(self, value: str) -> None:
        assert read_back(plain(value)) == label(value)

    @given(value=words | markup)
    def test_holds_no_tag_and_no_address(self, value: str) -> None:
        shown = plain(value)

        assert "<at>" not in shown
        assert "://" not in shown
        assert "](" not in shown.replace("\\]", "")

    @given(value=words | markup)
    def test_holds_no_sign_that_turns_the_direction_or_hides(self, value: str) -> None:
        hidden = {s for s in label(value) if unicodedata.category(s) in ("Cc", "Cf", "Cs")}

        assert hidden <= {"\u200c", "\u200d"}

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            pytest.param(
                "Kita Lindenhof – Neubau (VIII-DS-0142)",
                "Kita Lindenhof – Neubau (VIII-DS-0142)",
                id="untouched",
            ),
            pytest.param("<at>Alle</at>", "\\<at\\>Alle\\</at\\>", id="mention"),
            pytest.param(
                "**fett** [x](http://y)", "\\*\\*fett\\*\\* \\[x\\]\u2060(http:/\u2060/y)", id="markdown"
            ),
            pytest.param("1. Lesung", "1\\. Lesung", id="list"),
            pytest.param("11.1 Satzung", "11.1 Satzung", id="item-number"),
            pytest.param("- 5 Prozent", "\\- 5 Prozent", id="dash"),
            pytest.param("Müller & Söhne &lt;", "Müller & Söhne \\&lt;", id="entity"),
            pytest.param("a\u202eb\nc", "ab c", id="bidi"),
            pytest.param(
                "siehe www.x.de, a@b.de", "siehe www.x.\u2060de, a\u2060@b.\u2060de", id="addresses"
            ),
        ],
    )
    def test_leaves_ordinary_words_alone(self, value: str, shown: str) -> None:
        assert plain(value) == shown

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            pytest.param("Dora Frei, Ömer Yıldız", "Dora Frei, Ömer Yıldız", id="from-the-left"),
            pytest.param("שרה כהן, Anna", f"{MARK}שרה כהן{MARK}, Anna", id="two-words-are-one-name"),
            pytest.param(
                "محمد الهاشمي 12, שרה 9", f"{MARK}محمد الهاشمي{MARK} 12, {MARK}שרה{MARK} 9", id="numbers"
            ),
            pytest.param("Miriam כהן־לוי (Linden)", f"Miriam {MARK}כהן־לוי{MARK} (Linden)", id="group"),
            pytest.param("Goldberg-אברהם", f"Goldberg-{MARK}אברהם{MARK}", id="at-the-end"),
        ],
    )
    def test_keeps_names_from_the_right_in_their_places(self, value: str, shown: str) -> None:
        assert plain(value) == shown
        assert read_back(shown) == value

    @given(line=st.from_regex(_HARMLESS, fullmatch=True))
    def test_what_is_passed_by_would_not_have_been_changed(self, line: str) -> None:
        assert _escaped(line) == line

    def test_a_receipt_is_passed_by(self) -> None:
        counted = "✓ Ihre Stimme: Ja – gezählt um 16:42:17 Uhr, Beleg 4K7P-91."
        line = f"{counted} Bis zum Schließen können Sie sie ändern."

        assert _HARMLESS.fullmatch(line)
        assert plain(line) == line

    def test_what_looks_like_a_number_to_call_is_not_passed_by(self) -> None:
        assert _HARMLESS.fullmatch("Hotel: 12") is None

    def test_cuts_what_would_fill_a_card(self) -> None:
        assert len(plain("x" * 5_000)) == 1_200
        assert plain("x" * 5_000).endswith("…")


class TestLabel:
    """Titles of buttons and previews are one line without invisible signs."""

    @given(value=words, most=st.integers(min_value=1, max_value=40))
    def test_is_never_too_long(self, value: str, most: int) -> None:
        assert len(label(value, most)) <= most

    @given(value=words)
    def test_does_not_change_twice(self, value: str) -> None:
        assert label(label(value)) == label(value)


class TestOnCards:
    """A motion's title reaches the chat as words, wherever it stands."""

    @given(title=(words | markup).filter(lambda t: label(t) != ""))
    def test_a_title_stays_a_title(self, title: str) -> None:
        agenda = (AgendaItem(number="5", title=title, object=title),)
        sitting = cast.balloting(cast.opened(agenda=agenda), "5")
        item = sitting.agenda.get("5")
        assert item is not None

        for card in (
            cards.ballot_card(cast.running(sitting), sitting),
            cards.item_card(sitting, item),
            cards.control_card(sitting),
        ):
            texts = [block["text"] for block in card["body"] if block["type"] == "TextBlock"]
            assert all(read_back(text) is not None for text in texts)

    def test_a_title_that_pretends_to_be_a_result_stays_below(self) -> None:
        agenda = (AgendaItem(number="5", title="Dafür 99, dagegen 0, Enthaltungen 0: beschlossen"),)
        sitting = cast.balloting(cast.opened(agenda=agenda), "5")

        card = cards.ballot_card(cast.running(sitting), sitting)

        assert whole(card).startswith("Bitte abstimmen · TOP 5")
