"""``verify.py``: the check of a package in one file that needs nothing but Python 3.9 or newer.

Put together from the very modules by which the product checks, so that they cannot disagree.
"""

from __future__ import annotations

import ast
import pprint
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from reports.backport import SHIM, backport
from wording.catalogue import LANGUAGES, forms_of, keys

MODULES = (
    "council/record.py", "council/ed25519.py", "council/headfile.py", "reports/counted.py",
    "reports/recount.py", "reports/recount_tables.py", "reports/packing.py", "reports/reading.py",
    "reports/examining.py", "reports/verify_main.py",
)  # fmt: skip
PREFIX = "report.verify."
_ROOMS = ("council", "reports")
_ROOT = Path(__file__).parent.parent
_HEAD = '''\
#!/usr/bin/env python3
"""Prüft das Nachweispaket einer Sitzung; braucht nur Python 3.9 oder neuer.
Checks the evidence package of a sitting; needs nothing but Python 3.9 or newer.

    python verify.py [PATH] [--head HEAD]

PATH ist das Paket (.zip), sein Ordner, der Ordner darüber oder ein journal.jsonl; ohne PATH der
Ordner dieser Datei. HEAD ist der veröffentlichte Prüfwert (26 Zeichen).
0 = unversehrt, 1 = beschädigt, 2 = kein Paket.
PATH is the package (.zip), its folder, the folder above or a journal.jsonl; without PATH the
folder of this file. HEAD is the published head (26 characters).
0 = sound, 1 = damaged, 2 = no package.
"""

from __future__ import annotations
'''


class NamesCollide(ValueError):
    """Two of the modules use one name for different things."""


@cache
def verify_source() -> str:
    """Return the text of ``verify.py`` of this release."""
    sources = [backport((_ROOT / module).read_text("utf-8")) for module in MODULES]
    _require_distinct(sources)
    imports = sorted({line for source in sources for line in _imports(source)} | {"from enum import Enum"})
    bodies = [f"# --- {module} ---\n\n{_body(text)}" for module, text in zip(MODULES, sources, strict=True)]
    parts = [_HEAD + "\n".join(imports), SHIM, *bodies, _sentences(), _CALL]
    return "\n\n".join(part.strip("\n") + "\n" for part in parts)


_CALL = """\
if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
"""


def _sentences() -> str:
    """The sentences of the check in both languages, from the catalogues."""
    told = {
        key.removeprefix(PREFIX): tuple(forms_of(key, language)[0] for language in LANGUAGES)
        for key in keys()
        if key.startswith(PREFIX)
    }
    return f"SENTENCES.update(\n{pprint.pformat(told, width=96)}\n)\n"


def _top(source: str) -> Iterator[tuple[ast.stmt, str]]:
    lines = source.splitlines()
    for node in ast.parse(source).body:
        yield node, "\n".join(lines[node.lineno - 1 : node.end_lineno])


def _imports(source: str) -> Iterator[str]:
    """The imports of the standard library, one a line, without what older Pythons lack."""
    for node, _ in _top(source):
        if isinstance(node, ast.Import):
            yield from (f"import {name.name}" for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not _inner(node):
            names = [name.name for name in node.names if name.name != "StrEnum"]
            yield from (f"from {node.module} import {name}" for name in names)


def _inner(node: ast.ImportFrom) -> bool:
    return (node.module or "").partition(".")[0] in (*_ROOMS, "__future__")


def _body(source: str) -> str:
    """A module without its imports; its own description becomes a plain string."""
    lines = source.splitlines()
    for node, _ in _top(source):
        if isinstance(node, ast.Import | ast.ImportFrom):
            span = range(node.lineno - 1, node.end_lineno or node.lineno)
            for line in span:
                lines[line] = "\0"
    return "\n".join(line for line in lines if line != "\0")


def _require_distinct(sources: list[str]) -> None:
    seen: set[str] = set()
    for source in sources:
        names = {name for node, _ in _top(source) for name in _bound(node)}
        if both := seen & names:
            raise NamesCollide(", ".join(sorted(both)))
        seen |= names


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from (name.id for name in ast.walk(target) if isinstance(name, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
