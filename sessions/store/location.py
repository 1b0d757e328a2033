"""Where the vault is, and whether saving can be trusted there."""

from __future__ import annotations

import os
import re
from pathlib import Path

MOUNTS = Path("/proc/mounts")

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


def default_folder() -> Path:
    """Give the folder for data of this user, as the system wants it. Makes nothing."""
    from platformdirs import user_data_path  # only who has not named a folder pays for it

    return user_data_path("tweespraak", appauthor=False)


def network_type(folder: Path, mounts: Path = MOUNTS) -> str:
    """Give the type of the network file system that `folder` is on, or an empty text.

    Looks at the nearest folder that exists. A system without `mounts` gives an empty text, save
    for a Windows share.
    """
    place = os.path.realpath(folder)
    if place.startswith("\\\\"):
        return "smb"
    try:
        table = mounts.read_text("utf-8", "surrogateescape")
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
