"""What the public may know of a sitting at this moment: plain words and numbers, ready to show.

Of closed items nothing is taken over: no word, no number, no count. Of a ballot there is only
progress before the chair has declared it. No contact data of anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from council.agenda import AgendaItem, ItemStatus, ancestors
from council.ballots import Ballot, Phase
from council.sitting import Sitting, Stage
from web.result_view import Result, Votes, result_of
from wording.verdicts import verdict_word
from wording.voice import Voice, voice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where the sitting stands: a code for programs, words for people.

    ``code`` is ``prepared``, ``open``, ``voting``, ``counted``, ``break``, ``closed_part`` or
    ``ended``; ``more`` is a second sentence, empty where there is none.
    """

    code: str
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A public item of the agenda; ``became`` says in words what has become of it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The ballot that is not declared yet: what is asked, and how many have answered."""

    number: int
    subject: str
    title: str
    object: str
    kind: str
    by_hands: bool
    voted: int
    entitled: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The public view of a sitting; times are ISO 8601 in the sitting's time zone."""

    sitting: str
    title: str
    body: str
    language: str
    starts: str
    starts_words: str
    probe: bool
    state: State
    opening: str
    stream: str
    item: Item | None
    ballot: Running | None
    results: tuple[Result, ...]
    agenda: tuple[Item, ...]


def live_of(sitting: Sitting, votes: Votes) -> Live:
    """Draw the public view of *sitting*; *votes* is what is shown of open ballots."""
    voice = voice_of(sitting)
    public = _public_numbers(sitting)
    shown = tuple(b for b in sitting.ballots.values() if _is_public(b, public))
    agenda = tuple(_item(i, sitting, shown, voice) for i in sitting.agenda if i.number in public)
    current = next((item for item in agenda if item.current), None)
    return Live(
        sitting=str(sitting.id),
        title=sitting.title,
        body=sitting.body,
        language=sitting.language,
        starts=_iso(sitting.starts, sitting.timezone),
        starts_words=voice.moment(sitting.starts),
        probe=sitting.probe,
        state=_state(sitting, shown, voice),
        opening=_opening(sitting, voice),
        stream=safe_link(sitting.stream) if sitting.public else "",
        item=current,
        ballot=_running(sitting, shown, voice),
        results=tuple(_results(sitting, shown, votes)),
        agenda=agenda,
    )


def safe_link(address: str) -> str:
    """The address if it is one of http or https with a host, otherwise nothing."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and parts.hostname else ""


def _public_numbers(sitting: Sitting) -> frozenset[str]:
    """The numbers of the items that are public, and so is everything above them."""
    closed = {item.number for item in sitting.agenda if not item.public}
    return frozenset(
        item.number
        for item in sitting.agenda
        if item.public and not any(number in closed for number in ancestors(item.number))
    )


def _is_public(ballot: Ballot, public: frozenset[str]) -> bool:
    return ballot.public and (ballot.procedural or ballot.item in public)


def _iso(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _state(sitting: Sitting, shown: tuple[Ballot, ...], voice: Voice) -> State:
    match sitting.stage:
        case Stage.ENDED:
            time = voice.clock(sitting.ended_at) if sitting.ended_at else ""
            return State(code="ended", words=voice.say("live.ended", time=time))
        case Stage.PREPARED:
            more = voice.say("live.prepared.more", time=voice.moment(sitting.starts))
            return State(code="prepared", words=voice.say("live.prepared"), more=more)
        case _ if not sitting.public:
            more = voice.say("live.closed_part.more")
            return State(code="closed_part", words=voice.say("live.closed_part"), more=more)
        case Stage.BREAK:
            return State(code="break", words=_pause(sitting, voice))
        case Stage.OPEN:
            return _open(sitting, shown, voice)


def _pause(sitting: Sitting, voice: Voice) -> str:
    """Until when the break lasts: "Pause bis 19:20 Uhr", with its date if on another day."""
    until = sitting.break_until
    if until is None:
        return voice.say("live.break")
    began = sitting.breaks[-1][0] if sitting.breaks else sitting.starts
    time = voice.clock(until) if voice.day(until) == voice.day(began) else voice.moment(until)
    return voice.say("live.break.until", time=time)


def _open(sitting: Sitting, shown: tuple[Ballot, ...], voice: Voice) -> State:
    ballot = sitting.ballot
    if ballot is None or ballot not in shown:
        return State(code="open", words=voice.say("live.open"))
    if ballot.phase is Phase.OPEN:
        return State(code="voting", words=voice.say("live.voting"))
    return State(code="counted", words=voice.say("live.counted"), more=voice.say("live.counted.more"))


def _opening(sitting: Sitting, voice: Voice) -> str:
    quorum = sitting.quorum_at_opening
    if quorum is None or sitting.opened_at is None:
        return ""
    key = "live.opened.met" if quorum.met else "live.opened.lost"
    time = voice.clock(sitting.opened_at)
    return voice.say(key, time=time, present=quorum.present, seats=quorum.seats, norm=quorum.norm)


def _running(sitting: Sitting, shown: tuple[Ballot, ...], voice: Voice) -> Running | None:
    ballot = sitting.ballot
    if ballot is None or ballot not in shown or not sitting.public:
        return None
    voted, entitled = len(ballot.voters), len(ballot.standing)
    words = voice.say("ballot.progress", voted=voted, n=entitled)
    return Running(
        number=int(ballot.id),
        subject=subject(ballot, voice),
        title=ballot.title,
        object=ballot.object,
        kind=voice.say("ballot.kind", kind=voice.term(ballot.kind), majority=voice.term(ballot.majority)),
        by_hands=ballot.by_hands,
        voted=voted,
        entitled=entitled,
        words=voice.say("ballot.by_hands") if ballot.by_hands or ballot.hands else words,
    )


def subject(ballot: Ballot, voice: Voice) -> str:
    """What is voted on, in short: "TOP 11.1.1", or that it is a procedural motion."""
    if ballot.procedural:
        return voice.say("ballot.procedural")
    return voice.say("item.name", number=ballot.item)


def _results(sitting: Sitting, shown: tuple[Ballot, ...], votes: Votes) -> Iterator[Result]:
    """All declared results in order of opening, those superseded later included."""
    voice = voice_of(sitting)
    for ballot in shown:
        if ballot.declared_at is not None and ballot.outcome is not None and ballot.tally is not None:
            yield result_of(ballot, sitting, votes, subject(ballot, voice))


def _item(item: AgendaItem, sitting: Sitting, shown: tuple[Ballot, ...], voice: Voice) -> Item:
    declared = [b for b in shown if b.item == item.number and b.phase is Phase.DECLARED and not b.procedural]
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
    )


def _became(item: AgendaItem, sitting: Sitting, declared: list[Ballot], current: bool, voice: Voice) -> str:
    """One word or two: the verdict, how many ballots, or what else has become of the item."""
    if len(declared) == 1 and declared[0].outcome is not None:
        return verdict_word(declared[0], declared[0].outcome, voice.language)
    if declared:
        return voice.say("live.item.ballots", n=len(declared))
    if current:
        return voice.say("live.item.now")
    if item.status is ItemStatus.PENDING:
        return voice.say("live.item.not_dealt") if sitting.stage is Stage.ENDED else ""
    return voice.term(item.status)
