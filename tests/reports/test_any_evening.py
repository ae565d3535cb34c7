"""Whatever the rules let happen: the reports of it can be made, agree, and check as sound."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from council import commands as cmd
from council.agenda import BallotKind
from council.ballots import Choice, Outcome
from council.errors import Refusal
from council.ids import CaseId
from council.presence import Evidence
from reports.attendance import attendance
from reports.attendance_xlsx import attendance_xlsx
from reports.checking import verify_package
from reports.minutes import minutes_docx
from reports.package import package_files
from reports.results import results_csv, votes_csv
from tests.council.evening import AGENDA, CHAIR, CLERK, DEPUTY, GUEST, SECOND, Evening, members
from tests.reports.evening import rows_of
from tests.reports.packages import DECODE, SIGNER, put

ITEMS = [item.number for item in AGENDA]
PEOPLE = members(11)
REASONS = ["", "Zweifel", "=1+1", "a;b\nc", "{{ x }}"]
Act = tuple[Any, type[cmd.Command], dict[str, Any]]


def _acts(chance: random.Random, evening: Evening) -> list[Callable[[], Act]]:
    """What may be tried next; the likelier things stand there more often."""
    pick, sitting = chance.choice, evening.sitting
    chair = sitting.chair
    cases = [case.id for case in sitting.waiting_cases] or [CaseId(1)]
    ballot = sitting.last_ballot

    def vote() -> Act:
        given = {"ballot": ballot.id if ballot else 1, "round": ballot.round if ballot else 1}
        return pick(PEOPLE), cmd.CastVote, {**given, "choice": pick(list(Choice))}

    def open_ballot() -> Act:
        values = {"item": pick(ITEMS), "object": pick(["", "Punkt 2"]), "kind": pick(list(BallotKind))}
        return chair, cmd.OpenBallot, values

    def hands() -> Act:
        counts = {"no": chance.randrange(4), "abstain": chance.randrange(3), "reason": pick(REASONS)}
        rest = chance.random() < 0.5
        return CLERK, cmd.EnterHands, {**counts, "yes": None if rest else 3, "rest_as_yes": rest}

    def enter_vote() -> Act:
        return CLERK, cmd.EnterVote, {
            "member": pick(PEOPLE), "choice": pick(list(Choice)), "reason": pick(REASONS)
        }  # fmt: skip

    def declare() -> Act:
        outcome = pick([None, None, *Outcome])
        return chair, cmd.DeclareBallot, {"outcome": outcome, "reason": pick(REASONS), "then_next": True}

    def moved(kind: type[cmd.Command]) -> Callable[[], Act]:
        return lambda: (CLERK, kind, {"member": pick(PEOPLE), "evidence": Evidence.CLERK})

    def told(kind: type[cmd.Command]) -> Callable[[], Act]:
        return lambda: (CLERK, kind, {"member": pick(PEOPLE), "reason": pick(REASONS)})

    def by_chair(kind: type[cmd.Command], *named: str) -> Callable[[], Act]:
        words: dict[str, Any] = {"item": pick(ITEMS), "reason": pick(REASONS), "member": pick(PEOPLE)}
        return lambda: (chair, kind, {name: words[name] for name in named})

    return [
        *[vote] * 60, *[open_ballot] * 8, *[declare] * 8, *[by_chair(cmd.CloseBallot)] * 8,
        *[hands] * 2, *[enter_vote] * 4, *[lambda: (SECOND, cmd.ConfirmEntry, {"case": pick(cases)})] * 6,
        lambda: (SECOND, cmd.RejectEntry, {"case": pick(cases)}),
        lambda: (chair, cmd.OpenProceduralMotion, {"text": "Schluss der Debatte"}),
        by_chair(cmd.CancelBallot, "reason"), *[by_chair(cmd.RepeatBallot, "reason")] * 3,
        *[by_chair(cmd.DeclareRecusal, "member")] * 2, by_chair(cmd.CallItem, "item"),
        by_chair(cmd.CallNext), by_chair(cmd.PostponeItem, "item", "reason"),
        by_chair(cmd.NoteItem), by_chair(cmd.PassItem), by_chair(cmd.RemoveItem, "item", "reason"),
        by_chair(cmd.StartClosedPart), by_chair(cmd.StartPublicPart), by_chair(cmd.Pause),
        *[by_chair(cmd.Resume)] * 3, by_chair(cmd.AssignChair, "member"),
        lambda: (DEPUTY, cmd.TakeChair, {}),
        moved(cmd.RecordLeaving), *[moved(cmd.RecordReturn)] * 2,
        told(cmd.ReportDisturbance), told(cmd.ExcuseMember),
        *[lambda: (CLERK, cmd.EndDisturbance, {"member": pick(PEOPLE)})] * 2,
        lambda: (CLERK, cmd.AdmitMember, {"member": pick([*PEOPLE, GUEST])}),
        lambda: (chair, cmd.AddItem, {"item": "11.3", "title": pick(REASONS[1:])}),
    ]  # fmt: skip


def any_evening(seed: int) -> Evening:
    """Everybody tries anything for a while; what is refused has not happened."""
    chance = random.Random(seed)
    evening = Evening.opened(chance.randrange(7, 12))
    for _ in range(260):
        by, kind, values = chance.choice(_acts(chance, evening))()
        try:
            evening.does(by, kind, after=chance.randrange(1, 90), **values)
        except Refusal:
            continue
    if chance.random() < 0.7:
        try:
            evening.does(evening.sitting.chair or CHAIR, cmd.EndSitting)
        except Refusal:
            evening.now += timedelta(minutes=1)
    return evening


@pytest.mark.parametrize("seed", range(25))
class TestAnyEvening:
    """Contract § 7, of twenty-five evenings that nobody has planned."""

    def test_has_a_sound_package_and_a_sound_public_copy(self, tmp_path: Any, seed: int) -> None:
        evening = any_evening(seed)
        rows = rows_of(evening.events)
        for name, public in (("whole", False), ("public", True)):
            files = package_files(
                rows_id := evening.sitting.id, rows, decode=DECODE, signer=SIGNER, public=public
            )
            status, lines = verify_package(put(files, tmp_path / name), decode=DECODE)
            assert (status, rows_id) == (0, evening.sitting.id), lines
            assert (files["ergebnisse.csv"], files["stimmen.csv"]) == (
                results_csv(evening.sitting, public=public),
                votes_csv(evening.sitting, public=public),
            )

    def test_has_minutes_and_attendance(self, seed: int) -> None:
        sitting = any_evening(seed).sitting
        account = attendance(sitting)

        assert minutes_docx(sitting, "all", "ab" * 32).startswith(b"PK")
        assert attendance_xlsx(sitting).startswith(b"PK")
        assert account.total.minutes == sum(a.minutes for a in account.accounts if a.member.entitled)
