"""Ed25519 signatures, checked with nothing but Python."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from council.ed25519 import verify

VECTORS: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "rfc8032.json").read_text("ascii"))
ORDER = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19


def parts(name: str) -> tuple[bytes, bytes, bytes]:
    vector = VECTORS[name]
    return (
        bytes.fromhex(vector["public_key"]),
        bytes.fromhex(vector["message"]),
        bytes.fromhex(vector["signature"]),
    )


def with_bit(raw: bytes, bit: int) -> bytes:
    place = bit // 8
    return raw[:place] + bytes([raw[place] ^ 1 << bit % 8]) + raw[place + 1 :]


def library_says(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


seeds = st.binary(min_size=32, max_size=32)
messages = st.binary(max_size=300)


class TestVectors:
    """RFC 8032, § 7.1."""

    def test_all_five_of_the_standard_are_here(self) -> None:
        assert {name: len(parts(name)[1]) for name in VECTORS} == {
            "TEST 1": 0, "TEST 2": 1, "TEST 3": 2, "TEST 1024": 1023, "TEST SHA(abc)": 64,
        }  # fmt: skip

    @pytest.mark.parametrize("name", VECTORS)
    def test_a_signature_of_the_standard_is_good(self, name: str) -> None:
        assert verify(*parts(name))

    @pytest.mark.parametrize("name", VECTORS)
    def test_another_message_is_not_what_was_signed(self, name: str) -> None:
        key, message, signature = parts(name)

        assert not verify(key, message + b"\x00", signature)

    @pytest.mark.parametrize("name", ["TEST 2", "TEST 3"])
    def test_the_key_of_another_person_is_refused(self, name: str) -> None:
        _, message, signature = parts(name)

        assert not verify(parts("TEST 1")[0], message, signature)


class TestAgainstALibrary:
    """contract.md § 7: verify-only code, the same answers as a library that many use."""

    @settings(max_examples=15, deadline=None)
    @given(seed=seeds, message=messages)
    def test_what_a_library_signs_is_good(self, seed: bytes, message: bytes) -> None:
        key = Ed25519PrivateKey.from_private_bytes(seed)

        assert verify(key.public_key().public_bytes_raw(), message, key.sign(message))

    @settings(max_examples=15, deadline=None)
    @given(seed=seeds, message=messages, bit=st.integers(0, 511))
    def test_no_bit_of_a_signature_can_change(self, seed: bytes, message: bytes, bit: int) -> None:
        key = Ed25519PrivateKey.from_private_bytes(seed)
        public, changed = key.public_key().public_bytes_raw(), with_bit(key.sign(message), bit)

        assert verify(public, message, changed) is library_says(public, message, changed) is False

    @settings(max_examples=15, deadline=None)
    @given(seed=seeds, message=messages, bit=st.integers(0, 255))
    def test_no_bit_of_a_key_can_change(self, seed: bytes, message: bytes, bit: int) -> None:
        key = Ed25519PrivateKey.from_private_bytes(seed)
        public = with_bit(key.public_key().public_bytes_raw(), bit)

        assert not verify(public, message, key.sign(message))

    @settings(max_examples=15, deadline=None)
    @given(key=seeds, message=messages, signature=st.binary(min_size=64, max_size=64))
    def test_arbitrary_bytes_are_no_signature(self, key: bytes, message: bytes, signature: bytes) -> None:
        assert not verify(key, message, signature)


class TestMalformed:
    """RFC 8032, § 5.1.3 and § 5.1.7: what cannot be decoded is not a good signature."""

    @pytest.mark.parametrize("length", [0, 31, 33])
    def test_a_key_of_another_length(self, length: int) -> None:
        _, message, signature = parts("TEST 1")

        assert not verify(b"\x01" * length, message, signature)

    @pytest.mark.parametrize("length", [0, 63, 65])
    def test_a_signature_of_another_length(self, length: int) -> None:
        key, message, signature = parts("TEST 1")

        assert not verify(key, message, (signature + b"\x00")[:length])

    def test_the_same_signature_with_a_larger_scalar(self) -> None:
        key, message, signature = parts("TEST 2")
        scalar = int.from_bytes(signature[32:], "little") + ORDER

        assert not verify(key, message, signature[:32] + scalar.to_bytes(32, "little"))

    def test_the_same_point_in_a_second_spelling(self) -> None:
        seed, message = bytes(range(32)), b"message"
        key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        half = bytearray(hashlib.sha512(seed).digest()[:32])
        half[0] &= 0xF8
        half[31] = half[31] & 0x7F | 0x40

        def signed(commitment: bytes) -> bytes:
            digest = hashlib.sha512(commitment + key + message).digest()
            scalar = int.from_bytes(digest, "little") * int.from_bytes(half, "little") % ORDER
            return commitment + scalar.to_bytes(32, "little")

        assert verify(key, message, signed((1).to_bytes(32, "little")))
        assert not verify(key, message, signed((P + 1).to_bytes(32, "little")))

    @pytest.mark.parametrize(
        "point",
        [
            pytest.param(P.to_bytes(32, "little"), id="y-too-large"),
            pytest.param((2**255 - 1).to_bytes(32, "little"), id="largest-y"),
            pytest.param((2).to_bytes(32, "little"), id="not-on-the-curve"),
            pytest.param((1 + 2**255).to_bytes(32, "little"), id="x-zero-with-a-sign"),
        ],
    )
    def test_a_point_that_is_none(self, point: bytes) -> None:
        key, message, signature = parts("TEST 1")

        assert not verify(point, message, signature)
        assert not verify(key, message, point + signature[32:])

    @pytest.mark.parametrize(
        "key",
        [
            pytest.param(bytes(32), id="order-4"),
            pytest.param((1).to_bytes(32, "little"), id="order-1"),
            pytest.param((P - 1).to_bytes(32, "little"), id="order-2"),
        ],
    )
    def test_a_key_under_which_anything_would_be_signed(self, key: bytes) -> None:
        accepted = [
            signature
            for first in (bytes(32), (1).to_bytes(32, "little"), (P - 1).to_bytes(32, "little"))
            if verify(key, b"message", signature := first + bytes(32))
        ]

        assert accepted == []
