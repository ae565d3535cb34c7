"""The head file of an evidence package."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from council.headfile import (
    HeadFile,
    check_head_file,
    digests,
    read_head_file,
    signed_bytes,
    write_head_file,
)
from council.record import GENESIS, Copy, Kind, NotCanonical, Row, canonical, seal

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
BESIDE = digests({"stimmen.csv": b"a;b\n"})
AT = "2026-12-09T13:00:00.000000+00:00"


def record(length: int) -> Copy:
    rows: list[Row] = []
    for seq in range(1, length + 1):
        prev = rows[-1].hash if rows else GENESIS
        rows.append(seal("s-1", seq, AT, "note_taken.v1", "{}", f"{seq:032x}", prev))
    return Copy(sitting="s-1", rows=tuple(rows))


def head_of(copy: Copy, key: Ed25519PrivateKey = KEY) -> HeadFile:
    count, last = len(copy.rows), copy.rows[-1].hash
    return HeadFile(
        sitting=copy.sitting,
        count=count,
        hash=last,
        public_key=key.public_key().public_bytes_raw().hex(),
        signature=key.sign(signed_bytes(copy.sitting, count, last, BESIDE)).hex(),
        files=BESIDE,
    )


COPY = record(3)
HEAD = head_of(COPY)
FILE = write_head_file(HEAD)


def kinds(raw: bytes, copy: Copy = COPY) -> list[Kind]:
    return [damage.kind for damage in check_head_file(raw, copy)]


class TestHeadFile:
    """contract.md § 7: ``kopf.json``: count, last hash, signature, public key; and the files beside it."""

    def test_is_one_canonical_line(self) -> None:
        fields = {
            "count": 3, "files": BESIDE, "hash": HEAD.hash, "public_key": HEAD.public_key,
            "signature": HEAD.signature, "sitting": "s-1",
        }  # fmt: skip

        assert canonical(fields).encode() + b"\n" == FILE

    def test_signs_count_files_hash_and_sitting_in_canonical_form(self) -> None:
        text = f'{{"count":3,"files":{canonical(BESIDE)},"hash":"{HEAD.hash}","sitting":"s-1"}}'

        assert signed_bytes("s-1", 3, HEAD.hash, BESIDE) == text.encode()

    def test_a_files_digest_is_its_sha_256(self) -> None:
        assert digests({"leer": b""})["leer"].startswith("e3b0c44298fc1c149afbf4c8996fb924")

    @pytest.mark.parametrize(
        "files", [{}, {"stimmen.csv": "0" * 64}, {**BESIDE, "x.csv": "0" * 64}], ids=["none", "other", "more"]
    )
    def test_digests_that_were_never_signed_are_found(self, files: dict[str, str]) -> None:
        assert kinds(write_head_file(replace(HEAD, files=files))) == [Kind.SIGNATURE]

    def test_what_was_written_is_read(self) -> None:
        assert read_head_file(FILE) == HEAD

    def test_fits_its_record(self) -> None:
        assert check_head_file(FILE, COPY) == ()

    @pytest.mark.parametrize("bit", [0, 3, 7])
    def test_no_flipped_bit_goes_unnoticed(self, bit: int) -> None:
        unnoticed = [
            place
            for place in range(0, len(FILE), 3)
            if not kinds(FILE[:place] + bytes([FILE[place] ^ 1 << bit]) + FILE[place + 1 :])
        ]

        assert unnoticed == []

    def test_a_record_whose_end_was_cut_off_is_behind(self) -> None:
        assert kinds(FILE, Copy(sitting="s-1", rows=COPY.rows[:2])) == [Kind.BEHIND]
        assert kinds(FILE, Copy(sitting="s-1", rows=())) == [Kind.BEHIND]

    def test_a_record_that_goes_on_is_not_what_was_signed(self) -> None:
        assert kinds(FILE, record(4)) == [Kind.HEAD]

    def test_a_record_of_another_sitting_is_not_what_was_signed(self) -> None:
        assert kinds(FILE, replace(COPY, sitting="s-2")) == [Kind.HEAD]

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param({"signature": "00" * 64}, id="signature"),
            pytest.param({"signature": HEAD.signature.upper()}, id="another-spelling"),
            pytest.param({"signature": "keine"}, id="no-signature"),
            pytest.param({"signature": f"{HEAD.signature[:-2]} {HEAD.signature[-2:]}"}, id="blank"),
            pytest.param({"public_key": "00" * 32}, id="key"),
            pytest.param({"public_key": ""}, id="no-key"),
        ],
    )
    def test_a_signature_that_does_not_fit_is_named(self, change: dict[str, str]) -> None:
        assert kinds(write_head_file(replace(HEAD, **change))) == [Kind.SIGNATURE]  # type: ignore[arg-type]

    def test_a_count_that_was_never_signed_is_found_twice(self) -> None:
        assert kinds(write_head_file(replace(HEAD, count=2))) == [Kind.SIGNATURE, Kind.HEAD]

    @pytest.mark.parametrize(
        "raw",
        [
            pytest.param(b"", id="empty"),
            pytest.param(FILE[:-1], id="line-not-ended"),
            pytest.param(FILE + b"\n", id="further-line"),
            pytest.param(b"\xff\n", id="not-utf-8"),
            pytest.param(b"[]\n", id="not-an-object"),
            pytest.param(FILE.replace(b'"count"', b'"coumt"'), id="other-fields"),
            pytest.param(FILE.replace(b'"count":3', b'"count":"3"'), id="count-as-text"),
            pytest.param(FILE.replace(b'"count":3', b'"count":true'), id="count-as-truth"),
            pytest.param(FILE.replace(b'"sitting":"s-1"', b'"sitting":null'), id="no-sitting"),
            pytest.param(FILE.replace(canonical(BESIDE).encode(), b"[]"), id="files-as-a-list"),
            pytest.param(FILE.replace(canonical(BESIDE).encode(), b'{"x":1}'), id="digest-as-a-number"),
        ],
    )
    def test_any_other_form_is_refused(self, raw: bytes) -> None:
        with pytest.raises(NotCanonical):
            read_head_file(raw)
        assert kinds(raw) == [Kind.FORM]
