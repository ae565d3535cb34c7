"""The outbox against a Teams on loopback with its limits, its faults and a restart."""

import asyncio
import time
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.outbox import Trouble, Urgency
from tests.bot.post_office import CHAT, CONVERSATION, SITTING, Bearer, Office
from tests.bot.teams import once, problem


class TestPaying:
    """What is owed stands there; what stands is edited; what is the same is left alone."""

    async def test_owed_message_is_posted_once(self, office: Office) -> None:
        await office.open()
        office.owe("board", "a")
        await office.settle()

        assert office.texts == ["a"]
        assert office.outbox.posted(SITTING, "board") == ("m1",)

    async def test_other_content_edits_what_stands(self, office: Office) -> None:
        await office.open()
        office.owe("board", "a")
        await office.settle()
        office.owe("board", "b")
        await office.settle()

        assert office.texts == ["b"]
        assert office.outbox.posted(SITTING, "board") == ("m1",)

    async def test_same_content_is_left_alone(self, office: Office) -> None:
        await office.open()
        for _ in range(3):
            office.owe("board", "a")
            await office.settle()

        assert len(office.teams.asked) == 1

    async def test_progress_that_looks_the_same_is_not_drawn_again_and_again(self, office: Office) -> None:
        drawn: list[str] = []

        def draw() -> dict[str, str]:
            drawn.append("a")
            return {"text": "a"}

        await office.open(speed=1.0)
        office.owe("board", render=draw)
        await office.settle()
        for _ in range(50):
            office.owe("board", urgency=Urgency.PROGRESS, render=draw)
            await asyncio.sleep(0)
        await office.settle()

        assert len(drawn) <= 6
        assert (office.texts, len(office.teams.asked)) == (["a"], 1)

    async def test_progress_that_rested_is_shown_all_the_same(self, office: Office) -> None:
        await office.open()
        office.owe("board", "a")
        await office.settle()
        for text in ("a", "b"):
            office.owe("board", text, urgency=Urgency.PROGRESS)
            await office.settle()

        assert office.texts == ["b"]

    async def test_content_is_rendered_when_it_is_paid(self, office: Office) -> None:
        await office.open()
        words = ["early"]
        office.owe("board", render=lambda: {"text": words[0]})
        words[0] = "late"
        await office.settle()

        assert office.texts == ["late"]

    async def test_nothing_owed_any_more_is_nothing_sent(self, office: Office) -> None:
        await office.open()
        office.owe("board", None)
        await office.settle()

        assert not office.teams.asked
        assert not office.troubles

    async def test_rendering_that_changes_every_time_ends(self, office: Office) -> None:
        await office.open()
        office.owe("board", render=lambda: {"text": str(time.monotonic_ns())})
        await office.settle()

        assert len(office.teams.asked) == 1

    async def test_rendering_that_fails_is_reported_and_stops_nothing(self, office: Office) -> None:
        await office.open()
        office.owe("bad", render=lambda: {"a": object()})
        office.owe("good", "a")
        await office.settle()

        assert office.texts == ["a"]
        assert [trouble.reason for trouble in office.troubles] == ["NotRendered"]

    async def test_waiting_edit_is_replaced_by_the_newer(self, office: Office) -> None:
        await office.open()
        office.owe("board", "0")
        await office.settle()
        office.teams.slow = 0.05
        for number in range(1, 30):
            office.owe("board", str(number), urgency=Urgency.PROGRESS)
            await asyncio.sleep(0.005)
        await office.settle()

        assert office.texts == ["29"]
        assert len(office.teams.chats[CONVERSATION].edits) < 10

    async def test_newer_content_during_the_post_becomes_an_edit(self, office: Office) -> None:
        await office.open()
        office.teams.slow = 0.1
        office.owe("board", "a")
        await asyncio.sleep(0.05)
        office.owe("board", "b")
        await office.settle()

        assert office.texts == ["b"]
        assert [method for method, _ in office.teams.asked] == ["POST", "PUT"]

    async def test_retracted_message_is_gone(self, office: Office) -> None:
        await office.open()
        office.owe("board", "a")
        await office.settle()
        await office.outbox.retract(SITTING, "board")
        await office.settle()

        assert office.texts == []
        assert office.outbox.posted(SITTING, "board") == ()

    async def test_message_retracted_before_it_was_paid_is_never_sent(self, office: Office) -> None:
        await office.open()
        office.owe("board", "a")
        await office.outbox.retract(SITTING, "board")
        await office.settle()

        assert office.texts == []

    async def test_retracting_what_never_was_is_nothing(self, office: Office) -> None:
        await office.open()
        await office.outbox.retract(SITTING, "nothing")
        await office.settle()

        assert not office.teams.asked

    async def test_slot_that_moves_to_another_chat_is_posted_there(self, office: Office) -> None:
        await office.open(CHAT, "other")
        office.owe("control", "a")
        await office.settle()
        office.owe("control", "a", chat="other")
        await office.settle()

        assert office.teams.chats["19:other"].texts == ["a"]


class TestAnswers:
    """One-off answers: sent, not remembered."""

    async def test_post_returns_the_id(self, office: Office) -> None:
        await office.open()

        assert await office.outbox.post(CHAT, {"text": "a"}) == "m1"
        assert office.registry.tables["outbox"] == {}

    async def test_answer_goes_to_where_the_question_was_heard(self, office: Office) -> None:
        await office.open()
        ref = office.teams.ref("a:anna")

        assert await office.outbox.answer(ref, {"text": "a"}) == "m1"
        assert office.teams.chats["a:anna"].texts == ["a"]

    @pytest.mark.parametrize("fault", [problem(403, "x"), web.Response(status=502), "drop"])
    async def test_failed_post_returns_none(self, office: Office, fault: web.Response | str) -> None:
        await office.open()
        office.teams.fault = once(fault)

        assert await office.outbox.post(CHAT, {"text": "a"}) is None
        assert len(office.teams.asked) == 1

    async def test_post_to_an_unknown_chat_fails_at_once(self, office: Office) -> None:
        await office.open()

        assert await office.outbox.post("nobody", {"text": "a"}) is None
        assert office.troubles[0].reason == "ChatUnknown"

    async def test_stopping_answers_those_who_wait(self, office: Office) -> None:
        await office.open(speed=1.0)
        office.teams.fault = lambda request, body: problem(429, "x", **{"Retry-After": "60"})
        waiting = asyncio.create_task(office.outbox.post(CHAT, {"text": "a"}))
        await asyncio.sleep(0.2)
        await office.outbox.stop()

        assert await waiting is None


class TestOrder:
    """Architecture: ballots, closings and results go first; one at a time per chat."""

    async def test_one_request_at_a_time_per_chat(self, office: Office) -> None:
        await office.open()
        office.teams.slow = 0.02
        for number in range(10):
            office.owe(f"s{number}", str(number))
        answers = [office.outbox.answer(office.teams.ref(CONVERSATION), {"text": "x"})]
        await asyncio.gather(*answers, office.settle())

        assert office.teams.chats[CONVERSATION].together == 1
        assert len(office.texts) == 11

    async def test_ballot_overtakes_progress(self, office: Office) -> None:
        await office.open()
        for number in range(5):
            office.owe(f"progress{number}", f"p{number}", urgency=Urgency.PROGRESS)
        office.owe("result:22", "result", urgency=Urgency.RESULT, repeatable=True)
        office.owe("ballot:23", "ballot", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert office.texts == ["result", "ballot", "p0", "p1", "p2", "p3", "p4"]

    async def test_called_item_stays_above_its_ballot(self, office: Office) -> None:
        await office.open()
        office.owe("progress", "p", urgency=Urgency.PROGRESS)
        office.owe("item:11", "item")
        office.owe("ballot:23", "ballot", urgency=Urgency.BALLOT, repeatable=True)
        office.owe("later", "later")
        await office.settle()

        assert office.texts == ["item", "ballot", "later", "p"]

    async def test_closing_never_waits_behind_progress_edits(self, office: Office) -> None:
        await office.open(speed=1.0)
        office.teams.speed = 1.0
        office.owe("board", "0")
        office.owe("ballot:1", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        for number in range(40):
            office.owe(f"noise{number}", "n", urgency=Urgency.PROGRESS)
        await asyncio.sleep(1.2)
        office.owe("ballot:1", "closed", urgency=Urgency.BALLOT, repeatable=True)
        await office.until(lambda: bool(office.teams.chats[CONVERSATION].edits))

        assert office.texts.count("n") < 40, "the noise is not through yet"
        assert office.teams.refused == 0

    async def test_chats_do_not_wait_for_each_other(self, office: Office) -> None:
        chats = [f"c{number}" for number in range(20)]
        await office.open(*chats)
        office.teams.slow = 0.2
        for chat in chats:
            office.owe(f"ballot:1@{chat}", "b", chat=chat, urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert office.teams.together > 5, "they were asked side by side"


class TestPace:
    """Teams' limits enforced on the other side: not one request too many."""

    async def test_burst_of_messages_is_never_throttled(self, office: Office) -> None:
        await office.open()
        for number in range(130):
            urgency = Urgency.BALLOT if number % 3 else Urgency.NORMAL
            office.owe(f"s{number}", str(number), urgency=urgency, repeatable=True)
        await office.settle()

        assert len(office.texts) == 130
        assert office.teams.refused == 0

    async def test_retry_after_is_honoured_undivided(self, office: Office) -> None:
        await office.open(speed=20.0)
        office.teams.fault = once(problem(429, "Throttled", **{"Retry-After": "0.6"}))
        began = time.monotonic()
        office.owe("a", "a", urgency=Urgency.BALLOT, repeatable=True)
        office.owe("b", "b", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert time.monotonic() - began >= 0.6
        assert office.texts == ["a", "b"]
        assert len(office.teams.asked) == 3

    async def test_throttled_chat_is_left_in_peace_by_ballots_too(self, office: Office) -> None:
        await office.open(speed=20.0)
        office.teams.fault = once(problem(429, "Throttled", **{"Retry-After": "0.6"}))
        began = time.monotonic()
        office.owe("board", "a", urgency=Urgency.PROGRESS)
        await office.until(lambda: len(office.teams.asked) == 1)
        office.owe("ballot:1", "b", urgency=Urgency.BALLOT, repeatable=True)
        await office.until(lambda: len(office.texts) >= 1)

        assert time.monotonic() - began >= 0.55
        assert office.teams.refused == 0


class TestRepeating:
    """After 412, 429, 503 always; after 500, 502, 504, a broken line only where it is harmless."""

    @pytest.mark.parametrize("status", [412, 429, 503])
    async def test_refused_for_now_is_tried_again(self, office: Office, status: int) -> None:
        await office.open()
        office.teams.fault = once(problem(status, "later"), problem(status, "later"))
        office.owe("item", "a")
        await office.settle()

        assert office.texts == ["a"]
        assert not office.troubles

    @pytest.mark.parametrize("fault", ["502", "lose", "drop"])
    async def test_unclear_ballot_is_posted_again(self, office: Office, fault: str) -> None:
        await office.open()
        office.teams.fault = once(fault)
        office.owe("ballot:1", "a", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert office.texts == (["a"] if fault == "drop" else ["a", "a"])
        assert len(office.outbox.posted(SITTING, "ballot:1")) == 1

    @pytest.mark.parametrize("fault", ["502", "lose", "drop"])
    async def test_unclear_ordinary_message_is_reported_not_repeated(
        self, office: Office, fault: str
    ) -> None:
        await office.open()
        office.teams.fault = once(fault)
        office.owe("item", "a")
        await office.settle()
        office.owe("item", "a")
        await office.settle()

        assert len(office.teams.asked) == 1
        assert office.troubles[0].slot == "item"

    async def test_new_content_after_an_unclear_message_is_posted(self, office: Office) -> None:
        await office.open()
        office.teams.fault = once("drop")
        office.owe("control", "a")
        await office.settle()
        office.owe("control", "b")
        await office.settle()

        assert office.texts == ["b"]

    @pytest.mark.parametrize("fault", ["502", "lose", "drop"])
    async def test_unclear_edit_is_made_again(self, office: Office, fault: str) -> None:
        await office.open()
        office.owe("item", "a")
        await office.settle()
        office.teams.fault = once(fault)
        office.owe("item", "b")
        await office.settle()

        assert office.texts == ["b"]
        assert not office.troubles

    @pytest.mark.parametrize("status", [400, 403, 413])
    async def test_refusal_for_good_is_reported_at_once(self, office: Office, status: int) -> None:
        await office.open()
        office.teams.fault = once(problem(status, "no"))
        office.owe("item", "a", repeatable=True)
        await office.settle()

        assert [(t.status, t.reason, t.chat) for t in office.troubles] == [(status, "no", CHAT)]
        assert len(office.teams.asked) == 1

    async def test_trying_again_is_bounded(self, office: Office) -> None:
        await office.open(speed=1000.0)
        office.teams.speed = 1000.0
        office.teams.fault = lambda request, body: problem(503, "away")
        office.owe("item", "a")
        await office.settle()

        assert len(office.teams.asked) == 11
        assert office.troubles[0].status == 503

    async def test_deed_of_the_next_message_is_not_harmed(self, office: Office) -> None:
        await office.open()
        office.teams.fault = once(problem(403, "no"))
        office.owe("first", "a")
        office.owe("second", "b")
        await office.settle()

        assert office.texts == ["b"]


class TestLostMessages:
    """Teams.md 6.3 d: an edit may find nothing, and a lost answer leaves a message nobody knows."""

    async def test_message_not_found_for_a_moment_is_edited_not_doubled(self, office: Office) -> None:
        await office.open()
        office.owe("ballot:1", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        gone = problem(404, "ActivityNotFoundInConversation")
        office.teams.fault = once(gone, gone)
        office.owe("ballot:1", "closed", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert office.texts == ["closed"]

    async def test_message_that_is_gone_is_replaced(self, office: Office) -> None:
        await office.open()
        office.owe("board", "a")
        await office.settle()
        office.teams.chats[CONVERSATION].messages.clear()
        office.owe("board", "b")
        await office.settle()

        assert office.texts == ["b"]
        assert office.outbox.posted(SITTING, "board") == ("m2",)

    async def test_nothing_takes_the_place_of_a_card_that_was_only_to_lose_its_buttons(
        self, office: Office
    ) -> None:
        await office.open()
        office.owe("control:1@ob", "with buttons")
        office.owe("control:2@ob", "never posted", anew=False)
        await office.settle()
        office.teams.chats[CONVERSATION].messages.clear()
        office.owe("control:1@ob", "without buttons", anew=False)
        await office.settle()

        assert office.texts == []
        assert office.outbox.posted(SITTING, "control:1@ob") == ()

    async def test_a_card_that_stands_loses_its_buttons(self, office: Office) -> None:
        await office.open()
        office.owe("control:1@ob", "with buttons")
        await office.settle()
        office.owe("control:1@ob", "without buttons", anew=False)
        await office.settle()

        assert office.texts == ["without buttons"]

    async def test_pressed_stray_is_edited_at_closing_like_the_known_one(self, office: Office) -> None:
        await office.open()
        office.teams.fault = once("lose")
        office.owe("ballot:1", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        office.outbox.seen(SITTING, "ballot:1", "m1")
        assert office.outbox.posted(SITTING, "ballot:1") == ("m2", "m1")
        office.owe("ballot:1", "closed", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert office.texts == ["closed", "closed"]

    async def test_stray_pressed_after_closing_is_closed_then(self, office: Office) -> None:
        await office.open()
        office.teams.fault = once("lose")
        office.owe("ballot:1", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        office.owe("ballot:1", "closed", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        assert office.texts == ["open", "closed"]
        office.outbox.seen(SITTING, "ballot:1", "m1")
        await office.settle()

        assert office.texts == ["closed", "closed"]

    async def test_stray_pressed_while_the_ballot_is_open_is_not_edited(self, office: Office) -> None:
        await office.open()
        office.teams.fault = once("lose")
        office.owe("ballot:1", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        office.outbox.seen(SITTING, "ballot:1", "m1")
        office.outbox.seen(SITTING, "ballot:1", "m1")
        office.outbox.seen(SITTING, "unknown", "m1")
        await office.settle()

        assert not office.teams.chats[CONVERSATION].edits

    async def test_deleting_what_is_gone_is_done(self, office: Office) -> None:
        await office.open()
        office.owe("board", "a")
        await office.settle()
        office.teams.chats[CONVERSATION].messages.clear()
        await office.outbox.retract(SITTING, "board")
        await office.settle()

        assert not office.troubles


class TestPersonalChats:
    """``person:<Entra id>``: opened when first needed, remembered from then on."""

    async def test_personal_chat_is_opened_once(self, office: Office) -> None:
        await office.open()
        office.owe("ballot:1@anna", "a", chat="person:anna", repeatable=True)
        await office.settle()
        office.owe("ballot:2@anna", "b", chat="person:anna", repeatable=True)
        await office.settle()

        assert office.teams.chats["a:anna"].texts == ["a", "b"]
        assert [path for _, path in office.teams.asked].count("/v3/conversations") == 1
        assert office.registry.tables["chats"]["person:anna"]["kind"] == "personal"

    async def test_person_who_cannot_be_reached_is_reported(self, office: Office) -> None:
        await office.open()
        office.teams.fault = once(problem(403, "ForbiddenOperationException"))
        office.owe("ballot:1@anna", "a", chat="person:anna", repeatable=True)
        await office.settle()

        assert [(t.chat, t.status) for t in office.troubles] == [("person:anna", 403)]

    async def test_unknown_chat_waits_until_it_is_learnt(self, office: Office) -> None:
        await office.open()
        office.owe("board", "a", chat="office")
        await asyncio.sleep(0.05)
        await office.settle()
        assert not office.teams.asked
        await office.outbox.learned("office", office.teams.ref("19:office"))
        await office.settle()

        assert office.teams.chats["19:office"].texts == ["a"]

    async def test_chat_that_opens_slowly_holds_up_no_other(self, office: Office) -> None:
        await office.open()
        office.teams.slow = 0.2
        for person in "abcdef":
            office.owe(f"b@{person}", "b", chat=f"person:{person}", urgency=Urgency.BALLOT)
        await office.settle()

        assert office.teams.together > 1, "they were opened side by side"

    async def test_seventy_one_people_get_their_ballot(self, office: Office) -> None:
        await office.open()
        for number in range(71):
            office.owe(
                f"ballot:1@{number}",
                "b",
                chat=f"person:{number}",
                urgency=Urgency.BALLOT,
                repeatable=True,
            )
        await office.settle()

        assert sum(len(chat.texts) for chat in office.teams.chats.values()) == 71
        assert office.teams.refused == 0


class TestRestart:
    """It remembers what it paid, and nothing that may stand once is sent twice."""

    async def test_what_was_paid_is_not_paid_again(self, office: Office) -> None:
        await office.open()
        office.owe("board", "a")
        office.owe("ballot:1", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        await office.outbox.stop()
        await office.open()
        assert office.outbox.posted(SITTING, "board") != ()
        office.owe("board", "a")
        office.owe("ballot:1", "closed", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert sorted(office.texts) == ["a", "closed"]
        assert len(office.teams.asked) == 3

    async def crash_after_sending(self, office: Office, *, repeatable: bool) -> None:
        """Post a message and lose the note of it, as a crash in between does."""
        await office.open()
        before = {}

        def fault(request: web.Request, body: dict[str, Any]) -> None:
            before.update(office.registry.tables["outbox"])

        office.teams.fault = fault
        office.owe("item", "a", repeatable=repeatable)
        await office.settle()
        await office.outbox.stop()
        office.teams.fault = once()
        office.registry.tables["outbox"] = before
        await office.open()
        office.owe("item", "a", repeatable=repeatable)
        await office.settle()

    async def test_ordinary_message_is_not_sent_twice(self, office: Office) -> None:
        await self.crash_after_sending(office, repeatable=False)

        assert office.texts == ["a"]
        assert [trouble.reason for trouble in office.troubles] == ["Uncertain"]

    async def test_ballot_is_rather_sent_twice_than_not(self, office: Office) -> None:
        await self.crash_after_sending(office, repeatable=True)

        assert office.texts == ["a", "a"]

    async def test_stop_lets_the_request_under_way_end(self, office: Office) -> None:
        await office.open()
        office.teams.slow = 0.2
        office.owe("item", "a")
        await asyncio.sleep(0.1)
        await office.outbox.stop()

        assert office.texts == ["a"]
        assert office.registry.tables["outbox"][SITTING]["slots"]["item"]["ids"]

    async def test_a_word_after_the_end_is_not_sent_and_waits_for_nobody(self, office: Office) -> None:
        await office.open()
        await office.outbox.stop()

        async with asyncio.timeout(10):
            assert await office.outbox.post(CHAT, {"text": "a"}) is None
        assert office.texts == []

    async def test_waiting_things_are_owed_again_by_whoever_owed_them(self, office: Office) -> None:
        await office.open()
        office.teams.fault = lambda request, body: problem(429, "x", **{"Retry-After": "60"})
        office.owe("item", "a")
        await asyncio.sleep(0.1)
        await office.outbox.stop()
        office.teams.fault = once()
        await office.open()
        office.owe("item", "a")
        await office.settle()

        assert office.texts == ["a"]


class TestNotes:
    """One write per paid message at most, shared where several wait, never in the way."""

    async def test_many_messages_share_writes(self, office: Office) -> None:
        chats = [f"c{number}" for number in range(30)]
        await office.open(*chats)
        office.registry.slow = 0.05
        for chat in chats:
            office.owe(f"b@{chat}", "b", chat=chat, urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert 0 < office.registry.puts <= 15
        slots = office.registry.tables["outbox"][SITTING]["slots"]
        assert all(slots[f"b@{chat}"]["ids"] for chat in chats)

    async def test_repeatable_messages_do_not_wait_for_the_disk(self, office: Office) -> None:
        await office.open()
        office.registry.slow = 1.0
        for number in range(5):
            office.owe(f"b{number}", "b", urgency=Urgency.BALLOT, repeatable=True)
        await office.until(lambda: len(office.texts) == 5)

        assert office.registry.puts == 0, "the disk has not written a thing yet"

    async def test_without_a_note_an_ordinary_message_is_not_sent(self, office: Office) -> None:
        await office.open(speed=1000.0)
        office.registry.broken = True
        office.owe("item", "a")
        office.owe("ballot:1", "b", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert office.texts == ["b"]
        assert [trouble.reason for trouble in office.troubles] == ["NotNoted"]

    async def test_notes_that_failed_are_written_at_the_end(self, office: Office) -> None:
        await office.open()
        office.registry.broken = True
        office.owe("ballot:1", "b", urgency=Urgency.BALLOT, repeatable=True)
        await asyncio.sleep(0.2)
        office.registry.broken = False
        await office.outbox.stop()

        assert office.registry.tables["outbox"][SITTING]["slots"]["ballot:1"]["ids"]


class Deaf(list[Trouble]):
    """Whoever is told of a trouble fails over it."""

    def append(self, trouble: Trouble) -> None:
        raise RuntimeError("not told")


class TestTheLog:
    """Issue, part 8: a line about a message names its sitting and its place there."""

    async def test_every_line_names_them(self, office: Office) -> None:
        office.troubles = Deaf()
        await office.open()
        office.teams.fault = once(problem(412, "PreconditionFailed"))
        with capture_logs() as lines:
            office.owe("late", "a")
            office.owe("bad", render=lambda: {"a": object()})
            await office.settle()

        assert {(line["event"], line.get("sitting"), line.get("slot")) for line in lines} == {
            ("outbox.again", SITTING, "late"),
            ("outbox.not_rendered", SITTING, "bad"),
            ("outbox.given_up", SITTING, "bad"),
            ("outbox.not_reported", SITTING, "bad"),
        }

    async def test_so_does_one_that_nobody_has_foreseen(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fail(bearer: Bearer) -> str:
            raise RuntimeError("no token")

        monkeypatch.setattr(Bearer, "token", fail)
        await office.open()
        with capture_logs() as lines:
            office.owe("board", "a")
            await office.settle()

        assert [(line["event"], line.get("sitting"), line.get("slot")) for line in lines] == [
            ("outbox.failed", SITTING, "board"),
            ("outbox.given_up", SITTING, "board"),
        ]
