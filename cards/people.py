"""What a person gets for themselves: help, their votes, questions back, refusals."""

from collections.abc import Iterable, Sequence

from cards.build import TWO_IN_A_ROW, Block, Card, card, facts, heading, marked, press, row, text
from cards.presence import phone_facts
from cards.question import subject
from cards.receipts import told
from council.ballots import Phase
from council.errors import Refusal
from council.ids import MemberId
from council.roster import Member
from council.sitting import Sitting, Stage
from wording.refusals import refusal_text
from wording.voice import Voice, voice_of


def help_card(
    voice: Voice,
    *,
    sitting: Sitting | None = None,
    member: MemberId | None = None,
    commands: Sequence[str] = (),
    office_phone: str = "",
    support_phone: str = "",
) -> Card:
    """Help: an open ballot before anything else, then the telephone, then what one may do.

    ``commands`` are the names of the commands that this person may use (``call_item``), in
    the order in which they are shown.
    """
    data = {"sitting": str(sitting.id)} if sitting is not None else {}
    body: list[Block] = [heading(voice.say("help.title"))]
    body += _open_ballot(sitting, member, voice)
    body += facts(_numbers(sitting, voice, office_phone, support_phone))
    body += [
        row(press(voice.say("help.call_me"), "help.call_me", data)),
        row(press(voice.say("help.no_card"), "help.no_card", data)),
    ]
    body += _sign_in(sitting, member, voice)
    if commands:
        body.append(heading(voice.say("help.commands"), "Default"))
        body += facts(_commands(commands, voice))
    return card(marked(sitting, body) if sitting is not None else body, summary=voice.say("help.title"))


def _numbers(
    sitting: Sitting | None, voice: Voice, office_phone: str, support_phone: str
) -> list[tuple[str, str]]:
    """The numbers to call, the hotline's first."""
    hotline = sitting.particulars.get("hotline", "") if sitting is not None else ""
    office, support = phone_facts(voice, office_phone, support_phone)
    return [(voice.say("help.hotline"), hotline), support, office]


def _sign_in(sitting: Sitting | None, member: MemberId | None, voice: Voice) -> list[Block]:
    """`Anwesend` for whoever has not signed in: this card stands in the place of the one with that button."""
    if sitting is None or member is None or sitting.stage is Stage.ENDED:
        return []
    presence = sitting.presence(member)
    if presence.here or presence.waiting:
        return []
    data = {"sitting": str(sitting.id)}
    return [row(press(voice.say("sign_in.button"), "presence.sign_in", data))]


def _open_ballot(sitting: Sitting | None, member: MemberId | None, voice: Voice) -> list[Block]:
    ballot = sitting.ballot if sitting is not None else None
    if ballot is None or ballot.phase is not Phase.OPEN:
        return []
    shown = {"ballot": ballot.id, "subject": subject(ballot, voice)}
    if member is None or member not in ballot.electorate or ballot.lost(member):
        running = [text(voice.say("help.ballot.running", **shown), bold=True)]
        return [*running] if ballot.public else []
    vote = ballot.vote_of(member)
    if ballot.boxed and member in ballot.handed:
        return [text(voice.say("help.ballot.handed", **shown), bold=True)]
    if vote is None:
        by_hands = "by_hands" if ballot.by_hands else "missing"
        return [text(voice.say(f"help.ballot.{by_hands}", **shown), bold=True)]
    return [text(voice.say("help.ballot.counted", **shown, **told(vote, ballot, voice)), bold=True)]


def _commands(commands: Sequence[str], voice: Voice) -> Iterable[tuple[str, str]]:
    for name in dict.fromkeys(commands):
        yield voice.say(f"command.{name}"), voice.say(f"command.{name}.does")


def suggestion_card(voice: Voice, *, typed: str, nearest: str = "") -> Card:
    """An unknown line: nothing was done; the nearest command as a button."""
    body: list[Block] = [text(voice.say("unknown.line", text=typed[:200]))]
    if nearest:
        short = len(nearest) <= TWO_IN_A_ROW
        title = nearest if short else voice.say("unknown.run")
        body.append(text(voice.say("unknown.nearest", command=nearest)))
        body.append(row(press(title, "command.run", {"text": nearest})))
    else:
        body.append(text(voice.say("unknown.help")))
    return card(body, summary=voice.say("unknown.title"))


def syntax_card(voice: Voice, commands: Sequence[str]) -> Card:
    """A command whose word was right and the rest was not: how it is written."""
    body: list[Block] = [text(voice.say("incomplete")), *facts(_commands(commands, voice))]
    return card(body, summary=voice.say("incomplete"))


def ask_name_card(voice: Voice, name: str, options: Sequence[tuple[Member, str]]) -> Card:
    """Several people match *name*: one button each, with the whole command it stands for."""
    body: list[Block] = [text(voice.say("ask_name.which", name=name, n=len(options)), bold=True)]
    for member, command in options:
        group = member.group or voice.say("group.none")
        body.append(text(f"{member.name} · {group}", apart=True))
        title = member.name if len(member.name) <= TWO_IN_A_ROW else member.last
        body.append(row(press(title, "command.run", {"text": command})))
    return card(body, summary=voice.say("ask_name.title"))


def my_votes_card(sitting: Sitting, member: MemberId) -> Card:
    """One's own votes of this sitting with their receipts, ballot by ballot."""
    voice = voice_of(sitting)
    lines = [
        (
            f"{voice.say('ballot.number', ballot=ballot.id)} · {subject(ballot, voice)}",
            _own(sitting, ballot.id, member, voice),
        )
        for ballot in sitting.ballots.values()
        if member in ballot.electorate
    ]
    body: list[Block] = [heading(voice.say("my_votes.title")), *facts(lines)]
    if not lines:
        body.append(text(voice.say("my_votes.none")))
    return card(marked(sitting, body), summary=voice.say("my_votes.title"))


def _own(sitting: Sitting, number: int, member: MemberId, voice: Voice) -> str:
    ballot = next(b for b in sitting.ballots.values() if b.id == number)
    vote = ballot.vote_of(member)
    if ballot.lost(member):
        said = voice.say("my_votes.recused" if member in ballot.recused else "my_votes.struck")
    elif ballot.hands is not None and ballot.hands.confirmed_by:
        said = voice.say("my_votes.by_paper" if ballot.by_paper else "my_votes.by_hands")
    elif ballot.boxed and member in ballot.handed:
        said = voice.say("my_votes.secret")
    elif vote is None:
        said = voice.say("my_votes.no_vote")
    else:
        said = voice.say("my_votes.vote", **told(vote, ballot, voice))
    over = ballot.phase in (Phase.CANCELLED, Phase.SUPERSEDED)
    return f"{said} – {voice.term(ballot.phase)}" if over else said


def refusal_card(
    refusal: Refusal, sitting: Sitting, *, office_phone: str = "", support_phone: str = ""
) -> Card:
    """Why something was not done, with the numbers to call."""
    voice = voice_of(sitting)
    words = refusal_text(refusal, sitting, voice.language)
    body: list[Block] = [text(words, bold=True), *facts(phone_facts(voice, office_phone, support_phone))]
    return card(marked(sitting, body), summary=words)
