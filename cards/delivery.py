"""The delivery watch: who got a ballot's card, how each vote came, who has not been heard of."""

from collections.abc import Iterable, Iterator, Sequence

from cards.build import Block, Card, card, facts, heading, marked, text
from cards.control import progress
from cards.fitting import fitted
from cards.question import subject
from council.ballots import Ballot, Way
from council.delivery import Posted, Reception, Sent, by_way, receptions, silent_throughout
from council.ids import MemberId
from council.sitting import Sitting
from wording.voice import Voice, voice_of

MOST_NAMES = 20
"""So many names stand in a line of the board; of more it is said how many."""


def delivery_card(sitting: Sitting, ballot: Ballot, posted: Posted) -> Card:
    """What is known of a ballot's delivery ("Zustellung"), member by member."""
    found = receptions(sitting, ballot, posted)
    silent = [one for one in found if one.silent]
    order = [*silent, *(one for one in found if not one.silent)]
    return fitted(lambda most: _drawn(sitting, ballot, posted, order[:most], len(order)), len(order))


def _drawn(sitting: Sitting, ballot: Ballot, posted: Posted, shown: Sequence[Reception], people: int) -> Card:
    voice = voice_of(sitting)
    number = voice.say("ballot.number", ballot=ballot.id)
    title = voice.say("delivery.title", ballot=number)
    left = people - len(shown)
    body: list[Block] = [
        heading(title),
        text(f"{number} ({subject(ballot, voice)}): {progress(ballot, voice)}", bold=True),
        *facts(_together(sitting, ballot, posted, voice)),
    ]
    if ballot.turnout_only:
        body.append(text(voice.say("delivery.each.secret")))
    else:
        body.append(heading(voice.say("delivery.each"), "Default"))
        body += facts((sitting.name(one.member), _one(one, voice)) for one in shown)
    if left:
        body.append(text(voice.say("board.more", n=left), subtle=True))
    return card(marked(sitting, body), summary=title)


def _together(sitting: Sitting, ballot: Ballot, posted: Posted, voice: Voice) -> Iterable[tuple[str, str]]:
    yield voice.say("delivery.meeting"), _meeting(posted.meeting, voice)
    yield from ways(ballot, voice)
    yield from silent_line(sitting, voice)
    if ballot.turnout_only:
        unreachable = [m for m in ballot.electorate if m in posted.unreachable]
        yield voice.say("delivery.no_chat"), named(sitting, unreachable, voice)


def _meeting(sent: Sent | None, voice: Voice) -> str:
    if sent is None:
        return voice.say("delivery.meeting.none")
    return _sent(sent, voice) or voice.say("delivery.on_its_way")


def _sent(sent: Sent, voice: Voice) -> str:
    if sent.refused:
        return voice.say("delivery.refused", status=sent.refused)
    if not sent.stands:
        return ""
    return voice.say("delivery.edited" if sent.edited else "delivery.sent")


def _one(found: Reception, voice: Voice) -> str:
    return " · ".join(filter(None, (_vote(found, voice), *_card(found, voice))))


def _vote(found: Reception, voice: Voice) -> str:
    if found.lost:
        return voice.say("delivery.lost")
    if found.handed:
        return voice.say("delivery.handed")
    if found.way is not None:
        return voice.say("delivery.voted", way=voice.term(found.way))
    return voice.say("delivery.entered" if found.entered else "delivery.silent")


def _card(found: Reception, voice: Voice) -> Iterator[str]:
    """What is known of the card in the person's own chat; nothing where none was sent there."""
    told = _sent(found.personal, voice) if found.personal is not None else ""
    if told:
        yield voice.say("delivery.personal", told=told)
    elif found.unreachable:
        yield voice.say("delivery.no_chat")


def ways(ballot: Ballot, voice: Voice) -> Iterator[tuple[str, str]]:
    """By which way the votes came, in numbers: "auf der Karte 40, getippt 2"."""
    counted = by_way(ballot)
    parts = [voice.say("delivery.way", way=voice.term(way), n=counted[way]) for way in Way if way in counted]
    yield voice.say("delivery.ways"), ", ".join(parts)


def silent_line(sitting: Sitting, voice: Voice) -> Iterator[tuple[str, str]]:
    """Who has not voted in any ballot so far, by name."""
    yield voice.say("delivery.silent.all"), named(sitting, silent_throughout(sitting), voice)


def named(sitting: Sitting, members: Sequence[MemberId], voice: Voice) -> str:
    """How many people, and who: "2: Anna Abel, Carl Berg"; "" for nobody."""
    if not members:
        return ""
    names = [sitting.name(m) for m in members[:MOST_NAMES]]
    left = len(members) - len(names)
    more = [voice.say("hint.names.more", n=left)] if left else []
    return f"{len(members)}: {', '.join([*names, *more])}"
