"""What can be said of a package by whoever has nothing but the package. Part of ``verify.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from council.headfile import check_head_file, digests, read_head_file
from council.record import (
    Copy,
    Damage,
    Finding,
    NotCanonical,
    check,
    read_jsonl,
    row_at,
    short_head,
)
from reports.counted import Remark
from reports.reading import ELECTIONS_FILE, FILES, HEAD_FILE, JOURNAL, Package
from reports.recount import Recount
from reports.recount_tables import elections_remarks, results_remarks, votes_remarks

SOUND, DAMAGED, NO_PACKAGE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """The record of a package, if it could be read, and everything to tell about it."""

    copy: Copy | None
    remarks: tuple[Remark, ...]

    @property
    def damaged(self) -> bool:
        """Whether anything at all is wrong."""
        return any(remark.damage for remark in self.remarks)


def examine(package: Package, head: str | None = None) -> Examined:
    """Check chain, spelling, signature, published head, counts and result tables of a package."""
    remarks = [Remark(key="package", values={"name": package.name}), *package.remarks]
    raw = package.files.get(JOURNAL)
    if raw is None:
        return Examined(copy=None, remarks=tuple(remarks))
    copy = read_jsonl(raw)
    if isinstance(copy, Finding):
        return Examined(copy=None, remarks=(*remarks, *_told(copy.damages)))
    return Examined(copy=copy, remarks=(*remarks, *_of_copy(package, copy, head)))


def examine_record(name: str, copy: Copy, head: str | None = None) -> Examined:
    """Check a record that did not come from a file: chain, published head, counts."""
    package = Package(name=name, files={}, bare=True)
    first = Remark(key="package", values={"name": name})
    return Examined(copy=copy, remarks=(first, *_of_copy(package, copy, head)))


def _of_copy(package: Package, copy: Copy, head: str | None) -> list[Remark]:
    finding = check(copy.sitting, copy.rows)
    remarks = _summary(finding)
    remarks += _told(finding.damages)
    remarks += _head_remarks(package, copy)
    remarks += _published(copy, head)
    return remarks + _counts(package, copy)


def status_of(examined: list[Examined]) -> int:
    """The exit status for all packages of one path."""
    if not examined:
        return NO_PACKAGE
    return DAMAGED if any(one.damaged for one in examined) else SOUND


def _summary(finding: Finding) -> list[Remark]:
    remarks = []
    if finding.sound:
        head = short_head(finding.head)
        values = {"sitting": finding.sitting, "count": finding.count, "head": head}
        remarks.append(Remark(key="record", values=values))
    if finding.removed:
        remarks.append(Remark(key="removed", values={"count": finding.removed}))
    return remarks


def _told(damages: tuple[Damage, ...]) -> list[Remark]:
    return [
        Remark(key="damage." + damage.kind, values={"seq": damage.seq, "detail": damage.detail}, damage=True)
        for damage in damages
    ]


def _head_remarks(package: Package, copy: Copy) -> list[Remark]:
    raw = package.files.get(HEAD_FILE)
    if raw is None:
        return [Remark(key="unsigned")] if package.bare else []
    damages = check_head_file(raw, copy)
    if damages:
        return _told(damages)
    try:
        head = read_head_file(raw)
    except NotCanonical:
        return []
    return [Remark(key="signed", values={"key": head.public_key}), *_sealed(package, head.files)]


def _sealed(package: Package, signed: Mapping[str, str]) -> list[Remark]:
    """What of the files beside the record is not, byte for byte, what was signed with it."""
    own = (JOURNAL, HEAD_FILE)
    found = digests({name: raw for name, raw in package.files.items() if name not in own})
    changed = [name for name in FILES if name in found and found[name] != signed.get(name)]
    gone = [name for name in signed if name not in found and (name not in FILES or name == ELECTIONS_FILE)]
    return [
        *(Remark(key="changed_file", values={"file": name}, damage=True) for name in changed),
        *(Remark(key="missing_file", values={"file": name}, damage=True) for name in gone),
    ]


def _published(copy: Copy, head: str | None) -> list[Remark]:
    if head is None:
        return []
    row = row_at(copy.rows, head)
    if row is None:
        return [Remark(key="head_unknown", values={"head": head}, damage=True)]
    return [Remark(key="head_found", values={"seq": row.seq})]


def _counts(package: Package, copy: Copy) -> list[Remark]:
    recount = Recount(copy.rows)
    remarks = list(recount.remarks)
    if "ergebnisse.csv" in package.files:
        remarks += results_remarks(package.files["ergebnisse.csv"], recount)
    if "stimmen.csv" in package.files:
        remarks += votes_remarks(package.files["stimmen.csv"], recount)
    if not package.bare and (recount.elections or ELECTIONS_FILE in package.files):
        remarks += elections_remarks(package.files.get(ELECTIONS_FILE), recount)
    values = {"count": recount.recounted, "all": recount.closed}
    partly = recount.recounted < recount.closed
    remarks.append(Remark(key="recounted_partly" if partly else "recounted", values=values))
    if recount.secret:
        remarks.append(Remark(key="secret", values={"count": recount.secret}))
    return remarks
