"""What the public sees of elections, alternatives, secret ballots, blocks and an agenda in motion."""

import json
from dataclasses import asdict
from functools import cache

import pytest

from council import events as ev
from council.ballots import Phase
from council.fold import evolve, replay
from council.ids import BallotId, SittingId
from council.sitting import Sitting
from tests.council.evening import CHAIR, in_presence
from tests.reports.hall import CANARY, hall
from tests.web.evening import Archive, Clock
from web.gallery import FRESH_SECONDS, Gallery
from web.pages import live_page
from web.result_view import Result, Votes
from web.view import Live, live_of

ENDED = hall().sitting


@cache
def during(ballot: int) -> Sitting:
    """The sitting at the moment before this ballot was closed, or ended otherwise."""
    events = hall().events
    ends = (ev.BallotClosed, ev.BallotSuperseded)
    place = next(n for n, e in enumerate(events) if isinstance(e, ends) and e.ballot == ballot)
    state = replay(events[:place])
    assert state is not None
    return state


def page(live: Live) -> str:
    """The page of a view, as read."""
    return live_page(live, refreshing=True).decode()


def result(number: int, votes: Votes = Votes.SUMS) -> Result:
    """The result of the ballot with this number."""
    return next(r for r in live_of(ENDED, votes).results if r.number == number)


class TestElections:
    """Issue 3, part 4: rounds, counts by candidate, the lot."""

    def test_names_the_candidates_while_voting_and_nobody_s_choice(self) -> None:
        live = live_of(during(1), Votes.NAMES)

        assert live.ballot is not None
        assert live.ballot.options == ((1, "Anna Alt"), (2, "Bernd Berg"), (3, "Carla Cramer"))
        assert live.ballot.words == "11 von 11 haben abgestimmt"
        assert "Anna Alt 5" not in page(live)
        assert "Vorname3" not in page(live)

    def test_an_undecided_round_says_what_follows(self) -> None:
        first = result(1)

        assert (first.form, first.undecided, first.carried) == ("wahl", True, False)
        assert "Es folgt die Stichwahl zwischen Anna Alt und Bernd Berg." in first.notes
        assert 'class="result undecided"' in page(live_of(ENDED, Votes.SUMS))

    def test_a_result_has_every_candidate_with_votes(self) -> None:
        second = result(2)

        assert [(o.number, o.name, o.votes, o.elected, o.by_lot) for o in second.options] == [
            (1, "Anna Alt", 5, False, False),
            (2, "Bernd Berg", 5, True, True),
        ]
        assert second.line.endswith("gewählt ist Bernd Berg (durch Los)")
        assert second.carried
        assert "bezeugt von Vorname2 Nachname2" in " ".join(second.notes)
        assert "gewählt durch Los" in page(live_of(ENDED, Votes.SUMS))

    def test_a_roll_call_has_its_names_by_candidate(self) -> None:
        sides = dict(side for group in result(1).groups for side in group.sides)

        assert "2 (Bernd Berg)" in sides

    def test_on_paper_there_is_no_progress_and_no_name(self) -> None:
        live = live_of(during(3), Votes.NAMES)
        third = result(3, Votes.NAMES)

        assert live.ballot is not None
        assert live.ballot.words == "Wahl mit Stimmzetteln"
        assert "<progress" not in page(live)
        assert (third.invalid, third.groups) == (1, ())
        assert "Auf Papier gewählt; die Auszählung hat eine zweite Person bestätigt." in third.notes
        assert not [note for note in third.notes if "B01" in note]

    def test_the_agenda_says_who_is_elected(self) -> None:
        became = {item.number: item.became for item in live_of(ENDED, Votes.SUMS).agenda}

        assert became["2"] == "gewählt: Bernd Berg"
        assert became["3"] == "gewählt: Emil Ernst und Frieda Fuchs"
        assert became["4"] == "beschlossen: „Brücke der Freundschaft“"


class TestAlternatives:
    """Issue 3, part 4: a choice among alternatives."""

    def test_have_votes_and_the_one_that_is_resolved(self) -> None:
        fourth = result(4, Votes.GROUPS)

        assert [(o.votes, o.elected) for o in fourth.options] == [(4, False), (6, True)]
        assert [sum(sums) for sums in zip(*(g.options for g in fourth.groups), strict=True)] == [4, 6]


class TestSecretBallots:
    """architecture, „Keeping“: progress without choice, the label, sums and no name anywhere."""

    @pytest.mark.parametrize("votes", Votes)
    def test_a_result_has_sums_and_its_label_alone(self, votes: Votes) -> None:
        secret = result(5, votes)

        assert (secret.yes, secret.no, secret.abstain, secret.not_cast) == (6, 3, 1, 1)
        assert (secret.secret, secret.groups) == (True, ())
        assert secret.kind.startswith("Geheime Abstimmung (nicht zertifiziert)")
        assert any("nicht zertifiziert" in note for note in secret.notes)

    def test_progress_counts_slips_and_names_nobody(self) -> None:
        state = during(5)
        for member in state.ballots[BallotId(5)].electorate[:3]:
            state = evolve(state, ev.SlipHandedIn(at=hall().now, ballot=BallotId(5), member=member))
        live = live_of(state, Votes.NAMES)

        assert live.ballot is not None
        assert (live.ballot.secret, live.ballot.words) == (True, "3 von 11 haben abgestimmt")
        assert "Nachname" not in json.dumps(asdict(live.ballot))

    async def test_the_page_goes_on_although_nothing_is_written(self) -> None:
        name, clock = SittingId("s"), Clock()
        state = during(5)
        archive = Archive({name: state})
        gallery = Gallery(archive, Votes.SUMS, clock)
        gallery.learn((name,))
        before = await gallery.state("s")
        member = state.ballots[BallotId(5)].electorate[0]
        slip = ev.SlipHandedIn(at=hall().now, ballot=BallotId(5), member=member)
        archive.at_hand[name] = evolve(state, slip)
        clock.now += FRESH_SECONDS + 1

        assert b"1 von 11" in (await gallery.state("s")).body
        assert b"0 von 11" in before.body


class TestBlocks:
    """Issue 3, part 4: en bloc with pull-out."""

    def test_lists_its_items_while_voting(self) -> None:
        live = live_of(during(8), Votes.SUMS)

        assert live.ballot is not None
        assert live.ballot.subject == "TOP 8.1, 8.2, 8.3"
        assert live.ballot.title == "En bloc: 3 Punkte in einer Abstimmung"
        assert live.ballot.items[1] == ("8.2", "Fenster")
        assert "Dacharbeiten" in page(live)

    def test_a_result_lists_the_titles_of_its_items(self) -> None:
        told = page(live_of(ENDED, Votes.SUMS)).partition('id="abstimmung-9"')[2].partition("</article>")[0]

        assert '<span class="number">8.1</span> Dacharbeiten' in told
        assert '<span class="number">8.3</span> Heizung' in told
        assert "Fenster" not in told

    def test_stands_with_every_item_that_it_decided(self) -> None:
        live = live_of(ENDED, Votes.SUMS)
        items = {item.number: item for item in live.agenda}

        assert result(9).items == ("8.1", "8.3")
        assert (items["8.1"].ballots, items["8.3"].ballots) == ((9,), (9,))
        assert (items["8.3"].became, items["8.2"].became) == ("beschlossen", "abgelehnt")


class TestMajorities:
    """Issue 3, part 3: the sentence with base, share and paragraph."""

    def test_a_share_says_its_base(self) -> None:
        assert result(10).arithmetic.startswith("2 dafür sind weniger als 8 dagegen")
        assert result(11).arithmetic.startswith("Mehrheit von 3/5 aller Mitglieder: 7 von 11 waren nötig")


class TestAgendaInMotion:
    """Contract § 4: referred, withdrawn, joined, moved."""

    def test_says_what_was_withdrawn_or_is_dealt_with_together(self) -> None:
        items = {item.number: item for item in live_of(ENDED, Votes.SUMS).agenda}

        assert (items["9"].became, items["9"].status) == ("zurückgezogen", "withdrawn")
        assert items["6"].together == "gemeinsam mit TOP 7"
        assert "gemeinsam mit TOP 6" in page(live_of(ENDED, Votes.SUMS))

    def test_a_referred_item_says_so(self) -> None:
        events = hall().events
        place = next(n for n, e in enumerate(events) if isinstance(e, ev.ItemReferred))
        state = replay(events[: place + 1])
        assert state is not None

        assert {i.number: i.became for i in live_of(state, Votes.SUMS).agenda}["9"] == "verwiesen"

    def test_stands_in_its_new_order(self) -> None:
        assert [item.number for item in live_of(ENDED, Votes.SUMS).agenda][3:6] == ["4", "9", "5"]


class TestClosedPart:
    """Issue: no closed item's words in any state, whatever kind of ballot it has."""

    @pytest.mark.parametrize("votes", Votes)
    def test_the_canary_never_sings(self, votes: Votes) -> None:
        state = None
        for event in hall().events:
            state = evolve(state, event)
            if state.public and state.stage.name != "ENDED":
                continue
            live = live_of(state, votes)
            assert CANARY not in page(live) + json.dumps(asdict(live), ensure_ascii=False)

    def test_every_public_result_is_there(self) -> None:
        declared = [int(b.id) for b in ENDED.ballots.values() if b.phase is Phase.DECLARED and b.public]

        assert [r.number for r in live_of(ENDED, Votes.SUMS).results] == declared


class TestAnySitting:
    """The state for programs is plain JSON for every kind of ballot."""

    def test_is_json(self) -> None:
        told = json.loads(json.dumps(asdict(live_of(ENDED, Votes.NAMES))))

        assert told["results"][1]["options"][1]["elected"] is True
        assert told["results"][4]["secret"] is True

    def test_a_sitting_without_new_kinds_has_no_options(self) -> None:
        evening = in_presence()
        evening.decides("6", yes=6)

        assert live_of(evening.sitting, Votes.NAMES).results[0].options == ()
        assert evening.sitting.chair == CHAIR
