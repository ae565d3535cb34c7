"""When a motion is carried: each rule by its paragraph, exact integers only."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from council.agenda import Abstention, Base, MajorityKind
from council.ballots import Choice, Outcome, Tally
from council.majority import Verdict, majority_of, more_than_half, simple_majority, two_thirds, verdict
from council.rule_reading import rulebook_of
from council.rulebook import Certainty, RuleBook, Tie
from tests.council.evening import RULES, tally
from tests.council.strategies import counts, seats, tallies

SACHSEN = rulebook_of(RULES)
CARRIED, REJECTED = Outcome.CARRIED, Outcome.REJECTED
PLAIN = [kind for kind in MajorityKind if kind is not MajorityKind.SHARE]

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
        rule = replace(SACHSEN.majority_two_thirds, value=Base.CAST)
        rules = replace(SACHSEN, rules={**SACHSEN.rules, "majority.two_thirds": rule})

        assert judged(MajorityKind.TWO_THIRDS, votes, rules=rules).outcome is outcome

    def test_a_motion_may_name_its_own_base(self) -> None:
        said = verdict(SACHSEN, MajorityKind.TWO_THIRDS, tally(40, 20, 11), 71, of=Base.CAST)

        assert (said.outcome, said.needed, said.base) == (CARRIED, 40, 60)


class TestOtherShares:
    """Auftrag Teil 3: Anwesende, drei Viertel, jeder andere Bruchteil; genaue ganze Zahlen."""

    @pytest.mark.parametrize(
        ("kind", "share", "of", "votes", "outcome", "needed"),
        [
            pytest.param(MajorityKind.OF_PRESENT, "", None, tally(31, 0, 29), CARRIED, 31, id="present"),
            pytest.param(MajorityKind.OF_PRESENT, "", None, tally(30, 0, 30), REJECTED, 31, id="half"),
            pytest.param(MajorityKind.THREE_QUARTERS, "", None, tally(54), CARRIED, 54, id="quarters"),
            pytest.param(MajorityKind.THREE_QUARTERS, "", None, tally(53), REJECTED, 54, id="one-short"),
            pytest.param(MajorityKind.SHARE, "3/5", Base.PRESENT, tally(36, 24), CARRIED, 36, id="fifths"),
            pytest.param(MajorityKind.SHARE, "3/5", Base.PRESENT, tally(35, 25), REJECTED, 36, id="fewer"),
            pytest.param(
                MajorityKind.SHARE, "1/2", Base.CAST, tally(6, 5), CARRIED, 6, id="half-is-exceeded"
            ),
            pytest.param(MajorityKind.SHARE, "1/1", Base.MEMBERS, tally(71), CARRIED, 71, id="everybody"),
            pytest.param(
                MajorityKind.SHARE, "1/2", Base.CAST, tally(8, 2), CARRIED, 3, id="half-of-the-votes"
            ),
            pytest.param(MajorityKind.SHARE, "1/3", Base.CAST, tally(4, 6), CARRIED, 4, id="a-third-of-them"),
            pytest.param(MajorityKind.SHARE, "1/3", Base.CAST, tally(3, 6), REJECTED, 4, id="not-a-third"),
        ],
    )
    def test_each_has_its_number(
        self, kind: MajorityKind, share: str, of: Base | None, votes: Tally, outcome: Outcome, needed: int
    ) -> None:
        said = verdict(SACHSEN, kind, votes, 71, present=60, share=share, of=of)

        assert (said.outcome, said.needed) == (outcome, needed)

    @pytest.mark.parametrize("share", ["0/1", "4/3", "-1/2"])
    def test_an_impossible_share_is_none(self, share: str) -> None:
        with pytest.raises(ValueError, match=share):
            majority_of(SACHSEN, MajorityKind.SHARE, share)

    def test_a_share_that_names_its_base_is_settled(self) -> None:
        assert majority_of(SACHSEN, MajorityKind.SHARE, "3/5", Base.PRESENT).settled

    def test_what_the_set_leaves_open_is_not(self) -> None:
        assert not majority_of(SACHSEN, MajorityKind.TWO_THIRDS).settled

    @pytest.mark.parametrize("kind", MajorityKind)
    @pytest.mark.parametrize("of", [None, Base.PRESENT])
    def test_only_its_own_base_settles_what_nobody_knows(self, kind: MajorityKind, of: Base | None) -> None:
        unknown = replace(SACHSEN.majority(kind), certainty=Certainty.UNSETTLED)
        paths = {path: unknown for path in SACHSEN.rules if path.startswith("majority.")}
        rules = replace(SACHSEN, rules={**SACHSEN.rules, **paths})
        settled = majority_of(rules, kind, "3/5", of).settled

        assert settled is (of is not None and kind is not MajorityKind.SIMPLE)

    @pytest.mark.parametrize("kind", MajorityKind)
    def test_what_the_set_has_settled_stays_so(self, kind: MajorityKind) -> None:
        known = replace(SACHSEN.majority(kind), certainty=Certainty.READ)
        paths = {path: known for path in SACHSEN.rules if path.startswith("majority.")}

        assert majority_of(replace(SACHSEN, rules={**SACHSEN.rules, **paths}), kind, "3/5").settled

    def test_unsaid_nobody_was_present(self) -> None:
        said = verdict(SACHSEN, MajorityKind.OF_PRESENT, tally(1), 71)

        assert (said.base, said.needed) == (0, 1)


class TestAbstentions:
    """Auftrag Teil 3: Enthaltungen bleiben außer Betracht, zählen als Nein, oder sind nicht zugelassen."""

    @pytest.mark.parametrize(
        ("counted", "votes", "outcome"),
        [
            pytest.param(Abstention.EXCLUDED, tally(3, 2, 5), CARRIED, id="excluded"),
            pytest.param(Abstention.COUNTS_AS_NO, tally(3, 2, 5), REJECTED, id="counted-as-no"),
            pytest.param(Abstention.COUNTS_AS_NO, tally(6, 2, 3), CARRIED, id="more-than-both"),
            pytest.param(Abstention.COUNTS_AS_NO, tally(5, 2, 3), REJECTED, id="as-many-as-both"),
            pytest.param(Abstention.NOT_ALLOWED, tally(3, 2), CARRIED, id="not-allowed"),
        ],
    )
    def test_change_the_outcome_as_the_set_says(
        self, counted: Abstention, votes: Tally, outcome: Outcome
    ) -> None:
        said = verdict(SACHSEN, MajorityKind.SIMPLE, votes, 71, abstention=counted)

        assert said.outcome is outcome

    def test_counted_as_no_they_are_part_of_the_base(self) -> None:
        said = verdict(SACHSEN, MajorityKind.SIMPLE, tally(6, 2, 3), 71, abstention=Abstention.COUNTS_AS_NO)

        assert (said.needed, said.base) == (6, 11)

    def test_unsaid_the_set_decides(self) -> None:
        rule = replace(SACHSEN.abstention, value=Abstention.COUNTS_AS_NO)
        rules = replace(SACHSEN, rules={**SACHSEN.rules, "majority.abstention": rule})

        assert verdict(rules, MajorityKind.SIMPLE, tally(3, 2, 5), 71).outcome is REJECTED


class TestTie:
    """Stimmengleichheit: abgelehnt, oder die Stimme des Vorsitzes gibt den Ausschlag."""

    CASTING = replace(SACHSEN, rules={**SACHSEN.rules, "majority.tie": replace(SACHSEN.tie, value=Tie.CHAIR)})

    @pytest.mark.parametrize(
        ("chair", "outcome", "casting"),
        [
            pytest.param(Choice.YES, CARRIED, True, id="yes"),
            pytest.param(Choice.NO, REJECTED, True, id="no"),
            pytest.param(Choice.ABSTAIN, REJECTED, False, id="abstained"),
            pytest.param(None, REJECTED, False, id="did-not-vote"),
        ],
    )
    def test_the_chairs_vote_decides_where_the_set_says_so(
        self, chair: Choice | None, outcome: Outcome, casting: bool
    ) -> None:
        said = verdict(self.CASTING, MajorityKind.SIMPLE, tally(4, 4), 9, chair=chair)

        assert (said.outcome, said.casting, said.tie) == (outcome, casting, True)

    def test_a_tie_is_one_however_many_have_voted(self) -> None:
        said = verdict(self.CASTING, MajorityKind.SIMPLE, tally(300, 300), 601, chair=Choice.YES)

        assert (said.outcome, said.tie, said.casting) == (CARRIED, True, True)

    def test_a_verdict_unsaid_is_no_tie_and_nobody_cast_a_vote_in_it(self) -> None:
        said = Verdict(outcome=CARRIED, majority=MajorityKind.SIMPLE, needed=1, base=1, norm="")

        assert (said.tie, said.casting) == (False, False)

    def test_it_decides_ties_only(self) -> None:
        said = verdict(self.CASTING, MajorityKind.SIMPLE, tally(3, 4), 9, chair=Choice.YES)

        assert (said.outcome, said.casting) == (REJECTED, False)

    def test_nought_to_nought_is_decided_by_nobody(self) -> None:
        assert verdict(self.CASTING, MajorityKind.SIMPLE, tally(), 9, chair=Choice.YES).outcome is REJECTED

    def test_in_saxony_it_decides_nothing(self) -> None:
        said = verdict(SACHSEN, MajorityKind.SIMPLE, tally(4, 4), 9, chair=Choice.YES)

        assert (said.outcome, said.casting) == (REJECTED, False)

    def test_a_tie_that_was_decided_cites_the_rule_about_ties(self) -> None:
        said = verdict(self.CASTING, MajorityKind.SIMPLE, tally(4, 4), 9, chair=Choice.YES)

        assert said.norm == self.CASTING.tie.norm


class TestEveryMajority:
    """Was für jede Mehrheit gilt."""

    @given(votes=tallies, members=seats)
    def test_no_motion_is_carried_without_a_yes(self, votes: Tally, members: int) -> None:
        without = replace(votes, yes=0)

        assert {judged(kind, without, members).outcome for kind in PLAIN} == {REJECTED}

    @given(votes=tallies, members=seats)
    def test_two_thirds_of_the_members_include_their_majority(self, votes: Tally, members: int) -> None:
        carried = judged(MajorityKind.TWO_THIRDS, votes, members).outcome is CARRIED
        more_than_two = members > 2

        assert not (carried and more_than_two) or (
            judged(MajorityKind.OF_MEMBERS, votes, members).outcome is CARRIED
        )

    @given(votes=tallies, members=seats)
    def test_carried_means_that_the_needed_yes_were_there(self, votes: Tally, members: int) -> None:
        said = [judged(kind, votes, members) for kind in PLAIN]

        assert all((v.outcome is CARRIED) == (votes.yes >= v.needed) for v in said)

    @given(votes=tallies)
    def test_cast_is_the_sum_of_all_three(self, votes: Tally) -> None:
        assert votes.cast == votes.yes + votes.no + votes.abstain
