"""The demo's ledger: numbers that follow from what people did, and from nothing else."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from rehearsal.agenda import DEMO_AGENDA, Item
from rehearsal.casting import FEWEST, cast_of, parts_of
from rehearsal.comparing import results, rows_of, time_differs, votes
from rehearsal.held import Asked, Given, Held, Span, Tally
from rehearsal.ledger import HALL, Ledger, minutes_between
from rehearsal.reckoning import RUNOFF, Need
from rehearsal.roster import demo_council
from rehearsal.telling import Check, Telling

START = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)
MEMBERS = ("a", "b", "c", "d", "e")
counts = st.integers(min_value=0, max_value=71)


def at(minute: float, seconds: float = 1) -> Span:
    begun = START + timedelta(minutes=minute)
    return Span(begun, begun + timedelta(seconds=seconds))


def given_vote(choice: str, minute: float = 5, receipt: str = "AAAA-11") -> Given:
    return Given(choice=choice, way="karte", at=at(minute), receipt=receipt)


def held(item: Item, choices: str = "", **more: object) -> Held:
    """A closed and declared ballot; J, N, E are the votes of a, b, c, …"""
    words = {"J": "Ja", "N": "Nein", "E": "Enthaltung"}
    ballot = Held(
        number=1,
        item=item,
        object="Es gilt.",
        electorate=MEMBERS,
        biased=frozenset(),
        opened=at(4),
        present=5,
    )
    ballot.votes = {who: given_vote(words[sign]) for who, sign in zip(MEMBERS, choices, strict=False)}
    ballot.closed, ballot.declared = at(6), at(7)
    return replace(ballot, **more)  # type: ignore[arg-type]


def item(**more: Any) -> Item:
    return Item(number="4", title="Neubau der Grundschule", **more)


class TestSpan:
    """Files have moments cut to the second; a deed lies between two moments."""

    @pytest.mark.parametrize(
        ("seconds", "holds"),
        [
            pytest.param(-1, False, id="before"),
            pytest.param(0, True, id="cut-to-the-second"),
            pytest.param(1, True, id="within"),
            pytest.param(3, False, id="after"),
        ],
    )
    def test_holds_what_may_have_been_its_moment(self, seconds: int, holds: bool) -> None:
        begun = START + timedelta(milliseconds=700)

        assert Span(begun, begun + timedelta(seconds=1)).holds(START + timedelta(seconds=seconds)) is holds

    def test_a_missing_and_an_invented_time_are_differences(self) -> None:
        assert list(time_differs("x", "", at(1)))
        assert list(time_differs("x", START.isoformat(), None))
        assert not list(time_differs("x", "", None))

    @given(begin=counts, length=counts)
    def test_whole_minutes_lie_between_fewest_and_most(self, begin: int, length: int) -> None:
        fewest, most = minutes_between(at(begin), at(begin + length))

        assert 0 <= fewest <= length <= most + 1
        assert most - fewest <= 1


class TestVerdict:
    """SächsGemO § 39 Abs. 6, § 38 Abs. 2: reckoned by the ledger itself."""

    @pytest.mark.parametrize(
        ("choices", "kind", "majority", "verdict"),
        [
            pytest.param("JJN", "beschluss", "einfach", "beschlossen", id="more-yes"),
            pytest.param("JN", "beschluss", "einfach", "abgelehnt", id="tie"),
            pytest.param("EEE", "beschluss", "einfach", "abgelehnt", id="nobody-decides"),
            pytest.param("JJN", "änderung", "einfach", "angenommen", id="amendment"),
            pytest.param("JJ", "beschluss", "mitglieder", "abgelehnt", id="two-of-five-members"),
            pytest.param("JJJ", "beschluss", "mitglieder", "beschlossen", id="three-of-five-members"),
        ],
    )
    def test_follows_from_the_votes(self, choices: str, kind: str, majority: str, verdict: str) -> None:
        ballot = held(item(kind=kind, majority=majority), choices)

        assert ballot.verdict(len(MEMBERS)) == verdict

    def test_a_procedural_motion_is_open_simple_and_adopted(self) -> None:
        ballot = held(item(majority="mitglieder", ballot="namentlich"), "JJN", asked=Asked(procedural=True))

        assert (ballot.kind, ballot.need, ballot.verdict(5)) == ("offen", Need("einfach"), "angenommen")

    def test_what_the_chair_asks_for_stands_before_what_the_agenda_has(self) -> None:
        asked = Asked(way="namentlich", need=Need("zweidrittel"))
        ballot = held(item(), "JJJN", asked=asked)

        assert (ballot.kind, ballot.verdict(5)) == ("namentlich", "abgelehnt")

    def test_raised_hands_stand_before_votes_pressed_until_then(self) -> None:
        ballot = held(item(), "NN", hands=Tally(yes=3, no=1, abstain=1))

        assert ballot.tally == Tally(yes=3, no=1, abstain=1)
        assert ballot.verdict(5) == "beschlossen"

    def test_a_block_is_resolved_even_where_its_first_item_is_an_amendment(self) -> None:
        ballot = held(item(kind="änderung"), "JJN", asked=Asked(block=("4", "5")))

        assert ballot.verdict(5) == "beschlossen"

    def test_an_open_ballot_has_no_counts(self) -> None:
        assert held(item(), "JJ", closed=None).tally is None

    @given(yes=counts, no=counts, abstain=counts)
    def test_abstentions_never_change_a_simple_majority(self, yes: int, no: int, abstain: int) -> None:
        few, many = (held(item(), hands=Tally(yes=yes, no=no, abstain=n)) for n in (0, abstain))

        assert few.verdict(71) == many.verdict(71)


class TestElection:
    """SächsGemO § 39 Abs. 7: candidates under numbers, rounds and lot, as the ledger has them."""

    ASKED = Asked(options=("Anna Abel", "Bernd Busch"))

    def election(self, choices: str, **more: object) -> Held:
        ballot = held(item(kind="wahl"), asked=self.ASKED)
        ballot.votes = {who: given_vote(sign) for who, sign in zip(MEMBERS, choices, strict=False)}
        return replace(ballot, **more)  # type: ignore[arg-type]

    def test_votes_are_counted_for_each_number(self) -> None:
        ballot = self.election("11212")

        assert ballot.tally == Tally(options=(3, 2))
        assert ballot.counts() == "Anna Abel 3, Bernd Busch 2, Enthaltungen 0"
        assert ballot.verdict(5) == "gewählt"

    def test_a_tie_in_the_first_round_is_no_decision(self) -> None:
        ballot = self.election("1122")

        assert ballot.verdict(5) == "ohne Entscheidung"
        assert ballot.round_result().among == ("Anna Abel", "Bernd Busch")

    def test_the_lot_elects_after_a_tie_in_the_run_off(self) -> None:
        ballot = self.election("1122", asked=replace(self.ASKED, stage=RUNOFF))

        assert ballot.round_result().lot
        assert replace(ballot, lot="Anna Abel").verdict(5) == "gewählt"

    def test_one_candidate_has_yes_and_no(self) -> None:
        ballot = held(item(), "JJNNE", asked=Asked(options=("Anna Abel",)))

        assert not ballot.numbered
        assert ballot.counts() == "Für Anna Abel 2, dagegen 2, Enthaltungen 1"
        assert ballot.verdict(5) == "ohne Entscheidung"

    def test_papers_with_several_places_leave_nobody_out(self) -> None:
        asked = replace(self.ASKED, places=2, paper=True, way="geheim")
        ballot = held(item(), asked=asked, hands=Tally(options=(5, 3), invalid=0))

        assert ballot.missing == 0
        assert ballot.round_result().elected == ("Anna Abel", "Bernd Busch")
        assert not ballot.single_votes

    def test_a_secret_ballot_has_counts_and_no_single_votes(self) -> None:
        ballot = held(item(ballot="geheim"), "JJN")

        assert ballot.tally == Tally(yes=2, no=1, abstain=0)
        assert not ballot.single_votes

    def test_invalid_papers_are_told(self) -> None:
        ballot = held(item(), asked=self.ASKED, hands=Tally(options=(2, 1), abstain=1, invalid=1))

        assert ballot.counts().endswith("Enthaltungen 1, ungültig 1")
        assert ballot.missing == 0


class TestPresence:
    """contract § 4, Electorate and Quorum, as the ledger reckons them."""

    def here(self, *who: str) -> Ledger:
        ledger = Ledger(members=MEMBERS)
        for one in who:
            ledger.came(one, at(1), "Renate Amtsberg")
        return ledger

    def test_only_who_came_and_has_not_left_is_entitled(self) -> None:
        ledger = self.here("a", "b", "c")
        ledger.went("b", at(3))

        assert ledger.entitled("4") == ("a", "c")

    def test_bias_reaches_down_to_what_stands_under_an_item(self) -> None:
        ledger = self.here("a", "b")
        ledger.biased["11.1"] = {"a"}

        assert ledger.entitled("11.1.1") == ("b",)
        assert ledger.entitled("11.2") == ("a", "b")

    def test_who_is_disturbed_is_not_entitled(self) -> None:
        ledger = self.here("a", "b")
        ledger.disturbed.add("b")

        assert ledger.entitled("4") == ("a",)

    def test_whoever_voted_and_left_counts_as_present_at_the_closing(self) -> None:
        ledger = self.here("a", "b", "c")
        ledger.ballots.append(held(item(), "JJ"))
        ledger.went("a", at(5))

        assert ledger.close(at(6)).present == 3

    def test_half_of_all_members_rounded_up_is_the_quorum(self) -> None:
        assert (self.here().quorum, Ledger(members=tuple("abcdef")).quorum) == (3, 3)

    def test_where_the_rule_says_so_it_is_more_than_half(self) -> None:
        assert Ledger(members=tuple("abcdef"), majority_here=True).quorum == 4

    def test_who_is_connected_does_not_count_where_only_the_hall_does(self) -> None:
        ledger = self.here("a", "b")
        ledger.came("c", at(1), "Renate Amtsberg", mode=HALL)
        ledger.hall_only = True

        assert (ledger.entitled("4"), len(ledger.here())) == (("c",), 3)

    def test_without_whom_the_chair_went_on_is_not_present_at_the_vote(self) -> None:
        ledger = self.here("a", "b", "c")
        ledger.ballots.append(held(item(), "JJ", struck={"c"}))

        assert ledger.close(at(6)).present == 2
        assert ledger.last.missing == 2

    def test_a_cancelled_ballot_keeps_its_votes_and_has_no_result(self) -> None:
        ledger = self.here("a", "b")
        ledger.ballots.append(held(item(), "JJ", closed=None, declared=None))
        ledger.cancel()

        assert ledger.last.cancelled
        assert ledger.last.votes
        assert list(ledger.declared()) == []

    def test_the_next_ballot_takes_the_place_of_a_repeated_one(self) -> None:
        ledger = self.here("a")
        ledger.ballots.append(held(item(), "J"))
        ledger.supersede()

        assert ledger.last.superseded_by == 2

    def test_stays_are_cut_to_the_sitting(self) -> None:
        ledger = self.here("a", "b")
        ledger.went("b", at(1.5))
        ledger.opened, ledger.ended = at(2), at(60)
        ledger.went("a", at(10))
        ledger.came("a", at(20), evidence="Teams")

        assert ledger.within("a") == ((at(2), at(10)), (at(20), at(60)))
        assert ledger.within("b") == ()
        assert ledger.within("c") == ()
        assert ledger.stays["a"][1].clerk == "Renate Amtsberg", "who admitted once has admitted"


class TestTables:
    """The comparison knows the right row and notices any other."""

    ROW = (
        "abstimmung;runde;top;gegenstand;art;mehrheit;berechtigt;anwesend;ja;nein;enthaltung;nicht_abgegeben;"
        "befangen;ergebnis;eröffnet;geschlossen;festgestellt;ersetzt_durch\r\n"
        "1;1;4;Es gilt.;offen;einfach;5;5;2;1;0;2;0;beschlossen;2026-12-09T14:04:00+01:00;"
        "2026-12-09T14:06:01+01:00;2026-12-09T14:07:00+01:00;\r\n"
    )

    def ledger(self) -> Ledger:
        return Ledger(members=MEMBERS, ballots=[held(item(), "JJN")])

    def test_the_right_row_is_right(self) -> None:
        assert results(self.ledger(), self.ROW.encode("utf-8-sig")).differences == ()

    def test_a_ballot_that_was_broken_off_has_no_counts(self) -> None:
        ledger = Ledger(members=MEMBERS, ballots=[held(item(), "J", closed=None, declared=None)])
        ledger.cancel()
        ledger.last.present_at_opening = 5
        row = self.ROW.replace("5;5;2;1;0;2;0;beschlossen", "5;5;;;;;0;abgebrochen")
        row = row.replace("2026-12-09T14:06:01+01:00;2026-12-09T14:07:00+01:00", ";")

        assert results(ledger, row.encode("utf-8-sig")).differences == ()

    def test_one_second_too_late_is_a_difference(self) -> None:
        wrong = self.ROW.replace("14:06:01", "14:06:02")

        assert len(results(self.ledger(), wrong.encode("utf-8-sig")).differences) == 1

    def test_a_receipt_that_the_voter_never_read_is_a_difference(self) -> None:
        table = (
            "abstimmung;kennung;stimme;zeit;weg;beleg\r\n1;a;ja;2026-12-09T14:05:00+01:00;karte;AAAA-11\r\n"
            "1;b;ja;2026-12-09T14:05:00+01:00;karte;AAAA-11\r\n1;c;nein;2026-12-09T14:05:00+01:00;karte;BBBB-22\r\n"
        )

        check = votes(self.ledger(), table.encode("utf-8-sig"))

        assert [line.split(":")[0] for line in check.differences] == ["Abstimmung 1, c, beleg"]
        assert len(rows_of(table.encode("utf-8-sig"))) == 3


class TestCasting:
    """Everybody to whom something happens is somebody, in a council of any size."""

    @pytest.mark.parametrize("members", [FEWEST, 39, 40, 71])
    def test_who_is_away_has_no_other_part_and_a_quorum_is_there(self, members: int) -> None:
        council = cast_of(members)
        parts = parts_of(council)
        acting = {
            parts.mayor, parts.deputy, parts.typist, parts.doubler, parts.replayer,
            parts.sleeper, parts.voiced, parts.biased, parts.shy, parts.disturbed, parts.flickering,
            parts.returning,
        }  # fmt: skip

        assert not acting & set(parts.absent)
        assert (
            len({parts.mayor, parts.typist, parts.doubler, parts.replayer, parts.sleeper, parts.voiced}) == 6
        )
        assert members - len(parts.absent) > -(-members // 2) + 2

    def test_the_intruder_has_a_councillors_name_and_nobodys_account(self) -> None:
        council = cast_of(FEWEST)
        names = {seat.name for seat in council.members}

        assert council.intruder is not None
        assert council.intruder.name in names
        assert council.intruder.entra not in {seat.person.entra for seat in council}

    def test_a_council_that_is_too_small_is_refused(self) -> None:
        with pytest.raises(ValueError, match="15"):
            parts_of(demo_council(FEWEST - 1))

    def test_the_agenda_has_what_the_evening_shows(self) -> None:
        assert len(DEMO_AGENDA) >= 25
        assert [one.number for one in DEMO_AGENDA if not one.public] == ["12"]


class TestTelling:
    """What a town clerk reads: short lines, one for each thing."""

    def told(self) -> tuple[Telling, io.StringIO]:
        out = io.StringIO()
        return Telling(Console(file=out, width=120)), out

    def test_a_line_begins_with_the_time_that_has_passed(self) -> None:
        telling, out = self.told()
        telling.item("10.1", "Trinkbrunnen")
        telling.result("Abstimmung 1: Dafür 2", carried=True)

        assert out.getvalue().splitlines() == [
            "0:00     TOP 10.1 · Trinkbrunnen",
            "0:00       → Abstimmung 1: Dafür 2",
        ]

    def test_names_with_brackets_are_printed_as_they_are(self) -> None:
        telling, out = self.told()
        telling.act("[bold]Müller[/] kommt")

        assert "[bold]Müller[/] kommt" in out.getvalue()

    def test_a_sound_check_is_one_line_and_a_difference_is_named(self) -> None:
        telling, out = self.told()
        telling.check(Check("Alles gleich"))
        telling.check(Check("Vieles anders", tuple(f"Nummer {n}" for n in range(20))))

        lines = out.getvalue().splitlines()
        assert lines[:2] == ["✓ Alles gleich", "✗ Vieles anders"]
        assert lines[-1].strip() == "… und 12 weitere"
