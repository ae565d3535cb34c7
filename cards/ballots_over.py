"""The ballot card after voting: closed, declared, cancelled, repeated."""

from collections.abc import Sequence

from cards.build import Block, Card, card, marked, text
from cards.question import ballot_summary, fitting, question, subject
from cards.receipts import for_the_presser, typed_in_chat
from council.ballots import Ballot, Phase
from council.ids import MemberId
from council.sitting import Sitting
from wording.elections import long_counts, names_of
from wording.verdicts import provisional_of, verdict_word
from wording.voice import Voice, voice_of


def ballot_closed_card(ballot: Ballot, sitting: Sitting, member: MemberId | None = None) -> Card:
    """The closed ballot: counts without a verdict, no buttons.

    With *member* also their own counted vote and where the open ballot is.
    """
    return _shut(ballot, sitting, member, ())


def ballot_declared_card(ballot: Ballot, sitting: Sitting, member: MemberId | None = None) -> Card:
    """The closed ballot with one line more: declared when and as what."""
    voice = voice_of(sitting)
    lines: tuple[str, ...] = ()
    if ballot.declared_at is not None and ballot.outcome is not None:
        word = verdict_word(ballot, ballot.outcome, voice.language)
        if ballot.elected:
            names = names_of(ballot, ballot.elected, voice.language)
            word = voice.say("ballot.declared.names", verdict=word, names=names)
        lines = (voice.say("ballot.declared", time=voice.clock(ballot.declared_at), verdict=word),)
    return _shut(ballot, sitting, member, lines)


def ballot_over_card(ballot: Ballot, sitting: Sitting, member: MemberId | None = None) -> Card:
    """A cancelled or repeated ballot: that it has no result, why, and which one replaces it."""
    voice = voice_of(sitting)
    time = voice.clock(ballot.ended_at) if ballot.ended_at else ""
    if ballot.phase is Phase.SUPERSEDED:
        line = voice.say("ballot.superseded", time=time, successor=ballot.superseded_by)
        single = _pulled_out(ballot, sitting)
        if single:
            line = f"{line} {voice.say('ballot.pulled_out', items=voice.listing(single))}"
    else:
        line = voice.say("ballot.cancelled", time=time)
    reason = voice.say("reason", reason=ballot.ended_reason) if ballot.ended_reason else ""
    return _shut(ballot, sitting, member, tuple(filter(None, (line, reason))))


def _pulled_out(ballot: Ballot, sitting: Sitting) -> list[str]:
    """The items of a block that its successor leaves to a ballot of their own."""
    successor = sitting.ballots.get(ballot.superseded_by) if ballot.superseded_by is not None else None
    if successor is None or not ballot.block:
        return []
    return [item for item in ballot.block if item not in successor.items]


def _shut(ballot: Ballot, sitting: Sitting, member: MemberId | None, lines: Sequence[str]) -> Card:
    """The card without buttons: the question, the counts if there are any, what came of it."""
    voice = voice_of(sitting)
    closed = ""
    if ballot.closed_at is not None:
        closed = voice.say("ballot.closed_at", time=voice.clock(ballot.closed_at))
    counted = provisional_of(ballot, ballot.tally, voice.language) if ballot.tally else ""
    said = [text(line, bold=n > 0) for n, line in enumerate((closed, counted)) if line]
    asked = question(ballot, sitting, _head(ballot))
    each = fitting(long_counts(ballot, ballot.tally)) if ballot.tally else []
    chat = typed_in_chat(ballot, sitting) if ballot.tally else ""
    body: list[Block] = [*asked, *said, *each, *(text(line, bold=True) for line in lines)]
    body += [text(chat)] if chat else []
    if member is not None:
        own = (for_the_presser(ballot, sitting, member), _where_the_open_one_is(ballot, sitting, voice))
        body += [text(line) for line in own if line]
    return card(marked(sitting, body), summary=ballot_summary(ballot, voice, _head(ballot)))


def _head(ballot: Ballot) -> str:
    heads = {Phase.CANCELLED: "ballot.head.cancelled", Phase.SUPERSEDED: "ballot.head.superseded"}
    return heads.get(ballot.phase, "ballot.head.closed")


def _where_the_open_one_is(ballot: Ballot, sitting: Sitting, voice: Voice) -> str:
    other = sitting.ballot
    if other is None or other.phase is not Phase.OPEN or other.id == ballot.id:
        return ""
    if not other.public:
        return voice.say("ballot.open_one.closed_part", ballot=other.id)
    return voice.say("ballot.open_one", ballot=other.id, subject=subject(other, voice))
