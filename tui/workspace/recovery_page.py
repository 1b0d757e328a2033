"""The page with a recovery key, to print: written into a new file, and taken back if need be.

Whoever can read that file can open everything. So it is never put in the folder that it opens, and
it goes again when the key is not used: its key opens nothing then, and somebody would keep it.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sessions.errors import ExportFailed, ExportThere, TweespraakError
from sessions.text import N_
from tui.language.language import Language

if TYPE_CHECKING:
    from sessions.store.disk import Disk

NAME, SUFFIX = N_("tweespraak-recovery-key"), ".html"
"""What the file is called when nobody names it; the day stands between them."""

LIES_IN = N_(
    "{file} is the page. Print it, then delete that file: whoever can read it can open everything."
)
GONE_AGAIN = N_("The page that you saved is deleted again: the key on it opens nothing.")
THROW_AWAY = N_("The key on the page in {file} opens nothing: throw it away.")


class PlaceMissing(TweespraakError):
    sentence = N_("Type where the page should go, such as a file on a memory stick.")


class PageInFolder(TweespraakError):
    sentence = N_(
        "{file} is in the folder that this key opens: who has the folder would have the key too. "
        "Choose another place."
    )


class NoFolderThere(TweespraakError):
    sentence = N_("There is no folder {folder}. Choose another place for the page.")


class RecoveryPage:
    """The page with one recovery key of one vault."""

    def __init__(
        self, vault_folder: Path, key: str, made_on: date, *, disk: Disk | None = None
    ) -> None:
        self._vault_folder, self._key, self._made_on, self._disk = vault_folder, key, made_on, disk
        self._written: dict[Path, bytes] = {}
        self._is_over = False
        self._lock = Lock()  # it is saved in a thread, and may be taken back meanwhile

    @property
    def places(self) -> tuple[Path, ...]:
        """Where it was saved."""
        return tuple(self._written)

    def suggested(self, reader: Language) -> str:
        """Give a place to begin with."""
        return f"~/{self._name(reader)}"

    def _name(self, reader: Language) -> str:
        return f"{reader.t(NAME)}-{self._made_on.isoformat()}{SUFFIX}"

    def must_be_free(self, text: str, reader: Language) -> Path:
        """Give the file that `text` names, if the page can go there; nothing is written.

        Raises `PlaceMissing`, `NoFolderThere`, `PageInFolder`, `ExportThere` or `ExportFailed`.
        """
        if not text.strip():
            raise PlaceMissing()
        # The `expanduser` of a Path raises for a home that nobody has.
        path = Path(os.path.expanduser(text.strip())).absolute()  # noqa: PTH111
        try:
            if path.is_dir():
                path /= self._name(reader)
            elif not path.suffix:
                path = path.with_suffix(SUFFIX)  # a browser goes by it
            if not path.parent.is_dir():
                raise NoFolderThere(folder=str(path.parent))
            if self._is_inside(path):
                raise PageInFolder(file=str(path))
            if os.path.lexists(path):
                raise ExportThere(file=str(path))
        except (OSError, ValueError) as problem:
            raise _failed(path, problem) from problem
        return path

    def save(self, text: str, readers: Sequence[Language]) -> Path:
        """Write it into the new file that `text` names, mode 0600; takes time. Give where it is.

        Raises as `must_be_free`; then nothing was left.
        """
        from sessions.export.recovery_page import recovery_html
        from sessions.store.disk import Disk
        from sessions.store.write_new import write_new

        with self._lock:
            path = self.must_be_free(text, readers[0])
            if self._is_over:
                raise _failed(path, OSError(errno.ECANCELED, os.strerror(errno.ECANCELED)))
            folder = self._vault_folder.name
            html = recovery_html(self._key, readers, folder=folder, made_on=self._made_on)
            blob = html.encode()
            try:
                write_new(path, blob, self._disk or Disk())
            except FileExistsError as problem:
                raise ExportThere(file=str(path)) from problem
            except (OSError, ValueError) as problem:
                raise _failed(path, problem) from problem
            self._written[path] = blob
            return path

    def take_back(self) -> tuple[Path, ...]:
        """Delete it, wherever it still is what was written; give where that could not be done."""
        from sessions.store.disk import Disk

        with self._lock:
            self._is_over = True
            disk, left = self._disk or Disk(), []
            for path, blob in self._written.items():
                try:
                    if path.read_bytes() == blob:
                        disk.unlink(path)
                except FileNotFoundError:
                    continue  # they took it away themselves
                except OSError:
                    left.append(path)
            return tuple(left)

    def _is_inside(self, path: Path) -> bool:
        """Whether `path` lies in the folder of the vault, by whatever road."""
        parent = path.parent.resolve()
        for folder in (parent, *parent.parents):
            # The vault can be looked at; what cannot is another folder.
            with contextlib.suppress(OSError):
                if folder.samefile(self._vault_folder):
                    return True
        return False


def _failed(path: Path, problem: OSError | ValueError) -> ExportFailed:
    number = problem.errno if isinstance(problem, OSError) else None
    return ExportFailed(file=str(path), reason=os.strerror(number or errno.EINVAL))
