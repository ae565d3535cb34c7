"""Faults in the outbox's pace: each lets Teams be asked too much, or somebody look at old figures."""

from tests.planted.fault import Fault

_PACE = "tests/bot/test_pace.py::TestChatLimits::test_no_window_is_ever_overfull"
_EVENING = "tests/bot/test_paced_evening.py::"
_FRESH = f"{_EVENING}TestAnEvening::test_the_control_card_is_never_older_than_three_seconds"
_STORM = f"{_EVENING}TestAnEvening::test_in_a_storm_it_is_older_by_the_longest_retry_after[20]"
_CLOSING = f"{_EVENING}TestAnEvening::test_a_closing_goes_before_all_progress"
_FLOOD = f"{_EVENING}TestAFlood::test_two_hundred_answers_in_the_meetings_chat_leave_room_for_a_ballot"
_TENANT = f"{_EVENING}TestTheTenant::test_a_ballot_in_everybodys_own_chat_never_asks_for_more"
_QUICK = f"{_EVENING}TestAnEvening::test_nor_where_the_chair_takes_one_step_right_after_the_other[0.5]"
_ANY = f"{_EVENING}TestWhateverIsOwed::test_no_limit_is_exceeded_and_what_was_owed_last_stands"


def _fault(name: str, file: str, old: str, new: str, *tests: str) -> Fault:
    return Fault(name=f"pace: {name}", file=f"bot/{file}", old=old, new=new, tests=tests)


PACING = (
    _fault("without the window of 30 s", "pace.py", "    Limit(60, 30.0, 45),\n", "", _FLOOD),
    _fault("without the window of 2 s", "pace.py", "    Limit(8, 2.0, 6),\n", "", _FLOOD),
    _fault("one more than allowed", "pace.py", "len(self._ends) >= room", "len(self._ends) > room", _PACE),
    _fault("nothing is kept for ballots", "pace.py", "Limit(60, 30.0, 45)", "Limit(60, 30.0, 60)", _FLOOD),
    _fault(
        "a closing is not urgent",
        "owed.py",
        "return self <= Urgency.RESULT",
        "return self < Urgency.BALLOT",
        _FLOOD,
    ),
    _fault(
        "progress as often as it comes",
        "teller.py",
        'if step.kind == "edit" and item.on_its_way:',
        "if False:",
        f"{_FRESH}[120]",
    ),
    _fault(
        "progress before closings",
        "owed.py",
        "return (0 if self.urgent else self.owed.urgency), self.place",
        "return -self.owed.urgency, self.place",
        f"{_CLOSING}[20]",
    ),
    _fault(
        "`Retry-After` is not honoured",
        "teller.py",
        "            if pause:\n",
        "            if False:\n",
        _ANY,
    ),
    _fault(
        "a tenant is not waited for",
        "teller.py",
        "                tenant.wait(now, urgent=item.urgent),\n",
        "",
        _TENANT,
    ),
    _fault("what is under way for a tenant is not counted", "teller.py", "tenant.begin()", "pass", _TENANT),
    _fault(
        "steps are taken for progress",
        "lane.py",
        "if item.owed.urgency is Urgency.PROGRESS:\n            self._telling",
        "if True:\n            self._telling",
        _QUICK,
    ),
    _fault("tries are forgotten", "lane.py", "item.tries = old.tries", "pass", _STORM),
)
