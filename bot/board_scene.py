"""The office's board, with what only the outbox knows: who has no chat of their own."""

from bot.hub import Hub
from bot.owed import Activity
from bot.owing import Draw
from cards.board import board_card
from cards.build import activity_of
from council.ids import MemberId
from council.sitting import Sitting


def board(hub: Hub) -> Draw:
    """The board: presence, quorum, progress of the open ballot."""

    def draw(sitting: Sitting) -> Activity:
        return activity_of(board_card(sitting, without_chat=without_chat(hub, sitting)))

    return draw


def without_chat(hub: Hub, sitting: Sitting) -> tuple[MemberId, ...]:
    """Who with a vote takes part remotely, or waits to, and cannot be reached in a chat of their own."""
    return tuple(
        m.id
        for m in sitting.roster.entitled()
        if (sitting.connected(m.id) or sitting.presence(m.id).waiting) and not hub.reaches(m.contact.entra_id)
    )
