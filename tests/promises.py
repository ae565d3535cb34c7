"""The page of promises: what it says, and the experiments that it names."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
ROWS = tuple(line for line in PAGE.splitlines() if re.match(r"\| G\d+ \|", line))
NAMED = tuple(dict.fromkeys(re.findall(r"`(tests/[^`]*::[^`]*)`", PAGE)))
"""Tests as ``path::Class::test``."""
