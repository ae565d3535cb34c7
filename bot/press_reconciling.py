"""Presses with which the office decides what differs between the account and Teams' report."""

from functools import partial

from bot.comparison_cards import page_of
from bot.heard import Heard
from bot.hub import Hub
from bot.press_admission import Verb, case_of
from bot.replies_out import Answer, say_card
from cards.reconciling import compared_card
from council import commands as cmd
from council.reconciling import DifferenceRuling
from council.roster import Member
from council.sitting import Sitting


class ReconcilingPresses:
    """Takes the presses on the comparison's cards."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def verbs(self) -> dict[str, Verb]:
        """The presses by the name of their verb."""
        return {
            "attendance.account": partial(self._settle, DifferenceRuling.ACCOUNT),
            "attendance.report": partial(self._settle, DifferenceRuling.REPORT),
        }

    async def _settle(
        self, ruling: DifferenceRuling, heard: Heard, sitting: Sitting, member: Member
    ) -> Answer:
        """Settle one difference and show its page as it is now."""
        case = case_of(heard)
        command = cmd.SettleDifference(
            sitting=sitting.id, by=member.id, cause=heard.id, case=case, ruling=ruling
        )
        entry = await self._hub.desk.turn(command)
        return say_card(compared_card(entry.sitting, page_of(entry.sitting, case)))
