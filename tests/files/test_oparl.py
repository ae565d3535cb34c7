"""Saved OParl objects and lists, 1.0 and 1.1 (https://oparl.org)."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.agenda import ItemKind
from council.roster import Role
from files.agenda import AgendaFile, read_agenda
from files.oparl import load
from files.problems import BadFile
from files.roster import RosterFile, read_roster

HOST = "https://oparl.stadt.example"
BERLIN = ZoneInfo("Europe/Berlin")


def kind(name: str, version: str = "1.1") -> str:
    return f"https://schema.oparl.org/{version}/{name}"


def body(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{HOST}/organization/{number}",
        "type": kind("Organization"),
        "name": name,
        "organizationType": "Gremium",
    } | more


def group(number: int, name: str) -> dict[str, Any]:
    return body(number, name, organizationType="Fraktion")


def seat(organization: int = 1, role: str = "Mitglied", **more: Any) -> dict[str, Any]:
    return {
        "type": kind("Membership"),
        "organization": f"{HOST}/organization/{organization}",
        "role": role,
    } | more


def person(number: int, given: str, family: str, *seats: dict[str, Any], **more: Any) -> dict[str, Any]:
    numbered = [one | {"id": f"{HOST}/membership/{number}-{n}"} for n, one in enumerate(seats)]
    return {
        "id": f"{HOST}/person/{number}",
        "type": kind("Person"),
        "name": f"{given} {family}",
        "givenName": given,
        "familyName": family,
        "membership": numbered,
    } | more


def item(number: str | None, name: str, place: int = 0, **more: Any) -> dict[str, Any]:
    own = {"id": f"{HOST}/item/{place}-{number}", "type": kind("AgendaItem"), "name": name}
    return own | ({"number": number} if number else {}) | more


def meeting(*items: dict[str, Any], number: int = 1) -> dict[str, Any]:
    return {
        "id": f"{HOST}/meeting/{number}",
        "type": kind("Meeting"),
        "name": f"{number}. Sitzung",
        "agendaItem": list(items),
    }


COUNCIL = body(1, "Ratsversammlung", classification="Parlament")


def roster_of(content: object) -> RosterFile:
    return read_roster(json.dumps(content).encode(), "personen.json")


def agenda_of(content: object) -> AgendaFile:
    return read_agenda(json.dumps(content).encode(), "sitzung.json")


def refused(content: object, reader: Any = roster_of) -> list[tuple[int, str, str]]:
    with pytest.raises(BadFile) as failure:
        reader(content)
    return [(p.line, p.column, p.key) for p in failure.value.problems]


class TestPeople:
    """Contract § 6: councillor list from OParl JSON 1.0 and 1.1."""

    def test_a_person_with_membership_becomes_a_member(self) -> None:
        someone = person(
            29,
            "Anna",
            "Meyer",
            seat(
                votingRight=True,
                startDate="2024-09-01",
                endDate="2029-08-31",
                onBehalfOf=f"{HOST}/organization/7",
            ),
            title=["Prof.", "Dr."],
            formOfAddress="Stadträtin",
            email=["anna@stadt.example", "zwei@stadt.example"],
            phone=["0341 1"],
        )

        (member,) = roster_of([COUNCIL, group(7, "Grüne"), someone]).roster

        assert (member.id, member.name) == ("p29", "Prof. Dr. Anna Meyer")
        assert (member.group, member.body, member.salutation) == ("Grüne", "Ratsversammlung", "Stadträtin")
        assert (member.roles, member.voting) == ((Role.MEMBER,), True)
        assert (member.contact.email, member.contact.phone) == ("anna@stadt.example", "0341 1")
        assert member.since == datetime(2024, 9, 1, tzinfo=BERLIN)
        assert member.until == datetime(2029, 9, 1, tzinfo=BERLIN)

    @pytest.mark.parametrize(
        ("role", "voting", "roles"),
        [
            pytest.param("Mitglied", None, (Role.MEMBER,), id="member"),
            pytest.param("Stadträtin", None, (Role.MEMBER,), id="councillor"),
            pytest.param("Vorsitzende", True, (Role.CHAIR,), id="chair"),
            pytest.param("Oberbürgermeister", None, (Role.CHAIR,), id="mayor"),
            pytest.param("Stellv. Vorsitzender", None, (Role.MEMBER, Role.DEPUTY), id="deputy"),
            pytest.param("Schriftführer", None, (Role.MINUTES,), id="minutes"),
            pytest.param("Beratendes Mitglied", False, (Role.ADVISORY,), id="advisory"),
            pytest.param("Sachkundige Einwohnerin", False, (Role.ADVISORY,), id="expert"),
            pytest.param("", None, (Role.MEMBER,), id="nothing-said"),
            pytest.param("", False, (Role.ADVISORY,), id="no-vote"),
            pytest.param("Sprecherin", True, (Role.MEMBER,), id="unknown-with-vote"),
        ],
    )
    def test_words_become_roles(self, role: str, voting: bool | None, roles: tuple[Role, ...]) -> None:
        said = {} if voting is None else {"votingRight": voting}

        (member,) = roster_of([COUNCIL, person(1, "A", "B", seat(role=role, **said))]).roster

        assert (member.roles, member.voting) == (roles, voting)

    def test_an_unknown_role_without_a_word_on_voting_is_named(self) -> None:
        people = [person(1, "A", "B", seat()), person(2, "C", "D", seat(role="Sprecherin"))]

        assert refused([COUNCIL, *people]) == [(2, "rolle", "problem.unknown_role")]

    def test_a_group_is_found_by_its_own_membership(self) -> None:
        someone = person(1, "A", "B", seat(), seat(7, endDate="2020-01-01"), seat(8, startDate="2020-01-02"))

        (member,) = roster_of([COUNCIL, group(7, "Früher"), group(8, "Heute"), someone]).roster

        assert member.group == "Heute"

    def test_the_council_comes_before_its_committees(self) -> None:
        people = [person(1, "A", "B", seat(), seat(2, "Vorsitz")), person(2, "C", "D", seat(2))]

        read = roster_of([COUNCIL, body(2, "Finanzausschuss"), *people])

        assert [(m.id, m.roles) for m in read.roster] == [("p1", (Role.MEMBER,))]
        assert [(n.line, n.key, n.values) for n in read.notes] == [
            (2, "note.oparl_left_out", {"name": "C D"})
        ]

    def test_the_only_body_is_taken_also_unnamed(self) -> None:
        (member,) = roster_of([person(1, "A", "B", seat())]).roster

        assert (member.id, member.body) == ("p1", "")

    def test_seats_of_one_time_add_up_and_older_ones_are_past(self) -> None:
        someone = person(
            1,
            "A",
            "B",
            seat(role="Gast", endDate="2019-12-31"),
            seat(startDate="2020-01-01"),
            seat(role="Vorsitzende", startDate="2024-01-01"),
        )

        (member,) = roster_of([COUNCIL, someone]).roster

        assert member.roles == (Role.MEMBER, Role.CHAIR)
        assert member.since == datetime(2020, 1, 1, tzinfo=BERLIN)

    def test_memberships_may_stand_in_the_organization(self) -> None:
        seats = [seat() | {"id": f"{HOST}/m/1", "person": f"{HOST}/person/1"}]
        someone = person(1, "A", "B") | {"membership": [f"{HOST}/m/1"]}

        (member,) = roster_of([COUNCIL | {"membership": seats}, someone]).roster

        assert member.id == "p1"

    def test_a_page_of_version_1_0_without_types_is_read(self) -> None:
        embedded = {"role": "Mitglied", "organization": body(1, "Stadtrat")}
        someone = {
            "id": f"{HOST}/p?id=9",
            "type": kind("Person", "1.0"),
            "name": "Müller, Jürgen",
            "membership": [embedded],
        }

        (member,) = roster_of({"data": [someone], "links": {}, "pagination": {}}).roster

        assert (member.first, member.last, member.body) == ("Jürgen", "Müller", "Stadtrat")

    def test_one_name_is_parted_and_titles_left_out(self) -> None:
        someone = person(1, "", "", seat(), name="Dr. Hans Peter Groß", title=["Dr."])

        (member,) = roster_of([COUNCIL, someone]).roster

        assert (member.title, member.first, member.last) == ("Dr.", "Hans Peter", "Groß")

    def test_who_only_stands_in_or_is_deleted_is_left_out_and_noted(self) -> None:
        people = [
            person(1, "A", "B", seat()),
            person(2, "C", "D", seat(role="Stellvertretendes Mitglied")),
            person(3, "E", "F", seat(), deleted=True),
        ]

        read = roster_of([COUNCIL, *people])

        assert [m.id for m in read.roster] == ["p1"]
        assert [(n.line, n.key) for n in read.notes] == [
            (2, "note.oparl_left_out"),
            (3, "note.oparl_deleted"),
        ]

    @pytest.mark.parametrize(
        ("content", "key"),
        [
            pytest.param([], "problem.oparl_no_people", id="nothing"),
            pytest.param({"a": 1}, "problem.oparl_no_people", id="other-json"),
            pytest.param(person(1, "A", "B"), "problem.oparl_no_memberships", id="no-seats"),
            pytest.param(
                [group(1, "SPD"), person(1, "A", "B", seat())],
                "problem.oparl_no_memberships",
                id="only-a-group",
            ),
            pytest.param(
                [person(1, "A", "B", seat(1), seat(2))], "problem.oparl_no_organizations", id="unknown-bodies"
            ),
            pytest.param(
                [body(1, "Ausschuss A"), body(2, "Ausschuss B"), person(1, "A", "B", seat(1), seat(2))],
                "problem.oparl_several_bodies",
                id="several-bodies",
            ),
        ],
    )
    def test_what_names_no_council_is_refused(self, content: object, key: str) -> None:
        assert refused(content) == [(0, "", key)]


class TestItems:
    """Contract § 6: agenda from OParl JSON 1.0 and 1.1."""

    def test_the_items_of_a_meeting_become_the_agenda(self) -> None:
        items = (
            item("Ö 1", "Eröffnung"),
            item("Ö 2.1.", "Bericht", public=True),
            item("N 3", "Kauf", public=False),
        )

        read = agenda_of(meeting(*items)).agenda

        assert [(i.number, i.title, i.public, i.kind) for i in read] == [
            ("1", "Eröffnung", True, ItemKind.FORMALITY),
            ("2.1", "Bericht", True, ItemKind.FORMALITY),
            ("3", "Kauf", False, ItemKind.FORMALITY),
        ]

    def test_order_counts_where_every_item_has_it(self) -> None:
        ordered = meeting(item("2", "B", order=1), item("1", "A", order=0))
        unordered = meeting(item("2", "B", order=1), item("1", "A"))

        assert [i.number for i in agenda_of(ordered).agenda] == ["1", "2"]
        assert [i.number for i in agenda_of(unordered).agenda] == ["2", "1"]

    @pytest.mark.parametrize(
        ("role", "paper_type", "expected"),
        [
            pytest.param("Beschlussfassung", "Vorlage", ItemKind.RESOLUTION, id="resolution"),
            pytest.param("Kenntnisnahme", "", ItemKind.NOTING, id="noting"),
            pytest.param("", "Informationsvorlage", ItemKind.NOTING, id="information"),
            pytest.param("Beschlussfassung", "Änderungsantrag", ItemKind.AMENDMENT, id="amendment"),
            pytest.param("Wahl", "", ItemKind.ELECTION, id="election"),
        ],
    )
    def test_consultation_and_paper_say_the_kind(
        self, role: str, paper_type: str, expected: ItemKind
    ) -> None:
        paper = {
            "id": f"{HOST}/paper/1",
            "type": kind("Paper"),
            "paperType": paper_type,
            "reference": "VII-DS-1",
        }
        consultation = {
            "id": f"{HOST}/c/1",
            "type": kind("Consultation"),
            "role": role,
            "paper": f"{HOST}/paper/1",
        }

        read = agenda_of([meeting(item("1", "A", consultation=f"{HOST}/c/1")), consultation, paper])

        assert [(i.kind, i.paper) for i in read.agenda] == [(expected, "VII-DS-1")]

    def test_the_paper_is_found_from_its_own_side_too(self) -> None:
        one = item("1", "A")
        paper = {
            "id": f"{HOST}/paper/1",
            "type": kind("Paper", "1.0"),
            "reference": "VII-DS-1",
            "web": "https://rat.example/1",
            "originatorOrganization": [{"name": "SPD"}, f"{HOST}/organization/7"],
            "consultation": [{"id": f"{HOST}/c/1", "agendaItem": one["id"]}],
        }

        (read,) = agenda_of([meeting(one), paper, group(7, "Grüne")]).agenda

        assert (read.paper, read.mover, read.link) == ("VII-DS-1", "SPD, Grüne", "https://rat.example/1")

    def test_the_papers_file_is_the_link_where_it_has_no_page(self) -> None:
        paper = {
            "type": kind("Paper"),
            "name": "Vorlage",
            "mainFile": {"accessUrl": "https://rat.example/1.pdf"},
        }
        consultation = {"type": kind("Consultation"), "id": f"{HOST}/c/1", "paper": paper | {"id": "p"}}

        (read,) = agenda_of(meeting(item("1", "A", consultation=consultation))).agenda

        assert (read.paper, read.link) == ("Vorlage", "https://rat.example/1.pdf")

    def test_a_consultation_that_is_only_named_makes_a_resolution(self) -> None:
        (read,) = agenda_of(meeting(item("1", "A", consultation=f"{HOST}/c/1"))).agenda

        assert (read.kind, read.paper) == (ItemKind.RESOLUTION, "")

    def test_a_closed_item_may_come_without_title(self) -> None:
        (read,) = agenda_of(meeting(item("1", "", public=False))).agenda

        assert (read.title, read.public) == ("Nichtöffentliche Angelegenheit", False)

    def test_an_agenda_without_numbers_is_numbered_and_says_so(self) -> None:
        read = agenda_of(meeting(item(None, "A", 1), item(None, "B", 2)))

        assert [i.number for i in read.agenda] == ["1", "2"]
        assert "note.oparl_numbered" in [note.key for note in read.notes]

    @pytest.mark.parametrize(
        ("content", "found"),
        [
            pytest.param([], [(0, "", "problem.oparl_no_items")], id="nothing"),
            pytest.param(
                [meeting(item("1", "A", 1), number=1), meeting(item("1", "B", 2), number=2)],
                [(0, "", "problem.oparl_several_meetings")],
                id="two-meetings",
            ),
            pytest.param(
                meeting(
                    item("Ö 1", "A", 1),
                    item("N 1", "B", 2),
                    item("I", "C", 3),
                    item(None, "D", 4),
                    item("5", "", 5),
                ),
                [
                    (2, "nummer", "problem.doubled_number"),
                    (3, "nummer", "problem.bad_number"),
                    (4, "nummer", "problem.missing_value"),
                    (5, "titel", "problem.missing_value"),
                ],
                id="bad-items",
            ),
        ],
    )
    def test_every_problem_is_named(self, content: object, found: list[tuple[int, str, str]]) -> None:
        assert refused(content, agenda_of) == found


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(f"{HOST}/organization/1"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "id type name person membership organization agendaItem number title order paper "
                "consultation data role endDate startDate mainFile web".split()
            ),
            inner
            | st.sampled_from([kind(k) for k in ("Person", "Membership", "AgendaItem", "Paper", "Meeting")]),
            max_size=6,
        )
    ),
    max_leaves=25,
)


class TestAnyJson:
    """Issue, Bad input: whatever the file, there is an answer and never a traceback."""

    @given(values)
    def test_any_json_is_read_or_refused(self, content: object) -> None:
        for reader in (roster_of, agenda_of):
            try:
                answer: object = reader(content)
            except BadFile as bad:
                answer = bad.problems
            assert answer

    @given(values, values)
    def test_any_part_of_an_object_may_be_wrong(self, first: object, second: object) -> None:
        broken = [COUNCIL, person(1, "A", "B", seat(), email=first, title=second, id=first)]
        broken.append(meeting(item("1", "A", order=first, public=second, consultation=second)))
        for reader in (roster_of, agenda_of):
            try:
                answer: object = reader(broken)
            except BadFile as bad:
                answer = bad.problems
            assert answer

    @pytest.mark.parametrize(
        ("data", "line"),
        [
            pytest.param(b"{", 1, id="cut-off"),
            pytest.param(b'[\n{"a": 1},\n{"b"}]', 3, id="in-line-three"),
            pytest.param(b"[" * 100_000, 1, id="too-deep"),
            pytest.param(b"[" + b"9" * 5_000 + b"]", 1, id="endless-number"),
        ],
    )
    def test_broken_json_names_its_line(self, data: bytes, line: int) -> None:
        with pytest.raises(BadFile) as failure:
            read_roster(data, "a.json")

        assert [(p.line, p.key) for p in failure.value.problems] == [(line, "problem.broken_json")]

    def test_an_object_is_kept_once(self) -> None:
        nameless = {"type": kind("Membership")}
        objects = load(json.dumps([COUNCIL, {"data": [COUNCIL]}, nameless]).encode())

        assert [found.number for found in objects.all("Organization")] == [1]
        assert [found.number for found in objects.all("Membership")] == [1]

    def test_too_many_objects_are_refused(self) -> None:
        many = json.dumps([{"type": kind("Person")}] * 50_001).encode()

        with pytest.raises(BadFile, match=r"problem\.too_many_rows"):
            read_roster(many)
