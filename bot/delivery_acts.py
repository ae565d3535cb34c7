"""``zustellung``: what is known of a ballot's delivery, from the sitting and from the outbox together."""

from bot.asking import Asked
from bot.hub import Hub
from bot.owing import own_chat
from bot.replies_out import Answer, say_card
from cards.delivery import delivery_card
from council.ballots import Ballot
from council.delivery import Posted, Sent
from council.errors import NoBallotOpen, RoleNeeded, UnknownBallot
from council.ids import BallotId, MemberId
from council.roster import Role
from council.sitting import Sitting


async def delivery(asked: Asked) -> Answer | None:
    """Show the delivery of the ballot that is open or was last, or of the one with a number."""
    if asked.member is None or not asked.member.has(Role.OFFICE):
        raise RoleNeeded(roles=(Role.OFFICE.value,))
    ballot = _meant(asked)
    return say_card(delivery_card(asked.held, ballot, posted(asked.hub, asked.held, ballot)))


def _meant(asked: Asked) -> Ballot:
    if asked.args.number is None:
        if asked.held.last_ballot is None:
            raise NoBallotOpen
        return asked.held.last_ballot
    number = BallotId(int(asked.args.number))
    found = asked.held.ballots.get(number)
    if found is None:
        raise UnknownBallot(ballot=number)
    return found


def posted(hub: Hub, sitting: Sitting, ballot: Ballot) -> Posted:
    """What the outbox knows of a ballot's cards, those that were asked for again included."""
    room = sitting.meeting if ballot.public else sitting.closed_meeting
    own = {member: own_chat(sitting, member) for member in ballot.electorate}
    personal = {
        member: _sent(hub, sitting, f"ballot:{ballot.id}@{chat}") for member, chat in own.items() if chat
    }
    return Posted(
        meeting=_sent(hub, sitting, f"ballot:{ballot.id}") if room else None,
        personal={member: sent for member, sent in personal.items() if sent != Sent()},
        unreachable=frozenset(m for m, chat in own.items() if not _reaches(hub, sitting, m)),
    )


def _sent(hub: Hub, sitting: Sitting, slot: str) -> Sent:
    """The newest of the cards of a slot: the first one, or one that came again at the bottom."""
    names = [slot, *(name for name, _ in hub.outbox.standing(sitting.id, f"{slot}+"))]
    known = [hub.outbox.delivered(sitting.id, name) for name in names]
    found = next((one for one in reversed(known) if one.stands or one.refused), known[0])
    return Sent(stands=found.stands, edited=found.edited, refused=found.refused)


def _reaches(hub: Hub, sitting: Sitting, member: MemberId) -> bool:
    known = sitting.member(member)
    return known is not None and hub.reaches(known.contact.entra_id)
