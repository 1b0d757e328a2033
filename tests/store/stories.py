"""Everything that writes into a vault, as stories: what is there before, and what is then done."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from sessions import errors
from sessions.conversation import YES, Conversation, Said
from sessions.people import Person
from sessions.store import Vault, file_format, reserve_space, schema
from sessions.store.backup import Backup, write_backup
from sessions.store.file_format import Header
from sessions.store.restore import restore
from sessions.store.sealing import Cost
from sessions.store.tinydb_storage import encode, save_error
from tests.store.crashes import Story, View
from tests.store.faults import ID, NOW, OTHER, pair, small
from tests.store.helpers import is_draft
from tests.store.recorder import Quick

CHEAP = Cost(memory=64, passes=1, lanes=1)
"""A derivation that costs nothing."""

NEAR = "ab" + "2" * 30
"""A bystander in the folder of `ID`."""
FAR = "ef" + "3" * 30
"""A bystander in a folder of its own."""

OLD_SECRET, SECRET = "the way in until now", "the way in from now on"
OLD_PHRASE, PHRASE = "what only Kim knew", "what only Kim knows"

_WHILE = 3_600_000_000_000  # nanoseconds

PEOPLE = (Person(id="k", name="Kim", language="nl"), Person(id="s", name="Sam", language="en"))
BACKUP_FILE = "backup.tar"
WHISPER = "whispered-to-nobody"
MURMUR = "murmured-half-way"


def talk(words: str, conversation_id: str = ID, *, alone: bool = False) -> Conversation:
    """Give a conversation about `words`; `alone`: Kim wrote something that nobody else sees."""
    said = {"together/subject//0": Said(fields={"text": words}, at=NOW)}
    if not alone:
        return small(conversation_id, people=PEOPLE, said=said)
    said["alone/goal/k/0"] = Said(fields={"text": WHISPER}, at=NOW)
    said["alone/goal/s/0"] = Said(fields={"text": "of Sam"}, at=NOW)
    drafts = {"alone/message/k/0": {"see": MURMUR}}
    return small(conversation_id, people=PEOPLE, said=said, drafts=drafts)


def sharing(words: str) -> Conversation:
    """Give the same conversation, in which Kim shares what they wrote."""
    before = talk(words, alone=True)
    yes = Said(fields={"goal": YES}, at=NOW)
    return replace(before, said={**before.said, "alone/share/k/0": yes})


def runs(
    *each: Callable[[Vault], None], sealed: bool = False, extra: int = 0
) -> Callable[[Path], None]:
    """Give what lays out a vault: bystanders with a copy, and then `each` in a run of its own."""

    def lay(root: Path) -> None:
        def bystanders(vault: Vault) -> None:
            vault.records.save(talk("neighbour of then", NEAR))
            vault.records.save_pair(pair())
            vault.records.save_settings({"theme": "light"})
            if sealed:
                vault.seal.seal(OLD_SECRET, cost=CHEAP)

        def again(vault: Vault) -> None:
            vault.records.save(talk("neighbour", NEAR))
            vault.records.save(talk("faraway", FAR))
            for number in range(extra):
                vault.records.save(talk(f"extra-{number}", f"{number:02x}" + "4" * 30))

        for one in (bystanders, again, _settle, *each):
            with Vault.open(root / "vault", now=NOW, disk=Quick()) as vault:
                vault.seal.unlock(OLD_SECRET)
                one(vault)

    return lay


def _settle(vault: Vault) -> None:
    """Let what is there be of a while ago, so that the index believes what it knows of it."""
    for path in (vault.folder / "conversations").rglob("*"):
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - _WHILE))
    vault.index.read()
    vault.index.mend()


def _nothing(root: Path) -> None:
    """Lay out nothing: there is no vault yet."""


def _both_said(vault: Vault) -> None:
    vault.records.save(talk("before"))


def _alone(vault: Vault) -> None:
    vault.records.save(talk("before", alone=True))


def _again_alone(vault: Vault) -> None:
    vault.records.save(talk("again", alone=True))


def _with_phrase(vault: Vault) -> None:
    vault.own_phrases.give("k", OLD_PHRASE, cost=CHEAP)


def _version_1(vault: Vault) -> None:
    """Write the conversation and the pairs as the first version of the program did."""
    document = schema.to_document(talk("before"))
    for name in ("closed_drafts", "restored", "origin"):
        del document[name]
    tables = {"conversation": {"1": document}}
    _put(vault.records.path(ID), tables)
    people = {
        "pairs": {"1": schema.to_document(pair())},
        "settings": {"1": {"theme": "light"}},
    }
    _put(vault.files.pairs_path(), people)


def _put(path: Path, tables: dict[str, dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    header = Header(record_key=file_format.record_key_of(path), version=1, generation=3)
    path.write_bytes(file_format.pack(header, encode(tables)))


def _damage(vault: Vault) -> None:
    """Leave a conversation with a copy and, set aside, a damaged state of before."""
    vault.records.save(talk("before"))
    vault.records.path(ID).write_bytes(b"before: what is left of it")
    vault.records.save(talk("before"))


def _damaged(vault: Vault) -> None:
    vault.records.path(ID).write_bytes(b"what is left")


def _no_index(vault: Vault) -> None:
    vault.close()
    for path in (vault.folder / "index").iterdir():
        path.unlink()


def _mend(vault: Vault) -> None:
    vault.index.read()
    vault.index.mend()


def _save(words: str, conversation_id: str = ID) -> Callable[[Vault], None]:
    return lambda vault: _saved(vault, talk(words, conversation_id))


def _saved(vault: Vault, conversation: Conversation) -> None:
    vault.records.save(conversation)


def _flush(vault: Vault) -> None:
    vault.index.flush()


def _seal(vault: Vault) -> None:
    """Seal it; what was sealed in part is finished."""
    if vault.seal.is_sealed:
        vault.seal.finish()
    else:
        vault.seal.seal(SECRET, cost=CHEAP)


def _unseal(vault: Vault) -> None:
    """Unseal it, unless it is open already."""
    if vault.seal.is_sealed:
        vault.seal.unseal()


def _change_phrase(vault: Vault) -> None:
    """Change the phrase, whichever of the two opens it now."""
    try:
        vault.own_phrases.change("k", OLD_PHRASE, PHRASE, cost=CHEAP)
    except errors.WrongPhrase:
        vault.own_phrases.change("k", PHRASE, PHRASE, cost=CHEAP)


def _change_recovery(vault: Vault) -> None:
    vault.seal.change_recovery_key()


def _delete(vault: Vault) -> None:
    """Delete the conversation, unless it is gone already."""
    if ID in vault.records.ids():
        vault.records.delete(ID)


def _of_pair_2(vault: Vault) -> None:
    vault.records.save_pair(pair("p2", "deleted-name"))
    vault.records.save_settings({"theme": "dark", "draft.x": "deleted-draft"})
    for one in (ID, OTHER):
        vault.records.save(replace(talk("deleted-words", one), pair="p2"))


def _delete_pair(vault: Vault) -> None:
    """Delete the pair, unless it is gone already."""
    if any(one.id == "p2" for one in vault.records.pairs()):
        vault.records.delete_pair("p2", with_setting=is_draft)


def _write_backup(vault: Vault) -> None:
    """Write a backup, unless it is there already."""
    if (vault.folder.parent / BACKUP_FILE).exists():
        return
    write_backup(vault, vault.folder.parent / BACKUP_FILE, now=NOW, disk=vault.files.disk)


def _in_backup(root: Path) -> tuple[str, ...]:
    """Give what is in the backup beside the vault; every byte of it is verified by opening it."""
    if not (root / BACKUP_FILE).exists():
        return ()
    with Backup.open(root / BACKUP_FILE) as backup:
        return tuple(backup.names(""))


def _lay_restore(lay: Callable[[Path], None], *, sealed: bool = False) -> Callable[[Path], None]:
    """Give what lays out a vault, and beside it a backup of another one."""

    def both(root: Path) -> None:
        other = root / "other"
        other.mkdir()
        runs(_as_elsewhere, sealed=sealed)(other)
        with Vault.open(other / "vault", now=NOW, disk=Quick()) as vault:
            vault.seal.unlock(OLD_SECRET)
            write_backup(vault, root / BACKUP_FILE, now=NOW, disk=Quick())
        shutil.rmtree(other)
        lay(root)

    return both


def _as_elsewhere(vault: Vault) -> None:
    """Leave another state of a conversation, one nobody has here, and people."""
    vault.records.save(talk("elsewhere"))
    vault.records.save(talk("only elsewhere", OTHER))
    vault.records.save_pair(pair("p3", "Pat"))


def _restore(vault: Vault) -> None:
    with Backup.open(vault.folder.parent / BACKUP_FILE) as backup:
        if backup.is_sealed:
            backup.unlock(OLD_SECRET)
        restore(vault, backup, now=NOW, progress=lambda done, of: None)


def _hidden_when_sealed(view: View) -> tuple[str, ...]:
    return ("neighbour", "faraway", "before", "extra-", WHISPER, MURMUR) if view["sealed"] else ()


def _hidden_when_closed(view: View) -> tuple[str, ...]:
    return (WHISPER, MURMUR) if "phrase of k" in view else ()


def _murmur_when_closed(view: View) -> tuple[str, ...]:
    return (MURMUR,) if "phrase of k" in view else ()


def _hidden_when_deleted(view: View) -> tuple[str, ...]:
    return () if f"conversation {ID}" in view else ("before",)


def _hidden_when_pair_deleted(view: View) -> tuple[str, ...]:
    if "pair p2" in view:
        return ()
    return ("deleted-name", "deleted-words", "deleted-draft")


def _both(
    name: str, *each: Callable[[Vault], None], steps: tuple[Callable[[Vault], None], ...]
) -> tuple[Story, ...]:
    """Give a story that is the same in a plain vault and in a sealed one."""
    plain = Story(name=name, lay=runs(*each), steps=steps)
    sealed = dataclasses.replace(
        plain,
        name=f"{name}, sealed",
        lay=runs(*each, sealed=True),
        secrets=(OLD_SECRET,),
        hidden=_hidden_when_sealed,
    )
    return (plain, sealed)


def _saved_pair(vault: Vault, name: str, pair_id: str = "p1") -> None:
    vault.records.save_pair(pair(pair_id, name))


def _saved_settings(vault: Vault) -> None:
    vault.records.save_settings({"theme": "dark"})


def _without_reserve(vault: Vault) -> None:
    vault.files.make_room()
    try:
        reserve_space.lay(vault.folder, vault.files.disk)
    except OSError as problem:  # it is laid at the start only, which tells this in its own way
        raise save_error(problem) from problem


STORIES: tuple[Story, ...] = (
    Story(
        name="a first start",
        lay=_nothing,
        steps=(_save("first"), lambda vault: _saved_pair(vault, "Kim"), _save("second", OTHER)),
    ),
    *_both("a new conversation", steps=(_save("new", OTHER), _save("new"))),
    *_both("a save over another", _both_said, steps=(_save("one"), _save("two"), _save("three"))),
    *_both(
        "people and settings",
        steps=(
            lambda vault: _saved_pair(vault, "Anna"),
            lambda vault: _saved_pair(vault, "Bo", "p2"),
            _saved_settings,
        ),
    ),
    *_both("the index is made again", _both_said, _no_index, steps=(_mend,)),
    *_both(
        "the index is written",
        _both_said,
        _mend,
        steps=(_save("one"), _flush, _save("new", OTHER), _flush),
    ),
    Story(
        name="sharing",
        lay=runs(_alone, _with_phrase),
        steps=(lambda vault: _saved(vault, sharing("before")),),
        phrases=(OLD_PHRASE,),
        hidden=_murmur_when_closed,
    ),
    Story(
        name="a phrase is given",
        lay=runs(_alone, _again_alone),
        steps=(lambda vault: vault.own_phrases.give("k", PHRASE, cost=CHEAP),),
        phrases=(OLD_PHRASE, PHRASE),
        hidden=_hidden_when_closed,
        whole=True,
    ),
    Story(
        name="a phrase is changed",
        lay=runs(_alone, _with_phrase),
        steps=(_change_phrase,),
        phrases=(OLD_PHRASE, PHRASE),
        hidden=_hidden_when_closed,
        whole=True,
    ),
    Story(
        name="a phrase is taken away, and given again",
        lay=runs(_alone, _with_phrase),
        steps=(
            lambda vault: vault.own_phrases.take_away("k", OLD_PHRASE),
            lambda vault: vault.own_phrases.give("k", PHRASE, cost=CHEAP),
        ),
        phrases=(OLD_PHRASE, PHRASE),
        whole=True,
    ),
    Story(
        name="sealing",
        lay=runs(_alone, _again_alone, _damage, _mend, extra=4),
        steps=(_seal,),
        secrets=(SECRET,),
        hidden=_hidden_when_sealed,
        whole=True,
    ),
    Story(
        name="unsealing",
        lay=runs(_alone, _again_alone, _mend, sealed=True, extra=4),
        steps=(_unseal,),
        secrets=(OLD_SECRET,),
        hidden=_hidden_when_sealed,
        whole=True,
    ),
    Story(
        name="another passphrase",
        lay=runs(sealed=True),
        steps=(lambda vault: vault.seal.change_passphrase(SECRET, cost=CHEAP), _change_recovery),
        secrets=(OLD_SECRET, SECRET),
        hidden=_hidden_when_sealed,
        whole=True,
    ),
    Story(
        name="from version 1",
        lay=runs(_version_1),
        steps=(_save("one"), lambda vault: _saved_pair(vault, "Anna"), _save("two")),
    ),
    *_both("damage is set aside", _both_said, _both_said, _damaged, steps=(_save("after"),)),
    *_both("ballast", steps=(_without_reserve, _save("one"))),
    Story(
        name="deleting",
        lay=runs(_damage, _both_said, _mend),
        steps=(_delete,),
        hidden=_hidden_when_deleted,
    ),
    Story(
        name="deleting a pair",
        lay=runs(_of_pair_2, _of_pair_2, _mend),
        steps=(_delete_pair,),
        hidden=_hidden_when_pair_deleted,
        again=_delete_pair,
    ),
    Story(
        name="a backup",
        lay=runs(_both_said),
        steps=(_write_backup,),
        beside=_in_backup,
        whole=True,
    ),
    Story(
        name="restoring beside what is there",
        lay=_lay_restore(runs(_both_said)),
        steps=(_restore,),
        again=_restore,
    ),
    Story(
        name="restoring what was sealed into nothing",
        lay=_lay_restore(_nothing, sealed=True),
        steps=(_restore,),
        secrets=(OLD_SECRET,),
        again=_restore,
    ),
)

MIN: dict[str, int] = {
    "a first start": 245,
    "a new conversation": 210,
    "a new conversation, sealed": 210,
    "a save over another": 150,
    "a save over another, sealed": 150,
    "people and settings": 20,
    "people and settings, sealed": 20,
    "the index is made again": 100,
    "the index is made again, sealed": 100,
    "the index is written": 205,
    "the index is written, sealed": 205,
    "sharing": 130,
    "a phrase is given": 415,
    "a phrase is changed": 115,
    "a phrase is taken away, and given again": 160,
    "sealing": 1455,
    "unsealing": 655,
    "another passphrase": 35,
    "from version 1": 170,
    "damage is set aside": 90,
    "damage is set aside, sealed": 90,
    "ballast": 115,
    "ballast, sealed": 115,
    "deleting": 60,
    "deleting a pair": 280,
    "a backup": 45,
    "restoring beside what is there": 295,
    "restoring what was sealed into nothing": 270,
}
"""How many states the long run finds for each, at least; fewer is a trace with a hole in it."""
