"""Events as canonical JSON and back."""

import dataclasses
import typing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, ClassVar

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from council.events import EVENTS, Event
from council.ids import BallotId, MemberId
from council.record import GENESIS, canonical, read_canonical, seal, stripped
from store import Codec, NotAnEvent, standard
from tests.store.samples import (
    CODEC,
    NOW,
    Colour,
    EverythingHappened,
    NoteTaken,
    Person,
    Seat,
    VoteCounted,
    note,
)

AT = "2026-12-09T16:42:17.123456+00:00"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
moments = st.datetimes(
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-9.5))]),
    min_value=datetime(1900, 1, 2),  # noqa: DTZ001
    max_value=datetime(9000, 1, 1),  # noqa: DTZ001
)
people = st.builds(
    Person, name=texts, seats=st.lists(st.builds(Seat, numbers)).map(tuple), since=st.none() | st.dates()
)
happenings = st.builds(
    EverythingHappened,
    at=moments, by=texts, behalf=texts, cause=texts,
    count=numbers, good=st.booleans(), colour=st.sampled_from(Colour), day=st.dates(),
    until=st.none() | moments, chief=people, deputy=st.none() | people,
    people=st.lists(people, max_size=3).map(tuple),
    pairs=st.lists(st.lists(st.sampled_from(Colour), max_size=3).map(tuple), max_size=2).map(tuple),
    label=st.none() | texts,
)  # fmt: skip

EVERYTHING = EverythingHappened(
    at=NOW, count=3, good=True, colour=Colour.GREEN, day=date(2026, 12, 9), until=NOW,
    chief=Person(name="Schäfer", seats=(Seat(7),)),
)  # fmt: skip


def strategy_for(hint: Any) -> st.SearchStrategy[Any]:
    """Build a strategy for any type that a field of an event may have."""
    while isinstance(hint, typing.NewType):
        hint = hint.__supertype__
    simple = {str: texts, int: numbers, bool: st.booleans(), datetime: moments, date: st.dates()}
    if hint in simple:
        return simple[hint]
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return st.lists(strategy_for(arguments[0]), max_size=2).map(tuple)
    if arguments:
        return st.one_of(*(st.none() if one is type(None) else strategy_for(one) for one in arguments))
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = typing.get_type_hints(hint)
        fields = {field.name: strategy_for(hints[field.name]) for field in dataclasses.fields(hint)}
        return st.builds(hint, **fields)
    return st.sampled_from(hint)


class TestRoundTrip:
    """style.md: codec round trip; the same event comes back, in one spelling only."""

    @given(happenings)
    def test_what_was_written_is_read(self, event: EverythingHappened) -> None:
        assert CODEC.decode(*CODEC.encode(event)) == event

    @given(happenings)
    def test_an_event_that_was_read_is_written_the_same(self, event: EverythingHappened) -> None:
        encoded = CODEC.encode(event)

        assert CODEC.encode(CODEC.decode(*encoded)) == encoded

    @given(happenings)
    def test_the_text_is_what_rfc_8785_prescribes(self, event: EverythingHappened) -> None:
        data = CODEC.encode(event).data

        assert rfc8785.dumps(typing.cast("Any", read_canonical(data))) == data.encode()

    @pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.TYPE)
    def test_every_event_of_the_council_comes_back(self, kind: type[Event]) -> None:
        @settings(max_examples=15, deadline=None)
        @given(strategy_for(kind))
        def comes_back(event: Event) -> None:
            encoded = standard().encode(event)
            assert encoded.type == kind.TYPE
            assert standard().decode(*encoded) == event

        comes_back()

    def test_an_event_is_read_from_its_row(self) -> None:
        tag, at, data = CODEC.encode(note())
        row = seal("s", 1, at, tag, data, "0" * 32, GENESIS)

        assert CODEC.event_of(row) == note()

    def test_a_row_whose_content_was_removed_holds_no_event(self) -> None:
        tag, at, data = CODEC.encode(note())
        row = stripped(seal("s", 1, at, tag, data, "0" * 32, GENESIS))

        with pytest.raises(NotAnEvent, match="removed"):
            CODEC.event_of(row)


class TestForm:
    """architecture.md, "Keeping": a stable tag, the moment beside the data, canonical JSON."""

    def test_the_moment_stands_beside_the_data(self) -> None:
        encoded = CODEC.encode(note())

        assert encoded.type == "note_taken.v1"
        assert encoded.at == AT
        assert encoded.data == '{"behalf":"","by":"m-1","cause":"f:4711","text":"Guten Abend"}'

    def test_every_field_is_written_also_one_that_has_its_default(self) -> None:
        assert CODEC.encode(EVERYTHING).data == (
            '{"behalf":"","by":"","cause":"","chief":{"name":"Schäfer","seats":[7],"since":null},'
            '"colour":"grün","count":3,"day":"2026-12-09","deputy":null,"good":true,"label":null,'
            f'"pairs":[],"people":[],"until":"{AT}"}}'
        )

    def test_a_moment_of_another_zone_is_written_in_utc(self) -> None:
        berlin = timezone(timedelta(hours=1))

        assert CODEC.encode(replace(note(), at=NOW.astimezone(berlin))).at == AT

    def test_a_moment_is_read_in_utc(self) -> None:
        assert CODEC.decode(*CODEC.encode(EVERYTHING)).at.tzinfo is UTC

    def test_a_whole_second_keeps_its_microseconds(self) -> None:
        even = replace(note(), at=NOW.replace(microsecond=0))

        assert CODEC.encode(even).at == "2026-12-09T16:42:17.000000+00:00"


class TestOldJournals:
    """style.md: a journal of every release must replay to the same state for ever."""

    def test_a_field_that_came_later_takes_its_default(self) -> None:
        old = '{"text":"früher"}'

        assert CODEC.decode("note_taken.v1", AT, old) == NoteTaken(at=NOW, text="früher")

    def test_a_field_of_an_inner_value_may_have_come_later_too(self) -> None:
        data = canonical({
            "chief": {"name": "S"}, "colour": "rot", "count": 1, "day": "2026-12-09",
            "good": False, "until": None,
        })  # fmt: skip

        event = CODEC.decode("everything_happened.v1", AT, data)

        assert isinstance(event, EverythingHappened)
        assert event.chief == Person(name="S")

    def test_a_field_without_a_default_cannot_be_missing(self) -> None:
        with pytest.raises(NotAnEvent, match="field text is missing"):
            CODEC.decode("note_taken.v1", AT, '{"by":"m-1"}')


class TestReadingRefuses:
    """Whatever is not exactly an event of this release is refused by name, never guessed."""

    @pytest.mark.parametrize(
        ("tag", "at", "data", "reason"),
        [
            pytest.param("note_taken.v2", AT, '{"text":""}', "release", id="unknown-tag"),
            pytest.param("note_taken.v1", AT, '{"text":"","x":1}', "unknown field x", id="field"),
            pytest.param("note_taken.v1", AT, f'{{"at":"{AT}","text":""}}', "field at", id="at-twice"),
            pytest.param("note_taken.v1", AT, '{"text":1}', "text: int is not str", id="number"),
            pytest.param("note_taken.v1", AT, '{"text":null}', "NoneType is not str", id="null"),
            pytest.param("note_taken.v1", AT, '{"text": ""}', "canonical", id="blank"),
            pytest.param("note_taken.v1", AT, '{"text":"","text":""}', "canonical", id="doubled"),
            pytest.param("note_taken.v1", AT, '{"text":1.0}', "integer", id="float"),
            pytest.param("note_taken.v1", AT, '["text"]', "not an object", id="list"),
            pytest.param("note_taken.v1", AT, "text", "not JSON", id="no-json"),
            pytest.param("note_taken.v1", AT[:-6], '{"text":""}', "moment", id="no-zone"),
            pytest.param("note_taken.v1", AT[:-6] + "Z", '{"text":""}', "spelling", id="z"),
            pytest.param("note_taken.v1", AT.replace("T", " "), '{"text":""}', "spelling", id="T"),
            pytest.param("note_taken.v1", AT.replace("+00", "+01"), '{"text":""}', "spelling", id="zone"),
            pytest.param("note_taken.v1", "gestern", '{"text":""}', "neither", id="no-moment"),
            pytest.param("vote_counted.v1", AT, '{"ballot":true,"member":""}', "ballot: bool", id="truth"),
            pytest.param("vote_counted.v1", AT, '{"ballot":"1","member":""}', "ballot: str", id="text"),
        ],
    )  # fmt: skip
    def test_another_entry(self, tag: str, at: str, data: str, reason: str) -> None:
        with pytest.raises(NotAnEvent, match=reason):
            CODEC.decode(tag, at, data)

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            pytest.param({"colour": "blau"}, "colour: not a word of Colour", id="word"),
            pytest.param({"colour": 1}, "not a word", id="word-as-number"),
            pytest.param({"colour": ["rot"]}, "not a word", id="word-as-list"),
            pytest.param({"day": "2026-12-9"}, "day: neither", id="short-date"),
            pytest.param({"day": "20261209"}, "another spelling", id="other-date"),
            pytest.param({"day": 20261209}, "neither", id="date-as-number"),
            pytest.param({"until": "2026-12-09"}, "until: moment in another", id="date-as-moment"),
            pytest.param({"good": 1}, "good: int is not bool", id="number-as-truth"),
            pytest.param({"chief": None}, "chief: Person is not an object", id="nobody"),
            pytest.param({"chief": {"name": 1}}, "chief: name: int", id="inner-field"),
            pytest.param({"chief": {"name": "", "age": 3}}, "unknown field age", id="inner-unknown"),
            pytest.param({"people": {}}, "people: not a list", id="object-as-list"),
            pytest.param({"pairs": [["rot", "blau"]]}, "pairs: not a word", id="nested-list"),
        ],
    )
    def test_a_field_of_another_kind(self, change: dict[str, Any], reason: str) -> None:
        data = typing.cast("dict[str, Any]", read_canonical(CODEC.encode(EVERYTHING).data))

        with pytest.raises(NotAnEvent, match=reason):
            CODEC.decode("everything_happened.v1", AT, canonical(data | change))


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherPerson(Person):
    """A person with more than the event has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impostor(Event):
    """An event that claims another one's tag."""

    TYPE: ClassVar[str] = "note_taken.v1"


class TestWritingRefuses:
    """A value that could not be read back is refused before anything is written."""

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            pytest.param({"at": NOW.replace(tzinfo=None)}, "time zone", id="no-zone"),
            pytest.param({"at": AT}, "time zone", id="moment-as-text"),
            pytest.param({"count": True}, "count: bool is not int", id="truth-as-number"),
            pytest.param({"count": 1.0}, "count: float", id="float"),
            pytest.param({"count": 2**53}, "too large", id="too-large"),
            pytest.param({"good": 1}, "good: int", id="number-as-truth"),
            pytest.param({"colour": "rot"}, "colour: str is not Colour", id="word-as-text"),
            pytest.param({"day": NOW}, "day: datetime is not a date", id="moment-as-date"),
            pytest.param({"people": [Person(name="")]}, "people: list", id="list"),
            pytest.param({"chief": FurtherPerson(name="")}, "FurtherPerson", id="subclass"),
            pytest.param({"label": b"x"}, "label: bytes", id="bytes"),
            pytest.param({"label": "\ud800"}, "half a character", id="half-a-character"),
            pytest.param({"by": None}, "by: NoneType", id="nobody"),
        ],
    )
    def test_a_field_of_another_kind(self, change: dict[str, Any], reason: str) -> None:
        with pytest.raises(NotAnEvent, match=reason):
            CODEC.encode(replace(EVERYTHING, **change))

    def test_an_event_that_it_does_not_know(self) -> None:
        with pytest.raises(NotAnEvent, match="release"):
            Codec((NoteTaken,)).encode(VoteCounted(at=NOW, ballot=BallotId(1), member=MemberId("m")))

    def test_an_event_under_another_one_s_tag(self) -> None:
        with pytest.raises(NotAnEvent, match="release"):
            CODEC.encode(Impostor(at=NOW))

    def test_something_that_is_no_event(self) -> None:
        with pytest.raises(NotAnEvent, match="str"):
            CODEC.encode(typing.cast("Event", "Guten Abend"))


def event_with(hint: Any) -> type[Any]:
    return dataclasses.make_dataclass(
        "Made", [("field", hint)], bases=(Event,), frozen=True, slots=True, kw_only=True,
        namespace={"TYPE": "made.v1"},
    )  # fmt: skip


class TestDeclaring:
    """What an event may hold is fixed when the program starts, not when a vote arrives."""

    @pytest.mark.parametrize(
        "hint",
        [float, bytes, dict[str, str], list[int], tuple[int, str], int | str, int | str | None, Any, object],
    )
    def test_a_field_that_has_no_place_in_an_event_is_refused_at_once(self, hint: Any) -> None:
        with pytest.raises(TypeError, match="no place in an event"):
            Codec((event_with(hint),))

    def test_two_events_cannot_share_a_tag(self) -> None:
        with pytest.raises(TypeError, match="share a tag"):
            Codec((NoteTaken, Impostor))

    def test_the_council_s_events_are_declared_once_for_all(self) -> None:
        assert standard() is standard()
