"""Who is who, over HTTP: lists, doubts, strangers, codes, and whoever hung up and still presses."""

import asyncio
from dataclasses import replace

import pytest

from council.doubts import DoubtKind, DoubtRuling
from council.presence import Source
from council.roster import Contact
from council.sitting import Case
from rehearsal.people import OTHER_TENANT_ID, Person, Standing, person
from rehearsal.reading import buttons, has_button, words
from store import open_beside
from store.planned import Plans
from tests.evening.hall import MEMBERS, Hall


def doubts(hall: Hall) -> list[Case]:
    """The doubts of the sitting, oldest first."""
    return [case for case in hall.sitting.cases.values() if case.doubt is not None]


async def arrives(hall: Hall, who: Person) -> None:
    """Let somebody join the online meeting."""
    await hall.world.client.join(who, hall.meeting)


class TestLists:
    """Everybody who is surely known is admitted with one press, those signed in and those only seen."""

    async def test_one_press_admits_everybody_signed_in(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.signed_in("vogt", *MEMBERS)
        await hall.world_idle()

        await hall.press("amt", "Zulassen", hall.office)

        assert all(hall.sitting.presence(hall.id(key)).here for key in ("vogt", *MEMBERS))
        assert {one.by for one in hall.sitting.lists.values()} == {hall.id("amt")}

    async def test_those_only_seen_stand_there_with_their_numbers(self, hall: Hall) -> None:
        await hall.prepared()
        await arrives(hall, hall.person("abel"))
        card = await hall.office.wait_for(lambda m: "nicht angemeldet: 1" in m.text, within=10)

        assert "Anna Abel" in card.text
        await hall.press("amt", "Zulassen", hall.office, near="Anna Abel")
        assert hall.sitting.presence(hall.id("abel")).spells[0].evidence.value == "Teams"

    async def test_nobody_goes_on_reading_after_the_opening_that_they_have_to_wait(self, hall: Hall) -> None:
        await hall.opened("abel")

        card = await hall.seen("Anmeldung zur Sitzung")
        await hall.seen("brauchen Sie hier nichts mehr zu tun")

        assert "Bitte warten" not in words(card.seen_by(hall.person("abel")))
        assert has_button(card.seen_by(hall.person("stein")), "Anwesend")

    async def test_an_old_list_admits_nobody_twice(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.press("abel", "Anwesend")
        await hall.offered("Zulassen", hall.office)
        client = hall.world.client
        message, button = client.find(hall.person("rat"), hall.office, "Zulassen")
        await hall.let_in("abel")

        answer = await client.press_button(hall.person("rat"), hall.office, message, button)

        assert "durch Karla Amt" in answer.text, "whoever presses too late reads who was faster"
        assert len(hall.sitting.presence(hall.id("abel")).spells) == 1

    @pytest.mark.parametrize(
        "data",
        [
            {"cases": [99]},
            {"cases": ["1"]},
            {"cases": "alle"},
            {"cases": [True]},
            {"cases": list(range(5000))},
            {},
        ],
        ids=["unknown", "text", "no-list", "boolean", "too-many", "none"],
    )
    async def test_an_altered_list_admits_nobody(self, hall: Hall, data: dict[str, object]) -> None:
        await hall.prepared()
        await hall.press("abel", "Anwesend")
        await hall.offered("Zulassen", hall.office)
        client = hall.world.client
        message, button = client.find(hall.person("amt"), hall.office, "Zulassen")
        altered = {**button.action, "data": {"sitting": str(hall.sitting.id), **data}}

        answer = await client.press_button(
            hall.person("amt"), hall.office, message, replace(button, action=altered)
        )

        assert answer.status == 200
        assert not hall.sitting.presence(hall.id("abel")).here


class TestStrangers:
    """An anonymous person under a councillor's name cannot vote; the real councillor can still come in."""

    async def test_an_anonymous_namesake_is_shown_as_such(self, hall: Hall) -> None:
        await hall.prepared()
        nobody = person("anonym", "Anna", "Abel", standing=Standing.ANONYMOUS)
        await arrives(hall, nobody)
        card = await hall.office.wait_for(lambda m: "Ohne Konto: „Anna Abel“" in m.text, within=10)

        assert [b.title for b in buttons(card.card)] == ["Ablehnen"]
        assert "Namensähnlichkeit 100 %" in card.text

    async def test_and_keeps_nobody_out(self, hall: Hall) -> None:
        await hall.prepared()
        nobody = person("anonym", "Anna", "Abel", standing=Standing.ANONYMOUS)
        await arrives(hall, nobody)
        answer = await hall.world.client.press(nobody, hall.meeting, "Anwesend")
        await hall.admitted("vogt", *MEMBERS)
        await hall.say("vogt", "sitzung eröffnen")
        await hall.seen("eröffnet")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        refused = await hall.world.client.press(nobody, hall.meeting, "Ja")
        counted = await hall.press("abel", "Ja")

        assert "Mitgliederliste" in answer.text
        assert "Ihre Stimme: Ja" not in refused.text
        assert "Ihre Stimme: Ja" in counted.text

    @pytest.mark.parametrize(
        ("standing", "tenant", "kind"),
        [
            (Standing.GUEST, OTHER_TENANT_ID, DoubtKind.GUEST),
            (Standing.USER, OTHER_TENANT_ID, DoubtKind.FOREIGN),
        ],
        ids=["guest", "federated"],
    )
    async def test_from_another_tenant_needs_a_clerk_even_with_the_right_address(
        self, hall: Hall, standing: Standing, tenant: str, kind: DoubtKind
    ) -> None:
        await hall.prepared()
        fake = person("fern", "Anna", "Abel", standing=standing, tenant=tenant, upn=hall.person("abel").upn)
        await arrives(hall, fake)
        await hall.until(lambda: bool(doubts(hall)))
        (case,) = doubts(hall)

        assert (case.doubt, case.member) == (kind, hall.id("abel"))
        assert hall.sitting.presences.get(hall.id("abel")) is None

    async def test_two_accounts_with_a_members_address_are_both_shown(self, hall: Hall) -> None:
        address = hall.person("abel").upn
        plans = Plans(hall.registry)
        listed = await plans.listed()
        await plans.keep_roster(listed.with_contact(hall.id("abel"), Contact(upn=address)))
        twins = [person(key, "Anna", "Abel", upn=address) for key in ("zweit", "dritt")]
        for twin in twins:
            await hall.world.client.join(twin, hall.meeting, told=False)
        await hall.prepared()
        for twin in twins:
            await hall.world.client.press(twin, hall.meeting, "Anwesend")
        await hall.until(lambda: len(doubts(hall)) == 2)

        assert {(case.doubt, case.member) for case in doubts(hall)} == {
            (DoubtKind.TWO_PEOPLE, hall.id("abel"))
        }
        assert all(hall.sitting.roster.by_entra_id(twin.entra) is None for twin in twins)

    async def test_a_clerk_admits_and_the_account_votes(self, hall: Hall) -> None:
        await hall.prepared()
        guest = person("zoe", "Zoe", "Zander", standing=Standing.GUEST, tenant=OTHER_TENANT_ID)
        await hall.admitted("vogt", *MEMBERS[:-1])
        await arrives(hall, guest)
        await hall.world.client.press(guest, hall.meeting, "Anwesend")
        await hall.seen("Gast: „Zoe Zander“", hall.office)
        await hall.press("amt", "Zulassen", hall.office, near="Zoe Zander")
        await hall.say("vogt", "sitzung eröffnen")
        await hall.seen("eröffnet")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")

        answer = await hall.world.client.press(guest, hall.meeting, "Ja")

        assert "Ihre Stimme: Ja" in answer.text
        assert hall.sitting.presence(hall.id("zander")).spells[0].admitted_by == hall.id("amt")

    async def test_another_seat_is_chosen_from_those_proposed(self, hall: Hall) -> None:
        await hall.prepared()
        guest = person("meyer", "Maria", "Meyer", standing=Standing.GUEST, tenant=OTHER_TENANT_ID)
        await hall.world.client.join(guest, hall.meeting)
        await hall.seen("Gast: „Maria Meyer“", hall.office)
        chosen = await hall.press("amt", "Anderer Sitz", hall.office)

        assert "für wen zulassen?" in chosen.text
        await hall.tell("amt", f"sitz {doubts(hall)[0].id} Moritz Meyer")
        assert hall.sitting.presence(hall.id("meyer2")).here
        assert not hall.sitting.presence(hall.id("meyer1")).here

    async def test_whoever_was_refused_is_told_so_and_not_shown_again(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.world.client.press(hall.stranger, hall.meeting, "Anwesend")
        await hall.seen("Gast: „Anna Abel“", hall.office)
        await hall.press("amt", "Ablehnen", hall.office)
        again = await hall.world.client.press(hall.stranger, hall.meeting, "Anwesend")
        await hall.world_idle()

        assert "nicht angenommen" in again.text
        assert [case.ruling for case in doubts(hall)] == [DoubtRuling.REFUSED]

    async def test_an_unlike_name_is_no_case_until_it_wants_in(self, hall: Hall) -> None:
        await hall.prepared()
        other = person("presse", "Pia", "Presse", standing=Standing.GUEST, tenant=OTHER_TENANT_ID)
        await arrives(hall, other)
        await hall.world_idle()
        before = len(doubts(hall))
        await hall.world.client.press(other, hall.meeting, "Anwesend")
        await hall.until(lambda: bool(doubts(hall)))

        assert (before, doubts(hall)[0].member) == (0, "")

    async def test_a_member_clears_up_nothing(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.world.client.press(hall.stranger, hall.meeting, "Anwesend")
        await hall.seen("Gast: „Anna Abel“", hall.office)
        client = hall.world.client
        message, button = client.find(hall.person("amt"), hall.office, "Zulassen")
        answer = await client.press_button(hall.person("busch"), hall.office, message, button)

        assert "Büro" in answer.text
        assert not doubts(hall)[0].settled


class TestPressedAfterHangingUp:
    """A member whose last evidence is "left" is told so; nothing counts; `Ist da` lifts it at once."""

    async def test_is_told_and_let_back_in(self, hall: Hall) -> None:
        await hall.prepared()
        for key in ("vogt", *MEMBERS):
            await arrives(hall, hall.person(key))
        await hall.admitted("vogt", *MEMBERS)
        await hall.say("vogt", "sitzung eröffnen")
        await hall.seen("eröffnet")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.world.client.leave(hall.person("abel"), hall.meeting)
        await hall.until(lambda: not hall.sitting.presence(hall.id("abel")).here)

        refused = await hall.press("abel", "Ja")
        await hall.seen("Gegangen oder da? Anna Abel", hall.office)
        await hall.press("rat", "Ist da", hall.office)
        counted = await hall.press("abel", "Ja")

        assert "nicht gezählt" in refused.text
        assert "Ihre Stimme: Ja" in counted.text

    async def test_keeps_the_vote_while_nothing_has_confirmed_it(self, hall: Hall) -> None:
        await hall.prepared()
        await arrives(hall, hall.person("abel"))
        await hall.admitted("vogt", *MEMBERS)
        await hall.say("vogt", "sitzung eröffnen")
        await hall.seen("eröffnet")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        client, abel = hall.world.client, hall.person("abel")
        assert hall.meeting.meeting is not None
        gone = client.build.participants(abel, hall.meeting, hall.meeting.meeting, "Leave")
        await client.delivery.post(gone)  # Teams says so, and the query says otherwise

        counted = await hall.press("abel", "Ja")
        await hall.seen("Widerspruch: Anna Abel", hall.office)

        assert "Ihre Stimme: Ja" in counted.text
        await hall.until(lambda: hall.sitting.presence(hall.id("abel")).counts)


class TestBeforeTheBot:
    """People who joined before the bot, and whose events were lost, are found by asking."""

    async def test_are_found_when_admission_begins(self, hall: Hall) -> None:
        for key in MEMBERS:
            await hall.world.client.join(hall.person(key), hall.meeting, told=False)
        await hall.prepared()
        await hall.until(lambda: all(hall.sitting.presence(hall.id(key)).only_seen for key in MEMBERS))
        seen = hall.sitting.presence(hall.id("abel")).sightings

        assert [(one.source, one.inside) for one in seen] == [(Source.QUERY, True)]


class TestCodes:
    """`verknüpfen CODE`: once, a week, five tries an hour, void where others read it."""

    async def code(self, hall: Hall, name: str = "Anna Abel") -> str:
        shown = await hall.told("amt", f"code {name}", f"Code für {name}")
        return shown.text.splitlines()[1].replace(" ", "")

    async def test_ties_a_foreign_account_to_the_seat(self, hall: Hall) -> None:
        await hall.prepared()
        code = await self.code(hall)
        guest = person("anna2", "A.", "A.", standing=Standing.GUEST, tenant=OTHER_TENANT_ID)
        await hall.world.client.install(guest)
        await hall.world.client.tell(guest, f"verknüpfen {code.lower()[:4]} {code[4:]}")
        await hall.world.tenant.one_to_one(guest).wait_for(lambda m: "verknüpft" in m.text, within=10)
        signed = await hall.world.client.press(guest, hall.meeting, "Anwesend")

        assert "Angemeldet" in signed.text
        assert hall.sitting.roster.by_entra_id(guest.entra) is not None

    async def test_clears_up_what_the_office_was_asked(self, hall: Hall) -> None:
        await hall.prepared()
        guest = person("anna2", "Anna", "Abel", standing=Standing.GUEST, tenant=OTHER_TENANT_ID)
        await hall.world.client.install(guest)
        await arrives(hall, guest)
        await hall.office.wait_for(
            lambda m: "Anna Abel" in m.text and has_button(m.card, "Ablehnen"), within=10
        )
        code = await self.code(hall)
        await hall.world.client.tell(guest, f"verknüpfen {code}")
        cleared = await hall.seen("Hat sich inzwischen geklärt", hall.office)

        assert buttons(cleared.card) == ()

    async def test_holds_for_the_sittings_to_come(self, hall: Hall) -> None:
        await hall.prepared()
        code = await self.code(hall)
        guest = person("anna2", "A.", "A.", standing=Standing.GUEST, tenant=OTHER_TENANT_ID)
        await hall.world.client.install(guest)
        await hall.world.client.tell(guest, f"verknüpfen {code}")
        await hall.world.tenant.one_to_one(guest).wait_for(lambda m: "verknüpft" in m.text, within=10)
        await hall.stopped()
        beside = await open_beside(hall.settings.data_dir)
        roster = await Plans(beside.registry).roster()
        await beside.close()

        found = roster.by_entra_id(guest.entra)
        assert found is not None
        assert found.last == "Abel"

    async def test_is_good_once(self, hall: Hall) -> None:
        await hall.prepared()
        code = await self.code(hall, "Zoe Zander")
        await hall.told("zander", f"verknüpfen {code}", "verknüpft")

        await hall.told("busch", f"verknüpfen {code}", "gilt nicht")

    async def test_ends_with_a_newer_one(self, hall: Hall) -> None:
        await hall.prepared()
        first = await self.code(hall)
        await self.code(hall)

        await hall.told("busch", f"verknüpfen {first}", "gilt nicht")

    async def test_is_void_in_a_group_chat(self, hall: Hall) -> None:
        await hall.prepared()
        code = await self.code(hall)
        await hall.say("abel", f"verknüpfen {code}")
        await hall.seen("gilt nicht mehr", hall.office)

        await hall.told("busch", f"verknüpfen {code}", "gilt nicht")

    async def test_is_tried_five_times_an_hour(self, hall: Hall) -> None:
        await hall.prepared()
        code = await self.code(hall, "Bernd Busch")
        for number in range(5):
            await hall.told("busch", f"verknüpfen AAAAAAA{number + 2}", "gilt nicht")

        await hall.told("busch", f"verknüpfen {code}", "zu viele Versuche")

    async def test_never_takes_an_account_that_has_a_seat(self, hall: Hall) -> None:
        await hall.prepared()
        code = await self.code(hall)

        await hall.told("busch", f"verknüpfen {code}", "gehört bereits zu Bernd Busch")

    async def test_is_issued_by_the_office_and_not_for_oneself(self, hall: Hall) -> None:
        await hall.prepared()

        await hall.told("abel", "code Anna Abel", "Büro")
        await hall.told("amt", "code Karla Amt", "selbst")

    async def test_a_name_of_several_people_is_asked_about(self, hall: Hall) -> None:
        await hall.prepared()
        asked = await hall.told("amt", "code Meyer", "Meyer")
        own = hall.own("amt")
        shown = await hall.press("amt", "Maria Meyer", own)

        assert [button.title for button in buttons(asked.card)] == ["Maria Meyer", "Moritz Meyer"]
        assert "Code für Maria Meyer" in shown.text

    async def test_guesses_before_others_are_soon_not_answered(self, hall: Hall) -> None:
        await hall.prepared()
        own = hall.own("abel")
        for number in range(8):
            await hall.say("abel", f"verknüpfen AAAAAAA{number % 6 + 2}")
        await hall.told("abel", "hilfe", "Hilfe")
        said = [m for m in own.bot_messages() if "nur im persönlichen Chat" in m.text]

        assert len(said) == 5

    async def test_a_code_read_by_others_is_void_however_many_were_guessed_before(self, hall: Hall) -> None:
        await hall.prepared()
        code = await self.code(hall)
        for number in range(6):
            await hall.say("abel", f"verknüpfen AAAAAAA{number + 2}")
        await hall.say("abel", f"verknüpfen {code}")
        await hall.seen("gilt nicht mehr", hall.office)

        await hall.told("busch", f"verknüpfen {code}", "gilt nicht")

    async def test_stands_nowhere_in_the_data_folder(self, hall: Hall) -> None:
        await hall.prepared()
        code = await self.code(hall)
        await asyncio.sleep(0.1)

        files = [path for path in hall.settings.data_dir.rglob("*") if path.is_file()]
        assert files
        assert [path.name for path in files if code.encode() in path.read_bytes()] == []


class TestBreak:
    """A break ends with a new sign-in: who is back is said to the chair and the office."""

    async def test_counts_who_is_back(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "unterbrechen 10")
        await hall.meeting.wait_for(
            lambda m: "Sitzung unterbrochen" in m.text and has_button(m.card, "Anwesend"), within=10
        )
        for key in MEMBERS[:5]:
            await hall.press(key, "Anwesend")
        await hall.world_idle()
        board = hall.office.newest(lambda m: m.text.startswith("Einlass und Anwesenheit"))
        control = hall.own("vogt").newest(lambda m: "Sitzungsleitung" in m.text)

        assert board is not None
        assert control is not None
        assert "Nach der Pause 5 von 9 wieder da" in board.text
        assert "5 von 9 wieder da. Es fehlen:" in control.text
