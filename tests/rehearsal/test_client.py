"""What people do reaches the bot as Teams sends it, and everybody sees their own card."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import jwt
import pytest

from rehearsal.chats import Chat, NotSeenInTime, Seeing, first_seen
from rehearsal.faults import Faults
from rehearsal.people import Device, Person, person
from rehearsal.reading import ADAPTIVE_CARD, FILE_CONSENT_CARD, FILE_INFO_CARD, NoSuchButton, has_button
from rehearsal.world import World
from tests.rehearsal.conftest import Caller, Receiver, card_with, message_with


def card_reply(*titles: str, text: str) -> dict[str, Any]:
    return {"statusCode": 200, "type": ADAPTIVE_CARD, "value": card_with(*titles, text=text)}


class TestTyping:
    """teams.md 5.12: in group chats the bot hears only what mentions it."""

    async def test_a_mention_in_the_meeting_chat(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        await world.client.say(member, meeting, "beschlussfähigkeit")

        assert meeting.meeting is not None
        assert bot.last["text"] == "<at>Ratssaal</at> beschlussfähigkeit"
        assert bot.last["entities"][0]["mentioned"]["id"] == world.tenant.bot_mri
        assert bot.last["channelData"]["meeting"]["id"] == meeting.meeting.id
        assert bot.last["conversation"] == {
            "conversationType": "groupChat",
            "tenantId": world.tenant.id,
            "id": meeting.id,
            "isGroup": True,
        }
        assert bot.last["from"] == {"id": member.mri, "name": member.name, "aadObjectId": member.entra}

    async def test_without_a_mention_the_bot_hears_nothing(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        await world.client.say(member, meeting, "Hört mich jemand?", mention=False)

        assert bot.activities == []
        assert len(meeting.messages) == 1

    async def test_in_ones_own_chat_no_mention_is_needed(
        self, world: World, member: Person, bot: Receiver
    ) -> None:
        await world.client.tell(member, "anwesend")

        assert bot.last["text"] == "anwesend"
        assert bot.last["conversation"]["conversationType"] == "personal"
        assert "meeting" not in bot.last["channelData"]

    async def test_an_anonymous_person_has_no_object_id(
        self, world: World, meeting: Chat, intruder: Person, bot: Receiver
    ) -> None:
        await world.client.say(intruder, meeting, "ja")

        assert "aadObjectId" not in bot.last["from"]

    async def test_everything_is_signed_for_this_bot_and_address(
        self, world: World, member: Person, bot: Receiver
    ) -> None:
        await world.client.tell(member, "hilfe")

        token = bot.headers[-1]["Authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, options={"verify_signature": False})
        assert claims["aud"] == world.registration.app_id
        assert claims["serviceurl"] == bot.last["serviceUrl"] == world.teams.service_url

    async def test_a_bot_that_is_gone_is_no_exception(self, world: World, member: Person) -> None:
        world.client.delivery.endpoint = "http://127.0.0.1:9/api/messages"

        answer = await world.client.tell(member, "hilfe")

        assert answer.status == 0
        assert not answer.arrived


class TestPressing:
    """teams.md 1.24: the reply card is the presser's own until the bot edits the message."""

    async def test_the_press_carries_the_buttons_data(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        message = meeting.send(message_with(card_with("Ja", "Nein")))

        await world.client.press(member, meeting, "Nein")

        assert bot.last["name"] == "adaptiveCard/action"
        assert bot.last["replyToId"] == message.id
        assert bot.last["value"] == {
            "action": {
                "type": "Action.Execute",
                "title": "Nein",
                "verb": "ballot.cast",
                "data": {"ballot": 1, "choice": "nein", "rev": 0},
            },
            "trigger": "manual",
        }

    async def test_only_the_presser_sees_the_reply(
        self, world: World, meeting: Chat, member: Person, chair: Person, bot: Receiver
    ) -> None:
        message = meeting.send(message_with(card_with("Ja", "Nein")))
        bot.reply = card_reply("Ja", "Nein", text="✓ Ihre Stimme: Ja")

        answer = await world.client.press(member, meeting, "Ja")

        assert "Ihre Stimme: Ja" in answer.text
        assert message.seen_by(member) == bot.reply["value"]
        assert message.seen_by(chair) == card_with("Ja", "Nein")

    async def test_the_next_press_is_made_on_the_reply(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        meeting.send(message_with(card_with("Ja", "Nein")))
        reply = card_reply("Ja", "Nein", text="✓")
        reply["value"]["actions"][1]["data"]["rev"] = 1
        bot.replies = [reply]

        await world.client.press(member, meeting, "Ja")
        await world.client.press(member, meeting, "Nein")

        assert bot.last["value"]["action"]["data"]["rev"] == 1

    async def test_an_edit_shows_everybody_the_new_card(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        message = meeting.send(message_with(card_with("Ja")))
        bot.reply = card_reply("Ja", text="✓")
        await world.client.press(member, meeting, "Ja")

        meeting.edit(message, message_with(card_with(text="geschlossen")))

        assert not has_button(message.seen_by(member), "Ja")

    async def test_an_edit_during_the_press_wins(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        message = meeting.send(message_with(card_with("Ja")))
        bot.reply = card_reply("Ja", text="✓")
        pressing = asyncio.create_task(world.client.press(member, meeting, "Ja"))
        await asyncio.sleep(0)

        meeting.edit(message, message_with(card_with(text="geschlossen")))
        await pressing

        assert message.seen_by(member) == card_with(text="geschlossen")

    async def test_a_message_as_the_answer_leaves_the_card(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        message = meeting.send(message_with(card_with("Ja")))
        bot.reply = {
            "statusCode": 200,
            "type": "application/vnd.microsoft.activity.message",
            "value": "Notiert",
        }

        answer = await world.client.press(member, meeting, "Ja")

        assert answer.text == "Notiert"
        assert message.seen_by(member) == card_with("Ja")

    async def test_the_words_of_an_error_can_be_read(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        meeting.send(message_with(card_with("Ja")))
        bot.reply = {
            "statusCode": 400,
            "type": "application/vnd.microsoft.error",
            "value": {"code": "BadRequest", "message": "Unbekannte Abstimmung"},
        }

        assert (await world.client.press(member, meeting, "Ja")).text == "Unbekannte Abstimmung"

    async def test_the_lowest_card_with_the_button_is_pressed(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        meeting.send(message_with(card_with("Ja")))
        lower = meeting.send(message_with(card_with("Ja")))
        meeting.send(message_with(card_with("Namen")))

        await world.client.press(member, meeting, "Ja")

        assert bot.last["replyToId"] == lower.id

    async def test_nobody_presses_what_they_do_not_see(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        message = meeting.send(message_with(card_with("Ja")))
        meeting.delete(message)

        with pytest.raises(NoSuchButton):
            await world.client.press(member, meeting, "Ja")
        assert bot.activities == []

    async def test_an_old_client_sends_a_message_with_the_value(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        message = meeting.send(message_with(card_with("Ja")))

        await world.client.press(replace(member, device=Device.OLD), meeting, "Ja")

        assert bot.last["type"] == "message"
        assert bot.last["value"] == {"ballot": 1, "choice": "ja", "rev": 0, "verb": "ballot.cast"}
        assert bot.last["replyToId"] == message.id
        assert "text" not in bot.last

    async def test_inputs_go_with_the_press(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        card = card_with("Senden")
        card["body"].append({"type": "Input.Text", "id": "reason", "value": "alt"})
        meeting.send(message_with(card))

        await world.client.press(member, meeting, "Senden", filled={"reason": "neu"})

        assert bot.last["value"]["action"]["data"]["reason"] == "neu"


class TestFaultyDeliveries:
    """teams.md 1.29: a slow answer brings the same press again, under a new activity id."""

    @pytest.mark.parametrize("faults", [Faults(doubled=1.0)])
    async def test_a_doubled_press_has_two_ids(
        self, world: World, meeting: Chat, member: Person, bot: Receiver, faults: Faults
    ) -> None:
        meeting.send(message_with(card_with("Ja")))

        await world.client.press(member, meeting, "Ja")

        first, second = bot.activities
        assert first["id"] != second["id"]
        assert first["value"] == second["value"]

    @pytest.mark.parametrize("faults", [Faults(late=1.0, late_seconds=0.2)])
    async def test_a_late_press_arrives(
        self, world: World, meeting: Chat, member: Person, bot: Receiver, faults: Faults
    ) -> None:
        meeting.send(message_with(card_with("Ja")))
        started = asyncio.get_running_loop().time()

        await world.client.press(member, meeting, "Ja")

        assert asyncio.get_running_loop().time() - started >= 0.2
        assert len(bot.activities) == 1


class TestMeetingEvents:
    """teams.md 3.3, 3.4: start and end, join and leave, with the meeting's id in channelData."""

    async def test_joining_is_told_once(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        await world.client.join(member, meeting)
        await world.client.join(member, meeting)

        assert [one["name"] for one in bot.activities] == ["application/vnd.microsoft.meetingParticipantJoin"]
        assert bot.last["value"]["members"][0] == {
            "user": {
                "tenantId": member.tenant,
                "id": member.mri,
                "name": member.name,
                "aadObjectId": member.entra,
            },
            "meeting": {"inMeeting": True, "role": "Attendee"},
        }

    async def test_who_is_new_is_added_to_the_chat_first(
        self, world: World, meeting: Chat, intruder: Person, bot: Receiver
    ) -> None:
        await world.client.join(intruder, meeting)

        assert [one["type"] for one in bot.activities] == ["conversationUpdate", "event"]
        assert bot.activities[0]["membersAdded"] == [{"id": intruder.mri}]

    async def test_the_end_makes_everybody_leave_and_brings_the_report(
        self, world: World, meeting: Chat, member: Person, bot: Receiver
    ) -> None:
        await world.client.start_meeting(meeting)
        await world.client.join(member, meeting)

        await world.client.end_meeting(meeting)

        assert [one["name"].rpartition(".")[2] for one in bot.activities] == [
            "meetingStart",
            "meetingParticipantJoin",
            "meetingParticipantLeave",
            "meetingEnd",
        ]
        assert meeting.meeting is not None
        assert len(meeting.meeting.reports) == 1

    async def test_a_group_chat_has_no_meeting(self, world: World, member: Person) -> None:
        with pytest.raises(ValueError, match="no meeting"):
            await world.client.join(member, world.tenant.group("Büro", member))


class TestInstalling:
    """The bot learns of a chat by conversationUpdate and installationUpdate."""

    async def test_both_are_sent_and_the_chat_is_open(
        self, world: World, bot: Receiver, member: Person
    ) -> None:
        newcomer = person("neu", "N", "Eu")
        world.tenant.add(newcomer, installed=False)

        await world.client.install(newcomer)

        assert [one["type"] for one in bot.activities] == ["conversationUpdate", "installationUpdate"]
        assert bot.activities[0]["membersAdded"] == [{"id": world.tenant.bot_mri}]
        assert bot.last["action"] == "add"
        assert world.tenant.one_to_one(newcomer).installed


class TestWaiting:
    """A person sees what comes; nobody polls."""

    async def test_what_comes_later_is_seen(self, meeting: Chat) -> None:
        waiting = asyncio.create_task(meeting.wait_for(lambda one: "TOP 4" in one.text))
        await asyncio.sleep(0)
        meeting.send(message_with(card_with(text="TOP 3")))
        wanted = meeting.send(message_with(card_with(text="TOP 4")))

        assert await waiting is wanted

    async def test_an_edit_counts_as_new(self, meeting: Chat) -> None:
        message = meeting.send(message_with(card_with("Ja")))
        mark = meeting.mark()
        waiting = asyncio.create_task(meeting.wait_for(lambda one: "vorläufig" in one.text, after=mark))
        await asyncio.sleep(0)

        meeting.edit(message, message_with(card_with(text="Dafür 3 – vorläufig")))

        assert await waiting is message

    async def test_what_is_behind_the_mark_only(self, meeting: Chat) -> None:
        meeting.send(message_with(card_with(text="TOP 3")))

        with pytest.raises(NotSeenInTime, match="zuletzt: TOP 3"):
            await meeting.wait_for(lambda one: "TOP 3" in one.text, after=meeting.mark(), within=0.05)

    async def test_what_is_seen_first_in_either_chat_counts(
        self, world: World, meeting: Chat, member: Person
    ) -> None:
        own = world.tenant.one_to_one(member)
        looking = asyncio.create_task(
            first_seen(
                Seeing(meeting, lambda one: "TOP 4" in one.text),
                Seeing(own, lambda one: "Erledigt" in one.text),
            )
        )
        await asyncio.sleep(0)

        told = own.send({"type": "message", "text": "Erledigt."})

        assert await looking is told

    async def test_what_is_seen_nowhere_is_missed(self, world: World, meeting: Chat, member: Person) -> None:
        own = world.tenant.one_to_one(member)

        with pytest.raises(NotSeenInTime):
            await first_seen(
                Seeing(meeting, lambda one: True), Seeing(own, lambda one: True), within=0.02, what="Nichts"
            )

    async def test_history_has_times(self, meeting: Chat) -> None:
        message = meeting.send(message_with(card_with("Ja")))
        meeting.edit(message, message_with(card_with("Nein")))

        entries = meeting.since(0)

        assert isinstance(entries[0].at, datetime)
        assert entries[0].at <= entries[1].at
        assert meeting.newest(lambda one: True) is message


class TestFiles:
    """teams.md 4.10: consent card, upload with Content-Range, file card; in personal chats."""

    def consent(self, world: World, member: Person) -> Any:
        attachment = {
            "contentType": FILE_CONSENT_CARD,
            "name": "anwesenheit.csv",
            "content": {
                "description": "Anwesenheit",
                "sizeInBytes": 5,
                "acceptContext": {"file": 7},
                "declineContext": {"file": 7},
            },
        }
        chat = world.tenant.one_to_one(member)
        return chat, chat.send({"type": "message", "attachments": [attachment]})

    async def test_accepted_uploaded_and_opened(
        self, world: World, member: Person, bot: Receiver, call: Caller
    ) -> None:
        chat, message = self.consent(world, member)
        accepting = asyncio.create_task(world.client.accept_file(member, message, within=2))
        await asyncio.wait_for(bot.came.wait(), 2)
        value = bot.last["value"]
        info = value["uploadInfo"]

        async with call.session.put(
            info["uploadUrl"], data=b"a;b\n1", headers={"Content-Range": "bytes 0-4/5"}
        ) as uploaded:
            assert uploaded.status == 201
        content = {"uniqueId": info["uniqueId"], "fileType": info["fileType"]}
        attachment = {
            "contentType": FILE_INFO_CARD,
            "contentUrl": info["contentUrl"],
            "name": info["name"],
            "content": content,
        }
        chat.send({"type": "message", "attachments": [attachment]})
        file = await accepting

        assert (value["action"], value["context"]) == ("accept", {"file": 7})
        assert file.content == b"a;b\n1"
        async with call.session.get(info["contentUrl"], cookies={"FedAuth": member.entra}) as opened:
            assert await opened.read() == b"a;b\n1"

    async def test_sent_it_is_there_for_whoever_has_its_key(
        self, world: World, member: Person, bot: Receiver, call: Caller
    ) -> None:
        await world.client.send_file(member, "Mitglieder März.csv", b"a;b\n1", "mitglieder")
        sent = bot.last["attachments"][0]
        address = sent["content"]["downloadUrl"]

        assert sent["contentType"] == "application/vnd.microsoft.teams.file.download.info"
        assert (sent["name"], sent["content"]["fileType"]) == ("Mitglieder März.csv", "csv")
        assert bot.last["text"] == "mitglieder"
        statuses = []
        for url in (address, address.replace("tempauth=", "tempauth=x"), sent["contentUrl"]):
            async with call.session.get(url) as answer:
                statuses.append(answer.status)
        assert statuses == [200, 401, 403]

    async def test_declined(self, world: World, member: Person, bot: Receiver) -> None:
        _, message = self.consent(world, member)

        await world.client.decline_file(member, message)

        assert bot.last["value"] == {"type": "fileUpload", "action": "decline", "context": {"file": 7}}

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            pytest.param({}, 400, id="no-range"),
            pytest.param({"Content-Range": "bytes 1-5/6"}, 416, id="gap"),
            pytest.param({"Content-Range": "bytes 0-4/9"}, 400, id="odd-fragment"),
            pytest.param({"Content-Range": "bytes 0-4/5", "Authorization": "Bearer x"}, 401, id="token"),
        ],
    )
    async def test_an_upload_that_onedrive_would_refuse(
        self, world: World, member: Person, call: Caller, headers: dict[str, str], status: int
    ) -> None:
        info = world.files.offer(member, "a.csv")

        async with call.session.put(info["uploadUrl"], data=b"12345", headers=headers) as answer:
            assert answer.status == status

    async def test_fragments_are_put_together(self, world: World, member: Person, call: Caller) -> None:
        info = world.files.offer(member, "a.bin")
        first, second = b"x" * 320 * 1024, b"yz"
        total = len(first) + len(second)
        ranges = [f"bytes 0-{len(first) - 1}/{total}", f"bytes {len(first)}-{total - 1}/{total}"]

        statuses = []
        for data, span in zip((first, second), ranges, strict=True):
            async with call.session.put(
                info["uploadUrl"], data=data, headers={"Content-Range": span}
            ) as answer:
                statuses.append(answer.status)

        file = world.files.by_unique_id(info["uniqueId"])
        assert statuses == [202, 201]
        assert file is not None
        assert file.content == first + second
