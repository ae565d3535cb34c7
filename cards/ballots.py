"""The open ballot card, and the ballot in whatever phase it is.

One card per ballot: open with its buttons, then closed with the counts, then with one line
more. The open card in the meeting chat is the same for everybody; only the answer to a press
shows the presser what counts for them. Of a secret ballot not even that: the answer to every
slip handed in is the same for everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import Any

from microsoft_teams.cards import ExecuteAction

from cards.ballots_over import ballot_closed_card, ballot_declared_card, ballot_over_card
from cards.build import Block, Card, card, marked, press, row, text
from cards.escape import plain
from cards.question import ballot_summary, open_key, question, subject
from cards.receipts import receipt_line, receipt_message, receipts
from council.ballots import Ballot, Choice, Phase, Vote
from council.ids import MemberId
from council.sitting import Sitting
from wording.voice import voice_of

__all__ = [
    "ballot_card",
    "ballot_closed_card",
    "ballot_declared_card",
    "ballot_handed_card",
    "ballot_over_card",
    "ballot_view",
    "handed_message",
    "receipt_line",
    "receipt_message",
    "subject",
]

_BOLD = text("", bold=True).model_dump(by_alias=True, exclude_none=True)
_IN_A_ROW = 3


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
    In a secret ballot the answer to whoever has handed in is :func:`ballot_handed_card`.
    """
    if ballot.boxed and member is not None and member in ballot.handed:
        return ballot_handed_card(ballot, sitting)
    rev = ballot.rev_of(member) if member is not None and not ballot.secret else 0
    return ballot_with(ballot, sitting, receipts(ballot, sitting, member, vote, stale), rev)


def ballot_with(ballot: Ballot, sitting: Sitting, lines: Sequence[str], rev: int) -> Card:
    """The open ballot with these lines above its buttons, which carry *rev*."""
    blank = _blank(asked_for_votes(ballot, sitting))
    said = [_bold(line) for line in lines]
    texts = [dict(block) for block in blank["body"] if "actions" not in block]
    votes = [_counted(block, rev) for block in blank["body"] if "actions" in block]
    drawn = {**blank, "body": [*texts, *said, *votes]}
    return _counted(drawn, rev) if "actions" in blank else drawn


def ballot_handed_card(ballot: Ballot, sitting: Sitting) -> Card:
    """The answer to a slip handed in: byte for byte the same for every choice, member and time."""
    voice = voice_of(sitting)
    blank = _blank(asked_for_votes(ballot, sitting))
    texts = [dict(block) for block in blank["body"] if "actions" not in block]
    kept = {key: value for key, value in blank.items() if key not in ("body", "actions")}
    return {**kept, "body": [*texts, _bold(voice.say("receipt.secret"))]}


def handed_message(ballot: Ballot, sitting: Sitting) -> str:
    """The answer to a slip as a message of its own (``RECEIPT=message``); the same for everybody."""
    voice = voice_of(sitting)
    return f"{voice.say('ballot.number', ballot=ballot.id)}: {voice.say('receipt.secret')}"


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


@dataclass(frozen=True, slots=True)
class Asked:
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
    "form",
    "options",
    "stage",
    "places",
    "by_paper",
    "block",
    "share",
    "of",
    "abstention",
    "amended",
)
_HEARD = attrgetter("id", "language", "timezone", "probe", "rules.text")


def asked_for_votes(ballot: Ballot, sitting: Sitting) -> Asked:
    """What the open ballot's card is drawn from."""
    return Asked(_FIXED(ballot), _HEARD(sitting), ballot, sitting)


@lru_cache(maxsize=16)
def _blank(asked: Asked) -> Card:
    """The card before anybody has voted, drawn once for all the answers that are built upon it."""
    ballot, sitting = asked.ballot, asked.sitting
    voice = voice_of(sitting)
    key = open_key(ballot)
    counted = [text(voice.say(f"{key}.how"))] if ballot.by_hands else []
    offered = () if ballot.by_hands else ballot.choices
    in_body = _rows_of_numbers(ballot, sitting, offered) if ballot.numbered else []
    return card(
        marked(sitting, [*question(ballot, sitting, key), *counted, *in_body]),
        summary=ballot_summary(ballot, voice, "ballot.please_vote"),
        actions=[] if ballot.numbered else _buttons(ballot, sitting, offered),
    )


def _buttons(ballot: Ballot, sitting: Sitting, choices: Sequence[Choice]) -> list[ExecuteAction]:
    """One button for each choice; ``rev`` will count the member's votes so far."""
    voice = voice_of(sitting)
    data = {"sitting": str(sitting.id), "ballot": int(ballot.id), "round": ballot.round}
    return [
        press(voice.term(choice), "ballot.cast", {**data, "choice": choice.value, "rev": 0})
        for choice in choices
    ]


def _rows_of_numbers(ballot: Ballot, sitting: Sitting, choices: Sequence[Choice]) -> list[Block]:
    """The numbers in rows of three, the abstention alone below them."""
    numbers = [choice for choice in choices if choice.number]
    others = [[choice] for choice in choices if not choice.number]
    packed = [numbers[n : n + _IN_A_ROW] for n in range(0, len(numbers), _IN_A_ROW)]
    return [row(*_buttons(ballot, sitting, some)) for some in (*packed, *others)]


def _counted(drawn: Card, rev: int) -> Card:
    """The card, or a row of it, whose buttons carry *rev*."""
    return {
        **drawn,
        "actions": [{**button, "data": {**button["data"], "rev": rev}} for button in drawn["actions"]],
    }


def _bold(line: str) -> dict[str, Any]:
    """A bold paragraph as it stands in a drawn card: every press needs one, quickly."""
    return {**_BOLD, "text": plain(line)}
