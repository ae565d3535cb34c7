"""What ended long ago lies packed away, and is found again by whoever needs it."""

import hashlib
import json

from bot.ledger import PACKED, PACKED_TABLE, TABLE, Ledger, Slot, digest_of, packed, unpacked
from tests.bot.post_office import CHAT, SITTING, Office
from tests.bot.teams import MemoryRegistry

OTHER = "2027-01-13-rat"


class TestPutAside:
    """Memory and registry do not grow with the sittings held: what rests is packed."""

    async def test_what_stands_is_written_down_packed_and_small(self, office: Office) -> None:
        await office.open()
        for number in range(20):
            office.owe(f"item:{number}", f"TOP {number}")
        await office.settle()
        before = office.registry.tables[TABLE][SITTING]
        office.outbox.put_aside(set())
        await office.settle()
        after = office.registry.tables[PACKED_TABLE][SITTING]

        assert SITTING not in office.registry.tables[TABLE]
        assert set(after) == {PACKED}
        assert unpacked(after[PACKED]) == before["slots"]
        assert len(str(after)) < len(str(before)) / 2

    async def test_what_is_owed_later_edits_what_stands(self, office: Office) -> None:
        await office.open()
        office.owe("result:1", "abgelehnt")
        await office.settle()
        office.outbox.put_aside(set())
        office.owe("result:1", "abgelehnt, berichtigt")
        await office.settle()

        assert office.texts == ["abgelehnt, berichtigt"]
        assert office.outbox.posted(SITTING, "result:1") == ("m1",)

    async def test_a_restart_reads_what_was_put_aside(self, office: Office) -> None:
        await office.open()
        office.owe("result:1", "beschlossen")
        await office.settle()
        office.outbox.put_aside(set())
        await office.outbox.stop()
        await office.open()

        assert office.outbox.posted(SITTING, "result:1") == ("m1",)
        assert office.outbox.standing(SITTING, "result:") == (("result:1", CHAT),)

    async def test_a_power_cut_between_packing_and_taking_away_loses_nothing(self, office: Office) -> None:
        await office.open()
        office.owe("result:1", "beschlossen")
        await office.settle()
        before = dict(office.registry.tables[TABLE])
        office.outbox.put_aside(set())
        await office.settle()
        office.registry.tables[TABLE] = before
        office.registry.tables[PACKED_TABLE][SITTING] = {PACKED: packed({})}
        await office.outbox.stop()
        await office.open()

        assert office.outbox.posted(SITTING, "result:1") == ("m1",)

    async def test_what_was_put_back_from_an_older_copy_stands_beside_what_came_since(
        self, office: Office
    ) -> None:
        await office.open()
        office.owe("result:1", "beschlossen")
        await office.settle()
        office.outbox.put_aside(set())
        await office.settle()
        aside = dict(office.registry.tables[PACKED_TABLE])
        office.registry.tables[PACKED_TABLE].clear()
        await office.outbox.stop()
        await office.open()
        office.owe("end", "Sitzung geschlossen")
        await office.settle()
        await office.outbox.stop()
        office.registry.tables[PACKED_TABLE].update(aside)
        await office.open()

        assert office.outbox.posted(SITTING, "result:1") == ("m1",)
        assert office.outbox.posted(SITTING, "end") == ("m2",)

    async def test_what_is_taken_away_later_is_found(self, office: Office) -> None:
        await office.open()
        office.owe("item:1", "TOP 1")
        await office.settle()
        office.outbox.put_aside(set())
        await office.outbox.retract(SITTING, "item:1")
        await office.settle()

        assert office.texts == []

    async def test_a_busy_sitting_stays_as_it_is(self, office: Office) -> None:
        await office.open()
        office.owe("item:1", "TOP 1")
        await office.settle()
        office.outbox.put_aside({SITTING})
        await office.settle()

        assert set(office.registry.tables[TABLE][SITTING]) == {"slots"}

    async def test_what_still_waits_is_sent_first(self, office: Office) -> None:
        await office.open()
        office.owe("end", "Sitzung geschlossen")
        office.outbox.put_aside(set())
        await office.settle()

        assert office.texts == ["Sitzung geschlossen"]
        assert set(office.registry.tables[TABLE][SITTING]) == {"slots"}

    async def test_nothing_is_made_up_for_a_sitting_that_rests(self, office: Office) -> None:
        await office.open()
        office.owe("item:1", "TOP 1")
        await office.settle()
        office.outbox.put_aside(set())
        office.outbox.make_up(SITTING)
        await office.settle()

        assert office.texts == ["TOP 1"]


class TestPackedSlots:
    """What another instance has packed is read as what it has written plainly."""

    def test_packing_loses_nothing(self) -> None:
        slots = {"item:1": {"chat": "19:ä", "ids": [["1", "d"]], "born": "d", "intent": "", "refused": 0}}

        assert unpacked(packed(slots)) == slots

    async def test_a_sitting_known_here_takes_in_what_was_packed_there(self) -> None:
        registry = MemoryRegistry()
        here, there = Ledger(registry), Ledger(registry)
        here.slot(OTHER, "item:1").ids["m1"] = "a"
        await here.write(OTHER)
        await there.load()
        here.slot(OTHER, "item:1").ids["m2"] = "b"
        await here.write(OTHER)
        here.put_aside(OTHER)
        await here.settled()
        await there.load(OTHER)
        found = there.find(OTHER, "item:1")

        assert found is not None
        assert found.ids == {"m1": "a", "m2": "b"}

    async def test_what_cannot_be_written_down_now_is_not_put_aside(self) -> None:
        ledger = Ledger(MemoryRegistry(), pays=lambda: False)
        ledger.slot(OTHER, "item:1").ids["m1"] = "a"
        ledger.note(OTHER)
        ledger.put_aside(OTHER)
        await ledger.settled()

        assert ledger.at_hand() == (OTHER,)

    def test_a_digest_that_an_earlier_release_wrote_in_full_is_the_same(self) -> None:
        activity = {"text": "TOP 1"}
        text = json.dumps(activity, sort_keys=True, separators=(",", ":"))
        whole = hashlib.sha256(text.encode()).hexdigest()
        slot = Slot.of({"chat": "c", "ids": [["m1", whole]], "born": whole, "intent": "", "refused": 0})

        assert slot.ids == {"m1": digest_of(activity)}
        assert slot.born == digest_of(activity)
