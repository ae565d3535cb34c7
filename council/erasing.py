"""What of an ended sitting's record may lose its content, by kind of data; the chain stays whole.

A row loses ``data`` and ``salt`` and keeps its number, time, kind and hashes. What a sitting decided,
its sums, its agenda, its rules and the names on its roster are no kind of data here: they never go.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from council import events as ev
from council.record import Row, stripped

_KINDS: Mapping[str, tuple[type[ev.Event], ...]] = {
    "presence": (
        ev.SignedIn, ev.MemberAdmitted, ev.AdmissionRefused, ev.PresenceConfirmed, ev.LeavingReported,
        ev.LeavingRefuted, ev.MemberLeft, ev.MemberReturned, ev.MemberExcused, ev.DisturbanceReported,
        ev.DisturbanceEnded, ev.PresenceCorrected, ev.AloneConfirmed, ev.ParticipantSeen, ev.DoubtRaised,
        ev.DoubtSettled, ev.AttendanceReported, ev.StrangersReported, ev.DifferenceSettled,
        ev.CorrectionExplained,
    ),
    "votes": (ev.VoteCast, ev.VoteEntered, ev.EntryRejected, ev.SlipsCounted),
    "help": (ev.HelpRequested, ev.HelpTaken, ev.HelpDone, ev.OfficeWayBegan, ev.OfficeWayEnded),
    "contacts": (ev.ContactRecorded, ev.AccountLinked),
}  # fmt: skip

KINDS: Mapping[str, frozenset[str]] = {
    name: frozenset(kind.TYPE for kind in kinds) for name, kinds in _KINDS.items()
}
"""The kinds of data of a record, each with the tags of its events."""

ERASABLE = frozenset[str]().union(*KINDS.values())

KEPT: Mapping[type[ev.Event], str] = {
    ev.SittingPrepared: "who was to chair: the convening",
    ev.SittingOpened: "who was counted, or recused, when the quorum was found",
    ev.SittingResumed: "who was counted, or recused, when the quorum was found",
    ev.MemberEnrolled: "who belonged to the council: without it no quorum and no majority can be reckoned",
    ev.MandateEnded: "who had a vote, and until when",
    ev.MandateBegan: "who had a vote, and from when",
    ev.ChairAssigned: "who chaired: the minutes must say it",
    ev.ChairRequested: "how the chair was taken over",
    ev.OperatorAssigned: "who pressed on the chair's word",
    ev.MinuteTakerNamed: "who signs the minutes",
    ev.CosignersNamed: "who signs the minutes",
    ev.RecusalDeclared: "the minutes must say it, and a resolution may be void for it",
    ev.RecusalReported: "the minutes must say it, and a resolution may be void for it",
    ev.RecusalConfirmed: "the minutes must say it, and a resolution may be void for it",
    ev.RecusalLifted: "the minutes must say it, and a resolution may be void for it",
    ev.QuorumDoubted: "the challenge and what was found stand in the minutes",
    ev.StatementMade: "the member had it put into the minutes",
    ev.PullOutRequested: "why an item of a block was voted on alone",
    ev.BallotOpened: "who had a vote on it and who was recused",
    ev.DisturbanceRuled: "who was taken out of the electorate of a ballot",
    ev.BallotClosed: "the sums, and who gave no vote",
    ev.LotDrawn: "who saw the lot drawn",
}
"""What names people and never goes, each with the reason: it is the record itself."""

NUMBERED = frozenset({"item", "items", "after", "block", "amended", "number", "joined"})
"""Names of fields that hold items of the agenda, whose numbers may look like somebody's id."""

OWN = ("member", "id")
"""Names of fields that tell of whom an entry, or a line of a list, speaks."""


def without_kinds(rows: Sequence[Row], kinds: Iterable[str]) -> tuple[Row, ...]:
    """Return the record with the content of these kinds of data removed."""
    tags = frozenset[str]().union(*(KINDS[kind] for kind in kinds))
    return tuple(stripped(row) if row.type in tags else row for row in rows)


def without_person(rows: Sequence[Row], member: str, accounts: Collection[str] = ()) -> tuple[Row, ...]:
    """Return the record without what was noted of one person, and what was ruled in their cases.

    Entries about several people at once (reports of Teams, who took part in a secret ballot) stay:
    they go with their kind.
    """
    read = {row.seq: json.loads(row.data) for row in rows if row.data is not None and row.type in ERASABLE}
    own = {
        seq for seq, data in read.items() if data.get("member") == member or data.get("account") in accounts
    }
    keys = {key for seq in own for key in _keys(read[seq])}
    own |= {seq for seq, data in read.items() if keys.intersection(_keys(data))}
    return tuple(stripped(row) if row.seq in own else row for row in rows)


def erased(before: Sequence[Row], after: Sequence[Row]) -> tuple[int, ...]:
    """Return the numbers of the entries whose content is gone in *after* and was there in *before*."""
    pairs = zip(before, after, strict=True)
    return tuple(old.seq for old, new in pairs if old.data is not None and new.data is None)


def reduced(value: Any, person: Collection[str]) -> Any:
    """Return of an entry what concerns one person: lists lose what names others only.

    A list of theirs that names nobody (roles, times) stays whole.
    """
    if isinstance(value, dict):
        own = any(value.get(key) in person for key in OWN if isinstance(value.get(key), str))
        return {
            key: item if own and isinstance(item, list) and not names(item, person) else reduced(item, person)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [reduced(item, person) for item in value if names(item, person)]
    return value


def names(value: Any, person: Collection[str]) -> bool:
    """Whether an entry names one of these words (a person's id, their accounts) anywhere."""
    if isinstance(value, dict):
        return any(names(item, person) for key, item in value.items() if key not in NUMBERED)
    if isinstance(value, list):
        return any(names(item, person) for item in value)
    return isinstance(value, str) and value in person


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, the last of the month where there is no such day."""
    first = _month(day.year * 12 + day.month - 1 + months)
    last = _month(first.year * 12 + first.month) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _month(number: int) -> date:
    year, month = divmod(number, 12)
    return date(year, month + 1, 1)


def _keys(data: Mapping[str, Any]) -> set[tuple[str, Any]]:
    """By what later entries refer to this one: its case, its correction, its call for help."""
    return {(key, data[key]) for key in ("case", "correction", "help") if data.get(key) is not None}
