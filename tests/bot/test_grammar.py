"""The table of commands: who may use which, where, and by which words."""

from collections import Counter

import pytest

from bot.commands import Unknown, parse
from bot.grammar import ANYONE, COMMANDS, Command, Where
from bot.plain import words_of

BY_NAME = {command.name: command for command in COMMANDS}
SHARED = {"befangen", "zurueck", "recuse", "back", "stoerung", "disturbance", "behoben", "fixed"}

OFFICE_ONLY = (
    "office_here prepare unprepare admission_on admission_off sign_in_card admit refuse seat code left "
    "sign_off returned on_site excused disturbance disturbance_over vote_for attendance minutes correction "
    "new_sitting template emergency_sheet minute_taker cosigners sittings devices "
    "by_office themselves delivery"
).split()
CHAIR_ONLY = (
    "call_item next_item noted no_objection open_sitting closed_part public_part pause resume end_sitting "
    "take_back_end operator recuse lift_recusal mandate_ended mandate_began close_ballot open_ballot "
    "procedural_motion block elect alternatives next_round lot declare repeat cancel"
).split()
BOTH = (
    "hands paper_count remove_item postpone refer withdraw reopen join move add_item card_again result "
    "chair take_chair checklist practice"
).split()
OWN = "vote own_recusal single my_votes cards_personal read_aloud".split()
FREE = {"quorum", "help", "link", "device_check"}
ATTENDING = "present leave back own_disturbance own_fixed statement doubt".split()


def folded(phrase: str) -> str:
    return " ".join(word.folded for word in words_of(phrase))


class TestWho:
    """Contract § 4, first column of the table."""

    @pytest.mark.parametrize("name", OFFICE_ONLY)
    def test_the_office_does_the_work_of_the_office(self, name: str) -> None:
        assert BY_NAME[name].who == {"büro"}

    @pytest.mark.parametrize("name", CHAIR_ONLY)
    def test_the_chair_leads_the_sitting(self, name: str) -> None:
        assert BY_NAME[name].who == {"vorsitz", "stellvertretung"}

    @pytest.mark.parametrize("name", BOTH)
    def test_some_things_both_may_do(self, name: str) -> None:
        assert BY_NAME[name].who == {"vorsitz", "stellvertretung", "büro"}

    @pytest.mark.parametrize("name", OWN)
    def test_members_and_the_chair_act_for_themselves(self, name: str) -> None:
        assert BY_NAME[name].who == {"mitglied", "vorsitz", "stellvertretung"}

    @pytest.mark.parametrize("name", ATTENDING)
    def test_advisers_are_present_as_well(self, name: str) -> None:
        assert BY_NAME[name].who == {"mitglied", "vorsitz", "stellvertretung", "beratend"}

    def test_anyone_may_ask_for_quorum_and_help_and_link_their_account(self) -> None:
        assert {command.name for command in COMMANDS if command.who == ANYONE} == FREE

    def test_technicians_name_their_chat(self) -> None:
        assert BY_NAME["support_here"].who == {"technik"}

    def test_every_command_is_somebodys(self) -> None:
        named = {*OFFICE_ONLY, *CHAIR_ONLY, *BOTH, *OWN, *ATTENDING, *FREE, "support_here"}

        assert named == set(BY_NAME)

    @pytest.mark.parametrize(
        ("roles", "allowed"),
        [
            pytest.param({"gast"}, FREE, id="guest"),
            pytest.param(set(), FREE, id="stranger"),
            pytest.param({"verwaltung"}, FREE, id="administration"),
            pytest.param({"technik"}, {*FREE, "support_here"}, id="technician"),
            pytest.param({"mitglied"}, {*FREE, *OWN, *ATTENDING}, id="member"),
            pytest.param({"büro"}, {*FREE, *OFFICE_ONLY, *BOTH}, id="clerk"),
            pytest.param({"büro", "beratend"}, {*FREE, *OFFICE_ONLY, *BOTH, *ATTENDING}, id="roles-add-up"),
        ],
    )
    def test_roles_open_commands(self, roles: set[str], allowed: set[str]) -> None:
        assert {command.name for command in COMMANDS if command.open_to(frozenset(roles))} == allowed


class TestWhere:
    """Contract § 4, "Where": commands marked °, and those of a member's own chat."""

    def test_what_concerns_oneself_is_typed_in_ones_own_chat(self) -> None:
        own = {command.name for command in COMMANDS if command.where is Where.PERSONAL}

        assert own == {
            *("own_recusal", "leave", "back", "my_votes", "cards_personal", "read_aloud"),
            *("own_disturbance", "own_fixed", "statement", "doubt", "device_check"),
        }

    def test_a_wish_for_a_vote_of_its_own_is_heard_everywhere(self) -> None:
        assert BY_NAME["single"].where is Where.EVERYWHERE

    def test_a_vote_is_judged_by_where_it_was_typed(self) -> None:
        assert BY_NAME["vote"].where is Where.EVERYWHERE

    def test_a_sign_in_works_everywhere(self) -> None:
        assert BY_NAME["present"].where is Where.EVERYWHERE

    @pytest.mark.parametrize("name", [*CHAIR_ONLY, "hands", "admit", "card_again"])
    def test_a_sitting_can_be_led_from_every_chat(self, name: str) -> None:
        assert BY_NAME[name].where is Where.EVERYWHERE


class TestWords:
    """Contract § 4: German first, English accepted."""

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words[0])
    def test_every_command_has_german_and_english_words(self, command: Command) -> None:
        assert all(words_of(phrase) for phrase in command.phrases)
        assert command.words
        assert command.english

    def test_only_words_told_apart_by_what_follows_are_shared(self) -> None:
        uses = Counter(phrase for command in COMMANDS for phrase in {*map(folded, command.phrases)})

        assert {phrase for phrase, count in uses.items() if count > 1} <= SHARED

    @pytest.mark.parametrize(
        "command", [c for c in COMMANDS if len(c.words[0]) > 5], ids=lambda command: command.words[0]
    )
    def test_a_word_with_a_letter_missing_is_found_again(self, command: Command) -> None:
        word = command.words[0]
        answer = parse(word[:3] + word[4:])

        assert not isinstance(answer, Unknown) or (answer.nearest or "").startswith(word)

    @pytest.mark.parametrize(
        "later",
        [
            *("namensaufruf", "auszug 5", "sitzungsgeld", "wortlaut 5"),
        ],
    )
    def test_what_is_not_there_yet_does_nothing(self, later: str) -> None:
        assert isinstance(parse(later), Unknown)
