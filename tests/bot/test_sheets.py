"""A sheet that cannot be made stops nothing: it is told, and can be asked for again."""

from bot.replies_out import Answer, say_text
from bot.sheets import KIND, Sheets
from council.ids import MemberId, SittingId
from council.roster import Member
from council.sitting import Sitting
from tests import cast

SITTING = cast.prepared()
ACCOUNT = cast.entra_id(12)


def clerk() -> Member:
    found = SITTING.member(cast.CLERK)
    assert found is not None
    return found


class Offers:
    """Offers as the sheets see them; ``broken`` is a typesetter that fails."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.made: list[tuple[SittingId, MemberId, str, str]] = []

    async def offer(self, sitting: Sitting, member: Member, kind: str, account: str = "") -> Answer:
        if self.broken:
            raise RuntimeError("no PDF came of it")
        self.made.append((sitting.id, member.id, kind, account))
        return say_text("angeboten")

    async def stands(self, sitting: SittingId, member: MemberId, kind: str) -> bool:
        return any(made[:3] == (sitting, member, kind) for made in self.made)


class Told:
    """What was said, and to which account."""

    def __init__(self) -> None:
        self.words: list[tuple[str, str]] = []

    async def __call__(self, account: str, words: str) -> None:
        self.words.append((account, words))


class TestWithThePreparation:
    """It comes by itself, once; a failure is told and never raised."""

    async def test_is_offered_to_the_clerk_who_prepared(self) -> None:
        offers, told = Offers(), Told()

        await Sheets(offers, told).with_preparation(SITTING, clerk(), ACCOUNT)

        assert offers.made == [(SITTING.id, cast.CLERK, KIND, ACCOUNT)]
        assert told.words == []

    async def test_is_not_offered_again_while_the_offer_stands(self) -> None:
        offers, told = Offers(), Told()
        sheets = Sheets(offers, told)

        await sheets.with_preparation(SITTING, clerk(), ACCOUNT)
        await sheets.with_preparation(SITTING, clerk(), ACCOUNT)

        assert len(offers.made) == 1

    async def test_that_cannot_be_made_is_told_and_stops_nothing(self) -> None:
        told = Told()

        await Sheets(Offers(broken=True), told).with_preparation(SITTING, clerk(), ACCOUNT)

        ((account, words),) = told.words
        assert account == ACCOUNT
        assert words.startswith("Das Notfallblatt konnte nicht erstellt werden.")


class TestAskedFor:
    """Whoever of the office asks is offered it, as often as they ask."""

    async def test_is_offered_each_time(self) -> None:
        offers = Offers()
        sheets = Sheets(offers, Told())

        await sheets.wanted(SITTING, clerk(), ACCOUNT)
        answer = await sheets.wanted(SITTING, clerk(), ACCOUNT)

        assert len(offers.made) == 2
        assert "angeboten" in str(answer.activity())

    async def test_that_cannot_be_made_is_said(self) -> None:
        told = Told()
        answer = await Sheets(Offers(broken=True), told).wanted(SITTING, clerk(), ACCOUNT)

        assert "konnte nicht erstellt werden" in str(answer.activity())
        assert told.words == []
