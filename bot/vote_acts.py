"""A vote as a typed word: in one's own chat, or with mention in the meeting's chat where there is no other.

In the meeting's chat the word counts only from those whose own chat cannot be reached; everybody else
is told privately where to vote. Nothing is said there, whatever comes of it: between a ballot's card
and its result the bot posts nothing. Who voted so finds time and receipt on the closed card.
"""

from collections.abc import Sequence

import structlog

from bot.arguments import VoteArgs
from bot.asking import Asked
from bot.bindings import OFFICE, meeting_chat
from bot.commands import Parsed, parse
from bot.heard import Heard, Place
from bot.hub import Hub, member_of
from bot.measuring import LONGEST, note_refusal
from bot.owed import Urgency
from bot.replies_out import Answer, say_card
from bot.second_way import send_ballot
from cards.ballots import ballot_card, ballot_view
from cards.build import activity_of, notice_card
from council import commands as cmd
from council.ballots import Ballot, Choice, Phase, Way
from council.errors import NoBallotOpen, Refusal, TakenByHands
from council.ids import MemberId, SittingId
from desk.desk import SittingLocked
from desk.ports import JournalBroken, NotConfirmed
from wording.refusals import refusal_text
from wording.voice import voice_of

log = structlog.get_logger(__name__)


async def vote(asked: Asked) -> Answer | None:
    """The word typed in one's own chat or in the meeting's; nowhere else."""
    if asked.place is Place.PERSONAL:
        return await _in_own_chat(asked)
    if asked.place is Place.MEETING:
        return await _in_the_meeting(asked)
    return asked.noted("vote.elsewhere")


async def _in_own_chat(asked: Asked) -> Answer | None:
    """A vote typed in one's own chat, in the one open ballot.

    Where the ballot has numbers and no Yes or No, its card comes here instead.
    """
    ballot = _open(asked)
    choice = Choice(asked.args.choice)
    can_press = asked.by in ballot.electorate and not ballot.by_hands
    if can_press and choice not in ballot.choices and ballot.numbered:
        sent = send_ballot(asked.hub, asked.held, ballot.id, asked.by, again=asked.heard.id)
        return asked.noted("vote.by_number" if sent else "vote.by_number.there")
    entry = await asked.turn(_cast(asked, ballot, Way.TYPED))
    return say_card(ballot_card(entry.sitting.ballots[ballot.id], entry.sitting, asked.by))


async def _in_the_meeting(asked: Asked) -> Answer | None:
    """A vote typed in the meeting's chat: counted for those who have no other chat, and nobody else."""
    ballot = _open(asked)
    if ballot.by_hands:
        raise TakenByHands(ballot=ballot.id)
    if asked.hub.reaches(asked.heard.entra_id):
        words = asked.hub.words.setdefault((asked.held.id, asked.by), [])
        asked.hub.later(_told_or_counted(asked, ballot, tuple(words)), "vote.told")
        words.append(asked.heard.id)
    else:
        await _count(asked, ballot)
    return None


async def _told_or_counted(asked: Asked, ballot: Ballot, before: Sequence[str]) -> None:
    """Say privately where to vote; where even that is refused now, the word was the only way left.

    Unless another vote has come meanwhile that was received later: any but those of the words *before*.
    """
    words = voice_of(asked.held).say(_instead(asked, ballot), ballot=ballot.id)
    told = activity_of(notice_card(words))
    sent = await asked.hub.outbox.post(asked.heard.own_chat, told, Urgency.BALLOT)
    newest = asked.hub.desk.sitting(asked.held.id) or asked.held
    overtaken = _overtaken(newest.ballots[ballot.id], asked.by, ballot.rev_of(asked.by), before)
    if sent is None and not overtaken:
        if asked.hub.reaches(asked.heard.entra_id):
            await _tell_office(asked, voice_of(asked.held).say("vote.not_told"))
        else:
            await _count(asked, ballot)
    asked.hub.words[asked.held.id, asked.by].remove(asked.heard.id)


def _instead(asked: Asked, ballot: Ballot) -> str:
    """What somebody is told whose word does not count in the meeting's chat."""
    if ballot.boxed:
        return "vote.in_meeting.secret"
    closed = not ballot.public and meeting_chat(asked.heard.chat.conversation) != asked.held.closed_meeting
    return "vote.in_meeting.closed" if closed else "vote.in_meeting"


def _overtaken(ballot: Ballot, member: MemberId, rev: int, before: Sequence[str]) -> bool:
    """Whether a vote since *rev* came of anything but the words that were typed before."""
    earlier = [ballot.causes.get(cause) for cause in before]
    return any(vote not in earlier for vote in ballot.votes.get(member, ())[rev:])


async def _count(asked: Asked, ballot: Ballot) -> None:
    """Count the word; what was not counted the office is told, since the person cannot be."""
    room = asked.held.meeting if ballot.public else asked.held.closed_meeting
    voice = voice_of(asked.held)
    if meeting_chat(asked.heard.chat.conversation) != room:
        await _tell_office(asked, voice.say("vote.not_here", ballot=ballot.id))
        return
    try:
        await asked.turn(_cast(asked, ballot, Way.MEETING))
    except Refusal as refusal:
        note_refusal("vote.refused", refusal, asked.held, asked.heard)
        await _tell_office(asked, refusal_text(refusal, asked.held, voice.language))
    except (NotConfirmed, JournalBroken, SittingLocked) as failure:
        where, cause = asked.held.id, asked.heard.id[:LONGEST]
        log.warning("vote.not_confirmed", reason=str(failure), sitting=where, cause=cause)
        await _tell_office(asked, voice.say("vote.not_confirmed"))


async def _tell_office(asked: Asked, reason: str) -> None:
    """That a member without a chat of their own has typed a word that does not count, and why."""
    pause = 10 / asked.hub.settings.outbox_speed
    known = asked.hub.outbox.chats.find(OFFICE) is not None
    if known and asked.hub.may_speak(asked.held.id, f"uncounted:{asked.by}", seconds=pause):
        name = asked.held.name(asked.by)
        words = voice_of(asked.held).say("vote.uncounted.office", name=name, reason=reason)
        asked.hub.later(asked.hub.outbox.post(OFFICE, activity_of(notice_card(words))), "vote.uncounted")


def standing_vote(hub: Hub, heard: Heard, text: str) -> Answer | None:
    """What counts now for whoever pressed a suggested word a second time; None where it is no vote."""
    understood = parse(text)
    name = SittingId(str(heard.value.get("sitting") or ""))
    sitting = hub.desk.sitting(name) if name else hub.bindings.sitting_for(heard)
    member = member_of(sitting, heard)
    meant = understood.args if isinstance(understood, Parsed) else None
    if not isinstance(meant, VoteArgs) or sitting is None or member is None:
        return None
    ballot = sitting.ballot or sitting.last_ballot
    if ballot is None or ballot.phase is not Phase.OPEN:
        return say_card(ballot_view(ballot, sitting, member.id)) if ballot is not None else None
    vote = ballot.vote_of(member.id)
    left = vote is None or vote.choice.value != meant.choice
    return say_card(ballot_card(ballot, sitting, member.id, vote, stale=left))


def _open(asked: Asked) -> Ballot:
    ballot = asked.held.ballot
    if ballot is None or ballot.phase is not Phase.OPEN:
        raise NoBallotOpen
    return ballot


def _cast(asked: Asked, ballot: Ballot, way: Way) -> cmd.CastVote:
    return cmd.CastVote(
        **asked.head(),
        ballot=ballot.id,
        round=ballot.round,
        choice=Choice(asked.args.choice),
        way=way,
    )
