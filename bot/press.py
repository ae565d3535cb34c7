"""Presses on cards: votes first and straight, everything else beside them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.bindings import meeting_chat
from bot.heard import Heard, Place, heard_in
from bot.hub import Hub, member_of
from bot.measuring import LONGEST, note_refusal
from bot.press_desk import DeskPresses
from bot.replies_out import Answer, say_card, say_text, say_written, wire_answer
from bot.sightings import Sightings
from cards.answering import counted_answer
from cards.ballots import (
    ballot_card,
    ballot_handed_card,
    ballot_view,
    handed_message,
    receipt_message,
)
from council import commands as cmd
from council.ballots import Ballot, Choice, Phase, Way
from council.doubts import DoubtKind
from council.errors import (
    AlteredPress,
    BallotNotOpen,
    LeftBefore,
    NotInRoster,
    Refusal,
    UnknownBallot,
)
from council.ids import BallotId, MemberId, SittingId
from council.room_rules import require_not_left
from council.sitting import Sitting
from desk.desk import Entry, SittingLocked
from desk.ports import JournalBroken, NotConfirmed
from wording.refusals import refusal_text

log = structlog.get_logger(__name__)

Handler = Callable[[Heard], Awaitable[Answer]]


class Presses:
    """Answers every press; a counted vote is in the journal before its receipt leaves."""

    def __init__(self, hub: Hub, others: DeskPresses, sightings: Sightings) -> None:
        self._hub = hub
        self._others = others
        self._sightings = sightings

    async def on_press(self, activity: dict[str, Any]) -> Mapping[str, Any]:
        """Answer an ``Action.Execute``; the answer goes to the presser alone."""
        return wire_answer(await self.take(heard_in(activity)))

    async def on_submit(self, activity: dict[str, Any]) -> None:
        """Take an ``Action.Submit``, which can be answered by a message only."""
        heard = heard_in(activity)
        answer = await self.take(heard)
        await self._hub.tell(heard, answer.activity())

    async def take(self, heard: Heard) -> Answer:
        """Do what a press asks for and say what came of it."""
        if heard.verb == "ballot.cast":
            return await self._vote(heard)
        return await self._others.take(heard)

    async def _vote(self, heard: Heard) -> Answer:
        name = SittingId(str(heard.value.get("sitting", "")))
        sitting = self._hub.desk.sitting(name)
        member = member_of(sitting, heard)
        try:
            if sitting is None:
                raise SittingLocked(name, "unread") if self._hub.desk.kept(name) else UnknownBallot(ballot=0)
            if member is None:
                raise NotInRoster
            require_not_left(sitting, meeting_chat(heard.chat.conversation))
            command = self._command(heard, sitting, member.id)
            entry = await self._hub.desk.turn(command)
        except Refusal as refusal:
            return self._refused(heard, sitting, member.id if member else None, refusal)
        except (NotConfirmed, JournalBroken, SittingLocked) as failure:
            where = sitting.id if sitting is not None else ""
            log.warning("vote.not_confirmed", reason=str(failure), sitting=where, cause=heard.id[:LONGEST])
            return say_text(self._hub.voice.say("vote.not_confirmed"))
        self._seen(heard, entry.sitting, command.ballot)
        return self._counted(entry, command)

    def _command(self, heard: Heard, sitting: Sitting, member: MemberId) -> cmd.CastVote:
        """The vote that a press stands for; every field of the button is checked."""
        value, choice = heard.value, heard.value.get("choice")
        ballot, round_, rev = (
            _number(value.get("ballot")),
            _number(value.get("round")),
            _number(value.get("rev")),
        )
        if ballot is None or round_ is None or rev is None:
            raise AlteredPress(ballot=ballot or 0)
        if not isinstance(choice, str) or choice not in _CHOICES:
            raise AlteredPress(ballot=ballot)
        personal = self._hub.bindings.place(heard.chat) is Place.PERSONAL
        if personal and heard.own_chat:
            self._hub.outbox.reach.reached(heard.own_chat)
        return cmd.CastVote(
            sitting=sitting.id,
            by=member,
            cause=heard.id,
            ballot=BallotId(ballot),
            round=round_,
            choice=_CHOICES[choice],
            way=Way.PERSONAL if personal else Way.CARD,
            rev=rev,
        )

    def _counted(self, entry: Entry, command: cmd.CastVote) -> Answer:
        """The receipt; or, where an older card changed nothing, what is counted instead."""
        sitting = entry.sitting
        ballot = sitting.ballots[command.ballot]
        if ballot.boxed:
            return self._handed_in(ballot, sitting)
        vote = ballot.vote_of(command.by)
        if ballot.phase is not Phase.OPEN:
            return say_card(ballot_view(ballot, sitting, command.by))
        if vote is None or vote.choice is not command.choice:
            return say_card(ballot_card(ballot, sitting, command.by, vote, stale=True))
        if self._hub.settings.receipt == "message":
            return say_text(receipt_message(vote, ballot, sitting))
        if written := counted_answer(ballot, sitting, command.by, vote):
            return say_written(written)
        return say_card(ballot_card(ballot, sitting, command.by, vote))

    def _handed_in(self, ballot: Ballot, sitting: Sitting) -> Answer:
        """The answer to a secret slip: the same for every choice, everybody, and every further press."""
        if self._hub.settings.receipt == "message":
            return say_text(handed_message(ballot, sitting))
        return say_card(ballot_handed_card(ballot, sitting))

    def _refused(
        self, heard: Heard, sitting: Sitting | None, member: MemberId | None, refusal: Refusal
    ) -> Answer:
        """Why nothing was counted, and what is; a closed ballot turns into its closed form."""
        note_refusal("vote.refused", refusal, sitting, heard)
        ballot = self._ballot(heard, sitting)
        if sitting and ballot and member and isinstance(refusal, BallotNotOpen):
            self._seen(heard, sitting, ballot.id)
            return say_card(ballot_view(ballot, sitting, member))
        if sitting and member and isinstance(refusal, LeftBefore):
            self._hub.later(self._left(sitting, member), "left.pressed")
        language = sitting.language if sitting else self._hub.settings.language
        return say_text(refusal_text(refusal, sitting, language))

    async def _left(self, sitting: Sitting, member: MemberId) -> None:
        """Tell the office that somebody who is recorded as gone wants to vote."""
        known = sitting.member(member)
        if known is not None:
            await self._sightings.doubt(sitting, DoubtKind.LEFT, known)

    def _ballot(self, heard: Heard, sitting: Sitting | None) -> Ballot | None:
        number = heard.value.get("ballot")
        if sitting is None or type(number) is not int:
            return None
        return sitting.ballots.get(BallotId(number))

    def _seen(self, heard: Heard, sitting: Sitting, ballot: BallotId) -> None:
        """A press tells of a card that may have been posted twice."""
        outbox, slot = self._hub.outbox, f"ballot:{ballot}"
        if not heard.reply_to or meeting_chat(heard.chat.conversation) not in (
            sitting.meeting,
            sitting.closed_meeting,
        ):
            return
        if heard.reply_to in outbox.posted(sitting.id, slot):
            return
        again = (name for name, _ in outbox.standing(sitting.id, f"{slot}+"))
        if not any(heard.reply_to in outbox.posted(sitting.id, name) for name in again):
            outbox.seen(sitting.id, slot, heard.reply_to)


def _number(value: object) -> int | None:
    """A number as buttons carry it, whole and not below nought; None for anything else."""
    return value if type(value) is int and value >= 0 else None


_CHOICES = {choice.value: choice for choice in Choice}
