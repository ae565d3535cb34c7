"""Every command judged against the sitting as it stands: events, or a refusal."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from council import commands as cmd
from council import events as ev
from council.agenda import BallotKind
from council.authority import as_chair
from council.ballots import Ruling
from council.commands import Step
from council.decide_admission import (
    decide_admit_member,
    decide_admit_together,
    decide_refuse_admission,
    decide_sign_in,
)
from council.decide_agenda import (
    decide_add_item,
    decide_call_item,
    decide_call_next,
    decide_join_items,
    decide_move_item,
    decide_note_item,
    decide_pass_item,
    decide_postpone_item,
    decide_refer_item,
    decide_remove_item,
    decide_reopen_item,
    decide_withdraw_item,
)
from council.decide_ballots import (
    decide_cancel_ballot,
    decide_open_ballot,
    decide_open_block,
    decide_open_procedural_motion,
    decide_pull_out,
    decide_repeat_ballot,
)
from council.decide_doubts import decide_raise_doubt, decide_settle_doubt
from council.decide_elections import (
    decide_draw_lot,
    decide_open_alternatives,
    decide_open_election,
    decide_open_next_round,
)
from council.decide_entries import (
    decide_confirm_entry,
    decide_enter_hands,
    decide_enter_vote,
    decide_reject_entry,
)
from council.decide_helping import decide_finish_help, decide_request_help, decide_take_help
from council.decide_members import (
    decide_begin_mandate,
    decide_doubt_quorum,
    decide_end_mandate,
    decide_make_statement,
    decide_rule_disturbance,
    decide_settle_mandates,
    decide_void_secret_ballot,
)
from council.decide_office_way import decide_vote_by_office, decide_vote_themselves
from council.decide_presence import (
    decide_close_admission,
    decide_end_disturbance,
    decide_excuse_member,
    decide_link_account,
    decide_open_admission,
    decide_record_leaving,
    decide_record_on_site,
    decide_record_return,
    decide_report_disturbance,
)
from council.decide_reconciling import (
    decide_correct_presence,
    decide_report_attendance,
    decide_settle_difference,
)
from council.decide_recusal import decide_declare_recusal, decide_lift_recusal
from council.decide_results import decide_close_ballot, decide_declare_ballot
from council.decide_rooms import (
    decide_bind_closed_room,
    decide_confirm_alone,
    decide_move_back,
    decide_move_meeting,
)
from council.decide_sightings import decide_report_sighting
from council.decide_sitting import (
    decide_assign_chair,
    decide_assign_operator,
    decide_end_sitting,
    decide_name_cosigners,
    decide_name_minute_taker,
    decide_note_particular,
    decide_open_sitting,
    decide_pause,
    decide_prepare_sitting,
    decide_resume,
    decide_start_closed_part,
    decide_start_public_part,
    decide_take_back_end,
    decide_take_chair,
    decide_withdraw_preparation,
)
from council.decide_votes import decide_cast_vote
from council.errors import NotPrepared, Outdated, TooFast
from council.sitting import Sitting

Events = tuple[ev.Event, ...]


def decide(sitting: Sitting | None, command: cmd.Command, now: datetime, nonce: str) -> Events:
    """What *command* brings about at *now*: its events, none where it was done before.

    ``now`` is aware and in UTC; ``nonce`` is fresh random text, from which receipt
    numbers are made. Raises a :class:`council.errors.Refusal` where it is not done.
    """
    if isinstance(command, cmd.PrepareSitting):
        if sitting is not None and _seen(sitting, command):
            return ()
        return decide_prepare_sitting(sitting, command, now, nonce)
    if sitting is None or (sitting.withdrawn and not isinstance(command, cmd.CastVote)):
        raise NotPrepared
    if isinstance(command, cmd.CastVote):
        return decide_cast_vote(sitting, command, now, nonce)
    if _seen(sitting, command):
        return ()
    if isinstance(command, cmd.PressStep):
        return decide_press_step(sitting, command, now, nonce)
    return _DECISIONS[type(command)](sitting, command, now, nonce)


def _seen(sitting: Sitting, command: cmd.Command) -> bool:
    """Whether this very activity has had its effect; ids are unique within a chat only."""
    return bool(command.cause) and (command.by, command.cause) in sitting.causes


def decide_press_step(sitting: Sitting, command: cmd.PressStep, now: datetime, nonce: str) -> Events:
    """Do what a control button says, once, and only in the state it was shown for."""
    as_chair(sitting, command, now)
    if command.state != sitting.state:
        raise Outdated
    fresh = sitting.stepped_at is not None and now - sitting.stepped_at < command.guard
    if fresh and sitting.stepped_by == command.by:
        raise TooFast
    return decide(sitting, command_of(command), now, nonce)


def command_of(press: cmd.PressStep) -> cmd.Command:
    """The command that a control button stands for."""
    kind, more = _STEPS[press.step]
    if press.reason and press.step in (Step.REPEAT, Step.CANCEL, Step.POSTPONE, Step.REMOVE):
        more = {**more, "reason": press.reason}
    if press.step is Step.CLOSE_BALLOT:
        more = {**more, "slips": press.slips}
    return kind(sitting=press.sitting, by=press.by, cause=press.cause, **more)


_STEPS: dict[Step, tuple[type[cmd.Command], dict[str, Any]]] = {
    Step.OPEN_SITTING: (cmd.OpenSitting, {}),
    Step.NEXT_ITEM: (cmd.CallNext, {}),
    Step.OPEN_BALLOT: (cmd.OpenBallot, {}),
    Step.OPEN_ROLL_CALL: (cmd.OpenBallot, {"kind": BallotKind.ROLL_CALL}),
    Step.CLOSE_BALLOT: (cmd.CloseBallot, {}),
    Step.DECLARE: (cmd.DeclareBallot, {}),
    Step.DECLARE_NEXT: (cmd.DeclareBallot, {"then_next": True}),
    Step.REPEAT: (cmd.RepeatBallot, {}),
    Step.CANCEL: (cmd.CancelBallot, {}),
    Step.NOTED: (cmd.NoteItem, {}),
    Step.NO_OBJECTION: (cmd.PassItem, {}),
    Step.POSTPONE: (cmd.PostponeItem, {}),
    Step.REMOVE: (cmd.RemoveItem, {}),
    Step.PAUSE: (cmd.Pause, {}),
    Step.RESUME: (cmd.Resume, {}),
    Step.CLOSED_PART: (cmd.StartClosedPart, {}),
    Step.PUBLIC_PART: (cmd.StartPublicPart, {}),
    Step.END_SITTING: (cmd.EndSitting, {}),
    Step.TAKE_BACK_END: (cmd.TakeBackEnd, {}),
    Step.NEXT_ROUND: (cmd.OpenNextRound, {}),
    Step.WAIT: (cmd.RuleDisturbance, {"ruling": Ruling.WAIT}),
    Step.WITHOUT: (cmd.RuleDisturbance, {"ruling": Ruling.WITHOUT}),
}

_DECISIONS: dict[type[cmd.Command], Callable[[Sitting, Any, datetime, str], Events]] = {
    cmd.WithdrawPreparation: decide_withdraw_preparation,
    cmd.OpenSitting: decide_open_sitting,
    cmd.Pause: decide_pause,
    cmd.Resume: decide_resume,
    cmd.StartClosedPart: decide_start_closed_part,
    cmd.StartPublicPart: decide_start_public_part,
    cmd.EndSitting: decide_end_sitting,
    cmd.TakeBackEnd: decide_take_back_end,
    cmd.AssignChair: decide_assign_chair,
    cmd.TakeChair: decide_take_chair,
    cmd.AssignOperator: decide_assign_operator,
    cmd.NameMinuteTaker: decide_name_minute_taker,
    cmd.NameCosigners: decide_name_cosigners,
    cmd.OpenAdmission: decide_open_admission,
    cmd.CloseAdmission: decide_close_admission,
    cmd.LinkAccount: decide_link_account,
    cmd.SignIn: decide_sign_in,
    cmd.AdmitMember: decide_admit_member,
    cmd.RefuseAdmission: decide_refuse_admission,
    cmd.RecordOnSite: decide_record_on_site,
    cmd.MoveMeeting: decide_move_meeting,
    cmd.MoveBack: decide_move_back,
    cmd.BindClosedRoom: decide_bind_closed_room,
    cmd.ConfirmAlone: decide_confirm_alone,
    cmd.AdmitTogether: decide_admit_together,
    cmd.ReportSighting: decide_report_sighting,
    cmd.RaiseDoubt: decide_raise_doubt,
    cmd.SettleDoubt: decide_settle_doubt,
    cmd.RecordLeaving: decide_record_leaving,
    cmd.RecordReturn: decide_record_return,
    cmd.ExcuseMember: decide_excuse_member,
    cmd.ReportDisturbance: decide_report_disturbance,
    cmd.EndDisturbance: decide_end_disturbance,
    cmd.DeclareRecusal: decide_declare_recusal,
    cmd.CallItem: decide_call_item,
    cmd.CallNext: decide_call_next,
    cmd.AddItem: decide_add_item,
    cmd.RemoveItem: decide_remove_item,
    cmd.PostponeItem: decide_postpone_item,
    cmd.NoteItem: decide_note_item,
    cmd.PassItem: decide_pass_item,
    cmd.OpenBallot: decide_open_ballot,
    cmd.OpenProceduralMotion: decide_open_procedural_motion,
    cmd.EnterVote: decide_enter_vote,
    cmd.VoteByOffice: decide_vote_by_office,
    cmd.VoteThemselves: decide_vote_themselves,
    cmd.EnterHands: decide_enter_hands,
    cmd.ConfirmEntry: decide_confirm_entry,
    cmd.RejectEntry: decide_reject_entry,
    cmd.CloseBallot: decide_close_ballot,
    cmd.DeclareBallot: decide_declare_ballot,
    cmd.CancelBallot: decide_cancel_ballot,
    cmd.RepeatBallot: decide_repeat_ballot,
    cmd.NoteParticular: decide_note_particular,
    cmd.LiftRecusal: decide_lift_recusal,
    cmd.EndMandate: decide_end_mandate,
    cmd.BeginMandate: decide_begin_mandate,
    cmd.SettleMandates: decide_settle_mandates,
    cmd.DoubtQuorum: decide_doubt_quorum,
    cmd.MakeStatement: decide_make_statement,
    cmd.ReferItem: decide_refer_item,
    cmd.WithdrawItem: decide_withdraw_item,
    cmd.ReopenItem: decide_reopen_item,
    cmd.JoinItems: decide_join_items,
    cmd.MoveItem: decide_move_item,
    cmd.OpenBlock: decide_open_block,
    cmd.PullOut: decide_pull_out,
    cmd.OpenElection: decide_open_election,
    cmd.OpenAlternatives: decide_open_alternatives,
    cmd.OpenNextRound: decide_open_next_round,
    cmd.DrawLot: decide_draw_lot,
    cmd.RuleDisturbance: decide_rule_disturbance,
    cmd.VoidSecretBallot: decide_void_secret_ballot,
    cmd.ReportAttendance: decide_report_attendance,
    cmd.SettleDifference: decide_settle_difference,
    cmd.CorrectPresence: decide_correct_presence,
    cmd.RequestHelp: decide_request_help,
    cmd.TakeHelp: decide_take_help,
    cmd.FinishHelp: decide_finish_help,
}
