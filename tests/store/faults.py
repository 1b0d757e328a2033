"""Disks that fail where a test wants, and the records the tests save."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

from sessions.agreements import Agreement, AgreementEnd, AgreementKind, Note
from sessions.conversation import (
    Conversation,
    Ending,
    Idea,
    Parked,
    Proposal,
    Said,
    State,
    TimeOut,
    TimeOutEnd,
    Turn,
)
from sessions.people import Pair, Person, Role, Setting
from sessions.store.disk import Disk

NOW = datetime(2026, 3, 1, 19, 30, 15, 123456, tzinfo=timezone(timedelta(hours=1)))
ID = "ab" + "0" * 30
OTHER = "cd" + "1" * 30

NASTY = (
    "[/] {x} %s \N{FAMILY}\u200d\N{FIRE} \ufffd \u202eright\u202c שלום \x00\x1b[31m\u2028\r\n\t ē"
)


class Crash(BaseException):
    """The power goes; nothing after it reaches the disk."""


class Faulty(Disk):
    """A disk on which `fault` is asked before every call; it raises what it wants."""

    def __init__(self, fault: Callable[[str, tuple[Any, ...]], None] | None = None) -> None:
        self.calls: list[str] = []
        self.fault = fault

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or not callable(found) or name == "fault":
            return found

        def call(*given: Any) -> Any:
            self.calls.append(name)
            if self.fault is not None:
                self.fault(name, given)
            return found(*given)

        return call


def failing(number: int, *names: str) -> Callable[[str, tuple[Any, ...]], None]:
    """Give a fault that answers every call of `names` with that error number."""

    def fault(name: str, given: tuple[Any, ...]) -> None:
        if name in names:
            raise OSError(number, os.strerror(number))

    return fault


def read_only_system(name: str, given: tuple[Any, ...]) -> None:
    """A file system mounted to read only."""
    writes = name == "open" and given[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if writes or name in {"mkdir", "link", "rename", "unlink", "chmod"}:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))


class Full(Disk):
    """A disk with `room` bytes left that counts what is written and what is given up."""

    def __init__(self, room: int) -> None:
        self.room = room

    def write(self, descriptor: int, data: memoryview) -> int:
        if len(data) > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.room -= len(data)
        return super().write(descriptor, data)

    def unlink(self, path: Path) -> None:
        size = path.lstat().st_size
        super().unlink(path)
        self.room += size


def small(conversation_id: str = ID, **fields: Any) -> Conversation:
    """Give a conversation that has just begun."""
    values: dict[str, Any] = {
        "id": conversation_id,
        "pair": "p1",
        "people": (Person(id="k", name="Kim", language="nl"),),
        "setting": Setting.FRIENDS,
        "pattern": "give-and-take",
        "at": Turn("rules", "read"),
        "started": NOW,
        "changed": NOW,
    }
    return Conversation(**{**values, **fields})


def saying(words: str, conversation_id: str = ID) -> Conversation:
    """Give a conversation in which somebody said `words`."""
    said = {"preparation/subject//0": Said(fields={"text": words}, at=NOW)}
    return small(conversation_id, said=said)


def _full_time_out(text: str) -> TimeOut:
    return TimeOut(
        id="t1",
        called_at=NOW,
        until=NOW + timedelta(minutes=20),
        by="k",
        proposal=Proposal(who="s", until=NOW + timedelta(hours=1)),
        early=("k", "s"),
        calm={"k": True, "s": False},
        ended_at=NOW,
        end=TimeOutEnd.BACK,
        cycle=text,
    )


def _full_agreement(text: str) -> Agreement:
    return Agreement(
        id="a1",
        what=text,
        kind=AgreementKind.TURNS,
        who="k",
        when=text,
        often=text,
        start=date(2026, 3, 2),
        until=date(2026, 3, 29),
        when_if=text,
        then=text,
        see=text,
        stop=text,
        idea="i1",
        version=3,
        evaluate_on=date(2026, 3, 15),
        evaluate_at=time(20, 30),
        withdrawn=True,
        first="s",
        made_on=date(2026, 3, 1),
        counted_from=date(2026, 2, 23),
        revision=4,
        ended=AgreementEnd.AGAIN,
        notes=(Note(id="n1", text=text, at=NOW, who="k"),),
    )


def full(text: str = NASTY) -> Conversation:
    """Give a conversation with something in every field, `text` wherever text goes."""
    agreement = _full_agreement(text)
    return small(
        people=(
            Person(id="k", name="Kim", language="nl"),
            Person(id="s", name=text, language="fa"),
            Person(id="m", name="Mo", language="en", role=Role.MEDIATOR),
        ),
        at=Turn("impact", "reflect", "s", 2),
        state=State.FINISHED,
        said={"a/subject//0": Said(fields={"text": text, text: ""}, at=NOW, skipped=True)},
        drafts={"b/c/k/1": {"text": text}},
        ideas=(Idea(id="i1", text=text, withdrawn=True),),
        agreements=(agreement,),
        parked=(Parked(id="q1", text=text, at=NOW),),
        time_outs=(_full_time_out(text),),
        return_at=NOW.astimezone(UTC),
        ended=NOW,
        ending=Ending.PARTLY,
        reviewed=(agreement,),
        about="a9",
    )


def pair(pair_id: str = "p1", name: str = "Kim") -> Pair:
    """Give two people."""
    people = (Person(id="k", name=name, language="nl"), Person(id="s", name="Sam", language="en"))
    return Pair(id=pair_id, people=people, setting=Setting.FAMILY)
