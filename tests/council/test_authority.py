"""Who may do what: every command tried by every kind of person."""

from collections.abc import Callable
from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council.agenda import BallotKind
from council.ballots import OPTION_CHOICES, Choice, Ruling
from council.commands import Command
from council.doubts import DoubtKind, DoubtRuling
from council.errors import Refusal
from council.helping import Wish
from council.ids import MemberId
from council.presence import Evidence
from council.reconciling import DifferenceRuling
from council.rulebook import Format
from tests.council.after_the_end import ended, report
from tests.council.evening import (
    ADA,
    ADVISER,
    BEN,
    CHAIR,
    CLERK,
    DEPUTY,
    GUEST,
    MINUTES,
    PROGRAM,
    RULES,
    STAFF,
    STRANGER,
    SUPPORT,
    YES,
    Evening,
    preparation,
)

CEM_LATE = MemberId("m11")
EVERYBODY = {
    "chair": CHAIR,
    "deputy": DEPUTY,
    "member": BEN,
    "office": CLERK,
    "minutes": MINUTES,
    "support": SUPPORT,
    "adviser": ADVISER,
    "staff": STAFF,
    "guest": GUEST,
    "stranger": STRANGER,
    "program": PROGRAM,
}
Case = tuple[type[Command], dict[str, Any], Callable[[], Evening], frozenset[str]]


def _prepared() -> Evening:
    evening = Evening.prepared()
    evening.does(ADA, cmd.SignIn)
    return evening


def _open() -> Evening:
    evening = Evening.opened(10)
    evening.does(CHAIR, cmd.CallItem, item="3")
    return evening


def _paused() -> Evening:
    evening = _open()
    evening.does(CHAIR, cmd.Pause)
    return evening


def _closed_part() -> Evening:
    evening = _open()
    evening.does(CHAIR, cmd.StartClosedPart)
    return evening


def _over() -> Evening:
    evening = _open()
    evening.does(CHAIR, cmd.EndSitting)
    return evening


def _voting() -> Evening:
    evening = Evening.opened(10)
    evening.does(CHAIR, cmd.OpenBallot, item="6")
    return evening


def _closed() -> Evening:
    evening = _voting()
    evening.does(CHAIR, cmd.CloseBallot)
    return evening


def _absent() -> Evening:
    evening = _open()
    evening.leaves(ADA)
    return evening


def _moved() -> Evening:
    evening = _paused()
    evening.does(CLERK, cmd.MoveMeeting, meeting="meeting:second")
    return evening


def _in_closed_part() -> Evening:
    evening = _open()
    evening.does(CHAIR, cmd.StartClosedPart)
    return evening


def _disturbed() -> Evening:
    evening = _open()
    evening.does(CLERK, cmd.ReportDisturbance, member=ADA)
    return evening


def _reported() -> Evening:
    evening = _open()
    evening.does(PROGRAM, cmd.ReportSighting, member=ADA, inside=False)
    return evening


def _doubted() -> Evening:
    evening = _open()
    evening.does(PROGRAM, cmd.RaiseDoubt, doubt=DoubtKind.LEFT, member=ADA)
    return evening


def _disturbed_voting() -> Evening:
    evening = _voting()
    evening.does(CLERK, cmd.ReportDisturbance, member=ADA)
    return evening


def _recused() -> Evening:
    evening = _open()
    evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
    return evening


def _removed() -> Evening:
    evening = _open()
    evening.does(CHAIR, cmd.RemoveItem, item="7")
    return evening


def _block() -> Evening:
    evening = _open()
    evening.does(CHAIR, cmd.OpenBlock, items=("6", "11.2"))
    return evening


def _in_presence() -> Evening:
    return Evening.opened(10, format=Format.PRESENCE)


def _round(*votes: Choice) -> Evening:
    evening = _in_presence()
    evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("Alt", "Berg", "Chor"))
    for member, choice in zip(evening.ballot.electorate, votes, strict=False):
        evening.vote(member, choice)
    evening.declares()
    return evening


def _runoff_waits() -> Evening:
    first, second, third = OPTION_CHOICES[:3]
    return _round(first, first, first, first, second, second, second, third)


def _lot_waits() -> Evening:
    evening = _runoff_waits()
    evening.does(CHAIR, cmd.OpenNextRound)
    for member, choice in zip(evening.ballot.electorate, OPTION_CHOICES[:2], strict=False):
        evening.vote(member, choice)
    evening.declares()
    return evening


def _secret() -> Evening:
    enabled = RULES.replace("[secret.enabled]\nvalue = false", "[secret.enabled]\nvalue = true")
    evening = Evening.opened(10, format=Format.PRESENCE, rules=enabled)
    evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)
    return evening


def _hands() -> Evening:
    evening = _voting()
    evening.does(MemberId("b02"), cmd.EnterHands, yes=5, no=1, abstain=0)
    return evening


def may(*who: str) -> frozenset[str]:
    return frozenset(who)


def _differing() -> Evening:
    """An ended sitting in which one difference waits."""
    evening = ended()
    report(evening, {ADA: ()})
    return evening


def _helped() -> Evening:
    """A member has called for help."""
    evening = _open()
    evening.does(ADA, cmd.RequestHelp, wish=Wish.CALL_ME)
    return evening


CHAIR_ONLY = may("chair")
OFFICE_ONLY = may("office", "program")
BOTH = may("chair", "office")
HELPERS = may("office", "support", "program")
VOTERS = may("chair", "deputy", "member")

MATRIX: dict[str, Case] = {
    "prepare": (cmd.PrepareSitting, preparation(), _prepared, OFFICE_ONLY),
    "withdraw": (cmd.WithdrawPreparation, {}, _prepared, OFFICE_ONLY),
    "move meeting": (cmd.MoveMeeting, {"meeting": "meeting:second"}, _paused, OFFICE_ONLY),
    "move meeting back": (cmd.MoveBack, {}, _moved, OFFICE_ONLY),
    "closed room": (cmd.BindClosedRoom, {"meeting": "meeting:room"}, _open, OFFICE_ONLY),
    "alone": (cmd.ConfirmAlone, {}, _in_closed_part, VOTERS),
    "open": (cmd.OpenSitting, {}, _prepared, CHAIR_ONLY),
    "pause": (cmd.Pause, {}, _open, CHAIR_ONLY),
    "resume": (cmd.Resume, {}, _paused, CHAIR_ONLY),
    "closed part": (cmd.StartClosedPart, {}, _open, CHAIR_ONLY),
    "public part": (cmd.StartPublicPart, {}, _closed_part, CHAIR_ONLY),
    "end": (cmd.EndSitting, {}, _open, CHAIR_ONLY),
    "take back end": (cmd.TakeBackEnd, {}, _over, CHAIR_ONLY),
    "hand over": (cmd.AssignChair, {"member": ADA}, _open, CHAIR_ONLY),
    "take chair": (cmd.TakeChair, {}, _open, may("chair", "deputy", "office")),
    "operator": (cmd.AssignOperator, {"office": True}, _open, CHAIR_ONLY),
    "minute taker": (cmd.NameMinuteTaker, {"member": MINUTES}, _open, OFFICE_ONLY),
    "cosigners": (cmd.NameCosigners, {"members": (ADA,)}, _open, OFFICE_ONLY),
    "admission": (cmd.OpenAdmission, {}, _prepared, OFFICE_ONLY),
    "close admission": (cmd.CloseAdmission, {}, _prepared, OFFICE_ONLY),
    "link": (cmd.LinkAccount, {"member": GUEST, "entra_id": "a", "reason": "E-Mail"}, _open, OFFICE_ONLY),
    "sign in": (cmd.SignIn, {}, _prepared, frozenset(EVERYBODY) - {"stranger", "program"}),
    "admit": (cmd.AdmitMember, {"member": CEM_LATE}, _open, OFFICE_ONLY),
    "refuse": (cmd.RefuseAdmission, {"case": 1}, _prepared, OFFICE_ONLY),
    "hall": (cmd.RecordOnSite, {"members": (ADA,)}, _open, OFFICE_ONLY),
    "report leaving": (cmd.ReportSighting, {"member": ADA, "inside": False}, _open, OFFICE_ONLY),
    "report coming": (cmd.ReportSighting, {"member": ADA, "inside": True}, _reported, OFFICE_ONLY),
    "admit together": (cmd.AdmitTogether, {"cases": (1,)}, _prepared, OFFICE_ONLY),
    "raise doubt": (cmd.RaiseDoubt, {"doubt": DoubtKind.LEFT, "member": ADA}, _open, OFFICE_ONLY),
    "settle doubt": (
        cmd.SettleDoubt,
        {"case": 1, "ruling": DoubtRuling.HERE},
        _doubted,
        OFFICE_ONLY,
    ),
    "leaving": (cmd.RecordLeaving, {"member": ADA, "evidence": Evidence.CLERK}, _open, OFFICE_ONLY),
    "own leaving": (
        cmd.RecordLeaving,
        {"member": BEN, "evidence": Evidence.CLERK},
        _open,
        OFFICE_ONLY | {"member"},
    ),
    "return": (cmd.RecordReturn, {"member": ADA, "evidence": Evidence.CLERK}, _absent, OFFICE_ONLY),
    "excuse": (cmd.ExcuseMember, {"member": CEM_LATE}, _open, OFFICE_ONLY),
    "disturbance": (cmd.ReportDisturbance, {"member": ADA}, _open, HELPERS),
    "disturbance over": (cmd.EndDisturbance, {"member": ADA}, _disturbed, HELPERS),
    "ask for help": (
        cmd.RequestHelp,
        {"wish": Wish.NO_CARD},
        _open,
        frozenset(EVERYBODY) - {"stranger", "program"},
    ),
    "take over help": (cmd.TakeHelp, {"help": 1}, _helped, HELPERS),
    "finish help": (cmd.FinishHelp, {"help": 1}, _helped, HELPERS),
    "recuse": (cmd.DeclareRecusal, {"member": ADA}, _open, CHAIR_ONLY),
    "recuse oneself": (cmd.DeclareRecusal, {"member": BEN}, _open, may("chair", "member")),
    "call": (cmd.CallItem, {"item": "7"}, _open, CHAIR_ONLY),
    "next": (cmd.CallNext, {}, _open, CHAIR_ONLY),
    "next in a break": (cmd.CallNext, {}, _paused, CHAIR_ONLY),
    "add": (cmd.AddItem, {"item": "9", "title": "Neu"}, _open, BOTH),
    "remove": (cmd.RemoveItem, {}, _open, BOTH),
    "postpone": (cmd.PostponeItem, {}, _open, BOTH),
    "note": (cmd.NoteItem, {}, _open, CHAIR_ONLY),
    "pass": (cmd.PassItem, {}, _open, CHAIR_ONLY),
    "ballot": (cmd.OpenBallot, {"item": "6"}, _open, CHAIR_ONLY),
    "procedural": (cmd.OpenProceduralMotion, {"text": "Vertagung"}, _open, CHAIR_ONLY),
    "vote": (cmd.CastVote, {"ballot": 1, "round": 1, "choice": Choice.YES}, _voting, VOTERS),
    "enter vote": (cmd.EnterVote, {"member": ADA, "choice": YES, "reason": "Zuruf"}, _voting, OFFICE_ONLY),
    "by office": (cmd.VoteByOffice, {"member": ADA}, _open, OFFICE_ONLY),
    "themselves": (cmd.VoteThemselves, {"member": ADA}, _open, OFFICE_ONLY),
    "hands": (cmd.EnterHands, {"yes": 5, "no": 1, "abstain": 0}, _voting, BOTH),
    "confirm": (cmd.ConfirmEntry, {"case": 1}, _hands, may("chair", "office", "minutes")),
    "reject": (cmd.RejectEntry, {"case": 1}, _hands, may("chair", "office", "minutes")),
    "close": (cmd.CloseBallot, {}, _voting, CHAIR_ONLY),
    "declare": (cmd.DeclareBallot, {}, _closed, CHAIR_ONLY),
    "block": (cmd.OpenBlock, {"items": ("6", "11.2")}, _open, CHAIR_ONLY),
    "pull out": (cmd.PullOut, {"item": "11.2"}, _block, VOTERS),
    "elect": (cmd.OpenElection, {"item": "4", "candidates": ("Alt",)}, _in_presence, CHAIR_ONLY),
    "alternatives": (cmd.OpenAlternatives, {"item": "6", "options": ("A", "B")}, _open, CHAIR_ONLY),
    "next round": (cmd.OpenNextRound, {}, _runoff_waits, CHAIR_ONLY),
    "lot": (cmd.DrawLot, {"option": 1, "witness": ADA}, _lot_waits, CHAIR_ONLY),
    "rule on a disturbance": (
        cmd.RuleDisturbance,
        {"ruling": Ruling.WAIT},
        _disturbed_voting,
        CHAIR_ONLY,
    ),
    "void": (cmd.VoidSecretBallot, {"ballot": 1, "reason": "Neustart"}, _secret, may("program")),
    "lift a recusal": (cmd.LiftRecusal, {"member": ADA}, _recused, CHAIR_ONLY),
    "end a mandate": (cmd.EndMandate, {"member": ADA}, _open, CHAIR_ONLY),
    "begin a mandate": (cmd.BeginMandate, {"member": GUEST}, _open, CHAIR_ONLY),
    "settle mandates": (cmd.SettleMandates, {}, _open, OFFICE_ONLY),
    "doubt": (cmd.DoubtQuorum, {}, _open, VOTERS),
    "statement": (cmd.MakeStatement, {"text": "Ich war dagegen."}, _open, VOTERS),
    "particular": (cmd.NoteParticular, {"key": "hotline", "value": "115"}, _prepared, BOTH),
    "refer": (cmd.ReferItem, {}, _open, BOTH),
    "withdrawn": (cmd.WithdrawItem, {}, _open, BOTH),
    "reopen": (cmd.ReopenItem, {"item": "7"}, _removed, BOTH),
    "join": (cmd.JoinItems, {"items": ("6", "7")}, _open, BOTH),
    "move": (cmd.MoveItem, {"item": "11.2", "anchor": "6"}, _open, BOTH),
    "report attendance": (
        cmd.ReportAttendance,
        {"reports": (), "covered": (), "attested": ()},
        ended,
        OFFICE_ONLY,
    ),
    "settle a difference": (
        cmd.SettleDifference,
        {"case": 1, "ruling": DifferenceRuling.ACCOUNT},
        _differing,
        may("office"),
    ),
    "correct": (cmd.CorrectPresence, {"member": ADA, "spans": (), "reason": "x"}, ended, may("office")),
    "cancel": (cmd.CancelBallot, {}, _voting, CHAIR_ONLY),
    "repeat": (cmd.RepeatBallot, {}, _voting, CHAIR_ONLY),
}
PERSONAL = (
    errors.ChairNeeded,
    errors.NotEntitled,
    errors.NotAdmitted,
    errors.NotAMember,
    errors.NotInRoster,
    errors.NotPresent,
    errors.RoleNeeded,
)
"""What a person is told who may not do it."""


class TestWhoMay:
    """Vertrag § 4: Spalte „who“; wer etwas darf, entscheiden die Rollen bei jedem Befehl."""

    @pytest.mark.parametrize("who", EVERYBODY)
    @pytest.mark.parametrize("what", MATRIX)
    def test_a_command_is_done_for_exactly_those_who_may(self, what: str, who: str) -> None:
        kind, values, begin, allowed = MATRIX[what]
        evening = begin()
        told: Refusal | None = None
        try:
            evening.does(EVERYBODY[who], kind, **values)
        except Refusal as refusal:
            told = refusal

        assert (told is None) is (who in allowed)
        assert told is None or isinstance(told, PERSONAL)

    def test_every_command_is_in_the_table(self) -> None:
        tried = {kind for kind, *_ in MATRIX.values()}
        known = {k for k in vars(cmd).values() if isinstance(k, type) and issubclass(k, Command)}

        assert known - tried == {Command, cmd.PressStep}

    @pytest.mark.parametrize("what", [w for w, case in MATRIX.items() if case[3] == CHAIR_ONLY])
    def test_whoever_operates_may_what_the_chair_alone_may(self, what: str) -> None:
        kind, values, begin, _ = MATRIX[what]
        evening = begin()
        if kind is cmd.TakeBackEnd:
            evening.does(CHAIR, kind)
            evening.does(CHAIR, cmd.AssignOperator, office=True)
            evening.does(CHAIR, cmd.EndSitting)
        else:
            evening.does(CHAIR, cmd.AssignOperator, office=True)
        if kind is cmd.AssignOperator:
            evening.refuses(errors.ChairNeeded, CLERK, kind, **values)
            values = {}

        events = evening.does(CLERK, kind, **values)
        assert {(e.by, e.behalf) for e in events} == {(CLERK, CHAIR)}

    def test_a_command_that_the_program_may_not_give_names_no_person(self) -> None:
        assert _open().refuses(errors.NotInRoster, PROGRAM, cmd.CallNext) == {}
