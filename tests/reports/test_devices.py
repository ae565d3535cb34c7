"""The table of devices as a file."""

import csv
import io

from council.devices import Device
from reports.devices import HEADER, devices_csv
from tests import cast
from tests.cards.helps import PHONE, pressed


def table(devices: dict[str, Device]) -> dict[str, dict[str, str]]:
    """The file's rows by member."""
    text = devices_csv(cast.opened(), devices).decode("utf-8-sig")
    return {row["kennung"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


class TestFile:
    """contract § 7: semicolons, UTF-8 with BOM, times with their offset, cells made harmless."""

    def test_has_a_line_for_everybody_with_a_vote(self) -> None:
        assert set(table({})) == set(cast.VOTERS)

    def test_says_what_is_known(self) -> None:
        row = table({cast.entra_id(3): pressed()})["abel"]

        assert row["gerät"] == "iOS"
        assert row["gedrückt"] == "2026-12-09T14:42:00+01:00"
        assert (row["kamera"], row["mikrofon"], row["gast_mit_android"]) == ("ja", "nein", "")

    def test_leaves_empty_what_is_not(self) -> None:
        row = table({})["abel"]

        assert [row[name] for name in HEADER[4:]] == [""] * 9

    def test_never_lets_a_client_name_become_a_formula(self) -> None:
        evil = Device(account="x", platform="=1+1", seen_at=PHONE.seen_at)

        assert table({cast.entra_id(3): evil})["abel"]["gerät"] == "'=1+1"
