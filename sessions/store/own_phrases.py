"""A person's own phrase: what they write alone opens with it, and with nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation
from sessions.diary import Diary
from sessions.store import diaries, file_format, own_keys, sealing
from sessions.store.disk import BACKUP
from sessions.store.own_keys import Locks
from sessions.store.record_files import Progress, RecordFiles, no_progress
from sessions.store.sealing import Cost

if TYPE_CHECKING:
    from sessions.store.vault_records import VaultRecords


class OwnPhrases:
    """The phrases of the people in one vault."""

    def __init__(self, files: RecordFiles, locks: Locks, records: VaultRecords) -> None:
        self.locks = locks
        """The locks that the phrases open."""
        self._files = files
        self._records = records

    def has(self, person: str) -> bool:
        """Whether what `person` writes alone opens with their own phrase only."""
        lock = self.locks.all().get(person)
        return lock is not None and lock.slot is not None

    def give(self, person: str, phrase: str, *, cost: Cost | None = None) -> None:
        """Close what `person` wrote and will write alone; only `phrase` opens it again.

        Raises `PhraseMissing`, and what `VaultRecords.save` raises. Cut off, `VaultSeal.finish`
        does the rest, or doing it again. Raises `WrongPhrase` for a person with another phrase.
        """
        with self._files.saving:
            old = self.locks.all().get(person)
            if old is None:
                self._put_lock(sealing.new_own_lock(person, phrase, cost or Cost()))
            elif old.slot is None:
                # Taken away before: the same lock, so that what it closed still opens.
                slot = sealing.wrap(old.key, phrase, person, cost or Cost())
                self._put_lock(replace(old, slot=slot, key=b""))
            else:
                # Given half-way before: another lock would never open what the first one closed.
                sealing.open_lock(old, phrase)
            self.close_earlier()

    def change(self, person: str, phrase: str, new: str, *, cost: Cost | None = None) -> None:
        """Put `new` in the place of a phrase. Raises `WrongPhrase`, and as `give`."""
        with self._files.saving:
            lock = self.locks.all()[person]
            private = sealing.open_lock(lock, phrase)
            slot = sealing.wrap(private, new, person, cost or Cost())
            self._put_lock(replace(lock, slot=slot))

    def take_away(self, person: str, phrase: str) -> None:
        """Let what `person` wrote alone open without a phrase again. Raises `WrongPhrase`."""
        with self._files.saving:
            lock = self.locks.all()[person]
            private = sealing.open_lock(lock, phrase)
            self._put_lock(replace(lock, slot=None, key=private))

    def key(self, person: str, phrase: str) -> bytes:
        """Give what opens what `person` wrote alone. One derivation, 0.2 s.

        Raises `WrongPhrase`.
        """
        return self.locks.key(person, phrase)

    def open(self, conversation: Conversation, person: str, key: bytes) -> Conversation:
        """Give the conversation with what `person` wrote alone open, as far as `key` opens it."""
        return own_keys.opened(conversation, person, key)

    def open_diary(self, diary: Diary, key: bytes) -> Diary:
        """Give a diary open, as far as the `key` of its writer opens it."""
        return diaries.opened(diary, key)

    def forget(self) -> None:
        """Read the locks again when they are asked for: another key opens the files."""
        self.locks.forget()

    def close_earlier(self, progress: Progress = no_progress) -> None:
        """Close what was written alone before its writer had a phrase, in the copies too.

        Raises what `VaultRecords.save` raises; then it is as far as it came.
        """
        if self.locks.copy_is_behind():
            # Cut off between the two: the copy must not open with what opened it before.
            self._files.copy_to_backup(self._files.pairs_path())
        waiting = [lock for lock in self.locks.all().values() if not lock.done]
        if not waiting:
            return
        ids = self._records.ids()
        for done, conversation_id in enumerate(ids):
            progress(done, len(ids))
            for suffix in ("", BACKUP):
                self._close_file(conversation_id, suffix)
        for lock in waiting:
            diaries.close_earlier(self._files, self.locks, lock.person)
            self._put_lock(replace(lock, done=True))

    def _put_lock(self, lock: sealing.OwnLock) -> None:
        self.locks.put(lock)
        # An old phrase must not go on opening the copy.
        self._files.copy_to_backup(self._files.pairs_path())

    def _close_file(self, conversation_id: str, suffix: str) -> None:
        """Close what was written alone in one file, unless it is closed or cannot be read."""
        load = self._records.load_backup if suffix else self._records.load
        try:
            conversation = load(conversation_id)
        except (errors.RecordDamaged, errors.RecordNewer, errors.RecordMissing) as problem:
            if file_format.is_passing(problem):
                raise  # it may be read the next time, and then it must be closed
            return  # told where it is read; nothing of it is shown
        closed = self.locks.close(conversation)
        if closed == conversation:
            return
        path = self._records.path(conversation_id)
        path = path.with_name(path.name + suffix)
        storage = self._files.storage(path, read_only=False)
        storage.keep_backup = False
        self._files.forget(path)
        storage.write({"conversation": {"1": closed}})
        self._records.index.touch(conversation_id)
