"""Doubts about who is there: raised once, cleared up by a clerk, on record."""

from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.decide_doubts import rulings
from council.doubts import DoubtKind, DoubtRuling
from council.ids import MemberId
from council.presence import Evidence, Source
from council.whereabouts import doubts
from tests.council.evening import (
    ADA,
    BEN,
    CHAIR,
    CLERK,
    PROGRAM,
    SECOND,
    YES,
    Evening,
)

LATE = MemberId("m11")
ACCOUNT = "77777777-0000-4000-8000-000000000000"
STRANGERS = [kind for kind in DoubtKind if kind.of_a_stranger and kind is not DoubtKind.ANONYMOUS]


def raised(kind: DoubtKind, evening: Evening | None = None, **more: Any) -> Evening:
    """A sitting with ten present and one doubt."""
    evening = evening or Evening.opened(10)
    values = {"account": ACCOUNT, "name": "Nachname11, Vorname11", "member": LATE, "seats": (LATE, BEN)}
    evening.does(PROGRAM, cmd.RaiseDoubt, doubt=kind, **(values | more))
    return evening


def settle(evening: Evening, ruling: DoubtRuling, by: MemberId = CLERK, **more: Any) -> tuple[ev.Event, ...]:
    return evening.does(by, cmd.SettleDoubt, case=evening.case(), ruling=ruling, **more)


class TestRaising:
    """The program raises a doubt once; what a clerk has cleared up about a stranger stays so."""

    def test_waits_for_a_clerk(self) -> None:
        (case,) = raised(DoubtKind.GUEST).sitting.waiting_cases

        assert (case.doubt, case.account, case.seats) == (DoubtKind.GUEST, ACCOUNT, (LATE, BEN))

    @pytest.mark.parametrize("kind", DoubtKind)
    def test_is_told_once_while_it_waits(self, kind: DoubtKind) -> None:
        evening = raised(kind)
        raised(kind, evening)

        assert len(evening.sitting.waiting_cases) == 1

    @pytest.mark.parametrize("kind", STRANGERS)
    def test_about_a_stranger_is_settled_for_the_sitting(self, kind: DoubtKind) -> None:
        evening = raised(kind)
        settle(evening, DoubtRuling.REFUSED)
        raised(kind, evening)

        assert evening.sitting.waiting_cases == ()

    @pytest.mark.parametrize("kind", [DoubtKind.LEFT, DoubtKind.CONTRADICTION])
    def test_about_presence_comes_up_again(self, kind: DoubtKind) -> None:
        evening = raised(kind)
        settle(evening, DoubtRuling.GONE)
        raised(kind, evening)

        assert len(evening.sitting.waiting_cases) == 1

    def test_says_nothing_after_the_end(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndSitting)

        assert evening.does(PROGRAM, cmd.RaiseDoubt, doubt=DoubtKind.GUEST, account=ACCOUNT) == ()


class TestStrangers:
    """Never by name alone without a clerk; on the clerk's word the account speaks for the seat."""

    @pytest.mark.parametrize("kind", STRANGERS)
    def test_have_no_vote_before(self, kind: DoubtKind) -> None:
        evening = raised(kind)

        assert evening.sitting.roster.by_entra_id(ACCOUNT) is None
        assert not evening.sitting.presence(LATE).here

    @pytest.mark.parametrize("kind", STRANGERS)
    def test_are_admitted_for_the_seat_proposed(self, kind: DoubtKind) -> None:
        evening = raised(kind)
        settle(evening, DoubtRuling.ADMITTED)
        member = evening.sitting.roster.by_entra_id(ACCOUNT)

        assert member is not None
        assert member.id == LATE
        assert evening.sitting.presence(LATE).spells[0].admitted_by == CLERK

    def test_are_admitted_for_another_seat(self) -> None:
        evening = Evening.opened(9)
        raised(DoubtKind.FOREIGN, evening)
        settle(evening, DoubtRuling.ADMITTED, member=MemberId("m10"))

        assert evening.sitting.presence(MemberId("m10")).here
        assert not evening.sitting.presence(LATE).spells
        assert [c.member for c in evening.sitting.cases.values()] == [MemberId("m10")]

    def test_need_a_seat(self) -> None:
        evening = raised(DoubtKind.NAME, member=MemberId(""), seats=())

        evening.refuses(
            errors.SeatNeeded, CLERK, cmd.SettleDoubt, case=evening.case(), ruling=DoubtRuling.ADMITTED
        )

    def test_get_no_seat_that_is_taken(self) -> None:
        evening = raised(DoubtKind.TWO_PEOPLE, member=ADA)

        evening.refuses(
            errors.AlreadyPresent, CLERK, cmd.SettleDoubt, case=evening.case(), ruling=DoubtRuling.ADMITTED
        )

    def test_one_account_never_speaks_for_two_seats(self) -> None:
        evening = raised(DoubtKind.TWO_SEATS, account="00000000-0000-4000-8000-000000000004")

        evening.refuses(
            errors.AccountElsewhere, CLERK, cmd.SettleDoubt, case=evening.case(), ruling=DoubtRuling.ADMITTED
        )

    def test_without_an_account_get_none(self) -> None:
        evening = raised(DoubtKind.ANONYMOUS, account="29:1anonym")

        evening.refuses(
            errors.AnonymousHasNoSeat,
            CLERK,
            cmd.SettleDoubt,
            case=evening.case(),
            ruling=DoubtRuling.ADMITTED,
        )

    def test_do_not_keep_the_real_councillor_out(self) -> None:
        evening = raised(DoubtKind.ANONYMOUS, account="29:1anonym")
        evening.does(LATE, cmd.SignIn)
        evening.admit(LATE)

        assert evening.sitting.presence(LATE).here

    @pytest.mark.parametrize("kind", STRANGERS)
    def test_are_none_any_more_once_their_account_is_linked(self, kind: DoubtKind) -> None:
        evening = raised(kind)
        assert len(doubts(evening.sitting)) == 1
        evening.does(
            PROGRAM, cmd.LinkAccount, member=LATE, entra_id=ACCOUNT.upper(), reason="code", replaces=True
        )

        assert doubts(evening.sitting) == ()

    def test_are_refused_by_name(self) -> None:
        evening = raised(DoubtKind.GUEST)
        (settled,) = settle(evening, DoubtRuling.REFUSED)

        assert isinstance(settled, ev.DoubtSettled)
        assert (settled.by, settled.ruling) == (
            CLERK,
            DoubtRuling.REFUSED,
        )
        assert evening.sitting.roster.by_entra_id(ACCOUNT) is None


class TestPressedAfterLeaving:
    """Whoever hung up and still presses is told so; `Ist da` lifts it at once."""

    def gone(self) -> Evening:
        evening = Evening.voting()
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False, source=Source.QUERY)
        return evening

    def test_is_told_since_when(self) -> None:
        evening = self.gone()
        since = evening.sitting.presence(ADA).spells[0].until

        values = evening.refuses(
            errors.LeftBefore, ADA, cmd.CastVote, ballot=evening.ballot.id, round=1, choice=YES
        )
        assert values == {"member": ADA, "since": since}
        assert evening.ballot.vote_of(ADA) is None

    def test_votes_again_once_a_clerk_says_so(self) -> None:
        evening = self.gone()
        raised(DoubtKind.LEFT, evening, member=ADA)
        settle(evening, DoubtRuling.HERE)

        assert evening.sitting.presence(ADA).spells[-1].evidence is Evidence.CLERK
        assert evening.vote(ADA, YES)

    def test_stays_gone_where_the_clerk_says_so(self) -> None:
        evening = self.gone()
        raised(DoubtKind.LEFT, evening, member=ADA)
        settle(evening, DoubtRuling.GONE)

        assert not evening.sitting.presence(ADA).here

    def test_in_the_hall_votes_whatever_teams_says(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA,))
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)

        assert evening.vote(ADA, YES)


class TestContradictions:
    """A source that contradicts another is shown and never overwrites by itself."""

    def contradicted(self) -> Evening:
        evening = Evening.opened()
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=True)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False, source=Source.QUERY)
        return evening

    def test_is_there_after_all(self) -> None:
        evening = self.contradicted()
        settle(evening, DoubtRuling.HERE)

        assert evening.sitting.presence(ADA).counts
        assert len(evening.sitting.presence(ADA).spells) == 1

    def test_is_gone_from_the_clerks_word_on(self) -> None:
        evening = self.contradicted()
        settle(evening, DoubtRuling.GONE)
        (spell,) = evening.sitting.presence(ADA).spells

        assert (spell.until, spell.left_by) == (evening.now, Evidence.CLERK)

    def test_is_gone_since_a_reported_leaving(self) -> None:
        evening = Evening.opened()
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        reported = evening.now
        raised(DoubtKind.CONTRADICTION, evening, member=ADA)
        settle(evening, DoubtRuling.GONE)

        assert evening.sitting.presence(ADA).spells[0].until == reported


class TestWhoDecides:
    """Nobody clears up a doubt about themselves, and each kind has its own answers."""

    def test_not_the_person_concerned(self) -> None:
        evening = Evening.opened()
        evening.admit(CLERK)
        raised(DoubtKind.CONTRADICTION, evening, member=CLERK)

        evening.refuses(
            errors.NotForOneself, CLERK, cmd.SettleDoubt, case=evening.case(), ruling=DoubtRuling.HERE
        )
        assert settle(evening, DoubtRuling.HERE, SECOND)

    def test_once(self) -> None:
        evening = raised(DoubtKind.GUEST)
        case = evening.case()
        settle(evening, DoubtRuling.REFUSED)

        evening.refuses(errors.NothingWaits, SECOND, cmd.SettleDoubt, case=case, ruling=DoubtRuling.ADMITTED)

    @pytest.mark.parametrize("kind", DoubtKind)
    def test_with_an_answer_that_fits(self, kind: DoubtKind) -> None:
        evening = raised(kind)
        case = evening.sitting.waiting_cases[0]
        for ruling in set(DoubtRuling) - set(rulings(case)):
            evening.refuses(errors.RulingUnfit, CLERK, cmd.SettleDoubt, case=case.id, ruling=ruling)

        assert rulings(case)

    def test_a_second_device_is_only_noted(self) -> None:
        evening = raised(DoubtKind.SECOND_DEVICE, member=ADA)
        settle(evening, DoubtRuling.NOTED)

        assert evening.sitting.presence(ADA).counts
        assert evening.sitting.waiting_cases == ()
