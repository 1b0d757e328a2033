"""A person's own phrase: what they write alone opens with it, and with nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sessions import errors, seal_errors
from sessions.conversation import Conversation
from sessions.diary import Diary, boxes
from sessions.store import diaries, file_format, own_boxes, own_keys, own_lock, sealing
from sessions.store.disk import BACKUP
from sessions.store.own_keys import Locks
from sessions.store.own_lock import OwnLock
from sessions.store.record_files import Progress, RecordFiles, no_progress
from sessions.store.rewritten import Rewritten
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
        self._renewed: set[str] = set()

    def has(self, person: str) -> bool:
        """Whether what `person` writes alone opens with their own phrase only."""
        lock = self.locks.all().get(person)
        return lock is not None and lock.slot is not None

    def is_in_doubt(self, person: str) -> bool:
        """Whether somebody may have changed the phrase of `person` from outside: then say so."""
        return self.locks.is_in_doubt(person)

    def doubt_about(self, person: str) -> errors.StoreError:
        """Give what to say to somebody whose phrase is in doubt."""
        return own_keys.doubt_about(self.locks.readable().get(person))

    def give(self, person: str, phrase: str, *, cost: Cost | None = None) -> None:
        """Close what `person` wrote and will write alone; only `phrase` opens it again.

        Raises `PhraseMissing`, and what `VaultRecords.save` raises. Cut off, `VaultSeal.finish`
        does the rest, or doing it again. Raises `WrongPhrase` for a person with another phrase.
        """
        with self._files.saving:
            self._settle_bare()
            old = self.locks.readable().get(person)
            if old is not None and old.slot is None:
                raise seal_errors.OwnKeyChanged()  # a bare key in doubt is nobody's phrase
            if old is None:
                self._put_lock(own_lock.new_own_lock(person, phrase, cost or Cost()))
            else:
                # Given half-way before: another lock would never open what the first one closed.
                own_lock.open_lock(old, phrase)
            self.close_earlier()

    def begin_anew(self, person: str, phrase: str, on: date, *, cost: Cost | None = None) -> None:
        """Give `person` another phrase without the one of before: what that closed stays closed.

        The lock of before is kept, for `open_earlier`. It says for good that it was begun `on` that
        day: anybody can who sits at the program, so its owner has to see it. Raises
        `PhraseMissing`, and what `VaultRecords.save` raises.
        """
        with self._files.saving:
            lock = own_lock.new_own_lock(person, phrase, cost or Cost())
            before = self.locks.readable().get(person)
            self._put_lock(
                replace(lock, anew=on.isoformat()),
                [*self.locks.earlier(person), *([before] if before and before.slot else [])],
            )
            self.close_earlier()

    def has_earlier(self, person: str) -> bool:
        """Whether a phrase of before may open something of `person`. Raises as `Locks.earlier`."""
        return bool(self.locks.earlier(person))

    def open_earlier(self, person: str, key: bytes, phrase: str) -> None:
        """Close what an earlier `phrase` of somebody opens with their lock of now.

        `key` is what their phrase of now gave. One derivation for each earlier phrase. Raises
        `WrongPhrase` when it opens none of them, and as `give`.
        """
        with self._files.saving:
            lock, earlier = self.locks.lock(person), self.locks.earlier(person)
            opened = {at: _opened(known, phrase) for at, known in enumerate(earlier)}
            fitting = {at: privates for at, privates in opened.items() if privates}
            if not fitting:
                raise errors.WrongPhrase()
            privates = b"".join(fitting.values())
            lock = own_lock.with_earlier(lock, key[: sealing.KEY], privates)
            left = [known for at, known in enumerate(earlier) if at not in fitting]
            self._put_lock(lock, left)
            self._close_again(person, key + privates)

    def begun_anew(self, person: str) -> date | None:
        """Give the day on which somebody's phrase was begun anew; None when it never was."""
        lock = self.locks.readable().get(person)
        return date.fromisoformat(lock.anew) if lock is not None and lock.anew else None

    def change(self, person: str, phrase: str, new: str, *, cost: Cost | None = None) -> None:
        """Put `new` in the place of a phrase, and other keys in the place of those of before.

        What was closed is closed again, so a copy of the old keys opens nothing that is written
        after. Raises `WrongPhrase`, and as `give`; cut off, both are there, and the next time the
        phrase is given the rest is done.
        """
        with self._files.saving:
            lock = self.locks.lock(person)
            privates = own_lock.open_lock(lock, phrase)
            self._renew(lock, privates, new, cost or Cost())

    def take_away(self, person: str, phrase: str) -> None:
        """Let what `person` wrote alone open without a phrase again, and leave no key behind.

        Raises `WrongPhrase`, and as `give`; cut off, it is as if nothing was taken away.
        """
        with self._files.saving:
            lock = self.locks.all().get(person)
            if lock is None:
                self._files.copy_to_backup(self._files.pairs_path())  # it may be behind
            else:
                self._open_all(lock, own_lock.open_lock(lock, phrase))

    def key(self, person: str, phrase: str) -> bytes:
        """Give what opens what `person` wrote alone. One derivation, 0.2 s.

        Raises `WrongPhrase`, or `OwnKeyChanged` when their public key was swapped. What a change of
        phrase left undone is done now, and a lock out of a backup gets other keys.
        """
        with self._files.saving:
            lock = self.locks.lock(person)
            if lock.slot is None and self.is_in_doubt(person):
                raise seal_errors.OwnKeyChanged()
            privates = own_lock.open_lock(lock, phrase)
            if lock.slot is None or self._files.read_only:
                return privates
            self.locks.guard.confirm(lock, self.locks.all())
            cost = lock.slot.cost or Cost()
            if lock.brought:
                # Who made the backup may know what is in it: other keys for what comes.
                return self._renew(lock, privates, phrase, cost)
            # They go when nothing carries a box of theirs any more: a conversation that was open on
            # a screen may have been saved with one, and a file that cannot be read may hold one.
            if lock.before and self._close_again(person, privates) and person not in self._renewed:
                self._put_lock(replace(lock, before=()))
            return privates

    def open(self, conversation: Conversation, person: str, key: bytes) -> Conversation:
        """Give the conversation with what `person` wrote alone open, as far as `key` opens it."""
        opened = own_boxes.opened(conversation, person, key)
        self.locks.note_boxes(conversation, opened, person)
        return opened

    def hold(self, person: str, key: bytes) -> None:
        """Mark what `person` writes alone from now on as theirs, until `let_go`."""
        self.locks.hold(person, key)

    def let_go(self) -> None:
        """Keep nobody's key at hand: the curtain has fallen, or the diary is put away."""
        self.locks.let_go()

    def unmarked(self, conversation: Conversation, person: str, key: bytes) -> frozenset[str]:
        """Give the keys of what opens for `person`, and was closed without their phrase at hand."""
        from sessions.privacy import own_boxes as boxes_of  # it reads patterns

        return own_boxes.unmarked(boxes_of(conversation, person), self.locks.lock(person), key)

    def close(self, conversation: Conversation) -> Conversation:
        """Give the conversation with what was open of people with a phrase in boxes again.

        What cannot be closed now, because somebody's lock is in doubt, stays as it is.
        """
        try:
            return self.locks.close(conversation)
        except errors.StoreError:
            return conversation

    def open_gone(self, conversation: Conversation) -> Conversation:
        """Give the conversation with open what people wrote who took their phrase away just now."""
        return self.locks.open_gone(conversation)

    def open_diary(self, diary: Diary, key: bytes) -> Diary:
        """Give a diary open, as far as the `key` of its writer opens it."""
        opened = diaries.opened(diary, key)
        diaries.note_boxes(self.locks, diary, opened)
        return opened

    def close_diary(self, diary: Diary) -> Diary:
        """Give a diary with the notes of a writer with a phrase in boxes; raises as its save."""
        return diaries.closed(self.locks, diary)

    def unmarked_notes(self, diary: Diary, key: bytes) -> frozenset[str]:
        """Give the ids of the notes that were closed without the phrase of their writer at hand."""
        return own_boxes.unmarked(boxes(diary), self.locks.lock(diary.person), key)

    def forget(self) -> None:
        """Read the locks again when they are asked for: another key opens the files."""
        self.locks.drop()

    def close_earlier(self, progress: Progress = no_progress) -> None:
        """Close what was written alone before its writer had a phrase, in the copies too.

        Raises what `VaultRecords.save` raises; then it is as far as it came.
        """
        if not self.locks.can_be_read():
            return  # told where they are read; that nobody has a phrase is not believed
        self.locks.put_back()
        if self.locks.copy_is_behind():
            # Cut off between the two: the copy must not open with what opened it before.
            self._files.copy_to_backup(self._files.pairs_path())
        self._settle_bare()
        known = self.locks.all()
        self.locks.guard.note(known)
        # Who is in doubt puts it right with their phrase; the others need not wait for that.
        waiting = [
            lock for lock in known.values() if not lock.done and not self.is_in_doubt(lock.person)
        ]
        if not waiting:
            return
        self._rewrite(self.close, progress)
        for lock in waiting:
            diaries.close_earlier(self._files, self.locks, lock.person)
            self._put_lock(replace(lock, done=True))

    def _settle_bare(self) -> None:
        """Open what was closed with a phrase that an older program took away: its key lies bare."""
        for lock in list(self.locks.all().values()):
            if lock.slot is None and not self.is_in_doubt(lock.person):
                with contextlib.suppress(seal_errors.PhraseStays):  # the next start tries it again
                    self._open_all(lock, lock.key)

    def _open_all(self, lock: OwnLock, privates: bytes) -> None:
        """Open everything of the owner of a lock, and take the lock away."""
        person = lock.person
        # Not closed everywhere from here on: cut off, the next start closes all of it again.
        if lock.done and lock.slot is not None:
            self._put_lock(replace(lock, done=False))
        left = self._rewrite(
            lambda talk: self.locks.close(own_boxes.opened(talk, person, privates), without=person)
        ).left
        if file_format.is_id(person):
            left += diaries.rewrite(
                self._files, person, lambda diary: diaries.opened(diary, privates)
            ).left
        if left:
            # What is in them opens with these keys only, when it can be read again.
            raise seal_errors.PhraseStays()
        self.locks.remove(person, privates)
        self._files.copy_to_backup(self._files.pairs_path())

    def _renew(self, lock: OwnLock, privates: bytes, phrase: str, cost: Cost) -> bytes:
        """Give a lock other keys, and close with them what those of before had closed.

        Gives all of them. In this run those of before stay, closed with the new ones: what is open
        on a screen may still be saved with a box of theirs.
        """
        new, private = own_lock.renewed(lock, privates, phrase, cost)
        self._renewed.add(lock.person)
        self._put_lock(new)
        privates = private + privates
        self._close_again(lock.person, privates)
        self._put_lock(replace(new, done=True))
        return privates

    def _close_again(self, person: str, privates: bytes) -> bool:
        """Close what the keys of before open with the lock of now; whether all of it was so."""
        lock = self.locks.lock(person)
        done = self._rewrite(lambda talk: self.close(own_boxes.reboxed(talk, lock, privates)))
        changed, left = done.changed, done.left
        if file_format.is_id(person):
            of_diary = diaries.rewrite(
                self._files,
                person,
                lambda diary: diaries.reboxed(self.locks, diary, lock, privates),
            )
            changed, left = changed + of_diary.changed, left + of_diary.left
        return not (changed or left)

    def _put_lock(self, lock: OwnLock, earlier: Sequence[OwnLock] | None = None) -> None:
        self.locks.put(lock, earlier=earlier)
        # An old phrase must not go on opening the copy.
        self._files.copy_to_backup(self._files.pairs_path())

    def _rewrite(
        self,
        change: Callable[[Conversation], Conversation],
        progress: Progress = no_progress,
    ) -> Rewritten:
        """Change every conversation where it lies, and its copy; say how that went."""
        ids, changed, left = self._records.ids(), 0, 0
        for done, conversation_id in enumerate(ids):
            progress(done, len(ids))
            for suffix in ("", BACKUP):
                is_changed = self._rewrite_file(conversation_id, suffix, change)
                changed += is_changed is True
                left += is_changed is None
        return Rewritten(changed=changed, left=left)

    def _rewrite_file(
        self, conversation_id: str, suffix: str, change: Callable[[Conversation], Conversation]
    ) -> bool | None:
        """Change what is in one file; gives whether it did, None for one that cannot be read."""
        load = self._records.load_backup if suffix else self._records.load
        try:
            conversation = load(conversation_id)
        except errors.RecordMissing:
            return False
        except (errors.RecordDamaged, errors.RecordNewer) as problem:
            if file_format.is_passing(problem):
                raise  # it may be read the next time, and then it must be closed
            return None  # told where it is read; nothing of it is shown
        changed = change(conversation)
        if changed == conversation:
            return False
        path = self._records.path(conversation_id)
        path = path.with_name(path.name + suffix)
        storage = self._files.storage(path, read_only=False)
        storage.keep_backup = False
        self._files.forget(path)
        storage.write({"conversation": {"1": changed}})
        self._records.index.touch(conversation_id)
        return True


def _opened(lock: OwnLock, phrase: str) -> bytes:
    """Give the private keys of a lock of before, none when that phrase does not open it."""
    try:
        return own_lock.open_lock(lock, phrase)
    except (errors.WrongPhrase, seal_errors.OwnKeyChanged):
        return b""
