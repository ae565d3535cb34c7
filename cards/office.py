"""What the office sees: entries that wait for a second person, the checklist, planned sittings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.build import Block, Card, card, facts, heading, marked, press, row, rows, text
from cards.checklist import missing_particulars, particulars
from cards.question import subject
from council.ids import SittingId
from council.sitting import Case, CaseKind, Sitting, Stage
from wording.elections import choice_name, long_counts
from wording.verdicts import provisional_of
from wording.voice import Voice, voice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSitting:
    """A sitting as the list shows it; ``stage`` is None before it is prepared."""

    id: SittingId
    title: str
    starts: datetime
    stage: Stage | None = None


def confirm_card(sitting: Sitting, case: Case) -> Card:
    """An entry that counts only once a second person confirms it; settled, a line says so."""
    voice = voice_of(sitting)
    case = sitting.cases.get(case.id, case)
    title = voice.say(f"confirm.title.{_title(sitting, case)}")
    body: list[Block] = [
        heading(title),
        text(_entry(sitting, case, voice), bold=True),
        *facts(_entered(sitting, case, voice)),
    ]
    if case.settled:
        by = sitting.name(case.settled_by) if case.settled_by else voice.say("by.system")
        body.append(text(voice.say("confirm.settled", name=by)))
    else:
        own = case.kind is CaseKind.RECUSAL
        body.append(text(voice.say("confirm.recusal.how" if own else "confirm.second")))
        body += _decisions(sitting, case, voice)
    return card(marked(sitting, body), summary=title)


def _title(sitting: Sitting, case: Case) -> str:
    ballot = sitting.ballots.get(case.ballot) if case.ballot is not None else None
    paper = case.kind is CaseKind.HANDS and ballot is not None and ballot.by_paper
    return "paper" if paper else case.kind.name.lower()


def _decisions(sitting: Sitting, case: Case, voice: Voice) -> list[Block]:
    """The buttons of a case; an own recusal can also be one that the council has decided on."""
    data = {"sitting": str(sitting.id), "case": int(case.id)}
    confirm = press(voice.say("confirm.button"), "office.confirm", data)
    if case.kind is not CaseKind.RECUSAL:
        return [row(confirm, press(voice.say("confirm.reject"), "office.reject", data))]
    decided = press(voice.say("confirm.council"), "office.confirm", {**data, "council": True})
    return rows([confirm, decided, press(voice.say("confirm.not_recused"), "office.reject", data)])


def _entry(sitting: Sitting, case: Case, voice: Voice) -> str:
    ballot = sitting.ballots.get(case.ballot) if case.ballot is not None else None
    if case.kind is CaseKind.VOTE and case.choice is not None and ballot is not None:
        choice = choice_name(case.choice, ballot, voice.language)
        return voice.say("confirm.vote", name=sitting.name(case.member), choice=choice)
    if case.kind is CaseKind.HANDS and case.tally is not None and ballot is not None:
        return provisional_of(ballot, case.tally, voice.language)
    if case.kind is CaseKind.RECUSAL:
        return voice.say("confirm.recusal", name=sitting.name(case.member), item=case.item)
    return voice.say("confirm.chair", name=sitting.name(case.member))


def _entered(sitting: Sitting, case: Case, voice: Voice) -> Iterable[tuple[str, str]]:
    ballot = sitting.ballots.get(case.ballot) if case.ballot is not None else None
    if ballot is not None:
        number = voice.say("ballot.number", ballot=ballot.id)
        yield voice.say("confirm.ballot"), f"{number} ({subject(ballot, voice)})"
    yield voice.say("confirm.reason"), case.reason
    if ballot is not None and case.tally is not None:
        yield from long_counts(ballot, case.tally)
    if ballot is not None and ballot.hands is not None and ballot.hands.rest_as_yes:
        yield voice.say("confirm.note"), voice.say("result.rest_as_yes")
    by = voice.say("confirm.by", name=sitting.name(case.entered_by), time=voice.second(case.at))
    yield voice.say("confirm.entered"), by


def checklist_card(sitting: Sitting, *, hints: Sequence[str] = ()) -> Card:
    """What a sitting has and what it still lacks, with the paragraph and how each entry is typed.

    ``hints`` are finished sentences of the bot's own checks (Graph unreachable, accounts
    missing).
    """
    voice = voice_of(sitting)
    body: list[Block] = [
        heading(voice.say("checklist.title")),
        text(f"{sitting.title} · {voice.moment(sitting.starts)}", bold=True),
        *facts(_checks(sitting, voice)),
    ]
    lacking = [*missing_particulars(sitting), *hints]
    if lacking:
        body.append(heading(voice.say("checklist.missing"), "Default"))
        body += [text(f"– {line}") for line in lacking]
    else:
        body.append(text(voice.say("checklist.complete")))
    return card(marked(sitting, body), summary=f"{voice.say('checklist.title')} · {sitting.title}")


def _checks(sitting: Sitting, voice: Voice) -> Iterable[tuple[str, str]]:
    yield voice.say("checklist.id"), str(sitting.id)
    yield voice.say("checklist.format"), voice.term(sitting.format)
    yield voice.say("checklist.rules"), f"{sitting.rules.title} ({sitting.rules.version})"
    yield (
        voice.say("checklist.people"),
        voice.say("checklist.people.of", people=len(sitting.roster), n=len(sitting.roster.entitled())),
    )
    public = [item for item in sitting.agenda if item.public]
    yield (
        voice.say("checklist.items"),
        voice.say("checklist.items.of", public=len(public), closed=len(sitting.agenda) - len(public)),
    )
    yield voice.say("checklist.chair"), sitting.name(sitting.chair) if sitting.chair else ""
    yield voice.say("checklist.minutes"), sitting.name(sitting.minute_taker) if sitting.minute_taker else ""
    yield voice.say("checklist.cosigners"), voice.listing([sitting.name(m) for m in sitting.cosigners])
    yield from particulars(sitting)
    yield voice.say("sheet.title"), voice.say("sheet.where", command=voice.say("command.emergency_sheet"))


def sittings_card(planned: Sequence[PlannedSitting], voice: Voice) -> Card:
    """The sittings planned and held, each with its id as ``vorbereiten`` takes it, and where it stands."""
    body: list[Block] = [heading(voice.say("sittings.title"))]
    if not planned:
        body.append(text(voice.say("sittings.none")))
    for one in planned[:40]:
        stage = voice.term(one.stage) if one.stage is not None else voice.say("sittings.planned")
        about = " · ".join((one.id, voice.moment(one.starts), stage))
        body += [text(one.title, bold=True, apart=True), text(about)]
    return card(body, summary=voice.say("sittings.title"))
