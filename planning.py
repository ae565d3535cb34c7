"""What is done beside the bot: taking files in, planning a sitting, listing what there is.

Each function opens the data folder for a moment and returns the text that the command line prints;
whatever stands in the way is one ``Refused`` with what to do.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from beside import beside, refuse_bad_rules, stored_sitting
from config import Settings
from console import Refused, not_in_force_sentence, sentence
from council.ids import SittingId
from council.rulebook import Format
from council.sitting import Stage
from desk.ports import JournalDamaged
from desk.rulesets import NotInForce, ruleset_text
from files.agenda import read_agenda
from files.fetch import AGENDA, PEOPLE, Follow, fetch_oparl
from files.problems import BadFile, Problem
from files.roster import RosterFile, read_roster
from store.folder import StoreBeside
from store.planned import Planned, Plans, free_id
from town import TownFileRefused, body_of, town_sentence
from wording import say

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the command line says about a sitting, as it was typed."""

    title: str
    start: str
    body: str = ""
    format: str = "digital"
    reason: str = ""
    notified: str = ""
    convened: str = ""
    public_room: str = ""
    probe: bool = False
    second: bool = False
    update: str = ""


def import_roster(settings: Settings, file: str, *, dry_run: bool = False) -> str:
    """Take the list of councillors, whole or not at all, and say how many there are."""

    async def check() -> RosterFile:
        data = await _read(settings, file, PEOPLE)
        return _whole(settings, lambda: read_roster(data, file, zone=settings.zone))

    async def take(store: StoreBeside) -> RosterFile:
        taken = await check()
        await Plans(store.registry).keep_roster(taken.roster)
        return taken

    taken = asyncio.run(check()) if dry_run else beside(settings, take)
    key = "roster.checked" if dry_run else "roster.taken"
    voting = len(taken.roster.entitled())
    count = sentence(key, settings.language, people=len(taken.roster), voting=voting)
    return "\n".join([*_lines(settings, taken.notes), count])


def plan_sitting(settings: Settings, file: str, plan: Plan) -> str:
    """Plan a sitting with its agenda, or plan it anew; the last word is its id."""

    async def work(store: StoreBeside) -> str:
        data = await _read(settings, file, AGENDA)
        taken = _whole(settings, lambda: read_agenda(data, file))
        starts = _moment(settings, plan.start)
        _require_rules(settings, plan.body or settings.body, starts)
        planned = Planned(
            id=await _id_for(settings, store, plan, starts),
            title=_needed(settings, "--title", plan.title),
            body=plan.body or settings.body,
            starts=starts,
            format=Format(plan.format),
            items=taken.agenda.items,
            reason=plan.reason,
            notified=_day(settings, "--notified", plan.notified),
            convened=_day(settings, "--convened", plan.convened),
            public_room=plan.public_room,
            probe=plan.probe,
            second=plan.second,
        )
        await Plans(store.registry).keep(planned)
        count = sentence("sitting.planned", settings.language, items=len(planned.items))
        return "\n".join([*_lines(settings, taken.notes), f"{count} {planned.id}"])

    return beside(settings, work)


def list_sittings(settings: Settings) -> str:
    """List what is planned and what is stored, the earliest first."""

    async def work(store: StoreBeside) -> str:
        rows: dict[str, tuple[datetime, str, str]] = {}
        for planned in await Plans(store.registry).all():
            rows[planned.id] = (planned.starts, "planned", planned.title)
        for stored in await store.journal.sittings():
            rows[stored] = await _row(store, stored, rows.get(stored))
        if not rows:
            return sentence("sitting.none", settings.language)
        width = max(map(len, rows))
        return "\n".join(
            f"{name:{width}}  {starts.astimezone(settings.zone):%Y-%m-%d %H:%M}  "
            f"{sentence(f'stage.{stage}', settings.language):13}  {title}"
            for name, (starts, stage, title) in sorted(rows.items(), key=lambda row: row[1][0])
        )

    return beside(settings, work)


async def _row(
    store: StoreBeside, sitting: SittingId, planned: tuple[datetime, str, str] | None
) -> tuple[datetime, str, str]:
    """Return what the list says of a stored sitting, also of one that cannot be read."""
    try:
        state = await stored_sitting(store, sitting)
    except (JournalDamaged, ValueError):
        return (planned[0] if planned else datetime.now(UTC), "damaged", "")
    if state is None:
        return planned or (datetime.now(UTC), "withdrawn", "")
    return (state.starts, state.stage.name.lower(), state.title)


async def _id_for(settings: Settings, store: StoreBeside, plan: Plan, starts: datetime) -> SittingId:
    """Return the id of the plan to replace, or a new one that nobody has."""
    planned = {each.id for each in await Plans(store.registry).all()}
    if plan.update:
        wanted = SittingId(plan.update)
        if wanted not in planned:
            raise Refused(sentence("sitting.unknown", settings.language, id=plan.update))
        state = await stored_sitting(store, wanted)
        if state is not None and state.stage is not Stage.PREPARED:
            raise Refused(sentence("sitting.begun", settings.language, id=plan.update))
        return wanted
    taken = planned | set(await store.journal.sittings())
    return free_id(plan.title, starts.astimezone(settings.zone).date(), taken)


async def _read(settings: Settings, file: str, follow: Follow) -> bytes:
    """Return the content of a file, or of an OParl address."""
    if file.startswith(("http://", "https://")):
        try:
            return await fetch_oparl(file, follow)
        except BadFile as bad:
            raise _refused(settings, bad) from None
    return await asyncio.to_thread(Path(file).read_bytes)


def _whole(settings: Settings, read: Callable[[], Answer]) -> Answer:
    """Return what a file says, or refuse it with every bad row."""
    try:
        return read()
    except BadFile as bad:
        raise _refused(settings, bad) from None


def _refused(settings: Settings, bad: BadFile) -> Refused:
    """Return the refusal of a file: every row with its reason, then that nothing was taken."""
    lines = _lines(settings, bad.problems)
    return Refused("\n".join([*lines, sentence("refused.rows", settings.language, n=len(lines))]))


def _lines(settings: Settings, problems: Iterable[Problem]) -> list[str]:
    """Say each problem of a file with its line and column."""
    lines = []
    for problem in problems:
        text = say(problem.key, settings.language, **problem.values)
        place = [sentence("row.line", settings.language, n=problem.line)] if problem.line else []
        place += [problem.column] if problem.column else []
        lines.append(f"{', '.join(place)}: {text}" if place else text)
    return lines


def _needed(settings: Settings, option: str, value: str) -> str:
    """Return a value that must not be empty."""
    if not value.strip():
        raise Refused(sentence("refused.empty", settings.language, option=option))
    return " ".join(value.split())


def _moment(settings: Settings, written: str) -> datetime:
    """Return the start of a sitting; a time without offset is local."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise Refused(sentence("refused.start", settings.language)) from None
    if "T" not in written.upper() and " " not in written.strip():
        raise Refused(sentence("refused.start", settings.language))
    return (moment if moment.tzinfo else moment.replace(tzinfo=settings.zone)).astimezone(UTC)


def _require_rules(settings: Settings, name: str, starts: datetime) -> None:
    """See that the body's rule set has a version that holds on the day of the sitting."""
    refuse_bad_rules(settings)
    try:
        body = body_of(settings, name)
        ruleset_text(body.ruleset, starts.astimezone(settings.zone).date(), body.overlay)
    except TownFileRefused as fault:
        raise Refused(town_sentence(settings, fault)) from None
    except NotInForce as none:
        said = not_in_force_sentence(settings.language, none.name, none.day, none.spans)
        raise Refused(said) from None


def _day(settings: Settings, option: str, written: str) -> date | None:
    """Return a day, written 2026-12-01 or 01.12.2026; None where nothing is."""
    if not written:
        return None
    for shape in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(written, shape).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise Refused(sentence("refused.day", settings.language, option=option))
