"""A council of seven with a clerk, for the desk's tests."""

from datetime import UTC, date, datetime

from council.agenda import Agenda, AgendaItem
from council.commands import PrepareSitting
from council.ids import MemberId, SittingId
from council.roster import Member, Role, Roster
from council.rulebook import Format
from desk.rulesets import ruleset_text

SITTING = SittingId("2026-12-09-stadtrat")
MEMBERS = tuple(MemberId(f"m{number}") for number in range(1, 8))


def prepare() -> PrepareSitting:
    """Prepare the sitting with its roster and two items."""
    people = [
        Member(
            id=member,
            first="Mitglied",
            last=member,
            roles=(Role.MEMBER, Role.CHAIR) if member == "m1" else (Role.MEMBER,),
        )
        for member in MEMBERS
    ]
    people.append(Member(id=MemberId("clerk"), first="Karla", last="Amt", roles=(Role.OFFICE,)))
    people.append(Member(id=MemberId("guest"), first="Gerda", last="Gast", roles=(Role.GUEST,)))
    return PrepareSitting(
        sitting=SITTING,
        by=MemberId("clerk"),
        title="Stadtrat",
        body="Stadtrat",
        starts=datetime(2026, 12, 9, 13, 0, tzinfo=UTC),
        format=Format.DIGITAL,
        rules=ruleset_text("sachsen", date(2026, 12, 9)),
        meeting="meeting:1",
        roster=Roster(tuple(people)),
        agenda=Agenda((AgendaItem(number="1", title="Schule"), AgendaItem(number="2", title="Radweg"))),
    )
