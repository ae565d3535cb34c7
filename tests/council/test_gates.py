"""What the law and the checklist let through: form of the sitting, abstentions, shares, particulars."""

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from council import commands as cmd
from council import errors
from council.agenda import AgendaItem, BallotKind, Base, ItemKind, ItemStatus, MajorityKind
from council.ballots import Phase, Ruling
from council.checklist import KEYS, lacking, latest_notice
from council.ids import MemberId
from council.legality import (
    Bar,
    bars,
    impossible,
    only_in_the_room,
    remote_counts,
    secret_first,
    secret_possible,
    shown,
    unsettled,
)
from council.presence import Mode
from council.rule_reading import rulebook_of
from council.rulebook import Format, Remote
from tests.council.evening import (
    ADA,
    BEN,
    CHAIR,
    CLERK,
    NO,
    SECOND,
    STARTS,
    SUPPORT,
    YES,
    Evening,
    in_presence,
    members,
    rules_with,
)

ELECTION = AgendaItem(number="4", title="Wahl", kind=ItemKind.ELECTION)
MATTER = AgendaItem(number="6", title="Schule")


def _unsettled(path: str, value: str = "ungeklärt") -> str:
    head = f"[{path}]\nvalue = "
    before, _, after = rules_with().partition(head)
    return f'{before}{head}"{value}"{after[after.index(chr(10)) :]}'


class TestRemotePeople:
    """SächsGemO § 36a: zugeschaltet zählt nur, wo die Form der Sitzung es vorsieht."""

    @pytest.mark.parametrize(
        ("held", "provision", "emergency", "counts"),
        [
            pytest.param(Format.PRESENCE, "Regelbetrieb", True, False, id="presence"),
            pytest.param(Format.DIGITAL, "Notlage", False, True, id="digital"),
            pytest.param(Format.HYBRID, "Regelbetrieb", False, True, id="hybrid-regular"),
            pytest.param(Format.HYBRID, "Notlage", True, True, id="hybrid-emergency"),
            pytest.param(Format.HYBRID, "Notlage", False, False, id="hybrid-without-emergency"),
            pytest.param(Format.HYBRID, "nicht vorgesehen", True, False, id="hybrid-unknown-to-the-law"),
        ],
    )
    def test_count_where_the_law_provides_for_it(
        self, held: Format, provision: str, emergency: bool, counts: bool
    ) -> None:
        rules = rulebook_of(rules_with(format_hybrid=f'"{provision}"'))

        assert remote_counts(rules, held, emergency=emergency) is counts

    def test_what_is_unsettled_takes_nobodys_vote(self) -> None:
        rules = rulebook_of(_unsettled("format.hybrid"))

        assert remote_counts(rules, Format.HYBRID, emergency=False)

    def test_in_a_hybrid_sitting_without_provision_only_the_hall_carries_the_quorum(self) -> None:
        evening = Evening.prepared(format=Format.HYBRID, reason="")
        evening.does(CLERK, cmd.RecordOnSite, members=members(5))
        evening.admit(*members(6, 6))
        evening.does(CHAIR, cmd.OpenSitting)

        assert evening.sitting.quorum("").present == 5
        values = evening.refuses(errors.NoQuorum, CHAIR, cmd.OpenBallot, item="6")
        assert values["present"] == 5

    def test_who_comes_into_the_hall_counts_from_then_on(self) -> None:
        evening = Evening.prepared(format=Format.HYBRID, reason="")
        evening.does(CLERK, cmd.RecordOnSite, members=members(5))
        evening.admit(*members(6, 6))
        evening.does(CLERK, cmd.RecordOnSite, members=(MemberId("m06"),))
        evening.does(CHAIR, cmd.OpenSitting)
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert evening.ballot.electorate == members(6)

    def test_whoever_is_admitted_to_a_sitting_in_presence_is_in_the_hall(self) -> None:
        evening = in_presence()

        assert {evening.sitting.presence(m).spells[-1].mode for m in members(11)} == {Mode.ROOM}


class TestBars:
    """council.md § 2: „gesperrt“ gilt für alle, „ausgeschlossen“ nur für die Zugeschalteten."""

    def rules(self, effect: str) -> tuple[Bar, ...]:
        book = rulebook_of(rules_with(remote_elections=f'"{effect}"'))
        return bars(book, ELECTION, BallotKind.OPEN, public=True)

    @pytest.mark.parametrize(
        ("effect", "held", "seen", "impossible_"),
        [
            pytest.param("gesperrt", Format.DIGITAL, True, True, id="digital-blocked"),
            pytest.param("ausgeschlossen", Format.DIGITAL, True, True, id="digital-all-excluded"),
            pytest.param("bedingt", Format.DIGITAL, True, False, id="digital-conditional"),
            pytest.param("erlaubt", Format.DIGITAL, True, False, id="digital-allowed"),
            pytest.param("gesperrt", Format.HYBRID, True, True, id="hybrid-blocked"),
            pytest.param("gesperrt", Format.HYBRID, False, False, id="hybrid-nobody-remote-yet"),
            pytest.param("ausgeschlossen", Format.HYBRID, True, False, id="hybrid-excluded"),
            pytest.param("gesperrt", Format.PRESENCE, True, False, id="presence"),
        ],
    )
    def test_make_a_ballot_impossible(self, effect: str, held: Format, seen: bool, impossible_: bool) -> None:
        found = impossible(self.rules(effect), held, remote_seen=seen)

        assert (found is not None) is impossible_

    @pytest.mark.parametrize(
        ("effect", "held", "room"),
        [
            pytest.param("ausgeschlossen", Format.HYBRID, True, id="excluded"),
            pytest.param("gesperrt", Format.HYBRID, False, id="blocked"),
            pytest.param("ausgeschlossen", Format.DIGITAL, False, id="digital"),
        ],
    )
    def test_leave_the_ballot_to_the_room(self, effect: str, held: Format, room: bool) -> None:
        assert only_in_the_room(self.rules(effect), held) is room

    def test_name_their_paragraph(self) -> None:
        assert self.rules("gesperrt") == (
            Bar(path="remote.elections", norm="§ 36a SächsGemO", effect=Remote.BLOCKED),
        )

    def test_an_unsettled_one_bars_nothing(self) -> None:
        rules = rulebook_of(_unsettled("remote.elections"))

        assert bars(rules, ELECTION, BallotKind.OPEN, public=True) == ()

    def test_matters_are_barred_by_nothing_of_their_own(self) -> None:
        rules = rulebook_of(rules_with())

        assert bars(rules, MATTER, BallotKind.OPEN, public=True) == ()
        assert bars(rules, None, BallotKind.OPEN, public=True) == ()

    def test_once_remote_means_until_the_end(self) -> None:
        evening = Evening.prepared(format=Format.HYBRID)
        evening.does(CLERK, cmd.RecordOnSite, members=members(10))
        evening.admit(MemberId("m11"))
        evening.does(CHAIR, cmd.OpenSitting)
        evening.leaves(MemberId("m11"))

        evening.refuses(errors.ExcludedRemote, CHAIR, cmd.OpenElection, item="4", candidates=("A",))

    def test_who_left_before_the_opening_bars_nothing(self) -> None:
        evening = Evening.prepared(format=Format.HYBRID)
        evening.does(CLERK, cmd.RecordOnSite, members=members(10))
        evening.admit(MemberId("m11"))
        evening.leaves(MemberId("m11"))
        evening.does(CHAIR, cmd.OpenSitting)

        assert evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("A",))


class TestSecret:
    """council.md § 2: verboten, erlaubt, eingeschaltet; geheim vor namentlich."""

    @pytest.mark.parametrize(
        ("values", "possible"),
        [
            pytest.param({}, False, id="as-shipped"),
            pytest.param({"secret_enabled": "true"}, True, id="switched-on"),
            pytest.param({"secret_enabled": "true", "secret_allowed": "false"}, False, id="forbidden"),
        ],
    )
    def test_possible(self, values: dict[str, str], possible: bool) -> None:
        assert secret_possible(rulebook_of(rules_with(**values))) is possible

    @pytest.mark.parametrize(
        ("asked", "planned", "gives_way"),
        [
            (BallotKind.ROLL_CALL, BallotKind.SECRET, True),
            (BallotKind.OPEN, BallotKind.SECRET, False),
            (BallotKind.ROLL_CALL, BallotKind.OPEN, False),
        ],
    )
    def test_before_roll_call(self, asked: BallotKind, planned: BallotKind, gives_way: bool) -> None:
        land = (rulebook_of(_text("nordrhein-westfalen")), rulebook_of(rules_with()))

        assert secret_first(land[0], asked, planned) is gives_way
        assert not secret_first(land[1], asked, planned) or land[1].secret_precedes.binds


def _text(land: str) -> str:
    return (files("council") / "rulesets" / f"{land}.toml").read_text(encoding="utf-8")


class TestUnsettled:
    """Auftrag Teil 1: ungeklärt ist ein Hinweis."""

    def test_names_value_and_norm(self) -> None:
        rules = rulebook_of(rules_with())
        found = unsettled(rules, "majority.two_thirds", "quorum.share", "majority.two_thirds")

        assert [(u.path, u.value) for u in found] == [("majority.two_thirds", "alle Mitglieder")]

    @pytest.mark.parametrize(
        ("value", "words"),
        [(None, ""), (True, "ja"), (False, "nein"), (("a", "b"), "a, b"), (3, "3"), ("x", "x")],
    )
    def test_is_shown_in_words(self, value: object, words: str) -> None:
        assert shown(value) == words


class TestAbstention:
    """GO Bayern Art. 48: niemand darf sich enthalten; dann gibt es keine dritte Antwort."""

    def test_there_are_two_answers(self) -> None:
        evening = Evening.opened(rules=rules_with(majority_abstention='"nicht zugelassen"'))
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert evening.ballot.choices == (YES, NO)

    def test_an_abstention_is_refused_with_its_paragraph(self) -> None:
        evening = Evening.opened(rules=rules_with(majority_abstention='"nicht zugelassen"'))
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        values = evening.refuses(
            errors.AbstentionNotAllowed,
            ADA,
            cmd.CastVote,
            ballot=1,
            round=1,
            choice=evening.ballot.choices[0].ABSTAIN,
        )

        assert values == {"norm": evening.sitting.rules.abstention.norm}

    def test_none_is_counted_by_hand_either(self) -> None:
        evening = Evening.opened(rules=rules_with(majority_abstention='"nicht zugelassen"'))
        evening.does(CHAIR, cmd.OpenBallot, item="6")

        evening.refuses(errors.AbstentionNotAllowed, CLERK, cmd.EnterHands, yes=5, no=1, abstain=1)


class TestShares:
    """Auftrag, Bad input: ein unmöglicher Bruchteil."""

    @pytest.mark.parametrize("share", ["5/3", "0/4", "x", "1/0", ""])
    def test_is_no_majority(self, share: str) -> None:
        Evening.opened().refuses(
            errors.ImpossibleShare,
            CHAIR,
            cmd.OpenBallot,
            item="6",
            majority=MajorityKind.SHARE,
            share=share,
            of=Base.MEMBERS,
        )

    def test_a_possible_one_stands_in_the_record(self) -> None:
        evening = Evening.opened()
        evening.does(
            CHAIR, cmd.OpenBallot, item="6", majority=MajorityKind.SHARE, share="3/5", of=Base.PRESENT
        )

        assert (evening.ballot.share, evening.ballot.of) == ("3/5", Base.PRESENT)
        evening.votes(yes=7, no=4)
        assert (evening.declares().needed, evening.ballot.base) == (7, 11)


class TestChecklist:
    """SächsGemO § 36a: Anzeige, Notlage, Raum; was fehlt, sperrt nur, wo die Regeln es sagen."""

    def keys(self, evening: Evening) -> list[str]:
        return [lack.key for lack in lacking(evening.sitting)]

    def test_names_what_is_missing_of_a_digital_sitting(self) -> None:
        evening = Evening.prepared(reason="")

        assert self.keys(evening) == [
            "convened",
            "reason",
            "notified",
            "public_room",
            "stream",
            "hotline",
            "minute_taker",
            "cosigners",
        ]

    @pytest.mark.parametrize(
        ("day", "missing"),
        [
            pytest.param("2026-12-02", False, id="seven-days-before"),
            pytest.param("2026-12-03", True, id="six-days-before"),
        ],
    )
    def test_reckons_the_seven_days(self, day: str, missing: bool) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.NoteParticular, key="notified", value=day)
        late = [lack for lack in lacking(evening.sitting) if lack.key == "notified_late"]

        assert bool(late) is missing
        assert not late or (late[0].latest, late[0].norm) == (date(2026, 12, 2), "§ 36a SächsGemO")

    def test_the_days_are_those_of_the_towns_clock(self) -> None:
        late_evening = STARTS.replace(hour=23, minute=30)

        assert latest_notice(late_evening, "Europe/Berlin", 7) == date(2026, 12, 3)

    def test_everything_noted_nothing_is_missing(self) -> None:
        evening = Evening.prepared()
        for key in ("convened", "notified"):
            evening.does(CLERK, cmd.NoteParticular, key=key, value="2026-11-25")
        for key in ("public_room", "stream", "hotline"):
            evening.does(CHAIR, cmd.NoteParticular, key=key, value="Rathaus")
        evening.does(CLERK, cmd.NameMinuteTaker, member=SECOND)
        evening.does(CLERK, cmd.NameCosigners, members=(ADA, BEN))

        assert self.keys(evening) == []

    def test_in_presence_less_is_asked_for(self) -> None:
        assert self.keys(Evening.prepared(format=Format.PRESENCE)) == [
            "convened",
            "minute_taker",
            "cosigners",
        ]

    def test_the_consent_of_the_authority_where_the_law_asked_for_it(self) -> None:
        evening = Evening.prepared(rules=rules_with(digital_prior_consent="true"))

        assert "consent" in self.keys(evening)

    def test_a_form_that_the_law_does_not_know_is_told(self) -> None:
        evening = Evening.prepared(format=Format.HYBRID, rules=rules_with(format_hybrid='"nicht vorgesehen"'))

        assert "format" in self.keys(evening)

    def test_blocks_nothing_as_shipped(self) -> None:
        assert not any(lack.blocks for lack in lacking(Evening.prepared(reason="").sitting))

    def test_blocks_the_opening_where_the_rules_say_so(self) -> None:
        evening = Evening.prepared(reason="", rules=rules_with(checklist_blocks='["reason", "convened"]'))
        values = evening.refuses(errors.ChecklistMissing, CHAIR, cmd.OpenSitting)
        assert values["missing"] == ("convened", "reason")
        evening.does(CLERK, cmd.NoteParticular, key="reason", value="Hochwasser")
        evening.does(CLERK, cmd.NoteParticular, key="convened", value="2026-11-25")

        assert evening.does(CHAIR, cmd.OpenSitting)

    @pytest.mark.parametrize(
        ("key", "value", "why"),
        [
            pytest.param("wetter", "Regen", errors.UnknownParticular, id="unknown"),
            pytest.param("notified", "bald", errors.DayUnclear, id="no-day"),
            pytest.param("notified", "2026-13-01", errors.DayUnclear, id="no-such-day"),
        ],
    )
    def test_takes_what_it_knows(self, key: str, value: str, why: type[errors.Refusal]) -> None:
        Evening.prepared().refuses(why, CLERK, cmd.NoteParticular, key=key, value=value)

    def test_the_same_twice_is_noted_once(self) -> None:
        evening = Evening.prepared()
        evening.does(CLERK, cmd.NoteParticular, key="hotline", value="115")

        assert evening.does(CLERK, cmd.NoteParticular, key="hotline", value=" 115 ") == ()

    @pytest.mark.parametrize("key", KEYS)
    def test_every_entry_can_be_noted_and_taken_back(self, key: str) -> None:
        evening = Evening.prepared()
        value = "2026-11-30" if key in ("convened", "notified", "consent") else "ja"
        evening.does(CLERK, cmd.NoteParticular, key=key, value=value)
        evening.does(CLERK, cmd.NoteParticular, key=key, value="")

        assert evening.sitting.particulars[key] == ""

    def test_belongs_to_office_and_chair(self) -> None:
        Evening.prepared().refuses(errors.ChairNeeded, SUPPORT, cmd.NoteParticular, key="guests", value="x")


class TestDisturbance:
    """Auftrag Teil 5: Warten, Ohne weiter, Abbrechen; jede Antwort wird festgehalten."""

    def disturbed(self) -> Evening:
        evening = Evening.voting()
        evening.vote(BEN, YES)
        evening.does(CLERK, cmd.ReportDisturbance, member=ADA, reason="kein Ton")
        return evening

    def test_the_chair_is_asked_while_a_vote_is_missing_for_it(self) -> None:
        evening = self.disturbed()

        assert evening.sitting.disturbance_asked
        assert evening.sitting.disturbed_voters == (ADA,)

    def test_is_not_asked_about_somebody_who_has_voted(self) -> None:
        evening = Evening.voting()
        evening.vote(ADA, YES)
        evening.does(CLERK, cmd.ReportDisturbance, member=ADA)

        assert not evening.sitting.disturbance_asked
        evening.refuses(errors.NobodyDisturbed, CHAIR, cmd.RuleDisturbance, ruling=Ruling.WAIT)

    def test_waiting_keeps_their_place(self) -> None:
        evening = self.disturbed()
        evening.does(CHAIR, cmd.RuleDisturbance, ruling=Ruling.WAIT)
        assert not evening.sitting.disturbance_asked
        evening.does(ADA, cmd.EndDisturbance, member=ADA)

        assert evening.vote(ADA, NO)
        assert [(r, m) for _, r, m in evening.ballot.rulings] == [(Ruling.WAIT, (ADA,))]

    def test_going_on_takes_them_out_of_this_ballot_alone(self) -> None:
        evening = self.disturbed()
        evening.does(CHAIR, cmd.RuleDisturbance, ruling=Ruling.WITHOUT)
        evening.does(ADA, cmd.EndDisturbance, member=ADA)
        values = evening.refuses(errors.WentOnWithout, ADA, cmd.CastVote, ballot=1, round=1, choice=YES)
        assert values == {"ballot": 1}
        evening.declares()
        evening.does(CHAIR, cmd.OpenBallot, item="11.2")

        assert ADA in evening.ballot.electorate

    def test_whom_they_went_on_without_no_clerk_votes_for(self) -> None:
        evening = self.disturbed()
        evening.does(CHAIR, cmd.RuleDisturbance, ruling=Ruling.WITHOUT)

        evening.refuses(errors.WentOnWithout, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Telefon")

    def test_breaking_off_ends_the_ballot(self) -> None:
        evening = self.disturbed()
        evening.does(CHAIR, cmd.RuleDisturbance, ruling=Ruling.CANCEL)

        assert evening.ballot.phase is Phase.CANCELLED
        assert evening.ballot.rulings[0][1] is Ruling.CANCEL

    def test_cancelling_while_asked_is_the_same_answer(self) -> None:
        evening = self.disturbed()
        evening.does(CHAIR, cmd.CancelBallot, reason="Ton weg")

        assert [(r, m) for _, r, m in evening.ballot.rulings] == [(Ruling.CANCEL, (ADA,))]

    def test_closing_without_an_answer_is_going_on_without_them(self) -> None:
        evening = self.disturbed()
        evening.does(CHAIR, cmd.CloseBallot)

        assert [(r, m) for _, r, m in evening.ballot.rulings] == [(Ruling.WITHOUT, (ADA,))]
        assert ADA not in evening.ballot.standing
        assert ADA not in evening.ballot.not_cast

    def test_disturbed_once_more_the_chair_is_asked_once_more(self) -> None:
        evening = self.disturbed()
        evening.does(CHAIR, cmd.RuleDisturbance, ruling=Ruling.WAIT)
        evening.does(CLERK, cmd.EndDisturbance, member=ADA)
        evening.does(CLERK, cmd.ReportDisturbance, member=ADA)

        assert evening.sitting.disturbance_asked

    def test_somebody_else_disturbed_is_asked_about_anew(self) -> None:
        evening = self.disturbed()
        evening.does(CHAIR, cmd.RuleDisturbance, ruling=Ruling.WAIT)
        evening.does(CLERK, cmd.ReportDisturbance, member=MemberId("m07"))

        assert evening.sitting.disturbance_asked

    def test_members_report_it_themselves_and_that_it_is_over(self) -> None:
        evening = Evening.opened()
        evening.does(ADA, cmd.ReportDisturbance, member=ADA, reason="kein Bild")
        assert ADA not in evening.sitting.electorate("6")
        evening.does(ADA, cmd.EndDisturbance, member=ADA)

        assert ADA in evening.sitting.electorate("6")

    def test_nobody_reports_another_member(self) -> None:
        Evening.opened().refuses(errors.RoleNeeded, BEN, cmd.ReportDisturbance, member=ADA)


class TestAgendaInMotion:
    """Vertrag § 4: verweisen, zurückgezogen, wiederaufnehmen, gemeinsam, verschieben."""

    @pytest.mark.parametrize(
        ("kind", "status"),
        [(cmd.ReferItem, ItemStatus.REFERRED), (cmd.WithdrawItem, ItemStatus.WITHDRAWN)],
    )
    def test_an_item_leaves_with_its_reason_and_comes_back(
        self, kind: type[cmd.ReferItem] | type[cmd.WithdrawItem], status: ItemStatus
    ) -> None:
        evening = Evening.opened()
        evening.does(CLERK, kind, item="6", reason="Hauptausschuss")
        item = evening.sitting.agenda.get("6")
        assert item is not None
        assert (item.status, item.reason) == (status, "Hauptausschuss")
        evening.refuses(errors.ItemIsOff, CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.ReopenItem, item="6")

        assert evening.does(CHAIR, cmd.CallItem, item="6")

    def test_what_is_on_the_agenda_need_not_be_taken_up(self) -> None:
        assert Evening.opened().refuses(errors.StillThere, CHAIR, cmd.ReopenItem, item="6") == {"item": "6"}

    def test_an_unknown_item_cannot_be_taken_up(self) -> None:
        Evening.opened().refuses(errors.UnknownItem, CHAIR, cmd.ReopenItem, item="99")

    def test_joined_items_are_each_voted_on(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.JoinItems, items=("11.2", "6"))
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.OpenBallot, item="11.2")
        evening.votes(yes=6)

        assert evening.declares().outcome is not None

    @pytest.mark.parametrize(
        ("items", "why"),
        [
            pytest.param(("6",), errors.BlockTooSmall, id="one"),
            pytest.param(("6", "20"), errors.ItemIsClosed, id="public-and-closed"),
            pytest.param(("6", "99"), errors.UnknownItem, id="unknown"),
        ],
    )
    def test_joining_needs_two_of_one_part(self, items: tuple[str, ...], why: type[errors.Refusal]) -> None:
        Evening.opened().refuses(why, CHAIR, cmd.JoinItems, items=items)

    @pytest.mark.parametrize(
        ("item", "anchor", "before", "order"),
        [
            pytest.param("2", "6", False, "6 2 7", id="behind"),
            pytest.param("7", "6", True, "5 7 6", id="before"),
            pytest.param("2", "11.1", False, "11.1.2 2 11.2", id="behind-its-amendments"),
            pytest.param("11.1.2", "11.1.1", True, "11.1 11.1.2 11.1.1", id="most-far-reaching-first"),
            pytest.param("11.1.2", "11.1", False, "11.1 11.1.2 11.1.1", id="first-under-its-motion"),
        ],
    )
    def test_an_item_is_moved_to_its_new_place(
        self, item: str, anchor: str, before: bool, order: str
    ) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.MoveItem, item=item, anchor=anchor, before=before)
        numbers = " ".join(i.number for i in evening.sitting.agenda)

        assert order in numbers

    def test_moved_to_the_front_it_comes_first(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.MoveItem, item="6", anchor="1", before=True)

        assert next(iter(evening.sitting.agenda)).number == "6"

    def test_moving_to_where_it_stands_changes_nothing(self) -> None:
        assert Evening.opened().does(CHAIR, cmd.MoveItem, item="2", anchor="1") == ()

    @pytest.mark.parametrize("anchor", ["99", "6"], ids=["unknown", "itself"])
    def test_the_other_item_has_to_be_another_one(self, anchor: str) -> None:
        Evening.opened().refuses(errors.UnknownItem, CHAIR, cmd.MoveItem, item="6", anchor=anchor)

    def test_amendments_are_voted_in_the_order_the_chair_gave_them(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.MoveItem, item="11.1.2", anchor="11.1.1", before=True)
        evening.does(CHAIR, cmd.CallItem, item="11.1")
        evening.does(CHAIR, cmd.CallNext)

        assert evening.sitting.item == "11.1.2"

    def test_the_motion_is_put_as_amended(self) -> None:
        evening = Evening.opened()
        evening.decides("11.1.1", yes=7)
        evening.decides("11.1.2", no=7)
        evening.does(CHAIR, cmd.OpenBallot, item="11.1")

        assert evening.ballot.amended == ("11.1.1",)


class TestResultThatCannotBe:
    """Auftrag Teil 7: Plausibilität vor der Feststellung; keine Begründung hilft darüber hinweg."""

    def test_counts_that_nobody_gave_are_not_declared(self) -> None:
        evening = Evening.voting()
        evening.votes(yes=3)
        evening.closes()
        tampered = replace(evening.ballot, tally=replace(evening.ballot.tally, yes=9))  # type: ignore[type-var]
        evening._sitting = replace(evening.sitting, ballots={1: tampered})  # type: ignore[dict-item]

        values = evening.refuses(errors.ResultDoubtful, CHAIR, cmd.DeclareBallot)
        assert (values["step"], values["votes"], values["entitled"]) == ("miscounted", 9, 3)
