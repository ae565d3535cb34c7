"""Typst, which turns a template and its data into a PDF: in this process, or in one of its own.

Typst remembers what it has set for as long as its process lives, some megabytes for each sheet; a
bot that runs for months therefore has it set apart. Run as a script this file reads its job from the
standard input and writes the PDF to the standard output.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

PATIENCE = 60.0
PDF = b"%PDF-"


def typeset(template: str, data: str, timestamp: int) -> bytes:
    """The PDF of *template* with *data*, made at *timestamp*. Raises RuntimeError where there is none."""
    import typst  # noqa: PLC0415 heavy, and needed once for each sitting

    options: dict[str, Any] = {
        "format": "pdf",
        "sys_inputs": {"data": data},
        "ignore_system_fonts": True,
        "timestamp": timestamp,
    }
    source = template.encode()
    try:
        return _compiled(typst.compile(source, pdf_standards="ua-1", **options))
    except typst.TypstError:  # a letter for which no font is at hand; a box stands there then
        return _compiled(typst.compile(source, **options))


def typeset_apart(template: str, data: str, timestamp: int) -> bytes:
    """The same, set by a process that ends with it and knows nothing of the bot's settings."""
    job = json.dumps({"template": template, "data": data, "timestamp": timestamp})
    line = (sys.executable, "-I", __file__)
    try:
        done = subprocess.run(  # noqa: S603 - our own file
            line, input=job.encode(), capture_output=True, env={}, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as trouble:
        raise RuntimeError(type(trouble).__name__) from None
    if done.returncode or not done.stdout.startswith(PDF):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise RuntimeError(said[-1] if said else "no PDF came of it")
    return done.stdout


def _compiled(pdf: Any) -> bytes:
    if not isinstance(pdf, bytes):
        raise RuntimeError("no PDF came of it")
    return pdf


def main() -> None:
    """Do the one job that is read."""
    sys.stdout.buffer.write(typeset(**json.load(sys.stdin.buffer)))


if __name__ == "__main__":
    main()
