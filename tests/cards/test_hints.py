"""What the chair is told unasked: lost quorum, doubts, recusals, the law's bars, what is unsettled."""

from dataclasses import replace
from datetime import timedelta

import pytest

import cards
from cards.build import MOST_BYTES
from cards.hints import hints_for
from cards.size import weight
from cards.unsettled import matters_now, unsettled_hints
from council import commands as cmd
from council import events as ev
from council.agenda import AgendaItem, Base, MajorityKind
from council.presence import Mode
from council.rule_reading import rulebook_of
from council.rulebook import Format
from council.sitting import Sitting
from tests import cast
from tests.cards import stages
from tests.cards.reading import whole


def said(name: str) -> str:
    """All hints of a stage in one."""
    return "\n".join(hints_for(stages.rules()[name]))


def unsettled_set(land: str = "sachsen", *paths: str) -> Sitting:
    """A sitting in the hall under a set in which the values at *paths* are not settled."""
    text = stages.rules_of(land).text
    for path in paths:
        head, _, rest = text.partition(f"[{path}]")
        table, blank, after = rest.partition("\n\n")
        certainty = 'certainty = "'
        before, _, tail = table.partition(certainty)
        value = before.replace("\nvalue = ", '\nvalue = "ungeklärt"\nreckoned = ', 1)
        text = f"{head}[{path}]{value}{certainty}ungeklärt{tail[tail.index(chr(34)) :]}{blank}{after}"
    return replace(stages.hall(land=land), rules=rulebook_of(text))


class TestQuorum:
    """Issue § 2: loss of quorum warns the chair at once and blocks or does not block as the set says."""

    def test_that_is_lost_and_blocks_says_so_with_its_paragraph(self) -> None:
        assert "Ohne Beschlussfähigkeit wird nicht abgestimmt" in said("blocked")
        assert "(§ 39 Abs. 2 SächsGemO)" in said("blocked")

    def test_that_is_presumed_blocks_nothing_until_it_is_challenged(self) -> None:
        assert "vermutet, bis jemand sie anzweifelt (§ 65 NKomVG); Abstimmungen bleiben" in said(
            "presumed-lost"
        )
        assert "Ohne Beschlussfähigkeit wird nicht abgestimmt" in said("challenged")

    def test_a_doubt_is_told_with_name_time_and_finding(self) -> None:
        assert "Nora Weiß hat um 14:01 Uhr die Beschlussfähigkeit gerügt. Festgestellt: Nicht" in said(
            "challenged"
        )

    def test_a_doubt_that_was_unfounded_is_told_until_the_next_item(self) -> None:
        doubted = stages.do(cast.called(stages.hall(), "5"), cmd.DoubtQuorum, by=cast.MEMBER)
        later = cast.called(doubted, "8.1", at=cast.START + timedelta(hours=1))

        assert "Anna Abel hat um" in "\n".join(hints_for(doubted))
        assert "gerügt" not in "\n".join(hints_for(later))

    def test_that_is_there_says_nothing(self) -> None:
        assert hints_for(cast.called(stages.hall(), "8.1")) == []

    def test_of_an_unsettled_rule_leaves_it_to_the_chair(self) -> None:
        sitting = unsettled_set("sachsen", "quorum.share")
        lost = cast.after(sitting, *(ev.LeavingReported(at=cast.START, member=m) for m in cast.VOTERS[1:6]))

        assert "hält deshalb keine Abstimmung auf" in "\n".join(hints_for(lost))
        assert not lost.lacks_quorum(lost.quorum())


class TestMembers:
    """Issue §§ 5 and 7: own recusals wait for the chair; who is remote and does not count is named."""

    def test_an_own_recusal_is_told_until_it_is_settled(self) -> None:
        sitting = stages.rules()["recusal"]
        settled = stages.do(sitting, cmd.ConfirmEntry, case=sitting.waiting_cases[-1].id)

        assert "Anna Abel meldet Befangenheit bei TOP 8.1. Sie gilt schon." in said("recusal")
        assert "Befangenheit" not in "\n".join(hints_for(settled))

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("presence", "Lena Spät ist zugeschaltet und zählt in einer Präsenzsitzung nicht mit."),
            ("hybrid", "nur in einer Notlage (§ 36a SächsGemO). Liegt eine vor: „checkliste notlage Grund“."),
        ],
    )
    def test_who_is_connected_and_does_not_count_is_named(self, name: str, words: str) -> None:
        assert words in said(name)

    def test_in_a_hybrid_sitting_in_an_emergency_they_count(self) -> None:
        sitting = stages.hall(format=Format.HYBRID, particulars={"reason": "Hochwasser"})

        assert "zugeschaltet" not in "\n".join(hints_for(cast.admitted(sitting, cast.LATE)))


class TestItem:
    """Issue § 6, bad input: the sentence names the rule, its paragraph, and what is allowed instead."""

    def test_what_is_barred_in_a_digital_sitting_can_be_postponed(self) -> None:
        sitting = stages.rules()["election-digital"]

        assert (
            "TOP 9 (Wahl) darf in einer digitalen Sitzung nicht entschieden werden (§ 36a SächsGemO). "
            "Möglich: vertagen" in said("election-digital")
        )
        assert cards.next_step(sitting) == "postpone"

    def test_what_is_barred_once_somebody_was_remote(self) -> None:
        sitting = stages.hall(format=Format.HYBRID, particulars={"reason": "Hochwasser"})
        before = cast.called(sitting, "9")
        after = cast.admitted(before, cast.LATE, at=cast.START)

        assert cards.next_step(before) == ""
        assert "wahl 9 Name" in "\n".join(hints_for(before))
        assert cards.next_step(after) == "postpone"
        assert "nachdem Mitglieder zugeschaltet waren (§ 36a SächsGemO)" in "\n".join(hints_for(after))

    def test_a_secret_ballot_that_is_not_switched_on_can_be_open(self) -> None:
        sitting = stages.rules()["secret-off"]

        assert "nicht eingeschaltet (Entscheidung der Gemeinde)" in said("secret-off")
        assert "„abstimmung 11 offen“" in said("secret-off")
        assert cards.next_step(sitting) == ""

    def test_a_secret_ballot_of_too_few_says_how_many(self) -> None:
        sitting = cast.called(stages.hall(overlay=stages.SECRET), "11")
        few = cast.after(
            sitting, *(ev.RecusalDeclared(at=cast.START, member=m, item="11") for m in cast.VOTERS[:4])
        )

        assert cards.next_step(sitting) == "open_ballot"
        assert "nötig sind mindestens 5" in "\n".join(hints_for(few))

    def test_alternatives_without_a_majority_say_how_it_goes_on(self) -> None:
        tied = stages.rounds()["choice-tied"]
        lost = stages.told(stages.voting(stages.do(tied, cmd.OpenNextRound), stages.A, stages.B))

        assert "Kein Vorschlag hat eine Mehrheit." in "\n".join(hints_for(lost))
        assert cards.next_step(lost) == ""


class TestManyAtOnce:
    """Contract § 5 rule 1: under 28 KB, with 120 members too; nothing is cut off at the end."""

    def test_wishes_and_remote_members_are_told_in_sums(self) -> None:
        people = cast.crowd(120, name_length=60)
        voters = [m.id for m in people if m.entitled]
        numbers = tuple(f"8.{n}" for n in range(1, 41))
        agenda = [AgendaItem(number=n, title="x" * 200) for n in numbers]
        bound = cast.prepared(people=people, agenda=agenda, format=Format.PRESENCE)
        in_room = ev.MemberAdmitted(at=cast.START, member=cast.CHAIR, since=cast.START, mode=Mode.ROOM)
        sitting = cast.after(bound, *(replace(in_room, member=m) for m in voters[:80]))
        sitting = cast.opened(cast.admitted(sitting, *voters[80:]))
        sitting = stages.do(sitting, cmd.OpenBlock, items=numbers)
        for number in numbers:
            wishes = (ev.PullOutRequested(at=cast.START, member=m, item=number) for m in voters[:20])
            sitting = cast.after(sitting, *wishes)

        found = "\n".join(hints_for(sitting))
        assert "und 14 weitere möchten über TOP 8.1 einzeln abstimmen" in found
        assert "Einzeln gewünscht sind auch: TOP 8.7, 8.8" in found
        assert "weitere sind zugeschaltet und zählen in einer Präsenzsitzung nicht mit." in found
        assert weight(cards.control_card(sitting)) < MOST_BYTES

    def test_many_recusals_are_told_in_sums(self) -> None:
        sitting = cast.called(stages.hall(), "8.1")
        for member in cast.VOTERS[1:]:
            event = ev.RecusalReported(at=cast.START, case=sitting.next_case, member=member, item="8.1")
            sitting = cast.after(sitting, event)

        assert "2 weitere Meldungen einer Befangenheit warten" in "\n".join(hints_for(sitting))


class TestChecklist:
    """Issue § 6: what is missing is shown to the chair before the opening."""

    def test_is_named_before_the_opening_only(self) -> None:
        before = "\n".join(hints_for(cast.prepared()))

        assert "Auf der Checkliste fehlt noch: Tag der Einberufung, Grund der Notlage" in before
        assert "Checkliste" not in "\n".join(hints_for(cast.opened()))

    def test_what_blocks_is_named_first(self) -> None:
        text = stages.rules_of().text.replace(
            "[checklist.blocks]\nvalue = []", '[checklist.blocks]\nvalue = ["notified"]'
        )
        sitting = replace(cast.prepared(), rules=rulebook_of(text))

        found = hints_for(sitting)
        assert found[0].startswith("Ohne diese Angaben lässt das Regelwerk keine Eröffnung zu: Anzeige an")
        assert "Ohne das keine Eröffnung." in whole(cards.checklist_card(sitting))


class TestUnsettled:
    """Issue § 1: an unsettled value is a visible hint to the chair, never silent, never a block."""

    def test_is_said_when_it_matters_with_what_is_reckoned(self) -> None:
        assert (
            "Rechtlich ungeklärt: wovon zwei Drittel gerechnet werden "
            "(Vorschrift, die diese Mehrheit verlangt). Gerechnet wird mit „alle Mitglieder“."
            in said("unsettled")
        )

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("quorum.share", "die Hälfte"),
            ("quorum.presumed", "nein"),
            ("majority.simple", "abgegebene Stimmen"),
            ("majority.tie", "abgelehnt"),
        ],
    )
    def test_what_is_reckoned_is_said_in_words(self, path: str, value: str) -> None:
        sitting = cast.called(unsettled_set("sachsen", path), "8.1")

        assert f"Gerechnet wird mit „{value}“." in "\n".join(unsettled_hints(sitting))

    def test_is_not_said_of_an_item_that_needs_another_majority(self) -> None:
        assert unsettled_hints(cast.called(stages.hall(), "8.1")) == []

    def test_of_the_members_is_said_where_seats_are_vacant(self) -> None:
        full, vacant = stages.hall(), stages.hall(seats=11)

        assert "members.base" not in [found.path for found in matters_now(full)]
        assert "members.base" in [found.path for found in matters_now(vacant)]

    def test_of_a_disturbance_is_said_while_there_is_one(self) -> None:
        assert "was bei einer anderen Störung gilt (§ 36a SächsGemO). Sie entscheiden." in said("disturbed")

    @pytest.mark.parametrize(
        "path",
        [
            "quorum.share",
            "quorum.strict",
            "quorum.presumed",
            "majority.simple",
            "majority.abstention",
            "majority.tie",
        ],
    )
    def test_every_rule_of_an_ordinary_ballot_is_said(self, path: str) -> None:
        sitting = cast.called(unsettled_set("sachsen", path), "8.1")

        assert path in [found.path for found in matters_now(sitting)]
        assert "Rechtlich ungeklärt: " in whole(cards.control_card(sitting))
        assert cards.next_step(sitting) == "open_ballot"

    @pytest.mark.parametrize("path", ["election.open", "election.first_round", "election.lot"])
    def test_every_rule_of_an_election_is_said(self, path: str) -> None:
        sitting = cast.called(unsettled_set("sachsen", path), "9")

        assert path in [found.path for found in matters_now(sitting)]

    def test_of_a_tie_is_said_once_there_is_one(self) -> None:
        sitting = unsettled_set("sachsen", "majority.tie")
        tied = stages.voting(stages.do(sitting, cmd.OpenBallot, item="8.1"), stages.Y, stages.N)
        closed = stages.do(tied, cmd.CloseBallot)

        assert "majority.tie" not in [found.path for found in matters_now(tied)]
        assert "majority.tie" in [found.path for found in matters_now(closed)]

    @pytest.mark.parametrize("kind", [MajorityKind.TWO_THIRDS, MajorityKind.THREE_QUARTERS])
    def test_an_item_that_names_its_base_leaves_nothing_open(self, kind: MajorityKind) -> None:
        sitting = stages.hall()
        agenda = sitting.agenda.changed("10", majority=kind)
        named = replace(sitting, agenda=agenda.changed("10", of=Base.CAST))

        assert unsettled_hints(cast.called(replace(sitting, agenda=agenda), "10")) != []
        assert unsettled_hints(cast.called(named, "10")) == []

    def test_before_a_digital_sitting_the_form_is_said(self) -> None:
        paths = [found.path for found in matters_now(cast.prepared())]

        assert {"format.local_basis", "format.approved_system"} <= set(paths)

    def test_once_the_sitting_is_over_nothing_is_said(self) -> None:
        over = cast.after(stages.hall(), ev.SittingEnded(at=cast.START, by=cast.CHAIR))

        assert hints_for(over) == []
        assert unsettled_hints(over) == []
