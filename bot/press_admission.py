"""Presses with which the office lets people in: together, one by one, and where somebody is doubtful."""

from collections.abc import Awaitable, Callable

from bot.heard import Heard
from bot.hub import Hub
from bot.replies_out import Answer, say_card
from cards.admission import admission_list_card
from cards.doubts import doubt_card, other_seat_card
from cards.presence import admission_card
from council import commands as cmd
from council.authority import require_role
from council.decide_admission import waiting_case
from council.doubts import DoubtRuling
from council.errors import AlteredPress, NothingWaits, UnknownCase
from council.ids import NOBODY, CaseId, MemberId
from council.roster import Member, Role
from council.sitting import Case, CaseKind, Sitting

Verb = Callable[[Heard, Sitting, Member], Awaitable[Answer]]

_RULINGS = {
    "admitted": DoubtRuling.ADMITTED,
    "refused": DoubtRuling.REFUSED,
    "here": DoubtRuling.HERE,
    "gone": DoubtRuling.GONE,
    "noted": DoubtRuling.NOTED,
}
MOST_LISTED = 2000


class AdmissionPresses:
    """Takes the presses on the office's lists, single sign-ins and doubts."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def verbs(self) -> dict[str, Verb]:
        """The presses by the name of their verb."""
        return {
            "admission.admit": self._admit,
            "admission.admit_all": self._admit_all,
            "admission.refuse": self._refuse,
            "doubt.settle": self._settle,
            "doubt.other": self._other,
        }

    async def _admit(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        case = case_of(heard)
        command = cmd.AdmitMember(sitting=sitting.id, by=member.id, cause=heard.id, case=case)
        return await self._one(command, case)

    async def _refuse(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        case = case_of(heard)
        command = cmd.RefuseAdmission(sitting=sitting.id, by=member.id, cause=heard.id, case=case)
        return await self._one(command, case)

    async def _one(self, command: cmd.Command, case: CaseId) -> Answer:
        """The sign-in as it was decided, also for whoever presses again or a moment too late."""
        sitting = await self._turn(command)
        return say_card(admission_card(sitting, [sitting.cases[case]]))

    async def _turn(self, command: cmd.Command) -> Sitting:
        """The sitting after the turn; where everything was settled already, as it is."""
        try:
            return (await self._hub.desk.turn(command)).sitting
        except NothingWaits:
            newest = self._hub.desk.sitting(command.sitting)
            if newest is None:
                raise
            return newest

    async def _admit_all(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """Admit exactly those who stood on the card that was pressed; the answer names them."""
        cases = heard.value.get("cases")
        listed = cases if isinstance(cases, list) and len(cases) <= MOST_LISTED else []
        if not listed or any(type(number) is not int for number in listed):
            raise AlteredPress(ballot=0)
        command = cmd.AdmitTogether(
            sitting=sitting.id,
            by=member.id,
            cause=heard.id,
            cases=tuple(CaseId(number) for number in listed),
        )
        newest = await self._turn(command)
        members = {newest.cases[case].member for case in command.cases}
        lists = [number for number, done in newest.lists.items() if members & set(done.members)]
        if not lists:
            raise NothingWaits(case=max(command.cases))
        return say_card(admission_list_card(newest, max(lists)))

    async def _settle(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        case = case_of(heard)
        ruling = _RULINGS.get(str(heard.value.get("ruling", "")))
        if ruling is None:
            raise AlteredPress(ballot=0)
        command = cmd.SettleDoubt(
            sitting=sitting.id,
            by=member.id,
            cause=heard.id,
            case=case,
            ruling=ruling,
            member=self._seat(heard, sitting, case),
        )
        newest = await self._turn(command)
        return say_card(doubt_card(newest, newest.cases[case]))

    def _seat(self, heard: Heard, sitting: Sitting, case: CaseId) -> MemberId:
        """The seat that a button names by its place among those proposed; nobody where it names none."""
        place = heard.value.get("seat")
        if place is None:
            return NOBODY
        seats = _doubt(sitting, case).seats
        if type(place) is not int or not 0 <= place < len(seats):
            raise AlteredPress(ballot=0)
        return seats[place]

    async def _other(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """For whom else somebody may be admitted."""
        case = case_of(heard)
        require_role(sitting, cmd.Command(sitting=sitting.id, by=member.id), Role.OFFICE)
        newest = self._hub.desk.sitting(sitting.id) or sitting
        return say_card(other_seat_card(newest, waiting_case(newest, case, CaseKind.DOUBT)))


def _doubt(sitting: Sitting, case: CaseId) -> Case:
    return waiting_case(sitting, case, CaseKind.DOUBT)


def case_of(heard: Heard) -> CaseId:
    """The case that a button names; raises :class:`UnknownCase` for anything else."""
    number = heard.value.get("case")
    if type(number) is not int:
        raise UnknownCase(case=0)
    return CaseId(number)
