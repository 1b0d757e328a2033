"""Every call to the disk fails once, or from then on: the person is told, and nothing is lost."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sessions import errors
from sessions.store import Vault, reserve_space
from sessions.store.file_lock import LOCK
from tests.store.crashes import MISTAKES, Story, View, compare, judge, look, peek, recover, unlock
from tests.store.faults import NOW, Crash
from tests.store.recorder import Quick
from tests.store.stories import STORIES

BEFORE, IN, SHORT = "dies before", "dies in", "writes less"

_NAMES = frozenset({"link", "rename", "unlink", "mkdir"})
_WRITES = _NAMES | {"create", "write", "fsync", "fchmod", "chmod"}
_OPENS = frozenset({"create", "open"})
MEETS: dict[str, frozenset[str]] = {
    BEFORE: _WRITES,
    IN: _WRITES,
    SHORT: frozenset({"write"}),
    "ENOSPC": _NAMES | {"create", "write", "fsync"},
    "EDQUOT": _NAMES | {"create", "write", "fsync"},
    "EIO": _WRITES | {"open", "read", "fstat", "lstat", "names", "close"},
    "EROFS": _WRITES - {"write", "fsync"},
    "EACCES": _NAMES | _OPENS | {"lstat", "names", "chmod"},
    "EINTR": _OPENS | {"read", "write", "fsync", "close"},
}
"""Which calls can meet which fault; a file that is opened to be written is *created* here."""
FAULTS = tuple(MEETS)

QUICK = 3
"""How many calls of each story meet each fault in the default run, spread over all of them."""

MAX = 16
"""How many in the long run, once and for ever."""

BY_NAME = {story.name: story for story in STORIES}


@pytest.fixture(autouse=True)
def small_reserve(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the copies small; what is in the reserve is nobody's words."""
    monkeypatch.setattr(reserve_space, "SIZE", 64)


class Failing(Quick):
    """A disk of which call number `at` meets `fault`, and with `for_ever` every call after it."""

    def __init__(self, fault: str = "", at: int = 0, *, for_ever: bool = False) -> None:
        self.calls: list[str] = []
        self.fault, self.at, self.for_ever = fault, at, for_ever

    def heal(self) -> None:
        """Fail no more."""
        self.fault = ""

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or name == "heal" or not callable(found):
            return found

        def call(*given: Any) -> Any:
            kind = "create" if name == "open" and given[1] & os.O_WRONLY else name
            self.calls.append(kind)
            now = len(self.calls)
            hit = now == self.at or (self.for_ever and now > self.at)
            if hit and self.fault in {BEFORE, IN} and now > self.at:
                raise Crash  # nothing reaches the disk any more, whatever it is
            if hit and self.fault and kind in MEETS[self.fault]:
                return self._meet(name, found, given)
            return found(*given)

        return call

    def _meet(self, name: str, found: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        if self.fault == BEFORE:
            if name == "close":
                found(*given)  # of a process that died nothing stays open
            raise Crash
        if self.fault == IN:
            made = found(*given)
            if name == "open":
                os.close(made)
            raise Crash
        if self.fault == SHORT:
            short = name == "write" and len(given[1]) > 1
            return found(given[0], given[1][: len(given[1]) // 2]) if short else found(*given)
        if name == "close":
            found(*given)  # it is closed, and says so with an error
        number = getattr(errno, self.fault)
        raise OSError(number, os.strerror(number))


@dataclass(frozen=True, slots=True)
class Case:
    """One fault at one call, and a second one in the start after it."""

    fault: str
    at: int
    for_ever: bool = False
    again: str = ""
    again_at: int = 0

    def __str__(self) -> str:
        again = f", then {self.again} at call {self.again_at} of the start" if self.again else ""
        return f"{self.fault} at call {self.at}{' and after' if self.for_ever else ''}{again}"


@dataclass(slots=True)
class Stage:
    """A story laid out once, played as often as there are cases."""

    story: Story
    laid: Path
    views: list[View]
    calls: list[str]
    work: Path

    def cases(self, faults: tuple[str, ...], most: int) -> Iterator[Case]:
        """Give the cases: at most `most` calls for each fault, spread over the story.

        Each once and for ever, in the default run one of the two; a call that is interrupted is
        made again, and no disk interrupts every call.
        """
        for number, fault in enumerate(faults):
            places = [at for at, name in enumerate(self.calls, start=1) if name in MEETS[fault]]
            # Other calls for each fault, so that together they come by all of them.
            step = max(1, -(-len(places) // most))
            for turn, at in enumerate(places[number % step :: step]):
                once = fault == "EINTR" or (most == QUICK and (turn + number) % 2 == 0)
                if once or most != QUICK:
                    yield Case(fault, at)
                if not once:
                    yield Case(fault, at, for_ever=True)

    def play(self, case: Case) -> list[str]:
        """Play the story with a fault in it; give everything that is wrong then."""
        root = self.work / "case"
        copy(self.laid, root)
        try:
            wrong = self._play(root, case)
        except MISTAKES as problem:
            wrong = [f"{type(problem).__name__}: {problem}"]
        shutil.rmtree(root)
        return [f"{self.story.name}, {case}: {fault}" for fault in wrong]

    def _play(self, root: Path, case: Case) -> list[str]:
        disk = Failing(case.fault, case.at, for_ever=case.for_ever)
        wrong: list[str] = []
        done, vault, failed = 0, None, False
        try:
            vault = Vault.open(root / "vault", now=NOW, disk=disk)
            unlock(vault, self.story)
            for step in self.story.steps:
                step(vault)
                done += 1
        except Crash:
            die(vault)
            return self._start_again(root, case, done)
        except errors.StoreError as problem:
            wrong += unfilled_in(problem)
            disk.heal()
            failed = True
            if vault is not None:
                wrong += self._go_on(root, vault, done)
                done = len(self.story.steps)
        if vault is not None:
            with contextlib.suppress(Crash):
                vault.close()
            die(vault)
        wrong += judge(root, self.story, self.views, done, failed=failed, faulty=True)
        return wrong

    def _go_on(self, root: Path, vault: Vault, done: int) -> list[str]:
        """Compare what is known with what is on the disk; do the rest, now that the disk works."""
        wrong = []
        unlock(vault, self.story)
        here = {**look(vault, self.story), "beside": self.story.beside(root)}
        there = peek(root, self.story)
        if here != there:
            names = [name for name in {**here, **there} if here.get(name) != there.get(name)]
            wrong.append(f"the disk has something else than was told: {names}")
        if not self.story.whole:
            wrong += compare(there, self.views[done : done + 2], whole=False, copies=self.views)
        for step in self.story.steps[done:]:
            try:
                step(vault)
            except errors.StoreError as problem:
                wrong.append(f"tried again: {type(problem).__name__}: {problem}")
        return wrong

    def _start_again(self, root: Path, case: Case, done: int) -> list[str]:
        """Start after a crash, with a fault in that start if there is to be one."""
        wrong = []
        if case.again:
            try:
                recover(root, self.story, Failing(case.again, case.again_at))
            except Crash:
                pass
            except errors.StoreError as problem:
                wrong += unfilled_in(problem)
        return wrong + judge(root, self.story, self.views, done, faulty=True)


def unfilled_in(problem: errors.StoreError) -> list[str]:
    """Give what is wrong with what the person reads: a field that nobody filled in."""
    return [f"told: {problem}"] if "{" in str(problem) else []


def die(vault: Vault | None) -> None:
    """Let go of the lock, as a process does that ends."""
    if vault is not None and vault._lock is not None:
        vault._lock.release(force=True)


def copy(old: Path, new: Path) -> None:
    """Give every file below `old` a second name below `new`: nothing is written in place."""
    new.mkdir()
    for path in old.iterdir():
        if path.is_dir():
            copy(path, new / path.name)
        elif path.name != LOCK:
            os.link(path, new / path.name)


@pytest.fixture
def set_stage(tmp_path: Path) -> Callable[[str], Stage]:
    """Lay a story out, and play it once with a disk on which nothing fails."""

    def set_(name: str) -> Stage:
        story = BY_NAME[name]
        laid = tmp_path / "laid"
        laid.mkdir()
        story.lay(laid)
        clean = tmp_path / "clean"
        copy(laid, clean)
        disk = Failing()
        views = [peek(clean, story)]
        with Vault.open(clean / "vault", now=NOW, disk=disk) as vault:
            unlock(vault, story)
            for step in story.steps:
                step(vault)
                views.append(peek(clean, story))
        return Stage(story, laid, views, disk.calls, tmp_path)

    return set_


@pytest.mark.long
@pytest.mark.parametrize("name", BY_NAME)
def test_a_fault_costs_nothing(
    set_stage: Callable[[str], Stage], name: str, record_property: Callable[[str, object], None]
) -> None:
    """Each fault at calls all over the story: it is told, tried again, and what was there stays."""
    stage = set_stage(name)
    cases = list(stage.cases(FAULTS, QUICK))
    record_property("cases", len(cases))
    assert len(set(cases)) == len(cases) > 2 * len(FAULTS)
    assert [wrong for case in cases for wrong in stage.play(case)] == []


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", BY_NAME)
def test_every_fault_at_every_call_costs_nothing(
    set_stage: Callable[[str], Stage],
    name: str,
    fault: str,
    record_property: Callable[[str, object], None],
) -> None:
    """All calls of the story, once and from then on."""
    stage = set_stage(name)
    cases = list(stage.cases((fault,), MAX))
    record_property("cases", len(cases))
    assert len(cases) >= 2
    assert [wrong for case in cases for wrong in stage.play(case)] == []


@pytest.mark.parametrize("name", BY_NAME)
def test_a_fault_in_the_start_after_a_crash_costs_nothing(
    set_stage: Callable[[str], Stage], name: str, record_property: Callable[[str, object], None]
) -> None:
    """The power goes during the story, and the start after that meets a fault of its own."""
    stage = set_stage(name)
    cases = [
        Case(BEFORE, 1 + turn * (len(stage.calls) - 1) // len(FAULTS), True, fault, 3 + 7 * turn)
        for turn, fault in enumerate(FAULTS)
    ]
    record_property("cases", len(cases))
    assert [wrong for case in cases for wrong in stage.play(case)] == []
