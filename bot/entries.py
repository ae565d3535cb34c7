"""Who wants to come in, or may be gone, owes the office its cards: lists, single sign-ins, doubts."""

from collections.abc import Iterator

from bot import scenes
from bot.hub import Hub
from bot.owed import Owed
from bot.owing import Owing
from council import events as ev
from council.ids import MemberId
from council.sitting import CaseKind, Sitting
from council.whereabouts import singly

_COMING = ev.SignedIn | ev.AdmissionRefused | ev.MemberAdmitted | ev.ParticipantSeen
_GOING = ev.LeavingReported | ev.LeavingRefuted | ev.MemberLeft | ev.MemberReturned
_MOVING = _COMING | _GOING


class Entries:
    """Turns what has happened at the door into the office's cards."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._owing = Owing(hub)

    def owed(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        """The cards that *event* calls for."""
        if isinstance(event, ev.AccountLinked):
            yield from self._doubts_of(sitting, event.entra_id)
        if isinstance(event, ev.DoubtRaised | ev.DoubtSettled):
            yield self._owing.in_office(sitting, f"doubt:{event.case}", scenes.doubt(event.case))
        if isinstance(event, _COMING):
            batch = event.batch if isinstance(event, ev.MemberAdmitted) else 0
            yield from self._lists(sitting, batch)
            yield from self._single(sitting, event.member)
        if isinstance(event, _MOVING):
            yield from self._doubts_about(sitting, event.member)

    def _lists(self, sitting: Sitting, batch: int) -> Iterator[Owed]:
        """The list of those who can be admitted together now, and the one that was just admitted."""
        for number in sorted({batch, sitting.batches + 1} - {0}):
            draw = scenes.admission_list(self._hub, number)
            yield self._owing.in_office(sitting, f"admission:{number}", draw)

    def _single(self, sitting: Sitting, member: MemberId) -> Iterator[Owed]:
        for case in singly(sitting):
            if case.member == member:
                yield self._owing.in_office(sitting, f"sign-in-case:{case.id}", scenes.admission(case.id))

    def _doubts_of(self, sitting: Sitting, account: str) -> Iterator[Owed]:
        """The doubts about a stranger whose account now has a seat."""
        for case in sitting.cases.values():
            about = case.kind is CaseKind.DOUBT and case.account == account
            if about and self._hub.outbox.posted(sitting.id, f"doubt:{case.id}"):
                yield self._owing.in_office(sitting, f"doubt:{case.id}", scenes.doubt(case.id))

    def _doubts_about(self, sitting: Sitting, member: MemberId) -> Iterator[Owed]:
        """The doubts about somebody's presence that stand somewhere: they may have answered themselves."""
        for case in sitting.waiting_cases:
            about = case.kind is CaseKind.DOUBT and case.member == member
            if about and self._hub.outbox.posted(sitting.id, f"doubt:{case.id}"):
                yield self._owing.in_office(sitting, f"doubt:{case.id}", scenes.doubt(case.id))
