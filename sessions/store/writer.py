"""The writer: saving in a thread of its own, so that nobody waits for the disk while typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Condition, Thread
from types import TracebackType
from typing import Self

import msgspec

from sessions import errors
from sessions.conversation import Conversation
from sessions.diary import Diary
from sessions.people import Pair
from sessions.store.vault import SETTINGS, Saved, Vault

Record = Conversation | Pair | Diary | Mapping[str, str]
"""What can be saved: a conversation, a pair, somebody's diary, or all settings."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How one save went: `saved`, or `error` and then the record is tried again."""

    record: Record
    saved: Saved | None = None
    error: errors.StoreError | None = None


class Writer:
    """One queue and at most one thread, which is there only while something waits.

    Of a record that waits only the newest state is written. The thread is no daemon: a program
    that ends waits for it, so nothing that was submitted is lost.
    """

    def __init__(self, vault: Vault, on_result: Callable[[Result], None]) -> None:
        """Write to `vault`. `on_result` is called in the thread and must not wait for a `flush`."""
        self._vault = vault
        self._on_result = on_result
        self._state = Condition()
        self._waiting: dict[str, Record] = {}
        self._failed: dict[str, tuple[Record, errors.StoreError]] = {}
        self._busy: str | None = None
        self._writing: Record | None = None
        self._thread: Thread | None = None
        self._closed = False
        self._unheard: Exception | None = None

    def __enter__(self) -> Self:
        """Give the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    @property
    def problems(self) -> tuple[errors.StoreError, ...]:
        """Why what is not on the disk yet is not, one error a record that failed."""
        with self._state:
            return tuple(problem for _, problem in self._failed.values())

    def newest(self, conversation_id: str) -> Conversation | None:
        """Give the state of a conversation that is not on the disk yet, or None when all is."""
        key = f"conversation {conversation_id}"
        with self._state:
            if key in self._waiting:
                record: Record | None = self._waiting[key]
            elif key == self._busy:
                record = self._writing
            else:
                record = self._failed[key][0] if key in self._failed else None
        return record if isinstance(record, Conversation) else None

    def drop(self, conversation_id: str) -> None:
        """Save nothing more of a conversation that is deleted; comes back when no save goes on."""
        key = f"conversation {conversation_id}"
        with self._state:
            self._waiting.pop(key, None)
            self._failed.pop(key, None)
            self._state.wait_for(lambda: self._busy != key)
            self._failed.pop(key, None)

    def drop_pair(self, pair: Pair) -> None:
        """Save nothing more of a pair that is deleted; comes back when no save of it goes on."""
        with self._state:
            self._drop_of(pair)
            self._state.wait_for(lambda: not _is_of(self._writing, pair))
            self._drop_of(pair)

    def _drop_of(self, pair: Pair) -> None:
        for key in [name for name, record in self._waiting.items() if _is_of(record, pair)]:
            del self._waiting[key]
        for key in [name for name, (record, _) in self._failed.items() if _is_of(record, pair)]:
            del self._failed[key]

    def submit(self, record: Record) -> None:
        """Ask for `record` to be saved, and for what failed before; comes back at once.

        Raises RuntimeError after `close`.
        """
        with self._state:
            if self._closed:
                raise RuntimeError("the writer is closed")
            key = _key(record)
            self._failed.pop(key, None)
            self._waiting[key] = record
            self._start()

    def flush(self, timeout: float | None = None) -> bool:
        """Wait until everything is on the disk, `timeout` seconds at most; give whether it is.

        What failed before is tried once more.
        """
        with self._state:
            self._start()
            self._state.wait_for(self._is_idle, timeout)
            return self._is_idle() and not self._failed

    def close(self, timeout: float | None = None) -> bool:
        """Flush, and end the thread; give whether everything is on the disk.

        What then still fails stays in `problems`. Raises the first error of `on_result`, if any.
        """
        with self._state:
            self._closed = True
        done = self.flush(timeout)
        thread = self._thread
        if thread is not None:
            thread.join(timeout)
        with self._state:
            unheard, self._unheard = self._unheard, None
        if unheard is not None:
            raise unheard
        return done

    def _is_idle(self) -> bool:
        return not self._waiting and self._busy is None

    def _start(self) -> None:
        """Let what failed wait again, and see that there is a thread for it; under the lock."""
        for key, (record, _) in self._failed.items():
            self._waiting.setdefault(key, record)
        self._failed.clear()
        if self._waiting and self._thread is None:
            self._thread = Thread(target=self._run, name="tweespraak-writer", daemon=False)
            self._thread.start()

    def _run(self) -> None:
        """Write until nothing waits; this is the thread."""
        while (work := self._next()) is not None:
            result = self._write(work[1])
            with self._state:
                self._busy = self._writing = None
                # A newer state that came meanwhile waits already and replaces the failed one.
                if result.error is not None and work[0] not in self._waiting:
                    self._failed[work[0]] = (work[1], result.error)
                self._state.notify_all()
            try:
                self._on_result(result)
            # The words of the next record go first; `close` raises it.
            except Exception as problem:  # noqa: BLE001
                self._unheard = self._unheard or problem

    def _next(self) -> tuple[str, Record] | None:
        """Take what has waited longest, or None and then the thread is over."""
        with self._state:
            if not self._waiting:
                self._thread = None
                return None
            key = next(iter(self._waiting))
            self._busy = key
            self._writing = self._waiting.pop(key)
            return key, self._writing

    def _write(self, record: Record) -> Result:
        """Save one record and say how that went."""
        try:
            return Result(record=record, saved=self._save(record))
        except errors.StoreError as problem:
            return Result(record=record, error=problem)
        # A mistake of ours must not end the saving of other records; it is told as any other.
        except Exception as problem:  # noqa: BLE001
            failed = errors.SaveFailed(reason=type(problem).__name__)
            failed.__cause__ = problem
            return Result(record=record, error=failed)

    def _save(self, record: Record) -> Saved:
        if isinstance(record, Conversation):
            return self._vault.records.save(record)
        if isinstance(record, Pair):
            return self._vault.records.save_pair(record)
        if isinstance(record, Diary):
            return self._vault.records.save_diary(record)
        return self._vault.records.save_settings(record)


def _is_of(record: Record | None, pair: Pair) -> bool:
    """Whether a record is the pair, a conversation of it, or the diary of one of its people."""
    if isinstance(record, Conversation):
        return record.pair == pair.id
    if isinstance(record, Diary):
        return any(person.id == record.person for person in pair.people)
    return isinstance(record, Pair) and record.id == pair.id


def _key(record: Record) -> str:
    """Give the name under which a record waits."""
    if isinstance(record, Conversation):
        return f"conversation {record.id}"
    if isinstance(record, Pair):
        return f"pair {record.id}"
    if isinstance(record, Diary):
        return f"diary {record.person}"
    return SETTINGS
