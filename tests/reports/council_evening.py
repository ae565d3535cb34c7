"""An evening in the hall that has every kind of ballot, held by commands under Saxony's rules."""

from __future__ import annotations

from functools import cache

from council import commands as cmd
from council.agenda import BallotKind, Base, MajorityKind
from council.ballots import OPTION_CHOICES, Choice, Ruling
from council.presence import Mode
from tests.council.evening import (
    ABSTAIN,
    ADA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    DEPUTY,
    GUEST,
    NO,
    PROGRAM,
    SECOND,
    STAFF,
    YES,
    Evening,
    in_presence,
    members,
    slips,
)

ONE, TWO, THREE = OPTION_CHOICES[:3]
CANARY = "Kanarienweg"
"""Said in the closed part only: it may stand in no public copy."""
BLOCK_WITH, BLOCK, FIRST, RUNOFF, SECRET, CHOICE, PAPER, SHARE, VOID, AGAIN, CLOSED, CLOSED_ELECTION = range(
    1, 13
)
"""The ballots of the evening in the order of their opening."""
LEAVER, DISTURBED, BIASED = members(3, first=9)


def _block(e: Evening) -> None:
    e.does(CHAIR, cmd.JoinItems, items=("2", "6"))
    e.does(CHAIR, cmd.OpenBlock, items=("2", "6", "11.2"))
    e.does(CEM, cmd.PullOut, item="2")
    e.does(CHAIR, cmd.PullOut, item="2")
    e.votes(yes=9, no=1, abstain=1)
    e.declares()


def _election(e: Evening) -> None:
    e.does(CHAIR, cmd.OpenElection, item="4", candidates=("Anna Alt", "Bernd Berg", "Cora Chor"))
    _poll(e, *[ONE] * 5, *[TWO] * 3, *[THREE] * 3)
    e.does(CHAIR, cmd.DrawLot, option=2, witness=BEN)
    e.does(CHAIR, cmd.OpenNextRound)
    _poll(e, *[ONE] * 5, *[TWO] * 5, ABSTAIN)
    e.does(CHAIR, cmd.DrawLot, option=1, witness=ADA)


def _poll(e: Evening, *choices: Choice) -> None:
    for member, choice in zip(e.ballot.electorate, choices, strict=True):
        e.vote(member, choice)
    e.declares()


def _secret(e: Evening) -> None:
    e.does(CHAIR, cmd.OpenBallot, item="7", kind=BallotKind.SECRET)
    e.does(CHAIR, cmd.CloseBallot, slips=slips(e, *[YES] * 6, *[NO] * 3, ABSTAIN))
    e.does(CHAIR, cmd.DeclareBallot)


def _alternatives(e: Evening) -> None:
    e.does(CHAIR, cmd.OpenAlternatives, item="11.1", options=("Nord", "Süd"), kind=BallotKind.ROLL_CALL)
    _poll(e, *[ONE] * 4, *[TWO] * 6, ABSTAIN)


def _paper(e: Evening) -> None:
    names = ("Dora Dorn", "Emil Erb", "Fred Fuchs", "Gert Graf")
    e.does(CHAIR, cmd.OpenElection, item="3", candidates=names, places=2, kind=BallotKind.SECRET, paper=True)
    e.does(CLERK, cmd.EnterHands, yes=0, no=0, abstain=1, options=(8, 7, 3, 2), invalid=0)
    e.does(SECOND, cmd.ConfirmEntry, case=e.case())
    e.does(CHAIR, cmd.DeclareBallot)


def _share(e: Evening) -> None:
    """A roll call in which one is biased, one's mandate ends and the chair goes on without a third."""
    e.does(CHAIR, cmd.CallItem, item="8")
    e.does(BEN, cmd.DeclareRecusal, member=BEN, item="8")
    e.does(CHAIR, cmd.LiftRecusal, member=BEN, item="8", reason="Kein eigener Vorteil")
    e.does(
        CHAIR, cmd.OpenBallot, item="8", majority=MajorityKind.SHARE, share="3/5", of=Base.MEMBERS
    )  # fmt: skip
    for member in e.ballot.electorate:
        if member != DISTURBED:
            e.vote(member, YES)
    e.does(CLERK, cmd.ReportDisturbance, member=DISTURBED, reason="Ton fällt aus")
    e.does(CHAIR, cmd.RuleDisturbance, ruling=Ruling.WAIT)
    e.does(CHAIR, cmd.RuleDisturbance, ruling=Ruling.WITHOUT)
    e.does(CHAIR, cmd.EndMandate, member=LEAVER)
    e.does(BIASED, cmd.DeclareRecusal, member=BIASED)
    e.does(CHAIR, cmd.ConfirmEntry, case=e.case(), council=True)
    e.declares()
    e.does(CLERK, cmd.EndDisturbance, member=DISTURBED)


def _words(e: Evening) -> None:
    e.does(ADA, cmd.MakeStatement, text="Ich habe zugestimmt, weil die Schule gebaut wird.")
    e.does(BEN, cmd.DoubtQuorum)
    e.does(CLERK, cmd.AdmitMember, member=GUEST, mode=Mode.ROOM)
    e.does(CHAIR, cmd.BeginMandate, member=GUEST)
    e.does(CHAIR, cmd.ReferItem, item="11.1.1", reason="Bauausschuss")
    e.does(CHAIR, cmd.WithdrawItem, item="11.1.2", reason="erledigt")
    e.does(CHAIR, cmd.ReopenItem, item="11.1.2")
    e.does(CHAIR, cmd.MoveItem, item="5", anchor="3", before=True)


def _lost_box(e: Evening) -> None:
    e.does(CHAIR, cmd.OpenBallot, item="2", kind=BallotKind.SECRET)
    e.does(PROGRAM, cmd.VoidSecretBallot, ballot=e.ballot.id, reason="Neustart")
    e.does(CHAIR, cmd.CloseBallot, slips=slips(e, *[YES] * 3, *[NO] * 4))
    e.does(CHAIR, cmd.DeclareBallot)


def _closed_part(e: Evening) -> None:
    e.does(CHAIR, cmd.StartClosedPart)
    e.does(ADA, cmd.MakeStatement, text=f"{CANARY} im leeren Aufruf")
    e.does(CHAIR, cmd.OpenBallot, item="20", kind=BallotKind.SECRET, object=f"Ankauf {CANARY}")
    e.does(CHAIR, cmd.CloseBallot, slips=slips(e, *[YES] * 5, NO))
    e.does(CHAIR, cmd.DeclareBallot)
    e.does(CHAIR, cmd.OpenElection, item="21", candidates=(f"Kai {CANARY}",))
    _poll(e, *[YES] * (len(e.ballot.electorate) - 1), NO)
    e.does(DEPUTY, cmd.DeclareRecusal, member=DEPUTY, item="20")
    e.does(CHAIR, cmd.MoveItem, item="21", anchor="20", before=True)
    e.does(CHAIR, cmd.StartPublicPart)
    e.does(CHAIR, cmd.EndSitting)


@cache
def every_kind() -> Evening:
    """The whole evening; nobody changes it."""
    evening = in_presence(secret_enabled="true")
    evening.does(CLERK, cmd.NameMinuteTaker, member=STAFF)
    for part in (_block, _election, _secret, _alternatives, _paper, _share, _words, _lost_box, _closed_part):
        part(evening)
    return evening
