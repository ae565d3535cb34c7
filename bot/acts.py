"""The typed commands of a sitting, each as the act of the council it asks for."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot import admission_acts as admission
from bot import agenda_acts as agenda
from bot import ballot_acts as ballots
from bot import correction_acts as corrections
from bot import member_acts as members
from bot import office_ways, practice, showing
from bot.asking import Asked
from bot.delivery_acts import delivery
from bot.replies_out import Answer, say_card
from bot.showing import check_card
from bot.vote_acts import vote
from cards.people import my_votes_card, suggestion_card
from cards.presence import signed_in_card
from council import commands as cmd
from council.authority import as_chair, require_no_ballot, require_open
from council.ballots import Way
from council.errors import AlreadyInPart
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


async def _pause(asked: Asked) -> Answer | None:
    args = asked.args
    until = asked.break_end(args.minutes, args.until, args.days, args.on)
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
    return say_card(check_card(asked.hub, asked.held))


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


async def _present(asked: Asked) -> Answer | None:
    entry = await asked.turn(cmd.SignIn(**asked.head(), way=Way.TYPED))
    settings = asked.hub.settings
    phones = {"office_phone": settings.office_phone, "support_phone": settings.support_phone}
    return say_card(signed_in_card(entry.sitting, asked.by, **phones))


def _own_word(kind: type[cmd.RecordLeaving] | type[cmd.RecordReturn], key: str) -> Act:
    async def act(asked: Asked) -> Answer | None:
        entry = await asked.turn(kind(**asked.head(), member=asked.by, evidence=Evidence.OWN_WORD))
        if entry.sitting.presence(asked.by).waiting:  # left the hall: the office sees where they are
            settings = asked.hub.settings
            phones = {"office_phone": settings.office_phone, "support_phone": settings.support_phone}
            return say_card(signed_in_card(entry.sitting, asked.by, **phones))
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


async def _on_site(asked: Asked) -> Answer | None:
    await asked.turn(cmd.RecordOnSite(**asked.head(), members=asked.people(asked.args.names)))
    return asked.noted()


async def _excused(asked: Asked) -> Answer | None:
    member = asked.person_and_rest()
    await asked.turn(cmd.ExcuseMember(**asked.head(), member=member[0], reason=member[1]))
    return asked.done()


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
    "remove_item": partial(agenda.take_off, kind=cmd.RemoveItem),
    "postpone": partial(agenda.take_off, kind=cmd.PostponeItem),
    "refer": partial(agenda.take_off, kind=cmd.ReferItem),
    "withdraw": partial(agenda.take_off, kind=cmd.WithdrawItem),
    "reopen": agenda.reopen,
    "join": agenda.join,
    "move": agenda.move,
    "add_item": agenda.add,
    "open_ballot": ballots.open_ballot,
    "procedural_motion": ballots.motion,
    "block": ballots.block,
    "single": ballots.single,
    "elect": ballots.elect,
    "alternatives": ballots.alternatives,
    "next_round": ballots.next_round,
    "lot": ballots.lot,
    "close_ballot": _plain(cmd.CloseBallot),
    "declare": ballots.declare,
    "repeat": partial(ballots.again, kind=cmd.RepeatBallot),
    "cancel": partial(ballots.again, kind=cmd.CancelBallot),
    "hands": ballots.hands,
    "paper_count": ballots.paper_count,
    "pause": _pause,
    "resume": _plain(cmd.Resume),
    "closed_part": _closed_part,
    "public_part": _plain(cmd.StartPublicPart),
    "end_sitting": _plain(cmd.EndSitting),
    "take_back_end": _plain(cmd.TakeBackEnd),
    "chair": _chair,
    "take_chair": _take_chair,
    "operator": _operator,
    "recuse": members.recuse,
    "lift_recusal": members.lift_recusal,
    "own_recusal": members.own_recusal,
    "mandate_ended": partial(members.mandate, kind=cmd.EndMandate),
    "mandate_began": partial(members.mandate, kind=cmd.BeginMandate),
    "statement": members.statement,
    "doubt": members.doubt,
    "checklist": members.checklist,
    "present": _present,
    "vote": vote,
    "leave": _own_word(cmd.RecordLeaving, "act.left"),
    "back": _own_word(cmd.RecordReturn, "act.back"),
    "left": _clerks_word(cmd.RecordLeaving),
    "returned": _clerks_word(cmd.RecordReturn),
    "sign_off": _sign_off,
    "admit": admission.admit,
    "refuse": admission.refuse,
    "seat": admission.seat,
    "on_site": _on_site,
    "excused": _excused,
    "correction": corrections.correct,
    "disturbance": members.disturbance,
    "disturbance_over": members.disturbance_over,
    "own_disturbance": members.own_disturbance,
    "own_fixed": members.own_fixed,
    "vote_for": ballots.vote_for,
    "by_office": office_ways.by_office,
    "themselves": office_ways.themselves,
    "delivery": delivery,
    "minute_taker": _minute_taker,
    "cosigners": _cosigners,
    "admission_on": _plain(cmd.OpenAdmission),
    "admission_off": _plain(cmd.CloseAdmission),
    "sign_in_card": showing.sign_in_card,
    "my_votes": _my_votes,
    "quorum": showing.quorum,
    "result": showing.result,
    "card_again": showing.card_again,
    "practice": practice.begin,
}
"""What each command of the grammar does in a sitting; the office's own work stands elsewhere."""
