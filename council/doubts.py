"""What only a person can clear up about who is there (Zweifel beim Einlass)."""

from enum import StrEnum


class DoubtKind(StrEnum):
    """Why a clerk has to look; the values stand in records for ever."""

    ANONYMOUS = "anonym"
    """Somebody without an account, under a name they typed themselves."""
    GUEST = "gast"
    """A guest of the town's directory, whose name and mail their own tenant sets."""
    FOREIGN = "fremd"
    """An account of another tenant."""
    NAME = "name"
    """An account of the town's own tenant that no line of the roster names."""
    TWO_PEOPLE = "zwei_personen"
    """A second account for a seat that has one."""
    TWO_SEATS = "zwei_sitze"
    """One account that fits several seats."""
    SECOND_DEVICE = "zweites_geraet"
    """Somebody who is in the meeting joined it once more."""
    CONTRADICTION = "widerspruch"
    """One source says that a person is there, another that they are not."""
    LEFT = "gegangen"
    """Somebody pressed who is recorded as gone."""

    @property
    def of_a_stranger(self) -> bool:
        """Whether the question is who somebody is."""
        return self in _STRANGERS

    @property
    def of_presence(self) -> bool:
        """Whether the question is if a known person is there."""
        return self in (DoubtKind.CONTRADICTION, DoubtKind.LEFT)


_STRANGERS = frozenset(
    {
        DoubtKind.ANONYMOUS,
        DoubtKind.GUEST,
        DoubtKind.FOREIGN,
        DoubtKind.NAME,
        DoubtKind.TWO_PEOPLE,
        DoubtKind.TWO_SEATS,
    }
)


class DoubtRuling(StrEnum):
    """What a clerk decided about a doubt."""

    ADMITTED = "zugelassen"
    REFUSED = "abgelehnt"
    HERE = "ist_da"
    GONE = "ist_gegangen"
    NOTED = "erledigt"
