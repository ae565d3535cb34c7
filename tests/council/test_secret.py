"""Secret ballots as the rules know them; the box itself is the desk's (tests/desk/test_boxes.py)."""

import pytest

from council import commands as cmd
from council import errors
from council import events as ev
from council.agenda import Agenda, AgendaItem, BallotKind
from council.ballots import Choice, Outcome, Phase, Way
from council.fold import replay
from council.rulebook import Format
from tests.council.evening import (
    ABSTAIN,
    ADA,
    BEN,
    CHAIR,
    CLERK,
    NO,
    PROGRAM,
    SECOND,
    YES,
    Evening,
    in_presence,
    rules_with,
    slips,
)

FIVE = (YES, YES, NO, YES, ABSTAIN)


def secret(present: int = 11, **values: str) -> Evening:
    """An open secret ballot on item 6 in the hall of a town that has switched them on."""
    evening = in_presence(present, 11, secret_enabled="true", **values)
    evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)
    return evening


class TestOffByDefault:
    """Architektur, „Keeping“: aus, bis die Gemeinde sie einschaltet; verboten, wo das Gesetz es sagt."""

    def test_is_refused_as_shipped(self) -> None:
        values = in_presence().refuses(
            errors.SecretNotEnabled, CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET
        )

        assert values == {"norm": "Entscheidung der Gemeinde"}

    def test_is_refused_where_the_law_forbids_it_even_if_switched_on(self) -> None:
        evening = in_presence(secret_enabled="true", secret_allowed="false")
        values = evening.refuses(
            errors.SecretNotAllowed, CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET
        )

        assert values["norm"]

    def test_is_refused_where_remote_people_may_not_take_part_in_it(self) -> None:
        rules = rules_with(secret_enabled="true", remote_secret='"gesperrt"').replace(
            'reckoned = "gesperrt"\n', ""
        )
        evening = Evening.opened(rules=_settled(rules, "remote.secret"))

        evening.refuses(errors.SecretNotAllowed, CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)

    @pytest.mark.parametrize(("present", "opens"), [(6, True), (5, False)])
    def test_so_few_that_it_would_be_none(self, present: int, opens: bool) -> None:
        evening = in_presence(present, of=8, secret_enabled="true", secret_fewest="6")
        if opens:
            assert evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)
            return
        values = evening.refuses(
            errors.TooFewForSecret, CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET
        )
        assert (values["n"], values["fewest"]) == (5, 6)


class TestBeforeRollCall:
    """GO NRW § 50, KSVG § 45: geheim geht der namentlichen Abstimmung vor."""

    AGENDA = Agenda((AgendaItem(number="6", title="Personalie", ballot=BallotKind.SECRET),))

    def test_a_roll_call_gives_way_where_the_law_says_so(self) -> None:
        rules = _settled(rules_with(secret_precedes_roll_call="true"), "secret.precedes_roll_call")
        evening = Evening.opened(format=Format.PRESENCE, rules=rules, agenda=self.AGENDA)

        evening.refuses(errors.SecretPrecedes, CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.ROLL_CALL)

    def test_elsewhere_the_chairs_word_is_enough(self) -> None:
        evening = Evening.opened(format=Format.PRESENCE, rules=rules_with(), agenda=self.AGENDA)
        evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.ROLL_CALL)

        assert evening.ballot.kind is BallotKind.ROLL_CALL


class TestHandingIn:
    """Architektur, „Keeping“: endgültig, nur auf der Karte, nur selbst; nichts davon wird geschrieben."""

    @pytest.mark.parametrize("choice", [YES, NO, ABSTAIN])
    def test_tells_who_and_never_what(self, choice: Choice) -> None:
        evening = secret()
        (slip,) = evening.vote(ADA, choice)

        assert slip == ev.SlipHandedIn(at=evening.now, ballot=evening.ballot.id, member=ADA)
        assert type(slip) not in ev.EVENTS

    def test_whoever_handed_in_is_no_longer_waited_for(self) -> None:
        evening = secret()
        evening.vote(ADA, YES)

        assert evening.ballot.voters == (ADA,)
        assert ADA not in evening.ballot.waiting
        assert not evening.ballot.votes

    def test_a_second_slip_is_none(self) -> None:
        evening = secret()
        evening.vote(ADA, YES)

        assert evening.vote(ADA, NO) == ()

    @pytest.mark.parametrize("way", [Way.TYPED, Way.OFFICE])
    def test_words_are_not_secret(self, way: Way) -> None:
        secret().refuses(errors.SecretByCardOnly, ADA, cmd.CastVote, ballot=1, round=1, choice=YES, way=way)

    def test_a_clerk_cannot_know_it(self) -> None:
        secret().refuses(
            errors.SecretByCardOnly, CLERK, cmd.EnterVote, member=ADA, choice=YES, reason="Zuruf"
        )

    def test_raised_hands_are_not_secret(self) -> None:
        secret().refuses(errors.SecretByCardOnly, CLERK, cmd.EnterHands, yes=6, no=0, abstain=0)


class TestCounting:
    """Architektur, „Keeping“: mit dem Schließen wer abgestimmt hat, ohne Zeiten, und die Summen."""

    def test_the_box_is_the_count(self) -> None:
        evening = secret()
        evening.does(CHAIR, cmd.CloseBallot, slips=slips(evening, *FIVE))
        evening.does(CHAIR, cmd.DeclareBallot)

        assert evening.ballot.tally is not None
        assert (evening.ballot.tally.yes, evening.ballot.tally.no, evening.ballot.tally.abstain) == (3, 1, 1)
        assert evening.ballot.outcome is Outcome.CARRIED
        assert len(evening.ballot.voters) == 5

    def test_without_its_box_it_is_not_closed(self) -> None:
        assert secret().refuses(errors.BoxLost, CHAIR, cmd.CloseBallot) == {"ballot": 1}

    def test_too_few_slips_are_not_counted_out(self) -> None:
        evening = secret()

        evening.refuses(
            errors.TooFewForSecret, CHAIR, cmd.CloseBallot, slips=slips(evening, YES, NO, YES, NO)
        )

    def test_the_slip_of_somebody_recused_since_is_never_counted_out(self) -> None:
        evening = secret()
        box = slips(evening, *FIVE)
        for member in box.handed:
            evening.vote(member, YES)
        evening.does(CHAIR, cmd.DeclareRecusal, member=box.handed[2])

        values = evening.refuses(errors.ResultDoubtful, CHAIR, cmd.CloseBallot, slips=box)
        assert (values["step"], values["members"]) == ("slip_lost", (box.handed[2],))
        assert evening.does(CHAIR, cmd.RepeatBallot)

    def test_what_is_written_leads_to_the_same_state(self) -> None:
        evening = secret()
        box = slips(evening, *FIVE)
        for member in box.handed:
            evening.vote(member, YES)
        evening.does(CHAIR, cmd.CloseBallot, slips=box)
        written = [event for event in evening.events if not isinstance(event, ev.SlipHandedIn)]

        assert replay(written) == evening.sitting


class TestVoid:
    """Architektur, „Keeping“: Endet der Prozess, ist die Abstimmung ungültig und wird wiederholt."""

    def test_is_opened_anew_by_the_program(self) -> None:
        evening = secret()
        evening.does(PROGRAM, cmd.VoidSecretBallot, ballot=evening.ballot.id, reason="Neustart")
        old = evening.sitting.ballots[evening.ballot.supersedes]  # type: ignore[index]

        assert (old.phase, old.ended_reason) == (Phase.SUPERSEDED, "Neustart")
        assert (evening.ballot.kind, evening.ballot.round) == (BallotKind.SECRET, 2)

    def test_is_cancelled_where_it_may_not_be_held_again(self) -> None:
        evening = secret()
        evening.leaves(*evening.ballot.electorate[:7])
        evening.does(PROGRAM, cmd.VoidSecretBallot, ballot=evening.ballot.id, reason="Neustart")

        assert evening.ballot.phase is Phase.CANCELLED

    def test_a_closed_one_is_kept(self) -> None:
        evening = secret()
        evening.does(CHAIR, cmd.CloseBallot, slips=slips(evening, *FIVE))

        evening.refuses(errors.BallotNotOpen, PROGRAM, cmd.VoidSecretBallot, ballot=1, reason="Neustart")

    def test_an_open_ballot_has_no_box_to_lose(self) -> None:
        Evening.voting().refuses(
            errors.NoBallotOpen, PROGRAM, cmd.VoidSecretBallot, ballot=1, reason="Neustart"
        )


def _settled(rules: str, path: str) -> str:
    """The rules with a value that nobody knows for sure taken as read."""
    head, table, rest = rules.partition(f"[{path}]")
    before, _, after = rest.partition('certainty = "')
    return head + table + before + 'certainty = "gelesen"' + after[after.index('"') + 1 :]


def test_a_second_person_has_nothing_to_confirm_in_it() -> None:
    """Es gibt nichts, was jemand für andere eingetragen hätte."""
    secret().refuses(errors.UnknownCase, SECOND, cmd.ConfirmEntry, case=1)


def test_members_not_in_the_electorate_hand_in_nothing() -> None:
    """Wer nicht zugelassen ist, hat keinen Stimmzettel."""
    evening = secret(10)

    evening.refuses(
        errors.NotAdmitted,
        evening.sitting.roster.entitled()[-1].id,
        cmd.CastVote,
        ballot=1,
        round=1,
        choice=YES,
    )
    assert BEN in evening.ballot.electorate
