"""The acts of the sitting in the meeting chat: opening, items, breaks, parts, quorum, end."""

from collections.abc import Sequence

from cards.build import Block, Card, card, facts, heading, item_name, link, marked, press, row, text
from cards.presence import sign_in_row
from cards.quorum import quorum_line, quorum_rule_words, standing_lines
from council.agenda import AgendaItem, ItemStatus
from council.sitting import Sitting, Stage
from wording.voice import Voice, voice_of


def opening_card(sitting: Sitting) -> Card:
    """The opening in the house's sentence: when, by whom, how many, quorate or not."""
    voice = voice_of(sitting)
    quorum = sitting.quorum_at_opening or sitting.quorum("")
    sentence = voice.say(
        "opening.met" if quorum.met else "opening.lost",
        chair=sitting.name(sitting.chair),
        time=voice.clock(sitting.opened_at or sitting.starts),
        present=quorum.present,
        seats=quorum.seats,
    )
    body: list[Block] = [
        heading(voice.say("opening.title", title=sitting.title)),
        text(sentence),
        text(voice.say("opening.needed", required=quorum.required, norm=quorum.norm), subtle=True),
    ]
    if quorum.presumed:
        norm = sitting.rules.quorum_presumed.norm
        body.append(text(voice.say("quorum.presumed", norm=norm), subtle=True))
    return card(marked(sitting, body), summary=voice.say("opening.title", title=sitting.title))


def item_card(sitting: Sitting, item: AgendaItem) -> Card:
    """A called item; once something has become of it, that stands below.

    An item of the closed part never belongs into the meeting chat: its card is for the
    personal chats and for the closed room.
    """
    voice = voice_of(sitting)
    item = sitting.agenda.get(item.number) or item
    name = item_name(voice, item.number)
    called = voice.say("item.called", time=voice.clock(item.called_at)) if item.called_at else ""
    body: list[Block] = [heading(f"{name} · {item.title}")]
    body += [text(called, subtle=True)] if called else []
    body += facts(
        [
            (voice.say("item.part"), "" if item.public else voice.say("part.closed")),
            (voice.say("item.paper"), item.paper),
            (voice.say("item.mover"), item.mover),
            (voice.say("item.kind"), voice.term(item.kind)),
            (voice.say("item.together"), _together(sitting, item, voice)),
        ]
    )
    status = item_status(item, voice)
    body += [text(status, bold=True)] if status else []
    if item.link.startswith(("https://", "http://")):
        body.append(row(link(voice.say("item.link"), item.link)))
    summary = f"{name} · {item.title}" if item.public else voice.say("part.closed")
    return card(marked(sitting, body), summary=summary)


def _together(sitting: Sitting, item: AgendaItem, voice: Voice) -> str:
    """The other items with which this one is dealt with; of the other part none is named."""
    joined = sitting.agenda.together(item.number)
    others = [i.number for i in joined if i.number != item.number and i.public is item.public]
    return voice.listing([item_name(voice, number) for number in others])


def item_status(item: AgendaItem, voice: Voice) -> str:
    """What has become of an item without a ballot; "" while nothing has."""
    if item.status in (ItemStatus.PENDING, ItemStatus.DEALT):
        return ""
    line = voice.say(f"item.became.{item.status.name.lower()}")
    return f"{line} {voice.say('reason', reason=item.reason)}" if item.reason else line


def break_card(sitting: Sitting) -> Card:
    """The sitting is interrupted, perhaps until a time."""
    voice = voice_of(sitting)
    since = sitting.breaks[-1][0] if sitting.breaks else sitting.starts
    until = sitting.break_until
    lines = [voice.say("break.since", time=voice.clock(since))]
    when = voice.moment if sitting.several_days else voice.clock
    lines.append(voice.say("break.until", time=when(until)) if until else voice.say("break.open"))
    return _act(
        sitting, voice.say("break.title"), [*lines, *_back(sitting, voice)], *_back_row(sitting, voice)
    )


def resumed_card(sitting: Sitting) -> Card:
    """The sitting goes on, with the quorum found afresh."""
    voice = voice_of(sitting)
    over = [until for _, until in sitting.breaks if until is not None]
    lines = [voice.say("resumed.at", time=voice.clock(over[-1]))] if over else []
    lines += [quorum_line(sitting.quorum(), voice), *_back(sitting, voice)]
    return _act(sitting, voice.say("resumed.title"), lines, *_back_row(sitting, voice))


def _back(sitting: Sitting, voice: Voice) -> list[str]:
    """The request to sign in once more after a break; none once the sitting has ended, or in the hall."""
    asked = sitting.expected_back and sitting.stage is not Stage.ENDED
    return [voice.say("back.confirm")] if asked else []


def _back_row(sitting: Sitting, voice: Voice) -> list[Block]:
    return [sign_in_row(sitting, voice)] if _back(sitting, voice) else []


def closed_part_card(sitting: Sitting) -> Card:
    """The closed part begins; nothing of its items stands here."""
    voice = voice_of(sitting)
    where = "rooms.closed_part.room" if sitting.closed_meeting else "closed_part.votes"
    lines = [voice.say("closed_part.guests"), voice.say(where)]
    return _act(sitting, voice.say("part.closed"), lines)


def public_part_card(sitting: Sitting) -> Card:
    """The public is admitted again."""
    voice = voice_of(sitting)
    return _act(sitting, voice.say("part.public"), [voice.say("public_part.again")])


def end_card(sitting: Sitting, short_head: str = "") -> Card:
    """The end of the sitting, with the check word of its record."""
    voice = voice_of(sitting)
    at = sitting.ended_at or sitting.starts
    lines = [voice.say("end.at", time=voice.clock(at)), voice.say("end.thanks")]
    body: list[Block] = [heading(voice.say("end.title")), *(text(line) for line in lines)]
    if short_head:  # alone in its line: twenty-six letters fit no column beside a label
        body += [text(voice.say("end.head"), subtle=True), text(short_head)]
    return card(marked(sitting, body), summary=voice.say("end.title"))


def quorum_card(sitting: Sitting) -> Card:
    """The quorum now: rule, numbers, when it is lost, the norm, and a button that says why."""
    voice = voice_of(sitting)
    quorum = sitting.quorum()
    why = press(voice.say("quorum.why", n=quorum.required), "quorum.why", {"sitting": str(sitting.id)})
    body: list[Block] = [
        heading(voice.say("quorum.title")),
        text(quorum_line(quorum, voice), bold=True),
        *(text(line) for line in standing_lines(sitting, quorum)),
        *facts(
            [
                (voice.say("quorum.present"), str(quorum.present)),
                (voice.say("quorum.required"), str(quorum.required)),
                (voice.say("quorum.seats"), str(quorum.seats)),
                (voice.say("quorum.recused"), str(quorum.recused) if quorum.recused else ""),
                (voice.say("quorum.rule"), quorum_rule_words(sitting, quorum, voice)),
                (voice.say("norm"), voice.cited(quorum.norm)),
            ]
        ),
        row(why),
    ]
    return card(marked(sitting, body), summary=quorum_line(quorum, voice))


def _act(sitting: Sitting, title: str, lines: Sequence[str], *buttons: Block) -> Card:
    body: list[Block] = [heading(title), *(text(line) for line in lines), *buttons]
    return card(marked(sitting, body), summary=title)
