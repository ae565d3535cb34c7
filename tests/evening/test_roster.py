"""The life of a call-roster subscription over real HTTP: made, validated, renewed, told of, ended."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.checkup import permissions
from bot.serve import build
from bot.subscribed import TABLE
from config import Settings
from council.sitting import Stage
from rehearsal.chats import Chat
from rehearsal.graph_noticing import participant
from rehearsal.people import Person, Standing, person
from rehearsal.roster import Seat, seat
from rehearsal.world import World
from tests.evening.hall import MEMBERS, PLAN, SITTING, Hall, open_hall, plan, running
from tests.evening.roster import Heard, Listening

FAST = 100.0


@pytest.fixture
async def listening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Listening]:
    """A small council whose bot subscribes to the roster of its call."""
    heard = Heard()
    async with open_hall(tmp_path, monkeypatch, FAST, heard=heard, ROSTER_SUBSCRIPTION="1") as hall:
        yield Listening(hall=hall, heard=heard)


class TestBeginning:
    """Created after the preparation, with addresses, secret and certificate of ours."""

    async def test_is_made_and_both_addresses_are_validated(self, listening: Listening) -> None:
        await listening.prepared()

        body = listening.one.body
        public = listening.hall.settings.public_url
        assert body["changeType"] == "updated"
        assert body["notificationUrl"] == f"{public}/graph/notifications"
        assert body["lifecycleNotificationUrl"] == f"{public}/graph/lifecycle"
        assert body["includeResourceData"] is True
        assert len(body["clientState"]) >= 43
        assert listening.graph.asked["validate"] == 2
        assert listening.one.expires - listening.graph.now() > timedelta(days=2)

    async def test_what_came_before_is_said_to_be_missed(self, listening: Listening) -> None:
        await listening.prepared()

        assert listening.heard.missing == [SITTING]

    async def test_the_private_key_is_for_the_bot_only(self, listening: Listening) -> None:
        await listening.prepared()

        folder = listening.hall.settings.data_dir / "graph-keys"
        (kept,) = folder.iterdir()
        assert kept.stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700
        assert b"PRIVATE KEY" in kept.read_bytes()

    async def test_one_that_nobody_knows_any_more_makes_room(self, listening: Listening) -> None:
        await listening.prepared()
        first = listening.one.id
        await listening.hall.registry.remove(TABLE, SITTING)
        await listening.hall.stopped()
        again = Heard()
        with pytest.MonkeyPatch.context() as patch:
            async with running(listening.hall.world, patch, {"ROSTER_SUBSCRIPTION": "1"}, again):
                await listening.until(lambda: bool(again.missing))

        assert listening.one.id != first

    async def test_a_graph_that_is_away_stops_nothing_and_is_asked_again(self, listening: Listening) -> None:
        listening.hall.world.graph.down = True
        await listening.hall.prepared()
        await listening.hall.admitted("abel")
        assert listening.hall.sitting.presence(listening.hall.id("abel")).here

        listening.hall.world.graph.down = False
        await listening.until(lambda: bool(listening.heard.missing))

        assert listening.one.id

    async def test_is_made_under_beta_where_graph_takes_it_only_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heard = Heard()
        async with open_hall(tmp_path, monkeypatch, FAST, heard=heard, ROSTER_SUBSCRIPTION="1") as hall:
            hall.world.graph.subscriptions.beta_only = True
            await hall.prepared()
            await hall.until(lambda: hall.world.graph.subscriptions.asked["create"] >= 2)
            assert not hall.world.graph.subscriptions.kept
            await hall.stopped()
            beta = hall.settings.graph_url.replace("/v1.0", "/beta")
            more = {"ROSTER_SUBSCRIPTION": "1", "ROSTER_GRAPH_URL": beta}
            async with running(hall.world, monkeypatch, more, heard):
                await hall.until(lambda: bool(heard.missing))

            assert len(hall.world.graph.subscriptions.kept) == 1

    async def test_no_other_host_gets_our_token(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        more: dict[str, Any] = {
            "ROSTER_SUBSCRIPTION": "1",
            "ROSTER_GRAPH_URL": "http://127.0.0.1:9/beta",
        }
        async with open_hall(tmp_path, monkeypatch, FAST, **more) as hall:
            with capture_logs() as lines:
                await hall.prepared()
                await hall.until(lambda: any(line["event"] == "roster.not_settled" for line in lines))

        reasons = [line["reason"] for line in lines if line["event"] == "roster.not_settled"]
        assert set(reasons) == {"page_elsewhere"}

    async def test_a_sitting_that_was_never_opened_is_not_waited_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        past = replace(PLAN, starts_in=-timedelta(hours=37))
        async with open_hall(tmp_path, monkeypatch, FAST, past, ROSTER_SUBSCRIPTION="1") as hall:
            await hall.prepared()
            await hall.seen("Eingerichtet", hall.office)
            await asyncio.sleep(0.5)

            assert not hall.world.graph.subscriptions.asked["create"]

    async def test_without_the_option_nothing_is_asked(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, FAST) as hall:
            await hall.prepared()
            await hall.seen("Eingerichtet", hall.office)

            assert not hall.world.graph.subscriptions.asked


class TestHearing:
    """People who join, wait and leave are heard with account and name, each once."""

    async def test_who_joins_and_leaves_is_heard(self, listening: Listening) -> None:
        await listening.prepared()
        await listening.joins("abel", "busch")
        await listening.leaves("abel")
        await listening.until(lambda: len(listening.heard.rosters) == 3)

        assert listening.heard.names == [
            (["Anna Abel"], []),
            (["Bernd Busch"], []),
            ([], ["Anna Abel"]),
        ]
        assert listening.heard.rosters[0][0][0].entra_id == listening.hall.person("abel").entra

    async def test_the_end_of_the_call_takes_everybody_out(self, listening: Listening) -> None:
        await listening.prepared()
        await listening.joins("abel", "busch")
        notices = listening.notices
        await listening.graph.settled()
        notices.queue(listening.one, notices.event(listening.one, "callEnded", listening.graph.now()))
        await listening.until(lambda: len(listening.heard.rosters) == 3)

        assert listening.heard.names[-1] == ([], ["Anna Abel", "Bernd Busch"])

    async def test_who_waits_in_the_lobby_is_heard_as_waiting(self, listening: Listening) -> None:
        await listening.prepared()
        row = participant(listening.hall.person("frei"), "joined", lobby=True)
        event = listening.notices.event(listening.one, "rosterUpdated", listening.graph.now(), [row])
        await listening.post(listening.notices.notice(listening.one, event))
        await listening.until(lambda: bool(listening.heard.rosters))

        (seen,), _ = listening.heard.rosters[0]
        assert seen.lobby
        assert not listening.heard.here()

    async def test_who_has_no_account_is_heard_by_name_only(self, listening: Listening) -> None:
        await listening.prepared()
        unknown = anonymous()
        listening.hall.world.tenant.add(unknown)
        await listening.hall.world.client.join(unknown, listening.hall.meeting, told=False)
        await listening.until(lambda: bool(listening.heard.rosters))

        (seen,), _ = listening.heard.rosters[0]
        assert (seen.entra_id, seen.name) == ("", "Kai Unbekannt")

    async def test_doubled_notices_are_heard_once(self, listening: Listening) -> None:
        await listening.prepared()
        listening.notices.doubled = 1.0
        await listening.joins(*MEMBERS)
        await listening.until(lambda: len(listening.heard.rosters) >= len(MEMBERS))
        await listening.graph.settled()
        await listening.quiet()

        assert listening.notices.struck["doubled"] > len(MEMBERS) - 1
        assert len(listening.heard.rosters) == len(MEMBERS)

    async def test_the_same_posted_twice_is_heard_once(self, listening: Listening) -> None:
        await listening.prepared()
        body, before = listening.joined("abel"), counted("doubled")

        assert await listening.post(body) == 202
        assert await listening.post(body) == 202
        assert await listening.post(listening.joined("busch")) == 202
        await listening.until(lambda: len(listening.heard.rosters) >= 2)

        assert listening.heard.names == [(["Anna Abel"], []), (["Bernd Busch"], [])]
        assert counted("doubled") == before + 1

    async def test_what_was_sealed_anew_is_the_same(self, listening: Listening) -> None:
        await listening.prepared()
        row = participant(listening.hall.person("abel"), "joined")
        event = listening.notices.event(listening.one, "rosterUpdated", listening.graph.now(), [row])
        before = counted("doubled")
        for _ in range(3):
            assert await listening.post(listening.notices.notice(listening.one, event)) == 202
        await listening.until(lambda: counted("doubled") == before + 2)

        assert listening.heard.names == [(["Anna Abel"], [])]

    async def test_what_got_lost_is_said_to_be_missed(self, listening: Listening) -> None:
        await listening.prepared()
        listening.notices.dropped = 1.0
        await listening.joins(*MEMBERS)
        await listening.graph.lifecycle(listening.one, "missed")
        await listening.until(lambda: len(listening.heard.missing) == 2)

        assert not listening.heard.rosters

    async def test_what_comes_late_does_not_bring_back_who_has_left(self, listening: Listening) -> None:
        await listening.prepared()
        late = listening.joined("abel")
        left = listening.said("abel", "left")
        await listening.post(left)
        await listening.post(late)
        await listening.post(listening.joined("busch"))
        await listening.until(lambda: len(listening.heard.rosters) >= 2)

        assert listening.heard.names == [([], ["Anna Abel"]), (["Bernd Busch"], [])]

    async def test_swapped_and_doubled_the_truth_is_heard(self, listening: Listening) -> None:
        await listening.prepared()
        listening.notices.open.clear()
        listening.notices.swapped = listening.notices.doubled = 0.5
        for _ in range(2):
            await listening.joins(*MEMBERS)
            await listening.leaves(*MEMBERS[::2])
        listening.notices.open.set()
        await listening.graph.settled()
        truth = {listening.hall.person(key).entra for key in MEMBERS[1::2]}
        await listening.until(lambda: listening.heard.here() == truth)

        assert listening.notices.struck["swapped"] > 0

    async def test_an_account_that_fails_stops_no_later_word(self, listening: Listening) -> None:
        await listening.prepared()
        listening.heard.fails = True
        await listening.joins("abel", "busch")
        await listening.until(lambda: len(listening.heard.rosters) == 2)

        assert listening.heard.names[1] == (["Bernd Busch"], [])


class TestForged:
    """What is not Graph's own, for us and unchanged, is answered with 202 and ignored."""

    async def test_wrong_client_state(self, listening: Listening) -> None:
        await listening.prepared()

        assert await listening.post(listening.joined("frei", clientState="x" * 64)) == 202
        assert await listening.post(listening.joined("frei", clientState=None)) == 202
        await listening.hears_only("abel")

    async def test_unknown_subscription(self, listening: Listening) -> None:
        await listening.prepared()
        other = "11111111-2222-4333-8444-555555555555"

        assert await listening.post(listening.joined("frei", subscriptionId=other)) == 202
        await listening.hears_only("abel")

    async def test_another_tenant(self, listening: Listening) -> None:
        await listening.prepared()

        assert await listening.post(listening.joined("frei", tenantId="0" * 8 + "-" + "0" * 27)) == 202
        await listening.hears_only("abel")

    async def test_data_that_was_changed(self, listening: Listening) -> None:
        await listening.prepared()
        body = listening.joined("frei")
        sealed = body["value"][0]["encryptedContent"]
        first = "A" if sealed["dataSignature"][0] != "A" else "B"
        sealed["dataSignature"] = first + sealed["dataSignature"][1:]

        assert await listening.post(body) == 202
        await listening.hears_only("abel")

    async def test_data_that_is_not_sealed(self, listening: Listening) -> None:
        await listening.prepared()
        body = listening.joined("frei")
        del body["value"][0]["encryptedContent"]

        assert await listening.post(body) == 202
        await listening.hears_only("abel")

    async def test_a_certificate_that_is_none_of_ours(self, listening: Listening) -> None:
        await listening.prepared()
        body = listening.joined("frei")
        body["value"][0]["encryptedContent"]["encryptionCertificateId"] = "../../ratssaal"

        assert await listening.post(body) == 202
        await listening.hears_only("abel")

    async def test_without_any_token(self, listening: Listening) -> None:
        await listening.prepared()
        body = listening.joined("frei")
        assert await listening.post({**body, "validationTokens": []}) == 202
        assert await listening.post({**body, "validationTokens": None}) == 202
        assert await listening.post({"value": body["value"]}) == 202
        await listening.hears_only("abel")

    async def test_one_bad_token_among_good_ones(self, listening: Listening) -> None:
        await listening.prepared()
        body = listening.joined("frei")
        good = body["validationTokens"][0]
        body["validationTokens"] = [good, good[:-8] + "AAAAAAAA"]

        assert await listening.post(body) == 202
        await listening.hears_only("abel")

    async def test_what_cannot_be_read_makes_the_bot_ask(self, listening: Listening) -> None:
        await listening.prepared()
        before = len(listening.heard.missing)
        body = listening.joined("frei")
        body["value"][0]["encryptedContent"]["encryptionCertificateId"] = "another"
        await listening.post(body)

        await listening.until(lambda: len(listening.heard.missing) > before)
        assert not listening.heard.rosters


class TestLifecycle:
    """Graph says what it wants for the subscription itself."""

    async def test_reauthorization_renews(self, listening: Listening) -> None:
        await listening.prepared()
        first, listening.one.expires = listening.one.id, listening.graph.now() + timedelta(hours=1)

        assert await listening.graph.lifecycle(listening.one, "reauthorizationRequired") == 202
        await listening.until(lambda: listening.graph.asked["renew"] == 1)

        assert listening.one.id == first
        assert listening.one.expires - listening.graph.now() > timedelta(days=2)

    async def test_one_that_was_removed_is_made_anew(self, listening: Listening) -> None:
        await listening.prepared()
        first = listening.one

        assert await listening.graph.lifecycle(first, "subscriptionRemoved") == 202
        await listening.until(lambda: len(listening.heard.missing) == 2)

        assert listening.one.id != first.id
        assert listening.one.body["clientState"] != first.body["clientState"]
        await listening.hears_only("abel")

    async def test_missed_notices_are_said_to_be_missed(self, listening: Listening) -> None:
        await listening.prepared()

        assert await listening.graph.lifecycle(listening.one, "missed") == 202
        await listening.until(lambda: len(listening.heard.missing) == 2)

        assert listening.graph.asked["create"] == 1

    async def test_one_that_is_removed_at_the_wrong_moment_is_made_later(self, listening: Listening) -> None:
        await listening.prepared()
        first = listening.one
        listening.hall.world.graph.down = True
        assert await listening.graph.lifecycle(first, "subscriptionRemoved") == 202
        await listening.quiet()
        assert not listening.graph.kept

        listening.hall.world.graph.down = False
        await listening.until(lambda: len(listening.heard.missing) == 2)
        assert listening.one.id != first.id

    async def test_many_missed_ones_at_once_are_said_once(
        self, listening: Listening, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.roster_watch.QUIET", timedelta(days=1))
        await listening.prepared()
        before = counted("lifecycle")
        for _ in range(20):
            await listening.graph.lifecycle(listening.one, "missed")
        await listening.until(lambda: counted("lifecycle") == before + 20)
        assert len(listening.heard.missing) == 1

        monkeypatch.setattr("bot.roster_watch.QUIET", timedelta(0))
        await listening.until(lambda: len(listening.heard.missing) == 2)

    async def test_a_forged_one_moves_nothing(self, listening: Listening) -> None:
        await listening.prepared()
        row = {"subscriptionId": listening.one.id, "clientState": "guessed", "lifecycleEvent": "missed"}
        for happened in ("missed", "subscriptionRemoved", "reauthorizationRequired"):
            assert await listening.post({"value": [{**row, "lifecycleEvent": happened}]}) == 202
        await listening.hears_only("abel")

        assert listening.heard.missing == [SITTING]
        assert listening.graph.asked["create"] == 1
        assert listening.graph.asked["renew"] == 0

    async def test_an_unknown_word_moves_nothing(self, listening: Listening) -> None:
        await listening.prepared()

        assert await listening.graph.lifecycle(listening.one, "newWordOfGraph") == 202
        await listening.hears_only("abel")


class TestRenewal:
    """Renewed long before its end, also by the next process; what Graph has lost is made anew."""

    async def test_is_renewed_before_its_end(
        self, listening: Listening, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.roster_life.RENEW_BEFORE", timedelta(days=4))
        await listening.prepared()
        await listening.until(lambda: listening.graph.asked["renew"] >= 2)

        assert listening.graph.asked["create"] == 1

    async def test_another_certificate_comes_with_the_renewal(
        self, listening: Listening, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await listening.prepared()
        old = listening.one.body["encryptionCertificateId"]
        before = listening.joined("abel")
        monkeypatch.setattr("bot.seal_keys.REPLACED_BEFORE", timedelta(days=366))
        await listening.until(lambda: listening.one.body["encryptionCertificateId"] != old)
        monkeypatch.setattr("bot.seal_keys.REPLACED_BEFORE", timedelta(days=30))
        assert await listening.post(before) == 202
        assert await listening.post(listening.joined("busch")) == 202
        await listening.until(lambda: len(listening.heard.rosters) == 2)

        assert listening.heard.names == [(["Anna Abel"], []), (["Bernd Busch"], [])]
        assert listening.graph.asked["create"] == 1

    async def test_the_next_process_adopts_it(self, listening: Listening) -> None:
        await listening.prepared()
        first, url = listening.one.id, listening.hall.settings.public_url
        await listening.hall.stopped()
        again = Heard()
        with pytest.MonkeyPatch.context() as patch:
            more = {"ROSTER_SUBSCRIPTION": "1", "PORT": url.rpartition(":")[2]}
            async with running(listening.hall.world, patch, more, again):
                await listening.joins("abel")
                await listening.until(lambda: bool(again.rosters))

        assert listening.one.id == first
        assert again.names == [(["Anna Abel"], [])]
        assert listening.graph.asked["create"] == 1

    async def test_at_another_address_it_is_replaced(self, listening: Listening) -> None:
        await listening.prepared()
        first = listening.one.id
        await listening.hall.stopped()
        again = Heard()
        with pytest.MonkeyPatch.context() as patch:
            async with running(listening.hall.world, patch, {"ROSTER_SUBSCRIPTION": "1"}, again):
                await listening.until(lambda: bool(again.missing))

        assert listening.one.id != first

    async def test_without_its_key_it_is_replaced(self, listening: Listening) -> None:
        await listening.prepared()
        first, url = listening.one.id, listening.hall.settings.public_url
        await listening.hall.stopped()
        for path in (listening.hall.settings.data_dir / "graph-keys").iterdir():
            path.write_bytes(b"rubbish")
        again = Heard()
        with pytest.MonkeyPatch.context() as patch:
            more = {"ROSTER_SUBSCRIPTION": "1", "PORT": url.rpartition(":")[2]}
            async with running(listening.hall.world, patch, more, again):
                await listening.until(lambda: bool(again.missing))

        assert listening.one.id != first

    async def test_one_that_graph_has_lost_is_made_anew(self, listening: Listening) -> None:
        await listening.prepared()
        first, url = listening.one, listening.hall.settings.public_url
        await listening.hall.stopped()
        await listening.graph.forget(first)
        again = Heard()
        with pytest.MonkeyPatch.context() as patch:
            more = {"ROSTER_SUBSCRIPTION": "1", "PORT": url.rpartition(":")[2]}
            async with running(listening.hall.world, patch, more, again):
                await listening.until(lambda: bool(again.missing))

        assert listening.one.id != first.id

    async def test_one_that_nobody_wants_any_more_is_ended_at_the_next_start(
        self, listening: Listening
    ) -> None:
        await listening.prepared()
        listening.hall.world.graph.down = True
        await listening.hall.say("amt", "vorbereiten aufheben")
        await listening.until(lambda: listening.hall.sitting.withdrawn)
        await listening.hall.registry.remove(TABLE, SITTING)
        url = listening.hall.settings.public_url
        await listening.hall.stopped()
        listening.hall.world.graph.down = False
        with pytest.MonkeyPatch.context() as patch:
            more = {"ROSTER_SUBSCRIPTION": "1", "PORT": url.rpartition(":")[2]}
            async with running(listening.hall.world, patch, more):
                await listening.until(lambda: not listening.graph.kept)

        assert listening.graph.asked["delete"] == 1

    async def test_switched_off_it_is_ended_at_the_next_start(self, listening: Listening) -> None:
        await listening.prepared()
        await listening.hall.stopped()
        with pytest.MonkeyPatch.context() as patch:
            async with running(listening.hall.world, patch, {"ROSTER_SUBSCRIPTION": "0"}):
                await listening.until(lambda: not listening.graph.kept)

        assert listening.graph.asked["delete"] == 1


class TestEnd:
    """Deleted when the sitting ends and when its preparation is lifted; nothing is heard after."""

    async def test_ends_with_the_sitting(self, listening: Listening) -> None:
        await listening.hall.opened(*MEMBERS)
        await listening.until(lambda: bool(listening.graph.kept))
        await listening.hall.say("vogt", "sitzung schließen")
        await confirmed_end(listening.hall)
        await listening.until(lambda: not listening.graph.kept)

        assert listening.graph.asked["delete"] == 1
        assert await listening.hall.registry.get(TABLE, SITTING) is None

    async def test_ends_with_the_preparation(self, listening: Listening) -> None:
        await listening.prepared()
        one = listening.one
        late = listening.joined("abel")
        await listening.hall.say("amt", "vorbereiten aufheben")
        await listening.until(lambda: not listening.graph.kept)

        assert await listening.notices.post(str(one.body["notificationUrl"]), late) == 202
        await listening.quiet()
        assert not listening.heard.rosters

    async def test_goes_with_the_sitting_into_another_meeting(self, listening: Listening) -> None:
        hall = listening.hall
        await hall.opened(*MEMBERS)
        await listening.until(lambda: bool(listening.heard.missing))
        first, late = listening.one, listening.joined("abel")
        await hall.say("vogt", "unterbrechen bis morgen 14:00")
        await hall.seen("Es geht weiter um")
        second = await another(hall)
        hall.world.graph.down = True
        await hall.say("amt", f"vorbereiten {SITTING}", second)
        await listening.until(lambda: hall.sitting.meeting.endswith(second.id))
        await listening.quiet()
        listening.heard.rosters.clear()  # who came after the subscription began
        assert await listening.post(late) == 202
        await listening.quiet()
        assert not listening.heard.rosters, "the meeting that was left tells nothing any more"

        hall.world.graph.down = False
        await listening.until(lambda: first.id not in listening.graph.kept and bool(listening.graph.kept))
        assert listening.one.meeting is second.meeting
        await listening.hears_only("busch")

    async def test_a_graph_that_is_away_is_told_later(self, listening: Listening) -> None:
        await listening.prepared()
        listening.hall.world.graph.down = True
        await listening.hall.say("amt", "vorbereiten aufheben")
        await listening.until(lambda: listening.hall.sitting.withdrawn)
        assert listening.graph.kept

        listening.hall.world.graph.down = False
        await listening.until(lambda: not listening.graph.kept)
        assert listening.graph.asked["delete"] == 1


def counted(result: str) -> float:
    """How many notices have come to this end since the tests began."""
    return REGISTRY.get_sample_value("ratssaal_graph_notices_total", {"result": result}) or 0.0


class TestDoctor:
    """``doctor`` asks for the subscriptions too, where the option is on."""

    async def test_finds_the_permission_granted(self, listening: Listening) -> None:
        await listening.prepared()
        found = await permissions(listening.hall.settings)

        assert {one.verdict for one in found} == {"good"}

    async def test_names_the_permission_that_is_missing(self, listening: Listening) -> None:
        await listening.prepared()
        listening.hall.world.graph.take_away("OnlineMeetings.ReadWrite.All")
        found = await permissions(listening.hall.settings)

        assert [one.name for one in found if one.verdict != "good"] == ["OnlineMeetings.ReadWrite.All"]


class TestProcess:
    """``app.py serve`` as a process of its own subscribes, and is killed and started without losing it."""

    async def test_adopts_what_it_had_before_it_was_killed(self, tmp_path: Path) -> None:
        clerk = seat("amt", "Karla", "Amt", "büro")
        mayor = seat("vogt", "Petra", "Vogt", "mitglied+vorsitz")
        async with World(tmp_path / "world", speed=FAST) as world:
            chat = await announced(world, clerk, mayor)
            bot = await world.start_bot(ROSTER_SUBSCRIPTION="1")
            await world.client.install_in(clerk.person, chat)
            await world.client.say(clerk.person, chat, "vorbereiten")
            subscriptions = world.graph.subscriptions
            await holds(lambda: '"roster.subscribed"' in bot.log.read_text(encoding="utf-8"))
            (first,) = subscriptions.kept
            await bot.kill()
            await bot.start()
            await world.client.join(mayor.person, chat, told=False)
            await holds(lambda: '"roster.heard"' in bot.log.read_text(encoding="utf-8"))

            assert list(subscriptions.kept) == [first]
            assert subscriptions.asked["create"] == 1

    async def test_killed_before_it_knew_the_answer_it_subscribes_anew(self, tmp_path: Path) -> None:
        clerk = seat("amt", "Karla", "Amt", "büro")
        mayor = seat("vogt", "Petra", "Vogt", "mitglied+vorsitz")
        async with World(tmp_path / "world", speed=FAST) as world:
            chat = await announced(world, clerk, mayor)
            bot = await world.start_bot(ROSTER_SUBSCRIPTION="1")
            await world.client.install_in(clerk.person, chat)
            await world.client.say(clerk.person, chat, "vorbereiten")
            subscriptions = world.graph.subscriptions
            await holds(lambda: bool(subscriptions.kept))
            await bot.kill()
            forget_record(tmp_path / "world" / "data" / "registry.json")
            (first,) = subscriptions.kept
            await bot.start()
            await holds(lambda: bool(subscriptions.kept) and first not in subscriptions.kept)
            await holds(lambda: bot.log.read_text(encoding="utf-8").count('"roster.missed"') > 0)

            assert len(subscriptions.kept) == 1


class TestLocalMode:
    """Without sign-in there is no Graph, and nothing for it to post to."""

    async def test_the_addresses_do_not_exist(self, tmp_path: Path) -> None:
        settings = Settings(_env_file=None, local_mode=True, data_dir=tmp_path / "data")
        async with AsyncExitStack() as stack:
            app = await build(settings, stack, lambda reason: None)
            paths = {resource.canonical for resource in app.router.resources()}

        assert "/api/messages" in paths
        assert not [path for path in paths if path.startswith("/graph")]


async def announced(world: World, clerk: Seat, mayor: Seat) -> Chat:
    """A planned sitting of two people with its online meeting."""
    world.tenant.add(clerk.person, mayor.person)
    await plan(world.folder / "data", {"amt": clerk, "vogt": mayor}, PLAN)
    start = world.graph.subscriptions.now()
    return world.tenant.schedule("Rat", mayor.person, start, start + timedelta(hours=4), clerk.person)


def forget_record(registry: Path) -> None:
    """Take the note of the subscription out of the documents, if it came that far."""
    documents = json.loads(registry.read_text(encoding="utf-8"))
    documents.pop(TABLE, None)
    registry.write_text(json.dumps(documents), encoding="utf-8")


async def holds(condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 another process writes it
            await asyncio.sleep(0.05)


async def confirmed_end(hall: Hall) -> None:
    """Wait until the sitting has ended."""
    await hall.until(lambda: hall.sitting.stage is Stage.ENDED)


async def another(hall: Hall) -> Chat:
    """A further online meeting of the same people, with the app in it."""
    people = [one.person for one in hall.seats.values()]
    now = hall.world.graph.subscriptions.now()
    chat = hall.world.tenant.schedule("Zweiter Tag", people[0], now, now + timedelta(hours=4), *people)
    await hall.world.client.install_in(hall.person("amt"), chat)
    return chat


def anonymous() -> Person:
    """Somebody who came by link only."""
    return person("fremder", "Kai", "Unbekannt", standing=Standing.ANONYMOUS)
