"""The chair's control card: where the sitting stands, what to say, and the one next step."""

from collections.abc import Iterable, Sequence

from microsoft_teams.cards import ExecuteAction

from cards.ballots import subject
from cards.build import Block, Card, card, facts, heading, item_name, marked, press, row, rows, text
from cards.steps import counts_awaited, further_steps, next_step
from council.ballots import Ballot, Phase
from council.majority import verdict
from council.sitting import Sitting, Stage
from wording.verdicts import provisional, spoken
from wording.voice import Voice, voice_of


def control_card(sitting: Sitting, *, hints: Sequence[str] = (), mirror: bool = False) -> Card:
    """Everything the chair needs now ("Sitzungsleitung"), edited in place.

    ``hints`` are finished sentences about what is missing; ``mirror`` is the copy in the
    office chat while the office operates, without the chair's own vote.
    """
    voice = voice_of(sitting)
    body: list[Block] = [
        heading(voice.say("control.title")),
        text(_place(sitting, voice), bold=True),
        *facts(_state(sitting, voice, mirror)),
    ]
    aloud = sentence_aloud(sitting)
    if aloud:
        body.append(text(voice.say("control.aloud", sentence=aloud)))
    waiting = waits_for(sitting)
    body += [text(voice.say("control.hint", hint=hint)) for hint in (*waiting, *hints)]
    return card(marked(sitting, [*body, *_buttons(sitting)]), summary=_summary(sitting, voice))


def step_button(sitting: Sitting, step: str) -> ExecuteAction:
    """The button for *step*, carrying the state it is shown for."""
    data = {"sitting": str(sitting.id), "state": sitting.state, "step": step}
    return press(voice_of(sitting).say(f"step.{step}"), "control.step", data)


def progress(ballot: Ballot, voice: Voice) -> str:
    """How many have voted, never which way: "58 von 62 haben abgestimmt"."""
    entitled = len([m for m in ballot.electorate if not ballot.lost(m)])
    return voice.say("ballot.progress", voted=len(ballot.voters), n=entitled)


def quorum_short(sitting: Sitting, voice: Voice) -> str:
    """The quorum in one line: present, needed, and how many may still leave."""
    quorum = sitting.quorum()
    key = "quorum.short.met" if quorum.met else "quorum.short.lost"
    key = "quorum.short.just_met" if quorum.spare == 0 else key
    return voice.say(key, present=quorum.present, required=quorum.required, n=abs(quorum.spare))


def sentence_aloud(sitting: Sitting) -> str:
    """What the chair reads aloud with the next step; "" where there is nothing to say."""
    voice = voice_of(sitting)
    match next_step(sitting):
        case "open_sitting":
            return _opening(sitting, voice)
        case "next_item" | "open_ballot" | "postpone" as step:
            return _on_item(sitting, step, voice)
        case "declare_next" | "declare":
            return _declaration(sitting, voice)
        case "":
            return ""
        case step:
            return voice.say(f"spoken.{step}")


def _opening(sitting: Sitting, voice: Voice) -> str:
    quorum = sitting.quorum("")
    key = "spoken.open.met" if quorum.met else "spoken.open.lost"
    return voice.say(key, present=quorum.present, seats=quorum.seats)


def _on_item(sitting: Sitting, step: str, voice: Voice) -> str:
    item = sitting.next_item if step == "next_item" else sitting.called
    if item is None:
        return ""
    return voice.say(f"spoken.{step}", item=item_name(voice, item.number), title=item.title)


def _declaration(sitting: Sitting, voice: Voice) -> str:
    ballot = sitting.ballot
    if ballot is None or ballot.tally is None:
        return ""
    judged = verdict(sitting.rules, ballot.majority, ballot.tally, sitting.seats)
    return spoken(ballot, judged, voice.language)


def _place(sitting: Sitting, voice: Voice) -> str:
    """Where the sitting stands: the item under debate, or its stage."""
    item = sitting.called
    if sitting.stage is Stage.OPEN and item is not None:
        return f"{item_name(voice, item.number)} · {item.title}"
    if sitting.stage is Stage.BREAK and sitting.break_until is not None:
        return voice.say("break.until.short", time=voice.clock(sitting.break_until))
    return f"{sitting.title} · {voice.term(sitting.stage)}"


def _state(sitting: Sitting, voice: Voice, mirror: bool) -> Iterable[tuple[str, str]]:
    yield voice.say("control.part"), "" if sitting.public else voice.say("part.closed")
    yield voice.say("quorum.title"), quorum_short(sitting, voice)
    waiting = [p for p in sitting.presences.values() if p.waiting]
    yield voice.say("control.waiting"), str(len(waiting)) if waiting else ""
    disturbed = [sitting.name(m) for m, p in sitting.presences.items() if p.disturbed is not None]
    yield voice.say("control.disturbed"), voice.listing(disturbed)
    if sitting.operator or sitting.operator_office:
        who = sitting.name(sitting.operator) if sitting.operator else voice.say("role.office")
        yield voice.say("control.operator"), who
    if sitting.ballot is not None:
        yield from _ballot_state(sitting, sitting.ballot, voice, mirror)


def _ballot_state(sitting: Sitting, ballot: Ballot, voice: Voice, mirror: bool) -> Iterable[tuple[str, str]]:
    name = f"{voice.say('ballot.number', ballot=ballot.id)} ({subject(ballot, voice)})"
    if counts_awaited(ballot) and ballot.phase is Phase.OPEN:
        yield name, voice.say("control.by_hands")
    elif ballot.phase is Phase.OPEN:
        yield name, progress(ballot, voice)
        yield voice.say("control.missing"), ", ".join(sitting.name(m) for m in ballot.waiting)
    elif ballot.tally is not None:
        yield name, provisional(ballot.tally, voice.language)
        yield voice.say("control.not_cast"), ", ".join(sitting.name(m) for m in ballot.not_cast)
    if sitting.chair in ballot.electorate and not mirror and not ballot.by_hands:
        vote = ballot.vote_of(sitting.chair)
        own = voice.say("control.own.none")
        if vote is not None:
            own = voice.say("control.own", choice=voice.term(vote.choice), receipt=vote.receipt)
        yield voice.say("control.own_vote"), own


def waits_for(sitting: Sitting) -> list[str]:
    """What stands in the way of the next step, in sentences."""
    voice = voice_of(sitting)
    hints = []
    ballot = sitting.ballot
    if ballot is not None and ballot.phase is Phase.OPEN and ballot.hands is not None:
        hints.append(voice.say("control.hands_pending"))
    elif ballot is not None and ballot.phase is Phase.OPEN and ballot.by_hands:
        hints.append(voice.say("control.hands_missing"))
    if sitting.stage is Stage.OPEN and not sitting.quorum().met:
        hints.append(voice.say("control.no_quorum"))
    if not sitting.chair:
        hints.append(voice.say("control.no_chair"))
    return hints


def _buttons(sitting: Sitting) -> list[Block]:
    """The next step alone in its row, then the further ones."""
    first = next_step(sitting)
    alone: list[Block] = [row(step_button(sitting, first))] if first else []
    return [*alone, *rows([step_button(sitting, step) for step in further_steps(sitting)])]


def _summary(sitting: Sitting, voice: Voice) -> str:
    """The preview names no item of the closed part."""
    if sitting.called is not None and sitting.public:
        return f"{voice.say('control.title')} · {item_name(voice, sitting.item)}"
    return voice.say("control.title")
