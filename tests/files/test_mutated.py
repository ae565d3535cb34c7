"""Real files with something wrong in them, of every kind: a clear sentence or a list, never a fault."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.agenda import read_agenda
from files.problems import BadFile
from files.roster import read_roster
from tests.files import test_agenda, test_oparl, test_roster
from tests.files.test_sheet import sheet
from wording.problems import problem_text

ROOT = Path(__file__).parents[2]
FORMS = [pytest.param("short", id="short"), pytest.param("long", id="long", marks=pytest.mark.slow)]
MANY = settings(
    max_examples=max(120, settings().max_examples), suppress_health_check=[HealthCheck.data_too_large]
)
PEOPLE, ITEMS = test_roster.FULL.encode(), test_agenda.FULL.encode()


def as_sheet(table: bytes) -> bytes:
    """The same table as a workbook."""
    return sheet(*(line.split(";") for line in table.decode().splitlines()))


READERS: dict[str, tuple[bytes, Callable[[bytes], Any]]] = {
    "roster.csv": (PEOPLE, lambda raw: read_roster(raw, "a.csv").roster.members),
    "agenda.csv": (ITEMS, lambda raw: read_agenda(raw, "a.csv").agenda.items),
    "roster.xlsx": (as_sheet(PEOPLE), lambda raw: read_roster(raw, "a.xlsx").roster.members),
    "agenda.xlsx": (as_sheet(ITEMS), lambda raw: read_agenda(raw, "a.xlsx").agenda.items),
}
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 10**6),
        st.sampled_from(["turn", "cut", "put", "twice", "end"]),
        st.binary(min_size=1, max_size=6)
        | st.sampled_from([b"\0", b"\xff\xfe", b'"', b";", b"\r", b"<", b"&#0;", b"]]>"]),
    ),
    min_size=1,
    max_size=5,
)


def changed(raw: bytes, changes: list[tuple[int, str, bytes]]) -> bytes:
    """Bytes with some of them turned over, cut out, put in, doubled, or the end cut off."""
    for where, what, new in changes:
        at = where % (len(raw) + 1)
        rest = {
            "turn": new + raw[at + len(new) :],
            "cut": raw[at + 1 + where % 50 :],
            "put": new + raw[at:],
            "twice": raw[at : at + 200] + raw[at:],
            "end": b"",
        }
        raw = raw[:at] + rest[what]
    return raw


def sentences(kind: str, raw: bytes) -> list[str]:
    """What people are told of a file that is not taken; nothing of one that is."""
    try:
        assert READERS[kind][1](raw)
    except BadFile as bad:
        told = [
            problem_text(one.key, one.values, language, line=one.line, column=one.column)
            for one in bad.problems
            for language in ("de", "en")
        ]
        return told or ["?"]
    return []


def clear(sentence: str) -> bool:
    """Whether a sentence is one line for a clerk: short, printable, without the words of a program."""
    foreign = ("Traceback", "Error(", "Exception", "<class", "0x", "None")
    return 10 < len(sentence) < 700 and sentence.isprintable() and not any(w in sentence for w in foreign)


@pytest.mark.parametrize("form", FORMS)
class TestChangedBytes:
    """Issue, part 4: fuzzing of the importers."""

    @MANY
    @given(kind=st.sampled_from(sorted(READERS)), changes=CHANGES)
    def test_are_read_or_refused_with_clear_sentences(
        self, form: str, kind: str, changes: list[tuple[int, str, bytes]]
    ) -> None:
        told = sentences(kind, changed(READERS[kind][0], changes))

        assert [one for one in told if not clear(one)] == []

    @MANY
    @given(kind=st.sampled_from(["roster.xlsx", "agenda.xlsx"]), part=st.integers(0, 20), changes=CHANGES)
    def test_inside_a_workbook_are_read_or_refused(
        self, form: str, kind: str, part: int, changes: list[tuple[int, str, bytes]]
    ) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(READERS[kind][0])) as before, zipfile.ZipFile(out, "w") as after:
            names = before.namelist()
            for name in names:
                raw = before.read(name)
                after.writestr(name, changed(raw, changes) if name == names[part % len(names)] else raw)

        assert [one for one in sentences(kind, out.getvalue()) if not clear(one)] == []

    @MANY
    @given(changes=CHANGES)
    def test_of_a_council_systems_answer_are_read_or_refused(
        self, form: str, changes: list[tuple[int, str, bytes]]
    ) -> None:
        body = [test_oparl.COUNCIL, test_oparl.person(1, "A", "B", test_oparl.seat())]
        raw = changed(json.dumps(body).encode(), changes)

        assert [one for one in sentences("roster.csv", raw) if not clear(one)] == []


BOUNDED = textwrap.dedent(
    """
    import resource, sys
    from files.agenda import read_agenda
    from files.problems import BadFile
    from files.roster import read_roster
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20, MEGABYTES * 2**20))
    raw = sys.stdin.buffer.read()
    for read in (read_roster, read_agenda):
        try:
            read(raw, sys.argv[1])
        except BadFile as bad:
            print(bad.problems[0].key, len(bad.problems))
    """
)


def bomb(part: str, content: bytes) -> bytes:
    """A workbook of which one part is replaced by something much larger."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_sheet(PEOPLE))) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, content if name == part else before.read(name))
    return out.getvalue()


_SHEET = "xl/worksheets/sheet1.xml"
_MEGABYTE = 2**20
BOMBS: dict[str, Callable[[], bytes]] = {
    "cells.csv": lambda: b"vorname;nachname;rolle\n" + b";" * (10 * _MEGABYTE - 100),
    "lines.csv": lambda: b"vorname;nachname;rolle\n" + b"a;b\n" * (2 * _MEGABYTE),
    "quote.csv": lambda: b'vorname;nachname;rolle\n"' + b"x" * (10 * _MEGABYTE - 100),
    "columns.csv": lambda: b";".join(b"c%d" % n for n in range(_MEGABYTE)),
    "objects.json": lambda: b"[" + b"{}," * (3 * _MEGABYTE) + b"{}]",
    "depth.json": lambda: b"[" * (5 * _MEGABYTE) + b"]" * (5 * _MEGABYTE),
    "names.json": lambda: b"{" + b",".join(b'"%d":0' % n for n in range(800_000)) + b"}",
    "cells.xlsx": lambda: bomb(
        _SHEET, b"<worksheet><sheetData>" + b"<row><c/></row>" * 6_000_000 + b"</sheetData></worksheet>"
    ),
    "wide.xlsx": lambda: bomb(
        _SHEET, b'<worksheet><sheetData><row r="1"><c r="XFD1048576"/></row></sheetData></worksheet>'
    ),
    "styles.xlsx": lambda: bomb(
        "xl/styles.xml", b"<styleSheet><cellXfs>" + b"<xf/>" * 900_000 + b"</cellXfs></styleSheet>"
    ),
    "zeros.xlsx": lambda: bomb("docProps/core.xml", b"\0" * (90 * _MEGABYTE)),
    "names.xlsx": lambda: bomb("[Content_Types].xml", b"<Types>" + b"<Override/>" * 900_000 + b"</Types>"),
}

LENGTHY = ("objects.json", "names.json")


class TestMemory:
    """Issue, part 4: no file of ten megabytes takes all the memory there is."""

    @pytest.mark.skipif(sys.platform != "linux", reason="the limit is one of Linux")
    @pytest.mark.parametrize(
        "name", [pytest.param(one, marks=[pytest.mark.slow] if one in LENGTHY else []) for one in BOMBS]
    )
    def test_is_bounded(self, name: str) -> None:
        program = BOUNDED.replace("MEGABYTES", "1024")

        ended = subprocess.run(
            [sys.executable, "-c", program, name], input=BOMBS[name](), cwd=ROOT,
            capture_output=True, timeout=110, check=False,
        )  # fmt: skip

        assert ended.stderr == b""
        assert ended.returncode == 0
        assert len(ended.stdout.splitlines()) == 2
