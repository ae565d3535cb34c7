"""Whatever is typed: the parser answers, and nothing is a command that is not written as one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import Incomplete, Parsed, Unknown, parse
from bot.grammar import COMMANDS
from bot.plain import clean, words_of

PHRASES = sorted({phrase for command in COMMANDS for phrase in command.phrases})
CAP = 4_000
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
FORMS = [pytest.param("short", id="short"), pytest.param("long", id="long", marks=pytest.mark.slow)]
MANY = settings(max_examples=max(150, settings().max_examples))
TAILS = st.sampled_from(["", " 4", " Meyer", " Meyer 17:15", " 30 2 1", " ja", " 4 geheim", " morgen 9:00"])
SIGNS = st.characters(codec="utf-8") | st.sampled_from(BIDI + HIDDEN + "äÄßıİſﬁ①½\u0301\u0308<>&;/@\"'„“-–—")


def begins_with_its_phrase(found: Parsed | Incomplete) -> bool:
    """Whether the line begins with a phrase of its command, word for word."""
    said = [word.folded for word in words_of(found.text)]
    phrases = ([word.folded for word in words_of(phrase)] for phrase in found.command.phrases)
    return any(said[: len(phrase)] == phrase for phrase in phrases)


def edits(phrase: str, place: int, sign: str) -> list[str]:
    """A phrase with one letter changed, left out, put in, or two of them swapped."""
    at = place % len(phrase)
    swapped = phrase[:at] + phrase[at : at + 2][::-1] + phrase[at + 2 :]
    return [
        phrase[:at] + sign + phrase[at + 1 :],
        phrase[:at] + phrase[at + 1 :],
        phrase[:at] + sign + phrase[at:],
        swapped,
    ]


@pytest.mark.parametrize("form", FORMS)
class TestAnyLine:
    """Issue, part 4: fuzzing of the command parser."""

    @MANY
    @given(text=st.text(SIGNS, max_size=120))
    def test_has_an_answer(self, form: str, text: str) -> None:
        found = parse(text, bot_names=("Ratssaal",))

        assert isinstance(found, Unknown) or begins_with_its_phrase(found)

    @MANY
    @given(
        phrase=st.sampled_from(PHRASES), place=st.integers(0, 40), sign=SIGNS, tail=TAILS,
        which=st.integers(0, 3),
    )  # fmt: skip
    def test_that_is_nearly_a_command_is_none_by_a_guess(
        self, form: str, phrase: str, place: int, sign: str, tail: str, which: int
    ) -> None:
        found = parse(edits(phrase, place, sign)[which] + tail)

        assert isinstance(found, Unknown) or begins_with_its_phrase(found)

    @MANY
    @given(text=st.text(SIGNS, max_size=60))
    def test_that_is_unknown_is_offered_only_what_is_a_command(self, form: str, text: str) -> None:
        found = parse(text)

        if isinstance(found, Unknown) and found.nearest is not None:
            assert not isinstance(parse(found.nearest), Unknown)

    @MANY
    @given(
        phrase=st.sampled_from(PHRASES),
        places=st.lists(st.tuples(st.integers(0, 40), st.sampled_from(BIDI + HIDDEN))),
    )
    def test_means_what_people_see_without_hidden_signs(
        self, form: str, phrase: str, places: list[tuple[int, str]]
    ) -> None:
        text = phrase
        for place, sign in places:
            at = place % (len(text) + 1)
            text = text[:at] + sign + text[at:]

        found, plain = parse(text), parse(phrase)

        assert type(found) is type(plain)
        assert found.text == plain.text
        assert not any(unicodedata.category(sign) == "Cf" for sign in found.text)


class TestLongLines:
    """A line is read up to its cap: what stands behind it changes nothing and costs nothing."""

    @pytest.mark.parametrize(
        "piece",
        ["a", " ", "<", "<at>", "<a ", "&amp;", "&#", "</b>", "\u202e", "\u0301", "-- ", "1.", "1 ", "„",
         "@a ", "ja nein ", "top ", "17:", "; ", ",,", "(", "stimme ", "handzeichen 1 ",
         "korrektur a von 1 bis 2 "],
    )  # fmt: skip
    def test_are_cut_before_they_are_looked_at(self, piece: str) -> None:
        """The suite's own time limit is what a pattern that runs away would meet."""
        long = (piece * CAP)[: CAP * 50]
        lines = [long, f"top {long}", f"stimme {long}", f"verknüpfen {long}", f"<at {long}"]

        for line in lines:
            assert parse(line + "sitzung schließen") == parse(line[:CAP])
            assert len(parse(line).text) <= CAP

    def test_entities_do_not_grow_beyond_the_cap(self) -> None:
        assert len(clean("&NotEqualTilde;" * 250)) <= CAP
