"""The rehearsal's own arithmetic, against which the product's is held."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearsal.reckoning import FIRST, RUNOFF, SECOND, Need, Round, round_of

counts = st.integers(min_value=0, max_value=100)
NAMES = ("A", "B", "C")


class TestNeed:
    """SächsGemO § 39 Abs. 6, § 38 Abs. 2: half is never enough, any other share is when it is reached."""

    @pytest.mark.parametrize(
        ("need", "yes", "no", "carried"),
        [
            pytest.param(Need(), 8, 7, True, id="one-more-yes"),
            pytest.param(Need(), 7, 7, False, id="tie"),
            pytest.param(Need(), 0, 0, False, id="nobody-decides"),
            pytest.param(Need("anwesende"), 7, 2, False, id="half-of-those-present"),
            pytest.param(Need("anwesende"), 8, 2, True, id="more-than-half-of-those-present"),
            pytest.param(Need("mitglieder"), 7, 0, False, id="less-than-half-of-all-members"),
            pytest.param(Need("mitglieder"), 8, 6, True, id="more-than-half-of-all-members"),
            pytest.param(Need("zweidrittel"), 10, 4, True, id="two-thirds-reached"),
            pytest.param(Need("zweidrittel"), 9, 0, False, id="two-thirds-missed"),
            pytest.param(Need("zweidrittel", of="abgegebene"), 8, 4, True, id="two-thirds-of-those-cast"),
            pytest.param(Need("dreiviertel"), 11, 0, False, id="three-quarters-missed"),
            pytest.param(Need("dreiviertel"), 12, 0, True, id="three-quarters-reached"),
            pytest.param(Need("anteil", share="3/5", of="mitglieder"), 9, 5, True, id="three-fifths"),
            pytest.param(Need("anteil", share="3/5", of="anwesende"), 8, 5, False, id="three-fifths-missed"),
        ],
    )
    def test_fourteen_of_fifteen_are_there(self, need: Need, yes: int, no: int, carried: bool) -> None:
        assert need.carried(yes, no, present=14, seats=15) is carried

    @given(yes=counts, no=counts, share=st.fractions(min_value="1/2", max_value=1))
    def test_a_share_of_those_cast_is_exact(self, yes: int, no: int, share: Fraction) -> None:
        need = Need("anteil", share=str(share), of="abgegebene")
        enough = share * (yes + no)
        wanted = yes > enough if share == Fraction(1, 2) else yes >= enough and yes > 0

        assert need.carried(yes, no, present=0, seats=0) is wanted


class TestRounds:
    """SächsGemO § 39 Abs. 7: first round, run-off, lot, second round of a single candidate."""

    @pytest.mark.parametrize(
        ("votes", "stage", "result"),
        [
            pytest.param((8, 4, 2), FIRST, Round(elected=("A",)), id="more-than-half"),
            pytest.param((7, 5, 2), FIRST, Round(among=("A", "B")), id="half-is-not-enough"),
            pytest.param((4, 6, 4), FIRST, Round(among=("A", "C"), lot=True), id="two-equal-seconds"),
            pytest.param((5, 5, 5), FIRST, Round(among=NAMES, lot=True), id="three-equal"),
            pytest.param((6, 6, 2), FIRST, Round(among=("A", "B")), id="two-equal-firsts"),
        ],
    )
    def test_three_candidates_before_fifteen(self, votes: tuple[int, ...], stage: str, result: Round) -> None:
        assert round_of(NAMES, votes, stage=stage, present=15) == result

    @pytest.mark.parametrize(
        ("votes", "result"),
        [
            pytest.param((3, 2), Round(elected=("A",)), id="more-votes-are-enough"),
            pytest.param((2, 3), Round(elected=("B",)), id="the-second-may-win"),
            pytest.param((7, 7), Round(among=("A", "B"), lot=True), id="a-tie-is-for-the-lot"),
        ],
    )
    def test_the_run_off(self, votes: tuple[int, int], result: Round) -> None:
        assert round_of(NAMES[:2], votes, stage=RUNOFF, present=15) == result

    @pytest.mark.parametrize(
        ("votes", "stage", "result"),
        [
            pytest.param((8, 7), FIRST, Round(elected=("A",)), id="elected-at-once"),
            pytest.param((7, 2), FIRST, Round(among=("A",)), id="a-second-round"),
            pytest.param((5, 4), SECOND, Round(elected=("A",)), id="more-yes-than-no"),
            pytest.param((4, 4), SECOND, Round(), id="not-elected"),
        ],
    )
    def test_a_single_candidate(self, votes: tuple[int, int], stage: str, result: Round) -> None:
        assert round_of(("A",), votes, stage=stage, present=15) == result

    @pytest.mark.parametrize(
        ("votes", "elected"),
        [
            pytest.param((9, 12, 5), ("B", "A"), id="both-places"),
            pytest.param((7, 12, 5), ("B",), id="one-place-is-left"),
            pytest.param((9, 12, 10), ("B", "C"), id="those-with-most-votes"),
        ],
    )
    def test_two_places(self, votes: tuple[int, ...], elected: tuple[str, ...]) -> None:
        assert round_of(NAMES, votes, places=2, present=15).elected == elected

    @pytest.mark.parametrize(
        ("votes", "stage", "result"),
        [
            pytest.param((3, 8, 3), FIRST, Round(elected=("B",)), id="more-than-all-others-together"),
            pytest.param((6, 3, 5), FIRST, Round(among=("A", "C")), id="the-two-strongest"),
        ],
    )
    def test_alternatives(self, votes: tuple[int, ...], stage: str, result: Round) -> None:
        assert round_of(NAMES, votes, stage=stage, choosing=True) == result

    def test_alternatives_that_tie_at_the_end_are_all_rejected(self) -> None:
        assert round_of(NAMES[:2], (7, 7), stage=RUNOFF, choosing=True) == Round()

    @given(votes=st.lists(counts, min_size=2, max_size=6))
    def test_nobody_is_elected_in_the_first_round_without_half_of_those_present(
        self, votes: list[int]
    ) -> None:
        names = [f"K{number}" for number in range(len(votes))]
        result = round_of(names, votes, present=sum(votes))

        assert all(2 * votes[names.index(name)] > sum(votes) for name in result.elected)
        assert result.elected or len(result.among) >= 2
