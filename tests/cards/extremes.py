"""Cards as far out as they come: titles of 200 letters, 120 names, names from the right, nobody at all."""

from collections.abc import Iterator
from dataclasses import replace

import cards
from cards.build import Card
from council import commands as cmd
from council.ballots import Choice
from council.helping import Wish
from council.ids import MemberId
from council.roster import Member
from council.sitting import Sitting
from tests import cast
from tests.cards import doors, helps, stages
from wording.voice import voice_of

LONG = (
    "Aufstellungsbeschluss zum vorhabenbezogenen Bebauungsplan Nr. 417 „Donaudampfschifffahrtsgesellschafts"
    "straße Ecke Am Alten Güterbahnhof“ mit Grünordnungsplan, Kita, Schule und Stadtteilpark im Zentrum"
)
"""A title of 200 letters with a word that no phone takes in one line of a list."""
OBJECT = (
    "Der Rat beschließt die Aufstellung nach der Vorlage in der Fassung des Bauausschusses vom 2. Dezember."
)
FROM_THE_RIGHT = {
    cast.CHAIR: ("Miriam", "כהן־לוי"),
    cast.DEPUTY: ("محمد", "الهاشمي"),
    cast.MEMBER: ("فاطمة الزهراء", "عبد الرحمن (Linden)"),
    cast.RECUSED: ("שרה", "Goldberg-אברהם"),
}


def extremes(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """All of them, for the gallery."""
    yield from _long(language, probe)
    yield from _many(language, probe)
    yield from _from_the_right(language, probe)
    yield from _empty(language, probe)


def _long(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    agenda = [replace(item, title=LONG) if item.public else item for item in cast.AGENDA]
    agenda = [replace(item, object=OBJECT) if item.number == "5" else item for item in agenda]
    start = cast.opened(cast.admitted(_bound(language, probe, agenda=agenda), *cast.VOTERS[:-1]))
    sitting = cast.balloting(start, "5")
    voted = cast.voted(sitting, cast.MEMBER, Choice.YES)
    hands = cast.balloting(start, "5", by_hands=True)
    yield "item-long", cards.item_card(start, start.agenda.items[2])
    yield "ballot-long", cards.ballot_card(cast.running(sitting), sitting)
    yield "ballot-long-receipt", cards.ballot_card(cast.running(voted), voted, cast.MEMBER)
    yield "ballot-long-hands", cards.ballot_card(cast.running(hands), hands)
    yield from _told("long", cast.all_voted(sitting, 5, 2, 1))
    yield "control-long", cards.control_card(sitting)
    yield "board-long", cards.board_card(sitting)
    yield "my_votes-long", cards.my_votes_card(voted, cast.MEMBER)
    yield from _long_lists(language, probe)


def _long_lists(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """Several long titles, names and proposals on one card."""
    hall = stages.hall(language=language, probe=probe)
    items = [replace(item, title=LONG) for item in hall.agenda.items]
    hall = replace(hall, agenda=replace(hall.agenda, items=tuple(items)))
    block = stages.block(hall)
    options = (f"Standort {LONG[:120]}", "Standort Süd")
    choice = stages.do(hall, cmd.OpenAlternatives, item="8.1", options=options)
    names = tuple(f"{LONG[22:60]} {n}" for n in range(1, 4))
    for name, sitting in (("block", block), ("choice", choice), ("election", stages.electing(hall, *names))):
        yield f"ballot-long-{name}", cards.ballot_card(stages.last(sitting), sitting)
        yield f"control-long-{name}", cards.control_card(sitting)
        yes = [Choice.YES if name == "block" else Choice.FIRST] * 7
        told = stages.told(stages.voting(sitting, *yes))
        kind = "result" if name == "block" else "elected"
        yield f"{kind}-long-{name}", cards.result_card(stages.last(told), told)


def _many(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """A council of 120 with names as long as they come."""
    people = cast.crowd()
    members = [m.id for m in people if m.entitled]
    bound = _bound(language, probe, people=people)
    waiting = cast.signed_in(bound, *members)
    for member in members:
        waiting = doors.seen(waiting, member)
    sitting = cast.balloting(cast.opened(cast.admitted(bound, *members)), "6")
    voted = cast.all_voted(sitting, 60, 30, 20)
    yield "entry-crowd", cards.admission_list_card(waiting, 1)
    yield "board-crowd-arriving", cards.board_card(bound)
    yield "board-crowd", cards.board_card(sitting)
    yield "control-crowd", cards.control_card(sitting)
    yield "attendance-crowd", cards.attendance_card(sitting, final=True)
    yield from _told("crowd", voted)


def _from_the_right(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """Names in Arabic and Hebrew letters among the others."""
    people = tuple(_named(person) for person in cast.PEOPLE)
    bound = _bound(language, probe, people=people)
    waiting = cast.signed_in(bound, cast.DEPUTY, cast.MEMBER, cast.GUEST)
    start = cast.opened(cast.admitted(bound, *cast.VOTERS[:-1]))
    sitting = cast.balloting(start, "6")
    entered = cast.entered_vote(sitting, cast.MEMBER)
    pair = stages.electing(
        stages.hall(language=language, probe=probe), "محمد الهاشمي", "שרה Goldberg-אברהם", "Anna Alt"
    )
    elected = stages.told(stages.voting(pair, *[Choice.FIRST] * 3, *[Choice.SECOND] * 3, Choice.THIRD))
    some = [(person, f"zulassen {person.id}") for person in people[1:3]]
    voted = cast.voted(cast.all_voted(sitting, 4, 2, 0), cast.MEMBER, Choice.YES)
    yield "admission-rtl", cards.admission_card(waiting, tuple(waiting.cases.values()))
    yield "opening-rtl", cards.opening_card(start)
    yield "confirm-rtl", cards.confirm_card(entered, entered.waiting_cases[-1])
    yield "ballot-rtl-election", cards.ballot_card(stages.last(pair), pair)
    yield "elected-rtl", cards.result_card(stages.last(elected), elected)
    yield "ask_name-rtl", cards.ask_name_card(voice_of(sitting), "عبد الرحمن", some)
    yield "control-rtl", cards.control_card(sitting)
    yield "board-rtl", cards.board_card(sitting)
    yield "attendance-rtl", cards.attendance_card(sitting)
    waits = helps.called(sitting, Wish.CALL_ME, who=people[2].id)
    yield "help_call-rtl", cards.help_call_card(waits, waits.helps[-1])
    yield from _told("rtl", voted)


def _empty(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """Nobody there, nobody voted, nothing to show."""
    clerks = [person for person in cast.PEOPLE if not person.entitled]
    bare = _bound(language, probe, people=clerks, agenda=(), chair=MemberId(""))
    sitting = cast.balloting(cast.opened(language=language, probe=probe), "6")
    yield "board-empty", cards.board_card(bare)
    yield "control-empty", cards.control_card(bare)
    yield "attendance-empty", cards.attendance_card(bare)
    yield "checklist-empty", cards.checklist_card(bare)
    yield "quorum-empty", cards.quorum_card(bare)
    yield "file-empty-which", cards.which_file_card(voice_of(bare), "-", "abc")
    yield from _told("empty", sitting)


def _told(name: str, sitting: Sitting) -> Iterator[tuple[str, Card]]:
    """What becomes of a ballot that ends as it stands."""
    closed = cast.closed(sitting)
    declared = cast.declared(closed)
    ballot = declared.last_ballot
    assert ballot is not None
    yield f"closed-{name}", cards.ballot_view(cast.running(closed), closed)
    yield f"control-closed-{name}", cards.control_card(closed)
    yield f"declared-{name}", cards.ballot_view(ballot, declared)
    yield f"result-{name}", cards.result_card(ballot, declared)
    yield f"names-{name}", cards.names_card(ballot, declared)


def _named(person: Member) -> Member:
    first, last = FROM_THE_RIGHT.get(person.id, (person.first, person.last))
    return replace(person, first=first, last=last)


def _bound(language: str, probe: bool, **more: object) -> Sitting:
    """A prepared sitting of these people with this agenda."""
    return cast.prepared(language=language, probe=probe, **more)  # type: ignore[arg-type]
