"""An evening in the hall with every kind of ballot and everything that may happen beside one.

Held by commands, so that the rules themselves have let all of it happen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from council import commands as cmd
from council.agenda import Agenda, AgendaItem, BallotKind, Base, ItemKind, MajorityKind
from council.ballots import Choice, Ruling
from council.ids import MemberId
from council.rulebook import Format
from tests.council.evening import (
    ABSTAIN,
    ADA,
    BEN,
    CEM,
    CHAIR,
    CLERK,
    DEPUTY,
    NO,
    SECOND,
    YES,
    Evening,
    members,
    rules_with,
    slips,
)

CANARY = "Kaufvertrag Amselgrund"
"""Words of the closed part: they may stand in no public copy and in no public minutes."""
STATEMENT = "Ich habe mit Nein gestimmt, weil der Radweg fehlt."
ITEMS = (
    AgendaItem(number="1", title="Eröffnung", kind=ItemKind.FORMALITY),
    AgendaItem(number="2", title="Wahl einer Beigeordneten", kind=ItemKind.ELECTION),
    AgendaItem(number="3", title="Wahl in den Verwaltungsrat", kind=ItemKind.ELECTION),
    AgendaItem(number="4", title="Name der neuen Brücke"),
    AgendaItem(number="5", title="Neubau der Turnhalle", object="Die Turnhalle wird gebaut."),
    AgendaItem(number="6", title="Radverkehrskonzept"),
    AgendaItem(number="7", title="Baumschutz"),
    AgendaItem(number="8", title="Vergaben", kind=ItemKind.FORMALITY),
    AgendaItem(number="8.1", title="Dacharbeiten", proposal="Der Zuschlag geht an die Firma Dach."),
    AgendaItem(number="8.2", title="Fenster", proposal="Der Zuschlag geht an die Firma Glas."),
    AgendaItem(number="8.3", title="Heizung", proposal="Der Zuschlag geht an die Firma Warm."),
    AgendaItem(number="9", title="Stadtwerke: Geschäftsbericht"),
    AgendaItem(number="10", title="Hauptsatzung", majority=MajorityKind.SHARE, share="3/5", of=Base.MEMBERS),
    AgendaItem(number="20", title=CANARY, public=False),
)
ONE, TWO, THREE = Choice.FIRST, Choice.SECOND, Choice.THIRD
SIXTH = MemberId("m06")


@cache
def hall() -> Evening:
    """The whole evening, from its preparation to its end."""
    evening = Evening.prepared(
        format=Format.PRESENCE, rules=rules_with(secret_enabled="true"), agenda=Agenda(ITEMS)
    )
    for key, value in (("consent", "2026-11-30"), ("basis", "§ 5 Hauptsatzung"), ("hotline", "0341 4711")):
        evening.does(CLERK, cmd.NoteParticular, key=key, value=value)
    evening.does(CLERK, cmd.NoteParticular, key="second", value="ja")
    evening.admit(*members(11))
    evening.does(CHAIR, cmd.OpenSitting)
    for part in _PARTS:
        part(evening)
    return evening


def chair(evening: Evening, what: type[cmd.Command], /, **values: Any) -> None:
    """Let the chair do it."""
    evening.does(CHAIR, what, **values)


def choose(evening: Evening, *choices: Choice) -> None:
    """Let the first of the electorate vote so, one after the other."""
    for member, choice in zip(evening.ballot.electorate, choices, strict=False):
        evening.vote(member, choice)


def _paper(e: Evening, *options: int, **counts: int) -> None:
    """Enter a count of papers, let a second clerk confirm it, and declare."""
    values: dict[str, Any] = {"yes": 0, "no": 0, "abstain": 0, "options": options} | counts
    e.does(CLERK, cmd.EnterHands, **values)
    e.does(SECOND, cmd.ConfirmEntry, case=e.case())
    chair(e, cmd.DeclareBallot)


def _agenda(e: Evening) -> None:
    chair(e, cmd.CallItem, item="1")
    chair(e, cmd.JoinItems, items=("6", "7"))
    chair(e, cmd.MoveItem, item="9", anchor="4")
    chair(e, cmd.ReferItem, item="9", reason="in den Fachausschuss")
    chair(e, cmd.ReopenItem, item="9")
    chair(e, cmd.WithdrawItem, item="9", reason="auf Wunsch des Einbringers")


def _elections(e: Evening) -> None:
    """A run-off after the first round, and the lot in it; then two places on paper."""
    names = ("Anna Alt", "Bernd Berg", "Carla Cramer")
    chair(e, cmd.OpenElection, item="2", candidates=names, kind=BallotKind.ROLL_CALL)
    choose(e, *[ONE] * 5, *[TWO] * 4, THREE, ABSTAIN)
    e.declares()
    chair(e, cmd.OpenNextRound)
    choose(e, *[ONE] * 5, *[TWO] * 5, ABSTAIN)
    e.declares()
    chair(e, cmd.DrawLot, option=2, witness=DEPUTY)
    candidates = ("Emil Ernst", "Frieda Fuchs", "Gerd Groß")
    chair(e, cmd.OpenElection, item="3", candidates=candidates, places=2)
    _paper(e, 9, 7, 3, invalid=1)


def _alternatives(e: Evening) -> None:
    chair(e, cmd.OpenAlternatives, item="4", options=("Elsterbrücke", "Brücke der Freundschaft"))
    choose(e, *[ONE] * 4, *[TWO] * 6)
    e.declares()


def _secret(e: Evening) -> None:
    """A secret ballot with ten slips; one member gives none."""
    chair(e, cmd.OpenBallot, item="5", kind=BallotKind.SECRET)
    box = slips(e, *[YES] * 6, *[NO] * 3, ABSTAIN)
    chair(e, cmd.CloseBallot, slips=box)
    chair(e, cmd.DeclareBallot)


def _biased(e: Evening) -> None:
    """A member's own recusal, confirmed; another's, which the chair lifts again."""
    chair(e, cmd.CallItem, item="6")
    e.does(ADA, cmd.DeclareRecusal, member=ADA)
    chair(e, cmd.ConfirmEntry, case=e.case(), council=True)
    chair(e, cmd.DeclareRecusal, member=BEN)
    chair(e, cmd.LiftRecusal, member=BEN, reason="Irrtum")
    chair(e, cmd.OpenBallot)
    choose(e, *[YES] * 6, *[NO] * 4)
    e.declares()
    e.does(CEM, cmd.MakeStatement, text=STATEMENT)
    e.does(CEM, cmd.DoubtQuorum)


def _disturbed(e: Evening) -> None:
    """A ballot that goes on without a member whose device fails, and one whose mandate ends in it."""
    chair(e, cmd.OpenBallot, item="7")
    for member in e.ballot.electorate[:8]:
        e.vote(member, YES)
    e.does(CLERK, cmd.ReportDisturbance, member=MemberId("m11"), reason="Gerät defekt")
    chair(e, cmd.RuleDisturbance, ruling=Ruling.WAIT)
    chair(e, cmd.RuleDisturbance, ruling=Ruling.WITHOUT)
    chair(e, cmd.EndMandate, member=SIXTH)
    e.declares()
    e.does(CLERK, cmd.EndDisturbance, member=MemberId("m11"))


def _block(e: Evening) -> None:
    """Three items en bloc, of which one is pulled out and rejected by itself."""
    chair(e, cmd.OpenBlock, items=("8.1", "8.2", "8.3"))
    choose(e, YES)
    e.does(DEPUTY, cmd.PullOut, item="8.2")
    chair(e, cmd.PullOut, item="8.2")
    choose(e, *[YES] * 9, NO)
    e.declares()
    e.decides("8.2", yes=2, no=8)
    e.decides("10", yes=7, no=3)


def _closed_part(e: Evening) -> None:
    chair(e, cmd.StartClosedPart)
    e.does(CEM, cmd.MakeStatement, text=f"{CANARY} vor dem Aufruf")
    chair(e, cmd.CallItem, item="20")
    e.does(ADA, cmd.DeclareRecusal, member=ADA)
    e.does(CEM, cmd.MakeStatement, text=f"{CANARY} ist zu teuer.")
    chair(e, cmd.OpenAlternatives, item="20", options=(f"{CANARY} A", f"{CANARY} B"))
    choose(e, *[ONE] * 6, *[TWO] * 3)
    e.declares()
    chair(e, cmd.StartPublicPart)
    chair(e, cmd.EndSitting)


_PARTS: tuple[Callable[[Evening], None], ...] = (
    _agenda, _elections, _alternatives, _secret, _biased, _disturbed, _block, _closed_part,
)  # fmt: skip
