"""The catalogues are complete: two languages, the same keys, every key used, none missing."""

import ast
import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import wording
from bot.grammar import COMMANDS
from cards.steps import STEPS
from council.errors import REFUSALS
from council.rule_values import CHECKS
from council.rulebook import VALUES
from files.reasons import REASONS
from wording.catalogue import LANGUAGES, cited, forms_of, keys, read_catalogue, say
from wording.terms import FAMILIES, term

ROOT = Path(__file__).parents[2]
ROOMS = ("wording", "cards", "bot", "web", "reports", "desk", "graph")
DYNAMIC = (
    *(f"{family}." for family in FAMILIES.values()),
    *("command.", "refusal.", "problem.", "note.", "step.", "spoken.", "subject.", "verdict."),
    *("result.simple.", "result.as_no.", "result.only.", "result.base.", "result.follows."),
    *("result.election.", "result.alternatives.", "result.runoff.", "majority.of.", "unsettled."),
    *("ballot.object.", "ballot.kind.election.", "ballot.needs.", "ballot.by_", "matched.", "hint."),
    *("quorum.rule.", "quorum.reckoned.", "quorum.members.", "quorum.counted."),
    *("item.became.", "checklist.lacks.", "checklist.name.", "confirm.title.", "help.request."),
    *("help.ballot.", "reasons."),
)
"""Families whose keys are put together; each is checked for completeness below."""


@cache
def _own_keys() -> frozenset[str]:
    """The keys of the main catalogue and of the rules; rooms with a catalogue of their own check theirs."""
    found = set()
    for name in ("de.po", "rules.de.po"):
        with (Path(wording.__file__).parent / "locales" / name).open("rb") as file:
            found |= {_id(message.id) for message in read_po(file) if message.id}
    return frozenset(found)


def _id(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


@cache
def _modules() -> tuple[ast.Module, ...]:
    paths = (path for room in ROOMS for path in sorted((ROOT / room).glob("**/*.py")))
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in paths)


@cache
def _literals() -> frozenset[str]:
    nodes = (node for module in _modules() for node in ast.walk(module))
    return frozenset(n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _said() -> Iterator[str]:
    """The keys that are written out in a call of ``say``."""
    for module in _modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and node.args and _name(node.func) == "say":
                key = node.args[0]
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def _named(key: str, language: str) -> set[str]:
    """The values that a sentence names, in any of its forms."""
    return set[str]().union(*map(_placeholders, forms_of(key, language)))


def _texts(language: str) -> Iterator[tuple[str, str]]:
    """The main catalogue's keys with each of their texts."""
    for key in sorted(_own_keys()):
        for text in forms_of(key, language):
            yield key, text


class TestBothLanguages:
    """Architecture: wording is Babel catalogues de and en, complete."""

    def test_have_the_same_keys_in_the_same_order(self) -> None:
        assert keys("de") == keys("en")

    def test_say_the_same_values(self) -> None:
        assert [k for k in keys() if _named(k, "de") != _named(k, "en")] == []

    def test_name_their_values_and_never_number_them(self) -> None:
        assert [k for k in keys() if not all(re.fullmatch(r"[a-z_]+", n) for n in _named(k, "de"))] == []

    def test_have_as_many_plural_forms(self) -> None:
        assert [k for k in keys() if len(forms_of(k, "de")) != len(forms_of(k, "en"))] == []

    def test_plural_sentences_choose_by_n(self) -> None:
        plural = [key for key in keys() if len(forms_of(key, "de")) > 1]

        assert plural
        assert wording.say("admission.title", "de", n=1) == "Einlass: 1 Person wartet"
        assert wording.say("admission.title", "de", n=0) == "Einlass: 0 Personen warten"


class TestKeysAndCode:
    """No key that the code names is missing, and no key stands there for nothing."""

    def test_every_key_that_is_said_is_there(self) -> None:
        assert {key for key in _said() if "." in key} - set(keys()) == set()

    def test_every_key_is_used(self) -> None:
        used = {key for key in _own_keys() if key in _literals() or key.startswith(DYNAMIC)}

        assert _own_keys() - used == set()

    def test_every_refusal_has_its_sentence(self) -> None:
        assert {f"refusal.{refusal().key}" for refusal in REFUSALS} - set(keys()) == set()

    def test_every_doubt_about_a_result_has_its_own_sentence(self) -> None:
        steps = ("too_many", "not_in_electorate", "recused_voted", "miscounted", "not_called")

        assert {f"refusal.result_doubtful.{step}" for step in steps} - set(keys()) == set()

    def test_everything_that_can_be_missing_has_its_name_and_its_line(self) -> None:
        entries = {*CHECKS, "format_unsettled"}

        assert {f"checklist.name.{key}" for key in entries} - set(keys()) == set()
        assert {f"checklist.lacks.{key}" for key in entries} - set(keys()) == set()

    def test_every_rule_that_can_be_unsettled_when_it_matters_has_its_name(self) -> None:
        named = {key.removeprefix("unsettled.") for key in keys() if key.startswith("unsettled.")}

        assert named <= set(VALUES)
        assert all(path in named for path in VALUES if path.startswith(("quorum.", "majority.", "election.")))

    def test_every_refusal_sentence_belongs_to_a_refusal(self) -> None:
        known = {refusal().key for refusal in REFUSALS}

        assert {key.split(".")[1] for key in keys() if key.startswith("refusal.")} == known

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_refusal_with_values_has_a_plain_form(self, language: str) -> None:
        named = [k for k in keys() if k.startswith("refusal.") and k.count(".") == 1]
        bare = [k for k in named if _placeholders(forms_of(k, language)[0]) and f"{k}.plain" not in keys()]

        assert bare == []

    def test_every_command_has_its_syntax_and_what_it_does(self) -> None:
        wanted = {key for c in COMMANDS for key in (c.key, f"{c.key}.does")}

        assert {key for key in keys() if key.startswith("command.")} == wanted

    def test_every_step_has_its_button(self) -> None:
        assert {key for key in keys() if key.startswith("step.")} == {f"step.{step}" for step in STEPS}

    def test_every_reason_against_a_file_has_its_sentence(self) -> None:
        assert set(REASONS) - set(keys()) == set()

    def test_a_reason_uses_only_the_values_it_is_given(self) -> None:
        strange = {
            key: names - set(values)
            for key, values in REASONS.items()
            for variant in (key, f"{key}.nearest", f"{key}.allowed")
            if variant in keys() and (names := _named(variant, "de")) - set(values)
        }

        assert strange == {}

    @pytest.mark.parametrize("family", list(FAMILIES))
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_fixed_value_has_its_word(self, family: type[Enum], language: str) -> None:
        words = [term(value, language) for value in family]

        assert all(words)
        assert len(set(words)) == len(words)


class TestGerman:
    """Style: German as an office clerk writes it; real umlauts; one form of address."""

    def test_addresses_people_politely(self) -> None:
        familiar = re.compile(r"(?i)\b(du|dein|deine|deinen|deiner|dich|dir|euch|euer|eure)\b")

        assert [key for key, text in _texts("de") if familiar.search(text)] == []

    def test_writes_umlauts_as_umlauts(self) -> None:
        written_out = re.compile(r"(?i)fuer|ueber|koenn|moecht|naechst|oeffn|bestaet|geaender|pruef|stoerung")

        assert [key for key, text in _texts("de") if written_out.search(text)] == []

    def test_opens_and_closes_its_quotes(self) -> None:
        odd = [key for key, text in _texts("de") if text.count("„") != text.count("“") or '"' in text]

        assert odd == []

    def test_counts_a_ballot_in_the_words_of_the_contract(self) -> None:
        assert forms_of("result.counts", "de") == ("Dafür {yes}, dagegen {no}, Enthaltungen {abstain}",)
        assert forms_of("result.provisional", "de") == ("{counts} – vorläufig",)


class TestBothAreTidy:
    """No stray spaces, no shouting, no hyphen for a dash, whole sentences in refusals."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_stray_spaces_or_marks(self, language: str) -> None:
        stray = re.compile(r"^\s|\s$|\s{2}|!| - |\n")

        assert [key for key, text in _texts(language) if stray.search(text)] == []

    @pytest.mark.parametrize(("language", "ends"), [("de", ".?“"), ("en", ".?”")])
    def test_a_refusal_is_a_whole_sentence(self, language: str, ends: str) -> None:
        cut = [key for key, text in _texts(language) if key.startswith("refusal.") and text[-1] not in ends]

        assert cut == []

    def test_english_has_no_german_left_over(self) -> None:
        german = re.compile(r"[äöüßÄÖÜ„]")
        kept = {"problem.part_contradicts_number"}

        assert {key for key, text in _texts("en") if german.search(text)} == kept


class TestReading:
    """A catalogue is read whole or not at all."""

    def test_a_doubled_key_is_refused(self, tmp_path: Path) -> None:
        entry = 'msgid "a.b"\nmsgstr "x"\n'
        (tmp_path / "de.po").write_text(entry, encoding="utf-8")
        (tmp_path / "web.de.po").write_text(entry, encoding="utf-8")

        with pytest.raises(ValueError, match=re.escape("web.de.po: a.b")):
            read_catalogue("de", tmp_path)

    def test_an_empty_sentence_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "de.po").write_text('msgid "a.b"\nmsgstr ""\n', encoding="utf-8")

        with pytest.raises(ValueError, match=re.escape("a.b")):
            read_catalogue("de", tmp_path)

    def test_a_room_may_bring_its_own(self, tmp_path: Path) -> None:
        (tmp_path / "de.po").write_text('msgid "a.b"\nmsgstr "x"\n', encoding="utf-8")
        (tmp_path / "web.de.po").write_text('msgid "c.d"\nmsgstr "y"\n', encoding="utf-8")

        assert dict(read_catalogue("de", tmp_path).texts) == {"a.b": ("x",), "c.d": ("y",)}

    @pytest.mark.parametrize("key", ["no.such_key", ""])
    def test_an_unknown_key_is_an_error(self, key: str) -> None:
        with pytest.raises(KeyError):
            wording.say(key, "de")

    def test_a_missing_value_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            wording.say("item.name", "de")


class TestNorms:
    """Paragraphs are quoted as they are; what stands in words instead of one is English in English."""

    @pytest.mark.parametrize(
        ("norm", "english"),
        [
            pytest.param("§ 39 Abs. 6 SächsGemO", "§ 39 Abs. 6 SächsGemO", id="a-paragraph"),
            pytest.param(
                "SächsGemO, Fundstelle ungeklärt", "SächsGemO, reference not verified", id="not-verified"
            ),
            pytest.param("Entscheidung der Gemeinde", "decision of the municipality", id="town"),
        ],
    )
    def test_are_cited(self, norm: str, english: str) -> None:
        assert cited(norm, "de") == norm
        assert cited(norm, "en") == english
        assert english in say("rule.unsettled", "en", norm=norm)
