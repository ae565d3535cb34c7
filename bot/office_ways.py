"""Members for whom the office is asked: what their card owes, the two commands, and the presses on it."""

from collections.abc import Iterator

from bot.asking import Asked
from bot.heard import Heard
from bot.hub import Hub
from bot.owed import Activity, Owed
from bot.owing import Draw, Owing
from bot.press_admission import Verb
from bot.replies_out import Answer, say_card
from cards.build import activity_of
from cards.office_way import asked_for, office_way_card
from council import commands as cmd
from council import events as ev
from council.ballots import Ballot, Choice, Phase
from council.errors import AlteredPress
from council.ids import BallotId
from council.roster import Member
from council.sitting import CaseKind, Sitting
from wording.voice import voice_of

_WAYS = ev.OfficeWayBegan | ev.OfficeWayEnded
_BALLOTS = ev.BallotOpened | ev.BallotClosed | ev.BallotCancelled | ev.BallotSuperseded
_VOTES = ev.VoteCast | ev.VoteEntered
_CHOICES = {choice.value: choice for choice in Choice}


async def by_office(asked: Asked) -> Answer | None:
    """From now on the office is asked for a member's vote at each ballot."""
    member = asked.person(asked.args.name)
    await asked.turn(cmd.VoteByOffice(**asked.head(), member=member))
    return asked.noted("office_way.began", name=asked.held.name(member))


async def themselves(asked: Asked) -> Answer | None:
    """The member votes by themselves again."""
    member = asked.person(asked.args.name)
    await asked.turn(cmd.VoteThemselves(**asked.head(), member=member))
    return asked.noted("office_way.ended", name=asked.held.name(member))


class OfficeWays:
    """Owes the office one card per ballot for the members whose device cannot vote."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._owing = Owing(hub)

    def owed(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        """The card that *event* calls for, new or drawn anew."""
        ballot = self._concerned(sitting, event)
        if ballot is None:
            return
        slot = f"office-way:{ballot.id}"
        asked = bool(asked_for(sitting, ballot)) and not ballot.by_hands
        if asked or self._hub.outbox.posted(sitting.id, slot):
            yield self._owing.in_office(sitting, slot, self._drawn(slot, ballot.id))

    def _concerned(self, sitting: Sitting, event: ev.Event) -> Ballot | None:
        """The ballot whose card may look different after *event*."""
        if isinstance(event, _VOTES):
            asked = event.member in sitting.by_office.values()
            return sitting.ballots[event.ballot] if asked else None
        if isinstance(event, _BALLOTS):
            return sitting.ballots[event.ballot]
        if isinstance(event, _WAYS):
            return sitting.ballot
        if isinstance(event, ev.EntryRejected):
            case = sitting.cases.get(event.case)
            return sitting.ballot if case is not None and case.kind is CaseKind.VOTE else None
        return None

    def _drawn(self, slot: str, number: BallotId) -> Draw:
        """The card as it is now; none for a ballot that was over before it could be posted."""

        def draw(sitting: Sitting) -> Activity | None:
            ballot = sitting.ballots[number]
            stands = self._hub.outbox.delivered(sitting.id, slot).once
            if not stands and (ballot.phase is not Phase.OPEN or not asked_for(sitting, ballot)):
                return None
            return activity_of(office_way_card(sitting, ballot))

        return draw


class OfficeWayPresses:
    """Takes the presses on that card; a second person confirms each entry, as with ``stimme``."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def verbs(self) -> dict[str, Verb]:
        """The presses by the name of their verb."""
        return {"office.vote": self._vote}

    async def _vote(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """Enter a vote on the member's word whom the button means by number; every field is checked."""
        number, ballot = (heard.value.get(name) for name in ("case", "ballot"))
        choice = _CHOICES.get(str(heard.value.get("choice")))
        whole = type(number) is int and type(ballot) is int
        meant = sitting.by_office.get(int(str(number))) if whole else None
        if meant is None or choice is None:
            raise AlteredPress(ballot=0)
        command = cmd.EnterVote(
            sitting=sitting.id,
            by=member.id,
            cause=heard.id,
            member=meant,
            choice=choice,
            reason=voice_of(sitting).say("office_way.reason"),
            ballot=BallotId(int(str(ballot))),
        )
        entry = await self._hub.desk.turn(command)
        return say_card(office_way_card(entry.sitting, entry.sitting.ballots[BallotId(int(str(ballot)))]))
