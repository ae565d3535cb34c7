"""The head file (``kopf.json``) of an evidence package: how long the record is, signed.

A chain alone cannot show that its end was cut off; a head that was published can. The digests of
the files beside the record are signed with it, so that none of them can be changed alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from council.ed25519 import verify
from council.record import Copy, Damage, Kind, NotCanonical, canonical, read_canonical

_FIELDS = ("count", "files", "hash", "public_key", "signature", "sitting")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadFile:
    """A signed statement of how many entries a record has and how the last one is hashed.

    ``public_key`` and ``signature`` are Ed25519 in hexadecimal, over ``signed_bytes``; ``files`` has
    the SHA-256 of each file that lies beside the record.
    """

    sitting: str
    count: int
    hash: str
    public_key: str
    signature: str
    files: Mapping[str, str] = field(default_factory=dict)


def signed_bytes(sitting: str, count: int, head: str, files: Mapping[str, str]) -> bytes:
    """Return what is signed: the canonical JSON of ``count``, ``files``, ``hash`` and ``sitting``."""
    return canonical({"count": count, "files": dict(files), "hash": head, "sitting": sitting}).encode()


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file, in hexadecimal."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def write_head_file(head: HeadFile) -> bytes:
    """Return the file: one canonical line that ends with a line feed."""
    fields = {name: getattr(head, name) for name in _FIELDS}
    return f"{canonical(fields)}\n".encode()


def read_head_file(raw: bytes) -> HeadFile:
    """Return the statement in a file; anything but its one spelling raises NotCanonical."""
    try:
        value = read_canonical(raw.removesuffix(b"\n").decode())
    except UnicodeDecodeError as fault:
        raise NotCanonical("not UTF-8") from fault
    if not raw.endswith(b"\n") or not isinstance(value, dict) or tuple(sorted(value)) != _FIELDS:
        raise NotCanonical("other fields than a head file has")
    texts = [value[name] for name in ("sitting", "hash", "public_key", "signature")]
    files = value["files"]
    if not isinstance(files, dict):
        raise NotCanonical("field of another kind")
    texts += files.values()
    if type(value["count"]) is not int or not all(isinstance(text, str) for text in texts):
        raise NotCanonical("field of another kind")
    return HeadFile(**value)


def check_head_file(raw: bytes, copy: Copy) -> tuple[Damage, ...]:
    """Return what is wrong between a head file and the record it stands beside."""
    try:
        head = read_head_file(raw)
    except NotCanonical as fault:
        return (Damage(seq=0, kind=Kind.FORM, detail=f"kopf.json: {fault}"),)
    damages: list[Damage] = []
    if not _signed(head):
        damages.append(Damage(seq=0, kind=Kind.SIGNATURE))
    last = copy.rows[-1].hash if copy.rows else ""
    if (head.sitting, head.count, head.hash) != (copy.sitting, len(copy.rows), last):
        kind = Kind.BEHIND if len(copy.rows) < head.count else Kind.HEAD
        damages.append(Damage(seq=0, kind=kind, detail=f"expected {head.count}"))
    return tuple(damages)


def _signed(head: HeadFile) -> bool:
    try:
        key, signature = bytes.fromhex(head.public_key), bytes.fromhex(head.signature)
    except ValueError:
        return False
    if (key.hex(), signature.hex()) != (head.public_key, head.signature):
        return False
    return verify(key, signed_bytes(head.sitting, head.count, head.hash, head.files), signature)
