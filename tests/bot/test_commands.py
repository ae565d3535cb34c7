"""Typed lines against the table of contract § 4."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import arguments as a
from bot.arguments import Args
from bot.commands import Incomplete, Parsed, Unknown, parse
from bot.grammar import ANYONE, COMMANDS, Command, Where
from council.names import fold
from council.roster import Role

NONE = a.NoArgs()
CLOSED_ROOM = a.SittingArgs(sitting="2026-12-09-rat", closed=True)

DOCUMENTED: tuple[tuple[str, str, Args], ...] = (
    ("büro hier", "office_here", a.BodyArgs()),
    ("büro hier Ratsversammlung", "office_here", a.BodyArgs(body="Ratsversammlung")),
    ("office here", "office_here", a.BodyArgs()),
    ("technik hier", "support_here", NONE),
    ("support here", "support_here", NONE),
    ("vorbereiten", "prepare", a.SittingArgs()),
    (
        "vorbereiten 2026-12-09-ratsversammlung",
        "prepare",
        a.SittingArgs(sitting="2026-12-09-ratsversammlung"),
    ),
    ("prepare", "prepare", a.SittingArgs()),
    ("vorbereiten aufheben", "unprepare", NONE),
    ("einlass", "admission_on", NONE),
    ("admission", "admission_on", NONE),
    ("einlass zu", "admission_off", NONE),
    ("anmeldung", "sign_in_card", NONE),
    ("sign-in", "sign_in_card", NONE),
    ("zulassen Dr. Meyer", "admit", a.NameArgs(name="Dr. Meyer")),
    ("admit Meyer", "admit", a.NameArgs(name="Meyer")),
    ("ablehnen Dr. Meyer falsches Konto", "refuse", a.NameReasonArgs(text="Dr. Meyer falsches Konto")),
    ("turn away Meyer", "refuse", a.NameReasonArgs(text="Meyer")),
    ("code Dr. Meyer", "code", a.NameArgs(name="Dr. Meyer")),
    ("verknüpfen AB2C D3EF", "link", a.TextArgs(text="AB2C D3EF")),
    ("link ab2cd3ef", "link", a.TextArgs(text="ab2cd3ef")),
    ("notfallblatt", "emergency_sheet", NONE),
    ("emergency sheet", "emergency_sheet", NONE),
    (
        "sitzung neu Sondersitzung Haushalt 9.12.2026 17:00",
        "new_sitting",
        a.NewSittingArgs(title="Sondersitzung Haushalt", day=date(2026, 12, 9), at=time(17)),
    ),
    (
        "sitting new Extra 2026-12-09 1700",
        "new_sitting",
        a.NewSittingArgs(title="Extra", day=date(2026, 12, 9), at=time(17)),
    ),
    ("vorlage tagesordnung", "template", a.TemplateArgs(kind="agenda")),
    ("template roster", "template", a.TemplateArgs(kind="roster")),
    ("sitz 7 Meyer", "seat", a.CaseNameArgs(case=7, name="Meyer")),
    ("seat 12 Dr. Meyer", "seat", a.CaseNameArgs(case=12, name="Dr. Meyer")),
    ("gegangen Meyer", "left", a.NameTimeArgs(name="Meyer")),
    ("gegangen Meyer 17:15", "left", a.NameTimeArgs(name="Meyer", at=time(17, 15))),
    ("left Meyer 17:15", "left", a.NameTimeArgs(name="Meyer", at=time(17, 15))),
    ("abmelden Meyer", "sign_off", a.NameTimeArgs(name="Meyer")),
    ("zurück Anna Müller 1715", "returned", a.NameTimeArgs(name="Anna Müller", at=time(17, 15))),
    ("back Anna Müller", "returned", a.NameTimeArgs(name="Anna Müller")),
    ("vor ort Meyer; Müller, Jürgen", "on_site", a.NamesArgs(names=("Meyer", "Müller, Jürgen"))),
    ("saal Meyer", "on_site", a.NamesArgs(names=("Meyer",))),
    ("on site Meyer", "on_site", a.NamesArgs(names=("Meyer",))),
    ("entschuldigt Meyer Krankheit", "excused", a.NameReasonArgs(text="Meyer Krankheit")),
    ("excused Meyer", "excused", a.NameReasonArgs(text="Meyer")),
    ("störung Meyer kein Ton", "disturbance", a.NameReasonArgs(text="Meyer kein Ton")),
    ("disturbance Meyer", "disturbance", a.NameReasonArgs(text="Meyer")),
    ("behoben Meyer", "disturbance_over", a.NameArgs(name="Meyer")),
    ("fixed Meyer", "disturbance_over", a.NameArgs(name="Meyer")),
    (
        "stimme Anna Meyer ja Karte lädt nicht",
        "vote_for",
        a.VoteForArgs(name="Anna Meyer", choice="ja", reason="Karte lädt nicht"),
    ),
    (
        "vote for Meyer abstain card does not load",
        "vote_for",
        a.VoteForArgs(name="Meyer", choice="enthaltung", reason="card does not load"),
    ),
    ("über büro Anna Meyer", "by_office", a.NameArgs(name="Anna Meyer")),
    ("ueber buero Meyer", "by_office", a.NameArgs(name="Meyer")),
    ("via office Meyer", "by_office", a.NameArgs(name="Meyer")),
    ("selbst Meyer", "themselves", a.NameArgs(name="Meyer")),
    ("by themselves Meyer", "themselves", a.NameArgs(name="Meyer")),
    ("zustellung", "delivery", a.ItemArgs()),
    ("zustellung 3", "delivery", a.ItemArgs(number="3")),
    ("delivery ballot 12", "delivery", a.ItemArgs(number="12")),
    ("karten persönlich immer", "cards_personal", a.WishArgs(mode="immer")),
    ("karten persoenlich wenn noetig", "cards_personal", a.WishArgs(mode="wenn nötig")),
    ("cards personal when needed", "cards_personal", a.WishArgs(mode="wenn nötig")),
    ("karten persönlich aus", "cards_personal", a.WishArgs(mode="aus")),
    ("vorlesen an", "read_aloud", a.WishArgs(mode="an")),
    ("read aloud off", "read_aloud", a.WishArgs(mode="aus")),
    ("handzeichen 30 2 1", "hands", a.HandsArgs(yes=30, no=2, abstain=1)),
    (
        "handzeichen 30 2 1 Karten laden nicht",
        "hands",
        a.HandsArgs(yes=30, no=2, abstain=1, reason="Karten laden nicht"),
    ),
    (
        "handzeichen nein 1 enthaltung 2",
        "hands",
        a.HandsArgs(yes=None, no=1, abstain=2, rest_yes=True),
    ),
    (
        "hands no 1 Teams is down",
        "hands",
        a.HandsArgs(yes=None, no=1, abstain=0, reason="Teams is down", rest_yes=True),
    ),
    ("handzeichen ja 30 nein 2 enthaltung 1", "hands", a.HandsArgs(yes=30, no=2, abstain=1)),
    ("anwesenheit", "attendance", a.AttendanceArgs()),
    ("anwesenheit excel", "attendance", a.AttendanceArgs(format="excel")),
    ("attendance csv", "attendance", a.AttendanceArgs(format="csv")),
    (
        "korrektur Meyer von 17:00 bis 18:00 Irrtum",
        "correction",
        a.CorrectionArgs(name="Meyer", spans=(a.SpanArgs(since=time(17), until=time(18)),), reason="Irrtum"),
    ),
    (
        "correct Meyer from 1700 to 18.00 by mistake",
        "correction",
        a.CorrectionArgs(
            name="Meyer", spans=(a.SpanArgs(since=time(17), until=time(18)),), reason="by mistake"
        ),
    ),
    ("niederschrift", "minutes", NONE),
    ("protokoll", "minutes", NONE),
    ("minutes", "minutes", NONE),
    ("schriftführung Meyer", "minute_taker", a.NameArgs(name="Meyer")),
    ("minute taker Meyer", "minute_taker", a.NameArgs(name="Meyer")),
    ("mitunterzeichnung Meyer; Groß", "cosigners", a.NamesArgs(names=("Meyer", "Groß"))),
    ("co-signers Meyer", "cosigners", a.NamesArgs(names=("Meyer",))),
    ("sitzungen", "sittings", NONE),
    ("sittings", "sittings", NONE),
    ("sitzung eröffnen", "open_sitting", NONE),
    ("eröffnen", "open_sitting", NONE),
    ("open", "open_sitting", NONE),
    ("beschlussfähigkeit", "quorum", NONE),
    ("quorum", "quorum", NONE),
    ("top 11.1.1", "call_item", a.ItemArgs(number="11.1.1")),
    ("top Ö 11.1.1.", "call_item", a.ItemArgs(number="11.1.1")),
    ("item 11", "call_item", a.ItemArgs(number="11")),
    ("weiter", "next_item", NONE),
    ("next", "next_item", NONE),
    ("absetzen 5", "remove_item", a.ItemsArgs(numbers=("5",))),
    ("remove 5", "remove_item", a.ItemsArgs(numbers=("5",))),
    (
        "vertagen 8.1, 8.2 mehr Zeit nötig",
        "postpone",
        a.ItemsArgs(numbers=("8.1", "8.2"), reason="mehr Zeit nötig"),
    ),
    ("postpone top 8.1", "postpone", a.ItemsArgs(numbers=("8.1",))),
    (
        "neu 13 Dringliche Anfrage",
        "add_item",
        a.AddItemArgs(number="13", title="Dringliche Anfrage"),
    ),
    (
        "neu TOP N 13. Grundstück",
        "add_item",
        a.AddItemArgs(number="13", title="Grundstück", public=False),
    ),
    ("new 13 Question", "add_item", a.AddItemArgs(number="13", title="Question")),
    (
        "verweisen 5 Bauausschuss",
        "refer",
        a.ItemsArgs(numbers=("5",), reason="Bauausschuss"),
    ),
    ("refer 5", "refer", a.ItemsArgs(numbers=("5",))),
    ("zurückgezogen 5", "withdraw", a.ItemsArgs(numbers=("5",))),
    ("withdraw 5 6", "withdraw", a.ItemsArgs(numbers=("5", "6"))),
    ("wiederaufnehmen 5", "reopen", a.ItemArgs(number="5")),
    ("reopen 5", "reopen", a.ItemArgs(number="5")),
    ("gemeinsam 5 und 6", "join", a.ItemsArgs(numbers=("5", "6"))),
    ("join 5 6 7", "join", a.ItemsArgs(numbers=("5", "6", "7"))),
    ("verschieben 12 nach 5", "move", a.MoveArgs(number="12", anchor="5")),
    ("verschieben TOP 12 vor Ö 5.", "move", a.MoveArgs(number="12", anchor="5", before=True)),
    ("move 12 after 5", "move", a.MoveArgs(number="12", anchor="5")),
    ("kenntnis", "noted", a.ItemArgs()),
    ("kenntnis 8.1", "noted", a.ItemArgs(number="8.1")),
    ("noted", "noted", a.ItemArgs()),
    ("ohne widerspruch", "no_objection", a.ItemArgs()),
    ("ohne widerspruch 3", "no_objection", a.ItemArgs(number="3")),
    ("no objection 3", "no_objection", a.ItemArgs(number="3")),
    ("abstimmung", "open_ballot", a.OpenBallotArgs()),
    ("abstimmung 11.1", "open_ballot", a.OpenBallotArgs(number="11.1")),
    (
        "abstimmung TOP 11.1 namentlich mitglieder: Punkt 2 der Vorlage",
        "open_ballot",
        a.OpenBallotArgs(
            number="11.1", kind="namentlich", majority="mitglieder", object="Punkt 2 der Vorlage"
        ),
    ),
    ("abstimmung zweidrittel", "open_ballot", a.OpenBallotArgs(majority="zweidrittel")),
    ("abstimmung 2/3 offen", "open_ballot", a.OpenBallotArgs(kind="offen", majority="zweidrittel")),
    ("abstimmung : Punkt 2", "open_ballot", a.OpenBallotArgs(object="Punkt 2")),
    (
        "vote 5 roll call two thirds",
        "open_ballot",
        a.OpenBallotArgs(number="5", kind="namentlich", majority="zweidrittel"),
    ),
    ("abstimmung 5 geheim", "open_ballot", a.OpenBallotArgs(number="5", kind="geheim")),
    ("vote 5 secret", "open_ballot", a.OpenBallotArgs(number="5", kind="geheim")),
    ("abstimmung anwesende", "open_ballot", a.OpenBallotArgs(majority="anwesende")),
    ("abstimmung 12 dreiviertel", "open_ballot", a.OpenBallotArgs(number="12", majority="dreiviertel")),
    (
        "abstimmung 12 2/3 der Mitglieder namentlich: Satz 1",
        "open_ballot",
        a.OpenBallotArgs(
            number="12", kind="namentlich", majority="zweidrittel", of="alle Mitglieder", object="Satz 1"
        ),
    ),
    (
        "abstimmung 12 3/5 anwesende",
        "open_ballot",
        a.OpenBallotArgs(number="12", majority="anteil", share="3/5", of="anwesende Stimmberechtigte"),
    ),
    ("en bloc 8.1-8.4 8.6", "block", a.BlockArgs(spans=(("8.1", "8.4"), ("8.6", "8.6")))),
    (
        "en bloc TOP 8.1 bis 8.4 und 8.6 außer 8.3 namentlich",
        "block",
        a.BlockArgs(spans=(("8.1", "8.4"), ("8.6", "8.6")), without=(("8.3", "8.3"),), kind="namentlich"),
    ),
    ("block 8.1 8.2", "block", a.BlockArgs(spans=(("8.1", "8.1"), ("8.2", "8.2")))),
    ("einzeln 8.3", "single", a.ItemArgs(number="8.3")),
    ("single TOP 8.3", "single", a.ItemArgs(number="8.3")),
    (
        "wahl 9 Anna Abel; Dr. Bernd Busch",
        "elect",
        a.ElectionArgs(number="9", names=("Anna Abel", "Dr. Bernd Busch")),
    ),
    ("wahl Anna Abel", "elect", a.ElectionArgs(names=("Anna Abel",))),
    (
        "wahl 9 Abel; Busch; Frei sitze 2 papier",
        "elect",
        a.ElectionArgs(number="9", names=("Abel", "Busch", "Frei"), places=2, paper=True),
    ),
    (
        "elect 9 Abel; Busch secret",
        "elect",
        a.ElectionArgs(number="9", names=("Abel", "Busch"), kind="geheim"),
    ),
    (
        "auswahl 9 Variante A; Variante B",
        "alternatives",
        a.AlternativesArgs(number="9", options=("Variante A", "Variante B")),
    ),
    (
        "choose 9 roll call: North; South",
        "alternatives",
        a.AlternativesArgs(number="9", options=("North", "South"), kind="namentlich"),
    ),
    ("stichwahl", "next_round", a.NextRoundArgs()),
    ("nächster wahlgang papier", "next_round", a.NextRoundArgs(paper=True)),
    ("runoff", "next_round", a.NextRoundArgs()),
    ("los Anna Abel zeuge Busch", "lot", a.LotArgs(option="Anna Abel", witness="Busch")),
    ("los 2 Zeugin Dora Frei", "lot", a.LotArgs(option="2", witness="Dora Frei")),
    ("lot Abel witness Busch", "lot", a.LotArgs(option="Abel", witness="Busch")),
    (
        "auszählung 31; 21; 8 enthaltung 2 ungültig 1",
        "paper_count",
        a.PaperCountArgs(options=(31, 21, 8), abstain=2, invalid=1),
    ),
    ("auszählung ja 40 nein 3", "paper_count", a.PaperCountArgs(yes=40, no=3)),
    ("count yes 4 no 3 invalid 1", "paper_count", a.PaperCountArgs(yes=4, no=3, invalid=1)),
    ("go Ende der Debatte", "procedural_motion", a.TextArgs(text="Ende der Debatte")),
    ("motion end of debate", "procedural_motion", a.TextArgs(text="end of debate")),
    ("abstimmung schließen", "close_ballot", NONE),
    ("schließen", "close_ballot", NONE),
    ("close", "close_ballot", NONE),
    ("feststellen", "declare", a.DeclareArgs()),
    (
        "feststellen abgelehnt Zählfehler im Saal",
        "declare",
        a.DeclareArgs(word="abgelehnt", reason="Zählfehler im Saal"),
    ),
    ("declare", "declare", a.DeclareArgs()),
    ("wiederholen", "repeat", a.ReasonArgs()),
    ("wiederholen Technische Störung", "repeat", a.ReasonArgs(reason="Technische Störung")),
    ("repeat", "repeat", a.ReasonArgs()),
    ("abbrechen falscher Gegenstand", "cancel", a.ReasonArgs(reason="falscher Gegenstand")),
    ("cancel", "cancel", a.ReasonArgs()),
    ("befangen Anna Meyer", "recuse", a.NameItemArgs(name="Anna Meyer")),
    ("befangen Meyer TOP Ö 9", "recuse", a.NameItemArgs(name="Meyer", number="9")),
    ("recuse Meyer 9", "recuse", a.NameItemArgs(name="Meyer", number="9")),
    ("nicht befangen Meyer", "lift_recusal", a.NameItemReasonArgs(text="Meyer")),
    (
        "nicht befangen Anna Meyer TOP 9 Irrtum",
        "lift_recusal",
        a.NameItemReasonArgs(text="Anna Meyer TOP 9 Irrtum", name="Anna Meyer", number="9", reason="Irrtum"),
    ),
    (
        "not recused Meyer 9",
        "lift_recusal",
        a.NameItemReasonArgs(text="Meyer 9", name="Meyer", number="9"),
    ),
    ("ausgeschieden Meyer", "mandate_ended", a.NameArgs(name="Meyer")),
    ("resigned Meyer", "mandate_ended", a.NameArgs(name="Meyer")),
    ("verpflichtet Meyer", "mandate_began", a.NameArgs(name="Meyer")),
    ("sworn in Meyer", "mandate_began", a.NameArgs(name="Meyer")),
    ("checkliste", "checklist", a.ParticularArgs()),
    (
        "checkliste raum Rathaus, Zimmer 3",
        "checklist",
        a.ParticularArgs(key="public_room", value="Rathaus, Zimmer 3"),
    ),
    (
        "checklist notified 02.12.2026",
        "checklist",
        a.ParticularArgs(key="notified", value="2026-12-02"),
    ),
    ("checkliste zweite nein", "checklist", a.ParticularArgs(key="second")),
    ("störung", "own_disturbance", NONE),
    ("trouble", "own_disturbance", NONE),
    ("behoben", "own_fixed", NONE),
    ("fixed", "own_fixed", NONE),
    ("zu protokoll: Ich war dagegen", "statement", a.TextArgs(text="Ich war dagegen")),
    ("for the minutes I was against it", "statement", a.TextArgs(text="I was against it")),
    ("rüge", "doubt", NONE),
    ("challenge", "doubt", NONE),
    ("befangen", "own_recusal", a.ItemArgs()),
    ("befangen 9", "own_recusal", a.ItemArgs(number="9")),
    ("nichtöffentlich", "closed_part", NONE),
    ("closed", "closed_part", NONE),
    ("öffentlich", "public_part", NONE),
    ("public", "public_part", NONE),
    ("unterbrechen", "pause", a.PauseArgs()),
    ("unterbrechen 15", "pause", a.PauseArgs(minutes=15)),
    ("unterbrechen für 15 Minuten", "pause", a.PauseArgs(minutes=15)),
    ("unterbrechen bis 19.20 Uhr", "pause", a.PauseArgs(until=time(19, 20))),
    ("break until 1920", "pause", a.PauseArgs(until=time(19, 20))),
    ("unterbrechen bis morgen 9:00", "pause", a.PauseArgs(until=time(9), days=1)),
    ("break until tomorrow 9:00", "pause", a.PauseArgs(until=time(9), days=1)),
    ("unterbrechen bis 10.12.2026 9.00 Uhr", "pause", a.PauseArgs(until=time(9), on=date(2026, 12, 10))),
    ("vorbereiten 2026-12-09-rat nichtöffentlich", "prepare", CLOSED_ROOM),
    ("prepare 2026-12-09-rat closed", "prepare", CLOSED_ROOM),
    ("fortsetzen", "resume", NONE),
    ("resume", "resume", NONE),
    ("sitzung schließen", "end_sitting", NONE),
    ("ende", "end_sitting", NONE),
    ("end", "end_sitting", NONE),
    ("ende zurücknehmen", "take_back_end", NONE),
    ("take back end", "take_back_end", NONE),
    ("leitung Meyer", "chair", a.NameArgs(name="Meyer")),
    ("chair Meyer", "chair", a.NameArgs(name="Meyer")),
    ("leitung übernehmen", "take_chair", NONE),
    ("take chair", "take_chair", NONE),
    ("bedienung Meyer", "operator", a.OperatorArgs(mode="person", name="Meyer")),
    ("bedienung büro", "operator", a.OperatorArgs(mode="office")),
    ("bedienung aus", "operator", a.OperatorArgs(mode="off")),
    ("operator off", "operator", a.OperatorArgs(mode="off")),
    ("karte", "card_again", NONE),
    ("card again", "card_again", NONE),
    ("ergebnis", "result", a.ItemArgs()),
    ("ergebnis 11.1", "result", a.ItemArgs(number="11.1")),
    ("result", "result", a.ItemArgs()),
    ("gerätetest", "device_check", NONE),
    ("check", "device_check", NONE),
    ("geräte", "devices", a.AttendanceArgs()),
    ("devices csv", "devices", a.AttendanceArgs(format="csv")),
    ("probe", "practice", a.ReasonArgs()),
    ("practice Do you hear me", "practice", a.ReasonArgs(reason="Do you hear me")),
    ("anwesend", "present", NONE),
    ("present", "present", NONE),
    ("ja", "vote", a.VoteArgs(choice="ja")),
    ("nein", "vote", a.VoteArgs(choice="nein")),
    ("enthaltung", "vote", a.VoteArgs(choice="enthaltung")),
    ("yes", "vote", a.VoteArgs(choice="ja")),
    ("no", "vote", a.VoteArgs(choice="nein")),
    ("abstain", "vote", a.VoteArgs(choice="enthaltung")),
    ("verlasse", "leave", NONE),
    ("leave", "leave", NONE),
    ("zurück", "back", NONE),
    ("back", "back", NONE),
    ("meine stimmen", "my_votes", NONE),
    ("my votes", "my_votes", NONE),
    ("hilfe", "help", NONE),
    ("help", "help", NONE),
)

documented = st.sampled_from(DOCUMENTED)
spaces = st.sampled_from([" ", "  ", "\u00a0", " \u00a0 ", "\u2009", "&nbsp;", "\t", "\n"])
endings = st.sampled_from(["", ".", "!", "?", " .", "…", "\n", "</p>", " \u200b"])
beginnings = st.sampled_from(["", "<at>Ratssaal</at> ", "<at>Ratssaal</at>&nbsp;", "@Ratssaal ", "<p>"])
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "AE", "Ö": "OE", "Ü": "UE"}


@st.composite
def as_typed(draw: st.DrawFn, line: str) -> str:
    """The same line as thumbs, keyboards and Teams may send it."""
    out = []
    for sign in line:
        typed = UMLAUTS[sign] if sign in UMLAUTS and draw(st.booleans()) else sign
        typed = draw(spaces) if typed == " " else typed
        out.append(typed.swapcase() if "&" not in typed and draw(st.booleans()) else typed)
    return draw(beginnings) + "".join(out) + draw(endings)


class TestContractTable:
    """Contract § 4: every command, German and English."""

    @pytest.mark.parametrize(("line", "name", "args"), [pytest.param(*row, id=row[0]) for row in DOCUMENTED])
    def test_a_documented_line_is_understood(self, line: str, name: str, args: Args) -> None:
        parsed = parse(line)

        assert isinstance(parsed, Parsed)
        assert (parsed.name, parsed.args) == (name, args)

    @given(st.data())
    def test_spelling_spaces_and_mention_make_no_difference(self, data: st.DataObject) -> None:
        line, name, args = data.draw(documented)

        parsed = parse(data.draw(as_typed(line)), bot_names=("Ratssaal",))

        assert isinstance(parsed, Parsed)
        assert parsed.name == name
        assert fold(repr(parsed.args)) == fold(repr(args))

    def test_every_command_of_the_grammar_is_documented_here(self) -> None:
        assert {name for _, name, _ in DOCUMENTED} == {c.name for c in COMMANDS}

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda c: f"{c.name}-{c.words[0]}")
    def test_every_phrase_leads_to_its_command(self, command: Command) -> None:
        for phrase in command.phrases:
            understood = parse(phrase)

            assert not isinstance(understood, Unknown)
            names = (
                {understood.name}
                if isinstance(understood, Parsed)
                else {c.name for c in understood.candidates}
            )
            assert command.name in names or phrase in (
                "befangen",
                "recuse",
                "zurück",
                "back",
                *("störung", "disturbance", "behoben", "fixed"),
            )

    def test_who_may_use_a_command_is_said_in_the_rosters_roles(self) -> None:
        roles = {str(role) for role in Role}

        assert all(command.who == ANYONE or command.who <= roles for command in COMMANDS)

    def test_marked_commands_stay_out_of_the_meeting_chat(self) -> None:
        private = {command.name for command in COMMANDS if command.where is Where.PRIVATE}

        assert private == {
            "excused",
            "disturbance",
            "disturbance_over",
            "vote_for",
            "attendance",
            "minutes",
            "correction",
            "emergency_sheet",
            "refuse",
            "seat",
            "code",
            "devices",
            "by_office",
            "themselves",
            "delivery",
        }

    def test_a_command_is_shown_by_its_key(self) -> None:
        assert {command.key for command in COMMANDS} >= {"command.open_ballot", "command.help"}


class TestNumbersAndTimes:
    """Contract § 4: times 17.15, 17:15, 1715; numbers with or without TOP, Ö, N, full stop."""

    @pytest.mark.parametrize("written", ["17.15", "17:15", "1715", "um 17:15", "17.15 Uhr", "17:15."])
    def test_a_time_is_read(self, written: str) -> None:
        parsed = parse(f"gegangen Meyer {written}")

        assert isinstance(parsed, Parsed)
        assert parsed.args == a.NameTimeArgs(name="Meyer", at=time(17, 15))

    @pytest.mark.parametrize("written", ["25:00", "17:60", "17", "171", "17:1", "99"])
    def test_what_is_no_time_is_not_taken_for_one(self, written: str) -> None:
        assert isinstance(parse(f"gegangen Meyer {written}"), Incomplete)

    @pytest.mark.parametrize(
        "written",
        [
            "11.1.1",
            "11.1.1.",
            "TOP 11.1.1",
            "Ö 11.1.1",
            "Ö11.1.1",
            "N 11.1.1.",
            "top oe 11.1.1",
            "(11.1.1)",
            "„11.1.1“",
        ],
    )
    def test_a_number_is_read(self, written: str) -> None:
        parsed = parse(f"ergebnis {written}")

        assert isinstance(parsed, Parsed)
        assert parsed.args == a.ItemArgs(number="11.1.1")

    @given(st.lists(st.integers(1, 99), min_size=1, max_size=5), st.sampled_from(["", "a", "b"]))
    def test_every_nested_number_is_read(self, parts: list[int], letter: str) -> None:
        number = ".".join(map(str, parts)) + letter

        parsed = parse(f"top {number}")

        assert isinstance(parsed, Parsed)
        assert parsed.args == a.ItemArgs(number=number)


class TestNothingOnAGuess:
    """Contract § 4: nothing is ever done on a guess."""

    @pytest.mark.parametrize(
        ("line", "command"),
        [
            pytest.param("top", "call_item", id="no-number"),
            pytest.param("top Haushalt", "call_item", id="a-word-for-a-number"),
            pytest.param("top 5 6", "call_item", id="two-numbers"),
            pytest.param("ja aber", "vote", id="a-vote-with-more-words"),
            pytest.param("zulassen", "admit", id="nobody"),
            pytest.param("handzeichen", "hands", id="no-counts"),
            pytest.param("handzeichen 30 2", "hands", id="two-counts"),
            pytest.param("handzeichen ja 30", "hands", id="only-the-yes"),
            pytest.param("handzeichen nein 1 nein 2", "hands", id="twice-no"),
            pytest.param("handzeichen nein 1 3", "hands", id="a-count-without-word"),
            pytest.param("handzeichen 3.5 2 1", "hands", id="half-a-hand"),
            pytest.param("stimme Meyer ja", "vote_for", id="no-reason"),
            pytest.param("karten persönlich manchmal", "cards_personal", id="no-such-wish"),
            pytest.param("karten persönlich", "cards_personal", id="no-wish"),
            pytest.param("vorlesen bitte", "read_aloud", id="neither-on-nor-off"),
            pytest.param("zustellung 3.1", "delivery", id="no-ballots-number"),
            pytest.param("zustellung abstimmung", "delivery", id="no-number"),
            pytest.param("über büro", "by_office", id="nobody-named"),
            pytest.param("stimme Meyer", "vote_for", id="no-choice"),
            pytest.param("stimme ja Grund", "vote_for", id="no-name"),
            pytest.param("feststellen beschlossen", "declare", id="override-without-reason"),
            pytest.param("feststellen vielleicht weil", "declare", id="unknown-verdict"),
            pytest.param("abstimmung 5 3/5", "open_ballot", id="a-share-of-nothing-named"),
            pytest.param("abstimmung 5 geheim offen", "open_ballot", id="two-ways-of-voting"),
            pytest.param("wahl 9 12; 13", "elect", id="numbers-for-candidates"),
            pytest.param("stichwahl Abel", "next_round", id="a-name-behind-the-run-off"),
            pytest.param("los Abel", "lot", id="no-witness"),
            pytest.param("los zeuge Abel", "lot", id="nobody-drawn"),
            pytest.param("auszählung", "paper_count", id="no-papers"),
            pytest.param("auszählung ja 40", "paper_count", id="only-the-yes-papers"),
            pytest.param("auszählung 4; 3 ja 2 nein 1", "paper_count", id="two-kinds-of-counts"),
            pytest.param("auszählung 4; drei", "paper_count", id="a-count-in-letters"),
            pytest.param("auswahl 9", "alternatives", id="no-proposals"),
            pytest.param("en bloc", "block", id="no-items"),
            pytest.param("en bloc 8.1-", "block", id="half-a-range"),
            pytest.param("en bloc 8.1-8.4 außer", "block", id="except-nothing"),
            pytest.param("en bloc alle", "block", id="all-of-what"),
            pytest.param("einzeln", "single", id="no-item-alone"),
            pytest.param("verschieben 12", "move", id="nowhere-to-go"),
            pytest.param("verschieben 12 auf 5", "move", id="neither-before-nor-behind"),
            pytest.param("gemeinsam 5", "join", id="together-alone"),
            pytest.param("verweisen", "refer", id="nothing-to-refer"),
            pytest.param("checkliste raum", "checklist", id="an-entry-without-value"),
            pytest.param("checkliste wetter schön", "checklist", id="an-unknown-entry"),
            pytest.param("checkliste zweite vielleicht", "checklist", id="neither-yes-nor-no"),
            pytest.param("zu protokoll", "statement", id="nothing-to-say"),
            pytest.param("rüge weil", "doubt", id="a-word-behind-the-doubt"),
            pytest.param("ausgeschieden", "mandate_ended", id="nobody-left"),
            pytest.param("abstimmung 5 mit Bauchgefühl", "open_ballot", id="unknown-words"),
            pytest.param("abstimmung 5 23", "open_ballot", id="two-thirds-needs-its-stroke"),
            pytest.param("abstimmung 5:", "open_ballot", id="colon-without-object"),
            pytest.param("abstimmung über", "open_ballot", id="over-nothing"),
            pytest.param("unterbrechen 0", "pause", id="no-minutes"),
            pytest.param("unterbrechen bis übermorgen 9:00", "pause", id="a-day-it-does-not-know"),
            pytest.param("unterbrechen bis 31.02.2027 9:00", "pause", id="no-such-day"),
            pytest.param("unterbrechen bis morgen", "pause", id="a-day-without-time"),
            pytest.param("unterbrechen bis", "pause", id="until-nothing"),
            pytest.param("unterbrechen lange", "pause", id="no-length"),
            pytest.param("anwesenheit pdf", "attendance", id="unknown-format"),
            pytest.param("korrektur Meyer", "correction", id="no-times"),
            pytest.param("korrektur Meyer von 17:00 bis 18:00", "correction", id="no-reason"),
            pytest.param("korrektur Meyer von 17:00 Irrtum", "correction", id="no-end"),
            pytest.param("korrektur von 17:00 bis 18:00 Irrtum", "correction", id="no-name"),
            pytest.param("korrektur Meyer von 25:00 bis 26:00 Irrtum", "correction", id="no-time-of-day"),
            pytest.param("korrektur Meyer abwesend", "correction", id="absent-without-reason"),
            pytest.param("neu 5", "add_item", id="no-title"),
            pytest.param("neu Titel", "add_item", id="title-without-number"),
            pytest.param("absetzen", "remove_item", id="nothing-to-remove"),
            pytest.param("go", "procedural_motion", id="no-text"),
            pytest.param("vor ort ;", "on_site", id="only-a-semicolon"),
            pytest.param("vor ort Meyer; 12", "on_site", id="a-number-for-a-name"),
            pytest.param("leitung übernehmen jetzt", "take_chair", id="a-word-too-many"),
            pytest.param("vorbereiten heute abend", "prepare", id="no-id"),
            pytest.param("vorbereiten ../daten", "prepare", id="a-path"),
            pytest.param("bedienung", "operator", id="no-clerk"),
            pytest.param("befangen Meyer Müller 12 13", "own_recusal", id="two-numbers-behind"),
            pytest.param("behoben 12", "own_fixed", id="number-for-a-name"),
            pytest.param("störung 12", "own_disturbance", id="number-disturbed"),
        ],
    )
    def test_a_known_word_with_unfit_rest_is_not_done(self, line: str, command: str) -> None:
        answer = parse(line)

        assert isinstance(answer, Incomplete)
        assert answer.command.name == command

    @pytest.mark.parametrize(
        "line",
        [
            "namensaufruf",
            "",
            "   ",
            "👍",
        ],
    )
    def test_other_lines_are_unknown(self, line: str) -> None:
        assert isinstance(parse(line), Unknown)

    def test_a_shared_word_is_told_apart_by_what_follows(self) -> None:
        answers = [parse(line) for line in ("zurück", "zurück Meyer", "befangen", "befangen Meyer")]

        assert [x.name for x in answers if isinstance(x, Parsed)] == [
            "back",
            "returned",
            "own_recusal",
            "recuse",
        ]

    def test_both_commands_of_a_shared_word_are_offered(self) -> None:
        answer = parse("befangen 12 Meyer")

        assert isinstance(answer, Incomplete)
        assert [command.name for command in answer.candidates] == ["own_recusal", "recuse"]


class TestNearest:
    """Contract § 4: an unknown command is answered with the nearest one as a button."""

    @pytest.mark.parametrize(
        ("line", "nearest"),
        [
            pytest.param("tpo 5", "top 5", id="swapped-letters"),
            pytest.param("hilfee", "hilfe", id="a-letter-too-many"),
            pytest.param("abstimung 5 namentlich", "abstimmung 5 namentlich", id="arguments-kept"),
            pytest.param("festellen", "feststellen", id="a-letter-missing"),
            pytest.param("sitzung erofnen", "sitzung eröffnen", id="two-words"),
            pytest.param("11.1", "top 11.1", id="a-bare-number"),
            pytest.param("absezten", "absetzen", id="argument-missing"),
            pytest.param("qqqqqqqq", None, id="nothing-alike"),
            pytest.param("", None, id="nothing-typed"),
        ],
    )
    def test_the_nearest_command_is_suggested(self, line: str, nearest: str | None) -> None:
        answer = parse(line)

        assert answer == Unknown(text=line, nearest=nearest)

    def test_only_what_the_person_may_use_is_suggested(self) -> None:
        guest = parse("abstimung", roles=("gast",))
        chair = parse("abstimung", roles=("vorsitz",))
        number = parse("11.1", roles=("gast",))

        assert (guest, chair, number) == (
            Unknown(text="abstimung", nearest=None),
            Unknown(text="abstimung", nearest="abstimmung"),
            Unknown(text="11.1", nearest=None),
        )

    @given(st.data())
    def test_a_suggestion_is_never_unknown_itself(self, data: st.DataObject) -> None:
        line, _, _ = data.draw(documented)
        cut = data.draw(st.integers(0, len(line) - 1))
        answer = parse(line[:cut] + line[cut + 1 :])

        suggested = answer.nearest if isinstance(answer, Unknown) else None
        assert suggested is None or not isinstance(parse(suggested), Unknown)


class TestAnyText:
    """Issue, Bad input: no text makes the program fall."""

    @given(st.text(max_size=300))
    def test_any_text_is_answered(self, text: str) -> None:
        assert isinstance(parse(text, bot_names=("Ratssaal",)), Parsed | Incomplete | Unknown)

    @given(documented, st.text(max_size=60))
    def test_any_text_behind_a_command_is_answered(self, row: tuple[str, str, Args], text: str) -> None:
        assert isinstance(parse(f"{row[0]} {text}"), Parsed | Incomplete | Unknown)

    @given(st.text(alphabet=st.characters(codec=None), max_size=50))
    def test_what_comes_back_can_be_written_down(self, text: str) -> None:
        assert parse(f"hilfe {text}").text.encode()

    def test_a_very_long_line_is_answered_quickly(self) -> None:
        assert isinstance(parse("<at>" * 100_000 + "a" * 100_000), Unknown)
