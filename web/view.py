"""What the public may know of a sitting at this moment: plain words and numbers, ready to show.

Of closed items nothing is taken over: no word, no number, no count. Of a ballot there is only
progress before the chair has declared it. No contact data of anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from council.ballots import Ballot, Phase
from council.sitting import Sitting, Stage
from web.agenda_view import Item, items_of, public_numbers, safe_link
from web.result_view import Result, Votes, result_of, title_of
from wording.kinds import kind_words, subject_words
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
class Running:
    """The ballot that is not declared yet: what is asked, and how many have answered.

    ``options`` are the candidates or alternatives with their numbers, ``items`` the items of a
    ballot en bloc with their titles.
    """

    number: int
    subject: str
    form: str
    secret: bool
    options: tuple[tuple[int, str], ...]
    items: tuple[tuple[str, str], ...]
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
    public = public_numbers(sitting)
    shown = tuple(b for b in sitting.ballots.values() if _is_public(b, public))
    agenda = items_of(sitting, shown, public, voice)
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


def _is_public(ballot: Ballot, public: frozenset[str]) -> bool:
    return ballot.public and (ballot.procedural or all(number in public for number in ballot.items))


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
    found = ((number, sitting.agenda.get(number)) for number in ballot.block)
    return Running(
        number=int(ballot.id),
        subject=subject_words(ballot, voice),
        form=str(ballot.form),
        secret=ballot.secret,
        options=tuple((option.number, option.name) for option in ballot.options),
        items=tuple((number, item.title) for number, item in found if item is not None),
        title=title_of(ballot, voice),
        object=ballot.object,
        kind=kind_words(ballot, sitting.rules, voice),
        by_hands=ballot.by_hands,
        voted=voted,
        entitled=entitled,
        words=_progress(ballot, voted, entitled, voice),
    )


def _progress(ballot: Ballot, voted: int, entitled: int, voice: Voice) -> str:
    """How many have voted, never which way; by hand and on paper there is no telling."""
    if ballot.by_paper:
        return voice.say("ballot.by_paper")
    if ballot.by_hands or ballot.hands:
        return voice.say("ballot.by_hands")
    return voice.say("ballot.progress", voted=voted, n=entitled)


def _results(sitting: Sitting, shown: tuple[Ballot, ...], votes: Votes) -> Iterator[Result]:
    """All declared results in order of opening, those superseded later included."""
    voice = voice_of(sitting)
    for ballot in shown:
        if ballot.declared_at is not None and ballot.outcome is not None and ballot.tally is not None:
            yield result_of(ballot, sitting, votes, subject_words(ballot, voice))
