"""The public items of an agenda, and what has become of each."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from council.agenda import AgendaItem, BallotForm, ItemStatus, ancestors
from council.ballots import Ballot, Phase
from council.sitting import Sitting, Stage
from wording.elections import names_of
from wording.verdicts import verdict_word
from wording.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A public item of the agenda; ``became`` says in words what has become of it.

    ``together`` says with which public items it is dealt with, "" for none.
    """

    number: str
    title: str
    kind: str
    paper: str
    link: str
    mover: str
    became: str
    status: str
    current: bool
    ballots: tuple[int, ...]
    together: str


def safe_link(address: str) -> str:
    """The address if it is one of http or https with a host, otherwise nothing."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and parts.hostname else ""


def public_numbers(sitting: Sitting) -> frozenset[str]:
    """The numbers of the items that are public, and so is everything above them."""
    closed = {item.number for item in sitting.agenda if not item.public}
    return frozenset(
        item.number
        for item in sitting.agenda
        if item.public and not any(number in closed for number in ancestors(item.number))
    )


def items_of(
    sitting: Sitting, shown: tuple[Ballot, ...], public: frozenset[str], voice: Voice
) -> tuple[Item, ...]:
    """The public items with what the declared ones of *shown* have brought."""
    return tuple(_item(i, sitting, shown, public, voice) for i in sitting.agenda if i.number in public)


def _item(
    item: AgendaItem, sitting: Sitting, shown: tuple[Ballot, ...], public: frozenset[str], voice: Voice
) -> Item:
    on_item = [b for b in shown if item.number in b.items and not b.procedural]
    declared = [b for b in on_item if b.phase is Phase.DECLARED]
    current = sitting.public and sitting.item == item.number and sitting.stage is not Stage.ENDED
    return Item(
        number=item.number,
        title=item.title,
        kind=voice.term(item.kind),
        paper=item.paper,
        link=safe_link(item.link),
        mover=item.mover,
        became=_became(item, sitting, declared, current, voice),
        status=item.status.name.lower(),
        current=current,
        ballots=tuple(int(b.id) for b in declared),
        together=_together(item, sitting, public, voice),
    )


def _together(item: AgendaItem, sitting: Sitting, public: frozenset[str], voice: Voice) -> str:
    others = [i.number for i in sitting.agenda.together(item.number) if i.number in public and i != item]
    return voice.say("live.item.together", items=voice.listing(others)) if others else ""


def _became(item: AgendaItem, sitting: Sitting, declared: list[Ballot], current: bool, voice: Voice) -> str:
    """One word or two: the verdict, how many ballots, or what else has become of the item."""
    if item.off:
        return voice.term(item.status)
    if declared and (len(declared) == 1 or declared[-1].form is not BallotForm.MOTION):
        return _verdict(declared[-1], voice)
    if declared:
        return voice.say("live.item.ballots", n=len(declared))
    if current:
        return voice.say("live.item.now")
    if item.status is ItemStatus.PENDING:
        return voice.say("live.item.not_dealt") if sitting.stage is Stage.ENDED else ""
    return voice.term(item.status)


def _verdict(ballot: Ballot, voice: Voice) -> str:
    """The verdict; of an election, or a choice, with whom or what it fell on."""
    if ballot.outcome is None:
        return ""
    word = verdict_word(ballot, ballot.outcome, voice.language)
    chosen = names_of(ballot, ballot.elected, voice.language)
    return f"{word}: {chosen}" if chosen else word
