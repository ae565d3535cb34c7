"""What a rule forbids: the sentence names the rule, its paragraph, and what is allowed instead."""

import re

import pytest

import wording
from council import errors
from council.errors import REFUSALS, Refusal, Unlawful
from council.rulebook import Format
from tests import cast
from tests.cards import stages
from wording.catalogue import LANGUAGES

NORM = "§ 36a SächsGemO"
LAWS: tuple[Unlawful, ...] = (
    errors.NoQuorum(present=4, required=5, norm=NORM),
    errors.ExcludedDigital(item="7", kind="haushalt", norm=NORM),
    errors.ExcludedRemote(item="9", kind="wahl", norm=NORM),
    errors.SecretNotAllowed(norm=NORM),
    errors.SecretNotEnabled(norm=NORM),
    errors.SecretPrecedes(norm=NORM),
    errors.TooFewForSecret(n=3, fewest=5, norm=NORM),
    errors.AbstentionNotAllowed(norm=NORM),
    errors.OpenElectionNotAllowed(item="9", norm=NORM),
    errors.ChecklistMissing(missing=("notified", "public_room"), norm=NORM),
    errors.NotInBlockAllowed(item="9", kind="wahl"),
    errors.ElectionByPaper(item="9", norm=NORM),
    errors.ObjectionNeedsBallot(item="7", norm=NORM),
    errors.BiasInBlock(item="8.1", members=("abel",), norm=NORM),
)
INSTEAD = re.compile(r"Möglich|ergänzen")
"""Words with which a sentence says what would be allowed."""


def said(refusal: Refusal, language: str = "de") -> str:
    """The refusal's sentence in the sitting of the cast."""
    return wording.refusal_text(refusal, cast.prepared(), language)


class TestLaw:
    """Issue, "Bad input": a command that a rule forbids."""

    def test_every_one_is_held_against_this(self) -> None:
        forbidding = {kind for kind in REFUSALS if issubclass(kind, Unlawful)}

        assert {type(refusal) for refusal in LAWS} == forbidding

    @pytest.mark.parametrize("refusal", LAWS, ids=lambda r: r.key)
    def test_names_what_would_be_allowed_instead(self, refusal: Unlawful) -> None:
        assert INSTEAD.search(said(refusal))

    @pytest.mark.parametrize("refusal", [r for r in LAWS if "norm" in r.values], ids=lambda r: r.key)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_names_its_paragraph(self, refusal: Unlawful, language: str) -> None:
        assert f"({NORM})" in said(refusal, language)

    @pytest.mark.parametrize("refusal", LAWS, ids=lambda r: r.key)
    def test_says_what_is_allowed_even_without_its_values(self, refusal: Unlawful) -> None:
        assert INSTEAD.search(said(type(refusal)())) or "checkliste" in said(type(refusal)())

    def test_names_the_missing_entries_as_people_name_them(self) -> None:
        assert said(LAWS[9]) == (
            "Vor der Eröffnung fehlt: Anzeige an die Rechtsaufsicht und öffentlicher Raum "
            "(§ 36a SächsGemO). Bitte mit „checkliste“ ergänzen."
        )

    def test_the_council_itself_gives_all_values(self) -> None:
        digital = stages.hall(format=Format.DIGITAL)

        with pytest.raises(errors.ExcludedDigital) as caught:
            stages.electing(digital, *stages.PAIR)

        assert wording.refusal_text(caught.value, digital, "de") == (
            "TOP 9 (Wahl) ist in einer digitalen Sitzung nicht zulässig (§ 36a SächsGemO). "
            "Möglich: „vertagen 9“, oder in einer Präsenzsitzung entscheiden."
        )


class TestDoubtfulResults:
    """Issue § 7: the plausibility gate says which doubt stands against a result."""

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            (
                {"step": "too_many", "votes": 53, "entitled": 45},
                "In Abstimmung 3 sind 53 Stimmen gezählt, anwesend und stimmberechtigt waren 45. "
                "Ein Ergebnis wird so nicht festgestellt. Möglich sind „wiederholen“ und „abbrechen“.",
            ),
            (
                {"step": "recused_voted", "members": ("frei", "abel")},
                "In Abstimmung 3 ist eine Stimme trotz Befangenheit gezählt: Dora Frei und Anna Abel. "
                "Ein Ergebnis wird so nicht festgestellt. Möglich sind „wiederholen“ und „abbrechen“.",
            ),
            (
                {"step": "not_in_electorate", "members": ("spaet",)},
                "In Abstimmung 3 steht eine Stimme von jemandem, der dort nicht stimmberechtigt ist: "
                "Lena Spät. Ein Ergebnis wird so nicht festgestellt. "
                "Möglich sind „wiederholen“ und „abbrechen“.",
            ),
            (
                {"step": "miscounted", "votes": 0, "entitled": 2},
                "In Abstimmung 3 stimmen Summe und Stimmen nicht überein: 0 gezählt, 2 abgegeben. "
                "Ein Ergebnis wird so nicht festgestellt. Möglich sind „wiederholen“ und „abbrechen“.",
            ),
            (
                {"step": "not_called", "item": "7"},
                "Abstimmung 3 betrifft TOP 7, aufgerufen ist ein anderer Punkt. Zuerst „top 7“.",
            ),
        ],
        ids=lambda value: value["step"] if isinstance(value, dict) else "",
    )
    def test_each_has_its_own_sentence(self, values: dict[str, errors.Value], sentence: str) -> None:
        given: dict[str, errors.Value] = {
            "ballot": 3,
            "votes": 0,
            "entitled": 0,
            "members": (),
            "item": "",
            **values,
        }

        assert said(errors.ResultDoubtful(**given)) == sentence

    def test_an_unknown_one_is_still_told(self) -> None:
        assert said(errors.ResultDoubtful(ballot=3, step="other")).startswith("Das Ergebnis von Abstimmung 3")


class TestWords:
    """Style: refusals speak to a person and say what to write instead."""

    @pytest.mark.parametrize(
        ("refusal", "words"),
        [
            (errors.MandateOver(member="abel"), "Das Mandat von Anna Abel hat geendet."),
            (errors.NothingToLift(member="abel", item="5"), "Anna Abel ist bei TOP 5 nicht als befangen"),
            (errors.WitnessNeeded(member="vogt"), "Dr. Petra Vogt kann die Ziehung nicht bezeugen"),
            (errors.LotFirst(ballot=4), "das Los über Abstimmung 4: „los Name zeuge Name“"),
            (errors.NoRoundWaits(item="9"), "„wahl 9 Name; Name“"),
            (errors.TooManyOptions(most=6), "Auf eine Karte passen höchstens 6."),
            (errors.DoubledOption(name="Anna Alt"), "„Anna Alt“ steht zweimal da."),
            (errors.ImpossibleShare(given="7/5"), "„7/5“ ist kein Anteil."),
            (errors.DayUnclear(given="31.02.2026"), "„31.02.2026“ ist kein Datum."),
            (errors.UnknownParticular(name="wetter"), "„wetter“ gehört nicht zur Checkliste."),
            (errors.RulesNotInForce(ruleset="sachsen", day="2020-01-01"), "Für den 1. Januar 2020 gilt"),
            (errors.WentOnWithout(ballot=2), "an der nächsten Abstimmung nehmen Sie wieder teil"),
            (errors.BoxLost(ballot=2), "bitte stimmen Sie auf der neuen Karte ab"),
            (errors.SecretByCardOnly(ballot=2), "Diese Eingabe wurde nicht gezählt."),
            (
                errors.TooFewForSecret(n=3, fewest=5, norm=NORM),
                "Mit 3 Stimmen ließe sich auf einzelne schließen",
            ),
            (errors.WrongCounts(options=3), "zu den 3 Namen dieser Wahl"),
            (errors.BlockMixed(item="8.3"), "danach „abstimmung 8.3“"),
            (errors.VoteIsFinal(choice="2", norm=NORM), "Gezählt bleibt: 2."),
        ],
        ids=lambda value: value.key if isinstance(value, Refusal) else "",
    )
    def test_name_what_it_is_about(self, refusal: Refusal, words: str) -> None:
        assert words in said(refusal)

    def test_the_words_to_type_are_english_in_an_english_sitting(self) -> None:
        assert "“lot Name witness Name”" in said(errors.LotFirst(ballot=4), "en")
        assert "“elect 9 Name; Name”" in said(errors.NoRoundWaits(item="9"), "en")
