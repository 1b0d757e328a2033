"""The proof that a story survives a crash at any moment of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sessions.store import Vault
from tests.store.crash_states import DiskState, key_of, states
from tests.store.crashes import Story, View, judge, peek, recover, unlock
from tests.store.faults import NOW
from tests.store.recorder import Recorder


@dataclass(slots=True)
class Proof:
    """How many states there are, how many were started on, and what was wrong with them."""

    found: int = 0
    tried: int = 0
    wrong: list[str] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)


def record(
    root: Path, work: Path, story: Story, *, faults: Callable[[], Any] | None = None
) -> tuple[Recorder, list[View]]:
    """Play a story; give every call it made, and what is there after each step.

    `faults` gives a context in which the steps run: a mistake in the protocol, for one.
    """
    story.lay(root)
    views = [peek(root, story)]
    recorder = Recorder(root, work / "kept")
    with faults() if faults else _nothing():
        vault = Vault.open(root / "vault", now=NOW, disk=recorder)
        with vault:
            unlock(vault, story)
            for step in story.steps:
                step(vault)
                recorder.done()
                views.append(peek(root, story))
    return recorder, views


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def prove(
    work: Path,
    story: Story,
    *,
    most: int = 0,
    twice: int = 0,
    faults: Callable[[], Any] | None = None,
    always: Callable[[], Any] | None = None,
) -> Proof:
    """Start on the states a crash may leave: all of them, or `most` spread over them.

    On `twice` of them the start is cut off as well, and tried again on what that leaves. `faults`
    is a mistake in what writes, `always` one that who starts afterwards makes too; one state that
    is wrong is then enough.
    """
    if always is not None:
        with always():
            return prove(work, story, most=most, twice=twice, faults=_nothing)
    root = work / "root"
    root.mkdir()
    recorder, views = record(root, work, story, faults=faults)
    there = states(recorder)
    proof = Proof(found=len(there), seen=set(map(key_of, there)))
    prover = Prover(story, views, proof, links=faults is None)
    for number, state in enumerate(_spread(there, most)):
        prover.start_on(state, recorder, work / str(number))
        if faults is not None and proof.wrong:
            break
    for number, state in enumerate(_spread(there, twice) if twice else []):
        prover.start_twice(state, recorder, work / f"again-{number}")
    return proof


@dataclass(frozen=True, slots=True)
class Prover:
    """What is known of a story that was played, and what was proven of it."""

    story: Story
    views: list[View]
    proof: Proof
    links: bool

    def start_on(self, state: DiskState, recorder: Recorder, target: Path) -> None:
        """Start on a state, laid out in `target`."""
        state.lay(target, recorder, links=self.links)
        self.proof.tried += 1
        names = sorted(name for name, _, _ in state.files)
        self.proof.wrong += [
            f"{self.story.name}, {state.done} done, {wrong}, out of {names}"
            for wrong in judge(target, self.story, self.views, state.done)
        ]
        shutil.rmtree(target)

    def start_twice(self, state: DiskState, recorder: Recorder, work: Path) -> None:
        """Start on a state, and on every new state in which a crash during that start leaves it."""
        work.mkdir()
        root = work / "root"
        state.lay(root, recorder)
        again = Recorder(root, work / "kept")
        recover(root, self.story, again)
        late = [DiskState(state.done, new.folders, new.files) for new in states(again)]
        late = [new for new in late if key_of(new) not in self.proof.seen]
        self.proof.seen.update(map(key_of, late))
        self.proof.found += len(late)
        for number, new in enumerate(late):
            self.start_on(new, again, work / str(number))
        shutil.rmtree(work)


def _spread(there: list[DiskState], most: int) -> list[DiskState]:
    """Give `most` of them, from the first to the last; all of them for nought."""
    if not most or len(there) <= most:
        return there
    return [there[at * (len(there) - 1) // (most - 1)] for at in range(most)]
