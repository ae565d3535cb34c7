"""Who is in the call, whatever comes late, twice or in another order."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.call_roster import CallRoster, Change, Seen
from graph import CallEvent, Happened, Participant

START = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)
ANNA = Seen(entra_id="anna", name="Anna Abel")


def at(second: int) -> datetime:
    return START + timedelta(seconds=second)


def somebody(
    account: str = "anna", device: str = "d1", *, gone: bool = False, lobby: bool = False, sequence: int = 0
) -> Participant:
    return Participant(
        id=device, entra_id=account, name="Anna Abel", gone=gone, lobby=lobby, sequence=sequence
    )


def event(second: int, *people: Participant, what: Happened = Happened.ROSTER) -> CallEvent:
    return CallEvent(what=what, at=at(second), people=people)


def heard(*events: CallEvent) -> list[Change]:
    roster = CallRoster()
    return [roster.take(one, START) for one in events]


class TestComingAndGoing:
    """Each change is told once, with the time that Graph gives."""

    def test_joins_and_leaves(self) -> None:
        came, went = heard(event(1, somebody()), event(5, somebody(gone=True)))

        assert came == Change(at=at(1), inside=(ANNA,))
        assert went == Change(at=at(5), gone=(ANNA,))

    def test_a_leave_of_whom_nobody_saw_come_is_told(self) -> None:
        (went,) = heard(event(1, somebody(gone=True)))

        assert went.gone == (ANNA,)

    def test_the_same_again_is_nothing(self) -> None:
        assert not heard(event(1, somebody()), event(2, somebody()))[1]
        assert not heard(event(1, somebody(gone=True)), event(2, somebody(gone=True)))[1]

    def test_out_of_the_lobby_into_the_call(self) -> None:
        waits, comes = heard(event(1, somebody(lobby=True)), event(2, somebody()))

        assert waits.inside == (Seen(entra_id="anna", name="Anna Abel", lobby=True),)
        assert comes.inside == (ANNA,)

    def test_without_a_time_our_own_clock_counts(self) -> None:
        change = CallRoster().take(CallEvent(what=Happened.ROSTER, at=None, people=(somebody(),)), at(9))

        assert change.at == at(9)

    @pytest.mark.parametrize("what", [Happened.STARTED, Happened.OTHER])
    def test_other_events_change_nothing(self, what: Happened) -> None:
        assert not heard(event(1, somebody(), what=what))[0]


class TestOrder:
    """What is older than what is known says nothing; what is newer does."""

    def test_a_late_join_brings_nobody_back(self) -> None:
        assert not heard(event(5, somebody(gone=True)), event(1, somebody()))[1]

    def test_a_late_leave_takes_nobody_out(self) -> None:
        changes = heard(event(1, somebody()), event(5, somebody()), event(3, somebody(gone=True)))

        assert not changes[2]

    def test_within_one_moment_the_sequence_decides(self) -> None:
        late = heard(event(1, somebody(gone=True, sequence=7)), event(1, somebody(sequence=6)))
        right = heard(event(1, somebody(sequence=6)), event(1, somebody(gone=True, sequence=7)))

        assert not late[1]
        assert right[1].gone == (ANNA,)

    @given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers())
    def test_in_any_order_the_last_word_holds(self, there: list[bool], seed: int) -> None:
        events = [event(n, somebody(gone=not inside)) for n, inside in enumerate(there)]
        random.Random(seed).shuffle(events)
        here: set[str] = set()
        for change in heard(*events):
            here |= {seen.entra_id for seen in change.inside}
            here -= {seen.entra_id for seen in change.gone}

        assert here == ({"anna"} if there[-1] else set())


class TestDevices:
    """Somebody with two devices is gone when both are; people without an account stay apart."""

    def test_one_of_two_devices_leaves(self) -> None:
        changes = heard(
            event(1, somebody()),
            event(2, somebody(device="d2")),
            event(3, somebody(gone=True)),
            event(4, somebody(device="d2", gone=True)),
        )

        assert [bool(change) for change in changes] == [True, False, False, True]
        assert changes[3].gone == (ANNA,)

    def test_one_waits_in_the_lobby_and_one_is_in(self) -> None:
        changes = heard(event(1, somebody()), event(2, somebody(device="d2", lobby=True)))

        assert not changes[1]

    def test_two_without_an_account_are_two(self) -> None:
        changes = heard(event(1, somebody("", "d1")), event(2, somebody("", "d2")))

        assert [len(change.inside) for change in changes] == [1, 1]


class TestEnd:
    """The end of the call takes everybody out who was in it, once."""

    def test_everybody_is_gone(self) -> None:
        changes = heard(event(1, somebody(), somebody("bernd", "d2")), event(9, what=Happened.ENDED))

        assert {seen.entra_id for seen in changes[1].gone} == {"anna", "bernd"}

    def test_who_had_left_is_not_told_again(self) -> None:
        changes = heard(event(1, somebody()), event(2, somebody(gone=True)), event(9, what=Happened.ENDED))

        assert not changes[2]

    def test_told_twice_it_is_one_end(self) -> None:
        changes = heard(event(1, somebody()), event(9, what=Happened.ENDED), event(9, what=Happened.ENDED))

        assert not changes[2]

    def test_what_was_before_the_end_comes_too_late(self) -> None:
        assert not heard(event(9, what=Happened.ENDED), event(3, somebody()))[1]

    def test_a_late_end_leaves_the_next_call_alone(self) -> None:
        changes = heard(event(10, somebody()), event(9, what=Happened.ENDED))

        assert not changes[1]

    def test_the_next_call_begins_anew(self) -> None:
        changes = heard(event(1, somebody()), event(9, what=Happened.ENDED), event(10, somebody()))

        assert changes[2].inside == (ANNA,)

    def test_memory_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.call_roster.MOST_DEVICES", 3)
        roster = CallRoster()
        for number in range(10):
            roster.take(event(number, somebody("", f"d{number}")), START)

        assert len(roster._devices) == 3
