"""The chair's control card: where the sitting stands, what to say, and the one next step."""

from collections.abc import Callable, Iterable, Sequence

from microsoft_teams.cards import ExecuteAction

from cards.build import Block, Card, card, facts, heading, item_name, marked, press, row, rows, text
from cards.help_call import calls_line
from cards.hints import hints_for
from cards.question import subject
from cards.steps import ANSWERS, LOTS, counts_awaited, further_steps, next_step, undecided
from council.agenda import BallotForm, ItemKind
from council.ballots import Ballot, Phase
from council.election import election_verdict
from council.majority import verdict_on
from council.rulebook import OpenElection
from council.sitting import Sitting, Stage
from wording.elections import choice_name, names_of
from wording.spoken import spoken
from wording.verdicts import provisional_of
from wording.voice import Voice, voice_of


def control_card(sitting: Sitting, *, hints: Sequence[str] = (), mirror: bool = False) -> Card:
    """Everything the chair needs now ("Sitzungsleitung"), edited in place.

    ``hints`` are further finished sentences; ``mirror`` is the copy in the office chat while the
    office operates, without the chair's own vote.
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
    body += [text(voice.say("control.hint", hint=hint)) for hint in (*hints_for(sitting), *hints)]
    return card(marked(sitting, [*body, *_buttons(sitting)]), summary=_summary(sitting, voice))


def step_button(sitting: Sitting, step: str) -> ExecuteAction:
    """The button for *step*, carrying the state it is shown for."""
    data = {"sitting": str(sitting.id), "state": sitting.state, "step": step}
    key = _round_button(sitting) if step == "next_round" else f"step.{step}"
    return press(voice_of(sitting).say(key), "control.step", data)


def _round_button(sitting: Sitting) -> str:
    """What the next round of an election is called, or the second ballot on alternatives."""
    last = sitting.round_waiting(sitting.item)
    if last is None:
        return "step.next_round"
    if last.form is BallotForm.ALTERNATIVES:
        return "round.button.choice"
    return f"round.button.{last.following.name.lower()}"


def progress(ballot: Ballot, voice: Voice) -> str:
    """How many have voted, never which way: "58 von 62 haben abgestimmt"."""
    entitled = len([m for m in ballot.electorate if not ballot.lost(m)])
    return voice.say("ballot.progress", voted=len(ballot.voters), n=entitled)


def missing(sitting: Sitting, ballot: Ballot) -> str:
    """Whose vote is missing, by name; of a secret ballot nobody's while it is open."""
    return "" if ballot.turnout_only else ", ".join(sitting.name(m) for m in ballot.waiting)


def quorum_short(sitting: Sitting, voice: Voice) -> str:
    """The quorum in one line: present, needed, and how many may still leave."""
    quorum = sitting.quorum()
    key = "quorum.short.met" if quorum.met else "quorum.short.lost"
    key = "quorum.short.just_met" if quorum.spare == 0 else key
    return voice.say(key, present=quorum.present, required=quorum.required, n=abs(quorum.spare))


def sentence_aloud(sitting: Sitting) -> str:
    """What the chair reads aloud with the next step; "" where there is nothing to say."""
    voice = voice_of(sitting)
    step = next_step(sitting) or _spoken_instead(sitting)
    told = _TOLD.get(step)
    if told is not None:
        return told(sitting, voice)
    return voice.say(f"spoken.{step}") if step else ""


def _spoken_instead(sitting: Sitting) -> str:
    """What is said where the chair types or decides instead of pressing one button."""
    item = sitting.called
    if sitting.stage is not Stage.OPEN or sitting.ballot is not None or item is None:
        return "disturbance" if sitting.disturbance_asked else ""
    last = sitting.round_waiting(item.number)
    if last is not None and last.following in LOTS:
        return "lot"
    return "election" if item.kind is ItemKind.ELECTION and undecided(sitting, item) else ""


def _objection(sitting: Sitting, voice: Voice) -> str:
    """The sentence before an election: whether it may be open, which the chair asks the council."""
    rule = sitting.rules.election_open
    how = rule.value if rule.settled and rule.value is not None else OpenElection.NO_OBJECTION
    return voice.say(f"spoken.election.{how.name.lower()}", item=item_name(voice, sitting.item))


def _round(sitting: Sitting, voice: Voice) -> str:
    last = sitting.round_waiting(sitting.item)
    if last is None:
        return ""
    names = names_of(last, last.candidates, voice.language)
    family = "choice" if last.form is BallotForm.ALTERNATIVES else last.following.name.lower()
    return voice.say(f"spoken.next_round.{family}", names=names)


def _opening(sitting: Sitting, voice: Voice) -> str:
    quorum = sitting.quorum("")
    key = "spoken.open.met" if quorum.met else "spoken.open.lost"
    return voice.say(key, present=quorum.present, seats=quorum.seats)


def _on_item(sitting: Sitting, voice: Voice) -> str:
    step = next_step(sitting)
    item = sitting.next_item if step == "next_item" else sitting.called
    if item is None:
        return ""
    return voice.say(f"spoken.{step}", item=item_name(voice, item.number), title=item.title)


def _declaration(sitting: Sitting, voice: Voice) -> str:
    ballot = sitting.ballot
    if ballot is None or ballot.tally is None:
        return ""
    if ballot.form is not BallotForm.MOTION:
        elected = election_verdict(sitting.rules, ballot, members=sitting.members_total)
        return spoken(ballot, elected, voice.language)
    own = ballot.vote_of(sitting.chair)
    judged = verdict_on(sitting.rules, ballot, sitting.members_total, own.choice if own else None)
    return spoken(ballot, judged, voice.language)


_TOLD: dict[str, Callable[[Sitting, Voice], str]] = {
    "open_sitting": _opening,
    "next_item": _on_item,
    "open_ballot": _on_item,
    "postpone": _on_item,
    "declare_next": _declaration,
    "declare": _declaration,
    "election": _objection,
    "next_round": _round,
}
"""The sentences that name something of the sitting; the others are the same every time."""


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
    yield voice.say("control.help"), calls_line(sitting, voice)
    if sitting.operator or sitting.operator_office:
        who = sitting.name(sitting.operator) if sitting.operator else voice.say("role.office")
        yield voice.say("control.operator"), who
    if sitting.ballot is not None:
        yield from _ballot_state(sitting, sitting.ballot, voice, mirror)


def _ballot_state(sitting: Sitting, ballot: Ballot, voice: Voice, mirror: bool) -> Iterable[tuple[str, str]]:
    name = f"{voice.say('ballot.number', ballot=ballot.id)} ({subject(ballot, voice)})"
    if counts_awaited(ballot) and ballot.phase is Phase.OPEN:
        yield name, voice.say("control.by_paper" if ballot.by_paper else "control.by_hands")
    elif ballot.phase is Phase.OPEN:
        yield name, progress(ballot, voice)
        yield voice.say("control.missing"), missing(sitting, ballot)
    elif ballot.tally is not None:
        yield name, provisional_of(ballot, ballot.tally, voice.language)
        yield voice.say("control.not_cast"), ", ".join(sitting.name(m) for m in ballot.not_cast)
    if sitting.chair in ballot.electorate and not mirror and not ballot.by_hands:
        yield voice.say("control.own_vote"), _own_vote(sitting, ballot, voice)


def _own_vote(sitting: Sitting, ballot: Ballot, voice: Voice) -> str:
    """The chair's own vote; of a secret ballot only that it was handed in."""
    if ballot.secret:
        return voice.say("control.own.handed" if sitting.chair in ballot.handed else "control.own.none")
    vote = ballot.vote_of(sitting.chair)
    if vote is None:
        return voice.say("control.own.none")
    choice = choice_name(vote.choice, ballot, voice.language)
    return voice.say("control.own", choice=choice, receipt=vote.receipt)


def _buttons(sitting: Sitting) -> list[Block]:
    """The next step alone in its row, then the further ones; answers to a question in rows of their own."""
    first, further = next_step(sitting), further_steps(sitting)
    alone: list[Block] = [row(step_button(sitting, first))] if first else []
    answers = len(ANSWERS) if sitting.disturbance_asked else 0
    for some in (further[:answers], further[answers:]):
        alone += rows([step_button(sitting, step) for step in some])
    return alone


def _summary(sitting: Sitting, voice: Voice) -> str:
    """The preview names no item of the closed part."""
    if sitting.called is not None and sitting.public:
        return f"{voice.say('control.title')} · {item_name(voice, sitting.item)}"
    return voice.say("control.title")
