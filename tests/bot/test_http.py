"""The route: presses straight to their handler, everything else through the SDK's turn."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.presses import CARD_TYPE, ERROR_TYPE, MESSAGE_TYPE, card_answer, fault_in_press
from bot.tokens import LocalGate
from tests.bot.edge import FAULT, Door, open_door
from tests.bot.signing import TENANT, message, press

LOCAL = "http://127.0.0.1:56150/_connector"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door(LocalGate()) as door:
        yield door


class TestPresses:
    """Contract § 5, 3: the reply to a press is HTTP 200 with statusCode, type and value."""

    async def test_press_is_answered_past_the_turn(self, door: Door) -> None:
        status, answer = await door.knock({**press(choice="ja"), "serviceUrl": LOCAL})

        assert status == 200
        assert answer == {"statusCode": 200, "type": MESSAGE_TYPE, "value": "gezählt"}
        assert len(door.presses) == 1
        assert not door.turns

    @pytest.mark.parametrize(
        "value",
        [
            pytest.param(None, id="nothing"),
            pytest.param("text", id="text"),
            pytest.param({}, id="no-action"),
            pytest.param({"action": None}, id="action-is-nothing"),
            pytest.param({"action": {"type": "Action.Submit", "verb": "x"}}, id="submit"),
            pytest.param({"action": {"type": "Action.Execute"}}, id="no-verb"),
            pytest.param({"action": {"type": "Action.Execute", "verb": 5}}, id="verb-is-a-number"),
            pytest.param({"action": {"type": "Action.Execute", "verb": ""}}, id="verb-is-empty"),
            pytest.param({"action": {"type": "Action.Execute", "verb": "x" * 129}}, id="verb-is-long"),
            pytest.param(
                {"action": {"type": "Action.Execute", "verb": "x", "data": [1]}}, id="data-is-a-list"
            ),
        ],
    )
    async def test_malformed_press_is_answered_in_the_form_of_an_error(self, door: Door, value: Any) -> None:
        status, answer = await door.knock({**press(), "serviceUrl": LOCAL, "value": value})

        assert status == 200
        assert answer["statusCode"] == 400
        assert answer["type"] == ERROR_TYPE
        assert set(answer["value"]) == {"code", "message"}
        assert door.work == 0

    async def test_failing_handler_is_answered_with_the_sentence_for_that(self, door: Door) -> None:
        status, answer = await door.knock({**press("fail"), "serviceUrl": LOCAL})

        assert status == 200
        assert answer["statusCode"] == 500
        assert answer["value"] == {"code": "Failed", "message": FAULT}

    def test_press_without_data_is_whole(self) -> None:
        value = {"action": {"type": "Action.Execute", "verb": "help.show"}}

        assert fault_in_press({"value": value}) is None

    def test_card_answer_replaces_the_card(self) -> None:
        assert card_answer({"type": "AdaptiveCard"}) == {
            "statusCode": 200,
            "type": CARD_TYPE,
            "value": {"type": "AdaptiveCard"},
        }


class TestSubmits:
    """Contract § 5, 2: the same press as Action.Submit is accepted too."""

    async def test_message_with_a_value_and_no_text_is_a_submit(self, door: Door) -> None:
        sent = message(serviceUrl=LOCAL, text=None, value={"verb": "ballot.cast"})

        assert (await door.knock(sent))[0] == 200
        assert [found["value"] for found in door.submits] == [{"verb": "ballot.cast"}]

    @pytest.mark.parametrize("changes", [{"text": "hilfe", "value": {"a": 1}}, {"value": "x"}])
    async def test_message_with_words_is_a_message(self, door: Door, changes: dict[str, Any]) -> None:
        assert (await door.knock(message(serviceUrl=LOCAL, **changes)))[0] == 200
        assert not door.submits
        assert len(door.turns) == 1


class TestTurns:
    """Everything else goes through ``process_activity`` with our own check."""

    async def test_activity_reaches_the_turn_as_it_was_sent(self, door: Door) -> None:
        await door.knock(message(serviceUrl=LOCAL, text="tagesordnung"))

        turn = door.turns[0]
        assert turn.text == "tagesordnung"
        assert turn.from_property.aad_object_id == "0a0a0a0a-0000-4000-8000-000000000001"
        assert turn.conversation.tenant_id == TENANT

    async def test_answer_of_a_turn_goes_out_through_the_outbox(self, door: Door) -> None:
        assert (await door.knock(message(serviceUrl=LOCAL, text="frage")))[0] == 200

        ref, activity = door.posted[0]
        assert activity["text"] == "antwort"
        assert ref.conversation == "19:meeting_x@thread.v2"
        assert (ref.service_url, ref.tenant, ref.kind) == (LOCAL, TENANT, "meeting")

    async def test_update_without_channel_data_is_no_fault(self, door: Door) -> None:
        sent = message(
            type="conversationUpdate",
            serviceUrl=LOCAL,
            text=None,
            channelData=None,
            membersAdded=[{"id": "29:x"}],
        )

        assert (await door.knock(sent))[0] == 200
        assert door.turns[0].channel_data == {}

    async def test_failing_turn_is_a_short_answer(self, door: Door) -> None:
        status, answer = await door.knock(message(serviceUrl=LOCAL, text="kaputt"))

        assert status == 500
        assert answer == {"error": {"code": "Failed"}}

    async def test_answer_of_another_invoke_is_plain_json(self, door: Door) -> None:
        sent = message(type="invoke", name="known/invoke", serviceUrl=LOCAL, text=None)

        assert await door.knock(sent) == (202, {"taken": True})
        assert not door.posted

    async def test_invoke_nobody_answers_is_not_implemented(self, door: Door) -> None:
        sent = message(type="invoke", name="fileConsent/invoke", serviceUrl=LOCAL, text=None)

        assert (await door.knock(sent))[0] == 501

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"timestamp": "yesterday"}, id="time"),
            pytest.param({"entities": [{"type": 5}]}, id="entity"),
            pytest.param({"attachments": [{"content": {}}]}, id="attachment"),
            pytest.param({"expiration": 5}, id="expiration"),
            pytest.param({"suggestedActions": "x"}, id="suggested-actions"),
            pytest.param({"type": "no-such-type"}, id="unknown-type"),
        ],
    )
    async def test_odd_fields_never_end_in_a_server_error(self, door: Door, changes: dict[str, Any]) -> None:
        status, _ = await door.knock(message(serviceUrl=LOCAL, **changes))

        assert status in (200, 400)


class TestLog:
    """Issue, part 8: a line about an activity names its sitting and the activity itself."""

    @pytest.mark.parametrize(
        ("sent", "event"),
        [
            pytest.param(press("fail"), "press.failed", id="press-fails"),
            pytest.param(press("x" * 129), "press.malformed", id="press-malformed"),
            pytest.param(message(text="kaputt"), "activity.failed", id="turn-fails"),
            pytest.param(message(text="vergessen"), "activity.not_read_back", id="not-read-back"),
            pytest.param(message(timestamp="yesterday"), "request.refused", id="refused"),
        ],
    )
    async def test_names_both(self, door: Door, sent: dict[str, Any], event: str) -> None:
        with capture_logs() as lines:
            await door.knock({**sent, "serviceUrl": LOCAL, "id": "1700000000000" + "0" * 200})
        (line,) = [line for line in lines if line["event"] == event]

        assert line["sitting"] == "of 19:meeting_x@thread.v2"
        assert line["cause"] == "1700000000000" + "0" * 107
