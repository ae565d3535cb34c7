"""Votes through the office ("über büro"): at each ballot the members whose device cannot vote."""

from collections.abc import Iterable, Sequence

from cards.admission import phones
from cards.build import Block, Button, Card, card, facts, heading, marked, press, row, rows, text
from cards.fitting import FITTING, fitted
from cards.question import subject
from cards.receipts import told
from cards.size import weight
from council.ballots import Ballot, Phase, Way
from council.ids import MemberId
from council.sitting import CaseKind, Sitting
from wording.elections import choice_name
from wording.voice import Voice, voice_of

_IN_A_ROW = 3


def asked_for(sitting: Sitting, ballot: Ballot) -> tuple[tuple[int, MemberId], ...]:
    """For whom the office is asked in a ballot, each with the number on its buttons."""
    return tuple((n, m) for n, m in sitting.by_office.items() if m in ballot.electorate)


def office_way_card(sitting: Sitting, ballot: Ballot) -> Card:
    """One card per ballot: whom to ask, what was entered, what counts; no button once it is closed.

    Where not everybody fits, those stand on it who can still be asked; who has voted makes room.
    """
    people = asked_for(sitting, ballot)
    whole = _drawn(sitting, ballot, people, 0)
    if weight(whole) <= FITTING:
        return whole
    order = sorted(people, key=lambda one: _settled(sitting, ballot, one[1]))
    return fitted(lambda most: _drawn(sitting, ballot, order[:most], len(order) - most), len(order))


def _settled(sitting: Sitting, ballot: Ballot, member: MemberId) -> bool:
    """Whether nobody needs to ask this person any more: they have voted, an entry waits, they may not."""
    waiting = any(c.kind is CaseKind.VOTE and c.member == member for c in sitting.waiting_cases)
    return waiting or ballot.vote_of(member) is not None or not _enterable(ballot, member)


def _drawn(sitting: Sitting, ballot: Ballot, people: Sequence[tuple[int, MemberId]], left: int) -> Card:
    """The card with these people; of so many others it is said that they are *left* out."""
    voice = voice_of(sitting)
    number = voice.say("ballot.number", ballot=ballot.id)
    title = voice.say("office_way.title", ballot=number)
    about = [subject(ballot, voice), *([ballot.title] if ballot.public else [])]
    body: list[Block] = [heading(title), text(" · ".join(about), bold=True)]
    if ballot.boxed:
        body.append(text(voice.say("office_way.secret")))
    elif ballot.phase is Phase.OPEN and people:
        body.append(text(voice.say("office_way.how")))
    for numbered, member in people:
        body += _person(sitting, ballot, numbered, member, voice)
    if left > 0:
        body.append(text(voice.say("board.more", n=left), subtle=True))
    if not people:
        body.append(text(voice.say("office_way.nobody")))
    return card(marked(sitting, body), summary=title)


def _person(sitting: Sitting, ballot: Ballot, number: int, member: MemberId, voice: Voice) -> Iterable[Block]:
    yield text(sitting.name(member), bold=True, apart=True)
    if ballot.boxed:
        return
    own = _state(sitting, ballot, member, voice)
    yield text(own)
    if ballot.phase is Phase.OPEN and _enterable(ballot, member):
        yield from facts(
            (voice.say("help.request.phone"), phone) for _, phone in phones(sitting, [member], voice)
        )
        yield from _buttons(sitting, ballot, number, voice)


def _enterable(ballot: Ballot, member: MemberId) -> bool:
    vote = ballot.vote_of(member)
    own = vote is not None and vote.way is not Way.OFFICE
    return not (own or ballot.lost(member) or ballot.by_hands or ballot.hands is not None)


def _state(sitting: Sitting, ballot: Ballot, member: MemberId, voice: Voice) -> str:
    """What is known of this person's vote: their own, one that was entered, one that waits, or none."""
    vote = ballot.vote_of(member)
    if ballot.lost(member):
        return voice.say("delivery.lost")
    if vote is not None and vote.way is not Way.OFFICE:
        return voice.say("office_way.own", way=voice.term(vote.way))
    waiting = [c for c in sitting.waiting_cases if c.kind is CaseKind.VOTE and c.member == member]
    if waiting and waiting[-1].choice is not None and ballot.phase is Phase.OPEN:
        choice = choice_name(waiting[-1].choice, ballot, voice.language)
        return voice.say("office_way.waits", choice=choice, name=sitting.name(waiting[-1].entered_by))
    if vote is not None:
        return voice.say("office_way.counted", **told(vote, ballot, voice))
    return voice.say("office_way.missing" if ballot.phase is Phase.OPEN else "receipt.none.office")


def _buttons(sitting: Sitting, ballot: Ballot, number: int, voice: Voice) -> list[Block]:
    """One button for each choice; they name the member's number, never the member."""
    data = {"sitting": str(sitting.id), "ballot": int(ballot.id), "case": number}
    made: list[Button] = [
        press(voice.term(choice), "office.vote", {**data, "choice": choice.value})
        for choice in ballot.choices
    ]
    if not ballot.numbered:
        return rows(made)
    return [row(*made[at : at + _IN_A_ROW]) for at in range(0, len(made), _IN_A_ROW)]
