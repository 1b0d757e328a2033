"""Where the vault is, and whether saving can be trusted there."""

# ruff: noqa: PTH118, PTH123
# `pathlib` takes longer to import than all that a shell's prompt needs.

from __future__ import annotations

import os
import re
import sys

TYPE_CHECKING = False  # as `typing` has it, which takes longer to import than this
if TYPE_CHECKING:
    from pathlib import Path

MOUNTS = "/proc/mounts"

_NAME = "tweespraak"

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
    home, data = os.environ.get("HOME", ""), os.environ.get("XDG_DATA_HOME", "")
    is_plain = sys.platform == "linux" and "ANDROID_ROOT" not in os.environ
    # What `platformdirs` says there, which takes longer to import than a shell's prompt may take.
    if is_plain and data.startswith("/") and data == data.strip():
        return os.path.join(data, _NAME)
    if is_plain and not data and home.startswith("/"):
        return f"{home.rstrip('/')}/.local/share/{_NAME}"
    from platformdirs import user_data_dir

    return user_data_dir(_NAME, appauthor=False)


def state_folder() -> str:
    """Give the folder in which this user's machine remembers what it saw. Makes nothing."""
    home, state = os.environ.get("HOME", ""), os.environ.get("XDG_STATE_HOME", "")
    is_plain = sys.platform == "linux" and "ANDROID_ROOT" not in os.environ
    if is_plain and state.startswith("/") and state == state.strip():
        return os.path.join(state, _NAME)
    if is_plain and not state and home.startswith("/"):
        return f"{home.rstrip('/')}/.local/state/{_NAME}"
    from platformdirs import user_state_dir

    return user_state_dir(_NAME, appauthor=False)


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
