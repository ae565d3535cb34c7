"""Cards about a file: every row and every difference, as far as a card can carry them."""

from datetime import UTC, datetime

import pytest

import cards
from cards.build import MOST_BYTES, Card
from cards.files_in import MOST_LINES, Checked
from cards.lint import findings
from cards.size import weight
from council.agenda import ItemKind
from council.differences import Change, Differences, Field, Value
from council.roster import Role
from tests.cards.reading import lines
from wording.voice import Voice

VOICE = Voice()
LONG = "ä" * 400


def shown(checked: Checked) -> Card:
    return cards.checked_file_card(VOICE, checked, "abc")


def change(*fields: Field) -> str:
    """The line that a change stands in."""
    found = Differences(changed=(Change(name="Zoe Zander", fields=fields),))
    return "\n".join(lines(shown(Checked(name="m.csv", rows="1", differences=found))))


class TestWhatChanges:
    """Contract § 4: the differences, with what was and what would be."""

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            ("Linden", "Eichen", "Linden → Eichen"),
            ("", "0341 1", "– → 0341 1"),
            (True, False, "ja → nein"),
            (None, True, "– → ja"),
            ((Role.MEMBER,), (Role.MEMBER, Role.CHAIR), "mitglied → mitglied+vorsitz"),
            (ItemKind.RESOLUTION, ItemKind.NOTING, "beschluss → kenntnisnahme"),
            (None, datetime(2026, 12, 9, 16, 0, tzinfo=UTC), "– → 9. Dezember 2026"),
            ("kurz", LONG, f"kurz → {'ä' * 59}…"),
        ],
    )
    def test_says_what_was_and_what_would_be(self, old: Value, new: Value, words: str) -> None:
        assert words in change(Field("group", old, new))

    def test_names_every_field(self) -> None:
        said = change(Field("last", "Zander", "Neu"), Field("phone", "", "0341"))

        assert "Zoe Zander: Nachname Zander → Neu; Telefon – → 0341" in said


class TestSize:
    """Contract § 5 rule 1: under 28 KB; what does not fit is counted."""

    @pytest.mark.parametrize(
        "found",
        [
            Differences(added=tuple(f"{n} {LONG}" for n in range(5_000))),
            Differences(removed=tuple(f"N{n}" for n in range(5_000)), added=("A",)),
            Differences(
                added=tuple(f"N{n} {LONG}" for n in range(500)),
                removed=tuple(f"W{n} {LONG}" for n in range(500)),
                changed=tuple(
                    Change(name=f"G{n}", fields=(Field("title", LONG, LONG[1:]),)) for n in range(500)
                ),
            ),
        ],
        ids=["long", "many", "of-each"],
    )
    def test_the_heaviest_differences_fit(self, found: Differences) -> None:
        card = shown(Checked(name=LONG, rows="5000", differences=found, remarks=(LONG,) * 500))

        assert findings(card) == []
        assert "weitere" in "\n".join(lines(card))

    def test_a_card_is_filled_before_anything_is_left_out(self) -> None:
        problems = [f"Zeile {n}, Spalte „rolle“: „{'ä' * 60}“ gibt es nicht." for n in range(500)]
        card = cards.bad_file_card(VOICE, "m.csv", problems)
        listed = [line for line in lines(card) if line.startswith("– Zeile")]

        assert weight(card) > MOST_BYTES * 0.95
        assert lines(card)[-2:] == [
            f"und {500 - len(listed)} weitere",
            "Von der Datei wurde nichts übernommen.",
        ]

    def test_every_row_stands_there_where_all_fit(self) -> None:
        card = cards.bad_file_card(VOICE, "m.csv", [f"Zeile {n}: leer" for n in range(MOST_LINES)])

        assert f"– Zeile {MOST_LINES - 1}: leer" in lines(card)
        assert "weitere" not in "\n".join(lines(card))
