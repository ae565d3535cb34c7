"""The sentences about the ways to a vote: each is used, none is missing, none tells a choice to others."""

import ast
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import wording
from bot.grammar import COMMANDS
from bot.wishes import Personal
from council.ballots import Way
from wording.catalogue import LANGUAGES, forms_of

ROOT = Path(__file__).parents[2]


@cache
def keys() -> tuple[str, ...]:
    """The keys of this catalogue."""
    with (Path(wording.__file__).parent / "locales" / "ways.de.po").open("rb") as file:
        return tuple(str(message.id) for message in read_po(file) if message.id)


@cache
def literals() -> frozenset[str]:
    """Every text that stands in the rooms which say something here."""
    paths = [path for room in ("bot", "cards") for path in (ROOT / room).glob("*.py")]
    nodes = (node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return frozenset(n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))


def put_together() -> set[str]:
    """The keys that are made of a family and a name."""
    commands = {key for c in COMMANDS for key in (c.key, f"{c.key}.does")}
    wishes = {f"wish.personal.{wish.name.lower()}" for wish in Personal}
    return commands | wishes | {f"way.{way.name.lower()}" for way in Way}


class TestTheCatalogue:
    """Architecture: a room may bring its own sentences, in both languages."""

    def test_every_key_is_used(self) -> None:
        assert [key for key in keys() if key not in literals() | put_together()] == []

    def test_every_wish_and_way_has_its_words(self) -> None:
        assert all(forms_of(key, language) for key in put_together() for language in LANGUAGES)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(
        "key", ["receipt.chat", "receipt.chat.one", "vote.uncounted.office", "delivery.voted"]
    )
    def test_what_others_read_names_no_choice(self, key: str, language: str) -> None:
        assert not any("{choice}" in form for form in forms_of(key, language))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_is_read_out_begins_with_the_choice(self, language: str) -> None:
        assert all(form.startswith("{choice}") for form in forms_of("receipt.aloud", language))
