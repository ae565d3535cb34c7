"""Times, numbers, verdicts, refusals and problems as people read them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wording
from council.agenda import BallotKind, ItemKind, MajorityKind
from council.ballots import Choice, Outcome, Tally
from council.errors import (
    REFUSALS,
    AlreadyPresent,
    BallotInTheWay,
    BallotNotOpen,
    ChairNeeded,
    ExcludedDigital,
    InBreak,
    ItemIsOff,
    NoQuorum,
    ObjectNeeded,
    Refusal,
    RoleNeeded,
    VoteIsFinal,
)
from council.ids import BallotId
from council.majority import Verdict, verdict
from tests import cast
from wording.catalogue import LANGUAGES
from wording.problems import problem_text

AT = datetime(2026, 12, 9, 15, 42, 17, tzinfo=UTC)
BERLIN = "Europe/Berlin"


class TestTimes:
    """Contract § 5 rule 3: "16:42:17 Uhr"; one time zone for a sitting."""

    @pytest.mark.parametrize(
        ("said", "language", "words"),
        [
            (wording.clock, "de", "16:42 Uhr"),
            (wording.clock, "en", "16:42"),
            (wording.second, "de", "16:42:17 Uhr"),
            (wording.day, "de", "9. Dezember 2026"),
            (wording.day, "en", "9 December 2026"),
            (wording.moment, "de", "9. Dezember 2026, 16:42 Uhr"),
        ],
    )
    def test_are_local(self, said: object, language: str, words: str) -> None:
        assert callable(said)
        assert said(AT, BERLIN, language) == words

    def test_follow_the_zone_over_midnight(self) -> None:
        late = datetime(2026, 12, 9, 23, 30, tzinfo=UTC)

        assert wording.day(late, BERLIN) == "10. Dezember 2026"
        assert wording.day(late, "UTC") == "9. Dezember 2026"

    def test_know_summer_time(self) -> None:
        assert wording.clock(datetime(2026, 7, 1, 12, 0, tzinfo=UTC), BERLIN) == "14:00 Uhr"

    def test_a_plain_date_needs_no_zone(self) -> None:
        assert wording.day(date(2026, 12, 9), BERLIN) == "9. Dezember 2026"

    def test_a_stretch_has_one_dash(self) -> None:
        assert wording.span(AT, AT.replace(hour=17), BERLIN) == "16:42–18:42 Uhr"
        assert wording.span(AT, None, BERLIN) == "seit 16:42 Uhr"

    @given(at=st.datetimes(timezones=st.just(UTC)), zone=st.sampled_from([BERLIN, "UTC", "Asia/Tokyo"]))
    def test_every_moment_can_be_said(self, at: datetime, zone: str) -> None:
        voice = wording.Voice("de", zone)

        assert voice.second(at).endswith(" Uhr")
        assert voice.moment(at)


class TestVoice:
    """A language and a time zone held together."""

    def test_comes_from_the_sitting(self) -> None:
        voice = wording.voice_of(cast.prepared(language="en"))

        assert (voice.language, voice.timezone) == ("en", BERLIN)

    @pytest.mark.parametrize(
        ("language", "phrase"), [("de", "A, B und C"), ("en", "A, B, and C")], ids=["de", "en"]
    )
    def test_lists_things(self, language: str, phrase: str) -> None:
        assert wording.listing(["A", "B", "C"], language) == phrase
        assert wording.listing([], language) == ""

    @pytest.mark.parametrize(("language", "shown"), [("de", "12.345"), ("en", "12,345")])
    def test_sets_thousands_apart(self, language: str, shown: str) -> None:
        assert wording.number(12_345, language) == shown

    @pytest.mark.parametrize(
        ("value", "word"),
        [
            (Choice.YES, "Ja"),
            (ItemKind.BUDGET, "Haushaltssatzung"),
            (MajorityKind.OF_MEMBERS, "Mehrheit der Mitglieder"),
            (BallotKind.ROLL_CALL, "Namentliche Abstimmung"),
        ],
    )
    def test_names_fixed_values(self, value: Choice, word: str) -> None:
        assert wording.Voice().term(value) == word


counts = st.integers(min_value=0, max_value=120)


class TestVerdicts:
    """Contract § 5 rule 9: the words of counts and results."""

    def test_counts_are_provisional_until_declared(self) -> None:
        tally = Tally(yes=31, no=21, abstain=8)

        assert wording.counts(tally, "de") == "Dafür 31, dagegen 21, Enthaltungen 8"
        assert wording.provisional(tally, "de") == "Dafür 31, dagegen 21, Enthaltungen 8 – vorläufig"

    @given(yes=counts, no=counts, abstain=counts, language=st.sampled_from(LANGUAGES))
    def test_provisional_counts_never_look_like_a_result(
        self, yes: int, no: int, abstain: int, language: str
    ) -> None:
        assert ":" not in wording.provisional(Tally(yes=yes, no=no, abstain=abstain), language)

    @pytest.mark.parametrize(
        ("item", "procedural", "outcome", "word"),
        [
            ("5", "", Outcome.CARRIED, "beschlossen"),
            ("5", "", Outcome.REJECTED, "abgelehnt"),
            ("5.1", "", Outcome.CARRIED, "angenommen"),
            ("5.1", "", Outcome.REJECTED, "abgelehnt"),
            ("5", "Vertagung", Outcome.CARRIED, "angenommen"),
        ],
    )
    def test_papers_are_resolved_and_motions_carried(
        self, item: str, procedural: str, outcome: Outcome, word: str
    ) -> None:
        ballot = cast.running(cast.balloting(cast.opened(), item, procedural=procedural))

        assert wording.verdict_word(ballot, outcome, "de") == word

    def test_there_is_no_result_line_before_the_declaration(self) -> None:
        ballot = cast.running(cast.closed(cast.balloting(cast.opened(), "5")))

        with pytest.raises(ValueError, match="not declared"):
            wording.result_line(ballot, "de")

    @given(yes=st.integers(0, 8), no=st.integers(0, 8), language=st.sampled_from(LANGUAGES))
    def test_arithmetic_and_verdict_agree(self, yes: int, no: int, language: str) -> None:
        state = cast.closed(cast.balloting(cast.opened(), "5"), Tally(yes=yes, no=no))
        sitting = cast.declared(state)

        reason = wording.arithmetic(sitting.ballots[BallotId(1)], language)
        carried = sitting.ballots[BallotId(1)].outcome is Outcome.CARRIED

        more = {"de": "sind mehr als", "en": "are more than"}[language]
        assert (more in reason) is carried
        assert f"{yes}" in reason

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("majority", list(MajorityKind))
    def test_every_majority_has_its_arithmetic(self, majority: MajorityKind, language: str) -> None:
        sitting = cast.closed(cast.all_voted(cast.balloting(cast.opened(), "6"), 5, 2, 1))
        ballot = cast.running(sitting)
        judged = verdict(sitting.rules, majority, Tally(yes=5, no=2), 9, share="3/5")
        changed = replace(
            ballot, majority=majority, share="3/5", needed=judged.needed, base=judged.base, norm="§ 1"
        )

        assert "§ 1" in wording.arithmetic(changed, language)

    @given(yes=counts, no=counts, abstain=counts, language=st.sampled_from(LANGUAGES))
    def test_the_spoken_declaration_has_all_numbers(
        self, yes: int, no: int, abstain: int, language: str
    ) -> None:
        state = cast.closed(cast.balloting(cast.opened(), "5"), Tally(yes=yes, no=no, abstain=abstain))
        ballot = cast.running(state)
        judged: Verdict = verdict(state.rules, ballot.majority, Tally(yes=yes, no=no), 9)

        spoken = wording.spoken(ballot, judged, language)

        assert all(str(number) in spoken for number in (yes, no, abstain))
        assert wording.verdict_word(ballot, judged.outcome, language) in spoken


class TestRefusals:
    """Style: refusals speak to a person; the sentence lives here and names people and times."""

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
    def test_each_has_a_sentence_even_without_its_values(self, kind: type[Refusal], language: str) -> None:
        sentence = wording.refusal_text(kind(), None, language)

        assert len(sentence) > 15
        assert "{" not in sentence

    @pytest.mark.parametrize(
        ("refusal", "sentence"),
        [
            (
                ChairNeeded(chair="vogt"),
                "Das darf nur die Sitzungsleitung: Dr. Petra Vogt. Es wurde nichts getan.",
            ),
            (RoleNeeded(roles=("büro", "vorsitz")), "Büro für Ratsangelegenheiten und Vorsitz"),
            (
                BallotNotOpen(ballot=3, phase="geschlossen"),
                "Abstimmung 3 ist nicht mehr offen (geschlossen).",
            ),
            (BallotNotOpen(ballot=3, phase="ersetzt"), "(wiederholt)"),
            (InBreak(until=AT), "unterbrochen bis 16:42 Uhr"),
            (InBreak(until=None), "Die Sitzung ist unterbrochen. Mit „fortsetzen“"),
            (BallotInTheWay(ballot=2, step="close"), "Abstimmung 2 ist noch offen. Zuerst: „schließen“."),
            (BallotInTheWay(ballot=2, step="declare"), "Zuerst: „feststellen“."),
            (BallotInTheWay(ballot=2, step="cancel"), "Zuerst: „abbrechen“"),
            (ExcludedDigital(item="7", kind="haushalt", norm="§ 36a"), "TOP 7 (Haushaltssatzung)"),
            (ItemIsOff(item="7", status="vertagt"), "(vertagt)"),
            (AlreadyPresent(member="abel", since=AT), "Anna Abel ist bereits anwesend, seit 16:42 Uhr."),
            (VoteIsFinal(choice="nein", norm="Geschäftsordnung"), "Gezählt bleibt: Nein."),
            (
                NoQuorum(present=4, required=5, norm="§ 39"),
                "4 anwesend und stimmberechtigt, 5 erforderlich (§ 39)",
            ),
            (NoQuorum(present=0, required=5, norm="§ 39"), "0 anwesend und stimmberechtigt"),
            (ObjectNeeded(item="5", ballot=1), "„abstimmung 5: Gegenstand“"),
        ],
        ids=lambda value: type(value).__name__ if isinstance(value, Refusal) else "",
    )
    def test_names_what_it_is_about(self, refusal: Refusal, sentence: str) -> None:
        assert sentence in wording.refusal_text(refusal, cast.prepared(), "de")

    def test_a_stranger_is_named_as_written(self) -> None:
        assert "xyz" in wording.refusal_text(ChairNeeded(chair="xyz"), cast.prepared(), "de")


class TestProblems:
    """Contract § 6: every bad row with its line and reason."""

    @pytest.mark.parametrize(
        ("line", "column", "begins"),
        [
            pytest.param(5, "rolle", "Zeile 5, Spalte „rolle“: ", id="cell"),
            pytest.param(5, "", "Zeile 5: ", id="row"),
            pytest.param(0, "rolle", "Spalte „rolle“: ", id="column"),
            pytest.param(0, "", "„präsident“", id="file"),
        ],
    )
    def test_begins_with_the_place(self, line: int, column: str, begins: str) -> None:
        values = {"value": "präsident", "nearest": "", "allowed": ""}

        text = problem_text("problem.unknown_role", values, "de", line=line, column=column)

        assert text == f"{begins if begins.endswith(' ') else ''}„präsident“ ist keine bekannte Rolle."

    def test_says_the_nearest_word_before_the_list(self) -> None:
        values = {"value": "vorsiz", "nearest": "vorsitz", "allowed": "mitglied, vorsitz"}

        assert problem_text("problem.unknown_role", values, "de").endswith("Ist „vorsitz“ gemeint?")

    def test_lists_what_is_allowed_where_nothing_is_near(self) -> None:
        values = {"value": "x", "nearest": "", "allowed": "ja, nein"}

        assert problem_text("problem.unknown_value", values, "de").endswith("Erlaubt sind: ja, nein.")
