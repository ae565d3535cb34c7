"""Coming and going: sign-in, admission by another, leaving, return, disturbance, excuse."""

from datetime import timedelta
from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.ballots import Way
from council.ids import MemberId
from council.presence import Evidence, Mode, Presence, Spell
from council.roster import Contact, Role, Roster
from council.sitting import CaseKind
from tests.council.evening import (
    ADA,
    ADVISER,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    GUEST,
    OFFICE,
    PROGRAM,
    SECOND,
    STARTS,
    STRANGER,
    SUPPORT,
    Evening,
    councillors,
)


def spells(evening: Evening, member: MemberId = ADA) -> tuple[Spell, ...]:
    return evening.sitting.presence(member).spells


class TestSignIn:
    """Vertrag § 4: namentliche Anmeldung; ein Mensch im Büro lässt zu, niemand sich selbst."""

    def test_makes_a_case_for_the_office(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn, way=Way.TYPED)
        (case,) = evening.sitting.waiting_cases

        assert (case.kind, case.member, case.entered_by) == (CaseKind.ADMISSION, ADA, ADA)
        assert evening.sitting.presence(ADA).waiting

    def test_twice_is_once(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn)

        assert evening.does(ADA, cmd.SignIn) == ()
        assert len(evening.sitting.waiting_cases) == 1

    def test_while_present_changes_nothing(self) -> None:
        evening = Evening.opened()

        assert evening.does(ADA, cmd.SignIn) == ()

    def test_is_not_taken_while_admission_is_closed(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.CloseAdmission)

        assert evening.refuses(errors.AdmissionNotOpen, ADA, cmd.SignIn) == {"starts": STARTS}

    def test_of_one_who_was_here_before_brings_them_back_at_once(self) -> None:
        evening = Evening.opened()
        evening.leaves(ADA)
        (event,) = evening.does(ADA, cmd.SignIn)

        assert isinstance(event, ev.MemberReturned)
        assert event.evidence is Evidence.SIGN_IN
        assert evening.sitting.presence(ADA).here

    def test_of_one_who_was_here_before_needs_no_open_admission(self) -> None:
        evening = Evening.opened()
        evening.leaves(ADA)
        evening.does(CLERK, cmd.CloseAdmission)
        evening.does(ADA, cmd.SignIn)

        assert evening.sitting.presence(ADA).here

    def test_refutes_a_reported_departure(self) -> None:
        evening = Evening.opened()
        evening.does(PROGRAM, cmd.ReportLeaving, member=ADA)
        (event,) = evening.does(ADA, cmd.SignIn)

        assert isinstance(event, ev.LeavingRefuted)
        assert evening.sitting.presence(ADA).counts

    def test_of_a_stranger_is_refused(self) -> None:
        assert Evening.prepared().refuses(errors.NotInRoster, STRANGER, cmd.SignIn) == {}

    def test_after_the_end_is_refused(self) -> None:
        evening = Evening.opened(10)
        evening.does(CHAIR, cmd.EndSitting)

        evening.refuses(errors.SittingIsOver, MemberId("m11"), cmd.SignIn)


class TestAdmission:
    """Vertrag § 4: zulassen und ablehnen; Einlass bis zum Ende der Sitzung."""

    def test_names_who_admitted_and_by_what_evidence(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn)
        evening.does(CLERK, cmd.AdmitMember, case=evening.case())
        (spell,) = spells(evening)

        assert (spell.admitted_by, spell.evidence, spell.since) == (CLERK, Evidence.SIGN_IN, evening.now)
        assert evening.sitting.waiting_cases == ()

    def test_by_name_rests_on_the_clerks_word(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.AdmitMember, member=ADA, mode=Mode.ROOM)
        (spell,) = spells(evening)

        assert (spell.evidence, spell.mode) == (Evidence.CLERK, Mode.ROOM)

    def test_by_name_settles_the_case_that_waits(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn)
        evening.does(CLERK, cmd.AdmitMember, member=ADA)

        assert evening.sitting.waiting_cases == ()
        assert evening.refuses(errors.NothingWaits, SECOND, cmd.AdmitMember, case=1) == {"case": 1}

    @pytest.mark.parametrize("by_case", [True, False], ids=["by-case", "by-name"])
    def test_nobody_admits_themselves(self, by_case: bool) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.SignIn)
        values: dict[str, Any] = {"case": evening.case()} if by_case else {"member": CLERK}

        assert evening.refuses(errors.NotForOneself, CLERK, cmd.AdmitMember, **values) == {}

    def test_another_clerk_admits_a_clerk(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.SignIn)
        evening.does(SECOND, cmd.AdmitMember, case=evening.case())

        assert evening.sitting.presence(CLERK).here

    def test_is_done_once(self) -> None:
        evening = Evening.opened()
        since = spells(evening)[0].since

        assert evening.refuses(errors.AlreadyPresent, CLERK, cmd.AdmitMember, member=ADA) == {
            "member": ADA,
            "since": since,
        }

    @pytest.mark.parametrize(
        ("values", "why"),
        [
            pytest.param({"case": 99}, errors.UnknownCase, id="unknown-case"),
            pytest.param({"member": STRANGER}, errors.UnknownMember, id="unknown-person"),
        ],
    )
    def test_of_nobody_is_refused(self, values: dict[str, Any], why: type[errors.Refusal]) -> None:
        evening = Evening.prepared()

        assert evening.refuses(why, CLERK, cmd.AdmitMember, **values)

    def test_a_vote_that_waits_is_no_admission(self) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.EnterVote, member=ADA, choice="ja", reason="Zuruf")

        evening.refuses(errors.UnknownCase, CLERK, cmd.AdmitMember, case=1)

    def test_refused_is_kept_with_its_reason(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn)
        evening.does(CLERK, cmd.RefuseAdmission, case=evening.case(), reason="anderes Konto")
        presence = evening.sitting.presence(ADA)

        assert (presence.here, presence.waiting, presence.refused) == (False, False, "anderes Konto")

    def test_whoever_was_refused_may_sign_in_again(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn)
        evening.does(CLERK, cmd.RefuseAdmission, case=evening.case())
        evening.does(ADA, cmd.SignIn)
        evening.does(CLERK, cmd.AdmitMember, case=evening.case())

        assert evening.sitting.presence(ADA).here
        assert evening.sitting.presence(ADA).refused == ""

    def test_goes_on_after_the_opening(self) -> None:
        evening = Evening.opened(6)
        evening.does(MemberId("m07"), cmd.SignIn)
        evening.does(CLERK, cmd.AdmitMember, case=evening.case())

        assert evening.sitting.quorum().present == 7

    def test_opens_by_itself_when_the_program_says_so(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.CloseAdmission)
        evening.does(PROGRAM, cmd.OpenAdmission)

        assert evening.sitting.admission

    def test_opening_or_closing_it_twice_changes_nothing(self) -> None:
        evening = Evening.prepared()
        again = evening.does(CLERK, cmd.OpenAdmission)
        evening.does(CLERK, cmd.CloseAdmission)

        assert (again, evening.does(CLERK, cmd.CloseAdmission)) == ((), ())

    def test_opens_with_the_sitting_at_the_latest(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.CloseAdmission)
        events = evening.does(CHAIR, cmd.OpenSitting)

        assert [type(e) for e in events] == [ev.AdmissionOpened, ev.SittingOpened]

    def test_ends_with_the_sitting(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndSitting)

        assert not evening.sitting.admission


class TestHall:
    """Vertrag § 4, `vor ort`: wer im Saal ist, ist anwesend."""

    def test_people_are_noted_together(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA, BEN))

        assert {spells(evening, m)[0].mode for m in (ADA, BEN)} == {Mode.ROOM}

    def test_who_was_connected_changes_the_mode_without_a_gap(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA,))
        first, second = spells(evening)

        assert (first.mode, second.mode) == (Mode.REMOTE, Mode.ROOM)
        assert first.until == second.since == evening.now

    def test_who_is_in_the_hall_already_stays(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA,))

        assert evening.does(CLERK, cmd.RecordOnSite, members=(ADA,)) == ()

    def test_a_person_named_twice_is_noted_once(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA, ADA))

        assert len(spells(evening)) == 1

    def test_nobody_notes_themselves(self) -> None:
        values = Evening.prepared().refuses(
            errors.NotForOneself, CLERK, cmd.RecordOnSite, members=(ADA, CLERK)
        )

        assert values == {}

    def test_one_unknown_name_stops_all(self) -> None:
        values = Evening.prepared().refuses(
            errors.UnknownMember, CLERK, cmd.RecordOnSite, members=(ADA, STRANGER)
        )

        assert values == {"name": STRANGER}

    def test_settles_a_sign_in_that_waits(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn)
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA,))

        assert evening.sitting.waiting_cases == ()

    def test_teams_says_nothing_about_people_in_the_hall(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA,))

        assert evening.does(PROGRAM, cmd.ReportLeaving, member=ADA) == ()


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
        evening.does(PROGRAM, cmd.ReportLeaving, member=ADA)
        evening.does(PROGRAM, cmd.RefuteLeaving, member=ADA)

        assert evening.sitting.presence(ADA).leaving is None
        assert len(spells(evening)) == 1

    def test_counts_from_the_report_once_confirmed(self) -> None:
        evening = Evening.opened()
        evening.does(PROGRAM, cmd.ReportLeaving, member=ADA)
        reported = evening.now
        evening.does(PROGRAM, cmd.RecordLeaving, member=ADA, evidence=Evidence.TEAMS)

        assert spells(evening)[0].until == reported

    def test_twice_is_once(self) -> None:
        evening = Evening.opened()
        evening.does(PROGRAM, cmd.ReportLeaving, member=ADA)

        assert evening.does(PROGRAM, cmd.ReportLeaving, member=ADA) == ()

    def test_of_one_who_is_not_here_says_nothing(self) -> None:
        evening = Evening.opened(6)

        assert evening.does(PROGRAM, cmd.ReportLeaving, member=MemberId("m07")) == ()
        assert evening.does(PROGRAM, cmd.RefuteLeaving, member=ADA) == ()

    def test_returning_by_own_word_refutes_it(self) -> None:
        evening = Evening.opened()
        evening.does(PROGRAM, cmd.ReportLeaving, member=ADA)
        evening.returns(ADA)

        assert len(spells(evening)) == 1
        assert evening.sitting.presence(ADA).counts

    def test_after_the_end_everybody_leaves_and_nothing_is_written(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndSitting)

        assert evening.does(PROGRAM, cmd.ReportLeaving, member=ADA) == ()

    @pytest.mark.parametrize("kind", [cmd.ReportLeaving, cmd.RefuteLeaving])
    def test_members_do_not_report_each_other(self, kind: type[cmd.Command]) -> None:
        evening = Evening.opened()

        evening.refuses(errors.RoleNeeded, BEN, kind, member=ADA)


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


class TestRecusal:
    """SächsGemO § 20: nicht beratend, nicht entscheidend, für diesen Punkt und was darunter steht."""

    @pytest.mark.parametrize("by", [CHAIR, ADA], ids=["chair", "own-word"])
    def test_is_declared_by_the_chair_or_by_own_word(self, by: MemberId) -> None:
        evening = Evening.opened()
        evening.does(by, cmd.DeclareRecusal, member=ADA, item="6")

        assert evening.sitting.recused("6") == (ADA,)

    def test_without_a_number_means_the_item_under_debate(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(ADA, cmd.DeclareRecusal, member=ADA)

        assert evening.sitting.recused("6") == (ADA,)

    def test_reaches_down_and_not_up(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="11.1")
        evening.does(CHAIR, cmd.DeclareRecusal, member=BEN, item="11.1.1")

        assert evening.sitting.recused("11.1.1") == (ADA, BEN)
        assert evening.sitting.recused("11.1") == (ADA,)
        assert evening.sitting.recused("11.1.2") == (ADA,)

    def test_twice_is_once(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="11.1")

        assert evening.does(CHAIR, cmd.DeclareRecusal, member=ADA, item="11.1.1") == ()

    def test_may_be_known_before_the_opening(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.DeclareRecusal, member=ADA, item="6")

        assert evening.sitting.recused("6") == (ADA,)

    def test_of_an_adviser_keeps_them_out_of_the_debate(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADVISER, item="6")

        assert evening.sitting.recused("6") == (ADVISER,)

    @pytest.mark.parametrize("member", [GUEST, CLERK])
    def test_is_for_people_with_a_seat(self, member: MemberId) -> None:
        values = Evening.opened().refuses(
            errors.NotAMember, CHAIR, cmd.DeclareRecusal, member=member, item="6"
        )

        assert values == {"member": member}

    def test_of_one_member_is_not_declared_by_another(self) -> None:
        values = Evening.opened().refuses(errors.ChairNeeded, BEN, cmd.DeclareRecusal, member=ADA, item="6")

        assert values == {"chair": CHAIR}

    def test_needs_an_item(self) -> None:
        evening = Evening.opened()
        evening.refuses(errors.NoItemCalled, CHAIR, cmd.DeclareRecusal, member=ADA)

        values = evening.refuses(errors.UnknownItem, CHAIR, cmd.DeclareRecusal, member=ADA, item="99")
        assert values == {"item": "99"}

    def test_of_the_acting_chair_is_an_act_of_the_chair(self) -> None:
        evening = Evening.opened()
        (event,) = evening.does(CHAIR, cmd.DeclareRecusal, member=CHAIR, item="6")

        assert (event.by, event.behalf) == (CHAIR, "")
        assert CHAIR in evening.sitting.recused("6")


class TestAccounts:
    """Vertrag § 4: Wer jemand ist, sagt die Objekt-Id; ein Konto gehört zu einer Person."""

    def test_a_person_without_an_account_gets_one(self) -> None:
        evening = Evening.prepared()
        evening.does(PROGRAM, cmd.LinkAccount, member=CLERK, entra_id="AB-CD", reason="E-Mail")

        found = evening.sitting.roster.by_entra_id("ab-cd")
        assert found is not None
        assert (found.id, found.contact.entra_id) == (CLERK, "ab-cd")

    def test_a_person_keeps_the_account_they_have(self) -> None:
        evening = Evening.prepared()

        assert evening.does(PROGRAM, cmd.LinkAccount, member=ADA, entra_id="ab-cd", reason="E-Mail") == ()

    def test_an_account_is_linked_once(self) -> None:
        evening = Evening.prepared()
        evening.does(PROGRAM, cmd.LinkAccount, member=CLERK, entra_id="ab-cd", reason="E-Mail")

        assert evening.does(PROGRAM, cmd.LinkAccount, member=SECOND, entra_id="AB-CD", reason="E-Mail") == ()

    def test_contacts_are_kept_apart_from_the_person(self) -> None:
        evening = Evening.prepared()
        enrolled = [e for e in evening.events if isinstance(e, ev.MemberEnrolled)]

        assert {e.member.contact for e in enrolled} == {Contact()}
        assert evening.sitting.roster.get(ADA) == councillors(11)[2]

    def test_a_member_who_is_also_a_clerk_does_not_admit_themselves(self) -> None:
        both = tuple(
            m if m.id != CEM else type(m)(id=CEM, first="C", last="D", roles=(Role.MEMBER, Role.OFFICE))
            for m in councillors(11)
        )
        evening = Evening.prepared(roster=Roster((*both, *OFFICE)))
        evening.does(CEM, cmd.SignIn)

        evening.refuses(errors.NotForOneself, CEM, cmd.AdmitMember, case=evening.case())
        evening.does(CLERK, cmd.AdmitMember, case=evening.case())
        evening.does(CEM, cmd.AdmitMember, member=ADA)
        assert evening.sitting.presence(ADA).here
