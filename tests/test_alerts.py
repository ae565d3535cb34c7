"""The alert rules name numbers that exist, and each has its line for whoever is woken by it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client import REGISTRY, Counter

from bot import metrics as of_the_bot
from web import metrics as of_the_web

ROOT = Path(__file__).resolve().parent.parent
UNPACKED = ROOT / ".cache" / "promtool" / "usr" / "bin" / "promtool"
PROMTOOL = shutil.which("promtool") or (str(UNPACKED) if UNPACKED.exists() else None)
RULES = (ROOT / "docs" / "alerts.yml").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ALERTS = re.findall(r"^ +- alert: (\w+)$", RULES, re.MULTILINE)
EXPRESSIONS = re.findall(r"^ +expr: (.+)$", RULES, re.MULTILINE)
SUFFIXES = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_sum", "_count"),
    "gauge": ("",),
}


def served() -> set[str]:
    """Every name under which ``/metrics`` tells a number of ours."""
    assert isinstance(of_the_bot.ARRIVED, Counter)
    assert isinstance(of_the_web.SHOWN, Counter)
    return {
        metric.name + suffix
        for metric in REGISTRY.collect()
        if metric.name.startswith("ratssaal_")
        for suffix in SUFFIXES[metric.type]
    }


class TestRules:
    """docs/alerts.yml: what is asked is what is told."""

    def test_every_rule_has_an_expression(self) -> None:
        assert len(ALERTS) == len(EXPRESSIONS) == len(set(ALERTS)) > 5

    @pytest.mark.parametrize("expression", EXPRESSIONS)
    def test_it_names_existing_numbers_only(self, expression: str) -> None:
        named = re.findall(r"ratssaal_\w+", expression)

        assert named
        assert [name for name in named if name not in served()] == []

    @pytest.mark.parametrize("alert", ALERTS)
    def test_it_has_its_line_in_operations(self, alert: str) -> None:
        assert re.search(rf"^\| `{alert}` \| .+ \| .+ \|$", OPERATIONS, re.MULTILINE)

    def test_a_lost_quorum_wakes_nobody(self) -> None:
        assert not any("quorum" in expression or "present" in expression for expression in EXPRESSIONS)

    @pytest.mark.parametrize("said", ["press", "graph_not_json"])
    def test_what_is_no_signature_is_counted_elsewhere(self, said: str) -> None:
        (told,) = [one for one in EXPRESSIONS if "reason!~" in one]
        pattern = re.search(r'reason!~"([^"]+)"', told)

        assert pattern is not None
        assert re.fullmatch(pattern[1], said)

    @pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed here")
    def test_promtool_accepts_them(self) -> None:
        done = subprocess.run(
            [str(PROMTOOL), "check", "rules", str(ROOT / "docs" / "alerts.yml")],
            check=False,
            capture_output=True,
            text=True,
        )

        assert done.returncode == 0, done.stderr
