"""The Teams app package: what is in it, and what Microsoft's own validator says to it."""

import json
import shutil
import struct
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from PIL import Image

from bot.grammar import COMMANDS
from config import ConfigurationRefused, Settings, load_settings
from manifest.build import build_package
from manifest.icons import color_icon, outline_icon

HERE = Path(__file__).parent
TOOLS = HERE.parent.parent / ".cache" / "npm" / "manifest"
APP_ID = "7a1b6a0e-3c5d-4c0e-9b7e-0c5b6f1f2a3d"
CHAT_PERMISSIONS = {
    "OnlineMeeting.ReadBasic.Chat",
    "OnlineMeetingParticipant.Read.Chat",
    "ChatMember.Read.Chat",
    "OnlineMeetingArtifact.Read.Chat",
}


def settings_of(**changes: Any) -> Settings:
    """Return the settings of a town, with changes."""
    town = {"app_id": APP_ID, "public_url": "https://rat.stadt.example"}
    return load_settings(serving=False, **(town | changes))


def contents(package: Path) -> dict[str, bytes]:
    """Return the files of a package."""
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest_of(package: Path) -> dict[str, Any]:
    """Return the manifest of a package."""
    document: dict[str, Any] = json.loads(contents(package)["manifest.json"])
    return document


@pytest.fixture
def manifest(tmp_path: Path) -> dict[str, Any]:
    """The manifest of an ordinary town."""
    return manifest_of(build_package(settings_of(), tmp_path))


class TestPackage:
    """issue, part 9: the app package from a template and the settings."""

    def test_holds_manifest_language_and_icons_at_its_top(self, tmp_path: Path) -> None:
        package = build_package(settings_of(), tmp_path)

        assert sorted(contents(package)) == [
            "color.png",
            "en.json",
            "manifest.json",
            "outline.png",
        ]
        assert package.suffix == ".zip"
        assert list(tmp_path.iterdir()) == [package]

    def test_the_same_settings_give_the_same_bytes(self, tmp_path: Path) -> None:
        first = build_package(settings_of(), tmp_path / "a").read_bytes()

        assert build_package(settings_of(), tmp_path / "b").read_bytes() == first

    def test_english_towns_get_german_as_the_other_language(self, tmp_path: Path) -> None:
        files = contents(build_package(settings_of(language="en"), tmp_path))
        manifest = json.loads(files["manifest.json"])

        assert manifest["localizationInfo"] == {
            "defaultLanguageTag": "en",
            "additionalLanguages": [{"languageTag": "de", "file": "de.json"}],
        }
        assert manifest["description"]["short"].startswith("Council sittings")
        assert json.loads(files["de.json"])["description.short"].startswith("Ratssitzungen")

    @pytest.mark.parametrize("app_id", ["", "ratssaal", "7a1b6a0e"])
    def test_without_a_usable_application_id_there_is_no_package(self, tmp_path: Path, app_id: str) -> None:
        with pytest.raises(ConfigurationRefused, match="APP_ID"):
            build_package(settings_of(app_id=app_id), tmp_path)

        assert list(tmp_path.iterdir()) == []

    def test_a_body_too_long_for_teams_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationRefused, match="BODY"):
            build_package(settings_of(body="R" * 90), tmp_path)

    def test_no_placeholder_is_left(self, tmp_path: Path) -> None:
        files = contents(build_package(settings_of(), tmp_path))

        assert b"${" not in files["manifest.json"] + files["en.json"]


class TestManifest:
    """issue, part 9: schema 1.19 or newer, scopes, commands, permissions."""

    def test_schema_and_version_agree(self, manifest: dict[str, Any]) -> None:
        assert tuple(map(int, manifest["manifestVersion"].split("."))) >= (1, 19)
        assert f"/v{manifest['manifestVersion']}/" in manifest["$schema"]

    def test_the_bot_is_there_in_every_kind_of_chat(self, manifest: dict[str, Any]) -> None:
        (bot,) = manifest["bots"]

        assert bot["botId"] == manifest["id"] == manifest["webApplicationInfo"]["id"] == APP_ID
        assert set(bot["scopes"]) == {"personal", "team", "groupChat"}
        assert bot["supportsFiles"] is True
        assert manifest["defaultGroupCapability"]["meetings"] == "bot"

    def test_people_without_an_account_are_not_let_in(self, manifest: dict[str, Any]) -> None:
        assert manifest["meetingExtensionDefinition"] == {"supportsAnonymousGuestUsers": False}

    @pytest.mark.parametrize("reads", [False, True])
    def test_asks_for_no_more_than_it_needs(self, tmp_path: Path, reads: bool) -> None:
        manifest = manifest_of(build_package(settings_of(), tmp_path, read_office_chat=reads))
        wanted = manifest["authorization"]["permissions"]["resourceSpecific"]
        extra = {"ChatMessage.Read.Chat"} if reads else set()

        assert {permission["name"] for permission in wanted} == CHAT_PERMISSIONS | extra
        assert {permission["type"] for permission in wanted} == {"Application"}
        assert ("ohne Erwähnung" in manifest["description"]["full"]) is reads

    @pytest.mark.parametrize(
        ("address", "domains"),
        [
            ("https://rat.stadt.example:8443/ratssaal", ["rat.stadt.example"]),
            ("http://127.0.0.1:3978", []),
            ("", []),
        ],
    )
    def test_only_the_towns_own_domain_is_valid(
        self, tmp_path: Path, address: str, domains: list[str]
    ) -> None:
        manifest = manifest_of(build_package(settings_of(public_url=address), tmp_path))

        assert manifest["validDomains"] == domains
        assert manifest["developer"]["websiteUrl"].startswith("https://")


class TestCommandLists:
    """issue, part 9: command lists German and English, such that any validator agrees."""

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_lengths_are_those_teams_shows(self, tmp_path: Path, language: str) -> None:
        (bot,) = manifest_of(build_package(settings_of(language=language), tmp_path))["bots"]

        assert len(bot["commandLists"]) <= 3
        for commands in (entry["commands"] for entry in bot["commandLists"]):
            assert 0 < len(commands) <= 10
            assert all(len(command["title"]) <= 32 for command in commands)
            assert all(0 < len(command["description"]) <= 128 for command in commands)

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_every_title_is_a_command_the_bot_knows(self, tmp_path: Path, language: str) -> None:
        (bot,) = manifest_of(build_package(settings_of(language=language), tmp_path))["bots"]
        known = {word for command in COMMANDS for word in (*command.words, *command.english)}

        titles = {c["title"] for entry in bot["commandLists"] for c in entry["commands"]}
        assert titles - known == set()

    def test_both_languages_name_the_same_places(self, tmp_path: Path) -> None:
        german = contents(build_package(settings_of(language="en"), tmp_path / "en"))["de.json"]
        english = contents(build_package(settings_of(), tmp_path / "de"))["en.json"]

        assert json.loads(german).keys() == json.loads(english).keys()


class TestIcons:
    """Teams: 192×192 in colour, 32×32 white on transparent."""

    @pytest.mark.parametrize(("icon", "size"), [(color_icon(), 192), (outline_icon(), 32)])
    def test_size_is_what_teams_asks_for(self, icon: bytes, size: int) -> None:
        assert icon.startswith(b"\x89PNG")
        assert struct.unpack(">II", icon[16:24]) == (size, size)

    def test_the_colour_icon_is_opaque_and_shows_something(self) -> None:
        picture = Image.open(BytesIO(color_icon()))

        assert picture.getchannel("A").getextrema() == (255, 255)
        assert picture.getpixel((0, 0)) == (31, 78, 95, 255)
        assert picture.convert("L").getextrema()[1] == 255

    def test_the_outline_icon_is_white_and_nothing_else(self) -> None:
        picture = Image.open(BytesIO(outline_icon()))

        colors = [picture.getchannel(name).getextrema() for name in "RGB"]
        assert colors == [(255, 255)] * 3
        assert picture.getchannel("A").getextrema() == (0, 255)


@pytest.fixture(scope="session")
def validator() -> str:
    """Microsoft's validator library, installed once outside the repository."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None:
        pytest.skip("node is not here: Microsoft's validator needs it")
    lock = HERE / "package-lock.json"
    installed = TOOLS / "package-lock.json"
    fresh = installed.is_file() and installed.read_bytes() == lock.read_bytes()
    if not fresh or not (TOOLS / "node_modules").is_dir():
        if npm is None:
            pytest.skip("npm is not here: Microsoft's validator cannot be installed")
        TOOLS.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, TOOLS / name)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        if subprocess.run(command, cwd=TOOLS, check=False, timeout=100).returncode:
            shutil.rmtree(TOOLS / "node_modules", ignore_errors=True)
            pytest.skip("the package registry cannot be reached")
    return node


def findings(node: str, folder: Path, manifest: bytes) -> list[str]:
    """Return what Microsoft's library finds wrong with a manifest."""
    (folder / "manifest.json").write_bytes(manifest)
    shutil.copy(HERE / "validate.cjs", TOOLS / "validate.cjs")
    done = subprocess.run(
        [node, "validate.cjs", str(folder / "manifest.json")],
        cwd=TOOLS,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answer: list[str] = json.loads(done.stdout)
    return answer


def faults_of_language(content: bytes) -> list[str]:
    """Return what Microsoft's schema finds wrong with a language file.

    The library's own validator refuses to compile this one schema (a stray bracket in a pattern).
    """
    document = json.loads(content)
    version = document["$schema"].split("/")[-2]
    schema = TOOLS / "node_modules/@microsoft/app-manifest/build/json-schemas/teams" / version
    rules = json.loads((schema / "MicrosoftTeams.Localization.schema.json").read_text("utf-8"))
    return [fault.message for fault in Draft4Validator(rules).iter_errors(document)]


class TestMicrosoftsValidator:
    """issue, Shows: the package from ``manifest build`` passes Microsoft's own validator library."""

    @pytest.mark.parametrize("reads", [False, True])
    @pytest.mark.parametrize("language", ["de", "en"])
    @pytest.mark.parametrize("address", ["https://rat.stadt.example", ""])
    def test_finds_nothing(
        self, validator: str, tmp_path: Path, language: str, address: str, reads: bool
    ) -> None:
        settings = settings_of(language=language, public_url=address)
        files = contents(build_package(settings, tmp_path, read_office_chat=reads))
        other = "en.json" if language == "de" else "de.json"

        assert findings(validator, tmp_path, files["manifest.json"]) == []
        assert faults_of_language(files[other]) == []

    def test_would_find_a_fault(self, validator: str, tmp_path: Path) -> None:
        files = contents(build_package(settings_of(), tmp_path))
        broken = json.loads(files["manifest.json"])
        broken["bots"][0]["scopes"].append("everywhere")
        language = json.loads(files["en.json"]) | {"surprise": "yes"}

        assert findings(validator, tmp_path, json.dumps(broken).encode())
        assert faults_of_language(json.dumps(language).encode())
