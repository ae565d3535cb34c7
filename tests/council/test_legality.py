"""The gate by itself: every business, every form of sitting, every effect, settled and unsettled."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from council.agenda import AgendaItem, BallotKind, ItemKind
from council.legality import (
    Bar,
    Unsettled,
    bars,
    impossible,
    only_in_the_room,
    remote_counts,
    secret_first,
    secret_possible,
    unsettled,
)
from council.rule_reading import rulebook_of
from council.rulebook import Certainty, Format, Provision, Remote, RuleBook
from tests.council.evening import RULES

SACHSEN = rulebook_of(RULES)
BUSINESS = {
    ItemKind.ELECTION: "remote.elections",
    ItemKind.BUDGET: "remote.budget_statute",
    ItemKind.BY_LAW: "remote.by_law",
}
FREE = [kind for kind in ItemKind if kind not in BUSINESS]
REMOTE = (*BUSINESS.values(), "remote.secret", "remote.secrecy")
EXCLUDED = Bar(path="remote.elections", norm="§ 1", effect=Remote.EXCLUDED)
BLOCKED = Bar(path="remote.by_law", norm="§ 2", effect=Remote.BLOCKED)


def rules(values: dict[str, Any], *unsettled_: str) -> RuleBook:
    """Saxony's rules with these values, all of them read but those named."""
    changed = dict(SACHSEN.rules)
    for path, value in values.items():
        certainty = Certainty.UNSETTLED if path in unsettled_ else Certainty.READ
        changed[path] = replace(changed[path], value=value, certainty=certainty)
    return replace(SACHSEN, rules=changed)


def item(kind: ItemKind) -> AgendaItem:
    """An item of this kind."""
    return AgendaItem(number="4", title="Punkt", kind=kind)


def paths(found: tuple[Bar, ...]) -> list[str]:
    """By which values it is barred."""
    return [bar.path for bar in found]


class TestRemoteCounts:
    """SächsGemO § 36a: zugeschaltet zählt, wo die Form der Sitzung es vorsieht."""

    @pytest.mark.parametrize("provision", [*Provision, None])
    @pytest.mark.parametrize("emergency", [False, True])
    @pytest.mark.parametrize("certainty", ["settled", "unsettled"])
    def test_in_every_form_of_sitting(
        self, provision: Provision | None, emergency: bool, certainty: str
    ) -> None:
        open_ = ("format.hybrid", "format.digital") if certainty == "unsettled" else ()
        book = rules({"format.hybrid": provision, "format.digital": provision}, *open_)
        by_law = {
            Provision.REGULAR: True,
            Provision.EMERGENCY: emergency,
            Provision.NONE: False,
            None: True,
        }

        assert not remote_counts(book, Format.PRESENCE, emergency=emergency)
        assert remote_counts(book, Format.DIGITAL, emergency=emergency)
        assert remote_counts(book, Format.HYBRID, emergency=emergency) is (bool(open_) or by_law[provision])


class TestBars:
    """council.md § 2: was Zugeschaltete nicht können, nach Gegenstand, Art und Öffentlichkeit."""

    ALL = rules(dict.fromkeys(REMOTE, Remote.BLOCKED))

    @pytest.mark.parametrize("kind", BUSINESS)
    def test_each_business_has_its_own(self, kind: ItemKind) -> None:
        assert paths(bars(self.ALL, item(kind), BallotKind.OPEN, public=True)) == [BUSINESS[kind]]

    @pytest.mark.parametrize("kind", FREE)
    def test_other_business_has_none(self, kind: ItemKind) -> None:
        assert bars(self.ALL, item(kind), BallotKind.ROLL_CALL, public=True) == ()

    def test_a_secret_ballot_has_one(self) -> None:
        assert paths(bars(self.ALL, None, BallotKind.SECRET, public=True)) == ["remote.secret"]

    def test_the_closed_part_has_one(self) -> None:
        assert paths(bars(self.ALL, None, BallotKind.OPEN, public=False)) == ["remote.secrecy"]

    def test_all_that_apply_are_named_the_business_first(self) -> None:
        found = bars(self.ALL, item(ItemKind.ELECTION), BallotKind.SECRET, public=False)

        assert paths(found) == ["remote.elections", "remote.secret", "remote.secrecy"]

    @pytest.mark.parametrize(
        ("effect", "barred"),
        [
            (Remote.EXCLUDED, True),
            (Remote.BLOCKED, True),
            (Remote.CONDITIONAL, False),
            (Remote.ALLOWED, False),
            (None, False),
        ],
    )
    def test_only_an_exclusion_or_a_block_is_one(self, effect: Remote | None, barred: bool) -> None:
        book = rules(dict.fromkeys(REMOTE, effect))
        found = bars(book, item(ItemKind.BUDGET), BallotKind.SECRET, public=False)

        assert len(found) == (3 if barred else 0)
        assert {bar.effect for bar in found} <= {effect}

    @pytest.mark.parametrize("path", ["remote.elections", "remote.secret", "remote.secrecy"])
    def test_what_nobody_has_settled_is_none(self, path: str) -> None:
        book = rules(dict.fromkeys(REMOTE, Remote.BLOCKED), path)

        assert path not in paths(bars(book, item(ItemKind.ELECTION), BallotKind.SECRET, public=False))

    def test_each_names_its_paragraph_and_its_effect(self) -> None:
        (bar,) = bars(SACHSEN, item(ItemKind.BUDGET), BallotKind.OPEN, public=True)

        assert bar == Bar(
            path="remote.budget_statute", norm=SACHSEN.remote_budget.norm, effect=Remote.BLOCKED
        )


class TestImpossible:
    """council.md § 2.1: „ausgeschlossen“ trifft die Zugeschalteten, „gesperrt“ die ganze Sitzung."""

    @pytest.mark.parametrize("found", [(EXCLUDED,), (BLOCKED,), (EXCLUDED, BLOCKED), ()])
    @pytest.mark.parametrize("seen", [False, True])
    def test_nothing_is_in_presence(self, found: tuple[Bar, ...], seen: bool) -> None:
        assert impossible(found, Format.PRESENCE, remote_seen=seen) is None

    @pytest.mark.parametrize(
        ("found", "bar"),
        [((), None), ((EXCLUDED,), EXCLUDED), ((BLOCKED,), BLOCKED), ((EXCLUDED, BLOCKED), EXCLUDED)],
    )
    @pytest.mark.parametrize("seen", [False, True])
    def test_everything_barred_is_in_a_digital_sitting(
        self, found: tuple[Bar, ...], bar: Bar | None, seen: bool
    ) -> None:
        assert impossible(found, Format.DIGITAL, remote_seen=seen) is bar

    @pytest.mark.parametrize(
        ("found", "seen", "bar"),
        [
            ((), True, None),
            ((EXCLUDED,), True, None),
            ((BLOCKED,), False, None),
            ((BLOCKED,), True, BLOCKED),
            ((EXCLUDED, BLOCKED), True, BLOCKED),
            ((EXCLUDED, BLOCKED), False, None),
        ],
    )
    def test_a_block_is_in_a_hybrid_one_once_somebody_was_remote(
        self, found: tuple[Bar, ...], seen: bool, bar: Bar | None
    ) -> None:
        assert impossible(found, Format.HYBRID, remote_seen=seen) is bar

    @pytest.mark.parametrize("held", Format)
    @pytest.mark.parametrize(
        ("found", "room"),
        [((), False), ((BLOCKED,), False), ((EXCLUDED,), True), ((BLOCKED, EXCLUDED), True)],
    )
    def test_an_exclusion_leaves_a_hybrid_ballot_to_the_room(
        self, held: Format, found: tuple[Bar, ...], room: bool
    ) -> None:
        assert only_in_the_room(found, held) is (room and held is Format.HYBRID)


class TestSecret:
    """SächsGemO § 39 Abs. 6; HGO, GO SH: nie; die Gemeinde schaltet ein; GO NRW, KSVG: vor namentlich."""

    @pytest.mark.parametrize("enabled", [False, True])
    @pytest.mark.parametrize("allowed", [False, True, None])
    @pytest.mark.parametrize("settled", [False, True])
    def test_possible_where_switched_on_and_not_forbidden(
        self, enabled: bool, allowed: bool | None, settled: bool
    ) -> None:
        open_ = () if settled else ("secret.allowed",)
        book = rules({"secret.enabled": enabled, "secret.allowed": allowed}, *open_)

        assert secret_possible(book) is (enabled and not (settled and allowed is False))

    @pytest.mark.parametrize("precedes", [False, True, None])
    @pytest.mark.parametrize("settled", [False, True])
    def test_before_a_roll_call_where_the_law_says_so(self, precedes: bool | None, settled: bool) -> None:
        path = "secret.precedes_roll_call"
        book = rules({path: precedes}, *(() if settled else (path,)))
        for asked, planned in product(BallotKind, BallotKind):
            both = (asked, planned) == (BallotKind.ROLL_CALL, BallotKind.SECRET)
            assert secret_first(book, asked, planned) is (both and settled and precedes is True)


class TestUnsettled:
    """Auftrag Teil 1: ein ungeklärter Wert ist ein sichtbarer Hinweis."""

    def test_names_each_once_in_the_order_asked_for(self) -> None:
        open_ = [path for path, rule in SACHSEN.rules.items() if not rule.settled]
        found = unsettled(SACHSEN, *reversed(open_), *open_, "quorum.share")

        assert len(open_) > 1
        assert [u.path for u in found] == list(reversed(open_))

    def test_carries_value_and_paragraph(self) -> None:
        book = rules(
            {"format.hybrid": Provision.NONE, "secret.allowed": None}, "format.hybrid", "secret.allowed"
        )

        assert unsettled(book, "format.hybrid", "secret.allowed") == (
            Unsettled(path="format.hybrid", norm=book.hybrid.norm, value="nicht vorgesehen"),
            Unsettled(path="secret.allowed", norm=book.secret_allowed.norm, value=""),
        )

    def test_a_value_unsaid_is_shown_as_nothing(self) -> None:
        assert Unsettled(path="format.hybrid", norm="§ 1").value == ""
