"""The sentences of the reports: all there, in both languages, none too many."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from council.record import Kind
from reports.attendance import Status
from reports.standalone import PREFIX
from wording.catalogue import forms_of, keys

OWN = [key for key in keys("de") if key.startswith("report.")]
SOURCE = "".join(path.read_text("utf-8") for path in (Path(__file__).parents[2] / "reports").glob("*.py"))


class TestSentences:
    """Contract § 2: de and en, one for a sitting."""

    def test_are_the_same_in_both_languages(self) -> None:
        assert set(OWN) == {key for key in keys("en") if key.startswith("report.")}

    @pytest.mark.parametrize("key", OWN)
    def test_name_the_same_values_in_both_languages(self, key: str) -> None:
        named = [
            {name for form in forms_of(key, language) for name in re.findall(r"\{(\w+)\}", form)}
            for language in ("de", "en")
        ]

        assert named[0] == named[1]

    @pytest.mark.parametrize("key", OWN)
    def test_are_all_said_somewhere(self, key: str) -> None:
        short = key.removeprefix(PREFIX)
        places = [f'"{key}', f'"{short}"', *(f"{stem}.{{" for stem in _stems(key))]

        assert short.startswith("damage.") or any(place in SOURCE for place in places)

    @pytest.mark.parametrize("kind", Kind)
    def test_tell_every_kind_of_damage(self, kind: Kind) -> None:
        assert f"{PREFIX}damage.{kind}" in OWN

    @pytest.mark.parametrize("status", Status)
    def test_tell_every_status(self, status: Status) -> None:
        assert f"report.attendance.status.{status.name.lower()}" in OWN


def _stems(key: str) -> list[str]:
    """The parts of a key under which it may be put together from a word."""
    parts = key.split(".")
    return [".".join(parts[:n]) for n in range(2, len(parts))] + [parts[-2]]
