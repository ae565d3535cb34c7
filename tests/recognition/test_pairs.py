"""Whose name it is: no seat without a clerk by a name, and the honest ones proposed right."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.likeness import NameBook
from council.ids import MemberId
from council.recognition import Account, AccountKind, Ground, recognise
from council.roster import Contact, Member, Role, Roster

PAIRS: dict[str, Any] = json.loads((Path(__file__).parent / "pairs.json").read_text(encoding="utf-8"))
ROSTER = Roster(
    tuple(
        Member(
            id=MemberId(one["id"]),
            first=one["first"],
            last=one["last"],
            title=one["title"],
            group=one["group"],
            roles=(Role.MEMBER,),
            contact=Contact(email=f"{one['id']}@stadt.example"),
        )
        for one in PAIRS["roster"]
    )
)
BOOK = NameBook(ROSTER)
WRITTEN = [pair["written"] for pair in (*PAIRS["honest"], *PAIRS["nobody"])]


def proposed(written: str) -> set[str]:
    """The seats that are proposed first, all of them where several fit equally well."""
    found = BOOK(written)
    return {str(member) for member, score in found if score == found[0][1]}


class TestPairs:
    """At least 150 pairs; what they come to is printed."""

    def test_honest_names_are_proposed_right(self, capsys: pytest.CaptureFixture[str]) -> None:
        honest, nobody = PAIRS["honest"], PAIRS["nobody"]
        right = [pair for pair in honest if proposed(pair["written"]) == set(pair["seats"])]
        quiet = [pair for pair in nobody if not BOOK(pair["written"])]
        given = [
            written
            for written, kind in product(WRITTEN, AccountKind)
            if recognise(Account(kind=kind, entra_id="a", name=written), ROSTER, BOOK).certain
        ]
        with capsys.disabled():
            print(
                f"\n{len(honest) + len(nobody)} Namenspaare: {len(right)} von {len(honest)} richtig"
                f" vorgeschlagen, {len(quiet)} von {len(nobody)} ohne Vorschlag, "
                f"ohne Büro vergeben: {len(given)}"
            )

        assert len(honest) + len(nobody) >= 150
        assert len(right) >= 0.95 * len(honest)
        assert given == []

    @pytest.mark.parametrize("pair", PAIRS["nobody"], ids=lambda pair: f"{pair['why']}: {pair['written']}")
    def test_other_names_mean_no_seat(self, pair: dict[str, str]) -> None:
        assert list(BOOK(pair["written"])) == []

    @pytest.mark.parametrize("written", ["Klaus Richter", "Richter, Klaus"])
    def test_people_of_the_same_name_are_both_proposed(self, written: str) -> None:
        assert [member for member, _ in BOOK(written)] == ["klaus1", "klaus2"]

    @given(st.text(max_size=40))
    def test_no_name_whatever_breaks_it(self, written: str) -> None:
        assert all(0 < score <= 100 for _, score in BOOK(written))


class TestGrounds:
    """In order of strength: object id, own address; a name, and another tenant's word, are hints."""

    def test_the_object_id_is_certain(self) -> None:
        roster = ROSTER.with_contact(MemberId("anna"), Contact(entra_id="A-1"))
        found = recognise(Account(kind=AccountKind.FOREIGN, entra_id="a-1", name="x"), roster, BOOK)

        assert (found.certain, found.matches[0].ground) == ("anna", Ground.OBJECT_ID)

    @pytest.mark.parametrize("field", ["email", "upn"])
    def test_an_address_of_the_own_tenant_is_certain(self, field: str) -> None:
        account = Account(kind=AccountKind.OWN, entra_id="b", name="x", **{field: "ANNA@stadt.example"})

        assert recognise(account, ROSTER, BOOK).certain == "anna"

    @pytest.mark.parametrize("kind", [AccountKind.GUEST, AccountKind.FOREIGN])
    def test_the_same_address_set_by_another_tenant_is_a_hint(self, kind: AccountKind) -> None:
        account = Account(kind=kind, entra_id="b", name="Otto Öhlschläger", email="anna@stadt.example")
        found = recognise(account, ROSTER, BOOK)

        assert found.certain == ""
        assert found.doubt is not None
        assert found.seats[:2] == ("anna", "otto")
        assert found.matches[0].ground is Ground.FOREIGN_ADDRESS

    def test_somebody_anonymous_is_never_certain(self) -> None:
        roster = ROSTER.with_contact(MemberId("anna"), Contact(entra_id="a-1", email="anna@stadt.example"))
        account = Account(
            kind=AccountKind.ANONYMOUS, entra_id="a-1", name="Anna Abel", email="anna@stadt.example"
        )
        found = recognise(account, roster, BOOK)

        assert (found.certain, found.likely) == ("", "anna")

    def test_one_address_of_two_people_is_a_doubt(self) -> None:
        shared = ROSTER.with_contact(MemberId("otto"), Contact(email="anna@stadt.example"))
        account = Account(kind=AccountKind.OWN, entra_id="b", email="anna@stadt.example")
        found = recognise(account, shared, BOOK)

        assert (found.certain, set(found.seats)) == ("", {"anna", "otto"})

    def test_a_second_account_for_a_seat_is_a_doubt(self) -> None:
        contact = Contact(entra_id="first", email="anna@stadt.example")
        account = Account(kind=AccountKind.OWN, entra_id="second", email="anna@stadt.example")
        found = recognise(account, ROSTER.with_contact(MemberId("anna"), contact), BOOK)

        assert (found.certain, found.likely) == ("", "anna")

    @given(
        kind=st.sampled_from(AccountKind),
        name=st.sampled_from(WRITTEN),
        email=st.sampled_from(["", "fremd@anderswo.example"]),
    )
    def test_no_name_ever_gives_a_seat(self, kind: AccountKind, name: str, email: str) -> None:
        account = Account(kind=kind, entra_id="b", mri="29:b", name=name, email=email, upn=email)

        assert recognise(account, ROSTER, BOOK).certain == ""
