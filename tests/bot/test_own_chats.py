"""Which troubles are one person's own, and which concern the sitting."""

import pytest

from bot.outbox import Trouble
from bot.own_chats import OPENING, of_one_chat


@pytest.mark.parametrize(
    ("slot", "chat", "status", "own"),
    [
        pytest.param("ballot:3@person:a", "person:a", 403, True, id="ballot-refused"),
        pytest.param("aloud:3:a:1", "person:a", 404, True, id="receipt-refused"),
        pytest.param(f"{OPENING}person:a", "person:a", 0, True, id="never-opened"),
        pytest.param("ballot:3@person:a", "person:a", 503, False, id="teams-away"),
        pytest.param("ballot:3", "meeting:19", 403, False, id="meeting"),
        pytest.param("control:3@vogt", "person:a", 403, False, id="control-card"),
    ],
)
def test_one_persons_chat_alarms_nobody_unless_the_chair_is_left_without_a_card(
    slot: str, chat: str, status: int, own: bool
) -> None:
    trouble = Trouble(sitting="s", slot=slot, chat=chat, status=status, reason="x")

    assert of_one_chat(trouble) is own
