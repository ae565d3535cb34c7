"""The typed commands of a sitting, each as the act of the council it asks for."""

from collections.abc import Awaitable, Callable

from bot import showing
from bot.asking import Asked
from bot.replies_out import Answer, say_card, say_text
from cards.ballots import ballot_card
from cards.check import closed_check_card
from cards.people import my_votes_card, suggestion_card
from cards.presence import signed_in_card
from cards.reasons import reasons_card
from council import commands as cmd
from council.agenda import BallotKind, MajorityKind
from council.authority import as_chair, require_no_ballot, require_open
from council.ballots import Choice, Outcome, Phase, Way
from council.decide_agenda import item_of
from council.errors import AlreadyInPart, ItemIsClosed, ItemIsPublic, NoBallotOpen, ReasonNeeded
from council.ids import NOBODY
from council.presence import Evidence
from council.sitting import Stage
from wording.voice import voice_of

Act = Callable[[Asked], Awaitable[Answer | None]]


def _plain(kind: type[cmd.Command]) -> Act:
    """An act that needs nothing but who asks for it."""

    async def act(asked: Asked) -> Answer | None:
        await asked.turn(kind(**asked.head()))
        return asked.done()

    return act


def _on_item(kind: type[cmd.NoteItem] | type[cmd.PassItem] | type[cmd.CallItem]) -> Act:
    async def act(asked: Asked) -> Answer | None:
        await asked.turn(kind(**asked.head(), item=asked.args.number or ""))
        return asked.done()

    return act


def _off_agenda(kind: type[cmd.RemoveItem] | type[cmd.PostponeItem]) -> Act:
    async def act(asked: Asked) -> Answer | None:
        head = dict(asked.head())
        if (asked.by, asked.heard.id) not in asked.held.causes:
            for number in asked.args.numbers:
                item_of(asked.held, number)  # all of them or none
        for place, number in enumerate(asked.args.numbers or ("",)):
            cause = f"{head['cause']}#{place}" if place else head["cause"]
            await asked.turn(kind(**{**head, "cause": cause}, item=number, reason=asked.args.reason))
        return asked.done()

    return act


async def _open_ballot(asked: Asked) -> Answer | None:
    args = asked.args
    command = cmd.OpenBallot(
        **asked.head(),
        item=args.number or "",
        kind=BallotKind(args.kind) if args.kind else None,
        majority=MajorityKind(args.majority) if args.majority else None,
        object=args.object or "",
    )
    await asked.turn(command)
    return asked.done()


async def _declare(asked: Asked) -> Answer | None:
    words = {"beschlossen": Outcome.CARRIED, "angenommen": Outcome.CARRIED, "abgelehnt": Outcome.REJECTED}
    outcome = words.get(asked.args.word)
    await asked.turn(cmd.DeclareBallot(**asked.head(), outcome=outcome, reason=asked.args.reason))
    return asked.done()


def _for_a_reason(kind: type[cmd.RepeatBallot] | type[cmd.CancelBallot]) -> Act:
    async def act(asked: Asked) -> Answer | None:
        try:
            await asked.turn(kind(**asked.head(), reason=asked.args.reason))
        except ReasonNeeded:
            return say_card(reasons_card(asked.held, "repeat"))
        return asked.done()

    return act


async def _motion(asked: Asked) -> Answer | None:
    await asked.turn(cmd.OpenProceduralMotion(**asked.head(), text=asked.args.text))
    return asked.done()


async def _hands(asked: Asked) -> Answer | None:
    args = asked.args
    command = cmd.EnterHands(
        **asked.head(),
        yes=args.yes,
        no=args.no,
        abstain=args.abstain,
        reason=args.reason,
        rest_as_yes=args.rest_yes,
    )
    entry = await asked.turn(command)
    ballot = entry.sitting.ballot
    hands = ballot.hands if ballot is not None else None
    if hands is None:
        return asked.done()
    voice = voice_of(entry.sitting)
    key = "hands.rest_entered" if hands.rest_as_yes else "hands.entered"
    tally = hands.tally
    return say_text(voice.say(key, yes=tally.yes, no=tally.no, abstain=tally.abstain))


async def _pause(asked: Asked) -> Answer | None:
    until = asked.future(asked.args.minutes, asked.args.until)
    await asked.turn(cmd.Pause(**asked.head(), until=until))
    return asked.done()


async def _closed_part(asked: Asked) -> Answer | None:
    """The check comes first; its button excludes the public."""
    command = cmd.StartClosedPart(**asked.head())
    as_chair(asked.held, command, asked.hub.now())
    require_open(asked.held)
    require_no_ballot(asked.held)
    if not asked.held.public:
        raise AlreadyInPart
    return say_card(closed_check_card(asked.held))


async def _chair(asked: Asked) -> Answer | None:
    await asked.turn(cmd.AssignChair(**asked.head(), member=asked.person(asked.args.name)))
    return asked.noted()


async def _operator(asked: Asked) -> Answer | None:
    args = asked.args
    command = cmd.AssignOperator(
        **asked.head(),
        member=asked.person(args.name) if args.mode == "person" else NOBODY,
        office=args.mode == "office",
    )
    await asked.turn(command)
    return asked.noted()


async def _take_chair(asked: Asked) -> Answer | None:
    entry = await asked.turn(cmd.TakeChair(**asked.head()))
    return asked.done() if entry.sitting.chair == asked.by else asked.done("act.second_person")


async def _recuse(asked: Asked) -> Answer | None:
    member = asked.person(asked.args.name)
    await asked.turn(cmd.DeclareRecusal(**asked.head(), member=member, item=asked.args.number or ""))
    return asked.noted()


async def _own_recusal(asked: Asked) -> Answer | None:
    await asked.turn(cmd.DeclareRecusal(**asked.head(), member=asked.by, item=asked.args.number or ""))
    return asked.done("act.own_recusal")


async def _add_item(asked: Asked) -> Answer | None:
    """A new item in the part in which the sitting is; one marked for the other part is refused."""
    args = asked.args
    if args.public is not None and args.public is not asked.held.public:
        raise (ItemIsPublic if args.public else ItemIsClosed)(item=args.number)
    await asked.turn(cmd.AddItem(**asked.head(), item=args.number, title=args.title))
    return asked.noted()


async def _present(asked: Asked) -> Answer | None:
    entry = await asked.turn(cmd.SignIn(**asked.head(), way=Way.TYPED))
    settings = asked.hub.settings
    phones = {"office_phone": settings.office_phone, "support_phone": settings.support_phone}
    return say_card(signed_in_card(entry.sitting, asked.by, **phones))


async def _vote(asked: Asked) -> Answer | None:
    """A vote typed in one's own chat, in the one open ballot."""
    ballot = asked.held.ballot
    if ballot is None or ballot.phase is not Phase.OPEN:
        raise NoBallotOpen
    command = cmd.CastVote(
        **asked.head(),
        ballot=ballot.id,
        round=ballot.round,
        choice=Choice(asked.args.choice),
        way=Way.TYPED,
    )
    entry = await asked.turn(command)
    return say_card(ballot_card(entry.sitting.ballots[ballot.id], entry.sitting, asked.by))


def _own_word(kind: type[cmd.RecordLeaving] | type[cmd.RecordReturn], key: str) -> Act:
    async def act(asked: Asked) -> Answer | None:
        await asked.turn(kind(**asked.head(), member=asked.by, evidence=Evidence.OWN_WORD))
        return asked.done(key)

    return act


def _clerks_word(kind: type[cmd.RecordLeaving] | type[cmd.RecordReturn]) -> Act:
    async def act(asked: Asked) -> Answer | None:
        member = asked.person(asked.args.name)
        since = asked.past(asked.args.at)
        await asked.turn(kind(**asked.head(), member=member, evidence=Evidence.CLERK, since=since))
        return asked.noted()

    return act


async def _sign_off(asked: Asked) -> Answer | None:
    """Before the opening an excuse; afterwards it is asked whether the person has left."""
    member = asked.person(asked.args.name)
    if asked.held.stage is Stage.PREPARED:
        await asked.turn(cmd.ExcuseMember(**asked.head(), member=member))
        return asked.noted()
    at = f" {asked.args.at:%H:%M}" if asked.args.at else ""
    voice = voice_of(asked.held)
    return say_card(suggestion_card(voice, typed=asked.parsed.text, nearest=f"gegangen {member}{at}"))


async def _admit(asked: Asked) -> Answer | None:
    await asked.turn(cmd.AdmitMember(**asked.head(), member=asked.person(asked.args.name)))
    return asked.noted()


async def _on_site(asked: Asked) -> Answer | None:
    await asked.turn(cmd.RecordOnSite(**asked.head(), members=asked.people(asked.args.names)))
    return asked.noted()


async def _excused(asked: Asked) -> Answer | None:
    member = asked.person_and_rest()
    await asked.turn(cmd.ExcuseMember(**asked.head(), member=member[0], reason=member[1]))
    return asked.done()


async def _disturbance(asked: Asked) -> Answer | None:
    member = asked.person_and_rest()
    await asked.turn(cmd.ReportDisturbance(**asked.head(), member=member[0], reason=member[1]))
    return asked.done()


async def _disturbance_over(asked: Asked) -> Answer | None:
    await asked.turn(cmd.EndDisturbance(**asked.head(), member=asked.person(asked.args.name)))
    return asked.done()


async def _vote_for(asked: Asked) -> Answer | None:
    args = asked.args
    command = cmd.EnterVote(
        **asked.head(),
        member=asked.person(args.name),
        choice=Choice(args.choice),
        reason=args.reason,
    )
    await asked.turn(command)
    return asked.done("act.second_person")


async def _minute_taker(asked: Asked) -> Answer | None:
    await asked.turn(cmd.NameMinuteTaker(**asked.head(), member=asked.person(asked.args.name)))
    return asked.noted()


async def _cosigners(asked: Asked) -> Answer | None:
    await asked.turn(cmd.NameCosigners(**asked.head(), members=asked.people(asked.args.names)))
    return asked.noted()


async def _my_votes(asked: Asked) -> Answer | None:
    return say_card(my_votes_card(asked.held, asked.by))


ACTS: dict[str, Act] = {
    "open_sitting": _plain(cmd.OpenSitting),
    "next_item": _plain(cmd.CallNext),
    "call_item": _on_item(cmd.CallItem),
    "noted": _on_item(cmd.NoteItem),
    "no_objection": _on_item(cmd.PassItem),
    "remove_item": _off_agenda(cmd.RemoveItem),
    "postpone": _off_agenda(cmd.PostponeItem),
    "add_item": _add_item,
    "open_ballot": _open_ballot,
    "procedural_motion": _motion,
    "close_ballot": _plain(cmd.CloseBallot),
    "declare": _declare,
    "repeat": _for_a_reason(cmd.RepeatBallot),
    "cancel": _for_a_reason(cmd.CancelBallot),
    "hands": _hands,
    "pause": _pause,
    "resume": _plain(cmd.Resume),
    "closed_part": _closed_part,
    "public_part": _plain(cmd.StartPublicPart),
    "end_sitting": _plain(cmd.EndSitting),
    "take_back_end": _plain(cmd.TakeBackEnd),
    "chair": _chair,
    "take_chair": _take_chair,
    "operator": _operator,
    "recuse": _recuse,
    "own_recusal": _own_recusal,
    "present": _present,
    "vote": _vote,
    "leave": _own_word(cmd.RecordLeaving, "act.left"),
    "back": _own_word(cmd.RecordReturn, "act.back"),
    "left": _clerks_word(cmd.RecordLeaving),
    "returned": _clerks_word(cmd.RecordReturn),
    "sign_off": _sign_off,
    "admit": _admit,
    "on_site": _on_site,
    "excused": _excused,
    "disturbance": _disturbance,
    "disturbance_over": _disturbance_over,
    "vote_for": _vote_for,
    "minute_taker": _minute_taker,
    "cosigners": _cosigners,
    "admission_on": _plain(cmd.OpenAdmission),
    "admission_off": _plain(cmd.CloseAdmission),
    "sign_in_card": showing.sign_in_card,
    "my_votes": _my_votes,
    "quorum": showing.quorum,
    "result": showing.result,
    "card_again": showing.card_again,
}
"""What each command of the grammar does in a sitting; the office's own work stands elsewhere."""
