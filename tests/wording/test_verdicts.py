"""Counts and verdicts of every kind of ballot, said with their arithmetic."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wording
from council.agenda import Abstention, BallotForm, Base, MajorityKind
from council.ballots import OPTION_CHOICES, Ballot, Choice, Following, Option, Outcome, Round, Tally
from council.majority import verdict
from tests import cast
from tests.cards import stages
from wording.catalogue import LANGUAGES, cited
from wording.elections import SHORT, choice_name, election_counts

BLANK = cast.running(cast.closed(cast.balloting(cast.opened(), "5")))
RULES = cast.opened().rules
counts = st.integers(min_value=0, max_value=90)


def motion(tally: Tally, **changes: object) -> Ballot:
    """A declared motion with these counts, judged by Saxony's rules."""
    ballot = replace(BLANK, tally=tally, declared_at=cast.START, **changes)  # type: ignore[arg-type]
    judged = verdict(
        RULES,
        ballot.majority,
        tally,
        71,
        present=60,
        share=ballot.share,
        of=ballot.of,
        abstention=ballot.abstention,
    )
    return replace(ballot, needed=judged.needed, base=judged.base, norm=judged.norm, outcome=judged.outcome)


def election(*votes: int, names: tuple[str, ...] = stages.THREE, **changes: object) -> Ballot:
    """A closed election with these votes for its candidates."""
    options = tuple(Option(number=n, name=name) for n, name in enumerate(names[: len(votes)], 1))
    return replace(
        BLANK,
        form=BallotForm.ELECTION,
        options=options,
        tally=Tally(options=votes),
        **changes,  # type: ignore[arg-type]
    )


class TestQualifiedMajorities:
    """Issue § 3: the verdict is a sentence with its arithmetic and paragraph."""

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"majority": MajorityKind.OF_PRESENT}, "Mehrheit der Anwesenden: 31 von 60 waren nötig"),
            ({"majority": MajorityKind.OF_MEMBERS}, "Mehrheit der Mitglieder: 36 von 71 waren nötig"),
            (
                {"majority": MajorityKind.TWO_THIRDS},
                "Zweidrittelmehrheit aller Mitglieder: 48 von 71 waren nötig",
            ),
            (
                {"majority": MajorityKind.TWO_THIRDS, "of": Base.CAST},
                "Zweidrittelmehrheit der abgegebenen Stimmen: 35 von 52 waren nötig",
            ),
            (
                {"majority": MajorityKind.THREE_QUARTERS, "of": Base.PRESENT},
                "Dreiviertelmehrheit der anwesenden Stimmberechtigten: 45 von 60 waren nötig",
            ),
            (
                {"majority": MajorityKind.SHARE, "share": "3/5", "of": Base.PRESENT},
                "Mehrheit von 3/5 der anwesenden Stimmberechtigten: 36 von 60 waren nötig",
            ),
            (
                {"majority": MajorityKind.SIMPLE, "of": Base.PRESENT},
                "Einfache Mehrheit der anwesenden Stimmberechtigten: 31 von 60 waren nötig",
            ),
        ],
    )
    def test_say_base_and_number(self, changes: dict[str, object], words: str) -> None:
        said = wording.arithmetic(motion(Tally(yes=31, no=21, abstain=8), **changes), "de", RULES)

        assert said.startswith(f"{words}, 31 stimmten dafür (")
        assert said.endswith(").")

    def test_without_the_rules_the_base_is_left_unsaid(self) -> None:
        ballot = motion(Tally(yes=50, no=1), majority=MajorityKind.TWO_THIRDS)

        assert wording.arithmetic(ballot, "de").startswith("Zweidrittelmehrheit: 48 von 71 waren nötig")

    @pytest.mark.parametrize("language", LANGUAGES)
    @given(yes=counts, no=counts, abstain=counts, kind=st.sampled_from(list(MajorityKind)))
    def test_every_one_can_be_said(
        self, language: str, yes: int, no: int, abstain: int, kind: MajorityKind
    ) -> None:
        tally = Tally(yes=yes, no=no, abstain=abstain)
        ballot = motion(tally, majority=kind, share="3/5" if kind is MajorityKind.SHARE else "")

        said = wording.arithmetic(ballot, language, RULES)

        assert str(yes) in said
        assert cited(ballot.norm, language) in said

    @given(yes=counts, no=counts, abstain=counts, way=st.sampled_from(list(Abstention)))
    def test_more_is_said_exactly_where_it_is_carried(
        self, yes: int, no: int, abstain: int, way: Abstention
    ) -> None:
        tally = Tally(yes=yes, no=no, abstain=0 if way is Abstention.NOT_ALLOWED else abstain)
        ballot = motion(tally, abstention=way)

        said = wording.arithmetic(ballot, "de", RULES)

        assert ("sind mehr als" in said) is (ballot.outcome is Outcome.CARRIED)
        assert ("abgelehnt" in said) is (yes == no + (abstain if way is Abstention.COUNTS_AS_NO else 0))

    def test_abstentions_that_count_as_no_are_in_the_sentence(self) -> None:
        ballot = motion(Tally(yes=31, no=21, abstain=12), abstention=Abstention.COUNTS_AS_NO)

        assert wording.arithmetic(ballot, "de", RULES).startswith(
            "31 dafür sind weniger als 21 dagegen und 12 Enthaltungen zusammen;"
        )

    def test_the_casting_vote_is_said_even_where_the_chair_declared_otherwise(self) -> None:
        ballot = replace(motion(Tally(yes=4, no=4)), casting=True, outcome=Outcome.CARRIED)
        overridden = replace(ballot, outcome=Outcome.REJECTED, overridden="Zweifel")

        assert "damit ist beschlossen" in wording.arithmetic(ballot, "de", RULES)
        assert "damit ist beschlossen" in wording.arithmetic(overridden, "de", RULES)

    @pytest.mark.parametrize("share", ["1/2", "3/5", "2/3", "4/5", "1"])
    def test_a_fraction_is_said_as_it_was_asked_for(self, share: str) -> None:
        ballot = motion(Tally(yes=9), majority=MajorityKind.SHARE, share=share, of=Base.MEMBERS)

        assert wording.majority_phrase(ballot, "de", RULES) == f"Mehrheit von {share} aller Mitglieder"
        assert Fraction(share) > 0


class TestElections:
    """Issue § 4: votes by name; the line never begins like a motion's."""

    def test_counts_name_abstentions_and_invalid_papers(self) -> None:
        ballot = election(31, 21)
        tally = Tally(options=(31, 21), abstain=8, invalid=2)

        assert (
            election_counts(ballot, tally, "de") == "Anna Alt 31, Bernd Berg 21, Enthaltungen 8, ungültig 2"
        )

    def test_counts_name_no_abstention_where_there_can_be_none(self) -> None:
        ballot = election(31, 21, abstention=Abstention.NOT_ALLOWED)

        assert election_counts(ballot, Tally(options=(31, 21)), "de") == "Anna Alt 31, Bernd Berg 21"

    @given(votes=st.lists(counts, min_size=2, max_size=6), language=st.sampled_from(LANGUAGES))
    def test_provisional_counts_never_look_like_a_result(self, votes: list[int], language: str) -> None:
        ballot = election(*votes, names=("A", "B", "C", "D", "E", "F"))
        said = wording.provisional_of(ballot, ballot.tally or Tally(), language)

        assert ":" not in said
        assert said.endswith({"de": " – vorläufig", "en": " – provisional"}[language])

    def test_there_is_no_line_before_the_declaration(self) -> None:
        with pytest.raises(ValueError, match="not declared"):
            wording.result_line(election(3, 2), "de")

    @pytest.mark.parametrize("outcome", list(Outcome))
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_line_never_begins_like_a_motions(self, outcome: Outcome, language: str) -> None:
        for single in (False, True):
            ballot = replace(election(*((3,) if single else (3, 2))), declared_at=cast.START, outcome=outcome)

            line = wording.result_line(ballot, language)

            assert not re.match(r"Dafür \d|For \d", line)

    def test_several_elected_are_named_in_one_line(self) -> None:
        ballot = replace(
            election(8, 7, 1, elected=(1, 2), places=2), declared_at=cast.START, outcome=Outcome.ELECTED
        )

        assert wording.result_line(ballot, "de").endswith(": gewählt sind Anna Alt und Bernd Berg")
        assert wording.result_line(ballot, "en").endswith(": Anna Alt and Bernd Berg are elected")

    @pytest.mark.parametrize(
        ("left", "words"), [(1, "1 Sitz ist noch offen"), (2, "2 Sitze sind noch offen")]
    )
    def test_places_left_over_are_to_be_elected_anew(self, left: int, words: str) -> None:
        ballot = election(8, 1, 1, elected=(1,), places=1 + left, following=Following.ANEW)

        assert wording.following_line(ballot, "de").startswith(words)

    def test_a_long_name_is_cut_in_a_line(self) -> None:
        ballot = election(3, 2, names=("x" * 200, "Bernd Berg"))

        assert len(wording.option_name(ballot, 1, "de")) == SHORT
        assert wording.option_name(ballot, 2, "de") == "Bernd Berg"

    @pytest.mark.parametrize(
        ("choice", "said"),
        [
            (Choice.FIRST, "1 (Anna Alt)"),
            (Choice.SECOND, "2 (Bernd Berg)"),
            (Choice.ABSTAIN, "Enthaltung"),
            (Choice.YES, "Ja"),
        ],
    )
    def test_a_choice_is_named_with_its_candidate(self, choice: Choice, said: str) -> None:
        assert choice_name(choice, election(3, 2), "de") == said

    @pytest.mark.parametrize("number", range(1, 7))
    def test_the_word_of_a_number_is_its_digit(self, number: int) -> None:
        assert [wording.term(OPTION_CHOICES[number - 1], language) for language in LANGUAGES] == [
            str(number)
        ] * 2

    @pytest.mark.parametrize("stage", list(Round))
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("form", [BallotForm.ELECTION, BallotForm.ALTERNATIVES])
    def test_every_round_has_its_arithmetic(self, stage: Round, language: str, form: BallotForm) -> None:
        for ballot in (election(3, 2, stage=stage), election(2, 2, stage=stage), election(3, stage=stage)):
            declared = replace(ballot, form=form, needed=3, base=5, norm="§ 39 Abs. 7")

            assert "§ 39 Abs. 7" in wording.arithmetic(declared, language, RULES)
            assert "§ 39 Abs. 7" in wording.arithmetic(declared, language)
