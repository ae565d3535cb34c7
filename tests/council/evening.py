"""A sitting driven by commands, with a clock that moves on by itself.

``Evening.prepared()`` has eleven seats (quorum six), ``Evening.prepared(71)`` seventy-one
(quorum thirty-six); ``opened()`` also admits people and opens, ``voting()`` opens a ballot too.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from council import commands as cmd
from council import events as ev
from council.agenda import Agenda, AgendaItem, BallotKind, ItemKind, MajorityKind
from council.ballots import Ballot, Choice, Slips, Tally
from council.decide import decide
from council.errors import Refusal
from council.fold import evolve, replay
from council.ids import BallotId, CaseId, MemberId, SittingId
from council.presence import Evidence
from council.roster import Contact, Member, Role, Roster
from council.rulebook import Format
from council.sitting import Sitting

RULES = (Path(__file__).parents[2] / "council" / "rulesets" / "sachsen.toml").read_text(encoding="utf-8")
SITTING = SittingId("2026-12-09-ratsversammlung")
STARTS = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)
YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN

CHAIR, DEPUTY, ADA, BEN, CEM = (MemberId(f"m{n:02}") for n in range(1, 6))
CLERK, SECOND, MINUTES = MemberId("b01"), MemberId("b02"), MemberId("s01")
SUPPORT, ADVISER, STAFF, GUEST = MemberId("t01"), MemberId("x01"), MemberId("v01"), MemberId("g01")
STRANGER, PROGRAM = MemberId("z99"), MemberId("")
GROUPS = ("Grüne", "SPD", "CDU", "")


def councillors(seats: int) -> tuple[Member, ...]:
    """The chair, the deputy, and as many members as there are seats."""
    special = {1: (Role.CHAIR,), 2: (Role.MEMBER, Role.DEPUTY)}
    return tuple(
        Member(
            id=MemberId(f"m{number:02}"),
            first=f"Vorname{number}",
            last=f"Nachname{number}",
            group=GROUPS[number % len(GROUPS)],
            roles=special.get(number, (Role.MEMBER,)),
            contact=Contact(entra_id=f"00000000-0000-4000-8000-{number:012}"),
        )
        for number in range(1, seats + 1)
    )


def _other(member: MemberId, *roles: Role) -> Member:
    return Member(id=member, first="Vorname", last=str(member).upper(), roles=roles)


OFFICE = (
    _other(CLERK, Role.OFFICE),
    _other(SECOND, Role.OFFICE),
    _other(MINUTES, Role.MINUTES),
    _other(SUPPORT, Role.SUPPORT),
    _other(ADVISER, Role.ADVISORY),
    _other(STAFF, Role.ADMINISTRATION),
    _other(GUEST, Role.GUEST),
)

AGENDA = Agenda(
    (
        AgendaItem(number="1", title="Eröffnung und Feststellungen", kind=ItemKind.FORMALITY),
        AgendaItem(number="2", title="Niederschrift der Sitzung vom 11. November"),
        AgendaItem(number="3", title="Bericht des Oberbürgermeisters", kind=ItemKind.NOTING),
        AgendaItem(number="4", title="Wahl einer Beigeordneten", kind=ItemKind.ELECTION),
        AgendaItem(number="5", title="Haushaltssatzung 2027", kind=ItemKind.BUDGET),
        AgendaItem(number="6", title="Neubau der Grundschule", object="Die Schule wird gebaut."),
        AgendaItem(number="7", title="Geschäftsordnung", majority=MajorityKind.OF_MEMBERS),
        AgendaItem(
            number="8",
            title="Hauptsatzung",
            majority=MajorityKind.TWO_THIRDS,
            ballot=BallotKind.ROLL_CALL,
        ),
        AgendaItem(number="11.1", title="Radweg an der Elster"),
        AgendaItem(number="11.1.1", title="Breite drei Meter", kind=ItemKind.AMENDMENT),
        AgendaItem(number="11.1.2", title="Belag aus Asphalt", kind=ItemKind.AMENDMENT),
        AgendaItem(number="11.2", title="Baumschutz"),
        AgendaItem(number="20", title="Grundstück im Osten", public=False),
        AgendaItem(number="21", title="Personalie im Amt", public=False),
    )
)


class Evening:
    """One sitting as the people of the cast hold it; every command gets a new moment."""

    def __init__(self, sitting: Sitting | None = None, events: Iterable[ev.Event] = ()) -> None:
        self._sitting = sitting
        self.events: list[ev.Event] = list(events)
        self.now = STARTS - timedelta(minutes=60) + timedelta(minutes=len(self.events))
        self.turns = 0

    # --- beginnings ------------------------------------------------------------------

    @classmethod
    def opened(cls, present: int = 11, of: int = 11, **changes: Any) -> "Evening":
        """An open sitting at which the first *present* of *of* members are present."""
        if changes:
            return cls._opened(present, of, **changes)
        begun = _begun(present, of)
        return cls(begun.sitting, begun.events)

    @classmethod
    def voting(cls, present: int = 11, of: int = 11, item: str = "6") -> "Evening":
        """An open sitting with an open ballot on *item*."""
        evening = cls.opened(present, of)
        evening.does(CHAIR, cmd.OpenBallot, item=item)
        return evening

    @classmethod
    def prepared(cls, of: int = 11, **changes: Any) -> "Evening":
        """A council of *of* members, prepared, admission open, nobody there."""
        evening = cls()
        evening.does(CLERK, cmd.PrepareSitting, **(preparation(of) | changes))
        evening.does(CLERK, cmd.OpenAdmission)
        return evening

    @classmethod
    def _opened(cls, present: int, of: int, **changes: Any) -> "Evening":
        evening = cls.prepared(of, **changes)
        evening.admit(*members(present))
        evening.does(CHAIR, cmd.OpenSitting)
        return evening

    # --- acting ----------------------------------------------------------------------

    @property
    def sitting(self) -> Sitting:
        """The sitting as it stands."""
        assert self._sitting is not None
        return self._sitting

    @property
    def ballot(self) -> Ballot:
        """The ballot opened last."""
        assert self.sitting.last_ballot is not None
        return self.sitting.last_ballot

    def does(
        self,
        by: MemberId,
        kind: type[cmd.Command],
        /,
        *,
        cause: str = "",
        after: float = 60,
        **values: Any,
    ) -> tuple[ev.Event, ...]:
        """Let *by* do it, *after* so many seconds; the events that came of it."""
        command = kind(sitting=SITTING, by=by, cause=cause, **values)
        self.now += timedelta(seconds=after)
        self.turns += 1
        events = decide(self._sitting, command, self.now, f"{len(self.events)}/{self.turns}")
        for event in events:
            self._sitting = evolve(self._sitting, event)
        self.events += events
        return events

    def refuses(
        self, why: type[Refusal], by: MemberId, kind: type[cmd.Command], /, **values: Any
    ) -> dict[str, Any]:
        """See that *by* is refused exactly so and nothing changes; the values of the refusal."""
        before = self._sitting
        with pytest.raises(why) as caught:
            self.does(by, kind, **values)
        assert type(caught.value) is why
        assert self._sitting is before
        return caught.value.values

    def admit(self, *people: MemberId) -> None:
        """Let a clerk admit *people* by name, and another clerk that one."""
        for member in people:
            self.does(SECOND if member == CLERK else CLERK, cmd.AdmitMember, member=member, after=1)

    def leaves(self, *people: MemberId) -> None:
        """Let *people* leave by their own word."""
        for member in people:
            self.does(member, cmd.RecordLeaving, member=member, evidence=Evidence.OWN_WORD, after=1)

    def returns(self, *people: MemberId) -> None:
        """Let *people* come back by their own word."""
        for member in people:
            self.does(member, cmd.RecordReturn, member=member, evidence=Evidence.OWN_WORD, after=1)

    def vote(self, member: MemberId, choice: Choice, **more: Any) -> tuple[ev.Event, ...]:
        """Let *member* press in the ballot opened last, on its card unless said otherwise."""
        values = {"ballot": self.ballot.id, "round": self.ballot.round, "rev": 0, "after": 1} | more
        return self.does(member, cmd.CastVote, choice=choice, **values)

    def votes(self, yes: int = 0, no: int = 0, abstain: int = 0) -> None:
        """Let the first of the electorate vote so, one after the other."""
        choices = [YES] * yes + [NO] * no + [ABSTAIN] * abstain
        for member, choice in zip(self.ballot.electorate, choices, strict=False):
            self.vote(member, choice)

    def closes(self) -> Ballot:
        """Let the chair close the ballot."""
        self.does(CHAIR, cmd.CloseBallot)
        return self.ballot

    def declares(self, **values: Any) -> Ballot:
        """Let the chair close and declare the ballot."""
        self.does(CHAIR, cmd.CloseBallot)
        self.does(CHAIR, cmd.DeclareBallot, **values)
        return self.ballot

    def decides(self, item: str, **votes: int) -> Ballot:
        """Let the council decide *item* from opening to declaration."""
        self.does(CHAIR, cmd.OpenBallot, item=item)
        self.votes(**votes)
        return self.declares()

    def case(self) -> CaseId:
        """The case that has waited longest."""
        return self.sitting.waiting_cases[0].id

    def replayed(self) -> Sitting | None:
        """The state that all events so far lead to, folded from the beginning."""
        return replay(self.events)


def members(count: int, first: int = 1) -> tuple[MemberId, ...]:
    """The ids of *count* members from number *first* on."""
    return tuple(MemberId(f"m{number:02}") for number in range(first, first + count))


def preparation(seats: int = 11) -> dict[str, Any]:
    """What the office says when it prepares the sitting."""
    return {
        "title": "Ratsversammlung",
        "body": "Stadtrat",
        "starts": STARTS,
        "format": Format.DIGITAL,
        "rules": RULES,
        "meeting": "19:meeting_1@thread.v2",
        "roster": Roster((*councillors(seats), *OFFICE)),
        "agenda": AGENDA,
        "reason": "Hochwasser",
    }


def tally(yes: int = 0, no: int = 0, abstain: int = 0) -> Tally:
    """Counts, yes first."""
    return Tally(yes=yes, no=no, abstain=abstain)


def number(ballot: int) -> BallotId:
    """A ballot's number."""
    return BallotId(ballot)


@cache
def _begun(present: int, seats: int) -> Evening:
    return Evening._opened(present, seats)


def rules_with(**values: str) -> str:
    """Saxony's rules with other values: ``rules_with(secret_enabled="true")`` for ``[secret.enabled]``.

    The first underscore parts section and name; what is given is TOML.
    """
    lines = RULES.split("\n")
    for name, value in values.items():
        at = lines.index(f"[{name.replace('_', '.', 1)}]") + 1
        lines[at] = f"value = {value}"
    return "\n".join(lines)


def in_presence(present: int = 11, of: int = 11, **values: str) -> "Evening":
    """An open sitting in the hall, under Saxony's rules with these values changed."""
    return Evening.opened(present, of, format=Format.PRESENCE, rules=rules_with(**values))


def slips(evening: "Evening", *choices: Choice) -> Slips:
    """What the desk's box would hold after the first of the electorate handed in *choices*."""
    electorate = evening.ballot.electorate
    handed = tuple(member for member, _ in zip(electorate, choices, strict=False))
    sums = {choice: choices.count(choice) for choice in set(choices)}
    offered = evening.ballot.choices
    return Slips(
        handed=handed,
        tally=Tally(
            yes=sums.get(YES, 0),
            no=sums.get(NO, 0),
            abstain=sums.get(ABSTAIN, 0),
            options=tuple(sums.get(choice, 0) for choice in offered if choice.number),
        ),
    )
