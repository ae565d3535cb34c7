"""Teams' reports as the council's values: who of the roster was there, who else, and for what time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.comparing import MeetingReports, covered, reported
from council import commands as cmd
from council import events as ev
from council.account import complete, differences, held_times
from council.ids import MemberId
from council.reconciling import Stranger, StrangerKind, plain
from council.sitting import Sitting
from council.timespans import Spans
from graph import AttendanceReport, Attended, Interval
from tests import cast as c

MINUTE = timedelta(minutes=1)


def report(*people: Attended, since: int = -30, until: int = 90, name: str = "r") -> AttendanceReport:
    start, end = c.START + since * MINUTE, c.START + until * MINUTE
    return AttendanceReport(id=name, start=start, end=end, people=people)


def attended(member: str, *intervals: tuple[int, int], email: str = "") -> Attended:
    found = next(m for m in c.PEOPLE if m.id == member)
    account = "" if email else found.contact.entra_id.lower()
    return person(account, "selbst gewählt", *intervals, email=email)


def person(account: str, name: str, *intervals: tuple[int, int], email: str = "") -> Attended:
    return Attended(
        entra_id=account,
        name=name,
        email=email,
        role="Attendee",
        seconds=0,
        intervals=tuple(
            Interval(joined=c.START + a * MINUTE, left=c.START + b * MINUTE) for a, b in intervals
        ),
    )


@pytest.fixture
def ended() -> Sitting:
    """A sitting from 14:00 to 15:30 with a break from 14:40 to 14:50; all but Lena Spät were there."""
    opened = c.opened()
    return c.after(
        opened,
        ev.BreakStarted(at=c.START + 40 * MINUTE, by=c.CHAIR, until=None),
        ev.SittingResumed(at=c.START + 50 * MINUTE, by=c.CHAIR, quorum=opened.quorum("")),
        ev.SittingEnded(at=c.START + 90 * MINUTE, by=c.CHAIR),
    )


EVERYBODY = ("vogt", "stein", "abel", "frei", "berg", "weiss", "yildiz")
"""Who took part remotely; Emil Saal sat in the hall."""


def all_there(*but: str) -> list[Attended]:
    return [attended(key, (-20, 95)) for key in EVERYBODY if key not in but]


def told(sitting: Sitting, *reports: AttendanceReport) -> cmd.ReportAttendance:
    found = reported(sitting, [MeetingReports(reports=reports)])
    assert found is not None
    return found


def differing(sitting: Sitting, *reports: AttendanceReport) -> list[str]:
    """The names of those about whom account and reports differ."""
    found = told(sitting, *reports)
    attested: dict[MemberId, Spans] = {one.member: plain(one.spans) for one in found.attested}
    return [sitting.name(d.member) for d in differences(sitting, attested, plain(found.covered))]


class TestDifferences:
    """Issue part 6: differences of more than three minutes are listed, nothing is overwritten."""

    def test_the_same_presence_differs_nowhere(self, ended: Sitting) -> None:
        assert differing(ended, report(*all_there())) == []

    @pytest.mark.parametrize(("minute", "differs"), [(3, False), (4, True), (70, True)])
    def test_three_minutes_are_the_measure(self, ended: Sitting, minute: int, differs: bool) -> None:
        late = attended("abel", (minute, 95))

        assert differing(ended, report(*all_there("abel"), late)) == (["Anna Abel"] if differs else [])

    def test_whoever_was_never_in_the_meeting_is_named(self, ended: Sitting) -> None:
        assert differing(ended, report(*all_there("berg"))) == ["Carl Berg"]

    def test_whoever_was_in_the_meeting_and_not_in_the_record_is_named(self, ended: Sitting) -> None:
        assert differing(ended, report(*all_there(), attended("spaet", (0, 20)))) == ["Lena Spät"]

    def test_whoever_sat_in_the_hall_is_not_expected_in_the_meeting(self, ended: Sitting) -> None:
        assert differing(ended, report(*all_there("abel"))) == ["Anna Abel"]

    def test_what_happens_in_a_break_does_not_matter(self, ended: Sitting) -> None:
        out_for_coffee = attended("abel", (0, 40), (50, 90))

        assert differing(ended, report(*all_there("abel"), out_for_coffee)) == []

    def test_several_sessions_add_up(self, ended: Sitting) -> None:
        first = report(*all_there("abel"), attended("abel", (0, 45)), until=45, name="r1")
        second = report(*all_there("abel"), attended("abel", (45, 95)), since=45, name="r2")

        assert differing(ended, first, second) == []
        assert differing(ended, first) == []

    def test_a_departure_that_teams_has_not_seen_is_named(self, ended: Sitting) -> None:
        gone = c.after(
            c.left(c.opened(), c.MEMBER, c.START + 20 * MINUTE),
            ev.SittingEnded(at=c.START + 90 * MINUTE, by=c.CHAIR),
        )

        assert differing(gone, report(*all_there())) == ["Anna Abel"]

    def test_without_an_account_the_address_is_taken(self, ended: Sitting) -> None:
        known = attended("abel", (-20, 95), email="ABEL@stadt.example")
        member = next(m for m in ended.roster if m.id == c.MEMBER)
        bare = ended.roster.with_contact(
            member.id, type(member.contact)(email=member.contact.email, upn=member.contact.upn)
        )

        assert differing(replace(ended, roster=bare), report(*all_there("abel"), known)) == []

    def test_a_large_council_is_compared_whole(self) -> None:
        people = c.crowd()
        there = c.admitted(c.prepared(people=people), *(m.id for m in people if m.entitled))
        ended = c.after(c.opened(there), ev.SittingEnded(at=c.START + 90 * MINUTE, by=c.CHAIR))

        assert len(differing(ended, report())) == len([m for m in people if m.entitled])


class TestStrangers:
    """Nur im Bericht: Name, mit oder ohne Konto; keine Adresse, und nie ein Sitz nach dem Namen."""

    def test_people_beside_the_roster_are_named_once(self, ended: Sitting) -> None:
        guest = person("aaaa", "Kai Gast", (0, 30), email="kai@anderswo.example")
        caller = person("", "+49 341 555", (0, 30))
        found = told(ended, report(*all_there(), guest, caller), report(guest, name="r2"))

        assert found.strangers == (
            Stranger(name="Kai Gast", kind=StrangerKind.ACCOUNT),
            Stranger(name="+49 341 555", kind=StrangerKind.NO_ACCOUNT),
        )
        assert "anderswo" not in repr(found)

    def test_a_councillors_name_without_the_account_is_a_strangers(self, ended: Sitting) -> None:
        imposter = person("", "Lena Spät", (0, 90))
        found = told(ended, report(*all_there(), imposter))

        assert [one.name for one in found.strangers] == ["Lena Spät"]
        assert c.LATE not in {one.member for one in found.attested}

    def test_whoever_left_before_the_opening_was_not_there(self, ended: Sitting) -> None:
        early = person("bbbb", "Früh Dran", (-20, 0))

        assert told(ended, report(*all_there(), early)).strangers == ()


class TestCovers:
    """A report of another session says nothing about this sitting."""

    def test_the_sittings_own_session_covers_it(self, ended: Sitting) -> None:
        assert complete(ended, covered(ended, [MeetingReports(reports=(report(),))]))

    def test_an_earlier_session_does_not(self, ended: Sitting) -> None:
        day = 24 * 60
        rehearsal = report(*all_there(), since=-day, until=60 - day)

        assert reported(ended, [MeetingReports(reports=(rehearsal,))]) is None
        assert reported(ended, []) is None

    def test_half_a_sitting_is_not_the_whole(self, ended: Sitting) -> None:
        half = [MeetingReports(reports=(report(until=45),))]

        assert not complete(ended, covered(ended, half))
        assert complete(ended, covered(ended, [*half, MeetingReports(reports=(report(since=47),))]))

    def test_a_report_without_its_times_covers_nothing(self, ended: Sitting) -> None:
        bare = AttendanceReport(id="r", start=None, end=None, people=tuple(all_there()))

        assert reported(ended, [MeetingReports(reports=(bare,))]) is None

    def test_a_sitting_that_goes_on_has_no_time_yet(self) -> None:
        assert held_times(c.opened()) == ()


class TestClosedRoom:
    """Der nichtöffentliche Teil in eigener Besprechung: nur deren Bericht sagt etwas über ihn."""

    @pytest.fixture
    def ended(self) -> Sitting:
        """Closed from 15:00 to 15:20 in a room of its own."""
        return c.after(
            c.opened(),
            ev.ClosedRoomBound(at=c.START, by=c.CLERK, meeting="meeting:closed"),
            ev.ClosedPartStarted(at=c.START + 60 * MINUTE, by=c.CHAIR),
            ev.PublicPartStarted(at=c.START + 80 * MINUTE, by=c.CHAIR),
            ev.SittingEnded(at=c.START + 90 * MINUTE, by=c.CHAIR),
        )

    def test_the_public_meeting_alone_leaves_it_open(self, ended: Sitting) -> None:
        out = [attended(key, (-20, 60), (80, 95)) for key in EVERYBODY]
        meetings = [MeetingReports(reports=(report(*out),)), MeetingReports(reports=(), closed=True)]
        found = reported(ended, meetings)
        assert found is not None
        attested = {one.member: plain(one.spans) for one in found.attested}

        assert not complete(ended, plain(found.covered))
        assert list(differences(ended, attested, plain(found.covered))) == []

    def test_both_together_tell_of_the_whole(self, ended: Sitting) -> None:
        out = [attended(key, (-20, 60), (80, 95)) for key in EVERYBODY]
        inside = [attended(key, (58, 81)) for key in EVERYBODY]
        room = report(*inside, since=58, until=81, name="room")
        meetings = [MeetingReports(reports=(report(*out),)), MeetingReports(reports=(room,), closed=True)]
        found = reported(ended, meetings)
        assert found is not None

        assert complete(ended, plain(found.covered))
        assert len(found.reports) == 2
