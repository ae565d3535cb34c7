"""``vorbereiten`` sets the online meeting up through Graph, says what is left, and can be undone."""

from copy import deepcopy

import pytest

from rehearsal.chats import Message
from rehearsal.meetings import OnlineMeeting
from tests.evening.hall import Hall


def online(hall: Hall) -> OnlineMeeting:
    found = hall.meeting.meeting
    assert found is not None
    return found


class TestMeeting:
    """Lobby, admitters, presenters, names; chair and office as co-organizers; idempotent and undoable."""

    async def test_is_set_up_and_the_office_is_told(self, hall: Hall) -> None:
        await hall.prepared()
        card = await hall.seen("Eingerichtet", hall.office)

        assert online(hall).options["lobbyBypassSettings"]["scope"] == "invited"
        assert online(hall).options["allowedLobbyAdmitters"] == "organizerAndCoOrganizers"
        leaders = {one["identity"]["user"]["id"] for one in online(hall).attendees}
        assert leaders == {hall.person(key).entra for key in ("stein", "amt", "rat")}
        assert "✓ Leitung und Büro sind Mitorganisierende" in card.text

    async def test_prepared_again_nothing_is_sent_again(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.seen("Eingerichtet", hall.office)
        before = deepcopy(online(hall).options)
        told = len([m for m in hall.office.bot_messages() if "Eingerichtet" in m.text])
        asked = hall.world.graph.answered[200]
        await hall.say("amt", "vorbereiten")
        await hall.until(lambda: hall.world.graph.answered[200] > asked)
        await hall.world_idle()

        assert online(hall).options == before
        assert len([m for m in hall.office.bot_messages() if "Eingerichtet" in m.text]) == told

    async def test_is_put_back_when_the_preparation_is_lifted(self, hall: Hall) -> None:
        before = deepcopy(online(hall).options)
        await hall.prepared()
        await hall.seen("Eingerichtet", hall.office)
        await hall.say("amt", "vorbereiten aufheben")
        await hall.until(lambda: online(hall).options == before)

        assert hall.sitting.withdrawn

    async def test_what_cannot_be_set_is_named_with_who_can(self, hall: Hall) -> None:
        hall.world.graph.unsettable = frozenset({"allowedLobbyAdmitters"})
        await hall.prepared()
        card = await hall.seen("bitte prüfen", hall.office)

        assert "Das kann Petra Vogt in den Besprechungsoptionen von Teams einstellen." in card.text

    @pytest.mark.parametrize(
        ("permission", "words"),
        [
            ("OnlineMeetings.ReadWrite.All", "Berechtigung OnlineMeetings.ReadWrite.All"),
            ("AppCatalog.Read.All", "Berechtigung AppCatalog.Read.All"),
        ],
    )
    async def test_a_missing_permission_is_named(self, hall: Hall, permission: str, words: str) -> None:
        hall.world.graph.take_away(permission)
        newcomer = hall.person("zander")
        hall.world.tenant.personal.discard(newcomer.mri)
        hall.outbox.chats._chats.pop(f"person:{newcomer.entra}")
        await hall.prepared()

        card = await hall.seen("bitte prüfen", hall.office)
        assert words in card.text.replace("\u2060", "")  # the name is kept from becoming a link

    async def test_a_missing_policy_comes_with_its_lines(self, hall: Hall) -> None:
        hall.world.graph.access_policy = False
        await hall.prepared()

        assert "New-CsApplicationAccessPolicy" in (await hall.seen("bitte prüfen", hall.office)).text

    async def test_a_dead_graph_stops_nothing(self, hall: Hall) -> None:
        hall.world.graph.down = True
        await hall.prepared()
        await hall.admitted("abel")

        assert hall.sitting.presence(hall.id("abel")).here


class TestPersonalChats:
    """The app is installed for everybody who takes part, so that the second way to vote exists."""

    async def test_are_made_for_those_without_one(self, hall: Hall) -> None:
        newcomer = hall.person("zander")
        hall.world.tenant.personal.discard(newcomer.mri)
        hall.outbox.chats._chats.pop(f"person:{newcomer.entra}")
        await hall.prepared()
        card = await hall.seen("Eingerichtet", hall.office)
        await hall.until(lambda: hall.outbox.reach.reaches(newcomer.entra))

        assert "Ein persönlicher Chat mit dem Bot eingerichtet" in card.text
        assert newcomer.mri in hall.world.tenant.personal

    async def test_who_has_none_is_named(self, hall: Hall) -> None:
        newcomer = hall.person("zander")
        hall.world.graph.apps.published = False
        hall.world.tenant.personal.discard(newcomer.mri)
        hall.outbox.chats._chats.pop(f"person:{newcomer.entra}")
        await hall.prepared()

        assert (
            "keinen zweiten Weg zur Abstimmung: Zoe Zander"
            in (await hall.seen("bitte prüfen", hall.office)).text
        )


async def sheet_offered(hall: Hall, key: str) -> Message:
    """Wait for the offer in a clerk's own chat."""
    return await hall.own(key).wait_for(lambda m: "notfallblatt-" in m.text, within=10)


async def sheets_offered(hall: Hall) -> int:
    """How many offers of a sheet wait for an answer."""
    return [doc["kind"] for doc in (await hall.registry.all("offers")).values()].count("sheet.pdf")


class TestEmergencySheet:
    """The emergency sheet comes by itself into the own chat of the clerk who prepares."""

    async def test_is_offered_and_taken(self, hall: Hall) -> None:
        await hall.prepared()
        taken = await hall.world.client.accept_file(hall.person("amt"), await sheet_offered(hall, "amt"))

        assert taken.content.startswith(b"%PDF-")

    async def test_is_offered_to_whoever_of_the_office_asks(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.told("rat", "notfallblatt", "wird Ihnen im persönlichen Chat angeboten")
        taken = await hall.world.client.accept_file(hall.person("rat"), await sheet_offered(hall, "rat"))

        assert taken.content.startswith(b"%PDF-")

    async def test_is_offered_to_nobody_else(self, hall: Hall) -> None:
        await hall.prepared()

        await hall.told("abel", "notfallblatt", "Büro")

    async def test_is_not_offered_twice_before_it_is_answered(self, hall: Hall) -> None:
        await hall.prepared()
        await sheet_offered(hall, "amt")
        await hall.say("amt", "vorbereiten")
        await hall.told("amt", "anwesenheit csv", "wird Ihnen im persönlichen Chat angeboten")
        await hall.world_idle()

        assert await sheets_offered(hall) == 1

    async def test_is_offered_anew_once_it_was_taken(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.world.client.accept_file(hall.person("amt"), await sheet_offered(hall, "amt"))
        own = hall.own("amt")
        mark = own.mark()
        await hall.say("amt", "vorbereiten")
        await own.wait_for(lambda m: "notfallblatt-" in m.text, after=mark, within=10)

        assert await sheets_offered(hall) == 1

    async def test_is_named_on_the_checklist(self, hall: Hall) -> None:
        await hall.prepared()
        card = await hall.told("amt", "checkliste", "Notfallblatt")

        assert "mit „notfallblatt“ im persönlichen Chat des Büros" in card.text.replace("\u2060", "")
