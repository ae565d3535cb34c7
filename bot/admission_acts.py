"""The typed commands about coming in: admitted, not admitted, and whose seat a doubtful person has."""

from bot.asking import Asked
from bot.replies_out import Answer
from council import commands as cmd
from council.doubts import DoubtRuling
from council.errors import NothingWaits, UnknownCase
from council.ids import CaseId
from council.sitting import CaseKind


async def admit(asked: Asked) -> Answer | None:
    """Admit a person by name, whether they have signed in or not."""
    await asked.turn(cmd.AdmitMember(**asked.head(), member=asked.person(asked.args.name)))
    return asked.noted()


async def refuse(asked: Asked) -> Answer | None:
    """Do not admit somebody who has signed in."""
    member, reason = asked.person_and_rest()
    case = asked.held.presence(member).case
    if case is None or not asked.held.presence(member).waiting:
        raise NothingWaits(case=0)
    await asked.turn(cmd.RefuseAdmission(**asked.head(), case=CaseId(case), reason=reason))
    return asked.done()


async def seat(asked: Asked) -> Answer | None:
    """Admit the doubtful person of a case for the seat of a person named."""
    number = CaseId(asked.args.case)
    found = asked.held.cases.get(number)
    if found is None or found.kind is not CaseKind.DOUBT:
        raise UnknownCase(case=int(number))
    member = asked.person(asked.args.name)
    command = cmd.SettleDoubt(**asked.head(), case=number, ruling=DoubtRuling.ADMITTED, member=member)
    await asked.turn(command)
    return asked.done()
