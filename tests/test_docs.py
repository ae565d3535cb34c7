"""The documents say what the program does: commands, columns, settings, logs, numbers."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot import metrics as of_the_bot
from bot.grammar import COMMANDS, Command, Where
from bot.second_way import SecondWay
from config import Settings
from council.agenda import BallotKind, ItemKind, MajorityKind
from council.ballots import Choice, Way
from council.decide_sitting import TAKE_BACK_MINUTES
from council.quorum import quorum_required
from council.roster import Role
from council.rule_reading import rulebook_of
from desk.rulesets import ruleset_text
from files.agenda import COLUMNS as AGENDA
from files.roster import COLUMNS as ROSTER
from reports import attendance, elections, lists, reading, results
from web import health
from web import metrics as of_the_web

ROOT = Path(__file__).resolve().parent.parent
HANDBOOK = ROOT / "docs" / "handbook"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FILES = (HANDBOOK / "dateien.md").read_text(encoding="utf-8")
REFERENCE = (HANDBOOK / "README.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
MARK = {Where.PRIVATE: "°", Where.PERSONAL: "✉", Where.EVERYWHERE: ""}


def rows(text: str) -> list[list[str]]:
    """Return the cells of every row of every table."""
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        for line in text.splitlines()
        if line.startswith("| ")
    ]


def words_in(cell: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def begins(shown: str, words: str) -> bool:
    """Tell whether a shown command is written with these words."""
    return re.fullmatch(rf"{re.escape(words)}(\s.*)?", shown) is not None


def row_of(command: Command) -> list[list[str]]:
    """Return the rows of the reference that show a command as it is typed."""
    return [
        cells
        for cells in rows(REFERENCE)
        if len(cells) == 3 and any(begins(shown, command.words[0]) for shown in words_in(cells[0]))
    ]


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next of its rank."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert found is not None, heading
    rest = text[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def columns_of(heading: str) -> list[str]:
    """Return the columns that a section of the page on files explains, in its order."""
    return [name for cells in rows(section(FILES, heading)) for name in words_in(cells[0])]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: f"{c.name}-{c.words[0]}")
class TestCommands:
    """contract.md § 4: every command of the grammar stands in the handbook."""

    def test_has_its_line(self, command: Command) -> None:
        assert row_of(command)

    def test_says_each_of_its_words(self, command: Command) -> None:
        line = " ".join(cell for cells in row_of(command) for cell in cells)

        assert [word for word in command.phrases if not re.search(rf"\b{re.escape(word)}\b", line)] == []

    def test_says_where_it_works(self, command: Command) -> None:
        marks = {"°" if "°" in cells[0] else "✉" if "✉" in cells[0] else "" for cells in row_of(command)}

        assert MARK[command.where] in marks


class TestReference:
    """The handbook promises no command that the program does not know."""

    def test_shows_no_command_that_is_not_there(self) -> None:
        known = [word for command in COMMANDS for word in command.phrases]
        shown = [
            words
            for cells in rows(section(REFERENCE, "Alle Befehle"))
            if cells[0] != "Befehl"
            for words in words_in(cells[0])
        ]

        assert shown
        assert [words for words in shown if not any(begins(words, word) for word in known)] == []

    def test_tells_how_long_an_end_can_be_taken_back(self) -> None:
        assert f"{TAKE_BACK_MINUTES} Minuten" in REFERENCE

    def test_tells_when_a_ballot_comes_a_second_way(self) -> None:
        seconds = Settings.model_fields["personal_after"].default

        assert SecondWay.__doc__
        assert f"nach {seconds} Sekunden" in (HANDBOOK / "abend.md").read_text(encoding="utf-8")


class TestFilesIn:
    """contract.md § 6: every column and every word that a file may hold."""

    @pytest.mark.parametrize(
        ("heading", "known", "needed"),
        [
            pytest.param("Mitgliederliste", ROSTER.known, ROSTER.needed, id="roster"),
            pytest.param("Tagesordnung", AGENDA.known, AGENDA.needed, id="agenda"),
        ],
    )
    def test_every_column_is_explained(
        self, heading: str, known: tuple[str, ...], needed: tuple[str, ...]
    ) -> None:
        marked = [
            name
            for cells in rows(section(FILES, heading))
            if "**nötig" in cells[-1]
            for name in words_in(cells[0])
        ]

        assert set(known) <= set(columns_of(heading))
        assert sorted(marked) == sorted(needed)

    @pytest.mark.parametrize("words", [Role, ItemKind, MajorityKind, BallotKind], ids=lambda w: w.__name__)
    def test_every_word_of_a_column_is_named(
        self, words: type[Role | ItemKind | MajorityKind | BallotKind]
    ) -> None:
        assert [word.value for word in words if f"`{word.value}`" not in FILES] == []


class TestFilesOut:
    """contract.md § 7: every file of a package and every column of its tables."""

    @pytest.mark.parametrize(
        ("heading", "header"),
        [
            pytest.param("ergebnisse.csv", results.RESULTS, id="results"),
            pytest.param("stimmen.csv", results.VOTES, id="votes"),
            pytest.param("wahlen.csv", elections.ELECTIONS, id="elections"),
            pytest.param("anwesenheit.csv", attendance.HEADER, id="attendance"),
        ],
    )
    def test_every_column_is_explained_in_its_order(self, heading: str, header: tuple[str, ...]) -> None:
        explained = columns_of(heading)

        assert [name for name in explained if name in header] == list(header)

    def test_every_file_of_the_package_is_named(self) -> None:
        named = [name for cells in rows(section(FILES, "Was herauskommt")) for name in words_in(cells[0])]

        assert set(reading.FILES) <= set(named)

    def test_what_an_agenda_gains_is_told(self) -> None:
        gained = set(lists.AGENDA) - set(AGENDA.known)

        assert gained
        assert all(f"`{name}`" in FILES for name in gained)

    @pytest.mark.parametrize("words", [Choice, Way], ids=lambda w: w.__name__)
    def test_every_word_of_a_vote_is_named(self, words: type[Choice | Way]) -> None:
        assert [word.value for word in words if f"`{word.value}`" not in FILES] == []


class TestNumbers:
    """docs/law.md and the handbook reckon as the rules do."""

    @pytest.mark.parametrize(
        ("recused", "needed", "said"),
        [
            pytest.param(0, 36, "sind das 36", id="half"),
            pytest.param(36, 18, "genügt ein Viertel: 18", id="quarter"),
        ],
    )
    def test_the_quorum_of_seventy_one(self, recused: int, needed: int, said: str) -> None:
        rules = rulebook_of(ruleset_text("sachsen", date(2026, 12, 9)))

        assert quorum_required(rules, 71, recused) == needed
        assert said in (HANDBOOK / "zusagen.md").read_text(encoding="utf-8")


class TestOperations:
    """What the process shows to whoever runs it is explained to them."""

    @pytest.mark.parametrize("source", [of_the_bot, of_the_web], ids=["bot", "web"])
    def test_every_number_is_explained(self, source: object) -> None:
        path = Path(str(getattr(source, "__file__", "")))
        names = re.findall(r'"(ratssaal_\w+)"', path.read_text(encoding="utf-8"))

        assert names
        assert [name for name in names if name not in OPERATIONS] == []

    def test_every_reason_of_readyz_is_explained(self) -> None:
        source = Path(str(health.__file__)).read_text(encoding="utf-8")
        reasons = re.findall(r'"((?:store|keys) [a-z ]+)"', source)

        assert len(reasons) >= 3
        assert [reason for reason in reasons if f"`{reason}`" not in OPERATIONS] == []

    def test_every_event_it_names_is_logged_somewhere(self) -> None:
        named = [name for cells in rows(section(OPERATIONS, "Logs")) for name in words_in(cells[0])]
        code = "".join(
            path.read_text(encoding="utf-8")
            for room in ("bot", "desk", "store")
            for path in (ROOT / room).glob("*.py")
        )

        assert named
        assert [name for name in named if f'"{name}"' not in code] == []

    def test_the_registry_is_copied_before_the_journal(self) -> None:
        recipe = section(OPERATIONS, "Backup, while it runs")

        assert recipe.index("cp /var/lib/ratssaal/registry.json") < recipe.index(".backup")
        assert recipe.index("cp /var/lib/ratssaal/registry.json") < recipe.index(
            "cp /var/lib/ratssaal/resting"
        )


def anchors(path: Path) -> set[str]:
    """Return the marks that headings of a page can be linked by."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
class TestPages:
    """Every page: links lead somewhere, quotation marks close, nothing of one machine stands in it."""

    def test_no_link_leads_nowhere(self, page: Path) -> None:
        broken = []
        for place, mark in re.findall(
            r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", page.read_text(encoding="utf-8")
        ):
            target = page.parent / place if place else page
            if not target.exists() or (mark and unquote(mark) not in anchors(target)):
                broken.append(f"{place}#{mark}")

        assert broken == []

    def test_german_quotation_marks_are_closed(self, page: Path) -> None:
        text = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))

        assert re.findall(r"„[^“„]*(?:„|\Z)", text) == []

    def test_names_no_path_of_one_machine(self, page: Path) -> None:
        assert re.findall(r"(?:/home/|/Users/|/root/|C:\\)\w+", page.read_text(encoding="utf-8")) == []
