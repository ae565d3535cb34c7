"""Every command that people can type: its words, who may use it, where, and what follows.

This table is the one place that knows them: the parser, the help card and the documents'
tests read it. How a command is written, for people, is said by ``wording`` under
``Command.key``.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot import ballot_readers as ballots
from bot import election_readers as elections
from bot import readers as read
from bot import way_readers as ways
from bot.checklist_reader import particular
from bot.correction_reader import correction
from bot.device_reader import table_format
from bot.readers import Reader

ANYONE = frozenset({"anyone"})
CHAIR = frozenset({"vorsitz", "stellvertretung"})
OFFICE = frozenset({"büro"})
SUPPORT = frozenset({"technik"})
MEMBER = frozenset({"mitglied", "vorsitz", "stellvertretung"})
ATTENDING = MEMBER | {"beratend"}


class Where(StrEnum):
    """Where a command works; elsewhere it does nothing and the person is told privately."""

    EVERYWHERE = "everywhere"
    PRIVATE = "private"
    """Personal chat and office chat (marked ° in the contract)."""
    PERSONAL = "personal"
    """The person's own chat only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command.

    ``words`` are its words in German, ``english`` in English, the usual one first. ``who``
    names roles of the roster or ``anyone``; who really presides, and a clerk who operates on
    the chair's word, is known to the sitting and not to this table.
    """

    name: str
    words: tuple[str, ...]
    english: tuple[str, ...]
    who: frozenset[str]
    where: Where = Where.EVERYWHERE
    read: Reader = read.nothing

    @property
    def key(self) -> str:
        """The key of the sentence that shows how the command is written."""
        return f"command.{self.name}"

    @property
    def phrases(self) -> tuple[str, ...]:
        """All words of the command, German first."""
        return self.words + self.english

    def open_to(self, roles: frozenset[str]) -> bool:
        """Tell whether somebody with these roles may use it as far as roles decide."""
        return self.who == ANYONE or bool(self.who & roles)


def _command(
    name: str,
    words: str,
    english: str,
    who: frozenset[str],
    reader: Reader = read.nothing,
    where: Where = Where.EVERYWHERE,
) -> Command:
    return Command(
        name=name,
        words=tuple(words.split("|")),
        english=tuple(english.split("|")),
        who=who,
        where=where,
        read=reader,
    )


_OFFICE_WORK = (
    _command("office_here", "büro hier", "office here", OFFICE, read.body),
    _command("support_here", "technik hier", "support here", SUPPORT),
    _command("unprepare", "vorbereiten aufheben", "prepare undo|unprepare", OFFICE),
    _command("prepare", "vorbereiten", "prepare", OFFICE, read.sitting),
    _command("admission_off", "einlass zu|einlass aus", "admission off|admission closed", OFFICE),
    _command("admission_on", "einlass|einlass auf|einlass an", "admission|admission on", OFFICE),
    _command("sign_in_card", "anmeldung", "sign-in|sign in", OFFICE),
    _command("admit", "zulassen", "admit", OFFICE, read.name),
    _command("refuse", "ablehnen", "refuse|turn away", OFFICE, read.name_reason, Where.PRIVATE),
    _command("seat", "sitz", "seat", OFFICE, read.case_name, Where.PRIVATE),
    _command("code", "code", "code", OFFICE, read.name, Where.PRIVATE),
    _command("left", "gegangen", "left", OFFICE, read.name_time),
    _command("sign_off", "abmelden", "sign off|sign-off", OFFICE, read.name_time),
    _command("returned", "zurück", "returned|back", OFFICE, read.name_time),
    _command("on_site", "vor ort|saal", "on site|hall", OFFICE, read.names),
    _command("excused", "entschuldigt", "excused", OFFICE, read.name_reason, Where.PRIVATE),
    _command("disturbance", "störung", "disturbance", OFFICE, read.name_reason, Where.PRIVATE),
    _command("disturbance_over", "behoben", "fixed", OFFICE, read.name, Where.PRIVATE),
    _command("vote_for", "stimme", "vote for", OFFICE, ballots.vote_for, Where.PRIVATE),
    _command("by_office", "über büro", "via office", OFFICE, read.name, Where.PRIVATE),
    _command("themselves", "selbst", "themselves|by themselves", OFFICE, read.name, Where.PRIVATE),
    _command("delivery", "zustellung", "delivery", OFFICE, ways.ballot, Where.PRIVATE),
    _command("hands", "handzeichen", "hands", OFFICE | CHAIR, ballots.hands),
    _command("attendance", "anwesenheit", "attendance", OFFICE, read.attendance, Where.PRIVATE),
    _command("correction", "korrektur", "correct|correction", OFFICE, correction, Where.PRIVATE),
    _command("minutes", "niederschrift|protokoll", "minutes", OFFICE, where=Where.PRIVATE),
    _command("emergency_sheet", "notfallblatt", "emergency sheet", OFFICE, where=Where.PRIVATE),
    _command("minute_taker", "schriftführung", "minute taker", OFFICE, read.name),
    _command("cosigners", "mitunterzeichnung", "cosigners|co-signers", OFFICE, read.names),
    _command("sittings", "sitzungen", "sittings", OFFICE),
    _command("new_sitting", "sitzung neu", "sitting new", OFFICE, read.new_sitting),
    _command("template", "vorlage", "template", OFFICE, read.template),
    _command("devices", "geräte", "devices", OFFICE, table_format, Where.PRIVATE),
    _command("checklist", "checkliste", "checklist", OFFICE | CHAIR, particular),
)

_AGENDA = (
    _command("call_item", "top", "item", CHAIR, read.item),
    _command("next_item", "weiter", "next", CHAIR),
    _command("remove_item", "absetzen", "remove", CHAIR | OFFICE, read.items),
    _command("postpone", "vertagen", "postpone", CHAIR | OFFICE, read.items),
    _command("refer", "verweisen", "refer", CHAIR | OFFICE, read.items),
    _command("withdraw", "zurückgezogen|zurückziehen", "withdrawn|withdraw", CHAIR | OFFICE, read.items),
    _command("reopen", "wiederaufnehmen", "reopen|take up", CHAIR | OFFICE, read.item),
    _command("join", "gemeinsam", "join|together", CHAIR | OFFICE, read.several),
    _command("move", "verschieben", "move", CHAIR | OFFICE, read.move),
    _command("add_item", "neu", "new|add", CHAIR | OFFICE, read.new_item),
    _command("noted", "kenntnis", "noted", CHAIR, read.maybe_item),
    _command("no_objection", "ohne widerspruch", "no objection", CHAIR, read.maybe_item),
)

_CHAIR = (
    _command("open_sitting", "sitzung eröffnen|eröffnen", "open|open sitting", CHAIR),
    _command("closed_part", "nichtöffentlich", "closed|closed part", CHAIR),
    _command("public_part", "öffentlich", "public|public part", CHAIR),
    _command("pause", "unterbrechen|pause", "pause|break", CHAIR, read.pause),
    _command("resume", "fortsetzen", "resume|continue", CHAIR),
    _command("end_sitting", "sitzung schließen|ende", "end|end sitting", CHAIR),
    _command("take_back_end", "ende zurücknehmen", "take back end|undo end", CHAIR),
    _command("take_chair", "leitung übernehmen", "take chair|take the chair", CHAIR | OFFICE),
    _command("chair", "leitung", "chair", CHAIR | OFFICE, read.name),
    _command("operator", "bedienung", "operator", CHAIR, read.operator),
    _command("recuse", "befangen", "recuse", CHAIR, read.name_item),
    _command("lift_recusal", "nicht befangen", "not recused", CHAIR, read.name_item_reason),
    _command("mandate_ended", "ausgeschieden", "mandate ended|resigned", CHAIR, read.name),
    _command("mandate_began", "verpflichtet", "mandate began|sworn in", CHAIR, read.name),
)

_BALLOTS = (
    _command("close_ballot", "abstimmung schließen|schließen", "close|close vote", CHAIR),
    _command(
        "open_ballot",
        "abstimmung|abstimmung eröffnen",
        "vote|open vote",
        CHAIR,
        ballots.open_ballot,
    ),
    _command("procedural_motion", "go|go-antrag", "motion", CHAIR, read.text),
    _command("block", "en bloc|blockabstimmung", "block", CHAIR, elections.block),
    _command("single", "einzeln", "single|pull out", MEMBER, read.item),
    _command("elect", "wahl", "elect|election", CHAIR, elections.elect),
    _command("alternatives", "auswahl", "choose|choice", CHAIR, elections.alternatives),
    _command(
        "next_round",
        "stichwahl|nächster wahlgang",
        "runoff|run-off|next round",
        CHAIR,
        elections.next_round,
    ),
    _command("lot", "los|losentscheid", "lot", CHAIR, elections.lot),
    _command("paper_count", "auszählung", "count|paper count", CHAIR | OFFICE, elections.paper_count),
    _command("declare", "feststellen", "declare", CHAIR, ballots.declare),
    _command("repeat", "wiederholen", "repeat", CHAIR, read.reason),
    _command("cancel", "abbrechen", "cancel", CHAIR, read.reason),
    _command("card_again", "karte", "card again|card", CHAIR | OFFICE),
    _command("practice", "probe", "practice", CHAIR | OFFICE, read.reason),
    _command("result", "ergebnis", "result", CHAIR | OFFICE, read.maybe_item),
)

_OWN = Where.PERSONAL
_MEMBERS = (
    _command("present", "anwesend", "present", ATTENDING),
    _command("vote", "ja", "yes", MEMBER, ballots.voting("ja")),
    _command("vote", "nein", "no", MEMBER, ballots.voting("nein")),
    _command("vote", "enthaltung", "abstain|abstention", MEMBER, ballots.voting("enthaltung")),
    _command("own_recusal", "befangen", "recuse|recuse me", MEMBER, read.maybe_item, _OWN),
    _command("own_disturbance", "störung", "trouble|disturbance", ATTENDING, where=_OWN),
    _command("own_fixed", "behoben", "fixed", ATTENDING, where=_OWN),
    _command("statement", "zu protokoll", "for the minutes|statement", ATTENDING, read.text, _OWN),
    _command("doubt", "rüge", "challenge|doubt quorum", ATTENDING, where=_OWN),
    _command("leave", "verlasse|ich verlasse", "leave|leaving", ATTENDING, where=_OWN),
    _command("back", "zurück|ich bin zurück", "back|i am back", ATTENDING, where=_OWN),
    _command("my_votes", "meine stimmen", "my votes", MEMBER, where=_OWN),
    _command("device_check", "gerätetest", "check|device check", ANYONE, where=_OWN),
    _command("cards_personal", "karten persönlich", "cards personal", MEMBER, ways.personal, _OWN),
    _command("read_aloud", "vorlesen", "read aloud", MEMBER, ways.switch, _OWN),
    _command("link", "verknüpfen", "link", ANYONE, read.text),
    _command("quorum", "beschlussfähigkeit", "quorum", ANYONE),
    _command("help", "hilfe", "help", ANYONE),
)

COMMANDS: tuple[Command, ...] = (*_MEMBERS, *_CHAIR, *_AGENDA, *_BALLOTS, *_OFFICE_WORK)
"""All commands; where two share a word, the one that comes first is tried first."""
