"""The zip of a package: the one that was written, to the byte, or none that is sound."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reports.checking import verify_package
from reports.packing import packed
from reports.reading import FILES as NAMES
from reports.reading import packages_at
from tests.reports.evening import SITTING
from tests.reports.judges import Change, by_both, of_bytes, standalone
from tests.reports.packages import DECODE, put
from tests.reports.test_every_byte import FILES

SMALL = packed({name: name[:3].encode() for name in NAMES})
"""A zip of which nearly everything is what a zip says about its files."""


class TestPacked:
    """The same files are the same bytes, whatever packs them."""

    def test_is_what_it_has_always_been(self) -> None:
        raw = packed({"journal.jsonl": b"{}\n", "LIESMICH.txt": "Prüfen".encode()})

        digest = "3c3f4499cd02e2377d168c82213362429663e8ca06025d0ce9106ea6db098105"
        assert hashlib.sha256(raw).hexdigest() == digest

    def test_is_read_by_others(self) -> None:
        with zipfile.ZipFile(io.BytesIO(packed(FILES))) as archive:
            assert archive.testzip() is None
            assert {name: archive.read(name) for name in archive.namelist()} == FILES

    def test_tells_nothing_of_when_and_where_it_was_made(self) -> None:
        with zipfile.ZipFile(io.BytesIO(packed(FILES))) as archive:
            entries = archive.infolist()

        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in entries} == {0o644}
        assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}


def of_bits() -> Iterator[Change]:
    """Each bit of the small zip turned over, and each byte made a few others."""
    for place, own in enumerate(SMALL):
        for other in {own ^ 1 << bit for bit in range(8)} | {0, 255} - {own}:
            yield f"{other} at {place}", "x.zip", SMALL[:place] + bytes([other]) + SMALL[place + 1 :]


def of_places() -> Iterator[Change]:
    """Everything that is done to a file's bytes, and something put before it or twice."""
    yield from (change for change in of_bytes({"x.zip": SMALL}, 1) if change[2])
    yield "before", "x.zip", b"\n" + SMALL
    yield "twice", "x.zip", SMALL + SMALL


class TestEveryByte:
    """Issue, Shows: of the file that is handed on, too, not one byte can be another."""

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            pytest.param(of_places, "x.zip", id="places"),
            pytest.param(of_places, "x.bin", marks=pytest.mark.slow, id="places-by-another-name"),
            pytest.param(of_bits, "x.zip", marks=pytest.mark.slow, id="bits"),
        ],
    )
    def test_of_what_a_zip_says_is_noticed_by_both(
        self, tmp_path: Path, changes: Callable[[], Iterator[Change]], name: str
    ) -> None:
        place = tmp_path / name
        readers = (packages_at, standalone().packages_at)
        place.write_bytes(SMALL)
        sound = [any(r.damage for p in read(place) for r in p.remarks) for read in readers]

        unnoticed = []
        for what, _, raw in changes():
            place.write_bytes(raw or b"")
            for read in readers:
                found = read(place)
                if not found or not all(any(r.damage for r in package.remarks) for package in found):
                    unnoticed.append(what)

        assert sound == [False, False]
        assert unnoticed == []

    @pytest.mark.parametrize("step", [pytest.param(127, marks=pytest.mark.slow, id="many"), 2003])
    def test_of_a_packages_zip_is_rejected_by_both(self, tmp_path: Path, step: int) -> None:
        place = tmp_path / f"{SITTING}.zip"
        raw = packed(FILES)
        place.write_bytes(raw)
        rejected = by_both(place)
        sound = not rejected()

        unnoticed = []
        for what, _, changed in of_bytes({place.name: raw}, step):
            if changed is not None:
                place.write_bytes(changed)
                unnoticed += [] if rejected() else [what]

        assert sound
        assert unnoticed == []


def _again(**how: object) -> bytes:
    """The package packed by another program."""
    out = io.BytesIO()
    with zipfile.ZipFile(
        out, "w", zipfile.ZIP_DEFLATED if how.get("smaller") else zipfile.ZIP_STORED
    ) as archive:
        names = list(FILES)
        if how.get("order"):
            random.Random(1).shuffle(names)
        if how.get("folder"):
            archive.mkdir(SITTING)
        for name in names:
            moment = (2026, 12, 9, 14, 0, 0) if how.get("moment") else (1980, 1, 1, 0, 0, 0)
            entry = zipfile.ZipInfo(f"{SITTING}/{name}" if how.get("folder") else name, moment)
            entry.compress_type = archive.compression
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, FILES[name])
        if how.get("more"):
            archive.writestr("niederschrift.docx", b"PK")
        archive.comment = b"Stadtrat" if how.get("comment") else b""
    return out.getvalue()


class TestPackedAgain:
    """A zip that is not ours: its content may be sound, and then the folder is; the sentence says so."""

    @pytest.mark.parametrize("how", ["smaller", "order", "folder", "moment", "more", "comment"])
    def test_is_to_be_unpacked(self, tmp_path: Path, how: str) -> None:
        place, folder = tmp_path / "neu.zip", tmp_path / "entpackt"
        place.write_bytes(_again(**{how: True}))
        with zipfile.ZipFile(place) as archive:
            archive.extractall(folder)

        status, told = verify_package(place, decode=DECODE)

        assert by_both(place)()
        assert status == 1
        assert any("Entpacken Sie es und prüfen Sie den Ordner" in line for line in told)
        assert any("Die Signatur ist gültig" in line for line in told)
        assert verify_package(folder / SITTING if how == "folder" else folder, decode=DECODE)[0] == 0

    def test_in_the_same_way_it_is_the_same(self, tmp_path: Path) -> None:
        (tmp_path / "neu.zip").write_bytes(_again())

        assert _again() == packed(FILES)
        assert verify_package(tmp_path / "neu.zip", decode=DECODE)[0] == 0

    @pytest.mark.parametrize("raw", [b"MZ" + packed(FILES), packed(FILES) + b"\n"], ids=["before", "after"])
    def test_or_with_something_around_it(self, tmp_path: Path, raw: bytes) -> None:
        (tmp_path / "neu.zip").write_bytes(raw)

        assert by_both(tmp_path / "neu.zip")()

    def test_another_zip_beside_it_is_none_of_ours(self, tmp_path: Path) -> None:
        put(FILES, tmp_path / SITTING)
        (tmp_path / f"{SITTING}.zip").write_bytes(packed(FILES))
        with zipfile.ZipFile(tmp_path / "fotos.zip", "w") as archive:
            archive.writestr("a.jpg", b"")

        assert verify_package(tmp_path, decode=DECODE)[0] == 0
