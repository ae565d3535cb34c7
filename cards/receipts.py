"""What counts for the person who pressed, in words."""

from council.ballots import Ballot, Choice, Phase, Vote, Way
from council.ids import MemberId
from council.sitting import Sitting
from wording.elections import choice_name
from wording.voice import Voice, voice_of


def receipt_line(vote: Vote, ballot: Ballot, sitting: Sitting) -> str:
    """The receipt of a counted vote: "✓ Ihre Stimme: Ja – gezählt um 16:42:17 Uhr, Beleg …"."""
    return counted_line(vote.choice, ballot, sitting, voice_of(sitting).second(vote.at), vote.receipt)


def counted_line(choice: Choice, ballot: Ballot, sitting: Sitting, time: str, receipt: str) -> str:
    """The receipt of a vote for *choice* that was counted at this time and has this number."""
    voice = voice_of(sitting)
    name = choice_name(choice, ballot, voice.language)
    line = voice.say("receipt.counted", choice=name, time=time, receipt=receipt)
    if ballot.phase is Phase.OPEN and sitting.rules.votes_changeable.value:
        return f"{line} {voice.say('receipt.changeable')}"
    return line


def receipt_message(vote: Vote, ballot: Ballot, sitting: Sitting) -> str:
    """The receipt as a message of its own (``RECEIPT=message``): which ballot, then the receipt."""
    number = voice_of(sitting).say("ballot.number", ballot=ballot.id)
    return f"{number}: {receipt_line(vote, ballot, sitting)}"


def receipts(
    ballot: Ballot, sitting: Sitting, member: MemberId | None, vote: Vote | None, stale: bool
) -> list[str]:
    """What counts for the presser of an open ballot; nothing on the card for everybody."""
    if ballot.by_hands or member is None:
        return []
    voice = voice_of(sitting)
    standing = ballot.vote_of(member)
    if stale:
        return [_stale(standing, ballot, voice)]
    shown = vote or standing
    if shown is None:
        return []
    lines = [receipt_line(shown, ballot, sitting)]
    if standing is not None and standing.rev > shown.rev:
        lines.append(voice.say("receipt.since_then", **told(standing, ballot, voice)))
    return lines


def _stale(standing: Vote | None, ballot: Ballot, voice: Voice) -> str:
    if standing is None:
        return voice.say("receipt.stale.none")
    return voice.say("receipt.stale", **told(standing, ballot, voice))


def for_the_presser(ballot: Ballot, sitting: Sitting, member: MemberId) -> str:
    """What was counted for a person in a ballot that is over; "" for somebody who had no vote."""
    voice = voice_of(sitting)
    if ballot.lost(member):
        return voice.say("receipt.recused" if member in ballot.recused else "receipt.struck")
    if ballot.hands is not None and ballot.hands.confirmed_by:
        return voice.say("receipt.by_paper" if ballot.by_paper else "receipt.by_hands")
    vote = ballot.vote_of(member)
    if vote is not None:
        return voice.say("receipt.stood", **told(vote, ballot, voice))
    if member not in ballot.electorate:
        return ""
    if ballot.boxed:
        return voice.say("receipt.secret" if member in ballot.handed else "receipt.secret.none")
    return voice.say("receipt.none")


def receipt_aloud(vote: Vote, ballot: Ballot, sitting: Sitting) -> str:
    """The receipt as it is read out: the choice first, then when it was counted and in which ballot."""
    voice = voice_of(sitting)
    return voice.say("receipt.aloud", ballot=ballot.id, **told(vote, ballot, voice))


def handed_aloud(ballot: Ballot, sitting: Sitting) -> str:
    """That a slip was handed in, as it is read out; the same for every choice."""
    voice = voice_of(sitting)
    return f"{voice.say('receipt.secret')} {voice.say('ballot.number', ballot=ballot.id)}."


def typed_in_chat(ballot: Ballot, sitting: Sitting) -> str:
    """Whose word in the meeting's chat was counted, when, and under which receipt; never which word.

    They have no chat of their own in which they could be told. "" where nobody voted so.
    """
    if ballot.secret or (ballot.hands is not None and ballot.hands.confirmed_by):
        return ""
    voice = voice_of(sitting)
    votes = [vote for vote in map(ballot.vote_of, ballot.electorate) if vote and vote.way is Way.MEETING]
    if not votes:
        return ""
    told_ = [
        voice.say("receipt.chat.one", name=sitting.name(v.member), time=voice.second(v.at), receipt=v.receipt)
        for v in votes
    ]
    return voice.say("receipt.chat", names="; ".join(told_))


def told(vote: Vote, ballot: Ballot, voice: Voice) -> dict[str, str]:
    """What every sentence about a counted vote names: the choice, the time, the receipt."""
    return {
        "choice": choice_name(vote.choice, ballot, voice.language),
        "time": voice.second(vote.at),
        "receipt": vote.receipt,
    }
