"""Whatever the rules let happen: the reports of it can be made, agree, and check as sound."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from council import commands as cmd
from council.agenda import BallotKind, Base, MajorityKind
from council.ballots import Choice, Outcome, Ruling
from council.errors import Refusal
from council.ids import CaseId
from council.presence import Evidence
from council.rulebook import Format
from reports.attendance import attendance
from reports.attendance_xlsx import attendance_xlsx
from reports.checking import verify_package
from reports.elections import elections_csv
from reports.minutes import minutes_docx
from reports.package import package_files
from reports.results import results_csv, votes_csv
from tests.council.evening import (
    AGENDA,
    CHAIR,
    CLERK,
    DEPUTY,
    GUEST,
    PROGRAM,
    SECOND,
    Evening,
    in_presence,
    members,
    slips,
)
from tests.reports.evening import RULES, rows_of
from tests.reports.packages import DECODE, SIGNER, put

LANDS = [
    path.read_text("utf-8").replace("[secret.enabled]\nvalue = false", "[secret.enabled]\nvalue = true")
    for path in sorted(RULES.parent.glob("*.toml"))
    if "valid_until" not in path.read_text("utf-8")
]
"""The rule sets that hold today, with secret ballots switched on."""
ITEMS = [item.number for item in AGENDA]
PEOPLE = members(11)
REASONS = ["", "Zweifel", "=1+1", "a;b\nc", "{{ x }}"]
NAMES = ["Anna Alt", "Bernd Berg", "=Cora", "'t Hooft", "Eva\u202eErb", "Fred {{ x }}", "Gert; Graf"]
Act = tuple[Any, type[cmd.Command], dict[str, Any]]
Acts = list[Callable[[], Act]]


def _voting(chance: random.Random, evening: Evening) -> Acts:
    """What may be tried in a ballot and about one; the likelier things stand there more often."""
    pick, chair, ballot = chance.choice, evening.sitting.chair, evening.sitting.last_ballot
    cases = [case.id for case in evening.sitting.waiting_cases] or [CaseId(1)]

    def vote() -> Act:
        if ballot is not None and ballot.boxed:  # its slips never reach the record: see close
            return pick(PEOPLE), cmd.MakeStatement, {"text": pick(REASONS)}
        given = {"ballot": ballot.id if ballot else 1, "round": ballot.round if ballot else 1}
        choice = pick(ballot.choices if ballot else list(Choice))
        return pick(PEOPLE), cmd.CastVote, {**given, "choice": choice}

    def close() -> Act:
        if ballot is None or not ballot.boxed:
            return chair, cmd.CloseBallot, {}
        given = [pick(ballot.choices) for _ in ballot.electorate if chance.random() < 0.9]
        return chair, cmd.CloseBallot, {"slips": slips(evening, *given)}

    def hands() -> Act:
        counts = {"no": chance.randrange(4), "abstain": chance.randrange(3), "reason": pick(REASONS)}
        if ballot is not None and ballot.numbered:
            votes = tuple(chance.randrange(5) for _ in ballot.options)
            return CLERK, cmd.EnterHands, {**counts, "yes": 0, "no": 0, "options": votes, "invalid": 1}
        rest = chance.random() < 0.5
        return CLERK, cmd.EnterHands, {**counts, "yes": None if rest else 3, "rest_as_yes": rest}

    def enter_vote() -> Act:
        return CLERK, cmd.EnterVote, {
            "member": pick(PEOPLE), "choice": pick(list(Choice)), "reason": pick(REASONS)
        }  # fmt: skip

    def declare() -> Act:
        outcome = pick([None, None, None, *Outcome])
        return chair, cmd.DeclareBallot, {"outcome": outcome, "reason": pick(REASONS), "then_next": True}

    def confirm() -> Act:
        who = pick([SECOND, chair])
        return who, cmd.ConfirmEntry, {"case": pick(cases), "council": chance.random() < 0.5}

    return [
        *[vote] * 70, *[declare] * 8, *[close] * 8, *[hands] * 3, *[enter_vote] * 4, *[confirm] * 6,
        lambda: (pick([SECOND, chair]), cmd.RejectEntry, {"case": pick(cases)}),
        lambda: (chair, cmd.CancelBallot, {"reason": pick(REASONS)}),
        *[lambda: (chair, cmd.RepeatBallot, {"reason": pick(REASONS)})] * 3,
        lambda: (PROGRAM, cmd.VoidSecretBallot, {"ballot": ballot.id if ballot else 1, "reason": "Neustart"}),
        *[lambda: (chair, cmd.RuleDisturbance, {"ruling": pick(list(Ruling))})] * 2,
    ]  # fmt: skip


def _opening(chance: random.Random, evening: Evening) -> Acts:
    """What opens a ballot, of every kind, or draws a lot."""
    pick, chair = chance.choice, evening.sitting.chair

    def motion() -> Act:
        values = {"item": pick(ITEMS), "object": pick(["", "Punkt 2"]), "kind": pick(list(BallotKind))}
        share = {"share": pick(["3/5", "1/3"]), "of": pick(list(Base)), "majority": MajorityKind.SHARE}
        kind = {"majority": pick([None, *list(MajorityKind)[:-1]]), "of": pick([None, *Base])}
        return chair, cmd.OpenBallot, {**values, **(share if chance.random() < 0.3 else kind)}

    def block() -> Act:
        return chair, cmd.OpenBlock, {"items": tuple(chance.sample(ITEMS, 3))}

    def election() -> Act:
        names = tuple(chance.sample(NAMES, chance.randrange(1, 5)))
        more = {"places": pick([1, 1, 2]), "kind": pick([None, *BallotKind]), "paper": pick([True, False])}
        return chair, cmd.OpenElection, {"item": pick(ITEMS), "candidates": names, **more}

    def choice() -> Act:
        names = tuple(chance.sample(NAMES, chance.randrange(2, 5)))
        return (
            chair,
            cmd.OpenAlternatives,
            {"options": names, "item": pick(ITEMS), "kind": pick([*BallotKind])},
        )

    return [
        *[motion] * 6, *[block] * 2, *[election] * 4, *[choice] * 3,
        *[lambda: (chair, cmd.OpenNextRound, {"paper": pick([None, True, False])})] * 3,
        *[lambda: (chair, cmd.DrawLot, {"option": pick([1, 2, 3]), "witness": pick(PEOPLE)})] * 4,
        lambda: (pick([chair, *PEOPLE]), cmd.PullOut, {"item": pick(ITEMS)}),
        lambda: (chair, cmd.OpenProceduralMotion, {"text": "Schluss der Debatte"}),
    ]  # fmt: skip


def _going_on(chance: random.Random, evening: Evening) -> Acts:
    """What happens beside the ballots: agenda, presence, bias, mandates, words."""
    pick, chair = chance.choice, evening.sitting.chair

    def moved(kind: type[cmd.Command]) -> Callable[[], Act]:
        return lambda: (CLERK, kind, {"member": pick(PEOPLE), "evidence": Evidence.CLERK})

    def told(kind: type[cmd.Command]) -> Callable[[], Act]:
        return lambda: (CLERK, kind, {"member": pick(PEOPLE), "reason": pick(REASONS)})

    def by_chair(kind: type[cmd.Command], *named: str) -> Callable[[], Act]:
        words: dict[str, Any] = {"item": pick(ITEMS), "reason": pick(REASONS), "member": pick(PEOPLE)}
        return lambda: (chair, kind, {name: words[name] for name in named})

    def own(kind: type[cmd.Command], **values: Any) -> Callable[[], Act]:
        return lambda: (pick(PEOPLE), kind, values)

    def moved_item() -> Act:
        places = {"item": pick(ITEMS), "anchor": pick(ITEMS), "before": pick([True, False])}
        return chair, cmd.MoveItem, places

    def recused() -> Act:
        member = pick(PEOPLE)
        return pick([chair, member]), cmd.DeclareRecusal, {"member": member}

    return [
        *[recused] * 3, by_chair(cmd.LiftRecusal, "member", "reason"), by_chair(cmd.CallItem, "item"),
        by_chair(cmd.CallNext), by_chair(cmd.PostponeItem, "item", "reason"),
        by_chair(cmd.NoteItem), by_chair(cmd.PassItem), by_chair(cmd.RemoveItem, "item", "reason"),
        by_chair(cmd.ReferItem, "item", "reason"), by_chair(cmd.WithdrawItem, "item", "reason"),
        *[by_chair(cmd.ReopenItem, "item")] * 4,
        lambda: (chair, cmd.JoinItems, {"items": tuple(chance.sample(ITEMS, 2))}),
        *[moved_item] * 2,
        by_chair(cmd.StartClosedPart), by_chair(cmd.StartPublicPart), by_chair(cmd.Pause),
        *[by_chair(cmd.Resume)] * 3, by_chair(cmd.AssignChair, "member"),
        lambda: (DEPUTY, cmd.TakeChair, {}), own(cmd.DoubtQuorum), own(cmd.MakeStatement, text=pick(REASONS)),
        moved(cmd.RecordLeaving), *[moved(cmd.RecordReturn)] * 2,
        told(cmd.ReportDisturbance), told(cmd.ExcuseMember),
        *[lambda: (CLERK, cmd.EndDisturbance, {"member": pick(PEOPLE)})] * 2,
        lambda: (CLERK, cmd.AdmitMember, {"member": pick([*PEOPLE, GUEST])}),
        by_chair(cmd.EndMandate, "member"), *[by_chair(cmd.BeginMandate, "member")] * 2,
        lambda: (chair, cmd.BeginMandate, {"member": GUEST}),
        lambda: (CLERK, cmd.NoteParticular, {"key": "guests", "value": pick(REASONS)}),
        lambda: (chair, cmd.AddItem, {"item": "11.3", "title": pick(REASONS[1:])}),
    ]  # fmt: skip


def _begun(chance: random.Random) -> Evening:
    """An open sitting: digital, or in the hall under Saxony's rules with other values, or another Land's."""
    present, kind = chance.randrange(7, 12), chance.random()
    if kind < 0.3:
        return Evening.opened(present)
    if kind < 0.6:
        return Evening.opened(present, 11, format=Format.PRESENCE, rules=chance.choice(LANDS))
    tie = chance.choice(['"abgelehnt"', '"Stimme des Vorsitzes"'])
    counted = chance.choice(['"bleibt außer Betracht"', '"zählt als Nein"', '"nicht zugelassen"'])
    return in_presence(present, secret_enabled="true", majority_tie=tie, majority_abstention=counted)


def _next(chance: random.Random, evening: Evening) -> Act:
    """What is tried next: what the moment suggests, mostly."""
    last = evening.sitting.last_ballot
    if evening.sitting.ballot is not None and chance.random() < 0.8:
        return chance.choice(_voting(chance, evening))()
    if last is not None and last.candidates and chance.random() < 0.5:
        option = chance.choice(last.candidates)
        lot = (evening.sitting.chair, cmd.DrawLot, {"option": option, "witness": chance.choice(PEOPLE)})
        return chance.choice([lot, (evening.sitting.chair, cmd.OpenNextRound, {})])
    return chance.choice(chance.choice([_opening, _going_on])(chance, evening))()


def any_evening(seed: int) -> Evening:
    """Everybody tries anything for a while; what is refused has not happened."""
    chance = random.Random(seed)
    evening = _begun(chance)
    for _ in range(300):
        by, kind, values = _next(chance, evening)
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
            assert files.get("wahlen.csv") == elections_csv(evening.sitting, public=public)

    def test_has_minutes_and_attendance(self, seed: int) -> None:
        sitting = any_evening(seed).sitting
        account = attendance(sitting)

        assert minutes_docx(sitting, "all", "ab" * 32).startswith(b"PK")
        assert attendance_xlsx(sitting).startswith(b"PK")
        assert account.total.minutes == sum(a.minutes for a in account.accounts if a.voting)
