"""The typed commands about members: mandate, bias, disturbance, and what they say themselves."""

from bot.asking import Asked
from bot.helping import Helping
from bot.replies_out import Answer, say_card, say_text
from cards.office import checklist_card
from cards.quorum import quorum_line
from council import commands as cmd
from council.errors import RoleNeeded, UnknownMember
from council.helping import Wish, call_of
from council.ids import MemberId
from council.roster import Role
from wording.voice import voice_of


async def recuse(asked: Asked) -> Answer | None:
    """Take a member out of an item for bias."""
    member = asked.person(asked.args.name)
    await asked.turn(cmd.DeclareRecusal(**asked.head(), member=member, item=asked.args.number or ""))
    return asked.noted()


async def lift_recusal(asked: Asked) -> Answer | None:
    """Let a member take part in an item again.

    A number belongs to the item if nothing but a name stands before it, else to the reason.
    """
    args = asked.args
    number, reason = args.number, args.reason
    member, rest = asked.person_and_rest(args.name or args.text)
    if args.name and rest:
        member, reason = asked.person_and_rest(args.text)
        number = ""
    elif not args.name:
        reason = rest
    await asked.turn(cmd.LiftRecusal(**asked.head(), member=member, item=number, reason=reason))
    return asked.noted()


async def own_recusal(asked: Asked) -> Answer | None:
    """A member's own bias: has effect at once, the chair confirms it."""
    await asked.turn(cmd.DeclareRecusal(**asked.head(), member=asked.by, item=asked.args.number or ""))
    return asked.done("act.own_recusal")


async def mandate(asked: Asked, kind: type[cmd.EndMandate] | type[cmd.BeginMandate]) -> Answer | None:
    """A mandate ends or begins at this moment."""
    await asked.turn(kind(**asked.head(), member=asked.person(asked.args.name)))
    return asked.noted()


async def disturbance(asked: Asked) -> Answer | None:
    """A clerk notes somebody's disturbance; a member who names nobody means their own."""
    clerk = asked.member is not None and asked.member.has(Role.OFFICE, Role.SUPPORT)
    try:
        member, reason = asked.person_and_rest()
    except UnknownMember:
        if clerk:
            raise
        return await own_disturbance(asked, str(asked.args.text))
    if not clerk and member != asked.by:
        raise RoleNeeded(roles=(Role.OFFICE.value, Role.SUPPORT.value))
    await asked.turn(cmd.ReportDisturbance(**asked.head(), member=member, reason=reason))
    return asked.noted()


async def own_disturbance(asked: Asked, reason: str = "") -> Answer | None:
    """A member's own disturbance: noted at once, and the technicians hear of it."""
    entry = await asked.turn(cmd.ReportDisturbance(**asked.head(), member=asked.by, reason=reason))
    helping, member = Helping(asked.hub), entry.sitting.member(asked.by)
    voice = voice_of(entry.sitting)
    cause = asked.heard.id
    heard = member is not None and await helping.request(entry.sitting, member, Wish.DISTURBED, cause)
    phones = voice.listing(helping.numbers())
    key = "act.own_disturbance" if heard else "act.own_disturbance.call_us"
    key = key if heard or phones else "act.own_disturbance.nobody"
    return say_text(voice.say(key, phones=phones))


async def disturbance_over(asked: Asked) -> Answer | None:
    """The end of somebody's disturbance."""
    member = asked.person(asked.args.name)
    await asked.turn(cmd.EndDisturbance(**asked.head(), member=member))
    await _finish_call(asked, member)
    return asked.noted()


async def own_fixed(asked: Asked) -> Answer | None:
    """The end of one's own disturbance."""
    await asked.turn(cmd.EndDisturbance(**asked.head(), member=asked.by))
    await _finish_call(asked, asked.by)
    return asked.noted("act.own_fixed")


async def _finish_call(asked: Asked, member: MemberId) -> None:
    """The call for help that came of the disturbance is done; any call at the person's own word."""
    newest = asked.hub.desk.sitting(asked.held.id) or asked.held
    call = call_of(newest.helps, member)
    if call is None or (member != asked.by and call.wishes != (Wish.DISTURBED,)):
        return
    cause = f"{asked.heard.id}#help"
    await asked.turn(cmd.FinishHelp(sitting=newest.id, by=asked.by, cause=cause, help=call.number))


async def statement(asked: Asked) -> Answer | None:
    """Have something put into the minutes."""
    await asked.turn(cmd.MakeStatement(**asked.head(), text=asked.args.text))
    return asked.noted("act.statement")


async def doubt(asked: Asked) -> Answer | None:
    """Doubt the quorum; the answer says what was found."""
    entry = await asked.turn(cmd.DoubtQuorum(**asked.head()))
    voice = voice_of(entry.sitting)
    found = entry.sitting.challenges[-1].quorum if entry.sitting.challenges else entry.sitting.quorum()
    return say_text(voice.say("act.doubted", quorum=quorum_line(found, voice)))


async def checklist(asked: Asked) -> Answer | None:
    """Show the checklist, after noting an entry where one was given."""
    args, sitting = asked.args, asked.held
    if args.key:
        command = cmd.NoteParticular(**asked.head(), key=args.key, value=args.value)
        sitting = (await asked.turn(command)).sitting
    elif asked.member is None or not (
        asked.member.has(Role.OFFICE, Role.MINUTES, Role.CHAIR, Role.DEPUTY) or asked.by == sitting.chair
    ):
        raise RoleNeeded(roles=(Role.OFFICE.value, Role.CHAIR.value))
    return say_card(checklist_card(sitting, hints=asked.hub.hints(sitting)))
