"""What waits for a person owes its cards: entries to be confirmed, own recusals."""

from collections.abc import Iterator, Mapping

from bot import scenes
from bot.bindings import OFFICE
from bot.hub import Hub
from bot.owed import Owed, Urgency
from bot.owing import Owing, own_chat
from council import events as ev
from council.ids import CaseId, MemberId
from council.sitting import NO_CASES, Case, CaseKind, Sitting


class Cases:
    """Turns what has happened into the cards of those who have to decide something."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._owing = Owing(hub)
        self._with_vote: tuple[Mapping[CaseId, Case], frozenset[MemberId]] = (NO_CASES, frozenset())

    def owed(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        """The cards that *event* calls for."""
        match event:
            case ev.VoteCast():
                if event.member in self._with_entered_votes(sitting):
                    yield from self._settled(sitting)
            case ev.VoteEntered() | ev.HandsEntered() | ev.ChairRequested() | ev.RecusalReported():
                yield from self._case(sitting, event.case)
            case ev.HandsConfirmed() | ev.EntryRejected() | ev.RecusalConfirmed():
                yield from self._case(sitting, event.case)
            case ev.RecusalLifted():
                yield from self._lifted(sitting, event)
            case ev.ChairAssigned():
                yield from self._settled(sitting)
                yield from self._handed_over(sitting)
            case ev.BallotClosed() | ev.BallotCancelled():
                yield from self._settled(sitting)
            case _:
                return

    def _with_entered_votes(self, sitting: Sitting) -> frozenset[MemberId]:
        """Whose vote was ever entered by somebody else; found once for as long as no case comes or goes."""
        if self._with_vote[0] is not sitting.cases:
            found = frozenset(case.member for case in sitting.cases.values() if case.kind is CaseKind.VOTE)
            self._with_vote = (sitting.cases, found)
        return self._with_vote[1]

    def _case(self, sitting: Sitting, number: CaseId | None) -> Iterator[Owed]:
        """The card of a case wherever it belongs, and wherever it stands already."""
        case = sitting.cases.get(number) if number is not None else None
        if case is None:
            return
        slot = f"case:{case.id}"
        chats = dict(self._hub.outbox.standing(sitting.id, f"{slot}@"))
        chats |= {f"{slot}@{chat}": chat for chat in _chairs(sitting, case)}
        by_office = sitting.operator or sitting.operator_office
        if case.kind is not CaseKind.RECUSAL or by_office or self._hub.outbox.posted(sitting.id, slot):
            chats[slot] = OFFICE
        for name, chat in chats.items():
            yield self._owing.owed(sitting, name, chat, scenes.case(case.id), Urgency.NORMAL, again=True)

    def _lifted(self, sitting: Sitting, event: ev.RecusalLifted) -> Iterator[Owed]:
        """The case is settled; whoever had reported themselves hears that they take part again."""
        if event.case is None:
            return
        yield from self._case(sitting, event.case)
        chat = own_chat(sitting, event.member)
        if chat and event.by != event.member:
            slot = f"recusal:{event.case}@{chat}"
            draw = scenes.not_recused(event.item)
            yield self._owing.owed(sitting, slot, chat, draw, Urgency.NORMAL)

    def _handed_over(self, sitting: Sitting) -> Iterator[Owed]:
        """Whoever takes the chair has the own recusals before them that nobody has decided."""
        for case in sitting.waiting_cases:
            if case.kind is CaseKind.RECUSAL:
                yield from self._case(sitting, case.id)

    def _settled(self, sitting: Sitting) -> Iterator[Owed]:
        """The confirmation cards that stand somewhere and are settled are drawn again."""
        for case in sitting.cases.values():
            over = case.settled and case.kind not in (CaseKind.ADMISSION, CaseKind.DOUBT, CaseKind.DIFFERENCE)
            if over and self._hub.outbox.posted(sitting.id, f"case:{case.id}"):
                yield from self._case(sitting, case.id)


def _chairs(sitting: Sitting, case: Case) -> Iterator[str]:
    """The chair's own chat, where the case is one for the chair."""
    one_clerk = len(sitting.clerks()) <= 1
    for_chair = case.kind in (CaseKind.HANDS, CaseKind.RECUSAL) or (case.kind is CaseKind.VOTE and one_clerk)
    chat = own_chat(sitting, sitting.chair)
    if for_chair and chat and not case.settled and case.entered_by != sitting.chair:
        yield chat
