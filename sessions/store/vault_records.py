"""What is in a vault: conversations, diaries, people and settings, and how they are deleted."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tinydb import TinyDB
from tinydb.table import Table

from sessions import errors
from sessions.conversation import Conversation
from sessions.diary import Diary
from sessions.people import Pair
from sessions.store import diaries, file_format, schema
from sessions.store.disk import BACKUP
from sessions.store.own_keys import Locks
from sessions.store.record_files import (
    PAIRS,
    SETTINGS,
    RecordFiles,
    Saved,
    become,
    put_only,
    put_whole,
)
from sessions.store.tinydb_storage import RecordStorage

if TYPE_CHECKING:
    from sessions.store.index import Index


class VaultRecords:
    """The records of a vault. Any thread may use them; saves wait for each other."""

    def __init__(self, files: RecordFiles, locks: Locks, vault_id: Callable[[], str]) -> None:
        """`locks` closes what somebody wrote alone; `vault_id` gives what the vault is called."""
        self._files = files
        self._locks = locks
        self._vault_id = vault_id

    @cached_property
    def index(self) -> Index:
        """The conversations in short."""
        from sessions.store.index import Index  # the first screen stands before it is read

        return Index(
            self._files, lambda conversation_id: self._load(conversation_id, ""), self._vault_id
        )

    # -- Conversations ------------------------------------------------------------------------

    def save(self, conversation: Conversation) -> Saved:
        """Put the conversation on the disk and come back when it is there.

        What a person with a phrase of their own wrote alone is closed. A damaged file in its place
        is set aside first. Raises `DiskFull`, `SaveFailed`, `RecordNewer`, `VaultReadOnly`,
        `VaultLocked` or `VaultGone`; then the file is as it was. ValueError for an id that is not
        ours.
        """
        if not file_format.is_id(conversation.id):
            raise ValueError("an id is 32 lower-case hexadecimal digits")
        path = self.path(conversation.id)
        with self._files.saving:
            self._files.must_write(path)
            record = self._closed(conversation)

            def put(database: TinyDB) -> None:
                put_whole(database, "conversation", record)

            self.index.touch(conversation.id)
            return self._files.save(path, conversation.id, put)

    def _closed(self, conversation: Conversation) -> Conversation:
        try:
            return self._locks.close(conversation)
        except errors.RecordUnreadable as problem:
            raise errors.SaveFailed(**problem.fields) from problem
        except errors.RecordDamaged as problem:  # the disk gives no bytes of it just now
            raise errors.SaveFailed(reason=os.strerror(errno.EIO)) from problem

    def load(self, conversation_id: str) -> Conversation:
        """Give the conversation with that id; what somebody closed with their phrase stays closed.

        Raises `RecordMissing`, `RecordDamaged` (with `fields["backup"]`: whether `load_backup` is
        worth a try), `RecordNewer`, `RecordUnreadable` or `VaultLocked`.
        """
        try:
            return self._load(conversation_id, "")
        except errors.RecordDamaged as problem:
            if not file_format.is_passing(problem):
                self.index.doubt(conversation_id)  # the list may call it well
            raise

    def load_backup(self, conversation_id: str) -> Conversation:
        """Give the conversation as an earlier run left it; raises what `load` raises."""
        return self._load(conversation_id, BACKUP)

    def ids(self) -> tuple[str, ...]:
        """Give the ids of all conversations there are, in the order of the ids, readable or not.

        Raises `RecordUnreadable` when a folder cannot be listed.
        """
        return tuple(
            conversation_id
            for first in self._files.firsts()
            for conversation_id in self._files.ids_in(first)
        )

    def path(self, conversation_id: str) -> Path:
        """Give where that conversation is kept. Raises `RecordMissing` for what is no id."""
        return self._files.path_of(conversation_id)

    def _load(self, conversation_id: str, suffix: str) -> Conversation:
        """Give the conversation in the file with that suffix."""
        path = self.path(conversation_id)
        storage, table = self._files.read(path.with_name(path.name + suffix), "conversation")
        try:
            documents = table.all()
            if not documents and storage.header is None:
                if suffix or not self._files.has_copy(path):
                    raise errors.RecordMissing(id=conversation_id)
                raise file_format.damaged(str(storage.path), storage.record_key, "gone")
            conversation = schema.from_document(
                dict(documents[0]) if documents else None,
                Conversation,
                storage.record_key,
                file=str(storage.path),
            )
            if conversation.id != conversation_id:
                raise file_format.damaged(str(storage.path), storage.record_key, "another record")
        except errors.RecordDamaged as problem:
            backup = not suffix and path.with_name(path.name + BACKUP).is_file()
            raise errors.RecordDamaged(**{**problem.fields, "backup": backup}) from problem
        if (
            not any(answer.closed for answer in conversation.said.values())
            and not conversation.closed_drafts
        ):
            return conversation
        with contextlib.suppress(errors.StoreError):  # without the locks it stays closed
            return self._locks.open_bare(conversation)
        return conversation

    # -- Diaries --------------------------------------------------------------------------------

    def diarists(self) -> tuple[str, ...]:
        """Give the ids of the people who keep a diary. Raises `RecordUnreadable`."""
        return diaries.writers(self._files)

    def diary(self, person: str, *, backup: bool = False) -> Diary:
        """Give somebody's diary, an empty one where there is none; what is closed stays closed.

        `backup`: as an earlier run left it. Raises `RecordDamaged`, `RecordNewer`,
        `RecordUnreadable` or `VaultLocked`.
        """
        diary = diaries.load(self._files, person, BACKUP if backup else "")
        if not diary.is_closed:
            return diary
        with contextlib.suppress(errors.StoreError):  # without the locks it stays closed
            return diaries.open_bare(self._locks, diary)
        return diary

    def save_diary(self, diary: Diary) -> Saved:
        """Put a diary on the disk; raises what `save` raises."""
        return diaries.save(self._files, self._locks, diary)

    # -- Deleting -------------------------------------------------------------------------------

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation: its file, its copy, what was set aside of it, its summary.

        Raises `DiskFull` or `SaveFailed`: then it is there, or gone, and never half of it. Raises
        `VaultReadOnly`, `VaultLocked`, or `RecordMissing` when it is not there.
        """
        path = self.path(conversation_id)
        with self._files.saving:
            self._files.must_write(path)
            if not os.path.lexists(path) and not self._files.has_copy(path):
                raise errors.RecordMissing(id=conversation_id)
            from sessions.store import deletion

            self.index.touch(conversation_id)
            deletion.remove_file(self._files, path)
            self._locks.forget()
            self.index.forget(conversation_id)

    def delete_pair(self, pair_id: str, *, with_setting: Callable[[str], bool]) -> int:
        """Delete everything about a pair, and give how many conversations that were.

        `with_setting` says by its name whether a setting goes too. Conversations that are damaged
        are not known to be theirs, and stay. Raises what `delete` raises, and `RecordUnreadable`
        when one cannot be read just now; cut off, the pair is still there, and doing it again does
        the rest.
        """
        with self._files.saving:
            self._files.must_write(self._files.folder)
            theirs, people = self.of_pair(pair_id)
            for conversation_id in theirs:
                self.delete(conversation_id)
            from sessions.store import deletion

            for person in sorted(people):
                if file_format.is_id(person):
                    deletion.remove_file(self._files, diaries.path_of(self._files, person))
            deletion.remove_pair(self._files, self._locks, pair_id, people, with_setting)
            self._locks.forget()
        return len(theirs)

    def of_pair(self, pair_id: str) -> tuple[tuple[str, ...], frozenset[str]]:
        """Give the ids of the conversations and of the people that go when a pair is deleted.

        Raises `RecordMissing`, and `RecordUnreadable` or `PartNotAFolder` when it cannot be known.
        """
        pairs = self.pairs()
        gone = [pair for pair in pairs if pair.id == pair_id]
        if not gone:
            raise errors.RecordMissing(id=pair_id)
        others = {person.id for pair in pairs if pair.id != pair_id for person in pair.people}
        people = {person.id for pair in gone for person in pair.people} - others
        listing = self.index.read()
        for problem in listing.problems:
            if file_format.is_passing(problem):
                raise problem  # it may be theirs; nothing has been deleted
        theirs = (summary.id for summary in listing.summaries if summary.pair == pair_id)
        return tuple(theirs), frozenset(people)

    # -- People and settings ------------------------------------------------------------------

    def pairs(self, *, backup: bool = False) -> tuple[Pair, ...]:
        """Give all pairs, in the order in which they came; `backup`: those of an earlier run.

        Raises `RecordDamaged`, `RecordNewer`, `RecordUnreadable` or `VaultLocked`.
        """
        storage, table = self._read_pairs(PAIRS, backup=backup)
        return tuple(
            schema.from_document(dict(document), Pair, storage.record_key, file=str(storage.path))
            for document in table
        )

    def _read_pairs(self, name: str, *, backup: bool) -> tuple[RecordStorage, Table]:
        """Give a table of the pairs. When only the copy is left, that is damage, not nothing."""
        storage, table = self._files.read(self._files.pairs_path(backup=backup), name)
        empty = not table.all() and storage.header is None
        if empty and not backup and self._files.has_copy(storage.path):
            raise file_format.damaged(str(storage.path), storage.record_key, "gone")
        return storage, table

    def save_pair(self, pair: Pair) -> Saved:
        """Put a pair on the disk, over the one with its id; raises what `save` raises."""
        document = schema.to_document(pair)

        def put(database: TinyDB) -> None:
            table = database.table(PAIRS)
            known = [old.doc_id for old in table if old.get("id") == pair.id]
            if known:
                table.update(lambda old: become(old, document), doc_ids=known)
            else:
                table.insert(document)

        return self._files.save(self._files.pairs_path(), pair.id, put, whole=False)

    def settings(self, *, backup: bool = False) -> dict[str, str]:
        """Give the settings, none of them when none were saved; raises what `pairs` raises."""
        storage, table = self._read_pairs(SETTINGS, backup=backup)
        documents = table.all()
        return schema.from_document(
            dict(documents[0]) if documents else {},
            dict[str, str],
            storage.record_key,
            file=str(storage.path),
        )

    def save_settings(self, settings: Mapping[str, str]) -> Saved:
        """Put these settings in the place of the old ones; raises what `save` raises."""
        document = dict(settings)
        return self._files.save(
            self._files.pairs_path(),
            SETTINGS,
            lambda base: put_only(base.table(SETTINGS), document),
            whole=False,
        )
