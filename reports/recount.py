"""Every ballot counted once more from the journal's raw entries, by nothing but this file.

Knows the stored tags and fields, and none of the product's rules: a second opinion on what the
product has counted. Part of ``verify.py``, therefore plain Python of the oldest kind that we serve.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from council.record import Row

COUNTED = ("ja", "nein", "enthaltung")
_TELLS_VOTES = frozenset({
    "vote_cast.v1", "recusal_declared.v1", "hands_entered.v1", "hands_confirmed.v1",
    "entry_rejected.v1",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to tell about a record, by the key of its sentence; ``damage`` if it is wrong."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    damage: bool = False


class BallotCount:
    """One ballot as the raw entries tell it.

    ``votes`` holds the last vote of each member who still has one, with its row's time; ``told``
    is False once an entry that could bear on the counts has lost its content.
    """

    def __init__(self, data: dict[str, Any], at: str) -> None:
        self.opened = data
        self.opened_at = at
        self.votes: dict[str, tuple[dict[str, Any], str]] = {}
        self.lost: set[str] = set(data["recused"])
        self.hands: dict[str, Any] | None = None
        self.by_hands = False
        self.told = True
        self.phase = "offen"
        self.closed: dict[str, Any] | None = None
        self.closed_at = ""
        self.declared: dict[str, Any] | None = None
        self.declared_at = ""
        self.successor: int | None = None

    @property
    def number(self) -> int:
        """The number of the ballot through the evening."""
        return int(self.opened["ballot"])

    def tally(self) -> tuple[int, int, int]:
        """Yes, no and abstentions that stand now."""
        if self.by_hands and self.hands is not None:
            counts = self.hands["tally"]
            return counts["yes"], counts["no"], counts["abstain"]
        given = [data["choice"] for data, _ in self.votes.values()]
        yes, no, abstain = (given.count(choice) for choice in COUNTED)
        return yes, no, abstain

    def missing(self) -> set[str]:
        """Who of those entitled has given no vote and was not recused."""
        return set(self.opened["electorate"]) - set(self.votes) - self.lost

    def abstained_from(self) -> int:
        """How many of those entitled gave no vote."""
        if self.by_hands:
            able = set(self.opened["electorate"]) - self.lost
            return max(0, len(able) - sum(self.tally()))
        return len(self.missing())


class Recount:
    """Counts every ballot of a record; ``remarks`` tells what does not fit together."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.ballots: dict[int, BallotCount] = {}
        self.remarks: list[Remark] = []
        self._open: BallotCount | None = None
        self._removed: set[str] = set()
        for row in rows:
            self._take(row)

    @property
    def recounted(self) -> int:
        """How many closed ballots were counted once more from all their entries."""
        return sum(ballot.told and ballot.closed is not None for ballot in self.ballots.values())

    @property
    def closed(self) -> int:
        """How many ballots were closed."""
        return sum(ballot.closed is not None for ballot in self.ballots.values())

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
        except (KeyError, TypeError, ValueError):
            self._wrong("entry", seq=row.seq)

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
        may = member in ballot.opened["electorate"] and member not in ballot.lost
        if ballot is not self._open or not may or data["choice"] not in COUNTED:
            self._wrong("vote", seq=row.seq, ballot=ballot.number)
            return
        ballot.votes.pop(member, None)
        ballot.votes[member] = (data, row.at)

    def _on_recusal_declared_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot = self._open
        if ballot is None:
            return
        item = ballot.opened["item"]
        if item == data["item"] or item.startswith(data["item"] + "."):
            ballot.votes.pop(data["member"], None)
            ballot.lost.add(data["member"])

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
        told = (data["tally"]["yes"], data["tally"]["no"], data["tally"]["abstain"])
        same = ballot.tally() == told
        named = not ballot.by_hands and set(data["not_cast"]) != ballot.missing()
        if ballot.told and (not same or named):
            self._wrong(
                "recount",
                ballot=ballot.number,
                told="/".join(map(str, told)),
                counted="/".join(map(str, ballot.tally())),
            )

    def _on_ballot_declared_v1(self, data: dict[str, Any], row: Row) -> None:
        ballot = self._of(data, row)
        if ballot is None or ballot.closed is None:
            return
        ballot.phase, ballot.declared, ballot.declared_at = "festgestellt", data, row.at
        counts = ballot.closed["tally"]
        carried = counts["yes"] >= data["needed"]
        simple = ballot.opened["majority"] == "einfach"
        wrong = (data["outcome"] == "angenommen") is not carried and not data["overridden"]
        if wrong or (simple and data["needed"] != counts["no"] + 1):
            self._wrong("verdict", ballot=ballot.number)

    def _on_ballot_cancelled_v1(self, data: dict[str, Any], row: Row) -> None:
        self._ended(data, row, "abgebrochen")

    def _on_ballot_superseded_v1(self, data: dict[str, Any], row: Row) -> None:
        self._ended(data, row, "ersetzt")

    def _ended(self, data: dict[str, Any], row: Row, phase: str) -> None:
        ballot = self._of(data, row)
        self._open = None
        if ballot is not None:
            ballot.phase, ballot.successor = phase, data.get("successor")
