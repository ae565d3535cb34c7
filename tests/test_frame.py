"""The frame holds: documents, pins and walls say what the code does."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import typer
import typer.core

from app import cli
from bot.grammar import COMMANDS
from config import Settings

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "bot", "cards", "council", "desk", "files", "graph", "manifest", "rehearsal", "reports", "store", "web",
    "wording",
)  # fmt: skip
BESIDE = (
    "app", "config", "config_values", "console", "doctor", "planning", "preparing", "exporting", "beside",
    "town", "law", "retaining", "personal", "persons", "evenings",
)  # fmt: skip
VALUES_ONLY = {
    "__future__", "abc", "base64", "collections", "contextlib", "dataclasses", "datetime",
    "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "hmac", "itertools", "json",
    "math", "operator", "re", "string", "struct", "tomllib", "types", "typing", "unicodedata",
    "zoneinfo",
}  # fmt: skip


def text_of(name: str) -> str:
    """Return a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def sources(*places: str) -> list[Path]:
    """Return the Python files of rooms and of modules beside them."""
    found: list[Path] = []
    for place in places:
        found += sorted((ROOT / place).rglob("*.py"))
        found += [ROOT / f"{place}.py"] if (ROOT / f"{place}.py").is_file() else []
    return found


def imports_of(path: Path) -> set[str]:
    """Return the top names a module imports, wherever in it they stand."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def importers(*libraries: str) -> set[str]:
    """Return the rooms and modules that import one of these libraries."""
    return {
        path.relative_to(ROOT).parts[0].removesuffix(".py")
        for path in sources(*ROOMS, *BESIDE)
        if imports_of(path) & set(libraries)
    }


class TestWalls:
    """architecture.md: imports run one way; what import-linter cannot see is seen here."""

    def test_the_rules_use_value_modules_of_the_standard_library_only(self) -> None:
        outside = {
            f"{path.name}: {name}"
            for path in sources("council")
            if path.name != "verify.py"
            for name in imports_of(path) - VALUES_ONLY - {"council"}
        }

        assert outside <= {"rulebook.py: pathlib", "rulebook.py: importlib"}

    @pytest.mark.parametrize(
        ("libraries", "where"),
        [
            pytest.param(("botbuilder", "botframework"), {"bot", "app", "rehearsal"}, id="sdk"),
            pytest.param(("tinydb",), {"store"}, id="tinydb"),
            pytest.param(("msgraph", "msgraph_core"), {"graph"}, id="graph"),
            pytest.param(("msal",), {"graph", "bot"}, id="msal"),
            pytest.param(("rehearsal",), {"app", "rehearsal"}, id="rehearsal"),
            pytest.param(("app", "planning", "preparing", "exporting", "personal"), {"app"}, id="app"),
        ],
    )
    def test_a_library_stays_in_its_room(self, libraries: tuple[str, ...], where: set[str]) -> None:
        assert importers(*libraries) <= where

    def test_the_stand_in_imports_nothing_of_the_product(self) -> None:
        product = {*ROOMS, *BESIDE} - {"rehearsal"}

        assert {
            path.name: sorted(imports_of(path) & product)
            for path in sources("rehearsal")
            if imports_of(path) & product
        } == {}

    def test_the_environment_is_read_in_one_place(self) -> None:
        readers = {
            path.relative_to(ROOT).as_posix()
            for path in sources(*(room for room in ROOMS if room != "rehearsal"), *BESIDE)
            if re.search(r"\bos\.(environ|getenv|putenv)\b", path.read_text(encoding="utf-8"))
        }

        assert readers == {"config.py"}

    def test_every_contract_of_import_linter_names_every_room(self) -> None:
        linter = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]

        assert set(linter["root_packages"]) == set(ROOMS)


def pins(name: str) -> dict[str, str]:
    """Return the pinned versions of one requirements file."""
    lines = [line for line in text_of(name).splitlines() if line and line[0] not in "#-"]
    return dict(line.split("==") for line in lines)


class TestRequirements:
    """issue: exact pins, every file of it installable on Python 3.11 to 3.13."""

    @pytest.mark.parametrize(
        "name",
        ["requirements.txt", "requirements-dev.txt", "requirements-audit.txt", "requirements-fuzz.txt"],
    )
    def test_every_line_is_an_exact_pin(self, name: str) -> None:
        lines = [line for line in text_of(name).splitlines() if line and line[0] != "#"]

        assert [
            line
            for line in lines
            if line != "-r requirements.txt" and not re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*", line)
        ] == []

    def test_nothing_is_pinned_twice(self) -> None:
        assert not pins("requirements.txt").keys() & pins("requirements-dev.txt").keys()

    def test_everything_the_program_imports_is_pinned(self) -> None:
        known = packages_distributions()
        own = {*ROOMS, *BESIDE} | set(sys.stdlib_module_names)
        wanted = {
            re.sub(r"[-_.]+", "-", distribution).lower()
            for path in sources(*ROOMS, *BESIDE)
            for name in imports_of(path) - own
            for distribution in known.get(name, [name])[:1]
        }

        assert wanted - {"azure-core"} <= pins("requirements.txt").keys()

    def test_nothing_names_where_packages_come_from(self) -> None:
        lock = text_of("tests/manifest/package-lock.json")

        assert '"resolved"' not in lock
        assert "index-url" not in text_of("requirements.txt") + text_of("requirements-dev.txt")


def commands(group: typer.core.TyperGroup, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Return every command of the command line with its options."""
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from commands(command, f"{path}{name} ")
        else:
            options = [o for p in command.params for o in p.opts if o.startswith("--")]
            yield f"{path}{name}", [o for o in options if o != "--help"]


PROGRAM = typer.main.get_command(cli)
assert isinstance(PROGRAM, typer.core.TyperGroup)
LINES = dict(commands(PROGRAM))


class TestDocuments:
    """style.md: every command and every setting has its line, and a test fails where one is missing."""

    def test_every_setting_has_its_line(self) -> None:
        documented = re.findall(r"^\| `([A-Z_]+)` \|", text_of("docs/settings.md"), re.MULTILINE)

        assert sorted(documented) == sorted(name.upper() for name in Settings.model_fields)

    @pytest.mark.parametrize("command", sorted(LINES))
    def test_every_command_line_stands_in_the_readme(self, command: str) -> None:
        readme = text_of("README.md")

        assert f"`python app.py {command}" in readme
        assert [option for option in LINES[command] if f"{option}" not in readme] == []

    @pytest.mark.parametrize("words", sorted({c.words[0] for c in COMMANDS}))
    def test_every_typed_command_stands_in_the_handbook(self, words: str) -> None:
        assert re.search(rf"`{re.escape(words)}\b", text_of("docs/handbook/README.md"))

    def test_the_readme_leads_through_both_commands(self) -> None:
        readme = text_of("README.md")

        assert re.findall(r"^make \w+$", readme, re.MULTILINE) == ["make demo", "make test"]
        assert "python3 -m venv .venv" in readme

    @pytest.mark.parametrize(
        "target", ["demo", "test", "check", "slow", "soak", "planted", "audit", "fuzz", "run", "playground"]
    )
    def test_every_target_does_its_own_set_up(self, target: str) -> None:
        line = re.search(rf"^{target}: (.+)$", text_of("Makefile"), re.MULTILINE)

        assert line is not None
        assert "$(VENV)/.installed" in line.group(1)

    def test_the_build_machine_calls_the_readmes_line(self) -> None:
        assert text_of(".ci/run").rstrip().endswith("make test")

    @pytest.mark.parametrize(
        "page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/handbook/README.md"]
    )
    def test_no_link_leads_nowhere(self, page: str) -> None:
        links = re.findall(r"\]\((?!https?:)([^)#]+)", text_of(page))

        assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []

    def test_decisions_are_numbered_and_complete(self) -> None:
        pages = sorted((ROOT / "docs" / "adr").glob("*.md"))

        assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
        for page in pages:
            headings = re.findall(r"^## (\w+)$", page.read_text("utf-8"), re.MULTILINE)
            assert headings == ["Context", "Decision", "Consequences"]

    def test_the_changelog_has_its_rules(self) -> None:
        assert "\n### Rules\n" in text_of("CHANGELOG.md")

    def test_one_version_everywhere(self) -> None:
        version = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]

        assert json.loads(text_of("manifest/template/manifest.json"))["version"] == version
        assert f'softwareVersion: "{version}"' in text_of("publiccode.yml")

    @pytest.mark.parametrize(
        "key",
        [
            "publiccodeYmlVersion", "name", "url", "releaseDate", "platforms", "categories",
            "developmentStatus", "softwareType", "description", "legal", "maintenance",
            "localisation",
        ],
    )  # fmt: skip
    def test_publiccode_has_what_the_standard_asks_for(self, key: str) -> None:
        assert re.search(rf"^{key}:", text_of("publiccode.yml"), re.MULTILINE)


RULESETS = sorted((ROOT / "council" / "rulesets").glob("*.toml"))


class TestLaw:
    """docs/law.md: what each rule rests on, and how certain that is."""

    @pytest.mark.parametrize("ruleset", RULESETS, ids=lambda path: path.stem)
    def test_every_value_of_a_rule_set_has_its_line(self, ruleset: Path) -> None:
        law = text_of("docs/law.md")
        content = tomllib.loads(ruleset.read_text(encoding="utf-8"))
        lines = [
            (f"`{part}.{name}`", value["norm"], value["certainty"])
            for part, values in content.items()
            if part not in {"schema", "ruleset"}
            for name, value in values.items()
        ]

        assert lines
        assert [
            (key, norm, certainty)
            for key, norm, certainty in lines
            if not re.search(
                rf"^\| {re.escape(key)} \|.*\| {re.escape(norm)} \|.*\| {certainty} \|",
                law,
                re.MULTILINE,
            )
        ] == []

    def test_every_paragraph_the_rules_cite_is_explained(self) -> None:
        law = text_of("docs/law.md")
        cited = {
            number
            for path in sources("council")
            if path.name != "ed25519.py"  # cites an RFC
            for number in re.findall(r"§ (\d+[a-z]?)", path.read_text(encoding="utf-8"))
        }

        assert {number for number in cited if f"§ {number}" not in law} == set()

    def test_it_says_that_it_is_no_legal_advice(self) -> None:
        assert "no legal advice" in text_of("docs/law.md")
