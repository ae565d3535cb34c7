"""The second way to a ballot: whoever has not voted for a while finds it in their own chat too.

On some devices a card in the meeting's chat stays unseen. After ``PERSONAL_AFTER`` seconds the
same ballot goes to the personal chat of everybody who still may vote and has not, or at once, or
never, as they wish (``karten persönlich``).
"""

import asyncio
from collections.abc import Callable

from bot import scenes
from bot.hub import Hub
from bot.owed import Activity, Owed, Urgency
from bot.wishes import Personal
from council.ballots import Phase
from council.events import BallotOpened
from council.ids import BallotId, MemberId, SittingId
from council.sitting import Sitting
from desk.desk import Entry

PATIENT = "second_way"
"""The errand that only waits, and need not be waited for when the bot ends."""


class SecondWay:
    """Sends an open ballot to the personal chats of those who have not voted."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def announce(self, entry: Entry) -> None:
        """Wait beside everything else once a ballot has opened in a meeting's chat."""
        for event in entry.events:
            in_room = bool(entry.sitting.closed_meeting)
            if isinstance(event, BallotOpened) and (event.public or in_room) and not event.by_hands:
                self._send_at_once(entry.sitting, event)
                self._wait(entry.sitting.id, event.ballot)

    async def recover(self) -> None:
        """Wait again, after a restart, for the ballots that are open."""
        for sitting in self._hub.desk.sittings():
            ballot = sitting.ballot
            if ballot is None or ballot.phase is not Phase.OPEN or ballot.by_hands:
                continue
            if ballot.public or sitting.closed_meeting:
                self._wait(sitting.id, ballot.id)

    def _send_at_once(self, sitting: Sitting, event: BallotOpened) -> None:
        """Send it to those who want every ballot in their own chat as well."""
        for member in event.electorate:
            if self._wish(sitting, member) is Personal.ALWAYS:
                send_ballot(self._hub, sitting, event.ballot, member)

    def _wish(self, sitting: Sitting, member: MemberId) -> Personal | None:
        """When this person wants ballots in their own chat; None where they have none.

        One that Teams refused last is tried again at each ballot: it may have been Teams' fault.
        """
        known = sitting.member(member)
        account = known.contact.entra_id if known is not None else ""
        return self._hub.wishes.of(account).personal if self._hub.has_chat(account) else None

    def _wait(self, sitting: SittingId, ballot: BallotId) -> None:
        self._hub.later(self._send_late(sitting, ballot), PATIENT)

    async def _send_late(self, sitting: SittingId, number: BallotId) -> None:
        settings = self._hub.settings
        await asyncio.sleep(settings.personal_after / settings.outbox_speed)
        if not self._hub.leading.pays:
            return
        newest = self._hub.desk.sitting(sitting)
        ballot = newest.ballots.get(number) if newest is not None else None
        if newest is None or ballot is None or ballot.phase is not Phase.OPEN:
            return
        for member in ballot.waiting:
            wanted = self._wish(newest, member) in (Personal.ALWAYS, Personal.NEEDED)
            if wanted and newest.presence(member).here:
                send_ballot(self._hub, newest, number, member)


def send_ballot(hub: Hub, sitting: Sitting, ballot: BallotId, member: MemberId, *, again: str = "") -> bool:
    """Owe a ballot to one person's own chat, edited from now on with the others; True if they have one.

    A chat that nobody knows is not opened for it: never while a ballot is open.

    Where it stands there already it comes once more at the bottom if *again* names who asked.
    """
    known = sitting.member(member)
    if known is None or not known.contact.entra_id:
        return False
    chat = f"person:{known.contact.entra_id}"
    if hub.outbox.chats.find(chat) is None:
        return False
    slot = f"ballot:{ballot}@{chat}"
    if again and hub.outbox.posted(sitting.id, slot):
        slot += f"+{again}"
    hub.outbox.owe(
        Owed(
            sitting=sitting.id,
            slot=slot,
            chat=chat,
            urgency=Urgency.BALLOT,
            repeatable=True,
            render=newest_ballot(hub, sitting.id, ballot, slot),
        )
    )
    return True


def newest_ballot(hub: Hub, sitting: SittingId, ballot: BallotId, slot: str) -> Callable[[], Activity | None]:
    """The ballot as it is now; one that has closed meanwhile is not sent to anybody any more."""

    def render() -> Activity | None:
        found = hub.desk.sitting(sitting)
        if found is None:
            return None
        fresh = found.ballots[ballot].phase is Phase.OPEN or hub.outbox.delivered(sitting, slot).once
        return scenes.ballot(ballot)(found) if fresh else None

    return render
