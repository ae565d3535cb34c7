"""Sittings in which votes come by every way, and the cards that tell of it."""

from collections.abc import Iterator
from datetime import timedelta

import cards
from cards.build import Card
from council import events as ev
from council.ballots import Choice, Way
from council.delivery import Posted, Sent
from council.ids import MemberId
from council.sitting import Sitting
from tests import cast
from tests.cards import stages

AT = cast.START + timedelta(minutes=42, seconds=17)
OTHER = MemberId("berg")


def by(sitting: Sitting, member: MemberId, way: Way, choice: Choice = Choice.YES) -> Sitting:
    """The sitting after a vote by this way."""
    ballot = cast.running(sitting)
    rev = ballot.rev_of(member) + 1
    event = ev.VoteCast(
        at=AT,
        by=member,
        ballot=ballot.id,
        member=member,
        choice=choice,
        way=way,
        rev=rev,
        receipt=f"AB2{len(ballot.receipts)}-{10 + rev}",
    )
    return cast.after(sitting, event)


def asked_for(sitting: Sitting, *members: MemberId) -> Sitting:
    """The sitting in which the office is asked for these members' votes."""
    for member in members:
        number = sitting.office_ways + 1
        event = ev.OfficeWayBegan(at=cast.START, by=cast.CLERK, member=member, number=number)
        sitting = cast.after(sitting, event)
    return sitting


def by_every_way(sitting: Sitting) -> Sitting:
    """An open ballot with one vote by each way."""
    voters = (cast.CHAIR, cast.DEPUTY, cast.MEMBER, OTHER, cast.RECUSED)
    for member, way in zip(voters, Way, strict=True):
        sitting = by(sitting, member, way)
    return sitting


POSTED = Posted(
    meeting=Sent(stands=True),
    personal={
        cast.MEMBER: Sent(stands=True, edited=True),
        MemberId("weiss"): Sent(stands=True),
        MemberId("yildiz"): Sent(refused=403),
    },
    unreachable=frozenset({OTHER, MemberId("yildiz")}),
)


def gallery(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """The cards of this room by name."""
    sitting = cast.balloting(cast.opened(language=language, probe=probe), "6")
    voted = by_every_way(sitting)
    pending = cast.entered_vote(sitting)
    yield "delivery", cards.delivery_card(voted, cast.running(voted), POSTED)
    yield "delivery-nothing-known", cards.delivery_card(sitting, cast.running(sitting), Posted())
    yield "delivery-pending", cards.delivery_card(pending, cast.running(pending), POSTED)
    lost = cast.after(voted, ev.RecusalDeclared(at=AT, member=cast.MEMBER, item="6"))
    yield "delivery-lost", cards.delivery_card(lost, cast.running(lost), Posted(meeting=Sent()))
    secret = stages.secret(language, probe)
    yield "delivery-secret", cards.delivery_card(secret, stages.last(secret), POSTED)
    board = cards.board_card(asked_for(voted, cast.DEPUTY), without_chat=(OTHER, cast.MEMBER))
    yield "board-ways", board
    yield "board-silent", cards.board_card(cast.declared(cast.closed(voted)))
    yield "closed-typed-in-chat", cards.ballot_view(cast.running(cast.closed(voted)), cast.closed(voted))
    asked = asked_for(voted, cast.DEPUTY, cast.RECUSED, cast.IN_THE_ROOM, MemberId("weiss"))
    yield "office_way", cards.office_way_card(asked, cast.running(asked))
    waits = cast.entered_vote(asked)
    yield "office_way-waits", cards.office_way_card(waits, cast.running(waits))
    over = cast.closed(asked)
    yield "office_way-closed", cards.office_way_card(over, cast.running(over))
    yield "office_way-nobody", cards.office_way_card(voted, cast.running(voted))
    hidden = asked_for(secret, stages.last(secret).electorate[0])
    yield "office_way-secret", cards.office_way_card(hidden, stages.last(hidden))
    chosen = stages.rounds(language, probe)["pair-voted"]
    numbered = asked_for(chosen, stages.last(chosen).waiting[0])
    yield "office_way-numbers", cards.office_way_card(numbered, stages.last(numbered))
