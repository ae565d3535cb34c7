"""What came of setting a meeting up, in finished sentences for the office's card."""

from collections.abc import Iterable, Iterator

from bot.meeting_setup import Prepared
from cards.online import MeetingLines
from council.sitting import Sitting
from graph import GraphUnavailable, policy_commands
from wording.voice import Voice, voice_of

MOST_NAMES = 10


def lines_of(prepared: Prepared, sitting: Sitting, app_id: str) -> MeetingLines:
    """Everything that was set, and everything that is left with who can see to it."""
    voice = voice_of(sitting)
    done = [voice.say(f"graph.set.{concern.value}") for concern in prepared.done]
    if prepared.chats_made:
        done.append(voice.say("graph.chats.made", n=prepared.chats_made))
    return MeetingLines(done=tuple(done), hints=tuple(_hints(prepared, sitting, app_id, voice)))


def _hints(prepared: Prepared, sitting: Sitting, app_id: str, voice: Voice) -> Iterator[str]:
    for concern in (*prepared.refused, *prepared.left):
        who = voice.say("graph.who_can", name=_organizer(prepared, sitting, voice))
        yield f"{voice.say(f'graph.concern.{concern.value}')} {who}"
    if prepared.no_chat:
        shown = voice.listing(list(prepared.no_chat[:MOST_NAMES]))
        if len(prepared.no_chat) > MOST_NAMES:
            shown = voice.say("graph.unlinked.more", names=", ".join(prepared.no_chat[:MOST_NAMES]))
        yield voice.say("graph.chats.none", n=len(prepared.no_chat), names=shown)
    yield from troubles_of(prepared.trouble, prepared.organizer, app_id, voice)


def _organizer(prepared: Prepared, sitting: Sitting, voice: Voice) -> str:
    known = sitting.roster.by_entra_id(prepared.organizer) if prepared.organizer else None
    return known.name if known is not None else voice.say("graph.organizer")


def troubles_of(
    failures: Iterable[GraphUnavailable], organizer: str, app_id: str, voice: Voice
) -> Iterator[str]:
    """Each failure once, with the permission or the policy that is missing."""
    said: dict[str, None] = {}
    for failure in failures:
        if failure.policy:
            first, second = policy_commands(app_id, failure.organizer or organizer or "…")
            said[voice.say("graph.policy", first=first, second=second)] = None
        elif failure.permission:
            said[voice.say("graph.permission", name=failure.permission)] = None
        else:
            key = "graph.refused" if failure.refused else "graph.unavailable"
            said[voice.say(key, reason=failure.reason)] = None
    yield from said
