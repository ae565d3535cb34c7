"""The ballot card from its opening to the declared result.

One card per ballot: open with its buttons, then closed with the counts, then with one line
more. The open card in the meeting chat is the same for everybody; only the answer to a press
shows the presser what counts for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import Any

from microsoft_teams.cards import ExecuteAction

from cards.build import Block, Card, card, item_name, marked, press, text
from cards.escape import plain
from council.agenda import ItemKind
from council.ballots import Ballot, Choice, Phase, Vote
from council.ids import MemberId
from council.sitting import Sitting
from wording.verdicts import provisional, verdict_word
from wording.voice import Voice, voice_of

_BOLD = text("", bold=True).model_dump(by_alias=True, exclude_none=True)


def ballot_card(
    ballot: Ballot,
    sitting: Sitting,
    member: MemberId | None = None,
    vote: Vote | None = None,
    stale: bool = False,
) -> Card:
    """The open ballot with its buttons.

    Without *member* it is the card for the chat. With one it is the answer to their press:
    the vote that counts (*vote*, or the one that stands) above buttons that carry its number.
    ``stale`` says that the press came from an outdated card and has changed nothing.
    """
    blank = _blank(_Asked(_FIXED(ballot), _HEARD(sitting), ballot, sitting))
    said = _receipt(ballot, sitting, member, vote, stale)
    drawn = {**blank, "body": [*map(dict, blank["body"]), *said]}
    if "actions" in blank:
        rev = ballot.rev_of(member) if member is not None else 0
        drawn["actions"] = [{**button, "data": {**button["data"], "rev": rev}} for button in blank["actions"]]
    return drawn


def ballot_view(ballot: Ballot, sitting: Sitting, member: MemberId | None = None) -> Card:
    """The ballot's card in whatever phase it is now; with *member* as that person sees it."""
    match ballot.phase:
        case Phase.OPEN:
            return ballot_card(ballot, sitting, member)
        case Phase.CLOSED:
            return ballot_closed_card(ballot, sitting, member)
        case Phase.DECLARED:
            return ballot_declared_card(ballot, sitting, member)
        case Phase.CANCELLED | Phase.SUPERSEDED:
            return ballot_over_card(ballot, sitting, member)


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
        lines = (voice.say("ballot.declared", time=voice.clock(ballot.declared_at), verdict=word),)
    return _shut(ballot, sitting, member, lines)


def ballot_over_card(ballot: Ballot, sitting: Sitting, member: MemberId | None = None) -> Card:
    """A cancelled or repeated ballot: that it has no result, why, and which one replaces it."""
    voice = voice_of(sitting)
    time = voice.clock(ballot.ended_at) if ballot.ended_at else ""
    if ballot.phase is Phase.SUPERSEDED:
        line = voice.say("ballot.superseded", time=time, successor=ballot.superseded_by)
    else:
        line = voice.say("ballot.cancelled", time=time)
    reason = voice.say("reason", reason=ballot.ended_reason) if ballot.ended_reason else ""
    return _shut(ballot, sitting, member, tuple(filter(None, (line, reason))))


@dataclass(frozen=True, slots=True)
class _Asked:
    """An open ballot as its card asks for votes: equal for as long as only votes come in."""

    fixed: tuple[object, ...]
    heard: tuple[object, ...]
    ballot: Ballot = field(compare=False, repr=False)
    sitting: Sitting = field(compare=False, repr=False)


_FIXED = attrgetter(
    "id",
    "round",
    "item",
    "title",
    "object",
    "item_kind",
    "procedural",
    "public",
    "kind",
    "majority",
    "by_hands",
)
_HEARD = attrgetter("id", "language", "timezone", "probe")


@lru_cache(maxsize=16)
def _blank(asked: _Asked) -> Card:
    """The card before anybody has voted, drawn once for all the answers that are built upon it."""
    ballot, sitting = asked.ballot, asked.sitting
    voice = voice_of(sitting)
    hands = [text(voice.say("ballot.by_hands.how"))] if ballot.by_hands else []
    return card(
        marked(sitting, [*_question(ballot, voice), *hands]),
        summary=ballot_summary(ballot, voice, "ballot.please_vote"),
        actions=[] if ballot.by_hands else _vote_buttons(ballot, sitting),
    )


def _vote_buttons(ballot: Ballot, sitting: Sitting) -> list[ExecuteAction]:
    """Ja, Nein, Enthaltung for the card's root; ``rev`` will count the member's votes so far."""
    voice = voice_of(sitting)
    data = {"sitting": str(sitting.id), "ballot": int(ballot.id), "round": ballot.round}
    return [
        press(voice.term(choice), "ballot.cast", {**data, "choice": choice.value, "rev": 0})
        for choice in Choice
    ]


def receipt_line(vote: Vote, ballot: Ballot, sitting: Sitting) -> str:
    """The receipt of a counted vote: "✓ Ihre Stimme: Ja – gezählt um 16:42:17 Uhr, Beleg …"."""
    voice = voice_of(sitting)
    line = voice.say(
        "receipt.counted",
        choice=voice.term(vote.choice),
        time=voice.second(vote.at),
        receipt=vote.receipt,
    )
    if ballot.phase is Phase.OPEN and sitting.rules.votes_changeable.value:
        return f"{line} {voice.say('receipt.changeable')}"
    return line


def receipt_message(vote: Vote, ballot: Ballot, sitting: Sitting) -> str:
    """The receipt as a message of its own (``RECEIPT=message``): which ballot, then the receipt."""
    number = voice_of(sitting).say("ballot.number", ballot=ballot.id)
    return f"{number}: {receipt_line(vote, ballot, sitting)}"


def ballot_summary(ballot: Ballot, voice: Voice, key: str) -> str:
    """The ballot in a preview; of a closed item only the ballot's number."""
    parts = [voice.say(key), voice.say("ballot.number", ballot=ballot.id)]
    if ballot.public:
        parts.insert(1, subject(ballot, voice))
    return " · ".join(parts)


def subject(ballot: Ballot, voice: Voice) -> str:
    """What is voted on, in short: "TOP 11.1.1", or that it is a procedural motion."""
    return voice.say("ballot.procedural") if ballot.procedural else item_name(voice, ballot.item)


def _question(ballot: Ballot, voice: Voice, key: str = "") -> list[Block]:
    """The four lines of every ballot card, in their fixed order."""
    call = key or ("ballot.by_hands" if ballot.by_hands else "ballot.please_vote")
    number = voice.say("ballot.number", ballot=ballot.id)
    kind = voice.say("ballot.kind", kind=voice.term(ballot.kind), majority=voice.term(ballot.majority))
    return [
        text(" · ".join((voice.say(call), subject(ballot, voice), number)), bold=True),
        text(ballot.title, bold=True, size="Medium"),
        text(voice.say("ballot.yes_means", object=_object(ballot, voice))),
        text(kind, subtle=True),
    ]


def _object(ballot: Ballot, voice: Voice) -> str:
    if ballot.object:
        return ballot.object
    if ballot.procedural:
        return voice.say("ballot.object.procedural")
    kind = ballot.item_kind if ballot.item_kind is ItemKind.AMENDMENT else ItemKind.RESOLUTION
    return voice.say(f"ballot.object.{kind.name.lower()}")


def _receipt(
    ballot: Ballot, sitting: Sitting, member: MemberId | None, vote: Vote | None, stale: bool
) -> list[dict[str, Any]]:
    """What counts for the presser; nothing on the card for everybody."""
    standing = ballot.vote_of(member) if member is not None else None
    if ballot.by_hands:
        return []
    if stale:
        return [_bold(_stale(standing, sitting))]
    shown = vote or standing
    if shown is None:
        return []
    lines = [_bold(receipt_line(shown, ballot, sitting))]
    if standing is not None and standing.rev > shown.rev:
        lines.append(_bold(_since_then(standing, sitting)))
    return lines


def _bold(line: str) -> dict[str, Any]:
    """A bold paragraph as it stands in a drawn card: every press needs one, quickly."""
    return {**_BOLD, "text": plain(line)}


def _stale(standing: Vote | None, sitting: Sitting) -> str:
    voice = voice_of(sitting)
    if standing is None:
        return voice.say("receipt.stale.none")
    return voice.say(
        "receipt.stale",
        choice=voice.term(standing.choice),
        time=voice.second(standing.at),
        receipt=standing.receipt,
    )


def _since_then(standing: Vote, sitting: Sitting) -> str:
    voice = voice_of(sitting)
    return voice.say(
        "receipt.since_then",
        choice=voice.term(standing.choice),
        time=voice.second(standing.at),
        receipt=standing.receipt,
    )


def _shut(ballot: Ballot, sitting: Sitting, member: MemberId | None, lines: Sequence[str]) -> Card:
    """The card without buttons: the question, the counts if there are any, what came of it."""
    voice = voice_of(sitting)
    closed = ""
    if ballot.closed_at is not None:
        closed = voice.say("ballot.closed_at", time=voice.clock(ballot.closed_at))
    counted = provisional(ballot.tally, voice.language) if ballot.tally else ""
    said = [text(line, bold=n > 0) for n, line in enumerate((closed, counted)) if line]
    body = [*_question(ballot, voice, _head(ballot)), *said, *(text(line, bold=True) for line in lines)]
    if member is not None:
        body += [text(line) for line in _for_the_presser(ballot, sitting, member)]
    return card(marked(sitting, body), summary=ballot_summary(ballot, voice, _head(ballot)))


def _head(ballot: Ballot) -> str:
    heads = {Phase.CANCELLED: "ballot.head.cancelled", Phase.SUPERSEDED: "ballot.head.superseded"}
    return heads.get(ballot.phase, "ballot.head.closed")


def _for_the_presser(ballot: Ballot, sitting: Sitting, member: MemberId) -> list[str]:
    voice = voice_of(sitting)
    vote = ballot.vote_of(member)
    if ballot.lost(member):
        own = voice.say("receipt.recused")
    elif ballot.hands is not None and ballot.hands.confirmed_by:
        own = voice.say("receipt.by_hands")
    elif vote is None:
        own = voice.say("receipt.none") if member in ballot.electorate else ""
    else:
        own = voice.say(
            "receipt.stood",
            choice=voice.term(vote.choice),
            time=voice.second(vote.at),
            receipt=vote.receipt,
        )
    return [line for line in (own, _where_the_open_one_is(ballot, sitting, voice)) if line]


def _where_the_open_one_is(ballot: Ballot, sitting: Sitting, voice: Voice) -> str:
    other = sitting.ballot
    if other is None or other.phase is not Phase.OPEN or other.id == ballot.id:
        return ""
    if not other.public:
        return voice.say("ballot.open_one.closed_part", ballot=other.id)
    return voice.say("ballot.open_one", ballot=other.id, subject=subject(other, voice))
