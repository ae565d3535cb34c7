"""The list of planted faults fits the tree that it is about."""

from pathlib import Path

import pytest

from tests.planted.__main__ import main
from tests.planted.fault import ROOT, Fault
from tests.planted.judging import NotJudged, caught, ran
from tests.planted.listing import FAULTS
from tests.test_security import names_in

NAMES = [fault.name for fault in FAULTS]


class TestFaults:
    """Each takes one check away that stands there today."""

    @pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
    def test_the_text_to_be_replaced_stands_there_once(self, fault: Fault) -> None:
        assert fault.source.count(fault.old) == 1

    @pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
    def test_with_the_fault_it_is_still_a_program(self, fault: Fault) -> None:
        assert compile(fault.planted, fault.file, "exec").co_filename == fault.file
        assert fault.planted != fault.source

    @pytest.mark.parametrize("test", sorted({test for fault in FAULTS for test in fault.tests}))
    def test_every_named_test_exists(self, test: str) -> None:
        path, _, name = test.partition("[")[0].partition("::")

        assert name in names_in(ROOT / path)

    @pytest.mark.parametrize(
        "kind", ["token", "token: tenant", "role", "state", "closing", "data folder", "fsync"]
    )
    def test_every_kind_of_check_is_taken_away(self, kind: str) -> None:
        assert [name for name in NAMES if name.startswith(kind)]

    def test_no_name_stands_for_two(self) -> None:
        assert len(set(NAMES)) == len(NAMES) >= 12


CHECK = "if vote > 1:"
CHECKED = f"def count(vote):\n    {CHECK}\n        raise ValueError\n    return vote\n"
NOTICING = (
    "import pytest, sums\n\ndef test_it():\n    with pytest.raises(ValueError):\n        sums.count(2)\n"
)
BLIND = "import sums\n\ndef test_it():\n    assert sums.count(1) == 1\n"


class TestJudging:
    """What the count says is true, and the tree is as it was."""

    @pytest.mark.parametrize(
        ("test", "noticed"), [(NOTICING, True), (BLIND, False)], ids=["noticing", "blind"]
    )
    def test_a_fault_is_caught_where_a_test_fails(self, tmp_path: Path, test: str, noticed: bool) -> None:
        (tmp_path / "sums.py").write_text(CHECKED, encoding="utf-8")
        (tmp_path / "test_sums.py").write_text(test, encoding="utf-8")
        fault = Fault(name="n", file="sums.py", old=CHECK, new="if False:", tests=("test_sums.py::test_it",))

        assert caught(tmp_path, fault) is noticed
        assert (tmp_path / "sums.py").read_text(encoding="utf-8") == CHECKED

    @pytest.mark.parametrize("first", ["assert False", "pass"], ids=["failed", "passed"])
    def test_a_process_that_breaks_down_while_it_ends(self, tmp_path: Path, first: str) -> None:
        ends = "import atexit, os, signal\natexit.register(os.kill, os.getpid(), signal.SIGKILL)\n"
        (tmp_path / "test_end.py").write_text(f"{ends}\n\ndef test_it():\n    {first}\n", encoding="utf-8")

        if first == "pass":
            with pytest.raises(NotJudged):
                ran(tmp_path, ("test_end.py::test_it",))
        else:
            assert not ran(tmp_path, ("test_end.py::test_it",)).passed

    def test_a_test_that_is_not_there_catches_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(NotJudged):
            ran(tmp_path, ("test_none.py::test_it",))

    @pytest.mark.parametrize(
        ("others", "verdict", "status"),
        [
            pytest.param("", "NOT JUDGED", 2, id="nothing-was-run"),
            pytest.param(BLIND, "NOT JUDGED", 2, id="another-noticed-nothing"),
            pytest.param(NOTICING, "caught", 0, id="another-noticed"),
        ],
    )
    def test_where_a_test_was_skipped_nobody_knows_whether_it_would_have_noticed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], others: str, verdict: str, status: int
    ) -> None:
        skipped = "import pytest\n\n@pytest.mark.skip\ndef test_elsewhere():\n    pass\n"
        (tmp_path / "sums.py").write_text(CHECKED, encoding="utf-8")
        (tmp_path / "test_sums.py").write_text(f"{skipped}\n\n{others}", encoding="utf-8")
        fault = Fault(name="n", file="sums.py", old=CHECK, new="if False:", tests=("test_sums.py",))

        assert main([], [fault], tmp_path) == status
        said = capsys.readouterr().out
        assert said.startswith(verdict)
        assert ("1 not judged" in said) is (status == 2)

    def test_a_name_that_no_fault_has_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["no such check"]) == 2
        assert "No fault" in capsys.readouterr().err
