"""The sentences of the public pages: all used, none missing, both languages."""

import re
from pathlib import Path

import wording
from wording.catalogue import LANGUAGES, keys, say

ROOT = Path(__file__).parents[2]
NOTICES = ("live.unknown", "live.unreadable")

FILES = {"live.html", "live.css"}


def _used() -> set[str]:
    files = [*(ROOT / "web").glob("*.py"), *(ROOT / "web").glob("templates/*.html")]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    return {
        key for key in re.findall(r"\"([a-z_]+\.[a-z_.]+)\"", text) if key.startswith("live.")
    } - FILES | {f"{notice}.{part}" for notice in NOTICES for part in ("title", "text")}


class TestCatalogue:
    """style.md: tests read the words."""

    def test_every_key_is_used_and_every_used_key_is_there(self) -> None:
        own = {key for key in keys() if key.startswith("live.")}

        assert _used() == own

    def test_the_catalogues_stand_beside_the_others(self) -> None:
        place = Path(wording.__file__).parent / "locales"

        assert {f"web.{language}.po" for language in LANGUAGES} <= {path.name for path in place.iterdir()}

    def test_a_sentence_with_a_number_has_its_plural(self) -> None:
        assert say("live.item.ballots", "de", n=1) == "1 Abstimmung"
        assert say("live.item.ballots", "de", n=2) == "2 Abstimmungen"
