"""Bad files with something wrong in a field of a conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from sessions.store import schema
from tests.store.badfiles import DAMAGED, EITHER, FINE, Bad, as_json, said, tables
from tests.store.faults import NASTY, NOW, OTHER, full

RICH = json.loads(json.dumps(schema.to_document(full("some words")), ensure_ascii=True))
"""The document of a conversation with something in every field."""


def _wrong_for(value: Any) -> list[Any]:
    """Give values that cannot stand where `value` does."""
    if isinstance(value, bool):
        return ["yes", 3, None]
    if isinstance(value, int):
        return ["1", None, 1.5, float("nan"), float("inf"), 1e300, [], True]
    if isinstance(value, str):
        return [3, None, [], {}, float("nan")]
    if isinstance(value, list):
        return [3, "x", {"a": 1}, [3], [None]]
    if isinstance(value, dict):
        return [3, "x", [1]]
    return ["no such thing", -1, [3], {"a": 1}]


def places(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to everything in a document."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from places(value, (*way, key))


def value_at(node: Any, way: tuple[Any, ...]) -> Any:
    for key in way:
        node = node[key]
    return node


def changed(way: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Give the rich document with `value` at one place."""
    document: dict[str, Any] = deepcopy(RICH)
    value_at(document, way[:-1])[way[-1]] = value
    return document


def fields() -> Iterator[Bad]:
    """Every field of a conversation, and of all that is in it, with something wrong in it."""
    for way in places(RICH):
        old = value_at(RICH, way)
        name = ".".join(str(part) for part in way)[:40]
        for at, value in enumerate(_wrong_for(old)):
            # Where nothing may stand, nothing is no damage; a true is a number to Python.
            loose = value is None or isinstance(value, bool) or value in ([], {}, [1])
            payload = as_json({"conversation": {"1": changed(way, value)}})
            yield said(f"field {name}, wrong {at}", payload, EITHER if loose else DAMAGED)
    for name in RICH:
        document = {key: value for key, value in RICH.items() if key != name}
        payload = as_json({"conversation": {"1": document}})
        needed = name in {
            "id",
            "pair",
            "people",
            "setting",
            "pattern",
            "at",
            "started",
            "changed",
        }
        yield said(f"field {name}, missing", payload, DAMAGED if needed else FINE)


def half_pairs() -> Iterator[Bad]:
    """Half a surrogate pair, which no UTF-8 has, in every text and every name of a field."""
    for way in places(RICH):
        if isinstance(value_at(RICH, way), str):
            payload = as_json({"conversation": {"1": changed(way, "a\ud800")}})
            yield said(f"half a pair in {'.'.join(map(str, way))[:40]}", payload, EITHER)
    for way in ((), ("at",), ("people", 0), ("agreements", 0), ("time_outs", 0)):
        document = deepcopy(RICH)
        value_at(document, way)["\udfff"] = 1
        payload = as_json({"conversation": {"1": document}})
        yield said(f"half a pair as a name in {way}", payload, EITHER)


def values() -> Iterator[Bad]:
    """Values of the right sort that nobody would have chosen."""
    at = NOW.isoformat()
    turn = {"step": "a", "phase": "b", "who": "", "round": 0}
    kim = {"id": "k", "name": "Kim", "language": "nl", "role": "partner"}
    fields_: dict[str, dict[str, Any]] = {
        "no zone": {"started": "2026-03-01T10:00:00", "changed": "2026-03-01T10:00:00"},
        "one without a zone": {"changed": "2026-03-01T10:00:00"},
        "the first moment": {"changed": "0001-01-01T00:00:00+23:59"},
        "the last moment": {"changed": "9999-12-31T23:59:59-23:59"},
        "nobody": {"people": []},
        "one person twice": {"people": [kim, kim]},
        "a thousand people": {"people": [kim] * 1000},
        "a person without a name": {"people": [{**kim, "name": "", "id": ""}]},
        "a pattern that is a path": {"pattern": "../../etc/passwd"},
        "no pattern": {"pattern": ""},
        "a round below nought": {"at": {**turn, "round": -5}},
        "a huge round": {"at": {**turn, "round": 10**4000}},
        "a turn of nothing": {"at": {**turn, "step": "", "phase": ""}},
        "a key that is no turn": {"said": {"x": {"fields": {"text": "x"}, "at": at}}},
        "a key with a huge round": {"said": {"a/b/k/" + "1" * 5000: {"fields": {}, "at": at}}},
        "a key in other digits": {"said": {"a/b/k/\u0661": {"fields": {}, "at": at}}},
        "something closed that is not": {
            "said": {"a/b/k/0": {"fields": {}, "at": at, "closed": "é"}}
        },
        "a closed draft": {"closed_drafts": {"a/b/k/0": "AAAA"}},
        "a long text": {"drafts": {"a": {"b": "x" * 2_000_000}}},
        "nasty words": {"pair": NASTY},
        "an origin that is a path": {"origin": "../../x", "restored": at},
        "finished without an end": {"state": "finished"},
        "an idea twice": {"ideas": [{"id": "i", "text": "x"}] * 2},
    }
    for name, given in fields_.items():
        yield said(f"value: {name}", tables(**given), EITHER)
    for name, given in {
        "an id of another": {"id": OTHER},
        "an id that is a path": {"id": "../../x"},
        "no id": {"id": ""},
        "a state nobody has": {"state": "dancing"},
        "a time of thirteen months": {"started": "2026-13-01T10:00:00+01:00"},
        "a time in words": {"started": "yesterday"},
        "a leap second": {"started": "2026-03-01T10:00:61+01:00"},
        "a year of five digits": {"started": "12026-03-01T10:00:00+01:00"},
        "a setting in capitals": {"setting": "FRIENDS"},
    }.items():
        yield said(f"value: {name}", tables(**given))
