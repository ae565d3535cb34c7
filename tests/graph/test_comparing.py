"""The record held against Teams' report: spans, and who differs by more than three minutes."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.comparing import Spans, common, covers, differences, length, merged, times_of, without
from council import events as ev
from council.presence import Evidence
from council.sitting import Sitting
from graph import AttendanceReport, Attended, Interval
from tests import cast as c

T0 = datetime(2026, 12, 9, tzinfo=UTC)


def span(since: int, until: int) -> tuple[datetime, datetime]:
    return T0 + timedelta(minutes=since), T0 + timedelta(minutes=until)


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda p: span(*p)), max_size=6)


def minutes_in(parts: Spans) -> set[int]:
    """The minutes of a set of spans, one by one: what the arithmetic means."""
    return {m for a, b in parts for m in range(_minute(a), _minute(b))}


def _minute(at: datetime) -> int:
    return int((at - T0).total_seconds() // 60)


class TestSpans:
    """The arithmetic of stretches of time."""

    @given(a=spans, b=spans)
    def test_it_means_the_same_as_minutes_taken_one_by_one(self, a: Spans, b: Spans) -> None:
        assert minutes_in(merged(a)) == minutes_in(a)
        assert minutes_in(common(a, b)) == minutes_in(a) & minutes_in(b)
        assert minutes_in(without(a, b)) == minutes_in(a) - minutes_in(b)

    @given(a=spans)
    def test_merged_spans_neither_touch_nor_overlap(self, a: Spans) -> None:
        found = merged(a)

        assert all(one[1] < other[0] for one, other in pairwise(found))
        assert length(found) == 60 * len(minutes_in(a))


def report(*people: Attended, minutes: int = 90) -> AttendanceReport:
    end = c.START + timedelta(minutes=minutes)
    return AttendanceReport(id="r", start=c.START - timedelta(minutes=30), end=end, people=people)


def attended(member: str, *intervals: tuple[int, int], email: str = "") -> Attended:
    found = next(m for m in c.PEOPLE if m.id == member)
    return Attended(
        entra_id="" if email else found.contact.entra_id.upper(),
        name="selbst gewählt",
        email=email,
        role="Attendee",
        seconds=0,
        intervals=tuple(
            Interval(joined=c.START + timedelta(minutes=a), left=c.START + timedelta(minutes=b))
            for a, b in intervals
        ),
    )


@pytest.fixture
def ended() -> Sitting:
    """A sitting from 14:00 to 15:30 with a break from 14:40 to 14:50; all but Lena Spät were there."""
    minute = timedelta(minutes=1)
    opened = c.opened()
    return c.after(
        opened,
        ev.BreakStarted(at=c.START + 40 * minute, by=c.CHAIR, until=None),
        ev.SittingResumed(at=c.START + 50 * minute, by=c.CHAIR, quorum=opened.quorum("")),
        ev.SittingEnded(at=c.START + 90 * minute, by=c.CHAIR),
    )


EVERYBODY = ("vogt", "stein", "abel", "frei", "berg", "weiss", "yildiz")
"""Who took part remotely; Emil Saal sat in the hall."""


def all_there(*but: str) -> list[Attended]:
    return [attended(key, (-20, 95)) for key in EVERYBODY if key not in but]


class TestDifferences:
    """Issue part 7: differences of more than three minutes are listed, nothing is overwritten."""

    def test_the_same_presence_differs_nowhere(self, ended: Sitting) -> None:
        assert differences(ended, [report(*all_there())]) == ()

    @pytest.mark.parametrize(("minute", "differs"), [(3, False), (4, True), (70, True)])
    def test_three_minutes_are_the_measure(self, ended: Sitting, minute: int, differs: bool) -> None:
        late = attended("abel", (minute, 95))

        found = differences(ended, [report(*all_there("abel"), late)])

        assert [d.name for d in found] == (["Anna Abel"] if differs else [])

    def test_both_sides_are_told_in_local_time(self, ended: Sitting) -> None:
        (found,) = differences(ended, [report(*all_there("abel"), attended("abel", (10, 30)))])

        assert (found.recorded, found.seen) == (
            "14:00–14:40 Uhr, 14:50–15:30 Uhr",
            "14:10–14:30 Uhr",
        )

    def test_whoever_was_never_in_the_meeting_is_named(self, ended: Sitting) -> None:
        (found,) = differences(ended, [report(*all_there("berg"))])

        assert (found.name, found.seen) == ("Carl Berg", "")

    def test_whoever_was_in_the_meeting_and_not_in_the_record_is_named(self, ended: Sitting) -> None:
        (found,) = differences(ended, [report(*all_there(), attended("spaet", (0, 20)))])

        assert (found.name, found.recorded, found.seen) == ("Lena Spät", "", "14:00–14:20 Uhr")

    def test_whoever_sat_in_the_hall_is_not_expected_in_the_meeting(self, ended: Sitting) -> None:
        names = [d.name for d in differences(ended, [report(*all_there("abel"))])]

        assert names == ["Anna Abel"]

    def test_what_happens_in_a_break_does_not_matter(self, ended: Sitting) -> None:
        out_for_coffee = attended("abel", (0, 40), (50, 90))

        assert differences(ended, [report(*all_there("abel"), out_for_coffee)]) == ()

    def test_several_sessions_add_up(self, ended: Sitting) -> None:
        first = report(*all_there("abel"), attended("abel", (0, 45)), minutes=45)
        second = report(attended("abel", (45, 95)))

        assert differences(ended, [first, second]) == ()

    def test_a_departure_that_teams_has_not_seen_is_named(self, ended: Sitting) -> None:
        gone = c.after(
            c.left(c.opened(), c.MEMBER, c.START + timedelta(minutes=20)),
            ev.SittingEnded(at=c.START + timedelta(minutes=90), by=c.CHAIR),
        )

        (found,) = differences(gone, [report(*all_there())])

        assert (found.name, found.recorded) == ("Anna Abel", "14:00–14:20 Uhr")

    def test_without_an_account_the_address_is_taken(self, ended: Sitting) -> None:
        known = attended("abel", (-20, 95), email="ABEL@stadt.example")
        member = next(m for m in ended.roster if m.id == c.MEMBER)
        bare = ended.roster.with_contact(
            member.id, type(member.contact)(email=member.contact.email, upn=member.contact.upn)
        )
        assert differences(replace(ended, roster=bare), [report(*all_there("abel"), known)]) == ()

    def test_guests_of_the_meeting_are_nobodys_difference(self, ended: Sitting) -> None:
        stranger = Attended(
            entra_id="", name="Anna Abel", email="", role="Attendee", seconds=60, intervals=()
        )

        assert differences(ended, [report(*all_there(), stranger)]) == ()


class TestCovers:
    """A report of another session says nothing about this sitting."""

    def test_the_sittings_own_session_covers_it(self, ended: Sitting) -> None:
        assert covers(ended, [report()])

    def test_an_earlier_session_does_not(self, ended: Sitting) -> None:
        rehearsal = AttendanceReport(
            id="r", start=c.START - timedelta(days=1), end=c.START - timedelta(hours=23), people=()
        )

        assert not covers(ended, [rehearsal])
        assert not covers(ended, [])

    def test_a_sitting_that_goes_on_has_no_time_yet(self) -> None:
        assert times_of(c.opened()) == ()

    def test_a_large_council_is_compared_quickly(self) -> None:
        people = c.crowd()
        there = c.admitted(c.prepared(people=people), *(m.id for m in people if m.entitled))
        ended = c.after(c.opened(there), ev.SittingEnded(at=c.START + timedelta(minutes=90), by=c.CHAIR))
        began = time.monotonic()
        found = differences(ended, [report()])

        assert len(found) == len([m for m in people if m.entitled])
        assert time.monotonic() - began < 1
        assert Evidence.TEAMS not in {s.evidence for m in people for s in ended.presence(m.id).spells}
