"""The stand-in for Graph: shapes by Microsoft's own metadata, paging, and its refusals."""

import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import jsonschema
import pytest

from rehearsal.chats import Chat
from rehearsal.people import Person, Standing, person
from rehearsal.world import World
from tests.rehearsal.conftest import START, Caller

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "data" / "schemas" / "graph"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def escaped(url: str) -> str:
    return f"JoinWebUrl eq '{url}'"


@pytest.fixture
def held(world: World, meeting: Chat, chair: Person, member: Person, intruder: Person) -> Chat:
    """A session of two hours: the member leaves for a while, somebody unknown looks in."""
    online = meeting.meeting
    assert online is not None
    meeting.add(intruder)
    online.join(chair, START)
    online.join(member, START + timedelta(minutes=5))
    online.leave(member, START + timedelta(minutes=65))
    online.join(member, START + timedelta(minutes=75))
    online.join(intruder, START + timedelta(minutes=80))
    online.leave(intruder, START + timedelta(minutes=81))
    online.finish(START + timedelta(minutes=120))
    return meeting


def base(chat: Chat) -> str:
    assert chat.meeting is not None
    return f"/users/{chat.meeting.organizer.entra}/onlineMeetings/{chat.meeting.graph_id}"


class TestUsers:
    """Found by object id and by principal name; nobody else."""

    async def test_a_user_is_found_by_either_name(self, ask: Caller, member: Person) -> None:
        by_id = await ask("GET", f"/users/{member.entra}")
        by_name = await ask("GET", f"/users/{member.upn}")

        assert by_id[1] == by_name[1]
        assert by_id[1]["displayName"] == "Jörg Öztürk"

    async def test_nobody_is_an_odata_error(self, ask: Caller) -> None:
        status, body, _ = await ask("GET", "/users/nobody@elsewhere.example")

        assert (status, body["error"]["code"]) == (404, "Request_ResourceNotFound")
        assert "request-id" in body["error"]["innerError"]

    async def test_without_a_token_it_is_401(
        self, world: World, session: aiohttp.ClientSession, member: Person
    ) -> None:
        status, body, _ = await Caller(session, world.graph.url, "")("GET", f"/users/{member.entra}")

        assert (status, body["error"]["code"]) == (401, "InvalidAuthenticationToken")


class TestChatMembers:
    """teams.md 4.8: anonymous people have no user id; long lists come in pages."""

    async def test_the_pages_together_are_everybody(self, meeting: Chat, ask: Caller) -> None:
        meeting.add(*(person(f"p{number}", "A", str(number)) for number in range(68)))
        _, page, _ = await ask("GET", f"/chats/{meeting.id}/members")
        found = page["value"]
        while "@odata.nextLink" in page:
            _, page, _ = await ask("GET", page["@odata.nextLink"])
            found += page["value"]

        assert {one["userId"] for one in found} == {one.entra for one in meeting.members.values()}
        assert len(found) == 70

    async def test_an_anonymous_guest_is_of_another_type(self, held: Chat, ask: Caller) -> None:
        _, body, _ = await ask("GET", f"/chats/{held.id}/members")

        anonymous = [one for one in body["value"] if "userId" not in one]
        assert [one["@odata.type"] for one in anonymous] == [
            "#microsoft.graph.anonymousGuestConversationMember"
        ]

    async def test_a_guest_of_the_directory_has_the_role(self, meeting: Chat, ask: Caller) -> None:
        meeting.add(person("gast", "G", "Ast", standing=Standing.GUEST))

        _, body, _ = await ask("GET", f"/chats/{meeting.id}/members")

        assert body["value"][-1]["roles"] == ["guest"]

    async def test_an_unknown_chat_is_404(self, ask: Caller) -> None:
        assert (await ask("GET", "/chats/19:none@thread.v2/members"))[0] == 404


class TestAttendance:
    """teams.md 4.1, 4.2: a report only after the end; records by their own address."""

    async def test_the_meeting_is_found_by_its_link(self, meeting: Chat, ask: Caller) -> None:
        assert meeting.meeting is not None
        path = f"/users/{meeting.meeting.organizer.entra}/onlineMeetings"

        status, body, _ = await ask("GET", path, **{"$filter": escaped(meeting.meeting.join_url)})

        assert status == 200
        assert [one["chatInfo"]["threadId"] for one in body["value"]] == [meeting.id]

    async def test_without_the_filter_it_is_a_bad_request(self, meeting: Chat, ask: Caller) -> None:
        assert meeting.meeting is not None

        status, _, _ = await ask("GET", f"/users/{meeting.meeting.organizer.entra}/onlineMeetings")

        assert status == 400

    async def test_the_link_belongs_to_its_organizer(
        self, meeting: Chat, ask: Caller, member: Person
    ) -> None:
        assert meeting.meeting is not None

        _, body, _ = await ask(
            "GET", f"/users/{member.entra}/onlineMeetings", **{"$filter": escaped(meeting.meeting.join_url)}
        )

        assert body["value"] == []

    async def test_while_it_runs_there_is_no_report(self, meeting: Chat, ask: Caller, member: Person) -> None:
        assert meeting.meeting is not None
        meeting.meeting.join(member, START)

        _, body, _ = await ask("GET", f"{base(meeting)}/attendanceReports")

        assert body["value"] == []

    async def test_the_records_add_up(self, held: Chat, ask: Caller, member: Person) -> None:
        _, reports, _ = await ask("GET", f"{base(held)}/attendanceReports")
        report = reports["value"][0]

        _, records, _ = await ask("GET", f"{base(held)}/attendanceReports/{report['id']}/attendanceRecords")

        by_name = {one["identity"]["displayName"]: one for one in records["value"]}
        assert report["totalParticipantCount"] == 3
        assert by_name[member.name]["totalAttendanceInSeconds"] == (60 + 45) * 60
        assert len(by_name[member.name]["attendanceIntervals"]) == 2
        assert by_name[member.name]["emailAddress"] == member.upn
        assert by_name["Kai Unbekannt"]["identity"]["id"] is None

    async def test_expanded_records_are_the_same(self, held: Chat, ask: Caller) -> None:
        _, reports, _ = await ask("GET", f"{base(held)}/attendanceReports")
        path = f"{base(held)}/attendanceReports/{reports['value'][0]['id']}"

        _, expanded, _ = await ask("GET", path, **{"$expand": "attendanceRecords"})
        _, records, _ = await ask("GET", f"{path}/attendanceRecords")

        assert expanded["attendanceRecords"] == records["value"]

    async def test_records_come_in_pages(self, held: Chat, ask: Caller) -> None:
        _, reports, _ = await ask("GET", f"{base(held)}/attendanceReports")
        path = f"{base(held)}/attendanceReports/{reports['value'][0]['id']}/attendanceRecords"

        _, first, _ = await ask("GET", path, **{"$top": "2"})
        _, rest, _ = await ask("GET", first["@odata.nextLink"])

        assert (len(first["value"]), len(rest["value"])) == (2, 1)

    async def test_without_the_access_policy_it_is_forbidden(
        self, world: World, held: Chat, ask: Caller
    ) -> None:
        world.graph.access_policy = False

        status, body, _ = await ask("GET", f"{base(held)}/attendanceReports")

        assert (status, body["error"]["code"]) == (403, "Forbidden")

    @pytest.mark.parametrize("path", ["/attendanceReports/none", "/attendanceReports/none/attendanceRecords"])
    async def test_an_unknown_report_is_404(self, held: Chat, ask: Caller, path: str) -> None:
        assert (await ask("GET", base(held) + path))[0] == 404

    async def test_it_can_be_down(self, world: World, ask: Caller, member: Person) -> None:
        world.graph.down = True

        assert (await ask("GET", f"/users/{member.entra}"))[0] == 503


@cache
def metadata() -> ET.Element:
    return ET.parse(SCHEMAS / "v1.0.csdl").getroot()


def properties(model: ET.Element, name: str) -> set[str]:
    """Return the property names of a type in Microsoft's metadata, with those it inherits."""
    found = next(
        element
        for kind in ("EntityType", "ComplexType")
        for element in model.iter(EDM + kind)
        if element.get("Name") == name
    )
    names = {
        str(child.get("Name"))
        for kind in ("Property", "NavigationProperty")
        for child in found.iter(EDM + kind)
    }
    parent = found.get("BaseType", "")
    return names | (properties(model, parent.removeprefix("graph.")) if parent else set())


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="Microsoft's metadata is not beside the repository")
class TestShapes:
    """Every property served here is one that Graph v1.0 has, and of its type."""

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            pytest.param("/users/{user}", "user", id="user"),
            pytest.param("/chats/{chat}/members", "aadUserConversationMember", id="member"),
            pytest.param("{base}", "onlineMeeting", id="meeting"),
            pytest.param("{base}/attendanceReports", "meetingAttendanceReport", id="report"),
            pytest.param("{report}/attendanceRecords", "attendanceRecord", id="record"),
        ],
    )
    async def test_names_and_types_are_graphs(
        self, held: Chat, ask: Caller, member: Person, path: str, kind: str
    ) -> None:
        report = f"{base(held)}/attendanceReports/{held.meeting.reports[0].id}"  # type: ignore[union-attr]
        filled = path.format(user=member.entra, chat=held.id, base=base(held), report=report)

        _, body, _ = await ask("GET", filled)

        value = body.get("value", [body])[0]
        served = {name for name in value if not name.startswith("@")}
        assert served <= properties(metadata(), kind)
        validate(kind, value)


def validate(kind: str, value: dict[str, Any]) -> None:
    """Check a value against the OpenAPI form of the same metadata."""
    document = json.loads((SCHEMAS / "graph-min.openapi.json").read_text(encoding="utf-8"))
    plain = {name: entry for name, entry in value.items() if not name.startswith("@")}
    schema = {"$ref": f"#/components/schemas/microsoft.graph.{kind}", **document}
    jsonschema.validate(plain, schema)
