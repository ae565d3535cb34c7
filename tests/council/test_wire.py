"""Words that stand in journals, on cards and in files: none of them is ever renamed."""

from enum import StrEnum

import pytest

from council.agenda import BallotKind, ItemKind, ItemStatus, MajorityKind
from council.ballots import Choice, Outcome, Phase, Way
from council.commands import Step
from council.events import EVENTS
from council.presence import Evidence, Mode
from council.reconciling import DifferenceRuling, Discord, StrangerKind
from council.roster import Role
from council.rulebook import Format
from council.sitting import CaseKind, Stage

WORDS: dict[type[StrEnum], str] = {
    Choice: "ja nein enthaltung",
    Role: "mitglied vorsitz stellvertretung büro schriftführung technik beratend verwaltung gast",
    ItemKind: "beschluss kenntnisnahme wahl haushalt änderung formalie",
    MajorityKind: "einfach mitglieder zweidrittel",
    BallotKind: "offen namentlich",
    Phase: "offen geschlossen festgestellt abgebrochen ersetzt",
    Outcome: "angenommen abgelehnt",
    Way: "karte persönlich getippt büro",
    Format: "digital hybrid presence",
    Stage: "vorbereitet eröffnet unterbrochen geschlossen",
    CaseKind: "zulassung stimme handzeichen leitung abweichung",
    Discord: "zeiten nur_bericht nur_konto",
    DifferenceRuling: "konto bericht korrektur überholt",
    StrangerKind: "konto ohne_konto",
    Step: "open_sitting next_item open_ballot open_roll_call close_ballot declare declare_next repeat "
    "cancel noted no_objection postpone remove pause resume closed_part public_part "
    "end_sitting take_back_end",
}
SENTENCES: dict[type[StrEnum], tuple[str, ...]] = {
    ItemStatus: (
        "ausstehend",
        "behandelt",
        "zur Kenntnis genommen",
        "ohne Widerspruch",
        "abgesetzt",
        "vertagt",
    ),
    Mode: ("zugeschaltet", "vor Ort"),
    Evidence: ("Anmeldung", "Büro", "eigene Meldung", "Teams", "Sitzung", "Korrektur", "Teams-Bericht"),
}
TAGS = """
account_linked admission_closed admission_opened admission_refused ballot_cancelled ballot_closed
ballot_declared ballot_opened ballot_superseded break_started chair_assigned chair_requested
closed_part_started contact_recorded cosigners_named disturbance_ended disturbance_reported
end_taken_back entry_rejected hands_confirmed hands_entered item_added item_called item_listed
item_noted item_passed item_postponed item_removed leaving_refuted leaving_reported member_admitted
member_enrolled member_excused member_left member_returned minute_taker_named operator_assigned
preparation_withdrawn public_part_started recusal_declared signed_in sitting_ended sitting_opened
sitting_prepared sitting_resumed vote_cast vote_entered attendance_reported strangers_reported
difference_settled presence_corrected correction_explained
""".split()


class TestWords:
    """Vertrag §§ 5–7: Werte auf Karten und in Dateien; hinzukommen darf eines, verschwinden keines."""

    @pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
    def test_a_word_once_written_is_kept(self, kind: type[StrEnum]) -> None:
        assert set(WORDS[kind].split()) <= {value.value for value in kind}

    @pytest.mark.parametrize("kind", SENTENCES, ids=lambda kind: kind.__name__)
    def test_so_is_a_phrase(self, kind: type[StrEnum]) -> None:
        assert set(SENTENCES[kind]) <= {value.value for value in kind}

    @pytest.mark.parametrize("tag", TAGS)
    def test_a_stored_event_is_always_known(self, tag: str) -> None:
        assert f"{tag}.v1" in {event.TYPE for event in EVENTS}
