"""When a motion is carried: each rule by its paragraph, exact integers only."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from council.agenda import MajorityKind
from council.ballots import Outcome, Tally
from council.majority import Verdict, more_than_half, simple_majority, two_thirds, verdict
from council.rulebook import Base, RuleBook, rulebook_of
from tests.council.evening import RULES, tally
from tests.council.strategies import counts, seats, tallies

SACHSEN = rulebook_of(RULES)
CARRIED, REJECTED = Outcome.CARRIED, Outcome.REJECTED

# base: more than half, at least two thirds (reckoned by hand, with exact fractions)
VECTORS = [
    (1, 1, 1),
    (3, 2, 2),
    (4, 3, 3),
    (5, 3, 4),
    (6, 4, 4),
    (7, 4, 5),
    (9, 5, 6),
    (15, 8, 10),
    (21, 11, 14),
    (30, 16, 20),
    (31, 16, 21),
    (45, 23, 30),
    (60, 31, 40),
    (61, 31, 41),
    (71, 36, 48),
    (82, 42, 55),
    (91, 46, 61),
]


def judged(kind: MajorityKind, votes: Tally, members: int = 71, rules: RuleBook = SACHSEN) -> Verdict:
    return verdict(rules, kind, votes, members)


class TestSimpleMajority:
    """SächsGemO § 39 Abs. 6: Mehrheit der Stimmen; Enthaltungen zählen nicht; Stimmengleichheit lehnt ab."""

    @pytest.mark.parametrize(
        ("votes", "outcome"),
        [
            pytest.param(tally(2, 1), CARRIED, id="one-more-yes"),
            pytest.param(tally(1, 0, 70), CARRIED, id="one-yes-and-all-others-abstain"),
            pytest.param(tally(31, 21, 8), CARRIED, id="an-ordinary-evening"),
            pytest.param(tally(7, 7), REJECTED, id="tie"),
            pytest.param(tally(35, 35, 1), REJECTED, id="tie-with-one-abstaining"),
            pytest.param(tally(1, 2), REJECTED, id="one-more-no"),
            pytest.param(tally(0, 0, 20), REJECTED, id="all-abstain"),
            pytest.param(tally(), REJECTED, id="nobody-votes"),
            pytest.param(tally(1), CARRIED, id="all-but-one-recused"),
        ],
    )
    def test_counts_yes_against_no(self, votes: Tally, outcome: Outcome) -> None:
        assert simple_majority(votes) is outcome

    @given(votes=tallies)
    def test_abstentions_never_change_the_outcome(self, votes: Tally) -> None:
        assert simple_majority(votes) is simple_majority(replace(votes, abstain=0))

    @given(yes=counts, no=counts)
    def test_yes_and_no_are_never_both_in_the_majority(self, yes: int, no: int) -> None:
        assert (simple_majority(tally(yes, no)), simple_majority(tally(no, yes))) != (CARRIED, CARRIED)

    @given(votes=tallies)
    def test_one_more_yes_never_turns_a_motion_down(self, votes: Tally) -> None:
        more = simple_majority(replace(votes, yes=votes.yes + 1))

        assert more is CARRIED or simple_majority(votes) is REJECTED

    @given(votes=tallies, members=seats)
    def test_the_verdict_says_how_many_yes_were_needed(self, votes: Tally, members: int) -> None:
        said = judged(MajorityKind.SIMPLE, votes, members)

        assert said.needed == votes.no + 1
        assert (said.outcome is CARRIED) == (votes.yes >= said.needed)

    @given(votes=tallies)
    def test_the_base_is_the_votes_for_and_against(self, votes: Tally) -> None:
        assert judged(MajorityKind.SIMPLE, votes).base == votes.yes + votes.no

    @pytest.mark.parametrize(
        "votes", [tally(), tally(7, 7), tally(0, 0, 5)], ids=["nobody", "even", "abstain"]
    )
    def test_equal_numbers_are_named_a_tie(self, votes: Tally) -> None:
        assert judged(MajorityKind.SIMPLE, votes).tie

    def test_a_decided_ballot_is_no_tie(self) -> None:
        assert not judged(MajorityKind.SIMPLE, tally(8, 7)).tie

    def test_the_verdict_cites_its_paragraph(self) -> None:
        assert judged(MajorityKind.SIMPLE, tally(1)).norm == "§ 39 Abs. 6 SächsGemO"


class TestMajorityOfMembers:
    """SächsGemO § 38 Abs. 2: Mehrheit aller Mitglieder, gleich wie viele abstimmen."""

    @pytest.mark.parametrize(
        ("votes", "outcome"),
        [
            pytest.param(tally(36), CARRIED, id="thirty-six-of-seventy-one"),
            pytest.param(tally(35), REJECTED, id="one-short"),
            pytest.param(tally(35, 0, 36), REJECTED, id="abstaining-works-like-no"),
            pytest.param(tally(36, 35), CARRIED, id="everybody-votes"),
            pytest.param(tally(), REJECTED, id="nobody-votes"),
        ],
    )
    def test_needs_more_than_half_of_all_members(self, votes: Tally, outcome: Outcome) -> None:
        assert judged(MajorityKind.OF_MEMBERS, votes).outcome is outcome

    @pytest.mark.parametrize(("base", "needed"), [(base, half) for base, half, _ in VECTORS])
    def test_more_than_half_is_exact_for_odd_and_even_numbers(self, base: int, needed: int) -> None:
        assert more_than_half(base) == needed

    @given(base=counts)
    def test_more_than_half_is_the_smallest_number_above_the_half(self, base: int) -> None:
        assert more_than_half(base) > Fraction(base, 2) >= more_than_half(base) - 1

    @given(votes=tallies, members=seats)
    def test_the_base_is_always_all_members(self, votes: Tally, members: int) -> None:
        assert judged(MajorityKind.OF_MEMBERS, votes, members).base == members

    def test_the_verdict_cites_its_paragraph(self) -> None:
        assert judged(MajorityKind.OF_MEMBERS, tally(36)).norm == "§ 38 Abs. 2 SächsGemO"


class TestTwoThirds:
    """Hauptsatzung oder Geschäftsordnung: mindestens zwei Drittel, nie aus 0,667 gerechnet."""

    @pytest.mark.parametrize(("base", "needed"), [(base, thirds) for base, _, thirds in VECTORS])
    def test_two_thirds_are_exact(self, base: int, needed: int) -> None:
        assert two_thirds(base) == needed

    @given(base=counts)
    def test_two_thirds_are_the_smallest_number_that_is_enough(self, base: int) -> None:
        assert two_thirds(base) >= Fraction(2 * base, 3) > two_thirds(base) - 1

    @pytest.mark.parametrize(
        ("votes", "outcome"),
        [
            pytest.param(tally(48), CARRIED, id="forty-eight-of-seventy-one"),
            pytest.param(tally(47, 0, 24), REJECTED, id="one-short"),
            pytest.param(tally(), REJECTED, id="nobody-votes"),
        ],
    )
    def test_saxony_reckons_from_all_members(self, votes: Tally, outcome: Outcome) -> None:
        assert judged(MajorityKind.TWO_THIRDS, votes).outcome is outcome

    def test_forty_of_sixty_are_two_thirds(self) -> None:
        assert judged(MajorityKind.TWO_THIRDS, tally(40, 20), 60).outcome is CARRIED

    @pytest.mark.parametrize(
        ("votes", "outcome"),
        [
            pytest.param(tally(40, 20, 11), CARRIED, id="forty-of-sixty"),
            pytest.param(tally(39, 21), REJECTED, id="one-short"),
            pytest.param(tally(0, 0, 71), REJECTED, id="base-nought-carries-nothing"),
            pytest.param(tally(1, 0, 70), CARRIED, id="one-of-one"),
        ],
    )
    def test_a_rule_set_may_reckon_from_the_votes_cast(self, votes: Tally, outcome: Outcome) -> None:
        rule = replace(SACHSEN.majorities[MajorityKind.TWO_THIRDS], value=Base.CAST)
        rules = replace(SACHSEN, majorities={**SACHSEN.majorities, MajorityKind.TWO_THIRDS: rule})

        assert judged(MajorityKind.TWO_THIRDS, votes, rules=rules).outcome is outcome


class TestEveryMajority:
    """Was für jede Mehrheit gilt."""

    @given(votes=tallies, members=seats)
    def test_no_motion_is_carried_without_a_yes(self, votes: Tally, members: int) -> None:
        without = replace(votes, yes=0)

        assert {judged(kind, without, members).outcome for kind in MajorityKind} == {REJECTED}

    @given(votes=tallies, members=seats)
    def test_two_thirds_of_the_members_include_their_majority(self, votes: Tally, members: int) -> None:
        carried = judged(MajorityKind.TWO_THIRDS, votes, members).outcome is CARRIED
        more_than_two = members > 2

        assert not (carried and more_than_two) or (
            judged(MajorityKind.OF_MEMBERS, votes, members).outcome is CARRIED
        )

    @given(votes=tallies, members=seats)
    def test_carried_means_that_the_needed_yes_were_there(self, votes: Tally, members: int) -> None:
        said = [judged(kind, votes, members) for kind in MajorityKind]

        assert all((v.outcome is CARRIED) == (votes.yes >= v.needed) for v in said)

    @given(votes=tallies)
    def test_cast_is_the_sum_of_all_three(self, votes: Tally) -> None:
        assert votes.cast == votes.yes + votes.no + votes.abstain
