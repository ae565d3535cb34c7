"""Calls for help: on record with their times, and without effect on quorum or electorate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import commands as cmd
from council import errors
from council import events as ev
from council.fold import evolve
from council.helping import HelpCall, Wish, call_of, open_calls
from tests.council.evening import ADA, BEN, CHAIR, CLERK, GUEST, MINUTES, STRANGER, SUPPORT, Evening


def asked(*wishes: Wish, evening: Evening | None = None) -> Evening:
    """A sitting in which Ada has called for help."""
    evening = evening or Evening.opened(10)
    for wish in wishes or (Wish.CALL_ME,):
        evening.does(ADA, cmd.RequestHelp, wish=wish)
    return evening


def call(evening: Evening) -> HelpCall:
    """The only call of a sitting."""
    (found,) = evening.sitting.helps
    return found


class TestAsking:
    """Anybody of the roster calls; what is still open is one call, whatever else is wished for."""

    @pytest.mark.parametrize("who", [ADA, CHAIR, CLERK, GUEST, SUPPORT])
    def test_is_open_to_everybody_of_the_roster(self, who: str) -> None:
        evening = Evening.opened(10)
        evening.does(who, cmd.RequestHelp, wish=Wish.NO_CARD)  # type: ignore[arg-type]

        assert (call(evening).member, call(evening).wishes) == (who, (Wish.NO_CARD,))

    def test_is_not_for_strangers(self) -> None:
        Evening.opened(10).refuses(errors.NotInRoster, STRANGER, cmd.RequestHelp, wish=Wish.CALL_ME)

    def test_is_possible_before_the_opening_and_not_after_the_end(self) -> None:
        assert call(asked(evening=Evening.prepared())).open
        over = Evening.opened(10)
        over.does(CHAIR, cmd.EndSitting)
        over.refuses(errors.SittingIsOver, ADA, cmd.RequestHelp, wish=Wish.CALL_ME)

    def test_the_same_wish_twice_is_one(self) -> None:
        evening = asked(Wish.CALL_ME, Wish.CALL_ME)

        assert call(evening).wishes == (Wish.CALL_ME,)

    def test_another_wish_joins_the_open_call(self) -> None:
        assert call(asked(Wish.NO_CARD, Wish.CALL_ME)).wishes == (Wish.NO_CARD, Wish.CALL_ME)

    def test_after_it_was_done_a_new_call_begins(self) -> None:
        evening = asked()
        evening.does(SUPPORT, cmd.FinishHelp, help=1)
        asked(evening=evening)

        assert [(one.number, one.open) for one in evening.sitting.helps] == [(1, False), (2, True)]
        assert call_of(evening.sitting.helps, ADA) == evening.sitting.helps[1]
        assert call_of(evening.sitting.helps, BEN) is None


class TestTakingOver:
    """Technicians and office only; the first has it; nothing happens twice."""

    @pytest.mark.parametrize("who", [SUPPORT, CLERK])
    def test_names_who_and_when(self, who: str) -> None:
        evening = asked()
        (event,) = evening.does(who, cmd.TakeHelp, help=1)  # type: ignore[arg-type]

        assert (call(evening).taken_by, call(evening).taken_at) == (who, event.at)

    @pytest.mark.parametrize("who", [ADA, BEN, CHAIR, MINUTES, GUEST])
    def test_is_refused_to_others(self, who: str) -> None:
        asked().refuses(errors.RoleNeeded, who, cmd.TakeHelp, help=1)  # type: ignore[arg-type]

    def test_twice_by_the_same_changes_nothing(self) -> None:
        evening = asked()
        evening.does(SUPPORT, cmd.TakeHelp, help=1)

        assert evening.does(SUPPORT, cmd.TakeHelp, help=1) == ()

    def test_by_a_second_one_is_refused_with_the_first(self) -> None:
        evening = asked()
        evening.does(SUPPORT, cmd.TakeHelp, help=1)
        refused = evening.refuses(errors.HelpTakenOver, CLERK, cmd.TakeHelp, help=1)

        assert refused["by"] == SUPPORT

    def test_of_what_is_done_is_refused(self) -> None:
        evening = asked()
        evening.does(SUPPORT, cmd.TakeHelp, help=1)
        evening.does(SUPPORT, cmd.FinishHelp, help=1)
        evening.refuses(errors.HelpOver, SUPPORT, cmd.TakeHelp, help=1)

    @pytest.mark.parametrize("kind", [cmd.TakeHelp, cmd.FinishHelp])
    def test_of_what_is_not_there_is_refused(self, kind: type[cmd.Command]) -> None:
        asked().refuses(errors.UnknownHelp, SUPPORT, kind, help=7)


class TestDone:
    """Done is said by technicians, office, or whoever had asked."""

    @pytest.mark.parametrize("who", [SUPPORT, CLERK, ADA])
    def test_ends_it(self, who: str) -> None:
        evening = asked()
        (event,) = evening.does(who, cmd.FinishHelp, help=1)  # type: ignore[arg-type]

        assert (call(evening).done_by, call(evening).done_at) == (who, event.at)
        assert open_calls(evening.sitting.helps) == ()
        assert evening.does(who, cmd.FinishHelp, help=1) == ()  # type: ignore[arg-type]

    @pytest.mark.parametrize("who", [BEN, GUEST])
    def test_is_refused_to_others(self, who: str) -> None:
        asked().refuses(errors.RoleNeeded, who, cmd.FinishHelp, help=1)  # type: ignore[arg-type]


class TestWithoutEffect:
    """A call for help is no disturbance: nobody leaves the quorum or an electorate by it."""

    @given(st.lists(st.sampled_from([ADA, BEN, CHAIR, GUEST]), max_size=6), st.sampled_from(list(Wish)))
    def test_quorum_and_electorate_are_what_they_were(self, who: list[str], wish: Wish) -> None:
        evening = Evening.opened(10)
        before = (evening.sitting.quorum(), evening.sitting.presences, evening.sitting.state)
        for one in who:
            evening.does(one, cmd.RequestHelp, wish=wish)  # type: ignore[arg-type]

        assert (evening.sitting.quorum(), evening.sitting.presences, evening.sitting.state) == before

    def test_a_fold_without_its_beginning_changes_nothing(self) -> None:
        evening = Evening.opened(10)
        taken = ev.HelpTaken(at=evening.now, by=SUPPORT, help=3)

        assert evolve(evening.sitting, taken).helps == ()

    def test_leads_to_the_same_state_when_replayed(self) -> None:
        evening = asked(Wish.NO_CARD, Wish.CALL_ME)
        evening.does(SUPPORT, cmd.TakeHelp, help=1)

        assert evening.replayed() == evening.sitting
