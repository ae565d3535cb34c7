"""The people without a window: they sign in, admit and vote by themselves, so that one can try alone."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from rehearsal.chats import BOT, Chat, Entry, Message
from rehearsal.people import Person
from rehearsal.reading import buttons
from rehearsal.roster import Seat
from rehearsal.world import World

CLERK, MEMBER = "büro", "mitglied"
SIGN_IN, ADMIT, VOTE = "presence.sign_in", "admission.admit_all", "ballot.cast"
"""The verbs of the buttons that they press; their titles depend on the language."""
_SLOWEST = 4.0


class Company:
    """Plays those of the sample council who have no window."""

    def __init__(
        self, world: World, meeting: Chat, office: Chat, played: Sequence[Seat], *, seed: int = 7
    ) -> None:
        """Play these people; they look at the chats of the meeting and the office."""
        self._world = world
        self._meeting = meeting
        self._office = office
        self._members = [one.person for one in played if MEMBER in one.roles]
        self._clerk = next((one.person for one in played if CLERK in one.roles), None)
        self._dice = random.Random(seed)
        self._pressed: set[tuple[str, str, str]] = set()
        self._work: set[asyncio.Task[None]] = set()
        meeting.watchers.append(self._in_the_meeting)
        office.watchers.append(self._in_the_office)

    async def come(self) -> None:
        """Have the app installed, as an administrator's policy does for everybody."""
        for person in (*self._members, *([self._clerk] if self._clerk else [])):
            await self._world.client.install(person)

    async def prepare(self, sitting: str) -> None:
        """Let the clerk prepare the sitting, where nobody sits at the clerk's window."""
        clerk, client = self._clerk, self._world.client
        if clerk is None:
            return
        for chat in (self._office, self._meeting):
            await client.install_in(clerk, chat)
        await client.say(clerk, self._office, "büro hier")
        await client.say(clerk, self._meeting, f"vorbereiten {sitting}")

    async def stop(self) -> None:
        """Do nothing more."""
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    def _in_the_meeting(self, entry: Entry) -> None:
        """Members sign in, and vote as the dice fall, each once for each card."""
        for verb in (SIGN_IN, VOTE):
            if _offers(entry.message, verb):
                for member in self._members:
                    self._once(member, entry.message, verb, self._meeting)

    def _in_the_office(self, entry: Entry) -> None:
        """A clerk admits whoever stands on a card, as often as there is one."""
        if self._clerk is not None and _offers(entry.message, ADMIT):
            self._start(self._clerk, entry.message, ADMIT, self._office)

    def _once(self, person: Person, message: Message, verb: str, chat: Chat) -> None:
        done = (person.key, message.id, verb)
        if done not in self._pressed:
            self._pressed.add(done)
            self._start(person, message, verb, chat)

    def _start(self, person: Person, message: Message, verb: str, chat: Chat) -> None:
        task = asyncio.create_task(self._press(person, message, verb, chat))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _press(self, person: Person, message: Message, verb: str, chat: Chat) -> None:
        """Press one of the buttons with this verb, if any is left after a moment's thought."""
        await asyncio.sleep(self._dice.uniform(0.5, _SLOWEST) / self._world.speed)
        there = [one for one in buttons(message.seen_by(person)) if one.action.get("verb") == verb]
        if there:
            await self._world.client.press_button(person, chat, message, self._dice.choice(there))


def _offers(message: Message, verb: str) -> bool:
    """Whether a message of the bot shows a button with this verb."""
    return message.by == BOT and any(one.action.get("verb") == verb for one in buttons(message.card))
