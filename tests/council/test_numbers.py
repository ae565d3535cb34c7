"""Numbers of items against contract § 4."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.numbers import ItemNumber, item_number


class TestItemNumber:
    """Contract § 4: numbers with or without "TOP", "Ö", "N" and a final full stop."""

    @pytest.mark.parametrize(
        ("written", "number", "public"),
        [
            pytest.param("11.1.1", "11.1.1", None, id="plain"),
            pytest.param("11.1.1.", "11.1.1", None, id="full-stop"),
            pytest.param("TOP 5", "5", None, id="top"),
            pytest.param("TOP Ö 5.2", "5.2", True, id="top-public"),
            pytest.param("O\u0308 5", "5", True, id="umlaut-of-two-signs"),
            pytest.param("oe5", "5", True, id="umlaut-written-out"),
            pytest.param("N 12.", "12", False, id="closed"),
            pytest.param("n12", "12", False, id="closed-without-space"),
            pytest.param("05.01", "5.1", None, id="leading-zeros"),
            pytest.param("00.10", "0.10", None, id="only-zeros-stay-one"),
            pytest.param("0A", "0a", None, id="letter-after-a-zero"),
            pytest.param("5A", "5a", None, id="letter"),
            pytest.param(" \u00a07 ", "7", None, id="spaces"),
            pytest.param("11", "11", None, id="wide-digits"),
        ],
    )
    def test_a_number_is_normalised(self, written: str, number: str, public: bool | None) -> None:
        assert item_number(written) == ItemNumber(number, public)

    @pytest.mark.parametrize(
        "written", ["", "TOP", "Ö", "5..1", "5.1.x", "5,1", "IV", "5 6", "-5", "12345", "5ab"]
    )
    def test_anything_else_is_no_number(self, written: str) -> None:
        assert item_number(written) is None

    @given(st.text(max_size=30))
    def test_a_normalised_number_stays_as_it_is(self, text: str) -> None:
        found = item_number(text)

        assert found is None or item_number(found.number) == ItemNumber(found.number, None)
