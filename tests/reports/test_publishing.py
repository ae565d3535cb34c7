"""The public copy of a record."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from council import events as ev
from council.agenda import AgendaItem
from council.ids import BallotId, CaseId, MemberId
from council.record import check
from council.roster import Contact
from reports.publishing import public_rows, restored
from reports.results import results_csv, votes_csv
from tests.reports.evening import CANARY, CLERK, MEMBERS, NO, SECRET_REASON, SITTING, Evening, rows_of, whole
from tests.reports.packages import DECODE, EVENING, PUBLIC, ROWS

KEPT = tuple(public_rows(ROWS, DECODE))
READABLE = "\n".join(row.data for row in KEPT if row.data)


def public_of(evening: Evening) -> str:
    """Everything that can be read in the public copy of an evening."""
    rows = public_rows(evening.rows(), DECODE)
    return "\n".join(row.data for row in rows if row.data)


class TestPublicRows:
    """Contract § 1: no closed items, no contacts, no single votes but those of roll calls."""

    def test_have_the_same_chain(self) -> None:
        finding = check(SITTING, KEPT)

        assert finding.sound
        assert finding.head == ROWS[-1].hash
        assert [row.hash for row in KEPT] == [row.hash for row in ROWS]

    def test_lose_content_and_salt_together(self) -> None:
        assert all((row.data is None) == (row.salt is None) for row in KEPT)
        assert check(SITTING, KEPT).removed == sum(row.data is None for row in KEPT) > 0

    def test_say_nothing_of_a_closed_item(self) -> None:
        assert CANARY in "".join(row.data or "" for row in ROWS)
        assert CANARY not in READABLE

    def test_say_nothing_of_ballots_in_the_closed_part(self) -> None:
        ballots = {json.loads(row.data).get("ballot") for row in KEPT if row.data}

        assert not ballots & {9, 10}

    @pytest.mark.parametrize("word", ["stadtrat.example", "stadt.example", "+49 341", "00000000-"])
    def test_say_nothing_of_how_people_are_reached(self, word: str) -> None:
        assert word in "".join(row.data or "" for row in ROWS)
        assert word not in READABLE

    @pytest.mark.parametrize("word", [SECRET_REASON, "Ton fällt aus"])
    def test_say_nothing_of_personal_reasons(self, word: str) -> None:
        assert word not in READABLE

    def test_keep_single_votes_of_roll_calls_only(self) -> None:
        votes = [json.loads(r.data) for r in KEPT if r.data and r.type == ev.VoteCast.TYPE]

        assert {vote["ballot"] for vote in votes} == {3}

    def test_keep_the_counts_of_open_ballots(self) -> None:
        closings = [json.loads(r.data) for r in KEPT if r.data and r.type == ev.BallotClosed.TYPE]

        assert {data["ballot"] for data in closings} == {1, 2, 3, 4, 5, 6, 8, 11}

    def test_say_nothing_of_an_item_added_closed_in_the_sitting(self) -> None:
        evening = whole()
        item = AgendaItem(number="11", title="Stundung Firma Muster", public=False)
        evening.add(ev.ItemAdded, item=item).add(ev.ItemRemoved, item="11", reason="Firma Muster")

        assert "Firma Muster" not in public_of(evening)

    def test_say_nothing_of_a_vote_that_was_not_confirmed(self) -> None:
        evening = EVENING.__class__()
        evening.events, evening.state = list(EVENING.events), EVENING.state
        evening.tick("16:30").add(ev.EndTakenBack).open("9")
        ballot, case = evening.ballot.id, evening.sitting.next_case
        evening.add(
            ev.VoteEntered, CLERK, ballot=ballot, case=case, member=MemberId("m09"), choice=NO,
            reason="Handy leer",
        )  # fmt: skip
        evening.add(ev.EntryRejected, CLERK, case=CaseId(case))

        assert "Handy leer" not in public_of(evening)
        assert restored(tuple(public_rows(evening.rows(), DECODE)), DECODE) is not None

    def test_say_nothing_of_whose_device_cannot_vote(self) -> None:
        evening = whole()
        evening.add(ev.OfficeWayBegan, CLERK, member=MemberId("m09"), number=1)
        evening.add(ev.OfficeWayEnded, CLERK, member=MemberId("m09"))
        kept = tuple(public_rows(evening.rows(), DECODE))

        assert [row.data for row in kept if "office_way" in row.type] == [None, None]
        assert restored(kept, DECODE) is not None

    def test_say_nothing_of_a_contact_wherever_it_stands(self) -> None:
        evening = whole()
        someone = replace(MEMBERS[0], contact=Contact(email="heimlich@stadtrat.example"))
        evening.add(ev.MemberEnrolled, CLERK, member=someone)

        assert "heimlich" not in public_of(evening)

    def test_of_a_public_copy_are_the_public_copy(self) -> None:
        assert tuple(public_rows(KEPT, DECODE)) == KEPT


class TestWhatIsLeft:
    """The tables of the public copy are drawn from what is left."""

    def test_makes_up_a_sitting(self) -> None:
        state = restored(KEPT, DECODE)

        assert state is not None
        assert [item.number for item in state.agenda] == [
            item.number for item in EVENING.sitting.agenda if item.public
        ]

    def test_gives_the_results_of_the_public_part(self) -> None:
        assert PUBLIC["ergebnisse.csv"] == results_csv(EVENING.sitting, public=True)

    def test_gives_the_votes_of_roll_calls(self) -> None:
        assert PUBLIC["stimmen.csv"] == votes_csv(EVENING.sitting, public=True)

    def test_gives_a_roster_without_contacts(self) -> None:
        header = PUBLIC["mitglieder.csv"].decode("utf-8-sig").splitlines()[0].split(";")

        assert not {"email", "upn", "entra_id", "telefon"} & set(header)

    @pytest.mark.parametrize("name", sorted(PUBLIC))
    def test_names_no_secret_in_any_file(self, name: str) -> None:
        text = PUBLIC[name].decode()

        assert CANARY not in text
        assert SECRET_REASON not in text
        assert "stadtrat.example" not in text

    def test_makes_up_a_sitting_with_a_closed_part_in_the_middle(self) -> None:
        evening = whole()
        evening.tick("16:30").add(ev.EndTakenBack).call("9").open("9", title="Radweg, Punkt 2")
        evening.add(ev.RecusalDeclared, member=MemberId("m02"), item="9")
        kept = tuple(public_rows(evening.rows(), DECODE))

        state = restored(kept, DECODE)

        assert state is not None
        assert BallotId(12) in state.ballots
        assert MemberId("m02") in state.ballots[BallotId(12)].recused


class TestRestored:
    """What cannot be read is left out; what cannot be understood is refused."""

    def test_nothing_is_nothing(self) -> None:
        assert restored((), DECODE) is None

    def test_the_whole_record_is_the_whole_sitting(self) -> None:
        assert restored(ROWS, DECODE) == EVENING.sitting

    def test_a_record_without_its_beginning_is_refused(self) -> None:
        with pytest.raises(ValueError, match="preparation"):
            restored(rows_of(EVENING.events[1:5]), DECODE)
