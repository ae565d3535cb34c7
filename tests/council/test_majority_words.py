"""Majorities as people write them (contract § 4, § 6)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.agenda import Base, MajorityKind
from council.majority_words import MajorityWords, majority_first, majority_words

PLAIN = [
    ("einfach", MajorityKind.SIMPLE),
    ("simple majority", MajorityKind.SIMPLE),
    ("Mehrheit der abgegebenen Stimmen", MajorityKind.SIMPLE),
    ("anwesende", MajorityKind.OF_PRESENT),
    ("Mehrheit der anwesenden Stimmberechtigten", MajorityKind.OF_PRESENT),
    ("mitglieder", MajorityKind.OF_MEMBERS),
    ("majority of all members", MajorityKind.OF_MEMBERS),
    ("zweidrittel", MajorityKind.TWO_THIRDS),
    ("2/3", MajorityKind.TWO_THIRDS),
    ("two thirds", MajorityKind.TWO_THIRDS),
    ("Drei Viertel", MajorityKind.THREE_QUARTERS),
    ("3/4", MajorityKind.THREE_QUARTERS),
]
BASES = [("mitglieder", Base.MEMBERS), ("der Anwesenden", Base.PRESENT), ("of votes cast", Base.CAST)]


class TestMajorityWords:
    """Nothing on a guess: a share that does not say of what is none."""

    @pytest.mark.parametrize(("written", "kind"), PLAIN)
    def test_a_plain_majority_is_read(self, written: str, kind: MajorityKind) -> None:
        assert majority_words(written) == MajorityWords(kind, "", None)

    @pytest.mark.parametrize(("words", "base"), BASES)
    @pytest.mark.parametrize(
        ("share", "kind"),
        [("2/3", MajorityKind.TWO_THIRDS), ("dreiviertel", MajorityKind.THREE_QUARTERS)],
    )
    def test_a_known_share_may_name_its_base(
        self, share: str, kind: MajorityKind, words: str, base: Base
    ) -> None:
        assert majority_words(f"{share} {words}") == MajorityWords(kind, "", base)

    @given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(BASES))
    def test_any_share_of_a_base_is_read_exactly(
        self, above: int, below: int, base: tuple[str, Base]
    ) -> None:
        written = f"{above}/{below}"
        found = majority_words(f"{written} {base[0]}")

        assert found is not None
        assert found.of is base[1]
        assert found.possible is (Fraction(above, below) <= 1 or written in ("2/3", "3/4"))

    @pytest.mark.parametrize("written", ["0/3 mitglieder", "1/0 mitglieder", "4/3 anwesende"])
    def test_a_share_nobody_can_reach_is_said_to_be_impossible(self, written: str) -> None:
        found = majority_words(written)

        assert found is not None
        assert not found.possible

    @pytest.mark.parametrize(
        "written",
        ["", "der", "mehrheit", "3/5", "23", "mitglieder zweidrittel", "einfach mitglieder", "absolut"],
    )
    def test_anything_else_is_none(self, written: str) -> None:
        assert majority_words(written) is None

    def test_the_longest_majority_at_the_beginning_is_taken(self) -> None:
        found = majority_first("2/3 der Mitglieder namentlich".split())

        assert found == (MajorityWords(MajorityKind.TWO_THIRDS, "", Base.MEMBERS), 3)
        assert majority_first(["namentlich", "einfach"]) is None
        assert majority_first([]) is None

    @given(st.text(max_size=40))
    def test_any_text_is_answered(self, text: str) -> None:
        assert majority_words(text) is None or majority_words(text) == majority_words(text)
