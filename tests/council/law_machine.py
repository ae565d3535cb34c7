"""A sitting at random under any law, driven through the desk's own draft and boxes.

Everybody does anything at any time. What is refused must change nothing; what is done is held
against a plain model of who voted what, and against arithmetic with fractions.
"""

import random
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from council import commands as cmd
from council import errors
from council import events as ev
from council.agenda import (
    Abstention,
    Agenda,
    AgendaItem,
    BallotForm,
    BallotKind,
    Base,
    ItemKind,
    MajorityKind,
)
from council.ballots import OPTION_CHOICES, Ballot, Choice, Outcome, Phase, Ruling, Tally
from council.decide import decide
from council.errors import Refusal
from council.fold import replay
from council.ids import BallotId, MemberId
from council.presence import Evidence, Mode
from council.quorum import QuorumCount
from council.roster import Roster
from council.rulebook import Format
from council.sitting import CaseKind, Sitting, Stage
from desk.boxes import Boxes
from desk.draft import Draft
from store.codec import standard
from tests.council.evening import (
    CHAIR,
    CLERK,
    OFFICE,
    PROGRAM,
    SECOND,
    SITTING,
    STARTS,
    councillors,
    members,
    preparation,
)
from tests.vectors.generate import quorum as quorum_by_trying

BLOCKING = (
    errors.NoQuorum,
    errors.ExcludedDigital,
    errors.ExcludedRemote,
    errors.SecretNotAllowed,
    errors.SecretPrecedes,
    errors.OpenElectionNotAllowed,
    errors.ChecklistMissing,
)
"""What a rule set that settles nothing must never refuse."""

ITEMS: tuple[AgendaItem, ...] = (
    AgendaItem(number="1", title="Eröffnung", kind=ItemKind.FORMALITY),
    AgendaItem(number="2", title="Bericht", kind=ItemKind.NOTING),
    AgendaItem(number="3", title="Wahl", kind=ItemKind.ELECTION),
    AgendaItem(number="4", title="Haushalt", kind=ItemKind.BUDGET),
    AgendaItem(number="5", title="Satzung", kind=ItemKind.BY_LAW),
    *(AgendaItem(number=f"6.{n}", title=f"Straße {n}") for n in range(1, 9)),
    AgendaItem(number="7", title="Schule"),
    AgendaItem(number="7.1", title="Dach", kind=ItemKind.AMENDMENT),
    AgendaItem(number="7.2", title="Keller", kind=ItemKind.AMENDMENT),
    AgendaItem(number="8", title="Geschäftsordnung", majority=MajorityKind.OF_MEMBERS),
    AgendaItem(number="9", title="Hauptsatzung", majority=MajorityKind.TWO_THIRDS),
    AgendaItem(number="10", title="Fonds", majority=MajorityKind.SHARE, share="3/5", of=Base.PRESENT),
    AgendaItem(number="11", title="Ehrung", ballot=BallotKind.SECRET),
    AgendaItem(number="20", title="Grundstück", public=False),
)
NUMBERS = tuple(item.number for item in ITEMS)


class Evening:
    """One sitting with what really was said in it."""

    def __init__(self, rules: str, held: Format, seats: int, seed: int, *, settled: bool) -> None:
        self.luck = random.Random(seed)
        self.settled = settled
        self.quorum = tomllib.loads(rules)["quorum"]
        self.seats = seats
        self.now = STARTS - timedelta(minutes=60)
        self.state: Sitting | None = None
        self.boxes = Boxes()
        self.written: list[ev.Event] = []
        self.said: dict[BallotId, dict[MemberId, Choice]] = {}
        self.checked = 0
        self.does(CLERK, cmd.PrepareSitting, **self._preparation(rules, held, seats))
        self.does(CLERK, cmd.OpenAdmission)

    def _preparation(self, rules: str, held: Format, seats: int) -> dict[str, Any]:
        people = Roster((*councillors(seats), *OFFICE))
        asked = {"rules": rules, "format": held, "roster": people, "agenda": Agenda(ITEMS)}
        return preparation(seats) | asked

    @property
    def sitting(self) -> Sitting:
        """The sitting as it stands."""
        assert self.state is not None
        return self.state

    @property
    def ballot(self) -> Ballot | None:
        """The ballot that is open or undeclared."""
        return self.sitting.ballot

    def does(self, by: MemberId, kind: type[cmd.Command], /, **values: Any) -> tuple[ev.Event, ...] | None:
        """Try it as the desk would; None where it is refused, and then nothing has changed."""
        self.now += timedelta(seconds=self.luck.choice((1, 20, 60)))
        command = kind(sitting=SITTING, by=by, **values)
        draft = Draft(self.state, len(self.written), self.boxes)
        try:
            ready = draft.with_slips(command)
            events = decide(self.state, ready, self.now, f"{len(self.written)}{self.now}{by}")
        except Refusal as refusal:
            if not self.settled and isinstance(refusal, BLOCKING):
                raise AssertionError(f"what nobody has settled refused: {refusal}") from refusal
            return None
        before = self.state
        self.state = draft.fold(command, events)
        self.boxes.keep(SITTING, draft.boxes)
        self.written += draft.events
        for event in events:
            self._note(before, command, event)
        return events

    def _note(self, before: Sitting | None, command: cmd.Command, event: ev.Event) -> None:
        """Keep beside the rules who voted what, and look at what is closed and declared."""
        match event:
            case ev.VoteCast():
                self.said.setdefault(event.ballot, {})[event.member] = event.choice
            case ev.SlipHandedIn():
                assert isinstance(command, cmd.CastVote)
                self.said.setdefault(event.ballot, {})[event.member] = command.choice
            case ev.BallotClosed():
                self._check_closed(self.sitting.ballots[event.ballot])
            case ev.BallotDeclared():
                self._check_declared(before, self.sitting.ballots[event.ballot])
            case _:
                pass

    def _check_closed(self, ballot: Ballot) -> None:
        tally = ballot.tally
        assert tally is not None
        assert ballot.quorum_at_closing is not None
        self._check_quorum(ballot.quorum_at_closing, ballot.items)
        assert ballot.heads(tally) <= len(ballot.standing)
        assert set(ballot.voters) <= set(ballot.standing)
        assert not set(ballot.voters) & set(self.sitting.recused(*ballot.items))
        if ballot.by_hands or (ballot.hands is not None and ballot.hands.confirmed_by):
            return
        said = {m: c for m, c in self.said.get(ballot.id, {}).items() if not ballot.lost(m)}
        assert tally == counted(ballot, said)
        assert set(ballot.voters) == set(said)
        assert set(said) <= set(ballot.electorate)

    def _check_declared(self, before: Sitting | None, ballot: Ballot) -> None:
        assert before is not None
        assert ballot.quorum_at_closing is not None
        assert not before.lacks_quorum(ballot.quorum_at_closing)
        if self.sure and not self.quorum["presumed"]["value"]:
            assert len(ballot.quorum_at_closing.names) >= ballot.quorum_at_closing.required
        if ballot.form is BallotForm.MOTION and not ballot.overridden and not ballot.casting:
            carried = carried_by_fractions(ballot, ballot.quorum_at_closing.seats)
            assert (ballot.outcome is Outcome.CARRIED) is carried
        if ballot.elected and not ballot.lots and ballot.places == 1 and ballot.tally is not None:
            votes = ballot.tally.options or (ballot.tally.yes,)
            assert votes[ballot.elected[0] - 1] == max(votes)

    @property
    def sure(self) -> bool:
        """Whether the set says for sure how many have to be there."""
        return self.settled and all(rule["value"] != "ungeklärt" for rule in self.quorum.values())

    def _check_quorum(self, found: QuorumCount, items: tuple[str, ...]) -> None:
        """The number asked for is found by trying every one, and nobody recused is among those present."""
        recused = set(self.sitting.recused(*items))
        assert not recused & set(found.names)
        assert len(set(found.names)) == len(found.names) <= len(self.sitting.roster.members)
        if self.sure:
            biased = len(recused & {m.id for m in self.sitting.roster.entitled()})
            asked = quorum_by_trying(self.quorum, self.seats, biased, self.sitting.second)
            assert found.required == asked

    # --- who does what ---------------------------------------------------------------

    def anybody(self) -> MemberId:
        """Some member."""
        return self.luck.choice(members(self.seats))

    def item(self) -> str:
        """Some item."""
        return self.luck.choice(NUMBERS)

    def chair(self, kind: type[cmd.Command], /, **values: Any) -> tuple[ev.Event, ...] | None:
        """Let whoever presides do it."""
        return self.does(self.sitting.chair or CHAIR, kind, **values)

    def admit(self, share: float) -> None:
        """Let so many members come, some of them into the hall."""
        for member in members(self.seats):
            if self.luck.random() < share:
                mode = Mode.ROOM if self.luck.random() < 0.5 else Mode.REMOTE
                self.does(CLERK, cmd.AdmitMember, member=member, mode=mode)

    def open_something(self) -> None:
        """Open a ballot of some kind."""
        kinds: list[Callable[[], object]] = [
            lambda: self.chair(cmd.OpenBallot, item=self.item(), object="Punkt", kind=self.way()),
            lambda: self.chair(cmd.OpenBallot, item=self.item(), object="Punkt"),
            lambda: self.chair(cmd.OpenProceduralMotion, text="Schluss der Debatte"),
            lambda: self.chair(cmd.OpenBlock, items=tuple(self.luck.sample(NUMBERS[5:13], 3))),
            lambda: self.chair(
                cmd.OpenElection,
                item=self.luck.choice(("3", "3", self.item())),
                candidates=tuple(f"Person {n}" for n in range(self.luck.randint(1, 8))),
                places=self.luck.choice((1, 1, 1, 2)),
                kind=self.way(),
            ),
            lambda: self.chair(
                cmd.OpenAlternatives,
                item=self.item(),
                options=tuple("ABCDEF"[: self.luck.randint(2, 6)]),
                kind=self.way(),
            ),
            lambda: self.chair(cmd.OpenNextRound),
        ]
        self.luck.choice(kinds)()

    def way(self) -> BallotKind | None:
        """Some way of voting."""
        return self.luck.choice((None, None, BallotKind.OPEN, BallotKind.ROLL_CALL, BallotKind.SECRET))

    def poll(self, share: float) -> None:
        """Let so many of the council press in the open ballot, some of them twice."""
        ballot = self.ballot
        if ballot is None or ballot.phase is not Phase.OPEN:
            return
        for member in members(self.seats):
            for _ in range(2 if self.luck.random() < 0.1 else 1):
                if self.luck.random() < share:
                    choice = self.luck.choice((*ballot.choices, Choice.ABSTAIN, Choice.YES))
                    values = {"ballot": ballot.id, "round": ballot.round, "choice": choice}
                    self.does(member, cmd.CastVote, **values)

    def count_by_hand(self) -> None:
        """Enter counts of the open ballot; a second person confirms them, or not."""
        ballot = self.ballot
        if ballot is None or not ballot.standing:
            return
        left = len(ballot.standing)
        parts = []
        for _ in range(max(len(ballot.options), 2)):
            parts.append(self.luck.randint(0, max(left, 0)))
            left -= parts[-1]
        if ballot.numbered:
            values = {"yes": None, "no": 0, "abstain": 0, "options": tuple(parts[: len(ballot.options)])}
        else:
            values = {"yes": parts[0], "no": parts[1], "abstain": 0}
        self.does(CLERK, cmd.EnterHands, **values)
        self.settle_case(self.luck.random() < 0.8)

    def settle_case(self, confirm: bool) -> None:
        """Let a second person, or the chair, settle what waits."""
        for case in self.sitting.waiting_cases:
            kind = cmd.ConfirmEntry if confirm else cmd.RejectEntry
            by = self.sitting.chair if case.kind is CaseKind.RECUSAL else SECOND
            self.does(by, kind, case=case.id)

    def finish(self) -> None:
        """Close and declare what is open, or break it off where that may not be."""
        ballot = self.ballot
        if ballot is None:
            return
        if ballot.by_hands and ballot.phase is Phase.OPEN:
            self.count_by_hand()
        self.chair(cmd.CloseBallot)
        if self.chair(cmd.DeclareBallot, then_next=self.luck.random() < 0.3) is None:
            self.chair(cmd.CancelBallot)
        self.draw_lots()

    def draw_lots(self) -> None:
        """Draw the lots that an election waits for."""
        for _ in range(2):
            last = self.sitting.last_ballot
            if last is None or not last.candidates:
                return
            option, witness = self.luck.choice(last.candidates), self.anybody()
            self.chair(cmd.DrawLot, option=option, witness=witness)

    def something_else(self) -> None:
        """Something that is no ballot."""
        who, item = self.anybody(), self.item()
        acts: list[Callable[[], object]] = [
            lambda: self.chair(cmd.CallItem, item=item),
            lambda: self.chair(cmd.CallNext),
            lambda: self.chair(cmd.DeclareRecusal, member=who, item=item),
            lambda: self.does(who, cmd.DeclareRecusal, member=who, item=item),
            lambda: self.settle_case(self.luck.random() < 0.5),
            lambda: self.chair(cmd.LiftRecusal, member=who, item=item),
            lambda: self.does(CLERK, cmd.ReportDisturbance, member=who),
            lambda: self.does(who, cmd.EndDisturbance, member=who),
            lambda: self.chair(cmd.RuleDisturbance, ruling=self.luck.choice(_RULINGS)),
            lambda: self.does(who, cmd.DoubtQuorum),
            lambda: self.does(who, cmd.MakeStatement, text="Erklärung"),
            lambda: self.does(who, cmd.PullOut, item=item),
            lambda: self.chair(cmd.PullOut, item=item),
            lambda: self.chair(cmd.EndMandate, member=who),
            lambda: self.chair(cmd.BeginMandate, member=who),
            lambda: self.does(PROGRAM, cmd.SettleMandates),
            lambda: self.does(CLERK, cmd.ReferItem, item=item),
            lambda: self.does(CLERK, cmd.WithdrawItem, item=item),
            lambda: self.chair(cmd.ReopenItem, item=item),
            lambda: self.chair(cmd.JoinItems, items=(item, self.item())),
            lambda: self.chair(cmd.MoveItem, item=item, anchor=self.item(), before=self.luck.random() < 0.5),
            lambda: self.chair(cmd.PassItem, item=item),
            lambda: self.does(CLERK, cmd.NoteParticular, key="second", value=self.luck.choice(("ja", ""))),
            lambda: self.leave_or_return(who),
            lambda: self.does(CLERK, cmd.RecordOnSite, members=(who,)),
            lambda: self.chair(cmd.RepeatBallot, reason="Zweifel"),
            lambda: self.chair(cmd.CancelBallot),
            lambda: self.chair(self.luck.choice((cmd.StartClosedPart, cmd.StartPublicPart))),
            lambda: self.chair(self.luck.choice((cmd.Pause, cmd.Resume))),
            lambda: self.chair(cmd.AssignChair, member=who),
            lambda: self.does(CLERK, cmd.EnterVote, member=who, choice=Choice.NO, reason="Zuruf"),
        ]
        self.luck.choice(acts)()

    def leave_or_return(self, who: MemberId) -> None:
        """Let somebody go, or come again by whatever way."""
        if self.sitting.presence(who).here:
            self.does(CLERK, cmd.RecordLeaving, member=who, evidence=Evidence.CLERK)
        elif self.luck.random() < 0.5:
            self.does(who, cmd.SignIn)
        else:
            self.does(CLERK, cmd.AdmitMember, member=who, mode=Mode.REMOTE)

    # --- what is always true ---------------------------------------------------------

    def check(self) -> None:
        """What holds after every step."""
        for event in self.written[self.checked :]:
            assert standard().decode(*standard().encode(event)) == event
        self.checked = len(self.written)
        ballots = self.sitting.ballots.values()
        assert sum(ballot.undeclared for ballot in ballots) <= 1
        assert self.sitting.stage is not Stage.ENDED
        for ballot in ballots:
            assert set(ballot.votes) <= set(ballot.electorate)
            assert set(ballot.handed) <= set(ballot.electorate)
            assert not (ballot.secret and ballot.votes)
        quorum = self.sitting.quorum()
        assert len(set(quorum.names)) == quorum.present

    def check_replay(self) -> None:
        """What was written leads to the same sitting, but for slips in an open box."""
        assert not any(isinstance(event, ev.SlipHandedIn) for event in self.written)
        live = self.sitting
        open_ones = {
            number: replace(ballot, handed=()) if ballot.boxed and ballot.closed_at is None else ballot
            for number, ballot in live.ballots.items()
        }
        again = replay(self.written)
        assert again is not None
        assert again == replace(live, ballots=open_ones)


_RULINGS = tuple(Ruling)


def counted(ballot: Ballot, said: dict[MemberId, Choice]) -> Tally:
    """The counts that these words make."""
    sums = Counter(said.values())
    offered = OPTION_CHOICES[: len(ballot.options)] if ballot.numbered else ()
    return Tally(
        yes=sums[Choice.YES],
        no=sums[Choice.NO],
        abstain=sums[Choice.ABSTAIN],
        options=tuple(sums[choice] for choice in offered),
    )


def carried_by_fractions(ballot: Ballot, seats: int) -> bool:
    """Whether a motion is carried, by exact fractions and the rule fixed at its opening."""
    tally = ballot.tally or Tally()
    cast = tally.yes + tally.no
    if ballot.abstention is Abstention.COUNTS_AS_NO:
        cast += tally.abstain
    base = {Base.CAST: cast, Base.PRESENT: ballot.there(), Base.MEMBERS: seats}[_base(ballot)]
    share = Fraction(ballot.share) if ballot.majority is MajorityKind.SHARE else _SHARES[ballot.majority]
    strict = share <= Fraction(1, 2)
    reached = Fraction(tally.yes) > share * base if strict else Fraction(tally.yes) >= share * base
    return reached and tally.yes > 0


_SHARES = {
    MajorityKind.SIMPLE: Fraction(1, 2),
    MajorityKind.OF_PRESENT: Fraction(1, 2),
    MajorityKind.OF_MEMBERS: Fraction(1, 2),
    MajorityKind.TWO_THIRDS: Fraction(2, 3),
    MajorityKind.THREE_QUARTERS: Fraction(3, 4),
}
_BASES = {
    MajorityKind.SIMPLE: Base.CAST,
    MajorityKind.OF_PRESENT: Base.PRESENT,
    MajorityKind.OF_MEMBERS: Base.MEMBERS,
    MajorityKind.TWO_THIRDS: Base.MEMBERS,
    MajorityKind.THREE_QUARTERS: Base.MEMBERS,
}


def _base(ballot: Ballot) -> Base:
    return ballot.of or _BASES[ballot.majority]
