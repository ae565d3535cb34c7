"""What has to be seen to before the opening, by Land, by form of sitting, and what is still missing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from council import commands as cmd
from council import errors
from council.checklist import KEYS, Lack, lacking, latest_notice
from council.presence import Mode
from council.rule_values import CHECKS
from council.rulebook import Certainty, Format, Provision
from council.sitting import Sitting
from tests.council.evening import CHAIR, CLERK, STARTS, Evening

DONE = ("convened", "minute_taker", "cosigners")
"""What every sitting is asked for, whatever its form."""


def prepared(held: Format, values: dict[str, Any], *unsettled: str, **more: Any) -> Sitting:
    """A prepared sitting under rules with these values, all of them read but those named."""
    sitting = Evening.prepared(format=held, **({"reason": ""} | more)).sitting
    rules = dict(sitting.rules.rules)
    for path, value in values.items():
        certainty = Certainty.UNSETTLED if path in unsettled else Certainty.READ
        rules[path] = replace(rules[path], value=value, certainty=certainty)
    return replace(sitting, rules=replace(sitting.rules, rules=rules))


def lacks(sitting: Sitting) -> dict[str, Lack]:
    """What is missing of the form of the sitting, by its key."""
    return {lack.key: lack for lack in lacking(sitting) if lack.key not in DONE}


class TestForm:
    """SächsGemO § 36a, GemO BW § 37a: was die Form der Sitzung voraussetzt."""

    @pytest.mark.parametrize("held", [Format.DIGITAL, Format.HYBRID])
    @pytest.mark.parametrize(
        ("provision", "settled", "key"),
        [
            (Provision.NONE, True, "format"),
            (Provision.NONE, False, "format"),
            (None, False, "format_unsettled"),
            (Provision.REGULAR, False, "format_unsettled"),
            (Provision.EMERGENCY, False, "format_unsettled"),
        ],
    )
    def test_one_that_the_law_does_not_know_or_nobody_has_settled(
        self, held: Format, provision: Provision | None, settled: bool, key: str
    ) -> None:
        path = f"format.{held.value}"
        sitting = prepared(held, {path: provision}, *(() if settled else (path,)))
        found = lacks(sitting)

        assert {"format", "format_unsettled"} & found.keys() == {key}
        assert (found[key].settled, found[key].norm) == (settled, sitting.rules.rules[path].norm)

    @pytest.mark.parametrize("provision", [Provision.REGULAR, Provision.EMERGENCY])
    def test_one_that_it_knows_is_nothing_to_see_to(self, provision: Provision) -> None:
        found = lacks(prepared(Format.HYBRID, {"format.hybrid": provision}))

        assert not {"format", "format_unsettled"} & found.keys()

    @pytest.mark.parametrize("held", Format)
    @pytest.mark.parametrize("asked", [True, False, None])
    def test_an_approved_system_wherever_somebody_is_connected(
        self, held: Format, asked: bool | None
    ) -> None:
        found = lacks(prepared(held, {"format.approved_system": asked}))

        assert ("approved_system" in found) is (asked is True and held is not Format.PRESENCE)

    @pytest.mark.parametrize("held", [Format.DIGITAL, Format.HYBRID])
    @pytest.mark.parametrize("asked", [True, False, None])
    @pytest.mark.parametrize("mode", Mode)
    def test_the_chair_in_the_room_where_the_law_wants_them_there(
        self, held: Format, asked: bool | None, mode: Mode
    ) -> None:
        evening = Evening.prepared(format=held)
        evening.does(CLERK, cmd.AdmitMember, member=CHAIR, mode=mode)
        rule = replace(evening.sitting.rules.chair_in_room, value=asked)
        rules = {**evening.sitting.rules.rules, "format.chair_in_room": rule}
        sitting = replace(evening.sitting, rules=replace(evening.sitting.rules, rules=rules))
        missing = asked is True and held is Format.HYBRID and mode is Mode.REMOTE

        assert ("chair_in_room" in lacks(sitting)) is missing

    @pytest.mark.parametrize(
        ("provision", "basis", "noted", "missing"),
        [
            (Provision.REGULAR, "Hauptsatzung", "", True),
            (Provision.REGULAR, "Hauptsatzung", "§ 7 Hauptsatzung", False),
            (Provision.REGULAR, None, "", False),
            (Provision.EMERGENCY, "Hauptsatzung", "", False),
            (Provision.NONE, "Hauptsatzung", "", False),
        ],
    )
    def test_the_local_basis_of_regular_operation(
        self, provision: Provision, basis: str | None, noted: str, missing: bool
    ) -> None:
        sitting = prepared(Format.HYBRID, {"format.hybrid": provision, "format.local_basis": basis})
        sitting = replace(sitting, particulars={**sitting.particulars, "basis": noted})

        assert ("basis" in lacks(sitting)) is missing

    @pytest.mark.parametrize("held", [Format.DIGITAL, Format.HYBRID])
    @pytest.mark.parametrize(
        ("provision", "wanted", "reason", "missing"),
        [
            (Provision.EMERGENCY, True, "", True),
            (Provision.EMERGENCY, None, "", True),
            (Provision.EMERGENCY, False, "", False),
            (Provision.EMERGENCY, True, "Hochwasser", False),
            (Provision.REGULAR, True, "", False),
        ],
    )
    def test_the_reason_of_an_emergency(
        self, held: Format, provision: Provision, wanted: bool | None, reason: str, missing: bool
    ) -> None:
        values = {f"format.{held.value}": provision, "digital.emergency_reason": wanted}

        assert ("reason" in lacks(prepared(held, values, reason=reason))) is missing

    def test_in_presence_the_form_asks_for_nothing(self) -> None:
        values = {"format.approved_system": True, "format.chair_in_room": True, "digital.notice_days": 7}

        assert lacks(prepared(Format.PRESENCE, values)) == {}


class TestDigital:
    """SächsGemO § 36a Abs. 2, § 37 Abs. 3: Anzeige, Zustimmung, Raum, Übertragung, Telefon."""

    @pytest.mark.parametrize(
        ("path", "value", "key", "noted"),
        [
            ("digital.notice_days", 7, "notified", "2026-11-25"),
            ("digital.prior_consent", True, "consent", "2026-11-25"),
            ("digital.public_room", True, "public_room", "Rathaus, Saal 1"),
        ],
    )
    def test_is_asked_for_until_it_is_noted(self, path: str, value: object, key: str, noted: str) -> None:
        sitting = prepared(Format.DIGITAL, {path: value})
        seen_to = replace(sitting, particulars={**sitting.particulars, key: noted})

        assert lacks(sitting)[key].norm == sitting.rules.rules[path].norm
        assert key not in lacks(seen_to)

    @pytest.mark.parametrize(
        ("path", "value", "key"),
        [
            ("digital.notice_days", 0, "notified"),
            ("digital.notice_days", None, "notified"),
            ("digital.prior_consent", False, "consent"),
            ("digital.prior_consent", None, "consent"),
            ("digital.public_room", False, "public_room"),
            ("digital.public_room", None, "public_room"),
        ],
    )
    def test_is_not_asked_for_where_the_law_does_not(self, path: str, value: object, key: str) -> None:
        assert key not in lacks(prepared(Format.DIGITAL, {path: value}))

    def test_a_hybrid_sitting_needs_none_of_it(self) -> None:
        values = {"digital.notice_days": 7, "digital.prior_consent": True, "digital.public_room": True}

        assert not lacks(prepared(Format.HYBRID, values)).keys() & {
            "notified",
            "consent",
            "public_room",
            "stream",
            "hotline",
        }

    def test_the_stream_may_stand_in_the_plan(self) -> None:
        assert "stream" in lacks(prepared(Format.DIGITAL, {}))
        assert "stream" not in lacks(prepared(Format.DIGITAL, {}, stream="https://stadt.example/live"))

    def test_a_notice_too_late_tells_the_last_day(self) -> None:
        sitting = prepared(Format.DIGITAL, {"digital.notice_days": 7}, notified=date(2026, 12, 3))
        late = lacks(sitting)["notified_late"]

        assert (late.latest, late.settled, late.blocks) == (date(2026, 12, 2), True, False)

    @pytest.mark.parametrize(
        ("starts", "zone", "days", "latest"),
        [
            pytest.param(STARTS, "Europe/Berlin", 7, date(2026, 12, 2), id="an-afternoon"),
            pytest.param(STARTS, "Europe/Berlin", 0, date(2026, 12, 9), id="the-day-itself"),
            pytest.param(
                datetime(2026, 3, 31, 16, 0, tzinfo=UTC),
                "Europe/Berlin",
                7,
                date(2026, 3, 24),
                id="summer-time-begins-in-between",
            ),
            pytest.param(
                datetime(2026, 12, 8, 23, 30, tzinfo=UTC),
                "Europe/Berlin",
                7,
                date(2026, 12, 2),
                id="past-midnight-in-the-town",
            ),
        ],
    )
    def test_whole_days_lie_between(self, starts: datetime, zone: str, days: int, latest: date) -> None:
        assert latest_notice(starts, zone, days) == latest


class TestBlocking:
    """Auftrag Teil 1: was fehlt, sperrt nur, wo die Regeln es sagen, und ungeklärt nie."""

    @pytest.mark.parametrize(
        ("blocking", "settled", "blocks"),
        [
            ((), True, False),
            (("consent",), True, True),
            (("consent",), False, False),
            (("reason",), True, False),
        ],
    )
    def test_only_what_is_named_and_settled(
        self, blocking: tuple[str, ...], settled: bool, blocks: bool
    ) -> None:
        path = "digital.prior_consent"
        values = {path: True, "checklist.blocks": blocking}
        sitting = prepared(Format.DIGITAL, values, *(() if settled else (path,)))

        assert lacks(sitting)["consent"].blocks is blocks

    def test_the_refusal_names_everything_that_blocks_and_its_paragraph(self) -> None:
        evening = Evening.prepared(reason="")
        evening._sitting = prepared(
            Format.DIGITAL, {"checklist.blocks": ("notified", "public_room"), "digital.public_room": True}
        )
        values = evening.refuses(errors.ChecklistMissing, CHAIR, cmd.OpenSitting)

        assert values == {"missing": ("notified", "public_room"), "norm": "§ 36a SächsGemO"}

    def test_whatever_can_be_missing_can_be_made_to_block(self) -> None:
        everything = {
            "format.digital": Provision.EMERGENCY,
            "format.approved_system": True,
            "digital.notice_days": 7,
            "digital.prior_consent": True,
            "digital.public_room": True,
            "checklist.blocks": tuple(CHECKS),
        }
        found = lacking(prepared(Format.DIGITAL, everything))

        assert {lack.key for lack in found} <= CHECKS
        assert all(lack.blocks for lack in found)

    def test_every_entry_that_is_asked_for_can_be_noted(self) -> None:
        by_other_commands = {"minute_taker", "cosigners", "chair_in_room", "approved_system", "format"}

        assert CHECKS - by_other_commands - {"notified_late"} <= set(KEYS)
