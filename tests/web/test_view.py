"""What the public sees of every state of a sitting, and what it never sees."""

import json
from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from council import events as ev
from council.agenda import AgendaItem
from council.ballots import Outcome, Tally
from council.commands import DeclareBallot, OpenBallot
from council.roster import Contact
from council.sitting import Sitting
from tests import cast as c
from tests.cards import stages
from tests.web.evening import CANARY, evening
from web.agenda_view import safe_link
from web.pages import live_page
from web.result_view import Votes, result_of
from web.view import live_of


def told(name: str, votes: Votes = Votes.SUMS) -> str:
    """Everything that page and JSON say in the state *name*."""
    return everything(evening()[name], votes)


def everything(sitting: Sitting, votes: Votes) -> str:
    """Everything that page and JSON say of a sitting."""
    live = live_of(sitting, votes)
    return live_page(live, refreshing=True).decode() + json.dumps(asdict(live), ensure_ascii=False)


class TestStateInWords:
    """Issue part 10: "Abstimmung läuft", "Pause bis 19:20 Uhr", "Sitzung geschlossen um 20:04 Uhr"."""

    @pytest.mark.parametrize(
        ("name", "code", "words"),
        [
            ("prepared", "prepared", "Noch nicht eröffnet"),
            ("opened", "open", "Sitzung läuft"),
            ("voting", "voting", "Abstimmung läuft"),
            ("counted", "counted", "Abstimmung geschlossen"),
            ("break", "break", "Pause bis 15:20 Uhr"),
            ("closed", "closed_part", "Nichtöffentlicher Teil"),
            ("closed-voting", "closed_part", "Nichtöffentlicher Teil"),
            ("closed-break", "closed_part", "Nichtöffentlicher Teil"),
            ("public-again", "open", "Sitzung läuft"),
            ("ended", "ended", "Sitzung geschlossen um 15:30 Uhr"),
        ],
    )
    def test_the_state_is_said_in_the_council_s_words(self, name: str, code: str, words: str) -> None:
        live = live_of(evening()[name], Votes.SUMS)

        assert (live.state.code, live.state.words) == (code, words)
        assert words in live_page(live, refreshing=True).decode()

    def test_a_break_without_end_is_a_break(self) -> None:
        pause = ev.BreakStarted(at=c.START + timedelta(minutes=9), by=c.CHAIR, until=None)

        assert live_of(c.after(c.opened(), pause), Votes.SUMS).state.words == "Pause"

    def test_a_break_to_another_day_names_the_day(self) -> None:
        until = c.START + timedelta(hours=20)
        pause = ev.BreakStarted(at=c.START + timedelta(minutes=9), by=c.CHAIR, until=until)

        words = live_of(c.after(c.opened(), pause), Votes.SUMS).state.words

        assert words == "Pause bis 10. Dezember 2026, 10:00 Uhr"

    def test_english_sittings_speak_english(self) -> None:
        live = live_of(replace(evening()["voting"], language="en"), Votes.SUMS)
        page = live_page(live, refreshing=True).decode()

        assert '<html lang="en">' in page
        assert "Voting is open" in page
        assert "Abstimmung" not in page


class TestCurrentItem:
    """Issue part 10: the current item with its paper's link."""

    def test_the_called_item_stands_there_with_its_paper(self) -> None:
        item = live_of(evening()["voting"], Votes.SUMS).item

        assert item is not None
        assert (item.number, item.paper, item.link) == (
            "5",
            "VIII-DS-0142",
            "https://ratsinfo.example/vo/142",
        )
        assert 'href="https://ratsinfo.example/vo/142"' in told("voting")

    @pytest.mark.parametrize("name", ["prepared", "opened", "closed", "closed-called", "ended"])
    def test_without_a_called_public_item_there_is_none(self, name: str) -> None:
        assert live_of(evening()[name], Votes.SUMS).item is None

    @pytest.mark.parametrize(
        ("address", "shown"),
        [
            ("https://rat.example/1", "https://rat.example/1"),
            (" http://rat.example ", "http://rat.example"),
            ("javascript:alert(1)", ""),
            ("data:text/html,x", ""),
            ("//rat.example", ""),
            ("https://", ""),
            ("https://[broken", ""),
            ("", ""),
        ],
    )
    def test_only_links_to_the_web_are_shown(self, address: str, shown: str) -> None:
        assert safe_link(address) == shown

    def test_what_the_agenda_says_is_escaped(self) -> None:
        item = AgendaItem(number="9", title="<script>alert('x')</script> & \"Mehr\"", link="javascript:1")
        page = live_page(live_of(c.prepared(agenda=(item,)), Votes.SUMS), refreshing=True).decode()

        assert "<script>" not in page
        assert "&lt;script&gt;" in page
        assert "javascript:" not in page


class TestProgress:
    """contract § 5.4: before declaring there is progress, never counts by choice."""

    @pytest.mark.parametrize("name", ["voting", "counted"])
    @pytest.mark.parametrize("votes", Votes)
    def test_an_undeclared_ballot_tells_how_many_and_nothing_else(self, name: str, votes: Votes) -> None:
        live = live_of(evening()[name], votes)

        assert live.ballot is not None
        assert live.ballot.words == "5 von 8 haben abgestimmt"
        assert [result.number for result in live.results] == [1]
        assert "Dafür 3, dagegen 1" not in told(name, votes)

    @pytest.mark.parametrize("name", ["voting", "counted"])
    def test_an_undeclared_ballot_names_nobody(self, name: str) -> None:
        alone = c.all_voted(c.balloting(c.opened(), "5"), 3, 1, 1)
        live = live_of(alone if name == "voting" else c.closed(alone), Votes.NAMES)
        page = live_page(live, refreshing=True).decode()

        assert [m.name for m in c.PEOPLE if m.name in page] == []

    def test_a_ballot_by_hands_has_no_progress_of_cards(self) -> None:
        sitting = c.balloting(c.opened(), "5", by_hands=True)
        ballot = live_of(sitting, Votes.SUMS).ballot

        assert ballot is not None
        assert ballot.words == "Abstimmung durch Handzeichen"
        assert "<progress" not in live_page(live_of(sitting, Votes.SUMS), refreshing=True).decode()


class TestResults:
    """contract § 5.9: sentence, arithmetic and numbers, only after the chair has declared them."""

    def test_every_declared_result_stands_there_once_in_order(self) -> None:
        live = live_of(evening()["ended"], Votes.SUMS)

        assert [(r.number, r.line) for r in live.results] == [
            (1, "Dafür 3, dagegen 3, Enthaltungen 1: abgelehnt"),
            (2, "Dafür 3, dagegen 1, Enthaltungen 1: beschlossen"),
            (3, "Dafür 5, dagegen 2, Enthaltungen 1: beschlossen"),
            (4, "Dafür 4, dagegen 3, Enthaltungen 1: abgelehnt"),
            (5, "Dafür 6, dagegen 1, Enthaltungen 1: beschlossen"),
        ]
        page = live_page(live, refreshing=True).decode()
        assert all(page.count(result.line) == 1 for result in live.results)
        assert all(result.arithmetic in page for result in live.results)

    def test_numbers_come_with_the_sentence(self) -> None:
        result = live_of(evening()["ended"], Votes.SUMS).results[1]

        assert (result.yes, result.no, result.abstain) == (3, 1, 1)
        assert (result.present, result.entitled, result.not_cast) == (8, 8, 3)
        assert result.declared == "2026-12-09T14:44:00+01:00"
        assert "§ 39 Abs. 6 SächsGemO" in result.arithmetic

    def test_a_repeated_result_is_marked_and_kept(self) -> None:
        third, fourth = live_of(evening()["ended"], Votes.SUMS).results[2:4]

        assert (third.repeated_as, fourth.repeated_as) == (4, None)
        assert "als Abstimmung 4 wiederholt" in third.notes[0]
        assert "Wiederholt – gilt nicht mehr" in told("ended")

    def test_a_result_by_hands_says_so_without_the_clerks_names(self) -> None:
        result = live_of(evening()["ended"], Votes.NAMES).results[4]

        assert result.notes == ("Durch Handzeichen gezählt und von einer zweiten Person bestätigt.",)
        assert result.groups == ()
        assert "Karla Amt" not in told("ended", Votes.NAMES)

    def test_a_verdict_against_the_rule_says_why(self) -> None:
        counted = c.closed(c.all_voted(c.balloting(c.opened(), "5"), 2, 4, 1))
        state = c.declared(counted, outcome=Outcome.CARRIED, reason="Auszählung berichtigt")

        assert "Auszählung berichtigt" in live_of(state, Votes.SUMS).results[0].notes[0]

    def test_an_undeclared_ballot_has_no_result(self) -> None:
        sitting = evening()["counted"]
        with pytest.raises(ValueError, match="not declared"):
            result_of(c.running(sitting), sitting, Votes.NAMES, "TOP 5")

    def test_cancelled_ballots_leave_no_result(self) -> None:
        state = c.cancelled(c.all_voted(c.balloting(c.opened(), "5"), 2, 1, 0))

        assert live_of(state, Votes.NAMES).results == ()
        assert live_of(state, Votes.NAMES).ballot is None

    def test_a_ballot_repeated_before_it_was_declared_shows_no_numbers(self) -> None:
        state = c.repeated(c.closed(c.all_voted(c.balloting(c.opened(), "5"), 2, 1, 0)))

        assert live_of(state, Votes.NAMES).results == ()


class TestPublicVotes:
    """contract § 2, PUBLIC_VOTES: sums, groups or names of open ballots; roll calls with names."""

    def test_sums_name_nobody_in_an_open_ballot(self) -> None:
        assert live_of(evening()["ended"], Votes.SUMS).results[1].groups == ()

    def test_groups_give_counts_without_names(self) -> None:
        groups = live_of(evening()["ended"], Votes.GROUPS).results[1].groups

        assert {g.name: (g.yes, g.no, g.abstain) for g in groups} == {
            "Linden": (2, 1, 0),
            "Eichen": (0, 0, 1),
            "Buchen": (0, 0, 0),
            "ohne Fraktion": (1, 0, 0),
        }
        assert all(g.sides == () for g in groups)

    def test_names_give_every_side(self) -> None:
        eichen = live_of(evening()["ended"], Votes.NAMES).results[1].groups[1]

        assert eichen.sides == (("Enthalten", ("Carl Berg",)), ("Nicht abgestimmt", ("Emil Saal",)))

    @pytest.mark.parametrize("votes", Votes)
    def test_a_roll_call_has_its_names_after_declaring(self, votes: Votes) -> None:
        groups = live_of(evening()["roll-call"], votes).results[-1].groups
        named = [name for group in groups for _, names in group.sides for name in names]

        assert len(named) == 8
        assert "Anna Abel" in named

    def test_a_roll_call_still_running_names_nobody(self) -> None:
        state = c.all_voted(c.balloting(c.opened(), "6"), 5, 2, 0)
        page = live_page(live_of(state, Votes.NAMES), refreshing=True).decode()

        assert "Anna Abel" not in page

    def test_group_counts_add_up_to_the_result(self) -> None:
        for result in live_of(evening()["ended"], Votes.NAMES).results[:4]:
            sums = [
                sum(side) for side in zip(*((g.yes, g.no, g.abstain) for g in result.groups), strict=True)
            ]
            assert sums == [result.yes, result.no, result.abstain]


class TestSecretBallots:
    """contract § 5.3: while it is open how many, then the sums; whatever PUBLIC_VOTES says, no names."""

    @pytest.mark.parametrize("votes", Votes)
    def test_an_open_one_tells_how_many_whoever_they_are(self, votes: Votes) -> None:
        start = stages.do(stages.hall(overlay=stages.SECRET), OpenBallot, item="11")
        fours = (stages.last(start).electorate[:4], stages.last(start).electorate[4:])
        said = {everything(stages.handed_by(start, *four), votes) for four in fours}

        assert len(said) == 1
        assert "4 von 8 haben abgestimmt" in min(said)
        assert [m.name for m in c.PEOPLE if m.name in min(said)] == []

    @pytest.mark.parametrize("votes", Votes)
    def test_a_declared_one_has_its_sums_and_nobody_of_either_side(self, votes: Votes) -> None:
        declared = stages.do(stages.counted(stages.secret(), Tally(yes=4, no=2, abstain=1)), DeclareBallot)
        (result,) = live_of(declared, votes).results
        said = everything(declared, votes)

        assert (result.yes, result.no, result.abstain, result.not_cast) == (4, 2, 1, 1)
        assert result.groups == ()
        assert [m.name for m in c.PEOPLE if m.name in said] == []


class TestClosedItems:
    """Issue: no closed item's words, numbers, titles or counts, in any state."""

    @pytest.mark.parametrize("name", evening())
    @pytest.mark.parametrize("votes", Votes)
    def test_the_canary_never_sings(self, name: str, votes: Votes) -> None:
        everything = told(name, votes)

        assert CANARY.lower() not in everything.lower()
        assert "97" not in json.dumps([i.number for i in live_of(evening()[name], votes).agenda])
        assert "Grundstücksverkauf Amselweg" not in everything
        assert "Dafür 2, dagegen 5" not in everything
        assert "Dafür 1, dagegen 6" not in everything

    def test_nothing_changes_for_the_public_while_the_closed_part_votes(self) -> None:
        names = (
            "closed",
            "closed-called",
            "closed-voting",
            "closed-counted",
            "closed-declared",
            "closed-motion",
        )

        views = {live_page(live_of(evening()[name], Votes.NAMES), refreshing=True) for name in names}

        assert len(views) == 1

    def test_the_stream_is_not_offered_in_the_closed_part(self) -> None:
        assert live_of(evening()["closed"], Votes.SUMS).stream == ""
        assert live_of(evening()["voting"], Votes.SUMS).stream == "https://stream.example/rat"

    def test_no_contact_data_of_anybody(self) -> None:
        contacts = [m.contact for m in c.PEOPLE]
        secrets = [v for k in contacts for v in (k.email, k.upn, k.entra_id, k.phone) if v]
        everything = "".join(told(name, Votes.NAMES) for name in evening())

        assert contacts[0] != Contact()
        assert [secret for secret in secrets if secret in everything] == []


class TestAgenda:
    """What became of each public item."""

    def test_each_item_says_what_became_of_it(self) -> None:
        sitting = c.after(
            evening()["public-again"],
            ev.ItemNoted(at=c.START, by=c.CHAIR, item="2"),
            ev.ItemPostponed(at=c.START, by=c.CHAIR, item="1", reason="Zeit"),
        )
        became = {i.number: i.became for i in live_of(sitting, Votes.SUMS).agenda}

        assert became == {
            "1": "vertagt",
            "2": "zur Kenntnis genommen",
            "5": "beschlossen",
            "5.1": "abgelehnt",
            "6": "abgelehnt",
            "7": "beschlossen",
        }

    def test_the_item_under_debate_is_marked(self) -> None:
        agenda = live_of(evening()["voting"], Votes.SUMS).agenda

        assert [(i.number, i.became) for i in agenda if i.current] == [("5", "wird behandelt")]
        assert told("voting").count('aria-current="step"') == 1

    def test_several_ballots_on_one_item_are_counted_and_linked(self) -> None:
        once = c.declared(c.closed(c.all_voted(c.balloting(c.opened(), "5", object="Punkt 1"), 3, 1, 0)))
        twice = c.declared(c.closed(c.all_voted(c.balloting(once, "5", object="Punkt 2"), 1, 3, 0)))
        item = next(i for i in live_of(twice, Votes.SUMS).agenda if i.number == "5")
        page = live_page(live_of(twice, Votes.SUMS), refreshing=True).decode()

        assert (item.became, item.ballots) == ("2 Abstimmungen", (1, 2))
        assert 'href="#abstimmung-1"' in page
        assert "Gegenstand: Punkt 2" in page

    def test_after_the_end_what_was_left_was_not_dealt_with(self) -> None:
        ended = c.after(c.opened(), ev.SittingEnded(at=c.START + timedelta(minutes=3), by=c.CHAIR))

        assert {i.became for i in live_of(ended, Votes.SUMS).agenda} == {"nicht behandelt"}


class TestProbe:
    """contract § 2, LOCAL_MODE: a rehearsal is marked for ever, in big letters."""

    def test_a_probe_says_so_before_everything_else(self) -> None:
        page = live_page(live_of(c.opened(probe=True), Votes.SUMS), refreshing=True).decode()

        assert page.index("PROBE – zählt nicht") < page.index("<h1>")

    def test_a_real_sitting_does_not(self) -> None:
        assert "PROBE" not in told("voting")
