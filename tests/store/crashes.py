"""What a start after a crash has to recover, and what is wrong with what it recovered.

`judge` starts on what a crash left, as the next start does, and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sessions import errors
from sessions.conversation import Conversation
from sessions.pattern import shipped
from sessions.privacy import own_answers
from sessions.store import Vault, manifest, own_lock
from sessions.store.disk import Disk
from sessions.store.manifest import State
from sessions.summary import summarise
from tests.store.faults import NOW
from tests.store.helpers import open_own
from tests.store.recorder import Quick

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

View = dict[str, Any]
"""What a vault holds, by record; what is not in it is not there."""


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
    closed = [person for person in vault.own_phrases.locks.all() if vault.own_phrases.has(person)]
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

    try:
        own_lock.open_lock(lock, phrase)
    except errors.WrongPhrase:
        return False
    return True


def _told(
    vault: Vault,
    conversation_id: str,
    story: Story,
    closed: list[str],
    load: Callable[[str], Conversation],
) -> tuple[Any, ...]:
    """Give a conversation with everything open, and what of it is private and lies open."""
    try:
        conversation = load(conversation_id)
    except errors.RecordDamaged:
        return ("damaged",)
    pattern = shipped(conversation.pattern)
    bare = tuple(
        (turn.key, dict(fields))
        for person in conversation.people
        for turn, fields in own_answers(conversation, pattern, person.id)
    )
    drafts = tuple(conversation.drafts)
    for person in closed:
        for phrase in story.phrases:
            try:
                conversation = open_own(vault, conversation, person, phrase)
            except errors.WrongPhrase:
                continue
    return (conversation, bare, drafts)


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
        if vault.seal.manifest.state is State.UNSEALING:
            vault.seal.unseal()  # it is gone on with when it is asked for
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
        view, mistakes = recover(root, story, Quick())
        wrong += mistakes
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
    names = [name for name in {**wanted, **view} if not name.startswith(("copy", "beside"))]
    wrong = [f"done again, {name} differs" for name in names if view.get(name) != wanted.get(name)]
    return wrong + [f"done again, {word!r} stays" for word in _words(root, story.hidden(view))]


def compare(
    view: View, wanted: list[View], *, whole: bool, copies: list[View] | None = None
) -> list[str]:
    """Give which records are as in none of the views; with `whole`, whether all are as in one.

    With `copies` those of earlier runs may be of any state in these views, or not be there.
    """
    names = sorted({name for records in (view, *wanted) for name in records})
    wrong = []
    if copies is not None:
        copied = [name for name in names if name.startswith("copy")]
        names = [name for name in names if name not in copied]
        for name in copied:
            kinds = (name, name.replace("copy", "conversation"))
            known = [copy.get(kind) for copy in copies for kind in kinds]
            if view.get(name) not in (None, *known):
                wrong.append(f"{name} is {view[name]!r}")
    if whole and not any(all(view.get(n) == records.get(n) for n in names) for records in wanted):
        differs = [name for name in names if view.get(name) != wanted[0].get(name)]
        wrong.append(f"neither before nor after: {differs}")
    elif not whole:
        wrong += [
            f"{name} is {view.get(name)!r}"
            for name in names
            if view.get(name) not in [records.get(name) for records in wanted]
        ]
    return wrong


def _words(root: Path, words: tuple[str, ...]) -> list[str]:
    """Give which of the words stand in a file below `root`."""
    if not words:
        return []
    blobs = [path.read_bytes() for path in root.rglob("*") if path.is_file()]
    return [word for word in words if any(word.encode() in blob for blob in blobs)]
