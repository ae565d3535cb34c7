"""The opening of any ballot: what the law asks for before it, and the event that fixes it."""

from dataclasses import dataclass, replace

from council import events as ev
from council.agenda import Abstention, AgendaItem, BallotForm, BallotKind, Base, ItemKind, MajorityKind
from council.authority import Stamp
from council.ballots import Ballot, Option, Outcome, Phase, Round
from council.errors import (
    ExcludedDigital,
    ExcludedRemote,
    ImpossibleShare,
    NoQuorum,
    SecretNotAllowed,
    SecretNotEnabled,
    SecretPrecedes,
    TooFewForSecret,
)
from council.ids import BallotId
from council.legality import bars, impossible, secret_first
from council.majority import majority_of
from council.quorum import QuorumCount
from council.rulebook import Format
from council.sitting import Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be asked in a ballot, before anybody has said that it may be asked.

    ``business`` is the item as the law sees it (an election held on an item of another kind is
    an election); None for a procedural motion.
    """

    item: str
    title: str
    kind: BallotKind
    business: AgendaItem | None
    item_kind: ItemKind = ItemKind.FORMALITY
    object: str = ""
    public: bool = True
    majority: MajorityKind = MajorityKind.SIMPLE
    share: str = ""
    of: Base | None = None
    procedural: bool = False
    block: tuple[str, ...] = ()
    form: BallotForm = BallotForm.MOTION
    options: tuple[Option, ...] = ()
    stage: Round = Round.FIRST
    places: int = 1
    by_paper: bool = False
    by_hands: bool = False
    amended: tuple[str, ...] = ()

    @property
    def act(self) -> ItemKind | None:
        """What is done where that is not the business of the item (see ``Sitting.electorate``)."""
        if self.procedural:
            return ItemKind.FORMALITY
        return ItemKind.ELECTION if self.form is BallotForm.ELECTION else None

    @property
    def items(self) -> tuple[str, ...]:
        """The items on which it decides; for a procedural motion the one under debate."""
        return self.block or (self.item,)


def question_on(
    sitting: Sitting,
    item: AgendaItem,
    *,
    kind: BallotKind | None = None,
    majority: MajorityKind | None = None,
    share: str = "",
    of: Base | None = None,
    object: str = "",  # noqa: A002
    by_hands: bool = False,
) -> Question:
    """The question on an item: what is not said is as the agenda has it.

    Raises :class:`ImpossibleShare` for a majority of less than nothing or more than all.
    """
    own = majority is None
    asked = Question(
        item=item.number,
        title=item.title,
        kind=kind or item.ballot,
        business=item,
        item_kind=item.kind,
        object=object.strip() or item.object,
        public=item.public,
        majority=item.majority if majority is None else majority,
        share=item.share if own else share,
        of=item.of if own else of,
        by_hands=by_hands,
        amended=carried_amendments(sitting, item.number),
    )
    try:
        majority_of(sitting.rules, asked.majority, asked.share, asked.of)
    except (ValueError, ZeroDivisionError):
        raise ImpossibleShare(given=asked.share) from None
    return asked


def question_again(sitting: Sitting, old: Ballot) -> Question:
    """The question of an earlier ballot, to be asked once more."""
    item = sitting.agenda.get(old.item)
    business = None if old.procedural else item
    if business is not None and old.form is BallotForm.ELECTION:
        business = replace(business, kind=ItemKind.ELECTION)
    return Question(
        item=old.item,
        title=old.title,
        kind=old.kind,
        business=business,
        item_kind=old.item_kind,
        object=old.object,
        public=old.public,
        majority=old.majority,
        share=old.share,
        of=old.of,
        procedural=old.procedural,
        block=old.block,
        form=old.form,
        options=old.options,
        stage=old.stage,
        places=old.places,
        by_paper=old.by_paper,
        by_hands=old.by_paper,
        amended=old.amended,
    )


def carried_amendments(sitting: Sitting, number: str) -> tuple[str, ...]:
    """The amendments under an item that have been carried, in the order of the agenda."""
    return tuple(
        amendment.number
        for amendment in sitting.agenda.amendments(number)
        if any(
            b.outcome is Outcome.CARRIED
            for b in [b for b in sitting.ballots_on(amendment.number) if b.phase is Phase.DECLARED][-1:]
        )
    )


def open_ballot(
    sitting: Sitting, head: Stamp, asked: Question, *, round_: int = 1, supersedes: BallotId | None = None
) -> ev.BallotOpened:
    """The event that opens a ballot, after everything that the law asks for.

    Raises :class:`ExcludedDigital`, :class:`ExcludedRemote`, the refusals of secret ballots, and
    :class:`NoQuorum`.
    """
    for item in _businesses(sitting, asked):
        require_lawful(sitting, item, asked.kind, public=asked.public)
    electorate = sitting.electorate(*asked.items, kind=asked.kind, act=asked.act)
    if asked.kind is BallotKind.SECRET and not asked.by_paper:
        _require_secret(sitting, len(electorate), election=asked.form is BallotForm.ELECTION)
    quorum = _quorate(sitting, asked)
    forbidden = sitting.rules.abstention.value is Abstention.NOT_ALLOWED
    election = asked.form is not BallotForm.MOTION
    plain = Abstention.NOT_ALLOWED if forbidden else Abstention.EXCLUDED
    return ev.BallotOpened(
        **head,
        ballot=sitting.next_ballot,
        item=asked.item,
        title=asked.title,
        object=asked.object,
        item_kind=asked.item_kind,
        procedural=asked.procedural,
        public=asked.public,
        kind=asked.kind,
        majority=asked.majority,
        round=round_,
        electorate=electorate,
        recused=sitting.recused(*asked.items),
        quorum=quorum,
        by_hands=asked.by_hands,
        supersedes=supersedes,
        form=asked.form,
        options=asked.options,
        stage=asked.stage,
        places=asked.places,
        by_paper=asked.by_paper,
        block=asked.block,
        share=asked.share,
        of=asked.of,
        abstention=plain if election else sitting.rules.abstention.value,
        ruleset=sitting.rules.version,
        amended=asked.amended,
    )


def _businesses(sitting: Sitting, asked: Question) -> tuple[AgendaItem | None, ...]:
    if asked.block:
        return tuple(item for number in asked.block for item in sitting.businesses(number))
    if asked.business is None:
        return (None,)
    return (asked.business, *sitting.businesses(asked.business.number)[1:])


def require_lawful(sitting: Sitting, item: AgendaItem | None, kind: BallotKind, *, public: bool) -> None:
    """Let through a ballot that the law allows in this form of sitting.

    Where remote people do not count in a hybrid sitting they are listeners, and bar nothing.
    """
    if sitting.format is Format.HYBRID and not sitting.remote_counts:
        return
    found = bars(sitting.rules, item, kind, public=public)
    bar = impossible(found, sitting.format, remote_seen=sitting.remote_seen)
    if bar is None:
        return
    if bar.path == "remote.secret":
        raise SecretNotAllowed(norm=bar.norm)
    refused = ExcludedDigital if sitting.format is Format.DIGITAL else ExcludedRemote
    raise refused(
        item=item.number if item is not None else "",
        kind=item.kind.value if item is not None else ItemKind.FORMALITY.value,
        norm=bar.norm,
    )


def require_still_lawful(sitting: Sitting, ballot: Ballot) -> None:
    """Let a result through only where nothing has made the ballot impossible since its opening."""
    for item in _businesses(sitting, question_again(sitting, ballot)):
        require_lawful(sitting, item, ballot.kind, public=ballot.public)


def require_order(sitting: Sitting, asked: BallotKind | None, item: AgendaItem) -> None:
    """Let a roll call through only where no secret ballot is demanded that goes before it."""
    if asked is not None and secret_first(sitting.rules, asked, item.ballot):
        raise SecretPrecedes(norm=sitting.rules.secret_precedes.norm)


def _require_secret(sitting: Sitting, voters: int, *, election: bool) -> None:
    """Let a secret ballot on the card through; what the law says of matters does not bind elections."""
    rules = sitting.rules
    if not election and rules.secret_allowed.settled and rules.secret_allowed.value is False:
        raise SecretNotAllowed(norm=rules.secret_allowed.norm)
    if not rules.secret_enabled.value:
        raise SecretNotEnabled(norm=rules.secret_enabled.norm)
    if voters < rules.secret_fewest.value:
        raise TooFewForSecret(n=voters, fewest=rules.secret_fewest.value, norm=rules.secret_fewest.norm)


def _quorate(sitting: Sitting, asked: Question) -> QuorumCount:
    quorum = sitting.quorum_on(*asked.items, kind=asked.kind, act=asked.act)
    if sitting.lacks_quorum(quorum):
        raise NoQuorum(present=quorum.present, required=quorum.required, norm=quorum.norm)
    return quorum
