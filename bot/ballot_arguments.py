"""What a typed command says of a ballot beyond its word, as plain values."""

from dataclasses import dataclass

Spans = tuple[tuple[str, str], ...]
"""Ranges of item numbers, each from its first to its last; one number alone is both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBallotArgs:
    """What is voted on and how; what is None stands as the agenda has it.

    ``kind`` is ``offen``, ``namentlich`` or ``geheim``; ``majority`` is a majority as the agenda's
    column has it, ``share`` ("3/5") belongs to ``anteil``, ``of`` is what it is reckoned from in the
    words of the rule sets, "" where nothing was said; ``object`` is what follows the colon.
    """

    number: str | None = None
    kind: str | None = None
    majority: str | None = None
    share: str = ""
    of: str = ""
    object: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockArgs:
    """Several items at once, and those left out of them; ``kind`` None: as the agenda has it."""

    spans: Spans
    without: Spans = ()
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionArgs:
    """Who stands for election, for how many places, and how it is held.

    ``number`` None is the called item; ``kind`` None leaves the way to the rule set.
    """

    number: str | None = None
    names: tuple[str, ...] = ()
    places: int = 1
    kind: str | None = None
    paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRoundArgs:
    """Whether the next round is held on paper; None: as the one before."""

    paper: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativesArgs:
    """The proposals among which is chosen; ``number`` None is the called item."""

    options: tuple[str, ...]
    number: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotArgs:
    """On whom the lot fell, by name or number, and who saw it."""

    option: str
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsArgs:
    """A ballot counted in the hall.

    With ``rest_yes`` only noes and abstentions were counted, ``yes`` is None, and the rest of
    those entitled count as Yes.
    """

    yes: int | None
    no: int
    abstain: int
    reason: str = ""
    rest_yes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCountArgs:
    """The papers of an election as they were counted: for each candidate in order, or Yes and No."""

    options: tuple[int, ...] = ()
    yes: int = 0
    no: int = 0
    abstain: int = 0
    invalid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteForArgs:
    """A vote taken by voice or hand: ``ja``, ``nein``, ``enthaltung``, or a candidate's number."""

    name: str
    choice: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteArgs:
    """A typed vote: ``ja``, ``nein`` or ``enthaltung``."""

    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareArgs:
    """The verdict word that overrides (``beschlossen``, ``angenommen``, ``abgelehnt``) and why.

    Both are "" where the counts decide.
    """

    word: str = ""
    reason: str = ""


BallotArgs = (
    OpenBallotArgs
    | BlockArgs
    | ElectionArgs
    | NextRoundArgs
    | AlternativesArgs
    | LotArgs
    | HandsArgs
    | PaperCountArgs
    | VoteForArgs
    | VoteArgs
    | DeclareArgs
)
