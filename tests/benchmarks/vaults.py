"""Vaults to measure with: what the example holds, as often as is wanted."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from msgspec.structs import replace

from sessions import moves, timeout
from sessions.agreements import AgreementEnd
from sessions.conversation import Conversation, State
from sessions.pattern import shipped
from sessions.people import Pair
from sessions.store import Vault, file_format
from tests.store.helpers import every_conversation, seal_with
from tui.language.language import language
from tui.workspace.example import fill

PASSPHRASE = "four words in a row"

HOUR = 3_600_000_000_000
"""In nanoseconds."""

LONG = (
    "You come home tired and there is nobody who thought of the food, and then you do it once "
    "more, because it must be done, and nobody says a thing about it. "
) * 10
"""A long answer, of some 1,500 characters. Without the letters that are typed to be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The people of the example, and their conversation in several states."""

    pair: Pair
    finished: Conversation
    impact: Conversation
    """On the turn with five short fields; the first is empty."""
    reflection: Conversation
    """On the turn with one long field, with a long text in it."""
    break_: Conversation
    """In a time-out."""


def example(folder: Path, now: datetime) -> Example:
    """Give the example, made in a vault in `folder`."""
    with Vault.open(folder, now=now) as vault:
        fill(vault, language("en"), now)
        (pair,) = vault.records.pairs()
        talks = [
            conversation
            for conversation in every_conversation(vault)
            if isinstance(conversation, Conversation)
        ]
    finished = next(conversation for conversation in talks if conversation.state is State.FINISHED)
    impact = next(
        conversation for conversation in talks if conversation.state is not State.FINISHED
    )
    pattern = shipped(impact.pattern)
    answers = {
        field.id: f"that it goes on and on ({field.id})" for field in moves.fields(impact, pattern)
    }
    told = moves.answer(impact, pattern, answers, now=now, new_id=uuid4().hex)
    return Example(
        pair=pair,
        finished=finished,
        impact=impact,
        reflection=moves.save_draft(told, "text", LONG, now=now),
        break_=timeout.call(impact, now=now, new_id=uuid4().hex),
    )


def empty(folder: Path, now: datetime) -> Path:
    """Make a vault with nothing in it."""
    Vault.open(folder, now=now).close()
    return folder


def vault_with(folder: Path, given: Example, talk: Conversation, now: datetime) -> Path:
    """Make a vault with one conversation that can be gone on with."""
    with Vault.open(folder, now=now) as vault:
        vault.records.save_pair(given.pair)
        vault.records.save(talk)
    return folder


def vault_of(
    folder: Path, given: Example, count: int, now: datetime, *, sealed: bool = False
) -> Path:
    """Make a vault of `count` conversations: one due, five to go on with, the rest over."""
    over = tuple(
        replace(agreement, id=uuid4().hex, ended=AgreementEnd.STOPPED, evaluate_on=None)
        for agreement in given.finished.agreements
    )
    rest = replace(given.finished, id=uuid4().hex, agreements=over)
    with Vault.open(folder, now=now) as vault:
        vault.records.save_pair(given.pair)
        for talk in (given.finished, given.impact, rest):
            vault.records.save(talk)
        _copy(vault, given.impact, 4)
        _copy(vault, rest, count - 7)
        if sealed:
            seal_with(vault, PASSPHRASE)
    return folder


def settle(folder: Path) -> None:
    """Make the index, as it is an hour after the last change."""
    past = time.time_ns() - HOUR
    for subfolder in (folder / "conversations").iterdir():
        for path in (*subfolder.iterdir(), subfolder):
            os.utime(path, ns=(past, past))
    with Vault.open(folder, now=datetime.now().astimezone()) as vault:
        vault.index.read()
        vault.index.mend()


def _copy(vault: Vault, talk: Conversation, count: int) -> None:
    """Put copies of a saved conversation beside it, packed as a save packs them."""
    path = vault.records.path(talk.id)
    known = file_format.record_key_of(path)
    header, payload = file_format.unpack(path.read_bytes(), known, file=str(path))
    for _ in range(count):
        fresh = uuid4().hex
        head = replace(header, record_key=file_format.RecordKey(known.kind, fresh))
        copy = vault.records.path(fresh)
        copy.parent.mkdir(mode=0o700, exist_ok=True)
        # Not synced: ten thousand would take a minute, and only the saves are measured.
        copy.write_bytes(file_format.pack(head, _with_own_ids(payload, talk, fresh)))
        copy.chmod(0o600)


def _with_own_ids(payload: bytes, talk: Conversation, fresh: str) -> bytes:
    """Give what is in a file with another id for the conversation, and for each agreement in it.

    With the same id they would be one agreement, of which only the last words count.
    """
    payload = payload.replace(talk.id.encode(), fresh.encode())
    for agreement in talk.agreements:
        payload = payload.replace(agreement.id.encode(), uuid4().hex.encode())
    return payload
