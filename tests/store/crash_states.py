"""What may be on the disk if the power goes at any moment.

What was not synced may have arrived or not, in any order.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice, product
from pathlib import Path
from typing import Any

from tests.store.recorder import ROOT, Cut, Done, Event, Named, Recorder, Synced, Written

_ALL_SUBSETS = 6
# Unsynced names of which every subset is tried; of more, all beginnings, and all but one or two.
_MOST_CONTENTS = 64
_TEMP = re.compile(r"\.tweespraak-[0-9a-f]{16}\.tmp")


@dataclass(frozen=True, slots=True)
class DiskState:
    """One state of the disk: its folders with their times, its files by node and bytes.

    `done` counts the steps of which somebody was told that they were done.
    """

    done: int
    folders: tuple[tuple[str, int], ...]
    files: tuple[tuple[str, int, bytes], ...]

    def lay(self, target: Path, recorder: Recorder, *, links: bool = True) -> None:
        """Make it below `target`, which is not there yet."""
        target.mkdir()
        for name, _ in self.folders:
            (target / name).mkdir(mode=0o700, exist_ok=True)
        made: dict[tuple[int, bytes], Path] = {}
        for name, node, blob in self.files:
            path = target / name
            second = recorder.kept(node)
            if (node, blob) in made:
                os.link(made[node, blob], path)
            elif links and second.stat().st_size == len(blob) and second.read_bytes() == blob:
                os.link(second, path)
            else:
                path.write_bytes(blob)
            made[node, blob] = path
        for name, time in sorted(self.folders, reverse=True):
            if time:
                os.utime(target / name, ns=(time, time))


def key_of(state: DiskState) -> int:
    """Give a number that two states share when the same names hold the same bytes in both.

    And when the same number of steps was done.
    """
    files = frozenset((_TEMP.sub(".tmp", path), blob) for path, _, blob in state.files)
    return hash((state.done, files, frozenset(name for name, _ in state.folders)))


class _Model:
    """The disk while the calls are played again: what is on it for sure, and what may be."""

    def __init__(self, recorder: Recorder) -> None:
        self.folders = recorder.folders
        self.sure = dict(recorder.before)
        self.times = dict(recorder.times_before)
        self.waiting: list[tuple[Named, set[int]]] = []
        self.safe: dict[int, bytes] = dict(recorder.contents_before)
        self.now: dict[int, bytes] = dict(self.safe)

    def play(self, event: Event) -> None:
        match event:
            case Written(node, at, data):
                blob = self.now.get(node, b"").ljust(at, b"\0")
                self.now[node] = blob[:at] + data + blob[at + len(data) :]
            case Cut(node):
                self.now[node] = b""
            case Named(changes, _):
                self.waiting.append((event, {folder for folder, _, _ in changes}))
            case Synced(node) if node in self.folders:
                self._sync(node)
            case Synced(node):
                self.safe[node] = self.now.get(node, b"")

    def _sync(self, folder: int) -> None:
        left = []
        for event, folders in self.waiting:
            folders.discard(folder)
            if folders:
                left.append((event, folders))
            else:
                _apply(self.sure, self.times, event)
        self.waiting = left

    def states(self) -> Iterator[tuple[dict[str, int], list[tuple[str, int, bytes]]]]:
        """Give folders with their times, and files, of every state there may be now."""
        for arrived in _subsets([event for event, _ in self.waiting]):
            names, times = dict(self.sure), dict(self.times)
            for event in arrived:
                _apply(names, times, event)
            below: dict[int, list[tuple[str, int]]] = {}
            for (folder, name), node in names.items():
                below.setdefault(folder, []).append((name, node))
            folders: dict[str, int] = {".": times.get(ROOT, 0)}
            files: list[tuple[str, int]] = []
            ahead = [("", ROOT)]
            while ahead:
                path, folder = ahead.pop()
                for name, node in below.get(folder, ()):
                    if node in self.folders:
                        folders[path + name] = times.get(node, 0)
                        ahead.append((f"{path}{name}/", node))
                    else:
                        files.append((path + name, node))
            unsure = sorted(
                {node for _, node in files if self.safe.get(node) != self.now.get(node)}
            )
            choices = [self._contents(file) for file in unsure]
            for picked in islice(product(*choices), _MOST_CONTENTS):
                blobs = dict(zip(unsure, picked, strict=True))
                yield (
                    folders,
                    [
                        (path, node, blobs[node] if node in blobs else self.safe.get(node, b""))
                        for path, node in files
                    ],
                )

    def _contents(self, node: int) -> list[bytes]:
        """Give what may be in a file that was not synced: as before, all, half, or noughts."""
        new = self.now.get(node, b"")
        contents = [self.safe.get(node, b""), new, new[: len(new) // 2], bytes(len(new))]
        return list(dict.fromkeys(contents))


def _apply(names: dict[tuple[int, str], int], times: dict[int, int], event: Named) -> None:
    for folder, name, node in event.changes:
        if node:
            names[folder, name] = node
        else:
            names.pop((folder, name), None)
    times.update(event.times)


def _subsets(events: list[Named]) -> Iterator[tuple[Named, ...]]:
    count = len(events)
    if count <= _ALL_SUBSETS:
        for size in range(count + 1):
            yield from combinations(events, size)
        return
    for size in range(count + 1):
        yield tuple(events[:size])
    for size in (1, 2, count - 1, count - 2):
        yield from combinations(events, size)


def states(recorder: Recorder) -> list[DiskState]:
    """Give every different state in which a crash during the recorded calls may leave the disk.

    Only looked at before something is synced, or said to be done: until then nothing that could be
    there is out of the question.
    """
    model = _Model(recorder)
    different: dict[Any, DiskState] = {}
    done = 0
    for event in (*recorder.events, None):
        if event is None or isinstance(event, Synced | Done):
            for folders, files in model.states():
                key = (done, frozenset(folders), frozenset((path, blob) for path, _, blob in files))
                if key not in different:
                    there = tuple((name, time) for name, time in folders.items())
                    different[key] = DiskState(done, there, tuple(files))
        if isinstance(event, Done):
            done += 1
        elif event is not None:
            model.play(event)
    return list(different.values())
