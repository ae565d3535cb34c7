"""A quick copy with changes is what ``replace`` makes, and refuses what it could not make."""

from dataclasses import dataclass, replace

import pytest

from council.ballots import Ballot
from council.changing import changer
from council.sitting import Sitting
from tests import cast


@dataclass(frozen=True)
class Checked:
    """Checks what it is made of."""

    value: int

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError


@dataclass(frozen=True, slots=True)
class Slotted:
    """Keeps its fields in slots."""

    value: int


class TestChanging:
    """The fold of a vote: every field but those that change stays what it was."""

    def test_it_is_what_replace_makes(self) -> None:
        sitting = cast.balloting(cast.opened(), "5")
        ballot = cast.running(sitting)

        assert changer(Sitting)(sitting, version=7) == replace(sitting, version=7)
        assert changer(Ballot)(ballot, round=3, title="x") == replace(ballot, round=3, title="x")
        assert changer(Sitting)(sitting) == sitting

    def test_the_old_value_stays_as_it_was(self) -> None:
        sitting = cast.opened()
        before = sitting.version
        changer(Sitting)(sitting, version=before + 1)

        assert sitting.version == before

    def test_a_field_that_is_none_is_refused(self) -> None:
        with pytest.raises(TypeError, match="has no verison"):
            changer(Sitting)(cast.opened(), verison=1)

    @pytest.mark.parametrize("kind", [Checked, Slotted])
    def test_a_class_that_is_more_than_its_fields_is_refused(self, kind: type) -> None:
        with pytest.raises(TypeError, match="more than"):
            changer(kind)
