"""Who was there, from when to when, and by what evidence."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from council import commands as cmd
from council import events as ev
from council.ids import BallotId, MemberId
from council.presence import Evidence, Mode
from council.roster import Role, Roster
from reports.attendance import HEADER, Account, Status, attendance, attendance_csv
from tests.council.evening import CHAIR, GUEST, OFFICE, Evening, councillors, in_presence
from tests.reports.council_evening import BIASED, LEAVER, SHARE, every_kind
from tests.reports.evening import CLERK, SITTING, at, opened, prepared, whole

EVENING = whole().sitting


def account_of(member: str) -> Account:
    """What is said about one person at the end of the evening."""
    return next(a for a in attendance(EVENING).accounts if a.member.id == member)


def lines_of(raw: bytes) -> list[dict[str, str]]:
    """The lines of a table by their columns."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


class TestAccount:
    """Council § 4.2: per person intervals, mode, status, disturbances, recusals."""

    @pytest.mark.parametrize(
        ("member", "statuses"),
        [
            pytest.param("m02", (Status.PRESENT,), id="from-opening-to-end"),
            pytest.param("m10", (Status.LATE,), id="late"),
            pytest.param("m06", (Status.LEFT_EARLY,), id="left-early"),
            pytest.param("m08", (Status.PRESENT,), id="left-and-came-back"),
            pytest.param("m11", (Status.EXCUSED,), id="excused"),
            pytest.param("m12", (Status.ABSENT,), id="absent"),
        ],
    )
    def test_has_its_status(self, member: str, statuses: tuple[Status, ...]) -> None:
        assert account_of(member).statuses == statuses

    def test_late_and_early_hold_together(self) -> None:
        evening = opened().tick("14:30").admit(10).tick("15:00")
        evening.add(ev.MemberLeft, CLERK, member=MemberId("m10"), since=at("15:00"), evidence=Evidence.TEAMS)
        sitting = evening.tick("16:00").add(ev.SittingEnded).sitting

        found = next(a for a in attendance(sitting).accounts if a.member.id == "m10")

        assert found.statuses == (Status.LATE, Status.LEFT_EARLY)

    def test_begins_no_earlier_than_the_sitting(self) -> None:
        (stretch,) = account_of("m02").stretches

        assert stretch.since == EVENING.opened_at

    def test_ends_no_later_than_the_sitting(self) -> None:
        (stretch,) = account_of("m02").stretches

        assert stretch.until == EVENING.ended_at

    def test_counts_whole_minutes(self) -> None:
        assert account_of("m06").minutes == 98  # 14:02:00 to 15:40:00

    def test_keeps_both_modes_apart(self) -> None:
        both = account_of("m08")

        assert (both.minutes_by(Mode.REMOTE), both.minutes_by(Mode.ROOM)) == (99, 30)
        assert both.took_part(Mode.REMOTE)
        assert both.took_part(Mode.ROOM)

    def test_says_who_admitted_and_by_what_evidence(self) -> None:
        (stretch,) = account_of("m02").stretches

        assert (stretch.admitted_by, stretch.evidence) == (CLERK, Evidence.SIGN_IN)

    def test_tells_disturbances_without_their_cause(self) -> None:
        assert account_of("m04").disturbances == ((at("15:25"), at("15:29")),)

    @pytest.mark.parametrize(("member", "items"), [("m09", ("3",)), ("m05", ("10",)), ("m02", ())])
    def test_tells_on_which_items_somebody_was_biased(self, member: str, items: tuple[str, ...]) -> None:
        assert account_of(member).recused == items

    def test_leaves_out_staff_and_guests_who_were_not_there(self) -> None:
        told = {a.member.id for a in attendance(EVENING).accounts}

        assert not told & {"b01", "b02", "v01", "g01"}

    def test_names_a_guest_who_took_part(self) -> None:
        evening = opened()
        evening.add(ev.MemberAdmitted, CLERK, member=MemberId("g01"), since=evening.now)

        told = {a.member.id for a in attendance(evening.sitting).accounts}

        assert "g01" in told


class TestRunningSitting:
    """A report asked for while the sitting goes on."""

    def test_reckons_up_to_the_moment_it_is_asked_for(self) -> None:
        evening = opened()

        found = attendance(evening.sitting, at("14:32"))

        assert {a.minutes for a in found.accounts if a.present} == {30}

    def test_leaves_the_end_of_a_lasting_presence_open(self) -> None:
        lines = lines_of(attendance_csv(opened().sitting, at("14:32")))

        assert {line["bis"] for line in lines} == {""}

    def test_before_the_opening_counts_no_minutes(self) -> None:
        sitting = prepared().tick("13:30").add(ev.AdmissionOpened, CLERK).admit(2).sitting

        found = [a for a in attendance(sitting, at("14:00")).accounts if a.present]

        assert [(a.member.id, a.minutes) for a in found] == [("m02", 0)]

    def test_whoever_left_before_the_opening_was_not_there(self) -> None:
        evening = prepared().tick("13:30").add(ev.AdmissionOpened, CLERK).admit(2, 3)
        evening.tick("13:50").add(
            ev.MemberLeft, CLERK, member=MemberId("m02"), since=at("13:50"), evidence=Evidence.TEAMS
        )
        evening.tick("14:00").add(ev.SittingOpened, quorum=evening.sitting.quorum(""))

        found = next(a for a in attendance(evening.sitting).accounts if a.member.id == "m02")

        assert found.statuses == (Status.ABSENT,)


class TestTotals:
    """Council § 4.2: sums in total, by group and by mode."""

    def test_count_every_group(self) -> None:
        found = {t.group: (t.entitled, t.present) for t in attendance(EVENING).totals}

        assert found == {"Grüne": (3, 3), "SPD": (3, 3), "CDU": (5, 3), "": (2, 2)}

    def test_add_up_to_all_members(self) -> None:
        total = attendance(EVENING).total

        assert (total.entitled, total.present, total.remote, total.room) == (13, 11, 10, 2)

    def test_minutes_add_up_to_those_of_the_people(self) -> None:
        found = attendance(EVENING)

        assert found.total.minutes == sum(a.minutes for a in found.accounts)


class TestQuorumPoints:
    """Contract § 4: quorum found at the opening, at opening and at closing of each ballot."""

    def test_begin_with_the_opening(self) -> None:
        first = attendance(EVENING).quorums[0]

        assert (first.ballot, first.at, first.count.present) == (None, EVENING.opened_at, 10)

    def test_are_there_twice_for_every_closed_ballot(self) -> None:
        found = [p.ballot for p in attendance(EVENING).quorums if p.ballot is not None]
        closed = [b for b in EVENING.ballots.values() if b.closed_at]

        assert len(found) == len(EVENING.ballots) + len(closed)


class TestAttendanceCsv:
    """Contract § 7: anwesenheit.csv."""

    LINES = lines_of(attendance_csv(EVENING))

    def test_has_exactly_its_columns(self) -> None:
        wanted = "kennung;name;fraktion;von;bis;minuten;art;zugelassen_von;nachweis"

        assert attendance_csv(EVENING).decode("utf-8-sig").splitlines()[0] == wanted
        assert tuple(wanted.split(";")) == HEADER

    def test_has_a_line_for_each_stretch(self) -> None:
        own = [line for line in self.LINES if line["kennung"] == "m08"]

        assert [(x["von"][11:16], x["bis"][11:16], x["minuten"], x["art"]) for x in own] == [
            ("14:02", "15:41", "99", "zugeschaltet"),
            ("15:50", "16:20", "30", "vor Ort"),
        ]

    def test_has_one_line_without_times_for_an_absent_member(self) -> None:
        (line,) = (line for line in self.LINES if line["kennung"] == "m12")

        assert (line["von"], line["bis"], line["minuten"]) == ("", "", "0")

    def test_keeps_the_reason_of_an_absence_to_the_office(self) -> None:
        assert b"Nierenkolik" not in attendance_csv(EVENING)

    def test_makes_a_name_harmless_that_is_a_formula(self) -> None:
        (line,) = (line for line in self.LINES if line["kennung"] == "m07")

        assert line["name"].startswith("'=SUMME")

    def test_names_the_clerk_who_admitted(self) -> None:
        assert {x["zugelassen_von"] for x in self.LINES if x["von"]} == {"Bea Kunze"}

    def test_gives_the_same_bytes_every_time(self) -> None:
        assert attendance_csv(EVENING, at("19:00")) == attendance_csv(whole().sitting)
        assert EVENING.id == SITTING

    def test_minutes_are_those_between_its_times(self) -> None:
        for account in attendance(EVENING).accounts:
            for stretch in account.stretches:
                assert stretch.until is not None
                assert stretch.minutes == (stretch.until - stretch.since) // timedelta(minutes=1)


class TestMandates:
    """Issue 3, part 5: mandates to the minute; recusals with their times."""

    EVERY = every_kind().sitting

    def account(self, member: str) -> Account:
        return next(a for a in attendance(self.EVERY).accounts if a.member.id == member)

    def test_whoever_left_the_council_in_the_sitting_had_a_vote_in_it(self) -> None:
        leaver = self.account(LEAVER)

        assert (leaver.voting, leaver.member.entitled) == (True, False)
        assert [change.began for change in leaver.mandates] == [False]
        assert leaver.present

    def test_whoever_was_sworn_in_during_the_sitting_is_neither_late_nor_absent(self) -> None:
        evening = in_presence(10)
        evening.does(CHAIR, cmd.BeginMandate, member=GUEST)
        evening.does(CLERK, cmd.AdmitMember, member=GUEST, after=0)

        found = next(a for a in attendance(evening.sitting).accounts if a.member.id == GUEST)

        assert found.voting
        assert found.statuses == (Status.PRESENT,)

    def test_nobody_is_absent_whose_mandate_has_not_begun(self) -> None:
        coming = replace(councillors(1)[0], id=MemberId("m99"), roles=(Role.MEMBER,), mandate=False)
        evening = Evening.prepared(roster=Roster((*councillors(11), *OFFICE, coming)))

        assert "m99" not in {a.member.id for a in attendance(evening.sitting).accounts}

    def test_a_recusal_has_its_times(self) -> None:
        (spell,) = self.account(BIASED).biased
        ballot = self.EVERY.ballots[BallotId(SHARE)]

        assert spell.item == "8"
        assert ballot.opened_at < spell.since
        assert ballot.closed_at is not None
        assert spell.until is not None
        assert ballot.closed_at < spell.until

    def test_a_recusal_that_was_lifted_ends_there(self) -> None:
        (spell,) = self.account("m04").biased

        assert spell.until == spell.since + timedelta(seconds=60)
