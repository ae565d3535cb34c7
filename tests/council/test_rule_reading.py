"""A rule set is read whole or not at all; whatever is wrong is named with its line."""

import re
from datetime import date
from pathlib import Path

import pytest

from council import checklist
from council.rule_reading import RulesBroken, line_of, on_day, require_no_overlap, rulebook_of
from council.rule_values import CHECKS
from council.rulebook import VALUES
from tests.council.evening import RULES


def without(table: str, key: str = "") -> str:
    """The rule set with a table, or one key of it, taken out."""
    head, _, rest = RULES.partition(f"[{table}]\n")
    body, gap, tail = rest.partition("\n\n")
    if not key:
        return head + tail
    lines = [line for line in body.splitlines() if not line.startswith(f"{key} =")]
    return head + f"[{table}]\n" + "\n".join(lines) + gap + tail


def with_key(table: str, key: str, value: str) -> str:
    """The rule set with another value behind one key of a table."""
    head, _, rest = RULES.partition(f"[{table}]\n")
    body, gap, tail = rest.partition("\n\n")
    return head + f"[{table}]\n" + re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", body) + gap + tail


def broken_of(text: str) -> RulesBroken:
    """What is wrong with the text."""
    with pytest.raises(RulesBroken) as broken:
        rulebook_of(text)
    return broken.value


def row(text: str, line: int) -> str:
    """The line of a text, counted from 1."""
    return text.splitlines()[line - 1]


class TestMissing:
    """Kein Wert ohne Norm, Quelle, Gewissheit und Geltungsbeginn."""

    @pytest.mark.parametrize("table", ["ruleset", *VALUES])
    def test_a_missing_table_is_named(self, table: str) -> None:
        broken = broken_of(without(table))

        assert (broken.place, broken.reason) == (f"[{table}]", "missing")

    @pytest.mark.parametrize("key", ["norm", "source", "certainty", "valid_from", "value"])
    def test_a_missing_part_is_named_with_the_line_of_its_table(self, key: str) -> None:
        text = without("quorum.share", key)
        broken = broken_of(text)

        assert (broken.place, broken.reason) == (f"[quorum.share] {key}", "missing")
        assert row(text, broken.line) == "[quorum.share]"

    @pytest.mark.parametrize("key", ["id", "title", "land", "valid_from"])
    def test_a_missing_part_of_the_head_is_named(self, key: str) -> None:
        text = without("ruleset", key)
        broken = broken_of(text)

        assert (broken.place, broken.reason) == (f"[ruleset] {key}", "missing")
        assert row(text, broken.line) == "[ruleset]"

    def test_an_empty_norm_is_none(self) -> None:
        text = with_key("quorum.share", "norm", '""')
        broken = broken_of(text)

        assert broken.reason == "missing"
        assert row(text, broken.line) == 'norm = ""'


class TestValues:
    """Ein Wert, der nicht gemeint sein kann, wird mit seiner Zeile genannt."""

    @pytest.mark.parametrize(
        ("table", "value"),
        [
            pytest.param("quorum.share", "0.5", id="a-float-is-no-fraction"),
            pytest.param("quorum.share", '"0"', id="nothing-is-no-quorum"),
            pytest.param("quorum.share", '"3/2"', id="more-than-all"),
            pytest.param("quorum.share", '"1/0"', id="divided-by-nought"),
            pytest.param("quorum.share", '"halb"', id="words"),
            pytest.param("quorum.recusal", "0", id="nobody-is-no-number"),
            pytest.param("quorum.second_sitting", '"wenige"', id="no-threshold"),
            pytest.param("quorum.needed_at_ballot", '"ja"', id="yes-in-words"),
            pytest.param("digital.notice_days", "-1", id="negative-days"),
            pytest.param("digital.notice_days", "true", id="true-days"),
            pytest.param("majority.simple", '"Pi mal Daumen"', id="unknown-base"),
            pytest.param("majority.tie", "true", id="tie-no-word"),
            pytest.param("format.digital", '"manchmal"', id="unknown-provision"),
            pytest.param("remote.elections", '"verboten"', id="unknown-remote"),
            pytest.param("agenda.no_objection", '"formalie"', id="no-list"),
            pytest.param("agenda.no_objection", '["kuchen"]', id="unknown-kind"),
            pytest.param("agenda.no_objection_words", '["a", 1]', id="a-number-among-words"),
            pytest.param("agenda.no_objection_words", '"a"', id="a-word-without-list"),
            pytest.param("checklist.blocks", '["kaffee"]', id="nothing-of-the-checklist"),
            pytest.param("secret.requested_by", '" "', id="empty-words"),
        ],
    )
    def test_is_named_with_its_line(self, table: str, value: str) -> None:
        text = with_key(table, "value", value)
        broken = broken_of(text)

        assert (broken.place, broken.reason) == (f"[{table}] value", "value")
        assert row(text, broken.line) == f"value = {value}"

    @pytest.mark.parametrize(
        ("key", "value"),
        [("certainty", '"gefühlt"'), ("valid_from", '"2022-02-20"'), ("norm", "39"), ("valid_from", "2022")],
    )
    def test_so_is_any_other_part_of_it(self, key: str, value: str) -> None:
        text = with_key("quorum.share", key, value)
        broken = broken_of(text)

        assert broken.place == f"[quorum.share] {key}"
        assert row(text, broken.line) == f"{key} = {value}"

    def test_open_is_yes_or_no(self) -> None:
        text = with_key("ballot.changeable", "open", '"ja"')
        broken = broken_of(text)

        assert (broken.place, row(text, broken.line)) == ("[ballot.changeable] open", 'open = "ja"')

    def test_everything_the_checklist_can_lack_may_block(self) -> None:
        source = Path(str(checklist.__file__)).read_text(encoding="utf-8")
        lacks = set(re.findall(r'Lack\(key="(\w+)"', source)) - {"format_unsettled"}

        assert lacks
        assert lacks <= CHECKS


class TestUnsettled:
    """Ungeklärt heißt: sagen, womit vorläufig gerechnet wird, wo gerechnet werden muss."""

    def test_a_value_that_is_reckoned_with_needs_one(self) -> None:
        text = with_key("quorum.share", "value", '"ungeklärt"')
        broken = broken_of(text)

        assert (broken.place, broken.reason) == ("[quorum.share] value", "reckoned")
        assert row(text, broken.line) == 'value = "ungeklärt"'

    def test_what_is_reckoned_with_is_checked_as_well(self) -> None:
        text = with_key("majority.two_thirds", "reckoned", '"irgendwer"')
        broken = broken_of(text)

        assert (broken.place, broken.reason) == ("[majority.two_thirds] reckoned", "value")
        assert row(text, broken.line) == 'reckoned = "irgendwer"'

    def test_a_real_value_that_is_not_sure_blocks_nothing(self) -> None:
        book = rulebook_of(with_key("quorum.needed_at_ballot", "certainty", '"ungeklärt"'))

        assert book.quorum_at_ballot.value is True
        assert not book.quorum_at_ballot.binds


class TestUnknown:
    """Was niemand liest, führt in die Irre."""

    @pytest.mark.parametrize("table", ["quorum.shares", "wetter.morgen"])
    def test_a_table_that_no_rule_reads_is_refused_with_its_line(self, table: str) -> None:
        text = f"{RULES}\n[{table}]\nvalue = 1\n"
        broken = broken_of(text)

        assert (broken.place, broken.reason) == (f"[{table}]", "unknown")
        assert row(text, broken.line) == f"[{table}]"

    def test_so_is_a_misspelt_key(self) -> None:
        text = RULES.replace("[quorum.share]\n", '[quorum.share]\nnorn = "x"\n')
        broken = broken_of(text)

        assert (broken.place, broken.reason) == ("[quorum.share] norn", "unknown")
        assert row(text, broken.line) == 'norn = "x"'

    def test_so_is_another_schema(self) -> None:
        assert broken_of(RULES.replace("schema = 2", "schema = 3")).place == "[schema]"

    def test_what_is_no_toml_is_refused_with_its_line(self) -> None:
        broken = broken_of("schema = 2\n[ruleset\n")

        assert (broken.reason, broken.line) == ("toml", 2)


class TestVersions:
    """Von den Fassungen eines Regelwerks gilt an jedem Tag höchstens eine."""

    def version(self, start: str, until: str = "") -> str:
        end = f"\nvalid_until = {until}" if until else ""
        return RULES.replace("valid_from = 2022-02-20", f"valid_from = {start}{end}", 1)

    def test_the_last_day_counts(self) -> None:
        old = rulebook_of(self.version("2020-12-16", "2022-02-19"))
        new = rulebook_of(self.version("2022-02-20"))
        require_no_overlap((new, old))

        days = (date(2020, 12, 15), date(2022, 2, 19), date(2022, 2, 20), date(2099, 1, 1))
        assert [on_day((old, new), day) for day in days] == [None, old, new, new]

    @pytest.mark.parametrize(
        ("until", "free"), [("2022-02-20", "2022-02-21"), ("", "")], ids=["one-day-too-long", "without-end"]
    )
    def test_an_overlap_is_named_with_the_line_of_the_later_one(self, until: str, free: str) -> None:
        later = rulebook_of(self.version("2022-02-20"))
        with pytest.raises(RulesBroken) as broken:
            require_no_overlap((rulebook_of(self.version("2020-12-16", until)), later))

        assert (broken.value.reason, broken.value.given) == ("overlap", free)
        assert row(later.text, broken.value.line) == "valid_from = 2022-02-20"

    def test_an_end_before_the_beginning_is_refused(self) -> None:
        text = self.version("2022-02-20", "2022-02-19")
        broken = broken_of(text)

        assert broken.reason == "dates"
        assert row(text, broken.line) == "valid_until = 2022-02-19"


class TestLines:
    """line_of counts from 1 and knows nothing of what is not there."""

    TEXT = "# x\n[a.b]\nvalue = 1\n\n[ a . c ]\nnorm = 2\n"

    @pytest.mark.parametrize(
        ("path", "key", "line"),
        [("a.b", "", 2), ("a.b", "value", 3), ("a.b", "norm", 2), ("a.c", "norm", 6), ("a.d", "", 0)],
    )
    def test_of_a_table_or_a_key(self, path: str, key: str, line: int) -> None:
        assert line_of(self.TEXT, path, key) == line
