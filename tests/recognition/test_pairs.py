"""Whose name it is: no seat without a clerk by a name, and the honest ones proposed right."""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.likeness import NameBook
from council.doubts import DoubtKind
from council.ids import MemberId
from council.recognition import Account, AccountKind, Ground, recognise, recognise_all
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
        wrong = [pair for pair in honest if proposed(pair["written"]) - set(pair["seats"])]
        quiet = [pair for pair in nobody if not BOOK(pair["written"])]
        given = [
            written
            for written, kind in product(WRITTEN, AccountKind)
            if recognise(Account(kind=kind, entra_id="a", name=written), ROSTER, BOOK).certain
        ]
        with capsys.disabled():
            print(
                f"\n{len(honest) + len(nobody)} Namenspaare: {len(right)} von {len(honest)} richtig"
                f" vorgeschlagen, {len(wrong)} falsch, {len(quiet)} von {len(nobody)} ohne Vorschlag, "
                f"ohne Büro vergeben: {len(given)}"
            )

        assert len(honest) + len(nobody) >= 150
        assert len(right) >= 0.95 * len(honest)
        assert wrong == []
        assert given == []

    @pytest.mark.parametrize("pair", PAIRS["nobody"], ids=lambda pair: f"{pair['why']}: {pair['written']}")
    def test_other_names_mean_no_seat(self, pair: dict[str, str]) -> None:
        assert list(BOOK(pair["written"])) == []

    @pytest.mark.parametrize("written", ["Klaus Richter", "Richter, Klaus"])
    def test_people_of_the_same_name_are_both_proposed(self, written: str) -> None:
        assert [member for member, _ in BOOK(written)] == ["klaus1", "klaus2"]

    @pytest.mark.parametrize(
        ("listed", "joined"),
        [
            pytest.param("Christian Weber", "Christiane Weber", id="christian-christiane"),
            pytest.param("Michaela Stein", "Michael Stein", id="michaela-michael"),
            pytest.param("Gabriele Noack", "Gabriel Noack", id="gabriele-gabriel"),
        ],
    )
    def test_an_ending_makes_another_person(self, listed: str, joined: str) -> None:
        first, last = listed.split()
        book = NameBook([Member(id=MemberId("x"), first=first, last=last, roles=(Role.MEMBER,))])

        assert list(book(listed)) == [("x", 100)]
        assert list(book(joined)) == []

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

    @given(
        kind=st.sampled_from([AccountKind.GUEST, AccountKind.FOREIGN, AccountKind.ANONYMOUS]),
        name=st.one_of(st.text(max_size=40), st.sampled_from(WRITTEN)),
        address=st.sampled_from([m.contact.email for m in ROSTER]),
        known=st.booleans(),
    )
    def test_other_tenants_are_certain_by_object_id_only(
        self, kind: AccountKind, name: str, address: str, known: bool
    ) -> None:
        contact = Contact(entra_id="a-1" if known else "", email="anna@stadt.example")
        roster = ROSTER.with_contact(MemberId("anna"), contact)
        account = Account(kind=kind, entra_id="a-1", name=name, email=address, upn=address)
        found = recognise(account, roster, BOOK)

        assert found.certain == ("anna" if known and kind is not AccountKind.ANONYMOUS else "")

    def test_a_second_account_is_a_doubt_whichever_line_names_the_first(self) -> None:
        anna = ROSTER.get(MemberId("anna"))
        assert anna is not None
        lines = (
            replace(anna, body="Rat"),
            replace(anna, body="Ausschuss", contact=Contact(entra_id="first")),
        )
        account = Account(kind=AccountKind.OWN, entra_id="second", email="anna@stadt.example")

        assert recognise(account, Roster(lines), BOOK).doubt is DoubtKind.TWO_PEOPLE


def own(account: str, address: str) -> Account:
    """An account of the own tenant."""
    return Account(kind=AccountKind.OWN, entra_id=account, email=address)


class TestSeveral:
    """Two people for one seat: neither gets it without a clerk."""

    def test_two_accounts_that_claim_one_seat_are_both_in_doubt(self) -> None:
        found = recognise_all(
            [own("1", "anna@stadt.example"), own("2", "ANNA@stadt.example"), own("3", "otto@stadt.example")],
            ROSTER,
            BOOK,
        )

        assert [(one.certain, one.likely, one.doubt) for one in found] == [
            ("", "anna", DoubtKind.TWO_PEOPLE),
            ("", "anna", DoubtKind.TWO_PEOPLE),
            ("otto", "otto", None),
        ]

    def test_one_account_told_twice_is_no_dispute(self) -> None:
        found = recognise_all([own("1", "anna@stadt.example")] * 2, ROSTER, BOOK)

        assert [one.certain for one in found] == ["anna", "anna"]

    def test_whoever_holds_the_seat_keeps_it(self) -> None:
        contact = Contact(entra_id="1", email="anna@stadt.example")
        roster = ROSTER.with_contact(MemberId("anna"), contact)
        holder, other = recognise_all([own("1", ""), own("2", "anna@stadt.example")], roster, BOOK)

        assert (holder.certain, other.certain) == ("anna", "")

    @given(st.lists(st.tuples(st.sampled_from("12345"), st.sampled_from([m.contact.email for m in ROSTER]))))
    def test_no_seat_is_ever_sure_for_two_accounts(self, claims: list[tuple[str, str]]) -> None:
        accounts = [own(account, address) for account, address in claims]
        sure = {
            (account.entra_id, one.certain)
            for account, one in zip(accounts, recognise_all(accounts, ROSTER, BOOK), strict=True)
            if one.certain
        }

        assert len({seat for _, seat in sure}) == len(sure)
