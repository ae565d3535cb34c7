"""Link codes at a real desk: once, a week, five tries an hour, one account per seat, kept as a digest."""

import hashlib
import string
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.link_codes import (
    LENGTH,
    LETTERS,
    MOST_OF_ALL,
    MOST_TRIES,
    SALT,
    SALT_TABLE,
    TABLE,
    CodeRefused,
    LinkCodes,
    normal_code,
)
from council import commands as cmd
from council.events import AccountLinked
from council.ids import MemberId
from council.roster import Contact, Member, Roster
from council.sitting import Sitting
from desk.desk import Desk
from desk.ports import NotConfirmed
from store import standard
from store.planned import Plans
from tests.desk.council import SITTING, prepare
from tests.desk.test_desk import FaultyJournal
from tests.store.memory import MemoryRegistry

CLERK, ANNA, BEN = MemberId("clerk"), MemberId("m2"), MemberId("m3")


class Town:
    """A roster, a prepared sitting, codes, and a clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 12, 9, 12, 0, tzinfo=UTC)
        self.registry = MemoryRegistry()
        self.journal = FaultyJournal()
        numbers = count()
        self.desk = Desk(
            journal=self.journal,
            registry=self.registry,
            clock=self,
            decode=standard().event_of,
            nonce=lambda: f"{next(numbers):032x}",
            broken=lambda _: None,
        )
        self.plans = Plans(self.registry)
        self.codes = LinkCodes(desk=self.desk, registry=self.registry, now=self.now)

    def now(self) -> datetime:
        return self.time

    @property
    def sitting(self) -> Sitting:
        found = self.desk.sitting(SITTING)
        assert found is not None
        return found

    async def person(self, member: MemberId) -> Member:
        found = (await self.plans.roster()).get(member)
        assert found is not None
        return found

    async def code(self, member: MemberId = ANNA) -> str:
        return (await self.codes.issue(await self.person(member), CLERK)).code

    async def refused(self, code: str, account: str = "a-1") -> str:
        with pytest.raises(CodeRefused) as refusal:
            await self.codes.redeem(code, account)
        return refusal.value.key

    async def with_accounts(self, **accounts: str) -> None:
        """A file of the office that names accounts."""
        people = [
            replace(m, contact=Contact(entra_id=accounts.get(m.id, m.contact.entra_id)))
            for m in prepare().roster
        ]
        await self.plans.keep_roster(Roster(tuple(people)))


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    made = Town()
    await made.with_accounts()
    await made.desk.turn(prepare())
    yield made
    await made.desk.stop()


class TestACode:
    """Contract § 4: 8 Base32 characters, once, 7 days."""

    async def test_has_eight_letters_of_base32(self, town: Town) -> None:
        code = await town.code()

        assert len(code) == LENGTH
        assert set(code) <= set(LETTERS)

    async def test_ties_the_account_to_roster_and_sitting(self, town: Town) -> None:
        linked = await town.codes.redeem(await town.code(), "A-1")
        listed, seated = (
            (await town.plans.roster()).by_entra_id("a-1"),
            town.sitting.roster.by_entra_id("a-1"),
        )

        assert (linked.member.id, linked.missed) == (ANNA, ())
        assert listed is not None
        assert seated is not None
        assert (listed.id, seated.id) == (ANNA, ANNA)
        events = [standard().event_of(row) for row in await town.journal.read(SITTING)]
        assert [e.reason for e in events if isinstance(e, AccountLinked)] == ["code"]

    async def test_is_good_once(self, town: Town) -> None:
        code = await town.code()
        await town.codes.redeem(code, "a-1")

        assert await town.refused(code, "a-2") == "link.unknown"

    @pytest.mark.parametrize(
        ("later", "good"),
        [
            pytest.param(timedelta(days=7), True, id="seven-days"),
            pytest.param(timedelta(days=7, seconds=1), False, id="a-second-more"),
        ],
    )
    async def test_is_good_for_seven_days(self, town: Town, later: timedelta, good: bool) -> None:
        code = await town.code()
        town.time += later

        if good:
            assert (await town.codes.redeem(code, "a-1")).member.id == ANNA
        else:
            assert await town.refused(code) == "link.unknown"

    async def test_ends_with_a_newer_one_of_the_same_person_only(self, town: Town) -> None:
        first, other, second = await town.code(), await town.code(BEN), await town.code()

        assert await town.refused(first) == "link.unknown"
        assert (await town.codes.redeem(second, "a-1")).member.id == ANNA
        assert (await town.codes.redeem(other, "b-1")).member.id == BEN

    async def test_is_kept_as_a_digest_only(self, town: Town) -> None:
        code = await town.code()
        kept = await town.registry.all(TABLE)

        assert code not in str(kept)
        assert code.lower() not in str(kept).lower()

    async def test_is_kept_as_a_digest_that_is_slow_to_compute(self, town: Town) -> None:
        code = await town.code()
        kept = await town.registry.all(TABLE)
        salted = await town.registry.get(SALT_TABLE, SALT)
        assert salted is not None
        salt = bytes.fromhex(str(salted["salt"]))

        assert list(kept) == [hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()]

    async def test_holds_no_more_for_somebody_who_left_the_roster(self, town: Town) -> None:
        code = await town.code()
        await town.plans.keep_roster(Roster(tuple(m for m in prepare().roster if m.id != ANNA)))

        assert await town.refused(code) == "link.unknown"

    async def test_typed_before_others_is_void(self, town: Town) -> None:
        code = await town.code()

        assert await town.codes.void(f" {code.lower()} ") == ANNA
        assert await town.codes.void(code) is None
        assert await town.refused(code) == "link.unknown"


class TestOneAccountPerSeat:
    """An account speaks for one seat; a code replaces only what the office knew of."""

    async def test_replaces_the_account_of_which_the_office_was_told(self, town: Town) -> None:
        await town.desk.turn(cmd.LinkAccount(sitting=SITTING, member=ANNA, entra_id="old", reason="address"))
        issued = await town.codes.issue(await town.person(ANNA), CLERK)
        await town.codes.redeem(issued.code, "a-1")

        assert issued.replaces
        assert town.sitting.roster.by_entra_id("old") is None
        assert town.sitting.roster.by_entra_id("a-1") is not None

    async def test_replaces_no_account_that_came_after_the_code(self, town: Town) -> None:
        issued = await town.codes.issue(await town.person(ANNA), CLERK)
        await town.desk.turn(cmd.LinkAccount(sitting=SITTING, member=ANNA, entra_id="own", reason="address"))

        assert not issued.replaces
        assert await town.refused(issued.code) == "link.seat_taken"
        assert town.sitting.roster.by_entra_id("own") is not None

    async def test_nor_one_that_a_new_file_names(self, town: Town) -> None:
        code = await town.code()
        await town.with_accounts(m2="own")

        assert await town.refused(code) == "link.seat_taken"

    async def test_takes_the_account_that_the_seat_has_anyway(self, town: Town) -> None:
        code = await town.code()
        await town.desk.turn(cmd.LinkAccount(sitting=SITTING, member=ANNA, entra_id="a-1", reason="address"))

        assert (await town.codes.redeem(code, "A-1")).member.id == ANNA

    @pytest.mark.parametrize("where", ["roster", "sitting"])
    async def test_an_account_with_another_seat_is_refused(self, town: Town, where: str) -> None:
        code = await town.code()
        if where == "roster":
            await town.with_accounts(m3="a-1")
        else:
            await town.desk.turn(
                cmd.LinkAccount(sitting=SITTING, member=BEN, entra_id="a-1", reason="address")
            )

        assert await town.refused(code) == "link.taken"

    async def test_whoever_has_no_account_cannot_link_one(self, town: Town) -> None:
        assert await town.refused(await town.code(), "") == "link.anonymous"


class TestTries:
    """Five tries an hour for each account, and a brake for all of them together."""

    async def test_the_sixth_within_an_hour_is_not_looked_at(self, town: Town) -> None:
        code = await town.code()
        for _ in range(MOST_TRIES):
            assert await town.refused("AAAAAAAA") == "link.unknown"

        assert await town.refused(code) == "link.too_many"
        assert (await town.codes.redeem(code, "a-2")).member.id == ANNA

    async def test_an_hour_later_the_tries_begin_anew(self, town: Town) -> None:
        code = await town.code()
        for _ in range(MOST_TRIES + 3):
            with pytest.raises(CodeRefused):
                await town.codes.redeem("AAAAAAAA", "a-1")
        town.time += timedelta(hours=1, seconds=1)

        assert (await town.codes.redeem(code, "a-1")).member.id == ANNA

    async def test_used_and_malformed_codes_count_as_tries(self, town: Town) -> None:
        used = await town.code()
        await town.codes.redeem(used, "a-1")
        keys = [await town.refused(typed) for typed in (used, "", "zu kurz", "ÄÖÜ")]

        assert keys == ["link.unknown"] * 4
        assert await town.refused(await town.code(BEN)) == "link.too_many"

    async def test_guesses_typed_in_groups_count_as_well(self, town: Town) -> None:
        assert [town.codes.may_try("29:anon") for _ in range(MOST_TRIES + 1)] == [True] * MOST_TRIES + [False]

    async def test_many_accounts_together_are_braked(self, town: Town) -> None:
        code = await town.code()
        for number in range(MOST_OF_ALL):
            await town.refused("AA", f"guess-{number}")

        assert await town.refused(code) == "link.too_many"


class TestFaults:
    """Nothing is said to be recorded that is not."""

    async def test_a_sitting_that_did_not_record_it_is_named(self, town: Town) -> None:
        code = await town.code()
        town.journal.faults = [NotConfirmed("EIO")]
        linked = await town.codes.redeem(code, "a-1")

        assert linked.missed == ("Stadtrat",)
        assert town.sitting.roster.by_entra_id("a-1") is None
        assert (await town.plans.roster()).by_entra_id("a-1") is not None


class TestReading:
    """People type codes as they read them."""

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            pytest.param("ab2c d3ef", "AB2CD3EF", id="small-and-apart"),
            pytest.param("AB2C-D3EF", "AB2CD3EF", id="hyphen"),
            pytest.param("„AB2CD3EF“.", "AB2CD3EF", id="quoted"),
            pytest.param("A0B1C8DE", "AOBICBDE", id="digits-that-base32-has-not"),
            pytest.param("AB2CD3E9", "", id="a-nine-is-no-letter"),
            pytest.param("ÄB2CD3EF", "", id="umlaut"),
        ],
    )
    def test_what_was_meant_is_read(self, typed: str, code: str) -> None:
        assert normal_code(typed) == code

    @given(
        st.text(alphabet=LETTERS, min_size=LENGTH, max_size=LENGTH), st.sampled_from(["", " ", "-", "\u00a0"])
    )
    def test_every_code_is_read_as_it_was_issued(self, code: str, gap: str) -> None:
        assert normal_code(gap.join((code[:4], code[4:])).lower()) == code

    @given(st.text())
    def test_whatever_is_typed_becomes_letters_of_base32(self, typed: str) -> None:
        assert set(normal_code(typed)) <= set(string.ascii_uppercase + string.digits)
