"""Files that only the bot reads: private from the first byte, whole or not there."""

import os
import stat
from pathlib import Path

import pytest

from store.files import require_folder
from store.private_files import PrivateFiles


@pytest.fixture
def files(tmp_path: Path) -> PrivateFiles:
    return PrivateFiles(tmp_path / "keys")


def folders_synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that are synced from now on, in their order."""
    synced, fsync = list[Path](), os.fsync

    def noted(handle: int) -> None:
        fsync(handle)
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            synced.append(Path(f"/proc/self/fd/{handle}").readlink())

    monkeypatch.setattr(os, "fsync", noted)
    return synced


class TestPrivateFiles:
    """Written durably with mode 0600, read back, taken away."""

    def test_nothing_is_there_before_the_first_write(self, files: PrivateFiles, tmp_path: Path) -> None:
        assert files.all() == {}
        assert not (tmp_path / "keys").exists()

    def test_are_read_back(self, files: PrivateFiles) -> None:
        files.write("a.pem", b"one")
        files.write("b.pem", b"two")

        assert files.all() == {"a.pem": b"one", "b.pem": b"two"}

    def test_are_for_their_owner_only(self, files: PrivateFiles, tmp_path: Path) -> None:
        files.write("a.pem", b"one")

        assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "keys" / "a.pem").stat().st_mode & 0o777 == 0o600

    def test_an_open_leftover_does_not_open_the_file(self, files: PrivateFiles, tmp_path: Path) -> None:
        (tmp_path / "keys").mkdir()
        leftover = tmp_path / "keys" / "a.pem.tmp"
        leftover.write_bytes(b"half")
        leftover.chmod(0o644)
        files.write("a.pem", b"whole")

        assert (tmp_path / "keys" / "a.pem").stat().st_mode & 0o777 == 0o600
        assert files.all() == {"a.pem": b"whole"}

    def test_a_broken_write_leaves_the_old_one(self, files: PrivateFiles, tmp_path: Path) -> None:
        files.write("a.pem", b"old")
        (tmp_path / "keys" / "a.pem.tmp").write_bytes(b"ne")

        assert files.all() == {"a.pem": b"old"}

    def test_are_taken_away_once_or_twice(self, files: PrivateFiles) -> None:
        files.write("a.pem", b"one")
        files.remove("a.pem")
        files.remove("a.pem")

        assert files.all() == {}

    def test_the_name_of_the_folder_is_made_durable(
        self, files: PrivateFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        synced = folders_synced(monkeypatch)
        files.write("a.pem", b"one")

        assert synced == [tmp_path, tmp_path / "keys"]

    @pytest.mark.parametrize("name", ["", "../a", "a/b", ".hidden", "a\x00", "a.tmp", "x" * 200])
    def test_no_name_leads_elsewhere(self, files: PrivateFiles, name: str) -> None:
        with pytest.raises(ValueError, match="no name"):
            files.write(name, b"x")
        with pytest.raises(ValueError, match="no name"):
            files.remove(name)


class TestAFolderThatIsMade:
    """Each name on the way to it has to survive a power cut, or what is in it would be nowhere."""

    def test_every_level_that_was_made_is_synced(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        synced = folders_synced(monkeypatch)
        require_folder(tmp_path / "srv" / "rats" / "data")

        assert synced == [tmp_path, tmp_path / "srv", tmp_path / "srv" / "rats"]
        assert (tmp_path / "srv" / "rats" / "data").stat().st_mode & 0o777 == 0o700

    def test_one_that_is_there_stays_as_it_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "data").mkdir(mode=0o750)
        synced = folders_synced(monkeypatch)
        require_folder(tmp_path / "data")

        assert synced == []
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o750
