"""Elections and choices by themselves: what each round means, from what it is reckoned, by which paragraph.

Who is elected with which counts stands in the vectors; here stands the rest of the verdict.
"""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.agenda import BallotForm, BallotKind, Base, ItemKind, MajorityKind
from council.ballots import Ballot, Following, Option, Outcome, Round, Tally
from council.election import (
    ElectionVerdict,
    elect_one,
    elect_several,
    election_verdict,
    first_round,
    into_runoff,
    ranking,
    votes_for,
)
from council.ids import NOBODY, BallotId
from council.quorum import QuorumCount
from council.rule_reading import rulebook_of
from council.rulebook import FirstRound, RuleBook
from tests.council.evening import RULES, STARTS, members

SACHSEN = rulebook_of(RULES)
ELEVEN = members(11)


def rules(**values: Any) -> RuleBook:
    """Saxony's rules with other values for elections."""
    changed = dict(SACHSEN.rules)
    for name, value in values.items():
        changed[f"election.{name}"] = replace(changed[f"election.{name}"], value=value)
    return replace(SACHSEN, rules=changed)


def ballot(
    *votes: int, stage: Round = Round.FIRST, form: BallotForm = BallotForm.ELECTION, **more: Any
) -> Ballot:
    """A closed ballot of eleven people with so many votes for each option."""
    quorum = QuorumCount(seats=13, required=7, names=ELEVEN, recused=0, norm="")
    values: dict[str, Any] = {"tally": Tally(options=votes), "majority": MajorityKind.SIMPLE, "places": 1}
    options = tuple(Option(number=n, name=f"Person {n}") for n in range(1, len(votes) + 1))
    return Ballot(
        id=BallotId(1),
        item="4",
        title="Wahl",
        object="",
        item_kind=ItemKind.ELECTION,
        procedural=False,
        public=True,
        kind=BallotKind.OPEN,
        round=1,
        electorate=ELEVEN,
        recused=(),
        opened_at=STARTS,
        opened_by=NOBODY,
        quorum_at_opening=quorum,
        quorum_at_closing=quorum,
        form=form,
        stage=stage,
        **({"options": options} | values | more),
    )


def single(yes: int, no: int, stage: Round = Round.FIRST, **more: Any) -> Ballot:
    """A closed round of an election with one candidate."""
    return ballot(
        stage=stage, options=(Option(number=1, name="Person 1"),), tally=Tally(yes=yes, no=no, **more)
    )


def apart(number: int) -> int:
    """A number as counting makes it: equal to others, but a value of its own."""
    return int(str(number))


def judged(asked: Ballot, book: RuleBook = SACHSEN, **more: Any) -> ElectionVerdict:
    """The verdict in a council of thirteen."""
    return election_verdict(book, asked, members=13, **more)


class TestOutcome:
    """SächsGemO § 39 Abs. 7: gewählt, oder noch ohne Entscheidung, oder am Ende niemand."""

    @pytest.mark.parametrize(
        ("elected", "following", "outcome"),
        [
            ((1,), Following.NOTHING, Outcome.ELECTED),
            ((1,), Following.LOT, Outcome.ELECTED),
            ((1,), Following.ANEW, Outcome.ELECTED),
            ((), Following.ANEW, Outcome.REJECTED),
            ((), Following.RUNOFF, Outcome.UNDECIDED),
            ((), Following.SECOND, Outcome.UNDECIDED),
            ((), Following.LOT, Outcome.UNDECIDED),
            ((), Following.LOT_FOR_RUNOFF, Outcome.UNDECIDED),
        ],
    )
    def test_says_where_it_stands(
        self, elected: tuple[int, ...], following: Following, outcome: Outcome
    ) -> None:
        verdict = ElectionVerdict(elected=elected, needed=1, base=1, norm="", following=following)

        assert verdict.outcome is outcome


class TestArithmetic:
    """SächsGemO § 39 Abs. 7: erster Wahlgang aus den Anwesenden, danach aus den abgegebenen Stimmen."""

    def test_first_round_from_those_present(self) -> None:
        verdict = judged(ballot(6, 3))

        assert (verdict.needed, verdict.base, verdict.elected) == (6, 11, (1,))
        assert verdict.norm == SACHSEN.election_first.norm

    @pytest.mark.parametrize(
        ("first", "base", "needed"),
        [(FirstRound.PRESENT, 11, 6), (FirstRound.VALID, 8, 5), (FirstRound.MEMBERS, 13, 7)],
    )
    def test_first_round_from_what_the_set_says(self, first: FirstRound, base: int, needed: int) -> None:
        asked = ballot(4, 4, tally=Tally(options=(4, 4), abstain=2, invalid=1))
        verdict = judged(asked, rules(first_round=first))

        assert (verdict.base, verdict.needed) == (base, needed)
        assert (verdict.following, verdict.norm) == (Following.RUNOFF, SACHSEN.election_first.norm)

    def test_abstentions_and_invalid_papers_are_no_valid_votes(self) -> None:
        tally = Tally(yes=4, no=3, abstain=2, invalid=1)

        assert first_round(rules(first_round=FirstRound.VALID), single(4, 3), tally, 11, 13) == (7, 4)

    def test_run_off_by_one_vote_more(self) -> None:
        verdict = judged(ballot(4, 5, stage=Round.RUNOFF))

        assert (verdict.elected, verdict.needed, verdict.base) == ((2,), 5, 9)
        assert verdict.norm == SACHSEN.election_runoff.norm

    def test_equal_votes_in_the_run_off_cite_the_rule_about_the_lot(self) -> None:
        verdict = judged(ballot(4, 4, stage=Round.RUNOFF))

        assert (verdict.needed, verdict.base, verdict.following) == (5, 8, Following.LOT)
        assert (verdict.norm, verdict.candidates) == (SACHSEN.election_lot.norm, (1, 2))

    @pytest.mark.parametrize("each", [1, 4, 5, 300])
    def test_one_more_than_the_equal_votes_would_have_elected(self, each: int) -> None:
        verdict = judged(ballot(each, apart(each), stage=Round.RUNOFF))

        assert (verdict.needed, verdict.following) == (each + 1, Following.LOT)

    def test_one_candidate_in_the_first_round(self) -> None:
        verdict = judged(single(5, 0, abstain=6))

        assert (verdict.needed, verdict.base, verdict.following) == (6, 11, Following.SECOND)
        assert (verdict.norm, verdict.candidates) == (SACHSEN.election_first.norm, (1,))

    @pytest.mark.parametrize(
        ("yes", "no", "elected", "candidates"), [(5, 4, (1,), ()), (4, 4, (), (1,)), (0, 0, (), (1,))]
    )
    def test_one_candidate_in_the_second_round(
        self, yes: int, no: int, elected: tuple[int, ...], candidates: tuple[int, ...]
    ) -> None:
        verdict = judged(single(yes, no, Round.SECOND))

        assert (verdict.needed, verdict.base, verdict.elected) == (no + 1, yes + no, elected)
        assert (verdict.norm, verdict.candidates) == (SACHSEN.election_second.norm, candidates)
        assert verdict.following is (Following.NOTHING if elected else Following.ANEW)

    def test_several_places_from_the_papers(self) -> None:
        asked = ballot(9, 4, 2, places=2, tally=Tally(options=(9, 4, 2), abstain=1, invalid=1))
        verdict = judged(asked, rules(first_round=FirstRound.VALID))

        assert (verdict.needed, verdict.base, verdict.elected) == (5, 9, (1,))
        assert (verdict.following, verdict.norm) == (Following.ANEW, SACHSEN.election_first.norm)

    @pytest.mark.parametrize("votes", [(9, 8, 8), (9, 8, 7), (8, 8, 2)])
    def test_of_several_places_every_verdict_cites_the_first_round(self, votes: tuple[int, ...]) -> None:
        verdict = judged(ballot(*votes, places=2))

        assert (verdict.needed, verdict.base, verdict.norm) == (6, 11, SACHSEN.election_first.norm)

    def test_those_present_may_be_said(self) -> None:
        assert judged(ballot(6, 3), present=13).needed == 7

    def test_of_two_with_enough_votes_it_is_the_one_with_more(self) -> None:
        assert judged(ballot(2, 3), present=0).elected == (2,)

    def test_none_present_is_a_number_too(self) -> None:
        assert judged(ballot(1, 0), present=0).base == 0

    def test_a_ballot_that_was_never_counted_elects_nobody(self) -> None:
        assert judged(ballot(0, 0, tally=None)).following is Following.ANEW


class TestWhatASetMayLackOf:
    """Auftrag Teil 3, 4: nicht jedes Land kennt Stichwahl, Los und zweiten Wahlgang."""

    def test_without_a_run_off_it_is_a_new_election(self) -> None:
        verdict = judged(ballot(5, 4), rules(runoff=False))

        assert (verdict.following, verdict.candidates) == (Following.ANEW, ())
        assert (verdict.needed, verdict.base, verdict.norm) == (6, 11, SACHSEN.election_first.norm)

    def test_without_a_lot_equal_votes_are_a_new_election(self) -> None:
        verdict = judged(ballot(4, 4, stage=Round.RUNOFF), rules(lot=False))

        assert (verdict.following, verdict.candidates) == (Following.ANEW, (1, 2))

    def test_a_run_off_without_any_vote_is_not_for_the_lot(self) -> None:
        assert judged(ballot(0, 0, stage=Round.RUNOFF)).following is Following.ANEW

    def test_without_a_second_round_the_only_candidate_has_failed(self) -> None:
        assert judged(single(5, 5), rules(single_second_round=False)).following is Following.ANEW

    def test_nobody_voted_for_anybody(self) -> None:
        verdict = judged(ballot(0, 0, 0))

        assert (verdict.following, verdict.candidates, verdict.outcome) == (
            Following.ANEW,
            (),
            Outcome.REJECTED,
        )


class TestRanking:
    """Die Reihenfolge nach Stimmen; gleiche in der Reihenfolge des Stimmzettels."""

    def test_most_votes_first(self) -> None:
        asked = ballot(2, 5, 2, 4)

        assert ranking(asked, Tally(options=(2, 5, 2, 4))) == [2, 4, 1, 3]

    def test_votes_belong_to_the_number_and_not_to_the_place(self) -> None:
        options = tuple(Option(number=n, name=str(n)) for n in (4, 2, 6))
        asked = ballot(1, 2, 3, options=options)
        tally = Tally(options=(1, 2, 3))

        assert [votes_for(asked, tally, n) for n in (4, 2, 6)] == [1, 2, 3]
        assert ranking(asked, tally) == [6, 2, 4]

    def test_counts_that_are_missing_are_none(self) -> None:
        asked = ballot(1, 2, 3)

        assert [votes_for(asked, Tally(options=(7, 8)), n) for n in (1, 2, 3)] == [7, 8, 0]

    @given(votes=st.lists(st.integers(0, 4), min_size=2, max_size=6))
    def test_nobody_who_is_through_has_fewer_votes_than_one_who_is_not(self, votes: list[int]) -> None:
        asked = ballot(*votes)
        through, drawn = into_runoff(asked, Tally(options=tuple(votes)))
        left = [votes[n - 1] for n in range(1, len(votes) + 1) if n not in (*through, *drawn)]

        assert len(through) == 2 if not drawn else len(through) < 2 < len(through) + len(drawn)
        assert not set(through) & set(drawn)
        assert len({votes[n - 1] for n in drawn}) <= 1
        assert max(left, default=0) <= min(votes[n - 1] for n in (*through, *drawn))

    @given(votes=st.lists(st.integers(0, 11), min_size=2, max_size=6))
    def test_at_most_one_is_elected_and_by_more_than_half(self, votes: list[int]) -> None:
        present = max(sum(votes), 1)
        verdict = elect_one(SACHSEN, ballot(*votes), Tally(options=tuple(votes)), present, 13)

        assert len(verdict.elected) <= 1
        assert (not verdict.elected) is all(2 * count <= present for count in votes)
        assert all(votes[n - 1] * 2 > present for n in verdict.elected)

    @given(
        votes=st.lists(st.integers(0, 11), min_size=2, max_size=8),
        places=st.integers(2, 4),
    )
    def test_never_more_are_elected_than_there_are_places(self, votes: list[int], places: int) -> None:
        verdict = elect_several(SACHSEN, ballot(*votes, places=places), Tally(options=tuple(votes)), 11, 13)

        assert len(verdict.elected) <= places
        assert len(verdict.elected) + len(verdict.candidates) > places or not verdict.candidates
        assert all(votes[n - 1] >= 6 for n in (*verdict.elected, *verdict.candidates))


class TestLargeNumbers:
    """Keine Zahl ist zu groß: gleiche Stimmen sind gleich, auch wenn es Hunderte sind."""

    def test_equal_hundreds_share_the_last_place_of_the_run_off(self) -> None:
        votes = (900, apart(400), apart(400), 300)

        assert into_runoff(ballot(*votes), Tally(options=votes)) == ((1,), (2, 3))

    def test_and_the_last_of_several_places(self) -> None:
        votes = (900, apart(600), apart(600), 300)
        verdict = elect_several(SACHSEN, ballot(*votes, places=2), Tally(options=votes), 1100, 2000)

        assert (verdict.elected, verdict.following, verdict.candidates) == ((1,), Following.LOT, (2, 3))

    @pytest.mark.parametrize("places", [299, 300])
    def test_as_many_places_as_candidates_with_enough_votes(self, places: int) -> None:
        votes = (9,) * places + (1,)
        verdict = elect_several(SACHSEN, ballot(*votes, places=places), Tally(options=votes), 11, 13)

        assert (len(verdict.elected), verdict.following) == (places, Following.NOTHING)

    def test_three_hundred_places_with_one_tie_at_the_end_that_fits(self) -> None:
        votes = (9,) * 298 + (8, 8) + (7,)
        verdict = elect_several(SACHSEN, ballot(*votes, places=300), Tally(options=votes), 11, 13)

        assert (len(verdict.elected), verdict.following) == (300, Following.NOTHING)

    def test_three_hundred_alternatives_that_are_all_equal_gain_nothing(self) -> None:
        verdict = judged(ballot(*(3,) * 300, form=BallotForm.ALTERNATIVES))

        assert (verdict.following, verdict.candidates) == (Following.ANEW, ())


class TestChoice:
    """Auftrag Teil 4: Auswahl unter Alternativen; nach der Mehrheit, die der Punkt verlangt."""

    def chosen(self, *votes: int, stage: Round = Round.FIRST, **more: Any) -> ElectionVerdict:
        return judged(ballot(*votes, stage=stage, form=BallotForm.ALTERNATIVES, **more))

    def test_by_more_than_half_of_the_votes(self) -> None:
        verdict = self.chosen(5, 3, 1)

        assert (verdict.elected, verdict.needed, verdict.base) == ((1,), 5, 9)
        assert verdict.norm == SACHSEN.majority_simple.norm

    @pytest.mark.parametrize(
        ("kind", "base", "needed"),
        [
            (MajorityKind.OF_PRESENT, 11, 6),
            (MajorityKind.OF_MEMBERS, 13, 7),
            (MajorityKind.TWO_THIRDS, 13, 9),
        ],
    )
    def test_or_by_the_majority_of_the_item(self, kind: MajorityKind, base: int, needed: int) -> None:
        verdict = self.chosen(5, 4, majority=kind)

        assert (verdict.base, verdict.needed, verdict.following) == (base, needed, Following.RUNOFF)
        assert verdict.norm == SACHSEN.majority(kind).norm

    def test_or_by_any_share_of_it(self) -> None:
        verdict = self.chosen(5, 4, majority=MajorityKind.SHARE, share="3/5", of=Base.CAST)

        assert (verdict.base, verdict.needed) == (9, 6)

    def test_a_tie_of_all_is_not_voted_on_once_more(self) -> None:
        verdict = self.chosen(3, 3, 3)

        assert (verdict.following, verdict.candidates) == (Following.ANEW, ())
        assert (verdict.needed, verdict.base, verdict.norm) == (5, 9, SACHSEN.majority_simple.norm)

    def test_a_tie_of_two_is(self) -> None:
        verdict = self.chosen(4, 4)

        assert (verdict.following, verdict.candidates) == (Following.RUNOFF, (1, 2))

    def test_in_the_second_ballot_a_tie_rejects_both(self) -> None:
        verdict = self.chosen(4, 4, stage=Round.RUNOFF)

        assert (verdict.following, verdict.outcome) == (Following.ANEW, Outcome.REJECTED)

    def test_one_alternative_is_put_to_the_vote_like_several(self) -> None:
        verdict = self.chosen(3)

        assert verdict.elected == (1,)

    def test_a_ballot_without_alternatives_chooses_none(self) -> None:
        assert self.chosen(tally=Tally()).elected == ()
