"""Bad locks, boxes and pairs: they keep nobody from reading the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sessions import errors
from sessions.store import Vault, own_lock
from tests.store.badfiles import CHEAP, PASSPHRASE, as_json, ordinary
from tests.store.damage import clear, listed, without
from tests.store.faults import ID, OTHER
from tests.store.helpers import open_own
from tests.store.locks import BARE, GOOD, KEYS, LOCK, MINE, lay_pairs, private, text

BAD_LOCKS: dict[str, dict[str, Any]] = {
    "of nobody": without(GOOD, "person"),
    "of a number": {**GOOD, "person": 3},
    "of half a pair": {**GOOD, "person": "\ud800"},
    "without a public key": without(GOOD, "public"),
    "with a short public key": {**GOOD, "public": text(b"x")},
    "with a public key that is none": {**GOOD, "public": text(bytes(32))},
    "with a public key of ones": {**GOOD, "public": text(b"\xff" * 32)},
    "with a public key that is no text": {**GOOD, "public": 3},
    "with a public key that is no base64": {**GOOD, "public": "é"},
    "without a slot": without(GOOD, "slot"),
    "with a slot that is a text": {**GOOD, "slot": "x"},
    "with an empty slot": {**GOOD, "slot": {}},
    "with a slot without a cost": {**GOOD, "slot": {**GOOD["slot"], "argon2id": None}},
    "with a huge cost": {**GOOD, "slot": {**GOOD["slot"], "argon2id": [2**40, 3, 4]}},
    "with a nonce of nothing": {**GOOD, "slot": {**GOOD["slot"], "nonce": ""}},
    "with a box of nothing": {**GOOD, "slot": {**GOOD["slot"], "box": ""}},
    "bare, without a key": {**GOOD, "slot": None, "key": ""},
    "bare, with a short key": {**GOOD, "slot": None, "key": text(b"x")},
    "bare, with a long key": {**GOOD, "slot": None, "key": text(bytes(64))},
    "bare, with another key": {**GOOD, "slot": None, "key": text(bytes(32))},
    "bare, with a key that is no text": {**GOOD, "slot": None, "key": []},
    "done in words": {**GOOD, "done": "no"},
    "of fields nobody knows": {"x": 1},
}


def takes(vault: Vault, name: str) -> Iterator[str]:
    """Do everything that reads a lock; give what is no error of the store."""
    calls: dict[str, Callable[[], Any]] = {
        "reading": lambda: vault.records.load(ID),
        "listing": vault.index.read,
        "saving": lambda: vault.records.save(private()),
        "opening": lambda: open_own(vault, vault.records.load(ID), "k", PASSPHRASE),
        "changing": lambda: vault.own_phrases.change("k", PASSPHRASE, "new", cost=CHEAP),
        "finishing": vault.seal.finish,
        "other": lambda: vault.records.load(OTHER),
    }
    for call, what in calls.items():
        try:
            answer = what()
        except errors.StoreError:
            if call in {"listing", "other", "reading"}:
                yield f"{name}: {call} was refused"
        except KeyError as problem:
            if call != "changing":  # who has no lock has no phrase to change
                yield f"{name}: {call} gave {problem!r}"
        except Exception as problem:  # noqa: BLE001 - just what must not happen
            yield f"{name}: {call} gave {problem!r}"
        else:
            if call == "listing" and OTHER not in [summary.id for summary in answer.summaries]:
                yield f"{name}: the other is not listed"


def test_a_bad_lock_keeps_nobody_from_reading(vaults: Callable[[bool], Vault]) -> None:
    """Whatever the lock of a person says, conversations open and are listed, and stay closed."""
    wrong: list[str] = []
    vault = vaults(False)
    for name, document in BAD_LOCKS.items():
        lay_pairs(vault, {"locks": {}})
        box = text(LOCK.public + bytes(32) + bytes(12) + bytes(32))
        for closed in (own_lock.close_for(LOCK, as_json(MINE), f"{ID} said {KEYS}"), box, "é"):
            clear(vault)
            lay_pairs(vault, {"locks": {}})
            vault.records.save(private(fields={}, closed=closed))
            lay_pairs(vault, {"locks": {"1": document}})
            wrong += takes(vault, f"a lock {name}")
    assert not wrong, listed(wrong)


BAD_BOXES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"words",
    "half of it": b'{"text": ',
    "a list": b"[1]",
    "a number": b"3",
    "a text": b'"ab"',
    "null": b"null",
    "fields that are numbers": b'{"text": 3}',
    "fields that are nothing": b'{"text": null}',
    "not a number": b'{"text": NaN}',
    "deep lists": b"[" * 100_000,
    "no UTF-8": b'{"text": "\xff"}',
    "many digits": b"9" * 5_000,
}


@pytest.mark.parametrize("bare", [False, True])
def test_a_box_with_anything_in_it_is_never_a_crash(
    vaults: Callable[[bool], Vault], bare: bool
) -> None:
    """Everybody can close something with a lock; what is no words then stays closed."""
    wrong: list[str] = []
    vault = vaults(False)
    document = {**GOOD, "slot": None, "key": text(BARE)} if bare else GOOD
    for name, payload in BAD_BOXES.items():
        clear(vault)
        lay_pairs(vault, {"locks": {"1": document}})
        closed = own_lock.close_for(LOCK, payload, f"{ID} said {KEYS}")
        vault.records.save(private(fields={}, closed=closed))
        wrong += takes(vault, f"a box of {name}")
        vault.own_phrases.locks.forget()
        clear(vault)
        lay_pairs(vault, {"locks": {"1": document}})
        vault.records.save(private(fields={}, closed=closed))
        try:
            fields = open_own(vault, vault.records.load(ID), "k", PASSPHRASE).said[KEYS].fields
        except errors.StoreError:
            continue
        except Exception as problem:  # noqa: BLE001 - just what must not happen
            wrong.append(f"a box of {name}: {problem!r}")
            continue
        if not all(isinstance(field, str) for field in fields.values()):
            wrong.append(f"a box of {name}: gave {fields!r}")
    assert not wrong, listed(wrong)


BAD_PAIRS: dict[str, Any] = {
    "a list": [],
    "nothing": None,
    "a table that is a list": {"pairs": []},
    "a document that is a text": {"pairs": {"1": "x"}},
    "a pair of nothing": {"pairs": {"1": {}}},
    "people in words": {"pairs": {"1": {"id": "p", "people": "Kim", "setting": "work"}}},
    "people of numbers": {"pairs": {"1": {"id": "p", "people": [3], "setting": "work"}}},
    "a setting nobody has": {"pairs": {"1": {"id": "p", "people": [], "setting": "x"}}},
    "an id that is a number": {"pairs": {"1": {"id": 3, "people": [], "setting": "work"}}},
    "settings of numbers": {"settings": {"1": {"language": 3}}},
    "settings of tables": {"settings": {"1": {"language": {}}}},
    "a number in words": {"pairs": {"x": {}}},
    "a number of many digits": {"pairs": {"1" * 5000: {}}},
    "half a pair for a setting": {"pairs": {"1": {"id": "p", "people": [], "setting": "\ud800"}}},
    "half a pair for a field": {"pairs": {"1": {"\ud800": "p", "people": [], "setting": "work"}}},
    "locks that are a list": {"locks": []},
    "half a pair in the settings": {"settings": {"1": {"\ud800": "\udfff"}}},
}


def test_bad_pairs_cost_no_conversation(vaults: Callable[[bool], Vault]) -> None:
    """Pairs, settings and locks that make no sense are errors of the store; conversations open."""
    vault, wrong = vaults(False), []
    for name, content in BAD_PAIRS.items():
        for version in (1, 2):
            lay_pairs(vault, content, version=version)
            for read in (vault.records.pairs, vault.records.settings, vault.own_phrases.locks.all):
                try:
                    read()
                except errors.StoreError:
                    continue
                except Exception as problem:  # noqa: BLE001 - just what must not happen
                    wrong.append(f"{name}: {problem!r}")
            if vault.records.load(ID) != ordinary() or len(vault.index.read().summaries) != 2:
                wrong.append(f"{name}: a conversation does not open")
    assert not wrong, listed(wrong)
