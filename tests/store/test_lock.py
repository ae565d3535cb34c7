"""Locks between processes."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import AlreadyServed, RegistryBusy, registry_lock
from store.lock import ServingLock

ROOT = Path(__file__).parents[2]

HOLD = """
import sys, time
from pathlib import Path
from store.lock import ServingLock, registry_lock
folder = Path(sys.argv[2])
if sys.argv[1] == "serving":
    lock = ServingLock(folder)
else:
    lock = registry_lock(folder)
    lock.__enter__()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock named by the parameter."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, request.param, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"

    yield child
    child.kill()
    child.communicate()


class TestServingLock:
    """reliability.md § 6, G12: never two writers."""

    @pytest.mark.parametrize("holder", ["serving"], indirect=True)
    def test_a_folder_that_another_process_serves_is_refused(
        self, tmp_path: Path, holder: subprocess.Popen[str]
    ) -> None:
        with pytest.raises(AlreadyServed, match="another process serves") as refusal:
            ServingLock(tmp_path)

        assert refusal.value.folder == tmp_path

    @pytest.mark.parametrize("holder", ["serving"], indirect=True)
    def test_a_killed_process_serves_no_longer(self, tmp_path: Path, holder: subprocess.Popen[str]) -> None:
        holder.kill()
        holder.wait()

        with ServingLock(tmp_path) as lock:
            assert lock is not None

    def test_is_free_again_after_closing(self, tmp_path: Path) -> None:
        first = ServingLock(tmp_path)
        with pytest.raises(AlreadyServed):
            ServingLock(tmp_path)
        first.close()
        first.close()

        with ServingLock(tmp_path), pytest.raises(AlreadyServed):
            ServingLock(tmp_path)

    def test_two_folders_are_served_by_two_processes(self, tmp_path: Path) -> None:
        other = tmp_path / "other"
        other.mkdir()

        with ServingLock(tmp_path), ServingLock(other):
            assert (other / "serving.lock").exists()


class TestRegistryLock:
    """architecture.md, "Keeping": taken for the moment of the write."""

    @pytest.mark.parametrize("holder", ["registry"], indirect=True)
    def test_waits_no_longer_than_anybody_would(self, tmp_path: Path, holder: subprocess.Popen[str]) -> None:
        before = time.monotonic()

        with pytest.raises(RegistryBusy), registry_lock(tmp_path, patience=0.2):
            pass

        assert time.monotonic() - before >= 0.2

    @pytest.mark.parametrize("holder", ["registry"], indirect=True)
    def test_is_free_when_its_process_was_killed(self, tmp_path: Path, holder: subprocess.Popen[str]) -> None:
        holder.kill()
        holder.wait()

        with registry_lock(tmp_path, patience=30.0):
            assert holder.poll() is not None

    @pytest.mark.parametrize("holder", ["serving"], indirect=True)
    def test_is_free_while_a_process_serves(self, tmp_path: Path, holder: subprocess.Popen[str]) -> None:
        with registry_lock(tmp_path, patience=0.0):
            assert holder.poll() is None

    def test_is_free_again_after_a_fault_inside(self, tmp_path: Path) -> None:
        with pytest.raises(ZeroDivisionError), registry_lock(tmp_path):
            _ = 1 / 0

        with registry_lock(tmp_path, patience=0.0):
            assert (tmp_path / "registry.lock").exists()
