"""What a crash can leave on the disk, and whether that is recovered from.

`Recorder` is a disk that writes down every call while something runs. `states` gives what may be
on the disk if the power goes at any moment of it: what was not synced may have arrived or not,
in any order. `judge` starts on one of them, as the next start does, and says what is wrong.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import combinations, islice, product
from pathlib import Path
from typing import Any

from sessions import errors
from sessions.conversation import Conversation
from sessions.pattern import shipped
from sessions.privacy import own_answers
from sessions.store import Vault, manifest
from sessions.store.disk import Disk
from sessions.store.file_lock import LOCK
from sessions.summary import summarise
from tests.store.faults import NOW
from tests.store.helpers import open_own

MISTAKES = (
    errors.TweespraakError,
    OSError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RuntimeError,
    AssertionError,
)
"""What must never come out of a start after a crash."""

_ALL_SUBSETS = 6
# Unsynced names of which every subset is tried; of more, all beginnings, and all but one or two.
_MOST_CONTENTS = 64

View = dict[str, Any]
"""What a vault holds, by record; what is not in it is not there."""


# -- The disk that writes down what it does ---------------------------------------------------


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

_ROOT = 1
_TEMP = re.compile(r"\.tweespraak-[0-9a-f]{16}\.tmp")


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
        self.folders = {_ROOT}
        self.times: dict[int, int] = {}
        self._last = _ROOT
        self._open: dict[int, list[int]] = {}
        store.mkdir()
        self._take(root, _ROOT)
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
        node = _ROOT
        for part in path.relative_to(self.root).parts:
            node = self.entries.get((node, part), 0)
        return node

    def _name(self, *changes: tuple[Path, int]) -> None:
        found = []
        for path, node in changes:
            folder = self._node(path.parent)
            if not folder:
                return
            found.append((folder, path.name, node))
            if node:
                self.entries[folder, path.name] = node
            else:
                self.entries.pop((folder, path.name), None)
        times = tuple((self._node(path.parent), _time(path.parent)) for path, _ in changes)
        self.events.append(Named(tuple(found), times))

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


# -- What may be on the disk ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
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
            kept = recorder.kept(node)
            if (node, blob) in made:
                os.link(made[node, blob], path)
            elif links and kept.stat().st_size == len(blob) and kept.read_bytes() == blob:
                os.link(kept, path)
            else:
                path.write_bytes(blob)
            made[node, blob] = path
        for name, time in sorted(self.folders, reverse=True):
            if time:
                os.utime(target / name, ns=(time, time))


def key_of(state: Found) -> int:
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
            folders: dict[str, int] = {".": times.get(_ROOT, 0)}
            files: list[tuple[str, int]] = []
            ahead = [("", _ROOT)]
            while ahead:
                path, folder = ahead.pop()
                for name, node in below.get(folder, ()):
                    if node in self.folders:
                        folders[path + name] = times.get(node, 0)
                        ahead.append((f"{path}{name}/", node))
                    else:
                        files.append((path + name, node))
            unsure = sorted({one for _, one in files if self.safe.get(one) != self.now.get(one)})
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
        found = [self.safe.get(node, b""), new, new[: len(new) // 2], bytes(len(new))]
        return list(dict.fromkeys(found))


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


def states(recorder: Recorder) -> list[Found]:
    """Give every different state in which a crash during the recorded calls may leave the disk.

    Only looked at before something is synced, or said to be done: until then nothing that could be
    there is out of the question.
    """
    model = _Model(recorder)
    found: dict[Any, Found] = {}
    done = 0
    for event in (*recorder.events, None):
        if event is None or isinstance(event, Synced | Done):
            for folders, files in model.states():
                key = (done, frozenset(folders), frozenset((path, blob) for path, _, blob in files))
                if key not in found:
                    there = tuple((name, time) for name, time in folders.items())
                    found[key] = Found(done, there, tuple(files))
        if isinstance(event, Done):
            done += 1
        elif event is not None:
            model.play(event)
    return list(found.values())


# -- What somebody finds ----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Story:
    """Something that writes, step by step, into a vault that was laid out for it.

    The vault is the folder `vault` below the root that is handed in.
    """

    name: str
    lay: Callable[[Path], None]
    steps: tuple[Callable[[Vault], None], ...]
    secrets: tuple[str, ...] = ()
    """What may open the vault."""
    phrases: tuple[str, ...] = ()
    """What may open what somebody wrote alone."""
    whole: bool = False
    """Whether everything is as before or everything as after; else each record by itself."""
    hidden: Callable[[View], tuple[str, ...]] = lambda view: ()
    """The words that may stand nowhere in the folder when the vault holds that."""
    beside: Callable[[Path], Any] = lambda root: None
    """What there is beside the vault."""
    again: Callable[[Vault], None] | None = None
    """Does the rest of what was cut off."""


def look(vault: Vault, story: Story) -> View:
    """Give everything that is in an open vault, as a person finds it who has every phrase."""
    view: View = {
        "pairs": tuple(pair.id for pair in vault.records.pairs()) if story.whole else None,
        **{f"pair {pair.id}": pair for pair in vault.records.pairs()},
        "settings": vault.records.settings(),
        "sealed": vault.seal.is_sealed,
        "secrets": tuple(
            secret
            for secret in story.secrets
            if vault.seal.is_sealed and manifest.key_of(vault.seal.manifest, secret)
        ),
    }
    closed = [one for one in vault.own_phrases.locks.all() if vault.own_phrases.has(one)]
    for person in closed:
        lock = vault.own_phrases.locks.all()[person]
        view[f"phrase of {person}"] = tuple(
            phrase for phrase in story.phrases if _opens(lock, phrase)
        )
    for id_ in vault.records.ids():
        view[f"conversation {id_}"] = _told(vault, id_, story, closed, vault.records.load)
        with suppress(errors.RecordMissing):
            view[f"copy {id_}"] = _told(vault, id_, story, closed, vault.records.load_backup)
    return view


def _opens(lock: Any, phrase: str) -> bool:
    from sessions.store import sealing

    try:
        sealing.open_lock(lock, phrase)
    except errors.WrongPhrase:
        return False
    return True


def _told(
    vault: Vault, one: str, story: Story, closed: list[str], load: Callable[[str], Conversation]
) -> tuple[Any, ...]:
    """Give a conversation with everything open, and what of it is private and lies open."""
    try:
        found = load(one)
    except errors.RecordDamaged:
        return ("damaged",)
    pattern = shipped(found.pattern)
    bare = tuple(
        (turn.key, dict(fields))
        for person in found.people
        for turn, fields in own_answers(found, pattern, person.id)
    )
    drafts = tuple(found.drafts)
    for person in closed:
        for phrase in story.phrases:
            try:
                found = open_own(vault, found, person, phrase)
            except errors.WrongPhrase:
                continue
    return (found, bare, drafts)


def peek(root: Path, story: Story) -> View:
    """Give what is in the vault below `root`, and beside it, without writing anything."""
    vault = Vault.open(root / "vault", now=NOW, read_only=True)
    unlock(vault, story)
    return {**look(vault, story), "beside": story.beside(root)}


def unlock(vault: Vault, story: Story) -> None:
    """Open the vault with whichever secret opens it."""
    for secret in story.secrets:
        if not vault.seal.is_locked:
            return
        try:
            vault.seal.unlock(secret)
        except errors.WrongPassphrase:
            continue


def recover(root: Path, story: Story, disk: Disk) -> tuple[View, list[str]]:
    """Start on what a crash left: give what is there then, and what is wrong."""
    wrong = []
    with Vault.open(root / "vault", now=NOW, disk=disk) as vault:
        unlock(vault, story)
        vault.seal.finish()
        view = look(vault, story)
        wrong += _opened_by_the_copy(vault, story)
        listing = vault.index.read()
        vault.index.mend()
        damaged = {
            id_ for id_ in vault.records.ids() if view[f"conversation {id_}"] == ("damaged",)
        }
        if {problem.fields["id"] for problem in listing.problems} != damaged:
            wrong.append(f"the list says {listing.problems}")
        real = [
            summarise(vault.records.load(id_)) for id_ in vault.records.ids() if id_ not in damaged
        ]
        if sorted(listing.summaries, key=lambda summary: summary.id) != real:
            wrong.append("the list is not what the conversations are")
    view["beside"] = story.beside(root)
    return view, wrong


def _opened_by_the_copy(vault: Vault, story: Story) -> list[str]:
    """Give what the copy of the locks opens and the locks themselves do not."""
    wrong = []
    for person, old in vault.own_phrases.locks._read(backup=True).items():
        lock = vault.own_phrases.locks.all().get(person)
        if lock is None or lock.slot is None:
            continue
        if old.slot is None:
            wrong.append(f"the copy opens for {person} without a phrase")
            continue
        wrong += [
            f"{phrase!r} still opens the copy for {person}"
            for phrase in story.phrases
            if _opens(old, phrase) and not _opens(lock, phrase)
        ]
    return wrong


def judge(
    root: Path,
    story: Story,
    views: list[View],
    done: int,
    *,
    failed: bool = False,
    faulty: bool = False,
) -> list[str]:
    """Start on the state below `root`, and give everything that is wrong with what is there then.

    `views` is what is there before the first step and after each; `done` counts the steps that
    somebody was told of. After one that `failed` and was tried again, a summary of what is gone
    may stand there until the next start. On a disk that is `faulty` a copy may be of any state
    there was.
    """
    wrong = []
    if done == len(views) - 1 and not failed:
        wrong += [f"{word!r} is still there" for word in _words(root, story.hidden(views[done]))]
    try:
        view, found = recover(root, story, Quick())
        wrong += found
        if peek(root, story) != view:
            wrong.append("the disk has something else than was read from it")
    except MISTAKES as problem:
        return [*wrong, f"{type(problem).__name__}: {problem} {getattr(problem, 'fields', '')}"]
    copies = views if faulty else None
    wrong += compare(view, views[done : done + 2], whole=story.whole, copies=copies)
    wrong += [f"{word!r} can be read" for word in _words(root, story.hidden(view))]
    wrong += [f"{path.name} was left" for path in (root / "vault").rglob("*.tmp")]
    if story.again is not None:
        wrong += _again(root, story, views[-1])
    return wrong


def _again(root: Path, story: Story, wanted: View) -> list[str]:
    """Do the rest of what was cut off; give what is then not as if it had not been."""
    with Vault.open(root / "vault", now=NOW, disk=Quick()) as vault:
        unlock(vault, story)
        assert story.again is not None
        story.again(vault)
        view = look(vault, story)
    names = [one for one in {**wanted, **view} if not one.startswith(("copy", "beside"))]
    wrong = [f"done again, {name} differs" for name in names if view.get(name) != wanted.get(name)]
    return wrong + [f"done again, {word!r} stays" for word in _words(root, story.hidden(view))]


def compare(
    view: View, wanted: list[View], *, whole: bool, copies: list[View] | None = None
) -> list[str]:
    """Give which records are as in none of the views; with `whole`, whether all are as in one.

    With `copies` those of earlier runs may be of any state in these views, or not be there.
    """
    names = sorted({name for one in (view, *wanted) for name in one})
    wrong = []
    if copies is not None:
        copied = [name for name in names if name.startswith("copy")]
        names = [name for name in names if name not in copied]
        for name in copied:
            kinds = (name, name.replace("copy", "conversation"))
            known = [copy.get(kind) for copy in copies for kind in kinds]
            if view.get(name) not in (None, *known):
                wrong.append(f"{name} is {view[name]!r}")
    if whole and not any(all(view.get(n) == one.get(n) for n in names) for one in wanted):
        differs = [name for name in names if view.get(name) != wanted[0].get(name)]
        wrong.append(f"neither before nor after: {differs}")
    elif not whole:
        wrong += [
            f"{name} is {view.get(name)!r}"
            for name in names
            if view.get(name) not in [one.get(name) for one in wanted]
        ]
    return wrong


def _words(root: Path, words: tuple[str, ...]) -> list[str]:
    """Give which of the words stand in a file below `root`."""
    if not words:
        return []
    blobs = [path.read_bytes() for path in root.rglob("*") if path.is_file()]
    return [word for word in words if any(word.encode() in blob for blob in blobs)]


# -- The proof --------------------------------------------------------------------------------


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
    for number, one in enumerate(_spread(there, most)):
        prover.start_on(one, recorder, work / str(number))
        if faults is not None and proof.wrong:
            break
    for number, one in enumerate(_spread(there, twice) if twice else []):
        prover.start_twice(one, recorder, work / f"again-{number}")
    return proof


@dataclass(frozen=True, slots=True)
class Prover:
    """What is known of a story that was played, and what was proven of it."""

    story: Story
    views: list[View]
    proof: Proof
    links: bool

    def start_on(self, one: Found, recorder: Recorder, target: Path) -> None:
        """Start on a state, laid out in `target`."""
        one.lay(target, recorder, links=self.links)
        self.proof.tried += 1
        names = sorted(name for name, _, _ in one.files)
        self.proof.wrong += [
            f"{self.story.name}, {one.done} done, {wrong}, out of {names}"
            for wrong in judge(target, self.story, self.views, one.done)
        ]
        shutil.rmtree(target)

    def start_twice(self, one: Found, recorder: Recorder, work: Path) -> None:
        """Start on a state, and on every new state in which a crash during that start leaves it."""
        work.mkdir()
        root = work / "root"
        one.lay(root, recorder)
        again = Recorder(root, work / "kept")
        recover(root, self.story, again)
        late = [Found(one.done, state.folders, state.files) for state in states(again)]
        late = [each for each in late if key_of(each) not in self.proof.seen]
        self.proof.seen.update(map(key_of, late))
        self.proof.found += len(late)
        for number, each in enumerate(late):
            self.start_on(each, again, work / str(number))
        shutil.rmtree(work)


def _spread(there: list[Found], most: int) -> list[Found]:
    """Give `most` of them, from the first to the last; all of them for nought."""
    if not most or len(there) <= most:
        return there
    return [there[at * (len(there) - 1) // (most - 1)] for at in range(most)]
