"""What is frozen into a sitting at its preparation: the roster, the agenda, and the rules of its day."""

from zoneinfo import ZoneInfo

from config import Settings
from council import commands as cmd
from council.errors import RulesNotInForce
from council.ids import MemberId
from council.roster import Roster
from desk.rulesets import NotInForce, ruleset_text
from store.planned import Planned
from town import Body, body_of


def prepare_command(
    settings: Settings, planned: Planned, roster: Roster, by: MemberId, meeting: str, cause: str = ""
) -> cmd.PrepareSitting:
    """The command that prepares a planned sitting in a meeting. Raises RulesNotInForce, TownFileRefused."""
    body = body_of(settings, planned.body)
    return cmd.PrepareSitting(
        sitting=planned.id,
        by=by,
        cause=cause,
        title=planned.title,
        body=planned.body,
        starts=planned.starts,
        format=planned.format,
        rules=rules_of(body, planned, settings.zone),
        seats=body.seats,
        grace_minutes=body.grace_minutes,
        meeting=meeting,
        roster=roster,
        agenda=planned.agenda,
        language=settings.language,
        timezone=settings.timezone,
        reason=planned.reason,
        notified=planned.notified,
        convened=planned.convened,
        public_room=planned.public_room,
        stream=settings.stream_url,
        probe=planned.probe or settings.local_mode,
        second=planned.second,
    )


def rules_of(body: Body, planned: Planned, zone: ZoneInfo) -> str:
    """The rules of a body on the day of the sitting, its own rules of procedure laid over them."""
    day = planned.starts.astimezone(zone).date()
    try:
        return ruleset_text(body.ruleset, day, body.overlay)
    except NotInForce as none:
        raise RulesNotInForce(ruleset=none.name, day=day.isoformat()) from none
