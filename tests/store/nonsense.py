"""Records with every checksum right that make no sense, laid in a vault by hand."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions.agreements import Agreement, AgreementKind, Note
from sessions.conversation import Conversation, Idea, Parked, Proposal, State, TimeOut
from sessions.diary import Diary, Entry
from sessions.people import Person, Role
from sessions.store import Vault, file_format, schema
from sessions.store.file_format import Header
from tests.store.faults import NOW
from tui.cli.main import main
from tui.language.language import language
from tui.workspace import example

Way = tuple[str | int, ...]
"""The way to a place in a document: the names and numbers on it."""

DONE, NOTHING, WRONG_USE, NOT_READABLE = 0, 1, 2, 3
"""Exit codes, as the README has them."""

GOOD = "ab" + "1" * 30
"""The id of a conversation that nothing is the matter with."""
BAD = "cd" + "2" * 30
"""The id of the conversation that is changed by hand."""
PROMISE = "ef" + "3" * 30
"""The id of the agreement in the good conversation."""
WORDS = "the dishes in the evening"
"""What was agreed in the good conversation."""


class Ended(msgspec.Struct, frozen=True):
    """How a command ended: its code, what it gave, and what it told."""

    code: int
    out: str
    told: str


def run(folder: Path, *arguments: str) -> Ended:
    """Run a command in this process, on the vault in `folder`."""
    written = io.BytesIO(), io.BytesIO()
    out, told = (io.TextIOWrapper(stream, encoding="utf-8", errors="replace") for stream in written)
    with redirect_stdout(out), redirect_stderr(told):
        code = main(["--data", str(folder), "--language", "en", *arguments], clock=lambda: NOW)
    out.flush()
    told.flush()
    return Ended(code, *(stream.getvalue().decode() for stream in written))


# -- What is changed --------------------------------------------------------------------------


@cache
def talks() -> dict[str, Conversation]:
    """Give conversations as the program makes them, and one with something in every field."""
    numbers = count(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(example, "new_id", lambda: f"{next(numbers):032x}")
        with TemporaryDirectory() as folder, Vault.open(Path(folder, "vault"), now=NOW) as vault:
            example.fill(vault, language("en"), NOW)
            found = [vault.records.load(id_) for id_ in vault.records.ids()]
    finished, halfway = (
        replace(talk, id=BAD) for talk in sorted(found, key=lambda talk: talk.state, reverse=True)
    )
    return {"finished": finished, "halfway": halfway, "breaking off": _in_a_break(halfway)}


def _in_a_break(talk: Conversation) -> Conversation:
    """Give a conversation in a time-out, with something in every field that can hold something."""
    kim, sam = talk.people
    agreement = Agreement(
        id="a" * 32,
        what="Who cooks does not wash up",
        kind=AgreementKind.TURNS,
        who=kim.id,
        first=sam.id,
        idea="b" * 32,
        start=date(2026, 3, 2),
        until=date(2026, 3, 29),
        evaluate_on=date(2026, 3, 15),
        made_on=date(2026, 3, 1),
        counted_from=date(2026, 2, 23),
        revision=4,
        notes=(Note(id="c" * 32, text="It worked", at=NOW, who=kim.id),),
    )
    running = TimeOut(
        id="d" * 32,
        called_at=NOW - timedelta(minutes=30),
        until=NOW + timedelta(minutes=5),
        by=kim.id,
        proposal=Proposal(who=sam.id, until=NOW + timedelta(hours=1)),
        early=(kim.id, sam.id),
        calm={kim.id: True},
        cycle="We both talk louder",
    )
    mediator = Person(id="e" * 32, name="Mo", language="nl", role=Role.MEDIATOR)
    return replace(
        talk,
        people=(kim, sam, mediator),
        state=State.TIME_OUT,
        ideas=(Idea(id="b" * 32, text="Take turns"),),
        agreements=(agreement,),
        reviewed=(replace(agreement, id="f" * 32),),
        parked=(Parked(id="9" * 32, text="The holidays", at=NOW),),
        time_outs=(running,),
        return_at=running.until,
        restored=NOW,
        origin=GOOD,
        about="8" * 32,
    )


def good() -> Conversation:
    """Give the conversation that has to be readable whatever is the matter with another one."""
    talk = talks()["finished"]
    agreement = replace(talk.agreements[0], id=PROMISE, what=WORDS, evaluate_on=NOW.date())
    return replace(talk, id=GOOD, agreements=(agreement,))


def kim() -> str:
    """Give the id of who writes a diary."""
    return talks()["finished"].people[0].id


def documents() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Give by name the file, its table and the document that is changed."""
    talk = talks()["finished"]
    pair = {"id": talk.pair, "people": schema.to_document(talk.people), "setting": "partners"}
    entry = Entry(id="7" * 32, on=NOW.date(), written=NOW, text="We laughed", feeling="glad")
    diary = schema.to_document(Diary(person=kim(), entries=(entry,)))
    found = {
        name: (f"conversations/cd/{BAD}.tdb", "conversation", schema.to_document(one))
        for name, one in talks().items()
    }
    return {
        **found,
        "pair": ("pairs.tdb", "pairs", pair),
        "diary": (f"diary/{kim()}.tdb", "diary", diary),
    }


def leaves(document: Any, way: Way = ()) -> Iterator[Way]:
    """Give the way to each value in a document that holds no others."""
    steps: Sequence[tuple[str | int, Any]] = []
    if isinstance(document, dict):
        steps = list(document.items())
    elif isinstance(document, list | tuple):
        steps = list(enumerate(document))
    for step, value in steps:
        yield from leaves(value, (*way, step))
    if not isinstance(document, dict | list | tuple):
        yield way


def changed(document: dict[str, Any], way: Way, value: object) -> dict[str, Any]:
    """Give the document with another value in one place."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    place: Any = copy
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = deepcopy(value)
    return copy


# -- Where it is laid -------------------------------------------------------------------------


def lay(folder: Path) -> None:
    """Make a vault with two people, a good conversation and a diary."""
    with Vault.open(folder, now=NOW) as vault:
        people = documents()["pair"][2]
        vault.records.save_pair(schema.from_document(people, _pair(), _key("pairs.tdb"), file="-"))
        vault.records.save(good())
        vault.index.read()


def put(folder: Path, name: str, document: dict[str, Any]) -> None:
    """Lay a document where the one called `name` belongs, with every checksum right."""
    file, table, _ = documents()[name]
    if table == "pairs":
        lay_people(folder, {"1": document}, {})
    else:
        _write(folder, file, {table: {"1": document}})


def lay_people(folder: Path, pairs: dict[str, Any], locks: dict[str, Any]) -> None:
    """Lay these pairs and locks in a vault, with every checksum right."""
    _write(folder, "pairs.tdb", {"pairs": pairs, "locks": locks})


def _write(folder: Path, file: str, tables: dict[str, Any]) -> None:
    key = _key(file)
    header = Header(record_key=key, version=schema.version_of(key.kind), generation=1)
    path = folder / file
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(file_format.pack(header, json.dumps(tables).encode()))


def copied(template: Path, folder: Path) -> Path:
    """Give a fresh copy of a vault."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    return folder


def _pair() -> Any:
    from sessions.people import Pair

    return Pair


def _key(file: str) -> file_format.RecordKey:
    return file_format.record_key_of(Path("/", file))


# -- Values nobody meant ----------------------------------------------------------------------

VALUES: tuple[object, ...] = (
    "", ".", "..", "../../etc/passwd", "a/b", "a\\b", "a\0b", "a\ud800", "x" * 300, "[/]", "{x}",
    "%s", "\x1b[31m", " ", "\u202e", "nl", "xx-yy", "partner", "mediator", "active", "finished",
    "time-out", "postponed", "agreement", "no-agreement", "trial", "turns", "boundary", "again",
    "stopped", "back", "third-person", "give-and-take", "evaluation", "no-such-pattern", "yes",
    "say", "private", "closing", "0001-01-01", "1899-12-31", "1900-01-01", "2200-12-31",
    "2201-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59", "1899-12-31T23:59:59+01:00",
    "2026-03-01T19:30:00", "2026-03-01T19:30:00+23:59", "2201-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59", "20:30", "20:30:00Z", None, True, False, 0, -1, 1, 2, 10_000,
    10**9, 2**63, 10**30, 0.5, -1e308, [], {}, GOOD, BAD, PROMISE,
)  # fmt: skip
"""Values of which one of each has broken something, or might."""


def values(document: dict[str, Any]) -> st.SearchStrategy[object]:
    """Give a value for a leaf: one nobody meant, one of another leaf, or any at all."""
    others = list(leaves(document))

    def at(way: Way) -> object:
        place: Any = document
        for step in way:
            place = place[step]
        return place

    moments = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))  # noqa: DTZ001
    return st.one_of(
        st.sampled_from(VALUES),
        st.sampled_from(others).map(at),
        st.text(max_size=12),
        st.integers(),
        moments.map(lambda moment: moment.isoformat() + "+01:00"),
        moments.map(lambda moment: moment.date().isoformat()),
    )
