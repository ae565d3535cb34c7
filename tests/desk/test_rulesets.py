"""Rule sets by name and day, and the check of all of them that a start begins with."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from council.rule_reading import rulebook_of
from desk.rulesets import (
    NotInForce,
    RuleSetBroken,
    UnknownRuleSet,
    check_rulesets,
    ruleset_names,
    ruleset_text,
    ruleset_versions,
)

SHIPPED = Path(__file__).parents[2] / "council" / "rulesets"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder that may be broken."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "rulesets"))


def broken(folder: Path) -> tuple[str, str, int]:
    """Which file is refused, why, and at which line."""
    with pytest.raises(RuleSetBroken) as caught:
        check_rulesets(folder)
    return caught.value.file, caught.value.broken.reason, caught.value.broken.line


def rewrite(folder: Path, name: str, old: str, new: str) -> int:
    """Change one place of a file; the line at which it stood."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


class TestByNameAndDay:
    """Auftrag Teil 1: the set is chosen by the sitting's date."""

    def test_versions_share_one_name(self) -> None:
        assert "sachsen" in ruleset_names()
        assert "sachsen-2020" not in ruleset_names()
        assert [b.valid_from.year for b in ruleset_versions("sachsen")] == [2020, 2022]

    @pytest.mark.parametrize(
        ("day", "start"), [(date(2022, 2, 19), date(2020, 12, 16)), (date(2022, 2, 20), date(2022, 2, 20))]
    )
    def test_the_day_chooses_the_version(self, day: date, start: date) -> None:
        assert rulebook_of(ruleset_text("sachsen", day)).valid_from == start

    def test_before_the_first_there_is_none_and_it_is_said_since_when(self) -> None:
        with pytest.raises(NotInForce) as caught:
            ruleset_text("sachsen", date(2020, 12, 15))

        assert caught.value.spans[0] == (date(2020, 12, 16), date(2022, 2, 19))

    def test_an_unknown_name_names_the_known_ones(self) -> None:
        with pytest.raises(UnknownRuleSet) as caught:
            ruleset_text("atlantis", date(2026, 12, 9))

        assert caught.value.known == ruleset_names()


class TestCheck:
    """Auftrag, Bad input: the program does not start and says which line."""

    def test_what_is_shipped_is_sound(self) -> None:
        check_rulesets()

    def test_a_missing_norm(self, folder: Path) -> None:
        norm = 'norm = "§ 39 Abs. 6 SächsGemO"\n'
        rewrite(folder, "sachsen.toml", norm, "")
        file, reason, line = broken(folder)
        text = (folder / file).read_text(encoding="utf-8").splitlines()

        assert (file, reason) == ("sachsen.toml", "missing")
        assert text[line - 1].startswith("[")

    @pytest.mark.parametrize("share", ["3/2", "0/1", "1/0", "halb"])
    def test_an_impossible_fraction(self, folder: Path, share: str) -> None:
        text = (folder / "hessen.toml").read_text(encoding="utf-8")
        head = text.index("[quorum.share]")
        line = text[:head].count("\n") + 2
        changed = text[:head] + text[head:].replace('value = "1/2"', f'value = "{share}"', 1)
        (folder / "hessen.toml").write_text(changed, encoding="utf-8")

        assert broken(folder) == ("hessen.toml", "value", line)

    def test_overlapping_validity(self, folder: Path) -> None:
        rewrite(folder, "sachsen-2020.toml", "valid_until = 2022-02-19", "valid_until = 2022-02-20")
        text = (folder / "sachsen.toml").read_text(encoding="utf-8")
        line = text[: text.index("valid_from = 2022-02-20")].count("\n") + 1

        assert broken(folder) == ("sachsen.toml", "overlap", line)

    def test_an_end_before_the_beginning(self, folder: Path) -> None:
        line = rewrite(folder, "sachsen-2020.toml", "valid_until = 2022-02-19", "valid_until = 2020-01-01")

        assert broken(folder) == ("sachsen-2020.toml", "dates", line)

    def test_no_toml(self, folder: Path) -> None:
        (folder / "neu.toml").write_text("schema = 2\n[ruleset\n", encoding="utf-8")

        assert broken(folder) == ("neu.toml", "toml", 2)

    def test_letters_of_another_code(self, folder: Path) -> None:
        (folder / "neu.toml").write_bytes("schema = 2 # ä".encode("cp1252"))

        assert broken(folder)[:2] == ("neu.toml", "toml")

    def test_a_misspelt_value(self, folder: Path) -> None:
        line = rewrite(folder, "bayern.toml", "[quorum.strict]", "[quorum.streng]")

        assert broken(folder) == ("bayern.toml", "unknown", line)
