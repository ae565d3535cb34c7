"""Whose own chat can be reached, when conversations are opened, and what waits steps aside for whom."""

import asyncio

import pytest
from aiohttp import web

from bot.chats import ChatRef
from bot.outbox import Outbox, Urgency
from tests.bot.post_office import CONVERSATION, SITTING, Office
from tests.bot.teams import problem

ABEL = "person:abel"
REFUSED = "ForbiddenOperationException"


def own(office: Office, account: str = "abel") -> ChatRef:
    """Somebody's own chat as Teams gives it."""
    ref = office.teams.ref(f"a:{account}")
    return ChatRef(
        service_url=ref.service_url,
        conversation=ref.conversation,
        tenant=ref.tenant,
        bot_id=ref.bot_id,
        kind="personal",
    )


class TestReach:
    """contract § 4: a chat is reachable where it is known and Teams did not refuse the last request."""

    async def test_a_chat_that_nobody_knows_is_not_reached(self, office: Office) -> None:
        await office.open()

        assert not office.outbox.reach.reaches("abel")
        assert office.outbox.reach.status("abel") == 0

    async def test_a_known_one_is_until_teams_refuses_it(self, office: Office) -> None:
        await office.open()
        await office.outbox.learned(ABEL, own(office))
        before = office.outbox.reach.reaches("abel")
        office.teams.fault = lambda request, body: problem(403, REFUSED)
        office.owe("ballot:1@abel", "open", chat=ABEL, urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert before
        assert not office.outbox.reach.reaches("abel")
        assert office.outbox.reach.status("abel") == 403
        assert office.outbox.delivered(SITTING, "ballot:1@abel").refused == 403

    async def test_an_answer_to_where_it_was_heard_tells_of_it_too(self, office: Office) -> None:
        await office.open()
        await office.outbox.learned(ABEL, own(office))
        office.teams.fault = lambda request, body: problem(403, REFUSED)
        await office.outbox.answer(own(office), {"text": "x"})

        assert office.outbox.reach.status("abel") == 403

    async def test_it_is_reached_again_once_something_is_taken(self, office: Office) -> None:
        await office.open()
        await office.outbox.learned(ABEL, own(office))
        office.outbox.reach.refused(ABEL, 403, opening=False)
        office.owe("ballot:1@abel", "open", chat=ABEL)
        await office.settle()

        assert office.outbox.reach.reaches("abel")
        assert office.outbox.delivered(SITTING, "ballot:1@abel").refused == 0

    async def test_or_once_something_comes_from_there(self, office: Office) -> None:
        await office.open()
        await office.outbox.learned(ABEL, own(office))
        office.outbox.reach.refused(ABEL, 403, opening=False)
        await office.outbox.learned(ABEL, own(office))

        assert office.outbox.reach.reaches("abel")

    @pytest.mark.parametrize("status", [400, 413])
    async def test_what_is_wrong_with_the_message_says_nothing_of_the_chat(
        self,
        office: Office,
        status: int,
    ) -> None:
        await office.open()
        await office.outbox.learned(ABEL, own(office))
        office.teams.fault = lambda request, body: problem(status, "BadArgument")
        office.owe("ballot:1@abel", "open", chat=ABEL)
        await office.settle()

        assert office.outbox.reach.reaches("abel")

    async def test_group_chats_are_nobodys(self, office: Office) -> None:
        await office.open()
        heard: list[str] = []
        office.outbox.reach.listen(heard.append)
        office.teams.fault = lambda request, body: problem(403, "BotNotInConversationRoster")
        office.owe("item:1", "x")
        await office.settle()

        assert heard == []

    async def test_it_outlives_a_restart(self, office: Office) -> None:
        await office.open()
        await office.outbox.learned(ABEL, own(office))
        office.outbox.reach.refused(ABEL, 403, opening=False)
        await office.outbox.stop()
        office.fresh()
        await office.outbox.start()
        refused = office.outbox.reach.status("abel")
        office.outbox.reach.reached(ABEL)
        await office.outbox.stop()
        office.fresh()
        await office.outbox.start()

        assert refused == 403
        assert office.outbox.reach.reaches("abel")

    async def test_a_disk_that_fails_stops_nothing(self, office: Office) -> None:
        await office.open()
        await office.outbox.learned(ABEL, own(office))
        office.registry.broken = True
        office.outbox.reach.refused(ABEL, 403, opening=False)
        await office.outbox.reach.settled()

        assert office.outbox.reach.status("abel") == 403

    async def test_listeners_hear_of_changes_alone(self, office: Office) -> None:
        await office.open()
        heard: list[str] = []
        office.outbox.reach.listen(heard.append)
        await office.outbox.learned(ABEL, own(office))
        for _ in range(2):
            office.outbox.reach.refused(ABEL, 403, opening=False)
        for _ in range(2):
            office.outbox.reach.reached(ABEL)

        assert heard == ["abel"] * 3


class TestOpening:
    """contract § 4: personal chats are opened when they may be, and a refusal is remembered."""

    async def test_a_chat_may_be_opened_without_a_word(self, office: Office) -> None:
        await office.open()
        office.owe("own-chat@abel", chat=ABEL, render=lambda: None)
        await office.settle()

        assert office.outbox.reach.reaches("abel")
        assert office.teams.chats["a:abel"].messages == {}

    async def test_while_it_may_not_be_opened_what_is_owed_waits(self, office: Office) -> None:
        await office.open()
        may = [False]
        office.outbox.open_only_if(lambda chat: may[0])
        office.owe("ballot:1@abel", "open", chat=ABEL, urgency=Urgency.BALLOT, repeatable=True)
        answer = await office.outbox.post(ABEL, {"text": "privately"})
        await office.settle()
        asked = list(office.teams.asked)
        may[0] = True
        office.outbox.look_again()
        await office.until(lambda: office.teams.chats["a:abel"].texts == ["open"])

        assert answer is None
        assert asked == []

    async def test_a_refused_opening_is_remembered_and_tried_again_when_owed_again(
        self,
        office: Office,
    ) -> None:
        await office.open()
        office.teams.fault = lambda request, body: problem(403, REFUSED)
        office.owe("own-chat@abel", chat=ABEL, render=lambda: None)
        await office.settle()
        refused = office.outbox.reach.status("abel")
        office.teams.fault = lambda request, body: None
        office.owe("own-chat@abel", chat=ABEL, render=lambda: None)
        await office.settle()

        assert refused == 403
        assert office.outbox.reach.reaches("abel")


def refuse_edits(request: web.Request, body: dict[str, object]) -> web.Response | None:
    """A Teams that takes no edit for a while."""
    return problem(503, "away") if request.method == "PUT" else None


class TestEditsThatWait:
    """Edits still owed are made up before the next item where they can be, and never delay it."""

    async def test_the_next_item_and_ballot_do_not_wait_for_them(self, office: Office) -> None:
        await office.open(speed=1.0)
        office.teams.speed = 1000.0
        office.owe("ballot:1", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        office.teams.fault = refuse_edits
        office.owe("ballot:1", "closed", urgency=Urgency.BALLOT, repeatable=True)
        office.owe("result:1", "result", urgency=Urgency.RESULT, repeatable=True)
        await office.until(lambda: "result" in office.texts)
        office.owe("item:5", "item")
        office.owe("ballot:2", "open 2", urgency=Urgency.BALLOT, repeatable=True)
        await office.until(lambda: "open 2" in office.texts)
        before = list(office.texts)
        office.teams.fault = lambda request, body: None
        await office.until(lambda: "closed" in office.texts)

        assert before == ["open", "result", "item", "open 2"]
        assert office.texts == ["closed", "result", "item", "open 2"]

    async def test_what_was_given_up_is_made_up_when_the_sitting_goes_on(
        self,
        office: Office,
    ) -> None:
        await office.open(speed=5000.0)
        office.teams.speed = 5000.0
        office.owe("ballot:1", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        office.teams.fault = refuse_edits
        office.owe("ballot:1", "closed", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        before = list(office.texts)
        refused = office.outbox.delivered(SITTING, "ballot:1").refused
        office.teams.fault = lambda request, body: None
        office.outbox.make_up("another sitting")
        office.outbox.make_up(SITTING)
        office.outbox.make_up(SITTING)
        await office.settle()

        assert before == ["open"]
        assert refused == 503
        assert office.outbox.delivered(SITTING, "ballot:1").refused == 0
        assert [trouble.status for trouble in office.troubles] == [503]
        assert office.texts == ["closed"]
        assert len(office.teams.chats[CONVERSATION].edits) == 1

    async def test_a_chat_that_teams_refuses_is_left_alone(self, office: Office) -> None:
        await office.open()
        office.owe("ballot:1", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        office.teams.fault = lambda request, body: problem(403, "BotNotInConversationRoster")
        office.owe("ballot:1", "closed", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        asked = len(office.teams.asked)
        office.outbox.make_up(SITTING)
        await office.settle()

        assert len(office.teams.asked) == asked

    async def test_what_is_yet_to_be_posted_keeps_its_place(self, office: Office) -> None:
        await office.open()
        fault = [problem(503, "away")]
        office.teams.fault = lambda request, body: fault.pop() if fault else None
        office.owe("item:5", "item")
        office.owe("ballot:2", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()

        assert office.texts == ["item", "open"]


class TestAReplacedCard:
    """teams.md 6.3 d: the old card may still stand somewhere, with its buttons."""

    async def test_when_the_old_one_is_pressed_it_is_closed_as_well(self, office: Office) -> None:
        await office.open()
        office.owe("ballot:1", "open", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        lost = [problem(404, "ActivityNotFoundInConversation") for _ in range(3)]
        office.teams.fault = lambda request, body: lost.pop() if lost and request.method == "PUT" else None
        office.owe("ballot:1", "closed", urgency=Urgency.BALLOT, repeatable=True)
        await office.settle()
        before = list(office.texts)
        office.outbox.seen(SITTING, "ballot:1", "m1")
        await office.settle()

        assert before == ["open", "closed"]
        assert office.texts == ["closed", "closed"]

    async def test_is_not_posted_where_it_is_not_wanted_any_more(self, office: Office) -> None:
        await office.open()
        office.owe("ballot:1", "open")
        await office.settle()
        office.teams.chats[CONVERSATION].messages.clear()
        wanted = lambda: {"text": "closed"} if office.outbox.posted(SITTING, "ballot:1") else None  # noqa: E731
        office.owe("ballot:1", render=wanted)
        await office.settle()

        assert office.texts == []
        assert office.outbox.delivered(SITTING, "ballot:1").once


async def test_an_outbox_that_never_started_ends(office: Office) -> None:
    """Nothing to wait for is nothing to wait for."""
    outbox: Outbox = office.fresh()
    async with asyncio.timeout(5):
        await outbox.stop()

    assert not outbox.reach.reaches("abel")
