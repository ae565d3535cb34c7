"""Every ballot counted once more from the journal's raw entries, by nothing but this file.

Knows the stored tags and fields, and nothing of the rule sets: a second opinion on what the
product has counted. Part of ``verify.py``, therefore plain Python of the oldest kind that we serve.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from council.record import Row
from reports.counted import MOTION, BallotCount, Remark, counts_of, drawn, follows

_TELLS_VOTES = frozenset({
    "vote_cast.v1", "recusal_declared.v1", "recusal_reported.v1", "mandate_ended.v1",
    "disturbance_ruled.v1", "hands_entered.v1", "hands_confirmed.v1", "entry_rejected.v1",
})  # fmt: skip


class Recount:
    """Counts every ballot of a record; ``remarks`` tells what does not fit together."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.ballots: dict[int, BallotCount] = {}
        self.remarks: list[Remark] = []
        self._open: BallotCount | None = None
        self._removed: set[str] = set()
        for row in rows:
            self._take(row)
        self._require_slips()

    @property
    def recounted(self) -> int:
        """How many closed ballots were counted once more from all their entries."""
        return sum(ballot.told and not ballot.boxed for ballot in self._counted())

    @property
    def closed(self) -> int:
        """How many ballots were closed whose votes the record holds, or counts by hand."""
        return sum(not ballot.boxed for ballot in self._counted())

    @property
    def secret(self) -> int:
        """How many ballots were closed of which the record holds sums alone."""
        return sum(ballot.boxed for ballot in self._counted())

    @property
    def elections(self) -> bool:
        """Whether there was an election or a choice among alternatives."""
        return any(ballot.form != MOTION for ballot in self.ballots.values())

    def _counted(self) -> list[BallotCount]:
        return [ballot for ballot in self.ballots.values() if ballot.closed is not None]

    def _take(self, row: Row) -> None:
        if row.data is None:
            self._removed.add(row.type)
            if self._open is not None and row.type in _TELLS_VOTES:
                self._open.told = False
            return
        known = getattr(self, "_on_" + row.type.replace(".", "_"), None)
        if known is None:
            return
        try:
            known(json.loads(row.data), row)
        except (KeyError, TypeError, ValueError, IndexError):
            self._wrong("entry", seq=row.seq)

    def _require_slips(self) -> None:
        """Find secret ballots without any word on who took part; a public copy has that removed."""
        if "slips_counted.v1" in self._removed:
            return
        for ballot in self._counted():
            if ballot.boxed and not ballot.slips_told:
                self._wrong("slips", ballot=ballot.number)

    def _wrong(self, key: str, **values: Any) -> None:
        self.remarks.append(Remark(key=key, values=values, damage=True))

    def _of(self, data: dict[str, Any], row: Row) -> BallotCount | None:
        ballot = self.ballots.get(data["ballot"])
        if ballot is None and "ballot_opened.v1" not in self._removed:
            self._wrong("entry", seq=row.seq)
        return ballot

    def _on_ballot_opened_v1(self, data: dict[str, Any], row: Row) -> None:
        self._open = BallotCount(data, row.at)
        self.ballots[self._open.number] = self._open

    def _on_vote_cast_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot, member = self._of(data, row), data["member"]
        if ballot is None:
            return
        if ballot is not self._open or not _may(ballot, data):
            self._wrong("vote", seq=row.seq, ballot=ballot.number)
            return
        ballot.votes.pop(member, None)
        ballot.votes[member] = (data, row.at)

    def _on_recusal_declared_v1(self, data: dict[str, Any], row: Row) -> None:
        if self._open is not None and self._open.covers(data["item"]):
            self._open.loses([data["member"]])

    def _on_recusal_reported_v1(self, data: dict[str, Any], row: Row) -> None:
        self._on_recusal_declared_v1(data, row)

    def _on_mandate_ended_v1(self, data: dict[str, Any], row: Row) -> None:
        if self._open is not None:
            self._open.loses([data["member"]])

    def _on_disturbance_ruled_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot = self._of(data, row)
        if ballot is not None and data["ruling"] == "ohne weiter":
            ballot.loses(data["members"])

    def _on_hands_entered_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot = self._of(data, row)
        if ballot is not None:
            ballot.hands, ballot.by_hands = data, False

    def _on_hands_confirmed_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot = self._of(data, row)
        if ballot is None:
            return
        ballot.by_hands = ballot.hands is not None and ballot.hands["case"] == data["case"]
        if ballot.told and not ballot.by_hands:
            self._wrong("entry", seq=row.seq)

    def _on_entry_rejected_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot = self._open
        if ballot is not None and ballot.hands is not None and ballot.hands["case"] == data["case"]:
            ballot.hands, ballot.by_hands = None, False

    def _on_ballot_closed_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot = self._of(data, row)
        self._open = None
        if ballot is None:
            return
        ballot.phase, ballot.closed, ballot.closed_at = "geschlossen", data, row.at
        told, counted = counts_of(data["tally"]), ballot.tally()
        named = not ballot.by_hands and set(data["not_cast"]) != ballot.missing()
        if ballot.told and not ballot.boxed and (counted != told or named):
            key = "recount_options" if ballot.numbered else "recount"
            values = {"told": _shown(ballot, told), "counted": _shown(ballot, counted)}
            self._wrong(key, ballot=ballot.number, **values)

    def _on_slips_counted_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot = self._of(data, row)
        if ballot is None or ballot.closed is None:
            return
        ballot.slips_told = True
        handed = set(data["handed_in"])
        fits = sum(counts_of(ballot.closed["tally"])) == len(data["handed_in"]) == len(handed)
        strangers = handed - set(ballot.opened["electorate"])
        if not fits or strangers or set(data["not_cast"]) != ballot.able() - handed or not ballot.boxed:
            self._wrong("slips", ballot=ballot.number)

    def _on_ballot_declared_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot = self._of(data, row)
        if ballot is None or ballot.closed is None:
            return
        ballot.phase, ballot.declared, ballot.declared_at = "festgestellt", data, row.at
        if ballot.heads(ballot.closed["tally"]) > len(ballot.able()) or not follows(ballot, data):
            self._wrong("verdict", ballot=ballot.number)

    def _on_lot_drawn_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot = self._of(data, row)
        if ballot is None:
            return
        if not drawn(ballot, data):
            self._wrong("lot", ballot=ballot.number)
        ballot.lots.append((data, row.at))

    def _on_ballot_cancelled_v1(self, data: dict[str, Any], row: Row) -> None:
        self._ended(data, row, "abgebrochen")

    def _on_ballot_superseded_v1(self, data: dict[str, Any], row: Row) -> None:
        self._ended(data, row, "ersetzt")

    def _ended(self, data: dict[str, Any], row: Row, phase: str) -> None:
        ballot = self._of(data, row)
        self._open = None
        if ballot is not None:
            ballot.phase, ballot.successor = phase, data.get("successor")


def _may(ballot: BallotCount, data: dict[str, Any]) -> bool:
    """Whether a single vote may count: of somebody entitled, one of the words, and not in secret."""
    return data["member"] in ballot.able() and data["choice"] in ballot.words and not ballot.boxed


def _shown(ballot: BallotCount, counts: tuple[int, ...]) -> str:
    """Counts as a remark has them: yes, no and abstentions, or the options and abstentions."""
    yes, no, abstain, invalid, *options = counts
    shown = (*options, abstain) if ballot.numbered else (yes, no, abstain)
    return "/".join(map(str, (*shown, invalid) if invalid else shown))
