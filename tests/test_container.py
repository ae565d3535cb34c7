"""The container as its file describes it; nobody built it here, but what it runs is run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from rehearsal.world import World
from tests.test_frame import BESIDE, ROOMS

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "Containerfile").read_text(encoding="utf-8")
SECRET = re.compile(r"(?i)password|passwort|secret|token|api_?key|private|credential|DATABASE_URL|APP_ID")


def instructions(text: str) -> list[tuple[str, str]]:
    """Every instruction with what stands behind it, over its continued lines."""
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    lines = plain.replace("\\\n", " ").splitlines()
    return [
        (first, " ".join(rest.split())) for first, _, rest in (line.partition(" ") for line in lines if line)
    ]


STEPS = instructions(TEXT)


def said(word: str) -> list[str]:
    """What stands behind every instruction of this name."""
    return [rest for first, rest in STEPS if first == word]


def copied() -> set[str]:
    """The files and folders that get into the image."""
    return {source.rstrip("/") for line in said("COPY") for source in line.split()[:-1]}


def asked() -> list[str]:
    """The command that says whether the container is well."""
    (check,) = said("HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])
    assert command[0] == "python"
    return [sys.executable, *command[1:]]


def status_at(port: int) -> int:
    """How the container's own question ends where the service should be at a port."""
    surroundings = {"PATH": os.environ["PATH"], "PORT": str(port), "http_proxy": "http://127.0.0.1:9"}
    return subprocess.run(asked(), env=surroundings, capture_output=True, timeout=30, check=False).returncode


class TestContainerfile:
    """operations.md, "In a container": what an operator may rely on."""

    def test_has_a_base_of_one_exact_release_that_the_pins_are_for(self) -> None:
        (base,) = said("FROM")

        assert re.fullmatch(r"docker\.io/library/python:3\.1[123]\.\d+-slim-\w+", base)

    def test_runs_as_a_fixed_user_without_rights(self) -> None:
        order = [first for first, _ in STEPS]

        assert said("USER") == ["10001:10001"]
        assert order.index("USER") > max(
            place for place, first in enumerate(order) if first in {"RUN", "COPY"}
        )
        assert not [line for line in said("COPY") if "--chown" in line]

    def test_keeps_the_records_in_a_volume_of_that_users_own(self) -> None:
        assert said("VOLUME") == ["/data"]
        assert "DATA_DIR=/data" in said("ENV")[0].split()
        assert "mkdir --mode=0700 /data && chown 10001:10001 /data" in said("RUN")[0]

    def test_is_told_to_end_as_the_service_is_and_no_shell_stands_between(self) -> None:
        assert said("STOPSIGNAL") == ["SIGTERM"]
        assert json.loads(said("ENTRYPOINT")[0]) == ["python", "app.py"]
        assert json.loads(said("CMD")[0]) == ["serve"]

    def test_installs_the_exact_pins_and_nothing_else(self) -> None:
        (run,) = said("RUN")

        assert "-r requirements.txt" in run
        assert re.findall(r"apt|curl|wget|index-url|trusted-host", run) == []

    def test_holds_no_secret_and_takes_none_while_it_is_built(self) -> None:
        assert {first for first, _ in STEPS} & {"ARG", "ADD", "ONBUILD"} == set()
        assert [line for word in ("ENV", "RUN", "LABEL") for line in said(word) if SECRET.search(line)] == []

    def test_copies_the_program_by_name_and_nothing_else(self) -> None:
        assert copied() == {*ROOMS, *(f"{name}.py" for name in BESIDE), "requirements.txt"}


class TestTheContext:
    """What is handed to whoever builds it: the program, never settings or records."""

    LINES = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()

    def test_is_the_same_for_both_tools(self) -> None:
        assert (ROOT / ".dockerignore").read_bytes() == (ROOT / ".containerignore").read_bytes()

    def test_leaves_everything_out_but_what_is_copied(self) -> None:
        let_in = {line[1:].rstrip("/") for line in self.LINES if line.startswith("!")}
        rules = [line for line in self.LINES if line and line[0] not in "#!"]

        assert rules[0] == "*"
        assert {name for name in copied() if not any(fnmatch(name, one) for one in let_in)} == set()
        assert let_in - copied() == {"*.py"}
        assert {"**/.env*", "**/*.pem", "**/*.key"} <= set(rules)


class TestWhatRunsInIt:
    """The copied files alone, and the question whether it is well, are really tried."""

    def test_the_copied_files_are_enough(self, tmp_path: Path) -> None:
        for name in copied():
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, tmp_path / name)
        surroundings = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")}

        for line in (["serve"], ["sitting", "list"]):
            ended = subprocess.run(
                [sys.executable, "-B", "app.py", *line], cwd=tmp_path, env=surroundings,
                capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
            assert "Traceback" not in ended.stderr
            assert ended.returncode == (2 if line == ["serve"] else 0)

    async def test_it_is_well_while_the_service_answers(self, tmp_path: Path) -> None:
        async with World(tmp_path) as world:
            await world.start_bot(LOG_LEVEL="WARNING")
            port = int(world.bot.environment["PORT"])
            status = status_at(port)
            await world.bot.stop()

        assert status == 0
        assert status_at(port) != 0

    @pytest.mark.parametrize("name", ["docs/operations.md", "SECURITY.md"])
    def test_what_is_said_of_it_names_its_file(self, name: str) -> None:
        assert "Containerfile" in (ROOT / name).read_text(encoding="utf-8")
