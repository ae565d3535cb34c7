"""The council's words for its fixed values: kinds, roles, choices, stages."""

from enum import Enum

from council.agenda import BallotKind, ItemKind, ItemStatus, MajorityKind
from council.ballots import Choice, Outcome, Phase, Way
from council.presence import Evidence, Mode
from council.roster import Role
from council.rulebook import Format
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
    Role: "role",
    Format: "format",
    Stage: "stage",
    CaseKind: "case",
}
"""Which family of keys names the values of an enumeration."""


def term(value: Enum, language: str) -> str:
    """The word for *value*; ``choice.yes`` is the key of ``Choice.YES``."""
    return say(f"{FAMILIES[type(value)]}.{value.name.lower()}", language)
