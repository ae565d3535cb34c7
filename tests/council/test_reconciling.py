"""After the end: Teams' reports held against the account, differences settled, presence put right."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import commands as cmd
from council import errors
from council import events as ev
from council.account import complete, differences, moment_within, whole_of
from council.errors import DayNeeded
from council.fold import replay
from council.ids import CaseId, MemberId
from council.presence import Evidence, Mode
from council.reconciling import DifferenceRuling, Discord, Stranger, StrangerKind, plain
from council.sitting import CaseKind
from store.codec import standard
from tests.council.after_the_end import LENGTH, at, ended, minutes_of, opened, report, span
from tests.council.evening import (
    ADA,
    ADVISER,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    MINUTES,
    PROGRAM,
    SECOND,
    STRANGER,
    Evening,
    in_presence,
    members,
)

ABSENT = members(11)[-1]
WHOLE = ((0.0, float(LENGTH)),)
KEEP, TAKE = DifferenceRuling.ACCOUNT, DifferenceRuling.REPORT


def waiting(evening: Evening) -> dict[MemberId, CaseId]:
    """Whose difference waits for a clerk, and its case."""
    return {
        settled.difference.member: number
        for number, settled in evening.sitting.differences.items()
        if settled.ruling is None
    }


def settle(evening: Evening, member: MemberId, ruling: DifferenceRuling, by: MemberId = CLERK) -> None:
    evening.does(by, cmd.SettleDifference, case=waiting(evening)[member], ruling=ruling)


class TestReport:
    """Was Teams meldet, steht im Journal, neben dem Konto; nichts überschreibt von selbst."""

    def test_counts_who_agrees(self) -> None:
        evening = ended()
        report(evening, {ADA: ((10, 90),)})
        found = evening.sitting.comparison

        assert found is not None
        assert (found.agreeing, found.compared) == (10, 11)

    @pytest.mark.parametrize(
        ("seen", "kind"),
        [
            pytest.param(((10, 90),), Discord.TIMES, id="came-later"),
            pytest.param((), Discord.ONLY_ACCOUNT, id="never-in-the-meeting"),
        ],
    )
    def test_makes_a_case_of_each_difference(
        self, seen: tuple[tuple[float, float], ...], kind: Discord
    ) -> None:
        evening = ended()
        report(evening, {ADA: seen})
        (settled,) = evening.sitting.differences.values()
        case = evening.sitting.cases[settled.difference.case]

        assert (settled.difference.member, settled.difference.kind) == (ADA, kind)
        assert (case.kind, case.member, case.settled) == (CaseKind.DIFFERENCE, ADA, False)

    def test_names_whoever_is_only_in_the_report(self) -> None:
        evening = ended()
        report(evening, {ABSENT: ((0, 30),)})
        (settled,) = evening.sitting.differences.values()

        assert settled.difference.kind is Discord.ONLY_REPORT
        assert settled.difference.account == ()

    @pytest.mark.parametrize(("minutes", "differs"), [(3, False), (3.1, True)])
    def test_leaves_three_minutes_without_a_word(self, minutes: float, differs: bool) -> None:
        evening = ended()
        report(evening, {ADA: ((minutes, 90),)})

        assert bool(waiting(evening)) is differs

    def test_keeps_nothing_from_outside_the_sitting(self) -> None:
        evening = ended()
        (reported,) = report(evening, {})

        assert isinstance(reported, ev.AttendanceReported)
        assert {one.spans for one in reported.attested} == {(span(evening, 0, LENGTH),)}

    def test_names_strangers_apart_so_that_a_public_copy_can_leave_them_out(self) -> None:
        evening = ended()
        guest = Stranger(name="Kai Unbekannt", kind=StrangerKind.NO_ACCOUNT)
        reported, named = report(evening, {}, strangers=(guest,))

        assert isinstance(reported, ev.AttendanceReported)
        assert (reported.strangers, named) == (
            1,
            ev.StrangersReported(at=reported.at, strangers=(guest,)),
        )

    def test_told_again_is_no_news(self) -> None:
        evening = ended()
        report(evening, {ADA: ((10, 90),)})

        assert report(evening, {ADA: ((10, 90),)}) == ()

    def test_of_an_open_sitting_is_refused(self) -> None:
        evening = Evening.opened()

        evening.refuses(errors.NotOver, PROGRAM, cmd.ReportAttendance, reports=(), covered=(), attested=())

    def test_changes_neither_ballot_nor_quorum_nor_the_recorded_presence(self) -> None:
        evening = ended()
        before = evening.sitting
        report(evening, {ADA: ()})
        settle(evening, ADA, TAKE)

        assert evening.sitting.ballots == before.ballots
        assert evening.sitting.quorum_at_opening == before.quorum_at_opening
        assert evening.sitting.presences == before.presences


class TestSeveralReports:
    """Mehrere Sitzungen einer Besprechung, auch spät: Verglichen wird, was Berichte abdecken."""

    def test_what_no_report_covers_is_not_compared(self) -> None:
        evening = ended()
        report(evening, dict.fromkeys(members(8), ((0, 40),)), (-20, 40))

        assert waiting(evening) == {}
        comparison = evening.sitting.comparison
        assert comparison is not None
        assert not complete(evening.sitting, plain(comparison.covered))

    def test_a_late_report_is_taken_in(self) -> None:
        evening = ended()
        report(evening, dict.fromkeys(members(8), ((0, 40),)), (-20, 40))
        report(evening, {ADA: ((0, 40),)}, (-20, 40), (40, 95))

        assert list(waiting(evening)) == [ADA]

    def test_a_ruling_holds_for_the_time_that_was_compared(self) -> None:
        evening = ended()
        half = dict.fromkeys(members(8), ((0.0, 40.0),))
        report(evening, {**half, ADA: ()}, (-20, 40))
        settle(evening, ADA, KEEP)
        report(evening, {ADA: ((40, 90),)}, (-20, 40), (40, 95))
        assert waiting(evening) == {}

        report(evening, {ADA: ((40, 50),), BEN: ((0, 80),)}, (-20, 40), (40, 95))
        assert set(waiting(evening)) == {ADA, BEN}

    def test_a_difference_that_goes_away_is_outdated(self) -> None:
        evening = ended()
        report(evening, {ADA: ()})
        case = waiting(evening)[ADA]
        report(evening, {})

        assert evening.sitting.differences[case].ruling is DifferenceRuling.OUTDATED
        assert evening.sitting.cases[case].settled
        evening.refuses(errors.NothingWaits, CLERK, cmd.SettleDifference, case=case, ruling=KEEP)

    def test_one_that_stays_keeps_its_case(self) -> None:
        evening = ended()
        report(evening, {ADA: ((10, 90),)})
        before = waiting(evening)
        report(evening, {ADA: ((10, 90),), BEN: ()})

        assert waiting(evening)[ADA] == before[ADA]
        assert set(waiting(evening)) == {ADA, BEN}


class TestSettling:
    """Das Büro entscheidet jede Abweichung, namentlich und mit Zeit; niemand die eigene."""

    def test_the_account_may_stand(self) -> None:
        evening = ended()
        report(evening, {ADA: ((10, 90),)})
        case = waiting(evening)[ADA]
        settle(evening, ADA, KEEP)
        settled = evening.sitting.differences[case]

        assert (settled.ruling, settled.by, settled.at) == (KEEP, CLERK, evening.now)
        assert evening.sitting.accounted(ADA) == evening.sitting.presence(ADA)

    def test_the_report_may_hold_and_both_stay_on_record(self) -> None:
        evening = ended()
        report(evening, {ADA: ((10, 50), (60, 90))})
        settle(evening, ADA, TAKE)
        (correction,) = evening.sitting.corrections

        assert minutes_of(evening, ADA) == ((10, 50), (60, 90))
        assert correction.before == evening.sitting.presence(ADA).spells
        assert {spell.evidence for spell in correction.after} == {Evidence.REPORT}

    def test_whoever_came_only_by_the_report_is_present_then(self) -> None:
        evening = ended()
        report(evening, {ABSENT: ((20, 60),)})
        settle(evening, ABSENT, TAKE)
        (spell,) = evening.sitting.accounted(ABSENT).spells

        assert minutes_of(evening, ABSENT) == ((20, 60),)
        assert (spell.admitted_by, spell.mode) == (CLERK, Mode.REMOTE)

    def test_whoever_was_in_the_hall_stays_there(self) -> None:
        evening = opened(8)
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA,), after=30 * 60)
        evening.does(CHAIR, cmd.EndSitting, after=60 * 60)
        report(evening, {ADA: ((20, 30),)})
        settle(evening, ADA, TAKE)
        modes = [spell.mode for spell in evening.sitting.accounted(ADA).spells]

        assert minutes_of(evening, ADA) == ((20, 30), (30, 90))
        assert modes == [Mode.REMOTE, Mode.ROOM]

    @pytest.mark.parametrize("ruling", [KEEP, TAKE])
    def test_nobody_settles_their_own(self, ruling: DifferenceRuling) -> None:
        evening = opened(8)
        evening.admit(CLERK)
        evening.does(CHAIR, cmd.EndSitting, after=90 * 60)
        report(evening, {})
        own = waiting(evening)[CLERK]

        evening.refuses(errors.NotForOneself, CLERK, cmd.SettleDifference, case=own, ruling=ruling)
        evening.does(SECOND, cmd.SettleDifference, case=own, ruling=ruling)

    @pytest.mark.parametrize(
        ("by", "why"),
        [
            pytest.param(CHAIR, errors.RoleNeeded, id="chair"),
            pytest.param(BEN, errors.RoleNeeded, id="member"),
            pytest.param(MINUTES, errors.RoleNeeded, id="minutes"),
            pytest.param(STRANGER, errors.NotInRoster, id="stranger"),
            pytest.param(PROGRAM, errors.NotInRoster, id="program"),
        ],
    )
    def test_only_a_clerk_does(self, by: MemberId, why: type[errors.Refusal]) -> None:
        evening = ended()
        report(evening, {ADA: ()})

        evening.refuses(why, by, cmd.SettleDifference, case=waiting(evening)[ADA], ruling=KEEP)

    def test_a_ruling_is_one_of_two(self) -> None:
        evening = ended()
        report(evening, {ADA: ()})
        case = waiting(evening)[ADA]

        for ruling in (DifferenceRuling.OUTDATED, DifferenceRuling.CORRECTED):
            evening.refuses(errors.RulingUnfit, CLERK, cmd.SettleDifference, case=case, ruling=ruling)

    def test_twice_is_once(self) -> None:
        evening = ended()
        report(evening, {ADA: ()})
        case = waiting(evening)[ADA]
        settle(evening, ADA, KEEP)

        evening.refuses(errors.NothingWaits, SECOND, cmd.SettleDifference, case=case, ruling=TAKE)
        evening.refuses(errors.UnknownCase, SECOND, cmd.SettleDifference, case=CaseId(999), ruling=TAKE)


class TestCorrection:
    """Vertrag § 4: korrektur <Name> von HH:MM bis HH:MM <Grund>, nach dem Ende."""

    def test_replaces_what_the_account_had(self) -> None:
        evening = ended()
        times = (span(evening, 10, 30), span(evening, 50, 90))
        evening.does(CLERK, cmd.CorrectPresence, member=ADA, spans=times, reason="war am Telefon")
        (correction,) = evening.sitting.corrections

        assert minutes_of(evening, ADA) == ((10, 30), (50, 90))
        assert (correction.by, correction.at, correction.reason) == (CLERK, evening.now, "war am Telefon")
        assert correction.before == evening.sitting.presence(ADA).spells

    def test_settles_a_difference_that_waits(self) -> None:
        evening = ended()
        report(evening, {ADA: ()})
        case = waiting(evening)[ADA]
        evening.does(CLERK, cmd.CorrectPresence, member=ADA, spans=(span(evening, 5, 60),), reason="x")

        assert evening.sitting.differences[case].ruling is DifferenceRuling.CORRECTED
        assert evening.sitting.cases[case].settled_by == CLERK
        report(evening, {BEN: ()})
        assert list(waiting(evening)) == [BEN]

    def test_may_say_that_somebody_was_not_there(self) -> None:
        evening = ended()
        evening.does(CLERK, cmd.CorrectPresence, member=ADA, spans=(), reason="verwechselt")

        assert evening.sitting.accounted(ADA).spells == ()

    def test_may_be_corrected_again(self) -> None:
        evening = ended()
        for until in (30, 60):
            times = (span(evening, 0, until),)
            evening.does(CLERK, cmd.CorrectPresence, member=ADA, spans=times, reason="x")

        assert minutes_of(evening, ADA) == ((0, 60),)
        assert [c.number for c in evening.sitting.corrections] == [1, 2]

    def test_people_say_minutes_and_mean_the_end(self) -> None:
        evening = ended(minutes=LENGTH)
        over = at(evening, LENGTH)
        said = replace(span(evening, 0, 1), until=over.replace(second=0, microsecond=0))
        evening.does(CLERK, cmd.CorrectPresence, member=ABSENT, spans=(said,), reason="x")

        assert evening.sitting.accounted(ABSENT).spells[-1].until == over

    def test_the_same_once_more_is_nothing(self) -> None:
        evening = ended()

        assert (
            evening.does(
                CLERK, cmd.CorrectPresence, member=ADA, spans=(span(evening, 0, LENGTH),), reason="x"
            )
            == ()
        )

    @pytest.mark.parametrize(
        ("since", "until"),
        [
            pytest.param(30, 10, id="backwards"),
            pytest.param(30, 30, id="no-time"),
            pytest.param(-600, 10, id="long-before"),
            pytest.param(10, 600, id="long-after"),
            pytest.param(-20, -10, id="before-the-opening"),
            pytest.param(LENGTH, LENGTH + 0.5, id="at-the-end"),
        ],
    )
    def test_a_time_that_cannot_be_is_refused(self, since: float, until: float) -> None:
        evening = ended()
        times = (span(evening, since, until),)

        evening.refuses(errors.TimeOutside, CLERK, cmd.CorrectPresence, member=ADA, spans=times, reason="x")

    @pytest.mark.parametrize("by", [CHAIR, ADA, MINUTES])
    def test_only_a_clerk_corrects(self, by: MemberId) -> None:
        evening = ended()
        evening.refuses(errors.RoleNeeded, by, cmd.CorrectPresence, member=BEN, spans=(), reason="x")

    def test_nobody_corrects_themselves(self) -> None:
        evening = ended()
        evening.refuses(errors.NotForOneself, CLERK, cmd.CorrectPresence, member=CLERK, spans=(), reason="x")

    def test_a_reason_has_to_be_given(self) -> None:
        evening = ended()
        evening.refuses(errors.ReasonNeeded, CLERK, cmd.CorrectPresence, member=ADA, spans=(), reason="  ")

    def test_a_person_has_to_be_on_the_roster(self) -> None:
        evening = ended()
        evening.refuses(
            errors.UnknownMember, CLERK, cmd.CorrectPresence, member=STRANGER, spans=(), reason="x"
        )

    def test_before_the_end_there_are_other_words(self) -> None:
        evening = Evening.opened()
        evening.refuses(errors.NotOver, CLERK, cmd.CorrectPresence, member=ADA, spans=(), reason="x")

    def test_in_presence_whoever_was_never_recorded_was_in_the_hall(self) -> None:
        evening = in_presence(0)
        evening.does(CLERK, cmd.RecordOnSite, members=members(8))
        evening.does(CHAIR, cmd.EndSitting, after=60 * LENGTH)
        times = (span(evening, 10, 30),)
        evening.does(CLERK, cmd.CorrectPresence, member=ADVISER, spans=times, reason="x")

        assert [s.mode for s in evening.sitting.accounted(ADVISER).spells] == [Mode.ROOM]


class TestEndTakenBack:
    """Geht die Sitzung weiter, gilt wieder, was während der Sitzung festgehalten wird."""

    def corrected(self) -> Evening:
        evening = ended()
        report(evening, {ADA: (), BEN: ()})
        settle(evening, ADA, TAKE)
        return evening

    def test_lifts_corrections_and_comparison(self) -> None:
        evening = self.corrected()
        evening.does(CHAIR, cmd.TakeBackEnd)

        assert evening.sitting.accounted(ADA).here
        assert (evening.sitting.comparison, dict(evening.sitting.differences)) == (None, {})
        assert evening.sitting.waiting_cases == ()

    def test_keeps_them_on_record(self) -> None:
        evening = self.corrected()
        evening.does(CHAIR, cmd.TakeBackEnd)

        assert [c.standing for c in evening.sitting.corrections] == [False]

    def test_is_compared_anew_at_the_next_end(self) -> None:
        evening = self.corrected()
        evening.does(CHAIR, cmd.TakeBackEnd)
        evening.does(CHAIR, cmd.EndSitting)
        report(evening, {ADA: ()})

        assert list(waiting(evening)) == [ADA]


class TestWallClock:
    """Leute sagen Uhrzeiten; gemeint ist der Moment dieser Sitzung."""

    def test_after_midnight_is_the_next_day(self) -> None:
        evening = opened(8)
        evening.now = evening.now.replace(hour=22, minute=30)
        evening.does(CHAIR, cmd.EndSitting, after=3600)

        moment = moment_within(evening.sitting, time(0, 15))

        assert moment.date() == evening.sitting.starts.date() + timedelta(days=1)

    def test_on_several_days_the_day_has_to_be_named(self) -> None:
        evening = opened(8)
        evening.does(CHAIR, cmd.Pause, until=evening.now + timedelta(hours=20))
        evening.does(CHAIR, cmd.Resume, after=22 * 3600)
        evening.does(CHAIR, cmd.EndSitting, after=6 * 3600)
        first = evening.sitting.starts.date()

        with pytest.raises(DayNeeded):
            moment_within(evening.sitting, time(14, 0))
        assert moment_within(evening.sitting, time(14, 0), first).date() == first


minutes = st.integers(min_value=0, max_value=LENGTH)
stays = st.lists(st.tuples(minutes, minutes), max_size=4).map(tuple)
seen = st.dictionaries(st.sampled_from([*members(8), ABSENT]), stays, max_size=5)


class TestLaws:
    """Was für jeden Bericht gilt."""

    @given(seen=seen)
    def test_after_the_report_holds_for_everybody_nothing_differs(
        self, seen: dict[MemberId, tuple[tuple[float, float], ...]]
    ) -> None:
        evening = ended()
        report(evening, seen)
        for member in tuple(waiting(evening)):
            settle(evening, member, TAKE, SECOND)
        fresh = replace(evening.sitting, differences={})
        comparison = fresh.comparison
        assert comparison is not None
        attested = {one.member: plain(one.spans) for one in comparison.attested}

        assert list(differences(fresh, attested, whole_of(fresh))) == []

    @given(seen=seen, choices=st.lists(st.sampled_from([KEEP, TAKE]), min_size=9, max_size=9))
    def test_every_event_survives_the_disk(
        self, seen: dict[MemberId, tuple[tuple[float, float], ...]], choices: list[DifferenceRuling]
    ) -> None:
        evening = ended()
        report(evening, seen)
        for member, ruling in zip(tuple(waiting(evening)), choices, strict=False):
            settle(evening, member, ruling, SECOND)
        evening.does(CLERK, cmd.CorrectPresence, member=CEM, spans=(), reason="Grund")
        codec = standard()

        assert replay(codec.decode(*codec.encode(e)) for e in evening.events) == evening.sitting

    @given(seen=seen)
    def test_a_report_alone_moves_nobody(self, seen: dict[MemberId, tuple[tuple[float, float], ...]]) -> None:
        evening = ended()
        report(evening, seen)

        assert all(evening.sitting.accounted(m) == evening.sitting.presence(m) for m in members(11))
