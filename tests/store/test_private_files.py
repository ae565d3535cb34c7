"""Files that only the bot reads: private from the first byte, whole or not there."""

from pathlib import Path

import pytest

from store.private_files import PrivateFiles


@pytest.fixture
def files(tmp_path: Path) -> PrivateFiles:
    return PrivateFiles(tmp_path / "keys")


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

    @pytest.mark.parametrize("name", ["", "../a", "a/b", ".hidden", "a\x00", "a.tmp", "x" * 200])
    def test_no_name_leads_elsewhere(self, files: PrivateFiles, name: str) -> None:
        with pytest.raises(ValueError, match="no name"):
            files.write(name, b"x")
        with pytest.raises(ValueError, match="no name"):
            files.remove(name)
