"""Elections and choices among alternatives: rounds, run-off, lot, paper."""

from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.agenda import BallotForm, BallotKind, ItemStatus
from council.ballots import OPTION_CHOICES, Choice, Following, Outcome, Phase, Round
from council.ids import MemberId
from council.rulebook import Format
from tests.council.evening import (
    ABSTAIN,
    ADA,
    BEN,
    CHAIR,
    CLERK,
    GUEST,
    NO,
    SECOND,
    STAFF,
    YES,
    Evening,
    in_presence,
    rules_with,
    slips,
)

ONE, TWO, THREE = OPTION_CHOICES[:3]
NAMES = ("Anna Alt", "Bernd Berg", "Cora Chor")


def elects(*votes: Choice, names: tuple[str, ...] = NAMES, **more: str) -> Evening:
    """An election on item 4 in the hall in which the electorate votes so; closed and declared."""
    evening = in_presence(11, 11, **more)
    evening.does(CHAIR, cmd.OpenElection, item="4", candidates=names)
    return poll(evening, *votes)


def poll(evening: Evening, *votes: Choice) -> Evening:
    """Let the electorate vote so in the ballot opened last; close and declare it."""
    for member, choice in zip(evening.ballot.electorate, votes, strict=False):
        evening.vote(member, choice)
    evening.declares()
    return evening


class TestFirstRound:
    """SächsGemO § 39 Abs. 7: Gewählt ist, wer die Mehrheit der anwesenden Stimmberechtigten erhält."""

    def test_the_card_offers_the_candidates_by_number(self) -> None:
        evening = in_presence()
        _, opened = evening.does(CHAIR, cmd.OpenElection, item="4", candidates=NAMES)

        assert isinstance(opened, ev.BallotOpened)
        assert opened.form is BallotForm.ELECTION
        assert [(o.number, o.name) for o in opened.options] == [*enumerate(NAMES, 1)]
        assert evening.ballot.choices == (ONE, TWO, THREE, ABSTAIN)

    def test_more_than_half_of_those_present_elect(self) -> None:
        evening = elects(*[ONE] * 6, *[TWO] * 5)

        assert (evening.ballot.outcome, evening.ballot.elected) == (Outcome.ELECTED, (1,))
        assert (evening.ballot.needed, evening.ballot.base) == (6, 11)

    def test_whoever_abstains_or_gives_no_vote_works_like_a_no(self) -> None:
        evening = elects(*[ONE] * 5, ABSTAIN, ABSTAIN)

        assert evening.ballot.elected == ()
        assert evening.ballot.outcome is Outcome.UNDECIDED

    def test_nobody_with_more_than_half_calls_for_a_run_off_of_the_first_two(self) -> None:
        evening = elects(*[TWO] * 5, *[THREE] * 4, *[ONE] * 2)

        assert evening.ballot.following is Following.RUNOFF
        assert evening.ballot.candidates == (2, 3)

    def test_no_vote_at_all_calls_for_a_new_election(self) -> None:
        evening = elects(*[ABSTAIN] * 11)

        assert evening.ballot.following is Following.ANEW
        assert evening.refuses(errors.NoRoundWaits, CHAIR, cmd.OpenNextRound) == {"item": "4"}

    def test_the_item_waits_for_a_decision_until_somebody_is_elected(self) -> None:
        evening = elects(*[ONE] * 5, *[TWO] * 5)
        evening.does(CHAIR, cmd.CallItem, item="6")
        item = evening.sitting.agenda.get("4")

        assert item is not None
        assert item.status is ItemStatus.PENDING

    def test_once_somebody_is_elected_the_item_is_dealt_with(self) -> None:
        evening = elects(*[ONE] * 6)
        evening.does(CHAIR, cmd.CallItem, item="6")
        item = evening.sitting.agenda.get("4")

        assert item is not None
        assert item.status is ItemStatus.DEALT

    def test_a_member_may_change_their_choice(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=NAMES)
        evening.vote(ADA, ONE)
        evening.vote(ADA, TWO, rev=1)

        assert evening.ballot.count().options == (0, 1, 0)

    @pytest.mark.parametrize("choice", [YES, NO, OPTION_CHOICES[3]], ids=["yes", "no", "fourth"])
    def test_what_is_not_offered_is_no_vote(self, choice: Choice) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=NAMES)

        evening.refuses(errors.AlteredPress, ADA, cmd.CastVote, ballot=1, round=1, choice=choice)


class TestRunOff:
    """SächsGemO § 39 Abs. 7: Stichwahl zwischen den beiden mit den meisten Stimmen; sonst das Los."""

    def waiting(self) -> Evening:
        return elects(*[TWO] * 5, *[THREE] * 4, *[ONE] * 2)

    def test_the_two_are_numbered_anew(self) -> None:
        evening = self.waiting()
        evening.does(CHAIR, cmd.OpenNextRound)

        assert evening.ballot.stage is Round.RUNOFF
        assert [o.name for o in evening.ballot.options] == ["Bernd Berg", "Cora Chor"]

    def test_more_votes_are_enough(self) -> None:
        evening = self.waiting()
        evening.does(CHAIR, cmd.OpenNextRound)
        poll(evening, ONE, ONE, TWO, *[ABSTAIN] * 8)

        assert (evening.ballot.elected, evening.ballot.needed, evening.ballot.base) == ((1,), 2, 3)

    def test_equal_votes_are_for_the_lot(self) -> None:
        evening = self.waiting()
        evening.does(CHAIR, cmd.OpenNextRound)
        poll(evening, ONE, TWO)

        assert evening.ballot.following is Following.LOT
        assert evening.refuses(errors.LotFirst, CHAIR, cmd.OpenNextRound) == {"ballot": 2}

    def test_it_waits_while_other_items_are_called(self) -> None:
        evening = self.waiting()
        evening.does(CHAIR, cmd.CallItem, item="6")
        called, opened = evening.does(CHAIR, cmd.OpenNextRound)

        assert isinstance(called, ev.ItemCalled)
        assert isinstance(opened, ev.BallotOpened)
        assert called.item == "4"

    def test_declaring_and_going_on_stays_with_an_election_that_goes_on(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=NAMES)
        for member, choice in zip(evening.ballot.electorate, [ONE, ONE, TWO], strict=False):
            evening.vote(member, choice)
        evening.does(CHAIR, cmd.CloseBallot)
        evening.does(CHAIR, cmd.DeclareBallot, then_next=True)

        assert evening.sitting.item == "4"

    def test_no_round_waits_where_none_was_held(self) -> None:
        assert in_presence().refuses(errors.NoRoundWaits, CHAIR, cmd.OpenNextRound) == {"item": ""}

    def test_a_cancelled_run_off_is_held_again(self) -> None:
        evening = self.waiting()
        evening.does(CHAIR, cmd.OpenNextRound)
        evening.does(CHAIR, cmd.CancelBallot)
        evening.does(CHAIR, cmd.OpenNextRound)

        assert evening.ballot.stage is Round.RUNOFF


class TestLot:
    """Auftrag Teil 4: Das Los wird mit der Hand gezogen, vom Vorsitz eingetragen, mit einem Zeugen."""

    def tied(self) -> Evening:
        evening = elects(*[ONE] * 5, *[TWO] * 5, names=NAMES[:2])
        evening.does(CHAIR, cmd.OpenNextRound)
        return poll(evening, *[ONE] * 5, *[TWO] * 5)

    def test_elects_and_names_who_saw_it(self) -> None:
        evening = self.tied()
        evening.does(CHAIR, cmd.DrawLot, option=2, witness=BEN)
        (lot,) = evening.ballot.lots

        assert (evening.ballot.elected, evening.ballot.outcome) == ((2,), Outcome.ELECTED)
        assert (lot.option, lot.witness, lot.drawn_by) == (2, BEN, CHAIR)

    @pytest.mark.parametrize("witness", [CHAIR, STAFF], ids=["the-chair-itself", "somebody-absent"])
    def test_needs_another_person_who_is_present(self, witness: MemberId) -> None:
        self.tied().refuses(errors.WitnessNeeded, CHAIR, cmd.DrawLot, option=1, witness=witness)

    def test_falls_on_those_who_are_tied(self) -> None:
        values = self.tied().refuses(errors.NotSuchOption, CHAIR, cmd.DrawLot, option=3, witness=BEN)

        assert values == {"name": "3"}

    def test_is_drawn_once(self) -> None:
        evening = self.tied()
        evening.does(CHAIR, cmd.DrawLot, option=1, witness=BEN)

        evening.refuses(errors.NoLotWaits, CHAIR, cmd.DrawLot, option=2, witness=BEN)

    def test_decides_who_comes_into_the_run_off_where_three_are_tied(self) -> None:
        evening = elects(*[ONE] * 3, *[TWO] * 3, *[THREE] * 3)
        assert evening.ballot.following is Following.LOT_FOR_RUNOFF
        evening.does(CHAIR, cmd.DrawLot, option=3, witness=BEN)
        assert evening.ballot.candidates == (1, 2)
        evening.does(CHAIR, cmd.DrawLot, option=1, witness=BEN)

        assert (evening.ballot.following, evening.ballot.candidates) == (Following.RUNOFF, (1, 3))

    def test_decides_the_second_place_where_two_share_it(self) -> None:
        evening = elects(*[ONE] * 5, *[TWO] * 3, *[THREE] * 3)
        assert evening.ballot.candidates == (2, 3)
        evening.does(CHAIR, cmd.DrawLot, option=3, witness=BEN)
        evening.does(CHAIR, cmd.OpenNextRound)

        assert [o.name for o in evening.ballot.options] == ["Anna Alt", "Cora Chor"]


class TestOneCandidate:
    """SächsGemO § 39 Abs. 7: ein Bewerber; im zweiten Wahlgang genügt die Mehrheit der Stimmen."""

    def test_is_voted_on_with_yes_and_no(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=NAMES[:1])

        assert evening.ballot.choices == (YES, NO, ABSTAIN)

    @pytest.mark.parametrize(
        ("votes", "elected"),
        [
            pytest.param([YES] * 6 + [NO] * 5, (1,), id="more-than-half-of-those-present"),
            pytest.param([YES] * 5 + [NO] * 4, (), id="more-yes-than-no-is-not-enough"),
        ],
    )
    def test_needs_more_than_half_of_those_present(self, votes: list[Choice], elected: tuple[int]) -> None:
        assert elects(*votes, names=NAMES[:1]).ballot.elected == elected

    def test_in_the_second_round_more_yes_than_no_is_enough(self) -> None:
        evening = elects(*[YES] * 5, *[NO] * 4, names=NAMES[:1])
        evening.does(CHAIR, cmd.OpenNextRound)
        poll(evening, *[YES] * 2, NO)

        assert (evening.ballot.stage, evening.ballot.elected) == (Round.SECOND, (1,))

    def test_who_fails_twice_is_not_elected(self) -> None:
        evening = elects(*[YES] * 5, *[NO] * 5, names=NAMES[:1])
        evening.does(CHAIR, cmd.OpenNextRound)
        poll(evening, YES, NO)

        assert (evening.ballot.outcome, evening.ballot.following) == (Outcome.REJECTED, Following.ANEW)


class TestOnPaper:
    """Auftrag Teil 4: mehr Bewerber oder mehr Plätze auf Papier, von zwei Personen eingetragen."""

    SEVEN = tuple(f"Person {n}" for n in range(1, 8))

    def paper(self, **values: Any) -> Evening:
        evening = in_presence()
        asked: dict[str, Any] = {"item": "4", "candidates": self.SEVEN, **values}
        evening.does(CHAIR, cmd.OpenElection, **asked)
        return evening

    def counts(self, evening: Evening, *options: int, **more: Any) -> Evening:
        evening.does(CLERK, cmd.EnterHands, yes=None, no=0, abstain=0, options=options, **more)
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        evening.does(CHAIR, cmd.DeclareBallot)
        return evening

    def test_seven_candidates_are_for_paper_and_secret(self) -> None:
        ballot = self.paper().ballot

        assert (ballot.by_paper, ballot.by_hands, ballot.kind) == (True, True, BallotKind.SECRET)

    def test_a_press_is_no_vote_there(self) -> None:
        evening = self.paper()

        evening.refuses(errors.TakenByHands, ADA, cmd.CastVote, ballot=1, round=1, choice=ONE)

    def test_counts_elect_once_a_second_person_has_confirmed(self) -> None:
        evening = self.counts(self.paper(), 6, 5, 0, 0, 0, 0, 0)

        assert evening.ballot.elected == (1,)
        assert evening.ballot.hands is not None
        assert (evening.ballot.hands.entered_by, evening.ballot.hands.confirmed_by) == (CLERK, SECOND)

    def test_invalid_papers_count_as_present_and_for_nobody(self) -> None:
        evening = self.counts(self.paper(), 5, 3, 0, 0, 0, 0, 0, invalid=3)

        assert (evening.ballot.elected, evening.ballot.base) == ((), 11)

    @pytest.mark.parametrize(
        ("options", "more", "why"),
        [
            pytest.param((6, 5), {}, errors.WrongCounts, id="too-few-numbers"),
            pytest.param((6, -1, 0, 0, 0, 0, 0), {}, errors.WrongCounts, id="below-nought"),
            pytest.param((6, 5, 1, 0, 0, 0, 0), {}, errors.TooManyVotes, id="more-than-people"),
            pytest.param((6, 5, 0, 0, 0, 0, 0), {"invalid": 1}, errors.TooManyVotes, id="with-invalid"),
        ],
    )
    def test_counts_that_cannot_be_are_not_taken(
        self, options: tuple[int, ...], more: dict[str, int], why: type[errors.Refusal]
    ) -> None:
        evening = self.paper()

        evening.refuses(why, CLERK, cmd.EnterHands, yes=None, no=0, abstain=0, options=options, **more)

    def test_several_places_are_filled_by_those_with_more_than_half(self) -> None:
        evening = self.counts(self.paper(candidates=NAMES, places=2), 8, 7, 3)

        assert evening.ballot.elected == (1, 2)

    def test_equal_votes_for_the_last_place_are_for_the_lot(self) -> None:
        evening = self.counts(self.paper(candidates=NAMES, places=2), 8, 6, 6)
        assert (evening.ballot.elected, evening.ballot.candidates) == ((1,), (2, 3))
        evening.does(CHAIR, cmd.DrawLot, option=3, witness=BEN)

        assert (evening.ballot.elected, evening.ballot.following) == ((1, 3), Following.NOTHING)

    def test_places_left_over_are_elected_anew(self) -> None:
        evening = self.counts(self.paper(candidates=NAMES, places=2), 8, 5, 5)

        assert (evening.ballot.elected, evening.ballot.following) == ((1,), Following.ANEW)

    def test_one_paper_holds_as_many_votes_as_there_are_places(self) -> None:
        evening = self.paper(candidates=NAMES, places=2)

        evening.refuses(
            errors.TooManyVotes, CLERK, cmd.EnterHands, yes=None, no=0, abstain=0, options=(12, 5, 5)
        )

    def test_the_run_off_is_on_paper_as_well(self) -> None:
        evening = self.counts(self.paper(), 5, 4, 2, 0, 0, 0, 0)
        evening.does(CHAIR, cmd.OpenNextRound)

        assert evening.ballot.by_paper

    def test_paper_can_be_asked_for(self) -> None:
        assert self.paper(candidates=NAMES, paper=True).ballot.by_paper

    def test_where_a_set_allows_no_open_election_it_is_on_paper(self) -> None:
        evening = in_presence(election_open='"nie"')
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=NAMES)

        assert evening.ballot.by_paper

    def test_an_open_one_asked_for_is_refused_there_with_its_paragraph(self) -> None:
        evening = in_presence(election_open='"nie"')
        values = evening.refuses(
            errors.OpenElectionNotAllowed,
            CHAIR,
            cmd.OpenElection,
            item="4",
            candidates=NAMES,
            kind=BallotKind.OPEN,
        )

        assert values == {"item": "4", "norm": "§ 39 Abs. 7 SächsGemO"}


class TestWhatIsRefused:
    """Auftrag: Jede Ablehnung nennt die Regel; nichts ändert sich."""

    @pytest.mark.parametrize("kind", [cmd.OpenElection])
    def test_an_election_in_a_digital_sitting(self, kind: type[cmd.Command]) -> None:
        values = Evening.opened().refuses(errors.ExcludedDigital, CHAIR, kind, item="4", candidates=NAMES)

        assert values == {"item": "4", "kind": "wahl", "norm": "§ 36a SächsGemO"}

    def test_an_election_held_on_another_item_of_a_digital_sitting(self) -> None:
        Evening.opened().refuses(errors.ExcludedDigital, CHAIR, cmd.OpenElection, item="6", candidates=NAMES)

    @pytest.mark.parametrize(
        ("names", "why"),
        [
            pytest.param((), errors.TooFewCandidates, id="nobody"),
            pytest.param((" ",), errors.TooFewCandidates, id="blank"),
            pytest.param(("Anna Alt", "anna  alt"), errors.DoubledOption, id="twice"),
        ],
    )
    def test_candidates_that_are_none(self, names: tuple[str, ...], why: type[errors.Refusal]) -> None:
        in_presence().refuses(why, CHAIR, cmd.OpenElection, item="4", candidates=names)

    def test_a_word_about_the_result_of_an_election(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=NAMES)
        evening.votes()
        evening.closes()

        evening.refuses(
            errors.NoWordForElection, CHAIR, cmd.DeclareBallot, outcome=Outcome.CARRIED, reason="Irrtum"
        )

    def test_a_lot_where_none_waits(self) -> None:
        in_presence().refuses(errors.NoLotWaits, CHAIR, cmd.DrawLot, option=1, witness=BEN)


class TestAlternatives:
    """Auftrag Teil 4: Auswahl unter Alternativen; eine muss mehr Stimmen haben als alle anderen zusammen."""

    TEXTS = ("Asphalt", "Pflaster", "Kies")

    def chosen(self, *votes: Choice) -> Evening:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.OpenAlternatives, item="6", options=self.TEXTS)
        return poll(evening, *votes)

    def test_one_with_more_than_half_is_chosen(self) -> None:
        ballot = self.chosen(*[TWO] * 4, ONE, ONE, THREE, *[ABSTAIN] * 4).ballot

        assert (ballot.outcome, ballot.elected, ballot.needed) == (Outcome.CARRIED, (2,), 4)

    def test_none_calls_for_a_ballot_between_the_first_two(self) -> None:
        evening = self.chosen(*[ONE] * 4, *[TWO] * 4, *[THREE] * 2)
        evening.does(CHAIR, cmd.OpenNextRound)

        assert [o.name for o in evening.ballot.options] == ["Asphalt", "Pflaster"]

    def test_a_tie_in_the_end_rejects_both(self) -> None:
        evening = self.chosen(*[ONE] * 4, *[TWO] * 4, *[THREE] * 2)
        evening.does(CHAIR, cmd.OpenNextRound)
        poll(evening, ONE, TWO)

        assert evening.ballot.outcome is Outcome.REJECTED

    @pytest.mark.parametrize(
        ("texts", "why"),
        [
            pytest.param(("Asphalt",), errors.TooFewCandidates, id="one"),
            pytest.param(tuple("ABCDEFG"), errors.TooManyOptions, id="seven"),
            pytest.param(("Kies", "kies"), errors.DoubledOption, id="twice"),
        ],
    )
    def test_takes_two_to_six_different_ones(self, texts: tuple[str, ...], why: type[errors.Refusal]) -> None:
        Evening.opened().refuses(why, CHAIR, cmd.OpenAlternatives, item="6", options=texts)


class TestSecretElection:
    """Auftrag Teil 4: geheim nur, wo die Gemeinde es eingeschaltet hat."""

    def test_is_refused_unless_the_town_has_switched_it_on(self) -> None:
        values = in_presence().refuses(
            errors.SecretNotEnabled,
            CHAIR,
            cmd.OpenElection,
            item="4",
            candidates=NAMES,
            kind=BallotKind.SECRET,
        )

        assert values == {"norm": "Entscheidung der Gemeinde"}

    def test_counts_the_box(self) -> None:
        evening = in_presence(secret_enabled="true")
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=NAMES, kind=BallotKind.SECRET)
        box = slips(evening, *[ONE] * 6, *[TWO] * 5)
        evening.does(CHAIR, cmd.CloseBallot, slips=box)
        evening.does(CHAIR, cmd.DeclareBallot)

        assert evening.ballot.elected == (1,)
        assert evening.ballot.phase is Phase.DECLARED


class TestHybrid:
    """council.md § 2: „ausgeschlossen“ nimmt nur zugeschalteten Personen die Stimme."""

    def test_only_those_in_the_room_elect_where_the_set_excludes_remote_people(self) -> None:
        rules = rules_with(remote_elections='"ausgeschlossen"', format_hybrid='"Regelbetrieb"')
        evening = Evening.prepared(format=Format.HYBRID, rules=rules)
        evening.does(CLERK, cmd.RecordOnSite, members=tuple(MemberId(f"m{n:02}") for n in range(1, 9)))
        evening.admit(MemberId("m09"), MemberId("m10"))
        evening.does(CHAIR, cmd.OpenSitting)
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=NAMES)

        assert len(evening.ballot.electorate) == 8
        assert evening.ballot.quorum_at_opening.present == 8

    def test_they_vote_on_everything_else(self) -> None:
        rules = rules_with(remote_elections='"ausgeschlossen"', format_hybrid='"Regelbetrieb"')
        evening = Evening.prepared(format=Format.HYBRID, rules=rules)
        evening.admit(*(MemberId(f"m{n:02}") for n in range(1, 12)))
        evening.does(CHAIR, cmd.OpenSitting)
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert len(evening.ballot.electorate) == 11


def test_a_guest_has_no_vote_in_an_election() -> None:
    """SächsGemO § 39: nur Mitglieder wählen."""
    evening = in_presence()
    evening.admit(GUEST)
    evening.does(CHAIR, cmd.OpenElection, item="4", candidates=NAMES)

    evening.refuses(errors.NotEntitled, GUEST, cmd.CastVote, ballot=1, round=1, choice=ONE)
