"""How a ballot begins: on an item, on a procedural motion, and what the law keeps out."""

from dataclasses import replace

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.agenda import BallotKind, ItemKind, MajorityKind
from council.ballots import Outcome, Phase
from council.ids import MemberId
from council.rulebook import Format
from tests.council.evening import (
    ADA,
    CHAIR,
    CLERK,
    RULES,
    Evening,
    members,
)


class TestOpening:
    """SächsGemO § 39 Abs. 5, 6: offen abgestimmt wird über den aufgerufenen Punkt."""

    def test_takes_what_is_not_said_from_the_agenda(self) -> None:
        ballot = Evening.voting(item="8").ballot

        assert (ballot.kind, ballot.majority, ballot.title) == (
            BallotKind.ROLL_CALL,
            MajorityKind.TWO_THIRDS,
            "Hauptsatzung",
        )

    def test_says_what_a_yes_means(self) -> None:
        assert Evening.voting(item="6").ballot.object == "Die Schule wird gebaut."

    def test_lets_the_chair_say_it_otherwise(self) -> None:
        evening = Evening.opened()
        evening.does(
            CHAIR,
            cmd.OpenBallot,
            item="6",
            kind=BallotKind.ROLL_CALL,
            majority=MajorityKind.OF_MEMBERS,
            object=" nur der Turm ",
        )
        ballot = evening.ballot

        assert (ballot.kind, ballot.majority, ballot.object) == (
            BallotKind.ROLL_CALL,
            MajorityKind.OF_MEMBERS,
            "nur der Turm",
        )

    def test_calls_an_item_that_is_not_called(self) -> None:
        evening = Evening.opened()
        events = evening.does(CHAIR, cmd.OpenBallot, item="6")

        assert [type(e) for e in events] == [ev.ItemCalled, ev.BallotOpened]
        assert evening.sitting.item == "6"

    def test_does_not_call_the_called_item_again(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")

        assert [type(e) for e in evening.does(CHAIR, cmd.OpenBallot)] == [ev.BallotOpened]

    def test_is_not_done_before_the_sitting_is_open(self) -> None:
        values = Evening.prepared().refuses(errors.NotOpened, CHAIR, cmd.OpenBallot, item="6")

        assert values == {}

    def test_is_not_done_in_a_break(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.Pause)

        assert evening.refuses(errors.InBreak, CHAIR, cmd.OpenBallot, item="6") == {"until": None}

    def test_is_not_done_after_the_end(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.EndSitting)

        assert evening.refuses(errors.SittingIsOver, CHAIR, cmd.OpenBallot, item="6") == {
            "at": evening.sitting.ended_at
        }

    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            pytest.param(cmd.OpenBallot, {"item": "7"}, id="another-item"),
            pytest.param(cmd.OpenBallot, {"object": "Punkt 2"}, id="the-same-item"),
            pytest.param(cmd.OpenProceduralMotion, {"text": "Schluss der Debatte"}, id="procedural"),
        ],
    )
    def test_there_is_one_ballot_at_a_time(self, kind: type[cmd.Command], values: dict[str, str]) -> None:
        evening = Evening.voting()
        evening.refuses(errors.BallotInTheWay, CHAIR, kind, **values)
        evening.closes()

        assert evening.refuses(errors.BallotInTheWay, CHAIR, kind, **values) == {
            "ballot": 1,
            "step": "declare",
        }

    def test_a_second_ballot_on_an_item_needs_its_object(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)

        assert evening.refuses(errors.ObjectNeeded, CHAIR, cmd.OpenBallot, object=" ") == {
            "item": "6",
            "ballot": 1,
        }
        evening.does(CHAIR, cmd.OpenBallot, object="Punkt 2")
        assert evening.ballot.object == "Punkt 2"

    def test_a_cancelled_ballot_asks_for_no_object_afterwards(self) -> None:
        evening = Evening.voting()
        evening.does(CHAIR, cmd.CancelBallot)
        evening.does(CHAIR, cmd.OpenBallot)

        assert evening.ballot.phase is Phase.OPEN

    def test_ballots_are_numbered_through_the_evening(self) -> None:
        evening = Evening.opened()
        evening.decides("6", yes=6)
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")
        evening.does(CHAIR, cmd.CancelBallot)
        evening.decides("7", yes=6)
        evening.does(CHAIR, cmd.RepeatBallot)

        assert list(evening.sitting.ballots) == [1, 2, 3, 4]


class TestExcludedBusiness:
    """SächsGemO § 36a: in digitaler Sitzung keine Wahlen, kein Beschluss über die Haushaltssatzung."""

    @pytest.mark.parametrize(("item", "kind"), [("4", "wahl"), ("5", "haushalt")], ids=["election", "budget"])
    def test_is_refused_with_its_norm(self, item: str, kind: str) -> None:
        values = Evening.opened().refuses(errors.ExcludedDigital, CHAIR, cmd.OpenBallot, item=item)

        assert values == {"item": item, "kind": kind, "norm": "§ 36a SächsGemO"}

    def test_is_refused_by_hands_as_well(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="5")

        evening.refuses(errors.ExcludedDigital, CLERK, cmd.EnterHands, yes=6, no=0, abstain=0)

    def test_the_budget_may_be_decided_in_presence(self) -> None:
        evening = Evening.opened(format=Format.PRESENCE)

        assert evening.decides("5", yes=6).outcome is Outcome.CARRIED

    def test_the_budget_may_be_decided_where_remote_people_only_listen(self) -> None:
        evening = Evening.prepared(format=Format.HYBRID, reason="")
        evening.does(CLERK, cmd.RecordOnSite, members=members(10))
        evening.admit(MemberId("m11"))
        evening.does(CHAIR, cmd.OpenSitting)

        assert evening.decides("5", yes=6).outcome is Outcome.CARRIED
        assert MemberId("m11") not in evening.ballot.electorate

    def test_once_remote_people_count_the_budget_is_barred_for_everybody(self) -> None:
        evening = Evening.opened(format=Format.HYBRID)
        values = evening.refuses(errors.ExcludedRemote, CHAIR, cmd.OpenBallot, item="5")

        assert values == {"item": "5", "kind": "haushalt", "norm": "§ 36a SächsGemO"}

    def test_an_election_is_never_an_open_ballot(self) -> None:
        evening = Evening.opened(format=Format.PRESENCE)

        assert evening.refuses(errors.ElectionByPaper, CHAIR, cmd.OpenBallot, item="4") == {
            "item": "4",
            "norm": "§ 39 Abs. 7 SächsGemO",
        }

    def test_a_rule_set_may_allow_the_budget(self) -> None:
        rules = RULES.replace(
            '[remote.budget_statute]\nvalue = "gesperrt"', '[remote.budget_statute]\nvalue = "erlaubt"'
        )
        evening = Evening.opened(rules=rules)

        assert evening.decides("5", yes=6).outcome is Outcome.CARRIED


class TestProceduralMotion:
    """GO: Geschäftsordnungsanträge sofort, offen, mit einfacher Mehrheit; ohne Vorlage."""

    def test_is_voted_on_without_an_item(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.OpenProceduralMotion, text=" Schluss der Debatte ")
        ballot = evening.ballot

        assert (ballot.item, ballot.title, ballot.procedural) == ("", "Schluss der Debatte", True)
        assert (ballot.kind, ballot.majority) == (BallotKind.OPEN, MajorityKind.SIMPLE)

    def test_does_not_decide_the_item_under_debate(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")
        evening.votes(yes=6)
        evening.declares()
        evening.does(CHAIR, cmd.OpenBallot)

        assert evening.sitting.ballots_on("6") == (evening.ballot,)
        assert not evening.sitting.decided("6")

    def test_leaves_out_who_is_biased_on_the_item_under_debate(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.CallItem, item="6")
        evening.does(CHAIR, cmd.DeclareRecusal, member=ADA)
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Vertagung")

        assert ADA not in evening.ballot.electorate

    def test_needs_words(self) -> None:
        values = Evening.opened().refuses(errors.ReasonNeeded, CHAIR, cmd.OpenProceduralMotion, text="  ")

        assert values == {}

    @pytest.mark.parametrize(
        ("kind", "procedural", "amending"),
        [
            pytest.param(ItemKind.RESOLUTION, False, False, id="a-paper-is-resolved"),
            pytest.param(ItemKind.AMENDMENT, False, True, id="an-amendment-is-carried"),
            pytest.param(ItemKind.FORMALITY, True, True, id="a-procedural-motion-is-carried"),
        ],
    )
    def test_is_carried_or_rejected_as_amendments_are(
        self, kind: ItemKind, procedural: bool, amending: bool
    ) -> None:
        ballot = replace(Evening.voting().ballot, item_kind=kind, procedural=procedural)

        assert ballot.amending is amending

    def test_is_repeated_without_calling_an_item(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")
        events = evening.does(CHAIR, cmd.RepeatBallot)

        assert [type(e) for e in events] == [ev.BallotSuperseded, ev.BallotOpened]
        assert evening.ballot.procedural

    def test_needs_a_reason_to_be_repeated_once_an_item_is_called(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.OpenProceduralMotion, text="Schluss der Debatte")
        evening.votes(yes=6)
        evening.declares()
        evening.does(CHAIR, cmd.CallNext)

        evening.refuses(errors.ReasonNeeded, CHAIR, cmd.RepeatBallot)
        evening.does(CHAIR, cmd.RepeatBallot, reason="Zweifel an der Zählung")
        assert evening.sitting.item == "1"
