"""Bad files made by chance."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

from sessions.store.file_format import Keyring
from tests.store.bad_fields import RICH, places, value_at
from tests.store.badfiles import as_json, whole, with_line
from tests.store.faults import NASTY, NOW

_SCRAPS: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    10**4000,
    1.5,
    float("nan"),
    float("-inf"),
    "",
    "x",
    NASTY,
    "a\ud800",
    "\x00",
    NOW.isoformat(),
    "2026-03-01T10:00:00",
    "active",
    "k",
    [],
    [[]],
    {},
    {"a": 1},
    {"id": "k"},
    "1" * 5000,
    "a/b/k/" + "1" * 5000,
]


def chance(random: Random) -> bytes:
    """Give a payload, or a whole file when it begins with the magic word."""
    document: Any = {"conversation": {"1": deepcopy(RICH)}}
    for _ in range(random.randint(1, 4)):
        ways = list(places(document))
        if not ways:
            break
        _change(random, document, random.choice(ways))
    payload = as_json(document)
    if random.random() < 0.3:
        payload = _spliced(random, payload)
    return payload


def _change(random: Random, document: Any, way: tuple[Any, ...]) -> None:
    """Change something at one place of a document."""
    node, key = value_at(document, way[:-1]), way[-1]
    sort = random.randrange(5)
    if sort == 0 or isinstance(node, list):
        node[key] = deepcopy(random.choice(_SCRAPS))
    elif sort == 1:
        del node[key]
    elif sort == 2:
        names = ["", "x", "\udfff", "2", "1" * 5000, "a/b/k/" + "1" * 5000]
        node[random.choice(names)] = node.pop(key)
    elif sort == 3:
        node[key] = deepcopy(value_at(document, random.choice(list(places(document)))))
    else:
        node[random.choice(["x", "1", key])] = deepcopy(random.choice(_SCRAPS))


def _spliced(random: Random, payload: bytes) -> bytes:
    """Take out, put in or repeat a few bytes."""
    start = random.randrange(len(payload))
    end = start + random.randrange(30)
    middle = random.choice([b"", random.randbytes(5), payload[start:end] * 3, b"[" * 2000, b"\xff"])
    return payload[:start] + middle + payload[end:]


def chance_file(random: Random, keyring: Keyring | None) -> bytes:
    """Give a whole file with something wrong in it, or nothing."""
    fields_: dict[str, Any] = {}
    if random.random() < 0.15:
        fields_["version"] = random.choice([0, 1, 3, 10**17])
    if random.random() < 0.05:
        fields_["generation"] = random.choice([0, 10**18 - 1])
    blob = whole(chance(random), keyring, **fields_)
    if random.random() < 0.15:
        head, _, body = blob.partition(b"\n")
        words = head.split(b" ")[:-1]
        at = random.randrange(len(words))
        words[at] = random.choice(
            [b"", b"0", b"1", b"2", b"x", b"plain", b"-", random.randbytes(4)]
        )
        blob = with_line(b" ".join(words), body)
    if random.random() < 0.1:
        blob = _spliced(random, blob)
    return blob
