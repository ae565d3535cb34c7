"""States of a sitting that come about by the council's own decisions: elections, blocks, secret ballots.

Everybody with a vote but the late one is in the hall, so that nothing is barred.
"""

from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from itertools import count
from typing import Any

from council import commands as cmd
from council import events as ev
from council.agenda import AgendaItem, BallotKind, ItemKind, MajorityKind
from council.ballots import Ballot, Choice, Slips, Tally
from council.decide import decide
from council.fold import evolve
from council.ids import MemberId
from council.overlay import lay_over
from council.presence import Mode
from council.rule_reading import rulebook_of
from council.rulebook import Format, RuleBook
from council.sitting import Sitting
from tests import cast
from wording.voice import Voice, voice_of

SECRET = """[secret.enabled]
value = true
norm = "Beschluss des Rates"
source = "Beschluss vom 01.12.2026"
"""
AS_NO = ("bleibt außer Betracht", "zählt als Nein")
CASTING = ('"abgelehnt"', '"Stimme des Vorsitzes"')
"""Values that no Land's set has today, put into Saxony's in place of its own."""
ITEMS = (
    *cast.AGENDA[:4],
    AgendaItem(number="8.1", title="Straßenname „Am Anger“"),
    AgendaItem(number="8.2", title="Straßenname „Zur Furt“"),
    AgendaItem(number="8.4", title="Straßenname „Lindenblick“"),
    AgendaItem(number="9", title="Wahl der Vertretung im Zweckverband", kind=ItemKind.ELECTION),
    AgendaItem(
        number="10",
        title="Änderung der Hauptsatzung",
        kind=ItemKind.BY_LAW,
        majority=MajorityKind.TWO_THIRDS,
    ),
    AgendaItem(number="11", title="Standort der Schule", ballot=BallotKind.SECRET),
)
PAIR = ("Anna Alt", "Bernd Berg")
THREE = (*PAIR, "Clara Cohn")
_TICK = count(1)


def rules_of(name: str = "sachsen", overlay: str = "", instead: tuple[str, str] = ("", "")) -> RuleBook:
    """The rule set of a Land, perhaps with a town's own rules laid over it, or with another value."""
    text = files("council").joinpath(f"rulesets/{name}.toml").read_text(encoding="utf-8")
    text = text.replace(*instead) if instead[0] else text
    return rulebook_of(lay_over(text, overlay) if overlay else text)


def hall(
    *,
    land: str = "sachsen",
    overlay: str = "",
    instead: tuple[str, str] = ("", ""),
    language: str = "de",
    probe: bool = False,
    format: Format = Format.PRESENCE,  # noqa: A002
    **changes: Any,
) -> Sitting:
    """An open sitting with all but the late one in the hall, under the law of *land*."""
    bound = cast.prepared(agenda=ITEMS, format=format, language=language, probe=probe)
    bound = replace(bound, rules=rules_of(land, overlay, instead), **changes)
    at = cast.START - timedelta(minutes=20)
    for member in (m for m in cast.VOTERS if m != cast.LATE):
        waiting = cast.signed_in(bound, member, at=at)
        admitted = ev.MemberAdmitted(at=at, by=cast.CLERK, member=member, since=at, mode=Mode.ROOM)
        bound = evolve(waiting, admitted)
    return cast.opened(bound)


def do(sitting: Sitting, command: type[cmd.Command], by: MemberId | None = None, **values: Any) -> Sitting:
    """The sitting after somebody (the chair) asked for something and it was done."""
    tick = next(_TICK)
    who = sitting.chair if by is None else by
    asked = command(sitting=sitting.id, by=who, cause=f"stage-{tick}", **values)
    now = (sitting.stepped_at or cast.START) + timedelta(minutes=1)
    return cast.after(sitting, *decide(sitting, asked, now, f"nonce-{tick}"))


def voting(sitting: Sitting, *choices: Choice) -> Sitting:
    """The sitting after the electorate voted so, in its order."""
    for member, choice in zip(cast.running(sitting).electorate, choices, strict=False):
        sitting = cast.voted(sitting, member, choice)
    return sitting


def told(sitting: Sitting) -> Sitting:
    """The sitting after the open ballot was closed and declared."""
    return do(do(sitting, cmd.CloseBallot), cmd.DeclareBallot)


def last(sitting: Sitting) -> Ballot:
    """The ballot opened last."""
    assert sitting.last_ballot is not None
    return sitting.last_ballot


def electing(sitting: Sitting, *names: str, **more: Any) -> Sitting:
    """The sitting in which an election on item 9 was opened."""
    return do(sitting, cmd.OpenElection, item="9", candidates=names, **more)


def block(sitting: Sitting) -> Sitting:
    """The sitting in which three items are voted on en bloc."""
    return do(sitting, cmd.OpenBlock, items=("8.1", "8.2", "8.4"))


def choosing(sitting: Sitting) -> Sitting:
    """The sitting in which one of two proposals is chosen."""
    return do(sitting, cmd.OpenAlternatives, item="8.1", options=("Standort Nord", "Standort Süd am Anger"))


def secret(language: str = "de", probe: bool = False) -> Sitting:
    """The sitting in which a secret ballot is open and half of the members have handed in."""
    state = do(hall(overlay=SECRET, language=language, probe=probe), cmd.OpenBallot, item="11")
    return handed(state, 4)


def handed(sitting: Sitting, n: int) -> Sitting:
    """The sitting in whose box lie *n* slips."""
    ballot = cast.running(sitting)
    return handed_by(sitting, *ballot.electorate[len(ballot.handed) : n])


def handed_by(sitting: Sitting, *members: MemberId) -> Sitting:
    """The sitting in whose box lie the slips of these as well."""
    ballot = cast.running(sitting).id
    for member in members:
        sitting = evolve(sitting, ev.SlipHandedIn(at=cast.START, ballot=ballot, member=member))
    return sitting


def counted(sitting: Sitting, tally: Tally) -> Sitting:
    """The sitting after the secret box was counted."""
    full = handed(sitting, tally.cast)
    return do(full, cmd.CloseBallot, slips=Slips(handed=cast.running(full).handed, tally=tally))


def on_paper(sitting: Sitting, *, confirmed: bool = True, **counts: Any) -> Sitting:
    """The sitting after a clerk entered the count of a paper election; the second one confirmed it."""
    entered = do(sitting, cmd.EnterHands, by=cast.CLERK, **counts)
    case = entered.waiting_cases[-1].id
    return do(entered, cmd.ConfirmEntry, by=cast.SECOND_CLERK, case=case) if confirmed else entered


A, B, C, NONE = Choice.FIRST, Choice.SECOND, Choice.THIRD, Choice.ABSTAIN
Y, N = Choice.YES, Choice.NO


def rounds(language: str = "de", probe: bool = False) -> dict[str, Sitting]:
    """Elections and choices at every point of their way, by name."""
    start = hall(language=language, probe=probe)
    pair = electing(start, *PAIR)
    three = electing(start, *THREE)
    single = electing(start, PAIR[0])
    undecided = told(voting(three, A, A, A, B, B, C, NONE))
    tied_second = told(voting(three, A, A, A, B, B, C, C))
    runoff = do(undecided, cmd.OpenNextRound)
    tie = told(voting(runoff, A, A, A, B, B, B))
    lot = do(tie, cmd.DrawLot, option=2, witness=cast.MEMBER)
    again = told(voting(single, Y, Y, Y, N, N, NONE))
    second = do(again, cmd.OpenNextRound)
    paper = electing(start, *THREE, "Dirk Dorn", places=2)
    long = tuple(f"Maximiliane-Charlotte von Hinterhuber-Unterberg {n}" for n in range(1, 7))
    return {
        "pair": pair,
        "pair-voted": voting(pair, A, B),
        "six-long-names": electing(start, *long),
        "elected": told(voting(pair, A, A, A, A, A, B, B, NONE)),
        "undecided": undecided,
        "runoff": runoff,
        "tied-for-runoff": tied_second,
        "tie": tie,
        "lot": lot,
        "single": single,
        "single-again": again,
        "second": second,
        "second-lost": told(voting(second, Y, N, N)),
        "paper": paper,
        "paper-pending": on_paper(paper, confirmed=False, yes=0, no=0, abstain=0, options=(6, 5, 2, 1)),
        "paper-declared": do(
            on_paper(paper, yes=0, no=0, abstain=0, options=(6, 5, 2, 1), invalid=1), cmd.DeclareBallot
        ),
        "choice": choosing(start),
        "choice-made": told(voting(choosing(start), A, A, A, B)),
        "choice-tied": told(voting(choosing(start), A, B)),
    }


def ballots(language: str = "de", probe: bool = False) -> dict[str, Sitting]:
    """Ballots on motions that are unlike the usual one, open, by name."""
    start = hall(language=language, probe=probe)
    bavaria = hall(land="bayern", language=language, probe=probe)
    as_no = hall(instead=AS_NO, language=language, probe=probe)
    tie = hall(instead=CASTING, language=language, probe=probe)
    carried = told(voting(do(start, cmd.OpenBallot, item="5.1"), Y, Y, Y))
    return {
        "block": block(start),
        "two-thirds": do(start, cmd.OpenBallot, item="10"),
        "share": do(start, cmd.OpenBallot, item="10", majority=MajorityKind.SHARE, share="3/5"),
        "no-abstention": do(bavaria, cmd.OpenBallot, item="8.1"),
        "abstention-as-no": do(as_no, cmd.OpenBallot, item="8.1"),
        "casting": do(tie, cmd.OpenBallot, item="8.1"),
        "amended": do(carried, cmd.OpenBallot, item="5"),
        "secret": secret(language, probe),
    }


def rules(language: str = "de", probe: bool = False) -> dict[str, Sitting]:
    """Sittings in which a rule of the law shows on the control card or on the quorum card, by name."""
    start = hall(language=language, probe=probe)
    lower_saxony = hall(land="niedersachsen", language=language, probe=probe)
    five = cast.VOTERS[1:6]
    lost = cast.after(lower_saxony, *(ev.LeavingReported(at=cast.START, member=m) for m in five))
    biased = [ev.RecusalDeclared(at=cast.START, member=m, item="8.1") for m in five]
    disturbed = ev.DisturbanceReported(at=cast.START, member=cast.MEMBER)
    hybrid = hall(format=Format.HYBRID, language=language, probe=probe)
    digital = hall(format=Format.DIGITAL, language=language, probe=probe)
    late = cast.prepared(language=language, probe=probe, notified=cast.START.date())
    return {
        "presumed": lower_saxony,
        "presumed-lost": lost,
        "challenged": do(lost, cmd.DoubtQuorum, by=cast.VOTERS[7]),
        "blocked": cast.after(start, *(ev.LeavingReported(at=cast.START, member=m) for m in five)),
        "second": replace(start, second=True),
        "many-recused": cast.after(cast.called(start, "8.1"), *biased),
        "recusal": do(cast.called(start, "8.1"), cmd.DeclareRecusal, by=cast.MEMBER, member=cast.MEMBER),
        "wish": do(block(start), cmd.PullOut, by=cast.MEMBER, item="8.2"),
        "disturbed": cast.after(block(start), disturbed),
        "election": cast.called(start, "9"),
        "election-digital": cast.called(digital, "9"),
        "unsettled": cast.called(start, "10"),
        "secret-off": cast.called(start, "11"),
        "hybrid": cast.admitted(hybrid, cast.LATE),
        "presence": cast.admitted(start, cast.LATE),
        "late-notice": late,
    }


def voice() -> Voice:
    """The voice of a German sitting."""
    return voice_of(cast.prepared())
