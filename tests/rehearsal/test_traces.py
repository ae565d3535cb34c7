"""What a secret ballot may not leave behind is found wherever it is planted."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from rehearsal.people import Person
from rehearsal.traces import in_answers, in_chats, on_the_disk
from rehearsal.world import World
from tests.rehearsal.conftest import card_with, message_with


class TestOnTheDisk:
    """architecture.md, Keeping: no choice of a secret ballot reaches the disk."""

    @pytest.mark.parametrize(
        "planted",
        [
            pytest.param('{{"member":"{id}","choice":"nein"}}', id="an-event"),
            pytest.param("INFO cast by {mri}: Choice.NO", id="a-line-of-the-log"),
            pytest.param("{name} hat 'Enthaltung' gedrückt", id="in-words"),
            pytest.param('"aadObjectId":"{entra}", "data": {{"vote": "x"}}', id="an-activity"),
        ],
    )
    def test_a_choice_beside_a_person_is_found(self, tmp_path: Path, member: Person, planted: str) -> None:
        text = planted.format(id=member.key, mri=member.mri, name=member.name, entra=member.entra)
        (tmp_path / "datei").write_text(f"{'x' * 500}{text}{'x' * 500}", encoding="utf-8")

        assert list(on_the_disk([tmp_path], [member])) == [f"datei: neben {member.name} steht eine Stimme"]

    def test_it_is_found_in_a_database(self, tmp_path: Path, member: Person) -> None:
        base = sqlite3.connect(tmp_path / "daten.db")
        base.execute("create table events (line text)")
        base.execute("insert into events values (?)", (f'{{"by":"{member.key}","choice":"ja"}}',))
        base.commit()
        base.close()

        assert list(on_the_disk([tmp_path], [member]))

    @pytest.mark.parametrize(
        "harmless",
        [
            pytest.param('{{"handed_in":["{id}"],"tally":{{"yes":9,"no":4}}}}', id="who-took-part"),
            pytest.param('{{"electorate":["{id}"],"item":"1","kind":"geheim"}}', id="who-may-vote"),
            pytest.param("{name} wurde zugelassen", id="presence"),
        ],
    )
    def test_sums_and_names_alone_are_allowed(self, tmp_path: Path, member: Person, harmless: str) -> None:
        (tmp_path / "datei").write_text(harmless.format(id=member.key, name=member.name), encoding="utf-8")

        assert list(on_the_disk([tmp_path], [member])) == []

    def test_a_log_file_is_looked_through_as_well(self, tmp_path: Path, member: Person) -> None:
        log = tmp_path / "bot.log"
        log.write_text(f'"{member.key}" choice=ja', encoding="utf-8")
        empty = tmp_path / "leer"
        empty.mkdir()

        assert list(on_the_disk([empty, log], [member]))


class TestInAnswersAndChats:
    """contract § 5.3: the answer to a slip names no vote."""

    @pytest.mark.parametrize("words", ["Ihre Stimme: Ja", "Beleg 4K7P-91", "✓ gezählt"])
    def test_an_answer_that_names_a_vote_is_found(self, words: str) -> None:
        assert list(in_answers([f'{{"value":"{words}"}}'.encode()]))

    def test_the_answer_to_a_slip_is_none(self) -> None:
        assert list(in_answers([b'{"value":"Ihr Stimmzettel ist abgegeben."}'])) == []

    async def test_an_earlier_version_of_a_message_counts(
        self, world: World, meeting: Any, member: Person
    ) -> None:
        message = meeting.send({"type": "message", "text": f"{member.name}: 'Nein'"})
        meeting.edit(message, {"type": "message", "text": "Erledigt"})

        assert list(in_chats([meeting], [member]))

    async def test_a_ballots_buttons_are_no_trace(self, world: World, meeting: Any, member: Person) -> None:
        meeting.send(message_with(card_with("Ja", "Nein")))

        assert list(in_chats([meeting], [member])) == []

    async def test_what_people_write_themselves_is_none(
        self, world: World, meeting: Any, member: Person
    ) -> None:
        meeting.send({"type": "message", "text": f"{member.name}: 'Nein'"}, by=member.mri)

        assert list(in_chats([meeting], [member])) == []
