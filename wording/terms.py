"""The council's words for its fixed values: kinds, roles, choices, stages."""

from enum import Enum

from council.agenda import Abstention, BallotForm, BallotKind, Base, ItemKind, ItemStatus, MajorityKind
from council.ballots import Choice, Following, Outcome, Phase, Round, Ruling, Way
from council.presence import Evidence, Mode, Source
from council.reconciling import DifferenceRuling, Discord, StrangerKind
from council.roster import Role
from council.rulebook import (
    Certainty,
    Counted,
    FirstRound,
    Format,
    OpenElection,
    Provision,
    Remote,
    Seats,
    Tie,
)
from council.sitting import CaseKind, Stage
from wording.catalogue import say

FAMILIES: dict[type[Enum], str] = {
    ItemKind: "item_kind",
    MajorityKind: "majority",
    BallotKind: "ballot_kind",
    ItemStatus: "item_status",
    Choice: "choice",
    Way: "way",
    Phase: "phase",
    Outcome: "outcome",
    Mode: "mode",
    Evidence: "evidence",
    Source: "source",
    Role: "role",
    Format: "format",
    Stage: "stage",
    CaseKind: "case",
    Discord: "discord",
    DifferenceRuling: "difference_ruling",
    StrangerKind: "stranger",
    Base: "base",
    Abstention: "abstention",
    BallotForm: "ballot_form",
    Round: "round",
    Following: "following",
    Ruling: "ruling",
    Certainty: "certainty",
    Provision: "provision",
    Remote: "remote",
    Tie: "tie",
    Counted: "counted",
    Seats: "members_base",
    OpenElection: "open_election",
    FirstRound: "first_round",
}
"""Which family of keys names the values of an enumeration."""


def term(value: Enum, language: str) -> str:
    """The word for *value*; ``choice.yes`` is the key of ``Choice.YES``."""
    return say(f"{FAMILIES[type(value)]}.{value.name.lower()}", language)
