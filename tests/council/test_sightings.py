"""What Teams' sources say of who is in the online meeting, and what follows from it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import commands as cmd
from council import events as ev
from council.doubts import DoubtKind
from council.ids import MemberId
from council.presence import Evidence, Mode, Sighting, Source
from council.sitting import CaseKind
from tests.council.evening import (
    ADA,
    ADVISER,
    BEN,
    CLERK,
    GUEST,
    PROGRAM,
    STAFF,
    YES,
    Evening,
)

ABSENT = MemberId("m11")


def sees(evening: Evening, member: MemberId, *, inside: bool, **more: Any) -> list[str]:
    """The tags of what comes of a sighting."""
    found = evening.does(PROGRAM, cmd.ReportSighting, member=member, inside=inside, **more)
    return [type(event).__name__ for event in found]


class TestAccount:
    """Every word of a source is kept with its time, and lets nobody in."""

    def test_keeps_who_said_what_when(self) -> None:
        evening = Evening.prepared()
        sees(evening, ADA, inside=True)
        joined = evening.now
        sees(evening, ADA, inside=False, source=Source.ROSTER)

        assert evening.sitting.presence(ADA).sightings == (
            Sighting(source=Source.EVENT, inside=True, at=joined, told_at=joined),
            Sighting(source=Source.ROSTER, inside=False, at=evening.now, told_at=evening.now),
        )

    def test_names_the_moment_of_the_source(self) -> None:
        evening = Evening.prepared()
        before = evening.now - timedelta(seconds=20)
        sees(evening, ADA, inside=True, seen_at=before)

        assert evening.sitting.presence(ADA).sightings[0].at == before

    def test_believes_no_moment_to_come(self) -> None:
        evening = Evening.prepared()
        sees(evening, ADA, inside=True, seen_at=evening.now + timedelta(hours=1))

        assert evening.sitting.presence(ADA).sightings[0].at == evening.now

    def test_the_same_news_twice_is_one(self) -> None:
        evening = Evening.prepared()
        sees(evening, ADA, inside=True)

        assert sees(evening, ADA, inside=True, source=Source.EVENT) == []

    def test_older_news_of_the_same_source_says_nothing(self) -> None:
        evening = Evening.opened()
        sees(evening, ADA, inside=True)
        late = evening.now - timedelta(seconds=30)

        assert sees(evening, ADA, inside=False, seen_at=late) == []
        assert evening.sitting.presence(ADA).counts

    def test_an_answer_that_was_overtaken_says_nothing(self) -> None:
        evening = Evening.prepared()
        asked = evening.now
        sees(evening, ADA, inside=True)

        assert sees(evening, ADA, inside=False, source=Source.QUERY, seen_at=asked) == []

    def test_nobody_is_present_by_it(self) -> None:
        evening = Evening.opened(10)
        for source in Source:
            sees(evening, ABSENT, inside=True, source=source)

        assert not evening.sitting.presence(ABSENT).here


class TestSeenAndNotSignedIn:
    """Whoever is surely in the meeting waits for the office, also without having signed in."""

    def test_waits_with_a_case(self) -> None:
        evening = Evening.prepared()
        sees(evening, ADA, inside=True)
        presence = evening.sitting.presence(ADA)
        (case,) = evening.sitting.waiting_cases

        assert (case.kind, case.member) == (CaseKind.ADMISSION, ADA)
        assert (presence.only_seen, presence.waiting) == (True, False)

    def test_signing_in_afterwards_is_the_same_case(self) -> None:
        evening = Evening.prepared()
        sees(evening, ADA, inside=True)
        evening.does(ADA, cmd.SignIn)
        presence = evening.sitting.presence(ADA)

        assert len(evening.sitting.cases) == 1
        assert (presence.only_seen, presence.waiting) == (False, True)

    def test_being_admitted_so_is_evidenced_by_teams(self) -> None:
        evening = Evening.prepared()
        sees(evening, ADA, inside=True)
        evening.admit(ADA)
        (spell,) = evening.sitting.presence(ADA).spells

        assert (spell.evidence, spell.admitted_by) == (Evidence.TEAMS, CLERK)
        assert evening.sitting.waiting_cases == ()

    def test_leaving_again_takes_them_off_the_list(self) -> None:
        evening = Evening.prepared()
        sees(evening, ADA, inside=True)
        sees(evening, ADA, inside=False)

        assert not evening.sitting.presence(ADA).only_seen

    @pytest.mark.parametrize("member", [GUEST, STAFF, CLERK], ids=["guest", "staff", "clerk"])
    def test_concerns_only_those_who_take_part(self, member: MemberId) -> None:
        evening = Evening.prepared()
        sees(evening, member, inside=True)

        assert evening.sitting.waiting_cases == ()

    def test_concerns_advisers_too(self) -> None:
        evening = Evening.prepared()
        sees(evening, ADVISER, inside=True)

        assert [c.member for c in evening.sitting.waiting_cases] == [ADVISER]

    def test_never_brings_back_whom_the_office_turned_away(self) -> None:
        evening = Evening.prepared()
        evening.does(ADA, cmd.SignIn)
        evening.does(CLERK, cmd.RefuseAdmission, case=evening.case())
        sees(evening, ADA, inside=True)

        assert evening.sitting.waiting_cases == ()


class TestReportedLeaving:
    """Contract § 4, roles: it lowers the quorum shown at once, and takes a vote only once confirmed."""

    @pytest.mark.parametrize("source", [Source.EVENT, Source.ROSTER])
    def test_lowers_the_quorum_and_keeps_the_vote(self, source: Source) -> None:
        evening = Evening.voting()
        before = len(evening.sitting.quorum().names)
        sees(evening, ADA, inside=False, source=source)

        assert len(evening.sitting.quorum().names) == before - 1
        assert evening.vote(ADA, YES)

    def test_is_one_when_two_sources_say_it(self) -> None:
        evening = Evening.opened()
        sees(evening, ADA, inside=False)
        reported = evening.sitting.presence(ADA).leaving

        assert sees(evening, ADA, inside=False, source=Source.ROSTER) == ["ParticipantSeen"]
        assert evening.sitting.presence(ADA).leaving == reported

    def test_is_a_departure_once_the_query_confirms_it(self) -> None:
        evening = Evening.opened()
        sees(evening, ADA, inside=False)
        reported = evening.now
        sees(evening, ADA, inside=False, source=Source.QUERY)
        (spell,) = evening.sitting.presence(ADA).spells

        assert (spell.until, spell.left_by) == (reported, Evidence.TEAMS)

    def test_is_none_when_the_query_sees_them(self) -> None:
        evening = Evening.opened()
        sees(evening, ADA, inside=False)

        assert sees(evening, ADA, inside=True, source=Source.QUERY) == ["ParticipantSeen", "LeavingRefuted"]

    def test_says_nothing_of_people_in_the_hall(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.RecordOnSite, members=(ADA,))
        sees(evening, ADA, inside=False)
        sees(evening, ADA, inside=False, source=Source.QUERY)

        assert evening.sitting.presence(ADA).counts

    def test_by_a_query_alone_is_a_doubt_for_the_office(self) -> None:
        evening = Evening.voting()
        sees(evening, ADA, inside=True)
        found = sees(evening, ADA, inside=False, source=Source.QUERY)
        (case,) = evening.sitting.waiting_cases

        assert found == ["ParticipantSeen", "DoubtRaised"]
        assert (case.doubt, case.member) == (DoubtKind.CONTRADICTION, ADA)
        assert evening.sitting.presence(ADA).counts
        assert evening.vote(ADA, YES)

    def test_of_whom_teams_never_saw_is_no_doubt(self) -> None:
        evening = Evening.voting()

        assert sees(evening, ADA, inside=False, source=Source.QUERY) == ["ParticipantSeen"]
        assert evening.sitting.waiting_cases == ()


class TestComingBack:
    """Whom Teams alone had reported as gone, Teams brings back; nobody else."""

    def test_after_a_departure_by_teams(self) -> None:
        evening = Evening.opened()
        sees(evening, ADA, inside=False)
        sees(evening, ADA, inside=False, source=Source.QUERY)
        sees(evening, ADA, inside=True)
        spell = evening.sitting.presence(ADA).spells[-1]

        assert (spell.evidence, spell.until, spell.mode) == (Evidence.TEAMS, None, Mode.REMOTE)
        assert evening.sitting.waiting_cases == ()

    def test_not_after_their_own_word(self) -> None:
        evening = Evening.opened()
        evening.leaves(ADA)
        sees(evening, ADA, inside=True)

        assert not evening.sitting.presence(ADA).here
        assert [c.member for c in evening.sitting.waiting_cases] == [ADA]

    def test_not_after_a_clerks_word(self) -> None:
        evening = Evening.opened()
        evening.does(CLERK, cmd.RecordLeaving, member=ADA, evidence=Evidence.CLERK)
        sees(evening, ADA, inside=True, source=Source.QUERY)

        assert not evening.sitting.presence(ADA).here

    def test_ends_with_the_time_that_the_office_allows(self) -> None:
        evening = Evening.opened(grace_minutes=10)
        sees(evening, ADA, inside=False)
        sees(evening, ADA, inside=False, source=Source.QUERY)
        sees(evening, ADA, inside=True, after=11 * 60)

        assert not evening.sitting.presence(ADA).here
        assert evening.sitting.presence(ADA).only_seen


class TestSecondDevice:
    """A join by somebody who is in the meeting already is shown to the office and changes nothing."""

    def joined_twice(self) -> Evening:
        evening = Evening.prepared()
        sees(evening, ADA, inside=True)
        evening.admit(ADA)
        sees(evening, ADA, inside=True)
        return evening

    def test_is_a_doubt_of_its_own(self) -> None:
        (case,) = self.joined_twice().sitting.waiting_cases

        assert (case.doubt, case.member) == (DoubtKind.SECOND_DEVICE, ADA)

    def test_is_told_once(self) -> None:
        evening = self.joined_twice()

        assert sees(evening, ADA, inside=True) == []

    def test_leaves_the_presence_as_it_was(self) -> None:
        assert self.joined_twice().sitting.presence(ADA).counts


class TestAnySources:
    """Whatever the sources say, in whatever order: nobody comes in by it, and replay agrees."""

    @given(
        said=st.lists(
            st.tuples(st.sampled_from([ADA, BEN, ABSENT]), st.sampled_from(Source), st.booleans()),
            max_size=25,
        )
    )
    def test_admit_nobody_and_fold_alike(self, said: list[tuple[MemberId, Source, bool]]) -> None:
        evening = Evening.opened(10)
        for member, source, inside in said:
            sees(evening, member, inside=inside, source=source)

        assert not evening.sitting.presence(ABSENT).spells
        assert evening.replayed() == evening.sitting

    @given(
        said=st.lists(st.tuples(st.sampled_from([Source.EVENT, Source.ROSTER]), st.booleans()), max_size=12)
    )
    def test_without_a_query_take_nobodys_vote(self, said: list[tuple[Source, bool]]) -> None:
        evening = Evening.voting()
        for source, inside in said:
            sees(evening, ADA, inside=inside, source=source)

        assert [type(event) for event in evening.vote(ADA, YES)] == [ev.VoteCast]
