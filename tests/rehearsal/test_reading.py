"""Cards are read as people read them: words in order, buttons with what stands before them."""

import pytest

from rehearsal import reading
from rehearsal.reading import NoSuchButton, buttons, find_button, words
from tests.rehearsal.conftest import card_with, message_with

ADMISSION = {
    "type": "AdaptiveCard",
    "version": "1.4",
    "body": [
        {"type": "TextBlock", "text": "Warten auf Einlass"},
        {"type": "Container", "items": [{"type": "TextBlock", "text": "Jörg Öztürk"}]},
        {
            "type": "ActionSet",
            "actions": [
                {
                    "type": "Action.Execute",
                    "title": "Zulassen",
                    "verb": "admission.admit",
                    "data": {"case": 1},
                },
                {"type": "Action.Execute", "title": "Ablehnen", "verb": "admission.refuse"},
            ],
        },
        {"type": "FactSet", "facts": [{"title": "Name", "value": "Ayşe Weiß"}]},
        {
            "type": "ActionSet",
            "actions": [
                {
                    "type": "Action.Execute",
                    "title": "Zulassen",
                    "verb": "admission.admit",
                    "data": {"case": 2},
                }
            ],
        },
        {"type": "TextBlock", "text": "unsichtbar", "isVisible": False},
        {"type": "Input.Text", "id": "reason", "label": "Grund", "value": "kommt später"},
    ],
}


class TestWords:
    """What can be read, in the order in which it is read."""

    def test_texts_facts_and_labels_in_order(self) -> None:
        assert words(ADMISSION).splitlines() == [
            "Warten auf Einlass",
            "Jörg Öztürk",
            "Name Ayşe Weiß",
            "Grund",
        ]

    def test_an_activity_says_its_text_its_cards_and_its_files(self) -> None:
        activity = message_with(card_with("Ja", text="TOP 3")) | {"text": "Hinweis"}
        activity["attachments"].append({"contentType": reading.FILE_INFO_CARD, "name": "liste.xlsx"})

        assert reading.words_of(activity).splitlines() == ["Hinweis", "TOP 3", "liste.xlsx"]

    def test_nothing_says_nothing(self) -> None:
        assert words(None) == ""
        assert reading.words_of({}) == ""


class TestButtons:
    """A button is found by its title, and among several by what stands before it."""

    def test_each_row_has_the_words_since_the_row_before(self) -> None:
        found = [(button.title, "Öztürk" in button.near) for button in buttons(ADMISSION)]

        assert found == [("Zulassen", True), ("Ablehnen", True), ("Zulassen", False)]

    def test_near_chooses_among_equals(self) -> None:
        assert find_button(ADMISSION, "Zulassen", "Weiß").action["data"] == {"case": 2}
        assert find_button(ADMISSION, "Zulassen").action["data"] == {"case": 1}

    def test_root_actions_are_found(self) -> None:
        assert [button.title for button in buttons(card_with("Ja", "Nein"))] == ["Ja", "Nein"]

    def test_a_card_behind_a_button_is_read_too(self) -> None:
        card = {"actions": [{"type": "Action.ShowCard", "title": "Mehr", "card": card_with("Ja")}]}

        assert [button.title for button in buttons(card)] == ["Mehr", "Ja"]

    def test_what_is_missing_is_said_with_what_is_there(self) -> None:
        with pytest.raises(NoSuchButton, match="„Zulassen“, „Ablehnen“"):
            find_button(ADMISSION, "Schließen")

    def test_nobody_presses_on_no_card(self) -> None:
        with pytest.raises(NoSuchButton):
            find_button(None, "Ja")


class TestInputs:
    """Inputs are sent with the values they were filled with."""

    def test_prefilled_values_are_found_at_any_depth(self) -> None:
        card = {
            "body": [{"type": "Container", "items": [{"type": "Input.Toggle", "id": "a", "value": "true"}]}]
        }

        assert reading.inputs(ADMISSION) == {"reason": "kommt später"}
        assert reading.inputs(card) == {"a": "true"}


class TestAttachments:
    """Cards and files are told apart by their content type."""

    def test_a_card_is_its_content(self) -> None:
        assert reading.card_of(message_with(card_with("Ja"))) == card_with("Ja")
        assert reading.card_of({"text": "x"}) is None

    def test_a_consent_card_keeps_its_name(self) -> None:
        attachment = {
            "contentType": reading.FILE_CONSENT_CARD,
            "name": "a.xlsx",
            "content": {"sizeInBytes": 3},
        }

        assert reading.consent_of({"attachments": [attachment]}) == attachment
        assert reading.file_of({"attachments": [attachment]}) is None
