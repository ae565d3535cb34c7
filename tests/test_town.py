"""``TOWN_FILE``: seats and rule set of each body (contract § 2)."""

from pathlib import Path

import pytest

from beside import refuse_bad_town_file
from config import Settings, load_settings
from console import Refused
from town import Body, TownFileRefused, body_of, require_readable


def settings_with(folder: Path, text: str) -> Settings:
    """Settings that name a town file with this text."""
    file = folder / "town.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(serving=False, town_file=str(file))


class TestBodies:
    """contract § 2: per body `seats`, `ruleset`."""

    def test_a_body_has_the_seats_that_the_town_says(self, tmp_path: Path) -> None:
        settings = settings_with(tmp_path, '[body."Stadtrat"]\nseats = 71\n')

        assert body_of(settings, "Stadtrat") == Body(seats=71, ruleset="sachsen")

    def test_a_body_that_is_not_named_has_the_towns_settings(self, tmp_path: Path) -> None:
        settings = settings_with(tmp_path, '[body."Stadtrat"]\nseats = 71\n')

        assert body_of(settings, "Hauptausschuss") == Body(seats=0, ruleset="sachsen")

    def test_a_body_says_how_long_somebody_may_be_away(self, tmp_path: Path) -> None:
        settings = settings_with(tmp_path, '[body."Rat"]\ngrace_minutes = 10\n')

        assert body_of(settings, "Rat").grace_minutes == 10
        assert body_of(settings, "Ausschuss").grace_minutes is None

    def test_without_a_file_nothing_differs(self) -> None:
        assert body_of(load_settings(serving=False), "Stadtrat") == Body(seats=0, ruleset="sachsen")

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            pytest.param('[body."Rat"]\nseats = -1\n', "seats", id="fewer-than-none"),
            pytest.param('[body."Rat"]\nseats = true\n', "seats", id="no-number"),
            pytest.param('[body."Rat"]\ngrace_minutes = "zehn"\n', "grace_minutes", id="no-minutes"),
            pytest.param('[body."Rat"]\nruleset = "atlantis"\n', "ruleset", id="unknown-rule-set"),
            pytest.param('[body."Rat"]\nsitze = 5\n', "sitze", id="unknown-key"),
            pytest.param("body = 3\n", "[body]", id="no-table"),
            pytest.param("[body\n", "line 1", id="no-toml"),
        ],
    )
    def test_a_mistake_is_named_with_its_place(self, tmp_path: Path, text: str, place: str) -> None:
        settings = settings_with(tmp_path, text)

        with pytest.raises(TownFileRefused) as refused:
            require_readable(settings)
        assert place in refused.value.place


def test_the_bot_does_not_start_with_a_bad_town_file(tmp_path: Path) -> None:
    """One sentence that names the file and the place."""
    settings = settings_with(tmp_path, '[body."Rat"]\nseats = -1\n')

    with pytest.raises(Refused) as refused:
        refuse_bad_town_file(settings)
    assert "town.toml" in str(refused.value)
    assert "seats" in str(refused.value)


def test_the_bot_does_not_start_with_a_rule_set_that_is_not_there(tmp_path: Path) -> None:
    """The sentence names those there are."""
    settings = load_settings(serving=False, ruleset="atlantis")

    with pytest.raises(Refused) as refused:
        refuse_bad_town_file(settings)
    assert "atlantis" in str(refused.value)
    assert "sachsen" in str(refused.value)


class TestOverlay:
    """contract § 2: `overlay`, the body's own rules of procedure, beside the town file."""

    OWN = '[secret.enabled]\nvalue = true\nnorm = "§ 12 GO"\nsource = "GO"\n'

    def laid(self, folder: Path, overlay: str, ruleset: str = "sachsen") -> Settings:
        (folder / "go.toml").write_text(overlay, encoding="utf-8")
        return settings_with(folder, f'[body."Rat"]\nruleset = "{ruleset}"\noverlay = "go.toml"\n')

    def test_its_text_belongs_to_the_body(self, tmp_path: Path) -> None:
        settings = self.laid(tmp_path, self.OWN)

        assert body_of(settings, "Rat").overlay == self.OWN
        assert body_of(settings, "Hauptausschuss").overlay == ""

    def test_it_is_held_against_every_version_of_the_set(self, tmp_path: Path) -> None:
        for ruleset in ("sachsen", "bayern", "niedersachsen"):
            require_readable(self.laid(tmp_path, self.OWN, ruleset))

    def test_what_the_law_fixes_is_refused_with_file_and_line(self, tmp_path: Path) -> None:
        fixed = self.OWN + '\n[quorum.share]\nvalue = "1/3"\nnorm = "§ 1 GO"\nsource = "GO"\n'
        with pytest.raises(TownFileRefused) as refused:
            require_readable(self.laid(tmp_path, fixed))

        assert refused.value.broken is not None
        assert (refused.value.broken.reason, refused.value.line) == ("fixed", 6)
        assert refused.value.file == tmp_path / "go.toml"

    @pytest.mark.parametrize("overlay", ["3", '"fehlt.toml"'], ids=["no-name", "no-such-file"])
    def test_a_file_that_cannot_be_read_is_named(self, tmp_path: Path, overlay: str) -> None:
        settings = settings_with(tmp_path, f'[body."Rat"]\noverlay = {overlay}\n')
        with pytest.raises(TownFileRefused) as refused:
            require_readable(settings)

        assert "overlay" in refused.value.place
