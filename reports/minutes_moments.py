"""What the minutes say about a moment of the sitting that is no ballot: one sentence with its time."""

from __future__ import annotations

from council.helping import HelpCall
from council.ids import NOBODY
from council.recusal import RecusalEntry
from council.sitting import AgendaChange, Challenge, ClosedPart, Sitting, Statement
from reports.lines import Line
from reports.minutes_quorum import doubt_sentence
from reports.minutes_recusal import lifted_sentence
from reports.timeline import Entry, Happening
from wording import Voice, voice_of


def moment_line(sitting: Sitting, entry: Entry) -> Line:
    """The paragraph on something that happened; what a member had put down is a text of its own."""
    match entry.about:
        case Statement():
            return Line("text", _statement(sitting, entry.about))
        case Challenge():
            said = doubt_sentence(sitting, entry.about)
        case RecusalEntry():
            said = lifted_sentence(sitting, entry.about)
        case ClosedPart():
            said = _not_alone(sitting, entry.about)
        case AgendaChange():
            said = _agenda(entry.about, voice_of(sitting))
        case HelpCall():
            said = _helped(sitting, entry.about)
        case None:
            said = _told(sitting, entry)
    return Line("event", said)


def _not_alone(sitting: Sitting, part: ClosedPart) -> str:
    """Who took part remotely and had not said that nobody is with them."""
    voice, out = voice_of(sitting), part.not_alone
    names = voice.listing([sitting.name(m) for m in out])
    return voice.say("report.minutes.alone", n=len(out), names=names)


def _statement(sitting: Sitting, said: Statement) -> str:
    voice = voice_of(sitting)
    values = {"time": voice.clock(said.at), "name": sitting.name(said.member), "text": said.text}
    return voice.say("report.minutes.statement", **values)


def _helped(sitting: Sitting, call: HelpCall) -> str:
    """When a member called for help, when somebody took care of it, and when it was done."""
    voice = voice_of(sitting)
    values = {"time": voice.clock(call.at), "name": sitting.name(call.member)}
    taken = voice.clock(call.taken_at) if call.taken_at else ""
    done = voice.clock(call.done_at) if call.done_at else ""
    key = "help.taken_done" if taken and done else "help.taken" if taken else "help.done" if done else "help"
    return voice.say(f"report.minutes.{key}", **values, taken=taken, done=done)


def _agenda(change: AgendaChange, voice: Voice) -> str:
    """How the agenda was changed, with the reason where there is one."""
    key = change.kind
    if key == "moved" and not change.after:
        key = "moved_first"
    said = voice.say(
        f"report.minutes.agenda.{key}",
        time=voice.clock(change.at),
        items=voice.listing(change.items),
        after=change.after,
    )
    return (
        voice.say("report.minutes.agenda.because", said=said, reason=change.reason) if change.reason else said
    )


def _told(sitting: Sitting, entry: Entry) -> str:
    voice = voice_of(sitting)
    values = {"time": voice.clock(entry.at), "name": sitting.name(entry.member or NOBODY)}
    match entry.kind:
        case Happening.BREAK:
            key = "ended" if entry.until else "running"
            say_time = voice.moment if sitting.several_days else voice.clock
            until = say_time(entry.until) if entry.until else ""
            return voice.say(f"report.minutes.break.{key}", time=say_time(entry.at), until=until)
        case Happening.DISTURBED:
            return voice.say("report.minutes.disturbance", **values, span=voice.span(entry.at, entry.until))
        case Happening.CAME | Happening.RETURNED:
            mode = voice.term(entry.mode) if entry.mode else ""
            return voice.say(f"report.minutes.{entry.kind}", **values, mode=mode)
        case _:
            return voice.say(f"report.minutes.{entry.kind}", **values)
