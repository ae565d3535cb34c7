"""The office's board: who is where, whom to telephone first, the quorum, the open ballot."""

from collections.abc import Iterable, Sequence

from cards.admission import phones
from cards.build import Block, Card, card, facts, heading, marked, text
from cards.control import missing, progress, quorum_short
from cards.delivery import named, silent_line, ways
from cards.help_call import calls_line
from cards.question import subject
from council.ballots import Phase
from council.ids import MemberId
from council.roster import groups_of
from council.sitting import Sitting, Stage
from council.whereabouts import Whereabouts, doubts, standing_at, taking_part, to_be_called, whereabouts
from wording.voice import Voice, voice_of

MOST_CALLS = 20
_COUNTED = (
    (Whereabouts.ADMITTED, "board.admitted"),
    (Whereabouts.SIGNED_IN, "board.signed_in"),
    (Whereabouts.LEAVING, "board.leaving"),
    (Whereabouts.DISTURBED, "board.disturbed"),
    (Whereabouts.LEFT, "board.left"),
    (Whereabouts.TURNED_AWAY, "board.turned_away"),
    (Whereabouts.EXCUSED, "board.excused"),
    (Whereabouts.MISSING, "board.missing"),
)


def board_card(sitting: Sitting, *, without_chat: Sequence[MemberId] = ()) -> Card:
    """The board ("Einlass und Anwesenheit"), kept current in one message.

    ``without_chat`` are those who cannot be reached in a chat of their own.
    """
    voice = voice_of(sitting)
    body: list[Block] = [heading(voice.say("board.title")), text(_light(sitting, voice), bold=True)]
    body += _calls(sitting, voice)
    body += _ballot(sitting, voice)
    body += facts(_reached(sitting, without_chat, voice))
    body += facts(_counts(sitting, voice))
    body += [heading(voice.say("board.presence"), "Default"), *facts(_by_group(sitting, voice))]
    body += _missing(sitting, voice)
    return card(marked(sitting, body), summary=voice.say("board.title"))


def _light(sitting: Sitting, voice: Voice) -> str:
    """The quorum with its light, which never says anything that the words do not."""
    quorum = sitting.quorum()
    mark = "○" if not quorum.met else "◐" if quorum.spare == 0 else "●"
    return f"{mark} {quorum_short(sitting, voice)}"


def _calls(sitting: Sitting, voice: Voice) -> list[Block]:
    """First of all: who is in the meeting and has not signed in, with their numbers."""
    called = to_be_called(sitting)
    if not called:
        return []
    listed = facts(phones(sitting, [m.id for m in called[:MOST_CALLS]], voice))
    more = len(called) - MOST_CALLS
    rest = [text(voice.say("board.more", n=more), subtle=True)] if more > 0 else []
    return [heading(voice.say("board.call", n=len(called)), "Default"), *listed, *rest]


def _ballot(sitting: Sitting, voice: Voice) -> list[Block]:
    ballot = sitting.ballot
    if ballot is None:
        return []
    number = voice.say("ballot.number", ballot=ballot.id)
    found: list[Block] = [text(f"{number} ({subject(ballot, voice)}): {progress(ballot, voice)}", bold=True)]
    if ballot.phase is Phase.OPEN and not ballot.by_hands:
        found += facts([(voice.say("control.missing"), missing(sitting, ballot)), *ways(ballot, voice)])
    return found


def _reached(sitting: Sitting, without_chat: Sequence[MemberId], voice: Voice) -> Iterable[tuple[str, str]]:
    """Whose device shows no card, or may not: silent in every ballot, no chat of their own, by the office."""
    if sitting.stage is Stage.ENDED:
        return
    yield from silent_line(sitting, voice)
    yield voice.say("delivery.no_chat"), named(sitting, without_chat, voice)
    asked = [m.id for m in sitting.roster if sitting.office_way(m.id) is not None]
    yield voice.say("office_way.board"), named(sitting, asked, voice)


def _counts(sitting: Sitting, voice: Voice) -> Iterable[tuple[str, str]]:
    inside = [m for m in taking_part(sitting) if sitting.presence(m.id).inside]
    yield voice.say("board.inside"), str(len(inside)) if inside else ""
    for place, key in _COUNTED:
        people = standing_at(sitting, place)
        yield voice.say(key), str(len(people)) if people else ""
    waiting = doubts(sitting)
    yield voice.say("board.doubts"), str(len(waiting)) if waiting else ""
    yield voice.say("control.help"), calls_line(sitting, voice)
    if sitting.stage is Stage.BREAK or sitting.unconfirmed:
        yield voice.say("board.back"), back_again(sitting, voice)


def back_again(sitting: Sitting, voice: Voice) -> str:
    """After a break: how many of those expected have said that they are back."""
    expected = len(sitting.expected_back)
    if not expected:
        return ""
    return voice.say("back.of", n=expected - len(sitting.unconfirmed), expected=expected)


def _by_group(sitting: Sitting, voice: Voice) -> Iterable[tuple[str, str]]:
    entitled = sitting.roster.entitled()
    for group in groups_of(entitled):
        own = [m for m in entitled if m.group == group]
        here = [m for m in own if sitting.presence(m.id).counts]
        yield (
            group or voice.say("group.none"),
            voice.say("board.of", present=len(here), n=len(own)),
        )


def _missing(sitting: Sitting, voice: Voice) -> list[Block]:
    """Who is nowhere to be seen, by name; long lists are left to the numbers."""
    people = [m for m in taking_part(sitting) if whereabouts(sitting.presence(m.id)) is Whereabouts.MISSING]
    if not people or len(people) > MOST_CALLS:
        return []
    names = ", ".join(m.name for m in people)
    return facts([(voice.say("board.missing.names"), names)])
