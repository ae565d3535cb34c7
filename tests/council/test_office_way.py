"""Members for whom the office is asked at each ballot: from when to when, and under which number."""

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.ids import BallotId, MemberId
from tests.council.evening import (
    ADA,
    BEN,
    CHAIR,
    CLERK,
    NO,
    SECOND,
    STAFF,
    STRANGER,
    YES,
    Evening,
    preparation,
)


class TestByTheOffice:
    """Vertrag § 4, `über büro` und `selbst`: Wessen Gerät nicht abstimmen kann, für den fragt das Büro."""

    def test_is_from_now_on_until_it_ends(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.VoteByOffice, member=ADA)
        began = evening.sitting.office_way(ADA)
        evening.does(SECOND, cmd.VoteThemselves, member=ADA)

        assert began == 1
        assert evening.sitting.office_way(ADA) is None
        assert evening.replayed() == evening.sitting

    def test_a_number_is_never_given_twice(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.VoteByOffice, member=ADA)
        evening.does(CLERK, cmd.VoteThemselves, member=ADA)
        evening.does(CLERK, cmd.VoteByOffice, member=BEN)
        evening.does(CLERK, cmd.VoteByOffice, member=ADA)

        assert dict(evening.sitting.by_office) == {2: BEN, 3: ADA}

    def test_it_is_kept_when_the_sitting_is_prepared_again(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.VoteByOffice, member=ADA)
        evening.does(CLERK, cmd.PrepareSitting, **preparation())

        assert evening.sitting.office_way(ADA) == 1

    def test_said_again_it_is_said_once(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.VoteByOffice, member=ADA)

        assert evening.does(SECOND, cmd.VoteByOffice, member=ADA) == ()
        assert evening.does(SECOND, cmd.VoteThemselves, member=BEN) == ()

    @pytest.mark.parametrize("kind", [cmd.VoteByOffice, cmd.VoteThemselves])
    def test_is_for_members_alone(self, kind: type[cmd.Command]) -> None:
        evening = Evening.opened()

        evening.refuses(errors.NotAMember, CLERK, kind, member=STAFF)
        evening.refuses(errors.UnknownMember, CLERK, kind, member=STRANGER)
        evening.refuses(errors.NotForOneself, CLERK, kind, member=CLERK)

    def test_is_possible_until_the_end(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndSitting)

        evening.refuses(errors.SittingIsOver, CLERK, cmd.VoteByOffice, member=ADA)

    def test_takes_nobodys_own_vote(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.VoteByOffice, member=ADA)

        evening.vote(ADA, YES)

        evening.refuses(errors.AlreadyVoted, CLERK, cmd.EnterVote, member=ADA, choice=NO, reason="Zuruf")


def pressed(
    evening: Evening, ballot: int, choice: object = YES, by: MemberId = CLERK
) -> tuple[ev.Event, ...]:
    """A clerk presses on the card of a ballot on a member's word."""
    return evening.does(by, cmd.EnterVote, member=ADA, choice=choice, reason="Zuruf", ballot=BallotId(ballot))


class TestPressedOnACard:
    """Vertrag § 5.2: Ein Knopf gilt für die Abstimmung, für die er gezeigt wurde."""

    def test_it_waits_for_a_second_person(self) -> None:
        evening = Evening.voting()
        (event,) = pressed(evening, 1)

        assert isinstance(event, ev.VoteEntered)
        assert evening.ballot.count().cast == 0

    def test_delivered_twice_it_waits_once(self) -> None:
        evening = Evening.voting()
        pressed(evening, 1)

        assert pressed(evening, 1) == ()
        assert len(evening.sitting.waiting_cases) == 1

    def test_with_another_choice_it_takes_the_place_of_the_first(self) -> None:
        evening = Evening.voting()
        pressed(evening, 1)
        pressed(evening, 1, NO)

        assert [case.choice for case in evening.sitting.waiting_cases] == [NO]

    def test_on_an_earlier_ballot_nothing_is_entered_in_the_open_one(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.OpenBallot, item="7")

        with pytest.raises(errors.BallotNotOpen):
            pressed(evening, 1)
        with pytest.raises(errors.UnknownBallot):
            pressed(evening, 9)
        assert evening.sitting.waiting_cases == ()
