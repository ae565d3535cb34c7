"""People's own chats with the bot: opened at admission, never while a ballot is open; who has none."""

from bot.board_scene import board
from bot.chats import PERSON
from bot.hub import Hub
from bot.owed import Owed, Trouble, Urgency
from bot.owing import Owing, own_chat
from bot.reach import NO_WAY
from council import events as ev
from council.ballots import Phase
from council.ids import MemberId
from council.sitting import Sitting, Stage
from council.whereabouts import taking_part
from desk.desk import Entry

OPENING = "own-chat@"
"""How the slots begin in which nothing is posted: paying them opens the conversation."""

_ONE = ev.SignedIn | ev.MemberAdmitted | ev.AccountLinked
_OVER = ev.BallotClosed | ev.BallotCancelled | ev.BallotSuperseded


def of_one_chat(trouble: Trouble) -> bool:
    """Whether one person's own chat refuses a ballot, no more: that stands on the board and alarms nobody.

    A control card that does not arrive is another matter.
    """
    refused = trouble.status in NO_WAY and trouble.slot.startswith(("ballot:", "aloud:"))
    return trouble.chat.startswith(PERSON) and (refused or trouble.slot.startswith(OPENING))


def open_chats(hub: Hub, sitting: Sitting, *members: MemberId) -> None:
    """Open the chats that nobody knows, once admission has begun: of these people, or of all taking part."""
    if not sitting.admission:
        return
    for member in members or tuple(m.id for m in taking_part(sitting)):
        chat = own_chat(sitting, member)
        if chat and hub.outbox.chats.find(chat) is None:
            hub.outbox.owe(
                Owed(
                    sitting=sitting.id,
                    slot=f"{OPENING}{chat}",
                    chat=chat,
                    urgency=Urgency.NORMAL,
                    repeatable=True,
                    render=lambda: None,
                )
            )


class OwnChats:
    """Opens the conversations that a sitting will need before it needs them."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._owing = Owing(hub)
        hub.outbox.open_only_if(self.may_open)
        hub.outbox.reach.listen(self._changed)

    def may_open(self, chat: str) -> bool:
        """Whether the conversation may be created now: no ballot is open in a sitting of this person's."""
        account = chat.removeprefix(PERSON)
        return not any(
            sitting.ballot is not None
            and sitting.ballot.phase is Phase.OPEN
            and sitting.roster.by_entra_id(account) is not None
            for sitting in self._hub.desk.sittings()
        )

    def announce(self, entry: Entry) -> None:
        """Open everybody's chat when admission begins, and one person's when they come."""
        for event in entry.events:
            if isinstance(event, ev.AdmissionOpened):
                open_chats(self._hub, entry.sitting)
            elif isinstance(event, _ONE):
                open_chats(self._hub, entry.sitting, event.member)
            elif isinstance(event, _OVER):
                self._hub.outbox.look_again()

    async def recover(self) -> None:
        """Open, after a restart, what could not be opened before it."""
        for sitting in self._hub.desk.sittings():
            if not sitting.withdrawn and sitting.stage is not Stage.ENDED:
                open_chats(self._hub, sitting)

    def _changed(self, account: str) -> None:
        """A chat can be reached from now on, or no longer: the board says so."""
        for sitting in self._hub.desk.sittings():
            member = sitting.roster.by_entra_id(account)
            over = sitting.withdrawn or sitting.stage is Stage.ENDED
            if member is not None and member.entitled and not over:
                owed = self._owing.in_office(sitting, "board", board(self._hub))
                self._hub.outbox.owe(owed)
