"""Elections and choices among alternatives: rounds, run-off and lot (Wahlen)."""

from dataclasses import dataclass

from council.agenda import BallotForm, Base
from council.ballots import Ballot, Following, Outcome, Round, Tally
from council.legal import legal_basis
from council.majority import majority_of, more_than_half, needed_of
from council.rulebook import FirstRound, RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionVerdict:
    """What a round of an election has brought.

    ``elected`` are the numbers of those elected, ``following`` what has to come next and
    ``candidates`` among whom; ``needed`` votes were needed of ``base`` by ``norm``.
    """

    elected: tuple[int, ...]
    needed: int
    base: int
    norm: str
    following: Following = Following.NOTHING
    candidates: tuple[int, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Elected, or undecided as yet; an election of one who failed twice is rejected."""
        if self.elected:
            return Outcome.ELECTED
        return Outcome.REJECTED if self.following is Following.ANEW else Outcome.UNDECIDED


@legal_basis("SächsGemO", "§ 39 Abs. 7", "election.first_round", "election.single_second_round")
def elect_one(rules: RuleBook, ballot: Ballot, tally: Tally, present: int, members: int) -> ElectionVerdict:
    """Judge a round of the election of one person among several.

    First round: more than half of those present and entitled (or of what the set reckons from).
    Nobody: run-off between the two with the most votes; whoever has more votes there is elected.
    Equal votes: the lot, also over who comes into the run-off.
    """
    base, needed = first_round(rules, ballot, tally, present, members)
    norm = rules.election_first.norm
    ranked = ranking(ballot, tally)
    if ballot.stage is Round.RUNOFF:
        return _most_votes(rules, ballot, tally, ranked)
    reached = [n for n in ranked if votes_for(ballot, tally, n) >= needed]
    if reached:
        return ElectionVerdict(elected=(reached[0],), needed=needed, base=base, norm=norm)
    if not rules.election_runoff.value or not any(tally.options):
        return ElectionVerdict(elected=(), needed=needed, base=base, norm=norm, following=Following.ANEW)
    through, drawn = into_runoff(ballot, tally)
    following = Following.LOT_FOR_RUNOFF if drawn else Following.RUNOFF
    among = tuple(sorted(drawn or through))
    return ElectionVerdict(
        elected=(), needed=needed, base=base, norm=norm, following=following, candidates=among
    )


@legal_basis("SächsGemO", "§ 39 Abs. 7", "election.runoff", "election.lot")
def into_runoff(ballot: Ballot, tally: Tally) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Say who comes into the run-off by their votes, and among whom the lot decides the other places.

    Two places: with one clear second both are through; equal votes for the last place are for the lot.
    """
    ranked = ranking(ballot, tally)
    votes = {n: votes_for(ballot, tally, n) for n in ranked}
    if len(ranked) <= 2:
        return tuple(ranked), ()
    second = votes[ranked[1]]
    through = tuple(n for n in ranked if votes[n] > second)
    tied = tuple(n for n in ranked if votes[n] == second)
    if len(through) + len(tied) == 2:
        return tuple(ranked[:2]), ()
    return through, tied


def first_round(rules: RuleBook, ballot: Ballot, tally: Tally, present: int, members: int) -> tuple[int, int]:
    """From how many the majority of a first round is reckoned, and how many votes it needs."""
    valid = tally.cast - tally.invalid - tally.abstain
    base = {FirstRound.PRESENT: present, FirstRound.VALID: valid, FirstRound.MEMBERS: members}[
        rules.election_first.value
    ]
    return base, more_than_half(base)


def ranking(ballot: Ballot, tally: Tally) -> list[int]:
    """The numbers of the options, those with most votes first; equal ones in the order of the ballot."""
    return sorted((o.number for o in ballot.options), key=lambda n: -votes_for(ballot, tally, n))


def votes_for(ballot: Ballot, tally: Tally, number: int) -> int:
    """How many votes the option with this number has."""
    places = [option.number for option in ballot.options]
    place = places.index(number)
    return tally.options[place] if place < len(tally.options) else 0


def _most_votes(rules: RuleBook, ballot: Ballot, tally: Tally, ranked: list[int]) -> ElectionVerdict:
    """The run-off: whoever has more votes; equal votes are for the lot."""
    first, second = ranked[0], ranked[1]
    votes = votes_for(ballot, tally, first)
    rule = rules.election_runoff
    base = sum(tally.options)
    if votes > votes_for(ballot, tally, second):
        needed = votes_for(ballot, tally, second) + 1
        return ElectionVerdict(elected=(first,), needed=needed, base=base, norm=rule.norm)
    following = Following.LOT if rules.election_lot.value and votes else Following.ANEW
    return ElectionVerdict(
        elected=(),
        needed=votes + 1,
        base=base,
        norm=rules.election_lot.norm,
        following=following,
        candidates=tuple(sorted((first, second))),
    )


@legal_basis("SächsGemO", "§ 39 Abs. 7", "election.single_second_round")
def elect_single(
    rules: RuleBook, ballot: Ballot, tally: Tally, present: int, members: int
) -> ElectionVerdict:
    """Judge a round of an election with one candidate: Yes and No.

    First round as with several; then a second one, in which more Yes than No is enough.
    """
    number = ballot.options[0].number
    if ballot.stage is Round.FIRST:
        base, needed = first_round(rules, ballot, tally, present, members)
        norm = rules.election_first.norm
        again = Following.SECOND if rules.election_second.value else Following.ANEW
    else:
        base, needed = tally.yes + tally.no, tally.no + 1
        norm, again = rules.election_second.norm, Following.ANEW
    won = tally.yes >= needed
    return ElectionVerdict(
        elected=(number,) if won else (),
        needed=needed,
        base=base,
        norm=norm,
        following=Following.NOTHING if won else again,
        candidates=() if won else (number,),
    )


@legal_basis("SächsGemO", "§ 39 Abs. 7", "election.first_round")
def elect_several(
    rules: RuleBook, ballot: Ballot, tally: Tally, present: int, members: int
) -> ElectionVerdict:
    """Judge an election to several places on one paper.

    Whoever has more than half is elected, those with most votes first; equal votes for the
    last place are for the lot, and places left over are elected anew.
    """
    valid = present - tally.invalid - tally.abstain
    base = {FirstRound.PRESENT: present, FirstRound.VALID: valid, FirstRound.MEMBERS: members}[
        rules.election_first.value
    ]
    needed = more_than_half(base)
    ranked = [n for n in ranking(ballot, tally) if votes_for(ballot, tally, n) >= needed]
    votes = {n: votes_for(ballot, tally, n) for n in ranked}
    norm = rules.election_first.norm
    if len(ranked) <= ballot.places:
        following = Following.NOTHING if len(ranked) == ballot.places else Following.ANEW
        return ElectionVerdict(
            elected=tuple(ranked), needed=needed, base=base, norm=norm, following=following
        )
    last = votes[ranked[ballot.places - 1]]
    clear = tuple(n for n in ranked if votes[n] > last)
    tied = tuple(n for n in ranked if votes[n] == last)
    if len(clear) + len(tied) == ballot.places:
        return ElectionVerdict(elected=(*clear, *tied), needed=needed, base=base, norm=norm)
    return ElectionVerdict(
        elected=clear, needed=needed, base=base, norm=norm, following=Following.LOT, candidates=tied
    )


@legal_basis("SächsGemO", "§ 39 Abs. 6", "majority.simple")
def choose(rules: RuleBook, ballot: Ballot, tally: Tally, present: int, members: int) -> ElectionVerdict:
    """Judge a choice among alternatives: one that has more votes than all others together.

    None: a second ballot between those with the most votes (two, or more where the second place is
    shared); where that would be all of them again, or nobody wins it, none is chosen.
    """
    majority = majority_of(rules, ballot.majority, ballot.share, ballot.of)
    base = {Base.CAST: sum(tally.options), Base.PRESENT: present, Base.MEMBERS: members}[majority.base]
    needed = needed_of(majority, base)
    norm = majority.norm
    ranked = ranking(ballot, tally)
    if ranked and votes_for(ballot, tally, ranked[0]) >= needed:
        return ElectionVerdict(elected=(ranked[0],), needed=needed, base=base, norm=norm)
    through, tied = into_runoff(ballot, tally)
    left = {*through, *tied}
    nothing_gained = len(left) == len(ballot.options) > 2 or not any(tally.options)
    if ballot.stage is Round.RUNOFF or nothing_gained:
        return ElectionVerdict(elected=(), needed=needed, base=base, norm=norm, following=Following.ANEW)
    return ElectionVerdict(
        elected=(),
        needed=needed,
        base=base,
        norm=norm,
        following=Following.RUNOFF,
        candidates=tuple(sorted(left)),
    )


def election_verdict(
    rules: RuleBook, ballot: Ballot, *, members: int, present: int | None = None
) -> ElectionVerdict:
    """Judge a closed ballot whose votes went to options, or to the one candidate."""
    tally = ballot.tally or Tally()
    there = present if present is not None else ballot.there()
    if ballot.form is BallotForm.ALTERNATIVES:
        return choose(rules, ballot, tally, there, members)
    if len(ballot.options) == 1:
        return elect_single(rules, ballot, tally, there, members)
    if ballot.places > 1:
        return elect_several(rules, ballot, tally, there, members)
    return elect_one(rules, ballot, tally, there, members)
