"""The locks of people in one vault: what somebody wrote alone, closed under their own phrase."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from sessions import errors, seal_errors
from sessions.conversation import Conversation
from sessions.store import file_format, own_boxes, own_lock, sealing
from sessions.store.key_guard import KeyGuard
from sessions.store.manifest import slot_document, slot_from
from sessions.store.own_lock import OwnLock
from sessions.store.record_files import RecordFiles, storage_of

LOCKS = "locks"
EARLIER = "earlier locks"
"""What somebody had before: it closes nothing, and opens what it closed with the phrase of then."""


EARLIER_MAX = 16
"""Locks of before that a backup brings for one person: each costs a derivation to try."""


class Locks:
    """Who has a phrase of their own. Reads when it is first asked, and after each change."""

    guard: KeyGuard
    """Says whether they are what their owners chose."""

    def __init__(self, files: RecordFiles) -> None:
        self._files = files
        self._known: dict[str, OwnLock] | None = None
        # What was closed stays as it was while its words stay: a save then costs no key of its own.
        # By a digest of the words: they themselves are not kept.
        self._boxes: dict[str, tuple[str, str]] = {}
        self._salt = os.urandom(16)
        self._gone: dict[str, bytes] = {}
        self._held: dict[str, tuple[bytes, bytes]] = {}

    def all(self) -> dict[str, OwnLock]:
        """Give the locks by person. Raises `RecordDamaged`, `RecordNewer` or `RecordUnreadable`."""
        if self._known is None:
            try:
                self._known = self._read(backup=False)
            except errors.RecordDamaged:
                # The pairs are told to be damaged elsewhere; the copy knows who has a phrase. That
                # there is no copy does not say that nobody has one.
                if not self._files.has_copy(self._files.pairs_path()):
                    raise
                self._known = self._read(backup=True)
                return self._known
            if not self.guard.is_authentic(self._known):
                with contextlib.suppress(errors.StoreError):  # then there is only the first
                    copy = self._read(backup=True)
                    if self.guard.is_authentic(copy):
                        self._known = copy
        return self._known

    def readable(self) -> dict[str, OwnLock]:
        """Give the locks, none of them when both copies are damaged.

        That nobody has a phrase is then believed as far as the guard does: what somebody wrote
        alone is never written open because a file was destroyed (THREATS: 3).
        """
        try:
            return self.all()
        except errors.RecordDamaged as problem:
            if file_format.is_passing(problem):
                raise
            return {}

    def can_be_read(self) -> bool:
        """Whether one of the copies can be read."""
        try:
            self.all()
        except errors.RecordDamaged as problem:
            if file_format.is_passing(problem):
                raise
            return False
        return True

    def put_back(self) -> None:
        """Put the locks of the copy back, when those in the file are not what the manifest knows.

        Else the next save would make the copy of that file, and what opens the boxes is gone.
        """
        known = self.all()
        try:
            there = self._read(backup=False)
        except errors.RecordDamaged:
            return  # it is set aside with the next save
        if there == known and self.guard.is_authentic(known):
            return
        self.guard.tell_older()
        if self.guard.is_authentic(known):
            self._change(known, known)

    def copy_is_behind(self) -> bool:
        """Whether the copy opens with something else than the file does."""
        if not self.all():
            return False
        try:
            before = self._read(backup=True)
        except errors.StoreError:
            return False  # it opens with nothing
        return any(
            (old.slot, old.key) != (new.slot, new.key)
            for person, new in self.all().items()
            if (old := before.get(person)) is not None
        )

    def forget(self) -> None:
        """Read them again when they are asked for."""
        self._known = None

    def drop(self) -> None:
        """Keep nothing of them in memory: the vault is locked."""
        self.forget()
        self.let_go()
        self._boxes.clear()

    def put(self, lock: OwnLock, *, earlier: Sequence[OwnLock] | None = None) -> None:
        """Keep a lock, in the place of the one before; raises what `RecordFiles.save` raises.

        `earlier` are the locks that its owner had before, when those change with it.
        """
        old, kept = self.readable(), None
        if earlier is not None:
            others = [known for known in self._all_earlier() if known.person != lock.person]
            kept = [*others, *earlier]
        self._change(old, {**old, lock.person: lock}, kept)

    def earlier(self, person: str) -> tuple[OwnLock, ...]:
        """Give the locks that `person` had before and that are kept, the newest last.

        Raises `RecordDamaged`, `RecordNewer` or `RecordUnreadable`.
        """
        return tuple(lock for lock in self._all_earlier() if lock.person == person)

    def _all_earlier(self) -> list[OwnLock]:
        storage, table = self._files.read(self._files.pairs_path(), EARLIER)
        return _locks_in(table, storage.path)

    def remove(self, person: str, privates: bytes) -> None:
        """Take a lock away; raises as `put`. What it closed opens with `privates` until the end.

        A conversation that is open on a screen may be saved with a box in it that nothing on the
        disk opens any more.
        """
        self._gone[person] = privates
        old = self.all()
        new = {known: lock for known, lock in old.items() if known != person}
        self._change(old, new)

    def _change(
        self,
        old: dict[str, OwnLock],
        new: dict[str, OwnLock],
        earlier: Sequence[OwnLock] | None = None,
    ) -> None:
        tables = {LOCKS: _documents(new.values())}
        if earlier is not None:
            tables[EARLIER] = _documents(earlier)

        def put(database: TinyDB) -> None:
            # In one write: between two there would be a moment in which nobody has a phrase.
            storage = storage_of(database)
            storage.write({**(storage.read() or {}), **tables})

        try:
            with self.guard.changing(old, new):
                self._files.save(self._files.pairs_path(), LOCKS, put, whole=False)
        finally:
            self.forget()  # also of a save that was refused: it may have come through

    def is_in_doubt(self, person: str) -> bool:
        """Whether what is known elsewhere disagrees with the lock of `person`."""
        return self.guard.is_in_doubt(person, self.readable(), set())

    def close(self, conversation: Conversation, *, without: str = "") -> Conversation:
        """Give the conversation with what was written alone closed, for people with a lock.

        `without` names somebody who takes their phrase away. Raises `OwnKeyChanged` when something
        would be written open, or for another key, of somebody whose lock is in doubt.
        """
        known = self.readable()
        if not (known or self._gone or self.guard.has_seen_any()) and not _has_boxes(conversation):
            return conversation
        conversation = self.open_gone(conversation)
        people = [person.id for person in conversation.people]
        boxes = {person: own_boxes.publics(conversation, person) for person in people}
        if not any(person in known or boxes[person] for person in people) and not any(
            self.guard.is_in_doubt(person, known, set()) for person in people
        ):
            return conversation

        def seal_fields(person: str, place: str, fields: Mapping[str, str]) -> str:
            if person == without:
                return ""
            if self.guard.is_in_doubt(person, known, boxes.get(person, set())):
                raise doubt_about(known.get(person))
            lock = known.get(person)
            return "" if lock is None else self.box(lock, place, fields)

        from sessions.privacy import close_private  # it reads patterns; few saves need it

        return close_private(conversation, seal_fields)

    def hold(self, person: str, privates: bytes) -> None:
        """Mark what is closed of `person` from now on as theirs, until `let_go`.

        `privates` are what their phrase gave. What was there before stays as it was, with a mark
        or without.
        """
        self._held[person] = (own_lock.public_of(privates[: sealing.KEY]), privates[: sealing.KEY])

    def let_go(self) -> None:
        """Hold nobody's key any longer."""
        self._held.clear()

    def box(self, lock: OwnLock, place: str, fields: Mapping[str, str]) -> str:
        """Give fields in a box; in the one of before, while they are the same."""
        payload = _payload(fields)
        digest = self._digest(payload)
        box = self._boxes.get(place)
        if box is None or box[0] != digest or not own_lock.is_closed_for(lock, box[1]):
            public, private = self._held.get(lock.person, (b"", b""))
            own = private if public == lock.public else b""
            box = (digest, own_lock.close_for(lock, payload, place, own=own))
            self._boxes[place] = box
        return box[1]

    def note_boxes(self, closed: Conversation, opened: Conversation, person: str) -> None:
        """Note in which boxes lay what is open now of what `person` wrote alone."""
        from sessions import privacy

        note = self.noting(privacy.own_boxes(closed, person))
        # Of others nothing was opened, and what is open of them has no place among these boxes.
        privacy.close_private(opened, lambda _, place, fields: note(place, fields))

    def noting(
        self, boxes: Iterable[tuple[str, str, str]]
    ) -> Callable[[str, Mapping[str, str]], str]:
        """Give what notes in which of `boxes` fields lay, place and fields in; it closes nothing.

        Unchanged, they go back into that box. Else what somebody laid there would get its reader's
        mark with the next save.
        """
        there = {place: box for _, place, box in boxes}

        def note(place: str, fields: Mapping[str, str]) -> str:
            if place in there:
                self._boxes[place] = (self._digest(_payload(fields)), there[place])
            return ""

        return note

    def _digest(self, payload: bytes) -> str:
        return hmac.digest(self._salt, payload, "sha256").hex()

    def open_gone(self, conversation: Conversation) -> Conversation:
        """Give the conversation with open what people wrote who took their phrase away just now."""
        for person in conversation.people:
            if person.id in self._gone and person.id not in self.readable():
                conversation = own_boxes.opened(conversation, person.id, self._gone[person.id])
        return conversation

    def open_bare(self, conversation: Conversation) -> Conversation:
        """Give the conversation with open what people wrote who took their phrase away."""
        for lock in self.all().values():
            if lock.slot is None:
                conversation = own_boxes.opened(conversation, lock.person, lock.key)
        return conversation

    def lock(self, person: str) -> OwnLock:
        """Give the lock of `person`. Raises `WrongPhrase` for somebody without a phrase."""
        lock = self.all().get(person)
        if lock is None:
            raise errors.WrongPhrase()
        return lock

    def _read(self, *, backup: bool) -> dict[str, OwnLock]:
        storage, table = self._files.read(self._files.pairs_path(backup=backup), LOCKS)
        locks = _locks_in(table, storage.path)  # only now the header is read
        if not backup and storage.header is None and self._files.has_copy(storage.path):
            raise _damaged(storage.path)
        return {lock.person: lock for lock in locks}


def _locks_in(table: Iterable[Mapping[str, Any]], path: Path) -> list[OwnLock]:
    try:
        return [lock_from(document) for document in table]
    except (LookupError, TypeError, ValueError, binascii.Error) as problem:
        raise _damaged(path) from problem


def _damaged(path: Path) -> errors.RecordDamaged:
    return errors.RecordDamaged(file=str(path), id="", kind=LOCKS, problem="locks")


def _documents(locks: Iterable[OwnLock]) -> dict[str, dict[str, Any]]:
    return {str(at): _document(lock) for at, lock in enumerate(locks, start=1)}


def _has_boxes(conversation: Conversation) -> bool:
    """Whether something in a conversation is closed for somebody."""
    closed = conversation.closed_drafts or any(
        answered.closed for answered in conversation.said.values()
    )
    return bool(closed)


def doubt_about(lock: OwnLock | None) -> errors.StoreError:
    """Give what is said to somebody whose lock is in doubt."""
    is_brought = lock is not None and lock.brought
    return seal_errors.OwnKeyBrought() if is_brought else seal_errors.OwnKeyChanged()


def _payload(fields: Mapping[str, str]) -> bytes:
    return json.dumps(dict(fields), ensure_ascii=True).encode("ascii")


def _document(lock: OwnLock) -> dict[str, Any]:
    return {
        "person": lock.person,
        "public": base64.b64encode(lock.public).decode("ascii"),
        "slot": None if lock.slot is None else slot_document(lock.slot),
        "key": base64.b64encode(lock.key).decode("ascii"),
        "done": lock.done,
        "bound": lock.bound,
        "before": list(lock.before),
        "brought": lock.brought,
        "anew": lock.anew,
    }


def lock_from(document: Mapping[str, Any]) -> OwnLock:
    """Give the lock in `document`; raises LookupError, TypeError or ValueError for what is none."""
    public = base64.b64decode(document["public"], validate=True)
    key = base64.b64decode(document["key"], validate=True)
    slot = None if document["slot"] is None else slot_from(document["slot"])
    before = tuple(document["before"])
    good = own_lock.is_public_key(public) and isinstance(document["person"], str)
    good = (
        good and len(before) <= own_lock.BEFORE_MAX and all(isinstance(box, str) for box in before)
    )
    if not good or (slot is None and len(key) != sealing.KEY):
        raise ValueError("that is no lock of ours")
    return OwnLock(
        person=document["person"],
        public=public,
        slot=slot,
        key=key,
        done=bool(document["done"]),
        bound=bool(document["bound"]),
        before=before,
        brought=bool(document["brought"]),
        anew=_day_in(document.get("anew", "")),
    )


def _day_in(text: str) -> str:
    """Give a day as it is written in a lock; raises TypeError or ValueError for what is none."""
    return date.fromisoformat(text).isoformat() if text else ""
