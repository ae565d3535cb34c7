"""The record: canonical form, seals, and the check that finds every change."""

import ast
import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from council import record
from council.record import (
    GENESIS,
    Copy,
    Finding,
    Kind,
    NotCanonical,
    Row,
    canonical,
    check,
    check_jsonl,
    read_canonical,
    read_jsonl,
    row_at,
    seal,
    short_head,
    stripped,
    write_jsonl,
)

SITTING = "2026-12-09-ratsversammlung"
AT = "2026-12-09T13:00:00.000000+00:00"

ascii_keys = st.text(st.characters(max_codepoint=0x7F), max_size=8)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ascii_keys, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(ascii_keys, plain, max_size=4)


def chain(*contents: object, sitting: str = SITTING) -> tuple[Row, ...]:
    """Seal one row for each content, with salts that differ but never change."""
    rows: list[Row] = []
    prev = GENESIS
    for seq, content in enumerate(contents, start=1):
        salt = hashlib.sha256(str(seq).encode()).hexdigest()[:32]
        row = seal(sitting, seq, AT, "note_taken.v1", canonical(content), salt, prev)
        rows.append(row)
        prev = row.hash
    return tuple(rows)


def kinds(finding: Finding) -> set[Kind]:
    return {damage.kind for damage in finding.damages}


ROWS = chain({"text": "Grüße – „Ja“"}, {"ballot": 23, "choice": "ja"}, {"by": "", "who": None})


class TestCanonical:
    """contract.md § 7: canonical JSON, the same bytes as RFC 8785."""

    @given(plain)
    def test_is_what_rfc_8785_prescribes(self, value: Any) -> None:
        assert canonical(value).encode() == rfc8785.dumps(value)

    @given(plain)
    def test_reads_back_as_the_same_value(self, value: Any) -> None:
        assert read_canonical(canonical(value)) == value

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            pytest.param({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}', id="sorted"),
            pytest.param("Schäfer", '"Schäfer"', id="umlauts-stay"),
            pytest.param('\x00\n"\\\x7f', '"\\u0000\\n\\"\\\\\x7f"', id="shortest-escapes"),
            pytest.param("🗳", '"🗳"', id="beyond-the-first-plane"),
            pytest.param(2**53 - 1, "9007199254740991", id="largest-integer"),
            pytest.param({}, "{}", id="empty"),
        ],
    )
    def test_writes(self, value: object, text: str) -> None:
        assert canonical(value) == text

    @pytest.mark.parametrize(
        "value",
        [
            pytest.param(1.0, id="float"),
            pytest.param(float("nan"), id="nan"),
            pytest.param(2**53, id="too-large"),
            pytest.param(-(2**53), id="too-small"),
            pytest.param({"ä": 1}, id="key-not-ascii"),
            pytest.param({1: 1}, id="key-not-text"),
            pytest.param((1, 2), id="tuple"),
            pytest.param(b"x", id="bytes"),
            pytest.param("\ud800", id="half-a-character"),
            pytest.param([{"a": [1, {"b": object()}]}], id="deep-inside"),
        ],
    )
    def test_refuses_what_has_no_single_spelling(self, value: object) -> None:
        with pytest.raises(NotCanonical):
            canonical(value)

    def test_refuses_a_value_that_never_ends(self) -> None:
        endless: list[object] = []
        endless.append(endless)

        with pytest.raises(NotCanonical, match="deep"):
            canonical(endless)

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param('{"b":1,"a":2}', id="unsorted"),
            pytest.param('{"a":1,"a":1}', id="doubled-key"),
            pytest.param('{"a": 1}', id="blank"),
            pytest.param('{"a":1}\n', id="line-feed"),
            pytest.param('"\\u00e4"', id="needless-escape"),
            pytest.param('"\\u000A"', id="long-escape"),
            pytest.param("-0", id="minus-zero"),
            pytest.param("1.0", id="float"),
            pytest.param("1e2", id="exponent"),
            pytest.param("NaN", id="nan"),
            pytest.param("Infinity", id="infinity"),
            pytest.param("9007199254740992", id="too-large"),
            pytest.param("9" * 5000, id="far-too-large"),
            pytest.param('"\\ud800"', id="half-a-character"),
            pytest.param("[" * 40 + "]" * 40, id="deep"),
            pytest.param("[" * 100_000, id="abysmal"),
            pytest.param("", id="nothing"),
            pytest.param("{", id="torn"),
        ],
    )
    def test_reads_no_other_spelling(self, text: str) -> None:
        with pytest.raises(NotCanonical):
            read_canonical(text)


class TestSeal:
    """architecture.md, "Keeping": digest over salt and data, hash over the row without content."""

    def test_digest_and_hash_are_plain_sha_256_that_anybody_can_repeat(self) -> None:
        salt = "00112233445566778899aabbccddeeff"

        row = seal(SITTING, 7, AT, "vote_cast.v1", '{"choice":"ja"}', salt, "ab" * 32)

        digest = hashlib.sha256(bytes.fromhex(salt) + b'{"choice":"ja"}').hexdigest()
        sealed = (
            f'{{"at":"{AT}","digest":"{digest}","prev":"{"ab" * 32}","seq":7,'
            f'"sitting":"{SITTING}","type":"vote_cast.v1"}}'
        )
        assert row.digest == digest
        assert row.hash == hashlib.sha256(sealed.encode()).hexdigest()

    def test_the_hash_of_a_known_entry_never_changes(self) -> None:
        row = seal("s", 1, AT, "vote_cast.v1", '{"choice":"ja"}', "0" * 32, GENESIS)

        assert row.hash == "b73a41d7881e308652d332c71b54c871c4b1f3efdd2c22b3117f29ed73518060"

    def test_the_same_content_under_another_salt_has_another_digest(self) -> None:
        one = seal(SITTING, 1, AT, "vote_cast.v1", "{}", "0" * 32, GENESIS)
        other = seal(SITTING, 1, AT, "vote_cast.v1", "{}", "1" * 32, GENESIS)

        assert one.digest != other.digest


class TestCheck:
    """reliability.md § 6, G7: any later change of evidence is detectable by an outsider."""

    def test_an_untouched_record_is_sound(self) -> None:
        finding = check(SITTING, ROWS)

        assert finding.sound
        assert (finding.count, finding.removed, finding.head) == (3, 0, ROWS[-1].hash)

    def test_a_record_without_entries_is_sound_and_ends_at_its_beginning(self) -> None:
        assert check(SITTING, ()) == Finding(sitting=SITTING, count=0, head=GENESIS)

    @given(st.lists(objects, max_size=6))
    def test_whatever_was_sealed_is_sound(self, contents: list[object]) -> None:
        assert check(SITTING, chain(*contents)).sound

    @pytest.mark.parametrize(
        ("change", "kind"),
        [
            pytest.param({"at": "2026-12-09T13:00:00.000001+00:00"}, Kind.HASH, id="time"),
            pytest.param({"at": "2026-12-09T14:00:00.000000+01:00"}, Kind.FORM, id="time-zone"),
            pytest.param({"at": "٢026-12-09T13:00:00.000000+00:00"}, Kind.FORM, id="digit"),
            pytest.param({"type": "vote_cast.v1"}, Kind.HASH, id="type"),
            pytest.param({"type": "Vote Cast"}, Kind.FORM, id="type-form"),
            pytest.param({"data": '{"ballot":23,"choice":"nein"}'}, Kind.DIGEST, id="data"),
            pytest.param({"data": '{"choice":"ja","ballot":23}'}, Kind.FORM, id="data-order"),
            pytest.param({"data": '"ja"'}, Kind.FORM, id="data-not-object"),
            pytest.param({"data": "\ud800"}, Kind.FORM, id="data-not-text"),
            pytest.param({"salt": "0" * 32}, Kind.DIGEST, id="salt"),
            pytest.param({"salt": "F" * 32}, Kind.FORM, id="salt-form"),
            pytest.param({"salt": "0" * 30}, Kind.FORM, id="salt-short"),
            pytest.param({"digest": "0" * 64}, Kind.DIGEST, id="digest"),
            pytest.param({"digest": "x" * 64}, Kind.FORM, id="digest-form"),
            pytest.param({"prev": "0" * 64}, Kind.CHAIN, id="prev"),
            pytest.param({"hash": "0" * 64}, Kind.HASH, id="hash"),
            pytest.param({"hash": ROWS[1].hash + "\n"}, Kind.FORM, id="hash-with-line-feed"),
            pytest.param({"seq": 5}, Kind.GAP, id="seq"),
            pytest.param({"seq": 2**60}, Kind.FORM, id="seq-huge"),
            pytest.param({"seq": -2}, Kind.FORM, id="seq-negative"),
            pytest.param({"data": None}, Kind.FORM, id="half-removed-data"),
            pytest.param({"salt": None}, Kind.FORM, id="half-removed-salt"),
        ],
    )
    def test_finds_a_changed_entry_and_names_its_kind(self, change: dict[str, Any], kind: Kind) -> None:
        finding = check(SITTING, (ROWS[0], replace(ROWS[1], **change), ROWS[2]))

        assert kind in kinds(finding)

    @pytest.mark.parametrize(
        ("rows", "kind"),
        [
            pytest.param(ROWS[1:], Kind.GAP, id="first-taken-out"),
            pytest.param((ROWS[0], ROWS[2]), Kind.GAP, id="one-taken-out"),
            pytest.param((ROWS[1], ROWS[0], ROWS[2]), Kind.GAP, id="swapped"),
            pytest.param((ROWS[0], *ROWS), Kind.GAP, id="doubled"),
        ],
    )
    def test_finds_entries_that_are_not_where_they_were(self, rows: tuple[Row, ...], kind: Kind) -> None:
        assert kind in kinds(check(SITTING, rows))

    def test_an_entry_sealed_anew_breaks_the_link_of_the_next_one(self) -> None:
        forged = seal(SITTING, 2, AT, "note_taken.v1", "{}", "0" * 32, ROWS[0].hash)

        finding = check(SITTING, (ROWS[0], forged, ROWS[2]))

        assert [(damage.seq, damage.kind) for damage in finding.damages] == [(3, Kind.CHAIN)]

    def test_one_missing_entry_is_one_damage(self) -> None:
        finding = check(SITTING, (ROWS[0], ROWS[2]))

        assert [(d.seq, d.kind, d.detail) for d in finding.damages] == [(3, Kind.GAP, "expected 2")]

    def test_the_entries_of_another_sitting_are_not_this_one_s(self) -> None:
        assert kinds(check("2026-12-10-ausschuss", ROWS)) == {Kind.HASH}

    def test_a_sitting_s_name_that_is_no_text_is_damage(self) -> None:
        assert kinds(check("\udcff", ROWS)) == {Kind.FORM}


class TestHead:
    """architecture.md, "Keeping": journal ahead is normal, behind is a loss."""

    @pytest.mark.parametrize("seq", [1, 2, 3])
    def test_a_record_that_reaches_the_head_or_goes_on_after_it_is_sound(self, seq: int) -> None:
        assert check(SITTING, ROWS, (seq, ROWS[seq - 1].hash)).sound

    def test_the_head_of_an_empty_record_fits_every_record(self) -> None:
        assert check(SITTING, ROWS, (0, GENESIS)).sound
        assert check(SITTING, (), (0, GENESIS)).sound

    @pytest.mark.parametrize("kept", [0, 1, 2])
    def test_a_record_that_ends_before_its_head_has_lost_entries(self, kept: int) -> None:
        finding = check(SITTING, ROWS[:kept], (3, ROWS[2].hash))

        assert [(d.seq, d.kind) for d in finding.damages] == [(kept, Kind.BEHIND)]

    def test_a_record_with_another_entry_at_its_head_is_another_record(self) -> None:
        finding = check(SITTING, ROWS, (2, ROWS[0].hash))

        assert kinds(finding) == {Kind.HEAD}

    def test_people_compare_26_base32_characters(self) -> None:
        assert short_head("00" * 32) == "A" * 26
        assert short_head("ff" * 32) == "7" * 26
        assert len({short_head(row.hash) for row in ROWS}) == 3

    @pytest.mark.parametrize(
        "spelling",
        [
            pytest.param(lambda row: short_head(row.hash), id="printed"),
            pytest.param(lambda row: short_head(row.hash).lower(), id="lower-case"),
            pytest.param(
                lambda row: f" {short_head(row.hash)[:13]} {short_head(row.hash)[13:]}\n", id="blanks"
            ),
            pytest.param(lambda row: f"{short_head(row.hash)[:5]}-{short_head(row.hash)[5:]}", id="hyphen"),
            pytest.param(lambda row: row.hash, id="whole"),
            pytest.param(lambda row: row.hash.upper(), id="whole-upper-case"),
        ],
    )
    def test_a_printed_head_finds_its_entry(self, spelling: Any) -> None:
        assert row_at(ROWS, spelling(ROWS[1])) is ROWS[1]

    @pytest.mark.parametrize("head", ["", "A" * 26, "0" * 64, "feststellen"])
    def test_a_head_of_another_record_finds_nothing(self, head: str) -> None:
        assert row_at(ROWS, head) is None

    def test_a_damaged_entry_is_passed_over_when_looking_for_a_head(self) -> None:
        damaged = (replace(ROWS[0], hash="no hash"), *ROWS[1:])

        assert row_at(damaged, short_head(ROWS[2].hash)) is ROWS[2]


class TestRemoval:
    """architecture.md, "Keeping": salt and data can be removed; every other row still verifies."""

    def test_removed_entries_are_counted_and_the_chain_still_holds(self) -> None:
        rows = (ROWS[0], stripped(ROWS[1]), stripped(ROWS[2]))

        finding = check(SITTING, rows, (3, ROWS[2].hash))

        assert finding.sound
        assert finding.removed == 2

    def test_a_removed_entry_keeps_nothing_of_what_it_said(self) -> None:
        row = stripped(ROWS[1])

        assert (row.data, row.salt) == (None, None)
        assert row.hash == ROWS[1].hash

    def test_a_removed_entry_cannot_be_moved_in_time(self) -> None:
        moved = replace(stripped(ROWS[1]), at="2026-12-09T13:00:01.000000+00:00")

        assert kinds(check(SITTING, (ROWS[0], moved, ROWS[2]))) == {Kind.HASH}

    def test_a_file_keeps_removed_entries_as_removed(self) -> None:
        rows = (ROWS[0], stripped(ROWS[1]), ROWS[2])

        assert read_jsonl(write_jsonl(SITTING, rows)) == Copy(sitting=SITTING, rows=rows)


FILE = write_jsonl(SITTING, ROWS)
HEAD = (3, ROWS[2].hash)


class TestFile:
    """contract.md § 7: ``journal.jsonl``, one event a line, canonical, ended by a line feed."""

    def test_a_line_is_the_canonical_json_of_the_entry(self) -> None:
        row = ROWS[1]
        line = (
            f'{{"at":"{AT}","data":{{"ballot":23,"choice":"ja"}},"digest":"{row.digest}",'
            f'"hash":"{row.hash}","prev":"{row.prev}","salt":"{row.salt}","seq":2,'
            f'"sitting":"{SITTING}","type":"note_taken.v1"}}'
        )

        assert FILE.split(b"\n")[1] == line.encode()

    def test_what_was_written_is_read(self) -> None:
        assert read_jsonl(FILE) == Copy(sitting=SITTING, rows=ROWS)

    @given(st.lists(objects, min_size=1, max_size=5))
    def test_any_sealed_record_survives_the_file(self, contents: list[object]) -> None:
        rows = chain(*contents)
        raw = write_jsonl(SITTING, rows)

        assert read_jsonl(raw) == Copy(sitting=SITTING, rows=rows)
        assert check_jsonl(raw, (len(rows), rows[-1].hash)).sound

    @pytest.mark.parametrize("bit", range(8))
    def test_no_flipped_bit_goes_unnoticed(self, bit: int) -> None:
        unnoticed = [
            place
            for place in range(len(FILE))
            if check_jsonl(FILE[:place] + bytes([FILE[place] ^ 1 << bit]) + FILE[place + 1 :]).sound
        ]

        assert unnoticed == []

    @given(st.integers(0, len(FILE) - 1), st.integers(0, 255))
    def test_no_changed_byte_goes_unnoticed(self, place: int, byte: int) -> None:
        changed = FILE[:place] + bytes([byte]) + FILE[place + 1 :]

        assert check_jsonl(changed).sound is (changed == FILE)

    def test_no_byte_can_be_taken_out_or_doubled(self) -> None:
        shorter = (FILE[:place] + FILE[place + 1 :] for place in range(len(FILE)))
        longer = (FILE[:place] + FILE[place:][:1] + FILE[place:] for place in range(len(FILE)))

        assert not any(check_jsonl(raw).sound for raw in (*shorter, *longer))

    def test_no_end_can_be_cut_off_where_the_head_is_known(self) -> None:
        assert not any(check_jsonl(FILE[:length], HEAD).sound for length in range(len(FILE)))
        assert check_jsonl(FILE, HEAD).sound

    def test_without_a_head_only_whole_entries_can_be_cut_off(self) -> None:
        ends = {place + 1 for place, byte in enumerate(FILE) if byte == 0x0A}
        unnoticed = {length for length in range(len(FILE) + 1) if check_jsonl(FILE[:length]).sound}

        assert unnoticed == ends

    def test_every_broken_line_is_named(self) -> None:
        lines = FILE.split(b"\n")

        finding = check_jsonl(b"\n".join([b"{}", lines[1], b"\xff", b""]))

        assert [(d.seq, d.kind) for d in finding.damages] == [(1, Kind.FORM), (3, Kind.FORM)]
        assert (finding.sitting, finding.count) == (SITTING, 3)

    @pytest.mark.parametrize(
        "raw",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"\n", id="empty-line"),
            pytest.param(b"\xef\xbb\xbf" + FILE, id="byte-order-mark"),
            pytest.param(FILE.replace(b"\n", b"\r\n"), id="windows-line-ends"),
            pytest.param(FILE + b"\n", id="further-empty-line"),
            pytest.param(FILE[:-1], id="last-line-not-ended"),
            pytest.param(FILE + write_jsonl("another", chain({}, sitting="another")), id="two"),
            pytest.param(FILE.replace(b'"seq":2', b'"seq":"2"'), id="number-as-text"),
            pytest.param(FILE.replace(b'"seq":1', b'"seq":true'), id="truth-as-number"),
            pytest.param(FILE.replace(b'"type":"note_taken.v1"', b'"type":null'), id="no-type"),
            pytest.param(
                FILE.replace(b'"salt":"', b'"salt":["').replace(b'","seq', b'"],"seq'), id="salt-list"
            ),
            pytest.param(b"[]\n", id="not-an-object"),
            pytest.param(b'{"a":1}\n', id="other-fields"),
        ],
    )
    def test_what_is_no_record_is_a_finding(self, raw: bytes) -> None:
        assert not check_jsonl(raw).sound

    @given(st.binary(max_size=200))
    def test_arbitrary_bytes_are_a_finding_and_never_a_crash(self, raw: bytes) -> None:
        assert not check_jsonl(raw).sound

    def test_a_finding_can_take_up_further_damage(self) -> None:
        finding = check_jsonl(FILE)
        damage = record.Damage(seq=0, kind=Kind.SIGNATURE)

        assert finding.also([damage]).damages == (damage,)
        assert finding.sound


class TestStandsAlone:
    """contract.md § 7: ``verify.py`` is standard library only."""

    @pytest.mark.parametrize("name", ["record.py", "ed25519.py"])
    def test_imports_the_standard_library_only(self, name: str) -> None:
        source = (Path(record.__file__).parent / name).read_text()

        imported = {
            alias.name.split(".")[0]
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Import)
            for alias in node.names
        } | {
            (node.module or "").split(".")[0]
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.ImportFrom)
        }

        assert imported <= sys.stdlib_module_names

    def test_checks_a_record_with_nothing_but_python(self, tmp_path: Path) -> None:
        (tmp_path / "record.py").write_text(Path(record.__file__).read_text())
        (tmp_path / "journal.jsonl").write_bytes(FILE)
        (tmp_path / "main.py").write_text(
            "import sys\nsys.path.insert(0, '.')\nimport record\n"
            "print(record.check_jsonl(open('journal.jsonl', 'rb').read()).sound)\n"
        )

        done = subprocess.run(
            [sys.executable, "-I", "-S", "main.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

        assert (done.stdout, done.stderr) == ("True\n", "")
