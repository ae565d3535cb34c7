"""Five ways to one vote: in whatever order, one vote counts, all are kept, every receipt is in the record."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import commands as cmd
from council import errors
from council import events as ev
from council.agenda import BallotKind
from council.ballots import Ballot, Choice, Vote, Way
from council.decide import decide
from council.fold import evolve, replay
from council.ids import MemberId
from council.sitting import Sitting
from tests.council.evening import ADA, BEN, CHAIR, CLERK, NO, SECOND, SITTING, YES, Evening, rules_with

CHOICES = (Choice.YES, Choice.NO, Choice.ABSTAIN)
OWN = (Way.CARD, Way.PERSONAL, Way.TYPED, Way.MEETING)
WAYS = (*OWN, Way.OFFICE)


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a sequence of one member's votes has led, and what a person would expect of it."""

    sitting: Sitting
    at: float = 0.0
    counted: tuple[tuple[Way, Choice], ...] = ()
    receipts: tuple[str, ...] = field(default=())
    events: tuple[ev.Event, ...] = ()

    @property
    def ballot(self) -> Ballot:
        """The open ballot."""
        assert self.sitting.ballot is not None
        return self.sitting.ballot

    def on(self, way: Way, choice: Choice) -> "Walk":
        """One vote more, by this way; refused where a clerk comes after the member."""
        last = self.counted[-1] if self.counted else None
        if way is Way.OFFICE and last is not None and last[0] is not Way.OFFICE:
            with pytest.raises(errors.AlreadyVoted):
                self._does(_entered(choice))
            return self
        after = (
            self._through_the_office(choice) if way is Way.OFFICE else self._does(_cast(self, way, choice))
        )
        if way is not Way.OFFICE and last in [(other, choice) for other in OWN]:
            return after  # it says what the member's own vote says already
        return replace(after, counted=(*self.counted, (way, choice)))

    def _through_the_office(self, choice: Choice) -> "Walk":
        entered = self._does(_entered(choice))
        case = entered.sitting.waiting_cases[-1].id
        return entered._does(cmd.ConfirmEntry(sitting=SITTING, by=SECOND, case=case))

    def _does(self, command: cmd.Command) -> "Walk":
        now = self.sitting.starts + timedelta(hours=1, seconds=self.at)
        events = decide(self.sitting, command, now, f"{self.at}")
        sitting = self.sitting
        for event in events:
            sitting = evolve(sitting, event)
        given = tuple(e.receipt for e in events if isinstance(e, ev.VoteCast))
        return replace(
            self,
            sitting=sitting,
            at=self.at + 1,
            receipts=(*self.receipts, *given),
            events=(*self.events, *events),
        )


def _cast(walk: Walk, way: Way, choice: Choice) -> cmd.CastVote:
    pressed = way in (Way.CARD, Way.PERSONAL)
    return cmd.CastVote(
        sitting=SITTING,
        by=ADA,
        cause=f"f:{walk.at}",
        ballot=walk.ballot.id,
        round=1,
        choice=choice,
        way=way,
        rev=walk.ballot.rev_of(ADA) if pressed else None,
    )


def _entered(choice: Choice) -> cmd.EnterVote:
    return cmd.EnterVote(sitting=SITTING, by=CLERK, member=ADA, choice=choice, reason="Zuruf")


def walks(start: Walk, ways: tuple[Way, ...] = WAYS) -> Iterator[Walk]:
    """Every order of these ways with every choice at each, and all beginnings of them."""
    yield start
    for way in ways:
        left = tuple(other for other in ways if other is not way)
        for choice in CHOICES:
            yield from walks(start.on(way, choice), left)


def holds(walk: Walk) -> bool:
    """One vote counts, the last one; all are kept, each with its way and the receipt that was given."""
    ballot = walk.ballot
    given = ballot.votes.get(ADA, ())
    current = ballot.vote_of(ADA)
    kept = tuple((vote.way, vote.choice) for vote in given)
    told = tuple(e for e in walk.events if isinstance(e, ev.VoteCast))
    recorded = tuple((e.receipt, e.choice, e.at, e.way, e.rev) for e in told)
    return (
        kept == walk.counted
        and (current is None) == (not walk.counted)
        and (current is None or current == given[-1])
        and ballot.count().cast == min(1, len(given))
        and walk.receipts == tuple(vote.receipt for vote in given)
        and len(set(walk.receipts)) == len(walk.receipts)
        and recorded == tuple(_shown(vote) for vote in given)
        and all(ballot.receipts.get(receipt) == ADA for receipt in walk.receipts)
    )


def _shown(vote: Vote) -> tuple[str, Choice, object, Way, int]:
    return vote.receipt, vote.choice, vote.at, vote.way, vote.rev


class TestEveryOrder:
    """Vertrag § 4: Die letzte vor dem Schließen zählt, auf welchem Weg auch immer; alle bleiben erhalten."""

    @pytest.mark.parametrize("first", WAYS, ids=lambda way: way.name.lower())
    def test_of_all_five_ways_with_every_choice_gives_one_vote(self, first: Way) -> None:
        start = Walk(Evening.voting().sitting)
        rest = tuple(way for way in WAYS if way is not first)
        wrong = [
            walk.counted
            for choice in CHOICES
            for walk in walks(start.on(first, choice), rest)
            if not holds(walk)
        ]

        assert wrong == []

    @given(st.lists(st.tuples(st.sampled_from(WAYS), st.sampled_from(CHOICES)), max_size=12))
    def test_of_any_number_of_votes_by_any_ways_gives_one(self, votes: list[tuple[Way, Choice]]) -> None:
        evening = Evening.voting()
        walk = Walk(evening.sitting)
        for way, choice in votes:
            walk = walk.on(way, choice)

        assert holds(walk)
        assert replay([*evening.events, *walk.events]) == walk.sitting

    @given(st.lists(st.tuples(st.sampled_from((ADA, BEN)), st.sampled_from(OWN), st.sampled_from(CHOICES))))
    def test_nobody_elses_vote_is_touched(self, votes: list[tuple[MemberId, Way, Choice]]) -> None:
        evening = Evening.voting()
        last: dict[MemberId, Choice] = {}
        for member, way, choice in votes:
            evening.vote(member, choice, way=way, rev=None)
            last[member] = choice

        assert {m: v.choice for m in (ADA, BEN) if (v := evening.ballot.vote_of(m))} == last
        assert evening.ballot.count().cast == len(last)


class TestTheOfficeAndTheMember:
    """Vertrag § 4: `stimme` wird abgelehnt, wo das Mitglied selbst gestimmt hat; später gedrückt, ersetzt."""

    @pytest.mark.parametrize("way", OWN, ids=lambda way: way.name.lower())
    def test_whoever_voted_by_themselves_is_not_voted_for(self, way: Way) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES, way=way, rev=None)

        evening.refuses(errors.AlreadyVoted, CLERK, cmd.EnterVote, member=ADA, choice=NO, reason="Zuruf")

    @pytest.mark.parametrize("way", OWN, ids=lambda way: way.name.lower())
    @pytest.mark.parametrize("choice", [YES, NO], ids=["same", "other"])
    def test_the_members_own_vote_replaces_the_offices_also_where_it_says_the_same(
        self, way: Way, choice: Choice
    ) -> None:
        evening = Evening.voting()
        evening.does(CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        evening.vote(ADA, choice, way=way, rev=None)

        assert [(v.way, v.choice) for v in evening.ballot.votes[ADA]] == [(Way.OFFICE, YES), (way, choice)]
        evening.refuses(errors.AlreadyVoted, CLERK, cmd.EnterVote, member=ADA, choice=NO, reason="Zuruf")

    def test_a_first_press_counts_on_the_card_as_it_was_posted(self) -> None:
        evening = Evening.voting()
        for choice in (YES, NO):
            evening.does(CLERK, cmd.EnterVote, member=ADA, choice=choice, reason="Zuruf")
            evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())
        evening.vote(ADA, YES, rev=0)
        evening.vote(ADA, NO, rev=3)

        assert evening.vote(ADA, YES, rev=0) == ()
        assert [(v.way, v.choice) for v in evening.ballot.votes[ADA]][2:] == [(Way.CARD, YES), (Way.CARD, NO)]

    def test_where_no_vote_may_be_changed_the_same_one_is_the_same(self) -> None:
        evening = Evening.opened(rules=rules_with(ballot_changeable="false"))
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.does(CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf")
        evening.does(SECOND, cmd.ConfirmEntry, case=evening.case())

        assert evening.vote(ADA, YES, way=Way.TYPED) == ()
        evening.refuses(errors.VoteIsFinal, ADA, cmd.CastVote, ballot=1, round=1, choice=NO, way=Way.TYPED)


class TestASecretBallot:
    """Vertrag § 4: Im Chat geschriebene Worte zählen in keiner geheimen Abstimmung."""

    @pytest.mark.parametrize("way", [Way.TYPED, Way.MEETING], ids=lambda way: way.name.lower())
    def test_takes_no_typed_word(self, way: Way) -> None:
        evening = Evening.opened(rules=rules_with(secret_enabled="true"))
        evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)

        evening.refuses(errors.SecretByCardOnly, ADA, cmd.CastVote, ballot=1, round=1, choice=YES, way=way)
