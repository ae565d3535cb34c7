"""Reading „korrektur“: names with „von“, one stretch or several, days, and why."""

from datetime import date, time

import pytest

from bot.arguments import CorrectionArgs, SpanArgs
from bot.correction_reader import correction
from bot.plain import words_of


def read(line: str) -> CorrectionArgs:
    found = correction(words_of(line))
    assert found is not None
    return found


def span(since: int, until: int) -> SpanArgs:
    return SpanArgs(since=time(since), until=time(until))


class TestCorrection:
    """contract.md § 4: korrektur <Name> von HH:MM bis HH:MM <Grund>; times 17.15, 17:15, 1715."""

    @pytest.mark.parametrize(
        "line",
        [
            "Karl-Heinz von der Ahe von 17:00 bis 18:00 war am Telefon",
            "Karl-Heinz von der Ahe von 17.00 bis 1800 war am Telefon",
            "Karl-Heinz von der Ahe von 17:00 Uhr bis 18:00 Uhr: war am Telefon",
            "Karl-Heinz von der Ahe from 17:00 to 18:00 – war am Telefon",
        ],
    )
    def test_a_name_may_have_a_von_of_its_own(self, line: str) -> None:
        expected = CorrectionArgs(
            name="Karl-Heinz von der Ahe", spans=(span(17, 18),), reason="war am Telefon"
        )

        assert read(line) == expected

    @pytest.mark.parametrize("word", ["und", "und von", "and from"])
    def test_several_stretches_are_joined_by_und(self, word: str) -> None:
        found = read(f"Abel von 14:00 bis 15:00 {word} 16:00 bis 18:00 Leitung weg")

        assert (found.spans, found.reason) == ((span(14, 15), span(16, 18)), "Leitung weg")

    def test_a_reason_may_begin_with_und(self) -> None:
        assert read("Abel von 14:00 bis 15:00 und dann fort").reason == "und dann fort"

    def test_a_day_may_stand_before_a_time(self) -> None:
        (found,) = read("Abel von 9.12.2026 14:00 bis 2026-12-10 15:00 Irrtum").spans

        assert (found.since_day, found.until_day) == (date(2026, 12, 9), date(2026, 12, 10))

    @pytest.mark.parametrize("word", ["abwesend", "absent", "Abwesend:"])
    def test_somebody_may_have_been_absent(self, word: str) -> None:
        assert read(f"Abel {word} verwechselt") == CorrectionArgs(name="Abel", spans=(), reason="verwechselt")

    @pytest.mark.parametrize(
        "line",
        [
            pytest.param("", id="nothing"),
            pytest.param("Abel", id="only-a-name"),
            pytest.param("Abel von 14:00 bis 15:00", id="no-reason"),
            pytest.param("Abel von 14:00 bis", id="no-end"),
            pytest.param("Abel von 14:00 15:00 Irrtum", id="no-bis"),
            pytest.param("Abel bis 15:00 Irrtum", id="no-beginning"),
            pytest.param("von 14:00 bis 15:00 Irrtum", id="no-name"),
            pytest.param("Abel; Berg von 14:00 bis 15:00 Irrtum", id="two-people"),
            pytest.param("Abel von 24:00 bis 25:00 Irrtum", id="no-times-of-day"),
            pytest.param("abwesend krank", id="absent-nobody"),
        ],
    )
    def test_anything_else_is_not_read(self, line: str) -> None:
        assert correction(words_of(line)) is None
