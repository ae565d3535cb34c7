"""Coming and going: leaving, return, what Teams reports, disturbance, excuse."""

from datetime import timedelta

import pytest

from council import commands as cmd
from council import errors
from council.ids import MemberId
from council.presence import Evidence, Mode, Presence, Spell
from tests.council.evening import (
    ADA,
    BEN,
    CHAIR,
    CLERK,
    PROGRAM,
    STARTS,
    SUPPORT,
    Evening,
)


def spells(evening: Evening, member: MemberId = ADA) -> tuple[Spell, ...]:
    return evening.sitting.presence(member).spells


class TestLeavingAndReturning:
    """SächsGemO § 40; Vertrag § 4: Kommen und Gehen mit Uhrzeit, nie in der Zukunft, nie vor der Ankunft."""

    @pytest.mark.parametrize("by", [CLERK, ADA, PROGRAM], ids=["office", "own-word", "program"])
    def test_is_noted_now(self, by: MemberId) -> None:
        evening = Evening.opened()
        evening.does(by, cmd.RecordLeaving, member=ADA, evidence=Evidence.OWN_WORD)
        (spell,) = spells(evening)

        assert (spell.until, spell.left_by) == (evening.now, Evidence.OWN_WORD)

    def test_is_noted_for_an_earlier_time(self) -> None:
        evening = Evening.opened()
        since = evening.now - timedelta(seconds=30)
        evening.does(CLERK, cmd.RecordLeaving, member=ADA, evidence=Evidence.CLERK, since=since)

        assert spells(evening)[0].until == since

    @pytest.mark.parametrize("hours", [1, -5], ids=["future", "before-arrival"])
    def test_at_an_impossible_time_is_refused(self, hours: int) -> None:
        evening = Evening.opened()
        since = evening.now + timedelta(hours=hours)

        values = evening.refuses(
            errors.TimeOutside, CLERK, cmd.RecordLeaving, member=ADA, evidence=Evidence.CLERK, since=since
        )
        assert values == {"at": since}

    def test_in_the_minute_of_arrival_counts_from_arrival(self) -> None:
        evening = Evening.opened(10)
        evening.now += timedelta(seconds=40 - evening.now.second)
        evening.does(CLERK, cmd.AdmitMember, member=MemberId("m11"), after=0)
        came = evening.now
        said = came.replace(second=0)
        evening.does(
            CLERK, cmd.RecordLeaving, member=MemberId("m11"), evidence=Evidence.CLERK, since=said, after=10
        )
        (spell,) = spells(evening, MemberId("m11"))

        assert (spell.since, spell.until) == (came, came)

    @pytest.mark.parametrize("hours", [1, -5], ids=["future", "before-leaving"])
    def test_returning_at_an_impossible_time_is_refused(self, hours: int) -> None:
        evening = Evening.opened()
        evening.leaves(ADA)
        since = evening.now + timedelta(hours=hours)

        evening.refuses(
            errors.TimeOutside, CLERK, cmd.RecordReturn, member=ADA, evidence=Evidence.CLERK, since=since
        )

    def test_returning_begins_a_new_spell_of_the_same_mode(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA,))
        evening.leaves(ADA)
        evening.returns(ADA)
        spell = spells(evening)[-1]

        assert (spell.mode, spell.until, spell.admitted_by) == (Mode.ROOM, None, CLERK)

    def test_nobody_leaves_who_is_not_here(self) -> None:
        evening = Evening.opened(6)

        values = evening.refuses(
            errors.NotPresent, CLERK, cmd.RecordLeaving, member=MemberId("m07"), evidence=Evidence.CLERK
        )
        assert values == {"member": "m07"}

    def test_nobody_returns_who_never_came(self) -> None:
        evening = Evening.opened(6)

        evening.refuses(
            errors.NotPresent, CLERK, cmd.RecordReturn, member=MemberId("m07"), evidence=Evidence.CLERK
        )

    def test_nobody_returns_who_is_here(self) -> None:
        evening = Evening.opened()

        evening.refuses(errors.AlreadyPresent, CLERK, cmd.RecordReturn, member=ADA, evidence=Evidence.CLERK)

    @pytest.mark.parametrize("kind", [cmd.RecordLeaving, cmd.RecordReturn])
    def test_one_member_does_not_speak_for_another(self, kind: type[cmd.Command]) -> None:
        evening = Evening.opened()

        values = evening.refuses(errors.RoleNeeded, BEN, kind, member=ADA, evidence=Evidence.OWN_WORD)
        assert values == {"roles": ("büro",)}

    def test_minutes_are_summed_over_the_spells(self) -> None:
        begin = STARTS
        presence = Presence(
            spells=(
                Spell(since=begin, until=begin + timedelta(minutes=30, seconds=40)),
                Spell(since=begin + timedelta(minutes=60)),
            )
        )

        assert presence.minutes(begin + timedelta(minutes=75, seconds=20)) == 46
        assert Presence().minutes(begin) == 0

    def test_one_who_never_came_cannot_go(self) -> None:
        assert Presence().went(STARTS, Evidence.CLERK) == Presence()


class TestReportedByTeams:
    """Vertrag § 4, Rollen: gemeldet gilt fürs Quorum sofort; eine Stimme kostet erst die Bestätigung."""

    def test_is_taken_back_when_the_person_is_there_after_all(self) -> None:
        evening = Evening.opened()
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=True)

        assert evening.sitting.presence(ADA).leaving is None
        assert len(spells(evening)) == 1

    def test_counts_from_the_report_once_confirmed(self) -> None:
        evening = Evening.opened()
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        reported = evening.now
        evening.does(PROGRAM, cmd.RecordLeaving, member=ADA, evidence=Evidence.TEAMS)

        assert spells(evening)[0].until == reported

    def test_twice_is_once(self) -> None:
        evening = Evening.opened()
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)

        assert evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False) == ()

    def test_of_one_who_is_not_here_says_nothing(self) -> None:
        evening = Evening.opened(6)

        evening.does(PROGRAM, cmd.ReportSighting, member=MemberId("m07"), inside=False)
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=True)

        assert spells(evening, MemberId("m07")) == ()
        assert len(spells(evening)) == 1

    def test_returning_by_own_word_refutes_it(self) -> None:
        evening = Evening.opened()
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
        evening.returns(ADA)

        assert len(spells(evening)) == 1
        assert evening.sitting.presence(ADA).counts

    def test_after_the_end_everybody_leaves_and_nothing_is_written(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndSitting)

        assert evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False) == ()

    @pytest.mark.parametrize("inside", [True, False], ids=["come", "gone"])
    def test_members_do_not_report_each_other(self, inside: bool) -> None:
        evening = Evening.opened()

        evening.refuses(errors.RoleNeeded, BEN, cmd.ReportSighting, member=ADA, inside=inside)


class TestDisturbance:
    """Vertrag § 4, `störung`, `behoben`: wer gestört ist, zählt nicht; von–bis."""

    def test_runs_from_report_to_end(self) -> None:
        evening = Evening.opened()
        evening.does(SUPPORT, cmd.ReportDisturbance, member=ADA, reason="kein Ton")
        since = evening.now
        evening.does(CLERK, cmd.EndDisturbance, member=ADA)

        assert evening.sitting.presence(ADA).disturbances == ((since, evening.now, "kein Ton"),)

    def test_reported_twice_is_one(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.ReportDisturbance, member=ADA)

        assert evening.does(CLERK, cmd.ReportDisturbance, member=ADA) == ()

    def test_that_is_none_cannot_end(self) -> None:
        assert Evening.opened().does(CLERK, cmd.EndDisturbance, member=ADA) == ()

    def test_ends_with_the_departure(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.ReportDisturbance, member=ADA, reason="kein Bild")
        since = evening.now
        evening.leaves(ADA)
        left = evening.now
        evening.returns(ADA)
        presence = evening.sitting.presence(ADA)

        assert (presence.disturbed, presence.disturbances) == (None, ((since, left, "kein Bild"),))
        assert presence.counts

    def test_never_ends_before_it_began(self) -> None:
        evening = Evening.opened()
        before = evening.now
        evening.does(CLERK, cmd.ReportDisturbance, member=ADA)
        since = evening.now
        evening.does(CLERK, cmd.RecordLeaving, member=ADA, evidence=Evidence.CLERK, since=before)

        assert evening.sitting.presence(ADA).disturbances == ((since, since, ""),)

    def test_a_second_one_leaves_the_first_as_it_was(self) -> None:
        evening = Evening.opened()
        for kind in (cmd.ReportDisturbance, cmd.EndDisturbance, cmd.ReportDisturbance, cmd.EndDisturbance):
            evening.does(CLERK, kind, member=ADA)
        first, second = evening.sitting.presence(ADA).disturbances

        assert first[1] is not None
        assert first[1] < second[0]

    def test_happens_to_people_who_are_here(self) -> None:
        values = Evening.opened(6).refuses(
            errors.NotPresent, CLERK, cmd.ReportDisturbance, member=MemberId("m07")
        )

        assert values == {"member": "m07"}


class TestExcuse:
    """SächsGemO § 35 Abs. 4, § 40: Namen der Abwesenden mit Grund."""

    def test_is_noted_with_its_reason(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.ExcuseMember, member=ADA, reason="erkrankt")

        assert evening.sitting.presence(ADA).excused == "erkrankt"

    def test_without_a_reason_is_still_an_excuse(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.ExcuseMember, member=ADA)

        assert evening.sitting.presence(ADA).excused == ""

    def test_ends_when_the_person_comes_all_the_same(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.ExcuseMember, member=ADA)
        evening.admit(ADA)

        assert evening.sitting.presence(ADA).excused is None

    def test_is_not_for_people_who_are_here(self) -> None:
        evening = Evening.opened()

        evening.refuses(errors.AlreadyPresent, CLERK, cmd.ExcuseMember, member=ADA)

    def test_can_be_noted_after_the_end(self) -> None:
        evening = Evening.opened(10)
        evening.does(CHAIR, cmd.EndSitting)
        evening.does(CLERK, cmd.ExcuseMember, member=MemberId("m11"), reason="erkrankt")

        assert evening.sitting.presence(MemberId("m11")).excused == "erkrankt"
