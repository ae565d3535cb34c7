"""What of a record may go, what never does, and what of it is told to one person."""

import dataclasses
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest

from council import events as ev
from council.erasing import ERASABLE, KEPT, KINDS, names, reduced
from council.ids import MemberId
from council.reconciling import Stranger
from tests.erasable import sample

HEAD = {field.name for field in dataclasses.fields(ev.Event)}
"""What every entry has: by whom it was made is part of the evidence."""


def within(kind: Any) -> Iterator[Any]:
    """Every kind of value that can stand in a field of this kind."""
    yield kind
    for inner in get_args(kind):
        yield from within(inner)
    if dataclasses.is_dataclass(kind):
        for inner in get_type_hints(kind).values():
            yield from within(inner)


def names_somebody(event: type[ev.Event]) -> bool:
    """Whether an entry can name a person beside whoever made it."""
    hints = {name: hint for name, hint in get_type_hints(event).items() if name not in HEAD}
    return any(inner in (MemberId, Stranger) for hint in hints.values() for inner in within(hint))


class TestEveryEntryThatNamesSomebody:
    """GDPR Art. 5 (1) (e): each goes with a kind of data, or stays for a reason that is written down."""

    @pytest.mark.parametrize("event", [one for one in ev.EVENTS if names_somebody(one)])
    def test_it_is_of_a_kind_or_kept_for_a_reason(self, event: type[ev.Event]) -> None:
        assert (event.TYPE in ERASABLE) != bool(KEPT.get(event))

    def test_nothing_is_kept_that_names_nobody(self) -> None:
        assert all(names_somebody(event) for event in KEPT)

    def test_no_entry_is_of_two_kinds(self) -> None:
        assert sum(len(tags) for tags in KINDS.values()) == len(ERASABLE)

    def test_the_sample_of_the_tests_has_an_entry_of_every_kind(self) -> None:
        assert {row.type for row in sample().rows} >= ERASABLE


class TestReduced:
    """What is told to one person names nobody else in a list, and leaves nothing of theirs out."""

    def test_a_list_that_names_others_loses_them(self) -> None:
        entry = {"ballot": 1, "by": "ob", "electorate": ["ob", "m01"], "recused": ["m02"]}

        assert reduced(entry, {"ob"}) == {**entry, "electorate": ["ob"], "recused": []}

    def test_a_list_of_theirs_that_names_nobody_is_theirs(self) -> None:
        entry = {"member": {"id": "m01", "roles": ["mitglied"]}}

        assert reduced(entry, {"m01"}) == entry

    def test_an_item_is_nobody_however_people_are_numbered(self) -> None:
        assert not names({"item": "7", "member": "9", "block": ["7", "8"]}, {"7"})
        assert not names({"item": {"number": "7", "title": "Haushalt"}}, {"7"})
        assert names({"item": "7", "member": "7"}, {"7"})
