"""Sealed notices opened and understood: every changed byte is noticed before anything is decrypted."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import (
    Certificate,
    Happened,
    NoCertificate,
    NotSound,
    event_of,
    make_certificate,
    read_certificate,
    read_notices,
    same_secret,
    unsealed,
)
from graph.notices import Sealed
from rehearsal.graph_sealing import public_key, seal

NOW = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)
DATA: dict[str, Any] = {"eventType": "callStarted", "eventDateTime": "2026-12-09T13:00:00.1234567Z"}


@cache
def _made(name: str) -> Certificate:
    assert name
    return make_certificate(NOW)


def certificate(name: str = "own") -> Certificate:
    """A certificate of this name, the same one throughout."""
    return _made(name)


def sealed(data: Any = None, by: str = "own", **changes: str) -> Sealed:
    """Data as Graph seals it, with parts of it changed."""
    held = certificate(by)
    content = seal(DATA if data is None else data, held.sealing.certificate, held.id) | changes
    row = {"subscriptionId": "s", "encryptedContent": content}
    (notice,) = read_notices({"value": [row]}).notices
    assert notice.sealed is not None
    return notice.sealed


def flipped(text: str, place: int) -> str:
    raw = bytearray(base64.b64decode(text))
    raw[place % len(raw)] ^= 1
    return base64.b64encode(raw).decode()


class TestSealed:
    """Reliability, threat 28: the key, then the signature, and only then the data."""

    def test_is_opened_with_its_certificate(self) -> None:
        assert json.loads(unsealed(sealed(), certificate().key)) == DATA

    def test_names_its_certificate(self) -> None:
        assert sealed().certificate == certificate().id

    def test_is_not_opened_with_another_certificate(self) -> None:
        with pytest.raises(NotSound, match="key"):
            unsealed(sealed(by="other"), certificate().key)

    @pytest.mark.parametrize("part", ["data", "signature", "key"])
    def test_no_changed_byte_gets_through(self, part: str) -> None:
        good = sealed()
        text = getattr(good, part)
        for place in range(len(base64.b64decode(text))):
            bad = {"data": good.data, "signature": good.signature, "key": good.key}
            bad[part] = flipped(text, place)
            with pytest.raises(NotSound) as refused:
                unsealed(Sealed(certificate=good.certificate, **bad), certificate().key)
            assert refused.value.reason in ("signature", "key"), "nothing was decrypted"

    @pytest.mark.parametrize("part", ["data", "signature", "key"])
    @pytest.mark.parametrize("value", ["", "*", "AAA", "ä", "QUJD"])
    def test_rubbish_is_refused(self, part: str, value: str) -> None:
        good = {"data": sealed().data, "signature": sealed().signature, "key": sealed().key}

        with pytest.raises(NotSound):
            unsealed(Sealed(certificate="x", **{**good, part: value}), certificate().key)

    def test_another_notices_data_is_refused(self) -> None:
        one, other = sealed(), sealed({"eventType": "callEnded"})

        with pytest.raises(NotSound, match="signature"):
            unsealed(
                Sealed(data=other.data, signature=other.signature, key=one.key, certificate="x"),
                certificate().key,
            )

    def test_a_secret_is_shown_by_nothing(self) -> None:
        (notice,) = read_notices({"value": [{"subscriptionId": "s", "clientState": "hush"}]}).notices

        assert "hush" not in repr(notice)


class TestSecrets:
    """Threat 26: two secrets are the same or not; nothing is the same as nothing."""

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [("a", "a", True), ("a", "b", False), ("a", "ab", False), ("", "", False), ("ä", "ä", True)],
    )
    def test_are_compared_whole(self, one: str, other: str, same: bool) -> None:
        assert same_secret(one, other) is same


class TestCertificate:
    """Made once, RSA 2048, self-signed; it comes back from the disk as it was."""

    def test_is_what_graph_takes(self) -> None:
        key = public_key(certificate().sealing.certificate)

        assert key is not None
        assert key.key_size == 2048
        assert certificate().ends - NOW == timedelta(days=365)

    def test_comes_back_from_the_disk(self) -> None:
        again = read_certificate(certificate().id, certificate().pem())

        assert again.der == certificate().der
        assert json.loads(unsealed(sealed(), again.key)) == DATA

    def test_only_its_public_half_leaves(self) -> None:
        assert b"PRIVATE" not in base64.b64decode(certificate().sealing.certificate)
        assert "key=" not in repr(certificate())

    @pytest.mark.parametrize("content", [b"", b"rubbish", b"-----BEGIN PRIVATE KEY-----\nAA\n"])
    def test_rubbish_on_the_disk_is_none(self, content: bytes) -> None:
        with pytest.raises(NoCertificate):
            read_certificate("x", content)

    def test_anothers_key_does_not_fit(self) -> None:
        mine, others = certificate().pem(), certificate("other").pem()
        mixed = mine[: mine.index(b"-----BEGIN CERT")] + others[others.index(b"-----BEGIN CERT") :]

        with pytest.raises(NoCertificate):
            read_certificate("x", mixed)


def roster(*rows: Any, **more: Any) -> bytes:
    said = {"eventType": "rosterUpdated", "eventDateTime": "2026-12-09T13:00:00Z", **more}
    return json.dumps(said | {"participants@delta": list(rows)}).encode()


def row(**changes: Any) -> dict[str, Any]:
    user = {"id": "F3CE5E01-0724-43C7-AE4D-80CA18703A96", "displayName": "Anna Abel", "tenantId": "t"}
    return {"id": "device-1", "info": {"identity": {"user": user}}, "isInLobby": False, **changes}


class TestCallEvents:
    """Joined, waiting, gone, in the words of Microsoft's guide and of its metadata."""

    def test_somebody_is_inside(self) -> None:
        event = event_of(roster(row()))
        (who,) = event.people

        assert event.what is Happened.ROSTER
        assert event.at == NOW
        assert (who.id, who.name) == ("device-1", "Anna Abel")
        assert who.entra_id == "f3ce5e01-0724-43c7-ae4d-80ca18703a96"
        assert not who.gone
        assert not who.lobby

    @pytest.mark.parametrize(
        "reason",
        [
            "Participant has left the meeting call.",
            "Participant has entered an inactive state in the roster.",
        ],
    )
    def test_somebody_is_gone(self, reason: str) -> None:
        (who,) = event_of(roster(row(removedState={"reason": reason}))).people

        assert who.gone

    def test_an_empty_removed_state_is_none(self) -> None:
        (who,) = event_of(roster(row(removedState=None))).people

        assert not who.gone

    def test_somebody_waits_in_the_lobby(self) -> None:
        (who,) = event_of(roster(row(isInLobby=True))).people

        assert who.lobby

    def test_names_in_capitals_are_the_same_names(self) -> None:
        user = {"Id": "A-1", "DisplayName": "Anna Abel"}
        large = {"Id": "d", "Info": {"Identity": {"User": user}}, "IsInLobby": True, "RemovedState": {}}
        (who,) = event_of(roster(large)).people

        assert (who.entra_id, who.name, who.lobby, who.gone) == ("a-1", "Anna Abel", True, True)

    @pytest.mark.parametrize("kind", ["guest", "phone", "azureCommunicationServicesUser"])
    def test_who_is_no_user_has_a_name_and_no_account(self, kind: str) -> None:
        identity = {kind: {"id": "8:acs:1", "displayName": "Anna Abel"}}
        (who,) = event_of(roster(row(info={"identity": identity}))).people

        assert (who.entra_id, who.name) == ("", "Anna Abel")

    def test_a_recorder_is_nobody(self) -> None:
        recorder = row(info={"identity": {"application": {"id": "r", "displayName": "Recorder"}}})

        assert [who.name for who in event_of(roster(recorder, row())).people] == ["Anna Abel"]

    @pytest.mark.parametrize("name", ["eventType", "callEventType"])
    @pytest.mark.parametrize(
        ("value", "what"),
        [
            ("callStarted", Happened.STARTED),
            ("callEnded", Happened.ENDED),
            ("Microsoft.Communication.CallEnded", Happened.ENDED),
            ("transcriptionStarted", Happened.OTHER),
            ("", Happened.OTHER),
        ],
    )
    def test_what_happened_is_told_under_either_name(self, name: str, value: str, what: Happened) -> None:
        assert event_of(json.dumps({name: value}).encode()).what is what

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\xff",
            b"[]",
            b"5",
            b'"x"',
            b'{"eventType":"rosterUpdated","participants@delta":{"a":1}}',
            b'{"eventType":"rosterUpdated","participants@delta":["x"]}',
            b'{"eventType":"rosterUpdated","participants@delta":[{"info":5}]}',
            b'{"eventDateTime":"tomorrow"}',
            b"[" * 100_000,
        ],
    )
    def test_nonsense_is_refused(self, raw: bytes) -> None:
        with pytest.raises(NotSound):
            event_of(raw)

    @settings(deadline=None)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(
                    st.sampled_from(
                        ["eventType", "participants@delta", "info", "identity", "user", "id", "isInLobby"]
                    ),
                    inner,
                )
            ),
            max_leaves=12,
        )
    )
    def test_whatever_comes_is_an_event_or_refused(self, value: Any) -> None:
        body = {"eventType": "rosterUpdated", "participants@delta": [value]}
        try:
            event = event_of(json.dumps(body).encode())
        except NotSound:
            return
        told = [(who.id, who.entra_id, who.name) for who in event.people]
        assert all(type(part) is str for parts in told for part in parts)
