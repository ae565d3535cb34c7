"""What has to be true of a ballot before its result may be declared."""

from dataclasses import dataclass

from council.ballots import Ballot, Tally
from council.ids import MemberId
from council.legal import legal_basis
from council.sitting import Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a result would not be true: its key, and whom or what it is about."""

    key: str
    members: tuple[MemberId, ...] = ()
    votes: int = 0
    entitled: int = 0
    item: str = ""


@legal_basis("SächsGemO", "§ 39")
def doubts(sitting: Sitting, ballot: Ballot) -> tuple[Doubt, ...]:
    """Find what speaks against declaring *ballot*; nothing where its result can stand.

    No more votes than members entitled and present at that vote, every voter in the electorate,
    none of them recused, as many votes counted as were given, and the item is the called one.
    """
    found = [*_too_many(ballot), *_strangers(ballot), *_recused(sitting, ballot), *_miscounted(ballot)]
    if not _called(sitting, ballot):
        found.append(Doubt(key="not_called", item=ballot.item))
    return tuple(found)


def _too_many(ballot: Ballot) -> list[Doubt]:
    tally = ballot.tally or Tally()
    voters = ballot.heads(tally)
    allowed = len(ballot.standing)
    quorum = ballot.quorum_at_closing
    present = allowed if quorum is None or ballot.by_paper else min(allowed, quorum.present)
    if voters > present:
        return [Doubt(key="too_many", votes=voters, entitled=present)]
    return []


def _strangers(ballot: Ballot) -> list[Doubt]:
    given = {*ballot.votes, *ballot.handed}
    outside = tuple(m for m in given if m not in ballot.electorate)
    return [Doubt(key="not_in_electorate", members=outside)] if outside else []


def _recused(sitting: Sitting, ballot: Ballot) -> list[Doubt]:
    given = ballot.handed if ballot.boxed else ballot.voters  # no slip can be taken out of a box again
    biased = {*sitting.recused(*ballot.items), *ballot.recused}
    found = tuple(member for member in given if member in biased)
    return [Doubt(key="recused_voted", members=found)] if found else []


def _miscounted(ballot: Ballot) -> list[Doubt]:
    """Whether the counts agree with the votes, where there are votes to count."""
    by_hand = ballot.hands is not None and bool(ballot.hands.confirmed_by)
    if by_hand or ballot.by_hands or ballot.by_paper or ballot.tally is None:
        return []
    if ballot.secret:
        cast, voters = ballot.tally.cast, len(ballot.voters)
        return [] if cast == voters else [Doubt(key="miscounted", votes=cast, entitled=voters)]
    if ballot.count() != ballot.tally:
        return [Doubt(key="miscounted", votes=ballot.tally.cast, entitled=ballot.count().cast)]
    return []


def _called(sitting: Sitting, ballot: Ballot) -> bool:
    if ballot.procedural or not ballot.item:
        return True
    together = {i.number for i in sitting.agenda.together(sitting.item)}
    return sitting.item in ballot.items or ballot.item in together
