"""The sitting itself: prepared, opened, interrupted, ended."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.authority import require_not_ended
from council.decide import decide
from council.fold import evolve, replay
from council.ids import MemberId
from council.roster import Role, Roster
from council.rulebook import Format
from council.sitting import Stage
from tests.council.evening import (
    ADA,
    AGENDA,
    BEN,
    CHAIR,
    CLERK,
    GUEST,
    OFFICE,
    PROGRAM,
    RULES,
    SITTING,
    STARTS,
    STRANGER,
    Evening,
    councillors,
    preparation,
)


def two_chairs() -> Roster:
    """A roster with two people of the role ``vorsitz``."""
    people = (replace(m, roles=(Role.CHAIR,)) if m.id == ADA else m for m in councillors(11))
    return Roster((*people, *OFFICE))


class TestPreparation:
    """Vertrag § 4, `vorbereiten`: Verzeichnis, Tagesordnung und Regeln werden eingefroren."""

    def test_freezes_roster_agenda_and_rules(self) -> None:
        sitting = Evening.prepared().sitting

        assert sitting.roster == Roster(preparation()["roster"].members)
        assert sitting.agenda == AGENDA
        assert sitting.rules.text == RULES
        assert (sitting.stage, sitting.seats) == (Stage.PREPARED, 11)

    def test_keeps_what_the_law_asks_of_a_digital_sitting(self) -> None:
        sitting = Evening.prepared(
            notified=date(2026, 12, 1),
            convened=date(2026, 11, 30),
            public_room="Neues Rathaus",
            stream="https://live.example",
        ).sitting

        assert dict(sitting.particulars) == {
            "reason": "Hochwasser",
            "notified": "2026-12-01",
            "convened": "2026-11-30",
            "public_room": "Neues Rathaus",
        }
        assert (sitting.format, sitting.stream, sitting.probe) == (
            Format.DIGITAL,
            "https://live.example",
            False,
        )

    @pytest.mark.parametrize(
        ("by", "why"),
        [
            pytest.param(STRANGER, errors.NotInRoster, id="stranger"),
            pytest.param(CHAIR, errors.RoleNeeded, id="chair"),
            pytest.param(GUEST, errors.RoleNeeded, id="guest"),
        ],
    )
    def test_is_for_the_office(self, by: MemberId, why: type[errors.Refusal]) -> None:
        evening = Evening()
        command = cmd.PrepareSitting(sitting=SITTING, by=by, **preparation())

        with pytest.raises(why):
            decide(None, command, evening.now, "")
        assert evening.events == []

    def test_can_be_done_by_the_program(self) -> None:
        evening = Evening()
        evening.does(PROGRAM, cmd.PrepareSitting, **preparation())

        assert evening.sitting.stage is Stage.PREPARED

    def test_again_takes_the_new_roster_and_agenda(self) -> None:
        evening = Evening.prepared()
        changed = preparation(9) | {"agenda": type(AGENDA)(AGENDA.items[:2]), "title": "Sondersitzung"}
        evening.does(CLERK, cmd.PrepareSitting, **changed)

        assert (evening.sitting.seats, len(evening.sitting.agenda)) == (9, 2)
        assert evening.sitting.title == "Sondersitzung"
        assert len(evening.sitting.roster) == 16

    def test_again_sends_nobody_away_who_has_come(self) -> None:
        evening = Evening.prepared()
        evening.admit(ADA)
        evening.does(BEN, cmd.SignIn)
        evening.does(CLERK, cmd.PrepareSitting, **preparation())
        evening.does(CLERK, cmd.AdmitMember, case=evening.case())

        assert evening.sitting.quorum("").names == (ADA, BEN)
        assert (evening.sitting.waiting_cases, evening.sitting.admission) == ((), True)

    def test_delivered_again_is_not_done_again(self) -> None:
        evening = Evening()
        evening.does(CLERK, cmd.PrepareSitting, cause="m:1", **preparation())
        evening.does(CLERK, cmd.AdmitMember, member=ADA)

        assert evening.does(CLERK, cmd.PrepareSitting, cause="m:1", **preparation()) == ()

    def test_comes_too_late_once_the_sitting_is_open(self) -> None:
        evening = Evening.opened()

        values = evening.refuses(errors.AlreadyPrepared, CLERK, cmd.PrepareSitting, **preparation())
        assert values == {"title": "Ratsversammlung"}

    def test_can_be_lifted_before_the_opening(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.WithdrawPreparation)

        assert evening.refuses(errors.NotPrepared, CLERK, cmd.OpenAdmission) == {}
        assert evening.sitting.withdrawn
        with pytest.raises(errors.NotPrepared):
            require_not_ended(evening.sitting)

    def test_can_be_done_anew_after_it_was_lifted(self) -> None:
        evening = Evening.prepared()
        evening.admit(ADA)
        evening.does(BEN, cmd.SignIn)
        evening.does(CLERK, cmd.WithdrawPreparation)
        evening.does(CLERK, cmd.PrepareSitting, **preparation())

        assert not evening.sitting.withdrawn
        assert evening.sitting.quorum("").present == 0
        assert evening.sitting.waiting_cases == ()

    def test_cannot_be_lifted_after_the_opening(self) -> None:
        evening = Evening.opened()

        values = evening.refuses(errors.AlreadyOpened, CLERK, cmd.WithdrawPreparation)
        assert values == {"at": evening.sitting.opened_at}

    def test_nothing_happens_before_it(self) -> None:
        with pytest.raises(errors.NotPrepared) as caught:
            decide(None, cmd.OpenSitting(sitting=SITTING, by=CHAIR), STARTS, "")

        assert caught.value.key == "not_prepared"

    def test_a_journal_begins_with_it(self) -> None:
        with pytest.raises(ValueError, match="begins with its preparation"):
            evolve(None, ev.SittingEnded(at=STARTS))

        assert replay(()) is None

    def test_a_probe_stays_one(self) -> None:
        assert Evening.prepared(probe=True).sitting.probe


class TestOpening:
    """SächsGemO § 39 Abs. 1: nur in einer ordnungsgemäß einberufenen und geleiteten Sitzung."""

    def test_is_an_act_of_the_chair(self) -> None:
        evening = Evening.prepared()
        evening.does(CHAIR, cmd.OpenSitting)

        assert (evening.sitting.stage, evening.sitting.opened_at) == (Stage.OPEN, evening.now)

    def test_happens_once(self) -> None:
        evening = Evening.opened()

        assert evening.refuses(errors.AlreadyOpened, CHAIR, cmd.OpenSitting) == {
            "at": evening.sitting.opened_at
        }

    def test_needs_somebody_who_presides(self) -> None:
        evening = Evening.prepared(roster=two_chairs())

        assert evening.refuses(errors.NoChair, CHAIR, cmd.OpenSitting) == {}

    @pytest.mark.parametrize(
        "kind", [cmd.CallNext, cmd.Pause, cmd.StartClosedPart, cmd.EndSitting, cmd.NoteItem]
    )
    def test_comes_before_everything_else(self, kind: type[cmd.Command]) -> None:
        assert Evening.prepared().refuses(errors.NotOpened, CHAIR, kind) == {}


class TestBreak:
    """GO: Unterbrechung, auch bis zu einer Uhrzeit; danach wird die Beschlussfähigkeit neu gezählt."""

    def test_runs_until_it_is_ended(self) -> None:
        evening = Evening.opened()
        until = evening.now + timedelta(minutes=30)
        evening.does(CHAIR, cmd.Pause, until=until)
        since = evening.now
        paused = evening.sitting
        evening.does(CHAIR, cmd.Resume)

        assert (paused.stage, paused.break_until) == (Stage.BREAK, until)
        assert (evening.sitting.stage, evening.sitting.break_until) == (Stage.OPEN, None)
        assert evening.sitting.breaks == ((since, evening.now),)

    def test_next_ends_it_too(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.Pause)
        evening.does(CHAIR, cmd.CallNext)

        assert (evening.sitting.stage, evening.sitting.item) == (Stage.OPEN, "6")

    def test_a_time_that_is_over_is_refused(self) -> None:
        evening = Evening.opened()
        until = evening.now

        assert evening.refuses(errors.TimeOutside, CHAIR, cmd.Pause, until=until) == {"at": until}

    def test_there_is_one_at_a_time(self) -> None:
        evening = Evening.opened()
        until = evening.now + timedelta(minutes=30)
        evening.does(CHAIR, cmd.Pause, until=until)

        assert evening.refuses(errors.InBreak, CHAIR, cmd.Pause) == {"until": until}

    def test_that_is_none_cannot_end(self) -> None:
        assert Evening.opened().refuses(errors.NotInBreak, CHAIR, cmd.Resume) == {}

    def test_finds_the_quorum_afresh(self) -> None:
        evening = Evening.opened(7)
        evening.does(CHAIR, cmd.Pause)
        evening.leaves(ADA)
        (event,) = evening.does(CHAIR, cmd.Resume)

        assert isinstance(event, ev.SittingResumed)
        assert event.quorum.present == 6

    @pytest.mark.parametrize("kind", [cmd.CallItem, cmd.NoteItem, cmd.PassItem])
    def test_nothing_is_dealt_with_meanwhile(self, kind: type[cmd.Command]) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.Pause)

        evening.refuses(errors.InBreak, CHAIR, kind, item="3")

    def test_admission_goes_on(self) -> None:
        evening = Evening.opened(6)
        evening.does(CHAIR, cmd.Pause)
        evening.admit(MemberId("m07"))

        assert evening.sitting.quorum().present == 7


class TestEnd:
    """Vertrag § 4: `sitzung schließen`; fünfzehn Minuten lang zurückzunehmen."""

    def test_closes_everything(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="3")
        evening.does(CHAIR, cmd.EndSitting)

        assert (evening.sitting.stage, evening.sitting.ended_at) == (Stage.ENDED, evening.now)
        assert evening.sitting.agenda.get("3") != AGENDA.get("3")

    @pytest.mark.parametrize(
        ("by", "kind", "values"),
        [
            pytest.param(CHAIR, cmd.CallNext, {}, id="next"),
            pytest.param(CHAIR, cmd.OpenBallot, {"item": "6"}, id="ballot"),
            pytest.param(CLERK, cmd.AdmitMember, {"member": ADA}, id="admit"),
            pytest.param(CLERK, cmd.PostponeItem, {"item": "6"}, id="postpone"),
            pytest.param(CHAIR, cmd.AssignChair, {"member": ADA}, id="hand-over"),
            pytest.param(ADA, cmd.DeclareRecusal, {"member": ADA, "item": "6"}, id="recusal"),
            pytest.param(CHAIR, cmd.Resume, {}, id="resume"),
            pytest.param(CHAIR, cmd.EndSitting, {}, id="end"),
        ],
    )
    def test_leaves_nothing_to_do(
        self, by: MemberId, kind: type[cmd.Command], values: dict[str, Any]
    ) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndSitting)

        assert evening.refuses(errors.SittingIsOver, by, kind, **values) == {"at": evening.sitting.ended_at}

    def test_waits_for_the_break_to_end(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.Pause)

        evening.refuses(errors.InBreak, CHAIR, cmd.EndSitting)

    @pytest.mark.parametrize("minutes", [1, 15], ids=["soon", "at-the-last-moment"])
    def test_can_be_taken_back_for_a_quarter_of_an_hour(self, minutes: int) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.EndSitting)
        evening.does(CHAIR, cmd.TakeBackEnd, after=60 * minutes)

        assert (evening.sitting.stage, evening.sitting.ended_at) == (Stage.OPEN, None)
        assert (evening.sitting.item, evening.sitting.admission) == ("6", True)

    def test_cannot_be_taken_back_later(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndSitting)

        values = evening.refuses(errors.TooLateToTakeBack, CHAIR, cmd.TakeBackEnd, after=60 * 15 + 1)
        assert values == {"minutes": 15}

    def test_that_is_none_cannot_be_taken_back(self) -> None:
        assert Evening.opened().refuses(errors.NotOver, CHAIR, cmd.TakeBackEnd) == {}
