"""From the bytes of a text file to its letters."""

import re
import unicodedata

from files.problems import BadFile, Findings, refusal

_LARGEST = 10 * 1024 * 1024
_MOST_LINES = 1_000_000
_BOM = b"\xef\xbb\xbf"
_FOREIGN = (b"\xff\xfe", b"\xfe\xff")
_OTHER_KINDS = (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"\x1f\x8b", b"7z\xbc\xaf", b"rar!", b"{\\rtf")
_PAGES = (b"<html", b"<!doctype", b"<?xml", b"<svg")
"""How files begin that are no tables, whatever they are called; a page may be one to sign in."""
# A UTF-8 letter once read as Windows-1252: "Ã" or "Â" and a sign that never follows them.
_TWICE_ENCODED = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|�")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def check_size(data: bytes) -> None:
    """Refuse a file of more than 10 MB."""
    if len(data) > _LARGEST:
        raise refusal("problem.too_large", megabytes=str(_LARGEST // 1024 // 1024))


def decode(data: bytes) -> str:
    """Read UTF-8 with or without a byte order mark, or else Windows-1252.

    Text in another encoding, or in two, is refused with the lines where it breaks.
    """
    check_size(data)
    if data.startswith(_FOREIGN):
        raise refusal("problem.encoding_unknown", encoding="UTF-16")
    if _is_something_else(data):
        raise refusal("problem.not_a_table")
    text = _utf_8_or_windows(data.removeprefix(_BOM), marked=data.startswith(_BOM))
    if text.count("\n") > _MOST_LINES:
        raise refusal("problem.too_many_rows", most=str(_MOST_LINES))
    findings = Findings()
    for line, content in enumerate(text.split("\n"), start=1):
        if broken := _TWICE_ENCODED.search(content):
            findings.add(line, "", "problem.encoding_mixed", sample=_around(content, broken))
    findings.refuse()
    return text


def _is_something_else(data: bytes) -> bool:
    """Tell a picture, a document or a page by how it begins."""
    start = data[:200].removeprefix(_BOM).lower()
    return start.startswith(_OTHER_KINDS) or b"\0" in start[:2] or start.lstrip().startswith(_PAGES)


def printable(text: str) -> str:
    """Write a cell on one line, without signs that nobody sees.

    Raises:
        ValueError: for control signs and signs that turn the direction of writing.
    """
    out = []
    for sign in unicodedata.normalize("NFC", text):
        category = unicodedata.category(sign)
        if sign in _BIDI or category == "Cs" or (category == "Cc" and sign not in "\t\n\r"):
            raise ValueError(f"U+{ord(sign):04X}")
        out.append("" if category == "Cf" else sign)
    return " ".join("".join(out).split())


def _utf_8_or_windows(data: bytes, *, marked: bool) -> str:
    encodings = ("utf-8",) if marked else ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _broken(data, encodings[-1])


def _broken(data: bytes, encoding: str) -> BadFile:
    """Every line that cannot be read, each with its first unreadable byte."""
    findings = Findings()
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode(encoding)
        except UnicodeDecodeError as failure:
            findings.add(number, "", "problem.encoding_broken", byte=f"{line[failure.start]:02X}")
    return BadFile(findings.all)


def _around(content: str, match: re.Match[str]) -> str:
    return content[max(match.start() - 10, 0) : match.end() + 10]
