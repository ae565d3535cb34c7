"""The online meeting set up through Graph: what is set, what could not be, and how it is undone."""

from collections.abc import Awaitable, Callable

import pytest

from graph import CatalogueApp, Concern, GraphUnavailable, Wish, concerns
from rehearsal.chats import Chat
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Person
from rehearsal.world import World
from tests.graph.conftest import Open


async def wished(open_directory: Open, chair: Person, online: OnlineMeeting, **more: object) -> object:
    return await open_directory().set_up_meeting(chair.entra, online.graph_id, Wish(**more))  # type: ignore[arg-type]


class TestSettings:
    """Lobby, admitters, presenters, names, dial-in; co-organizers among the attendees."""

    async def test_sets_everything_a_sitting_needs(
        self, open_directory: Open, chair: Person, member: Person, online: OnlineMeeting
    ) -> None:
        online.options["allowParticipantsToChangeName"] = True
        directory = open_directory()
        done = await directory.set_up_meeting(
            chair.entra, online.graph_id, Wish(coorganizers=(member.entra,))
        )
        found = await directory.online_meeting(chair.entra, online.join_url)

        assert set(done.done) == {
            *(Concern.LOBBY, Concern.ADMITTERS, Concern.PRESENTERS, Concern.NAMES, Concern.COORGANIZERS)
        }
        assert concerns(found) == ()
        assert [(one["identity"]["user"]["id"], one["role"]) for one in online.attendees] == [
            (member.entra, "coorganizer")
        ]

    async def test_sends_nothing_that_is_so_already(
        self, world: World, open_directory: Open, chair: Person, online: OnlineMeeting
    ) -> None:
        directory = open_directory()
        await directory.set_up_meeting(chair.entra, online.graph_id, Wish())
        before = world.graph.answered[200]
        again = await directory.set_up_meeting(chair.entra, online.graph_id, Wish())

        assert (again.done, again.refused) == ((), ())
        assert world.graph.answered[200] == before + 1

    async def test_leaves_what_is_stricter(
        self, open_directory: Open, chair: Person, online: OnlineMeeting
    ) -> None:
        online.options["lobbyBypassSettings"] = {"scope": "organizer", "isDialInBypassEnabled": True}
        online.options["allowedPresenters"] = "organizer"
        await open_directory().set_up_meeting(chair.entra, online.graph_id, Wish())

        assert online.options["lobbyBypassSettings"] == {"scope": "organizer", "isDialInBypassEnabled": False}
        assert online.options["allowedPresenters"] == "organizer"

    async def test_keeps_the_attendees_who_were_there(
        self, open_directory: Open, chair: Person, member: Person, online: OnlineMeeting
    ) -> None:
        online.attendees = [{"role": "attendee", "identity": {"user": {"id": "other"}}}]
        await open_directory().set_up_meeting(
            chair.entra, online.graph_id, Wish(coorganizers=(member.entra, chair.entra))
        )

        assert [one["identity"]["user"]["id"] for one in online.attendees] == ["other", member.entra]

    async def test_one_that_cannot_be_set_stops_no_other(
        self, world: World, open_directory: Open, chair: Person, online: OnlineMeeting
    ) -> None:
        world.graph.unsettable = frozenset({"allowedLobbyAdmitters"})
        done = await open_directory().set_up_meeting(chair.entra, online.graph_id, Wish())

        assert done.refused == ((Concern.ADMITTERS, "BadRequest"),)
        assert Concern.LOBBY in done.done

    async def test_what_is_taken_and_not_kept_is_not_done(
        self, world: World, open_directory: Open, chair: Person, online: OnlineMeeting
    ) -> None:
        online.options["allowParticipantsToChangeName"] = True
        world.graph.unkept = frozenset({"allowParticipantsToChangeName"})
        done = await open_directory().set_up_meeting(chair.entra, online.graph_id, Wish())

        assert done.refused == ((Concern.NAMES, "NotKept"),)
        assert Concern.LOBBY in done.done

    async def test_undoing_keeps_whoever_was_invited_meanwhile(
        self, open_directory: Open, chair: Person, member: Person, online: OnlineMeeting
    ) -> None:
        online.attendees = [{"role": "presenter", "identity": {"user": {"id": "helper"}}}]
        directory, wish = open_directory(), Wish(coorganizers=(member.entra, "helper"))
        done = await directory.set_up_meeting(chair.entra, online.graph_id, wish)
        online.attendees.append({"role": "attendee", "identity": {"user": {"id": "late"}}})
        assert done.before is not None
        await directory.restore_meeting(chair.entra, online.graph_id, done.before)

        assert [(one["identity"]["user"]["id"], one["role"]) for one in online.attendees] == [
            ("helper", "presenter"),
            ("late", "attendee"),
        ]

    async def test_is_undone(self, open_directory: Open, chair: Person, online: OnlineMeeting) -> None:
        former = {name: online.options[name] for name in ("lobbyBypassSettings", "allowedPresenters")}
        directory = open_directory()
        done = await directory.set_up_meeting(chair.entra, online.graph_id, Wish())
        assert done.before is not None
        await directory.restore_meeting(chair.entra, online.graph_id, done.before)

        assert {name: online.options[name] for name in former} == former


class TestApps:
    """The app is found in the catalogue and added to chat and people; what is there already is fine."""

    async def app(self, open_directory: Open, world: World) -> CatalogueApp:
        return await open_directory().catalogue_app(world.registration.app_id)

    async def test_is_found_with_what_it_asks_for(self, open_directory: Open, world: World) -> None:
        app = await self.app(open_directory, world)

        assert app.id == world.graph.apps.id
        assert ("ChatMember.Read.Chat", "application") in app.permissions

    async def test_that_is_not_published_is_named(self, open_directory: Open, world: World) -> None:
        world.graph.apps.published = False

        with pytest.raises(GraphUnavailable) as caught:
            await self.app(open_directory, world)
        assert (caught.value.status, caught.value.reason) == (404, "app_not_in_catalogue")

    async def test_is_added_to_a_chat_once(self, open_directory: Open, world: World, meeting: Chat) -> None:
        meeting.installed = False
        app, directory = await self.app(open_directory, world), open_directory()

        assert await directory.installed_in_chat(meeting.id) == ()
        assert await directory.install_in_chat(meeting.id, app) is True
        assert await directory.install_in_chat(meeting.id, app) is False
        assert await directory.installed_in_chat(meeting.id) == (app.id,)

    async def test_is_added_for_a_person_once(
        self, open_directory: Open, world: World, member: Person
    ) -> None:
        world.tenant.personal.discard(member.mri)
        app, directory = await self.app(open_directory, world), open_directory()

        assert await directory.install_for_user(member.entra, app) is True
        assert await directory.install_for_user(member.entra, app) is False


PERMISSIONS = {
    "chat_members": "ChatMember.Read.All",
    "online_meeting": "OnlineMeetings.ReadWrite.All",
    "set_up_meeting": "OnlineMeetings.ReadWrite.All",
    "attendance_reports": "OnlineMeetingArtifact.Read.All",
    "catalogue_app": "AppCatalog.Read.All",
    "install_in_chat": "TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All",
    "install_for_user": "TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All",
}


class TestRefusals:
    """A clear word for each missing permission, and for the application access policy."""

    @pytest.mark.parametrize("what", PERMISSIONS)
    async def test_names_the_permission_that_is_missing(
        self,
        world: World,
        open_directory: Open,
        chair: Person,
        meeting: Chat,
        online: OnlineMeeting,
        what: str,
    ) -> None:
        directory, app = open_directory(), CatalogueApp(id=world.graph.apps.id, name="")
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "chat_members": lambda: directory.chat_members(meeting.id),
            "online_meeting": lambda: directory.online_meeting(chair.entra, online.join_url),
            "set_up_meeting": lambda: directory.set_up_meeting(chair.entra, online.graph_id, Wish()),
            "attendance_reports": lambda: directory.attendance_reports(chair.entra, online.graph_id),
            "catalogue_app": lambda: directory.catalogue_app(world.registration.app_id),
            "install_in_chat": lambda: directory.install_in_chat(meeting.id, app),
            "install_for_user": lambda: directory.install_for_user(chair.entra, app),
        }
        world.graph.take_away(PERMISSIONS[what])

        with pytest.raises(GraphUnavailable) as caught:
            await calls[what]()
        assert caught.value.permission.split(".")[0] == PERMISSIONS[what].split(".")[0]
        assert caught.value.refused
        assert not caught.value.policy

    async def test_names_the_policy_that_is_missing(
        self, world: World, open_directory: Open, chair: Person, online: OnlineMeeting
    ) -> None:
        world.graph.access_policy = False

        with pytest.raises(GraphUnavailable) as caught:
            await open_directory().online_meeting(chair.entra, online.join_url)
        assert (caught.value.policy, caught.value.permission) == (True, "")

    async def test_does_not_wait_longer_than_a_question_may_take(
        self, world: World, open_directory: Open, meeting: Chat
    ) -> None:
        world.graph.busy = [60]

        with pytest.raises(GraphUnavailable) as caught:
            await open_directory().chat_members(meeting.id)
        assert (caught.value.reason, caught.value.status) == ("TooManyRequests", 429)

    async def test_waits_as_long_as_graph_says(
        self, world: World, open_directory: Open, meeting: Chat
    ) -> None:
        world.graph.busy = [1]
        found = await open_directory().chat_members(meeting.id)

        assert found
        assert (world.graph.answered[429], world.graph.answered[200]) == (1, 1)
