"""One typed command with its surroundings, and what its words mean in the sitting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands import Parsed
from bot.heard import Heard, Place
from bot.hub import Hub
from bot.replies_out import Answer, say_text
from council import names
from council.commands import Command
from council.errors import NotInRoster, NotPrepared, UnknownMember
from council.ids import MemberId
from council.roster import Member
from council.sitting import Sitting
from desk.desk import Entry
from wording.voice import voice_of


class NameUnclear(Exception):
    """Several people fit a typed name; each with the whole command that would mean them."""

    def __init__(self, name: str, options: tuple[tuple[Member, str], ...]) -> None:
        super().__init__(name)
        self.name = name
        self.options = options


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for what, where, and in which sitting (None where there is none)."""

    hub: Hub
    heard: Heard
    place: Place
    sitting: Sitting | None
    member: Member | None
    parsed: Parsed

    @property
    def args(self) -> Any:
        """The command's arguments as the grammar read them."""
        return self.parsed.args

    @property
    def held(self) -> Sitting:
        """The sitting; raises :class:`NotPrepared` where there is none."""
        if self.sitting is None:
            raise NotPrepared
        return self.sitting

    @property
    def by(self) -> MemberId:
        """Who asks; raises :class:`NotInRoster` where the roster has nobody such."""
        if self.member is None:
            raise NotInRoster
        return self.member.id

    def head(self) -> Mapping[str, Any]:
        """The beginning of every command: which sitting, who, by which activity."""
        return {"sitting": self.held.id, "by": self.by, "cause": self.heard.id}

    async def turn(self, command: Command) -> Entry:
        """Take *command* to the desk."""
        return await self.hub.desk.turn(command)

    def done(self, key: str = "act.done", **values: object) -> Answer | None:
        """A short word that it was done; in the meeting's chat the act itself says so."""
        if self.place is Place.MEETING:
            return None
        return say_text(voice_of(self.held).say(key, **values))

    def noted(self, key: str = "act.done", **values: object) -> Answer:
        """A short word that it was done, for whatever nobody sees in the meeting's chat."""
        return say_text(voice_of(self.held).say(key, **values))

    def person(self, name: str) -> MemberId:
        """The one person a typed name means.

        Raises :class:`UnknownMember` where nobody fits and :class:`NameUnclear` where several do.
        """
        roster = self.held.roster
        exact = roster.get(MemberId(name.strip()))
        if exact is not None:
            return exact.id
        found = names.find(name, roster)
        if not found:
            raise UnknownMember(name=name)
        if len(found) > 1:
            raise NameUnclear(name, self._meaning(name, found))
        return found[0].id

    def _meaning(self, name: str, found: tuple[Member, ...]) -> tuple[tuple[Member, str], ...]:
        """The whole command for each of these people: by full name, by id where that is shared."""
        lines = []
        for member in found[:6]:
            full = f"{member.first} {member.last}"
            alone = len(names.find(full, self.held.roster)) == 1
            lines.append((member, self.parsed.text.replace(name, full if alone else str(member.id), 1)))
        return tuple(lines)

    def person_and_rest(self, text: str = "") -> tuple[MemberId, str]:
        """The person whose name begins *text* (or what was typed), and what follows: a reason.

        Raises as :meth:`person` does.
        """
        text = text or str(self.args.text)
        first, _, _ = text.strip().partition(" ")
        exact = self.held.roster.get(MemberId(first))
        if exact is not None:
            return exact.id, text[len(first) :].strip()
        found, rest = names.find_leading(text, self.held.roster)
        if not found:
            raise UnknownMember(name=text)
        if len(found) > 1:
            name = text[: len(text) - len(rest)].strip()
            raise NameUnclear(name, self._meaning(name, found))
        return found[0].id, rest.strip()

    def people(self, listed: tuple[str, ...]) -> tuple[MemberId, ...]:
        """The people that several typed names mean."""
        return tuple(dict.fromkeys(self.person(name) for name in listed))

    def past(self, at: time | None) -> datetime | None:
        """A typed time of day as the moment of this sitting at which it was.

        What lies more than half a day ahead was said after midnight of the evening before.
        """
        moment = self._today(at)
        if moment is not None and moment - self.hub.now() > timedelta(hours=12):
            return moment - timedelta(days=1)
        return moment

    def break_end(
        self, minutes: int | None, until: time | None, days: int, on: date | None
    ) -> datetime | None:
        """A break's end, also on another day."""
        if until is None or not (days or on):
            return self.future(minutes, until)
        here = self.hub.now().astimezone(ZoneInfo(self.held.timezone))
        day = on or here.date() + timedelta(days=days)
        return datetime.combine(day, until, here.tzinfo).astimezone(UTC)

    def future(self, minutes: int | None, until: time | None) -> datetime | None:
        """A break's end: in so many minutes, or the next time the clock shows *until*."""
        now = self.hub.now()
        if minutes is not None:
            return now + timedelta(minutes=minutes)
        moment = self._today(until)
        if moment is not None and now - moment > timedelta(hours=12):
            return moment + timedelta(days=1)
        return moment

    def _today(self, at: time | None) -> datetime | None:
        if at is None:
            return None
        here = self.hub.now().astimezone(ZoneInfo(self.held.timezone))
        moment = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        return moment.astimezone(self.hub.now().tzinfo)
