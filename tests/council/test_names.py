"""Names as people write them, against the roster."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.names import Fit, find, find_leading, fit_of, fold, same_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person with the parts of a name."""

    first: str
    last: str
    title: str = ""
    salutation: str = ""


MEYER = Someone(first="Anna", last="Meyer", title="Dr.", salutation="Frau")
DOUBLE = Someone(first="Anna", last="Meyer-Schulz")
OTHER = Someone(first="Bernd", last="Meyer")
MUELLER = Someone(first="Jürgen", last="Müller")
GROSS = Someone(first="Ulrike", last="Groß")
OZDEMIR = Someone(first="Çağla", last="Özdemir-Şahin")
WALESA = Someone(first="Łukasz", last="Wałęsa")
DVORAK = Someone(first="Jiří", last="Dvořák")
BERG = Someone(first="Hans Peter", last="von der Berg")
PETER = Someone(first="Karl", last="Peter")
ONEILL = Someone(first="Sean", last="O'Neill")
HERR = Someone(first="Paul", last="Herr")
COUNCIL = (MEYER, DOUBLE, OTHER, MUELLER, GROSS, OZDEMIR, WALESA, DVORAK, BERG, PETER, ONEILL, HERR)

people = st.sampled_from(COUNCIL)
letters = st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=12)


class TestFold:
    """Contract § 4: case and ä/ae ö/oe ü/ue ß/ss make no difference."""

    @pytest.mark.parametrize(
        ("written", "folded"),
        [
            pytest.param("Müller", "mueller", id="umlaut"),
            pytest.param("Mu\u0308ller", "mueller", id="umlaut-of-two-signs"),
            pytest.param("GROẞ", "gross", id="capital-sharp-s"),
            pytest.param("André", "andre", id="accent"),
            pytest.param("Şahin Çağla", "sahin cagla", id="turkish"),
            pytest.param("IŞIK İnci", "isik inci", id="turkish-capital-i"),
            pytest.param("Wałęsa", "walesa", id="polish"),
            pytest.param("Dvořák", "dvorak", id="czech"),
            pytest.param("  Anna\u00a0 Meyer–Schulz ", "anna meyer schulz", id="spaces-and-dashes"),
            pytest.param("O’Neill", "oneill", id="apostrophe"),
            pytest.param("...", "", id="nothing-left"),
        ],
    )
    def test_spellings_become_plain_letters(self, written: str, folded: str) -> None:
        assert fold(written) == folded

    @given(st.text())
    def test_folding_twice_changes_nothing(self, name: str) -> None:
        once = fold(name)

        assert fold(once) == once

    @given(st.text(alphabet="aäoöuüsßAÄOÖUÜSẞ -"))
    def test_case_makes_no_difference(self, name: str) -> None:
        assert fold(name.lower()) == fold(name)


class TestSameName:
    """Two lists write the same person."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            pytest.param("Dr. Anna Meyer", "Meyer, Anna", id="title-and-order"),
            pytest.param("Jürgen Müller", "JUERGEN MUELLER", id="umlauts"),
            pytest.param("Anna Meyer Schulz", "Anna Meyer-Schulz", id="hyphen"),
            pytest.param("Frau Stadträtin Meyer", "Meyer", id="form-of-address"),
        ],
    )
    def test_order_titles_and_spelling_do_not_count(self, one: str, other: str) -> None:
        assert same_name(one, other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            pytest.param("Meyer", "Meier", id="another-letter"),
            pytest.param("Anna Meyer", "Meyer", id="a-word-more"),
            pytest.param("Anna Meyer", "Anna Meyer-Schulz", id="double-name"),
            pytest.param("", "", id="no-names"),
            pytest.param("Dr.", "Meyer", id="only-a-title"),
        ],
    )
    def test_different_words_are_different_names(self, one: str, other: str) -> None:
        assert not same_name(one, other)


class TestFind:
    """Contract § 4: a name is matched like in the roster; where it is not unique the bot asks."""

    @pytest.mark.parametrize(
        ("name", "found"),
        [
            pytest.param("Meyer", (MEYER, OTHER), id="ambiguous-family-name"),
            pytest.param("Dr. Anna Meyer", (MEYER,), id="with-title"),
            pytest.param("Frau Dr. Meyer, Anna", (MEYER,), id="address-and-comma"),
            pytest.param("Anna Meyer-Schulz", (DOUBLE,), id="double-name"),
            pytest.param("meyer schulz", (DOUBLE,), id="double-name-with-space"),
            pytest.param("Schulz", (DOUBLE,), id="half-of-a-double-name"),
            pytest.param("Anna", (MEYER, DOUBLE), id="given-name-of-two"),
            pytest.param("mueller", (MUELLER,), id="umlaut-written-out"),
            pytest.param("GROSS", (GROSS,), id="sharp-s-written-out"),
            pytest.param("Oezdemir Sahin", (OZDEMIR,), id="turkish"),
            pytest.param("Walesa", (WALESA,), id="polish"),
            pytest.param("dvorak jiri", (DVORAK,), id="czech-in-other-order"),
            pytest.param("Berg", (BERG,), id="without-particles"),
            pytest.param("von der Berg", (BERG,), id="with-particles"),
            pytest.param("Hans Berg", (BERG,), id="one-of-two-given-names"),
            pytest.param("Peter", (PETER,), id="family-name-before-given-name"),
            pytest.param("Oneill", (ONEILL,), id="apostrophe-left-out"),
            pytest.param("Herr", (HERR,), id="a-form-of-address-as-family-name"),
            pytest.param("Herr Herr", (HERR,), id="and-with-form-of-address"),
            pytest.param("B. Meyer", (OTHER,), id="initial"),
            pytest.param("Muell", (MUELLER,), id="beginning"),
            pytest.param("Stadtrat Müller", (MUELLER,), id="office-as-title"),
        ],
    )
    def test_finds_exactly_whom_the_name_may_mean(self, name: str, found: tuple[Someone, ...]) -> None:
        assert find(name, COUNCIL) == found

    @pytest.mark.parametrize(
        "name",
        [
            pytest.param("Meier", id="other-spelling"),
            pytest.param("Muler", id="mistyped"),
            pytest.param("Me", id="two-letters"),
            pytest.param("von der", id="particles-only"),
            pytest.param("Dr.", id="title-only"),
            pytest.param("", id="nothing"),
            pytest.param("Bernd Müller", id="given-name-of-another"),
            pytest.param("Anna, Meyer", id="comma-after-the-given-name"),
            pytest.param("Meyer Schulz Kunze", id="a-word-too-many"),
        ],
    )
    def test_never_finds_somebody_on_a_guess(self, name: str) -> None:
        assert find(name, COUNCIL) == ()

    def test_without_comma_either_order_is_meant(self) -> None:
        anna_peter = Someone(first="Anna", last="Peter")
        peter_anna = Someone(first="Peter", last="Anna")

        assert find("Anna Peter", (anna_peter, peter_anna)) == (anna_peter, peter_anna)
        assert find("Peter, Anna", (anna_peter, peter_anna)) == (anna_peter,)

    @given(people)
    def test_the_full_name_always_finds_the_person(self, person: Someone) -> None:
        assert person in find(f"{person.title} {person.first} {person.last}", COUNCIL)
        assert person in find(f"{person.last}, {person.first}", COUNCIL)

    @given(st.text(), st.lists(st.builds(Someone, first=letters, last=letters), max_size=5))
    def test_any_text_is_answered(self, name: str, council: list[Someone]) -> None:
        assert set(find(name, council)) <= set(council)

    def test_the_kinds_of_fit_have_an_order(self) -> None:
        fits = [
            fit_of(name, DOUBLE) for name in ("Anna Meyer-Schulz", "Meyer-Schulz", "Schulz", "Anna", "Schu")
        ]

        assert fits == [Fit.WHOLE, Fit.FAMILY, Fit.PART, Fit.GIVEN, Fit.SHORT]


class TestFindLeading:
    """Contract § 4: ``entschuldigt <Name> [Grund]`` has no mark between name and reason."""

    @pytest.mark.parametrize(
        ("text", "found", "rest"),
        [
            pytest.param("Müller", (MUELLER,), "", id="name-only"),
            pytest.param("Müller Krankheit", (MUELLER,), "Krankheit", id="family-name"),
            pytest.param(
                "Dr. Anna Meyer Leitung ausgefallen",
                (MEYER,),
                "Leitung ausgefallen",
                id="full-name",
            ),
            pytest.param("Meyer Ton weg", (MEYER, OTHER), "Ton weg", id="ambiguous"),
            pytest.param("Meyer-Schulz, Anna: Dienstreise", (DOUBLE,), "Dienstreise", id="colon"),
            pytest.param("Groß – kein Bild", (GROSS,), "kein Bild", id="dash"),
            pytest.param("Niemand Grund", (), "", id="nobody"),
            pytest.param("Niemand: Grund", (), "", id="nobody-before-a-colon"),
            pytest.param("Groß Termin: Arzt", (GROSS,), "Termin: Arzt", id="colon-in-the-reason"),
            pytest.param("Groß ab 17:15", (GROSS,), "ab 17:15", id="time-in-the-reason"),
            pytest.param("Groß " + "x " * 5000, (GROSS,), ("x " * 5000).strip(), id="endless-reason"),
            pytest.param("", (), "", id="nothing"),
        ],
    )
    def test_the_longest_name_is_taken(self, text: str, found: tuple[Someone, ...], rest: str) -> None:
        assert find_leading(text, COUNCIL) == (found, rest)

    @given(people, st.sampled_from(["", "Krankheit", "kein Ton", "12 Uhr"]))
    def test_name_and_reason_come_apart_again(self, person: Someone, reason: str) -> None:
        found, rest = find_leading(f"{person.first} {person.last} {reason}", COUNCIL)

        assert found == (person,)
        assert rest == reason
