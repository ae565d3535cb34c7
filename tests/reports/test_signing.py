"""The installation's key pair: made by a library, checked by our own verify-only code."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.ed25519 import verify
from reports.signing import NoIdentity, new_identity, signer_of

DOCUMENT = new_identity()


class TestIdentity:
    """Architecture, "Keeping": the head file is signed (Ed25519, RFC 8032)."""

    @given(st.binary(max_size=200))
    def test_signs_what_our_check_accepts(self, message: bytes) -> None:
        signer = signer_of(DOCUMENT)

        signature = bytes.fromhex(signer.sign(message))

        assert verify(bytes.fromhex(signer.public_key), message, signature)

    def test_signature_does_not_fit_another_message(self) -> None:
        signer = signer_of(DOCUMENT)
        signature = bytes.fromhex(signer.sign(b"31 to 21"))

        assert not verify(bytes.fromhex(signer.public_key), b"32 to 21", signature)

    def test_every_installation_has_its_own(self) -> None:
        assert new_identity() != new_identity()

    def test_never_shows_its_secret(self) -> None:
        assert DOCUMENT["private_key"] not in repr(signer_of(DOCUMENT))

    @pytest.mark.parametrize(
        "document",
        [
            pytest.param({}, id="empty"),
            pytest.param({**DOCUMENT, "algorithm": "rsa"}, id="other-kind"),
            pytest.param({**DOCUMENT, "private_key": "00"}, id="too-short"),
            pytest.param({**DOCUMENT, "private_key": "no hex"}, id="not-hexadecimal"),
            pytest.param({**DOCUMENT, "private_key": 7}, id="not-text"),
            pytest.param({**DOCUMENT, "public_key": "00" * 32}, id="foreign-public-key"),
        ],
    )
    def test_refuses_what_is_no_key_pair(self, document: dict[str, Any]) -> None:
        with pytest.raises(NoIdentity):
            signer_of(document)
