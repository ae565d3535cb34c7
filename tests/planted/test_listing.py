"""The list of planted faults fits the tree that it is about."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.planted.judging import caught, copied
from tests.planted.listing import FAULTS, ROOT, Fault
from tests.test_security import names_in

NAMES = [fault.name for fault in FAULTS]


class TestFaults:
    """Each takes one check away that stands there today."""

    @pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
    def test_the_text_to_be_replaced_stands_there_once(self, fault: Fault) -> None:
        assert fault.source.count(fault.old) == 1

    @pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
    def test_with_the_fault_it_is_still_a_program(self, fault: Fault) -> None:
        assert ast.dump(ast.parse(fault.planted)) != ast.dump(ast.parse(fault.source))

    @pytest.mark.parametrize("test", sorted({test for fault in FAULTS for test in fault.tests}))
    def test_every_named_test_exists(self, test: str) -> None:
        path, _, name = test.partition("::")

        assert name in names_in(ROOT / path)

    @pytest.mark.parametrize(
        "kind", ["token", "token: tenant", "role", "state", "closing", "data folder", "fsync"]
    )
    def test_every_kind_of_check_is_taken_away(self, kind: str) -> None:
        assert [name for name in NAMES if name.startswith(kind)]

    def test_no_name_stands_for_two(self) -> None:
        assert len(set(NAMES)) == len(NAMES) >= 12


class TestJudging:
    """What the count says is true."""

    def test_a_fault_that_no_test_sees_is_not_caught(self) -> None:
        harmless = Fault(
            name="none",
            file="store/lock.py",
            old="PATIENCE = 10.0",
            new="PATIENCE = 10.1",
            tests=("tests/store/test_lock.py::TestRegistryLock::test_is_free_again_after_a_fault_inside",),
        )
        with copied() as tree:
            noticed = caught(tree, harmless)
            left = (tree / harmless.file).read_text(encoding="utf-8")

        assert not noticed
        assert left == harmless.source

    @pytest.mark.slow
    @pytest.mark.timeout(1800)
    def test_every_one_is_caught(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "tests.planted"],
            cwd=Path(ROOT), capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert f"caught {len(FAULTS)} of {len(FAULTS)}" in done.stdout
