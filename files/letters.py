"""From the bytes of a text file to its letters."""

import re
import unicodedata

from files.problems import BadFile, Findings, refusal

_LARGEST = 10 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_FOREIGN = (b"\xff\xfe", b"\xfe\xff")
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
    text = _utf_8_or_windows(data.removeprefix(_BOM), marked=data.startswith(_BOM))
    findings = Findings()
    for line, content in enumerate(text.split("\n"), start=1):
        if broken := _TWICE_ENCODED.search(content):
            findings.add(line, "", "problem.encoding_mixed", sample=_around(content, broken))
    findings.refuse()
    return text


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
