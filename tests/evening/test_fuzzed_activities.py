"""Signed activities of every shape that a machine can think of: a sentence or a 4xx, and nothing is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evening.hostile import BUTTONS, CHANGES, Besieged, besieged, changed

FORMS = [pytest.param("short", id="short"), pytest.param("long", id="long", marks=pytest.mark.slow)]
KINDS = ["said", "own chat", "press", "submit", "file", "consent", "joined", "update", "installed"]
ODD: tuple[Any, ...] = ([], {}, [{}], None, True, -1, 2**60, 1.5, "", "x" * 5_000, "\x00")
MANY = settings(
    max_examples=max(250, settings().max_examples),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Besieged, list[Any]]]:
    with besieged(tmp_path_factory.mktemp("siege")) as found:
        yield found


def fits(status: int, body: Any) -> bool:
    """Whether an answer is one that the edge may give: never a server's error, in neither form."""
    inside = body.get("statusCode") if isinstance(body, dict) else None
    return (status in (200, 202, 400, 401, 403, 413, 415) and inside != 500) or status == 501


def faults(logged: list[Any]) -> list[Any]:
    """What failed since the last look."""
    found = [line for line in logged if line["event"].endswith(".failed")]
    logged.clear()
    return found


@pytest.mark.parametrize("form", FORMS)
class TestHostileShapes:
    """Issue, part 4: fuzzing of the HTTP surface, behind a valid token."""

    @MANY
    @given(kind=st.sampled_from(KINDS), changes=CHANGES)
    def test_from_a_stranger_change_nothing(
        self, siege: tuple[Besieged, list[Any]], form: str, kind: str, changes: list[Any]
    ) -> None:
        bot, _ = siege
        before = bot.hall.sitting.version

        status, body = bot.send(changed(bot.bases("fremd")[kind], changes))

        assert fits(status, body)
        assert bot.hall.sitting.version == before

    @MANY
    @given(kind=st.sampled_from(KINDS), changes=CHANGES)
    def test_from_the_chair_meet_no_fault(
        self, siege: tuple[Besieged, list[Any]], form: str, kind: str, changes: list[Any]
    ) -> None:
        bot, logged = siege

        status, body = bot.send(changed(bot.bases("vogt")[kind], changes))

        assert fits(status, body)
        assert faults(logged) == []


@pytest.mark.parametrize("form", FORMS)
class TestAlteredButtons:
    """Contract § 5.2: whatever somebody makes of a button's data, the answer is a sentence."""

    @MANY
    @given(
        who=st.sampled_from(["fremd", "abel", "amt", "vogt"]), verb=st.sampled_from(sorted(BUTTONS)),
        changes=CHANGES,
    )  # fmt: skip
    def test_are_answered_without_a_fault(
        self, siege: tuple[Besieged, list[Any]], form: str, who: str, verb: str, changes: list[Any]
    ) -> None:
        bot, logged = siege

        status, body = bot.send(bot.pressed(who, verb, changes))

        assert fits(status, body)
        assert faults(logged) == []

    @pytest.mark.parametrize("verb", sorted(BUTTONS))
    def test_each_field_with_each_kind_of_value_is_answered(
        self, siege: tuple[Besieged, list[Any]], form: str, verb: str
    ) -> None:
        bot, logged = siege
        who = {"office": "amt", "admission": "amt", "doubt": "amt", "attendance": "amt", "control": "vogt"}
        for field in {*BUTTONS[verb], "sitting"}:
            for value in ODD:
                pressed = bot.pressed(who.get(verb.partition(".")[0], "abel"), verb, [])
                pressed["value"]["action"]["data"][field] = value

                assert fits(*bot.send(pressed)), (field, value)
        assert faults(logged) == []

    def test_every_kind_of_card_is_among_them(self, form: str) -> None:
        assert {"ballot.cast", "control.step", "presence.sign_in", "office.confirm"} <= set(BUTTONS)
