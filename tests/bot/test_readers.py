"""What follows a command's word, reader by reader."""

from collections.abc import Callable
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import arguments as a
from bot import ballot_readers as ballots
from bot import readers as read
from bot.arguments import Args
from bot.grammar import COMMANDS
from bot.plain import clean, words_of
from bot.readers import Reader

ALL_READERS = sorted({command.read for command in COMMANDS}, key=lambda reader: reader.__qualname__)
lines = st.text(max_size=60) | st.lists(
    st.sampled_from(
        ["5", "11.1", "top", "n", "ja", "nein", "meyer", "17:15", ":", ";", "uhr", "bis", "namentlich"]
    ),
    max_size=8,
).map(" ".join)


def reading(reader: Callable[..., Args | None], line: str) -> Args | None:
    return reader(words_of(clean(line)))


class TestOpenBallot:
    """Contract § 4: ``abstimmung [<Nr>] [Art] [Mehrheit] [: <Gegenstand>]``."""

    @given(
        st.sampled_from([None, "5", "11.1.1", "5a"]),
        st.sampled_from([None, "offen", "namentlich", "geheim"]),
        st.sampled_from([None, "einfach", "anwesende", "mitglieder", "zweidrittel", "dreiviertel"]),
        st.sampled_from([None, "Punkt 2", "Antrag der SPD: Satz 1", "11.1"]),
        st.booleans(),
    )
    def test_every_combination_is_read(
        self,
        number: str | None,
        kind: str | None,
        majority: str | None,
        subject: str | None,
        majority_first: bool,
    ) -> None:
        how = [majority, kind] if majority_first else [kind, majority]
        line = " ".join(filter(None, [number, *how])) + (f": {subject}" if subject else "")

        assert reading(ballots.open_ballot, line) == a.OpenBallotArgs(
            number=number, kind=kind, majority=majority, object=subject
        )

    @pytest.mark.parametrize("line", ["über 5", "zu TOP 5", "on 5"])
    def test_a_little_word_before_the_number_is_passed_over(self, line: str) -> None:
        assert reading(ballots.open_ballot, line) == a.OpenBallotArgs(number="5")

    @pytest.mark.parametrize("line", ["namentlich offen", "einfach mitglieder", "5 5", "namentlich 5"])
    def test_contradictions_and_another_order_are_not_read(self, line: str) -> None:
        assert reading(ballots.open_ballot, line) is None


class TestHands:
    """Contract § 4: ``handzeichen <Ja> <Nein> <Enthaltung>``, or noes and abstentions alone."""

    counts = st.integers(0, 200)

    @given(counts, counts, counts, st.sampled_from(["", "Saal", "Karten laden nicht"]))
    def test_three_counts_are_yes_no_and_abstention(self, yes: int, no: int, abstain: int, why: str) -> None:
        plain = reading(ballots.hands, f"{yes}, {no}, {abstain} {why}")
        named = reading(ballots.hands, f"Enthaltungen {abstain} ja {yes} Nein: {no} {why}")

        assert plain == named == a.HandsArgs(yes=yes, no=no, abstain=abstain, reason=why)

    @given(counts, counts)
    def test_the_rest_is_yes_where_only_the_others_were_counted(self, no: int, abstain: int) -> None:
        expected = a.HandsArgs(yes=None, no=no, abstain=abstain, rest_yes=True)

        assert reading(ballots.hands, f"nein {no} enthaltung {abstain}") == expected
        assert reading(ballots.hands, f"abstain {abstain}, no {no}") == expected

    @pytest.mark.parametrize(
        "line", ["1 2", "1 2 x", "ja 1 nein 2", "nein", "nein x", "-1 2 3", "1 2 30000", "nein 1 ja"]
    )
    def test_anything_else_is_not_read(self, line: str) -> None:
        assert reading(ballots.hands, line) is None


class TestTimes:
    """Contract § 4: times 17.15, 17:15, 1715."""

    @given(
        st.integers(0, 23),
        st.integers(0, 59),
        st.sampled_from(["{:02}:{:02}", "{}.{:02}", "{:02}{:02}", "{}:{:02} Uhr"]),
    )
    def test_every_minute_of_the_day_is_read(self, hour: int, minute: int, shape: str) -> None:
        written = shape.format(hour, minute)

        assert reading(read.pause, f"bis {written}") == a.PauseArgs(until=time(hour, minute))
        assert reading(read.name_time, f"Meyer um {written}") == a.NameTimeArgs(
            name="Meyer", at=time(hour, minute)
        )

    @given(st.integers(1, 999))
    def test_minutes_are_read(self, minutes: int) -> None:
        for shape in ("{}", "{} min", "{}min", "für {} Minuten"):
            assert reading(read.pause, shape.format(minutes)) == a.PauseArgs(minutes=minutes)

    @pytest.mark.parametrize("line", ["bis 5", "bis 24:00", "bis 17:15 morgen", "1000", "15 20", "bald"])
    def test_other_breaks_are_not_read(self, line: str) -> None:
        assert reading(read.pause, line) is None


class TestNames:
    """Contract § 4: a name is matched like in the roster, so it is kept as it was typed."""

    @pytest.mark.parametrize(
        "name", ["Dr. Anna Meyer-Schulz", "Meyer, Anna", "O’Neill", "von der Berg", "Özdemir"]
    )
    def test_a_name_is_kept_as_typed(self, name: str) -> None:
        assert reading(read.name, name) == a.NameArgs(name=name)
        assert reading(read.names, f"{name}; {name};") == a.NamesArgs(names=(name, name))
        assert reading(read.name_item, f"{name} TOP Ö 5.1.") == a.NameItemArgs(name=name, number="5.1")

    @pytest.mark.parametrize("name", ["12", "Meyer 2", "Meyer; Groß", "", "…"])
    def test_what_cannot_be_one_name_is_not_read(self, name: str) -> None:
        assert reading(read.name, name) is None

    @given(st.sampled_from(["Meyer", "Anna Meyer"]), st.sampled_from(["ja", "Nein", "Enthaltung", "yes"]))
    def test_a_vote_by_voice_needs_name_choice_and_reason(self, name: str, choice: str) -> None:
        assert reading(ballots.vote_for, f"{name} {choice}") is None
        assert reading(ballots.vote_for, f"{choice} Mikrofon defekt") is None

        full = reading(ballots.vote_for, f"{name} {choice}: Mikrofon defekt, ja")

        assert full == a.VoteForArgs(
            name=name, choice=ballots.CHOICES[choice.lower()], reason="Mikrofon defekt, ja"
        )


class TestItems:
    """Contract § 4: ``vertagen <Nr> …``, ``neu <Nr> <Titel>``."""

    @given(
        st.lists(st.integers(1, 40).map(str), min_size=1, max_size=5, unique=True),
        st.sampled_from(["", "keine Zeit"]),
    )
    def test_numbers_come_before_the_reason(self, numbers: list[str], why: str) -> None:
        assert reading(read.items, f"{', '.join(numbers)} {why}") == a.ItemsArgs(
            numbers=tuple(numbers), reason=why
        )

    def test_a_number_named_twice_counts_once(self) -> None:
        assert reading(read.items, "TOP 5 Ö 5.") == a.ItemsArgs(numbers=("5",))

    @pytest.mark.parametrize("public", [None, True, False])
    def test_a_new_item_is_public_or_not_by_its_letter(self, public: bool | None) -> None:
        letter = {None: "", True: "Ö ", False: "N "}[public]

        assert reading(read.new_item, f"TOP {letter}5.1: „Kita“ – Neubau 2027") == a.AddItemArgs(
            number="5.1", title="„Kita“ – Neubau 2027", public=public
        )


class TestAnyWords:
    """Issue, Bad input: no line makes a reader fall."""

    @pytest.mark.parametrize("reader", ALL_READERS, ids=lambda reader: reader.__qualname__)
    @given(line=lines)
    def test_a_reader_answers_any_line(self, reader: Reader, line: str) -> None:
        args = reading(reader, line)

        assert args is None or isinstance(args, Args)
