"""What Teams puts around typed words is taken off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plain import clean, words_of


class TestClean:
    """Contract § 4: the bot's own mention is stripped; spaces make no difference."""

    @pytest.mark.parametrize(
        ("sent", "typed"),
        [
            pytest.param("<at>Ratssaal</at> hilfe", "hilfe", id="mention-first"),
            pytest.param("hilfe <at>Ratssaal</at>", "hilfe", id="mention-last"),
            pytest.param('<at id="0">ratssaal</at>&nbsp;top 5\r\n', "top 5", id="mention-with-id"),
            pytest.param("zulassen <at>Anna Meyer</at>", "zulassen Anna Meyer", id="somebody-else"),
            pytest.param("<p>top&nbsp;5</p>", "top 5", id="paragraph"),
            pytest.param("<div><span style='x'>top</span> 5</div>", "top 5", id="markup"),
            pytest.param("go A &amp; B &lt; C", "go A & B < C", id="entities"),
            pytest.param("@Ratssaal hilfe", "hilfe", id="plain-mention"),
            pytest.param("@Ratssaal Test hilfe", "Test hilfe", id="shorter-name"),
            pytest.param("@jemand hilfe", "@jemand hilfe", id="other-plain-mention"),
            pytest.param("/hilfe", "hilfe", id="slash"),
            pytest.param("hi\u00adl\u200bfe\u202e", "hilfe", id="signs-nobody-sees"),
            pytest.param("a\ud800b", "ab", id="half-a-sign"),
            pytest.param("o\u0308ffentlich", "öffentlich", id="sign-and-mark"),
            pytest.param("neu 5 „Kita“ – Bau", "neu 5 „Kita“ – Bau", id="typography-kept"),
            pytest.param("1 < 2 > 0", "1 < 2 > 0", id="comparison"),
        ],
    )
    def test_only_the_typed_words_are_left(self, sent: str, typed: str) -> None:
        assert clean(sent, ("Ratssaal",)) == typed

    def test_several_names_of_the_bot_are_known(self) -> None:
        names = ("Ratssaal", "Ratssaal Test")

        assert clean("@Ratssaal Test hilfe", names) == "hilfe"

    @given(st.text())
    def test_spaces_are_single_and_plain(self, text: str) -> None:
        cleaned = clean(text, ("Ratssaal",))

        assert cleaned == " ".join(cleaned.split())


class TestWords:
    """Marks that stand alone are no words."""

    def test_a_dash_belongs_to_the_word_after_it(self) -> None:
        words = words_of("neu 5 – Titel")

        assert [word.raw for word in words] == ["neu", "5", "– Titel"]
        assert words[2].bare == "Titel"

    @given(st.text(max_size=80))
    def test_every_word_has_something_to_compare(self, text: str) -> None:
        assert all(word.folded for word in words_of(clean(text)))
