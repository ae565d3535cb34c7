"""What people see in Teams: pure functions from the council's values to Adaptive Cards.

A card is a plain dict of JSON values, schema 1.4; :func:`activity_of` puts it alone into a
message. Language and time zone come from the sitting, or from a :class:`wording.Voice`
where there is none.
"""

from cards.acts import (
    break_card,
    closed_part_card,
    end_card,
    item_card,
    opening_card,
    public_part_card,
    quorum_card,
    resumed_card,
)
from cards.admission import admission_list_card
from cards.alone import alone_card
from cards.attendance import attendance_card
from cards.ballots import (
    ballot_card,
    ballot_closed_card,
    ballot_declared_card,
    ballot_handed_card,
    ballot_over_card,
    ballot_view,
    handed_message,
    receipt_line,
    receipt_message,
)
from cards.board import board_card
from cards.build import Card, activity_of, notice_card
from cards.check import closed_check_card
from cards.checklist import missing_particulars
from cards.control import control_card, progress, sentence_aloud
from cards.delivery import delivery_card
from cards.devices import device_check_card, devices_card, practice_card, practice_over_card
from cards.doubts import doubt_card, other_seat_card
from cards.faults import fault_card
from cards.files_in import bad_file_card, checked_file_card, which_file_card
from cards.help_call import help_call_card, outside_call_card
from cards.link import link_code_card
from cards.office import (
    PlannedSitting,
    checklist_card,
    confirm_card,
    sittings_card,
)
from cards.office_way import office_way_card
from cards.online import MeetingLines, meeting_card
from cards.people import (
    ask_name_card,
    help_card,
    my_votes_card,
    refusal_card,
    suggestion_card,
    syntax_card,
)
from cards.presence import (
    MOST_CASES,
    admission_card,
    sign_in_card,
    signed_in_card,
)
from cards.quorum import quorum_why_card
from cards.reasons import reasons_card
from cards.reconciling import compared_card, no_report_card
from cards.results import names_card, result_card
from cards.steps import STEPS, further_steps, next_step
from cards.which import which_sitting_card

__all__ = [
    "MOST_CASES",
    "STEPS",
    "Card",
    "MeetingLines",
    "PlannedSitting",
    "activity_of",
    "admission_card",
    "admission_list_card",
    "alone_card",
    "ask_name_card",
    "attendance_card",
    "bad_file_card",
    "ballot_card",
    "ballot_closed_card",
    "ballot_declared_card",
    "ballot_handed_card",
    "ballot_over_card",
    "ballot_view",
    "board_card",
    "break_card",
    "checked_file_card",
    "checklist_card",
    "closed_check_card",
    "closed_part_card",
    "compared_card",
    "confirm_card",
    "control_card",
    "delivery_card",
    "device_check_card",
    "devices_card",
    "doubt_card",
    "end_card",
    "fault_card",
    "further_steps",
    "handed_message",
    "help_call_card",
    "help_card",
    "item_card",
    "link_code_card",
    "meeting_card",
    "missing_particulars",
    "my_votes_card",
    "names_card",
    "next_step",
    "no_report_card",
    "notice_card",
    "office_way_card",
    "opening_card",
    "other_seat_card",
    "outside_call_card",
    "practice_card",
    "practice_over_card",
    "progress",
    "public_part_card",
    "quorum_card",
    "quorum_why_card",
    "reasons_card",
    "receipt_line",
    "receipt_message",
    "refusal_card",
    "result_card",
    "resumed_card",
    "sentence_aloud",
    "sign_in_card",
    "signed_in_card",
    "sittings_card",
    "suggestion_card",
    "syntax_card",
    "which_file_card",
    "which_sitting_card",
]
