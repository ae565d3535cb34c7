"""A whole evening as events: every kind of thing that the reports have to tell."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from council import events as ev
from council.agenda import AgendaItem, BallotKind, ItemKind, MajorityKind
from council.ballots import Choice, Outcome, Tally, Way
from council.fold import evolve
from council.ids import BallotId, MemberId, SittingId
from council.majority import verdict
from council.presence import Evidence, Mode
from council.record import GENESIS, Row, seal
from council.roster import Contact, Member, Role
from council.rulebook import Format
from council.sitting import Sitting
from store.codec import standard

RULES = Path(__file__).parents[2] / "council" / "rulesets" / "sachsen.toml"
SITTING = SittingId("2026-12-09-ratsversammlung")
DAY = date(2026, 12, 9)
YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN
CHAIR, DEPUTY, CLERK, SECOND = MemberId("m01"), MemberId("m02"), MemberId("b01"), MemberId("b02")
CANARY = "Grundstück Kanarienweg 7"
"""Words of the closed item: they may stand in no public copy."""
SECRET_REASON = "Nierenkolik"
"""Why a member is excused: nobody's business but the office's."""


def at(clock: str, second: int = 0) -> datetime:
    """The moment of that wall clock in Leipzig on the evening, in UTC (winter time)."""
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(2026, 12, 9, hour - 1, minute, second, tzinfo=UTC)


def member(number: int, first: str, last: str, group: str, *roles: Role, **more: Any) -> Member:
    """A person of the roster."""
    salutation = more.pop("salutation", "Frau")
    return Member(
        id=MemberId(f"m{number:02}"),
        first=first,
        last=last,
        group=group,
        roles=roles or (Role.MEMBER,),
        salutation=salutation,
        **more,
    )


MEMBERS = (
    member(1, "Ruth", "Albers", "", Role.CHAIR, title="Dr."),
    member(2, "Jan", "Böttcher", "Grüne", Role.MEMBER, Role.DEPUTY, salutation="Herr"),
    member(3, "Mai", "Nguyễn", "Grüne"),
    member(4, "Piotr", "Wójcik", "Grüne", salutation="Herr"),
    member(5, "Şule", "Yıldız", "SPD"),
    member(6, "Karl-Heinz", "von der Ahe", "SPD", salutation="Herr"),
    member(7, "=SUMME(A1:A9)", "O'Neil & Söhne <b>", "SPD", salutation="Herr"),
    member(8, "Ilse", "Groß", "CDU"),
    member(9, "Tom", "Ranft", "CDU", salutation="Herr"),
    member(10, "Uwe", "Zeidler", "CDU", salutation="Herr"),
    member(11, "Vera", "Lohse", "CDU"),
    member(12, "Wim", "Exner", "CDU", salutation="Herr"),
    member(13, "Alma", "Fink", ""),
)
OFFICE = (
    Member(id=CLERK, first="Bea", last="Kunze", roles=(Role.OFFICE, Role.MINUTES)),
    Member(id=SECOND, first="Olaf", last="Thiel", roles=(Role.OFFICE,)),
    Member(id=MemberId("v01"), first="Gerd", last="Amtmann", roles=(Role.ADMINISTRATION,)),
    Member(id=MemberId("g01"), first="Gina", last="Gast", roles=(Role.GUEST,)),
)
ITEMS = (
    AgendaItem(number="1", title="Eröffnung und Begrüßung", kind=ItemKind.FORMALITY),
    AgendaItem(number="2", title="Feststellung der Tagesordnung", kind=ItemKind.FORMALITY),
    AgendaItem(
        number="3", title="Bürgerhaushalt: Gesamtkonzept", paper="VII-DS-00412", mover="Dezernat II",
        object="Der Vorlage VII-DS-00412 wird zugestimmt.", ballot=BallotKind.ROLL_CALL,
        proposal="Der Stadtrat beschließt das Gesamtkonzept.\nDie Verwaltung wird beauftragt, "
        "es ab 2027 umzusetzen.",
    ),
    AgendaItem(
        number="3.1", title="Änderungsantrag: höheres Budget", paper="VII-DS-00412-ÄA-01",
        kind=ItemKind.AMENDMENT, mover="SPD-Fraktion", object="Das Budget beträgt 750.000 €.",
    ),
    AgendaItem(
        number="4", title="Änderung der Geschäftsordnung", paper="VII-DS-00500",
        majority=MajorityKind.OF_MEMBERS, object="Die Geschäftsordnung wird geändert.",
    ),
    AgendaItem(number="5", title="Holzbauoffensive", paper="VII-A-01200", object="Holz zuerst."),
    AgendaItem(number="6", title="Bericht zur Lage", kind=ItemKind.NOTING),
    AgendaItem(number="7", title="Haushaltssatzung 2027/2028", kind=ItemKind.BUDGET),
    AgendaItem(number="8", title="Parkraum", object="Parkraumkonzept wird fortgeschrieben."),
    AgendaItem(number="9", title="Radweg", object="Radweg Südvorstadt wird gebaut."),
    AgendaItem(number="10", title=CANARY, public=False, object=f"Ankauf: {CANARY}"),
)  # fmt: skip


class Evening:
    """Folds events one after the other and keeps what a journal would keep."""

    def __init__(self) -> None:
        self.events: list[ev.Event] = []
        self.state: Sitting | None = None
        self.now = at("13:00")
        self._activity = count(1)

    @property
    def sitting(self) -> Sitting:
        """The state at this moment."""
        assert self.state is not None
        return self.state

    def tick(self, clock: str, second: int = 0) -> Evening:
        """Go on to that time of the wall clock."""
        self.now = at(clock, second)
        return self

    def add(self, happened: type[ev.Event], by: MemberId | None = None, /, **fields: Any) -> Evening:
        """Let something happen now, one second after the last thing."""
        by = by if by is not None else self.sitting.chair
        event = happened(at=self.now, by=by, cause=f"f:{next(self._activity)}", **fields)
        self.events.append(event)
        self.state = evolve(self.state, event)
        self.now += timedelta(seconds=1)
        return self

    def admit(self, *numbers: int, mode: Mode = Mode.REMOTE) -> Evening:
        """Let people sign in and be admitted by a clerk."""
        for number in numbers:
            who = MemberId(f"m{number:02}")
            case = self.sitting.next_case
            self.add(ev.SignedIn, who, member=who, case=case, way=Way.CARD)
            self.add(
                ev.MemberAdmitted, CLERK, member=who, since=self.now, mode=mode,
                evidence=Evidence.SIGN_IN if mode is Mode.REMOTE else Evidence.CLERK,
            )  # fmt: skip
        return self

    def call(self, number: str) -> Evening:
        """Call an item."""
        return self.add(ev.ItemCalled, item=number)

    def open(self, item: str = "", **fields: Any) -> Evening:
        """Open a ballot on an item, or on a procedural motion where *item* is ""."""
        known = self.sitting.agenda.get(item)
        at_item = item or self.sitting.item
        fields.setdefault("title", known.title if known else "Schluss der Debatte")
        fields.setdefault("object", known.object if known else "")
        fields.setdefault("kind", known.ballot if known else BallotKind.OPEN)
        fields.setdefault("majority", known.majority if known else MajorityKind.SIMPLE)
        fields.setdefault("round", 1)
        return self.add(
            ev.BallotOpened,
            ballot=self.sitting.next_ballot,
            item=at_item,
            item_kind=known.kind if known else ItemKind.FORMALITY,
            procedural=known is None,
            public=self.sitting.public and (known is None or known.public),
            electorate=self.sitting.electorate(at_item),
            recused=self.sitting.recused(at_item),
            quorum=self.sitting.quorum(at_item),
            **fields,
        )

    def vote(self, number: int, choice: Choice, way: Way = Way.CARD, by: str = "") -> Evening:
        """One vote in the open ballot."""
        ballot, who = self.ballot, MemberId(f"m{number:02}")
        return self.add(
            ev.VoteCast, MemberId(by or who), ballot=ballot.id, member=who, choice=choice, way=way,
            rev=ballot.rev_of(who) + 1, receipt=f"R{ballot.id:02}{number:02}-{ballot.rev_of(who)}",
        )  # fmt: skip

    def votes(self, choices: str) -> Evening:
        """Everybody of the electorate in turn votes j, n, e, or not at all (-)."""
        words = {"j": YES, "n": NO, "e": ABSTAIN}
        for who, letter in zip(self.ballot.electorate, choices, strict=True):
            if letter in words:
                self.vote(int(who[1:]), words[letter])
        return self

    @property
    def ballot(self) -> Any:
        """The ballot opened last."""
        return list(self.sitting.ballots.values())[-1]

    def close(self, tally: Tally | None = None) -> Evening:
        """Close the open ballot by its votes, or by *tally*."""
        ballot = self.ballot
        counted = tally or ballot.count()
        waiting = () if tally else ballot.waiting
        return self.add(
            ev.BallotClosed, ballot=ballot.id, tally=counted, not_cast=waiting,
            quorum=self.sitting.quorum(ballot.item),
        )  # fmt: skip

    def declare(self, outcome: Outcome | None = None, overridden: str = "") -> Evening:
        """Declare the closed ballot as the rule has it, or as the chair says."""
        ballot, sitting = self.ballot, self.sitting
        judged = verdict(sitting.rules, ballot.majority, ballot.tally, sitting.seats)
        return self.add(
            ev.BallotDeclared, ballot=ballot.id, outcome=outcome or judged.outcome,
            needed=judged.needed, base=judged.base, norm=judged.norm, overridden=overridden,
        )  # fmt: skip

    def rows(self) -> tuple[Row, ...]:
        """The journal of the evening, salted the same way every time."""
        return rows_of(self.events)


def rows_of(events: Iterable[ev.Event], sitting: str = SITTING) -> tuple[Row, ...]:
    """The rows under which a journal keeps these events."""
    rows: list[Row] = []
    prev = GENESIS
    for seq, event in enumerate(events, start=1):
        tag, moment, data = standard().encode(event)
        salt = hashlib.sha256(f"salt {seq}".encode()).hexdigest()[:32]
        rows.append(seal(sitting, seq, moment, tag, data, salt, prev))
        prev = rows[-1].hash
    return tuple(rows)


def prepared(members: Iterable[Member] = (*MEMBERS, *OFFICE)) -> Evening:
    """The evening with roster, contacts and agenda, before anybody is admitted."""
    evening = Evening().add(
        ev.SittingPrepared, CLERK, sitting=SITTING, title="Ratsversammlung", body="Stadtrat Musterstadt",
        starts=at("14:00"), format=Format.DIGITAL, seats=13, rules=RULES.read_text("utf-8"),
        meeting="19:abc@thread.v2", chair=CHAIR, reason="Hochwasserlage", notified=date(2026, 12, 1),
        convened=date(2026, 11, 27), public_room="Neues Rathaus, Ratsplenarsaal",
        stream="https://stream.example/rat",
    )  # fmt: skip
    for person in members:
        evening.add(ev.MemberEnrolled, CLERK, member=person)
        contact = Contact(
            email=f"{person.id}@stadtrat.example", upn=f"{person.id}@stadt.example",
            entra_id=f"00000000-0000-4000-8000-{person.id:0>12}", phone="+49 341 123",
        )  # fmt: skip
        evening.add(ev.ContactRecorded, CLERK, member=person.id, contact=contact)
    for item in ITEMS:
        evening.add(ev.ItemListed, CLERK, item=item)
    return evening


def opened() -> Evening:
    """The evening just after its opening: eleven of thirteen are there, one is excused."""
    evening = prepared().tick("13:30").add(ev.AdmissionOpened, CLERK)
    evening.add(ev.MemberExcused, CLERK, member=MemberId("m11"), reason=SECRET_REASON)
    evening.admit(2, 3, 4, 5, 6, 7, 8, 9, 13).admit(1, mode=Mode.ROOM)
    evening.add(ev.MinuteTakerNamed, CLERK, member=CLERK)
    evening.add(ev.CosignersNamed, CLERK, members=(MemberId("m03"), MemberId("m08")))
    evening.tick("14:02")
    return evening.add(ev.SittingOpened, quorum=evening.sitting.quorum(""))


def whole() -> Evening:
    """The whole evening, from its preparation to its end."""
    evening = opened()
    for part in _PARTS:
        part(evening)
    return evening


def _formalities(e: Evening) -> None:
    e.tick("14:05").call("1").tick("14:08").call("2")
    e.add(ev.ItemPostponed, item="7", reason="In digitaler Sitzung ausgeschlossen")
    e.add(ev.ItemAdded, CLERK, item=AgendaItem(number="5.1", title="Eilantrag Eisbahn", object="Eisbahn."))
    e.add(ev.ItemRemoved, item="8", reason="Beratungsbedarf")
    e.add(ev.ItemPassed, item="2")


def _budget(e: Evening) -> None:
    e.tick("14:20").call("3").admit(10)  # a late arrival
    e.tick("14:25").add(ev.RecusalDeclared, member=MemberId("m09"), item="3")
    e.tick("14:30").open().votes("jjjjjnnnee")  # a procedural motion, tie below
    e.tick("14:31").close().declare()
    e.tick("14:40").call("3.1").open("3.1").votes("jjjjjnnn-n")  # tie: 5 to 4, one missing
    e.vote(6, ABSTAIN).tick("14:41").close().declare()
    e.tick("14:50").call("3").open("3").votes("jjjjjjne--")
    case = e.sitting.next_case
    e.add(
        ev.VoteEntered, CLERK, ballot=e.ballot.id, case=case, member=MemberId("m10"), choice=NO,
        reason="Karte lädt nicht",
    )  # fmt: skip
    e.vote(10, NO, Way.OFFICE, by=SECOND).vote(5, ABSTAIN)
    e.tick("14:53").close().declare()


def _rules_of_procedure(e: Evening) -> None:
    e.tick("15:00").call("4").open("4").votes("jjjjjnnnnnn")
    e.tick("15:01").close()
    first, second = e.ballot.id, BallotId(e.ballot.id + 1)
    e.add(ev.BallotSuperseded, ballot=first, successor=second, reason="Verbindungsabbruch")
    e.open("4", supersedes=first, round=2).votes("jjjjjjnnnnn")
    e.tick("15:05").close().declare(Outcome.CARRIED, "Auszählung laut Ältestenrat maßgeblich")


def _break_and_chair(e: Evening) -> None:
    e.tick("15:10").add(ev.BreakStarted, until=at("15:20"))
    e.tick("15:21").add(ev.SittingResumed, quorum=e.sitting.quorum(""))
    e.tick("15:22").add(ev.ChairAssigned, member=DEPUTY)
    e.tick("15:25").add(ev.DisturbanceReported, CLERK, member=MemberId("m04"), reason="Ton fällt aus")
    e.tick("15:29").add(ev.DisturbanceEnded, CLERK, member=MemberId("m04"))


def _hands(e: Evening) -> None:
    e.tick("15:30").call("5").open("5", by_hands=True)
    case = e.sitting.next_case
    e.add(
        ev.HandsEntered, CLERK, ballot=e.ballot.id, case=case, tally=Tally(yes=7, no=3, abstain=1),
        reason="Karten laden nicht", rest_as_yes=True,
    )  # fmt: skip
    e.add(ev.HandsConfirmed, SECOND, ballot=e.ballot.id, case=case)
    e.tick("15:33").close(Tally(yes=7, no=3, abstain=1)).declare()
    e.tick("15:35").open("5", title="Holzbauoffensive, Punkt 2", object="Punkt 2").votes("jj---------")
    e.add(ev.BallotCancelled, DEPUTY, ballot=e.ballot.id, reason="falscher Gegenstand")


def _leaving(e: Evening) -> None:
    e.tick("15:40").call("5.1")
    e.add(ev.MemberLeft, CLERK, member=MemberId("m06"), since=at("15:40"), evidence=Evidence.OWN_WORD)
    e.add(ev.MemberLeft, CLERK, member=MemberId("m08"), since=at("15:41"), evidence=Evidence.TEAMS)
    e.tick("15:45").open("5.1").votes("jjjjjnnnn")
    e.add(ev.RecusalDeclared, member=MemberId("m04"), item="5.1")  # loses the vote just given
    e.close().declare()
    e.tick("15:50").add(
        ev.MemberReturned, CLERK, member=MemberId("m08"), since=at("15:50"), mode=Mode.ROOM,
        evidence=Evidence.CLERK,
    )  # fmt: skip
    e.tick("15:52").call("6").add(ev.ItemNoted, item="6")


def _closed_part(e: Evening) -> None:
    e.tick("16:00").add(ev.ClosedPartStarted).call("10")
    e.add(ev.RecusalDeclared, member=MemberId("m05"), item="10")
    e.open("10").votes("jjjjjnnn-").tick("16:04").close().declare()
    e.open(title=f"Vertagung {CANARY}").votes("jjjnnnnnn").close().declare()


def _end(e: Evening) -> None:
    e.tick("16:10").add(ev.PublicPartStarted)
    e.add(ev.RecusalDeclared, member=MemberId("m13"), item="9")
    e.tick("16:12").call("9").open("9").votes("jnjnjnjne").tick("16:13").close().declare()
    e.tick("16:20").add(ev.SittingEnded, DEPUTY)


_PARTS: tuple[Callable[[Evening], None], ...] = (
    _formalities, _budget, _rules_of_procedure, _break_and_chair, _hands, _leaving, _closed_part, _end,
)  # fmt: skip
