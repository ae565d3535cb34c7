"""Receipts as new messages in one's own chat, for people whose screen is read out to them (``vorlesen``).

A card that changes its words is read out by few readers; a new message by all. It begins with the
choice. Of a secret ballot it says only that the slip is handed in, in the same words for every choice.
"""

from bot.hub import Hub
from bot.owed import Activity, Owed, Urgency
from bot.owing import own_chat
from cards.build import activity_of, notice_card
from cards.receipts import handed_aloud, receipt_aloud
from council import events as ev
from council.ballots import Phase
from council.ids import BallotId, MemberId, SittingId
from council.sitting import Sitting
from desk.desk import Entry


class Aloud:
    """Hears of every vote that counts and owes its receipt to whoever wants it read out."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def announce(self, entry: Entry) -> None:
        """Owe the receipts of the votes of one entry."""
        for event in entry.events:
            if isinstance(event, ev.VoteCast):
                self._owe(entry.sitting, event.ballot, event.member, event.rev)
            elif isinstance(event, ev.SlipHandedIn):
                self._owe(entry.sitting, event.ballot, event.member, 0)

    async def recover(self) -> None:
        """Owe again, after a restart, the receipts of the votes that count in the open ballots."""
        for sitting in self._hub.desk.sittings():
            ballot = sitting.ballot
            if sitting.withdrawn or ballot is None or ballot.phase is not Phase.OPEN:
                continue
            if ballot.boxed and not self._hub.desk.has_box(sitting.id, ballot.id):
                continue  # those slips are lost, and the ballot will be void
            for member in (*ballot.votes, *ballot.handed):
                self._owe(sitting, ballot.id, member, ballot.rev_of(member))

    def _owe(self, sitting: Sitting, ballot: BallotId, member: MemberId, rev: int) -> None:
        chat = own_chat(sitting, member)
        if not chat or not self._hub.wishes.of(chat.removeprefix("person:").lower()).aloud:
            return
        self._hub.outbox.owe(
            Owed(
                sitting=sitting.id,
                slot=f"aloud:{ballot}:{member}:{rev}",
                chat=chat,
                urgency=Urgency.BALLOT,
                repeatable=True,  # whoever sees nothing hears it twice rather than not at all
                render=lambda: self._said(sitting.id, ballot, member, rev),
            )
        )

    def _said(self, sitting: SittingId, number: BallotId, member: MemberId, rev: int) -> Activity | None:
        """The receipt, drawn when it is sent; one that another vote has overtaken is not read out."""
        newest = self._hub.desk.sitting(sitting)
        if newest is None:
            return None
        ballot = newest.ballots[number]
        if not rev:
            return activity_of(notice_card(handed_aloud(ballot, newest)))
        vote = ballot.vote_of(member)
        if vote is None or vote.rev != rev:
            return None
        return activity_of(notice_card(receipt_aloud(vote, ballot, newest)))
