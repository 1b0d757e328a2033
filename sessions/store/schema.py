"""Records to and from documents, and the way from an older version to this one.

The domain types are frozen structs; msgspec does the work and names the place when a document does
not fit. What people typed is stored exactly as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from sessions import errors
from sessions.conversation import Conversation
from sessions.diary import Diary
from sessions.integrity import problems_of
from sessions.people import Pair
from sessions.store.file_format import RecordKey, damaged

Document = dict[str, Any]
Tables = dict[str, dict[str, Any]]
"""What TinyDB keeps in one file: documents by their number, by table."""

Migration = Callable[[Tables], Tables]
"""A pure function: the tables of one version in, those of the next out."""

VERSIONS: dict[str, int] = {"conversation": 6, "pairs": 4, "diary": 2}
"""The version of each kind of record that this program writes.

A version goes up too when an older program would lose what it does not know: version 2 of both
came with the phrase of one person, and what is closed with it; version 3 of a conversation with
agreements that live on; version 3 of the pairs with public keys that are bound to their
phrase, 4 of a conversation with nothing beside a box, 5 with the zone in which a moment was
agreed, and 6, with 4 of the pairs, with the way in which people talk and whom an idea helps. A
diary has 2 since a mediator's own notes can stand in one.
"""


def _conversation_1(tables: Tables) -> Tables:
    """Give what is closed its own place; in version 1 nothing was."""
    documents = {
        number: {**one, "closed_drafts": {}, "restored": None, "origin": ""}
        for number, one in tables.get("conversation", {}).items()
    }
    return {**tables, "conversation": documents}


def _conversation_2(tables: Tables) -> Tables:
    """Give agreements what an evaluation changes in them; in version 2 there was none."""
    more: Document = {
        "first": "",
        "made_on": None,
        "counted_from": None,
        "revision": 0,
        "ended": None,
        "notes": [],
    }
    documents = {
        number: {
            **document,
            "agreements": [{**agreement, **more} for agreement in document["agreements"]],
            "reviewed": [],
            "about": "",
        }
        for number, document in tables.get("conversation", {}).items()
    }
    return {**tables, "conversation": documents}


def _conversation_3(tables: Tables) -> Tables:
    """Take away what stood beside a box; in version 3 that were the names of its fields."""
    documents = {}
    for number, document in tables.get("conversation", {}).items():
        said = {
            key: {
                **{name: part for name, part in answered.items() if name != "filled"},
                "alone": bool(key.split("/")[2]),
            }
            for key, answered in document["said"].items()
        }
        keys = [key for key, answered in said.items() if answered.get("closed")]
        closed = {key.split("/")[2] for key in (*keys, *document["closed_drafts"])}
        people = [person["id"] for person in document["people"] if person["id"] in closed]
        documents[number] = {**document, "said": said, "with_phrase": people}
    return {**tables, "conversation": documents}


def _conversation_4(tables: Tables) -> Tables:
    """Give moments that were agreed the name of their zone; in version 4 none had one."""
    documents = {}
    for number, document in tables.get("conversation", {}).items():
        time_outs = [
            {
                **time_out,
                "zone": "",
                "proposal": time_out["proposal"] and {**time_out["proposal"], "zone": ""},
            }
            for time_out in document["time_outs"]
        ]
        documents[number] = {**document, "time_outs": time_outs, "return_zone": ""}
    return {**tables, "conversation": documents}


def _conversation_5(tables: Tables) -> Tables:
    """Give talks their way of talking, and ideas whom they help; in version 5 neither was."""
    documents = {}
    for number, document in tables.get("conversation", {}).items():
        said = {key: {**answered, "talked": False} for key, answered in document["said"].items()}
        ideas = [{**idea, "helps": []} for idea in document["ideas"]]
        documents[number] = {**document, "said": said, "ideas": ideas, "way": None}
    return {**tables, "conversation": documents}


def _pairs_1(tables: Tables) -> Tables:
    """Give the locks of people their table; in version 1 nobody had one."""
    return {**tables, "locks": {}}


def _pairs_2(tables: Tables) -> Tables:
    """Give locks what binds a public key to its phrase; in version 2 nothing did."""
    locks = {
        number: {**lock, "bound": False, "before": [], "brought": False}
        for number, lock in tables.get("locks", {}).items()
    }
    return {**tables, "locks": locks}


def _pairs_3(tables: Tables) -> Tables:
    """Give pairs what they chose last; in version 3 it was not kept."""
    pairs = {
        number: {**pair, "way": None, "minutes": None}
        for number, pair in tables.get("pairs", {}).items()
    }
    return {**tables, "pairs": pairs}


def _diary_1(tables: Tables) -> Tables:
    """Give notes what they are about; in version 1 they were of nobody else's conversation."""
    documents = {
        number: {
            **document,
            "entries": [{**entry, "about": ""} for entry in document["entries"]],
        }
        for number, document in tables.get("diary", {}).items()
    }
    return {**tables, "diary": documents}


MIGRATIONS: dict[tuple[str, int], Migration] = {
    ("conversation", 1): _conversation_1,
    ("conversation", 2): _conversation_2,
    ("conversation", 3): _conversation_3,
    ("conversation", 4): _conversation_4,
    ("conversation", 5): _conversation_5,
    ("pairs", 1): _pairs_1,
    ("pairs", 2): _pairs_2,
    ("pairs", 3): _pairs_3,
    ("diary", 1): _diary_1,
}
"""By kind and the version it starts from; each goes one version up."""

_RECORDS: dict[str, type] = {"conversation": Conversation, "pairs": Pair, "diary": Diary}
"""What the table holds that has the name of its kind of file."""

_T = TypeVar("_T")


def version_of(kind: str) -> int:
    """Give the version that is written for `kind`."""
    return VERSIONS.get(kind, 1)


def migrate(tables: Tables, record_key: RecordKey, version: int, *, file: str) -> Tables:
    """Give `tables` of `version` as those of today.

    Raises `RecordNewer` for a version past ours, `RecordDamaged` when the way up is not there or
    the tables are not what their version says.
    """
    today = version_of(record_key.kind)
    if version > today:
        raise errors.RecordNewer(file=file, id=record_key.id)
    for step in range(version, today):
        try:
            tables = MIGRATIONS[record_key.kind, step](tables)
        except (LookupError, TypeError, ValueError, AttributeError) as problem:
            raise damaged(file, record_key, f"version {step}") from problem
    return tables


def to_document(record: object) -> Document:
    """Give the document of a record, in plain builtins; times in ISO 8601."""
    document: Document = msgspec.to_builtins(record, enc_hook=plain)
    return document


def from_document(document: object, kind: type[_T], record_key: RecordKey, *, file: str) -> _T:
    """Give the record in `document`.

    Raises `RecordDamaged` naming `file` when a field is missing, of another sort, an unknown
    choice, or makes no sense; `fields["problem"]` says what, and `fields["place"]` where.
    """
    try:
        record = msgspec.convert(document, kind)
    except msgspec.ValidationError as problem:
        # The place (`$.at.step`) and no value: that could be somebody's words.
        place = str(problem).rpartition("`")[0].rpartition("`")[2]
        raise damaged(file, record_key, f"document {place}".strip(), place[2:]) from None
    except (ValueError, OverflowError, RecursionError):
        # Half a surrogate pair where a day should be, or a moment before the first of all.
        raise damaged(file, record_key, "document") from None
    wrong = next(problems_of(record), None)
    if wrong is not None:
        raise damaged(file, record_key, f"{wrong.place}: {wrong.reason}", wrong.place)
    return record


def check_tables(tables: Tables, record_key: RecordKey, *, file: str) -> None:
    """Raise `RecordDamaged` when a record in the tables of a file cannot be read."""
    if record_key.kind not in _RECORDS:
        return
    for document in tables.get(record_key.kind, {}).values():
        from_document(document, _RECORDS[record_key.kind], record_key, file=file)


def plain(value: object) -> object:
    """Give a mapping of any sort as a dict, which is all msgspec knows."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} has no place in a record")
