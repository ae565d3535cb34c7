"""Who comes in: sign-in by name, admission by another, the hall, accounts."""

from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.ballots import Way
from council.ids import MemberId
from council.presence import Evidence, Mode, Spell
from council.roster import Contact, Role, Roster
from council.sitting import CaseKind
from tests.council.evening import (
    ADA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    OFFICE,
    PROGRAM,
    SECOND,
    STARTS,
    STRANGER,
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
        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
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

        evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)

        assert evening.sitting.presence(ADA).counts


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
