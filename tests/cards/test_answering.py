"""The answer written as text is the card's own JSON, letter for letter, for every presser."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.answering import ENCODER, counted_answer
from cards.ballots import ballot_card
from council.ballots import Choice
from council.ids import MemberId
from council.sitting import Sitting
from tests import cast


def voted(sitting: Sitting, *choices: Choice) -> tuple[Sitting, MemberId]:
    one, *_ = cast.running(sitting).electorate
    for choice in choices:
        sitting = cast.voted(sitting, one, choice)
    return sitting, one


def as_card(sitting: Sitting, member: MemberId) -> str:
    ballot = cast.running(sitting)
    return ENCODER.encode(ballot_card(ballot, sitting, member, ballot.vote_of(member)))


def as_text(sitting: Sitting, member: MemberId) -> str:
    ballot = cast.running(sitting)
    vote = ballot.vote_of(member)
    assert vote is not None
    return counted_answer(ballot, sitting, member, vote).decode()


class TestAnswer:
    """contract § 5.3: the reply to a counted press is the same card with the receipt above its buttons."""

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_it_is_the_card_letter_for_letter(self, language: str) -> None:
        sitting = cast.balloting(cast.opened(language=language), "5")
        for choices in ((Choice.YES,), (Choice.YES, Choice.NO), (Choice.ABSTAIN, Choice.NO, Choice.YES)):
            state, one = voted(sitting, *choices)

            assert as_text(state, one) == as_card(state, one)
            assert [b["data"]["rev"] for b in json.loads(as_text(state, one))["actions"]] == [
                len(choices)
            ] * 3

    @given(title=st.text(max_size=60))
    def test_whatever_the_title_says(self, title: str) -> None:
        sitting = cast.balloting(cast.opened(), "5")
        ballot = replace(cast.running(sitting), title=title + '"rev":987654321987')
        state, one = voted(replace(sitting, ballots={**sitting.ballots, ballot.id: ballot}), Choice.YES)

        assert as_text(state, one) == as_card(state, one)

    @given(
        receipt=st.from_regex(r"[2-9A-HJ-NP-Z]{4}-[0-9]{2}", fullmatch=True),
        at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
        language=st.sampled_from(["de", "en"]),
        choice=st.sampled_from([Choice.YES, Choice.NO, Choice.ABSTAIN]),
    )
    def test_whatever_the_receipt_says(
        self, receipt: str, at: datetime, language: str, choice: Choice
    ) -> None:
        state, one = voted(cast.balloting(cast.opened(language=language), "5"), choice)
        ballot = cast.running(state)
        votes = {**ballot.votes, one: tuple(replace(v, at=at, receipt=receipt) for v in ballot.votes[one])}
        changed = replace(state, ballots={**state.ballots, ballot.id: replace(ballot, votes=votes)})

        assert as_text(changed, one) == as_card(changed, one)

    def test_a_receipt_of_another_kind_is_left_to_the_card(self) -> None:
        state, one = voted(cast.balloting(cast.opened(), "5"), Choice.YES)
        ballot = cast.running(state)
        strange = replace(ballot.votes[one][0], receipt='4K7P"91')

        assert counted_answer(ballot, state, one, strange) == b""

    def test_two_pressers_get_their_own(self) -> None:
        sitting = cast.balloting(cast.opened(), "5")
        one, other, *_ = cast.running(sitting).electorate
        state = cast.voted(cast.voted(sitting, one, Choice.YES), other, Choice.NO)

        assert as_text(state, one) == as_card(state, one)
        assert as_text(state, other) == as_card(state, other)
        assert as_text(state, one) != as_text(state, other)

    def test_what_is_more_than_a_receipt_is_left_to_the_card(self) -> None:
        state, one = voted(cast.balloting(cast.opened(), "5"), Choice.YES, Choice.NO)
        ballot = cast.running(state)
        earlier = ballot.votes[one][0]

        assert counted_answer(ballot, state, one, earlier) == b""
        assert counted_answer(replace(ballot, by_hands=True), state, one, earlier) == b""
