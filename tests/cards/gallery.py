"""Every card in every state, for the tests that hold for all of them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import cards
from cards.build import Card
from cards.check import closed_check_card
from cards.files_in import Checked
from cards.reasons import reasons_card
from council import commands as cmd
from council import events as ev
from council.ballots import Choice, Outcome, Tally
from council.differences import Change, Differences, Field
from council.doubts import DoubtKind, DoubtRuling
from council.errors import NotAdmitted
from council.ids import MemberId
from council.reconciling import DifferenceRuling
from council.room_check import Known, Outsider, Why
from council.sitting import Sitting, Stage
from tests import cast
from tests.cards import compared, doors, helps, stages, ways
from tests.cards.extremes import extremes
from wording.catalogue import keys, say
from wording.voice import Voice, voice_of

LANGUAGES = ("de", "en")


def gallery(language: str, *, probe: bool = False) -> dict[str, Card]:
    """All cards by name, drawn from folded events."""
    drawn: dict[str, Card] = {}
    rooms = (
        _coming_in,
        _acts,
        _ballots,
        _results,
        _control,
        _office,
        _people,
        _unusual,
        _elections,
        _rules,
        _after,
        _online,
        _devices,
        extremes,
        ways.gallery,
    )
    for room in rooms:
        for name, card in room(language, probe):
            assert name not in drawn, name
            drawn[name] = card
    return drawn


def _coming_in(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    sitting = cast.prepared(language=language, probe=probe)
    waiting = cast.signed_in(sitting, *cast.VOTERS[:4], cast.GUEST, cast.ADVISOR)
    some = cast.after(
        cast.admitted(waiting, cast.MEMBER),
        ev.AdmissionRefused(at=cast.START, by=cast.CLERK, member=cast.GUEST),
    )
    gone = cast.left(cast.opened(language=language, probe=probe), cast.MEMBER)
    yield "sign_in", cards.sign_in_card(sitting, office_phone="0341 1", support_phone="0341 2")
    yield "sign_in-no-phones", cards.sign_in_card(sitting)
    yield (
        "sign_in-opened",
        cards.sign_in_card(cast.opened(language=language, probe=probe), office_phone="0341 1"),
    )
    yield "signed_in-waiting", cards.signed_in_card(waiting, cast.MEMBER)
    yield "signed_in-admitted", cards.signed_in_card(some, cast.MEMBER, office_phone="0341 1")
    yield "signed_in-refused", cards.signed_in_card(some, cast.GUEST)
    yield "signed_in-left", cards.signed_in_card(gone, cast.MEMBER)
    yield "signed_in-unknown", cards.signed_in_card(sitting, cast.LATE)
    cases = tuple(some.cases.values())
    yield "admission", cards.admission_card(some, cases, matched={cast.DEPUTY: "email"})
    yield "admission-empty", cards.admission_card(sitting, ())
    yield from _at_the_door(language, probe)


def _at_the_door(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    sitting = cast.prepared(language=language, probe=probe)
    waiting = doors.crowd(sitting)
    yield "entry-waiting", cards.admission_list_card(waiting, 1)
    yield "entry-nobody", cards.admission_list_card(sitting, 1)
    yield "entry-admitted", cards.admission_list_card(doors.let_in(waiting), 1)
    yield "board-arriving", cards.board_card(waiting)
    yield "board-nobody", cards.board_card(sitting)
    for kind in DoubtKind:
        doubted, case = doors.doubted(waiting, kind)
        yield f"doubt-{kind.name.lower()}", cards.doubt_card(doubted, case)
    for ruling in DoubtRuling:
        settled, case = doors.settled(*doors.doubted(waiting, DoubtKind.GUEST), ruling)
        yield f"doubt-ruled-{ruling.name.lower()}", cards.doubt_card(settled, case)
    unknown, case = doors.doubted(waiting, DoubtKind.NAME, seat=False)
    yield "doubt-no-seat", cards.doubt_card(unknown, case)
    alike, case = doors.doubted(waiting, DoubtKind.GUEST, seat=False, name="\u0410nna Abel")
    yield "doubt-other-letters", cards.doubt_card(alike, case)
    until = cast.START + timedelta(days=7)
    for replaces in (True, False):
        name = f"link_code-{'replaces' if replaces else 'first'}"
        yield name, cards.link_code_card(Voice(language), "Anna Abel", "AB2CD3EF", until, replaces=replaces)
    yield from _files(Voice(language))
    yield "doubt-other", cards.other_seat_card(*doors.doubted(waiting, DoubtKind.TWO_SEATS))
    yield (
        "doubt-moot",
        cards.doubt_card(*doors.doubted(cast.opened(language=language, probe=probe), DoubtKind.LEFT)),
    )


def _after(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """The end held against Teams' report."""
    late = {cast.MEMBER: ((10.0, 95.0),), cast.LATE: ((0.0, 20.0),), cast.DEPUTY: ()}
    over = compared.ended(language=language, probe=probe)
    waiting = compared.held_against(over, late, strangers=2)
    settled = compared.settled(waiting, cast.MEMBER, DifferenceRuling.ACCOUNT)
    settled = compared.settled(settled, cast.LATE, DifferenceRuling.REPORT)
    reason = voice_of(over).say("reconcile.none_yet")
    yield "compared-agrees", cards.compared_card(compared.held_against(over, {}))
    yield "compared-waiting", cards.compared_card(waiting)
    yield "compared-settled", cards.compared_card(compared.corrected(settled, cast.DEPUTY, (5, 60)))
    yield "compared-partly", cards.compared_card(compared.held_against(over, {}, until=40))
    yield "compared-over", cards.compared_card(over)
    yield "no_report", cards.no_report_card(over, (reason,))
    yield "attendance-corrected", cards.attendance_card(settled, final=True)


def _online(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """How Teams' meeting was set up, and what is left to do there."""
    sitting = cast.prepared(language=language, probe=probe)
    told = tuple(say(key, language) for key in keys() if key.startswith("graph.concern."))
    yield "meeting-set", cards.meeting_card(sitting, cards.MeetingLines(done=told))
    yield "meeting-left", cards.meeting_card(sitting, cards.MeetingLines(done=told[:2], hints=told))


def _devices(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    yield from helps.cards_of(language, probe)


def _files(voice: Voice) -> Iterator[tuple[str, Card]]:
    changed = Differences(
        added=("Anna Abel", "Ömer Yıldız"),
        removed=("Carl Berg",),
        changed=(
            Change(name="Dora Frei", fields=(Field("group", "Linden", ""), Field("phone", "", "0341"))),
        ),
    )
    many = Differences(added=tuple(f"Vorname{n} von Nachname-{n}" for n in range(60)))
    for name, found in (("some", changed), ("many", many), ("none", Differences())):
        checked = Checked(
            name="mitglieder.csv",
            rows="77 Personen",
            differences=found,
            remarks=("Zeile 3",),
            notes=("Noch zu tun.",),
        )
        yield f"file-checked-{name}", cards.checked_file_card(voice, checked, "abc")
    yield "file-bad", cards.bad_file_card(voice, "t.csv", [f"Zeile {n}: unbekannte Rolle" for n in range(40)])
    yield "file-which", cards.which_file_card(voice, "liste.xlsx", "abc")


def _acts(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    sitting = cast.opened(language=language, probe=probe)
    few = cast.opened(cast.admitted(cast.prepared(language=language, probe=probe), cast.CHAIR))
    called = cast.called(sitting, "5")
    closed = cast.after(called, ev.ClosedPartStarted(at=cast.START, by=cast.CHAIR))
    at = cast.START + timedelta(hours=1)
    paused = cast.after(called, ev.BreakStarted(at=at, by=cast.CHAIR, until=at + timedelta(minutes=20)))
    resumed = ev.SittingResumed(at=at + timedelta(minutes=21), by=cast.CHAIR, quorum=called.quorum())
    changed = cast.after(
        called,
        ev.ItemNoted(at=at, by=cast.CHAIR, item="2"),
        ev.ItemPassed(at=at, by=cast.CHAIR, item="1"),
        ev.ItemRemoved(at=at, by=cast.CHAIR, item="7", reason="Nicht zulässig"),
        ev.ItemPostponed(at=at, by=cast.CHAIR, item="6"),
    )
    yield "opening", cards.opening_card(sitting)
    yield "opening-no-quorum", cards.opening_card(few)
    for item in changed.agenda:
        yield f"item-{item.number}", cards.item_card(changed, item)
    yield "break", cards.break_card(paused)
    yield "break-open", cards.break_card(cast.after(called, ev.BreakStarted(at=at, by=cast.CHAIR)))
    yield "resumed", cards.resumed_card(cast.after(paused, resumed))
    yield "closed_part", cards.closed_part_card(closed)
    room = cast.after(closed, ev.ClosedRoomBound(at=cast.START, by=cast.CLERK, meeting="meeting-2"))
    yield "closed_part-room", cards.closed_part_card(room)
    yield "alone", cards.alone_card(closed)
    yield "public_part", cards.public_part_card(sitting)
    yield "end", cards.end_card(_ended(sitting), "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    yield "quorum", cards.quorum_card(sitting)
    yield "quorum-lost", cards.quorum_card(few)
    recusals = (ev.RecusalDeclared(at=at, member=m, item="5") for m in cast.VOTERS[:6])
    yield "quorum-recusal", cards.quorum_card(cast.after(called, *recusals))
    yield "notice", cards.notice_card("Nur ein Satz.", title="Hinweis")


def _ended(sitting: Sitting) -> Sitting:
    return cast.after(sitting, ev.SittingEnded(at=cast.START + timedelta(hours=5), by=cast.CHAIR))


def _ballots(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    sitting = cast.balloting(cast.opened(language=language, probe=probe), "5")
    voted = cast.voted(sitting, cast.MEMBER, Choice.YES)
    changed = cast.voted(voted, cast.MEMBER, Choice.NO)
    first = cast.running(changed).votes[cast.MEMBER][0]
    amendment = cast.balloting(cast.opened(language=language, probe=probe), "5.1")
    motion = cast.balloting(cast.opened(language=language, probe=probe), procedural="Schluss der Debatte")
    hands = cast.balloting(cast.opened(language=language, probe=probe), "6", by_hands=True)
    yield "ballot", cards.ballot_card(cast.running(sitting), sitting)
    yield "ballot-amendment", cards.ballot_card(cast.running(amendment), amendment)
    yield "ballot-motion", cards.ballot_card(cast.running(motion), motion)
    yield "ballot-hands", cards.ballot_card(cast.running(hands), hands)
    yield "ballot-receipt", _own(cards.ballot_card, voted)
    yield "ballot-changed", cards.ballot_card(cast.running(changed), changed, cast.MEMBER, first)
    yield "ballot-stale", cards.ballot_card(cast.running(changed), changed, cast.MEMBER, stale=True)
    yield "ballot-stale-none", cards.ballot_card(cast.running(changed), changed, cast.DEPUTY, stale=True)
    closed = cast.closed(changed)
    yield "closed", cards.ballot_view(cast.running(closed), closed)
    yield "closed-own", _own(cards.ballot_closed_card, closed)
    declared = cast.declared(closed)
    yield "declared", _last(cards.ballot_view, declared)
    again = cast.repeated(declared, "Zweifel")
    old = next(iter(again.ballots.values()))
    yield "superseded", cards.ballot_view(old, again)
    yield "superseded-own", cards.ballot_view(old, again, cast.MEMBER)
    secret = cast.after(declared, ev.ClosedPartStarted(at=cast.START, by=cast.CHAIR))
    secret = cast.balloting(secret, "20")
    yield "ballot-closed-item", cards.ballot_card(cast.running(secret), secret)
    yield "declared-while-closed", cards.ballot_view(next(iter(secret.ballots.values())), secret, cast.DEPUTY)
    yield "cancelled", _last(cards.ballot_view, cast.cancelled(changed, "Störung"))
    recused = cast.after(voted, ev.RecusalDeclared(at=cast.START, member=cast.MEMBER, item="5"))
    yield "closed-recused", _own(cards.ballot_closed_card, cast.closed(recused))


def _own(draw: Callable[..., Card], sitting: Sitting) -> Card:
    return draw(cast.running(sitting), sitting, cast.MEMBER)


def _last(draw: Callable[..., Card], sitting: Sitting) -> Card:
    return draw(sitting.last_ballot, sitting)


RESULTS: dict[str, tuple[str, int, int, int]] = {
    "carried": ("5", 5, 2, 1),
    "rejected": ("5", 2, 5, 0),
    "tie": ("5", 4, 4, 0),
    "amendment": ("5.1", 5, 2, 1),
    "roll-call": ("6", 6, 1, 0),
    "roll-call-short": ("6", 4, 1, 3),
}


def _results(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    sitting = cast.opened(language=language, probe=probe)
    for name, (item, yes, no, abstain) in RESULTS.items():
        state = cast.declared(cast.closed(cast.all_voted(cast.balloting(sitting, item), yes, no, abstain)))
        yield f"result-{name}", _last(cards.result_card, state)
        yield f"names-{name}", _last(cards.names_card, state)
    closed = cast.closed(cast.all_voted(cast.balloting(sitting, procedural="Vertagung"), 3, 2, 1))
    yield "names-early", _last(cards.names_card, closed)
    motion = cast.declared(closed, outcome=Outcome.REJECTED, reason="Auszählung angezweifelt")
    yield "result-overridden", _last(cards.result_card, motion)
    hands = cast.by_hands(
        cast.balloting(sitting, "5", by_hands=True), Tally(yes=6, no=1, abstain=1), rest=True
    )
    yield "result-hands", _last(cards.result_card, cast.declared(hands))
    yield "names-hands", _last(cards.names_card, cast.declared(hands))
    repeated = cast.repeated(motion)
    yield "result-superseded", cards.result_card(next(iter(repeated.ballots.values())), repeated)


def _unusual(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """Ballots unlike the usual one: en bloc, other majorities, no abstention, secret."""
    for name, sitting in stages.ballots(language, probe).items():
        ballot = stages.last(sitting)
        yield f"ballot-{name}", cards.ballot_card(ballot, sitting)
        yield f"control-ballot-{name}", cards.control_card(sitting)
        if ballot.boxed:
            continue
        done = stages.told(stages.voting(sitting, *[Choice.YES] * 6, Choice.NO))
        yield f"declared-{name}", cards.ballot_view(stages.last(done), done)
        yield f"result-{name}", cards.result_card(stages.last(done), done)
        yield f"names-{name}", cards.names_card(stages.last(done), done)
    secret = stages.secret(language, probe)
    one, *_, other = stages.last(secret).electorate
    yield "ballot-secret-handed", cards.ballot_card(stages.last(secret), secret, one)
    yield "ballot-secret-stale", cards.ballot_card(stages.last(secret), secret, other, stale=True)
    yield "my_votes-secret", cards.my_votes_card(secret, one)
    yield "help-secret", cards.help_card(voice_of(secret), sitting=secret, member=one)
    counted = stages.counted(secret, Tally(yes=4, no=2, abstain=1))
    yield "closed-secret-own", cards.ballot_view(stages.last(counted), counted, one)
    yield "closed-secret-silent", cards.ballot_view(stages.last(counted), counted, other)
    told = stages.do(counted, cmd.DeclareBallot)
    yield "result-secret", _last(cards.result_card, told)
    yield "names-secret", _last(cards.names_card, told)
    void = stages.do(
        secret, cmd.VoidSecretBallot, by=MemberId(""), ballot=stages.last(secret).id, reason="Neustart"
    )
    yield "superseded-secret", cards.ballot_view(next(iter(void.ballots.values())), void, one)


def _elections(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """Elections and choices in every round, open, closed, declared."""
    for name, sitting in stages.rounds(language, probe).items():
        ballot = stages.last(sitting)
        yield f"ballot-{name}", cards.ballot_view(ballot, sitting)
        yield f"control-round-{name}", cards.control_card(sitting)
        if ballot.declared_at is not None:
            yield f"elected-{name}", cards.result_card(ballot, sitting)
            yield f"elected-names-{name}", cards.names_card(ballot, sitting)
        elif not ballot.by_hands:
            closed = stages.do(sitting, cmd.CloseBallot)
            yield f"closed-{name}", cards.ballot_view(stages.last(closed), closed, ballot.electorate[0])
            yield f"control-closed-{name}", cards.control_card(closed)
    voted = stages.rounds(language, probe)["pair-voted"]
    yield "ballot-pair-receipt", _own_of(voted)
    yield "my_votes-pair", cards.my_votes_card(voted, stages.last(voted).electorate[0])
    pending = stages.rounds(language, probe)["paper-pending"]
    yield "confirm-paper", cards.confirm_card(pending, pending.waiting_cases[-1])


def _own_of(sitting: Sitting) -> Card:
    return cards.ballot_card(stages.last(sitting), sitting, stages.last(sitting).electorate[0])


def _rules(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """What the law of other Länder, other forms of sitting and doubts make of the cards."""
    for name, sitting in stages.rules(language, probe).items():
        yield f"quorum-rules-{name}", cards.quorum_card(sitting)
        yield f"quorum_why-{name}", cards.quorum_why_card(sitting)
        yield f"control-rules-{name}", cards.control_card(sitting)
        yield f"checklist-rules-{name}", cards.checklist_card(sitting)
    opened = stages.rules(language, probe)["presumed"]
    yield "opening-presumed", cards.opening_card(opened)
    recusal = stages.rules(language, probe)["recusal"]
    case = recusal.waiting_cases[-1]
    yield "confirm-recusal", cards.confirm_card(recusal, case)
    settled = stages.do(recusal, cmd.ConfirmEntry, case=case.id, council=True)
    yield "confirm-recusal-settled", cards.confirm_card(settled, case)
    joined = stages.do(stages.hall(language=language, probe=probe), cmd.JoinItems, items=("8.1", "8.2"))
    gone = stages.do(joined, cmd.ReferItem, item="8.4", reason="In den Bauausschuss")
    gone = stages.do(gone, cmd.WithdrawItem, item="10")
    for number in ("8.1", "8.4", "10"):
        yield f"item-changed-{number}", cards.item_card(gone, gone.agenda.get(number) or gone.agenda.items[0])


def _control(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    for name, sitting in control_states(language, probe).items():
        yield f"control-{name}", cards.control_card(sitting, hints=("Ein Hinweis.",))
        yield f"control-mirror-{name}", cards.control_card(sitting, mirror=True)
        yield f"board-{name}", cards.board_card(sitting)
        yield f"attendance-{name}", cards.attendance_card(sitting, final=sitting.ended_at is not None)


def control_states(language: str = "de", probe: bool = False) -> dict[str, Sitting]:
    """The states between which a chair moves, by name."""
    start = cast.admitted(cast.prepared(language=language, probe=probe), *cast.VOTERS)
    opened = cast.opened(cast.signed_in(start, cast.GUEST))
    item = cast.called(opened, "6")
    open_ballot = cast.voted(cast.balloting(item, "6"), cast.CHAIR, Choice.YES)
    closed = cast.closed(open_ballot)
    motion = cast.balloting(item, procedural="Schluss der Debatte")
    hands = cast.balloting(item, "6", by_hands=True)
    at = cast.START + timedelta(hours=2)
    disturbed = ev.DisturbanceReported(at=at, member=cast.MEMBER, reason="Leitung")
    leaving = [ev.LeavingReported(at=at, member=m) for m in cast.VOTERS[:6]]
    operated = ev.OperatorAssigned(at=at, by=cast.CHAIR, member=cast.CLERK)
    closed_part = cast.after(item, ev.ClosedPartStarted(at=at, by=cast.CHAIR))
    return {
        "prepared": start,
        "no-chair": cast.prepared(language=language, probe=probe, chair=MemberId("")),
        "withdrawn": cast.after(start, ev.PreparationWithdrawn(at=at, by=cast.CLERK)),
        "opened": opened,
        "item": item,
        "formality": cast.called(opened, "1"),
        "noting": cast.called(opened, "2"),
        "motion-with-amendment": cast.called(opened, "5"),
        "budget": cast.called(opened, "7"),
        "ballot": open_ballot,
        "closed": closed,
        "declared": cast.declared(closed),
        "go-open": motion,
        "go-closed": cast.closed(motion),
        "hands-empty": hands,
        "hands-pending": cast.by_hands(hands, Tally(yes=5, no=1), confirmed=False),
        "disturbed": cast.after(open_ballot, disturbed),
        "no-quorum": cast.after(item, *leaving),
        "operated": cast.after(open_ballot, operated),
        "operated-by-office": cast.after(open_ballot, ev.OperatorAssigned(at=at, by=cast.CHAIR, office=True)),
        "break": cast.after(item, ev.BreakStarted(at=at, by=cast.CHAIR, until=at + timedelta(minutes=9))),
        "closed-part": closed_part,
        "closed-item": cast.called(closed_part, "20"),
        "ended": _ended(item),
    }


def _office(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    sitting = cast.balloting(cast.opened(language=language, probe=probe), "6")
    vote = cast.entered_vote(sitting)
    hands = cast.by_hands(sitting, Tally(yes=5, no=2, abstain=1), confirmed=False, rest=True)
    chair = cast.after(
        sitting,
        ev.ChairRequested(at=cast.START, by=cast.CLERK, member=cast.CLERK, case=sitting.next_case),
    )
    rejected = ev.EntryRejected(at=cast.START, by=cast.SECOND_CLERK, case=vote.waiting_cases[-1].id)
    yield "confirm-vote", cards.confirm_card(vote, vote.waiting_cases[-1])
    yield "confirm-hands", cards.confirm_card(hands, hands.waiting_cases[-1])
    yield "confirm-chair", cards.confirm_card(chair, chair.waiting_cases[-1])
    yield "confirm-settled", cards.confirm_card(cast.after(vote, rejected), vote.waiting_cases[-1])
    voice = voice_of(sitting)
    planned = cards.PlannedSitting(id=cast.SITTING, title="Ratsversammlung", starts=cast.START)
    held = replace(planned, stage=Stage.ENDED)
    yield "sittings", cards.sittings_card([planned, held], voice)
    yield "sittings-none", cards.sittings_card([], voice)
    yield "checklist", cards.checklist_card(sitting, hints=("Graph ist nicht erreichbar.",))
    full = cast.after(
        cast.prepared(
            language=language,
            reason="Hochwasser",
            public_room="Rathaus, Raum 100",
            stream="https://stream.example",
            notified=cast.START.date() - timedelta(days=7),
            convened=cast.START.date(),
        ),
        ev.ParticularNoted(at=cast.START, key="hotline", value="0341 1"),
        ev.MinuteTakerNamed(at=cast.START, member=cast.SECOND_CLERK),
        ev.CosignersNamed(at=cast.START, members=cast.VOTERS[1:3]),
    )
    yield "checklist-complete", cards.checklist_card(full)
    yield "closed_check", closed_check_card(sitting)
    seen = [Outsider(name="Gerda Gast", why=Why.NO_WORK, known=Known.INSIDE)]
    yield "closed_check-inside", closed_check_card(sitting, inside=seen, as_of=cast.START)
    many = [Outsider(name=f"Fremde Person {n}", why=Why.STRANGER, known=Known.CHAT) for n in range(80)]
    yield "closed_check-many", closed_check_card(sitting, inside=many, as_of=cast.START)
    for step in ("repeat", "cancel"):
        yield f"reasons-{step}", reasons_card(sitting, step)


def _people(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    sitting = cast.voted(
        cast.balloting(cast.opened(language=language, probe=probe), "6"), cast.MEMBER, Choice.NO
    )
    voice = voice_of(sitting)
    commands = ("present", "vote", "help")
    for name, member in (("counted", cast.MEMBER), ("missing", cast.DEPUTY), ("guest", cast.GUEST)):
        yield (
            f"help-{name}",
            cards.help_card(voice, sitting=sitting, member=member, commands=commands, office_phone="0341 1"),
        )
    yield "help-nowhere", cards.help_card(voice)
    yield "suggestion", cards.suggestion_card(voice, typed="abstimung", nearest="abstimmung")
    long = "schriftführung Maximiliane Hinterhuber"
    yield "suggestion-long", cards.suggestion_card(voice, typed="schrift", nearest=long)
    yield "suggestion-none", cards.suggestion_card(voice, typed="???")
    yield "syntax", cards.syntax_card(voice, ("recuse", "own_recusal"))
    both = (sitting, replace(sitting, body="Ausschuss für Umwelt und Stadtgrün"))
    yield "which_sitting", cards.which_sitting_card(voice, "abstimmung schließen", both)
    for key in ("offered", "declined", "expired", "failed", "no_chat", "unknown"):
        yield f"told-file-{key}", cards.notice_card(voice.say(f"file.{key}", file="niederschrift.docx"))
    options = [(person, f"zulassen {person.id}") for person in cast.PEOPLE[:2]]
    yield "ask_name", cards.ask_name_card(voice, "Vogt", options)
    yield "my_votes", cards.my_votes_card(sitting, cast.MEMBER)
    yield "my_votes-missing", cards.my_votes_card(sitting, cast.DEPUTY)
    yield "my_votes-none", cards.my_votes_card(sitting, cast.GUEST)
    yield "my_votes-repeated", cards.my_votes_card(cast.repeated(sitting), cast.MEMBER)
    yield "refusal", cards.refusal_card(NotAdmitted(), sitting, office_phone="0341 1")
