"""Whatever somebody writes into a record of elections and secret ballots: it is told, and nothing breaks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from council import events as ev
from council.record import check
from reports.package import package_files
from reports.publishing import public_rows
from reports.recount import Recount
from reports.recount_tables import elections_remarks, results_remarks, votes_remarks
from tests.reports.evening import SITTING, rows_of
from tests.reports.hall import CANARY, STATEMENT, hall
from tests.reports.packages import DECODE, SIGNER, forged, seq_of

ROWS = rows_of(hall().events)
FILES = package_files(SITTING, ROWS, decode=DECODE, signer=SIGNER)
PUBLIC = package_files(SITTING, ROWS, decode=DECODE, signer=SIGNER, public=True)
KINDS = (
    ev.BallotOpened, ev.VoteCast, ev.HandsEntered, ev.HandsConfirmed, ev.BallotClosed, ev.SlipsCounted,
    ev.BallotDeclared, ev.LotDrawn, ev.BallotSuperseded, ev.DisturbanceRuled, ev.MandateEnded,
    ev.RecusalReported, ev.RecusalDeclared,
)  # fmt: skip
ODD: tuple[Any, ...] = ("x", 7, 0, -1, None, [], [7], {}, [{}], True)


def found(rows: Any, files: dict[str, bytes] = FILES) -> set[str]:
    """Everything wrong that a recount and the tables tell of a record."""
    recount = Recount(rows)
    remarks = [
        *recount.remarks,
        *results_remarks(files["ergebnisse.csv"], recount),
        *votes_remarks(files["stimmen.csv"], recount),
        *elections_remarks(files["wahlen.csv"], recount),
    ]
    return {remark.key for remark in remarks if remark.damage}


class TestForged:
    """Issue 2, part 8: a sealed lie is found by its meaning, of every kind of ballot."""

    def test_the_evening_itself_is_sound(self) -> None:
        assert found(ROWS) == set()

    @pytest.mark.parametrize(
        ("kind", "ballot", "changes", "key"),
        [
            pytest.param(
                ev.BallotClosed, 1,
                {"tally": {"yes": 0, "no": 0, "abstain": 1, "invalid": 0, "options": [9, 1, 0]}},
                "recount_options", id="votes-for-another-candidate",
            ),
            pytest.param(
                ev.BallotClosed, 5,
                {"tally": {"yes": 9, "no": 0, "abstain": 1, "invalid": 0, "options": []}},
                "verdict", id="other-sums-of-a-secret-ballot",
            ),
            pytest.param(
                ev.BallotClosed, 5,
                {"tally": {"yes": 9, "no": 0, "abstain": 2, "invalid": 0, "options": []}},
                "slips", id="more-votes-than-slips",
            ),
            pytest.param(ev.SlipsCounted, 5, {"handed_in": ["m01"]}, "slips", id="fewer-slips-than-votes"),
            pytest.param(
                ev.BallotDeclared, 1, {"elected": [1], "outcome": "gewählt"}, "verdict",
                id="elected-with-too-few-votes",
            ),
            pytest.param(ev.BallotDeclared, 3, {"elected": [1, 3]}, "verdict", id="elected-with-fewer-votes"),
            pytest.param(ev.LotDrawn, 2, {"option": 3, "elected": [3]}, "lot", id="lot-on-a-stranger"),
            pytest.param(ev.LotDrawn, 2, {"witness": "m01"}, "lot", id="nobody-else-saw-the-lot"),
            pytest.param(ev.LotDrawn, 2, {"elected": [1]}, "lot", id="elected-without-the-lot"),
            pytest.param(ev.BallotOpened, 9, {"block": ["8.1"]}, "result", id="an-item-less"),
            pytest.param(ev.BallotOpened, 11, {"share": "1/2"}, "verdict", id="a-lower-majority"),
        ],
    )  # fmt: skip
    def test_is_found(self, kind: type[ev.Event], ballot: int, changes: dict[str, Any], key: str) -> None:
        rows = forged(ROWS, seq_of(ROWS, kind, ballot=ballot), **changes)

        assert check(SITTING, rows).sound
        assert key in found(rows)

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.TYPE)
    def test_never_breaks_the_check_whatever_stands_there(self, kind: type[ev.Event]) -> None:
        seq = seq_of(ROWS, kind)
        fields = json.loads(next(row.data for row in ROWS if row.seq == seq) or "{}")
        for name in fields:
            for odd in ODD:
                found(forged(ROWS, seq, **{name: odd}))


class TestPublicCopyOfTheHall:
    """Contract § 1: no closed items, and of secret ballots the sums alone."""

    def test_agrees_with_its_tables(self) -> None:
        assert found(tuple(public_rows(ROWS, DECODE)), PUBLIC) == set()

    @pytest.mark.parametrize("name", sorted(PUBLIC))
    def test_says_nothing_of_the_closed_part_nor_of_the_office(self, name: str) -> None:
        text = PUBLIC[name].decode()

        assert CANARY not in text
        assert "0341 4711" not in text

    def test_says_nothing_of_who_took_part_in_a_secret_ballot(self) -> None:
        assert '"handed_in"' in FILES["journal.jsonl"].decode()
        assert '"handed_in"' not in PUBLIC["journal.jsonl"].decode()

    def test_keeps_statements_of_public_items(self) -> None:
        assert STATEMENT in PUBLIC["journal.jsonl"].decode()
