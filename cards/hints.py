"""What the chair has to know now, in finished sentences: what waits, what the law says, what is unsettled."""

from collections.abc import Iterator

from cards.build import item_name
from cards.quorum import quorum_line
from cards.steps import LOTS, bar_on, counts_awaited, secret_held, undecided
from cards.unsettled import unsettled_hints
from council.agenda import AgendaItem, BallotForm, BallotKind, ItemKind
from council.ballots import Ballot, Following, Phase
from council.checklist import lacking
from council.legality import bars, only_in_the_room, secret_possible
from council.rulebook import Format, Provision
from council.sitting import CaseKind, Sitting, Stage
from wording.elections import following_line
from wording.voice import Voice, voice_of

MOST = 6
"""As many names, items and reports are told one by one; of more it is said how many."""


def hints_for(sitting: Sitting) -> list[str]:
    """Everything the control card says beside the state, the most pressing first."""
    if sitting.withdrawn or sitting.stage is Stage.ENDED:
        return []
    voice = voice_of(sitting)
    found = [
        *_of_the_quorum(sitting, voice),
        *_of_the_ballot(sitting, voice),
        *_of_the_break(sitting, voice),
        *_of_the_closed_part(sitting, voice),
        *_of_members(sitting, voice),
        *_of_the_item(sitting, voice),
        *_of_the_form(sitting, voice),
    ]
    if not sitting.chair:
        found.append(voice.say("control.no_chair"))
    return [*found, *unsettled_hints(sitting)]


def _of_the_quorum(sitting: Sitting, voice: Voice) -> Iterator[str]:
    """A lost quorum at once, and whether it blocks; a presumed one; a member's doubt."""
    if sitting.stage is not Stage.OPEN:
        return
    quorum = sitting.quorum()
    if not quorum.met:
        blocks = sitting.lacks_quorum(quorum)
        why = "blocks" if blocks else "presumed" if quorum.presumed else "told"
        norm = sitting.rules.quorum_presumed.norm if why == "presumed" else quorum.norm
        yield f"{voice.say('control.no_quorum')} {voice.say(f'hint.quorum.{why}', norm=norm)}"
    if sitting.challenges and (sitting.challenged or _since_the_call(sitting)):
        last = sitting.challenges[-1]
        yield voice.say(
            "hint.challenge",
            name=sitting.name(last.member),
            time=voice.clock(last.at),
            found=quorum_line(last.quorum, voice),
        )


def _of_the_break(sitting: Sitting, voice: Voice) -> Iterator[str]:
    """Who is back after a break, until the next item is called."""
    if not sitting.breaks or not sitting.unconfirmed:
        return
    over, called = sitting.breaks[-1][1], sitting.calls[-1][0] if sitting.calls else None
    if sitting.stage is Stage.OPEN and over is not None and called is not None and called > over:
        return
    expected, out = len(sitting.expected_back), sitting.unconfirmed
    names = _some([sitting.name(m) for m in out], voice)
    yield voice.say("back.hint", n=expected - len(out), expected=expected, names=names)


def _of_the_closed_part(sitting: Sitting, voice: Voice) -> Iterator[str]:
    """Who has not said yet that nobody is with them."""
    out = sitting.not_alone_yet
    if sitting.stage is not Stage.OPEN or not out:
        return
    said = len([m for m in sitting.alone if sitting.connected(m)])
    names = _some([sitting.name(m) for m in out], voice)
    yield voice.say("rooms.alone.hint", n=said, all=said + len(out), names=names)


def _since_the_call(sitting: Sitting) -> bool:
    """Whether the last doubt was raised while the item under debate was called."""
    called = sitting.calls[-1][0] if sitting.calls else sitting.opened_at
    return called is not None and sitting.challenges[-1].at >= called


def _of_the_ballot(sitting: Sitting, voice: Voice) -> Iterator[str]:
    ballot = sitting.ballot
    if ballot is None or ballot.phase is not Phase.OPEN:
        return
    if sitting.disturbance_asked:
        yield _disturbance(sitting, ballot, voice)
    if counts_awaited(ballot):
        yield _counts(ballot, voice)
    yield from _wishes(sitting, ballot, voice)


def _disturbance(sitting: Sitting, ballot: Ballot, voice: Voice) -> str:
    """Whose vote the chair may go on without; of a secret ballot only how many they are."""
    members = sitting.disturbed_voters
    if ballot.turnout_only:
        return voice.say("hint.disturbance.secret", n=len(members))
    names = _some([sitting.name(m) for m in members], voice)
    return voice.say("hint.disturbance", names=names, n=len(members))


def _wishes(sitting: Sitting, ballot: Ballot, voice: Voice) -> Iterator[str]:
    """Which items of a block somebody wants to be voted on by themselves, item by item."""
    wished: dict[str, list[str]] = {}
    for number, member in sitting.pull_outs:
        if number in ballot.block:
            wished.setdefault(number, []).append(sitting.name(member))
    for number in list(wished)[:MOST]:
        names = wished[number]
        yield voice.say("hint.pull_out", names=_some(names, voice), n=len(names), item=number)
    if len(wished) > MOST:
        yield voice.say("hint.pull_out.more", items=", ".join(list(wished)[MOST:]))


def _some(names: list[str], voice: Voice) -> str:
    """Names in one phrase; of very many the first ones, and how many others."""
    if len(names) <= MOST + 1:
        return voice.listing(names)
    return voice.listing([*names[:MOST], voice.say("hint.names.more", n=len(names) - MOST)])


def _counts(ballot: Ballot, voice: Voice) -> str:
    """What a ballot by hand or on paper waits for, with the words to type."""
    if ballot.hands is not None:
        return voice.say("hint.paper.pending" if ballot.by_paper else "control.hands_pending")
    if not ballot.by_paper:
        return voice.say("control.hands_missing")
    return voice.say("hint.paper.numbers" if ballot.numbered else "hint.paper.yes_no")


def _of_members(sitting: Sitting, voice: Voice) -> Iterator[str]:
    """Own recusals that the chair has to confirm, and who is connected without counting."""
    reported = [case for case in sitting.waiting_cases if case.kind is CaseKind.RECUSAL]
    for case in reported[:MOST]:
        yield voice.say("hint.recusal", name=sitting.name(case.member), item=case.item)
    if len(reported) > MOST:
        yield voice.say("hint.recusal.more", n=len(reported) - MOST)
    if sitting.stage is Stage.OPEN and not sitting.remote_counts:
        remote = [m.name for m in sitting.roster.entitled() if sitting.connected(m.id)]
        rule = sitting.rules.provision(sitting.format)
        if remote:
            emergency = rule is not None and rule.value is Provision.EMERGENCY
            key = "presence" if rule is None else "emergency" if emergency else "none"
            norm = rule.norm if rule is not None else ""
            yield voice.say(f"hint.remote.{key}", names=_some(remote, voice), n=len(remote), norm=norm)


def _of_the_item(sitting: Sitting, voice: Voice) -> Iterator[str]:
    item = sitting.called
    if sitting.stage is not Stage.OPEN or sitting.ballot is not None or item is None:
        return
    last = sitting.round_waiting(item.number)
    if last is not None and last.following in LOTS:
        yield f"{following_line(last, voice.language)} {voice.say('hint.lot')}"
    elif undecided(sitting, item) and (last is None or last.following is Following.ANEW):
        yield from _undecided(sitting, item, voice)


def _undecided(sitting: Sitting, item: AgendaItem, voice: Voice) -> Iterator[str]:
    """Why an item cannot be voted on at a press, by which paragraph, and what can be done instead."""
    name = item_name(voice, item.number)
    bar = bar_on(sitting, item)
    if bar is not None:
        key = "digital" if sitting.format is Format.DIGITAL else "remote"
        secret = ".secret" if bar.path == "remote.secret" else ""
        yield voice.say(f"hint.excluded.{key}{secret}", item=name, kind=voice.term(item.kind), norm=bar.norm)
        return
    found = bars(sitting.rules, item, item.ballot, public=item.public)
    if only_in_the_room(found, sitting.format) and sitting.remote_counts:
        norm = found[0].norm
        yield voice.say("hint.remote.item", item=name, kind=voice.term(item.kind), norm=norm)
    if item.kind is ItemKind.ELECTION:
        yield voice.say("hint.elect", number=item.number)
    elif item.ballot is BallotKind.SECRET and not secret_held(sitting, item):
        yield _no_secret(sitting, item, voice)
    declared = [b for b in sitting.ballots_on(item.number) if b.phase is Phase.DECLARED]
    if declared and declared[-1].form is BallotForm.ALTERNATIVES:
        yield voice.say("hint.alternatives", number=item.number)


def _no_secret(sitting: Sitting, item: AgendaItem, voice: Voice) -> str:
    rules = sitting.rules
    if secret_possible(rules):
        return voice.say("hint.secret.few", number=item.number, fewest=rules.secret_fewest.value)
    forbidden = rules.secret_allowed.settled and rules.secret_allowed.value is False
    norm = rules.secret_allowed.norm if forbidden else rules.secret_enabled.norm
    return voice.say(f"hint.secret.{'forbidden' if forbidden else 'off'}", number=item.number, norm=norm)


def _of_the_form(sitting: Sitting, voice: Voice) -> Iterator[str]:
    """What of the checklist is missing before the opening; what it says about the form goes on."""
    if sitting.stage is not Stage.PREPARED:
        return
    missing = lacking(sitting)
    blocking = [lack.key for lack in missing if lack.blocks]
    if blocking:
        names = voice.listing([voice.say(f"checklist.name.{key}") for key in blocking])
        yield voice.say("hint.checklist.blocks", names=names)
    others = [lack.key for lack in missing if not lack.blocks]
    if others:
        names = voice.listing([voice.say(f"checklist.name.{key}") for key in others])
        yield voice.say("hint.checklist", names=names)
