"""A phrase of one's own: what somebody writes alone opens with it, and with nothing else."""

from __future__ import annotations

import contextlib
from pathlib import Path

from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation
from sessions.diary import Diary
from sessions.store import diaries, file_format, sealing
from sessions.store.contents import Contents
from sessions.store.disk import BACKUP
from sessions.store.record_files import Saved
from sessions.store.sealed import Progress, nobody
from sessions.store.sealing import Cost


class OwnedVault(Contents):
    """A vault in which each person can have a phrase of their own."""

    def has_phrase(self, person: str) -> bool:
        """Whether what `person` writes alone opens with their own phrase only."""
        found = self.locks.all().get(person)
        return found is not None and found.slot is not None

    def give_phrase(self, person: str, phrase: str, *, cost: Cost | None = None) -> None:
        """Close what `person` wrote and will write alone; only `phrase` opens it again.

        Raises `PhraseMissing`, and what `save` raises. Cut off, `finish` does the rest, or doing it
        again. Raises `WrongPhrase` for who has another one.
        """
        with self.cabinet.saving:
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
            self._close_earlier(nobody)

    def change_phrase(
        self, person: str, phrase: str, new: str, *, cost: Cost | None = None
    ) -> None:
        """Put `new` in the place of a phrase. Raises `WrongPhrase`, and as `give_phrase`."""
        with self.cabinet.saving:
            lock = self.locks.all()[person]
            private = sealing.open_lock(lock, phrase)
            slot = sealing.wrap(private, new, person, cost or Cost())
            self._put_lock(replace(lock, slot=slot))

    def take_phrase_away(self, person: str, phrase: str) -> None:
        """Let what `person` wrote alone open without a phrase again. Raises `WrongPhrase`."""
        with self.cabinet.saving:
            lock = self.locks.all()[person]
            private = sealing.open_lock(lock, phrase)
            self._put_lock(replace(lock, slot=None, key=private))

    def open_own(self, conversation: Conversation, person: str, phrase: str) -> Conversation:
        """Give the conversation with what `person` wrote alone open. One derivation, 0.2 s.

        Raises `WrongPhrase`.
        """
        return self.locks.open(conversation, person, phrase)

    def own_key(self, person: str, phrase: str) -> bytes:
        """Give what opens what `person` wrote alone. One derivation. Raises `WrongPhrase`."""
        return self.locks.key(person, phrase)

    def open_with_key(self, conversation: Conversation, person: str, key: bytes) -> Conversation:
        """Give the conversation with what `person` wrote alone open, by the key of `own_key`."""
        from sessions.store.own_keys import opened

        return opened(conversation, person, key)

    # -- The diary -----------------------------------------------------------------------------

    def diarists(self) -> tuple[str, ...]:
        """Give the ids of those who keep a diary. Raises `RecordUnreadable`."""
        return diaries.writers(self.cabinet)

    def diary(self, person: str, *, backup: bool = False) -> Diary:
        """Give somebody's diary, an empty one where there is none; what is closed stays closed.

        `backup`: as an earlier run left it. Raises `RecordDamaged`, `RecordNewer`,
        `RecordUnreadable` or `VaultLocked`.
        """
        found = diaries.load(self.cabinet, person, BACKUP if backup else "")
        if not found.is_closed:
            return found
        with contextlib.suppress(errors.StoreError):  # without the locks it stays closed
            return diaries.open_bare(self.locks, found)
        return found

    def save_diary(self, diary: Diary) -> Saved:
        """Put a diary on the disk; raises what `save` raises."""
        return diaries.save(self.cabinet, self.locks, diary)

    def open_diary(self, diary: Diary, key: bytes) -> Diary:
        """Give a diary open, by the key of `own_key`."""
        return diaries.opened(diary, key)

    def _put_lock(self, lock: sealing.OwnLock) -> None:
        self.locks.put(lock)
        # An old phrase must not go on opening the copy.
        self.cabinet.copy_to_backup(self.cabinet.pairs_path())

    def _close_earlier(self, progress: Progress) -> None:
        """Close what was written alone before its writer had a phrase, in the copies too."""
        if self.locks.copy_is_behind():
            # Cut off between the two: the copy must not open with what opened it before.
            self.cabinet.copy_to_backup(self.cabinet.pairs_path())
        waiting = [one for one in self.locks.all().values() if not one.done]
        if not waiting:
            return
        ids = self.ids()
        for done, id_ in enumerate(ids):
            progress(done, len(ids))
            path = self.path(id_)
            for suffix in ("", BACKUP):
                self._close_file(path.with_name(path.name + suffix), id_, suffix)
        for lock in waiting:
            diaries.close_earlier(self.cabinet, self.locks, lock.person)
            self._put_lock(replace(lock, done=True))

    def _close_file(self, path: Path, conversation_id: str, suffix: str) -> None:
        """Close what was written alone in one file, unless it is closed or cannot be read."""
        try:
            found = self._load(conversation_id, suffix)
        except (errors.RecordDamaged, errors.RecordNewer, errors.RecordMissing) as problem:
            if file_format.is_passing(problem):
                raise  # it may be read the next time, and then it must be closed
            return  # told where it is read; nothing of it is shown
        closed = self.locks.close(found)
        if closed == found:
            return
        storage = self.cabinet.storage(path, read_only=False)
        storage.keep_backup = False
        self.cabinet.forget(path)
        storage.write({"conversation": {"1": closed}})
        self.index.touch(conversation_id)
