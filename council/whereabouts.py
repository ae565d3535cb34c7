"""Where everybody stands between the meeting's lobby and the record: for the office's lists and board."""

from collections.abc import Callable
from enum import StrEnum

from council.doubts import DoubtKind
from council.ids import MemberId
from council.presence import Mode, Presence
from council.roster import Member, Role
from council.sitting import Case, CaseKind, Sitting


class Whereabouts(StrEnum):
    """Where somebody of the roster stands; each person stands in one place."""

    DISTURBED = "gestört"
    LEAVING = "gemeldet gegangen"
    ADMITTED = "zugelassen"
    SIGNED_IN = "angemeldet"
    SEEN = "in der Besprechung"
    LEFT = "gegangen"
    TURNED_AWAY = "nicht zugelassen"
    EXCUSED = "entschuldigt"
    MISSING = "fehlt"


def whereabouts(presence: Presence) -> Whereabouts:
    """Where a person with this presence stands now."""
    checks = (
        (presence.here and presence.disturbed is not None, Whereabouts.DISTURBED),
        (presence.here and presence.leaving is not None, Whereabouts.LEAVING),
        (presence.here, Whereabouts.ADMITTED),
        (presence.waiting, Whereabouts.SIGNED_IN),
        (presence.only_seen, Whereabouts.SEEN),
        (bool(presence.refused), Whereabouts.TURNED_AWAY),
        (bool(presence.spells), Whereabouts.LEFT),
        (presence.excused is not None, Whereabouts.EXCUSED),
    )
    return next((place for holds, place in checks if holds), Whereabouts.MISSING)


def taking_part(sitting: Sitting) -> tuple[Member, ...]:
    """Those whom the office waits for: everybody with a vote, and advisory members."""
    return tuple(m for m in sitting.roster if m.entitled or m.has(Role.ADVISORY))


def standing_at(sitting: Sitting, place: Whereabouts) -> tuple[Member, ...]:
    """Those taking part who stand at *place*, in the roster's order."""
    return tuple(m for m in taking_part(sitting) if whereabouts(sitting.presence(m.id)) is place)


def to_be_called(sitting: Sitting) -> tuple[Member, ...]:
    """Whom the office telephones first: in the meeting, and not signed in."""
    return standing_at(sitting, Whereabouts.SEEN)


def signed_in(sitting: Sitting) -> tuple[Case, ...]:
    """The sign-ins that can be admitted together: nobody turned away before, nobody gone again."""
    return _together(sitting, lambda presence: presence.waiting and presence.inside is not False)


def seen_only(sitting: Sitting) -> tuple[Case, ...]:
    """Those surely in the meeting who have not signed in, as cases to be admitted together."""
    return _together(sitting, lambda presence: presence.only_seen)


def singly(sitting: Sitting) -> tuple[Case, ...]:
    """Sign-ins to be decided one by one, whoever they are: those turned away before."""
    return tuple(
        case
        for case in sitting.cases.values()
        if case.kind is CaseKind.ADMISSION and sitting.presence(case.member).turned_away
    )


def gone_again(sitting: Sitting) -> tuple[MemberId, ...]:
    """Who has signed in and is no longer in the meeting."""
    waiting = ((m.id, sitting.presence(m.id)) for m in sitting.roster)
    return tuple(m for m, presence in waiting if presence.waiting and presence.inside is False)


def doubts(sitting: Sitting) -> tuple[Case, ...]:
    """The doubts that still need a clerk, oldest first."""
    return tuple(c for c in sitting.waiting_cases if c.kind is CaseKind.DOUBT and not moot(sitting, c))


def moot(sitting: Sitting, case: Case) -> bool:
    """Whether a doubt has answered itself: back in the record, not doubted any more, or linked by a code."""
    if case.doubt is None or case.settled:
        return False
    if case.doubt.of_a_stranger:
        return bool(case.account) and sitting.roster.by_entra_id(case.account) is not None
    presence = sitting.presence(case.member)
    if case.doubt is DoubtKind.LEFT:
        return presence.here and presence.leaving is None
    if case.doubt is DoubtKind.CONTRADICTION:
        sure = presence.here and presence.leaving is None and presence.inside is not False
        return sure or not presence.here or presence.spells[-1].mode is Mode.ROOM
    return False


def _together(sitting: Sitting, fits: Callable[[Presence], bool]) -> tuple[Case, ...]:
    found = []
    for case in sitting.cases.values():
        presence = sitting.presence(case.member)
        waits = case.kind is CaseKind.ADMISSION and not case.settled and presence.case == case.id
        if waits and not presence.turned_away and fits(presence):
            found.append(case)
    return tuple(found)
