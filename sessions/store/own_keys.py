"""The locks of people in one vault: what somebody wrote alone, closed under their own phrase."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import sealing
from sessions.store.manifest import slot_document, slot_from
from sessions.store.record_files import RecordFiles
from sessions.store.sealing import OwnLock

LOCKS = "locks"


class Locks:
    """Who has a phrase of their own. Reads when it is first asked, and after each change."""

    def __init__(self, files: RecordFiles) -> None:
        self._files = files
        self._known: dict[str, OwnLock] | None = None
        # What was closed stays as it was while its words stay: a save then costs no key of its own.
        self._boxes: dict[str, tuple[Mapping[str, str], str]] = {}

    def all(self) -> dict[str, OwnLock]:
        """Give the locks by person. Raises `RecordDamaged`, `RecordNewer` or `RecordUnreadable`."""
        if self._known is None:
            try:
                self._known = self._read(backup=False)
            except errors.RecordDamaged:
                # The pairs are told to be damaged elsewhere; the copy knows who has a phrase.
                self._known = self._read(backup=True)
        return self._known

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
        self._boxes.clear()

    def put(self, lock: OwnLock) -> None:
        """Keep a lock, in the place of the one before; raises what `RecordFiles.save` raises."""
        document = _document(lock)

        def put(database: Any) -> None:
            table = database.table(LOCKS)
            old = [row.doc_id for row in table if row.get("person") == lock.person]
            if old:
                table.update(document, doc_ids=old)
            else:
                table.insert(document)

        try:
            self._files.save(self._files.pairs_path(), LOCKS, put, whole=False)
        finally:
            self.forget()  # also of a save that was refused: it may have come through

    def close(self, conversation: Conversation) -> Conversation:
        """Give the conversation with what was written alone closed, for people with a lock."""
        known = self.all()
        if not any(person.id in known for person in conversation.people):
            return conversation

        def seal_fields(person: str, place: str, fields: Mapping[str, str]) -> str:
            lock = known.get(person)
            if lock is None:
                return ""
            box = self._boxes.get(place)
            if box is None or box[0] != fields or not sealing.is_closed_for(lock, box[1]):
                payload = json.dumps(dict(fields), ensure_ascii=True).encode("ascii")
                box = (dict(fields), sealing.close_for(lock, payload, place))
                self._boxes[place] = box
            return box[1]

        from sessions.privacy import close_private  # it reads patterns; few saves need it

        return close_private(conversation, seal_fields)

    def open_bare(self, conversation: Conversation) -> Conversation:
        """Give the conversation with open what people wrote who took their phrase away."""
        for lock in self.all().values():
            if lock.slot is None:
                conversation = opened(conversation, lock.person, lock.key)
        return conversation

    def key(self, person: str, phrase: str) -> bytes:
        """Give the key that opens what `person` wrote alone. One derivation.

        Raises `WrongPhrase`, also for a person without a phrase.
        """
        lock = self.all().get(person)
        if lock is None:
            raise errors.WrongPhrase()
        return sealing.open_lock(lock, phrase)

    def _read(self, *, backup: bool) -> dict[str, OwnLock]:
        storage, table = self._files.read(self._files.pairs_path(backup=backup), LOCKS)
        try:
            locks = [lock_from(document) for document in table]
            if not backup and storage.header is None and self._files.has_copy(storage.path):
                raise LookupError("gone")
        except (LookupError, TypeError, ValueError, binascii.Error) as problem:
            raise errors.RecordDamaged(
                file=str(storage.path), id="", kind=LOCKS, problem="locks"
            ) from problem
        return {lock.person: lock for lock in locks}


def opened(conversation: Conversation, person: str, private: bytes) -> Conversation:
    """Give the conversation with what `person` wrote alone open, as far as the key opens it."""

    def unseal_fields(place: str, box: str) -> Mapping[str, str] | None:
        payload = sealing.open_with(private, person, box, place)
        return None if payload is None else fields_in(payload)

    from sessions.privacy import open_private

    return open_private(conversation, person, unseal_fields)


def fields_in(payload: bytes) -> dict[str, str] | None:
    """Give the fields that were closed, or None for what is none: anybody can close something."""
    try:
        fields = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or not all(isinstance(text, str) for text in fields.values()):
        return None
    return fields


def _document(lock: OwnLock) -> dict[str, Any]:
    return {
        "person": lock.person,
        "public": base64.b64encode(lock.public).decode("ascii"),
        "slot": None if lock.slot is None else slot_document(lock.slot),
        "key": base64.b64encode(lock.key).decode("ascii"),
        "done": lock.done,
    }


def lock_from(document: Mapping[str, Any]) -> OwnLock:
    """Give the lock in `document`; raises LookupError, TypeError or ValueError for what is none."""
    public = base64.b64decode(document["public"], validate=True)
    key = base64.b64decode(document["key"], validate=True)
    slot = None if document["slot"] is None else slot_from(document["slot"])
    good = sealing.is_public_key(public) and isinstance(document["person"], str)
    if not good or (slot is None and len(key) != sealing.KEY):
        raise ValueError("that is no lock of ours")
    return OwnLock(
        person=document["person"], public=public, slot=slot, key=key, done=bool(document["done"])
    )
