"""Questions to Graph over HTTP, with tokens that MSAL fetches over TLS from the stand-in's Entra."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from config import Settings
from graph import Concern, Directory, GraphUnavailable, Kind, concerns, directory_of
from graph.token import resource_of
from rehearsal.chats import Chat
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Person, person
from rehearsal.registration import Registration, make_certificate
from rehearsal.serving import serve
from rehearsal.world import World
from tests.graph.conftest import START, Open


@asynccontextmanager
async def strange_graph(
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[str]:
    """A service in Graph's place that says to everything what *answer* says."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    server = await serve(app)
    try:
        yield f"{server.address}/v1.0"
    finally:
        await server.stop()


class TestChatMembers:
    """teams.md 4.8: members of a chat, by pages; who came by link has no account."""

    async def test_each_member_is_told_apart(
        self, directory: Directory, meeting: Chat, chair: Person
    ) -> None:
        found = {one.name: one for one in await directory.chat_members(meeting.id)}

        assert found["Petra Vogt"].entra_id == chair.entra
        assert found["Petra Vogt"].email == chair.upn
        assert {name: one.kind for name, one in found.items()} == {
            "Petra Vogt": Kind.USER,
            "Anna Abel": Kind.USER,
            "Gerda Gast": Kind.GUEST,
            "Kai Unbekannt": Kind.ANONYMOUS,
        }
        assert (found["Kai Unbekannt"].entra_id, found["Kai Unbekannt"].email) == ("", "")

    async def test_all_pages_are_read(self, directory: Directory, meeting: Chat) -> None:
        meeting.add(*(person(f"p{number}", "Person", str(number)) for number in range(120)))

        found = await directory.chat_members(meeting.id)

        assert len(found) == len({one.name for one in found}) == 124

    async def test_an_unknown_chat_is_unavailable(self, directory: Directory, meeting: Chat) -> None:
        with pytest.raises(GraphUnavailable) as caught:
            await directory.chat_members("19:unknown@thread.v2")

        assert (caught.value.reason, caught.value.status) == ("NotFound", 404)


class TestOnlineMeeting:
    """teams.md 4.4: lobby, presenters and chat as they are set."""

    async def test_a_meeting_is_found_by_its_link(self, directory: Directory, online: OnlineMeeting) -> None:
        found = await directory.online_meeting(online.organizer.entra, online.join_url)

        assert (found.id, found.subject, found.thread) == (
            online.graph_id,
            "Ratsversammlung",
            online.chat_id,
        )
        assert (found.start, found.end) == (START, START + timedelta(hours=4))
        assert (found.lobby, found.presenters) == ("organization", "everyone")
        assert found.admitters == "organizerAndCoOrganizersAndPresenters"

    async def test_an_open_door_is_a_concern(self, directory: Directory, online: OnlineMeeting) -> None:
        online.options["lobbyBypassSettings"] = {"scope": "everyone", "isDialInBypassEnabled": True}
        online.options |= {"allowMeetingChat": "disabled", "allowParticipantsToChangeName": True}
        online.options["chatRestrictions"] = {"allowTextOnly": True}

        found = await directory.online_meeting(online.organizer.entra, online.join_url)

        assert set(concerns(found)) == set(Concern) - {
            Concern.COORGANIZERS
        }  # who they are, only a sitting knows

    @pytest.mark.parametrize("scope", ["invited", "organizer"])
    async def test_a_meeting_set_for_a_sitting_is_none(
        self, directory: Directory, online: OnlineMeeting, scope: str
    ) -> None:
        online.options["lobbyBypassSettings"] = {"scope": scope, "isDialInBypassEnabled": False}
        online.options |= {"allowedLobbyAdmitters": "organizerAndCoOrganizers"}
        online.options |= {"allowedPresenters": "roleIsPresenter"}

        assert concerns(await directory.online_meeting(online.organizer.entra, online.join_url)) == ()

    async def test_what_graph_does_not_tell_is_no_concern(
        self, directory: Directory, online: OnlineMeeting
    ) -> None:
        online.options.clear()

        assert concerns(await directory.online_meeting(online.organizer.entra, online.join_url)) == ()

    async def test_a_link_with_a_quote_asks_for_nothing_else(
        self, directory: Directory, online: OnlineMeeting
    ) -> None:
        with pytest.raises(GraphUnavailable) as caught:
            await directory.online_meeting(online.organizer.entra, "x' or JoinWebUrl ne '")

        assert (caught.value.reason, caught.value.status) == ("no_such_meeting", 404)

    async def test_without_an_access_policy_it_is_refused(
        self, world: World, directory: Directory, online: OnlineMeeting
    ) -> None:
        world.graph.access_policy = False
        with pytest.raises(GraphUnavailable) as caught:
            await directory.online_meeting(online.organizer.entra, online.join_url)

        assert caught.value.status == 403
        assert caught.value.refused


class TestAttendance:
    """teams.md 4.2: a report only after the session has ended, one for each, records by pages."""

    async def test_there_is_none_while_the_meeting_runs(
        self, directory: Directory, online: OnlineMeeting, member: Person
    ) -> None:
        online.join(member, START)

        assert await directory.attendance_reports(online.organizer.entra, online.graph_id) == ()

    async def test_every_session_tells_who_was_there_and_when(
        self, directory: Directory, online: OnlineMeeting, chair: Person, member: Person
    ) -> None:
        online.join(chair, START)
        online.join(member, START + timedelta(minutes=5))
        online.leave(member, START + timedelta(minutes=65))
        online.join(member, START + timedelta(minutes=75))
        online.finish(START + timedelta(minutes=120))
        online.join(chair, START + timedelta(minutes=130))
        online.finish(START + timedelta(minutes=140))

        first, second = await directory.attendance_reports(online.organizer.entra, online.graph_id)

        people = {one.entra_id: one for one in first.people}
        assert [(i.joined, i.left) for i in people[member.entra].intervals] == [
            (START + timedelta(minutes=5), START + timedelta(minutes=65)),
            (START + timedelta(minutes=75), START + timedelta(minutes=120)),
        ]
        assert people[member.entra].seconds == 105 * 60
        assert people[member.entra].email == member.upn
        assert [one.name for one in second.people] == ["Petra Vogt"]

    async def test_a_large_council_comes_in_pages(
        self, world: World, directory: Directory, online: OnlineMeeting
    ) -> None:
        crowd = [person(f"p{number}", "Person", str(number)) for number in range(71)]
        world.tenant.add(*crowd)
        for one in crowd:
            online.join(one, START)
        online.finish(START + timedelta(minutes=60))

        (report,) = await directory.attendance_reports(online.organizer.entra, online.graph_id)

        assert {one.entra_id for one in report.people} == {one.entra for one in crowd}


class TestSignIn:
    """contract § 2: password or certificate, LOGIN_URL without instance discovery, CA_BUNDLE."""

    async def test_a_certificate_serves_as_well(
        self, world: World, open_directory: Open, meeting: Chat, tmp_path: Path
    ) -> None:
        certificate = make_certificate()
        world.entra.registration = Registration(
            app_id=world.registration.app_id, secret="another", certificate=certificate
        )
        public, private = tmp_path / "bot.pem", tmp_path / "bot.key"
        public.write_text(certificate.public)
        private.write_text(certificate.private)
        files = {"APP_CERTIFICATE_FILE": str(public), "APP_CERTIFICATE_KEY_FILE": str(private)}

        found = await open_directory(APP_PASSWORD="", **files).chat_members(meeting.id)

        assert len(found) == 4

    async def test_a_wrong_password_is_refused_with_entras_word(
        self, open_directory: Open, meeting: Chat
    ) -> None:
        with pytest.raises(GraphUnavailable) as caught:
            await open_directory(APP_PASSWORD="wrong").chat_members(meeting.id)

        assert caught.value.reason == "invalid_client"
        assert caught.value.refused

    async def test_one_token_serves_many_questions(
        self, world: World, directory: Directory, meeting: Chat
    ) -> None:
        before = sum(world.entra.asked.values())
        await asyncio.gather(*(directory.chat_members(meeting.id) for _ in range(5)))
        first = sum(world.entra.asked.values()) - before
        await directory.chat_members(meeting.id)

        assert sum(world.entra.asked.values()) - before == first

    @pytest.mark.parametrize(
        ("address", "resource"),
        [
            ("https://graph.microsoft.com/v1.0", "https://graph.microsoft.com"),
            ("https://graph.microsoft.us/v1.0", "https://graph.microsoft.us"),
            ("http://127.0.0.1:9300/v1.0", "http://127.0.0.1:9300"),
        ],
    )
    def test_the_token_is_for_graphs_own_origin(self, address: str, resource: str) -> None:
        assert resource_of(address) == resource

    def test_without_sign_in_there_is_no_directory(self) -> None:
        assert directory_of(Settings(local_mode=True)) is None


class TestUnavailable:
    """contract § 2: Graph unreachable, refusing or slow is one failure, and it comes soon."""

    async def test_a_service_that_is_down_is_said_to_be(
        self, world: World, open_directory: Open, meeting: Chat
    ) -> None:
        world.graph.down = True
        async with asyncio.timeout(20):
            with pytest.raises(GraphUnavailable) as caught:
                await open_directory(seconds=1.0).chat_members(meeting.id)

        assert caught.value.reason in ("ServiceUnavailable", "timeout")

    async def test_nobody_listening_is_a_failure_like_any_other(
        self, open_directory: Open, meeting: Chat
    ) -> None:
        with pytest.raises(GraphUnavailable) as caught:
            await open_directory(LOGIN_URL="https://127.0.0.1:9").chat_members(meeting.id)

        assert caught.value.status == 0

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            pytest.param("<html>proxy</html>", "text/html", id="a-proxys-page"),
            pytest.param("[1, 2", "application/json", id="broken-json"),
            pytest.param("[1, 2]", "application/json", id="a-list"),
            pytest.param('{"value": 7}', "application/json", id="value-is-a-number"),
            pytest.param('{"value": [7]}', "application/json", id="a-number-for-a-person"),
        ],
    )
    async def test_an_answer_that_is_not_graphs_is_a_failure(
        self, open_directory: Open, body: str, kind: str
    ) -> None:
        async def answer(request: web.Request) -> web.Response:
            return web.Response(text=body, content_type=kind)

        async with strange_graph(answer) as url:
            with pytest.raises(GraphUnavailable):
                await open_directory(GRAPH_URL=url).chat_members("19:x")

    async def test_a_next_page_elsewhere_is_not_followed(self, open_directory: Open) -> None:
        asked: list[str] = []

        async def elsewhere(request: web.Request) -> web.Response:
            asked.append(request.headers.get("Authorization", ""))
            return web.json_response({"value": []})

        async with strange_graph(elsewhere) as other:

            async def answer(request: web.Request) -> web.Response:
                return web.json_response({"value": [], "@odata.nextLink": f"{other}/stolen"})

            async with strange_graph(answer) as url:
                with pytest.raises(GraphUnavailable, match="page_elsewhere"):
                    await open_directory(GRAPH_URL=url).chat_members("19:x")

        assert asked == []

    async def test_a_slow_service_delays_nobody(self, open_directory: Open) -> None:
        async def answer(request: web.Request) -> web.Response:
            await asyncio.sleep(30)
            return web.Response()

        async with strange_graph(answer) as url:
            async with asyncio.timeout(25):
                with pytest.raises(GraphUnavailable, match="timeout"):
                    await open_directory(seconds=1.5, GRAPH_URL=url).chat_members("19:x")


class TestLoading:
    """clients.md § 5: the library is large; it is imported at the first question only."""

    def test_importing_the_room_imports_neither_library(self) -> None:
        code = (
            "import sys, graph, graph.client, graph.token\n"
            "print([m for m in ('msgraph', 'msal', 'kiota_http', 'httpx') if m in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert done.stdout.strip() == "[]"

    async def test_the_event_loop_goes_on_while_the_library_is_loaded(
        self, settings_for: Callable[..., Settings], meeting: Chat
    ) -> None:
        found = directory_of(settings_for())
        assert found is not None
        question = asyncio.create_task(found.chat_members(meeting.id))
        turns = 0
        while not question.done():
            await asyncio.sleep(0.005)
            turns += 1
        await found.close()

        assert len(question.result()) == 4
        assert turns > 3
