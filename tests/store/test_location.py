"""Where the vault is, and what importing the store costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from platformdirs import user_data_path

from sessions.store import location
from tests.conftest import ROOT

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/home /mnt/home nfs4 rw 0 0
//server/share /mnt/two\\040words cifs rw 0 0
/dev/sdb /mnt/home/local ext4 rw 0 0
sam@host: /mnt/ssh fuse.sshfs rw 0 0
gvfs /mnt/fuse fuse.ntfs-3g rw 0 0
/dev/sdc /mnt/over ext4 rw 0 0
server:/over /mnt/over nfs rw 0 0
none /mnt/share\u00e9 9p rw 0 0
nonsense
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/kim/vault", ""),
        ("/mnt/home", "nfs4"),
        ("/mnt/home/kim/not/there/yet", "nfs4"),
        ("/mnt/homestead", ""),
        ("/mnt/home/local/kim", ""),
        ("/mnt/two words/kim", "cifs"),
        ("/mnt/ssh/x", "fuse.sshfs"),
        ("/mnt/fuse/x", ""),
        ("/mnt/over/x", "nfs"),
        ("/mnt/share\u00e9/x", "9p"),
    ],
)
def test_a_network_disk_is_known_by_its_mount(tmp_path: Path, folder: str, kind: str) -> None:
    """The mount nearest to the folder decides, the last one when two lie on one point."""
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    assert location.network_type(Path(folder), mounts) == kind


def test_a_link_to_a_network_disk_is_one(tmp_path: Path) -> None:
    """What counts is where the words go, not what the folder is called."""
    mounts = tmp_path / "mounts"
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nx:/ {tmp_path / 'far'} nfs rw 0 0\n")
    assert location.network_type(tmp_path / "near" / "vault", mounts) == "nfs"


def test_a_system_without_mounts_has_no_answer(tmp_path: Path) -> None:
    """Then nothing is refused."""
    assert location.network_type(tmp_path, tmp_path / "missing") == ""


def test_the_default_folder_is_the_users_own(home: Path) -> None:
    """Data goes where the system wants it, and asking makes nothing."""
    folder = Path(location.default_folder())
    assert folder.name == "tweespraak"
    assert folder.is_relative_to(home)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("home", "data"),
    [
        ("/home/kim", None),
        ("/home/kim/", None),
        ("/home/kim", "/data/kim"),
        ("/home/kim", "/data/kim/"),
        ("/home/kim", ""),
        ("/home/kim", " "),
        ("/home/kim", " /data"),
        ("/home/kim", "data/kim"),
        ("/home/kim", "~/data"),
        ("kim", "/data/kim"),
        ("/", None),
        (None, "/data/kim"),
        (None, None),
    ],
)
def test_the_default_folder_is_that_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, home: str | None, data: str | None
) -> None:
    """Whatever the environment says, with and without importing it."""
    for name, value in (("HOME", home), ("XDG_DATA_HOME", data)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    right = user_data_path("tweespraak", appauthor=False)
    assert Path(location.default_folder()) == right


def test_the_store_is_light_to_import() -> None:
    """Nothing of others is loaded before the vault is used, and reading loads no lock."""
    code = (
        "import sys, sessions.store\n"
        "heavy = {'tinydb', 'msgspec', 'filelock', 'platformdirs', 'json'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "from datetime import datetime, UTC; from pathlib import Path\n"
        "vault = sessions.store.Vault.open(Path('none'), now=datetime.now(UTC), read_only=True)\n"
        "assert vault.records.ids() == ()\n"
        "assert not {'filelock', 'platformdirs'} & set(sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60)
    assert ran.returncode == 0


def test_the_store_says_what_it_has_not() -> None:
    """A name that is not there is an error like in every module."""
    import sessions.store

    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = sessions.store.nothing_of_the_kind
