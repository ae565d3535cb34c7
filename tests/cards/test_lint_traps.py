"""Every trap that Teams' clients are known to have is refused by the linter, each by its name."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import cards
from cards.build import activity_of
from cards.language import ALLOWED, EXCLUDED, VALUES
from cards.lint import activity_findings, findings
from tests import cast

DOCUMENT = (Path(__file__).parents[2] / "docs" / "cards.md").read_text(encoding="utf-8")
OPEN = cast.balloting(cast.opened(), "5")
BALLOT = cards.ballot_card(cast.running(OPEN), OPEN)
SIGN_IN = cards.sign_in_card(cast.prepared(), office_phone="0341 1")
PRESS = {"type": "Action.Execute", "title": "Los", "verb": "a.b", "data": {}}
WORDS = {"type": "TextBlock", "text": "x", "wrap": True}
ELEMENTS = sorted(name for name in EXCLUDED if name[0].isupper() and not name.startswith("Action."))
ACTIONS = sorted(name for name in EXCLUDED if name.startswith("Action."))
BESIDE = ("text", "textFormat", "speech", "entities", "importance", "channelData", "suggestedActions")


def on_card(**more: Any) -> cards.Card:
    return {**deepcopy(BALLOT), **more}


def with_block(block: dict[str, Any]) -> cards.Card:
    return {**deepcopy(SIGN_IN), "body": [*SIGN_IN["body"], block]}


def in_text(**more: Any) -> cards.Card:
    return with_block({**WORDS, **more})


def on_button(**more: Any) -> cards.Card:
    return with_block({"type": "ActionSet", "actions": [{**PRESS, **more}]})


def on_vote(**more: Any) -> cards.Card:
    card = on_card()
    card["actions"][0].update(more)
    return card


def without(card: cards.Card, name: str) -> cards.Card:
    return {key: value for key, value in card.items() if key != name}


class TestTheFrame:
    """Version, width, size, refresh, and what a card may carry beside its words."""

    @pytest.mark.parametrize(
        "card",
        [
            pytest.param(on_card(version="1.5"), id="1.5-is-blank-on-some-phones"),
            pytest.param(on_card(version="1.6"), id="1.6-is-no-promise-of-teams"),
            pytest.param(on_card(version="1.2"), id="1.2-has-no-execute"),
            pytest.param(without(BALLOT, "version"), id="no-version"),
            pytest.param(in_text(text="ä" * 15_000), id="28-kilobytes-of-utf-8"),
            pytest.param(on_card(msteams={"width": "Full"}), id="full-width"),
            pytest.param(on_card(msteams={"entities": []}), id="mentions"),
            pytest.param(on_card(refresh={"userIds": ["29:x"] * 60}), id="refresh"),
            pytest.param(on_card(refresh={"userIds": []}), id="refresh-for-nobody"),
            pytest.param(on_card(authentication={}), id="authentication"),
            pytest.param(on_card(backgroundImage="https://x/y.png"), id="background"),
            pytest.param(on_card(selectAction=PRESS), id="a-tap-anywhere"),
            pytest.param(on_card(minHeight="200px"), id="height-in-pixels"),
            pytest.param(on_card(speak="Bitte abstimmen"), id="speak"),
            pytest.param(on_card(lang="de"), id="lang"),
            pytest.param(on_card(rtl=True), id="direction"),
            pytest.param(on_card(verticalContentAlignment="center"), id="unknown-property"),
            pytest.param(on_card(body=[{"type": "ActionSet", "actions": [PRESS]}]), id="no-words-first"),
            pytest.param(on_card(body=[{**WORDS, "text": "Los jetzt"}]), id="no-heading-and-no-sentence"),
        ],
    )
    def test_is_refused(self, card: cards.Card) -> None:
        assert findings(card) != []

    def test_a_sentence_of_its_own_may_begin(self) -> None:
        assert findings(cards.notice_card("Es wurde nichts getan.")) == []

    def test_the_mark_of_a_probe_does_not_stand_for_the_first_line(self) -> None:
        bare = [{**WORDS, "text": "PROBE – zählt nicht"}, {**WORDS, "text": "Los jetzt"}]

        assert any("Los jetzt" in found for found in findings(on_card(body=bare)))


class TestElements:
    """Only words, names with values, and rows of buttons stand in a card."""

    @pytest.mark.parametrize("kind", ELEMENTS)
    def test_others_are_refused_with_the_reason(self, kind: str) -> None:
        assert f"{kind} does not belong into a card's body: {EXCLUDED[kind]}" in findings(
            with_block({"type": kind, "items": [WORDS], "columns": [], "id": "x"})
        )

    @pytest.mark.parametrize("kind", ["Carousel", "Badge", "Chart.Pie", None])
    def test_so_is_what_nobody_has_looked_at(self, kind: str | None) -> None:
        assert any("nobody has looked at it" in found for found in findings(with_block({"type": kind})))

    @pytest.mark.parametrize(
        "kind",
        ["Input.Text", "Input.Number", "Input.Date", "Input.Time", "Input.Toggle", "Input.ChoiceSet"],
    )
    def test_a_ballot_has_no_inputs(self, kind: str) -> None:
        card = on_card(body=[*BALLOT["body"], {"type": kind, "id": "grund", "label": "Grund"}])

        assert any("a press with inputs fails on iOS and Android" in found for found in findings(card))

    def test_buttons_in_a_column_are_refused(self) -> None:
        column = {"type": "Column", "items": [{"type": "ActionSet", "actions": [PRESS]}]}

        assert any(
            "dead on some phones" in found
            for found in findings(with_block({"type": "ColumnSet", "columns": [column]}))
        )


class TestText:
    """Everything wraps, nothing is coloured or measured in pixels, headings are marked as headings."""

    @pytest.mark.parametrize(
        "card",
        [
            pytest.param(with_block({"type": "TextBlock", "text": "x"}), id="does-not-wrap"),
            pytest.param(in_text(wrap=False), id="is-cut"),
            pytest.param(in_text(maxLines=2), id="is-cut-after-two-lines"),
            pytest.param(in_text(targetWidth="atLeast:narrow"), id="width-of-the-target"),
            pytest.param(in_text(color="attention"), id="red"),
            pytest.param(in_text(color="good"), id="green"),
            pytest.param(in_text(color="default"), id="any-colour"),
            pytest.param(in_text(width="100px"), id="width"),
            pytest.param(in_text(height="40px"), id="height"),
            pytest.param(in_text(isVisible=False), id="hidden"),
            pytest.param(in_text(fontType="Monospace"), id="fixed-width"),
            pytest.param(in_text(horizontalAlignment="right"), id="to-the-right"),
            pytest.param(in_text(spacing="None"), id="spaces"),
            pytest.param(in_text(size="Small"), id="small-print"),
            pytest.param(in_text(weight="Lighter"), id="thin"),
            pytest.param(in_text(style="columnHeader"), id="another-style"),
            pytest.param(in_text(size="Large"), id="large-and-no-heading"),
            pytest.param(in_text(fallback="drop"), id="fallback"),
            pytest.param(in_text(requires={"x": "1"}), id="requires"),
            pytest.param(in_text(text=""), id="empty"),
            pytest.param(with_block({"type": "FactSet", "facts": []}), id="no-facts"),
            pytest.param(
                with_block({"type": "FactSet", "facts": [{"title": "x", "value": "y", "color": "good"}]}),
                id="coloured-fact",
            ),
            pytest.param(with_block({"type": "FactSet", "facts": [{"title": "x"}]}), id="half-a-fact"),
        ],
    )
    def test_is_refused(self, card: cards.Card) -> None:
        assert findings(card) != []


WORDS_THAT_ARE_MORE = [
    pytest.param("**wichtig**", id="bold"),
    pytest.param("_kursiv_", id="italic"),
    pytest.param("~~weg~~", id="struck"),
    pytest.param("`code`", id="code"),
    pytest.param("[hier](x)", id="link"),
    pytest.param("![x](y)", id="picture"),
    pytest.param("<at>Alle</at>", id="mention"),
    pytest.param("<b>x</b>", id="html"),
    pytest.param("# Titel", id="heading"),
    pytest.param("- Punkt", id="list"),
    pytest.param("1. Punkt", id="numbered-list"),
    pytest.param("> Zitat", id="quote"),
    pytest.param("| a | b |", id="table"),
    pytest.param("&lt;at&gt;", id="entity"),
    pytest.param("https://example.org", id="address"),
    pytest.param("rat@example.org", id="mail"),
    pytest.param("www.example.org", id="host"),
    pytest.param("tel:0341", id="telephone"),
    pytest.param("{{DATE(2026-12-09T14:00:00Z, SHORT)}}", id="date"),
    pytest.param("{{TIME(2026-12-09T14:00:00Z)}}", id="time"),
    pytest.param("a\u202eb", id="turned-around"),
    pytest.param("a\u200bb", id="invisible"),
    pytest.param("a\u3164b", id="a-letter-that-shows-nothing"),
    pytest.param("a\nb", id="new-line"),
]


class TestWords:
    """Teams reads a part of Markdown, each client another: nothing on a card may be any of it."""

    @pytest.mark.parametrize("words", WORDS_THAT_ARE_MORE)
    def test_that_could_be_more_than_words_are_refused_in_a_text(self, words: str) -> None:
        assert findings(in_text(text=words)) != []

    @pytest.mark.parametrize("words", WORDS_THAT_ARE_MORE)
    def test_and_in_a_fact(self, words: str) -> None:
        facts = with_block({"type": "FactSet", "facts": [{"title": "Gegenstand", "value": words}]})

        assert findings(facts) != []

    @pytest.mark.parametrize("words", WORDS_THAT_ARE_MORE)
    def test_the_same_words_as_a_title_come_out_harmless(self, words: str) -> None:
        assert findings(cards.notice_card(words, title="Titel")) == []

    @pytest.mark.parametrize("words", ["a\nb", "a  b", " a", "a\u202eb", "<at>Alle</at>"])
    def test_on_a_button_and_in_a_preview_are_one_plain_line(self, words: str) -> None:
        assert findings(on_button(title=words)) != []
        assert findings(on_card(fallbackText=words)) != []
        assert activity_findings({**activity_of(BALLOT), "summary": words}) != []


class TestButtons:
    """One line that no phone cuts, a verb, and nothing that only some clients know."""

    @pytest.mark.parametrize("kind", ACTIONS)
    def test_other_actions_are_refused_with_the_reason(self, kind: str) -> None:
        found = findings(with_block({"type": "ActionSet", "actions": [{"type": kind, "title": "x"}]}))

        assert f"{kind} is no action for a card: {EXCLUDED[kind]}" in found

    @pytest.mark.parametrize(
        "more",
        [
            pytest.param({"verb": ""}, id="empty-verb"),
            pytest.param({"verb": None}, id="no-verb"),
            pytest.param({"mode": "secondary"}, id="behind-the-dots"),
            pytest.param({"style": "positive"}, id="positive"),
            pytest.param({"style": "destructive"}, id="destructive"),
            pytest.param({"confirm": {"title": "Sicher?"}}, id="confirm"),
            pytest.param({"isEnabled": False}, id="not-enabled"),
            pytest.param({"conditionallyEnabled": True}, id="conditionally-enabled"),
            pytest.param({"tooltip": "x"}, id="tooltip"),
            pytest.param({"iconUrl": "https://x/y.png"}, id="icon"),
            pytest.param({"associatedInputs": "auto"}, id="inputs"),
            pytest.param({"fallback": {"type": "Action.Submit", "title": "Ja"}}, id="fallback-to-submit"),
            pytest.param({"requires": {"x": "1"}}, id="requires"),
            pytest.param({"title": "Enthaltung mit Begründung"}, id="cut-label"),
            pytest.param({"title": ""}, id="no-label"),
            pytest.param({"data": {"msteams": {"type": "task/fetch"}}}, id="opens-a-dialog"),
            pytest.param({"data": {"msteams": {"type": "messageBack"}}}, id="posts-a-message"),
            pytest.param({"data": {"userId": "29:x"}}, id="names-a-person"),
            pytest.param({"data": "ja"}, id="data-that-is-no-object"),
        ],
    )
    def test_is_refused_on_a_vote_and_elsewhere(self, more: dict[str, Any]) -> None:
        assert findings(on_vote(**more)) != []
        assert findings(on_button(**more)) != []

    @pytest.mark.parametrize(
        "titles",
        [
            pytest.param(["Ja", "Nein", "Enthaltung", "Hilfe"], id="four"),
            pytest.param(list("123456"), id="six-in-a-row"),
            pytest.param(["Abstimmung", "eröffnen", "Namen"], id="three-with-more-than-16"),
            pytest.param(["Nichtöffentlich", "Schließen"], id="two-with-more-than-22"),
            pytest.param([], id="none"),
        ],
    )
    def test_a_row_that_a_narrow_pane_cuts_is_refused(self, titles: list[str]) -> None:
        actions = [{**PRESS, "title": title} for title in titles]

        assert any(
            "row" in found for found in findings(with_block({"type": "ActionSet", "actions": actions}))
        )

    @pytest.mark.parametrize("count", [1, 4, 6, 7])
    def test_more_or_fewer_votes_than_two_or_three_are_refused(self, count: int) -> None:
        votes = [deepcopy(BALLOT["actions"][n % 3]) for n in range(count)]

        assert any(f"a ballot has {count} buttons" in found for found in findings(on_card(actions=votes)))

    def test_other_buttons_in_the_root_are_refused(self) -> None:
        assert any("root" in found for found in findings({**SIGN_IN, "actions": [PRESS]}))

    def test_a_practice_ballot_has_to_say_so_first(self) -> None:
        practice = [{**vote, "verb": "practice.cast"} for vote in deepcopy(BALLOT["actions"])]

        assert "a practice ballot does not say so in its first line" in findings(on_card(actions=practice))
        assert findings(on_card(actions=practice, body=[])) != []

    def test_links_of_a_ballot_are_refused(self) -> None:
        link = {"type": "Action.OpenUrl", "title": "Vorlage", "url": "https://example.org"}

        assert findings(on_card(actions=[*BALLOT["actions"][:2], link])) != []


class TestTheMessage:
    """The card travels alone, with a summary; nothing else is sent with it."""

    @pytest.mark.parametrize("name", BESIDE)
    def test_what_stands_beside_it_is_refused_with_the_reason(self, name: str) -> None:
        found = activity_findings({**activity_of(BALLOT), name: "x"})

        assert f"the activity has {name} beside its card: {EXCLUDED[name]}" in found

    def test_an_alert_in_the_meeting_is_refused(self) -> None:
        alert = {"notification": {"alertInMeeting": True, "externalResourceUrl": "https://x"}}

        assert activity_findings({**activity_of(BALLOT), "channelData": alert}) != []

    def test_two_cards_are_refused(self) -> None:
        sent = activity_of(BALLOT)

        assert activity_findings({**sent, "attachments": sent["attachments"] * 2}) != []

    def test_a_picture_beside_the_card_is_refused(self) -> None:
        sent = activity_of(BALLOT)
        attachment = {**sent["attachments"][0], "thumbnailUrl": "https://x/y.png"}

        assert activity_findings({**sent, "attachments": [attachment]}) != []


class TestTheLanguage:
    """What is allowed and what is not stands in one place and in the document."""

    @pytest.mark.parametrize("name", sorted(EXCLUDED))
    def test_every_exclusion_stands_in_the_document_with_its_reason(self, name: str) -> None:
        lines = [line for line in DOCUMENT.splitlines() if f"`{name}`" in line]

        assert any(EXCLUDED[name] in line for line in lines)

    @pytest.mark.parametrize("kind", sorted(ALLOWED))
    def test_every_element_stands_in_the_document_with_its_properties(self, kind: str) -> None:
        line = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| `{kind}`"))

        assert [name for name in ALLOWED[kind] - {"type", "$schema"} if f"`{name}`" not in line] == []

    def test_nothing_is_both(self) -> None:
        both = {name for names in ALLOWED.values() for name in names} & set(EXCLUDED)

        assert both == {"style", "text", "verb"}  # a heading; a text block's words; excluded is its absence

    def test_values_belong_to_what_is_allowed(self) -> None:
        assert [pair for pair in VALUES if pair[1] not in ALLOWED[pair[0]]] == []

    @pytest.mark.parametrize("kind", sorted(ALLOWED))
    def test_any_property_that_is_new_is_refused(self, kind: str) -> None:
        broken = {
            "AdaptiveCard": on_card(id="x"),
            "TextBlock": in_text(id="x"),
            "FactSet": with_block({"type": "FactSet", "id": "x", "facts": [{"title": "a", "value": "b"}]}),
            "Fact": with_block({"type": "FactSet", "facts": [{"title": "a", "value": "b", "id": "x"}]}),
            "ActionSet": with_block({"type": "ActionSet", "id": "x", "actions": [PRESS]}),
            "Action.Execute": on_button(id="x"),
            "Action.OpenUrl": on_button(type="Action.OpenUrl", url="https://x", id="x"),
        }

        assert any(f"{kind} has 'id'" in found for found in findings(broken[kind]))
