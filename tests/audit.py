"""``python -m tests.audit``: asks for known holes in what is installed, and says so where nobody answers.

The tool ends with the same status for a hole and for a source that it cannot reach. What it prints
as JSON is believed only if it tells of every installed package; anything else is „nicht geprüft“.
That is no fault of the program and ends with 0, unless ``--must`` asks for an answer.
"""

import json
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib.metadata import distributions

NOT_CHECKED = "nicht geprüft"
SECONDS = 600
CLEAN, HOLES, UNKNOWN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of the installed packages; ``status`` as the shell gets it with ``--must``."""

    status: int
    text: str


def judged(said: str, installed: int) -> Verdict:
    """Read what the tool has printed about so many installed packages."""
    try:
        packages = json.loads(said)["dependencies"]
        asked = [package for package in packages if "vulns" in package]
        holes = [f"{p['name']} {p['version']}: {hole['id']}" for p in asked for hole in p["vulns"]]
    except (ValueError, KeyError, TypeError):
        return Verdict(UNKNOWN, f"{NOT_CHECKED}: the source of known holes was not reached")
    if holes:
        return Verdict(HOLES, "\n".join([*holes, f"{len(holes)} known holes"]))
    if len(asked) < installed:
        return Verdict(UNKNOWN, f"{NOT_CHECKED}: {len(asked)} of {installed} packages were asked for")
    return Verdict(CLEAN, f"{len(asked)} packages, no known hole")


def asked(tool: str, folder: str) -> str:
    """What the tool prints about the packages in a folder; nothing where it cannot be run."""
    line = [tool, "--strict", "--progress-spinner", "off", "--format", "json", "--path", folder]
    try:
        return subprocess.run(line, capture_output=True, text=True, check=False, timeout=SECONDS).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def main(words: list[str]) -> int:
    """Print what is known; the first word is the tool, ``--must`` asks for an answer."""
    must = "--must" in words
    tool = next((word for word in words if word != "--must"), "pip-audit")
    folder = sysconfig.get_path("purelib")
    verdict = judged(asked(tool, folder), sum(1 for _ in distributions(path=[folder])))
    print(verdict.text)
    return CLEAN if verdict.status == UNKNOWN and not must else verdict.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
