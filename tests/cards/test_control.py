"""The chair's control card."""

import json
from itertools import pairwise

import pytest

import cards
from cards.build import MOST_BYTES
from cards.reasons import reasons_card
from cards.size import weight
from cards.steps import further_steps, next_step
from council.ballots import Choice
from tests import cast
from tests.cards.gallery import control_states
from tests.cards.reading import buttons, lines, rows, whole

STATES = control_states()


class TestButtons:
    """Contract § 5 rules 1 and 7: the next step first and alone, further ones in narrow rows."""

    @pytest.mark.parametrize("state", [n for n in STATES if next_step(STATES[n])])
    def test_the_next_step_stands_first_and_alone(self, state: str) -> None:
        sitting = STATES[state]

        card = cards.control_card(sitting)

        assert len(rows(card)[0]) == 1
        assert buttons(card)[0]["data"] == {
            "sitting": cast.SITTING,
            "state": sitting.state,
            "step": next_step(sitting),
        }

    @pytest.mark.parametrize("state", STATES)
    def test_every_button_carries_the_state_it_is_shown_for(self, state: str) -> None:
        card = cards.control_card(STATES[state])

        assert {b["data"]["state"] for b in buttons(card)} <= {STATES[state].state}
        assert {b["verb"] for b in buttons(card)} <= {"control.step"}

    @pytest.mark.parametrize("state", STATES)
    def test_offers_exactly_the_steps_of_the_state(self, state: str) -> None:
        sitting = STATES[state]

        shown = [b["data"]["step"] for b in buttons(cards.control_card(sitting))]

        assert shown == [s for s in (next_step(sitting), *further_steps(sitting)) if s]

    def test_the_three_presses_have_their_names(self) -> None:
        first = [rows(cards.control_card(STATES[n]))[0][0] for n in ("item", "ballot", "closed")]

        assert first == ["Abstimmung eröffnen", "Schließen", "Feststellen und weiter"]

    def test_goes_on_with_weiter_where_nothing_is_decided(self) -> None:
        assert rows(cards.control_card(STATES["noting"]))[0] == ["Weiter"]


class TestContent:
    """Contract § 5 rule 7: item, quorum, waiting, disturbances, missing, own vote, sentence."""

    def test_names_item_and_quorum(self) -> None:
        text = whole(cards.control_card(STATES["item"]))

        assert "TOP 6 · Geschäftsordnung des Stadtrates" in text
        assert "Beschlussfähigkeit: 9 anwesend, 5 nötig; 4 dürfen noch gehen" in text

    def test_counts_who_waits_for_admission(self) -> None:
        assert "Warten auf Zulassung: 1" in whole(cards.control_card(STATES["opened"]))

    def test_names_disturbances(self) -> None:
        assert "Störung bei: Anna Abel" in whole(cards.control_card(STATES["disturbed"]))

    def test_shows_progress_and_who_is_missing_but_no_counts(self) -> None:
        text = whole(cards.control_card(STATES["ballot"]))

        assert "Abstimmung 1 (TOP 6): 1 von 9 haben abgestimmt" in text
        assert "Es fehlen: Jan Stein, Anna Abel" in text
        assert "Dafür" not in text

    def test_shows_the_chairs_own_vote(self) -> None:
        voted = whole(cards.control_card(STATES["ballot"]))
        silent = whole(cards.control_card(cast.balloting(STATES["item"], "6")))

        assert "Ihre eigene Stimme: Ja (Beleg 4K7P-91)" in voted
        assert "Ihre eigene Stimme: noch nicht abgegeben" in silent

    def test_the_mirror_in_the_office_shows_no_own_vote(self) -> None:
        text = whole(cards.control_card(STATES["operated"], mirror=True))

        assert "Ihre eigene Stimme" not in text
        assert "Bedienung: Karla Amt" in text

    def test_hints_are_marked_as_such(self) -> None:
        text = lines(cards.control_card(STATES["item"], hints=("Kein Büro-Chat.",)))

        assert "Hinweis: Kein Büro-Chat." in text

    def test_says_when_the_council_is_not_quorate(self) -> None:
        text = whole(cards.control_card(STATES["no-quorum"]))

        assert "NICHT beschlussfähig: 3 anwesend, 5 nötig; 2 fehlen" in text
        assert "Hinweis: Das Gremium ist zurzeit nicht beschlussfähig." in text

    def test_says_what_a_count_of_hands_waits_for(self) -> None:
        empty = whole(cards.control_card(STATES["hands-empty"]))
        pending = whole(cards.control_card(STATES["hands-pending"]))

        assert "Die Zahlen fehlen noch" in empty
        assert "Bestätigung durch eine zweite Person" in pending
        assert "0 von" not in empty

    def test_shows_provisional_counts_after_closing(self) -> None:
        text = whole(cards.control_card(STATES["closed"]))

        assert "Dafür 1, dagegen 0, Enthaltungen 0 – vorläufig" in text

    def test_the_preview_of_a_closed_item_names_nothing(self) -> None:
        assert cards.control_card(STATES["closed-item"])["fallbackText"] == "Sitzungsleitung"

    def test_of_120_members_of_whom_none_has_voted_fits(self) -> None:
        people = cast.crowd(120, name_length=60)
        voters = [m.id for m in people if m.entitled]
        sitting = cast.opened(cast.admitted(cast.prepared(people=people), *voters))

        assert weight(cards.control_card(cast.balloting(sitting, "5"))) < MOST_BYTES
        assert weight(cards.board_card(cast.balloting(sitting, "5"))) < MOST_BYTES


class TestSentenceToReadAloud:
    """The house's sentences, one for each next step."""

    @pytest.mark.parametrize("state", [n for n in STATES if next_step(STATES[n])])
    def test_every_next_step_has_one(self, state: str) -> None:
        sentence = cards.sentence_aloud(STATES[state])

        assert sentence
        assert sentence[-1] in ".?"

    def test_calls_the_next_item_by_number_and_title(self) -> None:
        assert cards.sentence_aloud(STATES["declared"]) == "Ich rufe TOP 7 auf: Haushaltssatzung 2027."

    @pytest.mark.parametrize(
        ("yes", "no", "abstain", "sentence"),
        [
            (
                5,
                2,
                1,
                "Es stimmten 5 dafür und 2 dagegen, bei 1 Enthaltung. "
                "Damit ist der Beschlussvorschlag beschlossen.",
            ),
            (
                4,
                4,
                0,
                "Es stimmten 4 dafür und 4 dagegen, bei 0 Enthaltungen. "
                "Damit ist der Beschlussvorschlag abgelehnt.",
            ),
        ],
        ids=["carried", "tie"],
    )
    def test_declares_with_the_numbers(self, yes: int, no: int, abstain: int, sentence: str) -> None:
        state = cast.closed(cast.all_voted(cast.balloting(cast.opened(), "5"), yes, no, abstain))

        assert cards.sentence_aloud(state) == sentence

    def test_speaks_of_a_procedural_motion_as_one(self) -> None:
        state = cast.closed(cast.all_voted(cast.balloting(cast.opened(), procedural="Vertagung"), 5, 1, 0))

        assert "der Geschäftsordnungsantrag angenommen" in cards.sentence_aloud(state)


class TestProgress:
    """Contract § 5 rule 4: "58 von 62 haben abgestimmt", never counts by choice."""

    def test_grows_with_every_vote_and_shows_no_side(self) -> None:
        sitting = cast.balloting(cast.opened(), "5")
        shown = [whole(cards.board_card(sitting))]
        for choice, member in zip(
            (Choice.YES, Choice.NO, Choice.ABSTAIN), (cast.CHAIR, cast.DEPUTY, cast.MEMBER), strict=True
        ):
            sitting = cast.voted(sitting, member, choice)
            shown.append(whole(cards.board_card(sitting)))

        assert [f"{n} von 8 haben abgestimmt" in text for n, text in enumerate(shown)] == [True] * 4
        assert all(before != after for before, after in pairwise(shown))

    def test_a_changed_vote_changes_nothing_on_the_board(self) -> None:
        sitting = cast.voted(cast.balloting(cast.opened(), "5"), cast.MEMBER, Choice.YES)
        changed = cast.voted(sitting, cast.MEMBER, Choice.NO)

        assert cards.board_card(changed) == cards.board_card(sitting)


class TestReasons:
    """Contract § 4: the reasons of repeating and cancelling also as buttons."""

    @pytest.mark.parametrize("step", ["repeat", "cancel"])
    def test_each_button_is_the_step_with_its_reason(self, step: str) -> None:
        card = reasons_card(STATES["closed"], step)

        data = [button["data"] for button in buttons(card)]
        assert {d["step"] for d in data} == {step}
        assert [d["reason"] for d in data] == [b["title"] for b in buttons(card)]
        assert json.dumps(data).count(STATES["closed"].state) == 3
