"""Substitutes (``vertritt``): in committees only, and never beside the member they stand in for."""

from dataclasses import replace

from council import commands as cmd
from council.ids import MemberId
from council.roster import Contact, Roster
from tests.council.evening import Evening, preparation


def _committee() -> Evening:
    """Eleven seats; the person with the last name stands in for the first member."""
    made = preparation(11)
    members = list(made["roster"].members)
    first = next(m for m in members if m.entitled)
    substitute = replace(
        first, id=MemberId("vertretung"), last="Vertretung", substitutes=first.id, contact=Contact()
    )
    return Evening.prepared(of=11, roster=Roster((*members, substitute)))


class TestSubstitutes:
    """A substitute who attends while the principal is present has no vote and no seat of their own."""

    def test_a_substitute_is_no_further_seat(self) -> None:
        assert _committee().sitting.seats == 11

    def test_a_substitute_votes_only_while_the_principal_is_away(self) -> None:
        evening = _committee()
        clerk = next(m.id for m in evening.sitting.clerks())
        principal = next(m.id for m in evening.sitting.roster if m.entitled)
        evening.does(clerk, cmd.AdmitMember, member=MemberId("vertretung"))
        alone = evening.sitting.electorate()
        evening.does(clerk, cmd.AdmitMember, member=principal)
        both = evening.sitting.electorate()

        assert "vertretung" in alone
        assert "vertretung" not in both
        assert "vertretung" not in evening.sitting.entitled_present()
        assert principal in both


class TestTheOperator:
    """contract § 4: the operator acts on the word of the chair who lent it, and of nobody else."""

    def test_a_new_chair_has_lent_nobody_their_word(self) -> None:
        evening = Evening.opened(9)
        clerk = next(m.id for m in evening.sitting.clerks())
        chair = evening.sitting.chair
        other = next(m for m in evening.sitting.electorate() if m != chair)
        evening.does(chair, cmd.AssignOperator, member=clerk)
        evening.does(chair, cmd.AssignChair, member=other)

        assert (evening.sitting.operator, evening.sitting.operator_office) == ("", False)
