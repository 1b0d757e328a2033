"""Where the vault is, and whether saving can be trusted there."""

# ruff: noqa: PTH118, PTH123
# `pathlib` takes longer to import than all that a shell's prompt needs.

from __future__ import annotations

import errno
import os
import re
import sys

TYPE_CHECKING = False  # as `typing` has it, which takes longer to import than this
if TYPE_CHECKING:
    from pathlib import Path

MOUNTS = "/proc/mounts"

_NAME = "tweespraak"

_LONGEST = f"conversations/00/{'0' * 32}.tdb.bak"
"""A file of a vault with as long a name as any."""

_NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb3",
        "smbfs",
        "ncpfs",
        "9p",
        "afs",
        "coda",
        "ceph",
        "glusterfs",
        "lustre",
        "beegfs",
        "davfs",
        "davfs2",
        "sshfs",
        "s3fs",
        "rclone",
        "gvfsd-fuse",
        "curlftpfs",
        "gcsfuse",
        "goofys",
        "google-drive-ocamlfuse",
    ]
)


def default_folder() -> str:
    """Give the folder for data of this user, as the system wants it. Makes nothing."""
    folder = _plain_folder("XDG_DATA_HOME", ".local/share")
    if folder:
        return folder
    from platformdirs import user_data_dir

    return user_data_dir(_NAME, appauthor=False)


def state_folder() -> str:
    """Give the folder in which this user's machine remembers what it saw. Makes nothing."""
    folder = _plain_folder("XDG_STATE_HOME", ".local/state")
    if folder:
        return folder
    from platformdirs import user_state_dir

    return user_state_dir(_NAME, appauthor=False)


def _plain_folder(variable: str, under_home: str) -> str:
    """Give what `platformdirs` says on an ordinary Linux, or nothing where it has to be asked.

    It takes longer to import than a shell's prompt may take.
    """
    home, given = os.environ.get("HOME", ""), os.environ.get(variable, "")
    if sys.platform != "linux" or "ANDROID_ROOT" in os.environ:
        return ""
    if given.startswith("/") and given == given.strip():
        return os.path.join(given, _NAME)
    if not given and home.startswith("/"):
        return f"{home.rstrip('/')}/{under_home}/{_NAME}"
    return ""


def must_be_possible(folder: str | os.PathLike[str]) -> None:
    """Raise `FolderNameTooLong` or `FolderInLoop` where no file of a vault could ever be.

    Elsewhere each call would fail with an error of its own, as if something were not readable.
    """
    try:
        os.lstat(os.path.join(folder, _LONGEST))
    except OSError as problem:
        if problem.errno not in (errno.ENAMETOOLONG, errno.ELOOP):
            return  # it is not there, or is told where it is opened
        from sessions import folder_errors

        if problem.errno == errno.ELOOP:
            raise folder_errors.FolderInLoop(folder=os.fspath(folder)) from problem
        raise folder_errors.FolderNameTooLong() from problem


def network_type(folder: Path, mounts: str | Path = MOUNTS) -> str:
    """Give the type of the network file system that `folder` is on, or an empty text.

    Looks at the nearest folder that exists. A system without `mounts` gives an empty text, save
    for a Windows share.
    """
    place = os.path.realpath(folder)
    if place.startswith("\\\\"):
        return "smb"
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as file:
            table = file.read()
    except OSError:
        return ""  # not Linux: nothing to ask
    best, kind = "", ""
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[1])
        # The last mount on a point lies on top, so a tie goes to the later line.
        if _is_under(place, point) and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind if kind.removeprefix("fuse.") in _NETWORK else ""


def _is_under(place: str, point: str) -> bool:
    """Whether `place` is the mount point or lies under it."""
    return place == point or place.startswith(point.rstrip("/") + "/")
