"""A disk that writes down every call while something runs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sessions.store.disk import Disk
from sessions.store.file_lock import LOCK


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes that went into a file and are not on the disk before it is synced."""

    node: int
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file that was emptied."""

    node: int


@dataclass(frozen=True, slots=True)
class Named:
    """Names that changed in one step; a node of nought is a name that went away."""

    changes: tuple[tuple[int, str, int], ...]
    times: tuple[tuple[int, int], ...]
    """When the folders in it changed last, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Synced:
    """A file or folder of which everything until here is on the disk."""

    node: int


@dataclass(frozen=True, slots=True)
class Done:
    """Somebody was told that a step is done."""


Event = Written | Cut | Named | Synced | Done

ROOT = 1


class Quick(Disk):
    """A disk that does not wait until everything is on it; the tests cut no real power."""

    def fsync(self, descriptor: int) -> None:
        """Come back at once."""


class Recorder(Quick):
    """A disk that keeps every state of every file below `root`, and the order of all calls."""

    def __init__(self, root: Path, store: Path) -> None:
        """Take what is below `root` as being on the disk; `store` keeps files that lose their name.

        They get a second name there, so that a state with that file has the very same one: its
        number and its times are what they were, and the index goes by those.
        """
        self.root = root
        self.store = store
        self.events: list[Event] = []
        self.entries: dict[tuple[int, str], int] = {}
        self.folders = {ROOT}
        self.times: dict[int, int] = {}
        self._last = ROOT
        self._open: dict[int, list[int]] = {}
        store.mkdir()
        self._take(root, ROOT)
        self.before = dict(self.entries)
        self.times_before = dict(self.times)
        self.folders_before = frozenset(self.folders)
        self.contents_before = {
            node: self.kept(node).read_bytes()
            for node in self.entries.values()
            if node not in self.folders
        }

    def kept(self, node: int) -> Path:
        """Give the second name of a file."""
        return self.store / str(node)

    def _take(self, folder: Path, node: int) -> None:
        self.times[node] = folder.stat().st_mtime_ns
        for path in sorted(folder.iterdir()):
            if path.name == LOCK:
                continue  # it holds no words, and the lock itself ends with the process
            self._last += 1
            self.entries[node, path.name] = self._last
            if path.is_dir():
                self.folders.add(self._last)
                self._take(path, self._last)
            else:
                os.link(path, self.kept(self._last), follow_symlinks=False)

    def _node(self, path: Path) -> int:
        """Give what has that name now, nought for nothing that is followed."""
        if not path.is_relative_to(self.root):
            return 0
        node = ROOT
        for part in path.relative_to(self.root).parts:
            node = self.entries.get((node, part), 0)
        return node

    def _name(self, *changes: tuple[Path, int]) -> None:
        changed = []
        for path, node in changes:
            folder = self._node(path.parent)
            if not folder:
                return
            changed.append((folder, path.name, node))
            if node:
                self.entries[folder, path.name] = node
            else:
                self.entries.pop((folder, path.name), None)
        times = tuple((self._node(path.parent), _time(path.parent)) for path, _ in changes)
        self.events.append(Named(tuple(changed), times))

    def done(self) -> None:
        """Write down that who asked has been told that it is done."""
        self.events.append(Done())

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        descriptor = super().open(path, flags, mode)
        node = self._node(path)
        if not node and flags & os.O_CREAT and self._node(path.parent):
            self._last += 1
            node = self._last
            os.link(path, self.kept(node))
            self._name((path, node))
        if node:
            self._open[descriptor] = [node, 0]
            if flags & os.O_TRUNC:
                self.events.append(Cut(node))
        return descriptor

    def write(self, descriptor: int, data: memoryview) -> int:
        count = super().write(descriptor, data)
        if descriptor in self._open:
            node, at = self._open[descriptor]
            self.events.append(Written(node, at, bytes(data[:count])))
            self._open[descriptor][1] += count
        return count

    def fsync(self, descriptor: int) -> None:
        if descriptor in self._open:
            self.events.append(Synced(self._open[descriptor][0]))

    def close(self, descriptor: int) -> None:
        self._open.pop(descriptor, None)
        super().close(descriptor)

    def link(self, old: Path, new: Path) -> None:
        super().link(old, new)
        self._name((new, self._node(old)))

    def rename(self, old: Path, new: Path) -> None:
        node = self._node(old)
        super().rename(old, new)
        if old.parent == new.parent and self._node(new) == node:
            return  # two names of one file: nothing happens, says POSIX
        self._name((old, 0), (new, node))

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self._name((path, 0))

    def mkdir(self, path: Path) -> None:
        super().mkdir(path)
        self._last += 1
        self.folders.add(self._last)
        self._name((path, self._last))


def _time(folder: Path) -> int:
    return folder.stat().st_mtime_ns
