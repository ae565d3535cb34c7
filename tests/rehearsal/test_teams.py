"""The stand-in for the Bot Connector: wire format, refusals, limits and faults as teams.md has them."""

import asyncio
from typing import Any

import aiohttp
import pytest
from yarl import URL

from rehearsal.chats import Chat, Deed
from rehearsal.faults import Faults
from rehearsal.limits import Operation
from rehearsal.people import Person
from rehearsal.world import World
from tests.rehearsal.conftest import Caller, card_with, message_with


def activities(chat: Chat, message: str = "") -> str:
    return f"v3/conversations/{chat.id}/activities{'/' if message else ''}{message}"


class TestDoor:
    """Only the bot's own token for the Bot Framework opens it."""

    async def test_without_a_token_nothing_is_done(
        self, world: World, meeting: Chat, session: aiohttp.ClientSession
    ) -> None:
        stranger = Caller(session, world.teams.service_url, "")

        status, _, _ = await stranger("POST", activities(meeting), {"type": "message", "text": "x"})

        assert status == 401
        assert not meeting.messages

    async def test_a_token_for_graph_is_refused(self, meeting: Chat, ask: Caller, world: World) -> None:
        url = world.teams.service_url + activities(meeting)

        status, _, _ = await ask("POST", url, {"type": "message", "text": "x"})

        assert status == 401


class TestMessages:
    """POST, PUT and DELETE on a chat, and what everybody then sees."""

    async def test_a_sent_card_gets_an_id_and_stands_in_the_chat(self, meeting: Chat, call: Caller) -> None:
        status, body, _ = await call("POST", activities(meeting), message_with(card_with("Ja")))

        assert status == 201
        assert meeting.messages[body["id"]].card == card_with("Ja")

    async def test_a_reply_is_a_message_too(self, meeting: Chat, call: Caller) -> None:
        _, first, _ = await call("POST", activities(meeting), {"type": "message", "text": "eins"})

        status, second, _ = await call(
            "POST", activities(meeting, first["id"]), {"type": "message", "text": "zwei"}
        )

        assert status == 201
        assert second["id"] != first["id"]

    async def test_an_edit_keeps_the_place_and_the_history(self, meeting: Chat, call: Caller) -> None:
        _, sent, _ = await call("POST", activities(meeting), message_with(card_with("Ja")))

        status, body, _ = await call(
            "PUT", activities(meeting, sent["id"]), message_with(card_with(text="geschlossen"))
        )

        message = meeting.messages[sent["id"]]
        assert (status, body["id"]) == (200, sent["id"])
        assert [version.deed for version in message.versions] == [Deed.SENT, Deed.EDITED]
        assert message.text == "geschlossen"

    async def test_a_deleted_message_stands_in_the_history_only(self, meeting: Chat, call: Caller) -> None:
        _, sent, _ = await call("POST", activities(meeting), {"type": "message", "text": "x"})

        status, _, _ = await call("DELETE", activities(meeting, sent["id"]))

        assert status == 200
        assert meeting.bot_messages() == ()
        assert [entry.deed for entry in meeting.history] == [Deed.SENT, Deed.DELETED]

    async def test_typing_leaves_no_message(self, meeting: Chat, call: Caller) -> None:
        status, _, _ = await call("POST", activities(meeting), {"type": "typing"})

        assert status == 202
        assert not meeting.messages

    async def test_text_with_a_card_becomes_two_messages_without_an_id(
        self, meeting: Chat, call: Caller
    ) -> None:
        activity = {**message_with(card_with("Ja")), "text": "Bitte abstimmen"}

        status, body, _ = await call("POST", activities(meeting), activity)

        assert status == 201
        assert body == {}
        assert len(meeting.split) == len(meeting.messages) == 2

    async def test_a_message_over_28_kb_is_noted(self, meeting: Chat, call: Caller) -> None:
        _, body, _ = await call("POST", activities(meeting), {"type": "message", "text": "ä" * 15000})

        assert meeting.large == [body["id"]]

    async def test_a_message_over_100_kb_is_refused(self, meeting: Chat, call: Caller) -> None:
        status, body, _ = await call("POST", activities(meeting), {"type": "message", "text": "x" * 60_000})

        assert (status, body["error"]["code"]) == (413, "MessageSizeTooBig")

    async def test_a_card_without_a_version_is_refused(self, meeting: Chat, call: Caller) -> None:
        card = card_with("Ja")
        del card["version"]

        status, _, _ = await call("POST", activities(meeting), message_with(card))

        assert status == 400

    async def test_an_edit_of_nothing_is_404(self, meeting: Chat, call: Caller) -> None:
        status, body, _ = await call("PUT", activities(meeting, "1"), {"type": "message", "text": "x"})

        assert (status, body["error"]["code"]) == (404, "ActivityNotFoundInConversation")

    async def test_nobody_elses_message_can_be_edited(
        self, meeting: Chat, call: Caller, member: Person
    ) -> None:
        said = meeting.send({"type": "message", "text": "Guten Abend"}, by=member.mri)

        status, _, _ = await call("PUT", activities(meeting, said.id), {"type": "message", "text": "x"})

        assert status == 403

    @pytest.mark.parametrize("body", ["kein JSON", [1]])
    async def test_what_is_no_object_is_400(self, meeting: Chat, call: Caller, body: Any) -> None:
        status, _, _ = await call("POST", activities(meeting), body)

        assert status == 400

    async def test_an_unknown_chat_is_404(self, call: Caller) -> None:
        status, body, _ = await call(
            "POST", "v3/conversations/19:none@thread.v2/activities", {"type": "message"}
        )

        assert (status, body["error"]["code"]) == (404, "ConversationNotFound")

    async def test_a_chat_without_the_bot_is_403(self, meeting: Chat, call: Caller) -> None:
        meeting.installed = False

        status, body, _ = await call("POST", activities(meeting), {"type": "message", "text": "x"})

        assert (status, body["error"]["code"]) == (403, "BotNotInConversationRoster")


class TestPersonalChats:
    """teams.md 2.8: a 1:1 chat needs the app installed for that person; never with anonymous people."""

    def body(self, world: World, identifier: str) -> dict[str, Any]:
        return {
            "bot": {"id": world.tenant.bot_mri},
            "isGroup": False,
            "members": [{"id": identifier}],
            "tenantId": world.tenant.id,
        }

    async def test_it_is_opened_once_and_found_again(
        self, world: World, call: Caller, member: Person
    ) -> None:
        first = await call("POST", "v3/conversations", self.body(world, member.mri))
        again = await call("POST", "v3/conversations", self.body(world, member.entra))

        assert first[0] == 201
        assert first[1]["id"] == again[1]["id"] == world.tenant.one_to_one(member).id

    async def test_without_the_app_it_is_forbidden(self, world: World, call: Caller, member: Person) -> None:
        world.tenant.personal.clear()

        status, body, _ = await call("POST", "v3/conversations", self.body(world, member.mri))

        assert (status, body["error"]["code"]) == (403, "ForbiddenOperationException")

    async def test_with_an_anonymous_person_it_is_a_bad_request(
        self, world: World, call: Caller, intruder: Person
    ) -> None:
        status, _, _ = await call("POST", "v3/conversations", self.body(world, intruder.mri))

        assert status == 400

    async def test_with_nobody_known_it_is_a_bad_request(self, world: World, call: Caller) -> None:
        status, _, _ = await call("POST", "v3/conversations", self.body(world, "29:nobody"))

        assert status == 400

    async def test_for_another_tenant_it_is_a_bad_request(
        self, world: World, call: Caller, member: Person
    ) -> None:
        body = self.body(world, member.mri) | {"tenantId": "elsewhere"}

        status, _, _ = await call("POST", "v3/conversations", body)

        assert status == 400


class TestPeople:
    """teams.md 2.7, 3.1, 3.2: members, pages, the meeting and one participant."""

    async def test_members_carry_object_ids_unless_anonymous(
        self, meeting: Chat, call: Caller, intruder: Person, member: Person
    ) -> None:
        meeting.add(intruder)

        status, body, _ = await call("GET", f"v3/conversations/{meeting.id}/members")

        by_id = {one["id"]: one for one in body}
        assert status == 200
        assert by_id[member.mri]["objectId"] == member.entra
        assert by_id[intruder.mri]["userRole"] == "anonymous"
        assert "objectId" not in by_id[intruder.mri]

    async def test_a_page_has_at_least_fifty(self, world: World, meeting: Chat, call: Caller) -> None:
        from rehearsal.people import person

        meeting.add(*(person(f"p{number}", "A", str(number)) for number in range(60)))
        path = f"v3/conversations/{meeting.id}/pagedmembers"

        _, first, _ = await call("GET", path, pageSize="10")
        _, rest, _ = await call("GET", path, pageSize="10", continuationToken=first["continuationToken"])

        assert (len(first["members"]), len(rest["members"])) == (50, 12)
        assert "continuationToken" not in rest

    async def test_one_member_is_found_by_either_id(
        self, meeting: Chat, call: Caller, member: Person
    ) -> None:
        base = f"v3/conversations/{meeting.id}/members"

        by_mri = await call("GET", f"{base}/{member.mri}")
        by_entra = await call("GET", f"{base}/{member.entra}")

        assert by_mri[1] == by_entra[1]
        assert by_mri[1]["userPrincipalName"] == member.upn

    async def test_somebody_outside_is_not_found(self, meeting: Chat, call: Caller, intruder: Person) -> None:
        status, _, _ = await call("GET", f"v3/conversations/{meeting.id}/members/{intruder.mri}")

        assert status == 404

    async def test_the_meeting_is_known_by_its_id(self, meeting: Chat, call: Caller) -> None:
        assert meeting.meeting is not None

        status, body, _ = await call("GET", f"v1/meetings/{meeting.meeting.id}")

        assert status == 200
        assert body["conversation"]["id"] == meeting.id
        assert body["details"]["joinUrl"] == meeting.meeting.join_url
        assert body["organizer"]["aadObjectId"] == meeting.meeting.organizer.entra

    async def test_a_participant_is_in_the_meeting_or_not(
        self, world: World, meeting: Chat, call: Caller, member: Person
    ) -> None:
        from tests.rehearsal.conftest import START

        assert meeting.meeting is not None
        path = f"v1/meetings/{meeting.meeting.id}/participants/{member.entra}"

        _, before, _ = await call("GET", path, tenantId=world.tenant.id)
        meeting.meeting.join(member, START)
        _, inside, _ = await call("GET", path, tenantId=world.tenant.id)

        assert before["meeting"]["inMeeting"] is False
        assert inside["meeting"] == {"role": "Attendee", "inMeeting": True}
        assert inside["user"]["aadObjectId"] == member.entra

    async def test_without_the_tenant_a_participant_is_not_found(
        self, meeting: Chat, call: Caller, member: Person
    ) -> None:
        assert meeting.meeting is not None

        status, _, _ = await call("GET", f"v1/meetings/{meeting.meeting.id}/participants/{member.entra}")

        assert status == 404

    async def test_a_meeting_nobody_knows_is_not_found(self, call: Caller) -> None:
        assert (await call("GET", "v1/meetings/MCMx"))[0] == 404


class TestPace:
    """teams.md 2.1 to 2.4: the limits are answered with 429 and Retry-After, edits counted."""

    async def test_the_eighth_send_within_a_second_is_too_much(
        self, world: World, meeting: Chat, call: Caller
    ) -> None:
        answers = [
            await call("POST", activities(meeting), {"type": "message", "text": str(n)}) for n in range(8)
        ]

        assert [status for status, _, _ in answers] == [201] * 7 + [429]
        assert int(answers[-1][2]["Retry-After"]) >= 1
        assert world.teams.limits.exceeded[Operation.SEND] == 1

    async def test_edits_count_as_sends(self, meeting: Chat, call: Caller) -> None:
        _, sent, _ = await call("POST", activities(meeting), {"type": "message", "text": "x"})
        edit = activities(meeting, sent["id"])

        answers = [await call("PUT", edit, {"type": "message", "text": str(n)}) for n in range(7)]

        assert answers[-1][0] == 429

    async def test_another_chat_has_a_pace_of_its_own(
        self, world: World, meeting: Chat, call: Caller, member: Person
    ) -> None:
        other = world.tenant.one_to_one(member)
        for number in range(8):
            await call("POST", activities(meeting), {"type": "message", "text": str(number)})

        status, _, _ = await call("POST", activities(other), {"type": "message", "text": "x"})

        assert status == 201


class TestTwoAtOnce:
    """teams.md 2.6: 412 where two operations meet on one conversation."""

    @pytest.fixture
    def faults(self) -> Faults:
        return Faults(latency=0.1)

    async def test_the_second_is_refused(self, meeting: Chat, call: Caller) -> None:
        send = ("POST", activities(meeting), {"type": "message", "text": "x"})

        answers = await asyncio.gather(call(*send), call(*send))

        assert sorted(status for status, _, _ in answers) == [201, 412]


class TestFaults:
    """What is switched on happens."""

    @pytest.mark.parametrize(
        ("faults", "status", "kept"),
        [
            pytest.param(Faults(conflict=1.0), 412, 0, id="conflict"),
            pytest.param(Faults(lost_answer=1.0), 502, 1, id="accepted-but-502"),
        ],
    )
    async def test_a_send_fails(
        self, meeting: Chat, call: Caller, status: int, kept: int, faults: Faults
    ) -> None:
        answer = await call("POST", activities(meeting), {"type": "message", "text": "x"})

        assert answer[0] == status
        assert len(meeting.messages) == kept

    @pytest.mark.parametrize("faults", [Faults(dropped=1.0)])
    async def test_a_connection_breaks_with_or_without_the_message(
        self, meeting: Chat, call: Caller, faults: Faults
    ) -> None:
        for _ in range(6):
            with pytest.raises(aiohttp.ClientError):
                await call("POST", activities(meeting), {"type": "message", "text": "x"})

        assert 0 < len(meeting.messages) < 6

    @pytest.mark.parametrize("faults", [Faults(lost_answer=1.0)])
    async def test_a_change_is_carried_out_and_its_answer_lost(
        self, world: World, meeting: Chat, call: Caller, faults: Faults
    ) -> None:
        edited, deleted = (meeting.send({"type": "message", "text": "x"}) for _ in range(2))

        answers = [
            await call("PUT", activities(meeting, edited.id), {"type": "message", "text": "y"}),
            await call("DELETE", activities(meeting, deleted.id)),
        ]

        assert [status for status, _, _ in answers] == [502, 502]
        assert (edited.text, deleted.deleted) == ("y", True)
        assert world.teams.weather.met["lost_answer"] == 2

    @pytest.mark.parametrize("faults", [Faults(dropped=1.0)])
    @pytest.mark.parametrize("method", ["PUT", "DELETE"])
    async def test_the_connection_of_a_change_breaks_before_or_after_it(
        self, meeting: Chat, call: Caller, faults: Faults, method: str
    ) -> None:
        told: set[int] = set()
        messages = [meeting.send({"type": "message", "text": "x"}) for _ in range(3)]
        for message in messages:
            try:  # the client asks once more by itself; what is deleted is not found then
                told.add((await call(method, activities(meeting, message.id), {"type": "message"}))[0])
            except aiohttp.ClientError:
                continue

        assert told <= {404}
        assert 0 < sum(len(message.versions) > 1 for message in messages) < 3

    @pytest.mark.parametrize(
        ("faults", "status"),
        [
            pytest.param(Faults(lost_answer=1.0), 502, id="accepted-but-502"),
            pytest.param(Faults(dropped=1.0), 0, id="broken"),
        ],
    )
    async def test_a_personal_chat_is_opened_and_nobody_is_told(
        self, world: World, call: Caller, member: Person, faults: Faults, status: int
    ) -> None:
        body = {
            "members": [{"id": member.mri}],
            "isGroup": False,
            "tenantId": world.tenant.id,
        }
        try:
            answered = (await call("POST", "v3/conversations", body))[0]
        except aiohttp.ClientError:
            answered = 0

        assert answered == status
        assert world.tenant.asked_to_open == [member.key]

    @pytest.mark.parametrize("faults", [Faults(lost_edit=1.0)])
    async def test_an_edit_gets_lost_although_the_message_stands(
        self, meeting: Chat, call: Caller, faults: Faults
    ) -> None:
        _, sent, _ = await call("POST", activities(meeting), {"type": "message", "text": "x"})

        status, _, _ = await call("PUT", activities(meeting, sent["id"]), {"type": "message", "text": "y"})

        assert status == 404
        assert meeting.messages[sent["id"]].text == "x"

    @pytest.mark.parametrize("faults", [Faults(slow=1.0, slow_seconds=0.2)])
    async def test_an_answer_takes_its_time(self, meeting: Chat, call: Caller, faults: Faults) -> None:
        started = asyncio.get_running_loop().time()

        await call("POST", activities(meeting), {"type": "message", "text": "x"})

        assert asyncio.get_running_loop().time() - started >= 0.2


async def test_the_service_address_has_a_path_and_a_final_slash(world: World) -> None:
    assert URL(world.teams.service_url).path == "/emea/"
