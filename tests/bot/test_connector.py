"""The calls to Teams, against a Teams on loopback."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.chats import ChatRef
from bot.connector import Connector, NotSent, Refused, Unclear
from bot.credentials import Credentials, NoToken
from bot.hosts import TrustedHosts
from tests.bot.signing import message
from tests.bot.teams import FakeTeams, once, problem


class Bearer:
    """Hands out numbered tokens."""

    def __init__(self) -> None:
        self.number = 1
        self.trouble: Exception | None = None

    async def token(self) -> str:
        if self.trouble:
            raise self.trouble
        return f"token-{self.number}"

    def forget(self) -> None:
        self.number += 1


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams() as teams:
        yield teams


@pytest.fixture
def bearer() -> Bearer:
    return Bearer()


@pytest.fixture
async def connector(bearer: Bearer) -> AsyncIterator[Connector]:
    async with aiohttp.ClientSession() as session:
        yield Connector(session=session, bearer=bearer, hosts=TrustedHosts(("127.0.0.1",)), seconds=0.8)


class TestMessages:
    """Send, edit, delete: one request each."""

    async def test_message_is_posted_and_its_id_returned(
        self, teams: FakeTeams, connector: Connector
    ) -> None:
        ref = teams.ref()

        assert await connector.send(ref, {"text": "a", "summary": "s"}) == "m1"
        assert teams.chats[ref.conversation].messages["m1"] == {
            "type": "message",
            "from": {"id": "28:bot"},
            "conversation": {"id": ref.conversation},
            "text": "a",
            "summary": "s",
        }
        assert teams.tokens == ["Bearer token-1"]

    async def test_conversation_id_is_quoted_whole(self, teams: FakeTeams, connector: Connector) -> None:
        await connector.send(teams.ref("19:a/b?c@thread.v2;messageid=1"), {"text": "a"})

        assert teams.asked == [
            ("POST", "/v3/conversations/19%3Aa%2Fb%3Fc%40thread.v2%3Bmessageid%3D1/activities")
        ]

    async def test_message_is_edited_whole_and_deleted(self, teams: FakeTeams, connector: Connector) -> None:
        ref = teams.ref()
        key = await connector.send(ref, {"text": "a"})
        await connector.edit(ref, key, {"text": "b"})
        assert teams.chats[ref.conversation].messages[key]["text"] == "b"

        await connector.delete(ref, key)

        assert not teams.chats[ref.conversation].messages

    async def test_answer_without_id_is_an_empty_one(self, teams: FakeTeams, connector: Connector) -> None:
        teams.fault = once(web.Response(status=200))

        assert await connector.send(teams.ref(), {"text": "a"}) == ""


class TestPeopleAndMeetings:
    """Teams.md 2.7, 3.1, 3.2: paged members, one member, meeting, participant."""

    async def test_members_are_read_page_by_page(self, teams: FakeTeams, connector: Connector) -> None:
        base = "/v3/conversations/19%3Ax/pagedmembers?pageSize=500"
        teams.pages = {
            base: {"members": [{"id": "1"}], "continuationToken": "a/b"},
            f"{base}&continuationToken=a%2Fb": {"members": [{"id": "2"}]},
        }

        assert await connector.members(teams.ref("19:x")) == ({"id": "1"}, {"id": "2"})

    async def test_one_member_or_none(self, teams: FakeTeams, connector: Connector) -> None:
        teams.pages = {"/v3/conversations/19%3Ax/members/anna": {"id": "29:anna"}}

        assert await connector.member(teams.ref("19:x"), "anna") == {"id": "29:anna"}
        assert await connector.member(teams.ref("19:x"), "berta") is None

    async def test_meeting_and_participant_are_asked_with_quoted_parts(
        self, teams: FakeTeams, connector: Connector
    ) -> None:
        inside = {"meeting": {"inMeeting": True, "role": "Presenter"}}
        teams.pages = {
            "/v1/meetings/MCMx%3D%3D": {"details": {"title": "Rat"}},
            "/v1/meetings/MCMx%3D%3D/participants/anna?tenantId=t%201": inside,
        }

        assert (await connector.meeting(teams.url, "MCMx=="))["details"] == {"title": "Rat"}
        assert await connector.participant(teams.url, "MCMx==", "anna", "t 1") == inside
        assert await connector.participant(teams.url, "MCMx==", "berta", "t 1") is None

    async def test_refused_question_is_no_answer(self, teams: FakeTeams, connector: Connector) -> None:
        teams.fault = once(problem(403, "NotEnoughPermissions"), problem(403, "x"))

        with pytest.raises(Refused):
            await connector.member(teams.ref(), "anna")
        with pytest.raises(Refused):
            await connector.participant(teams.url, "m", "anna", "t")

    async def test_personal_chat_is_opened_by_entra_id(self, teams: FakeTeams, connector: Connector) -> None:
        ref = await connector.create_personal(teams.ref(), "anna")

        assert (ref.conversation, ref.kind, ref.bot_id) == ("a:anna", "personal", "28:bot")

    async def test_opening_without_a_conversation_is_unclear(
        self, teams: FakeTeams, connector: Connector
    ) -> None:
        teams.fault = once(web.json_response({}))

        with pytest.raises(Unclear):
            await connector.create_personal(teams.ref(), "anna")


class TestAnswers:
    """Teams.md 2.5, 2.6: done, refused with a code, or nobody knows."""

    @pytest.mark.parametrize(
        ("status", "code"),
        [(400, "BadSyntax"), (403, "BotNotInConversationRoster"), (404, "ConversationNotFound")],
    )
    async def test_refusal_carries_status_and_code(
        self, teams: FakeTeams, connector: Connector, status: int, code: str
    ) -> None:
        teams.fault = once(problem(status, code))

        with pytest.raises(Refused) as refused:
            await connector.send(teams.ref(), {"text": "a"})

        assert (refused.value.status, refused.value.code) == (status, code)

    @pytest.mark.parametrize(
        ("said", "seconds"), [("3", 3.0), ("0.25", 0.25), ("soon", None), ("-1", None), ("", None)]
    )
    async def test_retry_after_in_seconds(
        self, teams: FakeTeams, connector: Connector, said: str, seconds: float | None
    ) -> None:
        teams.fault = once(problem(429, "Throttled", **{"Retry-After": said}))

        with pytest.raises(Refused) as refused:
            await connector.send(teams.ref(), {"text": "a"})

        assert refused.value.retry_after == seconds

    async def test_retry_after_as_a_date(self, teams: FakeTeams, connector: Connector) -> None:
        until = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
        teams.fault = once(problem(429, "Throttled", **{"Retry-After": until}))

        with pytest.raises(Refused) as refused:
            await connector.send(teams.ref(), {"text": "a"})

        assert 27 < (refused.value.retry_after or 0) <= 30

    @pytest.mark.parametrize(
        "fault",
        [
            pytest.param(web.Response(status=500), id="500"),
            pytest.param(web.Response(status=502), id="502"),
            pytest.param(web.Response(status=504), id="504"),
            pytest.param("drop", id="hung-up"),
            pytest.param("lose", id="done-and-hung-up"),
        ],
    )
    async def test_nobody_knows(
        self, teams: FakeTeams, connector: Connector, fault: web.Response | str
    ) -> None:
        teams.fault = once(fault)

        with pytest.raises(Unclear):
            await connector.send(teams.ref(), {"text": "a"})

        assert len(teams.asked) == 1

    @pytest.mark.parametrize("fault", ["drop", "lose"])
    async def test_an_edit_whose_line_breaks_is_not_repeated_uncounted(
        self, teams: FakeTeams, connector: Connector, fault: str
    ) -> None:
        ref = teams.ref()
        posted = await connector.send(ref, {"text": "a"})
        teams.fault = once(fault)
        with pytest.raises(Unclear, match=r"ServerDisconnectedError|ClientOSError"):
            await connector.edit(ref, posted, {"text": "b"})

        assert [method for method, _ in teams.asked] == ["POST", "PUT"]

    async def test_no_answer_in_time_is_unclear(self, teams: FakeTeams, connector: Connector) -> None:
        teams.slow = 1.2

        with pytest.raises(Unclear, match="Timeout"):
            await connector.send(teams.ref(), {"text": "a"})

    async def test_redirect_is_not_followed(self, teams: FakeTeams, connector: Connector) -> None:
        elsewhere = web.Response(status=307, headers={"Location": f"{teams.url}elsewhere"})
        teams.fault = once(elsewhere)

        with pytest.raises(Refused) as refused:
            await connector.send(teams.ref(), {"text": "a"})

        assert refused.value.status == 307
        assert len(teams.asked) == 1

    @pytest.mark.parametrize("body", [b"no json", b"[1]", b"[" * 100_000, b"\xff"])
    async def test_odd_answer_counts_as_empty(
        self, teams: FakeTeams, connector: Connector, body: bytes
    ) -> None:
        teams.fault = once(web.Response(status=201, body=body))

        assert await connector.send(teams.ref(), {"text": "a"}) == ""


class TestSignIn:
    """The bot's token goes to trusted hosts only, and is renewed when refused."""

    async def test_refused_token_is_fetched_anew_once(self, teams: FakeTeams, connector: Connector) -> None:
        teams.fault = once(problem(401, "Unauthorized"))

        assert await connector.send(teams.ref(), {"text": "a"}) == "m1"
        assert teams.tokens == ["Bearer token-1", "Bearer token-2"]

    async def test_token_refused_twice_is_a_refusal(self, teams: FakeTeams, connector: Connector) -> None:
        teams.fault = once(problem(401, "Unauthorized"), problem(401, "Unauthorized"))

        with pytest.raises(Refused):
            await connector.send(teams.ref(), {"text": "a"})

    async def test_without_a_token_nothing_is_sent(
        self, teams: FakeTeams, connector: Connector, bearer: Bearer
    ) -> None:
        bearer.trouble = NoToken("invalid_client")

        with pytest.raises(NotSent, match="invalid_client"):
            await connector.send(teams.ref(), {"text": "a"})

        assert not teams.asked

    async def test_token_never_goes_to_another_host(self, teams: FakeTeams, bearer: Bearer) -> None:
        async with aiohttp.ClientSession() as session:
            hosts = TrustedHosts(("smba.trafficmanager.net",))
            connector = Connector(session=session, bearer=bearer, hosts=hosts)
            with pytest.raises(NotSent) as unsent:
                await connector.send(teams.ref(), {"text": "a"})

        assert unsent.value.final
        assert not teams.asked

    async def test_closed_port_means_not_sent(self, connector: Connector) -> None:
        nowhere = ChatRef(
            service_url="http://127.0.0.1:9/", conversation="x", tenant="", bot_id="", kind="group"
        )

        with pytest.raises(NotSent) as unsent:
            await connector.send(nowhere, {"text": "a"})

        assert not unsent.value.final


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class TestCredentials:
    """One token at hand, asked for off the event loop, renewed five minutes before it ends."""

    async def test_token_is_kept_until_five_minutes_before_it_ends(self) -> None:
        clock = Clock()
        answers = iter({"access_token": f"t{n}", "expires_in": 3600} for n in range(9))
        credentials = Credentials(lambda: next(answers), clock)

        assert await credentials.token() == "t0"
        clock.now = 3299
        assert await credentials.token() == "t0"
        clock.now = 3301
        assert await credentials.token() == "t1"
        credentials.forget()
        assert await credentials.token() == "t2"

    async def test_many_at_once_ask_once(self) -> None:
        import asyncio
        import threading

        asked: list[str] = []

        def ask() -> dict[str, Any]:
            asked.append(threading.current_thread().name)
            return {"access_token": "t", "expires_in": 3600}

        credentials = Credentials(ask)
        tokens = await asyncio.gather(*(credentials.token() for _ in range(50)))

        assert set(tokens) == {"t"}
        assert len(asked) == 1
        assert asked[0] != threading.main_thread().name

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            ({"error": "invalid_client", "error_description": "secret"}, "invalid_client"),
            ({}, "unknown"),
        ],
    )
    async def test_refusal_has_entras_short_name_only(self, answer: dict[str, Any], code: str) -> None:
        with pytest.raises(NoToken) as refused:
            await Credentials(lambda: answer).token()

        assert str(refused.value) == code

    async def test_unreachable_entra_is_no_token(self) -> None:
        def ask() -> dict[str, Any]:
            raise OSError("secret")

        with pytest.raises(NoToken, match="OSError"):
            await Credentials(ask).token()


class TestChats:
    """Where a conversation is, as an activity tells it and as it is kept."""

    @pytest.mark.parametrize(
        ("conversation", "data", "kind"),
        [
            ({"id": "a", "conversationType": "personal"}, {}, "personal"),
            ({"id": "a", "conversationType": "groupChat"}, {"meeting": {"id": "m"}}, "meeting"),
            ({"id": "a", "conversationType": "groupChat"}, None, "group"),
            ({"id": "a", "conversationType": "channel"}, {}, "channel"),
            ({"id": "a"}, {}, "group"),
        ],
    )
    def test_kind_of_a_conversation(
        self, conversation: dict[str, Any], data: dict[str, Any] | None, kind: str
    ) -> None:
        ref = ChatRef.heard_in(message(conversation=conversation, channelData=data))

        assert ref.kind == kind

    def test_document_round_trip(self) -> None:
        ref = ChatRef.heard_in(message())

        assert ChatRef.of(ref.document()) == ref
        assert ChatRef.of({**ref.document(), "kind": "unheard-of", "more": 1}).kind == "group"
