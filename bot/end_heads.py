"""Where the record of a sitting ended: the word by which it can be checked."""

from bot.hub import Hub
from council import events as ev
from council.sitting import Stage as Where
from desk.desk import Entry


class EndHeads:
    """Notes where the record of a sitting ended, for the message that closes it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def announce(self, entry: Entry) -> None:
        """Keep the head of the turn in which the sitting ended."""
        for place, event in enumerate(entry.events):
            if isinstance(event, ev.SittingEnded):
                own = self._hub.desk.head(entry.sitting.id).hash
                self._hub.heads[entry.sitting.id] = entry.hashes[place] if entry.hashes else own

    async def recover(self) -> None:
        """Find the heads again after a restart."""
        for sitting in self._hub.desk.sittings():
            if sitting.stage is Where.ENDED:
                rows = await self._hub.desk.rows(sitting.id)
                ended = [row for row in rows if row.type == ev.SittingEnded.TYPE]
                if ended:
                    self._hub.heads[sitting.id] = ended[-1].hash
