"""Signed activities of odd shapes: nothing is done, and nobody meets a traceback (issue, "Bad input")."""

from typing import Any

from tests.evening.hall import MEMBERS, Hall

SHAPES: tuple[dict[str, Any], ...] = (
    {"value": [1, 2]},
    {"value": "x"},
    {"value": 7},
    {"value": {"action": ["a"]}},
    {"value": {"verb": ["help.show"]}, "text": ""},
    {"value": {"verb": "ballot.cast", "sitting": None}, "text": ""},
    {"value": {"verb": "command.run", "text": {"a": 1}}, "text": ""},
    {"value": {"verb": "command.run", "text": "x" * 20000}, "text": ""},
    {"value": {"verb": "admission.admit", "sitting": "2026-12-09-stadtrat", "case": 1.5}, "text": ""},
    {"channelData": {"tenant": "x"}},
    {"channelData": {"meeting": "x"}},
    {"channelData": {"meeting": {"id": 5}}},
    {"entities": [{"type": "mention", "mentioned": "x"}]},
    {"entities": [{"type": "mention", "mentioned": {"id": 5}}]},
    {"text": "a" * 200000},
    {"text": "\u202e top 4 \u0000"},
    {"attachments": [{"contentType": 5}]},
    {"type": "event", "name": "application/vnd.microsoft.meetingParticipantLeave", "value": [1]},
    {
        "type": "event",
        "name": "application/vnd.microsoft.meetingParticipantLeave",
        "value": {"members": [1, {"user": 5}, {"user": {"aadObjectId": 7}}]},
    },
    {
        "type": "event",
        "name": "application/vnd.microsoft.meetingParticipantLeave",
        "value": {"members": 5},
    },
    {"type": "invoke", "name": "fileConsent/invoke", "value": {"context": 5, "action": []}},
    {"type": "invoke", "name": "fileConsent/invoke", "value": 5},
    {"type": "invoke", "name": "something/else", "value": {}},
    {"type": "conversationUpdate", "membersAdded": [{"id": "x"}]},
    {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
    {"type": "messageUpdate", "text": "sitzung schließen"},
    {"type": "nonsense"},
)


class TestOddShapes:
    """contract § 5.2 and the issue's "Bad input": altered data is a sentence or a 4xx, never a 5xx."""

    async def test_are_taken_without_a_fault(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        version = hall.sitting.version
        for change in SHAPES:
            activity = hall.world.client.build.message(
                hall.person("vogt"), hall.meeting, "quatsch", mention=True
            )
            data = {**activity["channelData"], **change.get("channelData", {})}
            answer = await hall.world.client.delivery.post({**activity, **change, "channelData": data})
            assert answer.status < 500 or answer.status == 501, change
        await hall.say("vogt", "top 4")
        await hall.seen("Neubau der Grundschule")

        assert hall.sitting.version == version + 1

    async def test_an_edited_message_is_no_command(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        build = hall.world.client.build
        activity = build.message(hall.person("vogt"), hall.meeting, "sitzung schließen", mention=True)
        await hall.world.client.delivery.post({**activity, "type": "messageUpdate"})
        await hall.world_idle()

        assert hall.sitting.ended_at is None
