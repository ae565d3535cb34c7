"""Ballots counted once more from raw entries: what does not fit is found although the chain does."""

from __future__ import annotations

from typing import Any

import pytest

from council import events as ev
from council.ids import MemberId
from council.record import check
from reports.publishing import public_rows, restored
from reports.recount import Recount
from reports.recount_tables import results_remarks, votes_remarks
from reports.results import results_csv, votes_csv
from tests.reports.evening import SITTING, opened
from tests.reports.packages import DECODE, FILES, PUBLIC, ROWS, forged, seq_of

CLEAN = Recount(ROWS)


def wrong_of(seq: int, **changes: Any) -> list[str]:
    """What is found wrong after one event was forged and the chain made whole again."""
    rows = forged(ROWS, seq, **changes)
    assert check(SITTING, rows).sound
    return [remark.key for remark in Recount(rows).remarks]


class TestRecount:
    """Issue 2, part 8: verify.py recounts from the raw entries."""

    def test_finds_nothing_wrong_with_the_evening(self) -> None:
        assert CLEAN.remarks == []
        assert (CLEAN.recounted, CLEAN.closed, len(CLEAN.ballots)) == (10, 10, 11)

    def test_gives_the_tallies_of_the_sitting(self) -> None:
        state = restored(ROWS, DECODE)
        assert state is not None
        for ballot in state.ballots.values():
            if ballot.tally is not None:
                told = (ballot.tally.yes, ballot.tally.no, ballot.tally.abstain)
                assert CLEAN.ballots[ballot.id].tally()[:3] == told

    @pytest.mark.parametrize(
        ("kind", "fields", "changes", "key"),
        [
            pytest.param(
                ev.BallotClosed, {"ballot": 3}, {"tally": {"yes": 6, "no": 1, "abstain": 2}},
                "recount", id="other-counts",
            ),
            pytest.param(
                ev.BallotClosed, {"ballot": 3}, {"not_cast": []}, "recount", id="nobody-missing"
            ),
            pytest.param(
                ev.VoteCast, {"ballot": 3, "member": "m03"}, {"choice": "nein"}, "recount",
                id="other-choice",
            ),
            pytest.param(
                ev.VoteCast, {"ballot": 3, "member": "m03"}, {"member": "m09"}, "vote",
                id="vote-of-somebody-recused",
            ),
            pytest.param(
                ev.VoteCast, {"ballot": 3, "member": "m03"}, {"ballot": 2}, "vote",
                id="vote-in-a-closed-ballot",
            ),
            pytest.param(
                ev.VoteCast, {"ballot": 3, "member": "m03"}, {"choice": "jein"}, "vote",
                id="no-choice",
            ),
            pytest.param(
                ev.VoteCast, {"ballot": 3, "member": "m03"}, {"ballot": 77}, "entry",
                id="vote-in-no-ballot",
            ),
            pytest.param(
                ev.HandsEntered, {"ballot": 6}, {"tally": {"yes": 9, "no": 1, "abstain": 1}},
                "recount", id="other-counts-by-hand",
            ),
            pytest.param(
                ev.HandsConfirmed, {"ballot": 6}, {"case": 99}, "entry", id="confirmed-other-case"
            ),
            pytest.param(
                ev.BallotDeclared, {"ballot": 3}, {"outcome": "abgelehnt"}, "verdict",
                id="other-verdict",
            ),
            pytest.param(
                ev.BallotDeclared, {"ballot": 3}, {"needed": 1}, "verdict", id="other-threshold"
            ),
            pytest.param(
                ev.BallotDeclared, {"ballot": 5}, {"overridden": ""}, "verdict",
                id="overridden-without-a-reason",
            ),
        ],
    )  # fmt: skip
    def test_finds(
        self, kind: type[ev.Event], fields: dict[str, Any], changes: dict[str, Any], key: str
    ) -> None:
        assert key in wrong_of(seq_of(ROWS, kind, **fields), **changes)

    def test_finds_an_entry_that_is_no_event(self) -> None:
        seq = seq_of(ROWS, ev.BallotClosed, ballot=3)

        assert "entry" in wrong_of(seq, tally="viele")

    def test_says_of_a_public_copy_what_it_could_not_count(self) -> None:
        recount = Recount(tuple(public_rows(ROWS, DECODE)))

        assert recount.remarks == []
        assert (recount.recounted, recount.closed) == (2, 8)

    def test_does_not_take_a_vote_back_once_the_ballot_is_closed(self) -> None:
        evening = opened().tick("14:10").call("9").open("9").votes("jjjnnnnn-e").close()
        evening.add(ev.RecusalDeclared, member=MemberId("m01"), item="9").declare()
        rows = evening.rows()

        recount = Recount(rows)

        assert recount.remarks == []
        assert recount.ballots[1].tally() == (3, 5, 1, 0)
        assert votes_remarks(votes_csv(evening.sitting), recount) == []

    def test_takes_the_last_counts_by_hand(self) -> None:
        evening = opened().tick("14:10").call("9").open("9", by_hands=True)
        clerk, second = MemberId("b01"), MemberId("b02")
        for yes in (5, 6):
            case = evening.sitting.next_case
            if yes == 6:
                evening.add(ev.EntryRejected, clerk, case=case - 1)
            tally = type(evening.sitting.ballots[evening.ballot.id].count())(yes=yes, no=3)
            evening.add(ev.HandsEntered, clerk, ballot=evening.ballot.id, case=case, tally=tally, reason="")
        evening.add(ev.HandsConfirmed, second, ballot=evening.ballot.id, case=case)
        evening.close(tally).declare()

        recount = Recount(evening.rows())

        assert recount.remarks == []
        assert recount.ballots[1].tally() == (6, 3, 0, 0)
        assert results_remarks(results_csv(evening.sitting), recount) == []


class TestTables:
    """The package's tables against the recount."""

    @pytest.mark.parametrize("files", [FILES, PUBLIC], ids=["whole", "public"])
    def test_of_a_sound_package_agree(self, files: dict[str, bytes]) -> None:
        rows = ROWS if files is FILES else tuple(public_rows(ROWS, DECODE))
        recount = Recount(rows)

        assert results_remarks(files["ergebnisse.csv"], recount) == []
        assert votes_remarks(files["stimmen.csv"], recount) == []

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param(b";5;2;2;1;1;beschlossen;", b";6;2;2;1;1;beschlossen;", id="yes"),
            pytest.param(b";5;2;2;1;1;beschlossen;", b";5;2;2;0;1;beschlossen;", id="not-cast"),
            pytest.param(b";5;2;2;1;1;beschlossen;", b";5;2;2;1;1;abgelehnt;", id="verdict"),
            pytest.param(b"3;1;3;", b"3;1;4;", id="item"),
            pytest.param(b"T14:53:00", b"T14:54:00", id="time"),
            pytest.param(b"namentlich;einfach;10", b"namentlich;einfach;11", id="electorate"),
        ],
    )
    def test_that_say_otherwise_are_found_by_ballot(self, old: bytes, new: bytes) -> None:
        raw = FILES["ergebnisse.csv"]
        assert raw.count(old) >= 1

        found = results_remarks(raw.replace(old, new, 1), CLEAN)

        assert [(remark.key, remark.values) for remark in found] == [("result", {"ballot": 3})]

    def test_with_a_ballot_less_are_found(self) -> None:
        lines = FILES["ergebnisse.csv"].splitlines(keepends=True)

        (remark,) = results_remarks(b"".join(lines[:-1]), CLEAN)

        assert remark.key == "table"

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param(b"3;m03;ja", b"3;m03;nein", id="choice"),
            pytest.param(b"3;m03;ja", b"3;m09;ja", id="member"),
            pytest.param(b"R0303-0", b"R0303-1", id="receipt"),
            pytest.param(b";karte;R0303", b";getippt;R0303", id="way"),
        ],
    )
    def test_of_votes_that_say_otherwise_are_found(self, old: bytes, new: bytes) -> None:
        raw = FILES["stimmen.csv"]
        assert raw.count(old) == 1

        assert [r.key for r in votes_remarks(raw.replace(old, new), CLEAN)] == ["table"]

    @pytest.mark.parametrize("raw", [b"\xff\xfe", b"", b'abstimmung\r\n"1'])
    def test_that_are_none_are_found(self, raw: bytes) -> None:
        assert results_remarks(raw, CLEAN)
        assert votes_remarks(raw, CLEAN)
