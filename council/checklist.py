"""What has to be seen to before a sitting is opened (Checkliste), and what is still missing."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from council.legal import legal_basis
from council.rulebook import Format, Provision, RuleBook
from council.sitting import Sitting

DAYS = ("convened", "notified", "consent")
"""The entries that are days."""

KEYS = (*DAYS, "reason", "public_room", "stream", "hotline", "guests", "basis", "second")
"""What can be noted: convened on, notice given on, consent given on, reason of the emergency,
public room, stream, telephone for trouble, guests, local basis, second sitting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that the checklist asks for and that is not there.

    ``blocks``: the rule set lets the sitting not be opened without it. ``latest`` is the last day
    on which a notice would have been in time, where one came too late.
    """

    key: str
    norm: str = ""
    blocks: bool = False
    settled: bool = True
    latest: date | None = None


def lacking(sitting: Sitting) -> tuple[Lack, ...]:
    """What is missing before the opening, in the order of the checklist."""
    rules, noted = sitting.rules, sitting.particulars
    found = [Lack(key="convened")] if not noted.get("convened") else []
    if sitting.format is not Format.PRESENCE:
        found += _of_the_format(sitting, rules)
    if sitting.format is Format.DIGITAL:
        found += _of_digital(sitting, rules)
    if not sitting.minute_taker:
        found.append(Lack(key="minute_taker"))
    if len(sitting.cosigners) < 2:
        found.append(Lack(key="cosigners"))
    blocking = set(rules.checklist_blocks.value)
    return tuple(replace(lack, blocks=lack.key in blocking and lack.settled) for lack in found)


def _of_the_format(sitting: Sitting, rules: RuleBook) -> list[Lack]:
    found = []
    rule = rules.provision(sitting.format)
    if rule is not None and rule.value is Provision.NONE:
        found.append(Lack(key="format", norm=rule.norm, settled=rule.settled))
    elif rule is not None and not rule.settled:
        found.append(Lack(key="format_unsettled", norm=rule.norm, settled=False))
    chair = rules.chair_in_room
    if chair.value and sitting.format is Format.HYBRID and sitting.connected(sitting.chair):
        found.append(Lack(key="chair_in_room", norm=chair.norm, settled=chair.settled))
    system = rules.approved_system
    if system.value:
        found.append(Lack(key="approved_system", norm=system.norm, settled=system.settled))
    regular = rule is not None and rule.value is Provision.REGULAR
    if regular and rules.local_basis.value and not sitting.particulars.get("basis"):
        basis = rules.local_basis
        found.append(Lack(key="basis", norm=basis.norm, settled=basis.settled))
    emergency = rule is not None and rule.value is Provision.EMERGENCY
    wanted = emergency and rules.emergency_reason.value is not False
    if wanted and not sitting.particulars.get("reason"):
        reason = rules.emergency_reason
        found.append(Lack(key="reason", norm=reason.norm, settled=reason.settled))
    return found


def _of_digital(sitting: Sitting, rules: RuleBook) -> list[Lack]:
    found = []
    noted = sitting.particulars
    notice = rules.notice_days
    if notice.value:
        latest = latest_notice(sitting.starts, sitting.timezone, notice.value)
        given = noted.get("notified", "")
        if not given:
            found.append(Lack(key="notified", norm=notice.norm, settled=notice.settled))
        elif date.fromisoformat(given) > latest:
            found.append(Lack(key="notified_late", norm=notice.norm, settled=notice.settled, latest=latest))
    consent = rules.prior_consent
    if consent.value and not noted.get("consent"):
        found.append(Lack(key="consent", norm=consent.norm, settled=consent.settled))
    room = rules.public_room
    if room.value and not noted.get("public_room"):
        found.append(Lack(key="public_room", norm=room.norm, settled=room.settled))
    if not (sitting.stream or noted.get("stream")):
        found.append(Lack(key="stream"))
    if not noted.get("hotline"):
        found.append(Lack(key="hotline"))
    return found


@legal_basis("SächsGemO", "§ 36a", "digital.notice_days")
def latest_notice(starts: datetime, timezone: str, days: int) -> date:
    """The last day on which the notice to the supervisory authority is in time.

    *days* whole days lie between the day of the notice and the day of the sitting, reckoned as
    dates in the town's time zone: for a sitting on the 9th, seven days before is the 2nd.
    """
    return starts.astimezone(ZoneInfo(timezone)).date() - timedelta(days=days)
